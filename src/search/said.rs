//! Where words were said one after another: turns found by their words, whatever passages they
//! were cut into.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::InvertedIndexReader;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::postings::Postings;
use tantivy::postings::SegmentPostings;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use crate::index::ExchangeRecord;
use crate::index::MetaField;
use crate::index::Reader;
use crate::index::Segment;
use crate::search::SearchError;
use crate::search::hit::citation;
use crate::search::terms;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::Turn;
use crate::transcript::TurnOrdinal;

/// The most places in postings that are looked at to find turns that share words: enough for the
/// rare words of a sentence, few enough to take less than a millisecond.
const NEAR_BUDGET: u64 = 8_000;

/// The most words of a text that are looked up to find turns that share words with it.
const NEAR_WORDS: usize = 12;

/// A place in a turn, by the engine's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidAt {
    segment: usize,
    head: DocId,
    /// The place of the word among the words of its turn, from 0.
    pub word: u32,
}

impl SaidAt {
    /// Tells whether two places are in one turn.
    pub fn is_same_turn(&self, other: &Self) -> bool {
        (self.segment, self.head) == (other.segment, other.head)
    }
}

/// Places where words were said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidPlaces {
    /// How many there are.
    pub total: usize,
    /// The first of them, by call id, turn and word.
    pub first: Vec<SaidAt>,
}

/// A turn as it was said, with the passages it was cut into.
#[derive(Debug, Clone)]
pub struct SaidTurn {
    /// The call.
    pub call: Arc<Call>,
    /// The turn, without its words.
    pub turn: Turn,
    /// The exchange it belongs to.
    pub exchange: Option<ExchangeRecord>,
    /// The words, a line a paragraph.
    pub text: String,
    /// The bytes of the text that each passage is, in order.
    pub passages: Vec<Range<usize>>,
}

impl SaidTurn {
    /// Returns the address of the passage that holds a byte of the text.
    pub fn anchor(&self, at: usize) -> Anchor {
        let passage = self.passages.partition_point(|p| p.end <= at);
        let passage = passage.min(self.passages.len().saturating_sub(1));
        let passage = u32::try_from(passage).unwrap_or(u32::MAX);
        Anchor::passage(self.call.id.clone(), self.turn.ordinal, passage)
    }

    /// Returns the citation of the turn.
    pub fn citation(&self) -> String {
        citation(&self.call, &self.turn, self.exchange.as_ref())
    }
}

/// Returns where words stand in a row within a turn, at most `limit` places and the number of
/// all. The words are terms of the index.
///
/// # Errors
///
/// An index that cannot be read.
pub fn said_in_a_row(
    reader: &Reader,
    words: &[&str],
    limit: usize,
) -> Result<SaidPlaces, SearchError> {
    let mut found = SaidPlaces::default();
    let mut places = Vec::new();
    for (number, segment) in reader.segments().iter().enumerate() {
        let starts = rows(reader, segment, words)?;
        found.total += starts.len();
        let mut here: Vec<SaidAt> =
            starts.into_iter().map(|(head, word)| SaidAt { segment: number, head, word }).collect();
        let columns = &segment.columns;
        if here.len() > limit {
            here.sort_by_cached_key(|s| (columns.call_rank(s.head), s.head, s.word));
            here.truncate(limit);
        }
        places.append(&mut here);
    }
    places.sort_by_cached_key(|s| (call_of(reader, s), s.head, s.word));
    places.truncate(limit);
    found.first = places;
    Ok(found)
}

/// Returns the turns that share most of the rare words of a text in about its order, the most
/// first, at most `limit`; the word is where the text would begin.
///
/// # Errors
///
/// An index that cannot be read.
pub fn said_near(
    reader: &Reader,
    words: &[&str],
    limit: usize,
) -> Result<Vec<SaidAt>, SearchError> {
    let rare = rarest(reader, words)?;
    let mut best: Vec<(u32, SaidAt)> = Vec::new();
    for (number, segment) in reader.segments().iter().enumerate() {
        let mut votes = votes(reader, segment, words, &rare)?;
        votes.sort_unstable();
        let width = i64::try_from(words.len()).unwrap_or(i64::MAX);
        let turns = votes.chunk_by(|a, b| a.head == b.head);
        let mut here: Vec<(u32, SaidAt)> = turns
            .map(|turn| {
                let (weight, start) = heaviest(turn, width);
                let word = u32::try_from(start.max(0)).unwrap_or(u32::MAX);
                (weight, SaidAt { segment: number, head: turn[0].head, word })
            })
            .collect();
        let columns = &segment.columns;
        here.sort_unstable_by_key(|(weight, _)| Reverse(*weight));
        let least = here.get(limit.saturating_sub(1)).map_or(0, |(weight, _)| *weight);
        here.truncate(here.partition_point(|(weight, _)| *weight >= least));
        here.sort_by_cached_key(|(weight, s)| {
            (Reverse(*weight), columns.call_rank(s.head), s.head)
        });
        here.truncate(limit);
        best.append(&mut here);
    }
    best.sort_by_cached_key(|(weight, s)| (Reverse(*weight), call_of(reader, s), s.head));
    best.truncate(limit);
    Ok(best.into_iter().map(|(_, at)| at).collect())
}

