//! The page of first mentions.

use std::io;
use std::io::Write;

use crate::analysis::FirstMention;
use crate::analysis::Firsts;
use crate::numbers::counted;
use crate::render::Paint;
use crate::render::Style;
use crate::render::text::facts;
use crate::render::text::results::MAX_COLUMNS;
use crate::render::text::results::write_indented;
use crate::render::text::results::write_parts;
use crate::render::text::wrap::show;
use crate::render::text::wrap::wrap;

/// How far the words are indented.
const INDENT: usize = 4;

/// Writes first mentions, the earliest first.
pub fn firsts(out: &mut dyn Write, found: &Firsts, style: Style) -> io::Result<()> {
    let style = Style { width: style.width.min(MAX_COLUMNS), ..style };
    for row in &found.rows {
        write_head(out, row, style)?;
        for line in wrap(&row.text, style.width.saturating_sub(INDENT), 0) {
            let line = show(&row.text, &line, &row.highlights, Paint::Plain, style);
            write_indented(out, INDENT, &line)?;
        }
        writeln!(out)?;
    }
    let count = counted(found.rows.len() as u64, "group");
    writeln!(out, "{}", style.paint(Paint::Dim, &count))
}

/// Writes the group, when, who, where, and what else there is.
fn write_head(out: &mut dyn Write, row: &FirstMention, style: Style) -> io::Result<()> {
    let call = &row.call;
    let mut parts = vec![(Paint::Head, row.key.to_string())];
    parts.extend(call.date.map(|date| (Paint::Plain, date.to_string())));
    parts.push((Paint::Plain, facts::call(call)));
    parts.push((Paint::Plain, facts::who(&row.turn.speaker)));
    parts.push((Paint::Anchor, row.anchor.to_string()));
    let (mentions, calls) = (counted(row.mentions, "mention"), counted(row.calls, "call"));
    parts.push((Paint::Dim, format!("{mentions} in {calls} in all")));
    write_parts(out, &parts, 0, INDENT, style)
}
