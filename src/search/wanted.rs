//! Which passages of a window a plan matches.
//!
//! Plans that only ask which words a passage has are answered from the words laid out; all others
//! find their passages themselves.

use std::str::FromStr;

use tantivy::DocId;
use tantivy::TERMINATED;
use tantivy::query::Scorer;

use crate::index::Columns;
use crate::index::MetaField;
use crate::search::SearchError;
use crate::search::bitset::BitSet;
use crate::search::booleans::seek_from_any;
use crate::search::near::NearWords;
use crate::search::opener::Opener;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::window::Detail;
use crate::search::window::Window;
use crate::transcript::Role;
use crate::transcript::Section;

/// The passages that a plan matches.
pub(super) enum Wanted {
    /// Those that have so many of the words of some numbers, and stand in some places.
    Words {
        /// The numbers.
        of: Vec<usize>,
        /// How many.
        min: usize,
        /// The places.
        places: Vec<Inside>,
    },
    /// Those in which a stretch of words begins, and stand in some places.
    Stretch {
        /// The numbers of its words.
        of: Vec<usize>,
        /// What finds it.
        near: Box<NearWords>,
        /// The places.
        places: Vec<Inside>,
    },
    /// The first but not the second.
    Without(Box<Wanted>, Box<dyn Scorer>),
    /// Those that a set finds, with their scores.
    Set(Box<dyn Scorer>),
}

/// Tells whether all that a plan matches is counted by going through the documents of its words,
/// with nothing looked up for each.
pub(super) fn is_counted_quickly(plan: &Plan) -> bool {
    let is_quick = |plan: &Plan| match plan {
        Plan::Stretch(Stretch::Words(_)) => true,
        Plan::Place { terms, of_calls: false } => {
            named::<Role>(terms, MetaField::Role).is_some()
                || named::<Section>(terms, MetaField::Section).is_some()
        }
        _ => false,
    };
    match plan {
        Plan::And(of) | Plan::Or(of) | Plan::Most { of, .. } => of.iter().all(is_quick),
        plan => is_quick(plan),
    }
}

fn is_place(plan: &Plan) -> bool {
    match plan {
        Plan::Place { .. } | Plan::Calls(_) | Plan::Turns(_) => true,
        Plan::Or(of) => of.iter().all(is_place),
        _ => false,
    }
}

/// What the passages of some place have in common.
pub(super) enum Inside {
    /// Who speaks has one of these roles.
    Role(Vec<Role>),
    /// They stand in one of these sections.
    Section(Vec<Section>),
    /// They are in a set.
    Set(Box<dyn Scorer>),
}

impl Inside {
    /// Opens what a filter asks for.
    fn open(plan: &Plan, opener: &Opener<'_>) -> Result<Self, SearchError> {
        if let Plan::Place { terms, of_calls: false } = plan {
            if let Some(roles) = named(terms, MetaField::Role) {
                return Ok(Self::Role(roles));
            }
            if let Some(sections) = named(terms, MetaField::Section) {
                return Ok(Self::Section(sections));
            }
        }
        Ok(Self::Set(opener.open(plan)?))
    }

    /// Tells which calls, by their first documents, have passages of a small set.
    fn calls(&mut self, columns: &Columns, heads: &[DocId]) -> Option<BitSet> {
        let Self::Set(set) = self else { return None };
        if set.size_hint() > columns.max_doc() / SMALL {
            return None;
        }
        let mut calls = BitSet::default();
        calls.clear(heads.len());
        let mut doc = set.doc();
        while doc != TERMINATED {
            let call = heads.partition_point(|head| *head <= doc).checked_sub(1)?;
            calls.insert(call);
            doc = heads.get(call + 1).map_or(TERMINATED, |next| set.seek(*next));
        }
        Some(calls)
    }

    /// Keeps the passages of a window that are among them.
    fn keep(&mut self, window: &Window, places: &mut BitSet) {
        let columns = window.columns();
        let keep: &mut dyn FnMut(DocId) -> bool = match self {
            Self::Role(roles) => &mut |doc| roles.iter().any(|role| columns.is_by(doc, *role)),
            Self::Section(sections) => &mut |doc| sections.iter().any(|s| columns.is_in(doc, *s)),
            // A large set is asked for each passage, a small one is gone through.
            Self::Set(set) if set.size_hint() > columns.max_doc() / SMALL => {
                &mut |doc| seek_from_any(set.as_mut(), doc) == doc
            }
            Self::Set(set) => {
                let docs = window.docs();
                let mut inside = BitSet::default();
                inside.clear(docs.len());
                let mut doc = seek_from_any(set.as_mut(), docs.start);
                while doc < docs.end {
                    inside.insert((doc - docs.start) as usize);
                    doc = set.advance();
                }
                return places.intersect(&inside);
            }
        };
        places.retain(|at| keep(window.document(at)));
    }
}

