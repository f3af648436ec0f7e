//! The table of calls.

use std::io;
use std::io::Write;

use crate::numbers::counted;
use crate::render::CallRow;
use crate::render::Style;
use crate::render::table::Cell;
use crate::render::table::Fit;
use crate::render::table::Table;
use crate::render::text::table;

/// Writes a line for each call, and how many there are.
pub fn calls(out: &mut dyn Write, calls: &[CallRow<'_>], style: Style) -> io::Result<()> {
    let mut rows = Table::new(&[
        ("id", "call", Fit::Whole),
        ("company", "company", Fit::Cut(10)),
        ("ticker", "ticker", Fit::Dropped(0)),
        ("quarter", "quarter", Fit::Dropped(3)),
        ("date", "date", Fit::Dropped(2)),
        ("turns", "turns", Fit::Dropped(1)),
        ("words", "words", Fit::Whole),
    ]);
    rows.rows = calls.iter().map(cells).collect();
    let dropped = table::write(out, &rows, style)?;
    writeln!(out)?;
    table::write_footer(out, &counted(calls.len() as u64, "call"), &dropped, style)
}

fn cells((_, call): &CallRow<'_>) -> Vec<Cell> {
    let company = call.company.as_ref().or(call.title.as_ref());
    vec![
        call.id.clone().map_or(Cell::None, Cell::Anchor),
        Cell::known(company.map(String::as_str)),
        Cell::known(call.ticker.as_deref()),
        Cell::known(call.quarter.as_deref()),
        Cell::known(call.date.as_deref()),
        Cell::Count(call.turns),
        Cell::Count(call.words),
    ]
}

#[cfg(test)]
mod tests {
    use crate::index::CallEntry;
    use crate::index::FileEntry;
    use crate::render::Color;
    use crate::render::Medium;

    use super::*;

    #[track_caller]
    fn check(medium: Medium, width: usize, expected: &str) {
        let calls = [
            call("kc-2021q1", Some("Kingsoft Cloud Holdings Limited"), 7_512),
            call("x\x1b", None, 12),
        ];
        assert_eq!(page(&calls, medium, width), expected);
    }

    fn call(id: &str, company: Option<&str>, words: u64) -> CallEntry {
        CallEntry {
            id: Some(id.to_owned()),
            company: company.map(str::to_owned),
            quarter: Some("2021-Q1".into()),
            turns: 35,
            words,
            ..CallEntry::default()
        }
    }

    fn page(calls: &[CallEntry], medium: Medium, width: usize) -> String {
        let file = FileEntry {
            path: "/x".into(),
            hash: String::new(),
            beside: String::new(),
            calls: Vec::new(),
        };
        let rows: Vec<CallRow<'_>> = calls.iter().map(|c| (&file, c)).collect();
        let mut page = Vec::new();
        let style = Style { width, color: Color::Off, medium };
        super::calls(&mut page, &rows, style).unwrap();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn an_id_is_whole_and_moves_what_stands_behind_it_to_the_next_line() {
        let calls = [
            call("international-consolidated-holdings-2021q1", Some("Holdings"), 1),
            call("kc-2021q1", Some("Kingsoft Cloud"), 2),
        ];
        assert_eq!(
            page(&calls, Medium::Terminal, 64),
            "\
call                                  company     quarter  words
international-consolidated-holdings-2021q1
                                      Holdings    2021-Q1      1
kc-2021q1                             Kingsoft …  2021-Q1      2

2 calls; no room for: ticker, date, turns
"
        );
        let wide = "international-consolidated-holdings-2021q1  Holdings  ";
        assert!(page(&calls, Medium::Pipe, 64).contains(wide));
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
