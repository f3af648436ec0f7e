//! The words of a quotation and of a turn, as they are compared: folded, with where they stand.

use std::ops::Range;

use sha2::Digest;
use sha2::Sha256;

use crate::text::Tokens;

/// Hexadecimal digits of a quotation's hash: enough that no two quotations of a library share
/// one, short enough to stand in a footnote.
const HASH_DIGITS: usize = 12;

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The folded word.
    pub(super) text: String,
    /// The same without a currency or percent sign: a term that the index has in any case.
    pub(super) bare: String,
    /// The bytes of the text it stands for.
    pub(super) span: Range<usize>,
    /// Whether the case of its first letter is an editor's.
    pub(super) is_recased: bool,
}

impl Word {
    /// Tells whether two words are one but perhaps for their signs, which [`signs`] compares.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.bare == other.bare
    }
}

/// Returns the words of a text, in order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut tokens = Tokens::of_words(text);
    while tokens.advance() {
        let token = tokens.token();
        if token.is_primary {
            let (text, span) = (token.text.clone(), token.span.clone());
            out.push(Word { bare: text.clone(), text, span, is_recased: false });
        } else if let Some(last) = out.last_mut() {
            last.bare.clone_from(&token.text);
        }
    }
    out
}

/// Returns the words of a quotation that stand outside square brackets, in which an editor puts
/// words of his own: `[The company] grew`.
pub(super) fn outside_brackets(text: &str, words: &[Word]) -> Vec<Word> {
    let mut brackets = square_brackets(text).into_iter().peekable();
    let mut closed_at = 0;
    let mut is_outside = |word: &&Word| {
        while let Some(bracket) = brackets.next_if(|b| b.start < word.span.start) {
            closed_at = closed_at.max(bracket.end);
        }
        closed_at <= word.span.start
    };
    words.iter().filter(|word| is_outside(word)).cloned().collect()
}

/// Returns the bytes of a text from each square bracket to before the one that closes it, by where
/// they begin.
pub(super) fn square_brackets(text: &str) -> Vec<Range<usize>> {
    let mut open = Vec::new();
    let mut out = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => open.push(at),
            b']' => out.extend(open.pop().map(|start| start..at)),
            _ => {}
        }
    }
    out.sort_unstable_by_key(|b: &Range<usize>| b.start);
    out
}

/// Returns the hash by which the words of a quotation are known again: the first digits of the
/// SHA-256 of its folded words with a space between. Marks, case and spaces do not count.
pub fn quote_hash(text: &str) -> String {
    let words: Vec<String> = words(&on_one_line(text)).into_iter().map(|w| w.text).collect();
    short_hash(words.join(" ").as_bytes(), HASH_DIGITS)
}

/// Returns a text of the same length on one line: where the lines of a quotation end says
/// nothing, and must not cut a mark in two.
pub(super) fn on_one_line(text: &str) -> String {
    text.replace('\n', " ")
}

/// Returns the first hexadecimal digits of the SHA-256 of some bytes.
pub(super) fn short_hash(bytes: &[u8], digits: usize) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(bytes) {
        let pair = [byte >> 4, byte & 15].map(|n| char::from_digit(u32::from(n), 16));
        hex.extend(pair.into_iter().flatten());
    }
    hex.truncate(digits);
    hex
}

/// Returns the currency and percent signs of a word, whether they stand in it or, parted by
/// blanks, beside it.
pub(super) fn signs(text: &str, word: &Word) -> String {
    let inside = &text[word.span.clone()];
    let before = inside.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let mut out = inside[..before].trim_end_matches('.').to_lowercase();
    let left = text[..word.span.start].trim_end_matches(' ');
    if out.is_empty()
        && let Some(sign) = left.chars().next_back().filter(|c| is_currency(*c))
    {
        out.push(sign);
    }
    let right = text[word.span.end..].trim_start_matches(' ');
    if inside.ends_with('%') || right.starts_with('%') {
        out.push('%');
    }
    out
}

/// Tells whether a character is a sign of a currency.
pub(super) fn is_currency(c: char) -> bool {
    matches!(c, '$' | '¢' | '£' | '¥' | '\u{20a0}'..='\u{20cf}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_a_form_without_signs() {
        let found: Vec<String> = words("R&D is $1.2bn or 39% (RMB1.39) [ph]")
            .iter()
            .map(|w| format!("{}={}", w.text, w.bare))
            .collect();
        assert_eq!(found.join(" "), "r&d=r&d is=is $1.2bn=1.2bn or=or 39%=39 rmb1.39=1.39");
    }

    #[test]
    fn an_editor_puts_words_in_brackets() {
        let check = |text: &str, expected: &str| {
            let left = outside_brackets(text, &words(text));
            let left: Vec<&str> = left.iter().map(|w| w.text.as_str()).collect();
            assert_eq!(left.join(" "), expected, "{text}");
        };
        check("[The company] grew by [a lot], we [ph] think", "grew by we think");
        check("it [was [not] so] grew by 5%", "it grew by 5%");
        check("we grew", "we grew");
        check("[we [not] grew", "we grew");
        check("we] grew [", "we grew");
    }

    #[test]
    fn signs_are_found_in_a_word_and_beside_it() {
        let check = |text: &str, expected: &str| {
            let words = words(text);
            assert_eq!(signs(text, &words[0]), expected, "{text}");
        };
        check("$5", "$");
        check("$ 5", "$");
        check("39 %", "%");
        check("RMB1.39", "rmb");
        check("39", "");
    }

    #[test]
    fn the_hash_knows_words_not_marks() {
        assert_eq!(quote_hash("We grew, by  39%!"), quote_hash("we grew by 39%"));
        assert_ne!(quote_hash("We grew by 39%"), quote_hash("We grew by 38%"));
        assert_eq!(quote_hash("x").len(), HASH_DIGITS);
    }
}
