//! The turn: what one speaker says before another begins.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::transcript::Speaker;
use crate::transcript::UnknownNameError;

/// What one speaker says before another begins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Turn {
    /// The place of the turn in its call.
    pub ordinal: TurnOrdinal,
    /// Who speaks.
    pub speaker: Speaker,
    /// The part of the call the turn stands in.
    pub section: Section,
    /// How the speaker was found, where that had to be worked out.
    pub attribution: Option<Attribution>,
    /// The words, a paragraph an entry.
    pub paragraphs: Vec<String>,
    /// The bytes of the decoded source that hold the turn, where there is one source text.
    pub span: Option<Range<usize>>,
    /// When it was said, where the source tells.
    pub time: Option<Time>,
}

impl Turn {
    /// Returns the paragraphs as one text, a line each: the text that passages are cut from.
    pub fn text(&self) -> String {
        self.paragraphs.join("\n")
    }
}

/// The n-th turn of a call, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TurnOrdinal(pub u32);

impl fmt::Display for TurnOrdinal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How a turn was given its speaker.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// The kind of reasoning, a short name such as `label`, `handover` or `thanks`.
    pub method: String,
    /// How likely the speaker is right, from 0 to 1.
    pub confidence: f32,
    /// The words of the call that told.
    pub evidence: String,
}

/// When a turn was said, in seconds from the start of the recording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// When it begins.
    pub start: f64,
    /// When it ends, where that is known.
    pub end: Option<f64>,
}

/// The part of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Section {
    /// What the company reads out before it takes questions.
    Prepared,
    /// Questions and answers.
    Qa,
    /// The text does not tell.
    #[default]
    Unknown,
}

impl Section {
    /// Every section, in the order help and facets list them.
    pub const ALL: [Self; 3] = [Self::Prepared, Self::Qa, Self::Unknown];

    /// Returns the name used in queries, in the index and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Qa => "qa",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Section {
    type Err = UnknownNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|s| s.as_str().eq_ignore_ascii_case(name));
        found.ok_or_else(|| UnknownNameError { what: "section", name: name.to_owned() })
    }
}
