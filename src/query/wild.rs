//! Patterns with wildcards.

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Wild {
    /// These characters, as written; never empty, never beside another text.
    Text(String),
    /// `?`: any one character.
    One,
    /// `*`: any characters, or none.
    Many,
}
