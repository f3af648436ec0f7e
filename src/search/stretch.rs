//! Passages in which a stretch of words begins.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::Score;
use tantivy::TERMINATED;
use tantivy::query::Scorer;

use crate::index::Columns;
use crate::query::Order;
use crate::search::bm25::Lengths;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::spans::Span;
use crate::search::spans::Turn;
use crate::search::spans::spans;
use crate::search::words::WordPostings;

/// Passages that have one of some words.
pub(super) struct WordScorer {
    pub(super) postings: WordPostings,
    pub(super) idf: f32,
    pub(super) lengths: Lengths,
    pub(super) columns: Columns,
}

impl DocSet for WordScorer {
    fn advance(&mut self) -> DocId {
        self.postings.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target)
    }

    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.size_hint()
    }
}

impl Scorer for WordScorer {
    fn score(&mut self) -> Score {
        let length = self.columns.words(self.postings.doc());
        self.idf * self.lengths.saturate(self.postings.frequency(), length)
    }
}

/// Passages in which a stretch of several words begins, found a turn at a time.
pub(super) struct StretchScorer {
    stretch: Stretch,
    words: WordsOfTurn,
    /// Where the stretch begins in the turn reached, once for each span.
    begins: Vec<u32>,
    shape: Shape,
    needed: Needed,
    min_count: u32,
    idf: f32,
    lengths: Lengths,
    columns: Columns,
    /// The passages found in the turn reached, and how often the stretch begins in each.
    found: Vec<(DocId, u32)>,
    at: usize,
    /// The first document after the turns looked at.
    next: DocId,
}

impl StretchScorer {
    /// Returns how often the stretch begins in the current passage.
    pub(super) fn count(&self) -> u32 {
        self.found.get(self.at).map_or(0, |(_, count)| *count)
    }
}

/// Which words a turn must have before it is worth a look.
enum Needed {
    /// The words of this number.
    Words(usize),
    /// All of these.
    All(Vec<Needed>),
    /// Any of these.
    Any(Vec<Needed>),
}

impl StretchScorer {
    /// Takes a stretch and the postings, with positions, of each of its words: those that
    /// [`all_words`] lists, in that order. It stands before the first passage.
    pub(super) fn new(
        stretch: &Stretch,
        postings: Vec<WordPostings>,
        min_count: u32,
        lengths: Lengths,
        columns: &Columns,
    ) -> Self {
        let mut number = 0;
        let needed = needed(stretch, &mut number);
        Self {
            stretch: stretch.clone(),
            words: WordsOfTurn::new(all_words(stretch).into_iter().zip(postings).collect()),
            begins: Vec::new(),
            shape: Shape::of(stretch),
            needed: needed.unwrap_or(Needed::Any(Vec::new())),
            min_count,
            idf: stretch.idf(),
            lengths,
            columns: columns.clone(),
            found: Vec::new(),
            at: 0,
            next: 0,
        }
    }

    /// Goes to the first passage that matches.
    pub(super) fn started(mut self) -> Self {
        self.find();
        self
    }

    /// Returns the passages of a turn that match, with the score of each. Turns must be asked for
    /// in rising order, of what is not [started](Self::started).
    pub(super) fn of_turn(&mut self, turn: Range<DocId>) -> impl Iterator<Item = (DocId, Score)> {
        self.found.clear();
        self.match_turn(turn.start, turn.end);
        let score = |count, doc| self.idf * self.lengths.saturate(count, self.columns.words(doc));
        self.found.iter().map(move |(doc, count)| (*doc, score(*count, *doc)))
    }

    /// Returns the most words that can stand between two words of a match; nothing where a match
    /// is more than words of which each must be there.
    pub(super) fn reach(&self) -> Option<u32> {
        match self.shape {
            Shape::Phrase => u32::try_from(self.words.words.len()).ok(),
            Shape::Pair { distance, .. } => Some(distance),
            Shape::Any => None,
        }
    }

    /// Goes through the turns from `next` on until one has passages that match.
    fn find(&mut self) {
        self.found.clear();
        self.at = 0;
        while self.found.is_empty() && self.next < self.columns.max_doc() {
            let head = next_turn(&self.needed, &mut self.words.words, &self.columns, self.next);
            let Some(head) = head else {
                self.next = TERMINATED;
                return;
            };
            let end = self.columns.turn_end(head);
            self.match_turn(head, end);
            self.next = end;
        }
    }

