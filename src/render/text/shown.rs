//! The page of a call, or of the place around an anchor.

use std::io;
use std::io::Write;

use crate::render::Paint;
use crate::render::Style;
use crate::render::UrlOf;
use crate::render::text::facts;
use crate::render::text::results::write_indented;
use crate::render::text::results::write_linked_parts;
use crate::render::text::results::write_parts;
use crate::render::text::wrap::show;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;
use crate::search::Shown;
use crate::search::ShownPassage;
use crate::transcript::Call;
use crate::transcript::Section;
use crate::transcript::Turn;

/// The most columns of a page, however wide the terminal: longer lines are hard to read.
const MAX_COLUMNS: usize = 110;

/// What points at the passage that was asked for.
const POINTER: &str = "> ";

/// Writes a call, or the part of it that was asked for, with the number of each passage.
pub fn shown(
    out: &mut dyn Write,
    shown: &Shown,
    url_of: UrlOf<'_>,
    style: Style,
) -> io::Result<()> {
    let style = Style { width: style.width.min(MAX_COLUMNS), ..style };
    write_call(out, &shown.call, url_of, style)?;
    let labels = shown.turns.iter().flat_map(|t| &t.passages).map(|p| width(&label(p)));
    let margin = labels.max().unwrap_or_default();
    let mut section = None;
    for turn in &shown.turns {
        if section != Some(turn.turn.section) {
            section = Some(turn.turn.section);
            write_section(out, turn.turn.section, style)?;
        }
        writeln!(out)?;
        write_turn_head(out, &turn.turn, style)?;
        for passage in &turn.passages {
            write_passage(out, passage, margin, style)?;
        }
    }
    Ok(())
}

/// Writes the facts of a call; its id is a link to its file.
pub(super) fn write_call(
    out: &mut dyn Write,
    call: &Call,
    url_of: UrlOf<'_>,
    style: Style,
) -> io::Result<()> {
    let mut parts = vec![(Paint::Head, facts::call(call))];
    let title = call.title.as_ref().filter(|title| **title != parts[0].1);
    parts.extend(title.map(|title| (Paint::Plain, title.clone())));
    let ticker = call.ticker.as_ref().filter(|_| call.company.is_some());
    parts.extend(ticker.map(|ticker| (Paint::Plain, ticker.clone())));
    let date = call.date.filter(|_| call.quarter.is_some() || call.company.is_none());
    parts.extend(date.map(|date| (Paint::Plain, date.to_string())));
    let id = Some(call.id.to_string()).filter(|id| *id != parts[0].1);
    parts.extend(id.map(|id| (Paint::Anchor, id)));
    parts.extend(call.source.iter().map(|source| (Paint::Dim, source.clone())));
    let url = call.source.as_deref().and_then(url_of);
    write_linked_parts(out, &parts, url.as_deref(), 0, 2, style)
}

fn write_section(out: &mut dyn Write, section: Section, style: Style) -> io::Result<()> {
    let Some(name) = facts::section(section) else { return Ok(()) };
    writeln!(out, "\n{}", style.paint(Paint::Dim, &format!("── {name} ──")))
}

fn write_turn_head(out: &mut dyn Write, turn: &Turn, style: Style) -> io::Result<()> {
    let number = format!("[{}] ", turn.ordinal);
    write!(out, "{}", style.paint(Paint::Dim, &number))?;
    let mut parts = vec![(Paint::Head, facts::who(&turn.speaker))];
    parts.extend(facts::role(&turn.speaker).map(|role| (Paint::Plain, role.to_owned())));
    parts.extend(turn.time.map(|time| (Paint::Dim, facts::time(time))));
    write_parts(out, &parts, width(&number), 4, style)
}

fn write_passage(
    out: &mut dyn Write,
    passage: &ShownPassage,
    margin: usize,
    style: Style,
) -> io::Result<()> {
    let is_first = passage.anchor.passage == Some(0);
    if passage.begins_paragraph && !is_first {
        writeln!(out)?;
    }
    let label = label(passage);
    let pad = " ".repeat(margin - width(&label));
    let indent = margin + 2;
    let (pointer, paint) = if passage.is_meant { (POINTER, Paint::Head) } else { ("", Paint::Dim) };
    let lines = wrap(&passage.text, style.width.saturating_sub(indent + POINTER.len()), 0);
    for (n, line) in lines.iter().enumerate() {
        let line = show(&passage.text, line, &[], Paint::Plain, style);
        let pointer = format!("{pointer:width$}", width = POINTER.len());
        if n == 0 {
            let label = style.paint(paint, &format!("{pointer}{pad}{label}  "));
            writeln!(out, "{label}{line}")?;
        } else {
            write_indented(out, indent + POINTER.len(), &line)?;
        }
    }
    Ok(())
}

/// Returns the number of a passage in its call: `7.3`.
fn label(passage: &ShownPassage) -> String {
    let part = |n: Option<String>| n.unwrap_or_default();
    let anchor = &passage.anchor;
    let turn = part(anchor.turn.map(|n| n.to_string()));
    format!("{turn}.{}", part(anchor.passage.map(|n| n.to_string())))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::render::Color;
    use crate::render::Medium;
    use crate::search::ShownTurn;
    use crate::transcript::Anchor;
    use crate::transcript::Call;
    use crate::transcript::CallId;
    use crate::transcript::Role;
    use crate::transcript::Speaker;
    use crate::transcript::Time;
    use crate::transcript::TurnOrdinal;

    use super::*;

    #[test]
    fn a_call_is_read_turn_by_turn() {
        let id = CallId::new("kc-2021q1");
        let passage = |turn, n, text: &str| ShownPassage {
            anchor: Anchor::passage(id.clone(), TurnOrdinal(turn), n),
            text: text.to_owned(),
            begins_paragraph: n == 0,
            is_meant: turn == 10 && n == 1,
        };
        let speaker =
            |name: &str, role| Speaker { name: Some(name.to_owned()), role, ..Speaker::default() };
        let turn = |ordinal, speaker, section, passages| ShownTurn {
            turn: Turn {
                ordinal: TurnOrdinal(ordinal),
                speaker,
                section,
                time: Some(Time { start: 3_725.9, end: None }),
                ..Turn::default()
            },
            exchange: None,
            passages,
        };
        let operator = speaker("Operator", Role::Operator);
        let shown = Shown {
            call: Arc::new(Call { id: id.clone(), company: Some("KC".into()), ..Call::default() }),
            participants: Vec::new(),
            turns: vec![
                turn(9, operator, Section::Prepared, vec![passage(9, 0, "The next question.")]),
                turn(
                    10,
                    speaker("He", Role::Executive),
                    Section::Qa,
                    vec![passage(10, 0, "Thank you."), passage(10, 1, &"Margins grew. ".repeat(4))],
                ),
                turn(11, Speaker::default(), Section::Qa, Vec::new()),
            ],
        };
        let style = Style { width: 40, color: Color::Off, medium: Medium::Pipe };
        let mut page = Vec::new();
        super::shown(&mut page, &shown, &|_| None, style).unwrap();
        assert_eq!(
            String::from_utf8(page).unwrap(),
            "KC · kc-2021q1

── prepared remarks ──

[9] Operator · 01:02:05
   9.0  The next question.

── questions and answers ──

[10] He · executive · 01:02:05
  10.0  Thank you.
> 10.1  Margins grew. Margins grew.
        Margins grew. Margins grew.

[11] unknown speaker · 01:02:05
"
        );
    }
}
