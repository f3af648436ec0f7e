//! Who is one person over many calls.
//!
//! Spellings of a name are joined only where there is evidence: among the people of one company,
//! or the analysts of one firm, those with the same family name and given names that are
//! spellings, initials or nicknames of each other. Where a spelling could mean two of them, none
//! is joined: `J. Smith` stays beside `John Smith` and `Jane Smith`. Nobody is joined across
//! companies, or across firms, by name alone; an analyst whose firm is not known is one person
//! among those who ask one company.

use std::collections::BTreeMap;

use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Companies;
use crate::transcript::Holder;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::may_be_one_person;
use crate::transcript::name_parts;

/// A spelling of somebody's name, among those it can be compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spelling {
    circle: Circle,
    parts: Vec<String>,
}

/// Among whom a name means one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Circle {
    /// The analysts of a firm.
    Firm(String),
    /// The analysts of unknown firms who ask a company.
    Askers(House),
    /// The people of a company.
    Company(House),
    /// Those who run calls, for whichever company.
    Operators,
}

/// Whose call it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum House {
    /// That of a company.
    Company(Holder),
    /// That of nobody who is known.
    Call(CallId),
}

impl Spelling {
    /// Returns the spelling of a speaker in a call; `None` without a name.
    fn of(speaker: &Speaker, call: &Call, holder: Option<&Holder>) -> Option<Self> {
        let parts = name_parts(speaker.name.as_deref()?);
        let house = || holder.cloned().map_or_else(|| House::Call(call.id.clone()), House::Company);
        let circle = match (speaker.role, &speaker.firm) {
            (Role::Analyst, Some(firm)) => Circle::Firm(firm.name().to_owned()),
            (Role::Analyst, None) => Circle::Askers(house()),
            (Role::Operator, _) => Circle::Operators,
            (Role::Executive | Role::Unknown, _) => Circle::Company(house()),
        };
        Some(Self { circle, parts })
    }

    /// Returns the spelling among those of the company that is meant.
    fn settled(&self, companies: &Companies) -> Self {
        let circle = match &self.circle {
            Circle::Askers(House::Company(of)) => {
                Circle::Askers(House::Company(companies.settle(of)))
            }
            Circle::Company(House::Company(of)) => {
                Circle::Company(House::Company(companies.settle(of)))
            }
            other => other.clone(),
        };
        Self { circle, parts: self.parts.clone() }
    }
}

/// The people who are heard, by the spellings of their names, and the companies whose calls they
/// are.
#[derive(Debug, Default)]
pub struct People {
    heard: BTreeMap<Spelling, u64>,
    companies: Companies,
}

impl People {
    /// Takes note that a speaker is heard in a call, so much, and returns the spelling of the
    /// name; `None` without one.
    pub fn note(&mut self, speaker: &Speaker, call: &Call, heard: u64) -> Option<Spelling> {
        let holder = self.companies.note(call, heard);
        let spelling = Spelling::of(speaker, call, holder.as_ref())?;
        if let Some(words) = self.heard.get_mut(&spelling) {
            *words += heard;
        } else {
            self.heard.insert(spelling.clone(), heard);
        }
        Some(spelling)
    }

    /// Returns the companies whose calls the people are heard in.
    pub fn companies(&self) -> &Companies {
        &self.companies
    }

    /// Returns among whom a name means one person, in words: the firm of an analyst, else the
    /// company; `None` of operators, who are of no house.
    pub fn home(&self, spelling: &Spelling) -> Option<String> {
        let name = |house: &House| match house {
            House::Company(holder) => self.companies.name(holder),
            House::Call(id) => id.to_string(),
        };
        match &spelling.circle {
            Circle::Operators => None,
            Circle::Firm(firm) => Some(firm.clone()),
            Circle::Askers(house) => Some(format!("asking {}", name(house))),
            Circle::Company(house) => Some(name(house)),
        }
    }

    /// Returns for each spelling the one that stands for the person: the one heard most, then the
    /// longest, then the first. All who are heard must have been noted before.
    pub fn joined(&self) -> BTreeMap<Spelling, Spelling> {
        let mut settled: BTreeMap<Spelling, u64> = BTreeMap::new();
        let mut shown: BTreeMap<Spelling, (u64, &Spelling)> = BTreeMap::new();
        for (spelling, words) in &self.heard {
            let one = spelling.settled(&self.companies);
            *settled.entry(one.clone()).or_default() += words;
            let best = shown.entry(one).or_insert((*words, spelling));
            if best.0 < *words {
                *best = (*words, spelling);
            }
        }
        let people = join(&settled);
        let person = |spelling: &Spelling| {
            let one = &people[&spelling.settled(&self.companies)];
            shown[one].1.clone()
        };
        self.heard.keys().map(|spelling| (spelling.clone(), person(spelling))).collect()
    }
}

