//! Highlights: the words of a hit that made it match, found by the plan's own spans.

use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;

use crate::index::Segment;
use crate::search::SearchError;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::spans::Span;
use crate::search::spans::Turn;
use crate::search::spans::spans;
use crate::search::stretch::all_words;
use crate::text::FIGURE_MARK;
use crate::text::SENTENCE_TOKEN;
use crate::text::Token;
use crate::text::Tokens;

/// Returns the bytes of a passage that a plan matched: sorted, disjoint, joined only where they
/// overlap.
pub(super) fn highlights(
    plan: &Plan,
    segment: &Segment,
    doc: DocId,
    text: &str,
) -> Result<Vec<Range<usize>>, SearchError> {
    let mut stretches = Vec::new();
    plan.for_each_stretch(&mut |s| stretches.push(s));
    let alone = |s: &&Stretch| matches!(s, Stretch::Words(_));
    let words: Vec<Arc<Words>> = stretches.iter().flat_map(|s| all_words(s)).collect();
    let (turn, at) = if stretches.iter().all(alone) {
        (SpokenTurn::of(&[text], &words), 0)
    } else {
        let reach = stretches.iter().map(|s| reach(s)).max().unwrap_or(0);
        turn_around(segment, doc, text, &words, reach)?
    };
    let mut out = Vec::new();
    for stretch in stretches {
        for span in spans(stretch, &turn) {
            for part in span.parts {
                let start = part.start.clamp(at, at + text.len()) - at;
                let end = part.end.clamp(at, at + text.len()) - at;
                if start < end {
                    out.push(start..end);
                }
            }
        }
    }
    Ok(merge(out))
}

/// Reads the words of the turn around a passage as far as spans that touch it can reach, and tells
/// where the passage begins.
fn turn_around(
    segment: &Segment,
    doc: DocId,
    text: &str,
    words: &[Arc<Words>],
    reach: u32,
) -> Result<(SpokenTurn, usize), SearchError> {
    let columns = &segment.columns;
    let (start, end) = (columns.word_start(doc), columns.word_start(doc) + columns.words(doc));
    let mut near = doc..doc + 1;
    let turn = columns.turn_start(doc)..columns.turn_end(doc);
    while near.start > turn.start && start - columns.word_start(near.start) < reach {
        near.start -= 1;
    }
    while near.end < turn.end && columns.word_start(near.end) - end < reach {
        near.end += 1;
    }
    let mut passages = Vec::new();
    let mut at = 0;
    for near in near {
        if near == doc {
            at = passages.iter().map(|p: &String| p.len() + 1).sum();
            passages.push(text.to_owned());
        } else {
            passages.push(segment.text(near)?);
        }
    }
    Ok((SpokenTurn::of(&passages, words), at))
}

/// Returns from how many words away a word can matter to what a stretch matches: at most the
/// length of a match and of what it must not be near; the whole turn where its ends matter.
fn reach(stretch: &Stretch) -> u32 {
    let most = |operands: &[Stretch]| operands.iter().map(reach).max().unwrap_or(0);
    let sum = |operands: &[Stretch]| operands.iter().map(reach).fold(0, u32::saturating_add);
    match stretch {
        Stretch::Words(words) => words.len,
        Stretch::Any => 1,
        Stretch::Sequence(operands) => sum(operands),
        Stretch::Or(operands) => most(operands),
        Stretch::Near { operands, distance, .. } => {
            let between = u32::try_from(operands.len()).unwrap_or(u32::MAX);
            sum(operands).saturating_add(distance.saturating_mul(between))
        }
        Stretch::NotNear { wanted, unwanted, distance, .. } => {
            reach(wanted).saturating_add(*distance).saturating_add(reach(unwanted))
        }
        Stretch::Edge { .. } => u32::MAX,
        // Sentences do not go beyond their passage, but what one must hold may.
        Stretch::Sentence(sentence) => {
            let operands = sentence.wanted.iter().chain(&sentence.unwanted);
            operands.map(|o| reach(&o.stretch)).max().unwrap_or(0)
        }
    }
}

