//! Proximity: words of the query that stand near each other count more.
//!
//! Each pair of plain words gains by the smallest gap between them in a passage, as one over the
//! square of the distance (after Tao and Zhai, *An Exploration of Proximity Measures in
//! Information Retrieval*, 2007, who found the smallest distance of pairs the most robust). A
//! pair in the order of the query and one inside a sentence are nearer than others.
//!
//! Positions cost more to read than counts, so only the best passages by everything else are
//! looked at; what they gain never puts one below a passage that was not looked at.
//!
//! What it is worth stands in the table of [`inherit`](super::inherit).

use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::schema::IndexRecordOption;

use crate::index::Reader;
use crate::index::Segment;
use crate::search::SearchError;
use crate::search::lookup::sentence_starts;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::topk::Candidate;
use crate::search::words::WordPostings;

/// How many of the best are looked at.
pub(super) const LOOKED_AT: usize = 100;

/// What a pair of neighbours in the order of the query gains, in units of the weight of the
/// commoner word.
const WEIGHT: f32 = 0.3;

/// How much farther words are that stand in the other order.
const OTHER_ORDER: u32 = 1;

/// The share that is left of what a pair gains that is parted by the end of a sentence.
const OTHER_SENTENCE: f32 = 0.5;

/// The most words that pairs are made of; a query of more is a text, whose words' order says
/// little.
const MAX_WORDS: usize = 24;

/// Adds to the scores what the words of each passage gain by their nearness, for a plan of more
/// than one plain word.
pub(super) fn add_proximity(
    reader: &Reader,
    plan: &Plan,
    candidates: &mut [Candidate],
) -> Result<(), SearchError> {
    let words = plain_words(plan);
    if words.len() < 2 {
        return Ok(());
    }
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_unstable_by_key(|at| (candidates[*at].segment, candidates[*at].doc));
    let sentences = sentence_starts(reader)?;
    let mut opened: Option<(usize, Positions)> = None;
    for at in order {
        let candidate = &mut candidates[at];
        let number = candidate.segment;
        if opened.as_ref().is_none_or(|(n, _)| *n != number) {
            let segment = &reader.segments()[number];
            opened = Some((number, Positions::open(reader, segment, &words, &sentences)?));
        }
        let Some((_, positions)) = &mut opened else { continue };
        candidate.proximity = positions.proximity(candidate.doc);
        candidate.score += candidate.proximity;
    }
    Ok(())
}

/// Returns the most that a passage can gain by the nearness of words.
pub(super) fn most_proximity(plan: &Plan) -> f32 {
    let words = plain_words(plan);
    let after = |number: usize| words[number + 1..].iter();
    let pairs = words.iter().enumerate().flat_map(|(n, a)| after(n).map(|b| a.idf.min(b.idf)));
    WEIGHT * pairs.sum::<f32>()
}

/// Returns the plain words of a plan, in the order written, each once.
fn plain_words(plan: &Plan) -> Vec<Arc<Words>> {
    let mut out: Vec<Arc<Words>> = Vec::new();
    plan.for_each_stretch(&mut |stretch| {
        if let Stretch::Words(words) = stretch
            && !out.iter().any(|w| w.terms == words.terms)
        {
            out.push(words.clone());
        }
    });
    if out.len() > MAX_WORDS {
        out.clear();
    }
    out
}

/// Where some words stand in the passages of a segment.
struct Positions {
    words: Vec<Placed>,
    sentences: Placed,
}

/// Where words that stand for one another do so.
struct Placed {
    /// The weight of one of them.
    idf: f32,
    postings: WordPostings,
    /// The places in the passage looked at.
    at: Vec<u32>,
}

impl Positions {
    fn open(
        reader: &Reader,
        segment: &Segment,
        words: &[Arc<Words>],
        sentences: &Words,
    ) -> Result<Self, SearchError> {
        let fields = reader.fields();
        let option = IndexRecordOption::WithFreqsAndPositions;
        let open = |words: &Words| -> Result<Placed, SearchError> {
            let postings = WordPostings::open(words, segment, fields, option)?;
            Ok(Placed { idf: words.idf, postings, at: Vec::new() })
        };
        let words = words.iter().map(|words| open(words)).collect::<Result<_, _>>()?;
        Ok(Self { words, sentences: open(sentences)? })
    }

    /// Returns what a passage gains. Passages must be asked for in rising order.
    fn proximity(&mut self, doc: DocId) -> f32 {
        self.words.iter_mut().for_each(|word| word.look_at(doc));
        if self.words.iter().filter(|word| !word.at.is_empty()).count() < 2 {
            return 0.0;
        }
        self.sentences.look_at(doc);
        let mut gained = 0.0;
        for (number, word) in self.words.iter().enumerate() {
            for other in &self.words[number + 1..] {
                gained +=
                    word.idf.min(other.idf) * nearness(&word.at, &other.at, &self.sentences.at);
            }
        }
        WEIGHT * gained
    }
}

impl Placed {
    /// Reads where the words stand in a passage.
    fn look_at(&mut self, doc: DocId) {
        self.at.clear();
        if self.postings.doc() < doc {
            self.postings.seek(doc);
        }
        if self.postings.doc() == doc {
            self.postings.append_positions(0, &mut self.at);
        }
    }
}

/// Returns how near two words come to each other, from 0 (they do not meet) to 1 (the second
/// follows the first).
#[expect(clippy::cast_precision_loss, reason = "distances are small")]
fn nearness(first: &[u32], second: &[u32], sentences: &[u32]) -> f32 {
    let sentence = |position: u32| sentences.partition_point(|start| *start <= position);
    let mut best: f32 = 0.0;
    for &a in first {
        // The nearest on each side is enough, but for the ends of sentences between.
        let after = second.partition_point(|b| *b <= a);
        let near = second[after.saturating_sub(1)..].iter().take(2).filter(|b| **b != a);
        for &b in near {
            let distance = if b > a { b - a } else { a - b + OTHER_ORDER } as f32;
            let at_most = 1.0 / (distance * distance);
            if at_most > best {
                let share = if sentence(a) == sentence(b) { 1.0 } else { OTHER_SENTENCE };
                best = best.max(share * at_most);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_nearer_in_order_and_inside_a_sentence() {
        let check = |first: &[u32], second: &[u32], sentences: &[u32], expected: f32| {
            let found = nearness(first, second, sentences);
            assert!((found - expected).abs() < 1e-6, "{first:?} {second:?}: {found}");
        };
        check(&[3], &[4], &[0], 1.0);
        check(&[4], &[3], &[0], 0.25);
        check(&[3], &[4], &[0, 4], 0.5);
        check(&[0, 9], &[5, 11], &[0], 0.25);
        check(&[3], &[], &[0], 0.0);
        check(&[3], &[3], &[0], 0.0);
    }
}
