//! The first mention in each group, and who said it.
//!
//! Calls come in the order of their days. A call whose day is not known comes after all that have
//! one, such calls among themselves by their fiscal periods, then by id; that is told.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::analysis::Grouping;
use crate::analysis::Key;
use crate::analysis::group::Heard;
use crate::analysis::group::Place;
use crate::analysis::group::place;
use crate::index::Reader;
use crate::numbers::counted;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Query;
use crate::search;
use crate::search::Match;
use crate::search::SearchError;
use crate::search::matches;
use crate::text;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::Date;
use crate::transcript::Period;
use crate::transcript::Turn;

/// The first passage of a group that matches.
#[derive(Debug, Clone)]
pub struct FirstMention {
    /// The group.
    pub key: Key,
    /// The call.
    pub call: Arc<Call>,
    /// The turn, without its words.
    pub turn: Turn,
    /// The address of the passage.
    pub anchor: Anchor,
    /// The sentences of the passage that hold what matched first.
    pub text: String,
    /// The bytes of the text that the query matched.
    pub highlights: Vec<Range<usize>>,
    /// The citation of the passage.
    pub citation: String,
    /// How many mentions the group has in all, and in how many calls.
    pub mentions: u64,
    /// In how many calls of the group there is a passage that matches.
    pub calls: u64,
}

/// The first mentions.
#[derive(Debug, Clone, Default)]
pub struct Firsts {
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// One a group in which there is one, the earliest first.
    pub rows: Vec<FirstMention>,
}

/// When a call was held, as far as is known: what is not known comes after what is.
type When = (bool, Option<Date>, bool, Option<Period>);

/// What is gathered of a group.
struct Gathered {
    first: (When, FirstMention),
    last_call: Arc<Call>,
}

/// Finds the first mention in each group.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn firsts(reader: &Reader, query: &Query, by: Grouping) -> Result<Firsts, SearchError> {
    reader.guard(|| firsts_in(reader, query, by))
}

fn firsts_in(reader: &Reader, query: &Query, by: Grouping) -> Result<Firsts, SearchError> {
    let found = matches(reader, query)?;
    let mut heard = Heard::default();
    let mut groups: BTreeMap<Place, Gathered> = BTreeMap::new();
    let (mut undated, mut dated) = (BTreeSet::new(), false);
    found.for_each(&mut |passage| {
        let call = &passage.call;
        dated |= call.date.is_some();
        if call.date.is_none() {
            undated.insert(call.id.clone());
        }
        let Some(group) = place(by, passage, &mut heard)? else { return Ok(()) };
        let when = when(call);
        match groups.get_mut(&group) {
            None => {
                let first = (when, read(passage)?);
                let last_call = passage.call.clone();
                groups.insert(group, Gathered { first, last_call });
            }
            Some(gathered) => {
                let before = &gathered.first;
                let (mut mentions, mut calls) = (before.1.mentions, before.1.calls);
                mentions += u64::from(passage.mentions);
                calls += u64::from(gathered.last_call.id != call.id);
                if when < before.0 {
                    gathered.first = (when, read(passage)?);
                }
                gathered.last_call = passage.call.clone();
                let first = &mut gathered.first.1;
                (first.mentions, first.calls) = (mentions, calls);
            }
        }
        Ok(())
    })?;
    let mut notices = found.notices;
    if dated && !undated.is_empty() {
        let calls = counted(undated.len() as u64, "call");
        let text = format!("{calls} without a date taken to come after those with one");
        notices.push(Notice::new(NoticeKind::Undated, text));
    }
    Ok(Firsts { notices, rows: rows(groups, &heard) })
}

/// Returns one row a group, those of one person's spellings as one.
fn rows(groups: BTreeMap<Place, Gathered>, heard: &Heard) -> Vec<FirstMention> {
    let key = heard.keys();
    let mut rows: BTreeMap<Key, (When, FirstMention)> = BTreeMap::new();
    for (place, gathered) in groups {
        let key = key(place);
        let (mut when, mut first) = gathered.first;
        if let Some((other_when, other)) = rows.remove(&key) {
            let sums = (first.mentions + other.mentions, first.calls + other.calls);
            if (&other_when, &other.anchor) < (&when, &first.anchor) {
                (when, first) = (other_when, other);
            }
            (first.mentions, first.calls) = sums;
        }
        first.key = key.clone();
        rows.insert(key, (when, first));
    }
    let mut rows: Vec<_> = rows.into_values().collect();
    rows.sort_by(|a, b| (&a.0, &a.1.anchor, &a.1.key).cmp(&(&b.0, &b.1.anchor, &b.1.key)));
    rows.into_iter().map(|(_, first)| first).collect()
}

fn when(call: &Call) -> When {
    let quarter = call.quarter.filter(|q| q.year.is_some() && call.date.is_none());
    (call.date.is_none(), call.date, quarter.is_none(), quarter)
}

fn read(passage: &Match<'_>) -> Result<FirstMention, SearchError> {
    let record = passage.turn()?;
    let text = passage.text()?;
    let highlights = passage.highlights(&text)?;
    let part = sentences_around(&text, highlights.first());
    let inside = highlights.iter().filter(|h| h.start >= part.start && h.end <= part.end);
    let citation = search::citation(passage.call, &record.turn, record.exchange.as_ref());
    Ok(FirstMention {
        key: Key::Unknown,
        call: passage.call.clone(),
        turn: record.turn.clone(),
        anchor: passage.anchor(),
        highlights: inside.map(|h| h.start - part.start..h.end - part.start).collect(),
        text: text[part].to_owned(),
        citation,
        mentions: passage.mentions.into(),
        calls: 1,
    })
}

/// Returns the sentences of a text that hold a range, or the first one.
fn sentences_around(text: &str, range: Option<&Range<usize>>) -> Range<usize> {
    let sentences = text::sentences(text);
    let Some(range) = range else { return sentences.first().cloned().unwrap_or(0..text.len()) };
    let mut held = sentences.iter().filter(|s| s.start < range.end && range.start < s.end);
    let Some(first) = held.next() else { return 0..text.len() };
    first.start..held.next_back().map_or(first.end, |last| last.end)
}
