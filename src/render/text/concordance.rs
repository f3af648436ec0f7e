//! The page of a concordance: the mentions under each other, the words around them beside.

use std::io;
use std::io::Write;

use crate::analysis::Concordance;
use crate::analysis::KwicLine;
use crate::numbers::counted;
use crate::render::Medium;
use crate::render::Paint;
use crate::render::Style;
use crate::render::text::escape::clean;
use crate::render::text::facts;
use crate::render::text::results::footer;
use crate::render::text::table::cut;
use crate::render::text::wrap::width;

/// How wide the words around mentions are in a pipe, mention included, in columns of the page.
const PIPE_COLUMNS: usize = 80;

/// How wide they must be on a terminal before there is room for the speaker.
const LEAST_COLUMNS: usize = 60;

/// How wide they must be on a terminal beside the address, which else stands below them.
const LEAST_BESIDE: usize = 40;

/// How far an address is indented that stands below the words.
const INDENT: usize = 4;

/// What stands between the words and where they stand.
const GAP: &str = "  ";

/// What there is room for beside the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    SpeakerAndAnchor,
    Anchor,
    Nothing,
}

/// Writes a concordance and how many mentions there are; `offset` of them were passed over.
pub fn concordance(
    out: &mut dyn Write,
    found: &Concordance,
    offset: usize,
    style: Style,
) -> io::Result<()> {
    let widest = |of: fn(&KwicLine) -> String| {
        found.lines.iter().map(|l| width(&clean(&of(l)))).max().unwrap_or_default()
    };
    let (anchors, speakers) = (widest(anchor), widest(speaker));
    let node = widest(|l| l.node.clone());
    let beside_anchor = style.width.saturating_sub(anchors + GAP.len());
    let beside_both = beside_anchor.saturating_sub(speakers + GAP.len());
    let (columns, beside) = match style.medium {
        Medium::Pipe => (PIPE_COLUMNS, Beside::SpeakerAndAnchor),
        Medium::Terminal if beside_both >= LEAST_COLUMNS => (beside_both, Beside::SpeakerAndAnchor),
        Medium::Terminal if beside_anchor >= LEAST_BESIDE => (beside_anchor, Beside::Anchor),
        Medium::Terminal => (style.width, Beside::Nothing),
    };
    // The longest mentions are cut, so that words are left on both sides.
    let node = node.min(columns / 3);
    let side = (columns.saturating_sub(node + 2) / 2).max(8);
    for line in &found.lines {
        write_line(out, line, side, node, style)?;
        if beside == Beside::SpeakerAndAnchor {
            let speaker = clean(&speaker(line)).into_owned();
            let pad = speakers - width(&speaker);
            write!(out, "{GAP}{}{:pad$}", style.paint(Paint::Plain, &speaker), "")?;
        }
        let anchor = style.paint(Paint::Anchor, &anchor(line));
        match beside {
            Beside::Nothing => writeln!(out, "\n{:INDENT$}{anchor}", "")?,
            Beside::Anchor | Beside::SpeakerAndAnchor => writeln!(out, "{GAP}{anchor}")?,
        }
    }
    let footer =
        footer(found.lines.len() as u64, found.total, offset, &counted(found.total, "mention"));
    writeln!(out, "\n{}", style.paint(Paint::Dim, &footer))
}

/// Writes the words: those to the left end where the mention begins.
fn write_line(
    out: &mut dyn Write,
    line: &KwicLine,
    side: usize,
    node: usize,
    style: Style,
) -> io::Result<()> {
    let left = last_columns(&clean(&line.left), side);
    let mention = cut_at_word(&clean(&line.node), node.max(1));
    // What the mention leaves of its room is for the words to the right.
    let after = if line.right.starts_with(|c: char| c.is_alphanumeric()) { " " } else { "" };
    let room = side + node - width(&mention) + 1;
    let right = first_columns(&format!("{after}{}", clean(&line.right)), room);
    write!(
        out,
        "{:pad$}{} {}{}{:rest$}",
        "",
        style.paint(Paint::Plain, &left),
        style.paint(Paint::Match, &mention),
        style.paint(Paint::Plain, &right),
        "",
        pad = side - width(&left),
        rest = room - width(&right),
    )
}

fn anchor(line: &KwicLine) -> String {
    line.anchor.to_string()
}

fn speaker(line: &KwicLine) -> String {
    facts::name(&line.turn.speaker)
}

/// Returns the words of a text that fit into so many columns, and says that there are more; of
/// a word that alone is too long what there is room for.
fn cut_at_word(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    // Room for the blank and the mark behind the last word, and for the blank that ends it.
    let words = first_columns(text, columns.saturating_sub(1));
    match words.rfind(' ') {
        Some(end) => format!("{} …", &words[..end]),
        None => cut(text, columns),
    }
}

/// Returns what of a text fits into so many columns, from its beginning.
fn first_columns(text: &str, columns: usize) -> String {
    take(text.chars(), columns)
}

/// Returns what of a text fits into so many columns, from its end.
fn last_columns(text: &str, columns: usize) -> String {
    take(text.chars().rev(), columns).chars().rev().collect()
}

fn take(chars: impl Iterator<Item = char>, columns: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += width(c.encode_utf8(&mut [0; 4]));
        used <= columns
    };
    chars.take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_mention_is_cut_at_a_word() {
        let check = |columns: usize, expected: &str| {
            let cut = cut_at_word("order backlog grew", columns);
            assert_eq!(cut, expected);
            assert!(width(&cut) <= columns);
        };
        check(18, "order backlog grew");
        check(17, "order backlog …");
        check(15, "order backlog …");
        check(14, "order …");
        check(7, "order …");
        check(6, "order…");
        check(3, "or…");
        check(1, "…");
    }
}
