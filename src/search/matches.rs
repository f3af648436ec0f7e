//! Every passage that matches a query, in order, with what the query mentions there.
//!
//! A search gives the best passages; whoever counts needs all of them. Nothing is relaxed here:
//! a list of words means all of them.
//!
//! A *mention* is one stretch of words that a top-level part of the query matches: a word, a
//! phrase, a pair that stands near each other. Where several parts, or several ways to match one,
//! come to the same words, it is one mention. A mention belongs to the passage in which it
//! begins, and only passages that match the whole query have any. A query of filters alone
//! matches passages and mentions nothing.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::TERMINATED;
use tantivy::schema::IndexRecordOption;

use crate::index::Reader;
use crate::index::Segment;
use crate::index::TurnRecord;
use crate::query::Notice;
use crate::query::Query;
use crate::search::SearchError;
use crate::search::ShownTurn;
use crate::search::context::anchor;
use crate::search::highlight::SpokenTurn;
use crate::search::highlight::highlights;
use crate::search::opener::Opener;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::planner::plan_as_written;
use crate::search::show::shown_turn;
use crate::search::spans::Span;
use crate::search::spans::spans;
use crate::search::stretch::WordsOfTurn;
use crate::search::stretch::all_words;
use crate::search::voices::Voices;
use crate::search::voices::role;
use crate::search::words::WordPostings;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;

/// All passages that match a query.
pub struct Matches<'r> {
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    reader: &'r Reader,
    plan: Plan,
    calls: Vec<CallPlaces>,
}

/// The passages of one call that match.
struct CallPlaces {
    id: String,
    segment: usize,
    places: Vec<Place>,
}

#[derive(Clone, Copy)]
struct Place {
    doc: DocId,
    mentions: u32,
}

/// An exchange, by its place: exchanges sort by call id, then as they follow in the call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExchangePlace {
    call: String,
    start: DocId,
    segment: usize,
}

/// A passage that matches.
pub struct Match<'m> {
    /// The call it stands in.
    pub call: &'m Arc<Call>,
    /// How many words it has.
    pub words: u32,
    /// How many mentions begin in it.
    pub mentions: u32,
    plan: &'m Plan,
    place: (usize, &'m Segment, DocId),
    turn: &'m TurnCell,
    /// Tells who speaks in the turn of a passage of the segment.
    speaker_of: &'m (dyn Fn(DocId) -> Result<Arc<Speaker>, SearchError> + 'm),
}

/// What is read of a turn, once for all of its passages.
#[derive(Default)]
struct TurnCell {
    record: OnceCell<TurnRecord>,
    words: OnceCell<TurnWords>,
}

/// The words of a turn, with all mentions in it.
pub struct TurnWords {
    /// The passages of the turn, a line each.
    pub text: String,
    /// The bytes of the text that hold each passage: words are told apart passage by passage.
    pub passages: Vec<Range<usize>>,
    /// The mentions, by where they begin and end; each once.
    mentions: Vec<Mention>,
}

/// A mention, by its place in its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The words of the turn, by number.
    pub words: Range<u32>,
    /// From the first to the last byte of [`TurnWords::text`] that matched.
    pub bytes: Range<usize>,
}

/// Finds all passages that match a query.
///
/// # Errors
///
/// An index that cannot be read, or a part of the query that cannot be searched for.
pub fn matches<'r>(reader: &'r Reader, query: &Query) -> Result<Matches<'r>, SearchError> {
    let planned = plan_as_written(query, reader)?;
    let plan = planned.plan;
    let mut calls: Vec<CallPlaces> = Vec::new();
    for (number, segment) in reader.segments().iter().enumerate() {
        let mut matching = Opener::new(reader, segment).open(&plan)?;
        let mut counter = Counter::open(&plan, reader, segment)?;
        let columns = &segment.columns;
        let mut call = None;
        let mut doc = matching.doc();
        while doc != TERMINATED {
            if !segment.reader.is_deleted(doc) {
                let place = Place { doc, mentions: counter.mentions(doc) };
                let head = columns.call_start(doc);
                if let Some(last) = calls.last_mut().filter(|_| call == Some(head)) {
                    last.places.push(place);
                } else {
                    let (id, places) = (segment.call_id(doc)?, vec![place]);
                    calls.push(CallPlaces { id, segment: number, places });
                }
                call = Some(head);
            }
            doc = matching.advance();
        }
    }
    calls.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Matches { notices: planned.notices, reader, plan, calls })
}

