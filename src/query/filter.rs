//! Conditions on where a passage stands, and the values they compare with.

use std::ops::Range;

use crate::query::Field;
use crate::query::QueryErrorKind;
use crate::query::nearest;
use crate::transcript::CallId;
use crate::transcript::Date;
use crate::transcript::Period;
use crate::transcript::PeriodPart;
use crate::transcript::Role;
use crate::transcript::Section;

/// A condition on one field: any of the values, or none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What is looked at.
    pub field: Field,
    /// The values, at least one, in the order they are written.
    pub values: Vec<FieldValue>,
    /// Whether the values are asked for or shut out. Inside the tree always
    /// [`Polarity::Include`].
    pub polarity: Polarity,
}

/// Whether what is named is asked for or shut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Polarity {
    /// One of the values.
    Include,
    /// None of the values.
    Exclude,
}

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue {
    /// The value.
    pub value: Value,
    /// The bytes of the query that hold the value, with its quotes; an empty range at 0 where it
    /// was not written there.
    pub span: Range<usize>,
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Of `speaker`, `firm`, `title`, `company`, `ticker`, `asked-by`, `answered-by`: as it was
    /// written.
    Text(String),
    /// Of `role`.
    Role(Role),
    /// Of `section`.
    Section(Section),
    /// Of `quarter`.
    Quarter(PeriodRange),
    /// Of `date`.
    Date(DateRange),
    /// Of `call`.
    Call(CallId),
}

/// Fiscal periods: one, or all from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodRange {
    /// This one alone; without a year (`Q1`) that quarter of any year.
    One(Period),
    /// From the first to the last, both included; both have a year, and not both are open.
    Between(Option<Period>, Option<Period>),
}

/// Days from the first to the last, both included; not both are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    /// The first day, unless the range is open there.
    pub from: Option<Date>,
    /// The last day, unless the range is open there.
    pub to: Option<Date>,
}

impl Value {
    /// Reads the value of a field: roles, sections, periods and days into what they name.
    pub fn read(field: Field, text: &str) -> Result<Self, QueryErrorKind> {
        let text = text.trim();
        if text.is_empty() {
            return Err(QueryErrorKind::MissingValue { field });
        }
        let name = text.to_owned();
        match field {
            Field::Role => {
                let nearest = nearest(text, Role::ALL, Role::as_str);
                text.parse()
                    .map(Self::Role)
                    .map_err(|_| QueryErrorKind::UnknownRole { name, nearest })
            }
            Field::Section => {
                let nearest = nearest(text, Section::ALL, Section::as_str);
                text.parse()
                    .map(Self::Section)
                    .map_err(|_| QueryErrorKind::UnknownSection { name, nearest })
            }
            Field::Quarter => PeriodRange::read(text).map(Self::Quarter),
            Field::Date => DateRange::read(text).map(Self::Date),
            Field::Call => {
                let id = CallId::new(text);
                let same = id.as_str() == text;
                same.then_some(Self::Call(id)).ok_or(QueryErrorKind::InvalidCall { value: name })
            }
            Field::Speaker
            | Field::Firm
            | Field::Title
            | Field::Company
            | Field::Ticker
            | Field::AskedBy
            | Field::AnsweredBy => Ok(Self::Text(name)),
        }
    }
}

