//! Other names of a company that is asked for by name or by symbol.
//!
//! Calls of one symbol are of one company, however they name it, and some name none: see
//! [`Companies`]. So a filter by company takes in the calls that a count by company counts as its
//! own, not those only that have the words of the name.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::index::MetaField;
use crate::index::Reader;
use crate::index::meta_words;
use crate::search::SearchError;
use crate::search::spellings::folded;
use crate::search::spellings::living;
use crate::search::terms::Terms;
use crate::search::terms::values;
use crate::transcript::Companies;
use crate::transcript::Holder;

/// The calls of companies that do not have the name asked for.
#[derive(Debug, Default)]
pub(super) struct OtherNames {
    /// What they are named there; a symbol where they are not.
    pub(super) names: BTreeSet<String>,
    /// The ids of the calls, sorted.
    pub(super) calls: Vec<String>,
}

/// A call that may be of a company that is meant.
struct Held {
    holder: Holder,
    name: Option<String>,
}

/// Goes through calls by what is known of them, and takes note of who holds them.
struct Search<'r> {
    reader: &'r Reader,
    companies: Companies,
    /// The calls gone through, by id.
    held: BTreeMap<String, Held>,
}

impl Search<'_> {
    /// Goes through the calls that have one of some values of a field.
    fn go_through(&mut self, field: MetaField, has: &[&str]) -> Result<(), SearchError> {
        for segment in self.reader.segments() {
            for value in has {
                for head in living(self.reader, segment, field, value)? {
                    let call = segment.call(head)?;
                    let id = call.id.to_string();
                    if self.held.contains_key(&id) {
                        continue;
                    }
                    if let Some(holder) = self.companies.note(&call, 1) {
                        self.held.insert(id, Held { holder, name: call.company.clone() });
                    }
                }
            }
        }
        Ok(())
    }
}

/// Finds the calls of the companies that have some names or symbols, as a field of the index has
/// these, in which they do not have them.
pub(super) fn other_names(
    reader: &Reader,
    field: MetaField,
    named: &Terms,
) -> Result<OtherNames, SearchError> {
    let mut search = Search { reader, companies: Companies::default(), held: BTreeMap::new() };
    search.go_through(field, &words(named.keys()))?;
    let with_name: BTreeMap<String, Holder> =
        search.held.iter().map(|(id, held)| (id.clone(), held.holder.clone())).collect();
    let tickers: BTreeSet<String> = with_name.values().filter_map(ticker).collect();
    search.go_through(MetaField::Ticker, &words(&tickers))?;
    // Calls without a symbol may have a name under which only those of the symbol are found.
    let keys: BTreeSet<String> =
        search.held.values().filter_map(|held| Some(folded(held.name.as_deref()?))).collect();
    let is_name = |value: &str| keys.contains(&folded(value));
    let more = values(reader, MetaField::Company, &is_name)?;
    search.go_through(MetaField::Company, &words(more.keys()))?;

    let companies = &search.companies;
    let meant: BTreeSet<Holder> = with_name.values().map(|h| companies.settle(h)).collect();
    let mut out = OtherNames::default();
    for (id, held) in search.held {
        let is_other =
            !with_name.contains_key(&id) && meant.contains(&companies.settle(&held.holder));
        if is_other {
            out.names.insert(held.name.unwrap_or_else(|| companies.name(&held.holder)));
            out.calls.push(id);
        }
    }
    Ok(out)
}

fn words<'v>(of: impl IntoIterator<Item = &'v String>) -> Vec<&'v str> {
    of.into_iter().map(String::as_str).collect()
}

/// Returns the symbol of who holds a call, as the index has it.
fn ticker(holder: &Holder) -> Option<String> {
    match holder {
        Holder::Ticker(ticker) => Some(meta_words(ticker).join(" ")),
        Holder::Name(_) => None,
    }
}
