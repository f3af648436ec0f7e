//! What is known of each document by number, without reading its text.
//!
//! It is packed into few columns, those that are asked for together into one: a search looks at
//! several of these for every passage that matches. What varies from document to document stands
//! in the highest bits, so that the engine stores a column as plain bits, which are the fastest to
//! read, and does not model it as a line.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::SegmentReader;
use tantivy::columnar::Column;
use tantivy::columnar::ColumnValues;
use tantivy::columnar::StrColumn;

use crate::index::IndexError;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Turn;

/// Where in a call a document stands and what kind of passage it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// How many documents back the call begins.
    pub(super) in_call: u32,
    /// How many documents back the turn begins.
    pub(super) in_turn: u32,
    /// How many words the passage has; 0 for documents that are no passages.
    pub(super) words: u32,
    /// Whether the passage is boilerplate.
    pub(super) is_boilerplate: bool,
    /// The role of who speaks.
    pub(super) role: Role,
    /// The section of the turn.
    pub(super) section: Section,
}

/// Which turn a document belongs to, and where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spot {
    /// The place in the turn of the passage's first word.
    pub(super) start: u32,
    /// The ordinal of the turn.
    pub(super) turn: u32,
}

/// How far what a document begins or belongs to reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reach {
    /// How many documents the call or the turn has, on its first; 0 on others.
    pub(super) extent: u32,
    /// How many documents back the exchange begins, plus one; 0 outside exchanges.
    pub(super) in_exchange: u32,
    /// How many words the passage has, of which the [`Place`] has room for the lowest bits.
    pub(super) words: u32,
}

/// Some bits of a packed value.
struct Bits {
    from: u32,
    len: u32,
}

impl Bits {
    /// Returns the bits of a value that does not go beyond them: calls and turns are far smaller.
    fn put(&self, value: u32) -> u64 {
        u64::from(value).min((1_u64 << self.len) - 1) << self.from
    }

    fn get(&self, packed: u64) -> u32 {
        u32::try_from(packed >> self.from & ((1_u64 << self.len) - 1)).unwrap_or(u32::MAX)
    }
}

/// The layout of a [`Place`].
const IN_CALL: Bits = Bits { from: 0, len: 24 };
const IN_TURN: Bits = Bits { from: 24, len: 22 };
const ROLE: Bits = Bits { from: 46, len: 2 };
const SECTION: Bits = Bits { from: 48, len: 2 };
const BOILERPLATE: Bits = Bits { from: 50, len: 1 };
const WORDS: Bits = Bits { from: 51, len: 12 };
/// Whether a passage has more words than there is room for: thousands joined by hyphens.
const IS_LONG: Bits = Bits { from: 63, len: 1 };

/// The layout of a [`Spot`].
const TURN: Bits = Bits { from: 0, len: 32 };
const START: Bits = Bits { from: 32, len: 24 };

/// The layout of a [`Reach`].
const IN_EXCHANGE: Bits = Bits { from: 0, len: 24 };
const EXTENT: Bits = Bits { from: 24, len: 24 };
const MORE_WORDS: Bits = Bits { from: 48, len: 16 };

/// The words that a [`Place`] has room for.
const LOW_WORDS: u32 = (1 << WORDS.len) - 1;

impl Place {
    /// Returns the value of the column.
    pub(super) fn pack(self) -> u64 {
        IN_CALL.put(self.in_call)
            | IN_TURN.put(self.in_turn)
            | ROLE.put(self.role as u32)
            | SECTION.put(self.section as u32)
            | BOILERPLATE.put(u32::from(self.is_boilerplate))
            | WORDS.put(self.words & LOW_WORDS)
            | IS_LONG.put(u32::from(self.words > LOW_WORDS))
    }
}

impl Spot {
    /// Returns the value of the column.
    pub(super) fn pack(self) -> u64 {
        TURN.put(self.turn) | START.put(self.start)
    }
}

impl Reach {
    /// Returns the value of the column.
    pub(super) fn pack(self) -> u64 {
        IN_EXCHANGE.put(self.in_exchange)
            | EXTENT.put(self.extent)
            | MORE_WORDS.put(self.words >> WORDS.len)
    }
}

/// What is known of each document by number, without reading its text.
#[derive(Clone)]
pub struct Columns {
    place: Values,
    spot: Values,
    reach: Values,
    date: Column<u64>,
    id: Option<StrColumn>,
    facts: Option<StrColumn>,
    max_doc: DocId,
}

