//! From pieces of text on pages to lines: rows, columns, paragraphs, without what pages repeat.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fmt::Write;

use super::super::script;
use super::pieces::Piece;

/// How far apart pieces of one row may stand in height, in points: less than rows are, more
/// than raised letters (`2nd`).
const ROW: f32 = 5.0;

/// How many rows at the head and at the foot of a page may be the page's own.
const EDGE: usize = 5;

/// On how many pages a row stands that is the page's own.
const REPEATED: usize = 3;

/// How far before the column of speech the names stand, in points.
const APART: f32 = 30.0;

/// The fewest labels that make a column of names.
const FEWEST_LABELS: usize = 4;

/// How many columns may be that of speech, the fullest first.
const MOST_COLUMNS: usize = 3;

/// How many rows of other words a column of names may have for each name.
const MOST_OTHERS: usize = 2;

/// How far before its column a line of speech may begin, in points.
const SLACK: f32 = 6.0;

/// How much larger than usual the step to a row is that begins a paragraph.
const PARAGRAPH: f32 = 1.35;

/// A row of a page.
struct Row {
    page: usize,
    y: f32,
    cells: Vec<(f32, String)>,
}

impl Row {
    /// Returns the words that stand from one place to another.
    fn words(&self, from: f32, to: f32) -> String {
        let cells = self.cells.iter().filter(|(x, _)| *x >= from && *x < to);
        let joined: String = cells.map(|(_, text)| text.as_str()).collect();
        joined.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn all(&self) -> String {
        self.words(f32::MIN, f32::MAX)
    }

    /// Returns where the first word stands.
    fn start(&self) -> f32 {
        let first = self.cells.iter().find(|(_, text)| !text.trim().is_empty());
        first.map_or(0.0, |(x, _)| *x)
    }
}

/// Returns the text of pages: a paragraph a line, `Name:` and a tab before what is said.
pub(super) fn text(pieces: &[Piece]) -> String {
    let mut rows = rows(pieces);
    drop_repeated(&mut rows);
    let edge = speech_column(&rows);
    let step = usual_step(&rows);
    let mut out = String::new();
    let mut label = String::new();
    let mut before: Option<(usize, f32)> = None;
    for row in &rows {
        let gap = before.filter(|(page, _)| *page == row.page).map(|(_, y)| y - row.y);
        before = Some((row.page, row.y));
        let (left, words) = match edge {
            Some(edge) => (row.words(f32::MIN, edge), row.words(edge, f32::MAX)),
            None => (String::new(), row.all()),
        };
        // A name may take several rows; its colon ends it.
        if !left.is_empty() {
            if label.is_empty() {
                out.push('\n');
            } else {
                label.push(' ');
            }
            label.push_str(&left);
        }
        if let Some(name) = label.trim_end().strip_suffix(':').map(str::trim_end) {
            let at = out.rfind('\n').map_or(0, |at| at + 1);
            let name = name.replace([':', '\t'], " ");
            out.insert_str(at, &format!("{name}:\t"));
            label.clear();
        } else if left.is_empty() && !label.is_empty() {
            // It was no name after all.
            let at = out.rfind('\n').map_or(0, |at| at + 1);
            out.insert_str(at, &format!("{label} "));
            label.clear();
        }
        let begins = gap.is_some_and(|gap| gap > step * PARAGRAPH) && left.is_empty();
        let at_label = out.ends_with(['\t', '\n']) || out.is_empty();
        let _ = match (at_label, begins) {
            (true, _) => write!(out, "{words}"),
            (false, true) => write!(out, "\n{words}"),
            (false, false) if words.is_empty() => Ok(()),
            (false, false) => write!(out, " {words}"),
        };
    }
    out
}

/// Puts pieces into rows, from the head of the first page to the foot of the last.
fn rows(pieces: &[Piece]) -> Vec<Row> {
    let mut sorted: Vec<&Piece> =
        pieces.iter().filter(|p| p.x.is_finite() && p.y.is_finite()).collect();
    sorted.sort_by(|a, b| a.page.cmp(&b.page).then(b.y.total_cmp(&a.y)));
    let mut rows: Vec<Row> = Vec::new();
    for piece in sorted {
        let cell = (piece.x, piece.text.clone());
        match rows.last_mut().filter(|r| r.page == piece.page && r.y - piece.y < ROW) {
            Some(row) => row.cells.push(cell),
            None => rows.push(Row { page: piece.page, y: piece.y, cells: vec![cell] }),
        }
    }
    for row in &mut rows {
        row.cells.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    rows.retain(|row| row.cells.iter().any(|(_, text)| !text.trim().is_empty()));
    rows
}

/// Drops the rows that stand at the head or the foot of several pages, but for their numbers.
fn drop_repeated(rows: &mut Vec<Row>) {
    let mut by_page: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_page.entry(row.page).or_default().push(at);
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut edges: Vec<(usize, String)> = Vec::new();
    for places in by_page.values() {
        let last = places.len().saturating_sub(EDGE);
        let at_edge = places.iter().enumerate().filter(|(n, _)| *n < EDGE || *n >= last);
        for (_, &at) in at_edge {
            let key: String =
                rows[at].all().chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
            let key = key.replace("##", "#").replace("##", "#");
            *counts.entry(key.clone()).or_default() += 1;
            edges.push((at, key));
        }
    }
    let mut own = vec![false; rows.len()];
    for (at, key) in edges {
        own[at] = counts[&key] >= REPEATED && !key.ends_with(':') && key.len() < 160;
    }
    let mut at = 0;
    rows.retain(|_| {
        at += 1;
        !own[at - 1]
    });
}

/// Returns where the column of speech begins, if names stand in a column before it.
fn speech_column(rows: &[Row]) -> Option<f32> {
    let mut starts: BTreeMap<i32, usize> = BTreeMap::new();
    for row in rows {
        let mut words = row.cells.iter().filter(|(_, text)| !text.trim().is_empty());
        let Some((x, first)) = words.next() else { continue };
        *starts.entry(rounded(*x)).or_default() += 1;
        if let Some((x, _)) = words.next().filter(|_| first.trim_end().ends_with(':')) {
            *starts.entry(rounded(*x)).or_default() += 1;
        }
    }
    let mut columns: Vec<(usize, i32)> = starts.into_iter().map(|(x, n)| (n, x)).collect();
    columns.sort_unstable_by(|a, b| b.cmp(a));
    columns.into_iter().take(MOST_COLUMNS).find_map(|(_, column)| {
        #[allow(clippy::cast_precision_loss, reason = "a page is few points wide")]
        let edge = column as f32 - SLACK;
        let (mut labels, mut others) = (0, 0);
        for row in rows {
            let left = row.words(f32::MIN, edge);
            let is_label = left.strip_suffix(':').is_some_and(|name| {
                script::is_name(name) || script::is_generic(name) || script::is_operator(name)
            });
            if row.start() < edge - APART && is_label {
                labels += 1;
            } else {
                others += usize::from(!left.is_empty());
            }
        }
        (labels >= FEWEST_LABELS && others < labels * MOST_OTHERS).then_some(edge)
    })
}

/// Returns the step between rows that is most common.
fn usual_step(rows: &[Row]) -> f32 {
    let mut steps: BTreeMap<i32, usize> = BTreeMap::new();
    for pair in rows.windows(2).filter(|p| p[0].page == p[1].page) {
        *steps.entry(rounded((pair[0].y - pair[1].y) * 2.0)).or_default() += 1;
    }
    let usual = steps.into_iter().max_by_key(|(_, n)| *n).map_or(30, |(step, _)| step);
    #[allow(clippy::cast_precision_loss, reason = "a page is few points high")]
    let usual = usual as f32 / 2.0;
    usual.max(1.0)
}

#[allow(clippy::cast_possible_truncation, reason = "`as` saturates")]
fn rounded(x: f32) -> i32 {
    x.round() as i32
}
