//! Lines: the source cut into lines, with what marks the end of a turn, and broken lines joined.

use std::ops::Range;

/// How the text marks where a turn ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A turn's last line ends in `..`.
    Dots,
    /// An empty line parts turns.
    Blank,
    /// Lines, but nothing marks the end of a turn.
    Lines,
    /// Hardly any lines: the call stands in one or a few long ones.
    Running,
}

/// A line with words, or several that a break inside a sentence has torn apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The bytes of the line, without white space around it and without the second dot of a mark.
    pub(crate) span: Range<usize>,
    /// The bytes of the line's parts, where it was torn apart; a single one otherwise.
    pub(crate) parts: Vec<Range<usize>>,
    /// Whether the text marks the end of a turn after this line.
    pub(crate) marked: bool,
}

/// The lines of a text and its style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lines {
    /// How turns are marked.
    pub(crate) style: Style,
    /// The lines, in order.
    pub(crate) lines: Vec<Line>,
}

/// A raw line: its trimmed bytes, whether it ends in two dots, whether an empty line follows.
struct Raw {
    span: Range<usize>,
    dotted: bool,
    blank_after: bool,
}

/// The share of lines that must end in two dots, at least, for the dots to be marks.
const DOTTED: usize = 40;
/// A line this long is a call, or a good part of one, without line breaks.
const RUNNING: usize = 2_000;

/// Cuts a text into lines.
pub(crate) fn lines(text: &str) -> Lines {
    let raw = raw_lines(text);
    let style = style(&raw);
    let mut lines: Vec<Line> = Vec::with_capacity(raw.len());
    for line in raw {
        let marked = match style {
            Style::Dots => line.dotted,
            Style::Blank => line.blank_after,
            Style::Lines | Style::Running => false,
        };
        let span = if line.dotted { undoubled(text, line.span) } else { line.span };
        if let Some(last) = lines.last_mut()
            && !last.marked
            && is_torn(&text[last.span.clone()], &text[span.clone()])
        {
            last.span.end = span.end;
            last.parts.push(span);
            last.marked = marked;
            continue;
        }
        lines.push(Line { span: span.clone(), parts: vec![span], marked });
    }
    Lines { style, lines }
}

fn raw_lines(text: &str) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if trimmed.chars().any(char::is_alphanumeric) {
            let dots = trimmed.len() - trimmed.trim_end_matches('.').len();
            let span = start..start + trimmed.len();
            out.push(Raw { span, dotted: dots == 2, blank_after: false });
        } else if let Some(last) = out.last_mut() {
            last.blank_after |= trimmed.is_empty();
            last.dotted |= trimmed == "..";
        }
    }
    out
}

fn style(raw: &[Raw]) -> Style {
    let dotted = raw.iter().filter(|l| l.dotted).count();
    let blank = raw.iter().rev().skip(1).filter(|l| l.blank_after).count();
    let longest = raw.iter().map(|l| l.span.len()).max().unwrap_or(0);
    if dotted > 1 && dotted * DOTTED >= raw.len() {
        Style::Dots
    } else if blank > 0 && blank + 1 < raw.len() {
        Style::Blank
    } else if longest >= RUNNING {
        Style::Running
    } else {
        Style::Lines
    }
}

/// Returns the line without the dots that only mark the turn's end: one stays where they end a
/// sentence, none after `?` and `!`.
fn undoubled(text: &str, span: Range<usize>) -> Range<usize> {
    let bare = text[span.clone()].trim_end_matches('.');
    let keep = usize::from(!bare.ends_with(['?', '!']));
    span.start..(span.start + bare.len() + keep).min(span.end)
}

/// Short forms at which files of this kind break a line inside a sentence.
const TEARING: [&str; 16] = [
    "Mr.", "Mrs.", "Ms.", "Miss.", "Dr.", "Prof.", "Messrs.", "St.", "vs.", "i.e.", "e.g.", "No.",
    "approx.", "Sen.", "Gen.", "Rep.",
];

/// Tells whether a line break stands inside a sentence.
fn is_torn(before: &str, after: &str) -> bool {
    let last = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    let last = last.trim_start_matches(['(', '[', ',', '"']);
    TEARING.iter().any(|t| t.eq_ignore_ascii_case(last))
        || after.starts_with(char::is_lowercase)
            && (before.ends_with(char::is_alphanumeric) || before.ends_with(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, style: Style, expected: &[(&str, bool)]) {
        let found = lines(text);
        assert_eq!(found.style, style, "{text}");
        let shown: Vec<(&str, bool)> =
            found.lines.iter().map(|l| (&text[l.span.clone()], l.marked)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn marks_are_read_and_taken_off() {
        check(
            "Hello all.\nPlease go ahead..\nIs it?..\nYes...\n",
            Style::Dots,
            &[
                ("Hello all.", false),
                ("Please go ahead.", true),
                ("Is it?", true),
                ("Yes...", false),
            ],
        );
        check(
            "One.\nTwo.\n\nThree.\n",
            Style::Blank,
            &[("One.", false), ("Two.", true), ("Three.", false)],
        );
        check("One.\r\nTwo.\r\n", Style::Lines, &[("One.", false), ("Two.", false)]);
        check("", Style::Lines, &[]);
    }

    #[test]
    fn lines_torn_inside_a_sentence_are_joined() {
        check(
            "We have Mr.\nWang and Ms.\nDoe here.\nNext.",
            Style::Lines,
            &[("We have Mr.\nWang and Ms.\nDoe here.", false), ("Next.", false)],
        );
    }
}
