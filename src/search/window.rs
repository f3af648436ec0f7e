//! Words laid out by document, over a run of whole calls at a time.
//!
//! Postings of many words are cheapest to read block by block, each into a place of its own; what
//! a passage, a turn and a call have of each word is then looked up, not searched for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::InvertedIndexReader;
use tantivy::TERMINATED;
use tantivy::schema::IndexRecordOption;

use crate::index::Columns;
use crate::index::Fields;
use crate::index::IndexError;
use crate::index::Lengths;
use crate::index::Peaks;
use crate::index::Row;
use crate::index::Segment;
use crate::search::SearchError;
use crate::search::bitset::BitSet;
use crate::search::form::Form;
use crate::search::form::Passed;
use crate::search::plan::Entry;
use crate::search::plan::Words;
use crate::search::standing::Standing;
use crate::search::words::WordPostings;

/// About how many documents are laid out at a time: enough that each block of postings is entered
/// few times, few enough that all of them stay in the nearest cache.
pub(super) const DOCUMENTS: DocId = 4096;

/// A run of whole calls, and what their passages have of some words.
pub(super) struct Window {
    words: Vec<LaidOut>,
    columns: Columns,
    docs: Range<DocId>,
    inverted: Arc<InvertedIndexReader>,
    /// What is read of postings.
    option: IndexRecordOption,
    /// Whether they may stand behind the first document.
    has_moved: bool,
    /// The peaks of the segment, and the most by which they can be larger than written; none where
    /// no word is so common that they are worth a look.
    peaks: Option<(Peaks, f32)>,
    lengths: Lengths,
}

/// Words that stand for one another.
struct LaidOut {
    forms: Vec<Form>,
    /// The peaks of those that have any.
    peaks: Vec<Row>,
    /// Which documents of the window have one.
    spoken: BitSet,
    /// How many each document has.
    counts: Vec<u16>,
    /// Where they stand in all documents, if that is asked for.
    standing: Option<Standing>,
    /// The same, if it is asked for of few.
    sought: Option<WordPostings>,
}

/// What is laid out of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// How often each document has them.
    Counts,
    /// Also the most that they add to the scores of a call's passages.
    Peaks,
    /// Also where they stand.
    Positions,
    /// Also where, in few of the documents.
    PositionsOfFew,
}

/// Words that fewer documents of a segment have are quicker to read than their peaks.
const FEW: u32 = 256;

/// What is read of postings to know where words stand.
const PLACES: IndexRecordOption = IndexRecordOption::WithFreqsAndPositions;

impl Window {
    /// Opens the postings of words in a segment; the window is empty.
    pub(super) fn open(
        words: &[Arc<Words>],
        segment: &Segment,
        fields: &Fields,
        detail: Detail,
        lengths: Lengths,
    ) -> Result<Self, SearchError> {
        let inverted = segment.reader.inverted_index(fields.body)?;
        let mut window = Self {
            words: Vec::with_capacity(words.len()),
            columns: segment.columns.clone(),
            docs: 0..0,
            inverted,
            option: IndexRecordOption::WithFreqs,
            has_moved: false,
            peaks: None,
            lengths,
        };
        for of_word in words {
            window.add(of_word, segment, detail)?;
        }
        Ok(window)
    }

