//! The page of a search: each hit with its speaker, its place, its context.

use std::io;
use std::io::Write;

use crate::numbers::counted;
use crate::numbers::number;
use crate::render::Paint;
use crate::render::Style;
use crate::render::UrlOf;
use crate::render::text::explained;
use crate::render::text::facts;
use crate::render::text::wrap::Line;
use crate::render::text::wrap::lines;
use crate::render::text::wrap::push_shown;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;
use crate::search::ContextPassage;
use crate::search::Hit;
use crate::search::Ranked;
use crate::search::Results;

/// The most columns of a page, however wide the terminal: longer lines are hard to read.
pub(super) const MAX_COLUMNS: usize = 110;

/// How far a passage is indented, and its context.
const PASSAGE_INDENT: usize = 4;
const CONTEXT_INDENT: usize = 8;

/// How many lines of a context passage are shown where only the nearest are.
const NEAREST_LINES: usize = 2;

/// What stands for the lines of a context passage that are not shown.
const DOTS: &str = "…";

/// How much of the passages around a hit is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextShown {
    /// The lines nearest to the hit.
    Nearest,
    /// All of them.
    Whole,
}

/// Which side of a hit a context passage stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Writes the hits of a search and how many there are; `offset` hits were passed over. Addresses
/// are links to the files they stand in.
pub fn results(
    out: &mut dyn Write,
    results: &Results,
    offset: usize,
    shown: ContextShown,
    url_of: UrlOf<'_>,
    style: Style,
) -> io::Result<()> {
    let style = Style { width: style.width.min(MAX_COLUMNS), ..style };
    if let Some(explanation) = &results.explanation {
        explained::explanation(out, explanation, style)?;
    }
    let mut page = String::new();
    for hit in &results.hits {
        push_hit(&mut page, hit, results.by, shown, url_of, style);
        page.push('\n');
        out.write_all(page.as_bytes())?;
        page.clear();
    }
    explained::facets(out, &results.facets, style)?;
    let footer = footer(results.hits.len() as u64, results.groups, offset, &total(results));
    writeln!(out, "{}", style.paint(Paint::Dim, &footer))
}

/// Returns how many of the hits are given and how to see more of them, where not all are.
pub fn part_of_results(results: &Results, offset: usize) -> Option<String> {
    part(results.hits.len(), results.groups, offset, &total(results))
}

/// Returns how many there are of what is given and how to see more of it, where a table has but
/// a part.
pub fn part_of(shown: usize, of: u64, offset: usize, what: &str) -> Option<String> {
    part(shown, of, offset, &counted(of, what))
}

fn part(shown: usize, of: u64, offset: usize, total: &str) -> Option<String> {
    let shown = shown as u64;
    (shown < of).then(|| footer(shown, of, offset, total))
}

/// Returns how many passages, and turns or calls with some, there are.
fn total(results: &Results) -> String {
    let passages = counted(results.total, "passage");
    match results.by {
        Ranked::Passage => passages,
        by => format!("{} with {passages}", counted(results.groups, by.as_str())),
    }
}

fn push_hit(
    page: &mut String,
    hit: &Hit,
    by: Ranked,
    shown: ContextShown,
    url_of: UrlOf<'_>,
    style: Style,
) {
    push_head(page, hit, by, url_of, style);
    let columns = style.width.saturating_sub(PASSAGE_INDENT);
    for passage in &hit.before {
        push_context(page, passage, Side::Before, shown, style);
    }
    for line in lines(&hit.text, columns, 0) {
        push_indented(page, PASSAGE_INDENT, |page| {
            push_shown(page, &hit.text, &line, &hit.highlights, Paint::Plain, style);
        });
    }
    for passage in &hit.after {
        push_context(page, passage, Side::After, shown, style);
    }
    if let Some(parts) = &hit.parts {
        let score = explained::score(hit.score, parts);
        push_indented(page, PASSAGE_INDENT, |page| style.push(page, Paint::Dim, &score));
    }
    let citation = hit.citation();
    for (n, line) in lines(&citation, columns.saturating_sub(2), 0).enumerate() {
        push_indented(page, PASSAGE_INDENT, |page| {
            style.push(page, Paint::Dim, if n == 0 { "— " } else { "  " });
            push_shown(page, &citation, &line, &[], Paint::Dim, style);
        });
    }
}

/// Appends who speaks where: `1. Haijian He (CFO) · executive · … · kc-2021q1:3.4`.
fn push_head(page: &mut String, hit: &Hit, by: Ranked, url_of: UrlOf<'_>, style: Style) {
    let speaker = &hit.turn.speaker;
    let rank = format!("{:>width$}. ", hit.rank, width = PASSAGE_INDENT - 2);
    let mut parts = vec![(Paint::Head, facts::who(speaker))];
    parts.extend(facts::role(speaker).map(|role| (Paint::Plain, role.to_owned())));
    parts.push((Paint::Plain, facts::call(&hit.call)));
    parts.extend(facts::section(hit.turn.section).map(|s| (Paint::Plain, s.to_owned())));
    parts.push((Paint::Anchor, hit.anchor.to_string()));
    if by != Ranked::Passage {
        let passages = format!("{} in this {}", counted(hit.passages, "passage"), by.as_str());
        parts.push((Paint::Plain, passages));
    }
    style.push(page, Paint::Head, &rank);
    let url = hit.call.source.as_deref().and_then(url_of);
    push_linked_parts(page, &parts, url.as_deref(), width(&rank), PASSAGE_INDENT, style);
}

