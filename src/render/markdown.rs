//! Markdown, to be pasted where people write: tables and quotations with their citations.

use std::io;
use std::io::Write;

use crate::analysis::Part;
use crate::analysis::Questions;
use crate::render::table::Cell;
use crate::render::table::Table;
use crate::render::text::Answers;
use crate::render::text::clean;
use crate::render::text::who;

/// How many characters of an answer are quoted where it is not quoted whole.
const FIRST_CHARACTERS: usize = 300;

/// Writes exchanges: each a heading, its questions and answers as quotations, a citation.
pub fn questions(out: &mut dyn Write, found: &Questions, answers: Answers) -> io::Result<()> {
    for asked in &found.exchanges {
        writeln!(out, "### {}\n", escape(&asked.citation()))?;
        for turn in &asked.turns {
            let said = turn.text();
            let said = match (turn.part, answers) {
                (None, _) => continue,
                (Some(Part::Question), _) | (_, Answers::Whole) => said,
                (Some(Part::Answer), Answers::First) => first(&said),
            };
            writeln!(out, "> **{}:** {}\n>", escape(&who(&turn.turn.speaker)), escape(&said))?;
        }
        writeln!(out, "> — `{}`\n", asked.anchor)?;
    }
    Ok(())
}

/// Writes a table.
pub fn table(out: &mut dyn Write, table: &Table) -> io::Result<()> {
    let headings = table.columns.iter().map(|c| escape(&c.heading));
    row(out, headings)?;
    let first = table.rows.first();
    let marks = (0..table.columns.len()).map(|n| {
        let is_number = first.is_some_and(|row| row[n].is_number());
        if is_number { "---:" } else { "---" }.to_owned()
    });
    row(out, marks)?;
    table.rows.iter().try_for_each(|cells| {
        row(
            out,
            cells.iter().map(|cell| match cell {
                Cell::Anchor(text) => format!("`{}`", clean(text).replace('|', "\\|")),
                cell => escape(&cell.plain()),
            }),
        )
    })
}

fn row(out: &mut dyn Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    writeln!(out, "| {} |", cells.collect::<Vec<_>>().join(" | "))
}

/// Returns the beginning of a text, whole words.
fn first(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(FIRST_CHARACTERS) else { return text.to_owned() };
    let end = text[..end].rfind(' ').unwrap_or(end);
    format!("{} …", &text[..end])
}

/// Returns a text on one line, with the marks that Markdown would read written out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(&text.split_whitespace().collect::<Vec<_>>().join(" ")).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_are_written_out() {
        assert_eq!(escape("a *b* [c]\n<d>\x1b|"), "a \\*b\\* \\[c\\] \\<d\\>\\\\u{1b}\\|");
    }
}
