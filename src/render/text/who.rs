//! The tables of people and of firms.

use std::io;
use std::io::Write;

use crate::analysis::FirmRow;
use crate::analysis::PersonRow;
use crate::analysis::Who;
use crate::numbers::counted;
use crate::render::Paint;
use crate::render::Style;
use crate::render::Table;
use crate::render::tables;
use crate::render::text::part_of;
use crate::render::text::table;

/// Writes the people, a line each, and how many there are.
pub fn speakers(
    out: &mut dyn Write,
    found: &Who<PersonRow>,
    offset: usize,
    style: Style,
) -> io::Result<()> {
    write(out, found, &tables::speakers(found), "speaker", offset, style)
}

/// Writes the firms, a line each, and how many there are.
pub fn firms(
    out: &mut dyn Write,
    found: &Who<FirmRow>,
    offset: usize,
    style: Style,
) -> io::Result<()> {
    write(out, found, &tables::firms(found), "firm", offset, style)
}

fn write<R>(
    out: &mut dyn Write,
    found: &Who<R>,
    rows: &Table,
    what: &str,
    offset: usize,
    style: Style,
) -> io::Result<()> {
    let dropped = table::write(out, rows, style)?;
    writeln!(out)?;
    if let Some(part) = part_of(found.rows.len(), found.total, offset, "row") {
        writeln!(out, "{}", style.paint(Paint::Dim, &part))?;
    }
    table::write_footer(out, &counted(found.named, what), &dropped, style)
}
