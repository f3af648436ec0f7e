//! The names that an index knows: of people, of companies and of firms.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::index::MetaField;
use crate::index::Reader;
use crate::index::meta_words;
use crate::note::phrase::WordList;
use crate::search::SearchError;
use crate::search::values_of;
use crate::transcript::canonical_firm_name;

/// The most words of the name of a person, and of a company or firm.
pub(super) const MAX_NAME_WORDS: usize = 5;
pub(super) const MAX_HOUSE_WORDS: usize = 7;

/// Words that tell the form of a company, not which one it is.
pub(super) const FORMS: WordList = WordList(
    "\
    inc incorporated corp corporation co company ltd limited plc llc group holdings holding nv \
    sa ag se lp spa",
);

/// The fewest letters of a symbol that names a company: shorter ones are words.
const MIN_SYMBOL: usize = 3;

/// A company or a firm that a text names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct House {
    /// The name as it is written.
    pub(super) written: String,
    /// The folded names of the companies that it may be.
    pub(super) companies: BTreeSet<String>,
    /// The folded symbol that it is.
    pub(super) symbol: Option<String>,
    /// The canonical name of the firm that it is.
    pub(super) firm: Option<String>,
}

impl House {
    /// Tells whether it is a company whose calls the index has.
    pub(super) fn is_company(&self) -> bool {
        !self.companies.is_empty() || self.symbol.is_some()
    }
}

/// The names that an index knows, folded.
#[derive(Debug, Default)]
pub(super) struct Names {
    people: BTreeSet<String>,
    families: BTreeSet<String>,
    /// The names of companies by how they may be called.
    companies: BTreeMap<String, BTreeSet<String>>,
    symbols: BTreeSet<String>,
    firms: BTreeSet<String>,
}

impl Names {
    /// Reads the names of an index.
    pub(super) fn read(reader: &Reader) -> Result<Self, SearchError> {
        let values = |field| values_of(reader, field);
        Ok(Self::new(
            values(MetaField::Speaker)?,
            &values(MetaField::Company)?,
            values(MetaField::Ticker)?,
            values(MetaField::Firm)?,
        ))
    }

    /// Takes folded names; a person's name of one word is too like any other word to be looked
    /// for.
    pub(super) fn new(
        people: Vec<String>,
        companies: &[String],
        symbols: Vec<String>,
        firms: Vec<String>,
    ) -> Self {
        let people: BTreeSet<String> = people.into_iter().filter(|n| n.contains(' ')).collect();
        let family = |name: &String| name.rsplit(' ').next().map(str::to_owned);
        let families = people.iter().filter_map(family).collect();
        let mut by_call: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for name in companies {
            for called in [name.as_str(), core(name)] {
                by_call.entry(called.to_owned()).or_default().insert(name.clone());
            }
        }
        let symbols = symbols.into_iter().filter(|s| s.len() >= MIN_SYMBOL).collect();
        let firms = firms.into_iter().collect();
        Self { people, families, companies: by_call, symbols, firms }
    }

    /// Tells whether somebody of this name speaks in the index.
    pub(super) fn has_person(&self, folded: &str) -> bool {
        self.people.contains(folded)
    }

    /// Tells whether somebody of this family name speaks in the index.
    pub(super) fn has_family(&self, folded: &str) -> bool {
        self.families.contains(folded)
    }

    /// Returns the company or firm of a name; a symbol is written in capitals.
    pub(super) fn house(&self, folded: &str, written: &str) -> Option<House> {
        let companies = self.companies.get(folded).cloned().unwrap_or_default();
        let is_symbol = self.symbols.contains(folded) && !written.contains(char::is_lowercase);
        let symbol = is_symbol.then(|| folded.to_owned());
        // A short word in small letters is no firm's initials.
        let may_be_firm = written.len() > 2 || !written.contains(char::is_lowercase);
        let firm = canonical_firm_name(written).map(str::to_owned);
        let firm = firm.or_else(|| self.firms.contains(folded).then(|| written.to_owned()));
        let firm = firm.filter(|_| may_be_firm);
        let house = House { written: written.to_owned(), companies, symbol, firm };
        (house.is_company() || house.firm.is_some()).then_some(house)
    }
}

/// Returns the folded name of a company without the words that tell its form.
pub(super) fn core(folded: &str) -> &str {
    let mut rest = folded.strip_prefix("the ").unwrap_or(folded);
    while let Some((before, last)) = rest.rsplit_once(' ') {
        if !FORMS.has(last) {
            break;
        }
        rest = before;
    }
    rest
}

/// Tells whether two names may be of one company or firm: the words of one begin the other.
pub(super) fn may_be_one_house(a: &str, b: &str) -> bool {
    let (a, b) = (meta_words(a), meta_words(b));
    let (a, b) = (a.join(" "), b.join(" "));
    let (a, b) = (core(&a), core(&b));
    let begins =
        |a: &str, b: &str| a.strip_prefix(b).is_some_and(|r| r.is_empty() || r.starts_with(' '));
    !a.is_empty() && !b.is_empty() && (begins(a, b) || begins(b, a))
}
