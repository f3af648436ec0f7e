//! Exchanges as units: who asked, for which firm, about what, who answered.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::index::Reader;
use crate::query::Field;
use crate::query::Filter;
use crate::query::Notice;
use crate::query::Polarity;
use crate::query::Query;
use crate::search;
use crate::search::ExchangePlace;
use crate::search::SearchError;
use crate::search::matches;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::Turn;

/// The side of an exchange in which a passage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What the analyst says.
    Question,
    /// What the company says.
    Answer,
}

impl Part {
    /// Returns the part in which a speaker of this role is heard; whoever is unknown answers, the
    /// operator does neither.
    pub fn of(role: Role) -> Option<Self> {
        match role {
            Role::Analyst => Some(Self::Question),
            Role::Executive | Role::Unknown => Some(Self::Answer),
            Role::Operator => None,
        }
    }

    /// Returns the name used on the command line and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Answer => "answer",
        }
    }
}

/// Which exchanges are wanted.
///
/// An exchange is wanted if one of its passages matches `query`, in the part that is asked for,
/// and each of the conditions holds for one of its passages, whichever that is. So a query about
/// the answer goes together with a condition on who asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What one passage must be like.
    pub query: Query,
    /// The part in which that passage must stand; `None` for either.
    pub part: Option<Part>,
    conditions: Vec<Condition>,
}

/// What must hold for one passage of an exchange, or for none.
#[derive(Debug, Clone)]
struct Condition {
    query: Query,
    polarity: Polarity,
}

impl Ask {
    /// Asks for exchanges by a query, and by filters that hold for the exchange as a whole: those
    /// that speak of the call for the call, the others for one passage of the exchange each.
    ///
    /// `firm:` in the query speaks of who asks, so it is a condition on the exchange too.
    pub fn new(mut query: Query, filters: Vec<Filter>) -> Self {
        let is_firm = |f: &Filter| f.field == Field::Firm;
        let (firms, kept) = query.filters.into_iter().partition(is_firm);
        query.filters = kept;
        let mut ask = Self { query, part: None, conditions: Vec::new() };
        for filter in [firms, filters].concat() {
            if is_of_call(filter.field) {
                ask.query.filters.push(filter);
            } else {
                ask.add(vec![filter]);
            }
        }
        ask
    }

    /// Adds a condition: all of the filters hold for one passage. A filter that shuts out must be
    /// alone; then no passage of the exchange is such.
    pub fn add(&mut self, mut filters: Vec<Filter>) {
        let mut polarity = Polarity::Include;
        if let [only] = filters.as_mut_slice() {
            polarity = std::mem::replace(&mut only.polarity, Polarity::Include);
        }
        let query = Query { filters, ..Query::everything() };
        self.conditions.push(Condition { query, polarity });
    }
}

/// Tells whether a field speaks of the whole call.
fn is_of_call(field: Field) -> bool {
    matches!(field, Field::Company | Field::Ticker | Field::Quarter | Field::Date | Field::Call)
}

/// The exchanges that are wanted.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    /// How many there are.
    pub total: u64,
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// Those asked for, by call id and place in the call.
    pub exchanges: Vec<Asked>,
}

/// An exchange: the questions of one analyst with their answers.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The call.
    pub call: Arc<Call>,
    /// The n-th exchange of the call, from 0.
    pub ordinal: u32,
    /// Where it begins.
    pub anchor: Anchor,
    /// Who asked.
    pub asker: Speaker,
    /// Who answered, in order of first answer.
    pub answered_by: Vec<Speaker>,
    /// The turns, from the first question to the last answer.
    pub turns: Vec<AskedTurn>,
}

/// A turn of an exchange.
#[derive(Debug, Clone)]
pub struct AskedTurn {
    /// The turn, without its words.
    pub turn: Turn,
    /// Whether it asks or answers; `None` where the operator cuts in.
    pub part: Option<Part>,
    /// What was said; empty for a turn without words.
    pub passages: Vec<AskedPassage>,
}

/// A passage of an exchange.
#[derive(Debug, Clone)]
pub struct AskedPassage {
    /// Its address.
    pub anchor: Anchor,
    /// The passage.
    pub text: String,
    /// The bytes of the text that the query matched.
    pub highlights: Vec<Range<usize>>,
}

