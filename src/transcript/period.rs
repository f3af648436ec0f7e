//! Fiscal periods, as the source numbers them.

use std::fmt;
use std::str::FromStr;

/// A fiscal quarter, half or year: `2021-Q1`, `2021-H2`, `2021-FY`; a quarter whose year is not
/// known is `Q1`.
///
/// Periods of one company sort in time; a period without a year comes before all others and
/// belongs to no range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The fiscal year, if it is known.
    pub year: Option<u16>,
    /// The part of the year.
    pub part: PeriodPart,
}

/// The part of a fiscal year, in the order in which results are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodPart {
    /// The first quarter.
    Q1,
    /// The second quarter.
    Q2,
    /// The first half.
    H1,
    /// The third quarter.
    Q3,
    /// The fourth quarter.
    Q4,
    /// The second half.
    H2,
    /// The whole year.
    FullYear,
}

impl PeriodPart {
    /// Every part, in the order in which results are told.
    pub const ALL: [Self; 7] =
        [Self::Q1, Self::Q2, Self::H1, Self::Q3, Self::Q4, Self::H2, Self::FullYear];

    /// Returns the name used in queries, in the index and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Q1 => "Q1",
            Self::Q2 => "Q2",
            Self::H1 => "H1",
            Self::Q3 => "Q3",
            Self::Q4 => "Q4",
            Self::H2 => "H2",
            Self::FullYear => "FY",
        }
    }
}

impl Period {
    /// Returns the period as a number that sorts as periods do, or `None` without a year.
    pub fn to_number(self) -> Option<u64> {
        self.year.map(|year| u64::from(year) * 10 + self.part as u64)
    }

    /// Returns the period as people say it: `Q1 2021`, `FY 2021`, `Q1`.
    pub fn spoken(self) -> String {
        match self.year {
            Some(year) => format!("{} {year}", self.part.as_str()),
            None => self.part.as_str().to_owned(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        f.write_str(self.part.as_str())
    }
}

/// A text that is no fiscal period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no fiscal period such as 2021-Q1, 2021-H1 or 2021-FY")]
pub struct ParsePeriodError(pub String);

impl FromStr for Period {
    type Err = ParsePeriodError;

    /// Reads the written form; case and a missing `-` are forgiven (`2021q1`).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || ParsePeriodError(text.to_owned());
        let upper = text.trim().to_ascii_uppercase();
        let digits = upper.len() - upper.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (year, rest) = upper.split_at(digits);
        let part = rest.strip_prefix('-').filter(|_| !year.is_empty()).unwrap_or(rest);
        let part = PeriodPart::ALL.into_iter().find(|p| p.as_str() == part).ok_or_else(fail)?;
        let year = match year.len() {
            0 if matches!(part, PeriodPart::FullYear) => return Err(fail()),
            0 => None,
            4 => Some(year.parse().map_err(|_| fail())?),
            _ => return Err(fail()),
        };
        Ok(Self { year, part })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_what_they_print() {
        for text in ["2021-Q1", "2021-H2", "2021-FY", "Q3"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        assert_eq!("2021q4".parse::<Period>().unwrap().to_string(), "2021-Q4");
        for text in ["", "2021", "FY", "21-Q1", "2021-Q5", "2021--Q1", "-Q1"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn periods_sort_in_time() {
        let number = |text: &str| text.parse::<Period>().unwrap().to_number();
        assert!(number("2020-Q4") < number("2021-Q1"));
        assert!(number("2021-Q2") < number("2021-H1"));
        assert!(number("2021-Q4") < number("2021-FY"));
        assert_eq!(number("Q4"), None);
    }
}