/// Sorts ranges and joins those that overlap.
fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// A turn, by those words of its text that a query looks for.
pub(super) struct SpokenTurn {
    tokens: Vec<Token>,
    len: u32,
}

impl SpokenTurn {
    /// Reads of a turn's passages the words looked for, each passage by itself as the index
    /// does; the bytes of the tokens count on from one to the next, with a line end between.
    pub(super) fn of(passages: &[impl AsRef<str>], words: &[Arc<Words>]) -> Self {
        let mut turn = Self { tokens: Vec::new(), len: 0 };
        let mut at = 0;
        let shapes = Shapes::of(words);
        let of_sentences = words.iter().any(|w| w.contains(SENTENCE_TOKEN));
        let is_mark = |term: &String| term.starts_with(FIGURE_MARK);
        let of_meanings = words.iter().any(|w| w.terms.iter().any(is_mark));
        for text in passages.iter().map(AsRef::as_ref) {
            let mut stream = match (of_sentences, of_meanings) {
                (true, _) => Tokens::with_sentences(text),
                (false, true) => Tokens::new(text),
                (false, false) => Tokens::of_words(text),
            };
            while stream.advance_to(|word| shapes.may_be_of(word)) {
                if !words.iter().any(|w| w.contains(&stream.token().text)) {
                    continue;
                }
                let mut token = stream.token().clone();
                token.position += turn.len;
                token.span = token.span.start + at..token.span.end + at;
                turn.tokens.push(token);
            }
            turn.len += stream.words();
            at += text.len() + 1;
        }
        turn
    }
}

/// What the words that a query looks for begin with and how long they are, which tells most other
/// words from them at a glance.
struct Shapes {
    /// A bit for each letter that one begins with.
    first_letters: u32,
    /// A bit for each length in bytes, the last for all longer ones too.
    lengths: u64,
}

impl Shapes {
    fn of(words: &[Arc<Words>]) -> Self {
        let mut shapes = Self { first_letters: 0, lengths: 0 };
        for term in words.iter().flat_map(|w| &w.terms) {
            let (letter, length) = Self::bits(term);
            shapes.first_letters |= letter;
            shapes.lengths |= length;
        }
        shapes
    }

    /// Tells whether a word of ASCII letters may be one of them when it is folded.
    fn may_be_of(&self, word: &str) -> bool {
        let (letter, length) = Self::bits(word);
        self.first_letters & letter != 0 && self.lengths & length != 0
    }

    /// Returns the bits for the first letter of a word, small or capital, and for its length.
    fn bits(word: &str) -> (u32, u64) {
        let letter = word.bytes().next().unwrap_or_default() % 32;
        let length = word.len().min(63);
        (1 << letter, 1 << length)
    }
}

impl Turn for SpokenTurn {
    fn matches(&self, words: &Arc<Words>) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        for token in self.tokens.iter().filter(|t| words.contains(&t.text)) {
            let begin = token.position;
            // The fullest token of a position comes first and is the one shown.
            if out.last().is_none_or(|last| last.begin != begin) {
                let parts = vec![token.span.clone()];
                out.push(Span { begin, end: begin + words.len, parts });
            }
        }
        out
    }

    fn len(&self) -> u32 {
        self.len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_ranges_are_one_touching_ones_are_not() {
        assert_eq!(merge(vec![5..9, 0..3, 2..4, 9..10]), [0..4, 5..9, 9..10]);
    }

    #[test]
    fn no_word_looked_for_has_another_shape() {
        let long = "x".repeat(100);
        let shapes = Shapes::of(&[Words::of(&["#money", "backlog", "été", &long])]);
        for (word, expected) in [
            ("backlog", true),
            ("BackLog", true),
            ("backlogs", false),
            ("growing", false),
            ("Banking", true),
            (long.as_str(), true),
            (long.to_uppercase().as_str(), true),
        ] {
            assert_eq!(shapes.may_be_of(word), expected, "{word}");
        }
    }
}
