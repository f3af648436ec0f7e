//! Running a plan over the segments, counting, sorting, and reading what is shown.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::query::EmptyScorer;
use tantivy::query::Scorer;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::index::CallRecord;
use crate::index::Columns;
use crate::index::Reader;
use crate::index::Segment;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Query;
use crate::search::ContextSize;
use crate::search::Hit;
use crate::search::Results;
use crate::search::SearchError;
use crate::search::bm25::Lengths;
use crate::search::booleans::All;
use crate::search::booleans::AtLeastOf;
use crate::search::booleans::Everything;
use crate::search::booleans::Places;
use crate::search::booleans::Without;
use crate::search::context::anchor;
use crate::search::context::context;
use crate::search::highlight::highlights;
use crate::search::inherit::Inheritance;
use crate::search::inherit::Scores;
use crate::search::inherit::SubjectCalls;
use crate::search::inherit::Weights;
use crate::search::inherit::is_sum_of_words;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::planner::plan;
use crate::search::stretch::StretchScorer;
use crate::search::stretch::WordScorer;
use crate::search::stretch::all_words;
use crate::search::subject::Subject;
use crate::search::topk::Best;
use crate::search::topk::Candidate;
use crate::search::topk::by_place;
use crate::search::units::SameUnit;
use crate::search::words::WordPostings;

/// What is wanted of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The most hits to give.
    pub limit: usize,
    /// How many of the best to pass over.
    pub offset: usize,
    /// The order.
    pub sort: Sort,
    /// How much is given around each hit.
    pub context: ContextSize,
}

/// The order of hits; every order goes on by call id, turn and passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best first.
    #[default]
    Score,
    /// The newest call first; calls without a date last.
    Date,
    /// By call id.
    Call,
}

/// Finds the passages that match a query.
///
/// # Errors
///
/// An index that cannot be read, or a part of the query that cannot be searched for.
pub fn search(reader: &Reader, query: &Query, options: &Options) -> Result<Results, SearchError> {
    let planned = plan(query, reader)?;
    let mut plan = planned.plan;
    let mut notices = planned.notices;
    let subjects = planned.subjects;
    let (mut total, mut best) = run(reader, &plan, &subjects, options)?;
    let mut relaxed = false;
    if let Some(list) = planned.relaxed.filter(|_| total == 0) {
        for min in (1..list.len()).rev() {
            let fewer = list.at_least(min);
            (total, best) = run(reader, &fewer, &subjects, options)?;
            if total > 0 {
                let text =
                    format!("no passage has all {} words; those with {min} are given", list.len());
                notices.push(Notice::new(NoticeKind::Relaxed, text));
                relaxed = true;
                plan = fewer;
                break;
            }
        }
    }
    let mut calls = CallCache::default();
    let mut hits = Vec::with_capacity(best.len());
    for (candidate, rank) in best.into_iter().zip(options.offset as u64 + 1..) {
        hits.push(read_hit(reader, &plan, candidate, rank, options.context, &mut calls)?);
    }
    Ok(Results { total, relaxed, notices, hits })
}

/// Returns the best passage of each unit that has one, best first. A unit is told by its first
/// document.
pub(super) fn best_of_units(
    reader: &Reader,
    query: &Query,
    unit: impl Fn(&Columns, DocId) -> DocId,
    weights: Weights,
    keep: usize,
) -> Result<Vec<Candidate>, SearchError> {
    let planned = plan(query, reader)?;
    let mut best = Best::new(reader, keep);
    let mut reached: Option<((usize, DocId), Candidate)> = None;
    scan(reader, &planned.plan, &planned.subjects, weights, &mut |segment, candidate| {
        let here = (candidate.segment, unit(&segment.columns, candidate.doc));
        match &mut reached {
            Some((last, kept)) if *last == here => {
                if candidate.score > kept.score {
                    *kept = candidate;
                }
            }
            _ => {
                if let Some((_, done)) = reached.replace((here, candidate)) {
                    best.push(done);
                }
            }
        }
    })?;
    if let Some((_, done)) = reached {
        best.push(done);
    }
    Ok(best.into_sorted())
}

/// Counts the passages that match and returns those asked for, in order.
fn run(
    reader: &Reader,
    plan: &Plan,
    subjects: &[Subject],
    options: &Options,
) -> Result<(u64, Vec<Candidate>), SearchError> {
    let wanted = options.limit.saturating_add(options.offset);
    let by_score = options.sort == Sort::Score && has_scores(plan);
    let mut total = 0;
    let mut best = Best::new(reader, wanted);
    let mut calls: Vec<CallMatches> = Vec::new();
    scan(reader, plan, subjects, Weights::OF_PASSAGES, &mut |segment, candidate| {
        total += 1;
        if by_score {
            best.push(candidate);
        } else {
            note_match(&mut calls, segment, candidate);
        }
    })?;
    let mut found = if by_score { best.into_sorted() } else { in_order(reader, calls, options) };
    found.truncate(wanted);
    found.drain(..options.offset.min(found.len()));
    Ok((total, found))
}

