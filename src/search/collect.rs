//! From the passages that match to the hits asked for: grouped by turn or call, spread over
//! calls, in order.

use std::cmp::Ordering;

use tantivy::DocId;

use crate::index::Columns;
use crate::index::Reader;
use crate::index::Segment;
use crate::search::Options;
use crate::search::Ranked;
use crate::search::SearchError;
use crate::search::Sort;
use crate::search::plan::Plan;
use crate::search::proximity::LOOKED_AT;
use crate::search::proximity::add_proximity;
use crate::search::proximity::most_proximity;
use crate::search::topk::Best;
use crate::search::topk::Candidate;
use crate::search::topk::by_place;
use crate::search::topk::sort_by_score;

/// How many hits of one call stand among the best before those of other calls have had their
/// turn: a page of ten shows at least five calls.
const HITS_OF_A_CALL: usize = 2;

/// Takes passages in the order of documents and keeps what is asked for.
pub(super) struct Collector<'r> {
    reader: &'r Reader,
    is_scored: bool,
    by: Ranked,
    order: Order,
    /// How many are wanted from the first on.
    wanted: usize,
    /// The turn or call reached: its segment and first document, and its best passage.
    unit: Option<(usize, DocId, Candidate)>,
    /// The segment, the first document and the candidates of the call reached.
    call: Option<(usize, DocId)>,
    of_call: Vec<Candidate>,
    best: Best<'r>,
    calls: Vec<Vec<Candidate>>,
    found: u64,
}

/// How hits come to their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// By score alone.
    Score,
    /// By score, each call by turns.
    Spread,
    /// By call: the newest first.
    Date,
    /// By call id.
    Call,
}

impl<'r> Collector<'r> {
    /// Prepares to collect; what has no scores is put in the order of calls.
    pub(super) fn new(reader: &'r Reader, options: &Options, plan: &Plan) -> Self {
        let order = match options.sort {
            Sort::Date => Order::Date,
            Sort::Call => Order::Call,
            Sort::Score | Sort::Spread if !plan.is_scored() => Order::Call,
            Sort::Spread if options.by != Ranked::Call => Order::Spread,
            Sort::Score | Sort::Spread => Order::Score,
        };
        let wanted = options.limit.saturating_add(options.offset);
        Self {
            reader,
            is_scored: plan.is_scored(),
            by: options.by,
            order,
            wanted,
            unit: None,
            call: None,
            of_call: Vec::new(),
            best: Best::new(reader, wanted, most_proximity(plan), LOOKED_AT),
            calls: Vec::new(),
            found: 0,
        }
    }

    /// Tells whether the scores of passages matter at all.
    pub(super) fn is_scored(&self) -> bool {
        self.is_scored
    }

    /// Tells whether the best scores come first.
    pub(super) fn is_by_score(&self) -> bool {
        matches!(self.order, Order::Score | Order::Spread)
    }

    /// Tells whether passages that score at most so much change nothing but the numbers.
    pub(super) fn is_too_low(&self, score: f32) -> bool {
        score < self.least()
    }

    /// Returns the least that a passage must score to change more than the numbers.
    pub(super) fn least(&self) -> f32 {
        if self.by == Ranked::Passage { self.least_of_best() } else { f32::NEG_INFINITY }
    }

    /// Returns the least that what is wanted must score.
    fn least_of_best(&self) -> f32 {
        if self.is_by_score() { self.best.least() } else { f32::NEG_INFINITY }
    }

    /// Makes sure that what is too low is told as well as can be.
    pub(super) fn settle(&mut self) {
        if self.order == Order::Spread {
            self.end_call();
        }
        self.best.settle();
    }

    /// Takes so many passages of a call, all of them too low, by their number.
    pub(super) fn pass_over(&mut self, passages: u64) {
        self.found += passages;
    }

    /// Takes the next passage that matches.
    pub(super) fn take(&mut self, segment: &Segment, candidate: Candidate) {
        if self.by == Ranked::Passage {
            self.add(&segment.columns, candidate);
            return;
        }
        let columns = &segment.columns;
        let start = match self.by {
            Ranked::Call => columns.call_start(candidate.doc),
            Ranked::Passage | Ranked::Turn => columns.turn_start(candidate.doc),
        };
        match &mut self.unit {
            Some((number, at, kept)) if (*number, *at) == (candidate.segment, start) => {
                let passages = kept.passages + 1;
                if candidate.score > kept.score {
                    *kept = candidate;
                }
                kept.passages = passages;
            }
            unit => {
                if let Some((number, _, done)) = unit.replace((candidate.segment, start, candidate))
                {
                    self.add(&self.reader.segments()[number].columns, done);
                }
            }
        }
    }

    /// Takes a passage, or the best one of a turn or call.
    fn add(&mut self, columns: &Columns, candidate: Candidate) {
        self.found += 1;
        if candidate.score < self.least_of_best() {
            return;
        }
        if self.order == Order::Score {
            self.best.push(candidate);
            return;
        }
        let call = (candidate.segment, columns.call_start(candidate.doc));
        if self.call != Some(call) {
            self.end_call();
            self.call = Some(call);
        }
        self.of_call.push(candidate);
    }

    fn end_call(&mut self) {
        let mut of_call = std::mem::take(&mut self.of_call);
        if of_call.is_empty() {
            return;
        }
        if self.order != Order::Spread {
            self.calls.push(of_call);
            return;
        }
        sort_by_score(self.reader, &mut of_call);
        for (at, candidate) in of_call.drain(..).enumerate() {
            let round = u32::try_from(at / HITS_OF_A_CALL).unwrap_or(u32::MAX);
            self.best.push(Candidate { round, ..candidate });
        }
        self.of_call = of_call;
    }

    /// Returns how many passages, turns or calls there are, and what is wanted of them, in order.
    pub(super) fn finish(mut self, plan: &Plan) -> Result<(u64, Vec<Candidate>), SearchError> {
        if let Some((number, _, done)) = self.unit.take() {
            self.add(&self.reader.segments()[number].columns, done);
        }
        self.end_call();
        if self.is_by_score() {
            let mut best = self.best.into_sorted();
            let looked_at = best.len().min(LOOKED_AT);
            add_proximity(self.reader, plan, &mut best[..looked_at])?;
            sort_by_score(self.reader, &mut best[..looked_at]);
            best.truncate(self.wanted);
            return Ok((self.found, best));
        }
        let (reader, order) = (self.reader, self.order);
        let date =
            |call: &[Candidate]| reader.segments()[call[0].segment].columns.date(call[0].doc);
        self.calls.sort_by(|a, b| {
            let dates = match order {
                Order::Date => date(b).cmp(&date(a)),
                Order::Score | Order::Spread | Order::Call => Ordering::Equal,
            };
            dates.then_with(|| by_place(reader, &a[0], &b[0]))
        });
        let calls = self.calls.into_iter().flatten();
        Ok((self.found, calls.take(self.wanted).collect()))
    }
}
