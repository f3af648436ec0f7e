//! A search from the query to the hits, with all that is shown of them.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::DocId;

use crate::index::Facet;
use crate::index::Reader;
use crate::index::Segment;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Query;
use crate::search::ContextSize;
use crate::search::Hit;
use crate::search::Ranked;
use crate::search::Results;
use crate::search::SearchError;
use crate::search::context::anchor;
use crate::search::context::context;
use crate::search::explain::explain;
use crate::search::explain::score_parts;
use crate::search::highlight::highlights;
use crate::search::inherit::Weights;
use crate::search::plan::Plan;
use crate::search::planner::plan;
use crate::search::scan::Totals;
use crate::search::scan::run;
use crate::search::topk::Candidate;
use crate::transcript::Call;

/// What is wanted of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The most hits to give.
    pub limit: usize,
    /// How many of the best to pass over.
    pub offset: usize,
    /// The order.
    pub sort: Sort,
    /// What a hit stands for: each passage for itself, or the best for its turn or its call.
    pub by: Ranked,
    /// How much is given around each hit.
    pub context: ContextSize,
    /// What the passages found are counted by.
    pub facets: Vec<Facet>,
    /// Whether to explain how the query was understood and what each score is made of.
    pub explain: Explain,
}

impl Default for Options {
    /// Ten hits, the best first, by themselves.
    fn default() -> Self {
        Self {
            limit: 10,
            offset: 0,
            sort: Sort::Score,
            by: Ranked::Passage,
            context: ContextSize::Passages(0),
            facets: Vec::new(),
            explain: Explain::No,
        }
    }
}

/// Whether a search explains itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Explain {
    /// It does.
    Yes,
    /// It does not.
    #[default]
    No,
}

/// The order of hits; every order goes on by call id, turn and passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best first.
    #[default]
    Score,
    /// The best first, but no call floods a page: its two best come with the two best of others,
    /// then its next two with theirs.
    Spread,
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
    reader.guard(|| search_in(reader, query, options))
}

fn search_in(reader: &Reader, query: &Query, options: &Options) -> Result<Results, SearchError> {
    let planned = plan(query, reader)?;
    let mut plan = planned.plan;
    let mut results = Results { notices: planned.notices, ..Results::default() };
    let subjects = planned.subjects;
    let mut found = run(reader, &plan, &subjects, options, Totals::Needed)?;
    if let Some(list) = planned.relaxed.filter(|_| found.total == 0) {
        for min in (1..list.len()).rev() {
            let fewer = list.at_least(min);
            found = run(reader, &fewer, &subjects, options, Totals::Needed)?;
            if found.total > 0 {
                let text =
                    format!("no passage has all {} words; those with {min} are given", list.len());
                results.notices.push(Notice::new(NoticeKind::Relaxed, text));
                results.relaxed = true;
                plan = fewer;
                break;
            }
        }
    }
    results.total = found.total;
    results.by = options.by;
    results.groups = found.groups;
    for facet in &options.facets {
        results.facets.push(found.turns.by(*facet, reader)?);
    }
    if options.explain == Explain::Yes {
        results.explanation = Some(explain(reader, query, &subjects, &found.matched)?);
    }
    let mut calls = CallCache::default();
    let weights = Weights::of(options.by);
    for (candidate, rank) in found.best.into_iter().zip(options.offset as u64 + 1..) {
        let mut hit = read_hit(reader, &plan, candidate, rank, options.context, &mut calls)?;
        if options.explain == Explain::Yes {
            hit.parts = Some(score_parts(reader, &plan, &subjects, weights, candidate)?);
        }
        results.hits.push(hit);
    }
    Ok(results)
}

/// Returns the best passages, turns or calls that a query finds.
pub(super) fn best(
    reader: &Reader,
    query: &Query,
    options: &Options,
) -> Result<Vec<Candidate>, SearchError> {
    let planned = plan(query, reader)?;
    Ok(run(reader, &planned.plan, &planned.subjects, options, Totals::Unneeded)?.best)
}

/// The calls of the hits read so far: hits often share them.
#[derive(Default)]
struct CallCache(HashMap<(usize, DocId), Arc<Call>>);

impl CallCache {
    fn get(
        &mut self,
        segment: &Segment,
        number: usize,
        doc: DocId,
    ) -> Result<Arc<Call>, SearchError> {
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
    let (before, after) = context(segment, &call.id, doc, &record.turn, size)?;
    Ok(Hit {
        rank,
        score: candidate.score,
        anchor: anchor(segment, &call.id, doc),
        call,
        turn: record.turn,
        exchange: record.exchange,
        text,
        highlights,
        before,
        after,
        parts: None,
        passages: candidate.passages,
    })
}
