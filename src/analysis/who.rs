//! Who is heard: people, and the firms of analysts.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::index::Reader;
use crate::query::Notice;
use crate::query::Query;
use crate::search::ExchangePlace;
use crate::search::Match;
use crate::search::SearchError;
use crate::search::matches;
use crate::transcript::Anchor;
use crate::transcript::CallId;
use crate::transcript::Companies;
use crate::transcript::Firm;
use crate::transcript::Holder;
use crate::transcript::People;
use crate::transcript::Role;
use crate::transcript::Spelling;

/// The people who are heard, or the firms.
#[derive(Debug, Clone)]
pub struct Who<R> {
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// How many rows there are, those that were not kept too.
    pub total: u64,
    /// How many of them have a name.
    pub named: u64,
    /// One a person or firm: who says most first, then by name; who is not known last.
    pub rows: Vec<R>,
}

impl<R> Who<R> {
    fn new(notices: Vec<Notice>, rows: Vec<R>, is_named: impl Fn(&R) -> bool) -> Self {
        let named = rows.iter().filter(|row| is_named(row)).count() as u64;
        Self { notices, total: rows.len() as u64, named, rows }
    }

    /// Keeps so many rows after those passed over; how many there are stays.
    pub fn keep(&mut self, offset: usize, limit: usize) {
        self.rows.drain(..offset.min(self.rows.len()));
        self.rows.truncate(limit);
    }
}

/// Somebody who is heard, over all calls; see the rules by which names are joined in the README.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The name, in the spelling that is heard most; `None` for all of one role who have none.
    pub name: Option<String>,
    /// Other spellings of the name.
    pub spellings: Vec<String>,
    /// The role.
    pub role: Role,
    /// The office, in the words that are used most.
    pub title: Option<String>,
    /// Of an analyst: the firm, by its canonical name.
    pub firm: Option<String>,
    /// The companies in whose calls the person is heard.
    pub companies: Vec<String>,
    /// In how many calls.
    pub calls: u64,
    /// How many turns with words.
    pub turns: u64,
    /// How many words.
    pub words: u64,
}

/// A firm whose analysts are heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmRow {
    /// The canonical name; `None` for analysts whose firm is not known.
    pub name: Option<String>,
    /// Other words of the calls for it.
    pub spellings: Vec<String>,
    /// How many analysts, as far as they are named.
    pub analysts: u64,
    /// How many exchanges.
    pub exchanges: u64,
    /// Of how many companies.
    pub companies: u64,
    /// In how many calls.
    pub calls: u64,
    /// How many turns with words.
    pub turns: u64,
    /// How many words.
    pub words: u64,
}

/// What is gathered of somebody.
#[derive(Debug, Clone, Default)]
struct Gathered {
    /// Spellings, offices and roles, with the words said under each.
    names: BTreeMap<String, u64>,
    titles: BTreeMap<String, u64>,
    roles: BTreeMap<Role, u64>,
    firm: Option<Firm>,
    said: BTreeSet<String>,
    people: BTreeSet<Spelling>,
    exchanges: BTreeSet<ExchangePlace>,
    companies: BTreeSet<Holder>,
    calls: BTreeSet<CallId>,
    turns: BTreeSet<Anchor>,
    words: u64,
}

/// Finds the people who are heard in the passages that match.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn speakers(reader: &Reader, query: &Query) -> Result<Who<PersonRow>, SearchError> {
    reader.guard(|| speakers_in(reader, query))
}

fn speakers_in(reader: &Reader, query: &Query) -> Result<Who<PersonRow>, SearchError> {
    let found = matches(reader, query)?;
    let mut named: BTreeMap<Spelling, Gathered> = BTreeMap::new();
    let mut unnamed: BTreeMap<Role, Gathered> = BTreeMap::new();
    let mut people = People::default();
    found.for_each(&mut |passage| {
        let speaker = &passage.turn()?.turn.speaker;
        match people.note(speaker, passage.call, passage.words.into()) {
            Some(spelling) => named.entry(spelling).or_default().add(passage),
            None => unnamed.entry(speaker.role).or_default().add(passage),
        }
    })?;
    let companies = people.companies();
    let people = people.joined();
    let mut joined: BTreeMap<&Spelling, Gathered> = BTreeMap::new();
    for (spelling, gathered) in named {
        joined.entry(&people[&spelling]).or_default().join(gathered);
    }
    let all = joined.into_values().chain(unnamed.into_values());
    let mut rows: Vec<PersonRow> = all.map(|gathered| gathered.person(companies)).collect();
    rows.sort_by(|a, b| {
        let key = |r: &PersonRow| (r.name.is_none(), Reverse(r.words));
        let rest = |r: &PersonRow| (r.name.clone(), r.firm.clone(), r.companies.clone(), r.role);
        key(a).cmp(&key(b)).then_with(|| rest(a).cmp(&rest(b)))
    });
    Ok(Who::new(found.notices, rows, |row| row.name.is_some()))
}

