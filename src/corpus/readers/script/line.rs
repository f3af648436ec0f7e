//! Lines of a text, with where they stand and how they look.

use std::borrow::Cow;
use std::ops::Range;

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::corpus::readers) struct Line<'a> {
    /// The words, trimmed; in them no line ends.
    pub(in crate::corpus::readers) text: Cow<'a, str>,
    /// Where they stand in the source text.
    pub(in crate::corpus::readers) span: Range<usize>,
    /// What the mark-up says of them.
    pub(in crate::corpus::readers) mark: Mark,
}

impl Line<'_> {
    /// Returns where the words from a byte of the line on stand in the source text: all of the
    /// line, where that reads otherwise there.
    pub(in crate::corpus::readers) fn span_from(&self, at: usize) -> Range<usize> {
        let as_written = self.text.len() == self.span.len();
        self.span.start + if as_written { at } else { 0 }..self.span.end
    }

    /// Tells whether the line ends as sentences do.
    pub(in crate::corpus::readers) fn ends_sentence(&self) -> bool {
        let closing = ['"', '”', '’', '\'', ')', ']'];
        self.text.trim_end_matches(closing).ends_with(['.', '?', '!', '…'])
    }
}

/// What mark-up says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::corpus::readers) enum Mark {
    /// Nothing.
    #[default]
    Plain,
    /// All of it stands out: bold, or a heading.
    Strong,
    /// It is the label of one who asks.
    Question,
    /// It is the label of one who answers.
    Answer,
    /// It is the title below a label.
    Title,
}

/// Returns the lines of a text that are not blank.
pub(in crate::corpus::readers) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let piece = &text[at..line_end(text, at)];
        let words = piece.trim();
        if !words.is_empty() {
            let indent = piece.len() - piece.trim_start().len();
            let span = at + indent..at + indent + words.len();
            out.push(Line { text: spaced(words), span, mark: Mark::Plain });
        }
        at += piece.len();
    }
    out
}

/// Returns words as they read: spaces that do not break are spaces, and signs without a width,
/// which pages leave in names, are nothing.
fn spaced(words: &str) -> Cow<'_, str> {
    let is_odd = |c: char| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}') || is_hidden(c);
    // Text without such signs is told apart without decoding it.
    if words.is_ascii() || !words.contains(is_odd) {
        return Cow::Borrowed(words);
    }
    let seen = words.chars().filter(|&c| !is_hidden(c));
    Cow::Owned(seen.map(|c| if is_odd(c) { ' ' } else { c }).collect())
}

fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Returns the byte after the line that goes on at a byte: behind the sign that ends it, or the
/// end of the text.
fn line_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let ends = |i: &usize| match bytes[*i] {
        b'\n' | b'\r' | b'\x0c' => true,
        LAST_OF_SEPARATOR => *i >= 2 && bytes[*i - 2..*i] == [0xe2, 0x80],
        _ => false,
    };
    let mut from = at;
    while let Some(piece) = bytes[from..].first_chunk() {
        if may_end(piece)
            && let Some(i) = (from..from + PIECE).find(ends)
        {
            return i + 1;
        }
        from += PIECE;
    }
    (from..bytes.len()).find(ends).map_or(bytes.len(), |i| i + 1)
}

/// How many bytes are looked at together for the end of a line.
const PIECE: usize = 64;

/// The last byte of the line separator U+2028.
const LAST_OF_SEPARATOR: u8 = 0xa8;

/// Tells whether some byte may be the last of a sign that ends a line. Every byte is asked, so
/// that many are at once.
fn may_end(piece: &[u8; PIECE]) -> bool {
    let mut any = 0;
    for &byte in piece {
        for end in [b'\n', b'\r', b'\x0c', LAST_OF_SEPARATOR] {
            any |= u8::from(byte == end);
        }
    }
    any != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = lines(text).into_iter().map(|line| line.text).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn lines_end_at_every_sign_that_ends_one() {
        check("", &[]);
        check("One.\n\r\n Two.\x0cThree.\u{2028}Four.\r", &["One.", "Two.", "Three.", "Four."]);
        check("\u{200b}Ann\u{a0}Lee\u{feff}", &["Ann Lee"]);
    }

    #[test]
    fn long_lines_end_where_short_ones_do() {
        for len in 0..3 * PIECE {
            // The letter ends in the byte in which the line separator ends.
            let line = format!("\u{e8}{}", "x".repeat(len));
            for end in ["\n", "\r", "\x0c", "\u{2028}"] {
                check(&[&line, "yes"].join(end), &[&line, "yes"]);
            }
        }
    }
}
