//! From text to what was said: turns, speakers, roles, firms, sections.
//!
//! It knows nothing of files, formats other than bare text, or the index.

mod askers;
mod cast;
mod clues;
mod cues;
mod facts;
mod firms;
mod flow;
mod keys;
mod labels;
#[doc(hidden)]
pub mod learn;
mod lines;
mod names;
mod reading;
mod roster;
mod sights;
mod titles;
mod tokens;
mod turns;
mod units;
mod verdict;
mod voices;
mod written;

use std::ops::Range;

use crate::parse::reading::Reading;
use crate::transcript::Transcript;

/// Reads a text: bare words, or turns under their speakers' names.
pub fn parse(text: &str) -> Parsed {
    match labels::labelled(text) {
        Some(labelled) => written::from_labels(text, &labelled),
        None => written::from_words(text, &Reading::of(text)),
    }
}

/// What was understood of a text, and what was odd about it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parsed {
    /// The transcript; `call.id` and `call.source` are left to the caller.
    pub transcript: Transcript,
    /// What a person should look at.
    pub issues: Vec<Issue>,
}

/// Something odd in a source that did not stop it from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// What kind of oddity.
    pub kind: IssueKind,
    /// What was found, in lower case, for a person.
    pub message: String,
    /// The bytes of the decoded source that are meant, where there is one place.
    pub span: Option<Range<usize>>,
}

/// The kinds of oddity that reading and understanding report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IssueKind {
    /// The source held bytes that are no text in its encoding; they were replaced.
    Encoding,
    /// A value could not be understood and was left out.
    BadValue,
    /// Two sources of a fact disagree.
    Conflict,
    /// The quarter is known, its year is not.
    QuarterWithoutYear,
    /// Nobody could be told as the speaker of some turns.
    UnknownSpeakers,
    /// The text has no turn marks; turns were found by the words alone.
    NoTurnMarks,
}

impl IssueKind {
    /// Returns the name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::BadValue => "bad-value",
            Self::Conflict => "conflict",
            Self::QuarterWithoutYear => "quarter-without-year",
            Self::UnknownSpeakers => "unknown-speakers",
            Self::NoTurnMarks => "no-turn-marks",
        }
    }
}
