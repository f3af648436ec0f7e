//! What a passage inherits: from its neighbours, its turn and its call.
//!
//! An answer need not repeat a word of its question to be about it, and what is said around a
//! passage tells what it is about. A call's documents stand side by side, so all of it is
//! computed a call at a time, from the same postings that matched.
//!
//! - *Neighbours*: each passage hands its own score on to those before and after it, less with
//!   each step.
//! - *Turn*: BM25 of the whole turn.
//! - *Call*: which of the query's words the call has at all, rare ones above all.
//! - *Subject*: whether the call is one of the company or the period that the query names, and the
//!   turn one of the speaker; see
//!   [`subject`](super::subject).
//! - *Boilerplate*: what is said on every call loses most of its score for words.
//!
//! What each part is worth, switched off in turn (nDCG@10 of turns for analysts' questions and for
//! questions about meetings, of calls for abstracts; MRR@10 of calls for news lines):
//!
//! | | questions | meetings | news lines | abstracts |
//! | --- | --- | --- | --- | --- |
//! | all parts | 0.691 | 0.387 | 0.541 | 0.372 |
//! | no neighbours | 0.657 | 0.335 | 0.541 | 0.372 |
//! | no turn | 0.691 | 0.387 | 0.548 | 0.366 |
//! | no call | 0.694 | 0.387 | 0.416 | 0.375 |
//! | no subject | 0.512 | 0.387 | 0.546 | 0.372 |
//! | boilerplate like the rest | 0.665 | 0.387 | 0.541 | 0.372 |
//! | no proximity | 0.684 | 0.387 | 0.532 | 0.371 |

use std::ops::Range;

use tantivy::DocId;

use crate::index::Columns;
use crate::index::HANDED_ON;
use crate::index::LOST_BY_BOILERPLATE;
use crate::index::Lengths;
use crate::index::NEIGHBOURS;
use crate::index::left;
use crate::search::Ranked;
use crate::search::ScoreParts;
use crate::search::bitset::BitSet;
use crate::search::subject::SubjectKind;
use crate::search::window::Window;

/// How much each part counts beside a passage's own score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weights {
    /// What neighbours hand on.
    neighbours: f32,
    /// The score of the turn.
    turn: f32,
    /// What the call has of the query's words.
    call: f32,
    /// The share of its score for words that boilerplate loses.
    boilerplate: f32,
}

impl Weights {
    /// For ranking passages and turns: the place in the call decides.
    const OF_PASSAGES: Self =
        Self { neighbours: NEIGHBOURS, turn: 0.0, call: 0.2, boilerplate: LOST_BY_BOILERPLATE };

    /// Returns the weights for ranking passages, turns or calls.
    pub(super) fn of(ranked: Ranked) -> Self {
        match ranked {
            Ranked::Passage | Ranked::Turn => Self::OF_PASSAGES,
            Ranked::Call => Self::OF_CALLS,
        }
    }

    /// For ranking calls by their best passage: what the call has on the whole decides.
    const OF_CALLS: Self = Self { neighbours: 0.0, turn: 0.3, call: 0.5, boilerplate: 0.0 };
}

/// How soon more occurrences in a call stop to count: one is nearly as good as many.
const CALL_SATURATION: f32 = 0.1;

/// How many documents of a call make a share of it: few enough that it matters little where in its
/// share a passage stands, enough that they are soon gone through.
const SHARE: u32 = 8;

/// More than sums of floats can be off.
const ROUNDING: f32 = 1e-4;

/// The weight of a word that counts once for its call; rarer ones count more, commoner ones less.
const CALL_IDF: f32 = 5.0;

impl SubjectKind {
    /// Returns what a call or a turn gains that is of this subject, in units of the score: more than words
    /// alone can make up for where a company or one quarter is named.
    fn weight(self) -> f32 {
        match self {
            Self::Company => 30.0,
            Self::Quarter => 24.0,
            Self::Span => 22.0,
            Self::QuarterOfAnyYear => 2.0,
            Self::Speaker => 20.0,
        }
    }
}

/// Calls or turns of a segment that are of a subject.
pub(super) struct SubjectHeads {
    /// What the subject is.
    pub(super) kind: SubjectKind,
    /// The first documents of the calls, or of a speaker's turns, rising.
    pub(super) heads: Vec<DocId>,
}

