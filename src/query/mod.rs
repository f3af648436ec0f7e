//! The query language: text in, a typed tree with places out.

mod ast;
mod class;
mod error;
mod field;
mod filter;
mod nearest;
mod notice;
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

/// Reads a query.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    Ok(Query { text: text.to_owned(), ..Query::default() })
}

/// Reads a text as plain words: no operators; any word may match.
pub fn parse_plain(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}