/// Calls `each` with every passage that matches, segment by segment in the order of documents,
/// with its score; passages that only filters ask for have none.
fn scan(
    reader: &Reader,
    plan: &Plan,
    subjects: &[Subject],
    weights: Weights,
    each: &mut dyn FnMut(&Segment, Candidate),
) -> Result<(), SearchError> {
    let header = reader.header();
    let lengths = Lengths::new(header.words, header.passages);
    let scored = has_scores(plan);
    let by_words = is_sum_of_words(plan);
    for (number, segment) in reader.segments().iter().enumerate() {
        let opener = Opener { reader, segment, lengths };
        let mut matching = opener.open(plan)?;
        let mut inheritance = opener.inheritance(plan, subjects, weights)?;
        let mut doc = matching.doc();
        while doc != TERMINATED {
            if !segment.reader.is_deleted(doc) {
                let score = if scored {
                    let Scores { own, inherited } = inheritance.of(doc);
                    inherited + if by_words { own } else { matching.score() }
                } else {
                    0.0
                };
                each(segment, Candidate { score, segment: number, doc });
            }
            doc = matching.advance();
        }
    }
    Ok(())
}

/// Tells whether passages that match a plan differ in score; filters alone do not rank.
fn has_scores(plan: &Plan) -> bool {
    let mut any = false;
    plan.for_each_stretch(&mut |_| any = true);
    any
}

/// The matches of one call, in order.
struct CallMatches {
    call: DocId,
    matches: Vec<Candidate>,
}

fn note_match(calls: &mut Vec<CallMatches>, segment: &Segment, candidate: Candidate) {
    let call = segment.columns.call_start(candidate.doc);
    match calls.last_mut() {
        Some(last) if last.call == call && last.matches[0].segment == candidate.segment => {
            last.matches.push(candidate);
        }
        _ => calls.push(CallMatches { call, matches: vec![candidate] }),
    }
}

/// Puts matches in the order of their calls.
fn in_order(reader: &Reader, mut calls: Vec<CallMatches>, options: &Options) -> Vec<Candidate> {
    let date = |c: &CallMatches| {
        let first = &c.matches[0];
        reader.segments()[first.segment].columns.date(first.doc)
    };
    calls.sort_by(|a, b| {
        let dates = match options.sort {
            Sort::Date => date(b).cmp(&date(a)),
            Sort::Score | Sort::Call => Ordering::Equal,
        };
        dates.then_with(|| by_place(reader, &a.matches[0], &b.matches[0]))
    });
    calls.into_iter().flat_map(|c| c.matches).collect()
}

/// Opens plans on one segment.
struct Opener<'a> {
    reader: &'a Reader,
    segment: &'a Segment,
    lengths: Lengths,
}

impl Opener<'_> {
    fn open(&self, plan: &Plan) -> Result<Box<dyn Scorer>, SearchError> {
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
        })
    }

    /// Opens what passages inherit for the words that the plan looks for.
    fn inheritance(
        &self,
        plan: &Plan,
        subjects: &[Subject],
        weights: Weights,
    ) -> Result<Inheritance, SearchError> {
        let mut words = Vec::new();
        plan.for_each_stretch(&mut |stretch| words.extend(all_words(stretch)));
        let (fields, columns) = (self.reader.fields(), &self.segment.columns);
        let option = IndexRecordOption::WithFreqs;
        let opened = words
            .into_iter()
            .map(|w| Ok((w.clone(), WordPostings::open(&w, self.segment, fields, option)?)))
            .collect::<Result<_, SearchError>>()?;
        let mut named = Vec::new();
        for subject in subjects {
            let mut heads = self.postings(self.reader.fields().meta, &subject.terms)?;
            let mut calls = Vec::new();
            while heads.doc() != TERMINATED {
                calls.push(heads.doc());
                heads.advance();
            }
            named.push(SubjectCalls { kind: subject.kind, calls });
        }
        Ok(Inheritance::new(opened, named, weights, columns, self.lengths))
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
        let option = IndexRecordOption::WithFreqsAndPositions;
        let postings = all_words(stretch)
            .iter()
            .map(|words| WordPostings::open(words, self.segment, fields, option))
            .collect::<Result<_, _>>()?;
        Ok(Box::new(StretchScorer::new(stretch, postings, min_count, self.lengths, columns)))
    }

    fn postings(&self, field: Field, terms: &[String]) -> Result<WordPostings, SearchError> {
        let inverted = self.segment.reader.inverted_index(field)?;
        let mut postings = Vec::new();
        for term in terms {
            let term = Term::from_field_text(field, term);
            postings.extend(inverted.read_postings(&term, IndexRecordOption::Basic)?);
        }
        Ok(WordPostings::new(postings))
    }
}

/// The calls of the hits read so far: hits often share them.
#[derive(Default)]
struct CallCache(HashMap<(usize, DocId), Arc<CallRecord>>);

impl CallCache {
    fn get(
        &mut self,
        segment: &Segment,
        number: usize,
        doc: DocId,
    ) -> Result<Arc<CallRecord>, SearchError> {
        let key = (number, segment.columns.call_start(doc));
        if let Some(call) = self.0.get(&key) {
            return Ok(call.clone());
        }
        let call = segment.call(doc)?;
        self.0.insert(key, call.clone());
        Ok(call)
    }
}

fn read_hit(
    reader: &Reader,
    plan: &Plan,
    candidate: Candidate,
    rank: u64,
    size: ContextSize,
    calls: &mut CallCache,
) -> Result<Hit, SearchError> {
    let segment = &reader.segments()[candidate.segment];
    let doc = candidate.doc;
    let call = calls.get(segment, candidate.segment, doc)?;
    let record = segment.turn(doc)?;
    let text = segment.text(doc)?;
    let highlights = highlights(plan, segment, doc, &text)?;
    let (before, after) = context(segment, &call.call.id, doc, &record.turn, size)?;
    Ok(Hit {
        rank,
        score: candidate.score,
        anchor: anchor(segment, &call.call.id, doc),
        call,
        turn: record.turn,
        exchange: record.exchange,
        text,
        highlights,
        before,
        after,
    })
}