    /// Adds words that stand for one another.
    fn add(&mut self, words: &Words, segment: &Segment, detail: Detail) -> Result<(), SearchError> {
        let entries = words.entries_of(segment);
        let documents = entries.iter().map(|e| e.info.doc_freq).fold(0, u32::saturating_add);
        let has_peaks = detail >= Detail::Peaks && documents >= FEW;
        if has_peaks && self.peaks.is_none() {
            let peaks = segment.peaks();
            self.peaks = peaks.map(|peaks| (peaks.clone(), peaks.most_with(self.lengths)));
        }
        let peaks = self.peaks.as_ref().filter(|_| has_peaks).map(|(peaks, _)| peaks);
        let mut standing = (detail == Detail::Positions).then(Standing::default);
        let (mut forms, mut rows) = (Vec::with_capacity(entries.len()), BTreeMap::new());
        for Entry { term, info, row } in entries {
            let row_of = |peaks: &Peaks| row.or_else(|| peaks.row_of(&words.terms[*term]));
            let number = peaks.and_then(row_of);
            if let (Some(number), Some(peaks)) = (number, peaks)
                && !rows.contains_key(&number)
            {
                rows.extend(peaks.row(number).map(|row| (number, row)));
            }
            let has_peaks = number.is_some_and(|number| rows.contains_key(&number));
            if let Some(standing) = &mut standing {
                standing.add_form(segment, info)?;
            }
            let passed = if standing.is_some() { Passed::Counted } else { Passed::Skipped };
            forms.push(Form::open(&self.inverted, info, has_peaks, self.option, passed)?);
        }
        self.words.push(LaidOut {
            forms,
            peaks: rows.into_values().collect(),
            spoken: BitSet::default(),
            counts: Vec::new(),
            standing,
            sought: match detail {
                Detail::PositionsOfFew => {
                    let infos = entries.iter().map(|entry| &entry.info);
                    Some(WordPostings::read(&self.inverted, infos, PLACES)?)
                }
                _ => None,
            },
        });
        Ok(())
    }

    /// Goes back to before the first document, and from then on reads of each how often it has
    /// the words, or only that it has them.
    pub(super) fn rewind(&mut self, option: IndexRecordOption) -> Result<(), SearchError> {
        if !self.has_moved && self.option == option {
            return Ok(());
        }
        self.has_moved = false;
        self.docs = 0..0;
        self.option = option;
        let Self { words, inverted, .. } = self;
        for LaidOut { forms, sought: found, .. } in words {
            for form in &mut *forms {
                form.rewind(inverted, option)?;
            }
            if let Some(found) = found {
                let infos = forms.iter().map(|form| &form.info);
                *found = WordPostings::read(inverted, infos, PLACES)?;
            }
        }
        Ok(())
    }

    /// Returns the first document from `from` on, at or after the window's end, that has the
    /// words of a number.
    pub(super) fn next(&mut self, word: usize, from: DocId) -> DocId {
        self.has_moved = true;
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
        self.begin_with(doc..doc.saturating_add(DOCUMENTS), folder)
    }

    /// Lays out the calls from the one of a document to that of another; as
    /// [`begin`](Self::begin).
    pub(super) fn begin_with(
        &mut self,
        Range { start: doc, end: last }: Range<DocId>,
        folder: &Path,
    ) -> Result<(), IndexError> {
        self.check_order(doc, folder)?;
        let start = self.columns.call_start(doc);
        let last = last.max(doc).min(self.columns.max_doc() - 1);
        self.lay_out(start..self.columns.call_end(last));
        Ok(())
    }

    /// Lays out a run of documents from one on that need not be whole calls, for those who look at
    /// each document by itself: where calls begin and end is read from columns that nobody else may
    /// need. Fails as [`begin`](Self::begin).
    pub(super) fn begin_anywhere(&mut self, doc: DocId, folder: &Path) -> Result<(), IndexError> {
        self.check_order(doc, folder)?;
        self.lay_out(doc..doc.saturating_add(DOCUMENTS).min(self.columns.max_doc()));
        Ok(())
    }

    fn check_order(&self, doc: DocId, folder: &Path) -> Result<(), IndexError> {
        if (self.docs.end..self.columns.max_doc()).contains(&doc) {
            return Ok(());
        }
        let what = format!("there is a list of documents in which {doc} is out of order");
        Err(IndexError::Damaged { path: folder.to_owned(), what })
    }

