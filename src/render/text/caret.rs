//! Points into a query.

use std::ops::Range;

use crate::render::Paint;
use crate::render::Style;
use crate::render::text::escape;
use crate::render::text::wrap::width;

/// How many columns of a long query are shown before what is pointed at.
const COLUMNS_BEFORE: usize = 24;

/// Returns the line of a query that holds a stretch, with carets under the stretch; the number of
/// its first line is that in the file it stands in, or 1.
///
/// ```text
///   |
/// 1 | rol:analyst "gross margin"
///   | ^^^
/// ```
pub fn place(query: &str, first_line: usize, span: Range<usize>, style: Style) -> String {
    let start = floor(query, span.start);
    let end = floor(query, span.end).max(start);
    let line_start = query[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = query[start..].find('\n').map_or(query.len(), |at| start + at);
    let number = (query[..start].matches('\n').count() + first_line).to_string();
    let margin = " ".repeat(number.len());
    let room = style.width.saturating_sub(margin.len() + 4).max(COLUMNS_BEFORE * 2);

    let (before, skipped) = tail(&query[line_start..start], COLUMNS_BEFORE);
    let before = format!("{skipped}{before}");
    // One column is left for what stands for the rest.
    let left = room.saturating_sub(width(&before) + 1).max(1);
    let (rest, cut) = head(&query[start..line_end], left);
    let shown = format!("{before}{rest}{cut}");
    let pointed = rest.get(..end.min(line_end) - start).unwrap_or(rest);
    let carets = "^".repeat(width(pointed).max(1));
    let bar = |text: &str| style.paint(Paint::Note, text);
    format!(
        "{}\n{} {}\n{} {}{}\n",
        bar(&format!("{margin} |")),
        bar(&format!("{number} |")),
        style.paint(Paint::Plain, &shown),
        bar(&format!("{margin} |")),
        " ".repeat(width(&before)),
        style.paint(Paint::Error, &carets),
    )
}

/// Returns the nearest place at or before one that is between two characters.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or_default()
}

/// Returns the end of a text that fits into so many columns, with what stands for the rest.
fn tail(text: &str, columns: usize) -> (&str, &'static str) {
    if width(text) <= columns {
        return (text, "");
    }
    let mut used = 0;
    let fits = |(_, c): &(usize, char)| {
        used += escape::width(*c);
        used <= columns
    };
    let start = text.char_indices().rev().take_while(fits).last();
    (&text[start.map_or(text.len(), |(at, _)| at)..], "…")
}

/// Returns the beginning of a text that fits into so many columns, with what stands for the rest.
fn head(text: &str, columns: usize) -> (&str, &'static str) {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += escape::width(c);
        if used > columns {
            return (&text[..at], "…");
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use crate::render::Color;
    use crate::render::Medium;

    use super::*;

    #[track_caller]
    fn check(query: &str, span: Range<usize>, expected: &str) {
        let style = Style { width: 60, color: Color::Off, medium: Medium::Pipe };
        assert_eq!(place(query, 1, span, style), expected);
    }

    #[test]
    fn carets_stand_under_what_is_wrong() {
        check("rol:analyst", 0..3, "  |\n1 | rol:analyst\n  | ^^^\n");
        check("金山 (", 7..8, "  |\n1 | 金山 (\n  |      ^\n");
        check("a AND", 5..5, "  |\n1 | a AND\n  |      ^\n");
        check("a\nb OR\nc", 4..6, "  |\n2 | b OR\n  |   ^^\n");
        check("\x1b(", 1..2, "  |\n1 | \\u{1b}(\n  |       ^\n");
    }

    #[test]
    fn of_a_long_query_the_part_is_shown() {
        let query = format!("{}(x{}", "word ".repeat(20), " more".repeat(20));
        let carets = format!("{:>27}", '^');
        let shown = "…ord word word word word (x more more more more more m…";
        check(&query, 100..101, &format!("  |\n1 | {shown}\n  |{}\n", &carets));
    }

    #[test]
    fn no_span_is_too_wrong() {
        for (start, end) in [(3, 99), (1, 2), (99, 3)] {
            let span = start..end;
            assert!(
                place("金", 1, span, Style { width: 0, color: Color::On, medium: Medium::Pipe })
                    .contains('^')
            );
        }
    }
}
