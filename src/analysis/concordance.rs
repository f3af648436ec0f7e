//! The concordance: every mention with the words to its left and right (key word in context, after
//! Luhn 1960, "Keyword-in-Context Index for Technical Literature").

use std::sync::Arc;

use crate::index::Reader;
use crate::query::Notice;
use crate::query::Query;
use crate::search::Match;
use crate::search::Mention;
use crate::search::SearchError;
use crate::search::citation;
use crate::search::matches;
use crate::text;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::Turn;

/// The order of a concordance; every order goes on by call id, turn and place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KwicSort {
    /// By call.
    #[default]
    Call,
    /// By the words to the left, the nearest first.
    Left,
    /// By the words to the right, the nearest first.
    Right,
}

/// What is wanted of a concordance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KwicOptions {
    /// The order.
    pub sort: KwicSort,
    /// How many words are given on each side, as far as the turn goes.
    pub words: usize,
    /// The most lines to give.
    pub limit: usize,
    /// How many to pass over.
    pub offset: usize,
}

/// Mentions in context.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    /// How many mentions there are.
    pub total: u64,
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// Those asked for, in order.
    pub lines: Vec<KwicLine>,
}

/// A mention in context; line ends and runs of spaces are one space.
#[derive(Debug, Clone)]
pub struct KwicLine {
    /// The call.
    pub call: Arc<Call>,
    /// The turn, without its words.
    pub turn: Turn,
    /// The passage in which the mention begins.
    pub anchor: Anchor,
    /// The words before it.
    pub left: String,
    /// The mention, from its first word to its last.
    pub node: String,
    /// The words after it.
    pub right: String,
    /// The citation of the turn.
    pub citation: String,
}

/// Finds mentions with the words around them.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn concordance(
    reader: &Reader,
    query: &Query,
    options: &KwicOptions,
) -> Result<Concordance, SearchError> {
    reader.guard(|| concordance_in(reader, query, options))
}

fn concordance_in(
    reader: &Reader,
    query: &Query,
    options: &KwicOptions,
) -> Result<Concordance, SearchError> {
    let found = matches(reader, query)?;
    let end = options.offset.saturating_add(options.limit);
    let mut out = Concordance::default();
    let in_order = options.sort == KwicSort::Call;
    found.for_each(&mut |passage| {
        let first = usize::try_from(out.total).unwrap_or(usize::MAX);
        out.total += u64::from(passage.mentions);
        // Where the order is that of the calls, only what is shown need be read.
        if passage.mentions == 0 || in_order && first >= end {
            return Ok(());
        }
        for (mention, at) in passage.each_mention()?.iter().zip(first..) {
            if !in_order || (options.offset..end).contains(&at) {
                out.lines.push(line(passage, mention, options.words)?);
            }
        }
        Ok(())
    })?;
    match options.sort {
        KwicSort::Call => {}
        KwicSort::Left => out.lines.sort_by_cached_key(|l| {
            let mut words = sort_words(&l.left);
            words.reverse();
            (words, sort_words(&l.node))
        }),
        KwicSort::Right => {
            out.lines.sort_by_cached_key(|l| (sort_words(&l.right), sort_words(&l.node)));
        }
    }
    if !in_order {
        out.lines.truncate(end);
        out.lines.drain(..options.offset.min(out.lines.len()));
    }
    out.notices = found.notices;
    Ok(out)
}

fn line(passage: &Match<'_>, mention: &Mention, words: usize) -> Result<KwicLine, SearchError> {
    let record = passage.turn()?;
    let text = &passage.turn_words()?.text;
    let before = text[..mention.bytes.start].split_whitespace().rev().take(words);
    let mut left: Vec<&str> = before.collect();
    left.reverse();
    // A word that the mention ends inside of, such as `backlog,`, goes on to the right.
    let after = &text[mention.bytes.end..];
    let mark = after.find(char::is_whitespace).unwrap_or(after.len());
    let right = after[mark..].split_whitespace().take(words).collect::<Vec<_>>().join(" ");
    let right = if mark == 0 { right } else { format!("{} {right}", &after[..mark]) };
    Ok(KwicLine {
        call: passage.call.clone(),
        turn: record.turn.clone(),
        anchor: passage.anchor(),
        left: left.join(" "),
        node: text[mention.bytes.clone()].split_whitespace().collect::<Vec<_>>().join(" "),
        right: right.trim_end().to_owned(),
        citation: citation(passage.call, &record.turn, record.exchange.as_ref()),
    })
}

/// Returns the words by which lines are compared: folded, without marks.
fn sort_words(text: &str) -> Vec<String> {
    let folded = text::fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}
