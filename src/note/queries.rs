//! The queries that a note holds with their results, and what in a note is not as it should be.

use std::fmt;
use std::ops::Range;

use crate::note::markdown::COMMENT_END;
use crate::note::markdown::Line;
use crate::note::markdown::StretchKind;
use crate::note::markdown::body_start;
use crate::note::markdown::stretches;

/// What the lines around the results of a query begin with and are.
const QUERY_START: &str = "<!-- earmark:query ";
pub(super) const QUERY_END: &str = "<!-- earmark:end -->";

/// How many passages a query gives whose limit cannot be read.
const DEFAULT_LIMIT: usize = 10;

/// By what the results of a query can be had again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The version of earmark.
    pub version: String,
    /// The fingerprint of the index.
    pub fingerprint: String,
    /// How many calls the index holds.
    pub calls: u64,
}

/// A query that a note holds with its results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteQuery {
    /// The query with its filters, in the query language.
    pub query: String,
    /// The most passages it gives.
    pub limit: usize,
}

/// Something in a note that keeps earmark from reading all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoteFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub kind: NoteFaultKind,
}

/// What is wrong with a line of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteFaultKind {
    /// It opens code that nothing closes.
    OpenCode,
    /// It opens a comment that nothing closes.
    OpenComment,
    /// It begins a query's results, and is not as it was written.
    ChangedQuery,
    /// It begins a query's results, and nothing ends them.
    EndlessQuery,
    /// It ends a query's results that nothing began.
    StrayEnd,
}

impl fmt::Display for NoteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            NoteFaultKind::OpenCode => "code begins that nothing ends; nothing after it is read",
            NoteFaultKind::OpenComment => {
                "a comment begins that nothing ends; nothing after it is read"
            }
            NoteFaultKind::ChangedQuery => "a query cannot be read; its results stay as they are",
            NoteFaultKind::EndlessQuery => "the results of a query have no end; they stay",
            NoteFaultKind::StrayEnd => "results of a query end that have no beginning; they stay",
        };
        write!(f, "line {}: {what}", self.line)
    }
}

/// Returns what in a note keeps earmark from reading all of it, in order.
pub fn faults(note: &str) -> Vec<NoteFault> {
    Queries::read(note).faults
}

/// Returns by what each query of a note can be had again, as its comment says.
pub(super) fn provenance(note: &str) -> Vec<String> {
    let said = |place: &QueryPlace| {
        let head = &note[place.whole.start..place.body.start];
        let said = head.lines().nth(1).unwrap_or_default().trim().trim_end_matches("-->").trim();
        format!("query {}; {said}", place.query.query)
    };
    Queries::read(note).places.iter().map(said).collect()
}

/// Tells whether a line begins a comment that only earmark reads.
pub(super) fn is_query_line(line: &str) -> bool {
    line.starts_with(QUERY_START) || line.trim() == QUERY_END
}

/// Returns the lines that begin the results of a query.
pub(super) fn heading(query: &NoteQuery, stamp: &Stamp) -> [String; 2] {
    let Stamp { version, fingerprint, calls } = stamp;
    // Nothing in a comment may end it.
    let text = query.query.replace('\n', " ").replace(COMMENT_END, "--\\>");
    let limit = query.limit;
    [
        format!("{QUERY_START}{text}"),
        format!("limit {limit} · index {fingerprint} of {calls} calls · earmark {version} -->"),
    ]
}

/// The queries of a note.
#[derive(Debug, Default)]
pub(super) struct Queries {
    /// Those that can be run again, in order.
    pub(super) places: Vec<QueryPlace>,
    faults: Vec<NoteFault>,
}

/// The results of a query in a note.
#[derive(Debug)]
pub(super) struct QueryPlace {
    pub(super) query: NoteQuery,
    /// From the line that begins them to the one that ends them, which is left out.
    pub(super) whole: Range<usize>,
    pub(super) body: Range<usize>,
}