/// Scores what the passages of one segment inherit, for some words.
pub(super) struct Inheritance {
    words: Vec<Weighed>,
    subjects: Vec<SubjectHeads>,
    weights: Weights,
    columns: Columns,
    lengths: Lengths,
    /// The call reached.
    call: Range<DocId>,
    /// What every passage of the call inherits for its words.
    of_call: f32,
    /// What the call gains for what it is about.
    subject: f32,
    /// The passages of the call that have some of the words, rising.
    heard: Vec<Heard>,
    /// The first of them that is not before the passage asked for last.
    at: usize,
    /// The scores of the call's turns, by the document of the head from the call's first on; empty
    /// where turns do not count.
    turns: Vec<f32>,
    /// Room for which passages have any of the words.
    spoken: BitSet,
    /// Room for the most that the words of each share of a call can score, and for what the
    /// shares before it hand on.
    shares: Vec<(f32, f32)>,
}

/// Words that stand for one another, with what they weigh.
struct Weighed {
    idf: f32,
    /// The most that so many of them count in a passage; the last stands for all above.
    most: [f32; 16],
}

/// What is known of a call before its passages are scored.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallScore {
    /// What every passage inherits from the call for its words.
    of_call: f32,
    /// What the call gains for what it is about.
    subject: f32,
    /// The most that any of its passages can score.
    pub(super) at_most: f32,
}

impl Weighed {
    /// Returns the most that so many of the words score in a passage.
    fn most(&self, count: u32) -> f32 {
        self.most[(count as usize).min(self.most.len() - 1)]
    }
}

/// A passage that has some of the words.
struct Heard {
    doc: DocId,
    /// Its score by itself.
    own: f32,
    /// What those before and after hand on to it.
    handed: f32,
    /// The part of it that those before hand on.
    before: f32,
    is_boilerplate: bool,
}

impl Inheritance {
    /// Takes what each number of words weighs, and the calls that the query is about.
    pub(super) fn new(
        idfs: &[f32],
        subjects: Vec<SubjectHeads>,
        weights: Weights,
        columns: &Columns,
        lengths: Lengths,
    ) -> Self {
        let weigh = |idf: &f32| {
            let mut most = [0.0; 16];
            for (count, most) in (0..).zip(&mut most) {
                *most = idf * lengths.saturate(count, 0);
            }
            most[15] = idf * lengths.saturate(u32::from(u16::MAX), 0);
            Weighed { idf: *idf, most }
        };
        Self {
            words: idfs.iter().map(weigh).collect(),
            subjects,
            weights,
            columns: columns.clone(),
            lengths,
            call: 0..0,
            of_call: 0.0,
            subject: 0.0,
            heard: Vec::new(),
            at: 0,
            turns: Vec::new(),
            spoken: BitSet::default(),
            shares: Vec::new(),
        }
    }

