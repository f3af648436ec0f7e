//! Which executive speaks: one decision over all turns of executives, by learned weights.
//!
//! Each turn has every executive of the roster as a candidate, and nobody of them. Clues speak
//! for candidates, words speak for offices, and who spoke before speaks for who speaks next; the
//! forward-backward sums over all assignments give each candidate his probability.

use std::sync::LazyLock;

use crate::parse::clues::Cast;
use crate::parse::clues::Clue;
use crate::parse::clues::section_class;
use crate::parse::keys;
use crate::parse::keys::Index;
use crate::parse::sure::measured;
use crate::parse::tokens::Shape;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::tokens::join;
use crate::parse::verdict::Method;
use crate::parse::verdict::Verdict;
use crate::parse::voices::Voices;
use crate::transcript::Role;
use crate::transcript::Section;

/// The offices by which words are weighed, in the order of the table's columns.
pub(crate) const OFFICES: [&str; 5] = ["chief", "finance", "relations", "other", "unknown"];

/// The learned weights.
pub(crate) struct Weights {
    index: Index,
    /// One weight a clue, in the first column; a word has one for each office.
    rows: Vec<[f32; 5]>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::parse(include_str!("cast.tsv")));

/// Returns the weights that a parse decides by.
pub(crate) fn learned() -> &'static Weights {
    &WEIGHTS
}

impl Weights {
    /// Reads a table: `clue=class TAB weight` and `a=word TAB five weights`, in hundredths.
    pub(crate) fn parse(table: &str) -> Self {
        let mut weights = Self { index: Index::default(), rows: Vec::new() };
        for line in table.lines().filter(|l| !l.starts_with('#')) {
            let mut cells = line.split('\t');
            let Some(key) = cells.next().filter(|k| !k.is_empty()) else { continue };
            let mut row = [0.0; 5];
            for (weight, cell) in row.iter_mut().zip(cells) {
                *weight = cell.parse::<f32>().unwrap_or(0.0) / 100.0;
            }
            let place = u32::try_from(weights.rows.len()).unwrap_or(u32::MAX);
            weights.index.insert(keys::parse(key), place);
            weights.rows.push(row);
        }
        weights
    }

    pub(crate) fn clue(&self, kind: &str, class: &str) -> f32 {
        let number = keys::number(kind, std::iter::once(id(class)));
        self.index.get(number).map_or(0.0, |row| self.rows[row as usize][0])
    }

    fn word(&self, kind: u64, word: WordId) -> Option<&[f32; 5]> {
        self.index.get(join(kind, word)).map(|row| &self.rows[row as usize])
    }
}

/// The words of a turn that speak for an office, each once.
pub(crate) struct Topic {
    /// The words, by their place in the text: of the answer, then of the question.
    pub(crate) words: [Vec<usize>; 2],
    /// What each word counts.
    pub(crate) value: [f32; 2],
}

/// The kinds of words, as the table writes them: of an answer, of a question.
pub(crate) const TOPIC_KINDS: [&str; 2] = ["a", "q"];

/// How many words of a turn are looked at.
const LOOKED_AT: usize = 220;

/// Returns the words of a turn of an executive, and of the question before it.
pub(crate) fn topic(cast: &Cast<'_>, t: usize) -> Topic {
    let question = t.checked_sub(1).filter(|&q| cast.turns[q].role() == Role::Analyst);
    let mut words = [Vec::new(), Vec::new()];
    let mut value = [0.0; 2];
    for (i, turn) in [Some(t), question].into_iter().enumerate() {
        let Some(turn) = turn else { continue };
        let range = cast.turns[turn].words.clone();
        let mut seen: Vec<(WordId, usize)> = range
            .take(LOOKED_AT)
            .filter(|&w| cast.words[w].shape != Shape::Digit)
            .map(|w| (cast.words[w].id, w))
            .collect();
        seen.sort_unstable_by_key(|w| w.0);
        seen.dedup_by_key(|w| w.0);
        #[allow(clippy::cast_precision_loss, reason = "a few hundred words at most")]
        let n = seen.len().max(4) as f32;
        value[i] = 4.0 / n.sqrt();
        words[i] = seen.into_iter().map(|w| w.1).collect();
    }
    Topic { words, value }
}

/// What speaks for each candidate of a turn; the last is nobody of them.
struct Scored {
    turn: usize,
    score: Vec<f32>,
}

/// Names the executives; turns of others are left alone.
pub(crate) fn name_executives(cast: &Cast<'_>, verdicts: &mut [Verdict], weights: &Weights) {
    for (t, verdict) in likely_executives(cast, weights) {
        let answers = cast.turns[t].section() == Section::Qa;
        let sure = measured(answers, verdict.method, verdict.sure);
        verdicts[t] = Verdict { sure, ..verdict };
    }
}

