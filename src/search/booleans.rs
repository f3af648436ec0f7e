//! Sets of passages: all, those in a place, and what AND, OR and NOT make of others.

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::Score;
use tantivy::TERMINATED;
use tantivy::query::Scorer;

use crate::index::Columns;

/// Moves a set to the first document at or after `target`, from wherever it stands.
pub(super) fn seek_from_any(set: &mut dyn Scorer, target: DocId) -> DocId {
    if set.doc() < target { set.seek(target) } else { set.doc() }
}

/// Every passage with words.
pub(super) struct Everything {
    columns: Columns,
    doc: DocId,
}

impl Everything {
    pub(super) fn new(columns: &Columns) -> Self {
        let mut set = Self { columns: columns.clone(), doc: 0 };
        set.settle();
        set
    }

    fn settle(&mut self) {
        while self.doc < self.columns.max_doc() && self.columns.words(self.doc) == 0 {
            self.doc += 1;
        }
        if self.doc >= self.columns.max_doc() {
            self.doc = TERMINATED;
        }
    }
}

impl DocSet for Everything {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc += 1;
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.doc = self.doc.max(target);
        self.settle();
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.columns.max_doc()
    }
}

impl Scorer for Everything {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Documents that are known.
pub(super) struct Listed {
    docs: Vec<DocId>,
    at: usize,
}

impl Listed {
    /// Takes documents in any order.
    pub(super) fn new(mut docs: Vec<DocId>) -> Self {
        docs.sort_unstable();
        docs.dedup();
        Self { docs, at: 0 }
    }
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs.get(self.at..).map_or(0, |rest| rest.partition_point(|d| *d < target));
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(u32::MAX)
    }
}

/// The passages of the calls or turns whose heads are in a set.
pub(super) struct Places<H> {
    heads: H,
    columns: Columns,
    of_calls: bool,
    doc: DocId,
    end: DocId,
}

impl<H: DocSet> Places<H> {
    /// Takes the heads of calls, or of turns.
    pub(super) fn new(heads: H, columns: &Columns, of_calls: bool) -> Self {
        let mut set = Self { heads, columns: columns.clone(), of_calls, doc: 0, end: 0 };
        set.enter(set.heads.doc());
        set
    }

    /// Begins with the place whose head is given.
    fn enter(&mut self, head: DocId) {
        self.doc = head;
        if head != TERMINATED {
            self.end = if self.of_calls {
                self.columns.call_end(head)
            } else {
                self.columns.turn_end(head)
            };
            self.settle();
        }
    }

    /// Goes on to a document with words, in this place or the next.
    fn settle(&mut self) {
        while self.doc < self.end {
            if self.columns.words(self.doc) > 0 {
                return;
            }
            self.doc += 1;
        }
        // Not simply the next: every document of a call may be in the set.
        let next = self.heads.seek(self.end);
        self.enter(next);
    }
}

impl<H: DocSet> DocSet for Places<H> {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc += 1;
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target >= self.columns.max_doc() {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        if target < self.end {
            self.doc = target;
            self.settle();
            return self.doc;
        }
        let head = if self.of_calls {
            self.columns.call_start(target)
        } else {
            self.columns.turn_start(target)
        };
        let found = self.heads.seek(head);
        self.enter(found);
        if self.doc < target {
            self.doc = target;
            self.settle();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.heads.size_hint().saturating_mul(if self.of_calls { 100 } else { 2 })
    }
}

impl<H: DocSet + 'static> Scorer for Places<H> {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// What all of some sets hold.
pub(super) struct All {
    sets: Vec<Box<dyn Scorer>>,
    doc: DocId,
}

impl All {
    /// Takes at least one set.
    pub(super) fn new(mut sets: Vec<Box<dyn Scorer>>) -> Self {
        // The rarest leads, so that the others are asked least often.
        sets.sort_by_key(DocSet::size_hint);
        let mut all = Self { sets, doc: 0 };
        all.settle(0);
        all
    }

    fn settle(&mut self, mut target: DocId) {
        let mut agreed = 0;
        let mut at = 0;
        while agreed < self.sets.len() {
            let doc = seek_from_any(self.sets[at].as_mut(), target);
            agreed = if doc == target { agreed + 1 } else { 1 };
            target = doc;
            if doc == TERMINATED {
                break;
            }
            at = (at + 1) % self.sets.len();
        }
        self.doc = target;
    }
}

impl DocSet for All {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.settle(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.settle(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.sets.first().map_or(0, DocSet::size_hint)
    }
}

impl Scorer for All {
    fn score(&mut self) -> Score {
        self.sets.iter_mut().map(Scorer::score).sum()
    }
}

/// What at least so many of some sets hold.
pub(super) struct AtLeastOf {
    sets: Vec<Box<dyn Scorer>>,
    min: usize,
    doc: DocId,
}

impl AtLeastOf {
    pub(super) fn new(sets: Vec<Box<dyn Scorer>>, min: usize) -> Self {
        let mut any = Self { sets, min, doc: 0 };
        any.settle();
        any
    }

    fn settle(&mut self) {
        loop {
            self.doc = self.sets.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
            let here = self.sets.iter().filter(|s| s.doc() == self.doc).count();
            if self.doc == TERMINATED || here >= self.min {
                return;
            }
            self.pass();
        }
    }

    fn pass(&mut self) {
        for set in self.sets.iter_mut().filter(|s| s.doc() == self.doc) {
            set.advance();
        }
    }
}

impl DocSet for AtLeastOf {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.pass();
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for set in &mut self.sets {
                seek_from_any(set.as_mut(), target);
            }
            self.settle();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.sets.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

impl Scorer for AtLeastOf {
    fn score(&mut self) -> Score {
        let doc = self.doc;
        self.sets.iter_mut().filter(|s| s.doc() == doc).map(Scorer::score).sum()
    }
}

/// What one set holds and another does not.
pub(super) struct Without {
    wanted: Box<dyn Scorer>,
    unwanted: Box<dyn Scorer>,
}

impl Without {
    pub(super) fn new(wanted: Box<dyn Scorer>, unwanted: Box<dyn Scorer>) -> Self {
        let mut set = Self { wanted, unwanted };
        set.settle();
        set
    }

    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.wanted.doc();
            if doc == TERMINATED || seek_from_any(self.unwanted.as_mut(), doc) != doc {
                return doc;
            }
            self.wanted.advance();
        }
    }
}

impl DocSet for Without {
    fn advance(&mut self) -> DocId {
        self.wanted.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        seek_from_any(self.wanted.as_mut(), target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.wanted.doc()
    }

    fn size_hint(&self) -> u32 {
        self.wanted.size_hint()
    }
}

impl Scorer for Without {
    fn score(&mut self) -> Score {
        self.wanted.score()
    }
}
