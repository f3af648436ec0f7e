//! Reading a call, or the place around an anchor.

use std::sync::Arc;

use tantivy::DocId;

use crate::index::ExchangeRecord;
use crate::index::Reader;
use crate::index::Segment;
use crate::search::SearchError;
use crate::search::context::anchor;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Speaker;
use crate::transcript::Turn;

/// A call, or a part of it, as it was said.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The call.
    pub call: Arc<Call>,
    /// The people named by the source.
    pub participants: Vec<Speaker>,
    /// The turns, in order.
    pub turns: Vec<ShownTurn>,
}

/// A turn with its passages.
#[derive(Debug, Clone)]
pub struct ShownTurn {
    /// The turn, without its words.
    pub turn: Turn,
    /// The exchange it belongs to.
    pub exchange: Option<ExchangeRecord>,
    /// What was said; empty for a turn without words.
    pub passages: Vec<ShownPassage>,
}

/// A passage of a turn that is shown.
#[derive(Debug, Clone)]
pub struct ShownPassage {
    /// Its address.
    pub anchor: Anchor,
    /// The passage.
    pub text: String,
    /// Whether a paragraph begins with it.
    pub begins_paragraph: bool,
    /// Whether the anchor that was asked for means it.
    pub is_meant: bool,
}

/// Reads a call, or the turns around a turn or a passage.
///
/// `around` is how many turns before and after the one that is meant are given; a whole call is
/// given whole.
///
/// # Errors
///
/// An index that cannot be read, or an anchor that leads nowhere.
pub fn show(reader: &Reader, place: &Anchor, around: u32) -> Result<Shown, SearchError> {
    reader.guard(|| show_in(reader, place, around))
}

fn show_in(reader: &Reader, place: &Anchor, around: u32) -> Result<Shown, SearchError> {
    let missing = || SearchError::NoSuchPlace(place.clone());
    let no_call =
        || SearchError::NoSuchPlace(Anchor { turn: None, passage: None, ..place.clone() });
    let (segment, head) = reader.find_call(place.call.as_str())?.ok_or_else(no_call)?;
    let columns = &segment.columns;
    let call = segment.call(head)?;
    let mut turns = Vec::new();
    let mut found = place.turn.is_none();
    let end = columns.call_end(head);
    let heads: Vec<u32> = (head + 1..end).filter(|d| columns.passage_ordinal(*d) == 0).collect();
    let meant =
        place.turn.and_then(|turn| heads.iter().position(|d| columns.turn_ordinal(*d) == turn.0));
    for (at, doc) in heads.iter().copied().enumerate() {
        let near = meant.is_some_and(|m| m.abs_diff(at) <= around as usize);
        if place.turn.is_some() && !near {
            continue;
        }
        let is_meant =
            |passage: u32| meant == Some(at) && place.passage.is_none_or(|p| p == passage);
        found |= (doc..columns.turn_end(doc)).any(|d| is_meant(columns.passage_ordinal(d)));
        turns.push(shown_turn(segment, &call.id, doc, &is_meant)?);
    }
    if !found {
        return Err(missing());
    }
    Ok(Shown { call, participants: segment.participants(head)?, turns })
}

/// Reads a turn, given by its head, with its passages.
pub(super) fn shown_turn(
    segment: &Segment,
    call: &CallId,
    head: DocId,
    is_meant: &dyn Fn(u32) -> bool,
) -> Result<ShownTurn, SearchError> {
    let columns = &segment.columns;
    let record = segment.turn(head)?;
    let mut passages = Vec::new();
    for passage in head..columns.turn_end(head) {
        let ordinal = columns.passage_ordinal(passage);
        let text = segment.text(passage)?;
        if columns.words(passage) == 0 && text.is_empty() {
            continue;
        }
        passages.push(ShownPassage {
            anchor: anchor(segment, call, passage),
            text,
            begins_paragraph: ordinal == 0 || record.paragraph_starts.contains(&ordinal),
            is_meant: is_meant(ordinal),
        });
    }
    Ok(ShownTurn { turn: record.turn, exchange: record.exchange, passages })
}
