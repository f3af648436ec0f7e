//! The list of calls.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render::CallRow;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::line;
use crate::render::json::page;
use crate::update::shown_source_of;

#[derive(Serialize)]
struct Page<'a> {
    schema_version: u32,
    total: usize,
    calls: Vec<Call<'a>>,
}

#[derive(Serialize)]
struct Call<'a> {
    id: Option<&'a str>,
    company: Option<&'a str>,
    ticker: Option<&'a str>,
    title: Option<&'a str>,
    date: Option<&'a str>,
    quarter: Option<&'a str>,
    source: String,
    turns: u64,
    passages: u64,
    words: u64,
    text_bytes: u64,
}

/// Writes the calls as one value.
pub fn calls(out: &mut dyn Write, calls: &[CallRow<'_>]) -> io::Result<()> {
    let calls: Vec<Call<'_>> = calls.iter().map(Call::from).collect();
    page(out, &Page { schema_version: SCHEMA_VERSION, total: calls.len(), calls })
}

/// Writes the calls one a line.
pub fn calls_by_line(out: &mut dyn Write, calls: &[CallRow<'_>]) -> io::Result<()> {
    calls.iter().try_for_each(|call| line(out, &Call::from(call)))
}

impl<'a> From<&CallRow<'a>> for Call<'a> {
    fn from((file, call): &CallRow<'a>) -> Self {
        Self {
            id: call.id.as_deref(),
            company: call.company.as_deref(),
            ticker: call.ticker.as_deref(),
            title: call.title.as_deref(),
            date: call.date.as_deref(),
            quarter: call.quarter.as_deref(),
            source: shown_source_of(file, call),
            turns: call.turns,
            passages: call.passages,
            words: call.words,
            text_bytes: call.bytes,
        }
    }
}
