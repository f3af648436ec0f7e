//! Learns the weights of the cast: who of the executives speaks, by the gradient of the
//! likelihood of the labelled names.

use std::collections::HashMap;

use earmark::parse::learn::CastCall;
use earmark::parse::learn::CastTable;
use earmark::parse::learn::FlowTable;
use earmark::parse::learn::cast_call;

use crate::gold::Bare;
use crate::gold::Call;
use crate::gold::Chance;
use crate::gold::Style;
use crate::gold::bare;
use crate::gold::number;

/// The offices of the columns of a word's row.
const OFFICES: [&str; 5] = ["chief", "finance", "relations", "other", "unknown"];
/// A word must be seen in so many calls and companies to have a row.
const CALLS: u32 = 60;
const COMPANIES: usize = 40;
const EPOCHS: usize = 8;
/// The size of the first step, for clues and for words.
const RATE: f32 = 0.12;
const WORD_RATE: f32 = 0.01;
/// What is left of a word's weights after each epoch: companies differ in what they speak of, and
/// held out, longer or freer learning did worse.
const WORD_KEEP: f32 = 0.9;
/// How many words the table has in the end.
const WORDS: usize = 700;

/// A call with who really speaks each turn, how much each turn weighs, whether it is held out,
/// and its company.
pub(crate) type Told = (CastCall, Vec<Option<usize>>, Vec<f32>, bool, String);

/// The confidences at which the judgement is told.
const BINS: [f32; 14] =
    [0.0, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.995];

/// A call ready to learn from.
struct Example {
    offices: Vec<usize>,
    turns: Vec<Turn>,
}

struct Turn {
    /// The rows of each candidate, nobody last.
    clues: Vec<Vec<(u32, f32)>>,
    words: Vec<(u32, f32)>,
    step: u32,
    /// Whether it is an answer.
    answers: bool,
    /// Who really speaks, where the labels tell.
    told: Option<usize>,
    weight: f32,
}

/// How often the table is learned anew with the voices that the table before tells.
const ROUNDS: usize = 3;

/// Clues that only a look by a table gives; the first round has none yet.
const SECOND_LOOK: [&str; 4] = ["voice=", "share=", "presented=", "did-not-present="];

/// Learns from the calls and returns the table as text.
///
/// Voices are heard by the table of the round before. What is written is the mean of the last
/// two rounds: the rounds alone would swing to and fro.
pub(crate) fn learn(calls: &[Call], held: &dyn Fn(&Call) -> bool, flow: &FlowTable) -> String {
    let mut before = String::new();
    for round in 0..ROUNDS {
        let table = CastTable::read(&before);
        let mut read: Vec<Told> = calls.iter().map(|c| told(c, held(c), flow, &table)).collect();
        if round == 0 {
            let clues = read.iter_mut().flat_map(|r| &mut r.0.turns).flat_map(|t| &mut t.clues);
            clues.for_each(|c| c.retain(|c| !SECOND_LOOK.iter().any(|k| c.0.starts_with(k))));
        }
        let model = fit(&read);
        before = model.table(if round > 1 { &before } else { "" });
    }
    before
}

