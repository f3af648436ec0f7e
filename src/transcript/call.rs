//! The call: the event a transcript records, its id and the addresses inside it.

use std::fmt;
use std::str::FromStr;

use crate::transcript::Date;
use crate::transcript::Period;
use crate::transcript::TurnOrdinal;

/// The event that was recorded. What is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Call {
    /// The readable name that is unique in an index; empty until one has been given.
    pub id: CallId,
    /// Who held the call.
    pub company: Option<String>,
    /// The exchange symbol of the company, upper case.
    pub ticker: Option<String>,
    /// The title the source gives the call.
    pub title: Option<String>,
    /// The calendar day of the call.
    pub date: Option<Date>,
    /// The fiscal period the call reports on, as the source numbers it.
    pub quarter: Option<Period>,
    /// The path of the file the transcript was read from, as it was given.
    pub source: Option<String>,
}

impl Call {
    /// Returns who held the call, by the company's symbol where its name is not known.
    pub fn holder(&self) -> Option<&str> {
        self.company.as_deref().or(self.ticker.as_deref())
    }
}

/// The readable, stable name of a call.
///
/// It holds no `:`, no `#` and no white space, so that it can stand in an [`Anchor`] and in a
/// TREC run; such characters are replaced by `-` when the id is made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct CallId(String);

impl CallId {
    /// Returns the id for a given name, with the characters an id cannot hold replaced by `-`.
    pub fn new(name: &str) -> Self {
        let replaced = |c: char| c == ':' || c == '#' || c.is_whitespace() || c.is_control();
        Self(name.trim().chars().map(|c| if replaced(c) { '-' } else { c }).collect())
    }

    /// Returns the id of a company's call in a period: `kingsoft-cloud-2021q1`.
    pub fn from_facts(company: &str, quarter: Period) -> Self {
        let quarter = quarter.to_string().to_lowercase().replace('-', "");
        Self(format!("{}-{quarter}", slug(company)))
    }

    /// Returns the id as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether no id has been given yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the letters and digits of a text in lower case, everything between them as one `-`.
fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !matches!(c, '\'' | '’' | '.') && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// The address of a call, a turn or a passage: `call`, `call:turn` or `call:turn.passage`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The call that is meant.
    pub call: CallId,
    /// The turn in the call, if not the whole call is meant.
    pub turn: Option<TurnOrdinal>,
    /// The passage in the turn, counted from 0; only together with a turn.
    pub passage: Option<u32>,
}

impl Anchor {
    /// Returns the address of a passage.
    pub fn passage(call: CallId, turn: TurnOrdinal, passage: u32) -> Self {
        Self { call, turn: Some(turn), passage: Some(passage) }
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.call)?;
        if let Some(turn) = self.turn {
            write!(f, ":{turn}")?;
            if let Some(passage) = self.passage {
                write!(f, ".{passage}")?;
            }
        }
        Ok(())
    }
}

/// An address that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no anchor")]
pub struct ParseAnchorError(pub String);

impl FromStr for Anchor {
    type Err = ParseAnchorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || ParseAnchorError(text.to_owned());
        let Some((call, place)) = text.split_once(':') else {
            let id = CallId::new(text);
            return if id.is_empty() || id.as_str() != text {
                Err(fail())
            } else {
                Ok(Self { call: id, turn: None, passage: None })
            };
        };
        let (turn, passage) = match place.split_once('.') {
            Some((turn, passage)) => (turn, Some(passage.parse().map_err(|_| fail())?)),
            None => (place, None),
        };
        let turn = TurnOrdinal(turn.parse().map_err(|_| fail())?);
        if call.is_empty() {
            return Err(fail());
        }
        Ok(Self { call: CallId::new(call), turn: Some(turn), passage })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_slugs_of_company_and_quarter() {
        let id = |company: &str, quarter: &str| {
            CallId::from_facts(company, quarter.parse().unwrap()).to_string()
        };
        assert_eq!(id("Kingsoft Cloud", "2021-Q1"), "kingsoft-cloud-2021q1");
        assert_eq!(id("Macy's, Inc.", "2020-FY"), "macys-inc-2020fy");
        assert_eq!(id("AT&T", "2019-H1"), "at-t-2019h1");
    }

    #[test]
    fn given_ids_lose_only_what_an_anchor_cannot_hold() {
        assert_eq!(CallId::new("a b:c#d").as_str(), "a-b-c-d");
        assert_eq!(CallId::new("se-MU-2016-06-30").as_str(), "se-MU-2016-06-30");
    }

    #[test]
    fn anchors_read_what_they_print() {
        for text in ["kc-2021q1", "kc-2021q1:7", "kc-2021q1:7.3"] {
            assert_eq!(text.parse::<Anchor>().unwrap().to_string(), text);
        }
        for text in ["", ":7", "kc:", "kc:x", "kc:7.", "kc:7.x", "a b"] {
            assert!(text.parse::<Anchor>().is_err(), "{text}");
        }
    }
}
