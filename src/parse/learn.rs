//! What the learning program sees: the same features by which a parse decides, as text.
//!
//! It is no promise; only `tests/learn` uses it.

use crate::parse::Parsed;
use crate::parse::Reading;
use crate::parse::cast::TOPIC_KINDS;
use crate::parse::cast::Weights;
use crate::parse::cast::executive_turns;
use crate::parse::cast::first_look;
use crate::parse::cast::likely_executives;
use crate::parse::cast::nobody;
use crate::parse::cast::second_look;
use crate::parse::cast::topic;
use crate::parse::clues::Cast;
use crate::parse::clues::Clue;
use crate::parse::clues::office_class;
use crate::parse::clues::section_class;
use crate::parse::flow;
use crate::parse::keys::Names;
use crate::parse::lines::lines;
use crate::parse::names::near;
use crate::parse::names::same_given;
use crate::parse::sights::Scene;
use crate::parse::sights::see;
use crate::parse::sure::kind;
use crate::parse::tokens::fold;
use crate::parse::tokens::id_of;
use crate::parse::verdict::Verdict;
use crate::parse::voices::Voices;
use crate::parse::written;
use crate::transcript::Section;

/// A unit as the flow sees it.
#[derive(Debug, Clone)]
pub struct FlowUnit {
    /// The byte of the text where it begins.
    pub start: usize,
    /// Whether the text marks that a turn begins here.
    pub marked: bool,
    /// Its features, as the table writes them.
    pub keys: Vec<String>,
}

/// Returns the units of a text with their features.
pub fn flow_units(text: &str) -> Vec<FlowUnit> {
    let Reading { words, cues, roster, style, units, .. } = Reading::of(text);
    let scene = Scene::new(&words, &cues, &roster, style, &units);
    let mut out = Vec::with_capacity(units.len());
    for (u, unit) in units.iter().enumerate() {
        let mut keys = Vec::new();
        see(&scene, u, &mut Names { text, words: &words, found: &mut keys });
        keys.sort_unstable();
        keys.dedup();
        out.push(FlowUnit { start: words[unit.words.start].start, marked: unit.marked, keys });
    }
    out
}

/// An executive's turn as the cast sees it.
#[derive(Debug, Clone)]
pub struct CastTurn {
    /// The byte of the text where it begins.
    pub start: usize,
    /// The clues of each candidate, as the table writes them, with how much of each there is;
    /// the last candidate is nobody of the roster.
    pub clues: Vec<Vec<(String, f32)>>,
    /// The words of the answer and of the question, each with what it counts.
    pub words: Vec<(String, f32)>,
    /// The clue of its speaker being that of the turn before.
    pub step: String,
}

/// A call as the cast sees it.
#[derive(Debug, Clone, Default)]
pub struct CastCall {
    /// The candidates: name and office.
    pub people: Vec<(String, &'static str)>,
    /// The turns of executives.
    pub turns: Vec<CastTurn>,
}

/// A table of the cast's weights.
pub struct CastTable(Weights);

impl CastTable {
    /// Reads a table as it stands in the source.
    pub fn read(table: &str) -> Self {
        Self(Weights::parse(table))
    }

    /// Returns what a clue of the table, `kind=class`, weighs; 0 where it has no row.
    pub fn weight(&self, clue: &str) -> f32 {
        clue.split_once('=').map_or(0.0, |(kind, class)| self.0.clue(kind, class))
    }
}

/// A table of the flow's weights.
pub struct FlowTable(flow::Weights);

impl FlowTable {
    /// Reads a table as it stands in the source.
    pub fn read(table: &str) -> Self {
        Self(flow::parse_weights(table))
    }

