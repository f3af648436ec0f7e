//! Measures what the probabilities of the cast are worth, on companies that it has not seen.

use std::collections::BTreeMap;

use earmark::parse::learn::cast_likely;

use crate::cast;
use crate::folds::FOLDS;
use crate::folds::Kept;
use crate::folds::Tables;
use crate::folds::is_of;
use crate::gold::Call;

/// The probabilities between which turns are counted together.
const BOUNDS: [f32; 13] =
    [0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.9995];

/// What was counted between two bounds: words, probability times words, words rightly named.
type Counted = [(f64, f64, f64); BOUNDS.len()];

/// Judges every call by tables learned without its company; returns the table of measurements.
pub(crate) fn measure(calls: &[Call], kept: &Kept) -> String {
    let mut kinds: BTreeMap<&'static str, Counted> = BTreeMap::new();
    for fold in 0..FOLDS {
        let tables = kept.without(fold, calls);
        for call in calls.iter().filter(|c| is_of(c, fold)) {
            count(call, &tables, &mut kinds);
        }
    }
    let mut out = String::from(
        "# Measured by tests/learn on companies held out: how often the most likely executive of\n\
         # a turn is right, by the kind of turn and the probability, in thousandths.\n",
    );
    for (kind, counted) in &kinds {
        let words: f64 = counted.iter().map(|c| c.0).sum();
        eprintln!("{kind}: {words:.0} words");
        for (likely, right, share) in risen(counted) {
            eprintln!("  {likely:.4} {right:.4} of {share:.4}");
            out.push_str(&format!("{kind}\t{:.1}\t{:.0}\n", likely * 1000.0, right * 1000.0));
        }
    }
    out
}

fn count(call: &Call, tables: &Tables, kinds: &mut BTreeMap<&'static str, Counted>) {
    let (seen, told, words, ..) = cast::told(call, true, &tables.flow, &tables.cast);
    let likely = cast_likely(&cast::written(call).text, &tables.flow, &tables.cast);
    for ((turn, told), words) in likely.iter().zip(told).zip(words) {
        let (Some(person), Some(told)) = (turn.person, told) else { continue };
        // The weight of a turn in learning is the root of its words, within bounds.
        let words = f64::from(words * words);
        let bin = BOUNDS.iter().rposition(|b| turn.likely >= *b).unwrap_or(0);
        let counted = &mut kinds.entry(turn.kind).or_insert([(0.0, 0.0, 0.0); BOUNDS.len()])[bin];
        counted.0 += words;
        counted.1 += words * f64::from(turn.likely);
        counted.2 += if person == told && told < seen.people.len() { words } else { 0.0 };
    }
}

/// Returns the mean probability, the share right and the share of all words between the bounds;
/// neighbours that would fall are counted together.
fn risen(counted: &Counted) -> Vec<(f64, f64, f64)> {
    let all: f64 = counted.iter().map(|c| c.0).sum();
    let mut out: Vec<(f64, f64, f64)> = Vec::new();
    for &next in counted.iter().filter(|c| c.0 > 0.0) {
        let mut next = next;
        while let Some(last) = out.last().filter(|l| l.2 / l.0 >= next.2 / next.0) {
            next = (next.0 + last.0, next.1 + last.1, next.2 + last.2);
            out.pop();
        }
        out.push(next);
    }
    out.into_iter().map(|(n, likely, right)| (likely / n, right / n, n / all)).collect()
}