/// Learns from calls as they are read, first with many words, then with those that weigh most.
fn fit(read: &[Told]) -> Model {
    let mut seen: HashMap<&str, (u32, Vec<&str>)> = HashMap::new();
    let mut clues: Vec<&str> = Vec::new();
    for (call, _, _, held, company) in read {
        let mut own = std::collections::HashSet::new();
        for turn in &call.turns {
            own.extend(turn.words.iter().map(|w| w.0.as_str()));
            clues.extend(turn.clues.iter().flatten().map(|c| c.0.as_str()));
            clues.push(&turn.step);
        }
        clues.sort_unstable();
        clues.dedup();
        if *held {
            continue;
        }
        for word in own {
            let entry = seen.entry(word).or_default();
            entry.0 += 1;
            if entry.1.len() < COMPANIES && !entry.1.contains(&company.as_str()) {
                entry.1.push(company);
            }
        }
    }
    let mut words: Vec<&str> = seen
        .into_iter()
        .filter(|(_, (calls, companies))| *calls >= CALLS && companies.len() >= COMPANIES)
        .map(|(w, _)| w)
        .collect();
    words.sort_unstable();
    let mut model = Model::new(&clues, &words);
    for round in 0..2 {
        let examples = |want: bool| -> Vec<Example> {
            read.iter().filter(|r| r.3 == want).map(|r| model.example(&r.0, &r.1, &r.2)).collect()
        };
        let (train, test) = (examples(false), examples(true));
        model.train(&train, &test);
        if round == 0 {
            model.keep_words();
        }
    }
    model
}

/// Writes a call as it is learned from.
pub(crate) fn written(call: &Call) -> Bare {
    let mut chance = Chance(number(&call.id) ^ 31);
    chance.next();
    let style = if chance.next() < 0.8 { Style::Dots } else { Style::Lines };
    bare(call, style, 0.02, &mut chance)
}

/// Reads a call and says which candidate speaks each turn.
pub(crate) fn told(call: &Call, held: bool, flow: &FlowTable, table: &CastTable) -> Told {
    let text = written(call);
    let seen = cast_call(&text.text, flow, table);
    let mut told = Vec::new();
    let mut weights = Vec::new();
    for turn in &seen.turns {
        let line = text.lines.partition_point(|l| l.0 <= turn.start).saturating_sub(1);
        let gold = &call.turns[text.lines[line].1];
        let named = gold.speaker.as_deref().filter(|_| gold.role == "executive");
        let best = named.map(|name| {
            let score = |p: &(String, &str)| fits(&p.0, name);
            let most = seen.people.iter().map(score).max().unwrap_or(0);
            let surname = |n: &str| n.split(' ').next_back().unwrap_or(n).to_lowercase();
            // A nickname no table knows: the labels and the call speak of one person.
            if most == 0 {
                let same = |p: &(String, &str)| p.0.contains(' ') && surname(&p.0) == surname(name);
                if let Some(person) = seen.people.iter().position(same) {
                    return person;
                }
            }
            if most == 0 {
                seen.people.len()
            } else {
                seen.people.iter().position(|p| score(p) == most).unwrap_or(0)
            }
        });
        told.push(best);
        let words: usize = gold.paragraphs.iter().map(|p| p.split(' ').count()).sum();
        weights.push((words as f32 / 60.0).sqrt().clamp(0.3, 2.0));
    }
    (seen, told, weights, held, call.company.clone())
}

