//! Who speaks, and in what role.

use std::fmt;
use std::str::FromStr;

use crate::transcript::Firm;
use crate::transcript::UnknownNameError;

/// Who speaks. What the text does not tell is `None` or [`Role::Unknown`], never a guess.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Speaker {
    /// The name, as full as the text gives it.
    pub name: Option<String>,
    /// The part the speaker plays in the call.
    pub role: Role,
    /// The office of the speaker: `CFO`, `Investor Relations Manager`.
    pub title: Option<String>,
    /// Where the speaker works, where the source tells.
    pub firm: Option<Firm>,
}

/// The part somebody plays in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Role {
    /// Runs the call and hands over from one speaker to the next.
    Operator,
    /// Speaks for the company.
    Executive,
    /// Asks, from outside the company.
    Analyst,
    /// The text does not tell.
    #[default]
    Unknown,
}

impl Role {
    /// Every role, in the order help and facets list them.
    pub const ALL: [Self; 4] = [Self::Operator, Self::Executive, Self::Analyst, Self::Unknown];

    /// Returns the name used in queries, in the index and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Executive => "executive",
            Self::Analyst => "analyst",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|r| r.as_str().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownNameError { what: "role", name: name.to_owned() })
    }
}
