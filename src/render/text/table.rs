//! Tables for people: columns beside each other, made to fit into a terminal.

use std::io;
use std::io::Write;

use crate::numbers::number;
use crate::render::Medium;
use crate::render::Paint;
use crate::render::Style;
use crate::render::table::Cell;
use crate::render::table::Fit;
use crate::render::table::Table;
use crate::render::text::escape::clean;
use crate::render::text::wrap::show;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;

/// What stands between columns.
const GAP: &str = "  ";

/// How wide a column of what is never cut is at most: what is longer is shown whole and moves what
/// stands behind it, on a terminal to the next line if need be.
const MAX_WHOLE: usize = 36;

/// How wide each column is; `None` for those that are left out.
pub(super) type Widths = Vec<Option<usize>>;

/// Writes a table, and returns the headings of the columns there was no room for.
pub(super) fn write(out: &mut dyn Write, table: &Table, style: Style) -> io::Result<Vec<String>> {
    let widths = widths(table, style);
    write_with(out, table, &widths, &|_| String::new(), style)?;
    Ok(dropped(table, &widths))
}

/// Returns the headings of the columns that are left out.
pub(super) fn dropped(table: &Table, widths: &Widths) -> Vec<String> {
    let dropped = table.columns.iter().zip(widths).filter(|(_, width)| width.is_none());
    dropped.map(|(column, _)| column.heading.clone()).collect()
}

/// Writes a table whose columns are so wide, with more behind each row, which is given by number.
pub(super) fn write_with(
    out: &mut dyn Write,
    table: &Table,
    widths: &Widths,
    behind: &dyn Fn(usize) -> String,
    style: Style,
) -> io::Result<()> {
    let numbers = (0..table.columns.len()).map(|n| is_of_numbers(table, n)).collect::<Vec<_>>();
    let headings: Vec<_> = table.columns.iter().map(|c| (c.heading.clone(), Paint::Dim)).collect();
    writeln!(out, "{}", line(&headings, table, widths, &numbers, style).trim_end())?;
    for (n, row) in table.rows.iter().enumerate() {
        let cells: Vec<_> = row.iter().map(|cell| (shown(cell), paint(cell))).collect();
        let line = line(&cells, table, widths, &numbers, style) + &behind(n);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Returns how wide the columns are, so that on a terminal they fit beside each other.
pub(super) fn widths(table: &Table, style: Style) -> Widths {
    let mut widths: Widths = table.columns.iter().map(|c| Some(width(&c.heading))).collect();
    for row in &table.rows {
        for (n, cell) in row.iter().enumerate() {
            let is_whole = match cell {
                Cell::Anchor(_) => true,
                Cell::Text(_) => {
                    table.columns[n].fit == Fit::Whole && style.medium == Medium::Terminal
                }
                Cell::Count(_) | Cell::Figure(..) | Cell::None => false,
            };
            let most = if is_whole { MAX_WHOLE } else { usize::MAX };
            widths[n] = widths[n].max(Some(width(&shown(cell)).min(most)));
        }
    }
    if style.medium == Medium::Pipe {
        return widths;
    }
    let over = |widths: &Widths| total(widths).saturating_sub(style.width);
    let spare = |widths: &Widths| -> usize {
        let cut = table.columns.iter().zip(widths).map(|(column, width)| match column.fit {
            Fit::Cut(least) => width.unwrap_or_default().saturating_sub(least),
            Fit::Whole | Fit::Dropped(_) => 0,
        });
        cut.sum()
    };
    let mut dropped: Vec<(u8, usize)> = Vec::new();
    for (n, column) in table.columns.iter().enumerate() {
        if let Fit::Dropped(order) = column.fit {
            dropped.push((order, n));
        }
    }
    dropped.sort_unstable();
    for (_, n) in dropped {
        if over(&widths) > spare(&widths) {
            widths[n] = None;
        }
    }
    for (n, column) in table.columns.iter().enumerate() {
        if let Fit::Cut(least) = column.fit {
            let whole = widths[n].unwrap_or_default();
            widths[n] = Some(whole.saturating_sub(over(&widths)).max(whole.min(least)));
        }
    }
    widths
}

/// Returns how many columns of the page all columns take together.
pub(super) fn total(widths: &Widths) -> usize {
    let total: usize = widths.iter().flatten().map(|w| w + GAP.len()).sum();
    total.saturating_sub(GAP.len())
}

fn is_of_numbers(table: &Table, column: usize) -> bool {
    let mut cells = table.rows.iter().map(|row| &row[column]).filter(|cell| **cell != Cell::None);
    cells.next().is_some_and(Cell::is_number)
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Anchor(text) => clean(text).into_owned(),
        Cell::Count(n) => number(*n),
        Cell::Figure(..) => cell.plain(),
        Cell::None => "–".to_owned(),
    }
}

fn paint(cell: &Cell) -> Paint {
    if matches!(cell, Cell::Anchor(_)) { Paint::Anchor } else { Paint::Plain }
}

fn line(
    cells: &[(String, Paint)],
    table: &Table,
    widths: &Widths,
    numbers: &[bool],
    style: Style,
) -> String {
    let spare = style.width.saturating_sub(total(widths));
    let mut line = String::new();
    let mut used = 0;
    for (n, (cell, paint)) in cells.iter().enumerate() {
        let Some(columns) = widths[n] else { continue };
        let is_cut = matches!(table.columns[n].fit, Fit::Cut(_));
        let cell = if is_cut { cut(cell, columns) } else { cell.clone() };
        let over = width(&cell).saturating_sub(columns);
        let pad = " ".repeat(columns.saturating_sub(width(&cell)));
        let cell = style.paint(*paint, &cell);
        if used > 0 {
            line.push_str(GAP);
            used += GAP.len();
        }
        line.push_str(&if numbers[n] { pad + &cell } else { cell + &pad });
        used += columns;
        if over > spare && style.medium == Medium::Terminal && n + 1 < cells.len() {
            line.push('\n');
            line.push_str(&" ".repeat(used));
        }
    }
    line
}

/// Writes how many rows there are, and which columns were left out.
pub(super) fn write_footer(
    out: &mut dyn Write,
    count: &str,
    dropped: &[String],
    style: Style,
) -> io::Result<()> {
    let footer = match dropped {
        [] => count.to_owned(),
        dropped => format!("{count}; no room for: {}", dropped.join(", ")),
    };
    if style.medium == Medium::Pipe {
        return writeln!(out, "{}", style.paint(Paint::Dim, &footer));
    }
    for line in wrap(&footer, style.width, 0) {
        writeln!(out, "{}", show(&footer, &line, &[], Paint::Dim, style))?;
    }
    Ok(())
}

/// Returns a text that fits into so many columns.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]));
        if used > columns {
            break;
        }
        out.push(c);
    }
    out + "…"
}
