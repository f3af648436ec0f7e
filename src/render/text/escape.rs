//! Keeps what texts hold from steering the terminal they are shown on.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// Returns a text in which every character that could steer a terminal or turn the direction of
/// writing is written out: `\u{1b}`. Line ends are such characters too.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_harmless(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push(&mut out, c));
    Cow::Owned(out)
}

/// Appends a text as [`clean`] returns it.
pub(in crate::render) fn push_clean(out: &mut String, text: &str) {
    if is_harmless(text) {
        out.push_str(text);
    } else {
        text.chars().for_each(|c| push(out, c));
    }
}

fn is_harmless(text: &str) -> bool {
    is_printable_ascii(text.as_bytes()) || !text.chars().any(is_unsafe)
}

/// Tells whether a text is of printable ASCII alone: it is shown as it stands, and each of its
/// bytes takes a column.
///
/// All bytes are looked at, as the processor does that for many at once if it need not stop.
pub(super) fn is_printable_ascii(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |all, b| all & matches!(b, b' '..=b'~'))
}

/// Appends a character as it may be shown.
pub(super) fn push(out: &mut String, c: char) {
    if is_unsafe(c) {
        out.extend(c.escape_unicode());
    } else {
        out.push(c);
    }
}

/// Returns how many columns a character takes as it is shown.
pub(super) fn width(c: char) -> usize {
    if is_unsafe(c) { c.escape_unicode().len() } else { c.width().unwrap_or_default() }
}

/// Tells whether a character must not reach a terminal: controls (C0, C1, DEL), line and
/// paragraph separators, and whatever embeds, overrides or isolates a direction of writing.
pub(in crate::render) fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected);
        assert_eq!(text.chars().map(width).sum::<usize>(), expected.len(), "{expected}");
    }

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        check("plain", "plain");
        check("\x1b[31m", "\\u{1b}[31m");
        check("a\r\nb\0\x7f", "a\\u{d}\\u{a}b\\u{0}\\u{7f}");
        check("\u{9b}1m \u{202e}x\u{2066}\u{2028}", "\\u{9b}1m \\u{202e}x\\u{2066}\\u{2028}");
    }

    #[test]
    fn letters_of_every_script_stay() {
        for text in ["é ü 金山云 עברית", "👍🏽", "non\u{a0}break"] {
            assert_eq!(clean(text), text);
        }
        assert_eq!("金e".chars().map(width).sum::<usize>(), 3);
    }

    proptest! {
        #[test]
        fn whole_texts_are_shown_as_their_characters_are(text in "[ -~]{0,40}((?s:.)|[\\x7f~ ]){0,3}") {
            let mut shown = String::new();
            text.chars().for_each(|c| push(&mut shown, c));
            prop_assert_eq!(clean(&text), shown.as_str());
            let mut pushed = String::new();
            push_clean(&mut pushed, &text);
            prop_assert_eq!(pushed, shown);
            let columns = text.chars().map(width).sum::<usize>();
            prop_assert_eq!(crate::render::text::wrap::width(&text), columns);
        }
    }
}
