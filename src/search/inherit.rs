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
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;

use crate::index::Columns;
use crate::search::Ranked;
use crate::search::ScoreParts;
use crate::search::bm25::Lengths;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::subject::SubjectKind;
use crate::search::words::WordPostings;

/// How much each part counts beside a passage's own score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weights {
    /// What neighbours hand on.
    neighbours: f32,
    /// The score of the turn.
    turn: f32,
    /// What the call has of the query's words.
    call: f32,
    /// The share of its score for words that boilerplate loses: it still comes before what has
    /// no better words, so that who looks for it finds it.
    boilerplate: f32,
}

impl Weights {
    /// For ranking passages and turns: the place in the call decides.
    const OF_PASSAGES: Self = Self { neighbours: 0.4, turn: 0.0, call: 0.2, boilerplate: 0.6 };

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

/// What is left of a handed-on score after each step: at ten passages, a third.
const HANDED_ON: f32 = 0.9;

/// How soon more occurrences in a call stop to count: one is nearly as good as many.
const CALL_SATURATION: f32 = 0.1;

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
    words: Vec<(f32, WordPostings)>,
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
    /// Room to add up scores in.
    own: Vec<f32>,
}

/// Tells whether the passages that match a plan score by all words they have of it, so that they
/// need not be scored a second time.
pub(super) fn is_sum_of_words(plan: &Plan) -> bool {
    let is_words = |plan: &Plan| matches!(plan, Plan::Stretch(Stretch::Words(_)));
    match plan {
        Plan::Or(operands) | Plan::Most { of: operands, .. } => operands.iter().all(is_words),
        Plan::And(operands) => operands.iter().all(|operand| {
            is_words(operand) || matches!(operand, Plan::Place { .. } | Plan::Calls(_))
        }),
        Plan::Without(wanted, _) => is_sum_of_words(wanted),
        _ => is_words(plan),
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
}

impl Inheritance {
    /// Takes words with their postings in the segment, and the calls that the query is about.
    pub(super) fn new(
        words: Vec<(Arc<Words>, WordPostings)>,
        subjects: Vec<SubjectHeads>,
        weights: Weights,
        columns: &Columns,
        lengths: Lengths,
    ) -> Self {
        Self {
            words: words.into_iter().map(|(w, postings)| (w.idf, postings)).collect(),
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
            own: Vec::new(),
        }
    }

    /// Returns what the score of a passage is made of. What its own words score is worked out
    /// here where it is not given; see [`is_sum_of_words`]. Passages must be asked for in rising
    /// order.
    pub(super) fn parts(&mut self, doc: DocId, words: Option<f32>) -> ScoreParts {
        if !self.call.contains(&doc) {
            self.enter(doc);
        }
        while self.heard.get(self.at).is_some_and(|h| h.doc < doc) {
            self.at += 1;
        }
        let (own, handed) = match self.heard.get(self.at) {
            Some(heard) if heard.doc == doc => (heard.own, heard.handed),
            next => {
                let last = self.at.checked_sub(1).map(|at| &self.heard[at]);
                let before = last.map_or(0.0, |h| (h.before + h.own) * left(doc - h.doc));
                let after = |h: &Heard| (h.handed - h.before + h.own) * left(h.doc - doc);
                (0.0, before + next.map_or(0.0, after))
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
        if self.weights.boilerplate > 0.0 && self.columns.is_boilerplate(doc) {
            let for_words = parts.words + parts.neighbours + parts.turn;
            parts.boilerplate = -self.weights.boilerplate * for_words;
        }
        parts
    }

    /// Works out what the documents of the call around a passage inherit.
    fn enter(&mut self, doc: DocId) {
        let start = self.columns.call_start(doc);
        self.call = start..self.columns.call_end(start);
        self.heard.clear();
        self.at = 0;
        self.turns.clear();
        if self.weights.turn > 0.0 {
            self.turns.resize(self.call.len(), 0.0);
        }
        let of_words = if self.words.len() == 1 { self.hear_one() } else { self.hear_all() };
        let about = self.subjects.iter().filter(|s| s.heads.binary_search(&start).is_ok());
        self.subject = about.map(|s| s.kind.weight()).sum();
        self.of_call = self.weights.call * of_words;
        self.hand_on();
    }

    /// Hears the only word; returns the score of the call.
    fn hear_one(&mut self) -> f32 {
        let (call, heard) = (self.call.clone(), &mut self.heard);
        let note = |doc, own| heard.push(Heard { doc, own, handed: 0.0, before: 0.0 });
        let Some(word) = self.words.first_mut() else { return 0.0 };
        hear(word, &call, &self.columns, self.lengths, &mut self.turns, note)
    }

    /// Hears several words; returns the score of the call.
    fn hear_all(&mut self) -> f32 {
        let call = self.call.clone();
        self.own.clear();
        self.own.resize(call.len(), 0.0);
        let mut of_call = 0.0;
        for word in &mut self.words {
            let note = |doc: DocId, own| self.own[(doc - call.start) as usize] += own;
            of_call += hear(word, &call, &self.columns, self.lengths, &mut self.turns, note);
        }
        let spoken = call.zip(&self.own).filter(|(_, own)| **own > 0.0);
        let heard = |(doc, own): (DocId, &f32)| Heard { doc, own: *own, handed: 0.0, before: 0.0 };
        self.heard.extend(spoken.map(heard));
        of_call
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

/// Goes through a word's passages in a call: notes the score of each, adds to those of the turns
/// where these are asked for, and returns the score of the call.
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn hear(
    (idf, postings): &mut (f32, WordPostings),
    call: &Range<DocId>,
    columns: &Columns,
    lengths: Lengths,
    turns: &mut [f32],
    mut note: impl FnMut(DocId, f32),
) -> f32 {
    let mut doc =
        if postings.doc() < call.start { postings.seek(call.start) } else { postings.doc() };
    let mut in_call = 0;
    while doc < call.end {
        let turn = if turns.is_empty() { None } else { Some(columns.turn_start(doc)) };
        let end = turn.map_or(call.end, |head| columns.turn_end(head));
        let mut in_turn = 0;
        while doc < end {
            let count = postings.frequency();
            note(doc, *idf * lengths.saturate(count, columns.words(doc)));
            in_turn += count;
            doc = postings.advance();
        }
        if let Some(head) = turn {
            let length = columns.word_start(end - 1) + columns.words(end - 1);
            turns[(head - call.start) as usize] += *idf * lengths.saturate(in_turn, length);
        }
        in_call += in_turn;
    }
    let count = in_call as f32;
    *idf * (*idf / CALL_IDF) * count / (count + CALL_SATURATION)
}

/// What is left of a handed-on score after so many steps, from none on.
const LEFT: [f32; 128] = {
    let mut left = [1.0; 128];
    let mut steps = 1;
    while steps < left.len() {
        left[steps] = left[steps - 1] * HANDED_ON;
        steps += 1;
    }
    left
};

/// Returns what is left of a handed-on score after so many steps; in the end nothing.
fn left(steps: u32) -> f32 {
    LEFT.get(steps as usize).copied().unwrap_or(0.0)
}
