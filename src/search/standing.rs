//! Where in the passages of a window a word stands.
//!
//! The engine writes the places of a word one after the other, in the order of documents: a word
//! that is laid out comes by all of its documents, and so knows where those of each begin.

use tantivy::DocId;
use tantivy::positions::PositionReader;
use tantivy::postings::TermInfo;

use crate::index::Segment;
use crate::search::SearchError;
use crate::search::words::merge_from;

/// Where words that stand for one another do so in the passages of a window.
#[derive(Default)]
pub(super) struct Standing {
    forms: Vec<PositionReader>,
    /// The first document of the window.
    start: DocId,
    /// For each document of the window the number of the last of its stands, from 1; 0 for none.
    last: Vec<u32>,
    stands: Vec<Stand>,
}

/// That one form stands in a document.
#[derive(Clone, Copy)]
struct Stand {
    /// The number of another form's stand in the document, from 1; 0 for none.
    before: u32,
    form: u32,
    /// How often the form stands in the documents before.
    passed: u64,
    /// How often it stands in this one.
    count: u32,
}

impl Standing {
    /// Takes the next form of the words.
    pub(super) fn add_form(
        &mut self,
        segment: &Segment,
        form: &TermInfo,
    ) -> Result<(), SearchError> {
        let places = segment.positions()?.read_bytes_slice(form.positions_range.clone())?;
        self.forms.push(PositionReader::open(places)?);
        Ok(())
    }

    /// Begins a window of so many documents.
    pub(super) fn begin(&mut self, start: DocId, len: usize) {
        self.start = start;
        self.last.clear();
        self.last.resize(len, 0);
        self.stands.clear();
    }

    /// Takes the next documents of the window that have the form of a number, and how often each
    /// does; in those before them it stands `passed` times.
    pub(super) fn take(&mut self, form: usize, passed: u64, docs: &[DocId], counts: &[u32]) {
        let Self { start, last, stands, .. } = self;
        let form = u32::try_from(form).unwrap_or(u32::MAX);
        let (mut number, mut passed) = (u32::try_from(stands.len()).unwrap_or(u32::MAX), passed);
        stands.extend(docs.iter().zip(counts).map(|(doc, count)| {
            number = number.saturating_add(1);
            let before = std::mem::replace(&mut last[(doc - *start) as usize], number);
            let stand = Stand { before, form, passed, count: *count };
            passed += u64::from(*count);
            stand
        }));
    }

    /// Appends where in a document of the window the words stand, each plus `offset`, sorted and
    /// each once.
    pub(super) fn append(&mut self, doc: DocId, offset: u32, out: &mut Vec<u32>) {
        let first = out.len();
        let mut number = self.last[(doc - self.start) as usize];
        let mut several = false;
        while let Some(stand) = (number as usize).checked_sub(1).map(|at| self.stands[at]) {
            let from = out.len();
            out.resize(from + stand.count as usize, 0);
            self.forms[stand.form as usize].read(stand.passed, &mut out[from..]);
            let mut position = offset;
            for step in &mut out[from..] {
                position = position.saturating_add(*step);
                *step = position;
            }
            number = stand.before;
            several |= number > 0;
        }
        if several {
            merge_from(out, first);
        }
    }
}
