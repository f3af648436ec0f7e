//! Tables for spreadsheets: comma-separated values as RFC 4180 has them, with a heading line.

use std::borrow::Cow;
use std::io;
use std::io::Write;

use crate::render::CallRow;
use crate::render::table::Cell;
use crate::render::table::Fit;
use crate::render::table::Table;

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
        Cell::Text(file.path.clone()),
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
        let cells = row.iter().map(|c| cell(&c.plain()).into_owned());
        writeln!(out, "{}", cells.collect::<Vec<_>>().join(","))?;
    }
    Ok(())
}

/// Returns a text as a cell: in quotes where it would be read as something else without.
fn cell(text: &str) -> Cow<'_, str> {
    // A spreadsheet has no use for control characters, and a terminal must not get them.
    let text = if text.contains(char::is_control) {
        Cow::Owned(text.replace(char::is_control, " "))
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
