//! The saved searches of an index.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render::json::SCHEMA_VERSION;
use crate::render::json::page;

#[derive(Serialize)]
struct Searches<'a> {
    schema_version: u32,
    searches: Vec<Search<'a>>,
}

#[derive(Serialize)]
struct Search<'a> {
    name: &'a str,
    query: &'a str,
    new_calls: usize,
}

/// Writes saved searches as one value: name, query, how many calls are new to each.
pub fn saved<'a>(out: &mut dyn Write, rows: &[(&'a str, &'a str, usize)]) -> io::Result<()> {
    let search =
        |row: &(&'a str, &'a str, usize)| Search { name: row.0, query: row.1, new_calls: row.2 };
    let searches = rows.iter().map(search).collect();
    page(out, &Searches { schema_version: SCHEMA_VERSION, searches })
}
