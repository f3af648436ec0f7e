//! Opening a plan on one segment: postings and columns for every part of it.

use std::sync::Arc;

use tantivy::DocSet;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::query::EmptyScorer;
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::index::Lengths;
use crate::index::Reader;
use crate::index::Segment;
use crate::search::SearchError;
use crate::search::booleans::All;
use crate::search::booleans::AtLeastOf;
use crate::search::booleans::Everything;
use crate::search::booleans::Listed;
use crate::search::booleans::Places;
use crate::search::booleans::Without;
use crate::search::inherit::Inheritance;
use crate::search::inherit::SubjectHeads;
use crate::search::inherit::Weights;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::stretch::StretchScorer;
use crate::search::stretch::WordScorer;
use crate::search::stretch::all_words;
use crate::search::subject::Subject;
use crate::search::units::SameUnit;
use crate::search::window::Detail;
use crate::search::window::Window;
use crate::search::words::WordPostings;

/// Opens plans on one segment.
pub(super) struct Opener<'a> {
    reader: &'a Reader,
    segment: &'a Segment,
    lengths: Lengths,
}

impl<'a> Opener<'a> {
    /// Prepares to open plans on a segment.
    pub(super) fn new(reader: &'a Reader, segment: &'a Segment) -> Self {
        let header = reader.header();
        Self { reader, segment, lengths: Lengths::new(header.words, header.passages) }
    }

    /// Opens the passages that a plan matches.
    pub(super) fn open(&self, plan: &Plan) -> Result<Box<dyn Scorer>, SearchError> {
        let columns = &self.segment.columns;
        Ok(match plan {
            Plan::Nothing => Box::new(EmptyScorer),
            Plan::Everything => Box::new(Everything::new(columns)),
            Plan::Stretch(stretch) => self.stretch(stretch, 1)?,
            Plan::AtLeast { count, stretch } => self.stretch(stretch, *count)?,
            Plan::And(operands) => Box::new(All::new(self.open_each(operands)?)),
            Plan::Or(operands) => Box::new(AtLeastOf::new(self.open_each(operands)?, 1)),
            Plan::Most { of, min } => Box::new(AtLeastOf::new(self.open_each(of)?, *min)),
            Plan::Without(wanted, unwanted) => {
                Box::new(Without::new(self.open(wanted)?, self.open(unwanted)?))
            }
            Plan::Same { unit, wanted, unwanted } => {
                let (wanted, unwanted) = (self.open_each(wanted)?, self.open_each(unwanted)?);
                Box::new(SameUnit::new(*unit, wanted, unwanted, columns))
            }
            Plan::Place { terms, of_calls } => {
                let heads = self.postings(self.reader.fields().meta, terms)?;
                Box::new(Places::new(heads, columns, *of_calls))
            }
            Plan::Calls(ids) => {
                let heads = self.postings(self.reader.fields().call, ids)?;
                Box::new(Places::new(heads, columns, true))
            }
            Plan::Turns(heads) => {
                let heads = heads.get(self.segment.number).cloned().unwrap_or_default();
                Box::new(Places::new(Listed::new(heads), columns, false))
            }
        })
    }

    /// Returns how the lengths of passages count.
    pub(super) fn lengths(&self) -> Lengths {
        self.lengths
    }

    /// Opens what passages inherit for the words that the plan looks for, and these laid out.
    pub(super) fn inheritance(
        &self,
        plan: &Plan,
        subjects: &[Subject],
        weights: Weights,
        detail: Detail,
    ) -> Result<(Window, Inheritance), SearchError> {
        let mut words = Vec::new();
        plan.for_each_stretch(&mut |stretch| words.extend(all_words(stretch)));
        // What weighs nothing, such as where sentences begin, hands nothing on.
        words.retain(|w| w.idf > 0.0);
        let idfs: Vec<f32> = words.iter().map(|w| w.idf).collect();
        let window =
            Window::open(&words, self.segment, self.reader.fields(), detail, self.lengths)?;
        let mut named = Vec::new();
        for subject in subjects {
            let mut named_by = self.postings(self.reader.fields().meta, &subject.terms)?;
            let mut heads = Vec::new();
            while named_by.doc() != TERMINATED {
                heads.push(named_by.doc());
                named_by.advance();
            }
            named.push(SubjectHeads { kind: subject.kind, heads });
        }
        let columns = &self.segment.columns;
        Ok((window, Inheritance::new(&idfs, named, weights, columns, self.lengths)))
    }

    fn open_each(&self, plans: &[Plan]) -> Result<Vec<Box<dyn Scorer>>, SearchError> {
        plans.iter().map(|p| self.open(p)).collect()
    }

    fn stretch(&self, stretch: &Stretch, min_count: u32) -> Result<Box<dyn Scorer>, SearchError> {
        let (fields, columns) = (self.reader.fields(), &self.segment.columns);
        if let (Stretch::Words(words), 1) = (stretch, min_count) {
            let option = IndexRecordOption::WithFreqs;
            let postings = WordPostings::open(words, self.segment, fields, option)?;
            let (idf, lengths, columns) = (words.idf, self.lengths, columns.clone());
            return Ok(Box::new(WordScorer { postings, idf, lengths, columns }));
        }
        Ok(Box::new(self.stretch_by_turn(stretch, min_count)?.started()))
    }

    /// Opens a stretch so that its matches in each passage are counted; it is not started.
    pub(super) fn stretch_by_turn(
        &self,
        stretch: &Stretch,
        min_count: u32,
    ) -> Result<StretchScorer, SearchError> {
        let (fields, columns) = (self.reader.fields(), &self.segment.columns);
        let option = IndexRecordOption::WithFreqsAndPositions;
        let open = |words: &Arc<Words>| WordPostings::open(words, self.segment, fields, option);
        let postings = all_words(stretch).iter().map(open).collect::<Result<_, _>>()?;
        Ok(StretchScorer::new(stretch, postings, min_count, self.lengths, columns))
    }

    fn postings(&self, field: Field, terms: &[String]) -> Result<WordPostings, SearchError> {
        open_terms(self.segment, field, terms)
    }
}

/// Opens the documents of a segment that have any of some terms.
pub(super) fn open_terms(
    segment: &Segment,
    field: Field,
    terms: &[String],
) -> Result<WordPostings, SearchError> {
    let inverted = segment.reader.inverted_index(field)?;
    let mut postings = Vec::new();
    for term in terms {
        let term = Term::from_field_text(field, term);
        postings.extend(inverted.read_postings(&term, IndexRecordOption::Basic)?);
    }
    Ok(WordPostings::new(postings))
}