impl Matches<'_> {
    /// Returns how many passages match.
    pub fn passages(&self) -> u64 {
        self.calls.iter().map(|c| c.places.len() as u64).sum()
    }

    /// Returns the ids of the calls in which some passage matches, sorted.
    pub fn call_ids(&self) -> impl Iterator<Item = &str> {
        self.calls.iter().map(|c| c.id.as_str())
    }

    /// Calls `visit` with each passage, in the order of call id, turn and passage.
    ///
    /// # Errors
    ///
    /// An index that cannot be read, or what `visit` gives.
    pub fn for_each(
        &self,
        visit: &mut dyn FnMut(&Match<'_>) -> Result<(), SearchError>,
    ) -> Result<(), SearchError> {
        let voices: Vec<_> = self.reader.segments().iter().map(Voices::of).collect();
        for found in &self.calls {
            let segment = &self.reader.segments()[found.segment];
            let Some(first) = found.places.first() else { continue };
            let call = segment.call(first.doc)?;
            let speaker_of = |doc| voices[found.segment].speaker(doc);
            let mut turn = TurnCell::default();
            let mut head = first.doc;
            for place in &found.places {
                let here = segment.columns.turn_start(place.doc);
                if here != head {
                    (head, turn) = (here, TurnCell::default());
                }
                visit(&Match {
                    call: &call,
                    words: segment.columns.words(place.doc),
                    mentions: place.mentions,
                    plan: &self.plan,
                    place: (found.segment, segment, place.doc),
                    turn: &turn,
                    speaker_of: &speaker_of,
                })?;
            }
        }
        Ok(())
    }
}

impl Match<'_> {
    /// Returns the address.
    pub fn anchor(&self) -> Anchor {
        anchor(self.place.1, &self.call.id, self.place.2)
    }

    /// Reads who speaks: the name, the role and an analyst's canonical firm; no office.
    pub fn speaker(&self) -> Result<Arc<Speaker>, SearchError> {
        (self.speaker_of)(self.place.2)
    }

    /// Returns the role of who speaks.
    pub fn role(&self) -> Role {
        role(self.place.1, self.place.2)
    }

    /// Returns the section.
    pub fn section(&self) -> Section {
        let is_section = |section: &Section| self.place.1.columns.is_in(self.place.2, *section);
        Section::ALL.into_iter().find(is_section).unwrap_or_default()
    }

    /// Reads the turn, without its words.
    pub fn turn(&self) -> Result<&TurnRecord, SearchError> {
        if let Some(record) = self.turn.record.get() {
            return Ok(record);
        }
        let record = self.place.1.turn(self.place.2)?;
        Ok(self.turn.record.get_or_init(|| record))
    }

    /// Reads the passage.
    pub fn text(&self) -> Result<String, SearchError> {
        Ok(self.place.1.text(self.place.2)?)
    }

    /// Reads what to mark in a passage whose text is given; see
    /// [`Hit::highlights`](super::Hit::highlights).
    pub fn highlights(&self, text: &str) -> Result<Vec<Range<usize>>, SearchError> {
        highlights(self.plan, self.place.1, self.place.2, text)
    }

    /// Returns the exchange that the passage belongs to.
    pub fn exchange(&self) -> Option<ExchangePlace> {
        let (segment, opened, doc) = self.place;
        let start = opened.columns.exchange_start(doc)?;
        Some(ExchangePlace { call: self.call.id.to_string(), start, segment })
    }

    /// Reads the words of the turn.
    pub fn turn_words(&self) -> Result<&TurnWords, SearchError> {
        if let Some(words) = self.turn.words.get() {
            return Ok(words);
        }
        let (_, segment, doc) = self.place;
        let columns = &segment.columns;
        let turn = columns.turn_start(doc)..columns.turn_end(doc);
        let passages = turn.map(|near| segment.text(near)).collect::<Result<Vec<_>, _>>()?;
        let mentions = all_mentions(self.plan, &SpokenTurn::of(&passages, &looked_for(self.plan)));
        let mut end = 0;
        let range = |passage: &String| {
            let start = end;
            end = start + passage.len() + 1;
            start..end - 1
        };
        let ranges = passages.iter().map(range).collect();
        let read = TurnWords { text: passages.join("\n"), passages: ranges, mentions };
        Ok(self.turn.words.get_or_init(|| read))
    }

    /// Reads the mentions that begin in the passage, in order.
    pub fn each_mention(&self) -> Result<&[Mention], SearchError> {
        let columns = &self.place.1.columns;
        let begin = columns.word_start(self.place.2);
        let end = begin + self.words;
        let all = &self.turn_words()?.mentions;
        let from = all.partition_point(|m| m.words.start < begin);
        let to = all.partition_point(|m| m.words.start < end);
        Ok(&all[from..to])
    }
}