/// Returns the most likely executive of each turn, with the probability that weights give.
pub(crate) fn likely_executives(cast: &Cast<'_>, weights: &Weights) -> Vec<(usize, Verdict)> {
    let turns = executive_turns(cast);
    if turns.is_empty() || cast.people.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<Scored> = turns.iter().map(|&t| score(cast, t, weights)).collect();
    let first = course(cast, &scored, weights);
    let voices = Voices::new(cast, &turns, &first);
    for (i, scored) in scored.iter_mut().enumerate() {
        for (score, clues) in scored.score.iter_mut().zip(second_look(cast, &voices, turns[i], i)) {
            *score += clues.iter().map(|c| weights.clue(c.kind, c.class) * c.value).sum::<f32>();
        }
    }
    let likely = course(cast, &scored, weights);
    let verdict = |(s, l): (&Scored, &Vec<f32>)| (s.turn, verdict(cast, s, l, weights));
    scored.iter().zip(&likely).map(verdict).collect()
}

/// Returns the probability of each candidate of each turn before voices are heard.
pub(crate) fn first_look(cast: &Cast<'_>, turns: &[usize], weights: &Weights) -> Vec<Vec<f32>> {
    let scored: Vec<Scored> = turns.iter().map(|&t| score(cast, t, weights)).collect();
    course(cast, &scored, weights)
}

/// Returns the clues for each candidate that only a first look at all turns gives; `i` is the
/// turn's place among the turns of executives.
pub(crate) fn second_look(cast: &Cast<'_>, voices: &Voices, t: usize, i: usize) -> Vec<Vec<Clue>> {
    let qa = cast.turns[t].section() == Section::Qa;
    let shares = voices.shares(i);
    let clue = |kind, class, value| Clue { kind, class, value, told: None };
    let like = voices.like(i).into_iter().zip(shares).enumerate();
    like.map(|(c, (like, share))| {
        let office = cast.office(c);
        let mut clues = vec![clue("voice", section_class(cast.turns[t].section()), like)];
        if qa {
            clues.push(clue("share", "qa", share));
            let kind = if voices.presented(c) { "presented" } else { "did-not-present" };
            clues.push(clue(kind, office, 1.0));
        }
        clues
    })
    .collect()
}

/// Returns the turns of executives.
pub(crate) fn executive_turns(cast: &Cast<'_>) -> Vec<usize> {
    (0..cast.turns.len()).filter(|&t| cast.turns[t].role() == Role::Executive).collect()
}

/// Returns the clue of nobody of the roster speaking a turn.
pub(crate) fn nobody(cast: &Cast<'_>, t: usize) -> Clue {
    let section = section_class(cast.turns[t].section());
    Clue { kind: "nobody", class: section, value: 1.0, told: None }
}

fn score(cast: &Cast<'_>, t: usize, weights: &Weights) -> Scored {
    let topic = topic(cast, t);
    let mut offices = [0.0; 5];
    for (kind, (words, value)) in TOPIC_KINDS.iter().zip(topic.words.iter().zip(topic.value)) {
        let kind = keys::number(kind, std::iter::empty());
        for &word in words {
            if let Some(row) = weights.word(kind, cast.words[word].id) {
                for (sum, w) in offices.iter_mut().zip(row) {
                    *sum += w * value;
                }
            }
        }
    }
    let mut clues = Vec::new();
    let mut score: Vec<f32> = Vec::with_capacity(cast.people.len() + 1);
    for candidate in 0..cast.people.len() {
        clues.clear();
        cast.clues(t, candidate, &mut clues);
        let office = cast.office(candidate);
        let place = OFFICES.iter().position(|o| *o == office).unwrap_or(4);
        let sum: f32 = clues.iter().map(|c| weights.clue(c.kind, c.class) * c.value).sum();
        score.push(sum + offices[place]);
    }
    let none = nobody(cast, t);
    score.push(weights.clue(none.kind, none.class));
    Scored { turn: t, score }
}

