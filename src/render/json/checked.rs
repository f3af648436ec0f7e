//! Whether an index is sound.

use std::io;
use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::index;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::page;

#[derive(Serialize)]
struct Checked<'a> {
    schema_version: u32,
    path: String,
    sound: bool,
    calls: u64,
    passages: u64,
    text_bytes: u64,
    faults: Vec<Fault<'a>>,
}

#[derive(Serialize)]
struct Fault<'a> {
    place: &'a str,
    what: &'a str,
}

/// Writes what a check found as one value.
pub fn checked(out: &mut dyn Write, path: &Path, checked: &index::Checked) -> io::Result<()> {
    let faults = checked.faults.iter().map(|f| Fault { place: &f.place, what: &f.what });
    let value = Checked {
        schema_version: SCHEMA_VERSION,
        path: path.to_string_lossy().into_owned(),
        sound: checked.faults.is_empty(),
        calls: checked.calls,
        passages: checked.passages,
        text_bytes: checked.bytes,
        faults: faults.collect(),
    };
    page(out, &value)
}
