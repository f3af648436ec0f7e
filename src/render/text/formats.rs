//! The page of the formats that are read.

use std::io;
use std::io::Write;

use crate::render::Medium;
use crate::render::Paint;
use crate::render::Style;
use crate::render::text::wrap::show;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;

/// What stands between a name and what it means.
const GAP: &str = "  ";

/// Writes what each format is, on a terminal wrapped beside its name, and what holds for all.
pub fn formats(
    out: &mut dyn Write,
    formats: &[(&str, String)],
    of_all: &str,
    style: Style,
) -> io::Result<()> {
    let margin = formats.iter().map(|(name, _)| width(name)).max().unwrap_or_default();
    for (name, about) in formats {
        write!(out, "{name:margin$}{GAP}")?;
        write_wrapped(out, about, margin + GAP.len(), style)?;
    }
    writeln!(out)?;
    write_wrapped(out, of_all, 0, style)
}

/// Writes a text whose first line is indented already.
fn write_wrapped(out: &mut dyn Write, text: &str, indent: usize, style: Style) -> io::Result<()> {
    if style.medium == Medium::Pipe {
        return writeln!(out, "{text}");
    }
    for (n, line) in wrap(text, style.width.saturating_sub(indent), 0).iter().enumerate() {
        let indent = if n == 0 { 0 } else { indent };
        writeln!(out, "{:indent$}{}", "", show(text, line, &[], Paint::Plain, style))?;
    }
    Ok(())
}
