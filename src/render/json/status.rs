//! What an index holds.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::page;
use crate::update::shown_source;

#[derive(Serialize)]
struct Status<'a> {
    schema_version: u32,
    path: String,
    format: u32,
    analyzer: &'a str,
    files: usize,
    calls: u64,
    companies: usize,
    turns: u64,
    passages: u64,
    words: u64,
    text_bytes: u64,
    index_bytes: u64,
    dates: Option<[String; 2]>,
    quarters: Option<[String; 2]>,
    roots: Vec<String>,
}

/// Writes what an index holds as one value.
pub fn status(out: &mut dyn Write, status: &render::Status<'_>) -> io::Result<()> {
    let header = status.header;
    let value = Status {
        schema_version: SCHEMA_VERSION,
        path: status.path.to_string_lossy().into_owned(),
        format: header.format,
        analyzer: &header.analyzer,
        files: status.files(),
        calls: header.calls,
        companies: status.companies(),
        turns: header.turns,
        passages: header.passages,
        words: header.words,
        text_bytes: header.bytes,
        index_bytes: status.bytes_on_disk,
        dates: status.dates().map(|(first, last)| [first.to_string(), last.to_string()]),
        quarters: status.quarters().map(|(first, last)| [first.to_string(), last.to_string()]),
        roots: status.manifest.roots.iter().map(|root| shown_source(root)).collect(),
    };
    page(out, &value)
}