    fn reading(&self, text: &str) -> Reading {
        Reading::by(text, lines(text), &[], &self.0)
    }
}

/// Reads a bare text as a parse does, but by the given tables.
pub fn parse_by(text: &str, flow: &FlowTable, cast: &CastTable) -> Parsed {
    written::from_words(text, &flow.reading(text), &cast.0)
}

/// Returns the turns of executives of a text with the clues for each candidate; a first look by
/// the table's weights tells who has which voice.
pub fn cast_call(text: &str, flow: &FlowTable, table: &CastTable) -> CastCall {
    let reading = flow.reading(text);
    let cast = Cast::new(&reading.words, &reading.cues, &reading.roster, &reading.stretches);
    let write = |c: &Clue| (format!("{}={}", c.kind, c.class), c.value);
    let mut out = CastCall::default();
    for &p in &cast.people {
        let person = &reading.roster.people[p];
        out.people.push((person.name.clone(), office_class(person.office())));
    }
    let turns = executive_turns(&cast);
    let voices = Voices::new(&cast, &turns, &first_look(&cast, &turns, &table.0));
    for (i, &t) in turns.iter().enumerate() {
        let mut clues: Vec<Vec<(String, f32)>> = Vec::new();
        for candidate in 0..cast.people.len() {
            let mut found = Vec::new();
            cast.clues(t, candidate, &mut found);
            clues.push(found.iter().map(write).collect());
        }
        for (clues, more) in clues.iter_mut().zip(second_look(&cast, &voices, t, i)) {
            clues.extend(more.iter().map(write));
        }
        clues.push(vec![write(&nobody(&cast, t))]);
        let topic = topic(&cast, t);
        let mut words = Vec::new();
        for (kind, (found, value)) in TOPIC_KINDS.iter().zip(topic.words.iter().zip(topic.value)) {
            words.extend(found.iter().map(|&w| {
                let word = &reading.words[w];
                (format!("{kind}={}", fold(&text[word.start..word.end])), value)
            }));
        }
        let step = i.checked_sub(1).map_or_else(String::new, |b| {
            let section = section_class(cast.turns[t].section());
            format!("{}={section}", cast.step(turns[b], t))
        });
        let start = reading.words[cast.turns[t].words.start].start;
        out.turns.push(CastTurn { start, clues, words, step });
    }
    out
}

/// Who is most likely to speak a turn of an executive.
#[derive(Debug, Clone)]
pub struct Likely {
    /// The byte of the text where the turn begins.
    pub start: usize,
    /// The candidate by place, as [`cast_call`] lists them; `None` for nobody of them.
    pub person: Option<usize>,
    /// The probability that the weights give.
    pub likely: f32,
    /// The kind of turn, as the table of measurements writes it.
    pub kind: &'static str,
}

/// Returns the most likely executive of each turn, exactly as a parse finds him.
pub fn cast_likely(text: &str, flow: &FlowTable, table: &CastTable) -> Vec<Likely> {
    let reading = flow.reading(text);
    let cast = Cast::new(&reading.words, &reading.cues, &reading.roster, &reading.stretches);
    let shown = |(t, verdict): (usize, Verdict)| Likely {
        start: reading.words[cast.turns[t].words.start].start,
        person: verdict.person.and_then(|p| cast.people.iter().position(|&c| c == p)),
        likely: verdict.sure,
        kind: kind(cast.turns[t].section() == Section::Qa, verdict.method),
    };
    likely_executives(&cast, &table.0).into_iter().map(shown).collect()
}

/// Returns the words by which analysts are called up.
pub fn calls(text: &str) -> Vec<&str> {
    let reading = Reading::of(text);
    let words =
        |r: &std::ops::Range<usize>| (reading.words[r.start].start, reading.words[r.end - 1].end);
    let calls = reading.roster.calls.iter().map(|c| words(&c.words));
    calls.map(|(from, to)| &text[from..to]).collect()
}

/// Tells whether one given name may stand for the other.
pub fn same_given_name(a: &str, b: &str) -> bool {
    same_given(id_of(a), id_of(b))
}

/// Tells whether two folded names may be spellings of one.
pub fn near_name(a: &str, b: &str) -> bool {
    near(a, b)
}