/// Finds the firms whose analysts are heard in the passages that match.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn firms(reader: &Reader, query: &Query) -> Result<Who<FirmRow>, SearchError> {
    reader.guard(|| firms_in(reader, query))
}

fn firms_in(reader: &Reader, query: &Query) -> Result<Who<FirmRow>, SearchError> {
    let found = matches(reader, query)?;
    let mut firms: BTreeMap<Option<String>, Gathered> = BTreeMap::new();
    let mut people = People::default();
    found.for_each(&mut |passage| {
        // The turns of all others need not be read.
        if passage.speaker()?.role != Role::Analyst {
            return Ok(());
        }
        let speaker = &passage.turn()?.turn.speaker;
        let name = speaker.firm.as_ref().map(|f| f.name().to_owned());
        let gathered = firms.entry(name).or_default();
        gathered.people.extend(people.note(speaker, passage.call, passage.words.into()));
        gathered.add(passage)
    })?;
    let (companies, people) = (people.companies(), people.joined());
    let rows = firms.into_iter().map(|(name, gathered)| gathered.firm(name, &people, companies));
    let mut rows: Vec<FirmRow> = rows.collect();
    rows.sort_by(|a, b| {
        let key = |r: &FirmRow| (r.name.is_none(), Reverse((r.exchanges, r.words)));
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    Ok(Who::new(found.notices, rows, |row| row.name.is_some()))
}

impl Gathered {
    fn add(&mut self, passage: &Match<'_>) -> Result<(), SearchError> {
        let turn = &passage.turn()?.turn;
        let (speaker, call) = (&turn.speaker, &passage.call);
        let words = u64::from(passage.words);
        for (counts, value) in
            [(&mut self.names, &speaker.name), (&mut self.titles, &speaker.title)]
        {
            if let Some(value) = value {
                *counts.entry(value.clone()).or_default() += words;
            }
        }
        *self.roles.entry(speaker.role).or_default() += words;
        if self.firm.is_none() {
            self.firm.clone_from(&speaker.firm);
        }
        self.said.extend(speaker.firm.as_ref().map(|f| f.said().to_owned()));
        self.exchanges.extend(passage.exchange());
        self.companies.extend(Holder::of(call));
        self.calls.insert(call.id.clone());
        self.turns.insert(Anchor { passage: None, ..passage.anchor() });
        self.words += words;
        Ok(())
    }

    fn join(&mut self, mut other: Self) {
        let sum = |into: &mut BTreeMap<String, u64>, from: BTreeMap<String, u64>| {
            for (value, words) in from {
                *into.entry(value).or_default() += words;
            }
        };
        sum(&mut self.names, other.names);
        sum(&mut self.titles, other.titles);
        for (role, words) in other.roles {
            *self.roles.entry(role).or_default() += words;
        }
        self.firm = self.firm.take().or(other.firm);
        self.companies.append(&mut other.companies);
        self.calls.append(&mut other.calls);
        self.turns.append(&mut other.turns);
        self.words += other.words;
    }

    fn person(self, companies: &Companies) -> PersonRow {
        let name = most(&self.names);
        let others = self.names.into_keys().filter(|n| Some(n) != name.as_ref());
        let role = self.roles.iter().max_by_key(|(role, words)| (**words, Reverse(**role)));
        let role = role.map_or(Role::Unknown, |(role, _)| *role);
        PersonRow {
            spellings: others.collect(),
            name,
            role,
            title: most(&self.titles),
            firm: self.firm.filter(|_| role == Role::Analyst).map(|f| f.name().to_owned()),
            companies: names(&self.companies, companies).into_iter().collect(),
            calls: self.calls.len() as u64,
            turns: self.turns.len() as u64,
            words: self.words,
        }
    }

    fn firm(
        self,
        name: Option<String>,
        people: &BTreeMap<Spelling, Spelling>,
        companies: &Companies,
    ) -> FirmRow {
        let analysts: BTreeSet<_> = self.people.iter().filter_map(|s| people.get(s)).collect();
        FirmRow {
            spellings: self.said.into_iter().filter(|s| Some(s) != name.as_ref()).collect(),
            name,
            analysts: analysts.len() as u64,
            exchanges: self.exchanges.len() as u64,
            companies: names(&self.companies, companies).len() as u64,
            calls: self.calls.len() as u64,
            turns: self.turns.len() as u64,
            words: self.words,
        }
    }
}

/// Returns the names of companies, each once.
fn names(of: &BTreeSet<Holder>, companies: &Companies) -> BTreeSet<String> {
    of.iter().map(|holder| companies.name(holder)).collect()
}

/// Returns what most words were said under; of equals the first.
fn most(counts: &BTreeMap<String, u64>) -> Option<String> {
    let best = counts.iter().max_by_key(|(value, words)| (**words, Reverse(*value)));
    best.map(|(value, _)| value.clone())
}
