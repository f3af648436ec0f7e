//! The table of calls.

use std::io;
use std::io::Write;

use crate::render::CallRow;
use crate::render::Medium;
use crate::render::Paint;
use crate::render::Style;
use crate::render::text::escape::clean;
use crate::render::text::numbers::counted;
use crate::render::text::numbers::number;
use crate::render::text::wrap::width;

/// The columns: their headings, and on which side their cells stand.
const COLUMNS: [(&str, Side); 7] = [
    ("call", Side::Left),
    ("company", Side::Left),
    ("ticker", Side::Left),
    ("quarter", Side::Left),
    ("date", Side::Left),
    ("turns", Side::Right),
    ("words", Side::Right),
];

/// The column that is cut where a line would not fit into a terminal.
const CUT: usize = 1;

/// How far that column is cut at most.
const CUT_TO: usize = 10;

/// The columns that are left out where there still is no room, the first of them first.
const DROPPED: [usize; 3] = [2, 5, 4];

/// What stands between columns.
const GAP: &str = "  ";

/// How wide the column of ids is at most: a longer id is shown whole and moves its line.
const MAX_ID: usize = 36;

/// The side of its column that a cell stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Writes a line for each call, and how many there are.
pub fn calls(out: &mut dyn Write, calls: &[CallRow<'_>], style: Style) -> io::Result<()> {
    let rows: Vec<[String; COLUMNS.len()]> = calls.iter().map(cells).collect();
    let widths = widths(&rows, style);
    let headings = COLUMNS.map(|(heading, _)| heading.to_owned());
    write_row(out, &headings, &widths, [Paint::Dim; 2], style)?;
    for row in &rows {
        write_row(out, row, &widths, [Paint::Anchor, Paint::Plain], style)?;
    }
    writeln!(out, "\n{}", style.paint(Paint::Dim, &footer(calls.len(), &widths)))
}

fn cells((_, call): &CallRow<'_>) -> [String; COLUMNS.len()] {
    let known = |text: &Option<String>| clean(text.as_deref().unwrap_or("–")).into_owned();
    let company = if call.company.is_some() { &call.company } else { &call.title };
    [
        known(&call.id),
        known(company),
        known(&call.ticker),
        known(&call.quarter),
        known(&call.date),
        number(call.turns),
        number(call.words),
    ]
}

/// How wide each column is; `None` for those that are left out.
type Widths = [Option<usize>; COLUMNS.len()];

/// Returns how wide the columns are, so that on a terminal they fit beside each other.
fn widths(rows: &[[String; COLUMNS.len()]], style: Style) -> Widths {
    let mut widths = COLUMNS.map(|(heading, _)| Some(width(heading)));
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(Some(width(cell)));
        }
    }
    widths[0] = widths[0].min(Some(MAX_ID));
    if style.medium == Medium::Pipe {
        return widths;
    }
    let over = |widths: &Widths| {
        let total: usize = widths.iter().flatten().map(|w| w + GAP.len()).sum();
        total.saturating_sub(GAP.len() + style.width)
    };
    let whole = widths[CUT].unwrap_or_default();
    let least = whole.min(CUT_TO);
    for dropped in DROPPED {
        if over(&widths) > whole - least {
            widths[dropped] = None;
        }
    }
    widths[CUT] = Some(whole.saturating_sub(over(&widths)).max(least));
    widths
}

/// Returns how many calls there are, and which columns were left out.
fn footer(calls: usize, widths: &Widths) -> String {
    let count = counted(calls as u64, "call");
    let dropped = COLUMNS.iter().zip(widths).filter(|(_, width)| width.is_none());
    let dropped: Vec<&str> = dropped.map(|((heading, _), _)| *heading).collect();
    match dropped.as_slice() {
        [] => count,
        dropped => format!("{count}; no room for: {}", dropped.join(", ")),
    }
}

fn write_row(
    out: &mut dyn Write,
    row: &[String; COLUMNS.len()],
    widths: &Widths,
    [first, others]: [Paint; 2],
    style: Style,
) -> io::Result<()> {
    let mut line = String::new();
    for (n, cell) in row.iter().enumerate() {
        let Some(columns) = widths[n] else { continue };
        let (cell, paint) = match n {
            0 => (cell.clone(), first),
            _ => (cut(cell, columns), others),
        };
        let pad = " ".repeat(columns.saturating_sub(width(&cell)));
        let cell = style.paint(paint, &cell);
        if n > 0 {
            line.push_str(GAP);
        }
        match COLUMNS[n].1 {
            Side::Left => line.push_str(&(cell + &pad)),
            Side::Right => line.push_str(&(pad + &cell)),
        }
    }
    writeln!(out, "{}", line.trim_end())
}

/// Returns a text that fits into so many columns.
fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + width(c.encode_utf8(&mut [0; 4])) + 1 > columns {
            break;
        }
        out.push(c);
    }
    out + "…"
}

#[cfg(test)]
mod tests {
    use crate::index::CallEntry;
    use crate::index::FileEntry;
    use crate::render::Color;

    use super::*;

    #[track_caller]
    fn check(medium: Medium, width: usize, expected: &str) {
        let file = FileEntry { path: "/x".into(), hash: String::new(), calls: Vec::new() };
        let call = |id: &str, company: Option<&str>, words| CallEntry {
            id: Some(id.to_owned()),
            company: company.map(str::to_owned),
            quarter: Some("2021-Q1".into()),
            turns: 35,
            words,
            ..CallEntry::default()
        };
        let calls = [
            call("kc-2021q1", Some("Kingsoft Cloud Holdings Limited"), 7_512),
            call("x\x1b", None, 12),
        ];
        let rows: Vec<CallRow<'_>> = calls.iter().map(|c| (&file, c)).collect();
        let mut page = Vec::new();
        let style = Style { width, color: Color::Off, medium };
        super::calls(&mut page, &rows, style).unwrap();
        assert_eq!(String::from_utf8(page).unwrap(), expected);
    }

    #[test]
    fn a_table_fits_into_a_terminal_and_is_whole_in_a_pipe() {
        check(
            Medium::Terminal,
            70,
            "\
call       company                 ticker  quarter  date  turns  words
kc-2021q1  Kingsoft Cloud Holdin…  –       2021-Q1  –        35  7,512
x\\u{1b}    –                       –       2021-Q1  –        35     12

2 calls
",
        );
        check(
            Medium::Terminal,
            50,
            "\
call       company     quarter  date  turns  words
kc-2021q1  Kingsoft …  2021-Q1  –        35  7,512
x\\u{1b}    –           2021-Q1  –        35     12

2 calls; no room for: ticker
",
        );
        check(
            Medium::Pipe,
            70,
            "\
call       company                          ticker  quarter  date  turns  words
kc-2021q1  Kingsoft Cloud Holdings Limited  –       2021-Q1  –        35  7,512
x\\u{1b}    –                                –       2021-Q1  –        35     12

2 calls
",
        );
    }
}
