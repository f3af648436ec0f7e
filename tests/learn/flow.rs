//! Learns the weights of the flow: a linear-chain model, by the gradient of its likelihood.

use std::collections::HashMap;

use earmark::parse::learn::flow_units;

use crate::gold::Bare;
use crate::gold::Call;
use crate::gold::Chance;
use crate::gold::Style;
use crate::gold::bare;
use crate::gold::number;

pub(crate) const PARTS: usize = 5;
pub(crate) const STATES: usize = 10;

/// A unit ready to learn from: the rows it has, the states the labels allow, marks.
struct Unit {
    rows: Vec<u32>,
    allowed: u16,
    marked: bool,
}

/// A feature must be seen in so many calls and companies to have a row.
const CALLS: u32 = 25;
const COMPANIES: usize = 20;
const EPOCHS: usize = 14;
/// How many rows the table has in the end.
const ROWS: usize = 1500;

/// Learns from the calls and returns the table as text.
pub(crate) fn learn(calls: &[Call], held: &dyn Fn(&Call) -> bool) -> String {
    let mut keys: HashMap<String, (u32, Vec<u16>)> = HashMap::new();
    let mut companies: HashMap<&str, u16> = HashMap::new();
    for call in calls.iter().filter(|c| !held(c)) {
        let next = companies.len() as u16;
        let company = *companies.entry(&call.company).or_insert(next);
        let (text, _) = written(call, 0);
        let mut seen = std::collections::HashSet::new();
        for unit in flow_units(&text.text) {
            seen.extend(unit.keys);
        }
        for key in seen {
            let entry = keys.entry(key).or_default();
            entry.0 += 1;
            if entry.1.len() < COMPANIES && !entry.1.contains(&company) {
                entry.1.push(company);
            }
        }
    }
    let mut rows: Vec<String> = keys
        .into_iter()
        .filter(|(_, (calls, companies))| *calls >= CALLS && companies.len() >= COMPANIES)
        .map(|(k, _)| k)
        .collect();
    rows.sort_unstable();
    eprintln!("{} candidate features", rows.len());
    let mut model = Model::new(rows);
    let train = examples(calls, &model, &|c| !held(c));
    let test = examples(calls, &model, &|c| held(c));
    model.train(&train, &test, EPOCHS, 3.0e-6);
    model.keep(ROWS);
    let train = examples(calls, &model, &|c| !held(c));
    let test = examples(calls, &model, &|c| held(c));
    model.train(&train, &test, EPOCHS, 2.0e-7);
    model.table()
}

fn written(call: &Call, salt: u64) -> (Bare, Style) {
    let mut chance = Chance(number(&call.id) ^ salt);
    chance.next();
    let style = match (chance.next() * 20.0) as u32 {
        0..=5 => Style::Dots,
        6..=9 => Style::Blank,
        10..=15 => Style::Lines,
        _ => Style::Running,
    };
    (bare(call, style, 0.04, &mut chance), style)
}

fn examples(calls: &[Call], model: &Model, keep: &dyn Fn(&Call) -> bool) -> Vec<Vec<Unit>> {
    let mut out = Vec::new();
    for call in calls.iter().filter(|c| keep(c)) {
        for salt in [1, 2] {
            let (text, _) = written(call, salt * 7919);
            out.push(example(call, &text, model));
        }
    }
    out
}

fn example(call: &Call, text: &Bare, model: &Model) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::new();
    let (mut before, mut asked) = (None, false);
    for unit in flow_units(&text.text) {
        let line = text.lines.partition_point(|l| l.0 <= unit.start).saturating_sub(1);
        let turn = text.lines[line].1;
        let begins = before != Some(turn);
        before = Some(turn);
        let t = &call.turns[turn];
        asked |= t.section == "qa" || t.role == "analyst";
        let mut allowed = 0_u16;
        for part in 0..PARTS {
            let role = ["operator", "executive", "operator", "executive", "analyst"][part];
            let first = part < 2;
            let role_fits = t.role == role || t.role == "unknown";
            let section_fits = part == 4 || first != asked || !asked && t.section == "unknown";
            if role_fits && section_fits {
                allowed |= 1 << (2 * part + usize::from(!begins));
            }
        }
        let mut rows: Vec<u32> =
            unit.keys.iter().filter_map(|k| model.index.get(k).copied()).collect();
        rows.sort_unstable();
        out.push(Unit { rows, allowed, marked: unit.marked });
    }
    out
}

/// The probability of each state of each unit, and the expected number of each step.
type Expected = (Vec<[f32; STATES]>, [[f32; PARTS]; PARTS]);

