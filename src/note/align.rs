//! Lays a quotation beside the words that are most like it.

use std::ops::Range;

use crate::note::compare::Difference;
use crate::note::compare::DifferenceKind;
use crate::note::compare::Text;

/// The most words of a quotation that are laid beside others: the work grows with the square.
const MAX_WORDS: usize = 400;

/// How many words before and after the place of a quotation it may reach.
const SLACK: usize = 24;

/// A quotation beside words of a turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alignment {
    /// How many words are other, missing or too many.
    pub(super) distance: usize,
    /// The words of the turn.
    pub(super) said: Range<usize>,
    /// Where the words differ: those of the quotation, those of the turn.
    pub(super) apart: Vec<(Range<usize>, Range<usize>)>,
}

impl Alignment {
    /// Returns how much of the quotation agrees, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    pub(super) fn similarity(&self, quote: Text<'_>) -> f64 {
        let words = quote.words.len().clamp(1, MAX_WORDS);
        1.0 - (self.distance.min(words) as f64) / words as f64
    }

    /// Tells whether nothing differs but where blanks part words.
    pub(super) fn is_only_spaces(&self, quote: Text<'_>, turn: Text<'_>) -> bool {
        let joined = |text: Text<'_>, range: &Range<usize>| -> String {
            text.words[range.clone()].iter().map(|w| w.text.as_str()).collect()
        };
        quote.words.len() <= MAX_WORDS
            && self.apart.iter().all(|(q, t)| !q.is_empty() && joined(quote, q) == joined(turn, t))
    }

    /// Returns the differences, in order.
    pub(super) fn differences(&self, quote: Text<'_>, turn: Text<'_>) -> Vec<Difference> {
        let slice = |text: Text<'_>, range: &Range<usize>| match text.words.get(range.clone()) {
            Some([first, .., last]) => text.text[first.span.start..last.span.end].to_owned(),
            Some([only]) => text.text[only.span.clone()].to_owned(),
            _ => String::new(),
        };
        let kind = if self.is_only_spaces(quote, turn) {
            DifferenceKind::Space
        } else {
            DifferenceKind::Words
        };
        let of = |(q, t): &(Range<usize>, Range<usize>)| Difference {
            kind,
            quoted: slice(quote, q),
            said: slice(turn, t),
        };
        self.apart.iter().map(of).collect()
    }
}

/// Lays a quotation beside the words of a turn near a place so that the fewest words differ.
pub(super) fn align(quote: Text<'_>, turn: Text<'_>, near: usize) -> Alignment {
    let quoted = &quote.words[..quote.words.len().min(MAX_WORDS)];
    let from = near.saturating_sub(SLACK + quoted.len() / 2).min(turn.words.len());
    let to = near.saturating_add(quoted.len() * 3 / 2 + SLACK).min(turn.words.len());
    let said = &turn.words[from..to];
    let width = said.len() + 1;
    // costs[i * width + j]: the first i words of the quotation beside some that end before j.
    let mut costs = vec![0_u32; (quoted.len() + 1) * width];
    for i in 1..=quoted.len() {
        for j in 0..width {
            let without = costs[(i - 1) * width + j] + 1;
            let mut best = without;
            if j > 0 {
                let other = u32::from(quoted[i - 1].text != said[j - 1].text);
                best = best.min(costs[(i - 1) * width + j - 1] + other);
                best = best.min(costs[i * width + j - 1] + 1);
            }
            costs[i * width + j] = best;
        }
    }
    let last = &costs[quoted.len() * width..];
    let mut end = (0..width).min_by_key(|j| last[*j]).unwrap_or(0);
    // Another word at the end is rather another one than none.
    let before_last = |j: usize| costs[quoted.len().saturating_sub(1) * width + j] + 1;
    while end + 1 < width && last[end + 1] == last[end] && before_last(end) == last[end] {
        end += 1;
    }
    let mut apart: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let (mut i, mut j) = (quoted.len(), end);
    while i > 0 {
        let here = costs[i * width + j];
        let diagonal = (j > 0).then(|| costs[(i - 1) * width + j - 1]);
        let equal = j > 0 && quoted[i - 1].text == said[j - 1].text;
        if equal && diagonal == Some(here) {
            (i, j) = (i - 1, j - 1);
            continue;
        }
        let (q, t) = if diagonal.is_some_and(|d| d + 1 == here) {
            (i - 1, j - 1)
        } else if costs[(i - 1) * width + j] + 1 == here {
            (i - 1, j)
        } else {
            (i, j - 1)
        };
        match apart.last_mut() {
            Some((lq, lt)) if lq.start == i && lt.start == from + j => {
                (lq.start, lt.start) = (q, from + t);
            }
            _ => apart.push((q..i, from + t..from + j)),
        }
        (i, j) = (q, t);
    }
    apart.reverse();
    Alignment { distance: last[end] as usize, said: from + j..from + end, apart }
}

#[cfg(test)]
mod tests {
    use crate::note::words::words;

    use super::*;

    #[track_caller]
    fn check(quoted: &str, said: &str, near: usize, distance: usize, expected: &[&str]) {
        let (q, t) = (words(quoted), words(said));
        let (quote, turn) = (Text { text: quoted, words: &q }, Text { text: said, words: &t });
        let found = align(quote, turn, near);
        let shown: Vec<String> = found
            .differences(quote, turn)
            .iter()
            .map(|d| format!("{} {}|{}", d.kind.as_str(), d.quoted, d.said))
            .collect();
        assert_eq!(
            (found.distance, shown.iter().map(String::as_str).collect()),
            (distance, expected.to_vec())
        );
    }

    #[test]
    fn words_that_differ_are_told() {
        check("we grew fast", "So we grew fast.", 0, 0, &[]);
        check(
            "we grew very fast now",
            "So we grew fast then.",
            1,
            2,
            &["words very|", "words now|then"],
        );
        check("the back log grew", "Yes, the backlog grew.", 1, 2, &["space back log|backlog"]);
        check("nothing alike", "", 0, 2, &["words nothing alike|"]);
    }
}
