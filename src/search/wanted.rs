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
use crate::search::booleans::seek_from_any;
use crate::search::opener::Opener;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::window::BitSet;
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
    /// The first but not the second.
    Without(Box<Wanted>, Box<dyn Scorer>),
    /// Those that a set finds, with their scores.
    Set(Box<dyn Scorer>),
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

    /// Tells whether a passage is one of them. Passages must be asked for in rising order.
    fn contains(&mut self, doc: DocId, columns: &Columns) -> bool {
        match self {
            Self::Role(roles) => roles.iter().any(|role| columns.is_by(doc, *role)),
            Self::Section(sections) => sections.iter().any(|s| columns.is_in(doc, *s)),
            Self::Set(set) => seek_from_any(set.as_mut(), doc) == doc,
        }
    }
}

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

impl Wanted {
    /// Opens a plan. Numbers are those of the plan's words as
    /// [`for_each_stretch`](Plan::for_each_stretch) comes to them.
    pub(super) fn open(plan: &Plan, opener: &Opener<'_>) -> Result<Self, SearchError> {
        let mut number = 0;
        let words = Self::of_words(plan, opener, &mut number)?;
        words.map_or_else(|| Ok(Self::Set(opener.open(plan)?)), Ok)
    }

    /// Opens a plan of words only; `None` where it is none.
    fn of_words(
        plan: &Plan,
        opener: &Opener<'_>,
        number: &mut usize,
    ) -> Result<Option<Self>, SearchError> {
        let is_word = |plan: &&Plan| matches!(plan, Plan::Stretch(Stretch::Words(_)));
        let is_place = |plan: &&Plan| matches!(plan, Plan::Place { .. } | Plan::Calls(_));
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
                let filters: Vec<&Plan> = of.iter().filter(is_place).collect();
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
        match self {
            Self::Words { of, min, places } => {
                let all = *min == of.len();
                let mut next = if all { from } else { TERMINATED };
                for word in of {
                    let doc = window.next(*word, from);
                    next = if all { next.max(doc) } else { next.min(doc) };
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

    /// Finds what matches in a window.
    pub(super) fn find(&mut self, window: &Window, matched: &mut Matched) {
        match self {
            Self::Words { of, min, places } => {
                find_words(window, of, *min, &mut matched.places);
                for place in places {
                    let columns = window.columns();
                    matched.places.retain(|at| place.contains(window.document(at), columns));
                }
            }
            Self::Without(wanted, unwanted) => {
                wanted.find(window, matched);
                let mut is_unwanted = |doc| seek_from_any(unwanted.as_mut(), doc) == doc;
                matched.places.retain(|at| !is_unwanted(window.document(at)));
            }
            Self::Set(set) => {
                let docs = window.docs();
                matched.places.clear(docs.len());
                let scores = matched.scores.get_or_insert_default();
                scores.clear();
                scores.resize(docs.len(), 0.0);
                let mut doc = seek_from_any(set.as_mut(), docs.start);
                while doc < docs.end {
                    let place = (doc - docs.start) as usize;
                    matched.places.insert(place);
                    scores[place] = set.score();
                    doc = set.advance();
                }
            }
        }
    }
}

/// Finds the places that have at least `min` of some words.
fn find_words(window: &Window, of: &[usize], min: usize, out: &mut BitSet) {
    out.clear(window.places().len());
    for word in of {
        out.unite(window.spoken(*word));
    }
    if min == of.len() {
        for word in of {
            out.intersect(window.spoken(*word));
        }
    } else if min > 1 {
        out.retain(|at| of.iter().filter(|word| window.count(**word, at) > 0).count() >= min);
    }
}
