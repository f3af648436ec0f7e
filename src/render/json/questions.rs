//! Exchanges, and who asks what.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::analysis;
use crate::render::json::facts::Call;
use crate::render::json::facts::Person;
use crate::render::json::facts::Span;
use crate::render::json::facts::Summary;
use crate::render::json::facts::Turn;
use crate::render::json::facts::span;
use crate::render::json::line;
use crate::render::json::page;

#[derive(Serialize)]
struct Questions<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    exchanges: Vec<Exchange<'a>>,
}

/// A line of JSON lines.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Exchange(Box<Exchange<'a>>),
    Row(Row<'a>),
    Summary(Summary<'a>),
    #[serde(rename = "summary")]
    OfAskers {
        #[serde(flatten)]
        summary: Summary<'a>,
        groups: u64,
    },
}

#[derive(Serialize)]
struct Exchange<'a> {
    call: Call<'a>,
    ordinal: u32,
    anchor: String,
    asked_by: Person<'a>,
    answered_by: Vec<Person<'a>>,
    turns: Vec<Said<'a>>,
    citation: String,
}

#[derive(Serialize)]
struct Said<'a> {
    part: Option<&'static str>,
    #[serde(flatten)]
    turn: Turn<'a>,
    passages: Vec<Passage<'a>>,
}

#[derive(Serialize)]
struct Passage<'a> {
    anchor: String,
    text: &'a str,
    highlights: Vec<Span>,
}

#[derive(Serialize)]
struct Askers<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    groups: u64,
    by: &'static str,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: Option<&'a str>,
    firm: Option<&'a str>,
    exchanges: u64,
    questions: u64,
    calls: u64,
    companies: u64,
    analysts: u64,
}

/// Writes exchanges as one value.
pub fn questions(out: &mut dyn Write, query: &str, found: &analysis::Questions) -> io::Result<()> {
    let exchanges = found.exchanges.iter().map(Exchange::from).collect();
    page(out, &Questions { summary: Summary::new(query, found.total, &found.notices), exchanges })
}

/// Writes exchanges one a line, then a line that sums up.
pub fn questions_by_line(
    out: &mut dyn Write,
    query: &str,
    found: &analysis::Questions,
) -> io::Result<()> {
    for exchange in &found.exchanges {
        line(out, &Line::Exchange(Box::new(exchange.into())))?;
    }
    line(out, &Line::Summary(Summary::new(query, found.total, &found.notices)))
}

/// Writes who asks what as one value.
pub fn askers(
    out: &mut dyn Write,
    query: &str,
    by: analysis::AskersBy,
    found: &analysis::Askers,
) -> io::Result<()> {
    let rows = found.rows.iter().map(Row::from).collect();
    let summary = Summary::new(query, found.total, &found.notices);
    page(out, &Askers { summary, groups: found.groups, by: by.as_str(), rows })
}

/// Writes who asks what, a row a line, then a line that sums up.
pub fn askers_by_line(
    out: &mut dyn Write,
    query: &str,
    found: &analysis::Askers,
) -> io::Result<()> {
    for row in &found.rows {
        line(out, &Line::Row(row.into()))?;
    }
    let summary = Summary::new(query, found.total, &found.notices);
    line(out, &Line::OfAskers { summary, groups: found.groups })
}

impl<'a> From<&'a analysis::Asked> for Exchange<'a> {
    fn from(asked: &'a analysis::Asked) -> Self {
        Self {
            call: (&*asked.call).into(),
            ordinal: asked.ordinal,
            anchor: asked.anchor.to_string(),
            asked_by: (&asked.asker).into(),
            answered_by: asked.answered_by.iter().map(Person::from).collect(),
            turns: asked.turns.iter().map(Said::from).collect(),
            citation: asked.citation(),
        }
    }
}

impl<'a> From<&'a analysis::AskedTurn> for Said<'a> {
    fn from(turn: &'a analysis::AskedTurn) -> Self {
        Self {
            part: turn.part.map(analysis::Part::as_str),
            turn: (&turn.turn).into(),
            passages: turn.passages.iter().map(Passage::from).collect(),
        }
    }
}

impl<'a> From<&'a analysis::AskedPassage> for Passage<'a> {
    fn from(passage: &'a analysis::AskedPassage) -> Self {
        Self {
            anchor: passage.anchor.to_string(),
            text: &passage.text,
            highlights: passage.highlights.iter().map(span).collect(),
        }
    }
}

impl<'a> From<&'a analysis::AskerRow> for Row<'a> {
    fn from(row: &'a analysis::AskerRow) -> Self {
        Self {
            name: row.name.as_deref(),
            firm: row.firm.as_deref(),
            exchanges: row.exchanges,
            questions: row.questions,
            calls: row.calls,
            companies: row.companies,
            analysts: row.analysts,
        }
    }
}