    fn match_turn(&mut self, head: DocId, end: DocId) {
        let turn = self.words.of_turn(&self.columns, head..end);
        self.begins.clear();
        find_begins(&self.stretch, self.shape, &turn, &mut self.begins);
        let mut doc = head;
        for begin in &self.begins {
            while doc + 1 < end && self.columns.word_start(doc + 1) <= *begin {
                doc += 1;
            }
            match self.found.last_mut() {
                Some((last, count)) if *last == doc => *count += 1,
                _ => self.found.push((doc, 1)),
            }
        }
        let min = self.min_count;
        self.found.retain(|(_, count)| *count >= min);
    }
}

/// Finds where in a turn a stretch begins, once for each span.
fn find_begins(stretch: &Stretch, shape: Shape, turn: &IndexedTurn<'_>, out: &mut Vec<u32>) {
    match (shape, turn.positions) {
        (Shape::Phrase, [first, rest @ ..]) => {
            let follows = |begin: u32| {
                let mut next = (begin + 1..).zip(rest);
                next.all(|(position, word)| word.binary_search(&position).is_ok())
            };
            out.extend(first.iter().copied().filter(|begin| follows(*begin)));
        }
        (Shape::Pair { distance, order }, [first, second]) => {
            pairs(first, second, distance, order, out);
        }
        _ => out.extend(spans(stretch, turn).iter().map(|span| span.begin)),
    }
}

/// What a stretch is made of: the commonest ones are found without the algebra of spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Words that follow one another.
    Phrase,
    /// Two different words near each other.
    Pair { distance: u32, order: Order },
    /// Anything.
    Any,
}