struct Model {
    names: Vec<String>,
    index: HashMap<String, u32>,
    weights: Vec<[f32; STATES]>,
    squares: Vec<[f32; STATES]>,
    order: [[f32; PARTS]; PARTS],
    order_squares: [[f32; PARTS]; PARTS],
}

/// The size of the first step.
const RATE: f32 = 0.012;

impl Model {
    fn new(names: Vec<String>) -> Self {
        let index = names.iter().enumerate().map(|(i, n)| (n.clone(), i as u32)).collect();
        let n = names.len();
        Self {
            names,
            index,
            weights: vec![[0.0; STATES]; n],
            squares: vec![[1.0e-3; STATES]; n],
            order: [[0.0; PARTS]; PARTS],
            order_squares: [[1.0e-3; PARTS]; PARTS],
        }
    }

    /// Keeps the rows that weigh most.
    fn keep(&mut self, most: usize) {
        let weight = |w: &[f32; STATES]| {
            let mean = w.iter().sum::<f32>() / 10.0;
            w.iter().map(|x| (x - mean).abs()).sum::<f32>()
        };
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        let rank = |i: usize| {
            weight(&self.weights[i]) * if self.names[i].contains('=') { 1.0 } else { 100.0 }
        };
        order.sort_by(|&a, &b| rank(b).total_cmp(&rank(a)));
        order.truncate(most);
        order.sort_unstable();
        let mut kept = Self::new(order.iter().map(|&i| self.names[i].clone()).collect());
        kept.weights = order.iter().map(|&i| self.weights[i]).collect();
        kept.order = self.order;
        *self = kept;
    }

    fn train(&mut self, train: &[Vec<Unit>], test: &[Vec<Unit>], epochs: usize, shrink: f32) {
        let mut order: Vec<usize> = (0..train.len()).collect();
        let mut chance = Chance(17);
        for epoch in 0..epochs {
            for i in (1..order.len()).rev() {
                order.swap(i, (chance.next() * (i + 1) as f64) as usize);
            }
            let mut loss = 0.0;
            for &i in &order {
                loss += self.step(&train[i]);
            }
            for row in &mut self.weights {
                for w in row {
                    let cut = shrink * train.len() as f32;
                    *w = if *w > cut {
                        *w - cut
                    } else if *w < -cut {
                        *w + cut
                    } else {
                        0.0
                    };
                }
            }
            if epoch % 3 == 1 || epoch + 1 == epochs {
                eprintln!("epoch {epoch}: loss {loss:.0}; held out {}", self.judge(test));
            }
        }
    }

    fn scores(&self, call: &[Unit], free: bool) -> Vec<[f32; STATES]> {
        call.iter()
            .map(|u| {
                let mut s = [0.0; STATES];
                for &r in &u.rows {
                    for (s, w) in s.iter_mut().zip(&self.weights[r as usize]) {
                        *s += w;
                    }
                }
                for (state, s) in s.iter_mut().enumerate() {
                    if u.marked && state % 2 == 1 || !free && u.allowed & (1 << state) == 0 {
                        *s = -1.0e4;
                    }
                }
                s
            })
            .collect()
    }

    fn step(&mut self, call: &[Unit]) -> f64 {
        let (free, z_free) = self.sums(&self.scores(call, true));
        let (told, z_told) = self.sums(&self.scores(call, false));
        if !z_told.is_finite() || !z_free.is_finite() || z_told < -1.0e3 + z_free {
            return 0.0;
        }
        for (u, unit) in call.iter().enumerate() {
            let gradient: [f32; STATES] = std::array::from_fn(|s| told.0[u][s] - free.0[u][s]);
            if gradient.iter().all(|g| g.abs() < 1.0e-4) {
                continue;
            }
            for &r in &unit.rows {
                let (w, q) = (&mut self.weights[r as usize], &mut self.squares[r as usize]);
                for s in 0..STATES {
                    q[s] += gradient[s] * gradient[s];
                    w[s] += RATE * gradient[s] / q[s].sqrt().max(1.0);
                }
            }
        }
        for a in 0..PARTS {
            for b in 0..PARTS {
                let g = told.1[a][b] - free.1[a][b];
                self.order_squares[a][b] += g * g;
                self.order[a][b] += RATE * g / self.order_squares[a][b].sqrt().max(1.0);
            }
        }
        f64::from(z_free - z_told)
    }

