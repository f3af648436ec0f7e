//! How sure a name is: how often the most likely executive is right, as measured.
//!
//! The sums over a whole call count twice what speaks twice, so they are too sure of themselves.
//! What a probability is worth was measured on companies that the weights had not seen.

use std::sync::LazyLock;

use crate::parse::verdict::Method;

/// The measured table: for each kind of turn, probabilities with how often they are right.
static MEASURED: LazyLock<Vec<Curve>> = LazyLock::new(|| parse(include_str!("sure.tsv")));

/// What probabilities are worth for one kind of turn, rising.
struct Curve {
    kind: String,
    points: Vec<(f32, f32)>,
}

/// Reads a table: `kind TAB probability TAB share right`, in thousandths.
fn parse(table: &str) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let mut cells = line.split('\t');
        let Some(kind) = cells.next().filter(|k| !k.is_empty()) else { continue };
        let mut next = || cells.next().and_then(|c| c.parse::<f32>().ok()).map(|x| x / 1000.0);
        let (Some(likely), Some(right)) = (next(), next()) else { continue };
        match curves.last_mut().filter(|c| c.kind == kind) {
            Some(curve) => curve.points.push((likely, right)),
            None => curves.push(Curve { kind: kind.to_owned(), points: vec![(likely, right)] }),
        }
    }
    curves
}

/// Returns the kind of turn whose measurements count: prepared remarks; answers that words tell
/// of, or only the order of speaking.
pub(crate) fn kind(answers: bool, method: Method) -> &'static str {
    match (answers, method) {
        (false, _) => "prepared",
        (true, Method::Order) => "answer-order",
        (true, _) => "answer-told",
    }
}

/// Returns how sure a name of this probability is.
pub(crate) fn measured(answers: bool, method: Method, likely: f32) -> f32 {
    let kind = kind(answers, method);
    let curve = MEASURED.iter().find(|c| c.kind == kind);
    between(&CAUTION, curve.map_or(likely, |c| between(&c.points, likely)))
}

/// What is told for a measured share of right names. People act on 0.9 and more, where 98 of 100
/// must be right, also in calls of a company that is told worse than most: so what was right
/// less often than that stays below.
const CAUTION: [(f32, f32); 5] = [(0.0, 0.0), (0.8, 0.8), (0.97, 0.89), (0.98, 0.93), (1.0, 1.0)];

/// Returns the value at a place between the points of a rising curve.
fn between(points: &[(f32, f32)], at: f32) -> f32 {
    let above = points.partition_point(|p| p.0 < at);
    let (Some(&low), Some(&high)) = (points.get(above.saturating_sub(1)), points.get(above)) else {
        return points.last().map_or(at, |p| p.1);
    };
    let width = high.0 - low.0;
    if width <= 0.0 { high.1 } else { low.1 + (high.1 - low.1) * (at - low.0) / width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_points_is_read_off_the_line() {
        let points = [(0.5, 0.4), (0.9, 0.8), (1.0, 0.98)];
        for (at, expected) in [(0.2, 0.4), (0.5, 0.4), (0.7, 0.6), (0.95, 0.89), (1.0, 0.98)] {
            assert!((between(&points, at) - expected).abs() < 1.0e-4, "{at}");
        }
    }

    #[test]
    fn every_kind_is_measured_and_rises() {
        for answers in [true, false] {
            for method in [Method::Order, Method::HandOver] {
                let kind = kind(answers, method);
                let curve = MEASURED.iter().find(|c| c.kind == kind).expect("a curve a kind");
                assert!(curve.points.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1));
            }
        }
    }
}
