//! Wraps text to the width of a page, with stretches of it marked.

use std::ops::Range;

use crate::render::Paint;
use crate::render::Style;
use crate::render::text::escape;

/// The fewest columns text is wrapped to; narrower terminals wrap by themselves.
const MIN_COLUMNS: usize = 20;

/// A line of a text: its bytes from the first word on it to the end of the last.
pub(super) type Line = Range<usize>;

/// Breaks a text into lines; see [`lines`].
pub(super) fn wrap(text: &str, columns: usize, lead: usize) -> Vec<Line> {
    lines(text, columns, lead).collect()
}

/// Breaks a text into lines of so many columns; `lead` columns of the first are taken already.
///
/// A line end in the text is one on the page, other white space is one space. A word that is
/// longer than a line is broken, as are scripts without spaces. There is at least one line; it is
/// empty where one of the text is.
pub(super) fn lines(text: &str, columns: usize, lead: usize) -> Lines<'_> {
    let columns = columns.max(MIN_COLUMNS);
    let mut lines =
        Lines { text, columns, used: lead.min(columns), at: 0, end: 0, next: 0, is_done: false };
    lines.begin_paragraph();
    lines
}

/// Goes through the lines of a page.
pub(super) struct Lines<'t> {
    text: &'t str,
    columns: usize,
    /// The columns of the next line that are taken already.
    used: usize,
    /// Where the next line begins, at a word if there is one left of its paragraph.
    at: usize,
    /// Where the last word of the paragraph ends.
    end: usize,
    /// Where the next paragraph begins.
    next: usize,
    is_done: bool,
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        if self.is_done {
            return None;
        }
        let end = self.end_of_even().unwrap_or_else(|| self.end_by_words());
        Some(self.line_to(end))
    }
}

impl Lines<'_> {
    fn begin_paragraph(&mut self) {
        self.at = self.next;
        let rest = &self.text[self.at..];
        let paragraph = rest.split_inclusive('\n').next().unwrap_or_default();
        self.next += paragraph.len();
        self.end = self.at + paragraph.trim_end().len();
        self.pass_blanks();
    }

    /// Returns the line that ends here, and goes on to the next.
    fn line_to(&mut self, end: usize) -> Line {
        let line = self.at..end;
        self.used = 0;
        self.at = end;
        self.pass_blanks();
        if self.at == self.end {
            self.is_done = self.next == self.text.len();
            self.begin_paragraph();
        }
        line
    }

    /// Goes on to the next word of the paragraph, or to its end.
    fn pass_blanks(&mut self) {
        self.at = self.end - self.text[self.at..self.end].trim_start().len();
    }

    /// Returns where the next line ends, found without a look at its words, where each byte takes a
    /// column and each gap is a space; of other lines `None`.
    fn end_of_even(&self) -> Option<usize> {
        let rest = &self.text.as_bytes()[self.at..self.end];
        let room = self.columns - self.used;
        // What stands behind the line tells whether a word ends with it.
        let seen = &rest[..rest.len().min(room.saturating_add(1))];
        if !is_even(seen) {
            return None;
        }
        if rest.len() <= room {
            return Some(self.end);
        }
        let length = seen.iter().rposition(|b| *b == b' ')?;
        // The word that does not fit is broken if it is longer than a line.
        let is_short = room - length <= self.columns / 2;
        is_short.then_some(self.at + length)
    }

    /// Returns where the next line ends, found word by word.
    fn end_by_words(&self) -> usize {
        let mut end = self.at;
        let mut used = self.used;
        for word in words(&self.text[self.at..self.end], self.at) {
            let gap = usize::from(end > self.at);
            let Some(room) = self.columns.checked_sub(used + gap) else { break };
            let width = width(&self.text[word.clone()]);
            if width <= room {
                end = word.end;
                used += gap + width;
            } else if width > self.columns && room >= self.columns / 2 {
                return word.start + fitting(&self.text[word], room);
            } else {
                break;
            }
        }
        end
    }
}

/// Returns a line as it is shown; see [`push_shown`].
pub(super) fn show(
    text: &str,
    line: &Line,
    marks: &[Range<usize>],
    paint: Paint,
    style: Style,
) -> String {
    let mut out = String::new();
    push_shown(&mut out, text, line, marks, paint, style);
    out
}

/// Appends a line as it is shown: its words with one space between, those inside a mark painted
/// as matches. Marks are sorted and disjoint.
pub(super) fn push_shown(
    out: &mut String,
    text: &str,
    line: &Line,
    marks: &[Range<usize>],
    paint: Paint,
    style: Style,
) {
    let marks = &marks[marks.partition_point(|m| m.end <= line.start)..];
    if is_even(text[line.clone()].as_bytes()) {
        push_even(out, text, line, marks, paint, style);
    } else {
        push_words(out, text, line, marks, paint, style);
    }
}