/// Returns the most that the votes for places at most `width` words apart weigh together, and a
/// place in their middle. The votes are for one turn, in order.
fn heaviest(turn: &[Vote], width: i64) -> (u32, i64) {
    let (mut from, mut sum, mut top) = (0, 0, (0, 0));
    for (at, vote) in turn.iter().enumerate() {
        sum += vote.weight;
        while turn[from].start + width < vote.start {
            sum -= turn[from].weight;
            from += 1;
        }
        if sum > top.0 {
            top = (sum, turn[usize::midpoint(from, at)].start);
        }
    }
    top
}

/// Tells whether a term of the index is a word of some passage.
///
/// # Errors
///
/// An index that cannot be read.
pub fn is_said(reader: &Reader, word: &str) -> Result<bool, SearchError> {
    Ok(passages_with(reader, word)? > 0)
}

/// Returns how many passages have a word, deleted ones included.
fn passages_with(reader: &Reader, word: &str) -> Result<u64, SearchError> {
    let body = reader.fields().body;
    let term = Term::from_field_text(body, word);
    let mut count = 0;
    for segment in reader.segments() {
        count += u64::from(segment.reader.inverted_index(body)?.doc_freq(&term)?);
    }
    Ok(count)
}

/// Returns the place of a turn by an address; `None` where it leads nowhere.
///
/// # Errors
///
/// An index that cannot be read.
pub fn said_at(reader: &Reader, place: &Anchor) -> Result<Option<SaidAt>, SearchError> {
    let Some((found, call)) = reader.find_call(place.call.as_str())? else { return Ok(None) };
    let segment = reader.segments().iter().position(|s| std::ptr::eq(s, found));
    let columns = &found.columns;
    let turn = place.turn.unwrap_or(TurnOrdinal(0));
    let is_head = |d: &DocId| columns.passage_ordinal(*d) == 0;
    let mut heads = (call + 1..columns.call_end(call)).filter(is_head);
    let head = heads.find(|d| columns.turn_ordinal(*d) == turn.0);
    Ok(segment.zip(head).map(|(segment, head)| SaidAt { segment, head, word: 0 }))
}

/// Reads the turn at a place.
///
/// # Errors
///
/// An index that cannot be read.
pub fn read_said(reader: &Reader, place: SaidAt) -> Result<SaidTurn, SearchError> {
    let segment = &reader.segments()[place.segment];
    let call = segment.call(place.head)?;
    let record = segment.turn(place.head)?;
    let mut text = String::new();
    let mut passages = Vec::new();
    for (n, doc) in (0_u32..).zip(place.head..segment.columns.turn_end(place.head)) {
        if n > 0 {
            text.push(if record.paragraph_starts.contains(&n) { '\n' } else { ' ' });
        }
        let start = text.len();
        text.push_str(&segment.text(doc)?);
        passages.push(start..text.len());
    }
    Ok(SaidTurn { call, turn: record.turn, exchange: record.exchange, text, passages })
}

/// Returns the folded values that calls and turns of the index have in a field, in order.
///
/// # Errors
///
/// An index that cannot be read.
pub fn values_of(reader: &Reader, field: MetaField) -> Result<Vec<String>, SearchError> {
    Ok(terms::values(reader, field, &|_| true)?.into_keys().collect())
}

/// Returns what is known of all calls of the index.
///
/// # Errors
///
/// An index that cannot be read.
pub fn all_calls(reader: &Reader) -> Result<Vec<Arc<Call>>, SearchError> {
    let mut out = Vec::new();
    for segment in reader.segments() {
        let mut at = 0;
        while at < segment.columns.max_doc() {
            if segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(at)) {
                out.push(segment.call(at)?);
            }
            at = segment.columns.call_end(at).max(at + 1);
        }
    }
    Ok(out)
}

/// Returns where words stand in a row in a segment, as heads of turns and places in them.
fn rows(
    reader: &Reader,
    segment: &Segment,
    words: &[&str],
) -> Result<Vec<(DocId, u32)>, SearchError> {
    let body = reader.fields().body;
    let inverted = segment.reader.inverted_index(body)?;
    let mut order: Vec<(TermInfo, u32)> = Vec::with_capacity(words.len());
    for (offset, word) in (0..).zip(words) {
        match inverted.get_term_info(&Term::from_field_text(body, word))? {
            Some(info) => order.push((info, offset)),
            None => return Ok(Vec::new()),
        }
    }
    order.sort_by_key(|(info, offset)| (info.doc_freq, *offset));
    let Some(((first, offset), others)) = order.split_first() else { return Ok(Vec::new()) };
    let mut found = starts(&inverted, segment, first, *offset)?;
    for (info, offset) in others {
        if found.is_empty() {
            break;
        }
        keep_followed(&inverted, segment, info, *offset, &mut found)?;
    }
    Ok(found)
}