impl Shape {
    fn of(stretch: &Stretch) -> Self {
        let one = |o: &Stretch| matches!(o, Stretch::Words(words) if words.len == 1);
        let words = |operands: &[Stretch]| operands.iter().all(one);
        match stretch {
            Stretch::Sequence(operands) if words(operands) => Self::Phrase,
            Stretch::Near { operands, distance, order } => match operands.as_slice() {
                [Stretch::Words(a), Stretch::Words(b)] if a.terms != b.terms && words(operands) => {
                    Self::Pair { distance: *distance, order: *order }
                }
                _ => Self::Any,
            },
            _ => Self::Any,
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
            let near = second[from..].iter().take_while(|p| **p <= reach).count();
            out.extend(std::iter::repeat_n(*begin, near));
        }
    };
    let begun = out.len();
    follow(first, second, out);
    if order == Order::Any {
        let turned = out.len();
        follow(second, first, out);
        // Where two words stand at one position, `$5` and `5`, a pair may be found both ways.
        if first.iter().any(|p| second.binary_search(p).is_ok()) {
            out.truncate(begun);
            out.extend(pairs_by_ends(first, second, distance));
        } else if turned > begun && turned < out.len() {
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

/// Returns every set of words a stretch looks at, those that must not be there included, in
/// the order written.
pub(super) fn all_words(stretch: &Stretch) -> Vec<Arc<Words>> {
    fn collect(stretch: &Stretch, out: &mut Vec<Arc<Words>>) {
        match stretch {
            Stretch::Words(words) => out.push(words.clone()),
            Stretch::Any => {}
            Stretch::Sequence(operands)
            | Stretch::Or(operands)
            | Stretch::Near { operands, .. } => operands.iter().for_each(|o| collect(o, out)),
            Stretch::NotNear { wanted, unwanted, .. } => {
                collect(wanted, out);
                collect(unwanted, out);
            }
            Stretch::Edge { operand, .. } => collect(operand, out),
            Stretch::Sentence(sentence) => {
                out.push(sentence.starts.clone());
                let operands = sentence.wanted.iter().chain(&sentence.unwanted);
                operands.for_each(|o| collect(&o.stretch, out));
            }
        }
    }
    let mut out = Vec::new();
    collect(stretch, &mut out);
    out
}

/// Returns what a turn must have for the stretch to match, if it must have anything; counts
/// words as [`all_words`] lists them.
fn needed(stretch: &Stretch, number: &mut usize) -> Option<Needed> {
    let mut each = |operands: &[Stretch]| -> Vec<Option<Needed>> {
        operands.iter().map(|o| needed(o, number)).collect()
    };
    match stretch {
        Stretch::Words(_) => {
            *number += 1;
            Some(Needed::Words(*number - 1))
        }
        Stretch::Any => None,
        Stretch::Sequence(operands) | Stretch::Near { operands, .. } => {
            Some(Needed::All(each(operands).into_iter().flatten().collect()))
        }
        Stretch::Or(operands) => {
            each(operands).into_iter().collect::<Option<Vec<_>>>().map(Needed::Any)
        }
        Stretch::NotNear { wanted, unwanted, .. } => {
            let wanted = needed(wanted, number);
            needed(unwanted, number);
            wanted
        }
        Stretch::Edge { operand, .. } => needed(operand, number),
        Stretch::Sentence(sentence) => {
            // Every turn that has words has a sentence.
            *number += 1;
            let wanted = sentence.wanted.iter().filter_map(|o| needed(&o.stretch, number));
            let wanted = wanted.collect();
            for unwanted in &sentence.unwanted {
                needed(&unwanted.stretch, number);
            }
            Some(Needed::All(wanted))
        }
    }
}

/// Returns the head of the first turn at or after `from`, itself the start of a turn, that has
/// what is needed.
fn next_turn(
    needed: &Needed,
    words: &mut [(Arc<Words>, WordPostings)],
    columns: &Columns,
    from: DocId,
) -> Option<DocId> {
    match needed {
        Needed::Words(number) => {
            let postings = &mut words[*number].1;
            let doc = if postings.doc() < from { postings.seek(from) } else { postings.doc() };
            // Never back, even where the column is damaged.
            (doc != TERMINATED).then(|| columns.turn_start(doc).max(from))
        }
        Needed::All(operands) => {
            let mut head = from;
            loop {
                let mut agreed = true;
                for operand in operands {
                    let next = next_turn(operand, words, columns, head)?;
                    agreed &= next == head;
                    head = next;
                }
                if agreed {
                    return Some(head);
                }
            }
        }
        Needed::Any(operands) => {
            operands.iter().filter_map(|o| next_turn(o, words, columns, from)).min()
        }
    }
}

/// Words with their postings, which have positions: what a turn is read from.
pub(super) struct WordsOfTurn {
    words: Vec<(Arc<Words>, WordPostings)>,
    /// The positions of each word in the turn read last.
    positions: Vec<Vec<u32>>,
}

impl WordsOfTurn {
    /// Takes the words of a stretch, as [`all_words`] lists them.
    pub(super) fn new(words: Vec<(Arc<Words>, WordPostings)>) -> Self {
        Self { positions: vec![Vec::new(); words.len()], words }
    }

    /// Reads where the words stand in a turn, given by its documents. Turns must be asked for in
    /// rising order.
    pub(super) fn of_turn(&mut self, columns: &Columns, turn: Range<DocId>) -> IndexedTurn<'_> {
        let Range { start: head, end } = turn;
        for ((_, postings), positions) in self.words.iter_mut().zip(&mut self.positions) {
            positions.clear();
            let mut doc = if postings.doc() < head { postings.seek(head) } else { postings.doc() };
            while doc < end {
                postings.append_positions(columns.word_start(doc), positions);
                doc = postings.advance();
            }
        }
        let length = columns.word_start(end - 1) + columns.words(end - 1);
        IndexedTurn { words: &self.words, positions: &self.positions, length }
    }
}

/// A turn, by the positions that the index holds.
pub(super) struct IndexedTurn<'a> {
    words: &'a [(Arc<Words>, WordPostings)],
    positions: &'a [Vec<u32>],
    length: u32,
}

impl Turn for IndexedTurn<'_> {
    fn matches(&self, words: &Arc<Words>) -> Vec<Span> {
        let found = self.words.iter().position(|(w, _)| Arc::ptr_eq(w, words));
        let positions = found.map_or(&[][..], |at| self.positions[at].as_slice());
        let len = words.len;
        let span = |begin: &u32| Span { begin: *begin, end: *begin + len, parts: Vec::new() };
        positions.iter().map(span).collect()
    }

    fn len(&self) -> u32 {
        self.length
    }
}

impl DocSet for StretchScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.found.len() {
            self.find();
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while self.at < self.found.len() && self.found[self.at].0 < target {
            self.at += 1;
        }
        if self.at >= self.found.len() {
            if target < self.columns.max_doc() {
                self.next = self.next.max(self.columns.turn_start(target));
            } else {
                self.next = TERMINATED;
            }
            self.find();
            while self.doc() < target {
                self.advance();
            }
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        self.words.words.iter().map(|(_, p)| p.size_hint()).min().unwrap_or(0)
    }
}

impl Scorer for StretchScorer {
    fn score(&mut self) -> Score {
        let Some((doc, count)) = self.found.get(self.at) else { return 0.0 };
        self.idf * self.lengths.saturate(*count, self.columns.words(*doc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::spans;
    use proptest::prelude::*;

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
            let word = |term: &str| {
                Arc::new(Words { terms: vec![term.to_owned()], len: 1, idf: 1.0, span: 0..0 })
            };
            let (first, second) = (word("a"), word("b"));
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
