//! The postings of one form of a word, gone through a block at a time.

use std::ops::Range;

use tantivy::DocId;
use tantivy::InvertedIndexReader;
use tantivy::TERMINATED;
use tantivy::postings::BlockSegmentPostings;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use crate::search::SearchError;

/// The postings of one form of a word.
pub(super) struct Form {
    /// Its entry in the dictionary.
    pub(super) info: TermInfo,
    /// Whether it has peaks.
    pub(super) has_peaks: bool,
    postings: BlockSegmentPostings,
    /// What is read of them.
    option: IndexRecordOption,
    /// Whether all documents stand in one block, which then is never left.
    is_short: bool,
    /// The place in the block of the next document.
    at: usize,
    /// How often the word stands in the documents before, if that is counted.
    passed: Option<u64>,
}

/// Whether it is counted how often a word stands in the documents passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    /// It is.
    Counted,
    /// It is not.
    Skipped,
}

impl Form {
    /// Opens postings; they stand before the first document.
    pub(super) fn open(
        inverted: &InvertedIndexReader,
        info: &TermInfo,
        has_peaks: bool,
        option: IndexRecordOption,
        passed: Passed,
    ) -> Result<Self, SearchError> {
        let postings = inverted.read_block_postings_from_terminfo(info, option)?;
        let is_short = postings.docs().len() == info.doc_freq as usize;
        let passed = (passed == Passed::Counted).then_some(0);
        Ok(Self { info: info.clone(), has_peaks, postings, option, is_short, at: 0, passed })
    }

    /// Goes back to before the first document.
    pub(super) fn rewind(
        &mut self,
        inverted: &InvertedIndexReader,
        option: IndexRecordOption,
    ) -> Result<(), SearchError> {
        let is_same = self.option == option;
        if is_same && !self.is_short {
            inverted.reset_block_postings_from_terminfo(&self.info, &mut self.postings)?;
        } else if !self.is_short {
            self.postings = inverted.read_block_postings_from_terminfo(&self.info, option)?;
            self.option = option;
        }
        self.at = 0;
        self.passed = self.passed.map(|_| 0);
        Ok(())
    }

    /// Goes on to the first document from `target` on, and returns it.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        match self.postings.docs().get(self.at) {
            Some(doc) if *doc >= target => return *doc,
            Some(_) if self.is_short || self.passed.is_some() => self.pass(target, |_, _, _| ()),
            Some(_) => self.at = self.postings.seek(target),
            None => {}
        }
        self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Goes through the documents before `end`, some at a time: tells where in the block of the
    /// postings they stand, and how often the word stands in all documents before them.
    pub(super) fn pass(
        &mut self,
        end: DocId,
        mut each: impl FnMut(&BlockSegmentPostings, Range<usize>, Option<u64>),
    ) {
        loop {
            let docs = &self.postings.docs()[self.at..];
            let before = docs.partition_point(|doc| *doc < end);
            let is_last = self.is_short || before < docs.len() || self.postings.docs().is_empty();
            let range = self.at..self.at + before;
            each(&self.postings, range.clone(), self.passed);
            if let Some(passed) = &mut self.passed {
                *passed += self.postings.freqs()[range].iter().copied().map(u64::from).sum::<u64>();
            }
            if is_last {
                self.at += before;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}
