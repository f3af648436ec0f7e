//! The tables of people and of firms.

use std::io;
use std::io::Write;

use crate::analysis::FirmRow;
use crate::analysis::PersonRow;
use crate::analysis::Who;
use crate::numbers::counted;
use crate::render::Style;
use crate::render::Table;
use crate::render::tables;
use crate::render::text::table;

/// Writes the people, a line each, and how many there are.
pub fn speakers(out: &mut dyn Write, found: &Who<PersonRow>, style: Style) -> io::Result<()> {
    let named = found.rows.iter().filter(|r| r.name.is_some()).count();
    write(out, &tables::speakers(found), &counted(named as u64, "speaker"), style)
}

/// Writes the firms, a line each, and how many there are.
pub fn firms(out: &mut dyn Write, found: &Who<FirmRow>, style: Style) -> io::Result<()> {
    let named = found.rows.iter().filter(|r| r.name.is_some()).count();
    write(out, &tables::firms(found), &counted(named as u64, "firm"), style)
}

fn write(out: &mut dyn Write, rows: &Table, count: &str, style: Style) -> io::Result<()> {
    let dropped = table::write(out, rows, style)?;
    writeln!(out)?;
    table::write_footer(out, count, &dropped, style)
}
