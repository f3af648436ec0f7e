//! Changing a note: what is put in and what is run again. Every byte that earmark did not write
//! stays.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::note::markdown::Block;
use crate::note::markdown::Line;
use crate::note::markdown::blocks;
use crate::note::markdown::closing;
use crate::note::markdown::plain;
use crate::note::markdown::stretches;
use crate::note::page::Cited;
use crate::note::page::escaped;
use crate::note::page::footnote_line;
use crate::note::page::footnote_name;
use crate::note::page::quote_lines;
use crate::note::queries::NoteQuery;
use crate::note::queries::QUERY_END;
use crate::note::queries::Queries;
use crate::note::queries::QueryPlace;
use crate::note::queries::Stamp;
use crate::note::queries::heading;
use crate::note::words::quote_hash;
use crate::transcript::Anchor;

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
    parts.extend(comment.map(comment_lines));
    page.put_in(&parts);
    page.text
}

/// Returns the lines of a comment, with what it leaves open closed.
fn comment_lines(comment: &str) -> Vec<String> {
    let comment = comment.trim_end().replace("\r\n", "\n");
    let closing = closing(&comment);
    [Some(comment), closing].into_iter().flatten().collect()
}

/// Returns a note with a query and its results put in, and a comment behind them, where running
/// the query again leaves it.
pub fn add_query(
    note: &str,
    query: &NoteQuery,
    stamp: &Stamp,
    passages: &[Cited],
    comment: Option<&str>,
) -> String {
    let mut page = Page::new(note);
    let mut lines = heading(query, stamp).to_vec();
    for quote in page.quote_all(passages) {
        lines.extend(quote);
        lines.push(String::new());
    }
    lines.push(QUERY_END.to_owned());
    let comment = comment.map(comment_lines);
    page.put_in(&[Some(lines), comment].into_iter().flatten().collect::<Vec<_>>());
    page.text
}

/// Returns the note with every query in it run again by `run`, and what changed.
///
/// A passage that is no longer found is taken out only where it stands as it was put in and
/// nothing is written after it, and its footnote only where nothing else calls it and it is what
/// earmark writes of the passage, which `cite` reads. New ones are put in at the end of the
/// query's results.
///
/// # Errors
///
/// Those of `run` and `cite`.
pub fn refresh<E>(
    note: &str,
    stamp: &Stamp,
    mut run: impl FnMut(&NoteQuery) -> Result<Vec<Cited>, E>,
    mut cite: impl FnMut(&Anchor) -> Result<Option<Cited>, E>,
) -> Result<(String, Vec<Refreshed>), E> {
    let mut page = Page::new(note);
    let mut changes = Vec::new();
    let mut text = String::with_capacity(note.len());
    let mut at = 0;
    for place in Queries::read(note).places {
        let found = run(&place.query)?;
        let (body, change) = page.run_again(&place, &found);
        text += &note[at..place.whole.start];
        for line in heading(&place.query, stamp) {
            text += &line;
            text += page.line_end;
        }
        text += &body;
        at = place.body.end;
        changes.push(change);
    }
    page.text = text + &note[at..];
    let mut uncalled = Vec::new();
    for (name, anchor) in std::mem::take(&mut page.uncalled) {
        uncalled.extend(cite(&anchor)?.map(|cited| footnote_line(&name, &cited)));
    }
    page.text = without_footnotes(&page.text, &uncalled);
    Ok((page.with_footnotes(), changes))
}

/// A note that is being changed.
struct Page {
    text: String,
    line_end: &'static str,
    /// The parts of the note as it was.
    blocks: Vec<Block>,
    /// Footnotes that are to be written at the end.
    footnotes: Vec<String>,
    /// The footnotes by name, as running text; of two of one name the first counts.
    names: BTreeMap<String, String>,
    /// The footnotes of quotations that were taken out, with the address of each.
    uncalled: Vec<(String, Anchor)>,
}

