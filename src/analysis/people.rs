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
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::may_be_one_person;
use crate::transcript::name_parts;

/// A spelling of somebody's name, among those it can be compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spelling {
    circle: Circle,
    parts: Vec<String>,
}

/// Among whom a name means one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Circle {
    /// The analysts of a firm.
    Firm(String),
    /// The analysts of unknown firms who ask a company.
    Askers(String),
    /// The people of a company.
    Company(String),
    /// Those who run calls, for whichever company.
    Operators,
}

impl Spelling {
    /// Returns the spelling of a speaker in a call; `None` without a name.
    pub(super) fn of(speaker: &Speaker, call: &Call) -> Option<Self> {
        let parts = name_parts(speaker.name.as_deref()?);
        let company = call.holder();
        let company = company.unwrap_or(call.id.as_str()).to_lowercase();
        let circle = match (speaker.role, &speaker.firm) {
            (Role::Analyst, Some(firm)) => Circle::Firm(firm.name().to_owned()),
            (Role::Analyst, None) => Circle::Askers(company),
            (Role::Operator, _) => Circle::Operators,
            (Role::Executive | Role::Unknown, _) => Circle::Company(company),
        };
        Some(Self { circle, parts })
    }
}

/// Returns for each spelling the one that stands for the person: the one heard most, then the
/// longest, then the first. `heard` tells how much each is heard.
pub(super) fn join(heard: &BTreeMap<Spelling, u64>) -> BTreeMap<Spelling, Spelling> {
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
    use crate::transcript::CallId;
    use crate::transcript::Firm;

    /// Checks who is taken for one: speakers written `NAME` or `NAME/FIRM`, each with the company
    /// whose call it is, and the persons found.
    #[track_caller]
    fn check(speakers: &[(&str, &str)], expected: usize) {
        let mut heard = BTreeMap::new();
        for (who, company) in speakers {
            let (name, firm) = who.split_once('/').map_or((*who, None), |(n, f)| (n, Some(f)));
            let role = if firm.is_some() { Role::Analyst } else { Role::Executive };
            let firm = firm.filter(|f| !f.is_empty()).map(Firm::from_said);
            let speaker = Speaker { name: Some(name.into()), role, title: None, firm };
            let call = Call {
                id: CallId::new("id"),
                company: Some((*company).to_owned()),
                ..Call::default()
            };
            *heard.entry(Spelling::of(&speaker, &call).unwrap()).or_default() += 1;
        }
        let mut people: Vec<_> = join(&heard).into_values().collect();
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
    fn an_analyst_is_one_over_the_calls_of_many_companies() {
        check(&[("Jim Suva/Citi", "Apple"), ("James Suva/Citigroup", "Orange")], 1);
        check(&[("Jim Suva/Citi", "Apple"), ("Jim Suva/UBS", "Apple")], 2);
        check(&[("Jim Suva/", "Apple"), ("Jim Suva/", "Orange")], 2);
    }

    #[test]
    fn a_spelling_that_could_mean_two_people_joins_nobody() {
        check(&[("J. Smith", "X"), ("John Smith", "X"), ("Jane Smith", "X")], 3);
        check(&[("J. Smith", "X"), ("John Smith", "X"), ("Bill Smith", "X")], 2);
    }
}
