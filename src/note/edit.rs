//! Changing a note: what is put in and what is run again. Every byte that earmark did not write
//! stays.

use std::ops::Range;

use crate::note::markdown::Block;
use crate::note::markdown::Line;
use crate::note::markdown::blocks;
use crate::note::markdown::lines;
use crate::note::markdown::plain;
use crate::note::page::Cited;
use crate::note::page::escaped;
use crate::note::page::footnote_line;
use crate::note::page::footnote_name;
use crate::note::page::quote_lines;
use crate::note::words::quote_hash;
use crate::transcript::Anchor;

/// What the lines around the results of a query begin with and are.
const QUERY_START: &str = "<!-- earmark:query ";
const QUERY_END: &str = "<!-- earmark:end -->";

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

/// What running a query of a note again changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshed {
    /// The query.
    pub query: NoteQuery,
    /// The passages that were put in.
    pub added: Vec<Anchor>,
    /// The passages that were taken out.
    pub removed: Vec<Anchor>,
}

/// Returns a new note with a title.
pub fn new_note(title: &str, version: &str) -> String {
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let quoted: String = quoted.chars().filter(|c| !c.is_control()).collect();
    format!("---\ntitle: \"{quoted}\"\nearmark: \"{version}\"\n---\n\n# {}\n", escaped(title))
}

/// Returns a note with passages put in behind its text, before its footnotes, and a comment after
/// the last of them.
pub fn add(note: &str, passages: &[Cited], comment: Option<&str>) -> String {
    let mut page = Page::new(note);
    let mut parts = page.quote_all(passages);
    parts.extend(comment.map(|c| vec![c.trim_end().replace("\r\n", "\n")]));
    page.put_in(&parts);
    page.text
}

/// Returns a note with a query and its results put in.
pub fn add_query(note: &str, query: &NoteQuery, stamp: &Stamp, passages: &[Cited]) -> String {
    let mut page = Page::new(note);
    let mut lines = heading(query, stamp);
    for quote in page.quote_all(passages) {
        lines.extend(quote);
        lines.push(String::new());
    }
    lines.push(QUERY_END.to_owned());
    page.put_in(&[lines]);
    page.text
}

/// Returns the note with every query in it run again by `run`, and what changed.
///
/// A passage that is no longer found is taken out only where it stands as it was put in and
/// nothing is written after it. New ones are put in at the end of the query's results.
///
/// # Errors
///
/// Those of `run`.
pub fn refresh<E>(
    note: &str,
    stamp: &Stamp,
    mut run: impl FnMut(&NoteQuery) -> Result<Vec<Cited>, E>,
) -> Result<(String, Vec<Refreshed>), E> {
    let mut page = Page::new(note);
    let mut changes = Vec::new();
    let mut from = 0;
    while let Some(place) = QueryPlace::find(&page.text, from) {
        let found = run(&place.query)?;
        let (body, change) = page.run_again(&place, &found);
        let mut lines = heading(&place.query, stamp);
        lines.push(String::new());
        let head = lines.join(page.line_end);
        let start = place.whole.start;
        from = start + head.len() + body.len();
        page.text.replace_range(place.whole.start..place.body.end, &(head + &body));
        changes.push(change);
    }
    Ok((page.with_footnotes(), changes))
}

/// Returns by what each query of a note can be had again, as its comment says.
pub(super) fn queries(note: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(place) = QueryPlace::find(note, from) {
        let head = &note[place.whole.start..place.body.start];
        let said = head.lines().nth(1).unwrap_or_default().trim().trim_end_matches("-->").trim();
        out.push(format!("query {}; {said}", place.query.query));
        from = place.body.end;
    }
    out
}

/// Tells whether a line begins a comment that only earmark reads.
pub(super) fn is_query_line(line: &str) -> bool {
    line.starts_with(QUERY_START) || line.trim_end() == QUERY_END
}

/// Returns the lines that begin the results of a query.
fn heading(query: &NoteQuery, stamp: &Stamp) -> Vec<String> {
    let Stamp { version, fingerprint, calls } = stamp;
    // Nothing in a comment may end it.
    let text = query.query.replace('\n', " ").replace("-->", "--\\>");
    vec![
        format!("{QUERY_START}{text}"),
        format!(
            "limit {} · index {fingerprint} of {calls} calls · earmark {version} -->",
            query.limit
        ),
    ]
}

