//! Facets, and how a search explains itself, as lines of a page.

use std::io;
use std::io::Write;

use crate::numbers::counted;
use crate::numbers::number;
use crate::render::Paint;
use crate::render::Style;
use crate::render::text::results::write_parts;
use crate::search::Explanation;
use crate::search::FacetCounts;
use crate::search::ScoreParts;
use crate::search::SubjectKind;

/// How many values of a facet a page shows, and how many words one word stands for.
const SHOWN: usize = 10;

/// How wide the names at the left are.
const NAME_COLUMNS: usize = 10;

/// Writes how a query was understood.
pub(super) fn explanation(
    out: &mut dyn Write,
    explanation: &Explanation,
    style: Style,
) -> io::Result<()> {
    write_named(out, "query", std::slice::from_ref(&explanation.query), style)?;
    for word in &explanation.words {
        let terms = word.terms.iter().map(|t| format!("{} {}", t.term, number(t.passages)));
        let mut parts = vec![format!("{}:", word.written)];
        parts.extend(cut(terms.collect()));
        if word.terms.is_empty() {
            parts.push("nothing in the index".to_owned());
        }
        write_named(out, "word", &parts, style)?;
    }
    for stretch in &explanation.stretches {
        let matches = match stretch.matches {
            1 => "1 match".to_owned(),
            n => format!("{} matches", number(n)),
        };
        let parts = [
            format!("{}:", stretch.written),
            matches,
            format!("in {}", counted(stretch.passages, "passage")),
        ];
        write_named(out, "stretch", &parts, style)?;
    }
    for subject in &explanation.subjects {
        let what = if subject.kind == SubjectKind::Speaker { "turn" } else { "call" };
        let parts = [format!("{}:", subject.written), counted(subject.places, what)];
        write_named(out, "subject", &parts, style)?;
    }
    writeln!(out)
}

/// Returns what a score is made of: `score 7.31 = words 5.20 + call 2.11`.
pub(super) fn score(score: f32, parts: &ScoreParts) -> String {
    let ScoreParts { words, proximity, neighbours, turn, call, subject, boilerplate } = *parts;
    let named = [
        ("words", words),
        ("proximity", proximity),
        ("neighbours", neighbours),
        ("turn", turn),
        ("call", call),
        ("subject", subject),
        ("boilerplate", boilerplate),
    ];
    let said: Vec<String> = named
        .iter()
        .filter(|(_, part)| part.abs() >= 0.005)
        .map(|(name, part)| format!("{name} {part:.2}"))
        .collect();
    if said.is_empty() {
        return format!("score {score:.2}");
    }
    format!("score {score:.2} = {}", said.join(" + "))
}

/// Writes how many passages have each value of some facets.
pub(super) fn facets(out: &mut dyn Write, facets: &[FacetCounts], style: Style) -> io::Result<()> {
    for facet in facets {
        let value = |v: &crate::search::FacetValue| {
            format!("{} {}", v.value.as_deref().unwrap_or("(none)"), number(v.passages))
        };
        let values = cut(facet.values.iter().map(value).collect());
        write_named(out, &format!("by {}", facet.facet.as_str()), &values, style)?;
    }
    if facets.is_empty() { Ok(()) } else { writeln!(out) }
}

/// Leaves the first of many, and says how many more there are.
fn cut(mut parts: Vec<String>) -> Vec<String> {
    if parts.len() > SHOWN + 1 {
        let more = (parts.len() - SHOWN) as u64;
        parts.truncate(SHOWN);
        parts.push(format!("{} more", number(more)));
    }
    parts
}

/// Writes parts behind their name, parted by dots; a first part that ends in a colon heads the others.
fn write_named(out: &mut dyn Write, name: &str, parts: &[String], style: Style) -> io::Result<()> {
    let lead = format!("{name:NAME_COLUMNS$} ");
    write!(out, "{}", style.paint(Paint::Dim, &lead))?;
    let mut lead = lead.len();
    let mut rest = parts;
    if let [first, others @ ..] = parts
        && first.ends_with(':')
    {
        write!(out, "{} ", style.paint(Paint::Plain, first))?;
        lead += crate::render::text::wrap::width(first) + 1;
        rest = others;
    }
    let parts: Vec<_> = rest.iter().map(|p| (Paint::Plain, p.clone())).collect();
    write_parts(out, &parts, lead, NAME_COLUMNS + 1, style)
}
