//! Ranked lists for evaluation: passages, turns or calls, by name.

use crate::index::Reader;
use crate::query::Query;
use crate::search::Options;
use crate::search::SearchError;
use crate::search::context::anchor;
use crate::search::planner::plan;
use crate::search::searcher::best;
use crate::transcript::CallId;

/// What is ranked, and what a hit stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ranked {
    /// Passages, named `call:turn.passage`.
    #[default]
    Passage,
    /// Turns, named `call#tORDINAL`, each at its best passage's place.
    Turn,
    /// Calls, named by id, each at its best passage's place.
    Call,
}

impl Ranked {
    /// Returns the name used by commands and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passage => "passage",
            Self::Turn => "turn",
            Self::Call => "call",
        }
    }
}

/// Tells whether a query can be searched for, without doing it.
///
/// # Errors
///
/// As [`search`](super::search).
pub fn check(reader: &Reader, query: &Query) -> Result<(), SearchError> {
    reader.guard(|| plan(query, reader).map(|_| ()))
}

/// Returns the best passages, turns or calls for a query, with their scores, best first.
///
/// # Errors
///
/// As [`search`](super::search).
pub fn rank(
    reader: &Reader,
    query: &Query,
    ranked: Ranked,
    limit: usize,
) -> Result<Vec<(String, f32)>, SearchError> {
    reader.guard(|| rank_in(reader, query, ranked, limit))
}

fn rank_in(
    reader: &Reader,
    query: &Query,
    ranked: Ranked,
    limit: usize,
) -> Result<Vec<(String, f32)>, SearchError> {
    let options = Options { limit, by: ranked, ..Options::default() };
    let mut out = Vec::new();
    for candidate in best(reader, query, &options)? {
        let segment = &reader.segments()[candidate.segment];
        let columns = &segment.columns;
        let call = segment.call_id(candidate.doc)?;
        let name = match ranked {
            Ranked::Passage => anchor(segment, &CallId::new(&call), candidate.doc).to_string(),
            Ranked::Turn => format!("{call}#t{}", columns.turn_ordinal(candidate.doc)),
            Ranked::Call => call,
        };
        out.push((name, candidate.score));
    }
    Ok(out)
}
