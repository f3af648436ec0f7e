//! The page of counts: a table, a bar a row, what it comes to.

use std::io;
use std::io::Write;

use crate::analysis::Tally;
use crate::numbers::counted;
use crate::numbers::number;
use crate::render::CountPage;
use crate::render::Medium;
use crate::render::Paint;
use crate::render::Style;
use crate::render::text::results::part_of;
use crate::render::text::table;

/// How long the longest bar is at most and at least, in columns of the page; where a terminal has
/// less room there are no bars.
const BAR: (usize, usize) = (40, 12);

/// What stands between the table and the bars.
const BAR_GAP: &str = "  ";

/// Blocks that fill so many eighths of a column, from none.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Writes counts: of one query with a bar for each row.
pub fn counts(out: &mut dyn Write, page: &CountPage<'_>, style: Style) -> io::Result<()> {
    let rows = page.table();
    let mut dropped;
    if page.by.is_empty() {
        return page.queries.iter().zip(&page.counts.totals).try_for_each(|(named, total)| {
            let name = if page.queries.len() == 1 { None } else { Some(named.name.as_str()) };
            writeln!(out, "{}", style.paint(Paint::Plain, &sum(total, name)))
        });
    }
    if page.queries.len() == 1 {
        // Room is kept for the bars, if need be at the cost of columns.
        let least = BAR_GAP.len() + BAR.1;
        let narrow = Style { width: style.width.saturating_sub(least), ..style };
        let widths = table::widths(&rows, narrow);
        let room = style.width.saturating_sub(table::total(&widths) + BAR_GAP.len());
        let room = match style.medium {
            Medium::Terminal if room < BAR.1 => 0,
            Medium::Terminal | Medium::Pipe => room.clamp(BAR.1, BAR.0),
        };
        dropped = table::dropped(&rows, &widths);
        let value = |n: usize| page.counts.rows[n].tallies.first().and_then(|t| page.measure.of(t));
        let most = (0..rows.rows.len()).filter_map(value).fold(0.0, f64::max);
        let behind = |n: usize| {
            let bar = bar(value(n).unwrap_or_default(), most, room);
            if bar.is_empty() {
                bar
            } else {
                BAR_GAP.to_owned() + &style.paint(Paint::Anchor, &bar)
            }
        };
        let beside = Style { width: style.width.saturating_sub(BAR_GAP.len() + room), ..style };
        table::write_with(out, &rows, &widths, &behind, beside)?;
    } else {
        dropped = table::write(out, &rows, style)?;
    }
    writeln!(out)?;
    if let Some(part) = part_of_counts(page) {
        writeln!(out, "{}", style.paint(Paint::Dim, &part))?;
    }
    for (named, total) in page.queries.iter().zip(&page.counts.totals) {
        let name = if page.queries.len() == 1 { None } else { Some(named.name.as_str()) };
        table::write_footer(out, &sum(total, name), &dropped, style)?;
        dropped.clear();
    }
    Ok(())
}

/// Returns how many of the groups are given and how to see more of them, where not all are.
pub fn part_of_counts(page: &CountPage<'_>) -> Option<String> {
    part_of(page.counts.rows.len(), page.counts.groups, page.offset, "group")
}

/// Returns what the groups come to: `63 mentions in 41 of 503 passages, 12 of 14 calls; …`.
fn sum(total: &Tally, name: Option<&str>) -> String {
    let name = name.map(|name| format!("{name}: ")).unwrap_or_default();
    let rate = match total.per_10k() {
        Some(rate) => format!("{rate:.2} per 10,000 words"),
        None => "nothing was said".to_owned(),
    };
    format!(
        "{name}{} in {} of {}, {} of {}; {rate}",
        counted(total.mentions, "mention"),
        number(total.passages),
        counted(total.of_passages, "passage"),
        number(total.calls),
        counted(total.of_calls, "call"),
    )
}

/// Returns a bar for a value, in blocks; the longest fills the room.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the room is small and the value between nothing and the most"
)]
fn bar(value: f64, most: f64, room: usize) -> String {
    if most <= 0.0 || room == 0 {
        return String::new();
    }
    let eighths = (value / most * room as f64 * 8.0).round() as usize;
    // Whatever is more than nothing is seen.
    let eighths = if value > 0.0 { eighths.max(1) } else { 0 };
    "█".repeat(eighths / 8) + EIGHTHS[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_values() {
        let check = |value, expected: &str| assert_eq!(bar(value, 8.0, 8), expected);
        check(8.0, "████████");
        check(1.0, "█");
        check(2.5, "██▌");
        check(0.01, "▏");
        check(0.0, "");
        assert_eq!(bar(8.0, 8.0, 0), "");
        assert_eq!(bar(0.0, 0.0, 8), "");
    }
}
