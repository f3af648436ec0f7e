//! What was decided of a turn's speaker, and what told.

use std::ops::Range;

use crate::parse::person::PersonId;

/// Who speaks a turn.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Verdict {
    /// Who speaks, where that can be told.
    pub(crate) person: Option<PersonId>,
    /// For which firm, as the text has it.
    pub(crate) firm: Option<String>,
    /// How likely the person is right, from 0 to 1.
    pub(crate) sure: f32,
    /// What kind of cue told.
    pub(crate) method: Method,
    /// The words that told.
    pub(crate) words: Range<usize>,
}

/// How a speaker was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Method {
    /// The source names the speaker at the turn.
    Label,
    /// The speaker was called up to ask.
    Call,
    /// The speaker says the name.
    OwnName,
    /// The floor was handed over.
    HandOver,
    /// The question names whom it is put to.
    Address,
    /// Thanks name who spoke.
    Thanks,
    /// Others refer to what the speaker said.
    Reference,
    /// The order of speaking.
    #[default]
    Order,
}

impl Method {
    /// Returns the name used in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Call => "call",
            Self::OwnName => "own-name",
            Self::HandOver => "hand-over",
            Self::Address => "address",
            Self::Thanks => "thanks",
            Self::Reference => "reference",
            Self::Order => "order",
        }
    }
}
