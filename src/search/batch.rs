//! Ranked lists for evaluation: passages, turns or calls, by name.

use std::collections::HashSet;

use crate::index::Reader;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::context::anchor;
use crate::search::searcher::candidates;
use crate::transcript::CallId;

/// What is ranked.
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
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    for candidate in candidates(reader, query)? {
        let segment = &reader.segments()[candidate.segment];
        let columns = &segment.columns;
        let unit = match ranked {
            Ranked::Passage => candidate.doc,
            Ranked::Turn => columns.turn_start(candidate.doc),
            Ranked::Call => columns.call_start(candidate.doc),
        };
        if !seen.insert((candidate.segment, unit)) {
            continue;
        }
        let call = columns.call_id(candidate.doc);
        let name = match ranked {
            Ranked::Passage => anchor(segment, &CallId::new(&call), candidate.doc).to_string(),
            Ranked::Turn => format!("{call}#t{}", columns.turn_ordinal(candidate.doc)),
            Ranked::Call => call,
        };
        out.push((name, candidate.score));
        if out.len() == limit {
            break;
        }
    }
    Ok(out)
}
