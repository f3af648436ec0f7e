//! People, and the firms of analysts.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::analysis::FirmRow;
use crate::analysis::PersonRow;
use crate::analysis::Who;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::facts::Notice;
use crate::render::json::line;
use crate::render::json::page;

#[derive(Serialize)]
struct People<'a> {
    schema_version: u32,
    total: u64,
    notices: Vec<Notice<'a>>,
    speakers: Vec<Person<'a>>,
}

#[derive(Serialize)]
struct Houses<'a> {
    schema_version: u32,
    total: u64,
    notices: Vec<Notice<'a>>,
    firms: Vec<Firm<'a>>,
}

#[derive(Serialize)]
struct Person<'a> {
    name: Option<&'a str>,
    spellings: &'a [String],
    role: &'static str,
    title: Option<&'a str>,
    firm: Option<&'a str>,
    companies: &'a [String],
    calls: u64,
    turns: u64,
    words: u64,
}

#[derive(Serialize)]
struct Firm<'a> {
    name: Option<&'a str>,
    spellings: &'a [String],
    analysts: u64,
    exchanges: u64,
    companies: u64,
    calls: u64,
    turns: u64,
    words: u64,
}

/// Writes people as one value.
pub fn speakers(out: &mut dyn Write, found: &Who<PersonRow>) -> io::Result<()> {
    let value = People {
        schema_version: SCHEMA_VERSION,
        total: found.total,
        notices: found.notices.iter().map(Notice::from).collect(),
        speakers: found.rows.iter().map(Person::from).collect(),
    };
    page(out, &value)
}

/// Writes people one a line.
pub fn speakers_by_line(out: &mut dyn Write, found: &Who<PersonRow>) -> io::Result<()> {
    found.rows.iter().try_for_each(|row| line(out, &Person::from(row)))
}

/// Writes firms as one value.
pub fn firms(out: &mut dyn Write, found: &Who<FirmRow>) -> io::Result<()> {
    let value = Houses {
        schema_version: SCHEMA_VERSION,
        total: found.total,
        notices: found.notices.iter().map(Notice::from).collect(),
        firms: found.rows.iter().map(Firm::from).collect(),
    };
    page(out, &value)
}

/// Writes firms one a line.
pub fn firms_by_line(out: &mut dyn Write, found: &Who<FirmRow>) -> io::Result<()> {
    found.rows.iter().try_for_each(|row| line(out, &Firm::from(row)))
}

impl<'a> From<&'a PersonRow> for Person<'a> {
    fn from(row: &'a PersonRow) -> Self {
        Self {
            name: row.name.as_deref(),
            spellings: &row.spellings,
            role: row.role.as_str(),
            title: row.title.as_deref(),
            firm: row.firm.as_deref(),
            companies: &row.companies,
            calls: row.calls,
            turns: row.turns,
            words: row.words,
        }
    }
}

impl<'a> From<&'a FirmRow> for Firm<'a> {
    fn from(row: &'a FirmRow) -> Self {
        Self {
            name: row.name.as_deref(),
            spellings: &row.spellings,
            analysts: row.analysts,
            exchanges: row.exchanges,
            companies: row.companies,
            calls: row.calls,
            turns: row.turns,
            words: row.words,
        }
    }
}
