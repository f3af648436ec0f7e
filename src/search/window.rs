//! Words laid out by document, over a run of whole calls at a time.
//!
//! Postings of many words are cheapest to read block by block, each into a place of its own; what
//! a passage, a turn and a call have of each word is then looked up, not searched for.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;

use crate::index::Columns;
use crate::index::Fields;
use crate::index::IndexError;
use crate::index::Segment;
use crate::search::SearchError;
use crate::search::plan::Words;
use crate::search::standing::Standing;

/// About how many documents are laid out at a time: enough that each block of postings is entered
/// few times, few enough that all of them stay in the nearest cache.
const DOCUMENTS: u32 = 2048;

/// A run of whole calls, and what their passages have of some words.
pub(super) struct Window {
    words: Vec<LaidOut>,
    columns: Columns,
    docs: Range<DocId>,
}

/// Words that stand for one another.
struct LaidOut {
    forms: Vec<Form>,
    /// Which documents of the window have one.
    spoken: BitSet,
    /// How many each document has.
    counts: Vec<u16>,
    /// Where they stand, if that is asked for.
    standing: Option<Standing>,
}

/// The postings of one word.
struct Form {
    postings: BlockSegmentPostings,
    /// The place in the block of the next document.
    at: usize,
    /// How often the word stands in the documents before, if that is counted.
    passed: Option<u64>,
}

/// What is laid out of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// How often each document has them.
    Counts,
    /// Also where.
    Positions,
}

/// A set of documents, by their place in a window.
#[derive(Debug, Clone, Default)]
pub(super) struct BitSet(Vec<u64>);

impl Window {
    /// Opens the postings of words in a segment; the window is empty.
    pub(super) fn open(
        words: &[Arc<Words>],
        segment: &Segment,
        fields: &Fields,
        detail: Detail,
    ) -> Result<Self, SearchError> {
        let inverted = segment.reader.inverted_index(fields.body)?;
        let mut laid_out = Vec::with_capacity(words.len());
        for of_word in words {
            let mut forms = Vec::with_capacity(of_word.terms.len().min(64));
            let mut standing = (detail == Detail::Positions).then(Standing::default);
            for term in &of_word.terms {
                let term = Term::from_field_text(fields.body, term);
                let Some(info) = inverted.get_term_info(&term)? else { continue };
                let option = IndexRecordOption::WithFreqs;
                let postings = inverted.read_block_postings_from_terminfo(&info, option)?;
                if let Some(standing) = &mut standing {
                    standing.add_form(segment, &info)?;
                }
                forms.push(Form { postings, at: 0, passed: standing.is_some().then_some(0) });
            }
            let (spoken, counts) = (BitSet::default(), Vec::new());
            laid_out.push(LaidOut { forms, spoken, counts, standing });
        }
        let columns = segment.columns.clone();
        Ok(Self { words: laid_out, columns, docs: 0..0 })
    }

    /// Returns the first document from `from` on, at or after the window's end, that has the
    /// words of a number.
    pub(super) fn next(&mut self, word: usize, from: DocId) -> DocId {
        let forms = self.words[word].forms.iter_mut();
        forms.map(|form| form.seek(from)).min().unwrap_or(TERMINATED)
    }

    /// Lays out the call of a document and those after it.
    ///
    /// # Errors
    ///
    /// A document that is before the end of the last window or behind the segment: the index is
    /// damaged, and a search might go round in circles.
    pub(super) fn begin(&mut self, doc: DocId, folder: &Path) -> Result<(), IndexError> {
        if !(self.docs.end..self.columns.max_doc()).contains(&doc) {
            let what = format!("there is a list of documents in which {doc} is out of order");
            return Err(IndexError::Damaged { path: folder.to_owned(), what });
        }
        let start = self.columns.call_start(doc);
        let last = start.saturating_add(DOCUMENTS).max(doc).min(self.columns.max_doc() - 1);
        self.docs = start..self.columns.call_end(last);
        for word in &mut self.words {
            word.lay_out(&self.docs);
        }
        Ok(())
    }

    /// Returns the columns of the segment.
    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Returns the documents laid out.
    pub(super) fn docs(&self) -> Range<DocId> {
        self.docs.clone()
    }

    /// Returns the places of all documents laid out.
    pub(super) fn places(&self) -> Range<usize> {
        0..self.docs.len()
    }

