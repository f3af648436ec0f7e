//! What passages are grouped by.
//!
//! Fiscal periods are grouped as the source numbers them, months, quarters and years of the
//! calendar by the day of the call; the two are never mixed. What is not known has a group of its
//! own. By firm only the speech of analysts is grouped; the rest stands in no group.

use std::collections::BTreeMap;
use std::fmt;

use crate::search::Match;
use crate::search::SearchError;
use crate::transcript::CallId;
use crate::transcript::Companies;
use crate::transcript::Date;
use crate::transcript::Holder;
use crate::transcript::People;
use crate::transcript::Period;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Spelling;

/// What passages are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The fiscal period, as the source numbers it.
    Quarter,
    /// The quarter of the calendar in which the call was held.
    CalendarQuarter,
    /// The month in which the call was held.
    Month,
    /// The calendar year in which the call was held.
    Year,
    /// Who holds the call.
    Company,
    /// Where the analyst who speaks works.
    Firm,
    /// Who speaks.
    Speaker,
    /// The part the speaker plays.
    Role,
    /// The part of the call.
    Section,
    /// The call.
    Call,
}

impl Grouping {
    /// Returns the name used on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::CalendarQuarter => "calendar-quarter",
            Self::Month => "month",
            Self::Year => "year",
            Self::Company => "company",
            Self::Firm => "firm",
            Self::Speaker => "speaker",
            Self::Role => "role",
            Self::Section => "section",
            Self::Call => "call",
        }
    }

    /// Tells whether the groups are of people or houses, which have no order but by name.
    pub(super) fn is_of_names(self) -> bool {
        matches!(self, Self::Company | Self::Firm | Self::Speaker)
    }
}

/// A group; groups of one kind sort in time or by name, what is not known last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A fiscal period.
    Period(Period),
    /// A year and its n-th quarter, from 1.
    CalendarQuarter(u16, u8),
    /// A year and its n-th month, from 1.
    Month(u16, u8),
    /// A year.
    Year(u16),
    /// A company or a firm.
    Name(String),
    /// A person, by name, and the company or firm among whose people the name means this one.
    Person(String, Option<String>),
    /// A role.
    Role(Role),
    /// A section.
    Section(Section),
    /// A call.
    Call(CallId),
    /// What is not known.
    Unknown,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(period) => write!(f, "{period}"),
            Self::CalendarQuarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Name(name) | Self::Person(name, None) => f.write_str(name),
            Self::Person(name, Some(home)) => write!(f, "{name} ({home})"),
            Self::Role(role) => write!(f, "{role}"),
            Self::Section(section) => write!(f, "{section}"),
            Self::Call(id) => write!(f, "{id}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// A group, as far as it is known before all spellings of names are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Known(Key),
    Spelled(Spelling),
    Held(Holder),
}

/// The people heard so far, by the spellings of their names, and the companies whose calls they
/// are.
#[derive(Debug, Default)]
pub(super) struct Heard {
    people: People,
    names: BTreeMap<Spelling, String>,
    companies: Companies,
}

impl Heard {
    /// Takes note that a speaker is heard, and returns the spelling of the name.
    pub(super) fn note(&mut self, passage: &Match<'_>) -> Result<Option<Spelling>, SearchError> {
        let speaker = &*passage.speaker()?;
        let call = &passage.call;
        let Some(spelling) = self.people.note(speaker, call, passage.words.into()) else {
            return Ok(None);
        };
        if !self.names.contains_key(&spelling) {
            self.names.insert(spelling.clone(), speaker.name.clone().unwrap_or_default());
        }
        Ok(Some(spelling))
    }

    /// Returns the groups that places are, by the key of each person and company.
    pub(super) fn keys(&self) -> impl Fn(Place) -> Key + '_ {
        let people = self.people();
        move |place| match place {
            Place::Known(key) => key,
            Place::Spelled(spelling) => people.get(&spelling).cloned().unwrap_or(Key::Unknown),
            Place::Held(holder) => Key::Name(self.companies.name(&holder)),
        }
    }

    /// Returns for each spelling the person it means.
    fn people(&self) -> BTreeMap<Spelling, Key> {
        let shown = |person: &Spelling| {
            let name = self.names.get(person).cloned();
            name.map_or(Key::Unknown, |name| Key::Person(name, self.people.home(person)))
        };
        let joined = self.people.joined().into_iter();
        joined.map(|(spelling, person)| (spelling, shown(&person))).collect()
    }
}

/// Returns the group of a passage; `None` where it stands in none.
pub(super) fn place(
    by: Grouping,
    passage: &Match<'_>,
    heard: &mut Heard,
) -> Result<Option<Place>, SearchError> {
    let call = &passage.call;
    let key = match by {
        Grouping::Quarter => call.quarter.map(Key::Period),
        Grouping::CalendarQuarter => {
            call.date.map(|d| Key::CalendarQuarter(d.year(), (d.month() - 1) / 3 + 1))
        }
        Grouping::Month => call.date.map(|d| Key::Month(d.year(), d.month())),
        Grouping::Year => call.date.map(Date::year).map(Key::Year),
        Grouping::Company => {
            let holder = heard.companies.note(call, passage.words.into());
            return Ok(Some(holder.map_or(Place::Known(Key::Unknown), Place::Held)));
        }
        Grouping::Firm => {
            if passage.role() != Role::Analyst {
                return Ok(None);
            }
            passage.speaker()?.firm.as_ref().map(|firm| Key::Name(firm.name().to_owned()))
        }
        Grouping::Speaker => {
            let spelling = heard.note(passage)?;
            return Ok(Some(spelling.map_or(Place::Known(Key::Unknown), Place::Spelled)));
        }
        Grouping::Role => Some(passage.role()).filter(|role| *role != Role::Unknown).map(Key::Role),
        Grouping::Section => {
            Some(passage.section()).filter(|section| *section != Section::Unknown).map(Key::Section)
        }
        Grouping::Call => Some(Key::Call(call.id.clone())),
    };
    Ok(Some(Place::Known(key.unwrap_or(Key::Unknown))))
}
