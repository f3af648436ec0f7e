//! Who asks what: exchanges counted by firm, analyst or company.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::analysis::Ask;
use crate::analysis::questions::questions;
use crate::index::Reader;
use crate::query::Notice;
use crate::search::SearchError;
use crate::transcript::Companies;
use crate::transcript::Holder;
use crate::transcript::People;
use crate::transcript::Spelling;

/// What exchanges are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskersBy {
    /// The firm of the analyst.
    Firm,
    /// The analyst.
    Analyst,
    /// The company that is asked.
    Company,
}

impl AskersBy {
    /// Returns the name used on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Analyst => "analyst",
            Self::Company => "company",
        }
    }
}

/// Exchanges, counted.
#[derive(Debug, Clone, Default)]
pub struct Askers {
    /// How many exchanges there are in all.
    pub total: u64,
    /// How many rows there are in all.
    pub groups: u64,
    /// How many of all rows are of somebody who is known.
    pub named: u64,
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// A row a firm, analyst or company: most exchanges first, then by name; who is not known
    /// last.
    pub rows: Vec<AskerRow>,
}

/// What one firm or analyst asked, or one company was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AskerRow {
    /// The name; `None` where it is not known.
    pub name: Option<String>,
    /// Of an analyst: the firm.
    pub firm: Option<String>,
    /// How many exchanges.
    pub exchanges: u64,
    /// How many turns of the analysts: questions and what follows them up.
    pub questions: u64,
    /// In how many calls.
    pub calls: u64,
    /// Of how many companies, as far as they are known.
    pub companies: u64,
    /// By how many analysts, as far as they are named.
    pub analysts: u64,
}

/// What is gathered of a row.
#[derive(Default)]
struct Gathered<'a> {
    row: AskerRow,
    calls: BTreeSet<&'a str>,
    companies: BTreeSet<String>,
    analysts: BTreeSet<&'a Spelling>,
}

/// Counts the exchanges that are asked for.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn askers(reader: &Reader, ask: &Ask, by: AskersBy) -> Result<Askers, SearchError> {
    reader.guard(|| askers_in(reader, ask, by))
}

fn askers_in(reader: &Reader, ask: &Ask, by: AskersBy) -> Result<Askers, SearchError> {
    let found = questions(reader, ask, usize::MAX, 0)?;
    let mut people = People::default();
    let mut first_as = BTreeMap::new();
    let mut companies = Companies::default();
    let mut places: Vec<(Option<Holder>, Option<Spelling>)> = Vec::new();
    for exchange in &found.exchanges {
        let spelling = people.note(&exchange.asker, &exchange.call, 1);
        if let Some(spelling) = &spelling {
            first_as.entry(spelling.clone()).or_insert(exchange);
        }
        places.push((companies.note(&exchange.call, 1), spelling));
    }
    let people = people.joined();
    let mut rows: BTreeMap<(Option<String>, Option<&Spelling>), Gathered<'_>> = BTreeMap::new();
    for (exchange, (holder, spelling)) in found.exchanges.iter().zip(places) {
        let person = spelling.and_then(|s| people.get(&s));
        let firm = exchange.asker.firm.as_ref().map(|f| f.name().to_owned());
        let company = holder.map(|holder| companies.name(&holder));
        let key = match by {
            AskersBy::Firm => (firm.clone(), None),
            AskersBy::Analyst if person.is_none() => (firm.clone(), None),
            AskersBy::Analyst => (None, person),
            AskersBy::Company => (company.clone(), None),
        };
        let gathered = rows.entry(key.clone()).or_default();
        let row = &mut gathered.row;
        (row.name, row.firm) = match by {
            AskersBy::Firm | AskersBy::Company => (key.0, None),
            AskersBy::Analyst => {
                let spelled = person.and_then(|p| first_as.get(p)?.asker.name.clone());
                (spelled, firm)
            }
        };
        row.exchanges += 1;
        row.questions += exchange.questions() as u64;
        gathered.calls.insert(exchange.call.id.as_str());
        gathered.companies.extend(company);
        gathered.analysts.extend(person);
    }
    let mut rows: Vec<AskerRow> = rows.into_values().map(Gathered::finish).collect();
    rows.sort_by(|a, b| {
        let key = |r: &AskerRow| (r.name.is_none(), std::cmp::Reverse(r.exchanges));
        key(a).cmp(&key(b)).then_with(|| (&a.name, &a.firm).cmp(&(&b.name, &b.firm)))
    });
    let named = rows.iter().filter(|row| row.name.is_some()).count() as u64;
    let groups = rows.len() as u64;
    Ok(Askers { total: found.total, groups, named, notices: found.notices, rows })
}

impl Askers {
    /// Keeps so many rows after those passed over; how many there are stays.
    pub fn keep(&mut self, offset: usize, limit: usize) {
        self.rows.drain(..offset.min(self.rows.len()));
        self.rows.truncate(limit);
    }
}

impl Gathered<'_> {
    fn finish(self) -> AskerRow {
        AskerRow {
            calls: self.calls.len() as u64,
            companies: self.companies.len() as u64,
            analysts: self.analysts.len() as u64,
            ..self.row
        }
    }
}
