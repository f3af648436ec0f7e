//! Wraps text to the width of a page, with stretches of it marked.

use std::ops::Range;

use crate::render::Paint;
use crate::render::Style;
use crate::render::text::escape;

/// The fewest columns text is wrapped to; narrower terminals wrap by themselves.
const MIN_COLUMNS: usize = 20;

/// A line of a text: the words on it, as bytes of the text.
pub(super) type Line = Vec<Range<usize>>;

/// Breaks a text into lines of so many columns; `lead` columns of the first are taken already.
///
/// A line end in the text is one on the page, other white space is one space. A word that is
/// longer than a line is broken, as are scripts without spaces.
pub(super) fn wrap(text: &str, columns: usize, lead: usize) -> Vec<Line> {
    let columns = columns.max(MIN_COLUMNS);
    let mut lines = vec![Line::new()];
    let mut used = lead.min(columns);
    let mut start = 0;
    for paragraph in text.split_inclusive('\n') {
        if start > 0 {
            lines.push(Line::new());
            used = 0;
        }
        for word in words(paragraph, start) {
            let mut rest = word;
            while !rest.is_empty() {
                let gap = usize::from(lines.last().is_some_and(|l| !l.is_empty()));
                let room = columns.checked_sub(used + gap);
                let width = width(&text[rest.clone()]);
                let fits =
                    |room: &usize| width <= *room || (width > columns && *room >= columns / 2);
                if let Some(room) = room.filter(fits) {
                    let (end, taken) = if width <= room {
                        (rest.end, width)
                    } else {
                        let end = rest.start + fitting(&text[rest.clone()], room);
                        (end, self::width(&text[rest.start..end]))
                    };
                    used += gap + taken;
                    if let Some(line) = lines.last_mut() {
                        line.push(rest.start..end);
                    }
                    rest.start = end;
                } else {
                    lines.push(Line::new());
                    used = 0;
                }
            }
        }
        start += paragraph.len();
    }
    lines
}

/// Returns a line as it is shown: its words with one space between, those inside a mark painted
/// as matches. Marks are sorted and disjoint.
pub(super) fn show(
    text: &str,
    line: &[Range<usize>],
    marks: &[Range<usize>],
    paint: Paint,
    style: Style,
) -> String {
    let mut out = String::new();
    let mut run = String::new();
    let mut run_is_marked = false;
    let mut add = |at: Range<usize>, shown: &str| {
        let after = marks.partition_point(|m| m.end <= at.start);
        let mut start = at.start;
        let mut marks = marks[after..].iter();
        while start < at.end {
            let (marked, end) = match marks.as_slice().first() {
                Some(mark) if mark.start <= start => (true, mark.end),
                Some(mark) => (false, mark.start),
                None => (false, at.end),
            };
            if marked {
                marks.next();
            }
            if marked != run_is_marked {
                flush(&mut out, &mut run, run_is_marked, paint, style);
                run_is_marked = marked;
            }
            let end = end.min(at.end);
            run.push_str(&shown[start - at.start..end - at.start]);
            start = end;
        }
    };
    let mut end = None;
    for word in line {
        if let Some(end) = end.filter(|end| *end < word.start) {
            add(end..end + 1, " ");
        }
        add(word.clone(), &text[word.clone()]);
        end = Some(word.end);
    }
    flush(&mut out, &mut run, run_is_marked, paint, style);
    out
}

fn flush(out: &mut String, run: &mut String, is_marked: bool, paint: Paint, style: Style) {
    let paint = if is_marked { Paint::Match } else { paint };
    out.push_str(&style.paint(paint, run));
    run.clear();
}

/// Returns the words of a paragraph, as bytes of the whole text.
fn words(paragraph: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let begin = paragraph.as_ptr() as usize;
    // Most text is ASCII, whose white space is found without decoding.
    let is_plain = |b: u8| matches!(b, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    let plain = paragraph.bytes().all(is_plain);
    let (ascii, other) = if plain { (paragraph, "") } else { ("", paragraph) };
    let words = ascii.split_ascii_whitespace().chain(other.split_whitespace());
    words.map(move |word| {
        let at = start + (word.as_ptr() as usize - begin);
        at..at + word.len()
    })
}

/// Returns how many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return text.len();
    }
    text.chars().map(escape::width).sum()
}

/// Returns how many bytes of a word fit into so many columns; at least one character.
fn fitting(word: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, c) in word.char_indices() {
        used += escape::width(c);
        if used > columns && at > 0 {
            return at;
        }
    }
    word.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::render::Color;
    use crate::render::Medium;

    use super::*;

    fn page(text: &str, columns: usize, lead: usize, marks: &[Range<usize>]) -> Vec<String> {
        let style = Style { width: 80, color: Color::On, medium: Medium::Pipe };
        let lines = wrap(text, columns, lead);
        lines.iter().map(|line| show(text, line, marks, Paint::Plain, style)).collect()
    }

    #[track_caller]
    fn check(text: &str, lead: usize, expected: &[&str]) {
        assert_eq!(page(text, 20, lead, &[]), expected);
    }

    #[test]
    fn lines_break_between_words() {
        check(
            "our backlog of large  contracts\tgrew",
            0,
            &["our backlog of large", "contracts grew"],
        );
        check("our backlog of large", 8, &["our backlog", "of large"]);
        check("one\ntwo\n\nthree", 0, &["one", "two", "", "three"]);
        check("", 0, &[""]);
    }

    #[test]
    fn long_words_are_broken() {
        check(
            "see https://example.org/a/long/path",
            0,
            &["see https://example.", "org/a/long/path"],
        );
        check("金山云金山云金山云金山云", 0, &["金山云金山云金山云金", "山云"]);
    }

    #[test]
    fn marks_go_on_over_spaces_and_lines() {
        let text = "the cloud gaming backlog";
        let check = |columns, expected: &[&str]| {
            let marked = 4..16;
            assert_eq!(page(text, columns, 0, &[marked]), expected);
        };
        check(40, &["the \x1b[1;31mcloud gaming\x1b[0m backlog"]);
        let text = "the long and winding cloud gaming backlog";
        let start = text.find("cloud").unwrap();
        let mark = start..start + 12;
        let lines = page(text, 26, 0, &[mark]);
        assert_eq!(
            lines,
            ["the long and winding \x1b[1;31mcloud\x1b[0m", "\x1b[1;31mgaming\x1b[0m backlog"]
        );
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_word_is_lost(
            text in r"([a-z金\u{301}\x1b]{1,50}[ \n\t]{1,2}){0,20}",
            columns in 20..60_usize,
        ) {
            let lines = wrap(&text, columns, 0);
            let mut kept = String::new();
            for line in &lines {
                let words: Vec<_> = line.iter().map(|w| &text[w.clone()]).collect();
                prop_assert!(width(&words.join(" ")) <= columns);
                kept.extend(words);
            }
            prop_assert_eq!(kept, text.split_whitespace().collect::<String>());
        }
    }
}