    fn lay_out(&mut self, docs: Range<DocId>) {
        self.has_moved = true;
        self.docs = docs;
        for word in &mut self.words {
            match self.option {
                IndexRecordOption::Basic => word.mark(&self.docs),
                _ => word.lay_out(&self.docs),
            }
        }
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

    /// Returns how many documents of the segment have the words of a number, where that is known
    /// without reading them.
    pub(super) fn documents(&self, word: usize) -> Option<u64> {
        match self.words[word].forms.as_slice() {
            [form] => Some(u64::from(form.info.doc_freq)),
            _ => None,
        }
    }

    /// Returns how often the document at a place has the words of a number.
    pub(super) fn count(&self, word: usize, place: usize) -> u32 {
        u32::from(self.words[word].counts[place])
    }

    /// Returns the first documents of the calls of the segment, rising; `None` where no word is
    /// common.
    pub(super) fn heads(&self) -> Option<Vec<DocId>> {
        let (peaks, _) = self.peaks.as_ref()?;
        Some(peaks.heads().collect())
    }

    /// Lists, call by call, what `weigh` makes of the most that the words of a number add to the
    /// score of any passage. Of those that have no peaks it is what `of_rare` says that so many
    /// occurrences in a passage weigh at most.
    ///
    /// The window must stand before the first document, and has to be rewound after that.
    pub(super) fn weigh_calls(
        &mut self,
        word: usize,
        heads: &[DocId],
        weigh: &dyn Fn(f32) -> f32,
        of_rare: &dyn Fn(u32) -> f32,
        most: &mut Vec<f32>,
    ) {
        let larger = self.peaks.as_ref().map_or(1.0, |(_, larger)| *larger);
        let LaidOut { forms, peaks, .. } = &mut self.words[word];
        most.clear();
        if let ([row], true) = (peaks.as_slice(), forms.iter().all(|form| form.has_peaks)) {
            most.extend(row.weighed(|peak| weigh(larger * peak)));
            return;
        }
        self.has_moved = true;
        most.resize(heads.len(), 0.0);
        for row in peaks {
            for (most, peak) in most.iter_mut().zip(row.weighed(|peak| larger * peak)) {
                *most += peak;
            }
        }
        for form in forms.iter_mut().filter(|form| !form.has_peaks) {
            let mut call = 0;
            form.pass(TERMINATED, |postings, range, _| {
                let counts = &postings.freqs()[range.clone()];
                for (doc, count) in postings.docs()[range].iter().zip(counts) {
                    while heads.get(call + 1).is_some_and(|next| next <= doc) {
                        call += 1;
                    }
                    // Neighbours hand on less than all they have, and nobody hands on to himself.
                    most[call] += of_rare(*count);
                }
            });
        }
        for most in most {
            *most = weigh(*most);
        }
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
        let LaidOut { standing, sought, .. } = &mut self.words[word];
        if let Some(standing) = standing {
            standing.append(doc, offset, out);
        } else if let Some(sought) = sought
            && sought.seek(doc) == doc
        {
            sought.append_positions(offset, out);
        }
    }
}

impl LaidOut {
    /// Lays out only which documents have the words.
    fn mark(&mut self, docs: &Range<DocId>) {
        self.spoken.clear(docs.len());
        for form in &mut self.forms {
            if form.seek(docs.start) < docs.end {
                form.pass(docs.end, |postings, range, _| {
                    for doc in &postings.docs()[range] {
                        self.spoken.insert((*doc - docs.start) as usize);
                    }
                });
            }
        }
    }

    fn lay_out(&mut self, docs: &Range<DocId>) {
        self.spoken.clear(docs.len());
        self.counts.clear();
        self.counts.resize(docs.len(), 0);
        let Self { forms, spoken, counts, standing, .. } = self;
        if let Some(standing) = standing {
            standing.begin(docs.start, docs.len());
        }
        for (number, form) in forms.iter_mut().enumerate() {
            if form.seek(docs.start) >= docs.end {
                continue;
            }
            form.pass(docs.end, |postings, range, passed| {
                let (inside, freqs) = (&postings.docs()[range.clone()], &postings.freqs()[range]);
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
