//! Where in a turn the commonest stretches begin, found without the algebra of spans.

use std::collections::BTreeSet;

use crate::query::Order;
use crate::search::plan::Stretch;

/// What a stretch is made of: the commonest ones are found without the algebra of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Words that follow one another.
    Phrase { words: u32 },
    /// Two different words near each other.
    Pair { distance: u32, order: Order },
    /// Anything.
    Any,
}

impl Shape {
    /// Tells what a stretch is made of.
    pub(super) fn of(stretch: &Stretch) -> Self {
        let one = |o: &Stretch| matches!(o, Stretch::Words(words) if words.len == 1);
        let words = |operands: &[Stretch]| operands.iter().all(one);
        match stretch {
            Stretch::Sequence(operands) if words(operands) => {
                u32::try_from(operands.len()).map_or(Self::Any, |words| Self::Phrase { words })
            }
            Stretch::Near { operands, distance, order } => match operands.as_slice() {
                [Stretch::Words(a), Stretch::Words(b)] if a.terms != b.terms && words(operands) => {
                    Self::Pair { distance: *distance, order: *order }
                }
                _ => Self::Any,
            },
            _ => Self::Any,
        }
    }

    /// Returns the most words that can stand between two words of a match; nothing where a match
    /// is more than words of which each must be there.
    pub(super) fn reach(self) -> Option<u32> {
        match self {
            Self::Phrase { words } => Some(words),
            Self::Pair { distance, .. } => Some(distance),
            Self::Any => None,
        }
    }

    /// Appends where a stretch that is not just anything begins in a turn, once for each span,
    /// given where each of its words stands.
    pub(super) fn find_begins(self, positions: &[Vec<u32>], out: &mut Vec<u32>) {
        match (self, positions) {
            (Self::Phrase { .. }, [first, rest @ ..]) => {
                let follows = |begin: u32| {
                    let mut next = (begin + 1..).zip(rest);
                    next.all(|(position, word)| word.binary_search(&position).is_ok())
                };
                out.extend(first.iter().copied().filter(|begin| follows(*begin)));
            }
            (Self::Pair { distance, order }, [first, second]) => {
                pairs(first, second, distance, order, out);
            }
            _ => {}
        }
    }
}

/// Appends where two words begin that have at most so many words between them, once for each
/// span of the turn. Both lists are sorted.
fn pairs(first: &[u32], second: &[u32], distance: u32, order: Order, out: &mut Vec<u32>) {
    let follow = |first: &[u32], second: &[u32], out: &mut Vec<u32>| {
        let mut from = 0;
        for begin in first {
            while second.get(from).is_some_and(|p| p <= begin) {
                from += 1;
            }
            let reach = begin.saturating_add(distance).saturating_add(1);
            for _ in second[from..].iter().take_while(|p| **p <= reach) {
                out.push(*begin);
            }
        }
    };
    let begun = out.len();
    follow(first, second, out);
    if order == Order::Any {
        let turned = out.len();
        follow(second, first, out);
        if turned == begun || turned == out.len() {
            return;
        }
        // Where two words stand at one position, `$5` and `5`, a pair may be found both ways.
        if first.iter().any(|p| second.binary_search(p).is_ok()) {
            out.truncate(begun);
            out.extend(pairs_by_ends(first, second, distance));
        } else {
            out[begun..].sort_unstable();
        }
    }
}

/// Returns where two words begin that have at most so many words between them in either order,
/// once for each span.
fn pairs_by_ends(first: &[u32], second: &[u32], distance: u32) -> impl Iterator<Item = u32> {
    let is_near = |a: u32, b: u32| a < b && b - a <= distance.saturating_add(1);
    let ends: BTreeSet<(u32, u32)> = first
        .iter()
        .flat_map(|a| second.iter().map(|b| (*a.min(b), *a.max(b))))
        .filter(|(a, b)| is_near(*a, *b))
        .collect();
    ends.into_iter().map(|(begin, _)| begin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::plan::Words;
    use crate::search::spans;
    use crate::search::spans::Span;
    use crate::search::spans::Turn;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// A turn in which only positions are known.
    struct Positions([(Arc<Words>, Vec<u32>); 2]);

    impl Turn for Positions {
        fn matches(&self, words: &Arc<Words>) -> Vec<Span> {
            let found = self.0.iter().find(|(w, _)| Arc::ptr_eq(w, words));
            let span = |p: &u32| Span { begin: *p, end: p + 1, parts: Vec::new() };
            found.map(|(_, p)| p.iter().map(span).collect()).unwrap_or_default()
        }

        fn len(&self) -> u32 {
            40
        }
    }

    proptest! {
        #[test]
        fn pairs_are_those_of_the_algebra(
            a in proptest::collection::btree_set(0_u32..40, 0..9),
            b in proptest::collection::btree_set(0_u32..40, 0..9),
            distance in 0_u32..6,
            written in proptest::bool::ANY,
        ) {
            let (first, second) = (Words::of(&["a"]), Words::of(&["b"]));
            let (a, b): (Vec<u32>, Vec<u32>) = (a.into_iter().collect(), b.into_iter().collect());
            let order = if written { Order::Written } else { Order::Any };
            let operands = vec![Stretch::Words(first.clone()), Stretch::Words(second.clone())];
            let near = Stretch::Near { operands, distance, order };
            prop_assert_eq!(Shape::of(&near), Shape::Pair { distance, order });
            let mut found = Vec::new();
            pairs(&a, &b, distance, order, &mut found);
            let turn = Positions([(first, a), (second, b)]);
            let expected: Vec<u32> =
                spans::spans(&near, &turn).iter().map(|span| span.begin).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