    /// Returns the probability of each state and the expected number of each step, with the log
    /// of the sum over all courses.
    fn sums(&self, scores: &[[f32; STATES]]) -> (Expected, f32) {
        let may = |a: usize, b: usize| a < 2 || b >= 2;
        let n = scores.len();
        let mut step = [[0.0_f32; PARTS]; PARTS];
        for a in 0..PARTS {
            for b in 0..PARTS {
                step[a][b] = if may(a, b) { self.order[a][b].exp() } else { 0.0 };
            }
        }
        let mut z = 0.0_f32;
        let mut grown = Vec::with_capacity(n);
        let mut forward: Vec<[f32; STATES]> = Vec::with_capacity(n);
        for (u, s) in scores.iter().enumerate() {
            let most = s.iter().copied().fold(f32::MIN, f32::max);
            let g: [f32; STATES] = s.map(|x| (x - most).exp());
            let mut row = [0.0; STATES];
            for state in 0..STATES {
                let part = state / 2;
                let before = if u == 0 {
                    if state % 2 == 0 && part < 2 { 1.0 } else { 1.0e-4 }
                } else {
                    let last = &forward[u - 1];
                    if state % 2 == 1 {
                        last[2 * part] + last[2 * part + 1]
                    } else {
                        (0..PARTS).map(|p| (last[2 * p] + last[2 * p + 1]) * step[p][part]).sum()
                    }
                };
                row[state] = before * g[state];
            }
            let sum: f32 = row.iter().sum();
            z += most + sum.ln();
            forward.push(row.map(|x| x / sum));
            grown.push(g);
        }
        let mut expected = [[0.0_f32; PARTS]; PARTS];
        let mut states = vec![[0.0; STATES]; n];
        let mut backward = [1.0_f32; STATES];
        for u in (0..n).rev() {
            let here: [f32; STATES] = std::array::from_fn(|s| forward[u][s] * backward[s]);
            let sum: f32 = here.iter().sum();
            states[u] = here.map(|x| x / sum);
            if u > 0 {
                let ahead: [f32; STATES] = std::array::from_fn(|s| backward[s] * grown[u][s]);
                let last = &forward[u - 1];
                let mut sum = 0.0;
                let mut pairs = [[0.0_f32; PARTS]; PARTS];
                for a in 0..PARTS {
                    let from = last[2 * a] + last[2 * a + 1];
                    sum += from * ahead[2 * a + 1];
                    for b in 0..PARTS {
                        pairs[a][b] = from * step[a][b] * ahead[2 * b];
                        sum += pairs[a][b];
                    }
                }
                for a in 0..PARTS {
                    for b in 0..PARTS {
                        expected[a][b] += pairs[a][b] / sum;
                    }
                }
                let next: [f32; STATES] = std::array::from_fn(|s| {
                    let a = s / 2;
                    ahead[2 * a + 1] + (0..PARTS).map(|b| ahead[2 * b] * step[a][b]).sum::<f32>()
                });
                let total: f32 = next.iter().sum();
                backward = next.map(|x| x / total);
            }
        }
        ((states, expected), z)
    }

    /// Returns how many units get the right role, the right section, and the right beginnings.
    fn judge(&self, calls: &[Vec<Unit>]) -> String {
        let (mut right, mut all, mut hit, mut said, mut told) = (0, 0, 0, 0, 0);
        for call in calls {
            let ((likely, _), _) = self.sums(&self.scores(call, true));
            for (u, row) in likely.iter().enumerate() {
                let best = (0..STATES).fold(0, |b, s| if row[s] > row[b] { s } else { b });
                all += 1;
                let either = 0b11 << (best / 2 * 2);
                right += usize::from(call[u].allowed & either != 0);
                let begins = call[u].allowed & 0b01_0101_0101 != 0;
                let p: f32 = (0..PARTS).map(|p| row[2 * p]).sum();
                if !call[u].marked {
                    said += usize::from(p > 0.5);
                    told += usize::from(begins);
                    hit += usize::from(p > 0.5 && begins);
                }
            }
        }
        format!(
            "parts {:.4}, unmarked beginnings p {:.3} r {:.3}",
            right as f64 / all.max(1) as f64,
            hit as f64 / said.max(1) as f64,
            hit as f64 / told.max(1) as f64
        )
    }

    fn table(&self) -> String {
        let mut out = String::from(
            "# Learned by tests/learn: what a feature of a unit speaks for, in hundredths, by part\n\
             # (operator, executive; then in the questions operator, executive, analyst), each\n\
             # beginning and going on. `order=N`: what a turn of each part after part N speaks for.\n",
        );
        for (part, row) in self.order.iter().enumerate() {
            out.push_str(&format!("order={part}"));
            for w in row {
                out.push_str(&format!("\t{:.0}", w * 100.0));
            }
            out.push('\n');
        }
        for (name, row) in self.names.iter().zip(&self.weights) {
            if row.iter().all(|w| w.abs() < 0.015) {
                continue;
            }
            out.push_str(name);
            for w in row {
                out.push_str(&format!("\t{:.0}", w * 100.0));
            }
            out.push('\n');
        }
        out
    }
}
