//! What a note says of a passage, as Markdown: the quotation and its footnote.

use crate::index::Manifest;
use crate::index::Reader;
use crate::note::claim::HASH_PREFIX;
use crate::note::words::quote_hash;
use crate::note::words::short_hash;
use crate::search::SearchError;
use crate::search::read_said;
use crate::search::said_at;
use crate::text::sentences;
use crate::transcript::Anchor;

/// Hexadecimal digits of an index's fingerprint.
const FINGERPRINT_DIGITS: usize = 16;

/// A passage, or a whole turn, that a note quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Its address.
    pub anchor: Anchor,
    /// Its citation.
    pub citation: String,
    /// The words.
    pub text: String,
}

/// Reads the passage at an address, or the turn where it names no passage.
///
/// # Errors
///
/// An index that cannot be read, or an address that leads to no words.
pub fn cited(reader: &Reader, anchor: &Anchor) -> Result<Cited, SearchError> {
    reader.guard(|| cited_in(reader, anchor))
}

fn cited_in(reader: &Reader, anchor: &Anchor) -> Result<Cited, SearchError> {
    if reader.find_call(anchor.call.as_str())?.is_none() {
        let call = Anchor { turn: None, passage: None, ..anchor.clone() };
        return Err(SearchError::NoSuchPlace(call));
    }
    let missing = || SearchError::NoSuchPlace(anchor.clone());
    let place = said_at(reader, anchor)?.filter(|_| anchor.turn.is_some()).ok_or_else(missing)?;
    let turn = read_said(reader, place)?;
    let text = match anchor.passage {
        Some(passage) => {
            let range = turn.passages.get(passage as usize).ok_or_else(missing)?;
            &turn.text[range.clone()]
        }
        None => &turn.text,
    };
    if text.is_empty() {
        return Err(missing());
    }
    Ok(Cited { anchor: anchor.clone(), citation: turn.citation(), text: text.to_owned() })
}

/// Returns the fingerprint of an index: the first digits of the SHA-256 of its calls' ids and
/// content hashes in order. Two indexes of the same calls share it, wherever they are.
pub fn fingerprint(manifest: &Manifest) -> String {
    let id = |call: &crate::index::CallEntry| call.id.clone().unwrap_or_default();
    let mut calls: Vec<String> =
        manifest.calls().map(|(_, call)| format!("{} {}\n", id(call), call.hash)).collect();
    calls.sort_unstable();
    short_hash(calls.concat().as_bytes(), FINGERPRINT_DIGITS)
}

/// Returns a quotation as lines of a block quote, a sentence a line, with the call of its
/// footnote at the end.
pub(super) fn quote_lines(text: &str, footnote: &str) -> Vec<String> {
    let mut out = Vec::new();
    for paragraph in text.split('\n').filter(|p| !p.trim().is_empty()) {
        if !out.is_empty() {
            out.push(">".to_owned());
        }
        let mut start = None;
        for sentence in sentences(paragraph) {
            let from = start.unwrap_or(sentence.start);
            // A line may end only where a blank stands, or words would be parted.
            let goes_on = paragraph[sentence.end..].starts_with(|c: char| !c.is_whitespace());
            start = goes_on.then_some(from);
            if !goes_on {
                out.push(format!("> {}", escaped_line(&paragraph[from..sentence.end])));
            }
        }
    }
    if let Some(last) = out.last_mut() {
        last.extend(["[^", footnote, "]"]);
    }
    out
}

/// Returns the footnote of a quotation: the citation, the address and the hash of the words.
pub(super) fn footnote_line(name: &str, cited: &Cited) -> String {
    let hash = quote_hash(&cited.text);
    let citation = escaped(&cited.citation);
    format!("[^{name}]: {citation}. {}", code(&format!("{} {HASH_PREFIX}{hash}", cited.anchor)))
}

/// Returns a text as code inside a line, between more accents in a row than it has.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let marks = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{marks}{blank}{text}{blank}{marks}")
}

/// Returns the name of the footnote for an address.
pub(super) fn footnote_name(anchor: &Anchor) -> String {
    let name = anchor.to_string();
    name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect()
}

/// Characters that mean something to Markdown wherever they stand, to Pandoc's or Obsidian's too.
const SPECIAL: &str = "\\`*_[]<>$~^|";

/// Returns a text that Markdown shows as it is: with backslashes before what would mean
/// something, without what steers a terminal.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let doubled = matches!(c, '=' | '%') && text[at + 1..].starts_with(c);
        let reference = c == '&' && is_reference(&text[at + 1..]);
        if SPECIAL.contains(c) || doubled || reference {
            out.push('\\');
        }
        if c.is_whitespace() {
            out.push(' ');
        } else if !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            out.push(c);
        }
    }
    out
}

/// Returns a line that Markdown shows as it is, even where its beginning would mean something.
fn escaped_line(line: &str) -> String {
    let out = escaped(line.trim());
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        return format!("{}\\{}", &out[..digits], &out[digits..]);
    }
    match out.chars().next() {
        Some('#' | '-' | '+' | '=' | ':') => format!("\\{out}"),
        Some('—') => out.replacen('—', "&mdash;", 1),
        Some('–') => out.replacen('–', "&ndash;", 1),
        _ => out,
    }
}

/// Tells whether a text goes on after `&` as a character reference does.
fn is_reference(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len());
    end > 0 && rest[end..].starts_with(';')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::note::Form;
    use crate::note::compare::squeeze;
    use crate::note::markdown::blocks;
    use crate::note::quotations::quotations;
    use crate::note::words::words;

    use super::*;

    #[test]
    fn quotations_are_lines_of_sentences() {
        assert_eq!(
            quote_lines("Are you?Greg asked. Yes.", "a"),
            ["> Are you?Greg asked.", "> Yes.[^a]"]
        );
        let text = "We grew 5*. It's R&D, *not* [ph] <b> &amp; x_y.\n\n1) That's $1 - fine.";
        assert_eq!(
            quote_lines(text, "kc-7-3").join("\n"),
            "\
> We grew 5\\*.\n> It's R&D, \\*not\\* \\[ph\\] \\<b\\> \\&amp; x\\_y.\n>\n> 1\\) That's \\$1 - fine.[^kc-7-3]"
        );
        assert_eq!(quote_lines("— yes", "a"), ["> &mdash; yes[^a]"]);
        let anchor: Anchor = "kc]x-2021q1:7.3".parse().unwrap();
        assert_eq!(footnote_name(&anchor), "kc-x-2021q1-7-3");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "([a-zA-Z*_\\[\\]<>&;#$.,!?=%~^|\\\\`—\"'-]{1,8}[ \n]){1,20}") {
            let lines = quote_lines(&text, "name").join("\n");
            prop_assert!(blocks(&lines).len() <= 1);
            let found = quotations(&lines, 4);
            let said = words(&squeeze(&text));
            prop_assume!(!said.is_empty());
            prop_assert_eq!(found.list[0].form, Form::Block);
            let read: Vec<String> = words(&squeeze(&found.list[0].text)).into_iter().map(|w| w.text).collect();
            let said: Vec<String> = said.into_iter().map(|w| w.text).collect();
            prop_assert_eq!(read, said);
            prop_assert_eq!(&found.list[0].around.calls, &["name".to_owned()]);
        }
    }
}
