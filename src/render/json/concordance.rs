//! Mentions in context, and first mentions.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::analysis::Concordance;
use crate::analysis::FirstMention;
use crate::analysis::Firsts;
use crate::analysis::Grouping;
use crate::analysis::Key;
use crate::analysis::KwicLine;
use crate::render::json::facts::Call;
use crate::render::json::facts::Span;
use crate::render::json::facts::Summary;
use crate::render::json::facts::Turn;
use crate::render::json::facts::span;
use crate::render::json::line;
use crate::render::json::page;

#[derive(Serialize)]
struct Kwic<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    mentions: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct First<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    by: &'static str,
    rows: Vec<Row<'a>>,
}

/// A line of JSON lines.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Mention(Box<Row<'a>>),
    Row(Box<Row<'a>>),
    Summary(Summary<'a>),
}

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    anchor: String,
    call: Call<'a>,
    turn: Turn<'a>,
}

/// What is told of a mention.
#[derive(Serialize)]
#[serde(untagged)]
enum Words<'a> {
    Context {
        left: &'a str,
        node: &'a str,
        right: &'a str,
        citation: &'a str,
    },
    First {
        group: Option<String>,
        text: &'a str,
        highlights: Vec<Span>,
        citation: &'a str,
        mentions: u64,
        calls: u64,
    },
}

/// Writes a concordance as one value.
pub fn concordance(out: &mut dyn Write, query: &str, found: &Concordance) -> io::Result<()> {
    let mentions = found.lines.iter().map(Row::from).collect();
    page(out, &Kwic { summary: Summary::new(query, found.total, &found.notices), mentions })
}

/// Writes a concordance, a mention a line, then a line that sums up.
pub fn concordance_by_line(
    out: &mut dyn Write,
    query: &str,
    found: &Concordance,
) -> io::Result<()> {
    for mention in &found.lines {
        line(out, &Line::Mention(Box::new(mention.into())))?;
    }
    line(out, &Line::Summary(Summary::new(query, found.total, &found.notices)))
}

/// Writes first mentions as one value.
pub fn firsts(out: &mut dyn Write, query: &str, by: Grouping, found: &Firsts) -> io::Result<()> {
    let rows: Vec<_> = found.rows.iter().map(Row::from).collect();
    let summary = Summary::new(query, rows.len() as u64, &found.notices);
    page(out, &First { summary, by: by.as_str(), rows })
}

/// Writes first mentions, one a line, then a line that sums up.
pub fn firsts_by_line(out: &mut dyn Write, query: &str, found: &Firsts) -> io::Result<()> {
    for row in &found.rows {
        line(out, &Line::Row(Box::new(row.into())))?;
    }
    let total = found.rows.len() as u64;
    line(out, &Line::Summary(Summary::new(query, total, &found.notices)))
}

impl<'a> From<&'a KwicLine> for Row<'a> {
    fn from(line: &'a KwicLine) -> Self {
        let words = Words::Context {
            left: &line.left,
            node: &line.node,
            right: &line.right,
            citation: &line.citation,
        };
        let anchor = line.anchor.to_string();
        Self { words, anchor, call: (&*line.call).into(), turn: (&line.turn).into() }
    }
}

impl<'a> From<&'a FirstMention> for Row<'a> {
    fn from(row: &'a FirstMention) -> Self {
        let words = Words::First {
            group: (row.key != Key::Unknown).then(|| row.key.to_string()),
            text: &row.text,
            highlights: row.highlights.iter().map(span).collect(),
            citation: &row.citation,
            mentions: row.mentions,
            calls: row.calls,
        };
        let anchor = row.anchor.to_string();
        Self { words, anchor, call: (&*row.call).into(), turn: (&row.turn).into() }
    }
}
