//! Passages in which a stretch of words begins.

use std::ops::Range;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::Score;
use tantivy::TERMINATED;
use tantivy::query::Scorer;

use crate::index::Columns;
use crate::index::Lengths;
use crate::search::begins::Shape;
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
    weight: StretchWeight,
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
            weight: StretchWeight::new(stretch, lengths),
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
            self.match_turn(head..end);
            self.next = end;
        }
    }

    fn match_turn(&mut self, turn: Range<DocId>) {
        self.words.read(&self.columns, turn.clone());
        self.begins.clear();
        if self.shape == Shape::Any {
            let turn = self.words.turn(&self.columns, turn.end - 1);
            self.begins.extend(spans(&self.stretch, &turn).iter().map(|span| span.begin));
        } else {
            self.shape.find_begins(&self.words.positions, &mut self.begins);
        }
        let passages = turn.map(|doc| (doc, self.columns.word_start(doc)));
        count_begins(&self.begins, passages, self.min_count, &mut self.found);
    }
}

/// How the matches of a stretch in a passage are weighed.
pub(super) struct StretchWeight {
    idf: f32,
    /// The weights of its words, as [`all_words`] lists them, where each of them must be there.
    of_words: Vec<f32>,
    lengths: Lengths,
}

impl StretchWeight {
    pub(super) fn new(stretch: &Stretch, lengths: Lengths) -> Self {
        let is_of_words = Shape::of(stretch) != Shape::Any;
        let words = if is_of_words { all_words(stretch) } else { Vec::new() };
        let of_words = words.iter().map(|words| words.idf).collect();
        Self { idf: stretch.idf(), of_words, lengths }
    }

    /// Returns what a stretch scores that begins so often in a passage of a length which itself
    /// has so many of each word: never more than these score by themselves.
    pub(super) fn score(&self, begins: u32, length: u32, has: impl Fn(usize) -> u32) -> Score {
        let score = self.idf * self.lengths.saturate(begins, length);
        let weigh = |(number, idf): (usize, &f32)| idf * self.lengths.saturate(has(number), length);
        match self.of_words.iter().enumerate().map(weigh).sum() {
            of_words if of_words < score && !self.of_words.is_empty() => of_words,
            _ => score,
        }
    }
}

/// Finds the passages of a turn in which at least `min` of some spans begin, and how many do; all
/// in which any does must be among the passages, each with the place of its first word.
pub(super) fn count_begins(
    begins: &[u32],
    passages: impl Iterator<Item = (DocId, u32)>,
    min: u32,
    found: &mut Vec<(DocId, u32)>,
) {
    found.clear();
    let mut passages = passages.peekable();
    for begin in begins {
        while let Some((passage, _)) = passages.next_if(|(_, start)| start <= begin) {
            found.push((passage, 0));
        }
        if let Some((_, count)) = found.last_mut() {
            *count += 1;
        }
    }
    found.retain(|(_, count)| *count >= min.max(1));
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

    /// Reads where the words stand in the passages of a turn. Turns must be asked for in rising
    /// order.
    pub(super) fn read(&mut self, columns: &Columns, turn: Range<DocId>) {
        for ((_, postings), positions) in self.words.iter_mut().zip(&mut self.positions) {
            positions.clear();
            let mut doc = postings.seek(turn.start);
            while doc < turn.end {
                postings.append_positions(columns.word_start(doc), positions);
                doc = postings.advance();
            }
        }
    }

    /// Returns how many of a word stand at some places of the turn that was read.
    fn count(&self, word: usize, places: Range<u32>) -> u32 {
        let before = |place| self.positions[word].partition_point(|p| *p < place);
        u32::try_from(before(places.end) - before(places.start)).unwrap_or(u32::MAX)
    }

    /// Returns the turn that was read, which ends with a passage.
    pub(super) fn turn(&self, columns: &Columns, last: DocId) -> IndexedTurn<'_> {
        let length = columns.word_start(last) + columns.words(last);
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
        let (start, length) = (self.columns.word_start(*doc), self.columns.words(*doc));
        self.weight.score(*count, length, |word| self.words.count(word, start..start + length))
    }
}
