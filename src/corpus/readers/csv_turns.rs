//! Tables with commas, semicolons or tabs: a row a stretch of speech, or a row a call. A table
//! without a header is understood by what stands in its columns.

use std::collections::HashSet;
use std::ops::Range;

use csv::ReaderBuilder;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;
use crate::transcript::Section;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::api_json;
use super::script;
use super::table;
use super::table::Columns;
use super::table::Row;

/// How many rows tell what the columns of a table without a header hold.
const SAMPLE: usize = 60;

/// The fewest such rows.
const FEWEST_ROWS: usize = 3;

/// The fewest words that a column of speech has in a row, on average.
const FEWEST_WORDS: usize = 6;

/// The reader of such tables.
pub(super) struct Csv;

impl Reader for Csv {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let named = matches!(sample.extension().as_str(), "csv" | "tsv");
        let Some(text) = sample.text else { return Verdict::Declines };
        let Some((_, kind, columns)) = shape(text) else { return Verdict::Declines };
        if !named && kind == Kind::Bare {
            return Verdict::Declines;
        }
        let speech = columns.text + 1;
        Verdict::Takes(match (kind, columns.speaker) {
            (Kind::Headed, None) => {
                format!("a table with a call a row, its words in column {speech}")
            }
            (Kind::Headed, Some(_)) => {
                format!("a table whose header names speakers and words, in column {speech}")
            }
            (Kind::Bare, _) => {
                format!("a table without a header, with names and words, these in column {speech}")
            }
        })
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        let Some((delimiter, kind, columns)) = shape(text) else {
            return Ok(Layout::One(0..text.len()));
        };
        let rows = rows(text, delimiter, kind);
        if columns.is_row_a_call() {
            let ranges = rows.into_iter().filter_map(|row| row.span);
            return Ok(Layout::Many(ranges.collect()));
        }
        let mut ranges: Vec<(String, Range<usize>)> = Vec::new();
        for row in &rows {
            let (key, Some(span)) = (columns.call_key(row), row.span.clone()) else { continue };
            match ranges.last_mut().filter(|(last, _)| *last == key) {
                Some((_, range)) => range.end = span.end,
                None => ranges.push((key, span)),
            }
        }
        Ok(match ranges.len() {
            1 => Layout::One(0..text.len()),
            _ => Layout::Many(ranges.into_iter().map(|(_, range)| range).collect()),
        })
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        let whole = input.text.len() == input.file.len();
        let (delimiter, kind, columns) = shape(input.file).ok_or_else(|| {
            ReadError::NoTranscript { reason: "a table without speech".to_owned() }
        })?;
        // Only the whole table has the header.
        let kind = if whole { kind } else { Kind::Bare };
        let mut rows = rows(input.text, delimiter, kind);
        for row in &mut rows {
            row.span = row.span.take().map(|s| s.start + input.start..s.end + input.start);
        }
        table::read(&columns, &rows)
    }
}

/// Whether a table has a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Headed,
    Bare,
}

/// Returns the delimiter of a table of speech, whether it has a header, and its columns.
fn shape(text: &str) -> Option<(u8, Kind, Columns)> {
    let mut delimiters = [b',', b'\t', b';'].into_iter().filter(|d| text.as_bytes().contains(d));
    // Of a table with a header nothing more is read: it is asked for with every call in it.
    let headed = delimiters.clone().filter(|&d| may_be_headed(text, d)).find_map(|delimiter| {
        let header = iterate(text, delimiter, Kind::Bare).next()?;
        let names: Vec<&str> = header.cells.iter().map(String::as_str).collect();
        let columns = Some(&names).filter(|n| n.len() > 1).and_then(|n| Columns::of_header(n))?;
        columns.are_of_calls().then_some((delimiter, Kind::Headed, columns))
    });
    headed.or_else(|| {
        if !may_have_rows(text) {
            return None;
        }
        delimiters.find_map(|delimiter| {
            let mut rows = iterate(text, delimiter, Kind::Bare);
            let first = rows.next().filter(|row| row.cells.len() > 1)?;
            let sample: Vec<Row> = std::iter::once(first).chain(rows.take(SAMPLE - 1)).collect();
            bare(&sample).map(|columns| (delimiter, Kind::Bare, columns))
        })
    })
}

/// Tells whether the first line may be a header; a call may stand on it, of which the cells
/// would be made for nothing.
fn may_be_headed(text: &str, delimiter: u8) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let line = ['\n', '\r']
        .iter()
        .fold(text, |line, &end| line.split_once(end).map_or(line, |(line, _)| line));
    // What stands in quotes may go on behind the delimiter, and on other lines.
    line.split(char::from(delimiter)).any(|cell| cell.starts_with('"') || Columns::is_of_text(cell))
}