    /// Returns the document at a place.
    pub(super) fn document(&self, place: usize) -> DocId {
        self.docs.start + DocId::try_from(place).expect("a place in a window is a document's")
    }

    /// Returns the places of the call that the document at a place belongs to.
    pub(super) fn call_around(&self, place: usize) -> Range<usize> {
        let doc = self.document(place);
        let call = self.columns.call(doc);
        let from = call.start.max(self.docs.start) - self.docs.start;
        let to = call.end.clamp(doc + 1, self.docs.end) - self.docs.start;
        from as usize..to as usize
    }

    /// Returns which documents have the words of a number.
    pub(super) fn spoken(&self, word: usize) -> &BitSet {
        &self.words[word].spoken
    }

    /// Returns how often the document at a place has the words of a number.
    pub(super) fn count(&self, word: usize, place: usize) -> u32 {
        u32::from(self.words[word].counts[place])
    }

    /// Appends where in a document the words of a number stand, each plus `offset`, sorted and
    /// each once; nothing where [`Detail`] did not ask for it.
    pub(super) fn append_positions(
        &mut self,
        word: usize,
        doc: DocId,
        offset: u32,
        out: &mut Vec<u32>,
    ) {
        if let Some(standing) = &mut self.words[word].standing {
            standing.append(doc, offset, out);
        }
    }
}

impl LaidOut {
    fn lay_out(&mut self, docs: &Range<DocId>) {
        self.spoken.clear(docs.len());
        self.counts.clear();
        self.counts.resize(docs.len(), 0);
        let Self { forms, spoken, counts, standing } = self;
        if let Some(standing) = standing {
            standing.begin(docs.start, docs.len());
        }
        for (number, form) in forms.iter_mut().enumerate() {
            form.seek(docs.start);
            form.pass(docs.end, |inside, freqs, passed| {
                for (doc, freq) in inside.iter().zip(freqs) {
                    let place = (*doc - docs.start) as usize;
                    spoken.insert(place);
                    let count = u32::from(counts[place]) + freq;
                    counts[place] = u16::try_from(count).unwrap_or(u16::MAX);
                }
                if let (Some(standing), Some(passed)) = (standing.as_mut(), passed) {
                    standing.take(number, passed, inside, freqs);
                }
            });
        }
    }
}

impl Form {
    /// Goes on to the first document from `target` on, and returns it.
    fn seek(&mut self, target: DocId) -> DocId {
        match self.postings.docs().get(self.at) {
            Some(doc) if *doc >= target => return *doc,
            Some(_) if self.passed.is_some() => self.pass(target, |_, _, _| ()),
            Some(_) => self.at = self.postings.seek(target),
            None => {}
        }
        self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Goes through the documents before `end`, some at a time: tells them, how often each has
    /// the word, and how often all those before them have it.
    fn pass(&mut self, end: DocId, mut each: impl FnMut(&[DocId], &[u32], Option<u64>)) {
        loop {
            let docs = &self.postings.docs()[self.at..];
            let before = docs.partition_point(|doc| *doc < end);
            let freqs = &self.postings.freqs()[self.at..self.at + before];
            each(&docs[..before], freqs, self.passed);
            if let Some(passed) = &mut self.passed {
                *passed += freqs.iter().copied().map(u64::from).sum::<u64>();
            }
            if before < docs.len() || self.postings.docs().is_empty() {
                self.at += before;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}

impl BitSet {
    /// Empties the set and makes room for places below `len`.
    pub(super) fn clear(&mut self, len: usize) {
        self.0.clear();
        self.0.resize(len.div_ceil(64), 0);
    }

    /// Takes in a place.
    pub(super) fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// Keeps the places that are wanted; they are asked for in rising order.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for (at, lane) in self.0.iter_mut().enumerate() {
            let mut left = *lane;
            while left != 0 {
                let bit = left & left.wrapping_neg();
                if !keep(at * 64 + left.trailing_zeros() as usize) {
                    *lane &= !bit;
                }
                left &= !bit;
            }
        }
    }

    /// Tells whether any place of a range is in the set.
    pub(super) fn has_any(&self, places: &Range<usize>) -> bool {
        self.lanes(places).any(|(_, lane)| lane != 0)
    }

    /// Takes in what the other set, of the same room, holds of a range.
    pub(super) fn unite_in(&mut self, other: &Self, places: &Range<usize>) {
        for (first, lane) in other.lanes(places) {
            self.0[first / 64] |= lane;
        }
    }

    /// Keeps what the other set, of the same room, holds too.
    pub(super) fn intersect(&mut self, other: &Self) {
        for (lane, other) in self.0.iter_mut().zip(&other.0) {
            *lane &= other;
        }
    }

    /// Takes in what the other set, of the same room, holds.
    pub(super) fn unite(&mut self, other: &Self) {
        for (lane, other) in self.0.iter_mut().zip(&other.0) {
            *lane |= other;
        }
    }

    /// Returns the first place from one on that is in the set.
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        self.iter(&(from..self.0.len() * 64)).next()
    }

    /// Returns how many places of a range are in the set.
    pub(super) fn count(&self, places: &Range<usize>) -> u64 {
        self.lanes(places).map(|(_, lane)| u64::from(lane.count_ones())).sum()
    }

    /// Returns the places of a range that are in the set, rising.
    pub(super) fn iter(&self, places: &Range<usize>) -> Places<'_> {
        let Range { start, end } = *places;
        let end = end.min(self.0.len() * 64);
        let first = start / 64 * 64;
        let lane = if start < end { self.0[start / 64] & u64::MAX << (start % 64) } else { 0 };
        Places { lanes: &self.0, first, lane, end }
    }