/// A column that has one value for every document.
type Values = Arc<dyn ColumnValues<u64>>;

impl Columns {
    pub(super) fn open(reader: &SegmentReader, folder: &Path) -> Result<Self, IndexError> {
        let fast = reader.fast_fields();
        let max_doc = reader.max_doc();
        let values = |name: &str| -> Result<Values, IndexError> {
            let column = fast.u64(name)?;
            if column.get_cardinality().is_full() && column.values.num_vals() >= max_doc {
                return Ok(column.values);
            }
            let what = format!("the column `{name}` has gaps");
            Err(IndexError::Damaged { path: folder.to_owned(), what })
        };
        Ok(Self {
            place: values("place")?,
            spot: values("spot")?,
            reach: values("reach")?,
            // A segment none of whose calls has a date has no such column.
            date: fast.column_opt("date")?.unwrap_or_else(|| Column::build_empty_column(max_doc)),
            id: fast.str("id")?,
            facts: fast.str("facts")?,
            max_doc,
        })
    }

    /// Returns the document of the call that a document belongs to.
    pub fn call_start(&self, doc: DocId) -> DocId {
        doc.saturating_sub(IN_CALL.get(self.place.get_val(doc)))
    }

    /// Returns the documents of the call that a document belongs to.
    pub fn call(&self, doc: DocId) -> Range<DocId> {
        let start = self.call_start(doc);
        start..self.end(start, doc)
    }

    /// Returns the head of the turn that a passage belongs to.
    pub fn turn_start(&self, doc: DocId) -> DocId {
        doc.saturating_sub(IN_TURN.get(self.place.get_val(doc)))
    }

    /// Returns the first document after the call that a document belongs to.
    pub fn call_end(&self, doc: DocId) -> DocId {
        self.call(doc).end
    }

    /// Returns the first document after the turn that a passage belongs to.
    pub fn turn_end(&self, doc: DocId) -> DocId {
        self.end(self.turn_start(doc), doc)
    }

    /// Returns where what begins at `start` and holds `doc` ends: behind that document and in the
    /// segment even where the column is damaged, or a search might never end.
    fn end(&self, start: DocId, doc: DocId) -> DocId {
        let end = start.saturating_add(EXTENT.get(self.reach.get_val(start)));
        end.min(self.max_doc).max(doc + 1)
    }

    /// Returns the first document of the exchange that a passage belongs to.
    pub fn exchange_start(&self, doc: DocId) -> Option<DocId> {
        let back = self.in_exchange(doc).checked_sub(1)?;
        Some(doc.saturating_sub(back))
    }

    /// Returns the first document after the exchange that a passage belongs to.
    pub fn exchange_end(&self, doc: DocId) -> DocId {
        let mut next = doc + 1;
        while next < self.max_doc && self.in_exchange(next) > 1 {
            next += 1;
        }
        next
    }

    fn in_exchange(&self, doc: DocId) -> u32 {
        IN_EXCHANGE.get(self.reach.get_val(doc))
    }

    /// Returns the place of a passage in its turn, from 0.
    pub fn passage_ordinal(&self, doc: DocId) -> u32 {
        IN_TURN.get(self.place.get_val(doc))
    }

    /// Returns the place of a passage in its turn, from 0, and how many words it has.
    pub fn ordinal_and_words(&self, doc: DocId) -> (u32, u32) {
        let place = self.place.get_val(doc);
        (IN_TURN.get(place), self.words_of(doc, place))
    }

    /// Returns the ordinal of the turn that a passage belongs to.
    pub fn turn_ordinal(&self, doc: DocId) -> u32 {
        TURN.get(self.spot.get_val(doc))
    }

    /// Returns the place in its turn of a passage's first word.
    pub fn word_start(&self, doc: DocId) -> u32 {
        START.get(self.spot.get_val(doc))
    }

    /// Returns how many words a passage has; 0 for documents that are no passages.
    pub fn words(&self, doc: DocId) -> u32 {
        self.words_of(doc, self.place.get_val(doc))
    }

    fn words_of(&self, doc: DocId, place: u64) -> u32 {
        if IS_LONG.get(place) == 0 {
            return WORDS.get(place);
        }
        MORE_WORDS.get(self.reach.get_val(doc)) << WORDS.len | WORDS.get(place)
    }