/// Writes parts with dots between them; a part that does not fit begins a line, and one that is
/// longer than a line is broken between words, unless it is an address.
pub(super) fn write_parts(
    out: &mut dyn Write,
    parts: &[(Paint, String)],
    lead: usize,
    indent: usize,
    style: Style,
) -> io::Result<()> {
    write_linked_parts(out, parts, None, lead, indent, style)
}

/// Writes parts as [`write_parts`] does; those that are addresses are links to a URL.
pub(super) fn write_linked_parts(
    out: &mut dyn Write,
    parts: &[(Paint, String)],
    url: Option<&str>,
    lead: usize,
    indent: usize,
    style: Style,
) -> io::Result<()> {
    let mut page = String::new();
    push_linked_parts(&mut page, parts, url, lead, indent, style);
    out.write_all(page.as_bytes())
}

fn push_linked_parts(
    page: &mut String,
    parts: &[(Paint, String)],
    url: Option<&str>,
    lead: usize,
    indent: usize,
    style: Style,
) {
    const DOT: &str = " · ";
    let mut used = lead;
    for (n, (paint, text)) in parts.iter().enumerate() {
        let columns = width(text);
        if n > 0 && used + width(DOT) + columns > style.width {
            page.push('\n');
            push_blanks(page, indent);
            used = indent;
        } else if n > 0 {
            style.push(page, Paint::Dim, DOT);
            used += width(DOT);
        }
        if used + columns > style.width && *paint != Paint::Anchor {
            let room = style.width.saturating_sub(indent);
            for (n, line) in lines(text, room, used.saturating_sub(indent)).enumerate() {
                if n > 0 {
                    page.push('\n');
                    push_blanks(page, indent);
                    used = indent;
                }
                push_shown(page, text, &line, &[], *paint, style);
                used += width(&text[line]);
            }
            continue;
        }
        let url = url.filter(|_| *paint == Paint::Anchor);
        style.push_link(page, url, *paint, text);
        used += columns;
    }
    page.push('\n');
}

/// Appends a passage around a hit, with who says it.
fn push_context(
    page: &mut String,
    passage: &ContextPassage,
    side: Side,
    shown: ContextShown,
    style: Style,
) {
    let turn = &passage.turn;
    let place = match passage.anchor.passage {
        Some(n) => format!("{}.{n}", turn.ordinal),
        None => turn.ordinal.to_string(),
    };
    let label = format!("{place} {}: ", facts::name(&turn.speaker));
    // Two columns are left for what stands for the lines that are not shown.
    let columns = style.width.saturating_sub(CONTEXT_INDENT + 2);
    let (text, lines) = match shown {
        ContextShown::Whole => (passage.text.as_str(), wrap(&passage.text, columns, width(&label))),
        ContextShown::Nearest => nearest(&passage.text, side, columns, width(&label)),
    };
    let count = lines.len();
    let is_cut = text.len() < passage.text.len() || ends_before(&lines, text);
    for (n, line) in lines.iter().enumerate() {
        push_indented(page, CONTEXT_INDENT, |page| {
            if n == 0 {
                style.push(page, Paint::Dim, &label);
            }
            if side == Side::Before && n == 0 && is_cut {
                style.push(page, Paint::Dim, DOTS);
                page.push(' ');
            }
            push_shown(page, text, line, &[], Paint::Dim, style);
            if side == Side::After && n + 1 == count && is_cut {
                page.push(' ');
                style.push(page, Paint::Dim, DOTS);
            }
        });
    }
}

/// Returns the lines of a text that are nearest to a hit, and the text they are lines of.
fn nearest(text: &str, side: Side, columns: usize, lead: usize) -> (&str, Vec<Line>) {
    let all = lines(text, columns, lead);
    match side {
        Side::After => {
            let mut first: Vec<Line> = all.take(NEAREST_LINES + 2).collect();
            if first.len() > NEAREST_LINES + 1 {
                first.truncate(NEAREST_LINES);
            }
            (text, first)
        }
        Side::Before => {
            let all: Vec<Line> = all.collect();
            if all.len() <= NEAREST_LINES + 1 {
                return (text, all);
            }
            let last = &all[all.len() - NEAREST_LINES..];
            let first = last.iter().find(|line| !line.is_empty());
            let text = first.map_or(text, |line| &text[line.start..]);
            (text, wrap(text, columns, lead))
        }
    }
}