/// Tells whether a text has so many lines that it may have the fewest rows.
fn may_have_rows(text: &str) -> bool {
    let text = text.trim();
    let ends = ['\n', '\r'].into_iter().flat_map(|end| text.matches(end));
    ends.take(FEWEST_ROWS - 1).count() == FEWEST_ROWS - 1
}

/// Understands columns by what stands in them: the longest is speech, names stand before it,
/// and what is neither is a time, a section, or nothing that matters.
fn bare(rows: &[Row]) -> Option<Columns> {
    let width = rows.first()?.cells.len();
    if rows.len() < FEWEST_ROWS || width < 2 || rows.iter().any(|r| r.cells.len() != width) {
        return None;
    }
    let column = |c: usize| rows.iter().map(move |row| row.cells[c].trim());
    let words = |c: usize| column(c).map(|t| t.split_whitespace().count()).sum::<usize>();
    let text = (0..width).max_by_key(|&c| words(c))?;
    if words(text) < rows.len() * FEWEST_WORDS {
        return None;
    }
    let is_label = |t: &str| script::is_name(t) || script::is_operator(t) || script::is_generic(t);
    let named = |c: usize| column(c).filter(|t| is_label(t)).count() * 10 >= rows.len() * 9;
    let section = (0..width)
        .find(|&c| c != text && column(c).all(|t| api_json::section(t) != Section::Unknown));
    let several = |c: usize| column(c).collect::<HashSet<_>>().len() > 1;
    let speaker =
        (0..width).find(|&c| c != text && Some(c) != section && named(c) && several(c))?;
    let mut times = (0..text.min(width)).filter(|&c| column(c).all(|t| t.parse::<f64>().is_ok()));
    let (start, end) = (times.next(), times.next());
    let rises = |from: usize, to: usize| {
        rows.iter().all(|row| {
            let time = |c: usize| row.cells[c].trim().parse::<f64>().unwrap_or_default();
            time(from) <= time(to)
        })
    };
    let (start, end) = match (start, end) {
        (Some(from), Some(to)) if rises(from, to) => (start, end),
        _ => (None, None),
    };
    Some(Columns { text, speaker: Some(speaker), section, start, end, ..Columns::default() })
}

fn rows(text: &str, delimiter: u8, kind: Kind) -> Vec<Row> {
    iterate(text, delimiter, kind).collect()
}

/// Returns the rows of a table, with where they stand; the header is none.
fn iterate(text: &str, delimiter: u8, kind: Kind) -> impl Iterator<Item = Row> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut row = csv::StringRecord::new();
    let skipped = usize::from(kind == Kind::Headed);
    let rows = std::iter::from_fn(move || {
        loop {
            let from = usize::try_from(reader.position().byte()).unwrap_or_default();
            if !reader.read_record(&mut row).ok()? {
                return None;
            }
            let to = usize::try_from(reader.position().byte()).unwrap_or_default();
            let piece = text.get(from.min(text.len())..to.min(text.len())).unwrap_or_default();
            let start = from + piece.len() - piece.trim_start().len();
            let end = start + piece.trim().len();
            if end > start {
                let cells = row.iter().map(str::to_owned).collect();
                return Some(Row { cells, span: Some(start..end) });
            }
        }
    });
    rows.skip(skipped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, headed: bool, rows: bool) {
        assert_eq!((may_be_headed(text, b','), may_have_rows(text)), (headed, rows), "{text}");
    }

    #[test]
    fn a_call_on_a_line_is_not_cut_into_cells() {
        check("So, as to the text, we grew.", false, false);
        check("Thank you, Ann.\nSpeaker,text\n\n", false, false);
        check("\n \nSpeaker, Text \rAnn,Hello.", true, false);
        check("speaker,\"te\"xt", true, false);
        check("Ann,Hello.\r\nBo,Yes.\nAnn,Well.", false, true);
    }

    proptest! {
        #[test]
        fn what_may_be_a_table_is_read(text in "(text|Text|a|,|\"|\n|\r| |\u{a0}|\u{feff}){0,24}") {
            let rows: Vec<Row> = iterate(&text, b',', Kind::Bare).collect();
            let named = |row: &Row| row.cells.iter().any(|cell| Columns::is_of_text(cell));
            prop_assert!(may_be_headed(&text, b',') || !rows.first().is_some_and(named));
            prop_assert!(may_have_rows(&text) || rows.len() < FEWEST_ROWS);
        }
    }
}
