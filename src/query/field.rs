//! The fields a query can ask for.

use std::fmt;
use std::str::FromStr;

use crate::query::nearest;
use crate::transcript::UnknownNameError;

/// What a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Who speaks.
    Speaker,
    /// The part the speaker plays.
    Role,
    /// Where the speaker, an analyst, works.
    Firm,
    /// The office of the speaker.
    Title,
    /// The part of the call.
    Section,
    /// Who holds the call.
    Company,
    /// The exchange symbol of the company.
    Ticker,
    /// The fiscal period the call reports on.
    Quarter,
    /// The calendar day of the call.
    Date,
    /// The id of the call.
    Call,
    /// Who asked in the exchange: an analyst or a firm.
    AskedBy,
    /// Who answered in the exchange: a name or a title.
    AnsweredBy,
}

impl Field {
    /// Every field, in the order help lists them.
    pub const ALL: [Self; 12] = [
        Self::Speaker,
        Self::Role,
        Self::Firm,
        Self::Title,
        Self::Section,
        Self::Company,
        Self::Ticker,
        Self::Quarter,
        Self::Date,
        Self::Call,
        Self::AskedBy,
        Self::AnsweredBy,
    ];

    /// Returns the name used in queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Role => "role",
            Self::Firm => "firm",
            Self::Title => "title",
            Self::Section => "section",
            Self::Company => "company",
            Self::Ticker => "ticker",
            Self::Quarter => "quarter",
            Self::Date => "date",
            Self::Call => "call",
            Self::AskedBy => "asked-by",
            Self::AnsweredBy => "answered-by",
        }
    }

    /// Returns the field that was probably meant by a name that is none: a slip of the keys, or
    /// the name another tool has for it.
    pub fn nearest(name: &str) -> Option<Self> {
        let name = name.to_lowercase().replace('_', "-");
        let alias = ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, field)| *field);
        alias.or_else(|| nearest(&name, Self::ALL, Self::as_str))
    }
}

/// What other tools call our fields; offered as a hint, not accepted.
const ALIASES: [(&str, Field); 20] = [
    ("name", Field::Speaker),
    ("who", Field::Speaker),
    ("broker", Field::Firm),
    ("bank", Field::Firm),
    ("position", Field::Title),
    ("part", Field::Section),
    ("issuer", Field::Company),
    ("symbol", Field::Ticker),
    ("period", Field::Quarter),
    ("fiscal", Field::Quarter),
    ("since", Field::Date),
    ("until", Field::Date),
    ("after", Field::Date),
    ("before", Field::Date),
    ("year", Field::Date),
    ("id", Field::Call),
    ("analyst", Field::AskedBy),
    ("asker", Field::AskedBy),
    ("asked", Field::AskedBy),
    ("answered", Field::AnsweredBy),
];

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Field {
    type Err = UnknownNameError;

    /// Reads a name; case is forgiven, and `_` for `-`.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = name.replace('_', "-");
        let found = Self::ALL.into_iter().find(|f| f.as_str().eq_ignore_ascii_case(&plain));
        found.ok_or_else(|| UnknownNameError { what: "field", name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_read_what_they_print() {
        for field in Field::ALL {
            assert_eq!(field.as_str().parse(), Ok(field));
        }
        assert_eq!("Asked_By".parse(), Ok(Field::AskedBy));
    }

    #[test]
    fn a_name_that_is_none_leads_to_the_nearest() {
        let check = |name: &str, field| assert_eq!(Field::nearest(name), field, "{name}");
        check("rol", Some(Field::Role));
        check("compnay", Some(Field::Company));
        check("since", Some(Field::Date));
        check("answeredby", Some(Field::AnsweredBy));
        check("zzz", None);
    }
}