/// Returns the probability of each candidate of each turn.
///
/// What is only marked as spoken in another language is a course of its own: the one who is
/// interpreted and the one who interprets take turns, and neither follows from the other.
fn course(cast: &Cast<'_>, scored: &[Scored], weights: &Weights) -> Vec<Vec<f32>> {
    let mut out = vec![Vec::new(); scored.len()];
    for interpreted in [true, false] {
        let of = |i: &usize| cast.is_interpreted(scored[*i].turn) == interpreted;
        let places: Vec<usize> = (0..scored.len()).filter(of).collect();
        let turns: Vec<usize> = places.iter().map(|&i| scored[i].turn).collect();
        let steps = steps(cast, &turns, weights);
        let heard = |i: usize| -> Vec<f32> {
            let before = i.checked_sub(1).filter(|&b| scored[b].turn + 1 == scored[i].turn);
            match before.map(|b| &out[b]).filter(|l| !interpreted && !l.is_empty()) {
                Some(other) => scored[i].score.iter().zip(other).map(not_both).collect(),
                None => scored[i].score.clone(),
            }
        };
        let rows: Vec<Vec<f32>> = places.iter().map(|&i| heard(i)).collect();
        for (place, likely) in places.iter().zip(probabilities(&rows, &steps)) {
            out[*place] = likely;
        }
    }
    out
}

/// Returns what speaks for a candidate after a turn in another language that he may have spoken:
/// who was interpreted does not interpret.
fn not_both((score, interpreted): (&f32, &f32)) -> f32 {
    score + (1.0 - 0.97 * interpreted).max(0.01).ln() * 2.0
}

/// What speaks for one who has interpreted interpreting again. Labelled calls have too few
/// interpreters to learn it from.
const INTERPRETS_AGAIN: f32 = 1.5;

/// Returns for every turn but the first what speaks for its speaker being the one before.
fn steps(cast: &Cast<'_>, turns: &[usize], weights: &Weights) -> Vec<f32> {
    let interprets = |t: usize| t > 0 && cast.is_interpreted(t - 1);
    let step = |w: &[usize]| {
        let section = section_class(cast.turns[w[1]].section());
        let again = interprets(w[0]) && interprets(w[1]);
        let more = if again { INTERPRETS_AGAIN } else { 0.0 };
        (weights.clue(cast.step(w[0], w[1]), section) + more).exp()
    };
    turns.windows(2).map(step).collect()
}

/// Returns the probability of each candidate of each turn, by the forward-backward sums.
fn probabilities(scores: &[Vec<f32>], steps: &[f32]) -> Vec<Vec<f32>> {
    let grown: Vec<Vec<f32>> = scores
        .iter()
        .map(|s| {
            let most = s.iter().copied().fold(f32::MIN, f32::max);
            s.iter().map(|x| (x - most).exp()).collect()
        })
        .collect();
    let mut forward: Vec<Vec<f32>> = Vec::with_capacity(grown.len());
    for (i, grown) in grown.iter().enumerate() {
        let row: Vec<f32> = match forward.last() {
            None => grown.clone(),
            Some(last) => {
                let stay = steps[i - 1];
                last.iter().zip(grown).map(|(l, g)| (1.0 - l + l * stay) * g).collect()
            }
        };
        forward.push(normal(row));
    }
    let mut backward = vec![1.0; grown.first().map_or(0, Vec::len)];
    for i in (0..grown.len()).rev() {
        let here = forward[i].iter().zip(&backward).map(|(f, b)| f * b).collect();
        forward[i] = normal(here);
        if let Some(stay) = i.checked_sub(1).map(|s| steps[s]) {
            let ahead: Vec<f32> = backward.iter().zip(&grown[i]).map(|(b, g)| b * g).collect();
            let sum: f32 = ahead.iter().sum();
            backward = normal(ahead.iter().map(|a| sum - a + a * stay).collect());
        }
    }
    forward
}

fn normal(mut row: Vec<f32>) -> Vec<f32> {
    let sum: f32 = row.iter().sum();
    if sum > 0.0 && sum.is_finite() {
        for x in &mut row {
            *x /= sum;
        }
    }
    row
}

/// Returns what is said of a turn: the most likely candidate and the clue that weighed most.
fn verdict(cast: &Cast<'_>, scored: &Scored, likely: &[f32], weights: &Weights) -> Verdict {
    let best = (0..likely.len()).fold(0, |b, c| if likely[c] > likely[b] { c } else { b });
    if best == cast.people.len() {
        return Verdict { sure: likely[best], ..Verdict::default() };
    }
    let mut clues = Vec::new();
    cast.clues(scored.turn, best, &mut clues);
    let weight = |c: &Clue| weights.clue(c.kind, c.class) * c.value;
    let told = clues.iter().filter(|c| c.told.is_some() && weight(c) > 0.3);
    let told = told.max_by(|a, b| weight(a).total_cmp(&weight(b)));
    let (method, words) = told.and_then(|c| c.told.clone()).unwrap_or((Method::Order, 0..0));
    Verdict { person: Some(cast.people[best]), firm: None, sure: likely[best], method, words }
}