impl Asked {
    /// Returns how many turns of the analyst there are: the question and those that follow it up.
    pub fn questions(&self) -> usize {
        self.turns.iter().filter(|t| t.part == Some(Part::Question)).count()
    }

    /// Returns the citation of the exchange: the call, who asked, where.
    pub fn citation(&self) -> String {
        let first = self.turns.first().map(|t| &t.turn);
        first.map(|turn| search::citation(&self.call, turn, None)).unwrap_or_default()
    }
}

impl AskedTurn {
    /// Returns what was said, on one line.
    pub fn text(&self) -> String {
        let words = self.passages.iter().flat_map(|p| p.text.split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }
}

/// What of a passage the query matched, by the passage's address.
type Marks = BTreeMap<Anchor, Vec<Range<usize>>>;

/// Finds exchanges; `offset` are passed over and at most `limit` are read.
///
/// # Errors
///
/// As [`search`](crate::search::search).
pub fn questions(
    reader: &Reader,
    ask: &Ask,
    limit: usize,
    offset: usize,
) -> Result<Questions, SearchError> {
    reader.guard(|| questions_in(reader, ask, limit, offset))
}

fn questions_in(
    reader: &Reader,
    ask: &Ask,
    limit: usize,
    offset: usize,
) -> Result<Questions, SearchError> {
    let found = matches(reader, &ask.query)?;
    let mut wanted: BTreeMap<ExchangePlace, Marks> = BTreeMap::new();
    let in_words = ask.query.root.is_some();
    found.for_each(&mut |passage| {
        let Some(place) = passage.exchange() else { return Ok(()) };
        let fits = match ask.part {
            Some(part) => Part::of(passage.turn()?.turn.speaker.role) == Some(part),
            None => true,
        };
        if fits {
            let marks = wanted.entry(place).or_default();
            if in_words {
                marks.insert(passage.anchor(), passage.highlights(&passage.text()?)?);
            }
        }
        Ok(())
    })?;
    let mut notices = found.notices;
    for condition in &ask.conditions {
        let (held, told) = places(reader, &condition.query)?;
        let include = condition.polarity == Polarity::Include;
        wanted.retain(|place, _| held.contains(place) == include);
        notices.extend(told);
    }
    let total = wanted.len() as u64;
    let shown = wanted.into_iter().skip(offset).take(limit);
    let exchanges =
        shown.map(|(place, marks)| read(reader, &place, &marks)).collect::<Result<_, _>>()?;
    Ok(Questions { total, notices, exchanges })
}

/// Returns the exchanges with a passage that matches.
fn places(
    reader: &Reader,
    query: &Query,
) -> Result<(BTreeSet<ExchangePlace>, Vec<Notice>), SearchError> {
    let found = matches(reader, query)?;
    let mut out = BTreeSet::new();
    found.for_each(&mut |passage| {
        out.extend(passage.exchange());
        Ok(())
    })?;
    Ok((out, found.notices))
}

fn read(reader: &Reader, place: &ExchangePlace, marks: &Marks) -> Result<Asked, SearchError> {
    let (call, shown) = search::exchange(reader, place)?;
    let exchange = shown.iter().find_map(|t| t.exchange.as_ref());
    let (ordinal, asker) = exchange.map(|x| (x.ordinal, x.asker.clone())).unwrap_or_default();
    let first = shown.first().map(|t| t.turn.ordinal);
    let anchor = Anchor { call: call.id.clone(), turn: first, passage: None };
    let mut answered_by: Vec<Speaker> = Vec::new();
    let mut turns = Vec::new();
    for turn in shown {
        let speaker = &turn.turn.speaker;
        let is_known = |s: &Speaker| s == speaker || s.name.is_some() && s.name == speaker.name;
        if speaker.role == Role::Executive && !answered_by.iter().any(is_known) {
            answered_by.push(speaker.clone());
        }
        let passages = turn.passages.into_iter().map(|passage| AskedPassage {
            highlights: marks.get(&passage.anchor).cloned().unwrap_or_default(),
            anchor: passage.anchor,
            text: passage.text,
        });
        let passages = passages.collect();
        turns.push(AskedTurn { part: Part::of(speaker.role), turn: turn.turn, passages });
    }
    Ok(Asked { call, ordinal, anchor, asker, answered_by, turns })
}
