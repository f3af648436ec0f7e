//! The words around a quotation as a reader sees them: with their capitals, and with the marks
//! between them.

use std::ops::Range;

use crate::text::fold;

/// Words, with blanks between them.
pub(super) struct WordList(pub(super) &'static str);

impl WordList {
    /// Tells whether a word is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.split(' ').any(|w| w == word)
    }
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heard {
    /// The folded word, as names are compared.
    pub(super) text: String,
    /// Its bytes.
    span: Range<usize>,
    /// Whether it has a capital.
    pub(super) is_capital: bool,
    /// Whether it ends as what owns something does: `Lee's`.
    pub(super) is_owner: bool,
}

/// A text with its words.
#[derive(Debug)]
pub(super) struct Phrase<'t> {
    text: &'t str,
    /// The words.
    pub(super) words: Vec<Heard>,
}

impl<'t> Phrase<'t> {
    /// Reads the words of a text.
    pub(super) fn of(text: &'t str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
            let is_part = c.is_alphanumeric() || (start.is_some() && matches!(c, '\'' | '’' | '.'));
            match (is_part, start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    words.extend(heard(text, from..at));
                    start = None;
                }
                _ => {}
            }
        }
        Self { text, words }
    }

    /// Returns how many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Returns the n-th word, folded; empty behind the last.
    pub(super) fn word(&self, n: usize) -> &str {
        self.words.get(n).map_or("", |w| &w.text)
    }

    /// Returns what stands before the n-th word, or behind the last.
    pub(super) fn mark(&self, n: usize) -> &'t str {
        let start = n.checked_sub(1).map_or(0, |n| self.words[n].span.end);
        let end = self.words.get(n).map_or(self.text.len(), |w| w.span.start);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Tells whether no mark parts the n-th word from the one before it.
    pub(super) fn is_joined(&self, n: usize) -> bool {
        let is_light = |c: char| c.is_whitespace() || ".-/&'’".contains(c);
        n > 0
            && n < self.len()
            && self.mark(n).chars().all(is_light)
            && !self.mark(n).contains(" - ")
    }

    /// Returns words as they are written.
    pub(super) fn written(&self, range: &Range<usize>) -> &'t str {
        let (Some(first), Some(last)) =
            (self.words.get(range.start), self.words.get(range.end.wrapping_sub(1)))
        else {
            return "";
        };
        let end = last.span.start + unowned(&self.text[last.span.clone()]).0.len();
        self.text.get(first.span.start..end).unwrap_or_default()
    }

    /// Returns words, folded, with a space between.
    pub(super) fn folded(&self, range: &Range<usize>) -> String {
        let words = self.words.get(range.clone()).unwrap_or_default();
        words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Reads a word at a place of a text.
fn heard(text: &str, span: Range<usize>) -> Option<Heard> {
    let written = text[span.clone()].trim_end_matches('.');
    let span = span.start..span.start + written.len();
    let (bare, is_owner) = unowned(written);
    let folded = fold(bare).replace(['\'', '.'], "");
    let is_capital = written.contains(char::is_uppercase);
    (!folded.is_empty()).then_some(Heard { text: folded, span, is_capital, is_owner })
}

/// Returns a word without the ending of what owns something, and whether it has it.
fn unowned(word: &str) -> (&str, bool) {
    let owner = ["'s", "’s"].iter().find_map(|end| word.strip_suffix(end));
    let plural = || {
        let bare = word.trim_end_matches(['\'', '’']);
        (bare, bare.len() < word.len() && bare.ends_with('s'))
    };
    owner.map_or_else(plural, |bare| (bare, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_capitals_and_marks() {
        let phrase = Phrase::of("Mr. O’Neil's J.P. Morgan (the analysts’ choice), said");
        let shown: Vec<String> = phrase
            .words
            .iter()
            .map(|w| {
                format!(
                    "{}{}{}",
                    w.text,
                    if w.is_capital { "^" } else { "" },
                    if w.is_owner { "'" } else { "" }
                )
            })
            .collect();
        assert_eq!(shown.join(" "), "mr^ oneil^' jp^ morgan^ the analysts' choice said");
        assert_eq!(phrase.written(&(1..2)), "O’Neil");
        assert_eq!(phrase.mark(4), " (");
        assert!(phrase.is_joined(1) && !phrase.is_joined(4) && !phrase.is_joined(7));
    }
}