/// Returns how well a name of the roster fits a labelled name; 0 where it does not.
fn fits(said: &str, gold: &str) -> u32 {
    let fold = |s: &str| -> Vec<String> {
        let s: String =
            s.to_lowercase().chars().filter(|c| !matches!(c, '\'' | '’' | '.')).collect();
        s.split(|c: char| !c.is_alphanumeric())
            .filter(|p| !p.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (said, gold) = (fold(said), fold(gold));
    let (Some(sf), Some(sl), Some(gf), Some(gl)) =
        (said.first(), said.last(), gold.first(), gold.last())
    else {
        return 0;
    };
    let given = |a: &str| {
        gold[..gold.len() - 1].iter().any(|g| {
            a == g
                || earmark::parse::learn::same_given_name(a, g)
                || a.len() == 1 && g.starts_with(a)
        })
    };
    if said == gold {
        5
    } else if said.len() == 1 {
        if sf == gf || sf == gl { 2 } else { u32::from(given(sf)) }
    } else if sl == gl && (given(sf) || gf.len() == 1) {
        4
    } else if earmark::parse::learn::near_name(sl, gl) && given(sf) {
        3
    } else {
        0
    }
}

struct Model {
    clue_names: Vec<String>,
    word_names: Vec<String>,
    clue_index: HashMap<String, u32>,
    word_index: HashMap<String, u32>,
    clues: Vec<f32>,
    words: Vec<[f32; 5]>,
    clue_squares: Vec<f32>,
    word_squares: Vec<[f32; 5]>,
}

impl Model {
    fn new(clues: &[&str], words: &[&str]) -> Self {
        let index = |names: &[&str]| {
            names.iter().enumerate().map(|(i, n)| ((*n).to_owned(), i as u32)).collect()
        };
        Self {
            clue_names: clues.iter().map(|n| (*n).to_owned()).collect(),
            word_names: words.iter().map(|n| (*n).to_owned()).collect(),
            clue_index: index(clues),
            word_index: index(words),
            clues: vec![0.0; clues.len()],
            words: vec![[0.0; 5]; words.len()],
            clue_squares: vec![1.0; clues.len()],
            word_squares: vec![[1.0; 5]; words.len()],
        }
    }

    fn keep_words(&mut self) {
        let weight = |w: &[f32; 5]| w.iter().map(|x| x.abs()).sum::<f32>();
        let mut order: Vec<usize> = (0..self.words.len()).collect();
        order.sort_by(|&a, &b| weight(&self.words[b]).total_cmp(&weight(&self.words[a])));
        order.truncate(WORDS);
        order.sort_unstable();
        let names: Vec<String> = order.iter().map(|&i| self.word_names[i].clone()).collect();
        let words: Vec<&str> = names.iter().map(String::as_str).collect();
        let clues = self.clue_names.clone();
        let clue_names: Vec<&str> = clues.iter().map(String::as_str).collect();
        let mut kept = Self::new(&clue_names, &words);
        kept.clues.clone_from(&self.clues);
        kept.words = order.iter().map(|&i| self.words[i]).collect();
        *self = kept;
    }

    fn example(&self, call: &CastCall, told: &[Option<usize>], weights: &[f32]) -> Example {
        let offices = call
            .people
            .iter()
            .map(|p| OFFICES.iter().position(|o| *o == p.1).unwrap_or(4))
            .collect();
        let turns = call.turns.iter().zip(told).zip(weights).map(|((t, &told), &weight)| Turn {
            clues: t
                .clues
                .iter()
                .map(|c| {
                    c.iter().filter_map(|(k, v)| Some((*self.clue_index.get(k)?, *v))).collect()
                })
                .collect(),
            words: t
                .words
                .iter()
                .filter_map(|(k, v)| Some((*self.word_index.get(k)?, *v)))
                .collect(),
            step: self.clue_index.get(&t.step).copied().unwrap_or(0),
            answers: t.clues.last().is_some_and(|c| c.iter().any(|c| c.0 == "nobody=qa")),
            told,
            weight,
        });
        Example { offices, turns: turns.collect() }
    }

    fn train(&mut self, train: &[Example], test: &[Example]) {
        let mut order: Vec<usize> = (0..train.len()).collect();
        let mut chance = Chance(23);
        for epoch in 0..EPOCHS {
            for i in (1..order.len()).rev() {
                order.swap(i, (chance.next() * (i + 1) as f64) as usize);
            }
            let loss: f64 = order.iter().map(|&i| self.step(&train[i])).sum();
            for row in &mut self.words {
                for w in row {
                    *w *= WORD_KEEP;
                }
            }
            for w in &mut self.clues {
                *w *= 0.999;
            }
            if epoch % 4 == 3 {
                eprintln!("epoch {epoch}: loss {loss:.0}; held out {}", self.judge(test));
            }
        }
    }

    fn scores(&self, call: &Example) -> Vec<Vec<f32>> {
        call.turns
            .iter()
            .map(|t| {
                let mut offices = [0.0; 5];
                for &(w, v) in &t.words {
                    for (o, x) in offices.iter_mut().zip(&self.words[w as usize]) {
                        *o += x * v;
                    }
                }
                t.clues
                    .iter()
                    .enumerate()
                    .map(|(c, clues)| {
                        let own: f32 = clues.iter().map(|&(k, v)| self.clues[k as usize] * v).sum();
                        own + call.offices.get(c).map_or(0.0, |&o| offices[o])
                    })
                    .collect()
            })
            .collect()
    }

    /// Returns the probabilities of each turn's candidates, of each step staying, and the log of
    /// the sum.
    fn sums(&self, call: &Example, scores: &[Vec<f32>]) -> (Vec<Vec<f32>>, Vec<f32>, f32) {
        let n = scores.len();
        let mut z = 0.0;
        let mut forward: Vec<Vec<f32>> = Vec::new();
        let mut grown = Vec::new();
        for (u, s) in scores.iter().enumerate() {
            let most = s.iter().copied().fold(f32::MIN, f32::max);
            let g: Vec<f32> = s.iter().map(|x| (x - most).exp()).collect();
            let stay = self.clues[call.turns[u].step as usize].exp();
            let row: Vec<f32> = match forward.last() {
                None => g.clone(),
                Some(last) => last.iter().zip(&g).map(|(l, g)| (1.0 - l + l * stay) * g).collect(),
            };
            let sum: f32 = row.iter().sum();
            z += most + sum.ln();
            forward.push(row.iter().map(|x| x / sum).collect());
            grown.push(g);
        }
        let mut states = vec![Vec::new(); n];
        let mut stays = vec![0.0; n];
        let mut backward = vec![1.0_f32; scores.first().map_or(0, Vec::len)];
        for u in (0..n).rev() {
            let here: Vec<f32> = forward[u].iter().zip(&backward).map(|(f, b)| f * b).collect();
            let sum: f32 = here.iter().sum();
            states[u] = here.iter().map(|x| x / sum).collect();
            if u > 0 {
                let stay = self.clues[call.turns[u].step as usize].exp();
                let ahead: Vec<f32> = backward.iter().zip(&grown[u]).map(|(b, g)| b * g).collect();
                let total: f32 = ahead.iter().sum();
                let last = &forward[u - 1];
                let stayed: f32 = last.iter().zip(&ahead).map(|(l, a)| l * a * stay).sum();
                let moved: f32 = last.iter().zip(&ahead).map(|(l, a)| l * (total - a)).sum();
                stays[u] = stayed / (stayed + moved);
                let next: Vec<f32> = ahead.iter().map(|a| total - a + a * stay).collect();
                let sum: f32 = next.iter().sum();
                backward = next.iter().map(|x| x / sum).collect();
            }
        }
        (states, stays, z)
    }

    fn step(&mut self, call: &Example) -> f64 {
        if call.offices.is_empty() || call.turns.is_empty() {
            return 0.0;
        }
        let free = self.scores(call);
        let mut told = free.clone();
        for (row, turn) in told.iter_mut().zip(&call.turns) {
            if let Some(told) = turn.told {
                for (c, x) in row.iter_mut().enumerate() {
                    if c != told {
                        *x = -1.0e4;
                    }
                }
            }
        }
        let (p, ps, zp) = self.sums(call, &free);
        let (q, qs, zq) = self.sums(call, &told);
        if !zp.is_finite() || !zq.is_finite() {
            return 0.0;
        }
        for (u, turn) in call.turns.iter().enumerate() {
            let mut offices = [0.0_f32; 5];
            for (c, clues) in turn.clues.iter().enumerate() {
                let g = (q[u][c] - p[u][c]) * turn.weight;
                if let Some(&o) = call.offices.get(c) {
                    offices[o] += g;
                }
                if g.abs() < 1.0e-4 {
                    continue;
                }
                for &(k, v) in clues {
                    let k = k as usize;
                    self.clue_squares[k] += g * g * v * v;
                    self.clues[k] += RATE * g * v / self.clue_squares[k].sqrt();
                }
            }
            for &(w, v) in &turn.words {
                let (row, squares) =
                    (&mut self.words[w as usize], &mut self.word_squares[w as usize]);
                for o in 0..5 {
                    let g = offices[o] * v;
                    squares[o] += g * g;
                    row[o] += WORD_RATE * g / squares[o].sqrt();
                }
            }
            if u > 0 {
                let (k, g) = (turn.step as usize, qs[u] - ps[u]);
                self.clue_squares[k] += g * g;
                self.clues[k] += RATE * g / self.clue_squares[k].sqrt();
            }
        }
        f64::from(zp - zq)
    }

    /// Returns how many turns are given to the right person, and for answers how often a
    /// confidence is right: share of answers, then share right, by confidence.
    fn judge(&self, calls: &[Example]) -> String {
        let (mut all, mut right, mut answers) = (0.0, 0.0, 0.0);
        let mut bins = [(0.0_f32, 0.0_f32); BINS.len()];
        for call in calls.iter().filter(|c| !c.offices.is_empty() && !c.turns.is_empty()) {
            let (p, _, _) = self.sums(call, &self.scores(call));
            for (row, turn) in p.iter().zip(&call.turns) {
                let Some(told) = turn.told else { continue };
                let best = (0..row.len()).fold(0, |b, c| if row[c] > row[b] { c } else { b });
                let ok = f32::from(u8::from(best == told));
                let w = turn.weight * turn.weight;
                all += w;
                right += w * ok;
                if turn.answers && best + 1 < row.len() {
                    let bin = BINS.iter().rposition(|b| row[best] >= *b).unwrap_or(0);
                    bins[bin].0 += w;
                    bins[bin].1 += w * ok;
                }
                answers += if turn.answers { w } else { 0.0 };
            }
        }
        let shown: Vec<String> = BINS
            .iter()
            .zip(&bins)
            .map(|(b, (n, ok))| format!("{b}:{:.3}:{:.3}", n / answers, ok / n.max(1.0e-6)))
            .collect();
        format!("right {:.4}; answers {}", right / all, shown.join(" "))
    }

    fn table(&self, before: &str) -> String {
        let before = Before::read(before);
        let mut out = String::from(
            "# Learned by tests/learn, in hundredths. `clue=class`: what a clue speaks for a candidate.\n\
             # `a=word`, `q=word`: what a word of an answer, of a question speaks for an office\n\
             # (chief, finance, relations, other, unknown).\n",
        );
        for (name, w) in self.clue_names.iter().zip(&self.clues) {
            let w = before.mean(name, 0, *w);
            if w.abs() >= 0.005 && !name.is_empty() {
                out.push_str(&format!("{name}\t{:.0}\n", w * 100.0));
            }
        }
        for (name, row) in self.word_names.iter().zip(&self.words) {
            out.push_str(name);
            for (office, w) in row.iter().enumerate() {
                let w = before.mean(name, office, *w);
                out.push_str(&format!("\t{:.0}", w * 100.0));
            }
            out.push('\n');
        }
        out
    }
}

/// A table of the round before.
struct Before<'a>(HashMap<&'a str, Vec<f32>>);

impl<'a> Before<'a> {
    fn read(table: &'a str) -> Self {
        let row = |l: &'a str| {
            let (key, cells) = l.split_once('\t')?;
            Some((key, cells.split('\t').filter_map(|c| c.parse::<f32>().ok()).collect()))
        };
        Self(table.lines().filter(|l| !l.starts_with('#')).filter_map(row).collect())
    }

    fn mean(&self, key: &str, column: usize, learned: f32) -> f32 {
        let before = self.0.get(key).and_then(|row| row.get(column));
        before.map_or(learned, |s| f32::midpoint(s / 100.0, learned))
    }
}
