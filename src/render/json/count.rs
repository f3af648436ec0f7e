//! Counts.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::analysis::CountRow;
use crate::analysis::Key;
use crate::analysis::NamedQuery;
use crate::analysis::Tally;
use crate::render::CountPage;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::facts::Call;
use crate::render::json::facts::Notice;
use crate::render::json::line;
use crate::render::json::page;

#[derive(Serialize)]
struct Counts<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Summary<'a> {
    schema_version: u32,
    by: Vec<&'static str>,
    groups: u64,
    notices: Vec<Notice<'a>>,
    totals: Vec<Number<'a>>,
}

/// A line of JSON lines.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Row(Row<'a>),
    Summary(Summary<'a>),
}

#[derive(Serialize)]
struct Row<'a> {
    group: Vec<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<Call<'a>>,
    counts: Vec<Number<'a>>,
}

#[derive(Serialize)]
struct Number<'a> {
    name: &'a str,
    query: &'a str,
    mentions: u64,
    passages: u64,
    calls: u64,
    words: u64,
    of_passages: u64,
    of_calls: u64,
    per_10k: Option<f64>,
}

/// Writes counts as one value.
pub fn counts(out: &mut dyn Write, counted: &CountPage<'_>) -> io::Result<()> {
    let rows = counted.counts.rows.iter().map(|r| row(counted.queries, r)).collect();
    page(out, &Counts { summary: summary(counted), rows })
}

/// Writes counts a group a line, then a line that sums up.
pub fn counts_by_line(out: &mut dyn Write, counted: &CountPage<'_>) -> io::Result<()> {
    for group in &counted.counts.rows {
        line(out, &Line::Row(row(counted.queries, group)))?;
    }
    line(out, &Line::Summary(summary(counted)))
}

fn summary<'a>(counted: &CountPage<'a>) -> Summary<'a> {
    Summary {
        schema_version: SCHEMA_VERSION,
        by: counted.by.iter().map(|by| by.as_str()).collect(),
        groups: counted.counts.groups,
        notices: counted.counts.notices.iter().map(Notice::from).collect(),
        totals: numbers(counted.queries, &counted.counts.totals),
    }
}

fn row<'a>(queries: &'a [NamedQuery], row: &'a CountRow) -> Row<'a> {
    let key = |key: &Key| (*key != Key::Unknown).then(|| key.to_string());
    Row {
        group: row.keys.iter().map(key).collect(),
        call: row.call.as_ref().map(|call| (&**call).into()),
        counts: numbers(queries, &row.tallies),
    }
}

fn numbers<'a>(queries: &'a [NamedQuery], tallies: &[Tally]) -> Vec<Number<'a>> {
    let number = |(named, tally): (&'a NamedQuery, &Tally)| Number {
        name: &named.name,
        query: &named.query.text,
        mentions: tally.mentions,
        passages: tally.passages,
        calls: tally.calls,
        words: tally.words,
        of_passages: tally.of_passages,
        of_calls: tally.of_calls,
        per_10k: tally.per_10k(),
    };
    queries.iter().zip(tallies).map(number).collect()
}
