//! Voices: how each executive speaks and of what, learned from the turns he is known by, so that
//! the turns of which nothing else tells can be told by their words.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::parse::clues::Cast;
use crate::parse::keys::AsIs;
use crate::parse::tokens::Shape;
use crate::transcript::Section;

/// The words of every executive's turn, and how much of them each executive is known to have
/// said.
pub(crate) struct Voices {
    /// For each turn the words in it, each once, as places in the lists below.
    turns: Vec<Vec<u32>>,
    /// How many turns have a word.
    common: Vec<f32>,
    /// How many words all turns have.
    sum: f32,
    /// For each executive how often he said a word.
    said: Vec<Vec<f32>>,
    /// For each executive all he said.
    all: Vec<f32>,
    /// For each turn how likely each executive speaks it.
    likely: Vec<Vec<f32>>,
    /// For each turn its weight as an answer; 0 for prepared remarks.
    answers: Vec<f32>,
    /// For each executive how many of the prepared remarks are his.
    prepared: Vec<f32>,
}

/// How many words of what all say are added to what one has said, so that little is no proof.
const SMOOTHING: f32 = 150.0;
/// Prepared remarks of more different words than this are a presentation.
const LONG: usize = 60;
/// A share of answers that is nothing to speak of.
const LEAST: f32 = 0.03;
/// A turn with fewer different words has no voice.
const FEWEST: usize = 8;
/// The most words of a turn that are heard: the opening of prepared remarks is enough.
const HEARD: usize = 1_500;

impl Voices {
    /// Hears the executives, turns being given to them as likely as a first look says.
    #[allow(clippy::cast_precision_loss, reason = "a few thousand words at most")]
    pub(crate) fn new(cast: &Cast<'_>, turns: &[usize], likely: &[Vec<f32>]) -> Self {
        let mut places: HashMap<u64, u32, BuildHasherDefault<AsIs>> = HashMap::default();
        let mut common: Vec<f32> = Vec::new();
        let people = cast.people.len();
        let mut heard = Vec::with_capacity(turns.len());
        // The turn in which each word was heard last: it counts once in each.
        let mut last: Vec<usize> = Vec::new();
        for &t in turns {
            let range = cast.turns[t].words.clone();
            let words = cast.words[range].iter().take(HEARD).filter(|w| w.shape != Shape::Digit);
            let mut own: Vec<u32> = Vec::new();
            for word in words {
                let next = u32::try_from(common.len()).unwrap_or(u32::MAX);
                let w = *places.entry(word.id).or_insert(next);
                if w == next {
                    common.push(1.0);
                    last.push(t);
                } else if last[w as usize] != t {
                    common[w as usize] += 1.0;
                    last[w as usize] = t;
                } else {
                    continue;
                }
                own.push(w);
            }
            own.sort_unstable();
            heard.push(own);
        }
        let sum: f32 = common.iter().sum();
        let mut said = vec![vec![0.0; common.len()]; people];
        let mut all = vec![0.0; people];
        for (own, likely) in heard.iter().zip(likely) {
            for (person, &p) in likely.iter().take(people).enumerate().filter(|(_, p)| **p > 0.05) {
                for &w in own {
                    said[person][w as usize] += p;
                }
                all[person] += p * own.len() as f32;
            }
        }
        let qa = |t: &usize| cast.turns[*t].section() == Section::Qa;
        let answers: Vec<f32> = turns
            .iter()
            .zip(&heard)
            .map(|(t, own)| if qa(t) { (own.len() as f32).sqrt() } else { 0.0 })
            .collect();
        let mut prepared = vec![0.0; people];
        for ((t, own), likely) in turns.iter().zip(&heard).zip(likely) {
            if !qa(t) && own.len() > LONG {
                likely.iter().take(people).zip(&mut prepared).for_each(|(p, sum)| *sum += p);
            }
        }
        let likely = likely.to_vec();
        Self { turns: heard, common, sum, said, all, likely, answers, prepared }
    }

    /// Tells whether an executive had prepared remarks of some length.
    pub(crate) fn presented(&self, person: usize) -> bool {
        self.prepared[person] > 0.5
    }

    /// Returns how much each executive answers in the other turns, as the logarithm of his share.
    pub(crate) fn shares(&self, turn: usize) -> Vec<f32> {
        let people = self.said.len();
        let mut sums = vec![0.0_f32; people];
        for (i, (weight, likely)) in self.answers.iter().zip(&self.likely).enumerate() {
            if i != turn {
                likely.iter().take(people).zip(&mut sums).for_each(|(p, sum)| *sum += p * weight);
            }
        }
        let all: f32 = sums.iter().sum::<f32>().max(1.0);
        sums.into_iter().map(|s| (s / all + LEAST).ln() - LEAST.ln()).collect()
    }

    /// Returns how much a turn sounds like each executive, compared to the others; 0 for all
    /// where it is too short. The turn itself is no proof.
    #[allow(clippy::cast_precision_loss, reason = "a few thousand words at most")]
    pub(crate) fn like(&self, turn: usize) -> Vec<f32> {
        let own = &self.turns[turn];
        let people = self.said.len();
        if own.len() < FEWEST || people < 2 {
            return vec![0.0; people];
        }
        // A word that only this turn has speaks for nobody.
        let again: Vec<u32> =
            own.iter().copied().filter(|&w| self.common[w as usize] > 1.5).collect();
        let scale = 1.0 / (again.len().max(1) as f32).sqrt();
        let rest = (self.sum - own.len() as f32).max(1.0);
        let like = |person: usize| {
            let p = self.likely[turn].get(person).copied().filter(|p| *p > 0.05).unwrap_or(0.0);
            let all = self.all[person] - p * own.len() as f32 + SMOOTHING;
            // Most words an executive has said in no other turn.
            let unsaid = (SMOOTHING / all).ln();
            let ratio = |w: u32| {
                let said = (self.said[person][w as usize] - p).max(0.0);
                if said <= 0.0 {
                    return unsaid;
                }
                let expected = (self.common[w as usize] - 1.0) / rest;
                ((said / expected + SMOOTHING) / all).ln()
            };
            again.iter().map(|&w| ratio(w)).sum::<f32>() * scale
        };
        let like: Vec<f32> = (0..people).map(like).collect();
        let mean = like.iter().sum::<f32>() / people as f32;
        like.into_iter().map(|x| (x - mean).clamp(-4.0, 4.0)).collect()
    }
}
