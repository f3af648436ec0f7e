//! The domain as plain values: a call, its turns, who spoke, in which section.
//!
//! Also who is one company or one person over many calls.
//!
//! Everything else in the crate is written in these types. They know nothing of files, of the
//! index or of how they are shown; they are not serialised here (each reader and each output
//! owns its wire types).

mod call;
mod companies;
mod date;
mod firm;
mod people;
mod period;
mod person;
mod speaker;
mod title;
mod turn;

pub use call::{Anchor, Call, CallId, ParseAnchorError};
pub use companies::{Companies, Holder, company_key};
pub use date::{Date, ParseDateError, month_number};
pub use firm::Firm;
pub use firm::canonical_name as canonical_firm_name;
pub use people::{People, Spelling};
pub use period::{ParsePeriodError, Period, PeriodPart};
pub use person::{may_be_one_person, name_parts, nicknames};
pub use speaker::{Role, Speaker};
pub use title::office_words;
pub use turn::{Attribution, Section, Time, Turn, TurnOrdinal};

/// A name that is none of a closed set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {what} `{name}`")]
pub struct UnknownNameError {
    /// What the name should have been, in the words of the docs (`role`, `section`).
    pub what: &'static str,
    /// The name as it was given.
    pub name: String,
}

/// One call's record: its facts, the people named in it and what they said, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transcript {
    /// The event.
    pub call: Call,
    /// The people named by the source or found in the words, in order of first mention.
    pub participants: Vec<Speaker>,
    /// What was said; ordinals count from 0 without gaps unless the source gave its own.
    pub turns: Vec<Turn>,
}
