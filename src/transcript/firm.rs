//! Where a speaker works: the firm as the call names it and its one canonical name.
//!
//! Facts of known firms stand in `firms.tsv`: canonical name, other spellings, a note. A merger
//! joins no names there: who asked for Credit Suisse in 2021 asked for Credit Suisse.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

/// A firm: its canonical name and the words the call used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Firm {
    name: String,
    said: String,
}

impl Firm {
    /// Returns the firm that is meant by the words of a call.
    ///
    /// A spelling in the table gives the firm's canonical name; words that are in no table are
    /// their own canonical name.
    pub fn from_said(said: &str) -> Self {
        let name = canonical_name(said).map_or_else(|| said.to_owned(), str::to_owned);
        Self { name, said: said.to_owned() }
    }

    /// Returns a firm whose canonical name and words are both given.
    pub fn new(name: &str, said: &str) -> Self {
        Self { name: name.to_owned(), said: said.to_owned() }
    }

    /// Returns the canonical name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the words of the call.
    pub fn said(&self) -> &str {
        &self.said
    }
}

impl fmt::Display for Firm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

/// Returns the canonical name of a known firm by any of its spellings; case, marks and legal
/// forms ("Inc", "& Co", "Securities") are forgiven.
pub fn canonical_name(said: &str) -> Option<&'static str> {
    let words = words(said);
    let known = |words: &[String]| TABLE.get(&words.concat()).copied();
    known(&words).or_else(|| known(core(&words)))
}

/// Every spelling's key, and the canonical name it stands for.
static TABLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    let rows = || {
        let lines = include_str!("firms.tsv").lines();
        lines.filter(|l| !l.starts_with('#')).filter_map(|l| {
            let mut cells = l.split('\t');
            Some((cells.next().filter(|c| !c.is_empty())?, cells.next().unwrap_or_default()))
        })
    };
    // A firm's own name outranks another's alias; a full spelling outranks a shortened one.
    for (name, _) in rows() {
        table.entry(words(name).concat()).or_insert(name);
    }
    for (name, aliases) in rows() {
        for alias in aliases.split('|').filter(|a| !a.is_empty()) {
            table.entry(words(alias).concat()).or_insert(name);
        }
    }
    for (name, _) in rows() {
        table.entry(core(&words(name)).concat()).or_insert(name);
    }
    table
});

/// Words that tell the form of a firm, not which one it is.
const FORMS: [&str; 32] = [
    "inc",
    "llc",
    "ltd",
    "limited",
    "plc",
    "co",
    "corp",
    "corporation",
    "company",
    "group",
    "ag",
    "sa",
    "nv",
    "lp",
    "llp",
    "securities",
    "capital",
    "markets",
    "research",
    "partners",
    "investments",
    "investment",
    "management",
    "advisors",
    "associates",
    "equity",
    "equities",
    "and",
    "usa",
    "us",
    "americas",
    "division",
];

/// Returns the words without the trailing ones that tell only the firm's form; all of them
/// where nothing would be left.
fn core(words: &[String]) -> &[String] {
    let start = usize::from(words.len() > 1 && words[0] == "the");
    let kept = words.iter().rposition(|w| !FORMS.contains(&w.as_str())).map_or(0, |i| i + 1);
    if kept > start { &words[start..kept] } else { words }
}

/// Returns the runs of letters and digits in lower case; apostrophes and dots stand in no way.
fn words(text: &str) -> Vec<String> {
    let lower: String = text.chars().flat_map(char::to_lowercase).collect();
    let joined = lower.replace(['\'', '’', '.'], "").replace('&', " and ");
    let parts = joined.split(|c: char| !c.is_alphanumeric());
    parts.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_known_spelling_gives_the_canonical_name() {
        let check =
            |said: &str, name: &str| assert_eq!(Firm::from_said(said).name(), name, "{said}");
        check("Citigroup", "Citi");
        check("Citi Research", "Citi");
        check("citigroup, inc.", "Citi");
        check("JPMorgan Securities LLC", "J.P. Morgan");
        check("JP Morgan", "J.P. Morgan");
        check("Merrill Lynch", "Bank of America");
        check("Stifel, Nicolaus & Company, Inc.", "Stifel");
        check("Crédit Suisse", "Credit Suisse");
        check("STRH", "SunTrust");
        check("RBC Capital Markets", "RBC Capital Markets");
        check("The Benchmark Company", "Benchmark");
    }

    #[test]
    fn mergers_do_not_rewrite_history() {
        for said in ["Credit Suisse", "Piper Jaffray", "Sandler O'Neill", "Cowen", "Wachovia"] {
            assert_eq!(Firm::from_said(said).name(), said);
        }
    }

    #[test]
    fn words_of_no_known_firm_are_kept() {
        let firm = Firm::from_said("Scott Asset Management");
        assert_eq!(
            (firm.name(), firm.said()),
            ("Scott Asset Management", "Scott Asset Management")
        );
        assert_eq!(Firm::from_said("").name(), "");
        assert_eq!(Firm::from_said("Capital Group").name(), "Capital Group");
    }
}