/// A quotation as earmark wrote it.
struct Written {
    /// The name of its footnote.
    name: String,
    anchor: Anchor,
    span: Range<usize>,
    /// Whether something is written between it and the next.
    is_commented: bool,
}

impl Page {
    fn new(note: &str) -> Self {
        let line_end = if note.contains("\r\n") { "\r\n" } else { "\n" };
        let blocks = blocks(note);
        let mut names = BTreeMap::new();
        for block in &blocks {
            let Block::Footnote(name, lines) = block else { continue };
            names.entry(name.clone()).or_insert_with(|| plain(note, lines).text);
        }
        let text = note.to_owned();
        Self { text, line_end, blocks, footnotes: Vec::new(), names, uncalled: Vec::new() }
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
        let body = words(line.split_once("]: ").map_or(&*line, |(_, body)| body));
        let mut name = base.clone();
        let mut n = 1;
        while let Some(text) = self.names.get(&name) {
            if *text == body {
                return name;
            }
            n += 1;
            name = format!("{base}-{n}");
        }
        self.footnotes.push(footnote_line(&name, cited));
        self.names.insert(name.clone(), body);
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
        let end = prose_end(&self.text);
        let (before, after) = self.text.split_at(end);
        let mut out = before.to_owned();
        if !self.footnotes.is_empty() {
            let ends_with_footnote = self.footnotes_start() < end;
            out += match (ends_with_footnote, before.ends_with('\n')) {
                (true, true) => "",
                (true, false) => self.line_end,
                (false, _) if before.is_empty() => "",
                (false, _) => self.gap(before),
            };
        }
        for line in &self.footnotes {
            out += line;
            out += self.line_end;
        }
        out + after
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

    /// Returns where the footnotes at the end of what is read of the text begin.
    fn footnotes_start(&self) -> usize {
        let mut start = prose_end(&self.text);
        for block in blocks(&self.text).iter().rev() {
            let Block::Footnote(_, lines) = block else { break };
            let at = whole_lines(&self.text, lines).start;
            // Whatever stands between them is no footnote, and is kept before new text.
            if !self.text[at..start].contains("<!--") {
                start = at;
            }
        }
        start
    }

    /// Returns the results of a query with new ones put in and old ones taken out.
    fn run_again(&mut self, place: &QueryPlace, found: &[Cited]) -> (String, Refreshed) {
        let start = place.body.start;
        let mut kept = self.text[place.body.clone()].to_owned();
        let is_found = |a: &Anchor| found.iter().any(|c| c.anchor == *a);
        let mut removed = Vec::new();
        for quote in self.written(&place.body).into_iter().rev() {
            if !quote.is_commented && !is_found(&quote.anchor) {
                kept.replace_range(quote.span.start - start..quote.span.end - start, "");
                removed.push(quote.anchor.clone());
                self.uncalled.push((quote.name, quote.anchor));
            }
        }
        removed.reverse();
        let is_new = |c: &&Cited| !cites(&kept, &self.names, &c.anchor);
        let fresh: Vec<Cited> = found.iter().filter(is_new).cloned().collect();
        for quote in self.quote_all(&fresh) {
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
    fn written(&self, body: &Range<usize>) -> Vec<Written> {
        let note = &self.text;
        let start = |block: &Block| {
            let (Block::Text(lines) | Block::Quote(lines) | Block::Footnote(_, lines)) = block;
            whole_lines(note, lines).start
        };
        let from = self.blocks.partition_point(|block| start(block) < body.start);
        let to = self.blocks.partition_point(|block| start(block) < body.end);
        let parts = self.blocks.get(from..to).unwrap_or_default();
        let mut out = Vec::new();
        for (n, part) in parts.iter().enumerate() {
            let Block::Quote(lines) = part else { continue };
            let words = plain(note, lines);
            let [(_, name)] = words.calls.as_slice() else { continue };
            let Some((anchor, hash)) = self.names.get(name).and_then(|text| anchor_and_hash(text))
            else {
                continue;
            };
            if hash != quote_hash(&words.text) {
                continue;
            }
            let span = whole_lines(note, lines);
            let next = parts.get(n + 1).map_or(body.end, start);
            let between = &note[span.end..next.max(span.end)];
            let is_commented =
                matches!(parts.get(n + 1), Some(Block::Text(_))) || !between.trim().is_empty();
            let blank = between.len() - between.trim_start().len();
            let (name, span) = (name.clone(), span.start..span.end + blank);
            out.push(Written { name, anchor, span, is_commented });
        }
        out
    }
}

/// Returns a text without those of some footnotes, given as their lines, that nothing calls.
fn without_footnotes(text: &str, uncalled: &[String]) -> String {
    let mut out = text.to_owned();
    // Markdown tells names apart in no case, and a call in a comment may be read again.
    let folded = text.to_lowercase();
    for block in blocks(text).iter().rev() {
        let Block::Footnote(name, lines) = block else { continue };
        let whole = whole_lines(text, lines);
        let line = text[whole.clone()].trim_end_matches(['\n', '\r']);
        let is_called = folded.matches(&format!("[^{}]", name.to_lowercase())).count() > 1;
        let (before, after) = (&text[..whole.start], &text[whole.end..]);
        // What stands around it stays apart without it.
        let ends = |line: Option<&str>| line.is_none_or(|l| l.is_empty() || l.starts_with("[^"));
        let is_apart = ends(before.lines().last()) && ends(after.lines().next());
        if !is_called && is_apart && uncalled.iter().any(|written| written == line) {
            out.replace_range(whole, "");
        }
    }
    out
}

/// Returns where what is read of a text ends: before code or a comment that is never closed, for
/// whatever came after it would be part of it.
fn prose_end(text: &str) -> usize {
    let last = stretches(text).pop().filter(|last| !last.is_closed);
    last.and_then(|last| last.lines.first().map(|line| line.start)).unwrap_or(text.len())
}

/// Returns the address and the hash in a footnote that earmark wrote.
pub(super) fn anchor_and_hash(footnote: &str) -> Option<(Anchor, String)> {
    let mut words = footnote.split_whitespace().rev();
    let hash = words.next()?.strip_prefix(crate::note::claim::HASH_PREFIX)?;
    Some((words.next()?.parse().ok()?, hash.to_owned()))
}

/// Tells whether a stretch of a note calls a footnote that has an address.
fn cites(body: &str, names: &BTreeMap<String, String>, anchor: &Anchor) -> bool {
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
        let note = add_query("# T\n", &query, &stamp(), &old, Some("My view."));
        let note =
            note.replace("> Two.[^kc-2-0]\n", "> Two.[^kc-2-0]\n\nMy comment.\n") + "\nMy end.\n";
        let run = |asked: &NoteQuery| {
            assert_eq!(*asked, query);
            Ok::<_, ()>(vec![cited("kc:3.0", "Three."), cited("kc:4.0", "Four.")])
        };
        let cite = |anchor: &Anchor| Ok(old.iter().find(|cited| cited.anchor == *anchor).cloned());
        let (fresh, changes) = refresh(&note, &stamp(), run, cite).unwrap();
        let anchors = |list: &[Anchor]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(anchors(&changes[0].added), ["kc:4.0"]);
        assert_eq!(anchors(&changes[0].removed), ["kc:1.0"]);
        for kept in ["> Two.", "My comment.", "> Three.", "My view.", "> Four.", "My end.", "# T"] {
            assert_eq!(fresh.matches(kept).count(), 1, "{kept}: {fresh}");
        }
        assert!(!fresh.contains("> One.") && !fresh.contains("[^kc-1-0]"), "{fresh}");
        let (again, changes) = refresh(&fresh, &stamp(), run, cite).unwrap();
        assert_eq!((again, changes[0].added.len()), (fresh, 0));
    }

    #[test]
    fn a_footnote_goes_with_its_quotation_unless_it_is_called_or_changed() {
        let query = NoteQuery { query: "grew".into(), limit: 3 };
        let old = [cited("kc:1.0", "One."), cited("kc:2.0", "Two.")];
        let note = add_query("# T\n", &query, &stamp(), &old, None);
        let line = footnote_line("kc-1-0", &old[0]);
        let check = |from: &str, to: &str, cite: Option<&Cited>, stays: bool| {
            let note = note.replace(from, to);
            let run = |_: &NoteQuery| Ok::<_, ()>(vec![old[1].clone()]);
            let (fresh, _) = refresh(&note, &stamp(), run, |_| Ok(cite.cloned())).unwrap();
            assert_eq!(fresh.contains("[^kc-1-0]: "), stays, "{fresh}");
            assert!(
                fresh.contains("> Two.[^kc-2-0]") && fresh.contains("\n[^kc-2-0]: "),
                "{fresh}"
            );
        };
        let first = Some(&old[0]);
        check("", "", first, false);
        check("\n", "\r\n", first, false);
        check("# T\n", "# T\n\nAs he said.[^KC-1-0]\n", first, true);
        check("# T\n", "# T\n\n<!-- see [^kc-1-0] -->\n", first, true);
        check(&line, &line.replace("KC,", "See KC,"), first, true);
        check(&line, &format!("{line} Mine."), first, true);
        check(&line, &format!("{line}\n    Mine."), first, true);
        check(&line, &format!("{line}\n\n    Mine."), first, true);
        check(&line, &format!("> Theirs.\n{line}"), first, true);
        check("", "", None, true);
    }

    #[test]
    fn what_is_never_closed_takes_nothing_in() {
        let query = NoteQuery { query: "x".into(), limit: 3 };
        let passages = [cited("_k`c*:7.3", "We grew.")];
        for open in ["```\ncode", "~~~~ `x`\n~~~\n", "<!-- a thought\n"] {
            let note = add_query(&format!("Mine.\n{open}"), &query, &stamp(), &passages, None);
            assert!(note.starts_with("Mine.\n\n<!--") && note.ends_with(open), "{note}");
            let more = add(&note, &[cited("kc:1.0", "One.")], Some(open));
            assert!(more.ends_with(open) && more.contains("> One.[^kc-1-0]\n\n"), "{more}");
            assert_eq!(blocks(&more).len(), 5, "{more}");
            for note in [note, more] {
                let run = |_: &NoteQuery| Ok::<_, ()>(passages.to_vec());
                let same = refresh(&note, &stamp(), run, |_| Ok(None)).unwrap();
                assert_eq!((&same.0, same.1.len()), (&note, 1));
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_that_stood_in_a_note_is_lost(
            note in "(\\PC|[\n\r>\\[\\]^:`-]|\n```|<!-- earmark:query x|-->|<!-- earmark:end -->|\n\\[\\^kc-7-3\\]: ){0,60}"
        ) {
            let passages = [cited("kc:7.3", "We grew.")];
            let query = NoteQuery { query: "x".into(), limit: 3 };
            let run = |_: &NoteQuery| Ok::<_, ()>(passages.to_vec());
            let cite = |_: &Anchor| Ok(passages.first().cloned());
            let (once, _) = refresh(&note, &stamp(), run, cite).unwrap();
            let (twice, _) = refresh(&once, &stamp(), run, cite).unwrap();
            prop_assert_eq!(once, twice);
            for out in [add(&note, &passages, Some("c")), add_query(&note, &query, &stamp(), &passages, Some("c"))] {
                let mut bytes = out.bytes();
                prop_assert!(note.bytes().all(|b| bytes.any(|o| o == b)), "{out:?}");
            }
        }
    }
}
