//! The postings of words that stand for one another, as one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::InvertedIndexReader;
use tantivy::TERMINATED;
use tantivy::postings::Postings;
use tantivy::postings::SegmentPostings;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use crate::index::Fields;
use crate::index::Segment;
use crate::search::SearchError;
use crate::search::plan::Words;

/// Up to so many words it is quicker to look at each than to keep them in a queue.
const FEW: usize = 8;

/// The documents that have any of some words.
pub(super) struct WordPostings {
    /// The postings that are not at `doc`, nearest first; those at `doc` stand in `current`.
    /// Of [`FEW`] words none wait.
    waiting: BinaryHeap<Reverse<(DocId, usize)>>,
    current: Vec<usize>,
    postings: Vec<SegmentPostings>,
    doc: DocId,
}

impl WordPostings {
    /// Opens the postings of some words in a segment, with positions if they are asked for.
    pub(super) fn open(
        words: &Words,
        segment: &Segment,
        fields: &Fields,
        option: IndexRecordOption,
    ) -> Result<Self, SearchError> {
        let inverted = segment.reader.inverted_index(fields.body)?;
        let infos = words.entries_of(segment).iter().map(|entry| &entry.info);
        Self::read(&inverted, infos, option)
    }

    /// Opens the postings of some entries of a dictionary.
    pub(super) fn read<'i>(
        inverted: &InvertedIndexReader,
        infos: impl Iterator<Item = &'i TermInfo>,
        option: IndexRecordOption,
    ) -> Result<Self, SearchError> {
        let open = |info| inverted.read_postings_from_terminfo(info, option);
        Ok(Self::new(infos.map(open).collect::<Result<_, _>>()?))
    }

    /// Joins postings.
    pub(super) fn new(postings: Vec<SegmentPostings>) -> Self {
        let mut union = Self {
            waiting: BinaryHeap::new(),
            current: (0..postings.len()).collect(),
            postings,
            doc: 0,
        };
        union.settle();
        union
    }

    /// Puts the postings in `current` back in the queue and takes out those nearest.
    fn settle(&mut self) {
        if self.postings.len() <= FEW {
            self.doc = TERMINATED;
            self.current.clear();
            for (at, postings) in self.postings.iter().enumerate() {
                let doc = postings.doc();
                if doc < self.doc {
                    self.doc = doc;
                    self.current.clear();
                }
                if doc == self.doc {
                    self.current.push(at);
                }
            }
            return;
        }
        for at in self.current.drain(..) {
            let doc = self.postings[at].doc();
            if doc != TERMINATED {
                self.waiting.push(Reverse((doc, at)));
            }
        }
        self.doc = self.waiting.peek().map_or(TERMINATED, |Reverse((doc, _))| *doc);
        while let Some(Reverse((doc, at))) = self.waiting.peek().copied() {
            if doc != self.doc {
                break;
            }
            self.waiting.pop();
            self.current.push(at);
        }
    }

    /// Returns how often the words stand in the current document.
    pub(super) fn frequency(&self) -> u32 {
        self.current.iter().map(|at| self.postings[*at].term_freq()).sum()
    }

    /// Appends the positions of the words in the current document, each plus `offset`, sorted
    /// and each once.
    pub(super) fn append_positions(&mut self, offset: u32, out: &mut Vec<u32>) {
        let first = out.len();
        for at in &self.current {
            self.postings[*at].append_positions_with_offset(offset, out);
        }
        if self.current.len() > 1 {
            merge_from(out, first);
        }
    }
}

/// Sorts positions from one of them on and keeps each once.
pub(super) fn merge_from(positions: &mut Vec<u32>, first: usize) {
    positions[first..].sort_unstable();
    let mut kept = first;
    for at in first..positions.len() {
        if kept == first || positions[kept - 1] != positions[at] {
            positions[kept] = positions[at];
            kept += 1;
        }
    }
    positions.truncate(kept);
}

impl DocSet for WordPostings {
    fn advance(&mut self) -> DocId {
        if let [only] = self.postings.as_mut_slice() {
            self.doc = only.advance();
        } else if self.doc != TERMINATED {
            for at in &self.current {
                self.postings[*at].advance();
            }
            self.settle();
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if self.postings.len() <= FEW {
            self.doc = TERMINATED;
            self.current.clear();
            for (at, postings) in self.postings.iter_mut().enumerate() {
                let doc =
                    if postings.doc() < target { postings.seek(target) } else { postings.doc() };
                if doc < self.doc {
                    self.doc = doc;
                    self.current.clear();
                }
                if doc == self.doc {
                    self.current.push(at);
                }
            }
            return self.doc;
        }
        for at in &self.current {
            self.postings[*at].seek(target);
        }
        while let Some(Reverse((doc, at))) = self.waiting.peek().copied() {
            if doc >= target {
                break;
            }
            self.waiting.pop();
            self.postings[at].seek(target);
            self.current.push(at);
        }
        self.settle();
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.postings.iter().map(SegmentPostings::doc_freq).sum()
    }
}
