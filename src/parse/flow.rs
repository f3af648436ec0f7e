//! The flow of a call: where turns begin and which part each plays, decided over the whole call.
//!
//! Each unit is the beginning or the middle of a turn of one of five parts (operator and
//! executive in the prepared remarks; operator, executive and analyst in the questions). What is
//! seen of a unit speaks for each part by a learned weight, and so does the order of parts; the
//! forward-backward sums over every course of the call give each part its probability.

use std::sync::LazyLock;

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::keys;
use crate::parse::keys::Index;
use crate::parse::keys::Lookup;
use crate::parse::keys::Rows;
use crate::parse::read_out::reads_out;
use crate::parse::selves::is_self;
use crate::parse::sights::Scene;
use crate::parse::sights::Thanks;
use crate::parse::sights::only_thanks;
use crate::parse::sights::see;
use crate::parse::units::Unit;
use crate::transcript::Role;
use crate::transcript::Section;

/// The part a turn plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// The operator before the questions.
    OperatorFirst,
    /// An executive before the questions.
    ExecutiveFirst,
    /// The operator in the questions.
    OperatorThen,
    /// An executive in the questions.
    ExecutiveThen,
    /// An analyst.
    Analyst,
}

/// How many parts there are.
pub(crate) const PARTS: usize = 5;
/// The states of a unit: each part, beginning or going on.
pub(crate) const STATES: usize = 2 * PARTS;

impl Part {
    /// Every part, in the order of the table's columns.
    pub(crate) const ALL: [Self; PARTS] = [
        Self::OperatorFirst,
        Self::ExecutiveFirst,
        Self::OperatorThen,
        Self::ExecutiveThen,
        Self::Analyst,
    ];

    /// Returns the role.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::OperatorFirst | Self::OperatorThen => Role::Operator,
            Self::ExecutiveFirst | Self::ExecutiveThen => Role::Executive,
            Self::Analyst => Role::Analyst,
        }
    }

    /// Returns the section.
    pub(crate) fn section(self) -> Section {
        match self {
            Self::OperatorFirst | Self::ExecutiveFirst => Section::Prepared,
            Self::OperatorThen | Self::ExecutiveThen | Self::Analyst => Section::Qa,
        }
    }

    /// Tells whether a turn of the other part may follow: the questions do not go back to
    /// prepared remarks.
    pub(crate) fn may_precede(self, next: Self) -> bool {
        self.section() == Section::Prepared || next.section() == Section::Qa
    }
}

/// The learned weights.
pub(crate) struct Weights {
    /// The rows by their key.
    pub(crate) index: Index,
    /// What each row speaks for: part by part, beginning and going on.
    pub(crate) rows: Vec<[f32; STATES]>,
    /// What the order speaks for: a turn of one part after a turn of another.
    pub(crate) order: [[f32; PARTS]; PARTS],
}

/// The table: `key TAB ten weights in hundredths`, the order of parts as keys `order=A`.
static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| parse_weights(include_str!("flow.tsv")));

/// Returns the weights that a parse decides by.
pub(crate) fn learned() -> &'static Weights {
    &WEIGHTS
}

/// Reads a table of weights.
pub(crate) fn parse_weights(table: &str) -> Weights {
    let mut weights =
        Weights { index: Index::default(), rows: Vec::new(), order: [[0.0; PARTS]; PARTS] };
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let Some(key) = cells.next().filter(|k| !k.is_empty()) else { continue };
        let mut row = [0.0; STATES];
        for (weight, cell) in row.iter_mut().zip(cells) {
            *weight = cell.parse::<f32>().unwrap_or(0.0) / 100.0;
        }
        match key.strip_prefix("order=").and_then(|p| p.parse::<usize>().ok()) {
            Some(part) if part < PARTS => weights.order[part].copy_from_slice(&row[..PARTS]),
            _ => {
                let place = u32::try_from(weights.rows.len()).unwrap_or(u32::MAX);
                weights.index.insert(keys::parse(key), place);
                weights.rows.push(row);
            }
        }
    }
    weights
}

/// What was decided of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Decided {
    /// The part of the turn it stands in.
    pub(crate) part: Part,
    /// Whether it begins a turn.
    pub(crate) begins: bool,
    /// How likely the part's role is right, from 0 to 1.
    pub(crate) sure: f32,
}

