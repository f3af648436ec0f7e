//! Calendar days.

use std::fmt;
use std::str::FromStr;

/// A calendar day; a day that the calendar does not have cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Returns the day, or `None` where the calendar has no such day. Months and days count
    /// from 1.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let known = (1..=9999).contains(&year) && (1..=days_in(year, month)).contains(&day);
        known.then_some(Self { year, month, day })
    }

    /// Returns the last day of a month, or `None` where there is no such month.
    pub fn month_end(year: u16, month: u8) -> Option<Self> {
        Self::new(year, month, days_in(year, month))
    }

    /// Returns the year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Returns the month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Returns the day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Returns the day as a number that sorts as days do: `20210518`.
    pub fn to_number(self) -> u64 {
        u64::from(self.year) * 10_000 + u64::from(self.month) * 100 + u64::from(self.day)
    }
}

/// Returns the number of a month, from 1, by its English name, by the first three letters of it
/// or by `sept`, in whatever case.
pub fn month_number(name: &str) -> Option<u8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let short = if name.eq_ignore_ascii_case("sept") { "sep" } else { name };
    let is =
        |month: &&str| month.eq_ignore_ascii_case(name) || month[..3].eq_ignore_ascii_case(short);
    let at = NAMES.iter().position(is)?;
    u8::try_from(at + 1).ok()
}

/// Returns how many days a month has; 0 where there is no such month.
fn days_in(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// A text that is no day in the form `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no date of the form YYYY-MM-DD")]
pub struct ParseDateError(pub String);

impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || ParseDateError(text.to_owned());
        let mut parts = text.splitn(3, '-');
        let mut next = |len: usize| {
            let part = parts.next().filter(|p| p.len() == len)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
        };
        let (year, month, day) = (next(4), next(2), next(2));
        let narrow = |n: Option<u16>| n.and_then(|n| u8::try_from(n).ok());
        match (year, narrow(month), narrow(day)) {
            (Some(year), Some(month), Some(day)) => Self::new(year, month, day).ok_or_else(fail),
            _ => Err(fail()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for text in ["2021-05-18", "2020-02-29", "2000-02-29"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        for text in [
            "2021-02-29",
            "1900-02-29",
            "2021-13-01",
            "2021-5-18",
            "2021-05",
            "today",
            "+021-05-18",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_are_told_by_name_or_by_three_letters() {
        let check = |name: &str, expected: Option<u8>| {
            assert_eq!(month_number(name), expected, "{name}");
        };
        check("January", Some(1));
        check("MAY", Some(5));
        check("sept", Some(9));
        check("Dec", Some(12));
        for name in ["", "ma", "marc", "septem", "dezember", "decembers"] {
            check(name, None);
        }
    }

    #[test]
    fn numbers_sort_as_days_do() {
        let day: Date = "2021-05-18".parse().unwrap();
        assert_eq!(day.to_number(), 20_210_518);
        assert_eq!(Date::month_end(2021, 2).unwrap().to_string(), "2021-02-28");
    }
}
