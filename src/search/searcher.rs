//! Running a plan over the segments, counting, sorting, and reading what is shown.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::TERMINATED;

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
use crate::search::collect::Collector;
use crate::search::context::anchor;
use crate::search::context::context;
use crate::search::explain::explain;
use crate::search::explain::score_parts;
use crate::search::facets::TurnCounts;
use crate::search::highlight::highlights;
use crate::search::inherit::Inheritance;
use crate::search::inherit::Weights;
use crate::search::opener::Opener;
use crate::search::plan::Plan;
use crate::search::planner::plan;
use crate::search::subject::Subject;
use crate::search::topk::Candidate;
use crate::search::wanted::Matched;
use crate::search::wanted::Wanted;
use crate::search::window::Window;
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
    let mut found = run(reader, &plan, &subjects, options)?;
    if let Some(list) = planned.relaxed.filter(|_| found.total == 0) {
        for min in (1..list.len()).rev() {
            let fewer = list.at_least(min);
            found = run(reader, &fewer, &subjects, options)?;
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
    Ok(run(reader, &planned.plan, &planned.subjects, options)?.best)
}

/// What a plan found.
#[derive(Default)]
struct Found {
    /// How many passages match.
    total: u64,
    /// How many hits there are in all.
    groups: u64,
    /// Those asked for, in order.
    best: Vec<Candidate>,
    /// Where they stand, if they are to be counted by facets.
    turns: TurnCounts,
    /// All of them, by segment and document, if the search is to be explained.
    matched: Vec<(usize, DocId)>,
}

/// Counts the passages that match and keeps those asked for, in order.
fn run(
    reader: &Reader,
    plan: &Plan,
    subjects: &[Subject],
    options: &Options,
) -> Result<Found, SearchError> {
    let mut collector = Collector::new(reader, options, plan);
    let mut found = Found::default();
    for (number, segment) in reader.segments().iter().enumerate() {
        let opener = Opener::new(reader, segment);
        let mut wanted = Wanted::open(plan, &opener)?;
        let weights = Weights::of(options.by);
        let (mut window, mut inheritance) =
            opener.inheritance(plan, subjects, weights, wanted.detail())?;
        let mut matched = Matched::default();
        let mut doc = wanted.next(&mut window, 0);
        while doc != TERMINATED {
            window.begin(doc, reader.folder())?;
            wanted.find(&mut window, &mut matched);
            if segment.reader.has_deletes() {
                matched.places.retain(|at| !segment.reader.is_deleted(window.document(at)));
            }
            found.note(&matched, &window, segment, number, options);
            let all = matched.places.count(&window.places());
            found.total += all;
            let in_window = InWindow { window: &window, matched: &matched, number };
            let handed_on = in_window.hand_on(segment, &mut inheritance, &mut collector);
            collector.pass_over(all - handed_on);
            let end = window.docs().end;
            doc = wanted.next(&mut window, end);
        }
    }
    let (groups, mut best) = collector.finish(plan)?;
    best.drain(..options.offset.min(best.len()));
    Ok(Found { groups, best, ..found })
}

impl Found {
    /// Takes note of what matches in a window.
    fn note(
        &mut self,
        matched: &Matched,
        window: &Window,
        segment: &Segment,
        number: usize,
        options: &Options,
    ) {
        if options.facets.is_empty() && options.explain == Explain::No {
            return;
        }
        for place in matched.places.iter(&window.places()) {
            let doc = window.document(place);
            if !options.facets.is_empty() {
                self.turns.push(number, segment.columns.turn_start(doc));
            }
            if options.explain == Explain::Yes {
                self.matched.push((number, doc));
            }
        }
    }
}

/// What matches in a window.
struct InWindow<'a> {
    window: &'a Window,
    matched: &'a Matched,
    /// The number of the segment.
    number: usize,
}

impl InWindow<'_> {
    /// Hands passages on with their scores, and returns how many: none of a call none of whose
    /// passages can be among the best.
    fn hand_on(
        &self,
        segment: &Segment,
        inheritance: &mut Inheritance,
        collector: &mut Collector,
    ) -> u64 {
        let Self { window, matched, number } = *self;
        let (mut handed_on, mut calls) = (0, Vec::new());
        let mut next = matched.places.next(0);
        while let Some(place) = next {
            let call = window.call_around(place);
            next = matched.places.next(call.end);
            if collector.is_scored() {
                let own = self.best_of(&call);
                let is_too_low = |score| collector.is_too_low(score);
                let score = inheritance.call_score(window, &call, own, &is_too_low);
                calls.extend(score.map(|score| (score, call)));
                continue;
            }
            for place in matched.places.iter(&call) {
                collector.take(segment, Candidate::new(0.0, number, window.document(place)));
                handed_on += 1;
            }
        }
        // What may score most comes first: after it, fewer of the others are worth a look.
        calls.sort_by(|(a, _), (b, _)| b.at_most.total_cmp(&a.at_most));
        for (score, call) in calls {
            if collector.is_too_low(score.at_most) {
                break;
            }
            inheritance.enter(window, &call, score);
            for place in matched.places.iter(&call) {
                let doc = window.document(place);
                let own = matched.scores.as_ref().map(|scores| scores[place]);
                let score = inheritance.parts(doc, own).sum();
                collector.take(segment, Candidate::new(score, number, doc));
                handed_on += 1;
            }
        }
        handed_on
    }

    /// Returns the most that a passage of a call scores by itself, where that is known.
    fn best_of(&self, call: &Range<usize>) -> Option<f32> {
        let scores = self.matched.scores.as_ref()?;
        Some(self.matched.places.iter(call).map(|place| scores[place]).fold(0.0, f32::max))
    }
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
