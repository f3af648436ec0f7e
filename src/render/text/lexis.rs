//! The pages of words: collocates, terms of a call, two calls compared.

use std::io;
use std::io::Write;

use crate::analysis::Collocates;
use crate::analysis::Comparison;
use crate::analysis::SectionChange;
use crate::analysis::Sentence;
use crate::analysis::SentenceChange;
use crate::analysis::Term;
use crate::analysis::Terms;
use crate::numbers::counted;
use crate::numbers::number;
use crate::render::Paint;
use crate::render::Style;
use crate::render::tables;
use crate::render::text::facts;
use crate::render::text::results::MAX_COLUMNS;
use crate::render::text::results::footer;
use crate::render::text::results::write_indented;
use crate::render::text::table;
use crate::render::text::wrap::show;
use crate::render::text::wrap::wrap;

/// How far what changed is indented.
const INDENT: usize = 4;

/// Writes collocates and what they were found in.
pub fn collocates(out: &mut dyn Write, found: &Collocates, style: Style) -> io::Result<()> {
    let dropped = table::write(out, &tables::collocates(found, 2), style)?;
    let words = footer_of(found.rows.len(), found.total, "word");
    let line = format!(
        "{words}; {} near {}, of {} in all",
        counted(found.near, "word"),
        counted(found.mentions, "mention"),
        number(found.words)
    );
    writeln!(out)?;
    table::write_footer(out, &line, &dropped, style)
}

/// Writes what a call says more than others.
pub fn terms(out: &mut dyn Write, found: &Terms, style: Style) -> io::Result<()> {
    let dropped = table::write(out, &tables::terms(found, 2), style)?;
    let terms = footer_of(found.rows.len(), found.total, "term");
    let line = format!(
        "{terms}; {} here, {} in {}",
        counted(found.size, "word"),
        number(found.other_size),
        counted(found.other_calls, "other call")
    );
    writeln!(out)?;
    table::write_footer(out, &line, &dropped, style)
}

fn footer_of(shown: usize, total: u64, what: &str) -> String {
    let line = footer(shown as u64, total, 0, &counted(total, what));
    // These lists have no pages: more of them is a higher limit.
    line.split("; ").next().unwrap_or_default().to_owned()
}

/// Writes what changed between two calls; of each list the first `limit`.
pub fn comparison(
    out: &mut dyn Write,
    found: &Comparison,
    limit: usize,
    style: Style,
) -> io::Result<()> {
    let style = Style { width: style.width.min(MAX_COLUMNS), ..style };
    let calls = [&found.before, &found.after].map(|call| facts::call(call));
    let heading = format!("{} → {}", calls[0], calls[1]);
    writeln!(out, "{}", style.paint(Paint::Head, &heading))?;
    for section in &found.sections {
        write_section(out, section, limit, style)?;
    }
    Ok(())
}

fn write_section(
    out: &mut dyn Write,
    section: &SectionChange,
    limit: usize,
    style: Style,
) -> io::Result<()> {
    let name = facts::section(section.section).unwrap_or("unknown section");
    let words = format!("{} → {} words", number(section.words.0), number(section.words.1));
    writeln!(out, "\n{}", style.paint(Paint::Dim, &format!("── {name}, {words} ──")))?;
    for (change, terms) in section.terms() {
        let shown: Vec<String> = terms.iter().take(limit).map(|t| term(change, t)).collect();
        let more = terms.len().saturating_sub(shown.len());
        write_list(out, &format!("{change} terms"), &shown.join(", "), more, style)?;
    }
    let sentences = section.sentences();
    for (change, mark) in [("new", "+"), ("dropped", "-"), ("changed", "~")] {
        let all = sentences.iter().filter(|s| s.change == change);
        let count = all.clone().count();
        let heading = match change {
            "changed" => format!(
                "changed sentences: {}, and {} kept word by word",
                number(count as u64),
                number(section.kept_sentences)
            ),
            change => format!("{change} sentences: {}", number(count as u64)),
        };
        writeln!(out, "{}", style.paint(Paint::Head, &heading))?;
        for SentenceChange { before, after, .. } in all.take(limit) {
            if change == "changed" {
                write_sentence(out, "-", *before, style)?;
                write_sentence(out, "+", *after, style)?;
            } else {
                write_sentence(out, mark, before.or(*after), style)?;
            }
        }
        write_more(out, count.saturating_sub(limit), style)?;
    }
    Ok(())
}

/// Returns a term with how often it is said: `churn 0 → 5`.
fn term(change: &str, term: &Term) -> String {
    match change {
        "new" => format!("{} {}", term.term, term.count),
        "dropped" => format!("{} {}", term.term, term.other_count),
        _ => format!("{} {} → {}", term.term, term.other_count, term.count),
    }
}

fn write_list(
    out: &mut dyn Write,
    heading: &str,
    list: &str,
    more: usize,
    style: Style,
) -> io::Result<()> {
    writeln!(out, "{}", style.paint(Paint::Head, heading))?;
    let list = if list.is_empty() { "none" } else { list };
    for line in wrap(list, style.width.saturating_sub(INDENT), 0) {
        write_indented(out, INDENT, &show(list, &line, &[], Paint::Plain, style))?;
    }
    write_more(out, more, style)
}

fn write_more(out: &mut dyn Write, more: usize, style: Style) -> io::Result<()> {
    if more == 0 {
        return Ok(());
    }
    let more = format!("… {} more", number(more as u64));
    write_indented(out, INDENT, &style.paint(Paint::Dim, &more))
}

fn write_sentence(
    out: &mut dyn Write,
    mark: &str,
    sentence: Option<&Sentence>,
    style: Style,
) -> io::Result<()> {
    let Some(sentence) = sentence else { return Ok(()) };
    let text = format!("{mark} {}", sentence.text);
    for (n, line) in wrap(&text, style.width.saturating_sub(INDENT + 2), 0).iter().enumerate() {
        let indent = if n == 0 { INDENT } else { INDENT + 2 };
        write_indented(out, indent, &show(&text, line, &[], Paint::Plain, style))?;
    }
    write_indented(out, INDENT + 2, &style.paint(Paint::Anchor, &sentence.anchor.to_string()))
}
