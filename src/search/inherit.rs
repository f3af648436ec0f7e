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
//! - *Subject*: whether the call is one of the company or the period that the query names; see
//!   [`subject`](super::subject).
//! - *Boilerplate*: what is said on every call loses most of its score for words.
//!
//! What each part is worth, switched off in turn (nDCG@10 of turns for analysts' questions and for
//! questions about meetings, of calls for abstracts; MRR@10 of calls for news lines):
//!
//! | | questions | meetings | news lines | abstracts |
//! | --- | --- | --- | --- | --- |
//! | all parts | 0.684 | 0.387 | 0.532 | 0.371 |
//! | no neighbours | 0.598 | 0.335 | 0.532 | 0.371 |
//! | no turn | 0.668 | 0.387 | 0.540 | 0.365 |
//! | no call | 0.674 | 0.387 | 0.407 | 0.371 |
//! | no subject | 0.486 | 0.387 | 0.540 | 0.371 |
//! | boilerplate like the rest | 0.668 | 0.387 | 0.532 | 0.371 |

use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;

use crate::index::Columns;
use crate::search::Ranked;
use crate::search::ScoreParts;
use crate::search::bm25::Lengths;
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
    /// Returns what a call gains that is of this subject, in units of the score: more than words
    /// alone can make up for where a company or one quarter is named.
    fn weight(self) -> f32 {
        match self {
            Self::Company => 30.0,
            Self::Quarter => 24.0,
            Self::Span => 22.0,
            Self::QuarterOfAnyYear => 2.0,
        }
    }
}

/// Calls of a segment that are of a subject.
pub(super) struct SubjectCalls {
    /// What the subject is.
    pub(super) kind: SubjectKind,
    /// The documents of the calls, rising.
    pub(super) calls: Vec<DocId>,
}

/// Scores what the passages of one segment inherit, for some words.
pub(super) struct Inheritance {
    words: Vec<(f32, WordPostings)>,
    subjects: Vec<SubjectCalls>,
    weights: Weights,
    columns: Columns,
    lengths: Lengths,
    call: Range<DocId>,
    /// What each document of the call inherits from its neighbours, in sum.
    handed_on: Vec<f32>,
    scores: CallScores,
    /// What the call gains for what it is about.
    subject: f32,
}

/// The scores of one call's documents by themselves.
#[derive(Default)]
struct CallScores {
    /// Of each passage.
    own: Vec<f32>,
    /// Of each turn, at its head.
    turns: Vec<f32>,
    /// Of the call.
    call: f32,
}

impl Inheritance {
    /// Takes words with their postings in the segment, and the calls that the query is about.
    pub(super) fn new(
        words: Vec<(Arc<Words>, WordPostings)>,
        subjects: Vec<SubjectCalls>,
        weights: Weights,
        columns: &Columns,
        lengths: Lengths,
    ) -> Self {
        let words = words.into_iter().map(|(w, postings)| (w.idf, postings)).collect();
        let columns = columns.clone();
        Self {
            words,
            subjects,
            weights,
            columns,
            lengths,
            call: 0..0,
            handed_on: Vec::new(),
            scores: CallScores::default(),
            subject: 0.0,
        }
    }

    /// Returns the score of a passage whose own words score so much. Passages must be asked for
    /// in rising order.
    pub(super) fn score(&mut self, doc: DocId, words: f32) -> f32 {
        self.parts(doc, words).sum()
    }

    /// Returns what the score is made of. Passages must be asked for in rising order.
    pub(super) fn parts(&mut self, doc: DocId, words: f32) -> ScoreParts {
        if !self.call.contains(&doc) {
            self.call = self.columns.call_start(doc)..self.columns.call_end(doc);
            self.scores = self.score_call();
            self.hand_on();
        }
        let (columns, start) = (&self.columns, self.call.start);
        let turn = (columns.turn_start(doc) - start) as usize;
        let mut parts = ScoreParts {
            words,
            proximity: 0.0,
            neighbours: self.weights.neighbours * self.handed_on[(doc - start) as usize],
            turn: self.weights.turn * self.scores.turns[turn],
            call: self.weights.call * self.scores.call,
            subject: self.subject,
            boilerplate: 0.0,
        };
        if columns.is_boilerplate(doc) {
            let for_words = parts.words + parts.neighbours + parts.turn;
            parts.boilerplate = -self.weights.boilerplate * for_words;
        }
        parts
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn score_call(&mut self) -> CallScores {
        let Range { start, end } = self.call;
        let size = self.call.len();
        let mut scores = CallScores { own: vec![0.0; size], turns: vec![0.0; size], call: 0.0 };
        let (columns, lengths) = (&self.columns, self.lengths);
        for (idf, postings) in &mut self.words {
            let mut doc =
                if postings.doc() < start { postings.seek(start) } else { postings.doc() };
            let mut in_call = 0;
            while doc < end {
                let head = columns.turn_start(doc);
                let turn_end = columns.turn_end(head);
                let mut in_turn = 0;
                while doc < turn_end {
                    let count = postings.frequency();
                    let own = *idf * lengths.saturate(count, columns.words(doc));
                    scores.own[(doc - start) as usize] += own;
                    in_turn += count;
                    doc = postings.advance();
                }
                let length = columns.word_start(turn_end - 1) + columns.words(turn_end - 1);
                let turn = *idf * lengths.saturate(in_turn, length);
                scores.turns[(head - start) as usize] += turn;
                in_call += in_turn;
            }
            let count = in_call as f32;
            scores.call += *idf * (*idf / CALL_IDF) * count / (count + CALL_SATURATION);
        }
        scores
    }

    /// Works out what each document of the call inherits from its neighbours.
    fn hand_on(&mut self) {
        let head = self.call.start;
        let about = self.subjects.iter().filter(|s| s.calls.binary_search(&head).is_ok());
        self.subject = about.map(|s| s.kind.weight()).sum();
        let own = &self.scores.own;
        self.handed_on.clear();
        self.handed_on.resize(own.len(), 0.0);
        let mut carried = 0.0;
        for (handed_on, own) in self.handed_on.iter_mut().zip(own) {
            *handed_on += carried;
            carried = (carried + own) * HANDED_ON;
        }
        carried = 0.0;
        for (handed_on, own) in self.handed_on.iter_mut().zip(own).rev() {
            *handed_on += carried;
            carried = (carried + own) * HANDED_ON;
        }
    }
}
