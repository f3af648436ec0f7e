//! Weighing the passages that have some words, for their peaks.

use tantivy::DocId;

use crate::index::Columns;
use crate::index::Lengths;
use crate::index::bm25::weight;
use crate::index::peaks::FARTHEST;
use crate::index::peaks::HANDED_ON;
use crate::index::peaks::LOST_BY_BOILERPLATE;
use crate::index::peaks::NEIGHBOURS;
use crate::index::peaks::left;
use crate::index::peaks::level;

/// More than sums of floats can be off.
const ROUNDING: f32 = 1e-4;

/// The passages of a segment, and how its words are weighed.
pub(super) struct Weighed {
    documents: Vec<Document>,
    /// The first documents of the calls.
    pub(super) heads: Vec<DocId>,
}

/// What a document's words are weighed by.
struct Document {
    /// The place of its call among those of the segment.
    call: u32,
    /// Where it stands, with the calls set so far apart that nothing is handed on to the next.
    place: u32,
    /// What its length counts against its words.
    norm: f32,
    /// What is left to it of its score for words.
    is_left: f32,
}

impl Weighed {
    pub(super) fn new(columns: &Columns, lengths: Lengths) -> Self {
        let (mut documents, mut heads) = (Vec::new(), Vec::new());
        let (mut call, mut end) = (0, 0);
        for doc in 0..columns.max_doc() {
            if doc == end {
                call += u32::from(doc > 0);
                end = columns.call_end(doc);
                heads.push(doc);
            }
            let (words, is_boilerplate) = columns.words_and_boilerplate(doc);
            documents.push(Document {
                call,
                // Where there were ever too many calls, peaks would only be too high.
                place: doc.saturating_add(call.saturating_mul(FARTHEST)),
                norm: lengths.norm(words),
                is_left: if is_boilerplate { 1.0 - LOST_BY_BOILERPLATE } else { 1.0 },
            });
        }
        Self { documents, heads }
    }
}

/// The passages that have some words, rising; side by side, so that the processor can work on
/// several together.
#[derive(Default)]
pub(super) struct Heard {
    calls: Vec<u32>,
    places: Vec<u32>,
    /// What is left to each of its score for words.
    is_left: Vec<f32>,
    /// What the words add to the score of each by themselves.
    own: Vec<f32>,
    /// What those before and behind it in the call hand on, but for the share of neighbours.
    before: Vec<f32>,
    behind: Vec<f32>,
    /// The most for each call.
    peaks: Vec<f32>,
}

/// What is handed on to the next passage of a call, in one of the two directions.
#[derive(Clone, Copy)]
struct Handed {
    score: f32,
    place: u32,
}

impl Handed {
    /// Returns what a passage is given, which hands that on with what it has.
    fn on(&mut self, place: u32, own: f32) -> f32 {
        let given = self.score * left(place.abs_diff(self.place));
        *self = Self { score: given + own, place };
        given
    }
}

impl Heard {
    /// Adds passages behind all others, with how often they have the words.
    pub(super) fn add(&mut self, segment: &Weighed, docs: &[DocId], counts: &[u32]) {
        let documents = docs.iter().map(|doc| &segment.documents[*doc as usize]);
        self.calls.extend(documents.clone().map(|document| document.call));
        self.places.extend(documents.clone().map(|document| document.place));
        self.is_left.extend(documents.clone().map(|document| document.is_left));
        self.own.extend(documents.zip(counts).map(|(d, count)| weight(*count, d.norm)));
    }

    /// Appends the level of the most that a passage of each call scores for words of the weight 1,
    /// and forgets the passages.
    pub(super) fn take_peaks(&mut self, segment: &Weighed, values: &mut Vec<u8>) {
        self.hand_on();
        self.score();
        self.peaks.clear();
        self.peaks.resize(segment.heads.len(), 0.0);
        let (mut last, mut most) = (0, 0.0);
        for (call, score) in self.calls.iter().zip(&self.own) {
            let before = if *call == last { most } else { 0.0 };
            (last, most) = (*call, larger(before, *score));
            self.peaks[last as usize] = most;
        }
        values.extend(self.peaks.iter().map(|most| level(most * (1.0 + ROUNDING))));
        self.calls.clear();
        self.places.clear();
        self.is_left.clear();
        self.own.clear();
    }

    /// Makes of what the words add by themselves the most that a passage there scores for them.
    fn score(&mut self) {
        let handed = self.before.iter().zip(&self.behind).zip(&self.is_left);
        for (own, ((before, behind), is_left)) in self.own.iter_mut().zip(handed) {
            let with_neighbours = (*own + NEIGHBOURS * (before + behind)) * is_left;
            // Nobody else is given more than who stands beside one that has some.
            let next = (before + *own) * HANDED_ON + behind / HANDED_ON;
            let previous = (behind + *own) * HANDED_ON + before / HANDED_ON;
            *own = larger(with_neighbours, NEIGHBOURS * larger(next, previous));
        }
    }

    /// Works out what passages hand on: in both directions together, for each step waits for the
    /// one before.
    fn hand_on(&mut self) {
        let all = self.own.len();
        self.before.resize(all, 0.0);
        self.behind.resize(all, 0.0);
        let from = |place: Option<&u32>| Handed { score: 0.0, place: *place.unwrap_or(&0) };
        let (mut forth, mut back) = (from(self.places.first()), from(self.places.last()));
        let heard = self.places.iter().zip(&self.own);
        let given = self.before.iter_mut().zip(self.behind.iter_mut().rev());
        for ((ahead, behind), (to_next, to_previous)) in heard.clone().zip(heard.rev()).zip(given) {
            *to_next = forth.on(*ahead.0, *ahead.1);
            *to_previous = back.on(*behind.0, *behind.1);
        }
    }
}

/// Returns the larger of two numbers; quicker than where one of them may be none.
fn larger(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// How often documents have some words, of which each is counted by itself.
pub(super) struct Counts {
    by_doc: Vec<u32>,
    /// A bit for each document that has any.
    having: Vec<u64>,
    docs: Vec<DocId>,
    freqs: Vec<u32>,
}

impl Counts {
    /// Counts nothing yet, in so many documents.
    pub(super) fn new(documents: usize) -> Self {
        let having = vec![0; documents.div_ceil(u64::BITS as usize)];
        Self { by_doc: vec![0; documents], having, docs: Vec::new(), freqs: Vec::new() }
    }

    /// Adds how often documents have one of the words.
    pub(super) fn add(&mut self, docs: &[DocId], freqs: &[u32]) {
        for (doc, freq) in docs.iter().zip(freqs) {
            self.by_doc[*doc as usize] += freq;
            self.having[(doc / u64::BITS) as usize] |= 1 << (doc % u64::BITS);
        }
    }

    /// Returns the documents that have any, rising, with how many each; nothing is counted then.
    pub(super) fn take(&mut self) -> (&[DocId], &[u32]) {
        self.docs.clear();
        for (start, bits) in (0..).step_by(u64::BITS as usize).zip(&mut self.having) {
            while *bits > 0 {
                self.docs.push(start + bits.trailing_zeros());
                *bits &= *bits - 1;
            }
        }
        self.freqs.clear();
        let freqs = self.docs.iter().map(|doc| std::mem::take(&mut self.by_doc[*doc as usize]));
        self.freqs.extend(freqs);
        (&self.docs, &self.freqs)
    }
}
