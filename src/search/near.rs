//! Passages in which the words of a stretch stand near each other.
//!
//! To learn where in a passage a word stands costs much more than to learn that it does: it is
//! asked only of passages that have other words of the stretch within reach.

use std::ops::Range;

use tantivy::DocId;

use crate::index::Columns;
use crate::index::Lengths;
use crate::search::begins::Shape;
use crate::search::bitset::BitSet;
use crate::search::plan::Stretch;
use crate::search::stretch::StretchWeight;
use crate::search::stretch::all_words;
use crate::search::stretch::count_begins;
use crate::search::wanted::Matched;
use crate::search::window::Window;

/// Finds in the windows of a segment where a stretch of near words begins.
pub(super) struct NearWords {
    shape: Shape,
    /// The most words that can stand between two words of a match.
    reach: u32,
    weight: StretchWeight,
    /// Where in the turn looked at each word stands.
    positions: Vec<Vec<u32>>,
    /// The passages looked at, each with the place of its first word.
    starts: Vec<(DocId, u32)>,
    begins: Vec<u32>,
    found: Vec<(DocId, u32)>,
}

impl NearWords {
    /// Takes a stretch; `None` where a match is more than words of which each must be there.
    pub(super) fn new(stretch: &Stretch, lengths: Lengths) -> Option<Self> {
        let shape = Shape::of(stretch);
        let reach = shape.reach()?;
        let positions = vec![Vec::new(); all_words(stretch).len()];
        let (starts, begins, found) = (Vec::new(), Vec::new(), Vec::new());
        let weight = StretchWeight::new(stretch, lengths);
        Some(Self { shape, reach, weight, positions, starts, begins, found })
    }

    /// Returns the numbers of the words.
    pub(super) fn numbers(&self) -> Range<usize> {
        0..self.positions.len()
    }

    /// Returns the passages of a window that have the rarest of the words: in the turns of these the
    /// stretch can begin.
    pub(super) fn candidates(&self, window: &Window) -> BitSet {
        self.rarest(window).map(|word| window.spoken(word).clone()).unwrap_or_default()
    }

    fn rarest(&self, window: &Window) -> Option<usize> {
        self.numbers().min_by_key(|word| window.spoken(*word).len())
    }

    /// Finds the passages of a window in which the stretch begins, each with its score, in the turns
    /// of some [`candidates`](Self::candidates). The words' positions must be known.
    pub(super) fn find(&mut self, window: &mut Window, candidates: &BitSet, matched: &mut Matched) {
        let docs = window.docs();
        matched.clear(docs.len());
        let near = self.near_each_other(window, candidates);
        let mut places = near.iter(&window.places()).peekable();
        let mut of_turn = Vec::new();
        while let Some(first) = places.next() {
            of_turn.clear();
            of_turn.push(first);
            let head = window.document(first);
            let is_in_turn = |place: &usize| {
                let doc = window.document(*place);
                window.columns().turn_start(doc) <= head
            };
            while let Some(next) = places.next_if(is_in_turn) {
                of_turn.push(next);
            }
            self.look_at(window, &of_turn);
            for (doc, count) in &self.found {
                let place = (*doc - docs.start) as usize;
                let length = window.columns().words(*doc);
                let score = self.weight.score(*count, length, |word| window.count(word, place));
                matched.insert(place, score);
            }
        }
    }

    /// Finds the places that have some of the words and all others within reach.
    fn near_each_other(&self, window: &Window, candidates: &BitSet) -> BitSet {
        let places = window.places();
        let mut near = BitSet::default();
        near.clear(places.len());
        let Some(rarest) = self.rarest(window) else { return near };
        let others: Vec<&BitSet> =
            self.numbers().filter(|word| *word != rarest).map(|word| window.spoken(word)).collect();
        for place in candidates.iter(&places) {
            let around = within_reach(window, place, self.reach);
            if others.iter().all(|other| other.has_any(&around)) {
                near.insert(place);
                for other in &others {
                    near.unite_in(other, &around);
                }
            }
        }
        near
    }

    /// Looks where the words stand in some passages of a turn, and notes those in which the
    /// stretch begins, with how often.
    fn look_at(&mut self, window: &mut Window, of_turn: &[usize]) {
        self.positions.iter_mut().for_each(Vec::clear);
        self.starts.clear();
        for place in of_turn {
            let doc = window.document(*place);
            let start = window.columns().word_start(doc);
            self.starts.push((doc, start));
            for (word, positions) in self.positions.iter_mut().enumerate() {
                window.append_positions(word, doc, start, positions);
            }
        }
        self.begins.clear();
        self.shape.find_begins(&self.positions, &mut self.begins);
        count_begins(&self.begins, self.starts.iter().copied(), 1, &mut self.found);
    }
}

/// Returns the places of the passages of a turn that have at most so many words between them and
/// the passage at a place, itself among them.
fn within_reach(window: &Window, place: usize, reach: u32) -> Range<usize> {
    let columns: &Columns = window.columns();
    let of = |place: usize| columns.ordinal_and_words(window.document(place));
    let (mut start, mut end) = (place, place + 1);
    let (mut before, mut between) = (of(place).0, 0);
    while before > 0 && between <= reach && start > 0 {
        start -= 1;
        before -= 1;
        between += if before > 0 { of(start).1 } else { 0 };
    }
    between = 0;
    while between <= reach && end < window.places().end {
        let (ordinal, words) = of(end);
        if ordinal == 0 {
            break;
        }
        between += words;
        end += 1;
    }
    start..end
}
