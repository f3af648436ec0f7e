//! What is known of each document by number, without reading its text.
//!
//! It is packed into few columns, those that are asked for together into one: a search looks at
//! several of these for every passage that matches. What varies from document to document stands
//! in the highest bits, so that the engine stores a column as plain bits, which are the fastest to
//! read, and does not model it as a line. It takes as many bits for every document of a segment as
//! the largest value needs: most values are small and packed tighter than the few large ones.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crc32fast::Hasher;
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

/// How far a document is from the ends of its turn, and how far it reaches itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spot {
    /// The place in the turn of the passage's first word; 0 on the first document of a call or a
    /// turn.
    pub(super) start: u32,
    /// How many documents the call or the turn has, on its first; 0 on others.
    pub(super) extent: u32,
}

/// What a document belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Unit {
    /// The ordinal of the turn.
    pub(super) turn: u32,
    /// How many documents back the exchange begins, plus one; 0 outside exchanges.
    pub(super) in_exchange: u32,
}

/// All that the columns have of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) spot: Spot,
    pub(super) unit: Unit,
}

/// A row as the columns have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packed {
    pub(super) place: u64,
    pub(super) spot: u64,
    pub(super) unit: u64,
}

/// The bits of a packed value that hold one number: where they begin and how many they are.
struct Bits {
    /// In a value all of whose numbers have room in few bits.
    narrow: (u32, u32),
    /// In any other value.
    wide: (u32, u32),
}

/// Marks a value one of whose numbers needs more room.
const WIDE: u64 = 1 << 63;

impl Bits {
    /// Returns bits that are the same in every value.
    const fn fixed(from: u32, len: u32) -> Self {
        Self { narrow: (from, len), wide: (from, len) }
    }

    /// Returns the number that a packed value holds here.
    fn get(&self, packed: u64) -> u32 {
        let read = |(from, len): (u32, u32)| packed >> from & most(len);
        let number = if packed & WIDE == 0 { read(self.narrow) } else { read(self.wide) };
        u32::try_from(number).unwrap_or(u32::MAX)
    }
}

/// Returns the most that so many bits hold.
const fn most(bits: u32) -> u64 {
    (1 << bits) - 1
}

/// Packs numbers into a value. One that goes beyond the wide bits counts as the most they hold:
/// calls and turns are far smaller.
fn pack(numbers: &[(&Bits, u32)]) -> u64 {
    let is_narrow = numbers.iter().all(|(bits, n)| u64::from(*n) <= most(bits.narrow.1));
    let packed = numbers.iter().map(|(bits, n)| {
        let (from, len) = if is_narrow { bits.narrow } else { bits.wide };
        u64::from(*n).min(most(len)) << from
    });
    packed.fold(if is_narrow { 0 } else { WIDE }, |all, one| all | one)
}

/// The layout of a [`Place`]: always wide, for the engine reads whole numbers the fastest.
const IN_CALL: Bits = Bits::fixed(0, 24);
const IN_TURN: Bits = Bits::fixed(24, 22);
const ROLE: Bits = Bits::fixed(46, 2);
const SECTION: Bits = Bits::fixed(48, 2);
const BOILERPLATE: Bits = Bits::fixed(50, 1);
const WORDS: Bits = Bits::fixed(51, 12);

/// The words of a passage that has as many or more: thousands joined by hyphens. How many more
/// stands beside its spot.
const MANY_WORDS: u32 = (1 << WORDS.wide.1) - 1;

/// The layout of a [`Spot`]: where one of its numbers is not 0, the other is. The checksum on top
/// is different for every document, which keeps the column plain bits.
const START_OR_EXTENT: Bits = Bits { narrow: (0, 14), wide: (0, 31) };
const MORE_WORDS: Bits = Bits { narrow: (14, 0), wide: (31, 14) };
const SUM: Bits = Bits { narrow: (14, 16), wide: (45, 16) };

/// The layout of a [`Unit`], with the rest of the checksum.
const TURN: Bits = Bits { narrow: (0, 11), wide: (0, 32) };
const IN_EXCHANGE: Bits = Bits { narrow: (11, 8), wide: (32, 18) };
const MORE_SUM: Bits = Bits { narrow: (19, 13), wide: (50, 13) };

impl Row {
    /// Returns the values of the columns for a document in which a passage and a record are
    /// stored: what is shown of it is held against their checksum.
    pub(super) fn pack(self, body: &[u8], record: &[u8]) -> Packed {
        let Self { place, spot, unit } = self;
        let more_words = place.words.saturating_sub(MANY_WORDS);
        let place = pack(&[
            (&IN_CALL, place.in_call),
            (&IN_TURN, place.in_turn),
            (&ROLE, place.role as u32),
            (&SECTION, place.section as u32),
            (&BOILERPLATE, u32::from(place.is_boilerplate)),
            (&WORDS, place.words),
        ]);
        let with_sum = |sum: u32| Packed {
            place,
            spot: pack(&[
                (&START_OR_EXTENT, spot.start.max(spot.extent)),
                (&MORE_WORDS, more_words),
                (&SUM, sum & LOW_SUM),
            ]),
            unit: pack(&[
                (&TURN, unit.turn),
                (&IN_EXCHANGE, unit.in_exchange),
                (&MORE_SUM, sum >> SUM.wide.1),
            ]),
        };
        with_sum(with_sum(0).checksum(body, record))
    }
}

