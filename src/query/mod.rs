//! The query language: text in, a typed tree with places out.

mod amount;
mod ast;
mod class;
mod display;
mod error;
mod field;
mod filter;
mod lexer;
mod limits;
mod nearest;
mod notice;
mod parser;
mod plain;
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
pub use wild::Wild;

use nearest::nearest;

#[cfg(test)]
mod tests;

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