    /// Returns how many words a passage has, and whether it is boilerplate.
    pub fn words_and_boilerplate(&self, doc: DocId) -> (u32, bool) {
        let place = self.place.get_val(doc);
        (self.words_of(doc, place), BOILERPLATE.get(place) > 0)
    }

    /// Tells whether a passage is boilerplate.
    pub fn is_boilerplate(&self, doc: DocId) -> bool {
        BOILERPLATE.get(self.place.get_val(doc)) > 0
    }

    /// Tells whether a document stands for a call.
    pub fn is_call(&self, doc: DocId) -> bool {
        IN_CALL.get(self.place.get_val(doc)) == 0
    }

    /// Tells whether a passage is spoken by somebody of this role.
    pub fn is_by(&self, doc: DocId, role: Role) -> bool {
        ROLE.get(self.place.get_val(doc)) == role as u32
    }

    /// Tells whether a passage stands in this section.
    pub fn is_in(&self, doc: DocId, section: Section) -> bool {
        SECTION.get(self.place.get_val(doc)) == section as u32
    }

    /// Tells whether what the columns say of a passage and of the head of its turn is what the
    /// record of the turn says.
    pub(super) fn is_in_turn(&self, doc: DocId, turn: &Turn) -> bool {
        let head = self.turn_start(doc);
        self.passage_ordinal(head) == 0
            && self.call_start(head) == self.call_start(doc)
            && self.turn_ordinal(doc) == turn.ordinal.0
            && self.is_by(doc, turn.speaker.role)
            && self.is_in(doc, turn.section)
    }

    /// Returns the day of the call that a document belongs to, as a number that sorts as days
    /// do.
    pub fn date(&self, doc: DocId) -> Option<u64> {
        self.date.first(self.call_start(doc))
    }

    /// Returns the day of the call or the turn whose first document is given, as
    /// [`date`](Self::date).
    pub(super) fn date_of_head(&self, head: DocId) -> Option<u64> {
        self.date.first(head)
    }

    /// Reads what is known of the call whose first document is given, as it was written; nothing
    /// where there is none.
    pub(super) fn facts(&self, head: DocId) -> io::Result<Option<String>> {
        let Some(facts) = &self.facts else { return Ok(None) };
        let Some(rank) = facts.ords().first(head) else { return Ok(None) };
        let mut text = String::new();
        Ok(facts.ord_to_str(rank, &mut text)?.then_some(text))
    }

    /// Returns the column of the ids of calls.
    pub(super) fn ids(&self) -> Option<&StrColumn> {
        self.id.as_ref()
    }

    /// Returns the rank of the call's id among the ids of the segment, by which ids of one segment
    /// compare.
    pub fn call_rank(&self, doc: DocId) -> u64 {
        let id = self.id.as_ref().map(|column| column.ords());
        id.and_then(|ranks| ranks.first(self.call_start(doc))).unwrap_or(u64::MAX)
    }

    /// Returns how many documents the segment has, deleted ones included.
    pub fn max_doc(&self) -> DocId {
        self.max_doc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_read_again() {
        let place = Place {
            in_call: 1_000_000,
            in_turn: 4321,
            words: 402,
            is_boilerplate: true,
            role: Role::Analyst,
            section: Section::Qa,
        };
        let packed = place.pack();
        let read = Place {
            in_call: IN_CALL.get(packed),
            in_turn: IN_TURN.get(packed),
            words: WORDS.get(packed),
            is_boilerplate: BOILERPLATE.get(packed) > 0,
            role: Role::ALL.into_iter().find(|r| *r as u32 == ROLE.get(packed)).unwrap(),
            section: Section::ALL.into_iter().find(|s| *s as u32 == SECTION.get(packed)).unwrap(),
        };
        assert_eq!(read, place);
        let spot = Spot { start: 70_000, turn: u32::MAX };
        let packed = spot.pack();
        assert_eq!(Spot { start: START.get(packed), turn: TURN.get(packed) }, spot);
        let reach = Reach { extent: 312, in_exchange: 99, words: 0 };
        let packed = reach.pack();
        let in_exchange = IN_EXCHANGE.get(packed);
        assert_eq!(Reach { extent: EXTENT.get(packed), in_exchange, words: 0 }, reach);
        let words = 123_456;
        let (place, reach) = (Place { words, ..place }, Reach { words, ..reach });
        let high = MORE_WORDS.get(reach.pack()) << WORDS.len;
        assert_eq!(high | WORDS.get(place.pack()), words);
        assert_eq!(IS_LONG.get(place.pack()), 1);
    }
}
