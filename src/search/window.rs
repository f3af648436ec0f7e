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
use crate::search::bitset::BitSet;
use crate::search::plan::Words;
use crate::search::standing::Standing;

/// About how many documents are laid out at a time: enough that each block of postings is entered
/// few times, few enough that all of them stay in the nearest cache.
const DOCUMENTS: u32 = 4096;

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
            if form.seek(docs.start) >= docs.end {
                continue;
            }
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