impl PeriodRange {
    /// Reads `2021-Q1`, `2021` (the whole year), `Q1`, and ranges `2021-Q1..2022`.
    pub fn read(text: &str) -> Result<Self, QueryErrorKind> {
        let fail = || QueryErrorKind::InvalidQuarter { value: text.to_owned() };
        let Some((from, to)) = ends(text) else {
            return match year(text) {
                Some(year) => Ok(Self::Between(Some(first(year)), Some(last(year)))),
                None => text.parse().map(Self::One).map_err(|_| fail()),
            };
        };
        let end = |text: &str, of_year: fn(u16) -> Period| {
            let period = match year(text) {
                Some(year) => of_year(year),
                None => text.parse::<Period>().map_err(|_| fail())?,
            };
            period.year.is_some().then_some(period).ok_or_else(fail)
        };
        let from = from.map(|text| end(text, first)).transpose()?;
        let to = to.map(|text| end(text, last)).transpose()?;
        match (from, to) {
            (None, None) => Err(fail()),
            (Some(from), Some(to)) if from.to_number() > to.to_number() => {
                Err(QueryErrorKind::BackwardRange { value: text.to_owned() })
            }
            _ => Ok(Self::Between(from, to)),
        }
    }
}

impl DateRange {
    /// Reads `2021-05-18`, `2021-05`, `2021`, and ranges of such: `2021-05..`, `2021-05..2022`.
    pub fn read(text: &str) -> Result<Self, QueryErrorKind> {
        let fail = || QueryErrorKind::InvalidDate { value: text.to_owned() };
        let stretch = |text: &str| days(text).ok_or_else(fail);
        let (from, to) = match ends(text) {
            None => {
                let (from, to) = stretch(text)?;
                (Some(from), Some(to))
            }
            Some((from, to)) => (
                from.map(stretch).transpose()?.map(|days| days.0),
                to.map(stretch).transpose()?.map(|days| days.1),
            ),
        };
        match (from, to) {
            (None, None) => Err(fail()),
            (Some(from), Some(to)) if from > to => {
                Err(QueryErrorKind::BackwardRange { value: text.to_owned() })
            }
            _ => Ok(Self { from, to }),
        }
    }

    /// Returns the days after the last one; `None` where there are none.
    pub(crate) fn after(self) -> Option<Self> {
        let from = self.to.and_then(|day| {
            let next = Date::new(day.year(), day.month(), day.day() + 1);
            let next = next.or_else(|| Date::new(day.year(), day.month() + 1, 1));
            next.or_else(|| Date::new(day.year() + 1, 1, 1))
        })?;
        Some(Self { from: Some(from), to: None })
    }

    /// Returns the days before the first one; `None` where there are none.
    pub(crate) fn before(self) -> Option<Self> {
        let to = self.from.and_then(|day| match (day.month(), day.day()) {
            (1, 1) => Date::new(day.year().checked_sub(1)?, 12, 31),
            (month, 1) => Date::month_end(day.year(), month - 1),
            (month, n) => Date::new(day.year(), month, n - 1),
        })?;
        Some(Self { from: None, to: Some(to) })
    }
}

/// Returns the ends of a range `a..b`, `None` where it is open.
fn ends(text: &str) -> Option<(Option<&str>, Option<&str>)> {
    let (from, to) = text.split_once("..")?;
    let end = |text: &'_ str| !text.trim().is_empty();
    Some((Some(from.trim()).filter(|t| end(t)), Some(to.trim()).filter(|t| end(t))))
}

/// Reads four digits.
fn year(text: &str) -> Option<u16> {
    let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|year| *year > 0)
}

fn first(year: u16) -> Period {
    Period { year: Some(year), part: PeriodPart::Q1 }
}

fn last(year: u16) -> Period {
    Period { year: Some(year), part: PeriodPart::FullYear }
}

/// Returns the first and the last day of a day, a month or a year.
fn days(text: &str) -> Option<(Date, Date)> {
    if let Ok(day) = text.parse::<Date>() {
        return Some((day, day));
    }
    let Some((y, m)) = text.split_once('-') else {
        let year = year(text)?;
        return Some((Date::new(year, 1, 1)?, Date::new(year, 12, 31)?));
    };
    let month: u8 =
        (m.len() == 2 && m.bytes().all(|b| b.is_ascii_digit())).then(|| m.parse().ok())??;
    let year = year(y)?;
    Some((Date::new(year, month, 1)?, Date::month_end(year, month)?))
}
