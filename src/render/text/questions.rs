//! The page of exchanges: who asked, the questions, who answered, the answers.

use std::io;
use std::io::Write;

use crate::analysis::Asked;
use crate::analysis::AskedPassage;
use crate::analysis::AskedTurn;
use crate::analysis::Askers;
use crate::analysis::AskersBy;
use crate::analysis::Part;
use crate::analysis::Questions;
use crate::numbers::counted;
use crate::render::Paint;
use crate::render::Style;
use crate::render::UrlOf;
use crate::render::tables;
use crate::render::text::facts;
use crate::render::text::results::MAX_COLUMNS;
use crate::render::text::results::footer;
use crate::render::text::results::part_of;
use crate::render::text::results::write_indented;
use crate::render::text::results::write_linked_parts;
use crate::render::text::results::write_parts;
use crate::render::text::table;
use crate::render::text::wrap::show;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;

/// How far turns are indented, and what they say.
const TURN_INDENT: usize = 4;
const TEXT_INDENT: usize = 8;

/// How many lines of an answer are shown where it is not shown whole.
const FIRST_LINES: usize = 3;

/// How much of the answers is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// The first lines, and the passages that match.
    First,
    /// All of them.
    Whole,
}

/// Writes exchanges and how many there are; `offset` of them were passed over.
pub fn questions(
    out: &mut dyn Write,
    found: &Questions,
    offset: usize,
    answers: Answers,
    url_of: UrlOf<'_>,
    style: Style,
) -> io::Result<()> {
    let style = Style { width: style.width.min(MAX_COLUMNS), ..style };
    for (n, exchange) in found.exchanges.iter().enumerate() {
        write_head(out, exchange, offset + n + 1, url_of, style)?;
        for turn in &exchange.turns {
            write_turn(out, turn, answers, style)?;
        }
        writeln!(out)?;
    }
    let footer = footer(
        found.exchanges.len() as u64,
        found.total,
        offset,
        &counted(found.total, "exchange"),
    );
    writeln!(out, "{}", style.paint(Paint::Dim, &footer))
}

/// Writes who asked whom where: `1. Kyna Wong (Credit Suisse) · … · kc-2021q1:22`.
fn write_head(
    out: &mut dyn Write,
    asked: &Asked,
    rank: usize,
    url_of: UrlOf<'_>,
    style: Style,
) -> io::Result<()> {
    let rank = format!("{rank:>width$}. ", width = TURN_INDENT - 2);
    write!(out, "{}", style.paint(Paint::Head, &rank))?;
    let parts = [
        (Paint::Head, facts::who(&asked.asker)),
        (Paint::Plain, facts::call(&asked.call)),
        (Paint::Anchor, asked.anchor.to_string()),
    ];
    let url = asked.call.source.as_deref().and_then(url_of);
    write_linked_parts(out, &parts, url.as_deref(), width(&rank), TURN_INDENT, style)?;
    let answered: Vec<_> = asked.answered_by.iter().map(facts::who).collect();
    let answered = match answered.as_slice() {
        [] => "no answer by anybody known to be of the company".to_owned(),
        names => format!("answered by {}", names.join(", ")),
    };
    for line in wrap(&answered, style.width.saturating_sub(TURN_INDENT), 0) {
        write_indented(out, TURN_INDENT, &show(&answered, &line, &[], Paint::Dim, style))?;
    }
    Ok(())
}

fn write_turn(
    out: &mut dyn Write,
    turn: &AskedTurn,
    answers: Answers,
    style: Style,
) -> io::Result<()> {
    let (letter, who) = match turn.part {
        Some(Part::Question) => ("Q", None),
        Some(Part::Answer) => ("A  ", Some((Paint::Dim, facts::who(&turn.turn.speaker)))),
        None => return Ok(()),
    };
    let label = format!("{:TURN_INDENT$}[{}] {letter}", "", turn.turn.ordinal);
    write!(out, "{}", style.paint(Paint::Dim, &label))?;
    write_parts(out, who.as_slice(), width(&label), TEXT_INDENT, style)?;
    let matched = |p: &&AskedPassage| !p.highlights.is_empty();
    let whole = answers == Answers::Whole || turn.part == Some(Part::Question);
    if whole {
        return turn.passages.iter().try_for_each(|p| write_passage(out, p, usize::MAX, style));
    }
    if turn.passages.iter().any(|p| matched(&p)) {
        let mut passages = turn.passages.iter().filter(matched);
        return passages.try_for_each(|p| write_passage(out, p, usize::MAX, style));
    }
    let cut = turn.passages.len() > 1;
    match turn.passages.first() {
        Some(first) if cut => write_passage(out, first, FIRST_LINES, style),
        Some(only) => write_passage(out, only, FIRST_LINES + 1, style),
        None => Ok(()),
    }
}

/// Writes at most so many lines of a passage; dots stand for the others.
fn write_passage(
    out: &mut dyn Write,
    passage: &AskedPassage,
    most: usize,
    style: Style,
) -> io::Result<()> {
    // Two columns are left for the dots.
    let lines = wrap(&passage.text, style.width.saturating_sub(TEXT_INDENT + 2), 0);
    let last = lines.len().min(most);
    for (n, line) in lines[..last].iter().enumerate() {
        let mut shown = show(&passage.text, line, &passage.highlights, Paint::Plain, style);
        if n + 1 == last && last < lines.len() {
            shown += " ";
            shown += &style.paint(Paint::Dim, "…");
        }
        write_indented(out, TEXT_INDENT, &shown)?;
    }
    Ok(())
}

/// Writes the table of who asks what.
pub fn askers(
    out: &mut dyn Write,
    found: &Askers,
    by: AskersBy,
    offset: usize,
    style: Style,
) -> io::Result<()> {
    let rows = tables::askers(found, by);
    let dropped = table::write(out, &rows, style)?;
    let rows = found.named;
    let what = match by {
        AskersBy::Firm => "firm",
        AskersBy::Analyst => "analyst",
        AskersBy::Company if rows == 1 => "company",
        AskersBy::Company => "companie",
    };
    let count = format!("{}, {}", counted(rows, what), counted(found.total, "exchange"));
    writeln!(out)?;
    if let Some(part) = part_of(found.rows.len(), found.groups, offset, "row") {
        writeln!(out, "{}", style.paint(Paint::Dim, &part))?;
    }
    table::write_footer(out, &count, &dropped, style)
}
