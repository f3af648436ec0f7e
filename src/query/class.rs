//! Classes of tokens and what their values are compared with.

use std::str::FromStr;

use crate::query::DateRange;
use crate::transcript::UnknownNameError;

/// A token of a class, of any value or of some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// The class.
    pub class: TokenClass,
    /// Which values match; `None` for all. [`Limit::Dates`] with [`TokenClass::Date`] and with
    /// no other.
    pub limit: Option<Limit>,
}

/// A kind of token that is told by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenClass {
    /// An amount of money: `$1.2 billion`, `RMB1.39`.
    Money,
    /// A percentage: `39%`, `1.5 percent`.
    Percent,
    /// A number of any kind.
    Number,
    /// A date as it is said: `May 18, 2021`.
    Date,
}

impl TokenClass {
    /// Every class, in the order help lists them.
    pub const ALL: [Self; 4] = [Self::Money, Self::Percent, Self::Number, Self::Date];

    /// Returns the name used in queries, without the brackets.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Number => "number",
            Self::Date => "date",
        }
    }
}

impl FromStr for TokenClass {
    type Err = UnknownNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|c| c.as_str().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownNameError { what: "class", name: name.to_owned() })
    }
}

/// Which values of a class match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// `<3`.
    Less(Amount),
    /// `<=3`.
    AtMost(Amount),
    /// `=3`.
    Equal(Amount),
    /// `>=3`.
    AtLeast(Amount),
    /// `>3`.
    More(Amount),
    /// `=3..4`, both included.
    Between(Amount, Amount),
    /// Days, both ends included; `>2021-05` has become the days from June 1.
    Dates(DateRange),
}

/// A value that the value of a token is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// The value in millionths of one: of a unit of money, of a percent, of a plain number.
    pub millionths: i128,
    /// The three letters of the currency, where one is named; only for money.
    pub currency: Option<String>,
}
