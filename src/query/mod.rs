//! The query language: text in, a typed tree with places out.
//!
//! [`parse`] reads a text into a [`Query`], a tree of [`Node`]s with [`Filter`]s beside it, or
//! says with a [`QueryError`] what is wrong and where. Writing a query gives its canonical text,
//! which is read again as the same: `parse(&q.to_string())` means what `q` means.
//!
//! Nothing here knows of the index: words are kept as they were written, a firm is a text, and
//! whether anything matches is for `search` to say.
//!
//! The language itself is described below, as in help.
#![doc = include_str!("syntax.md")]

mod amount;
mod ast;
mod class;
mod compare;
mod display;
mod error;
mod field;
mod filter;
mod hint;
mod lexer;
mod limits;
mod nearest;
mod notice;
mod parser;
mod plain;
mod thesaurus;
mod wild;

pub use ast::{
    AtLeast, Edge, Fuzzy, Near, Node, NodeKind, NotNear, Order, Query, Same, Side, Unit, Word,
    WordForm,
};
pub use class::{Amount, Class, Limit, TokenClass};
pub use error::{OperandKind, Operator, Place, QueryError, QueryErrorKind};
pub use field::Field;
pub use filter::{DateRange, FieldValue, Filter, PeriodRange, Polarity, Value};
pub use notice::{Notice, NoticeKind};
pub use thesaurus::{Thesaurus, ThesaurusError, ThesaurusErrorReason};
pub use wild::Wild;

pub(crate) use nearest::nearest;

#[cfg(test)]
mod tests;

/// The description of the language, for help.
pub const SYNTAX: &str = include_str!("syntax.md");

/// Reads a query.
///
/// # Errors
///
/// Fails with what is wrong and where; no text makes it panic or take long.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    parser::parse(text)
}

/// Reads a text as plain words: no operators and no marks with a meaning; any word may match.
///
/// A text without words gives a query without a root, and a notice.
pub fn parse_plain(text: &str) -> Query {
    plain::parse(text)
}