    /// Works out what every passage of a call inherits from it; `None` where `is_too_low` tells
    /// that the most any of them can score, if its own words score at most `own` (as much as
    /// they can where that is not given), is not worth a look.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub(super) fn call_score(
        &mut self,
        window: &Window,
        call: &Range<usize>,
        own: Option<f32>,
        is_too_low: &dyn Fn(f32) -> bool,
    ) -> Option<CallScore> {
        let head = window.document(call.start);
        let about = self.subjects.iter().filter(|s| s.heads.binary_search(&head).is_ok());
        let subject: f32 = about.map(|s| s.kind.weight()).sum();
        let speakers = self.subjects.iter().filter(|s| s.kind == SubjectKind::Speaker);
        let speakers: f32 = speakers.map(|s| s.kind.weight()).sum();
        let (mut of_call, mut all, mut best) = (0.0, 0.0, 0.0);
        for (number, word) in self.words.iter().enumerate() {
            let (mut in_call, mut most) = (0, 0);
            for place in window.spoken(number).iter(call) {
                let count = window.count(number, place);
                in_call += count;
                all += word.most(count);
                most = most.max(count);
            }
            best += word.most(most);
            if in_call > 0 {
                let count = in_call as f32;
                of_call += word.idf * (word.idf / CALL_IDF) * count / (count + CALL_SATURATION);
            }
        }
        let of_call = self.weights.call * of_call;
        let turns = if self.weights.turn > 0.0 { f32::INFINITY } else { 0.0 };
        let most =
            |of_words: f32| (of_words + turns + of_call + subject + speakers) * (1.0 + ROUNDING);
        // Neighbours hand on at most what is left after one step, and nobody hands on to himself.
        let nearest = self.weights.neighbours * HANDED_ON;
        let itself = own.unwrap_or(best * (1.0 - nearest));
        if is_too_low(most(itself + nearest * all)) {
            return None;
        }
        let at_most = most(self.most_of_words(window, call, best, own));
        (!is_too_low(at_most)).then_some(CallScore { of_call, subject, at_most })
    }

    /// Returns the most that a passage of each call can score that has at least so many of the
    /// words, whose peaks the window knows; of other calls nothing at all.
    pub(super) fn most_by_call(
        &self,
        window: &mut Window,
        heads: &[DocId],
        least: usize,
    ) -> Vec<f32> {
        let all_needed = least >= self.words.len();
        let (mut most, mut of_word) = (Vec::new(), Vec::new());
        let mut words = vec![0_usize; if all_needed { 0 } else { heads.len() }];
        for (number, word) in self.words.iter().enumerate() {
            let of_call = self.weights.call * word.idf / CALL_IDF;
            let none = if all_needed { f32::NEG_INFINITY } else { 0.0 };
            let some = |peak: f32| word.idf * (peak + of_call) * (1.0 + ROUNDING);
            let weigh = |peak: f32| if peak > 0.0 { some(peak) } else { none };
            let of_rare = |count| word.most(count) / word.idf;
            window.weigh_calls(number, heads, &weigh, &of_rare, &mut of_word);
            // Where all are needed, nothing is what one leaves that is missing: none are counted.
            for (words, weight) in words.iter_mut().zip(&of_word) {
                *words += usize::from(*weight > 0.0);
            }
            if number == 0 {
                std::mem::swap(&mut most, &mut of_word);
                continue;
            }
            for (most, weight) in most.iter_mut().zip(&of_word) {
                *most += weight;
            }
        }
        for (most, words) in most.iter_mut().zip(words) {
            if words < least {
                *most = f32::NEG_INFINITY;
            }
        }
        for subject in &self.subjects {
            let weight = subject.kind.weight() * (1.0 + ROUNDING);
            if subject.kind == SubjectKind::Speaker {
                for most in &mut most {
                    *most += weight;
                }
                continue;
            }
            for head in &subject.heads {
                if let Ok(call) = heads.binary_search(head) {
                    most[call] += weight;
                }
            }
        }
        most
    }

    /// Returns the most that a passage can score for its words and those of its neighbours, from
    /// what each share of the call has of them. Of its own it has `own`; where that is not given,
    /// what its share has, but at most `best`.
    fn most_of_words(
        &mut self,
        window: &Window,
        call: &Range<usize>,
        best: f32,
        own: Option<f32>,
    ) -> f32 {
        self.shares.clear();
        self.shares.resize(call.len() / SHARE as usize + 1, (0.0, 0.0));
        for (number, word) in self.words.iter().enumerate() {
            for place in window.spoken(number).iter(call) {
                let (share, _) = &mut self.shares[(place - call.start) / SHARE as usize];
                *share += word.most(window.count(number, place));
            }
        }
        // What stands in the same or the next share is at least one step away, what stands in
        // another as many more steps as the shares between have.
        let (mut handed, mut last) = (0.0, 0.0);
        for (share, before) in &mut self.shares {
            handed = handed * left(SHARE) + last;
            last = *share;
            *before = handed;
        }
        let nearest = self.weights.neighbours * HANDED_ON;
        let (mut most, mut handed, mut last) = (0.0, 0.0, 0.0);
        for (share, before) in self.shares.iter().rev() {
            handed = handed * left(SHARE) + last;
            last = *share;
            let at_most = if *share < best { *share } else { best };
            let itself = own.unwrap_or(at_most * (1.0 - nearest));
            let here = itself + nearest * (share + before + handed);
            if here > most {
                most = here;
            }
        }
        most
    }

    /// Goes to a call of the window, whose score has been worked out.
    pub(super) fn enter(&mut self, window: &Window, call: &Range<usize>, score: CallScore) {
        self.call = window.document(call.start)..window.document(call.end);
        (self.of_call, self.subject) = (score.of_call, score.subject);
        self.hear(window, call);
        if self.weights.turn > 0.0 {
            self.score_turns(window, call);
        }
        self.hand_on();
    }

    /// Returns what the score of a passage of the call is made of. What its own words score is
    /// worked out here where it is not given; see [`Wanted`](super::wanted::Wanted). Passages
    /// must be asked for in rising order.
    pub(super) fn parts(&mut self, doc: DocId, words: Option<f32>) -> ScoreParts {
        while self.heard.get(self.at).is_some_and(|h| h.doc < doc) {
            self.at += 1;
        }
        let (own, handed, is_boilerplate) = match self.heard.get(self.at) {
            Some(heard) if heard.doc == doc => (heard.own, heard.handed, heard.is_boilerplate),
            next => {
                let last = self.at.checked_sub(1).map(|at| &self.heard[at]);
                let before = last.map_or(0.0, |h| (h.before + h.own) * left(doc - h.doc));
                let after = |h: &Heard| (h.handed - h.before + h.own) * left(h.doc - doc);
                (0.0, before + next.map_or(0.0, after), self.columns.is_boilerplate(doc))
            }
        };
        let mut parts = ScoreParts {
            words: words.unwrap_or(own),
            neighbours: self.weights.neighbours * handed,
            call: self.of_call,
            subject: self.subject,
            ..ScoreParts::default()
        };
        for speaker in self.subjects.iter().filter(|s| s.kind == SubjectKind::Speaker) {
            if speaker.heads.binary_search(&self.columns.turn_start(doc)).is_ok() {
                parts.subject += speaker.kind.weight();
            }
        }
        if self.weights.turn > 0.0 {
            let head = self.columns.turn_start(doc) - self.call.start;
            parts.turn = self.weights.turn * self.turns[head as usize];
        }
        if self.weights.boilerplate > 0.0 && is_boilerplate {
            let for_words = parts.words + parts.neighbours + parts.turn;
            parts.boilerplate = -self.weights.boilerplate * for_words;
        }
        parts
    }

    /// Hears who in the call has any of the words.
    fn hear(&mut self, window: &Window, call: &Range<usize>) {
        self.heard.clear();
        self.at = 0;
        let spoken = if let [_] = self.words.as_slice() {
            window.spoken(0)
        } else {
            self.spoken.clear(window.docs().len());
            (0..self.words.len()).for_each(|word| self.spoken.unite(window.spoken(word)));
            &self.spoken
        };
        for place in spoken.iter(call) {
            let doc = window.document(place);
            let (length, is_boilerplate) = self.columns.words_and_boilerplate(doc);
            let mut own = 0.0;
            for (number, word) in self.words.iter().enumerate() {
                let count = window.count(number, place);
                if count > 0 {
                    own += word.idf * self.lengths.saturate(count, length);
                }
            }
            self.heard.push(Heard { doc, own, handed: 0.0, before: 0.0, is_boilerplate });
        }
    }

    /// Scores the turns of the call that have any of the words.
    fn score_turns(&mut self, window: &Window, call: &Range<usize>) {
        self.turns.clear();
        self.turns.resize(call.len(), 0.0);
        let columns = &self.columns;
        for (number, word) in self.words.iter().enumerate() {
            let mut spoken = window.spoken(number).iter(call).peekable();
            while let Some(first) = spoken.peek() {
                let doc = window.document(*first);
                let (head, end) = (columns.turn_start(doc), columns.turn_end(doc));
                let mut count = 0;
                let is_inside = |place: &usize| window.document(*place) < end;
                while let Some(place) = spoken.next_if(is_inside) {
                    count += window.count(number, place);
                }
                let length = columns.word_start(end - 1) + columns.words(end - 1);
                let turn = (head - self.call.start) as usize;
                self.turns[turn] += word.idf * self.lengths.saturate(count, length);
            }
        }
    }

    /// Lets each passage hand its score on to the others.
    fn hand_on(&mut self) {
        let (mut handed, mut at) = (0.0, self.call.start);
        for heard in &mut self.heard {
            heard.before = handed * left(heard.doc - at);
            (handed, at) = (heard.before + heard.own, heard.doc);
        }
        (handed, at) = (0.0, self.call.end);
        for heard in self.heard.iter_mut().rev() {
            let after = handed * left(at - heard.doc);
            heard.handed = heard.before + after;
            (handed, at) = (after + heard.own, heard.doc);
        }
    }
}