/// The part of a checksum that stands beside the spot.
const LOW_SUM: u32 = (1 << SUM.wide.1) - 1;

/// All of a checksum that is kept.
const WHOLE_SUM: u32 = (1 << (SUM.wide.1 + MORE_SUM.wide.1)) - 1;

impl Packed {
    /// Returns the checksum (of a CRC-32) of what the columns have of a document, the checksum
    /// itself apart, and of what is stored of it.
    fn checksum(self, body: &[u8], record: &[u8]) -> u32 {
        let mut hasher = Hasher::new();
        hasher.update(&self.place.to_le_bytes());
        for (bits, packed) in [
            (START_OR_EXTENT, self.spot),
            (MORE_WORDS, self.spot),
            (TURN, self.unit),
            (IN_EXCHANGE, self.unit),
        ] {
            hasher.update(&bits.get(packed).to_le_bytes());
        }
        hasher.update(body);
        hasher.update(record);
        hasher.finalize() & WHOLE_SUM
    }

    /// Returns the checksum that was written.
    fn written_checksum(self) -> u32 {
        SUM.get(self.spot) | MORE_SUM.get(self.unit) << SUM.wide.1
    }
}

/// What is known of each document by number, without reading its text.
#[derive(Clone)]
pub struct Columns {
    place: Values,
    spot: Values,
    unit: Values,
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
            unit: values("unit")?,
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
        let end = start.saturating_add(START_OR_EXTENT.get(self.spot.get_val(start)));
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
        IN_EXCHANGE.get(self.unit.get_val(doc))
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
        TURN.get(self.unit.get_val(doc))
    }

    /// Returns the place in its turn of a passage's first word.
    pub fn word_start(&self, doc: DocId) -> u32 {
        if self.passage_ordinal(doc) == 0 {
            return 0;
        }
        START_OR_EXTENT.get(self.spot.get_val(doc))
    }

    /// Returns how many words a passage has; 0 for documents that are no passages.
    pub fn words(&self, doc: DocId) -> u32 {
        self.words_of(doc, self.place.get_val(doc))
    }

    fn words_of(&self, doc: DocId, place: u64) -> u32 {
        match WORDS.get(place) {
            MANY_WORDS => MANY_WORDS + MORE_WORDS.get(self.spot.get_val(doc)),
            words => words,
        }
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

    /// Tells whether what is stored of a document, and what the columns have of it, is what was
    /// written.
    pub(super) fn is_as_written(&self, doc: DocId, body: &[u8], record: &[u8]) -> bool {
        let packed = Packed {
            place: self.place.get_val(doc),
            spot: self.spot.get_val(doc),
            unit: self.unit.get_val(doc),
        };
        packed.checksum(body, record) == packed.written_checksum()
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

    #[track_caller]
    fn check(row: Row) {
        let Packed { place, spot, unit } = row.pack(b"said", b"record");
        let words = match WORDS.get(place) {
            MANY_WORDS => MANY_WORDS + MORE_WORDS.get(spot),
            words => words,
        };
        let start_or_extent = START_OR_EXTENT.get(spot);
        let is_head = row.spot.extent > 0;
        let read = Row {
            place: Place {
                in_call: IN_CALL.get(place),
                in_turn: IN_TURN.get(place),
                words,
                is_boilerplate: BOILERPLATE.get(place) > 0,
                role: Role::ALL.into_iter().find(|r| *r as u32 == ROLE.get(place)).unwrap(),
                section: Section::ALL
                    .into_iter()
                    .find(|s| *s as u32 == SECTION.get(place))
                    .unwrap(),
            },
            spot: Spot {
                start: if is_head { 0 } else { start_or_extent },
                extent: if is_head { start_or_extent } else { 0 },
            },
            unit: Unit { turn: TURN.get(unit), in_exchange: IN_EXCHANGE.get(unit) },
        };
        assert_eq!(read, row);
        let packed = Packed { place, spot, unit };
        let is_sound =
            |packed: Packed| packed.checksum(b"said", b"record") == packed.written_checksum();
        assert!(is_sound(packed));
        assert_ne!(packed.checksum(b"sais", b"record"), packed.written_checksum());
        // All values hold something in these.
        for bit in 0..30 {
            assert!(!is_sound(Packed { place: place ^ 1 << bit, ..packed }), "{bit} of {row:?}");
            assert!(!is_sound(Packed { spot: spot ^ 1 << bit, ..packed }), "{bit} of {row:?}");
            assert!(!is_sound(Packed { unit: unit ^ 1 << bit, ..packed }), "{bit} of {row:?}");
        }
    }

    #[test]
    fn what_is_packed_is_read_again_and_damage_is_seen() {
        let place = Place {
            in_call: 300,
            in_turn: 12,
            words: 120,
            is_boilerplate: true,
            role: Role::Analyst,
            section: Section::Qa,
        };
        let spot = Spot { start: 9_000, extent: 0 };
        let unit = Unit { turn: 900, in_exchange: 99 };
        let row = Row { place, spot, unit };
        check(row);
        check(Row::default());
        check(Row { place: Place { in_call: 1_000_000, in_turn: 4321, ..place }, ..row });
        check(Row { place: Place { words: 12_345, ..place }, ..row });
        check(Row { spot: Spot { start: 70_000, extent: 0 }, ..row });
        check(Row { spot: Spot { start: 0, extent: 312 }, ..row });
        check(Row { unit: Unit { turn: u32::MAX, in_exchange: 70_000 }, ..row });
    }
}
