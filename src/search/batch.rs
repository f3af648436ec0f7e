//! Ranked lists for evaluation: passages, turns or calls, by name.

use crate::index::Columns;
use crate::index::Reader;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::context::anchor;
use crate::search::inherit::Weights;
use crate::search::searcher::best_of_units;
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
    let unit = |columns: &Columns, doc| match ranked {
        Ranked::Passage => doc,
        Ranked::Turn => columns.turn_start(doc),
        Ranked::Call => columns.call_start(doc),
    };
    let mut out = Vec::new();
    let weights = match ranked {
        Ranked::Passage | Ranked::Turn => Weights::OF_PASSAGES,
        Ranked::Call => Weights::OF_CALLS,
    };
    for candidate in best_of_units(reader, query, unit, weights, limit)? {
        let segment = &reader.segments()[candidate.segment];
        let columns = &segment.columns;
        let call = columns.call_id(candidate.doc);
        let name = match ranked {
            Ranked::Passage => anchor(segment, &CallId::new(&call), candidate.doc).to_string(),
            Ranked::Turn => format!("{call}#t{}", columns.turn_ordinal(candidate.doc)),
            Ranked::Call => call,
        };
        out.push((name, candidate.score));
    }
    Ok(out)
}
