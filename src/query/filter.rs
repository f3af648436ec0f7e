//! Conditions on where a passage stands, and the values they compare with.

use std::ops::Range;

use crate::query::Field;
use crate::transcript::CallId;
use crate::transcript::Date;
use crate::transcript::Period;
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