/// Decides every unit of a call.
pub(crate) fn decide(
    text: &str,
    scene: &Scene<'_>,
    fixed: &[Option<Fixed>],
    weights: &Weights,
) -> Vec<Decided> {
    let mut found = Rows::default();
    let scores: Vec<[f32; STATES]> = (0..scene.units.len())
        .map(|u| {
            see(scene, u, &mut Lookup { table: &weights.index, found: &mut found });
            let mut score = [0.0; STATES];
            for row in found.take() {
                for (s, w) in score.iter_mut().zip(&weights.rows[row]) {
                    *s += w;
                }
            }
            if only_thanks(scene, u) == Some(Thanks::ForAnswer) {
                score[2 * ANALYST] += THANKS_FOR_ANSWER;
            }
            if introduces_himself(scene, &scene.units[u]) {
                for part in [1, ANSWERS] {
                    score[2 * part] += INTRODUCED;
                    score[2 * part + 1] += INTRODUCED;
                }
            }
            if reads_out(text, scene, &scene.units[u]) {
                score[2 * ANSWERS] += READS_OUT;
                score[2 * ANSWERS + 1] += READS_OUT;
            }
            restrict(&mut score, &scene.units[u], fixed.get(u).copied().flatten());
            score
        })
        .collect();
    let likely = probabilities(&scores, &weights.order);
    best_course(&likely)
}

/// The place of executives in the questions among the parts.
const ANSWERS: usize = 3;

/// What speaks for an executive who says his own name and is known by an office: nearly every
/// labelled call is opened by an operator, so that an opening speaks for one too much.
const INTRODUCED: f32 = 4.0;

/// Tells whether somebody of the company says his name in a unit.
fn introduces_himself(scene: &Scene<'_>, unit: &Unit) -> bool {
    let from = scene.cues.partition_point(|c| c.words.start < unit.words.start);
    let mut own = scene.cues[from..].iter().take_while(|c| c.words.start < unit.words.end);
    own.any(|c| c.cue == Cue::Self_ && is_self(scene.words, c) && is_officer(scene, c))
}

/// Tells whether a cue names one person alone, an executive by office.
fn is_officer(scene: &Scene<'_>, cue: &Found) -> bool {
    let roster = scene.roster;
    let at = roster.mentions.partition_point(|m| m.words.end <= cue.name.start);
    let mention = roster.mentions.get(at).filter(|m| m.words.contains(&cue.name.start));
    let Some([person]) = mention.map(|m| m.people.as_slice()) else { return false };
    let person = &roster.people[*person];
    person.role() == Role::Executive && person.title.is_some()
}

/// What speaks for an executive who reads out a question that was sent in. Labelled calls have
/// too few moderators to learn it from.
const READS_OUT: f32 = 4.0;

/// The place of the analyst among the parts.
const ANALYST: usize = 4;

/// What speaks for an analyst where a turn only thanks after a long one that ends in thanks:
/// after an answer it is the analyst, and after a question the order of parts rules him out.
/// Labelled calls have too few of these to learn it from.
const THANKS_FOR_ANSWER: f32 = 2.0;

/// What labels and headings of the source, and words that open the questions, say of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// Whether a turn begins here.
    pub(crate) begins: bool,
    /// The role, where the labels tell; never an analyst's in prepared remarks, which no part is.
    pub(crate) role: Option<Role>,
    /// The section, where a heading or words tell.
    pub(crate) section: Option<Section>,
}

/// A state that cannot be.
const NEVER: f32 = -1.0e4;

/// Rules out what the marks or the labels of the text rule out.
pub(crate) fn restrict(score: &mut [f32; STATES], unit: &Unit, fixed: Option<Fixed>) {
    for (state, score) in score.iter_mut().enumerate() {
        let begins = state % 2 == 0;
        let ruled_out = match fixed {
            Some(fixed) => {
                begins != fixed.begins
                    || fixed.role.is_some_and(|r| r != Part::ALL[state / 2].role())
                    || fixed.section.is_some_and(|s| s != Part::ALL[state / 2].section())
            }
            None => unit.marked && !begins,
        };
        if ruled_out {
            *score = NEVER;
        }
    }
}