/// Appends a line that is shown as it stands.
fn push_even(
    out: &mut String,
    text: &str,
    line: &Line,
    marks: &[Range<usize>],
    paint: Paint,
    style: Style,
) {
    let mut at = line.start;
    let mut marks = marks.iter().take_while(|m| m.start < line.end).peekable();
    while let Some(mark) = marks.next() {
        let mut end = mark.end;
        while let Some(next) = marks.next_if(|next| next.start <= end) {
            end = next.end;
        }
        let (start, end) = (mark.start.max(at), end.min(line.end));
        style.push(out, paint, &text[at..start]);
        style.push(out, Paint::Match, &text[start..end]);
        at = end;
    }
    style.push(out, paint, &text[at..line.end]);
}

/// Appends a line word by word.
fn push_words(
    out: &mut String,
    text: &str,
    line: &Line,
    marks: &[Range<usize>],
    paint: Paint,
    style: Style,
) {
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
                flush(out, &mut run, run_is_marked, paint, style);
                run_is_marked = marked;
            }
            let end = end.min(at.end);
            run.push_str(&shown[start - at.start..end - at.start]);
            start = end;
        }
    };
    let mut end = None;
    for word in words(&text[line.clone()], line.start) {
        if let Some(end) = end {
            add(end..end + 1, " ");
        }
        add(word.clone(), &text[word.clone()]);
        end = Some(word.end);
    }
    flush(out, &mut run, run_is_marked, paint, style);
}

fn flush(out: &mut String, run: &mut String, is_marked: bool, paint: Paint, style: Style) {
    let paint = if is_marked { Paint::Match } else { paint };
    style.push(out, paint, run);
    run.clear();
}

/// Tells whether a stretch of text that begins and ends with a word is shown as it stands: each
/// of its bytes takes a column, and there is one space between its words.
fn is_even(bytes: &[u8]) -> bool {
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let wide_gaps = pairs.fold(0, |any, (a, b)| any | u8::from(a | b == b' '));
    wide_gaps == 0 && escape::is_printable_ascii(bytes)
}

/// Returns the words of a stretch of text that begins at `start`.
fn words(stretch: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let begin = stretch.as_ptr() as usize;
    stretch.split_whitespace().map(move |word| {
        let at = start + (word.as_ptr() as usize - begin);
        at..at + word.len()
    })
}

/// Returns how many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    if escape::is_printable_ascii(text.as_bytes()) {
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
    use std::collections::BTreeSet;

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

    /// Texts of words of which some are even, some are wide, combining or unsafe, and some long.
    const TEXT: &str = "((([a-z,.']{1,12}|[ -~]{1,30}|(?s:.)|[é金\u{301}\u{200b}\x1b]{1,12}|[a-z]{30,90})\
                        ( |[ \n\t\u{a0}]{1,2})){0,9}|[a-z]{1,9}){0,6}";

    fn lines_by_words(text: &str, columns: usize, lead: usize) -> Vec<Line> {
        let mut lines = lines(text, columns, lead);
        let mut out = Vec::new();
        while !lines.is_done {
            let end = lines.end_by_words();
            out.push(lines.line_to(end));
        }
        out
    }

    /// Makes marks of drawn places: sorted and disjoint, some of them touching.
    fn marks_between(text: &str, places: &BTreeSet<usize>) -> Vec<Range<usize>> {
        let places: Vec<usize> =
            places.iter().copied().filter(|at| text.is_char_boundary(*at)).collect();
        let marks = places.windows(2).filter(|pair| pair[0] % 3 > 0);
        marks.map(|pair| pair[0]..pair[1]).collect()
    }

    proptest! {
        #[test]
        fn lines_end_where_their_words_end_them(
            text in TEXT,
            columns in 0..70_usize,
            lead in 0..70_usize,
        ) {
            prop_assert_eq!(wrap(&text, columns, lead), lines_by_words(&text, columns, lead));
        }

        #[test]
        fn even_lines_are_shown_as_their_words_are(
            text in TEXT,
            places in proptest::collection::btree_set(0..300_usize, 0..12),
        ) {
            let marks = marks_between(&text, &places);
            for color in [Color::On, Color::Off] {
                let style = Style { width: 80, color, medium: Medium::Pipe };
                for line in wrap(&text, 40, 0) {
                    let mut by_words = String::new();
                    push_words(&mut by_words, &text, &line, &marks, Paint::Dim, style);
                    prop_assert_eq!(show(&text, &line, &marks, Paint::Dim, style), by_words);
                }
            }
        }

        #[test]
        fn no_line_is_too_long_and_no_word_is_lost(
            text in r"([a-z金\u{301}\x1b]{1,50}[ \n\t]{1,2}){0,20}",
            columns in 20..60_usize,
        ) {
            let mut kept = String::new();
            for line in wrap(&text, columns, 0) {
                let words: Vec<_> = text[line].split_whitespace().collect();
                prop_assert!(width(&words.join(" ")) <= columns);
                kept.extend(words);
            }
            prop_assert_eq!(kept, text.split_whitespace().collect::<String>());
        }
    }
}
