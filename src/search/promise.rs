//! What the calls of a segment promise: the most that any of their passages can score, by the
//! [peaks](crate::index::Peaks) of the words looked for, before a single passage is looked at.

use tantivy::DocId;

use crate::search::bitset::BitSet;
use crate::search::inherit::Inheritance;
use crate::search::window::Window;

/// What the calls of a segment promise.
pub(super) struct Promises {
    /// The first document of each call, rising.
    heads: Vec<DocId>,
    /// The most that a passage of each can score; nothing at all where none can match.
    most: Vec<f32>,
}

/// What a call promises.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Promise {
    /// The most that a passage can score.
    pub(super) at_most: f32,
    /// The first document of the call.
    pub(super) head: DocId,
}

impl Promises {
    /// Works out what the calls of a segment promise if those match that have at least so many of
    /// the words laid out; `None` where none of these is common, for then it is quicker to read
    /// all.
    ///
    /// The window must stand before the first document, and has to be rewound after that.
    pub(super) fn new(
        window: &mut Window,
        inheritance: &Inheritance,
        least: usize,
    ) -> Option<Self> {
        let heads = window.heads()?;
        let most = inheritance.most_by_call(window, &heads, least);
        Some(Self { heads, most })
    }

    /// Returns the most that a passage of a call can score whose first document is given.
    pub(super) fn of_call(&self, head: DocId) -> f32 {
        self.heads.binary_search(&head).map_or(f32::INFINITY, |call| self.most[call])
    }

    /// Returns the first document of each call, rising.
    pub(super) fn heads(&self) -> &[DocId] {
        &self.heads
    }

    /// Takes from all calls but some that any passage of theirs matches.
    pub(super) fn keep(&mut self, calls: &BitSet) {
        for (call, most) in self.most.iter_mut().enumerate() {
            if !calls.contains(call) {
                *most = f32::NEG_INFINITY;
            }
        }
    }

    /// Returns so many of those calls that can match and promise most, the first of equals, in the
    /// order of documents.
    pub(super) fn best(&self, many: usize) -> Vec<Promise> {
        let mut best: Vec<Promise> = Vec::with_capacity(many + 1);
        let mut least = f32::NEG_INFINITY;
        for (at_most, head) in self.most.iter().zip(&self.heads) {
            if *at_most > least {
                let at = best.partition_point(|p| p.at_most >= *at_most);
                best.insert(at, Promise { at_most: *at_most, head: *head });
                best.truncate(many);
                least = best.get(many - 1).map_or(least, |last| last.at_most);
            }
        }
        best.sort_unstable_by_key(|promise| promise.head);
        best
    }

    /// Goes through those calls that can match and promise at least so much, in the order of
    /// documents.
    pub(super) fn at_least(&self, least: f32) -> impl Iterator<Item = Promise> {
        let least = least.max(f32::MIN);
        let calls = self.most.iter().zip(&self.heads);
        let calls = calls.filter(move |(most, _)| **most >= least);
        calls.map(|(most, head)| Promise { at_most: *most, head: *head })
    }
}
