//! Units: the smallest stretches that can be a turn's beginning, with the block they stand in.

use std::ops::Range;

use crate::parse::lines::Lines;
use crate::parse::lines::Style;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
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
        for (next, word) in words.iter().enumerate().take(at).skip(start + 1) {
            let running = lines.style == Style::Running;
            if word.opens && (running || returns_thanks(words, start, next)) {
                let opens_line = begin == start;
                out.push(Unit { words: begin..next, line, marked, opens_line });
                (begin, marked) = (next, false);
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

/// The most words of the short sentence that ends a question: "Thanks a lot."
const LAST_THANKS: usize = 8;

/// Tells whether a sentence inside a line thanks somebody by name right after a sentence of
/// thanks: "Thanks a lot. Thank you, Rachel. So on coverage …" is two people, run together.
fn returns_thanks(words: &[Word], line: usize, at: usize) -> bool {
    let thanks = |w: &Word| w.id == id("thank") || w.id == id("thanks");
    if !thanks(&words[at]) {
        return false;
    }
    let skip = usize::from(words.get(at + 1).is_some_and(|w| w.id == id("you")));
    let named = words
        .get(at + 1 + skip)
        .is_some_and(|name| name.shape == Shape::Cap && !name.opens && name.after >= Mark::Comma);
    let before = &words[line..at];
    let sentence = before.iter().rposition(|w| w.opens).map_or(before, |i| &before[i..]);
    named && sentence.len() <= LAST_THANKS && sentence.iter().any(thanks)
}

/// Tells whether a marked line is only the mark of a language that was not written down:
/// somebody else tells what was said.
fn is_interpreted(unit: &Unit, words: &[Word]) -> bool {
    let own = &words[unit.words.clone()];
    unit.marked
        && own.iter().all(|w| w.bracketed)
        && own.iter().any(|w| w.id == id("foreign") || w.id == id("interpreted"))
}
