//! Tables for spreadsheets: comma-separated values as RFC 4180 has them, with a heading line.

use std::borrow::Cow;
use std::io;
use std::io::Write;

use crate::render::CallRow;

/// Writes the calls one a line.
pub fn calls(out: &mut dyn Write, calls: &[CallRow<'_>]) -> io::Result<()> {
    let headings = [
        "id",
        "company",
        "ticker",
        "title",
        "date",
        "quarter",
        "source",
        "turns",
        "passages",
        "words",
        "text_bytes",
    ];
    writeln!(out, "{}", headings.join(","))?;
    for (file, call) in calls {
        let texts = [
            call.id.as_deref(),
            call.company.as_deref(),
            call.ticker.as_deref(),
            call.title.as_deref(),
            call.date.as_deref(),
            call.quarter.as_deref(),
            Some(file.path.as_str()),
        ];
        for text in texts {
            write!(out, "{},", cell(text.unwrap_or_default()))?;
        }
        writeln!(out, "{},{},{},{}", call.turns, call.passages, call.words, call.bytes)?;
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
