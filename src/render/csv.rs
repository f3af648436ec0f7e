//! Tables for spreadsheets: comma-separated values as RFC 4180 has them, with a heading line.

use std::borrow::Cow;
use std::io;
use std::io::Write;

use crate::render::CallRow;
use crate::render::table::Cell;
use crate::render::table::Fit;
use crate::render::table::Table;
use crate::render::text::is_unsafe;
use crate::update::shown_source_of;

/// Writes the calls one a line.
pub fn calls(out: &mut dyn Write, calls: &[CallRow<'_>]) -> io::Result<()> {
    let whole = |name| (name, name, Fit::Whole);
    let mut rows = Table::new(&[
        whole("id"),
        whole("company"),
        whole("ticker"),
        whole("title"),
        whole("date"),
        whole("quarter"),
        whole("source"),
        whole("turns"),
        whole("passages"),
        whole("words"),
        whole("text_bytes"),
    ]);
    rows.rows = calls.iter().map(cells).collect();
    table(out, &rows)
}

fn cells((file, call): &CallRow<'_>) -> Vec<Cell> {
    vec![
        Cell::known(call.id.as_deref()),
        Cell::known(call.company.as_deref()),
        Cell::known(call.ticker.as_deref()),
        Cell::known(call.title.as_deref()),
        Cell::known(call.date.as_deref()),
        Cell::known(call.quarter.as_deref()),
        Cell::Text(shown_source_of(file, call)),
        Cell::Count(call.turns),
        Cell::Count(call.passages),
        Cell::Count(call.words),
        Cell::Count(call.bytes),
    ]
}

/// Writes a table.
pub fn table(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    let headings = table.columns.iter().map(|c| cell(&c.name).into_owned());
    writeln!(out, "{}", headings.collect::<Vec<_>>().join(","))?;
    for row in &table.rows {
        let cells = row.iter().map(|c| {
            let plain = c.plain();
            cell(&if c.is_number() { plain } else { guarded(plain) }).into_owned()
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}

/// Returns a text so that no spreadsheet takes it for a formula and works it out: one that begins
/// as formulas do, and is no figure, gets an apostrophe before it.
pub(super) fn guarded(text: String) -> String {
    let is_figure = |c: char| c.is_ascii_digit() || "+-.,%$€£ ".contains(c);
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => format!("'{text}"),
        Some('+' | '-') if !text.chars().all(is_figure) => format!("'{text}"),
        _ => text,
    }
}

/// Returns a text as a cell: in quotes where it would be read as something else without.
fn cell(text: &str) -> Cow<'_, str> {
    // A spreadsheet has no use for control characters, and a terminal must not get them.
    let text = if text.contains(is_unsafe) {
        Cow::Owned(text.replace(is_unsafe, " "))
    } else {
        Cow::Borrowed(text)
    };
    if text.contains([',', '"']) || text.trim().len() < text.len() {
        return Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        let check = |text: &str, expected: &str| assert_eq!(guarded(text.to_owned()), expected);
        check("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")");
        check("@SUM(1)", "'@SUM(1)");
        check("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0");
        check("- we grew", "'- we grew");
        for text in ["-3.2%", "+12", "a=b", "", "2+2"] {
            check(text, text);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected);
        check("plain", "plain");
        check("Macy's, Inc.", "\"Macy's, Inc.\"");
        check("the \"cloud\"", "\"the \"\"cloud\"\"\"");
        check(" x", "\" x\"");
        check("a\x1b\nb", "a  b");
        check("", "");
    }
}
