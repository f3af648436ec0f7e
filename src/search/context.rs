//! What stands around a passage.

use tantivy::DocId;

use crate::index::Segment;
use crate::search::ContextPassage;
use crate::search::SearchError;
use crate::transcript::Anchor;
use crate::transcript::CallId;
use crate::transcript::Turn;
use crate::transcript::TurnOrdinal;

/// How much of the call is shown around a hit, on each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextSize {
    /// So many passages.
    Passages(u32),
    /// The rest of the turn and so many turns.
    Turns(u32),
}

/// Returns the passages before and after one of a turn, in order, as far as the call goes.
pub(super) fn context(
    segment: &Segment,
    call: &CallId,
    doc: DocId,
    turn: &Turn,
    size: ContextSize,
) -> Result<(Vec<ContextPassage>, Vec<ContextPassage>), SearchError> {
    let columns = &segment.columns;
    let (first, end) = (columns.call_start(doc) + 1, columns.call_end(doc));
    let (from, to) = match size {
        ContextSize::Passages(0) => return Ok((Vec::new(), Vec::new())),
        ContextSize::Passages(n) => (
            nth(doc, n, |d| columns.words(d), first, end, -1),
            nth(doc, n, |d| columns.words(d), first, end, 1),
        ),
        ContextSize::Turns(n) => {
            let middle = columns.turn_ordinal(doc);
            let near = |d: &DocId| columns.turn_ordinal(*d).abs_diff(middle) <= n;
            let from = (first..=doc).rev().take_while(near).last().unwrap_or(doc);
            (from, (doc..end).take_while(near).last().unwrap_or(doc))
        }
    };
    let head = columns.turn_start(doc);
    let passage = |near: DocId| {
        // The neighbours are mostly of the same turn, which is read already.
        let same = columns.turn_start(near) == head;
        let turn = if same { turn.clone() } else { segment.turn(near)?.turn };
        Ok(ContextPassage { anchor: anchor(segment, call, near), turn, text: segment.text(near)? })
    };
    let passages = |range: std::ops::Range<DocId>| -> Result<Vec<_>, SearchError> {
        range.filter(|d| columns.words(*d) > 0).map(passage).collect()
    };
    Ok((passages(from..doc)?, passages(doc + 1..to + 1)?))
}

/// Returns the document of the n-th passage with words before or after one, or the last there
/// is.
fn nth(
    doc: DocId,
    n: u32,
    words: impl Fn(DocId) -> u32,
    first: DocId,
    end: DocId,
    step: i64,
) -> DocId {
    let (mut at, mut reached, mut left) = (doc, doc, n);
    while left > 0 {
        let next = DocId::try_from(i64::from(at) + step).ok().filter(|d| (first..end).contains(d));
        let Some(next) = next else { break };
        at = next;
        if words(at) > 0 {
            reached = at;
            left -= 1;
        }
    }
    reached
}

/// Returns the address of a passage.
pub(super) fn anchor(segment: &Segment, call: &CallId, doc: DocId) -> Anchor {
    let columns = &segment.columns;
    let turn = TurnOrdinal(columns.turn_ordinal(doc));
    Anchor::passage(call.clone(), turn, columns.passage_ordinal(doc))
}