/// Tells whether lines leave out the end of a text.
fn ends_before(lines: &[Line], text: &str) -> bool {
    let last = lines.iter().rev().find(|line| !line.is_empty());
    last.map_or(0, |line| line.end) < text.trim_end().len()
}

/// Writes a line that has been made ready, unless it is empty, behind so many spaces.
pub(super) fn write_indented(out: &mut dyn Write, indent: usize, line: &str) -> io::Result<()> {
    if line.is_empty() { writeln!(out) } else { writeln!(out, "{:indent$}{line}", "") }
}

/// Appends a line, unless it is empty, behind so many spaces.
fn push_indented(page: &mut String, indent: usize, push_line: impl FnOnce(&mut String)) {
    let start = page.len();
    push_blanks(page, indent);
    let blank = page.len();
    push_line(page);
    if page.len() == blank {
        page.truncate(start);
    }
    page.push('\n');
}

fn push_blanks(page: &mut String, count: usize) {
    page.extend(std::iter::repeat_n(' ', count));
}

/// Returns how many are shown of how many, which `total` tells in words, and how to see more of
/// them.
pub(super) fn footer(shown: u64, of: u64, offset: usize, total: &str) -> String {
    let end = offset as u64 + shown;
    if shown == 0 && offset > 0 && of > 0 {
        return format!("{total}, none after the first {}", number(offset as u64));
    }
    if shown == of || shown == 0 {
        return total.to_owned();
    }
    let range = match (shown, offset) {
        (_, 0) => number(shown),
        (1, _) => number(end),
        _ => format!("{}–{}", number(offset as u64 + 1), number(end)),
    };
    let more = if end < of { format!("; --offset {end} for more") } else { String::new() };
    format!("{range} of {total}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_footer_tells_what_is_shown_and_how_to_see_more() {
        let check = |shown: u64, total, offset, expected: &str| {
            assert_eq!(footer(shown, total, offset, &counted(total, "passage")), expected);
        };
        check(1, 1, 0, "1 passage");
        check(5, 5, 0, "5 passages");
        check(10, 1_137, 0, "10 of 1,137 passages; --offset 10 for more");
        check(10, 137, 10, "11–20 of 137 passages; --offset 20 for more");
        check(7, 137, 130, "131–137 of 137 passages");
        check(0, 137, 200, "137 passages, none after the first 200");
        check(0, 137, 0, "137 passages");
    }

    #[test]
    fn a_hit_is_a_passage_between_its_neighbours() {
        let style = Style {
            width: 60,
            color: crate::render::Color::Off,
            medium: crate::render::Medium::Pipe,
        };
        let results = Results { total: 1, groups: 1, hits: vec![hit()], ..Results::default() };
        let mut page = Vec::new();
        super::results(&mut page, &results, 0, ContextShown::Nearest, &|_| None, style).unwrap();
        assert_eq!(
            String::from_utf8(page).unwrap(),
            " 1. Haijian He (CFO) · executive · Kingsoft Cloud, Q1 2021
    prepared remarks · kc-2021q1:3.4
        3.3 Haijian He: … word word word word word word word
        word word word word word word
    By December last year, our backlog of large contracts
    grew.
        4.0 Operator: Thank you\\u{1b}.
    — Kingsoft Cloud, Q1 2021 earnings call, Haijian He
      (CFO), turn 3

1 passage
"
        );
    }

    fn hit() -> Hit {
        use crate::transcript::Call;
        use crate::transcript::*;

        let call = Call {
            id: CallId::new("kc-2021q1"),
            company: Some("Kingsoft Cloud".into()),
            quarter: "2021-Q1".parse().ok(),
            ..Call::default()
        };
        let anchor =
            |turn, passage| Anchor::passage(CallId::new("kc-2021q1"), TurnOrdinal(turn), passage);
        let he = Speaker {
            name: Some("Haijian He".into()),
            role: Role::Executive,
            title: Some("CFO".into()),
            firm: None,
        };
        let operator = Speaker { role: Role::Operator, ..Speaker::default() };
        let turn = |ordinal, speaker: &Speaker| Turn {
            ordinal: TurnOrdinal(ordinal),
            speaker: speaker.clone(),
            section: Section::Prepared,
            ..Turn::default()
        };
        let text = "By December last year, our backlog of large contracts grew.".to_owned();
        Hit {
            rank: 1,
            score: 1.5,
            anchor: anchor(3, 4),
            call: std::sync::Arc::new(call),
            turn: turn(3, &he),
            exchange: None,
            highlights: std::iter::once(27..34).collect(),
            text,
            before: vec![ContextPassage {
                anchor: anchor(3, 3),
                turn: turn(3, &he),
                text: "word ".repeat(60).trim().to_owned(),
            }],
            after: vec![ContextPassage {
                anchor: anchor(4, 0),
                turn: turn(4, &operator),
                text: "Thank you\x1b.".to_owned(),
            }],
            passages: 1,
            parts: None,
        }
    }
}
