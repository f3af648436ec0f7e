//! Who takes part in a call, by the lists that stand in its transcript.

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::Turn;
use crate::transcript::canonical_firm_name;

use super::Label;
use super::is_generic;
use super::is_operator;

/// The people of a call, in order of first mention.
#[derive(Debug, Clone, Default)]
pub(in crate::corpus::readers) struct People {
    listed: Vec<Speaker>,
    by_key: HashMap<String, usize>,
    /// By initial and last name; nothing where several share them.
    by_short: HashMap<String, Option<usize>>,
}

impl People {
    /// Adds somebody, or what is new of somebody known.
    pub(in crate::corpus::readers) fn add(&mut self, label: &Label, role: Role) {
        let Some(name) = label.name.as_deref().filter(|n| !is_operator(n)) else { return };
        let role = if label.role == Role::Unknown { role } else { label.role };
        let firm = label.firm.as_deref().map(Firm::from_said);
        let title = label.title.clone();
        self.put(Speaker { name: Some(name.to_owned()), role, title, firm });
    }

    fn put(&mut self, speaker: Speaker) {
        let Some(name) = speaker.name.as_deref() else { return };
        let key = key(name);
        if key.is_empty() {
            return;
        }
        if let Some(&at) = self.by_key.get(&key) {
            let known = &mut self.listed[at];
            if known.role == Role::Unknown {
                known.role = speaker.role;
            }
            known.title = known.title.take().or(speaker.title);
            known.firm = known.firm.take().or(speaker.firm);
            return;
        }
        let at = self.listed.len();
        if let Some(short) = short(name) {
            self.by_short.entry(short).and_modify(|known| *known = None).or_insert(Some(at));
        }
        self.by_key.insert(key, at);
        self.listed.push(speaker);
    }

    /// Adds somebody who spoke, unless the lists have them.
    pub(super) fn meet(&mut self, speaker: &Speaker) {
        let named = speaker.name.as_deref();
        if named.is_some_and(|name| {
            !is_generic(name) && !is_operator(name) && self.find(name).is_none()
        }) {
            self.put(speaker.clone());
        }
    }

    /// Returns whoever is meant by a name: written alike, or with the same last name and the
    /// same initial, if only one person has them.
    pub(in crate::corpus::readers) fn find(&self, name: &str) -> Option<&Speaker> {
        let exact = self.by_key.get(&key(name)).copied();
        let at = exact.or_else(|| self.by_short.get(&short(name)?).copied()?)?;
        self.listed.get(at)
    }

    /// Tells whether a name is written as one of the lists writes it.
    pub(in crate::corpus::readers) fn holds(&self, name: &str) -> bool {
        self.by_key.contains_key(&key(name))
    }

    /// Returns the names that are lists' beginnings of a text, the longest.
    pub(in crate::corpus::readers) fn name_at_start<'t>(&self, text: &'t str) -> Option<&'t str> {
        let ends = text.match_indices([',', ' ']).map(|(at, _)| at).take(12);
        let known = ends.filter(|&at| self.holds(&text[..at]));
        known.max().map(|at| &text[..at])
    }

    /// Returns the key of the firm that most of the executives work for, where the file gives
    /// executives a firm: that of the company itself.
    pub(super) fn own_firm(&self, turns: &[(Label, Turn)]) -> Option<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let executives = self.listed.iter().filter(|p| p.role == Role::Executive);
        for firm in executives.filter_map(|p| p.firm.as_ref()) {
            *counts.entry(key(firm.said())).or_default() += 1;
        }
        let labels: Vec<&Label> = turns.iter().map(|(label, _)| label).collect();
        let firms = |fits: &dyn Fn(&&&Label) -> bool| {
            let firms = labels.iter().filter(fits).filter_map(|label| label.firm.as_deref());
            firms.map(str::to_owned).collect::<Vec<_>>()
        };
        for firm in firms(&|label| label.role == Role::Executive) {
            *counts.entry(key(&firm)).or_default() += 1;
        }
        if counts.is_empty() {
            // Where no label tells a role, officers of a firm that is no broker are the company's.
            let is_officer = |label: &&&Label| label.title.as_deref().is_some_and(is_own_office);
            for firm in firms(&is_officer) {
                if canonical_firm_name(&firm).is_none() {
                    *counts.entry(key(&firm)).or_default() += 1;
                }
            }
        }
        counts.into_iter().max_by_key(|&(_, n)| n).map(|(firm, _)| firm)
    }

    pub(super) fn into_speakers(self) -> Vec<Speaker> {
        self.listed
    }
}

/// Returns the letters and digits of a name in lower case, without titles of courtesy and degrees.
pub(in crate::corpus::readers) fn key(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '.'));
    let around =
        ["mr.", "mrs.", "ms.", "dr.", "mr", "mrs", "ms", "dr", "cfa", "cpa", "mba", "ph.d."];
    let kept = words.filter(|w| !around.contains(w));
    kept.flat_map(|w| w.chars().filter(|c| c.is_alphanumeric())).collect()
}

/// Tells whether a title is one that only a company's own officers have on its call.
fn is_own_office(title: &str) -> bool {
    let lower = title.to_lowercase();
    let own = ["ceo", "cfo", "coo", "chief executive", "chief financial", "investor relations"];
    own.iter().any(|office| lower.contains(office))
}

/// Returns the initial and the last name.
fn short(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty()).collect();
    let ends = ["jr", "sr", "ii", "iii", "iv", "cfa", "cpa", "mba", "phd", "ph", "d", "md"];
    let last = words.iter().rposition(|w| !ends.contains(w))?;
    let courtesies = ["mr", "mrs", "ms", "dr"];
    let first = words.iter().position(|w| !courtesies.contains(w)).unwrap_or_default();
    let initial = words[first].chars().next()?;
    (last > first).then(|| format!("{initial} {}", words[last]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_other_spellings() {
        let mut people = People::default();
        for name in ["Jonathan Oak", "Maria Pine", "Marc Pine", "Ann Lee Jr."] {
            people.add(&Label::new(name), Role::Analyst);
        }
        let found = |name: &str| people.find(name).and_then(|p| p.name.clone()).unwrap_or_default();
        assert_eq!(found("Jon Oak"), "Jonathan Oak");
        assert_eq!(found("jonathan  oak"), "Jonathan Oak");
        assert_eq!(found("M. Pine"), "");
        assert_eq!(found("A. Lee"), "Ann Lee Jr.");
        assert_eq!(found("Dr. Ann Lee"), "Ann Lee Jr.");
        assert_eq!(found("Jonathan Oak, Ph.D."), "Jonathan Oak");
        assert_eq!(found("Oak"), "");
    }
}
