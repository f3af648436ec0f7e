//! Counting: mentions, passages and calls of several queries, by group.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::analysis::Grouping;
use crate::analysis::Key;
use crate::analysis::group::Heard;
use crate::analysis::group::Place;
use crate::analysis::group::place;
use crate::index::Reader;
use crate::query::Filter;
use crate::query::Notice;
use crate::query::Query;
use crate::search::Match;
use crate::search::SearchError;
use crate::search::matches;
use crate::transcript::Call;
use crate::transcript::CallId;

/// A query with a name, which is its text where it was given none.
#[derive(Debug, Clone)]
pub struct NamedQuery {
    /// The name.
    pub name: String,
    /// The query.
    pub query: Query,
}

/// What is counted of one query in one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many mentions; see [`matches`](crate::search::matches()).
    pub mentions: u64,
    /// How many passages match.
    pub passages: u64,
    /// How many calls have a passage that matches.
    pub calls: u64,
    /// How many words were said in the group under the query's filters, whatever they are about.
    pub words: u64,
    /// How many passages the group has under the query's filters.
    pub of_passages: u64,
    /// How many calls the group has under the query's filters.
    pub of_calls: u64,
}

impl Tally {
    /// Returns the mentions for each 10,000 words; `None` where nothing was said.
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    pub fn per_10k(&self) -> Option<f64> {
        (self.words > 0).then(|| self.mentions as f64 * 10_000.0 / self.words as f64)
    }
}

/// A number of a [`Tally`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// The mentions.
    #[default]
    Mentions,
    /// The passages that match.
    Passages,
    /// The calls that match.
    Calls,
    /// The mentions for each 10,000 words.
    Rate,
}

impl Measure {
    /// Returns the number; `None` where there is none, as of a rate where nothing was said.
    #[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
    pub fn of(self, tally: &Tally) -> Option<f64> {
        match self {
            Self::Mentions => Some(tally.mentions as f64),
            Self::Passages => Some(tally.passages as f64),
            Self::Calls => Some(tally.calls as f64),
            Self::Rate => tally.per_10k(),
        }
    }

    /// Returns what people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mentions => "mentions",
            Self::Passages => "passages",
            Self::Calls => "calls",
            Self::Rate => "per 10k",
        }
    }
}

/// The order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// In time or by name, what is not known last.
    Group,
    /// The largest number first, of the first query, then of the next.
    Largest(Measure),
}

/// What was counted.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// How many groups there are, those without a mention too.
    pub groups: u64,
    /// The groups, or those of them that were kept.
    pub rows: Vec<CountRow>,
    /// All groups together, a tally a query.
    pub totals: Vec<Tally>,
}

impl Counts {
    /// Keeps so many rows after those passed over; what all groups come to stays.
    pub fn keep(&mut self, offset: usize, limit: usize) {
        self.rows.drain(..offset.min(self.rows.len()));
        self.rows.truncate(limit);
    }
}

/// What was counted in one group.
#[derive(Debug, Clone)]
pub struct CountRow {
    /// The group, a key for each grouping.
    pub keys: Vec<Key>,
    /// A tally a query.
    pub tallies: Vec<Tally>,
    /// The call, where the groups are calls.
    pub call: Option<Arc<Call>>,
}

/// A tally in the making.
#[derive(Debug, Clone, Default)]
struct Gathered {
    tally: Tally,
    /// The calls with a passage that matches, and all calls.
    calls: BTreeSet<CallId>,
    of_calls: BTreeSet<CallId>,
}

impl Gathered {
    fn finish(&self) -> Tally {
        let count = |calls: &BTreeSet<CallId>| calls.len() as u64;
        Tally { calls: count(&self.calls), of_calls: count(&self.of_calls), ..self.tally }
    }
}

/// What is gathered by group, a place for each grouping.
type Groups = BTreeMap<Vec<Place>, Vec<Gathered>>;

/// Counts queries by groups; without groupings all is one group.
///
/// A group has a row where anything was said in it under the filters of a query.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn count(
    reader: &Reader,
    queries: &[NamedQuery],
    by: &[Grouping],
    order: Option<RowOrder>,
) -> Result<Counts, SearchError> {
    reader.guard(|| count_in(reader, queries, by, order))
}

