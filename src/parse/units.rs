//! Units: the smallest stretches that can be a turn's beginning, with the block they stand in.

use std::ops::Range;

use crate::parse::lines::Lines;
use crate::parse::lines::Style;
use crate::parse::tokens::Word;
use crate::parse::tokens::id;

/// A line, or a sentence where the text has no lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// The words of the unit.
    pub(crate) words: Range<usize>,
    /// The line the unit stands in.
    pub(crate) line: usize,
    /// Whether the text marks that a turn begins here.
    pub(crate) marked: bool,
    /// Whether the unit begins its line.
    pub(crate) opens_line: bool,
}

/// Cuts lines into units; `words` are the words of the whole text.
pub(crate) fn units(lines: &Lines, words: &[Word]) -> Vec<Unit> {
    let mut out = Vec::with_capacity(lines.lines.len());
    let mut at = 0;
    let mut marked = true;
    for (line, content) in lines.lines.iter().enumerate() {
        while at < words.len() && words[at].start < content.span.start {
            at += 1;
        }
        let start = at;
        while at < words.len() && words[at].start < content.span.end {
            at += 1;
        }
        let mut begin = start;
        if lines.style == Style::Running {
            for (next, word) in words.iter().enumerate().take(at).skip(start + 1) {
                if word.opens {
                    let opens_line = begin == start;
                    out.push(Unit { words: begin..next, line, marked, opens_line });
                    (begin, marked) = (next, false);
                }
            }
        }
        if begin < at {
            out.push(Unit { words: begin..at, line, marked, opens_line: begin == start });
            marked = false;
        }
        marked |= content.marked || out.last().is_some_and(|u| is_interpreted(u, words));
    }
    out
}

/// Tells whether a marked line is only the mark of a language that was not written down:
/// somebody else tells what was said.
fn is_interpreted(unit: &Unit, words: &[Word]) -> bool {
    let own = &words[unit.words.clone()];
    unit.marked
        && own.iter().all(|w| w.bracketed)
        && own.iter().any(|w| w.id == id("foreign") || w.id == id("interpreted"))
}
