//! The plan: a query with every word and value looked up in the index.

use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::postings::TermInfo;

use crate::index::Segment;
use crate::query::Order;
use crate::query::Side;
use crate::query::Unit;

/// What a passage must be like.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    /// Any passage with words.
    Everything,
    /// None.
    Nothing,
    /// A stretch of words begins in it.
    Stretch(Stretch),
    /// It matches all of these; at least one.
    And(Vec<Plan>),
    /// It matches any of these.
    Or(Vec<Plan>),
    /// It matches at least `min` of these.
    Most {
        /// The operands.
        of: Vec<Plan>,
        /// How many must match.
        min: usize,
    },
    /// It matches the first and not the second.
    Without(Box<Plan>, Box<Plan>),
    /// It holds one of the operands and stands in a unit that holds all of them and none of the
    /// unwanted.
    Same {
        /// The unit.
        unit: Unit,
        /// What the unit must hold.
        wanted: Vec<Plan>,
        /// What it must not hold.
        unwanted: Vec<Plan>,
    },
    /// The stretch matches so often in it.
    AtLeast {
        /// How often.
        count: u32,
        /// The stretch.
        stretch: Stretch,
    },
    /// It stands in a call or a turn of which one of these is known.
    Place {
        /// What is known, as terms.
        terms: Vec<String>,
        /// Whether they speak of calls, not of turns.
        of_calls: bool,
    },
    /// It stands in one of these calls.
    Calls(Vec<String>),
    /// It stands in one of these turns: their heads, by the number of the segment.
    Turns(Arc<Vec<Vec<DocId>>>),
}

/// What a stretch of words in one turn must be like.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stretch {
    /// One of these words.
    Words(Arc<Words>),
    /// Any one word.
    Any,
    /// These stretches one after the other.
    Sequence(Vec<Stretch>),
    /// One of these.
    Or(Vec<Stretch>),
    /// These near each other.
    Near {
        /// The stretches.
        operands: Vec<Stretch>,
        /// The most words between neighbours.
        distance: u32,
        /// Whether in this order.
        order: Order,
    },
    /// The first with none of the second near it.
    NotNear {
        /// What is looked for.
        wanted: Box<Stretch>,
        /// What must not be near.
        unwanted: Box<Stretch>,
        /// The most words between them that are near.
        distance: u32,
        /// Whether only what follows counts.
        order: Order,
    },
    /// The stretch at one end of the turn.
    Edge {
        /// Which end.
        side: Side,
        /// The most words between.
        distance: u32,
        /// The stretch.
        operand: Box<Stretch>,
    },
    /// The matches of some stretches inside one sentence.
    Sentence(Sentence),
}

/// What a sentence must be like for the matches in it to count.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sentence {
    /// Where sentences begin.
    pub(super) starts: Arc<Words>,
    /// What it must hold; at least one.
    pub(super) wanted: Vec<Counted>,
    /// What it must not hold.
    pub(super) unwanted: Vec<Counted>,
}

/// A stretch, and how often it must match.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted {
    /// The stretch.
    pub(super) stretch: Stretch,
    /// How often, at least.
    pub(super) count: u32,
}

/// Words of the index that one word of the query stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words {
    /// The words, sorted, each once.
    pub(super) terms: Vec<String>,
    /// How many words of a text each of them stands for: one, but for figures and dates.
    pub(super) len: u32,
    /// The weight of one of them, from how many passages have one; see
    /// [`idf`](crate::index::idf).
    pub(super) idf: f32,
    /// The place of the word in the query's text.
    pub(super) span: Range<usize>,
    /// Where the words are found in each segment, by its number.
    pub(super) entries: Vec<Vec<Entry>>,
}

/// What the dictionary of a segment says of one of some words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Which of them.
    pub(super) term: usize,
    /// How many documents have it, and where it is said which.
    pub(super) info: TermInfo,
    /// The number of its row of peaks, where that has been looked up.
    pub(super) row: Option<usize>,
}

impl Words {
    /// Returns words of the weight 1 that no segment has.
    #[cfg(test)]
    pub(super) fn of(terms: &[&str]) -> Arc<Self> {
        let terms = terms.iter().map(|term| (*term).to_owned()).collect();
        Arc::new(Self { terms, len: 1, idf: 1.0, span: 0..0, entries: Vec::new() })
    }

    /// Returns where the words are found in a segment.
    pub(super) fn entries_of(&self, segment: &Segment) -> &[Entry] {
        self.entries.get(segment.number).map_or(&[], Vec::as_slice)
    }

    /// Tells whether a folded word is one of these.
    pub(super) fn contains(&self, word: &str) -> bool {
        let letter = |word: &str| word.as_bytes().first().copied();
        let (Some(first), Some(last)) = (self.terms.first(), self.terms.last()) else {
            return false;
        };
        // Most words of a text do not even begin as these do.
        (letter(first)..=letter(last)).contains(&letter(word))
            && self.terms.binary_search_by(|t| t.as_str().cmp(word)).is_ok()
    }
}

impl Stretch {
    /// Returns the weight of a match: the sum of its words' weights, of alternatives the
    /// smallest.
    pub(super) fn idf(&self) -> f32 {
        match self {
            Self::Words(words) => words.idf,
            Self::Any => 0.0,
            Self::Or(operands) => operands.iter().map(Self::idf).reduce(f32::min).unwrap_or(0.0),
            Self::Sequence(operands) | Self::Near { operands, .. } => {
                operands.iter().map(Self::idf).sum()
            }
            Self::Sentence(sentence) => sentence.wanted.iter().map(|w| w.stretch.idf()).sum(),
            Self::NotNear { wanted: operand, .. } | Self::Edge { operand, .. } => operand.idf(),
        }
    }
}

impl Plan {
    /// Tells whether passages that match differ in score; filters alone do not rank.
    pub(super) fn is_scored(&self) -> bool {
        let mut any = false;
        self.for_each_stretch(&mut |_| any = true);
        any
    }

    /// Calls `visit` with each stretch that can make a passage match.
    pub(super) fn for_each_stretch<'p>(&'p self, visit: &mut dyn FnMut(&'p Stretch)) {
        match self {
            Self::Everything
            | Self::Nothing
            | Self::Place { .. }
            | Self::Calls(_)
            | Self::Turns(_) => {}
            Self::Stretch(stretch) | Self::AtLeast { stretch, .. } => visit(stretch),
            Self::And(operands)
            | Self::Or(operands)
            | Self::Most { of: operands, .. }
            | Self::Same { wanted: operands, .. } => {
                for operand in operands {
                    operand.for_each_stretch(visit);
                }
            }
            Self::Without(wanted, _) => wanted.for_each_stretch(visit),
        }
    }
}