/// Returns the probability of each state of each unit, by the forward-backward sums.
pub(crate) fn probabilities(
    scores: &[[f32; STATES]],
    order: &[[f32; PARTS]; PARTS],
) -> Vec<[f32; STATES]> {
    let step = steps(order);
    let n = scores.len();
    let grown: Vec<[f32; STATES]> = scores.iter().map(exp).collect();
    let mut forward = vec![[0.0_f32; STATES]; n];
    for u in 0..n {
        let mut row = [0.0; STATES];
        for state in 0..STATES {
            let before = if u == 0 {
                if state % 2 == 0 && (state / 2) < 2 { 1.0 } else { 1.0e-4 }
            } else {
                into(&forward[u - 1], &step, state)
            };
            row[state] = before * grown[u][state];
        }
        forward[u] = normal(row);
    }
    let mut backward = [1.0_f32; STATES];
    for u in (0..n).rev() {
        let here = std::array::from_fn(|s| forward[u][s] * backward[s]);
        let ahead: [f32; STATES] = std::array::from_fn(|s| backward[s] * grown[u][s]);
        forward[u] = normal(here);
        backward = normal(std::array::from_fn(|s| out_of(&ahead, &step, s)));
    }
    forward
}

/// What speaks against the questions beginning with an executive: in 41 of 1,636 labelled calls
/// no operator opens them, but one odd phrase of the prepared remarks made many more begin so.
const UNOPENED: f32 = -1.9;

/// Returns the weights of the order of parts as factors; what may not follow is 0.
fn steps(order: &[[f32; PARTS]; PARTS]) -> [[f32; PARTS]; PARTS] {
    std::array::from_fn(|a| {
        std::array::from_fn(|b| {
            let (before, next) = (Part::ALL[a], Part::ALL[b]);
            let unopened = before == Part::ExecutiveFirst && next == Part::ExecutiveThen;
            let more = if unopened { UNOPENED } else { 0.0 };
            if before.may_precede(next) { (order[a][b] + more).exp() } else { 0.0 }
        })
    })
}

fn into(before: &[f32; STATES], step: &[[f32; PARTS]; PARTS], state: usize) -> f32 {
    let part = state / 2;
    if state % 2 == 1 {
        return before[2 * part] + before[2 * part + 1];
    }
    (0..PARTS).map(|p| (before[2 * p] + before[2 * p + 1]) * step[p][part]).sum()
}

fn out_of(ahead: &[f32; STATES], step: &[[f32; PARTS]; PARTS], state: usize) -> f32 {
    let part = state / 2;
    ahead[2 * part + 1] + (0..PARTS).map(|p| ahead[2 * p] * step[part][p]).sum::<f32>()
}

fn exp(scores: &[f32; STATES]) -> [f32; STATES] {
    let most = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.map(|s| (s - most).exp())
}

fn normal(row: [f32; STATES]) -> [f32; STATES] {
    let sum: f32 = row.iter().sum();
    if sum > 0.0 && sum.is_finite() { row.map(|x| x / sum) } else { [1.0 / 10.0; STATES] }
}

/// Returns the course of the call that has the most probable states and can be.
fn best_course(likely: &[[f32; STATES]]) -> Vec<Decided> {
    let mut best: Vec<[(f32, usize); STATES]> = Vec::with_capacity(likely.len());
    for row in likely {
        let mut cell = [(f32::MIN, 0); STATES];
        for state in 0..STATES {
            let (before, from) = match best.last() {
                None if state % 2 == 0 => (0.0, state),
                None => (f32::MIN, state),
                Some(last) => came_from(last, state),
            };
            cell[state] = (before + row[state], from);
        }
        best.push(cell);
    }
    let mut out = Vec::with_capacity(likely.len());
    let last = best.last().map_or(0, most);
    let mut state = last;
    for u in (0..likely.len()).rev() {
        let part = Part::ALL[state / 2];
        let sure = (0..STATES).filter(|s| Part::ALL[s / 2].role() == part.role());
        let sure = sure.map(|s| likely[u][s]).sum::<f32>().clamp(0.0, 1.0);
        out.push(Decided { part, begins: state.is_multiple_of(2), sure });
        state = best[u][state].1;
    }
    out.reverse();
    out
}

fn came_from(last: &[(f32, usize); STATES], state: usize) -> (f32, usize) {
    let part = Part::ALL[state / 2];
    let mut found = (f32::MIN, 2 * (state / 2));
    for (from, &(score, _)) in last.iter().enumerate() {
        let fits = if state % 2 == 1 {
            from / 2 == state / 2
        } else {
            Part::ALL[from / 2].may_precede(part)
        };
        if fits && score > found.0 {
            found = (score, from);
        }
    }
    found
}

fn most(row: &[(f32, usize); STATES]) -> usize {
    (0..STATES).fold(0, |best, s| if row[s].0 > row[best].0 { s } else { best })
}