/// The results of a query in a note.
struct QueryPlace {
    query: NoteQuery,
    /// From the line that begins them to the one that ends them, which is left out.
    whole: Range<usize>,
    body: Range<usize>,
}

impl QueryPlace {
    /// Finds the next one; one without an end, or whose beginning was changed, is none.
    fn find(text: &str, from: usize) -> Option<Self> {
        let mut open: Option<(Line, Line)> = None;
        let mut all = lines(text, from).peekable();
        while let Some(line) = all.next() {
            let content = text[line.clone()].trim_end();
            if content.starts_with(QUERY_START) {
                let more = all.peek().filter(|next| {
                    let next = text[(*next).clone()].trim_end();
                    next.starts_with("limit ") && next.ends_with("-->")
                });
                let head = if content.ends_with("-->") { Some(&line) } else { more };
                open = head.map(|head| (line.clone(), head.clone()));
            } else if content == QUERY_END
                && let Some((first, head)) = open.take()
            {
                let body = text[head.end..].find('\n').map_or(line.start, |n| head.end + n + 1);
                let query = Self::query(text, &first, head.end);
                let whole = first.start..line.start;
                return Some(Self { query, whole, body: body..line.start });
            }
        }
        None
    }

    fn query(text: &str, first: &Range<usize>, head: usize) -> NoteQuery {
        let query = text[first.clone()].trim_end().trim_start_matches(QUERY_START);
        let query = query.trim_end_matches("-->").trim().replace("--\\>", "-->");
        let rest = &text[first.end..head];
        let limit = rest.trim_start().strip_prefix("limit ").and_then(|r| r.split(' ').next());
        NoteQuery { query, limit: limit.and_then(|n| n.parse().ok()).unwrap_or(DEFAULT_LIMIT) }
    }
}

/// How many passages a query gives whose limit cannot be read.
const DEFAULT_LIMIT: usize = 10;

/// A note that is being changed.
struct Page {
    text: String,
    line_end: &'static str,
    /// Footnotes that are to be written at the end.
    footnotes: Vec<String>,
    /// Names of footnotes that are in use, with the text of each.
    names: Vec<(String, String)>,
}

/// A quotation as earmark wrote it.
struct Written {
    anchor: Anchor,
    span: Range<usize>,
    /// Whether something is written between it and the next.
    is_commented: bool,
}

impl Page {
    fn new(note: &str) -> Self {
        let line_end = if note.contains("\r\n") { "\r\n" } else { "\n" };
        let names = blocks(note).into_iter().filter_map(|block| match block {
            Block::Footnote(name, lines) => Some((name, plain(note, &lines).text)),
            Block::Text(_) | Block::Quote(_) => None,
        });
        let names = names.collect();
        Self { text: note.to_owned(), line_end, footnotes: Vec::new(), names }
    }

    /// Returns the lines of quotations, and takes note of their footnotes.
    fn quote_all(&mut self, passages: &[Cited]) -> Vec<Vec<String>> {
        passages.iter().map(|p| quote_lines(&p.text, &self.footnote(p))).collect()
    }

    /// Returns the name of the footnote for a passage, which is made where there is none.
    fn footnote(&mut self, cited: &Cited) -> String {
        let base = footnote_name(&cited.anchor);
        let line = footnote_line(&base, cited);
        let words = |line: &str| plain(line, std::slice::from_ref(&(0..line.len()))).text;
        let body = |line: &str| words(line.split_once("]: ").map_or(line, |(_, body)| body));
        let mut name = base.clone();
        let mut n = 1;
        while let Some((_, text)) = self.names.iter().find(|(known, _)| *known == name) {
            if *text == body(&line) {
                return name;
            }
            n += 1;
            name = format!("{base}-{n}");
        }
        let line = footnote_line(&name, cited);
        self.names.push((name.clone(), body(&line)));
        self.footnotes.push(line);
        name
    }

    /// Puts parts in behind the text, each after an empty line, and the footnotes at the end.
    fn put_in(&mut self, parts: &[Vec<String>]) {
        let at = self.footnotes_start();
        let mut new = String::new();
        let before = &self.text[..at];
        if !before.is_empty() {
            new += self.gap(before);
        }
        for part in parts {
            new += &part.join("\n").replace('\n', self.line_end);
            new += self.line_end;
            new += self.line_end;
        }
        if at == self.text.len() {
            new.truncate(new.len().saturating_sub(self.line_end.len()));
        }
        self.text.insert_str(at, &new);
        self.text = self.with_footnotes();
    }