/// Reads an exchange, turn by turn, and the call it stands in.
///
/// # Errors
///
/// An index that cannot be read.
pub fn exchange(
    reader: &Reader,
    place: &ExchangePlace,
) -> Result<(Arc<Call>, Vec<ShownTurn>), SearchError> {
    let segment = &reader.segments()[place.segment];
    let columns = &segment.columns;
    let call = segment.call(place.start)?;
    let mut turns = Vec::new();
    for doc in place.start..columns.exchange_end(place.start) {
        if columns.passage_ordinal(doc) == 0 {
            turns.push(shown_turn(segment, &call.id, doc, &|_| false)?);
        }
    }
    Ok((call, turns))
}

/// Returns all the words that a plan looks for.
fn looked_for(plan: &Plan) -> Vec<Arc<Words>> {
    let mut words = Vec::new();
    plan.for_each_stretch(&mut |stretch| words.extend(all_words(stretch)));
    words
}

/// Returns the mentions in a turn, sorted, each once.
fn all_mentions(plan: &Plan, turn: &SpokenTurn) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    plan.for_each_stretch(&mut |stretch| {
        for span in spans(stretch, turn) {
            let hull = span.parts.iter().cloned();
            let hull = hull.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
            let bytes = hull.unwrap_or_default();
            found.push(Mention { words: span.begin..span.end, bytes });
        }
    });
    found.sort_by_key(|m| (m.words.start, m.words.end));
    found.dedup_by(|later, first| {
        let same = later.words == first.words;
        if same {
            first.bytes =
                first.bytes.start.min(later.bytes.start)..first.bytes.end.max(later.bytes.end);
        }
        same
    });
    found
}

/// Counts the mentions in the passages of a segment, from the postings alone.
struct Counter<'a> {
    stretches: Vec<(&'a Stretch, WordsOfTurn)>,
    segment: &'a Segment,
    /// The turn looked at last, and the mentions that begin in each of its passages.
    turn: Range<DocId>,
    counts: Vec<u32>,
}

impl<'a> Counter<'a> {
    fn open(plan: &'a Plan, reader: &Reader, segment: &'a Segment) -> Result<Self, SearchError> {
        let mut of_plan = Vec::new();
        plan.for_each_stretch(&mut |stretch| of_plan.push(stretch));
        let option = IndexRecordOption::WithFreqsAndPositions;
        let open = |stretch: &'a Stretch| {
            let words = all_words(stretch).into_iter();
            let opened = words.map(|words| {
                let postings = WordPostings::open(&words, segment, reader.fields(), option)?;
                Ok((words, postings))
            });
            Ok((stretch, WordsOfTurn::new(opened.collect::<Result<_, SearchError>>()?)))
        };
        let stretches = of_plan.into_iter().map(open).collect::<Result<_, SearchError>>()?;
        Ok(Self { stretches, segment, turn: 0..0, counts: Vec::new() })
    }

    /// Returns how many mentions begin in a passage. Passages must be asked for in rising order.
    fn mentions(&mut self, doc: DocId) -> u32 {
        if self.stretches.is_empty() {
            return 0;
        }
        if !self.turn.contains(&doc) {
            self.count_turn(doc);
        }
        self.counts[(doc - self.turn.start) as usize]
    }

    fn count_turn(&mut self, doc: DocId) {
        let columns = &self.segment.columns;
        self.turn = columns.turn_start(doc)..columns.turn_end(doc);
        let mut found: Vec<(u32, u32)> = Vec::new();
        for (stretch, words) in &mut self.stretches {
            words.read(columns, self.turn.clone());
            let turn = words.turn(columns, self.turn.end - 1);
            found.extend(spans(stretch, &turn).iter().map(|s: &Span| (s.begin, s.end)));
        }
        found.sort_unstable();
        found.dedup();
        self.counts = vec![0; self.turn.len()];
        let starts = self.turn.clone().map(|d| columns.word_start(d));
        let starts: Vec<u32> = starts.collect();
        for (begin, _) in found {
            // The first passage begins with the turn's first word.
            let at = starts.partition_point(|start| *start <= begin).max(1) - 1;
            self.counts[at] += 1;
        }
    }
}