/// A set is small that holds at most one passage of so many.
const SMALL: u32 = 8;

/// Returns what terms of a field name; `None` where one of them is of another field.
fn named<T: FromStr>(terms: &[String], field: MetaField) -> Option<Vec<T>> {
    terms.iter().map(|term| term.strip_prefix(field.prefix())?.parse().ok()).collect()
}

/// The passages of a window that match.
#[derive(Default)]
pub(super) struct Matched {
    /// Which.
    pub(super) places: BitSet,
    /// What each scores for what it has of its own; none where that is the sum of all words it
    /// has of the plan.
    pub(super) scores: Option<Vec<f32>>,
}

impl Matched {
    /// Lets all go, and makes room for scores.
    pub(super) fn clear(&mut self, len: usize) {
        self.places.clear(len);
        let scores = self.scores.get_or_insert_default();
        scores.clear();
        scores.resize(len, 0.0);
    }

    /// Takes in a place with its score.
    pub(super) fn insert(&mut self, place: usize, score: f32) {
        self.places.insert(place);
        self.scores.get_or_insert_default()[place] = score;
    }
}

impl Wanted {
    /// Opens a plan. Numbers are those of the plan's words as
    /// [`for_each_stretch`](Plan::for_each_stretch) comes to them.
    pub(super) fn open(plan: &Plan, opener: &Opener<'_>) -> Result<Self, SearchError> {
        let mut number = 0;
        if let Some(wanted) = Self::of_words(plan, opener, &mut number)? {
            return Ok(wanted);
        }
        if let Some(wanted) = Self::of_stretch(plan, opener)? {
            return Ok(wanted);
        }
        Ok(Self::Set(opener.open(plan)?))
    }

    /// Opens a plan of one stretch of words, perhaps in some places; `None` where it is none.
    fn of_stretch(plan: &Plan, opener: &Opener<'_>) -> Result<Option<Self>, SearchError> {
        let all = if let Plan::And(of) = plan { of.as_slice() } else { std::slice::from_ref(plan) };
        let (filters, stretches): (Vec<&Plan>, Vec<&Plan>) = all.iter().partition(|p| is_place(p));
        let [Plan::Stretch(stretch)] = stretches.as_slice() else { return Ok(None) };
        let near = NearWords::new(stretch, opener.lengths()).map(Box::new);
        let Some(near) = near else { return Ok(None) };
        let places = filters.into_iter().map(|p| Inside::open(p, opener));
        let places = places.collect::<Result<_, _>>()?;
        Ok(Some(Self::Stretch { of: near.numbers().collect(), near, places }))
    }

    /// Opens a plan of words only; `None` where it is none.
    fn of_words(
        plan: &Plan,
        opener: &Opener<'_>,
        number: &mut usize,
    ) -> Result<Option<Self>, SearchError> {
        let is_word = |plan: &&Plan| matches!(plan, Plan::Stretch(Stretch::Words(_)));
        let mut words = |many: usize, min: usize, places| {
            let of = *number..*number + many;
            *number += many;
            Ok(Some(Self::Words { of: of.collect(), min, places }))
        };
        match plan {
            Plan::Stretch(Stretch::Words(_)) => words(1, 1, Vec::new()),
            Plan::Or(of) if of.iter().all(|o| is_word(&o)) => words(of.len(), 1, Vec::new()),
            Plan::Most { of, min } if of.iter().all(|o| is_word(&o)) => {
                words(of.len(), *min, Vec::new())
            }
            Plan::And(of) => {
                let said = of.iter().filter(is_word).count();
                let filters: Vec<&Plan> = of.iter().filter(|p| is_place(p)).collect();
                if said == 0 || said + filters.len() < of.len() {
                    return Ok(None);
                }
                let places = filters.into_iter().map(|p| Inside::open(p, opener));
                let places = places.collect::<Result<_, _>>()?;
                words(said, said, places)
            }
            Plan::Without(wanted, unwanted) => {
                let Some(wanted) = Self::of_words(wanted, opener, number)? else { return Ok(None) };
                Ok(Some(Self::Without(Box::new(wanted), opener.open(unwanted)?)))
            }
            _ => Ok(None),
        }
    }

