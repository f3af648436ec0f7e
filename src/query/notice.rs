//! What is told beside an answer, so that nothing is dropped silently.

use std::fmt;
use std::ops::Range;

/// Something the user should know about how the query was read or answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is about; scripts go by this.
    pub kind: NoticeKind,
    /// One sentence for people: lower case, no full stop, the user's words in backticks.
    pub text: String,
    /// The bytes of the query it is about, if it is about a part of it.
    pub span: Option<Range<usize>>,
}

impl Notice {
    /// Returns a notice about a part of the query.
    pub fn at(kind: NoticeKind, span: Range<usize>, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), span: Some(span) }
    }

    /// Returns a notice about the whole.
    pub fn new(kind: NoticeKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), span: None }
    }
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// An operator of another system was read as one of ours.
    Translated,
    /// What looks like an operator was read as a word.
    Word,
    /// What the query leaves open was read in one of several ways: which, is said.
    Reading,
    /// A part of the query has no effect.
    Ignored,
    /// No passage has all words; those with most are given.
    Relaxed,
    /// A value that nothing in the index has.
    UnknownValue,
    /// A pattern, a fuzzy word or a synonym stands for these words.
    Expanded,
    /// Not all of the words a pattern stands for were searched.
    Truncated,
    /// Calls left out because they lack the date or the quarter a filter asks for.
    Undated,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Translated,
        Self::Word,
        Self::Reading,
        Self::Ignored,
        Self::Relaxed,
        Self::UnknownValue,
        Self::Expanded,
        Self::Truncated,
        Self::Undated,
    ];

    /// Returns the name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Translated => "translated",
            Self::Word => "word",
            Self::Reading => "reading",
            Self::Ignored => "ignored",
            Self::Relaxed => "relaxed",
            Self::UnknownValue => "unknown-value",
            Self::Expanded => "expanded",
            Self::Truncated => "truncated",
            Self::Undated => "undated",
        }
    }
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
