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
        whole_turn(segment, doc, text, &words)?
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

/// Reads the words of the turn around a passage, and tells where in it the passage begins.
fn whole_turn(
    segment: &Segment,
    doc: DocId,
    text: &str,
    words: &[Arc<Words>],
) -> Result<(SpokenTurn, usize), SearchError> {
    let columns = &segment.columns;
    let mut passages = Vec::new();
    let mut at = 0;
    for near in columns.turn_start(doc)..columns.turn_end(doc) {
        if near == doc {
            at = passages.iter().map(|p: &String| p.len() + 1).sum();
            passages.push(text.to_owned());
        } else {
            passages.push(segment.text(near)?);
        }
    }
    Ok((SpokenTurn::of(&passages, words), at))
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
        for text in passages.iter().map(AsRef::as_ref) {
            let mut stream = Tokens::with_sentences(text);
            while stream.advance() {
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
}
