//! Who is one company over many calls.
//!
//! Calls of one symbol are of one company, however they name it. A call without a symbol is of the
//! company whose symbol others of its name have, if that is one; else names are compared without
//! case and marks, and with the form of the company written one way: `Acme Corp.` is the
//! `Acme Corporation`, but neither is known to be `Acme Ltd.` or `Acme`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::transcript::Call;

/// The forms of companies that are written in several ways.
const FORMS: [(&str, &str); 4] =
    [("incorporated", "inc"), ("corporation", "corp"), ("company", "co"), ("limited", "ltd")];

/// The company that holds a call, as far as the call alone tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// By its symbol, in capitals.
    Ticker(String),
    /// By its name, as names are compared.
    Name(String),
}

impl Holder {
    /// Returns who holds a call; `None` where it is not known.
    pub fn of(call: &Call) -> Option<Self> {
        let ticker = call.ticker.as_ref().map(|ticker| Self::Ticker(ticker.to_uppercase()));
        ticker.or_else(|| call.company.as_deref().map(|name| Self::Name(company_key(name))))
    }
}

/// Companies under all the names that their calls give them.
#[derive(Debug, Default)]
pub struct Companies {
    /// How much is heard under each name.
    names: BTreeMap<Holder, BTreeMap<String, u64>>,
    /// The symbols of calls by the names they give, as names are compared.
    tickers: BTreeMap<String, BTreeSet<String>>,
}

impl Companies {
    /// Takes note of the company of a call, in which so much is heard; `None` where it is not
    /// known.
    pub fn note(&mut self, call: &Call, heard: u64) -> Option<Holder> {
        let holder = Holder::of(call)?;
        if let Some(name) = &call.company {
            let names = self.names.entry(holder.clone()).or_default();
            if let Some(words) = names.get_mut(name) {
                *words += heard;
                return Some(holder);
            }
            names.insert(name.clone(), heard);
            if let Holder::Ticker(ticker) = &holder {
                self.tickers.entry(company_key(name)).or_default().insert(ticker.clone());
            }
        }
        Some(holder)
    }

    /// Returns who is meant: the company by its symbol, if the name tells of one only. All calls
    /// must have been noted before.
    pub fn settle(&self, holder: &Holder) -> Holder {
        let Holder::Name(name) = holder else { return holder.clone() };
        let tickers = self.tickers.get(name).filter(|tickers| tickers.len() == 1);
        let ticker = tickers.and_then(BTreeSet::first);
        ticker.map_or_else(|| holder.clone(), |ticker| Holder::Ticker(ticker.clone()))
    }

    /// Returns the name under which a company is heard most, the first of equals, or its symbol
    /// where no call names it. All calls must have been noted before.
    pub fn name(&self, holder: &Holder) -> String {
        let (Holder::Ticker(key) | Holder::Name(key)) = holder;
        let names = self.names.get(&self.settle(holder)).into_iter().flatten();
        let best = names.max_by_key(|(name, heard)| (**heard, Reverse(*name)));
        best.map_or_else(|| key.clone(), |(name, _)| name.clone())
    }
}

/// Returns the name of a company as names are compared: its words in lower case, without marks,
/// the article before and the ways to write its form.
pub fn company_key(name: &str) -> String {
    let lower = name.to_lowercase().replace(['.', '\'', '’'], "");
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    if let Some((last, before)) = words.split_last_mut() {
        let form = FORMS.iter().find(|(long, _)| long == last);
        if let (Some((_, short)), false) = (form, before.is_empty()) {
            *last = short;
        }
    }
    if words.is_empty() { lower } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_one_under_all_its_names() {
        let calls = [
            (Some("SKECHERS"), Some("SKX"), "Skechers"),
            (Some("Skechers"), Some("skx"), "Skechers"),
            (Some("Skechers"), Some("SKX"), "Skechers"),
            (None, Some("SKX"), "Skechers"),
            (Some("skechers"), None, "Skechers"),
            (Some("Oak Foods"), None, "OAK FOODS"),
            (Some("OAK FOODS"), None, "OAK FOODS"),
            (Some("Acme Corporation"), None, "Acme Corp."),
            (Some("Acme Corp."), None, "Acme Corp."),
            (Some("Acme Ltd"), None, "Acme Ltd"),
            (Some("Acme"), None, "Acme"),
            (Some("The Gull Company, Inc."), Some("GUL"), "The Gull Company, Inc."),
            (Some("Gull Company Incorporated"), None, "The Gull Company, Inc."),
            // One name, two symbols: a call without one may be of either.
            (Some("Investors"), Some("A"), "Investors"),
            (Some("Investors"), Some("B"), "Investors"),
            (None, Some("TT"), "TT"),
        ];
        let mut companies = Companies::default();
        let mut holders = Vec::new();
        for (company, ticker, _) in calls {
            let [company, ticker] = [company, ticker].map(|name| name.map(str::to_owned));
            let call = Call { company, ticker, ..Call::default() };
            holders.push(companies.note(&call, 1).unwrap());
        }
        for (holder, (company, ticker, expected)) in holders.iter().zip(calls) {
            assert_eq!(companies.name(holder), expected, "{company:?} {ticker:?}");
        }
        assert_eq!(companies.note(&Call::default(), 1), None);
    }
}
