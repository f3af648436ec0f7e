//! What can go wrong with a search.

use std::ops::Range;

use crate::index::IndexError;
use crate::transcript::Anchor;

/// A search that cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A part of the query is understood but cannot be searched for.
    #[error("{what} cannot be searched for yet")]
    Unsupported {
        /// What it is, in the words of the docs.
        what: &'static str,
        /// The bytes of the query that ask for it.
        span: Range<usize>,
    },
    /// A regular expression that is none.
    #[error("the expression cannot be understood: {message}")]
    Pattern {
        /// What is wrong with it.
        message: String,
        /// The bytes of the query that hold it.
        span: Range<usize>,
    },
    /// An address that leads nowhere.
    #[error("there is no `{0}` in the index")]
    NoSuchPlace(Anchor),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.into())
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        tantivy::TantivyError::from(error).into()
    }
}