    /// Returns the lanes that hold a range, each with its first place, without what lies outside.
    fn lanes(&self, places: &Range<usize>) -> impl Iterator<Item = (usize, u64)> {
        let Range { start, end } = *places;
        let lanes = start / 64..end.div_ceil(64).min(self.0.len());
        lanes.map(move |at| {
            let first = at * 64;
            let mut lane = self.0[at];
            if first < start {
                lane &= u64::MAX << (start - first);
            }
            if first + 64 > end {
                lane &= u64::MAX >> (first + 64 - end);
            }
            (first, lane)
        })
    }
}

/// The places of a range that are in a set, rising.
pub(super) struct Places<'a> {
    lanes: &'a [u64],
    /// The first place of the lane reached.
    first: usize,
    /// What is left of it.
    lane: u64,
    end: usize,
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.lane == 0 {
            self.first += 64;
            if self.first >= self.end {
                return None;
            }
            self.lane = self.lanes[self.first / 64];
        }
        let place = self.first + self.lane.trailing_zeros() as usize;
        self.lane &= self.lane - 1;
        if place < self.end {
            return Some(place);
        }
        self.lane = 0;
        self.first = self.end;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_bit_set_is_a_set(
            a in proptest::collection::btree_set(0_usize..200, 0..60),
            b in proptest::collection::btree_set(0_usize..200, 0..60),
            ends in (0_usize..201, 0_usize..201),
        ) {
            let range = ends.0.min(ends.1)..ends.0.max(ends.1);
            let make = |places: &BTreeSet<usize>| {
                let mut set = BitSet::default();
                set.clear(200);
                for place in places {
                    set.insert(*place);
                }
                set
            };
            let held = |set: &BitSet| set.iter(&(0..200)).collect::<BTreeSet<_>>();
            let (mut both, mut either) = (make(&a), make(&a));
            both.intersect(&make(&b));
            either.unite(&make(&b));
            prop_assert_eq!(held(&both), &a & &b);
            prop_assert_eq!(held(&either), &a | &b);
            let inside: Vec<usize> = a.range(range.clone()).copied().collect();
            prop_assert_eq!(make(&a).count(&range), inside.len() as u64);
            prop_assert_eq!(make(&a).has_any(&range), !inside.is_empty());
            let mut with_inside = make(&b);
            with_inside.unite_in(&make(&a), &range);
            prop_assert_eq!(held(&with_inside), &b | &inside.iter().copied().collect());
            prop_assert_eq!(make(&a).iter(&range).collect::<Vec<_>>(), inside);
            for at in 0..200 {
                prop_assert_eq!(make(&a).next(at), a.range(at..).next().copied());
            }
            let mut less = make(&a);
            less.retain(|p| !b.contains(&p));
            prop_assert_eq!(held(&less), &a - &b);
        }
    }
}