/// Returns for each spelling the one that stands for the person; the companies are settled.
fn join(heard: &BTreeMap<Spelling, u64>) -> BTreeMap<Spelling, Spelling> {
    let mut families: BTreeMap<(&Circle, Option<&String>), Vec<&Spelling>> = BTreeMap::new();
    for spelling in heard.keys() {
        families.entry((&spelling.circle, spelling.parts.last())).or_default().push(spelling);
    }
    let mut out = BTreeMap::new();
    for family in families.into_values() {
        for group in groups(&family) {
            let is_one = group
                .iter()
                .enumerate()
                .all(|(n, a)| group[n + 1..].iter().all(|b| may_be_one_person(&a.parts, &b.parts)));
            let rank = |s: &&Spelling| (heard[*s], s.parts.concat().len());
            let best = group.iter().rev().copied().max_by_key(rank);
            for spelling in &group {
                let person = best.filter(|_| is_one).unwrap_or(spelling);
                out.insert((*spelling).clone(), person.clone());
            }
        }
    }
    out
}

/// Parts spellings into groups such that none may be the same person as one of another group.
fn groups<'s>(family: &[&'s Spelling]) -> Vec<Vec<&'s Spelling>> {
    let mut out: Vec<Vec<&Spelling>> = Vec::new();
    for spelling in family {
        let fits = |g: &Vec<&Spelling>| {
            g.iter().any(|other| may_be_one_person(&spelling.parts, &other.parts))
        };
        let (joined, mut apart): (Vec<_>, Vec<_>) = out.into_iter().partition(fits);
        let mut group = joined.concat();
        group.push(spelling);
        group.sort();
        apart.push(group);
        out = apart;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Firm;

    /// Checks who is taken for one: speakers written `NAME` or `NAME/FIRM`, each with the company
    /// whose call it is, `NAME` or `NAME=TICKER`, and the persons found.
    #[track_caller]
    fn check(speakers: &[(&str, &str)], expected: usize) {
        let mut people = People::default();
        for (who, company) in speakers {
            let (name, firm) = who.split_once('/').map_or((*who, None), |(n, f)| (n, Some(f)));
            let role = if firm.is_some() { Role::Analyst } else { Role::Executive };
            let firm = firm.filter(|f| !f.is_empty()).map(Firm::from_said);
            let speaker = Speaker { name: Some(name.into()), role, title: None, firm };
            let (company, ticker) = company.split_once('=').unwrap_or((company, ""));
            let ticker = Some(ticker).filter(|t| !t.is_empty()).map(str::to_owned);
            let company = Some(company).filter(|c| !c.is_empty()).map(str::to_owned);
            let call = Call { id: CallId::new("id"), company, ticker, ..Call::default() };
            people.note(&speaker, &call, 1).unwrap();
        }
        let mut people: Vec<_> = people.joined().into_values().collect();
        people.sort();
        people.dedup();
        assert_eq!(people.len(), expected, "{speakers:?}");
    }

    #[test]
    fn one_person_is_one_over_the_calls_of_a_company() {
        check(&[("Tim Cook", "Apple"), ("Timothy D. Cook", "Apple"), ("T. Cook", "apple")], 1);
        check(&[("Tim Cook", "Apple"), ("Tim Cook", "Orange")], 2);
        check(&[("Tim Cook", "Apple"), ("Tom Cook", "Apple")], 2);
    }

    #[test]
    fn a_company_is_one_under_all_its_names() {
        check(&[("Ann Lee", "Acme Corp."), ("Ann Lee", "Acme Corporation")], 1);
        check(&[("Ann Lee", "Acme=ACM"), ("Annie Lee", "Acme Works=ACM"), ("A. Lee", "=ACM")], 1);
        check(&[("Ann Lee", "Acme=ACM"), ("Ann Lee", "Acme"), ("A. Lee/", "acme")], 2);
        check(&[("A. Lee/", "Acme=ACM"), ("Ann Lee/", "ACME"), ("Ann Lee/", "Oak")], 2);
        // One name, two symbols: a call without one may be of either.
        check(&[("Ann Lee", "Acme=A"), ("Ann Lee", "Acme=B"), ("Ann Lee", "Acme")], 3);
        check(&[("Ann Lee", "Acme Corp."), ("Ann Lee", "Acme Ltd.")], 2);
    }

    #[test]
    fn an_analyst_is_one_over_the_calls_of_many_companies() {
        check(&[("Jim Suva/Citi", "Apple"), ("James Suva/Citigroup", "Orange")], 1);
        check(&[("Jim Suva/Citi", "Apple"), ("Jim Suva/UBS", "Apple")], 2);
        check(&[("Jim Suva/", "Apple"), ("Jim Suva/", "Orange")], 2);
    }

    #[test]
    fn a_spelling_that_could_mean_two_people_joins_nobody() {
        check(&[("J. Smith", "X"), ("John Smith", "X"), ("Jane Smith", "X")], 3);
        check(&[("J. Smith", "X"), ("John Smith", "X"), ("Bill Smith", "X")], 2);
        // Nor where the companies of the three are told to be one only by the symbol.
        check(&[("J. Smith", "X=X"), ("John Smith", "Y=X"), ("Jane Smith", "Z=X")], 3);
    }
}
