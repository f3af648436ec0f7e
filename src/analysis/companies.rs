//! Who is one company over many calls.
//!
//! Calls of one symbol are of one company, however they name it. A call without a symbol is of the
//! company whose symbol others of its name have, if that is one; else names are compared without
//! case.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::transcript::Call;

/// The company that holds a call, as far as the call alone tells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holder {
    /// By its symbol, in capitals.
    Ticker(String),
    /// By its name, in lower case.
    Name(String),
}

/// Companies under all the names that their calls give them.
#[derive(Debug, Default)]
pub(super) struct Companies {
    /// How much is heard under each name.
    names: BTreeMap<Holder, BTreeMap<String, u64>>,
    /// The symbols of calls by the names they give, in lower case.
    tickers: BTreeMap<String, BTreeSet<String>>,
}

impl Companies {
    /// Takes note of the company of a call, in which so much is heard; `None` where it is not
    /// known.
    pub(super) fn note(&mut self, call: &Call, heard: u64) -> Option<Holder> {
        let ticker = call.ticker.as_ref().map(|ticker| ticker.to_uppercase());
        let name = call.company.as_ref().map(|name| name.to_lowercase());
        if let (Some(name), Some(ticker)) = (&name, &ticker) {
            self.tickers.entry(name.clone()).or_default().insert(ticker.clone());
        }
        let holder = ticker.map(Holder::Ticker).or_else(|| name.map(Holder::Name))?;
        if let Some(name) = &call.company {
            let names = self.names.entry(holder.clone()).or_default();
            *names.entry(name.clone()).or_default() += heard;
        }
        Some(holder)
    }

    /// Returns the name under which a company is heard most, the first of equals, or its symbol
    /// where no call names it. All calls must have been noted before.
    pub(super) fn name(&self, holder: &Holder) -> String {
        let (key, other) = match holder {
            Holder::Ticker(ticker) => (ticker, None),
            Holder::Name(name) => (name, self.only_ticker(name)),
        };
        let names = self.names.get(other.as_ref().unwrap_or(holder)).into_iter().flatten();
        let best = names.max_by_key(|(name, heard)| (**heard, Reverse(*name)));
        best.map_or_else(|| key.clone(), |(name, _)| name.clone())
    }

    /// Returns who is meant by a name whose calls have one symbol.
    fn only_ticker(&self, name: &str) -> Option<Holder> {
        let tickers = self.tickers.get(name)?;
        tickers.first().filter(|_| tickers.len() == 1).cloned().map(Holder::Ticker)
    }
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