    /// Returns the text with the new footnotes at its end.
    fn with_footnotes(&self) -> String {
        let mut out = self.text.clone();
        if self.footnotes.is_empty() {
            return out;
        }
        let ends_with_footnote = self.footnotes_start() < self.text.len();
        let is_ended = out.ends_with('\n');
        out += match (ends_with_footnote, is_ended) {
            (true, true) => "",
            (true, false) => self.line_end,
            (false, _) => self.gap(&self.text),
        };
        for line in &self.footnotes {
            out += line;
            out += self.line_end;
        }
        out
    }

    /// Returns the line ends that make an empty line after a text.
    fn gap(&self, before: &str) -> &'static str {
        match (self.line_end, before.ends_with("\n\n") || before.ends_with("\r\n\r\n")) {
            (_, true) => "",
            (end, false) if before.ends_with('\n') => end,
            ("\r\n", false) => "\r\n\r\n",
            (_, false) => "\n\n",
        }
    }

    /// Returns where the footnotes at the end of the text begin.
    fn footnotes_start(&self) -> usize {
        let mut start = self.text.len();
        for block in blocks(&self.text).iter().rev() {
            let Block::Footnote(_, lines) = block else { break };
            let Some(first) = lines.first() else { break };
            let at = self.text[..first.start].rfind('\n').map_or(0, |n| n + 1);
            // Whatever stands between them is no footnote, and is kept before new text.
            if !self.text[at..start].contains("<!--") {
                start = at;
            }
        }
        start
    }

    /// Returns the results of a query with new ones put in and old ones taken out.
    fn run_again(&mut self, place: &QueryPlace, found: &[Cited]) -> (String, Refreshed) {
        let body = self.text[place.body.clone()].to_owned();
        let written = self.written(&body);
        let is_found = |a: &Anchor| found.iter().any(|c| c.anchor == *a);
        let mut kept = body.clone();
        let mut removed = Vec::new();
        for quote in written.iter().rev() {
            if !quote.is_commented && !is_found(&quote.anchor) {
                kept.replace_range(quote.span.clone(), "");
                removed.push(quote.anchor.clone());
            }
        }
        removed.reverse();
        let mentioned = |c: &Cited| cites(&body, &self.names, &c.anchor);
        let fresh: Vec<Cited> = found.iter().filter(|c| !mentioned(c)).cloned().collect();
        let quotes = self.quote_all(&fresh);
        for quote in quotes {
            if !kept.is_empty() {
                kept += self.gap(&kept);
            }
            kept += &quote.join(self.line_end);
            kept += self.line_end;
            kept += self.line_end;
        }
        let added = fresh.into_iter().map(|c| c.anchor).collect();
        (kept, Refreshed { query: place.query.clone(), added, removed })
    }

    /// Returns the quotations in a stretch of the note that stand as they were written.
    fn written(&self, body: &str) -> Vec<Written> {
        let parts = blocks(body);
        let mut out = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            let Block::Quote(lines) = part else { continue };
            let words = plain(body, lines);
            let [(_, name)] = words.calls.as_slice() else { continue };
            let note = self.names.iter().find(|(known, _)| known == name).map(|(_, text)| text);
            let Some((anchor, hash)) = note.and_then(|text| anchor_and_hash(text)) else {
                continue;
            };
            if hash != quote_hash(&words.text) {
                continue;
            }
            let span = whole_lines(body, lines);
            let next = parts.get(n + 1).map_or(body.len(), |next| first_line(body, next));
            let between = &body[span.end..next.max(span.end)];
            let is_commented =
                matches!(parts.get(n + 1), Some(Block::Text(_))) || !between.trim().is_empty();
            let blank = between.len() - between.trim_start().len();
            out.push(Written { anchor, span: span.start..span.end + blank, is_commented });
        }
        out
    }
}

/// Returns the address and the hash in a footnote that earmark wrote.
pub(super) fn anchor_and_hash(footnote: &str) -> Option<(Anchor, String)> {
    let mut words = footnote.split_whitespace().rev();
    let hash = words.next()?.strip_prefix(crate::note::claim::HASH_PREFIX)?;
    Some((words.next()?.parse().ok()?, hash.to_owned()))
}

/// Tells whether a stretch of a note calls a footnote that has an address.
fn cites(body: &str, names: &[(String, String)], anchor: &Anchor) -> bool {
    names.iter().any(|(name, text)| {
        anchor_and_hash(text).is_some_and(|(a, _)| a == *anchor)
            && body.contains(&format!("[^{name}]"))
    })
}