fn count_in(
    reader: &Reader,
    queries: &[NamedQuery],
    by: &[Grouping],
    order: Option<RowOrder>,
) -> Result<Counts, SearchError> {
    let mut gathering = Gathering {
        by,
        queries: queries.len(),
        groups: Groups::new(),
        totals: vec![Gathered::default(); queries.len()],
        heard: Heard::default(),
        calls: BTreeMap::new(),
    };
    let mut notices: Vec<Notice> = Vec::new();
    let mut done: Vec<&[Filter]> = Vec::new();
    for (n, named) in queries.iter().enumerate() {
        let filters = named.query.filters.as_slice();
        if !done.contains(&filters) {
            let same = |m: &usize| queries[*m].query.filters == filters;
            let all: Vec<usize> = (n..queries.len()).filter(same).collect();
            gathering.add_speech(reader, filters, &all)?;
            done.push(filters);
        }
        for notice in gathering.add_matches(reader, &named.query, n)? {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
    }
    let totals = gathering.totals.iter().map(Gathered::finish).collect();
    let mut rows = gathering.rows();
    sort(&mut rows, order.unwrap_or_else(|| usual_order(by)));
    Ok(Counts { notices, groups: rows.len() as u64, rows, totals })
}

/// Returns the order in which groups are read most easily: names by how often, all else in time.
fn usual_order(by: &[Grouping]) -> RowOrder {
    match by {
        [only] if only.is_of_names() => RowOrder::Largest(Measure::Mentions),
        _ => RowOrder::Group,
    }
}

fn sort(rows: &mut [CountRow], order: RowOrder) {
    rows.sort_by(|a, b| a.keys.cmp(&b.keys));
    if let RowOrder::Largest(measure) = order {
        let value = |t: &Tally| measure.of(t).unwrap_or(-1.0);
        rows.sort_by(|a, b| {
            let unknown = |row: &CountRow| row.keys.contains(&Key::Unknown);
            let pairs = a.tallies.iter().zip(&b.tallies);
            let mut order = pairs.map(|(a, b)| value(b).total_cmp(&value(a)));
            let numbers = order.find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal);
            unknown(a).cmp(&unknown(b)).then(numbers)
        });
    }
}

/// What is gathered on the way.
struct Gathering<'a> {
    by: &'a [Grouping],
    queries: usize,
    groups: Groups,
    totals: Vec<Gathered>,
    heard: Heard,
    calls: BTreeMap<CallId, Arc<Call>>,
}

impl Gathering<'_> {
    /// Adds all that was said under some filters, to the queries of these numbers.
    fn add_speech(
        &mut self,
        reader: &Reader,
        filters: &[Filter],
        queries: &[usize],
    ) -> Result<(), SearchError> {
        let query = Query { filters: filters.to_vec(), ..Query::everything() };
        matches(reader, &query)?.for_each(&mut |passage| {
            let Some(group) = self.group(passage)? else { return Ok(()) };
            let id = &passage.call.id;
            if self.by.contains(&Grouping::Call) && !self.calls.contains_key(id) {
                self.calls.insert(id.clone(), passage.call.clone());
            }
            let empty = || vec![Gathered::default(); self.queries];
            let gathered = self.groups.entry(group).or_insert_with(empty);
            for n in queries {
                for gathered in [&mut gathered[*n], &mut self.totals[*n]] {
                    gathered.tally.words += u64::from(passage.words);
                    gathered.tally.of_passages += 1;
                    add_call(&mut gathered.of_calls, id);
                }
            }
            Ok(())
        })
    }

    /// Adds what matches the query of this number.
    fn add_matches(
        &mut self,
        reader: &Reader,
        query: &Query,
        n: usize,
    ) -> Result<Vec<Notice>, SearchError> {
        let found = matches(reader, query)?;
        found.for_each(&mut |passage| {
            let Some(group) = self.group(passage)? else { return Ok(()) };
            let Some(gathered) = self.groups.get_mut(&group) else { return Ok(()) };
            for gathered in [&mut gathered[n], &mut self.totals[n]] {
                gathered.tally.mentions += u64::from(passage.mentions);
                gathered.tally.passages += 1;
                add_call(&mut gathered.calls, &passage.call.id);
            }
            Ok(())
        })?;
        Ok(found.notices)
    }

    fn group(&mut self, passage: &Match<'_>) -> Result<Option<Vec<Place>>, SearchError> {
        let places = self.by.iter().map(|by| place(*by, passage, &mut self.heard));
        places.collect()
    }

    /// Returns the rows, those of one person's spellings as one.
    fn rows(self) -> Vec<CountRow> {
        let key = self.heard.keys();
        let mut rows: BTreeMap<Vec<Key>, Vec<Gathered>> = BTreeMap::new();
        for (group, gathered) in self.groups {
            let keys = group.into_iter().map(&key).collect();
            let sums = rows.entry(keys).or_insert_with(|| vec![Gathered::default(); self.queries]);
            for (sum, gathered) in sums.iter_mut().zip(gathered) {
                add(sum, gathered);
            }
        }
        let row = |(keys, gathered): (Vec<Key>, Vec<Gathered>)| {
            let call = keys.iter().find_map(|key| match key {
                Key::Call(id) => self.calls.get(id).cloned(),
                _ => None,
            });
            let tallies = gathered.iter().map(Gathered::finish).collect();
            CountRow { keys, tallies, call }
        };
        rows.into_iter().map(row).collect()
    }
}

/// Adds what was gathered of one spelling to what was of another.
fn add(sum: &mut Gathered, mut other: Gathered) {
    let (tally, more) = (&mut sum.tally, &other.tally);
    tally.mentions += more.mentions;
    tally.passages += more.passages;
    tally.words += more.words;
    tally.of_passages += more.of_passages;
    sum.calls.append(&mut other.calls);
    sum.of_calls.append(&mut other.of_calls);
}

/// Adds a call, which mostly is the one added last: calls come in the order of their ids.
fn add_call(calls: &mut BTreeSet<CallId>, id: &CallId) {
    if calls.last() != Some(id) {
        calls.insert(id.clone());
    }
}
