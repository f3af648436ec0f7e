//! Facets: what passages are counted by, as columns of the index.

use std::str::FromStr;

use crate::transcript::UnknownNameError;

/// What passages can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The role of the speaker.
    Role,
    /// The section.
    Section,
    /// The name of the speaker.
    Speaker,
    /// The canonical firm of the analyst who speaks.
    Firm,
    /// Who holds the call.
    Company,
    /// The fiscal period, as the source numbers it.
    Quarter,
    /// The calendar year of the call.
    Year,
    /// The calendar month of the call.
    Month,
    /// The id of the call.
    Call,
}

impl Facet {
    /// Every facet, in the order help lists them.
    pub const ALL: [Self; 9] = [
        Self::Role,
        Self::Section,
        Self::Speaker,
        Self::Firm,
        Self::Company,
        Self::Quarter,
        Self::Year,
        Self::Month,
        Self::Call,
    ];

    /// The facets that have a column of their own; the others follow from the call's day and id.
    pub(super) const COLUMNS: [Self; 6] =
        [Self::Role, Self::Section, Self::Speaker, Self::Firm, Self::Company, Self::Quarter];

    /// Returns the name used by commands and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Section => "section",
            Self::Speaker => "speaker",
            Self::Firm => "firm",
            Self::Company => "company",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Month => "month",
            Self::Call => "call",
        }
    }

    /// Tells whether the facet speaks of the whole call, not of a turn.
    pub fn is_of_call(self) -> bool {
        match self {
            Self::Role | Self::Section | Self::Speaker | Self::Firm => false,
            Self::Company | Self::Quarter | Self::Year | Self::Month | Self::Call => true,
        }
    }

    /// Tells whether the values have an order of their own, that of time.
    pub fn is_of_time(self) -> bool {
        matches!(self, Self::Quarter | Self::Year | Self::Month)
    }
}

impl FromStr for Facet {
    type Err = UnknownNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|f| f.as_str().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownNameError { what: "facet", name: name.to_owned() })
    }
}
