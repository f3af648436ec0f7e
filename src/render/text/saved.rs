//! The page of saved searches.

use std::io;
use std::io::Write;

use crate::render::Paint;
use crate::render::Style;
use crate::render::text::numbers::counted;
use crate::render::text::wrap::width;

/// Writes saved searches, one a line: name, query, how many calls are new to each.
pub fn saved(out: &mut dyn Write, rows: &[(&str, &str, usize)], style: Style) -> io::Result<()> {
    let margin = rows.iter().map(|(name, ..)| width(name)).max().unwrap_or_default();
    for (name, query, new_calls) in rows {
        let pad = " ".repeat(margin - width(name));
        let name = style.paint(Paint::Anchor, &format!("@{name}"));
        let query = style.paint(Paint::Plain, query);
        let new = match new_calls {
            0 => String::new(),
            _ => format!("  {}", counted(*new_calls as u64, "new call")),
        };
        writeln!(out, "{name}{pad}  {query}{}", style.paint(Paint::Dim, &new))?;
    }
    Ok(())
}
