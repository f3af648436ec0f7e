//! The page of saved searches.

use std::io;
use std::io::Write;

use crate::numbers::counted;
use crate::render::Medium;
use crate::render::Paint;
use crate::render::Style;
use crate::render::text::wrap::show;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;

/// What stands between a name and its query.
const GAP: &str = "  ";

/// Writes saved searches, one a line: name, query, how many calls are new to each.
pub fn saved(out: &mut dyn Write, rows: &[(&str, &str, usize)], style: Style) -> io::Result<()> {
    let margin = rows.iter().map(|(name, ..)| width(name)).max().unwrap_or_default();
    for (name, query, new_calls) in rows {
        let pad = " ".repeat(margin - width(name));
        let name = style.paint(Paint::Anchor, &format!("@{name}"));
        let indent = margin + "@".len() + GAP.len();
        let query = match style.medium {
            Medium::Pipe => style.paint(Paint::Plain, query),
            Medium::Terminal => wrap(query, style.width.saturating_sub(indent), 0)
                .iter()
                .map(|line| show(query, line, &[], Paint::Plain, style))
                .collect::<Vec<_>>()
                .join(&format!("\n{:indent$}", "")),
        };
        let new = match new_calls {
            0 => String::new(),
            _ => format!("{GAP}{}", counted(*new_calls as u64, "new call")),
        };
        writeln!(out, "{name}{pad}{GAP}{query}{}", style.paint(Paint::Dim, &new))?;
    }
    Ok(())
}