    /// Returns a document from `from` on, at or after the window's end, before which none
    /// matches.
    pub(super) fn next(&mut self, window: &mut Window, from: DocId) -> DocId {
        let all_needed = !matches!(self, Self::Words { of, min, .. } if *min < of.len());
        match self {
            Self::Words { of, min: _, places } | Self::Stretch { of, places, .. } => {
                let mut next = if all_needed { from } else { TERMINATED };
                for word in of {
                    let doc = window.next(*word, from);
                    next = if all_needed { next.max(doc) } else { next.min(doc) };
                }
                for place in places {
                    if let (Inside::Set(set), true) = (place, next < TERMINATED) {
                        next = next.max(seek_from_any(set.as_mut(), from));
                    }
                }
                next
            }
            Self::Without(wanted, _) => wanted.next(window, from),
            Self::Set(set) => seek_from_any(set.as_mut(), from),
        }
    }

    /// Returns how many of all words looked for a passage's call must have, if that decides what
    /// matches and what scores: where it does not, the peaks of words say nothing.
    pub(super) fn least(&self) -> Option<usize> {
        match self {
            Self::Words { min, .. } => Some(*min),
            Self::Stretch { of, .. } => Some(of.len()),
            Self::Without(wanted, _) => wanted.least(),
            Self::Set(_) => None,
        }
    }

    /// Tells which calls, by their first documents, can have what matches, as far as small sets of
    /// places tell.
    ///
    /// The sets must stand before the first document, and have to be opened again after that.
    pub(super) fn calls(&mut self, columns: &Columns, heads: &[DocId]) -> Option<BitSet> {
        let places = match self {
            Self::Words { places, .. } | Self::Stretch { places, .. } => places,
            Self::Without(wanted, _) => return wanted.calls(columns, heads),
            Self::Set(_) => return None,
        };
        let inside = places.iter_mut().filter_map(|place| place.calls(columns, heads));
        inside.reduce(|mut all, inside| {
            all.intersect(&inside);
            all
        })
    }

    /// Returns how many documents match, deleted ones too, where the window knows that without
    /// laying them out.
    pub(super) fn known_count(&self, window: &Window) -> Option<u64> {
        match self {
            Self::Words { of, places, .. } if places.is_empty() => match of.as_slice() {
                [word] => window.documents(*word),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns what must be laid out.
    pub(super) fn detail(&self) -> Detail {
        match self {
            Self::Stretch { .. } => Detail::Positions,
            Self::Words { .. } => Detail::Peaks,
            Self::Without(wanted, _) => wanted.detail(),
            Self::Set(_) => Detail::Counts,
        }
    }

    /// Finds what matches in a window, or only within some places of it.
    pub(super) fn find(
        &mut self,
        window: &mut Window,
        within: Option<&BitSet>,
        matched: &mut Matched,
    ) {
        match self {
            Self::Words { of, min, places } => {
                find_words(window, of, *min, &mut matched.places);
                if let Some(within) = within {
                    matched.places.intersect(within);
                }
                for place in places {
                    place.keep(window, &mut matched.places);
                }
            }
            Self::Stretch { of: _, near, places } => {
                let mut candidates = near.candidates(window);
                if let Some(within) = within {
                    candidates.intersect(within);
                }
                // Passages of one turn stand in the same places.
                for place in places {
                    place.keep(window, &mut candidates);
                }
                near.find(window, &candidates, matched);
            }
            Self::Without(wanted, unwanted) => {
                wanted.find(window, within, matched);
                let mut is_unwanted = |doc| seek_from_any(unwanted.as_mut(), doc) == doc;
                matched.places.retain(|at| !is_unwanted(window.document(at)));
            }
            Self::Set(set) => {
                let docs = window.docs();
                matched.clear(docs.len());
                let mut doc = seek_from_any(set.as_mut(), docs.start);
                while doc < docs.end {
                    let place = (doc - docs.start) as usize;
                    matched.insert(place, set.score());
                    doc = set.advance();
                }
                if let Some(within) = within {
                    matched.places.intersect(within);
                }
            }
        }
    }
}

/// Finds the places that have at least `min` of some words.
fn find_words(window: &Window, of: &[usize], min: usize, out: &mut BitSet) {
    let [first, others @ ..] = of else { return out.clear(window.places().len()) };
    out.clone_from(window.spoken(*first));
    if min == of.len() {
        for word in others {
            out.intersect(window.spoken(*word));
        }
        return;
    }
    for word in others {
        out.unite(window.spoken(*word));
    }
    if min > 1 {
        let has = |at: usize, word: &&usize| window.spoken(**word).contains(at);
        out.retain(|at| of.iter().filter(|word| has(at, word)).count() >= min);
    }
}