/// Returns where a row would begin for each place of one of its words, in order.
fn starts(
    inverted: &InvertedIndexReader,
    segment: &Segment,
    info: &TermInfo,
    offset: u32,
) -> Result<Vec<(DocId, u32)>, SearchError> {
    let columns = &segment.columns;
    let mut postings = open(inverted, info)?;
    let (mut out, mut positions) = (Vec::new(), Vec::new());
    while postings.doc() != TERMINATED {
        let doc = postings.doc();
        if !segment.reader.is_deleted(doc) {
            let (head, before) = (columns.turn_start(doc), columns.word_start(doc));
            postings.positions_with_offset(before, &mut positions);
            let starts = positions.iter().filter_map(|at| at.checked_sub(offset));
            out.extend(starts.map(|at| (head, at)));
        }
        postings.advance();
    }
    Ok(out)
}

/// Keeps the beginnings of rows in which a word stands where it should.
fn keep_followed(
    inverted: &InvertedIndexReader,
    segment: &Segment,
    info: &TermInfo,
    offset: u32,
    found: &mut Vec<(DocId, u32)>,
) -> Result<(), SearchError> {
    let columns = &segment.columns;
    let mut postings = open(inverted, info)?;
    let (mut kept, mut positions, mut turn) = (Vec::new(), Vec::new(), Vec::new());
    for candidates in found.chunk_by(|a, b| a.0 == b.0) {
        let head = candidates[0].0;
        if postings.doc() < head {
            postings.seek(head);
        }
        turn.clear();
        while postings.doc() != TERMINATED && columns.turn_start(postings.doc()) == head {
            postings.positions_with_offset(columns.word_start(postings.doc()), &mut positions);
            turn.extend_from_slice(&positions);
            postings.advance();
        }
        let stands = |start: u32| turn.binary_search(&(start + offset)).is_ok();
        kept.extend(candidates.iter().copied().filter(|(_, start)| stands(*start)));
    }
    *found = kept;
    Ok(())
}

/// Returns the places in a text of its rarest words and how much each tells, as many as are worth
/// looking up.
fn rarest(reader: &Reader, words: &[&str]) -> Result<Vec<(usize, u32)>, SearchError> {
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for word in words {
        if !counts.contains_key(word) {
            counts.insert(word, passages_with(reader, word)?);
        }
    }
    let mut order: Vec<(u64, usize)> =
        words.iter().enumerate().map(|(at, w)| (counts[w], at)).filter(|(n, _)| *n > 0).collect();
    order.sort_unstable();
    let passages = reader.header().passages.max(1);
    let mut spent = 0;
    let worth = order.into_iter().take(NEAR_WORDS).take_while(|(count, _)| {
        let first = spent == 0;
        spent += count;
        first || spent <= NEAR_BUDGET
    });
    // Twice as rare is one more: the whole part of the logarithm of how rare it is.
    Ok(worth.map(|(count, at)| (at, (passages / count).max(1).ilog2() + 1)).collect())
}

/// What a rare word says of where a text stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Vote {
    head: DocId,
    /// Where in the turn the text would begin.
    start: i64,
    weight: u32,
}

/// Returns the votes of each place of each rare word.
fn votes(
    reader: &Reader,
    segment: &Segment,
    words: &[&str],
    rare: &[(usize, u32)],
) -> Result<Vec<Vote>, SearchError> {
    let body = reader.fields().body;
    let inverted = segment.reader.inverted_index(body)?;
    let mut out = Vec::new();
    for (at, weight) in rare {
        let term = Term::from_field_text(body, words[*at]);
        let Some(info) = inverted.get_term_info(&term)? else { continue };
        let offset = i64::try_from(*at).unwrap_or(i64::MAX);
        let places = starts(&inverted, segment, &info, 0)?;
        out.extend(places.into_iter().map(|(head, word)| Vote {
            head,
            start: i64::from(word) - offset,
            weight: *weight,
        }));
    }
    Ok(out)
}

fn open(inverted: &InvertedIndexReader, info: &TermInfo) -> Result<SegmentPostings, SearchError> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    Ok(inverted.read_postings_from_terminfo(info, option)?)
}

/// Returns the id of the call of a place.
fn call_of(reader: &Reader, place: &SaidAt) -> String {
    // An id that cannot be read is left empty: it only settles ties.
    reader.segments()[place.segment].call_id(place.head).unwrap_or_default()
}
