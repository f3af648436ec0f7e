//! The best hits: kept while all are counted, in an order without ties.

use std::cmp::Ordering;

use tantivy::DocId;

use crate::index::Reader;

/// A passage that matches, by its place in the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// How well it matches.
    pub(super) score: f32,
    /// What of it was gained by the nearness of words.
    pub(super) proximity: f32,
    /// The number of the segment.
    pub(super) segment: usize,
    /// The document.
    pub(super) doc: DocId,
    /// How many passages it stands for: itself, or those of its turn or call that match.
    pub(super) passages: u64,
    /// Which round it comes in where calls take turns; the first is 0.
    pub(super) round: u32,
}

impl Candidate {
    /// Returns a passage that stands for itself.
    pub(super) fn new(score: f32, segment: usize, doc: DocId) -> Self {
        Self { score, proximity: 0.0, segment, doc, passages: 1, round: 0 }
    }
}

/// Sorts candidates by round and score, the best first, then by call id, turn and passage. Each id of
/// a call is read at most once, as that takes longer than all else.
pub(super) fn sort_by_score(reader: &Reader, candidates: &mut [Candidate]) {
    let by_score_alone =
        |a: &Candidate, b: &Candidate| a.round.cmp(&b.round).then(b.score.total_cmp(&a.score));
    candidates.sort_unstable_by(by_score_alone);
    for equal in candidates.chunk_by_mut(|a, b| by_score_alone(a, b).is_eq()) {
        if equal.iter().any(|c| c.segment != equal[0].segment) {
            equal.sort_by_cached_key(|c| (call_id(reader, c), c.doc));
        } else {
            equal.sort_unstable_by(|a, b| by_place(reader, a, b));
        }
    }
}

/// Returns the id of a candidate's call. One that cannot be read is left empty: it only settles
/// ties.
fn call_id(reader: &Reader, candidate: &Candidate) -> String {
    reader.segments()[candidate.segment].call_id(candidate.doc).unwrap_or_default()
}

/// Compares two candidates by call id, then turn and passage.
pub(super) fn by_place(reader: &Reader, a: &Candidate, b: &Candidate) -> Ordering {
    let segment = |c: &Candidate| &reader.segments()[c.segment];
    let calls = if a.segment == b.segment {
        let rank = |c: &Candidate| segment(c).columns.call_rank(c.doc);
        rank(a).cmp(&rank(b))
    } else {
        call_id(reader, a).cmp(&call_id(reader, b))
    };
    calls.then(a.doc.cmp(&b.doc))
}

/// Keeps the best of many.
pub(super) struct Best<'r> {
    reader: &'r Reader,
    /// How many are wanted in the end.
    wanted: usize,
    /// The most that any of them can still gain.
    gain: f32,
    /// How many can still be wanted.
    keep: usize,
    found: Vec<Candidate>,
    /// How many are found before what is worse is let go.
    room: usize,
    /// The round and the score that must be reached to be worth a comparison.
    floor: (u32, f32),
}

/// The fewest that are found at first before what is worse is let go; a quarter of it later, for to know
/// what is too low saves looking at whole calls.
const ROOM: usize = 16;

impl<'r> Best<'r> {
    /// Keeps the best `wanted`, and what comes near enough to be among them if it gains at most
    /// `gain`, of the best `keep`.
    pub(super) fn new(reader: &'r Reader, wanted: usize, gain: f32, keep: usize) -> Self {
        let keep = keep.max(wanted);
        let room = wanted.saturating_mul(2).max(ROOM);
        let floor = (u32::MAX, f32::NEG_INFINITY);
        Self { reader, wanted, gain, keep, found: Vec::new(), room, floor }
    }

    /// Takes note of one more.
    pub(super) fn push(&mut self, candidate: Candidate) {
        let (round, score) = self.floor;
        let too_late =
            candidate.round > round || (candidate.round == round && candidate.score < score);
        if too_late || self.keep == 0 {
            return;
        }
        self.found.push(candidate);
        if self.found.len() >= self.room {
            self.settle();
        }
    }

    /// Returns the least that any of the best must score.
    pub(super) fn least(&self) -> f32 {
        if self.floor.0 == 0 { self.floor.1 } else { f32::NEG_INFINITY }
    }

    /// Lets go what is worse than the best that are known.
    pub(super) fn settle(&mut self) {
        self.cut();
        self.room = self.found.len() + (self.found.len() / 4).max(ROOM / 4);
    }

    /// Returns the best, in order.
    pub(super) fn into_sorted(mut self) -> Vec<Candidate> {
        self.cut();
        self.found
    }

    fn cut(&mut self) {
        sort_by_score(self.reader, &mut self.found);
        self.found.truncate(self.keep);
        if let (true, Some(last)) = (self.found.len() == self.keep, self.found.last()) {
            self.floor = (last.round, last.score);
        }
        // What gains as much as it can and still does not come up to the last that is wanted.
        let last = self.wanted.checked_sub(1).and_then(|at| self.found.get(at));
        if let Some(last) = last.map(|last| (last.round, last.score - self.gain)) {
            let is_near =
                |c: &Candidate| c.round < last.0 || (c.round == last.0 && c.score >= last.1);
            self.found.truncate(self.found.partition_point(is_near));
            if last.0 < self.floor.0 || last.1 > self.floor.1 {
                self.floor = last;
            }
        }
    }
}