/// Returns the bytes of whole lines, with the marks before them and the end of the last.
fn whole_lines(text: &str, lines: &[Line]) -> Range<usize> {
    let start = lines.first().map_or(0, |l| text[..l.start].rfind('\n').map_or(0, |n| n + 1));
    let last = lines.last().map_or(0, |l| l.end);
    start..text[last..].find('\n').map_or(text.len(), |n| last + n + 1)
}

fn first_line(text: &str, block: &Block) -> usize {
    let (Block::Text(lines) | Block::Quote(lines) | Block::Footnote(_, lines)) = block;
    whole_lines(text, lines).start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cited(place: &str, text: &str) -> Cited {
        let citation = "KC, Q1 2021 earnings call, He (CFO), turn 7".to_owned();
        Cited { anchor: place.parse().unwrap(), citation, text: text.to_owned() }
    }

    fn stamp() -> Stamp {
        Stamp { version: "0.1.0".into(), fingerprint: "0f".into(), calls: 2 }
    }

    #[test]
    fn quotations_stand_before_the_footnotes() {
        let note = add("text", &[cited("kc:7.3", "We grew. A lot.")], Some("Mine."));
        let quote = "> We grew.\n> A lot.[^kc-7-3]";
        let footnote = "[^kc-7-3]: KC, Q1 2021 earnings call, He (CFO), turn 7. `kc:7.3 quote-";
        assert!(note.starts_with(&format!("text\n\n{quote}\n\nMine.\n\n{footnote}")), "{note}");
        let again = add(&note, &[cited("kc:7.3", "We grew. A lot.")], None);
        assert_eq!(again.matches(footnote).count(), 1, "{again}");
        assert!(again.contains(&format!("Mine.\n\n{quote}\n\n{footnote}")), "{again}");
        let other = add(&again, &[cited("kc:7.3", "Other words.")], None);
        assert!(other.contains("> Other words.[^kc-7-3-2]"), "{other}");
        let windows = add("a\r\n", &[cited("kc:7.3", "We grew.")], None);
        assert!(!windows.replace("\r\n", "").contains('\n'), "{windows:?}");
    }

    #[test]
    fn a_query_is_run_again_and_what_was_written_stays() {
        let query = NoteQuery { query: "grew --> \"x\"".into(), limit: 3 };
        let old = [cited("kc:1.0", "One."), cited("kc:2.0", "Two."), cited("kc:3.0", "Three.")];
        let note = add_query("# T\n", &query, &stamp(), &old);
        let note =
            note.replace("> Two.[^kc-2-0]\n", "> Two.[^kc-2-0]\n\nMy comment.\n") + "\nMy end.\n";
        let run = |asked: &NoteQuery| {
            assert_eq!(*asked, query);
            Ok::<_, ()>(vec![cited("kc:3.0", "Three."), cited("kc:4.0", "Four.")])
        };
        let (fresh, changes) = refresh(&note, &stamp(), run).unwrap();
        let anchors = |list: &[Anchor]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(anchors(&changes[0].added), ["kc:4.0"]);
        assert_eq!(anchors(&changes[0].removed), ["kc:1.0"]);
        for kept in ["> Two.", "My comment.", "> Three.", "> Four.", "My end.", "# T"] {
            assert_eq!(fresh.matches(kept).count(), 1, "{kept}: {fresh}");
        }
        assert!(!fresh.contains("> One."));
        let (again, changes) = refresh(&fresh, &stamp(), run).unwrap();
        assert_eq!((again, changes[0].added.len()), (fresh, 0));
    }

    proptest! {
        #[test]
        fn nothing_that_stood_in_a_note_is_lost(
            note in "(\\PC|[\n\r>\\[\\]^:`-]|<!-- earmark:query x|-->|<!-- earmark:end -->|\n\\[\\^kc-7-3\\]: ){0,60}"
        ) {
            let passages = [cited("kc:7.3", "We grew.")];
            let query = NoteQuery { query: "x".into(), limit: 3 };
            let refreshed = refresh(&note, &stamp(), |_| Ok::<_, ()>(passages.to_vec()));
            prop_assert!(refreshed.is_ok());
            for out in [add(&note, &passages, Some("c")), add_query(&note, &query, &stamp(), &passages)] {
                let mut bytes = out.bytes();
                prop_assert!(note.bytes().all(|b| bytes.any(|o| o == b)), "{out:?}");
            }
        }
    }
}
