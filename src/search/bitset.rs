//! Sets of places, bit by bit.

use std::ops::Range;

/// A set of places below some length: of documents, by their place in a window.
#[derive(Debug, Clone, Default)]
pub(super) struct BitSet(Vec<u64>);

impl BitSet {
    /// Empties the set and makes room for places below `len`.
    pub(super) fn clear(&mut self, len: usize) {
        self.0.clear();
        self.0.resize(len.div_ceil(64), 0);
    }

    /// Takes in a place.
    pub(super) fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// Takes in all places of a range.
    pub(super) fn insert_all(&mut self, places: &Range<usize>) {
        let Range { start, end } = *places;
        for at in start / 64..end.div_ceil(64).min(self.0.len()) {
            let mut lane = u64::MAX;
            if at * 64 < start {
                lane &= u64::MAX << (start - at * 64);
            }
            if at * 64 + 64 > end {
                lane &= u64::MAX >> (at * 64 + 64 - end);
            }
            self.0[at] |= lane;
        }
    }

    /// Tells whether a place is in the set.
    pub(super) fn contains(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|lane| lane >> (place % 64) & 1 > 0)
    }

    /// Keeps the places that are wanted; they are asked for in rising order.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for (at, lane) in self.0.iter_mut().enumerate() {
            let mut left = *lane;
            while left != 0 {
                let bit = left & left.wrapping_neg();
                if !keep(at * 64 + left.trailing_zeros() as usize) {
                    *lane &= !bit;
                }
                left &= !bit;
            }
        }
    }

    /// Tells whether any place of a range is in the set.
    pub(super) fn has_any(&self, places: &Range<usize>) -> bool {
        self.lanes(places).any(|(_, lane)| lane != 0)
    }

    /// Takes in what the other set, of the same room, holds of a range.
    pub(super) fn unite_in(&mut self, other: &Self, places: &Range<usize>) {
        for (first, lane) in other.lanes(places) {
            self.0[first / 64] |= lane;
        }
    }

    /// Keeps what the other set, of the same room, holds too.
    pub(super) fn intersect(&mut self, other: &Self) {
        for (lane, other) in self.0.iter_mut().zip(&other.0) {
            *lane &= other;
        }
    }

    /// Takes in what the other set, of the same room, holds.
    pub(super) fn unite(&mut self, other: &Self) {
        for (lane, other) in self.0.iter_mut().zip(&other.0) {
            *lane |= other;
        }
    }

    /// Returns the first place from one on that is in the set.
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        self.iter(&(from..self.0.len() * 64)).next()
    }

    /// Returns how many places are in the set.
    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|lane| u64::from(lane.count_ones())).sum()
    }

    /// Returns the places of a range that are in the set, rising.
    pub(super) fn iter(&self, places: &Range<usize>) -> Places<'_> {
        let Range { start, end } = *places;
        let end = end.min(self.0.len() * 64);
        let first = start / 64 * 64;
        let lane = if start < end { self.0[start / 64] & u64::MAX << (start % 64) } else { 0 };
        Places { lanes: &self.0, first, lane, end }
    }

    /// Returns the lanes that hold a range, each with its first place, without what lies outside.
    fn lanes(&self, places: &Range<usize>) -> impl Iterator<Item = (usize, u64)> {
        let Range { start, end } = *places;
        let lanes = start / 64..end.div_ceil(64).min(self.0.len());
        lanes.map(move |at| {
            let first = at * 64;
            let mut lane = self.0[at];
            if first < start {
                lane &= u64::MAX << (start - first);
            }
            if first + 64 > end {
                lane &= u64::MAX >> (first + 64 - end);
            }
            (first, lane)
        })
    }
}

/// The places of a range that are in a set, rising.
pub(super) struct Places<'a> {
    lanes: &'a [u64],
    /// The first place of the lane reached.
    first: usize,
    /// What is left of it.
    lane: u64,
    end: usize,
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.lane == 0 {
            self.first += 64;
            if self.first >= self.end {
                return None;
            }
            self.lane = self.lanes[self.first / 64];
        }
        let place = self.first + self.lane.trailing_zeros() as usize;
        self.lane &= self.lane - 1;
        if place < self.end {
            return Some(place);
        }
        self.lane = 0;
        self.first = self.end;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn a_bit_set_is_a_set(
            a in proptest::collection::btree_set(0_usize..200, 0..60),
            b in proptest::collection::btree_set(0_usize..200, 0..60),
            ends in (0_usize..201, 0_usize..201),
        ) {
            let range = ends.0.min(ends.1)..ends.0.max(ends.1);
            let make = |places: &BTreeSet<usize>| {
                let mut set = BitSet::default();
                set.clear(200);
                for place in places {
                    set.insert(*place);
                }
                set
            };
            let held = |set: &BitSet| set.iter(&(0..200)).collect::<BTreeSet<_>>();
            let (mut both, mut either) = (make(&a), make(&a));
            both.intersect(&make(&b));
            either.unite(&make(&b));
            prop_assert_eq!(held(&both), &a & &b);
            prop_assert_eq!(held(&either), &a | &b);
            let inside: Vec<usize> = a.range(range.clone()).copied().collect();
            prop_assert_eq!(make(&a).len(), a.len() as u64);
            prop_assert_eq!(make(&a).has_any(&range), !inside.is_empty());
            let mut with_inside = make(&b);
            with_inside.unite_in(&make(&a), &range);
            prop_assert_eq!(held(&with_inside), &b | &inside.iter().copied().collect());
            prop_assert_eq!(make(&a).iter(&range).collect::<Vec<_>>(), inside);
            let mut with_range = make(&b);
            if !range.is_empty() {
                with_range.insert_all(&range);
            }
            prop_assert_eq!(held(&with_range), &b | &range.clone().collect());
            for at in 0..200 {
                prop_assert_eq!(make(&a).next(at), a.range(at..).next().copied());
                prop_assert_eq!(make(&a).contains(at), a.contains(&at));
            }
            let mut less = make(&a);
            less.retain(|p| !b.contains(&p));
            prop_assert_eq!(held(&less), &a - &b);
        }
    }
}