impl Queries {
    /// Reads the queries of a note. What stands in code or in others' comments is none.
    pub(super) fn read(note: &str) -> Self {
        let mut out = Self::default();
        let mut open: Option<(NoteQuery, &[Line], usize)> = None;
        let mut line = 1 + note[..body_start(note)].matches('\n').count();
        let stretches = stretches(note);
        for stretch in &stretches {
            let at = line;
            line += stretch.lines.len();
            let first = stretch.lines.first().map_or("", |l| note[l.clone()].trim());
            match stretch.kind {
                StretchKind::Code if !stretch.is_closed => out.fault(at, NoteFaultKind::OpenCode),
                StretchKind::Comment if !stretch.is_closed => {
                    out.fault(at, NoteFaultKind::OpenComment);
                }
                StretchKind::Comment if first == QUERY_END => match open.take() {
                    Some((query, head, _)) => out.add(note, query, head, &stretch.lines),
                    None => out.fault(at, NoteFaultKind::StrayEnd),
                },
                StretchKind::Comment if first.starts_with(QUERY_START.trim_end()) => {
                    out.endless(open.as_ref());
                    open = query(note, &stretch.lines).map(|q| (q, &stretch.lines[..], at));
                    if open.is_none() {
                        out.fault(at, NoteFaultKind::ChangedQuery);
                    }
                }
                StretchKind::Prose | StretchKind::Code | StretchKind::Comment => {}
            }
        }
        out.endless(open.as_ref());
        out.faults.sort_by_key(|fault| fault.line);
        out
    }

    fn fault(&mut self, line: usize, kind: NoteFaultKind) {
        self.faults.push(NoteFault { line, kind });
    }

    fn endless(&mut self, open: Option<&(NoteQuery, &[Line], usize)>) {
        if let Some((_, _, line)) = open {
            self.fault(*line, NoteFaultKind::EndlessQuery);
        }
    }

    fn add(&mut self, note: &str, query: NoteQuery, head: &[Line], end: &[Line]) {
        let (Some(first), Some(last), Some(end)) = (head.first(), head.last(), end.first()) else {
            return;
        };
        let body = note[last.end..].find('\n').map_or(end.start, |n| last.end + n + 1);
        let (whole, body) = (first.start..end.start, body..end.start);
        self.places.push(QueryPlace { query, whole, body });
    }
}

/// Reads the query of a comment: one line, or two of which the second tells the limit.
fn query(note: &str, comment: &[Line]) -> Option<NoteQuery> {
    let line = |n: usize| comment.get(n).map(|l: &Line| note[l.clone()].trim_end());
    let query = line(0)?.strip_prefix(QUERY_START)?;
    let (query, limit) = match comment.len() {
        1 => (ended(query)?, None),
        2 => (query, Some(ended(line(1)?)?.strip_prefix("limit ")?)),
        _ => return None,
    };
    let query = query.trim().replace("--\\>", COMMENT_END);
    let limit = limit.and_then(|l| l.split(' ').next()).and_then(|n| n.parse().ok());
    (!query.is_empty()).then(|| NoteQuery { query, limit: limit.unwrap_or(DEFAULT_LIMIT) })
}

/// Returns a line of a comment without the end of the comment, which must end the line.
fn ended(line: &str) -> Option<&str> {
    line.split_once(COMMENT_END).filter(|(_, rest)| rest.is_empty()).map(|(line, _)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(note: &str, expected: &[&str]) {
        let read = Queries::read(note);
        let queries = read.places.iter().map(|p| format!("{} {}", p.query.limit, p.query.query));
        let faults = read.faults.iter().map(|f| format!("{} {:?}", f.line, f.kind));
        let found: Vec<String> = queries.chain(faults).collect();
        assert_eq!(found, expected, "{note}");
    }

    #[test]
    fn queries_are_read_and_what_cannot_be_is_told() {
        let end = "<!-- earmark:end -->\n";
        check(&format!("<!-- earmark:query a --\\> b -->\n{end}"), &["10 a --> b"]);
        check(&format!("---\nx\n---\n<!-- earmark:query a\nlimit 3 · x -->\n{end}"), &["3 a"]);
        let one = format!("<!-- earmark:query a\nlimit 3 -->\n> x\n{end}");
        check(&format!("```\n{one}```\n{one}"), &["3 a"]);
        check(&format!("x\n```\n{one}"), &["2 OpenCode"]);
        check(&format!("{one}<!-- {}", "<!-- earmark:query a\n"), &["3 a", "5 OpenComment"]);
        check(&format!("{one}{end}x\n"), &["3 a", "5 StrayEnd"]);
        check(&format!("<!-- earmark:query b -->\n{one}"), &["3 a", "1 EndlessQuery"]);
        check("<!-- earmark:query b -->\n", &["1 EndlessQuery"]);
        for changed in ["", "b", "b\nlimit", "b\nx"] {
            let changed = format!("\n<!-- earmark:query {changed} --> x\n{one}");
            check(&changed, &["3 a", "2 ChangedQuery"]);
        }
        check(&format!("<!-- earmark:query -->\n{end}"), &["1 ChangedQuery", "2 StrayEnd"]);
    }
}
