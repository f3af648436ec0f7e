//! From a turn to its passages: the stretches that are ranked, shown and cited.
//!
//! A passage is a run of whole sentences of one turn. A turn of up to [`MAX_WORDS`] words is
//! one passage; a longer one is cut where the pieces come out most even, at the end of a
//! paragraph if there is a choice.

use std::ops::Range;

use crate::text;

/// The fewest words a passage should have, unless its turn has fewer.
pub const MIN_WORDS: usize = 60;

/// The most words a passage should have, unless one sentence has more.
pub const MAX_WORDS: usize = 150;

/// The length that passages of a long turn aim at, in words: long enough to be understood
/// alone, short enough to be read at a glance.
const AIM_WORDS: f64 = 105.0;

/// What a cut inside a paragraph costs against one at its end, in units of the cost below.
const BROKEN_PARAGRAPH: f64 = 0.35;

/// Returns the passages of a turn's text, in order: disjoint, trimmed, together all its
/// sentences. A text without sentences has none.
///
/// The cuts are the cheapest ones (dynamic programming over sentence ends), where a passage
/// costs the square of its distance from the length aimed at, and far more outside the bounds.
pub fn passages(turn_text: &str) -> Vec<Range<usize>> {
    let sentences = text::sentences(turn_text);
    let words: Vec<usize> = sentences.iter().map(|s| pieces(&turn_text[s.clone()])).collect();
    let (Some(first), Some(last)) = (sentences.first(), sentences.last()) else {
        return Vec::new();
    };
    if words.iter().sum::<usize>() <= MAX_WORDS {
        let whole = first.start..last.end;
        return vec![whole];
    }
    let ends_paragraph = |i: usize| {
        sentences.get(i + 1).is_none_or(|n| turn_text[sentences[i].end..n.start].contains('\n'))
    };
    let cuts = cheapest_cuts(&words, ends_paragraph);
    cuts.into_iter().map(|c| sentences[c.start].start..sentences[c.end - 1].end).collect()
}

/// How many bytes are looked at together when pieces are counted: pieces and the white space
/// before them take at least two bytes each.
const STRETCH: usize = 2 * u8::MAX as usize;

/// Returns how many pieces white space parts a text into.
fn pieces(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let is_white = |b: u8| u8::from(b == b' ') | u8::from(matches!(b, b'\t'..=b'\r'));
    let bytes = text.as_bytes();
    let Some((first, rest)) = bytes.split_first() else { return 0 };
    // A stretch has at most as many beginnings as a byte counts, so that the processor can count
    // in bytes, many at once.
    let stretches = bytes.chunks(STRETCH).zip(rest.chunks(STRETCH));
    let begun = stretches.map(|(before, here)| {
        let pairs = before.iter().zip(here);
        pairs.fold(0_u8, |n, (b, h)| n + (is_white(*b) & (is_white(*h) ^ 1)))
    });
    begun.map(usize::from).sum::<usize>() + usize::from(is_white(*first) ^ 1)
}

/// Returns the runs of sentences, given their lengths in words, that cost least together.
fn cheapest_cuts(words: &[usize], ends_paragraph: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    // best[i]: the cost of the first i sentences, and where the last passage among them begins.
    let mut best = vec![(0.0, 0)];
    for end in 1..=words.len() {
        let cut = if ends_paragraph(end - 1) { 0.0 } else { BROKEN_PARAGRAPH };
        let mut total = 0;
        let mut cheapest = (f64::INFINITY, end - 1);
        for start in (0..end).rev() {
            total += words[start];
            let alone = end - start == 1;
            if total > MAX_WORDS && !alone {
                break;
            }
            let cost = best[start].0 + cost(total) + cut;
            if cost < cheapest.0 {
                cheapest = (cost, start);
            }
        }
        best.push(cheapest);
    }
    let mut out = Vec::new();
    let mut end = words.len();
    while end > 0 {
        let start = best[end].1;
        out.push(start..end);
        end = start;
    }
    out.reverse();
    out
}

/// Returns what a passage of this many words costs.
#[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
fn cost(words: usize) -> f64 {
    let off = (words as f64 - AIM_WORDS) / (AIM_WORDS - MIN_WORDS as f64);
    let short = MIN_WORDS.saturating_sub(words) as f64 / 10.0;
    off * off + short * 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(text: &str) -> Vec<usize> {
        passages(text).into_iter().map(|p| text[p].split_whitespace().count()).collect()
    }

    #[test]
    fn a_short_turn_is_one_passage() {
        assert_eq!(counts("Thank you."), [2]);
        assert_eq!(counts(&"We grew a lot. ".repeat(37)), [148]);
        assert!(passages(" \n ").is_empty());
    }

    #[test]
    fn a_long_turn_is_cut_into_even_passages() {
        assert_eq!(counts(&"We grew a lot. ".repeat(50)), [100, 100]);
        assert!(counts(&"We grew a lot. ".repeat(999)).iter().all(|n| (60..=150).contains(n)));
    }

    #[test]
    fn cuts_fall_at_paragraph_ends_where_there_is_a_choice() {
        let text = format!("{}\n{}", "We grew a lot. ".repeat(22), "They fell much. ".repeat(40));
        assert_eq!(counts(&text)[0], 88);
    }

    #[test]
    fn a_long_sentence_is_a_passage_of_its_own() {
        let text = format!("{}. {}", "word ".repeat(200).trim(), "Yes we do. ".repeat(30));
        assert_eq!(counts(&text), [200, 90]);
    }

    #[test]
    fn many_pieces_are_counted() {
        for length in [254, 255, 256, 2000] {
            assert_eq!(pieces(&"a ".repeat(length)), length);
            assert_eq!(pieces(&" a".repeat(length)), length);
        }
    }

    proptest! {
        #[test]
        fn pieces_are_those_between_white_space(text in "[a-c \t\n\u{b}\u{1c}\u{a0}]{0,12}") {
            prop_assert_eq!(pieces(&text), text.split_whitespace().count());
        }

        #[test]
        fn passages_hold_all_words_in_order(text in "([A-Za-z]{1,6}[.?!]? |\n){0,400}") {
            let found = passages(&text);
            let words: Vec<&str> =
                found.iter().flat_map(|p| text[p.clone()].split_whitespace()).collect();
            prop_assert_eq!(words, text.split_whitespace().collect::<Vec<_>>());
            prop_assert!(found.windows(2).all(|p| p[0].end <= p[1].start));
        }
    }
}
