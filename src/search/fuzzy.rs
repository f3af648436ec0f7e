//! Words of the dictionary that are a few edits away from one word.
//!
//! The dictionary is a graph of bytes; an automaton walks it and turns back where no word can
//! come near any more, so that only a small part of it is looked at.

use tantivy::schema::Field;
use tantivy_fst::Automaton;

use crate::index::Reader;
use crate::search::SearchError;
use crate::search::terms::Terms;
use crate::search::terms::distance;
use crate::search::terms::found;
use crate::search::terms::matching;

/// The most letters of a word that the automaton takes; longer ones are compared one by one.
const MAX_LETTERS: usize = 30;

/// Terms of a field at most `edits` insertions, deletions, replacements and swaps of neighbours
/// away from a word.
pub(super) fn near(
    reader: &Reader,
    field: Field,
    word: &str,
    edits: usize,
) -> Result<Terms, SearchError> {
    let Some(automaton) = Edits::new(word, edits) else {
        return matching(reader, field, "", &|term| distance(word, term, edits).is_some());
    };
    let mut out = Terms::new();
    for segment in reader.segments() {
        let inverted = segment.reader.inverted_index(field)?;
        let mut stream = inverted.terms().search(&automaton).into_stream()?;
        while stream.advance() {
            found(&mut out, segment, &inverted, stream.key(), stream.value(), None)?;
        }
    }
    Ok(out)
}

/// Accepts the words near one word: goes through the rows of the table of edits (optimal string
/// alignment), a letter at a time.
struct Edits {
    letters: Vec<char>,
    most: u8,
}

/// A row of the table: the fewest edits for each beginning of the word.
type Row = [u8; MAX_LETTERS + 1];

/// What has been read of a term.
#[derive(Clone)]
struct State {
    row: Row,
    /// The row before, and the letter that led from it to this one.
    before: Option<(Row, char)>,
    /// The bytes read of a letter that has more.
    open: [u8; 4],
    filled: usize,
}

impl Edits {
    /// Takes a word that is short enough.
    fn new(word: &str, edits: usize) -> Option<Self> {
        let letters: Vec<char> = word.chars().collect();
        let most = u8::try_from(edits).ok()?;
        (letters.len() <= MAX_LETTERS).then_some(Self { letters, most })
    }

    /// Returns the state after one more letter.
    fn step(&self, state: &State, letter: char) -> State {
        let last = &state.row;
        let mut row = [u8::MAX; MAX_LETTERS + 1];
        row[0] = last[0].saturating_add(1);
        for (at, own) in self.letters.iter().enumerate() {
            let replaced = last[at].saturating_add(u8::from(*own != letter));
            let mut best =
                replaced.min(last[at + 1].saturating_add(1)).min(row[at].saturating_add(1));
            if let (Some((before, previous)), Some(earlier)) = (&state.before, at.checked_sub(1))
                && letter == self.letters[earlier]
                && *previous == *own
            {
                best = best.min(before[earlier].saturating_add(1));
            }
            row[at + 1] = best;
        }
        State { row, before: Some((*last, letter)), open: [0; 4], filled: 0 }
    }
}

impl Automaton for &Edits {
    /// `None` where no word can come near any more.
    type State = Option<State>;

    fn start(&self) -> Self::State {
        let mut row = [u8::MAX; MAX_LETTERS + 1];
        for (edits, cell) in (0..).zip(row.iter_mut().take(self.letters.len() + 1)) {
            *cell = edits;
        }
        Some(State { row, before: None, open: [0; 4], filled: 0 })
    }

    fn is_match(&self, state: &Self::State) -> bool {
        let whole = state.as_ref().filter(|s| s.filled == 0);
        whole.is_some_and(|s| s.row[self.letters.len()] <= self.most)
    }

    fn can_match(&self, state: &Self::State) -> bool {
        state.is_some()
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        let state = state.as_ref()?;
        let next = if state.filled == 0 && byte.is_ascii() {
            self.step(state, char::from(byte))
        } else {
            let mut open = state.clone();
            *open.open.get_mut(open.filled)? = byte;
            open.filled += 1;
            match std::str::from_utf8(&open.open[..open.filled]) {
                Ok(letter) => self.step(state, letter.chars().next()?),
                Err(error) if error.error_len().is_none() => return Some(open),
                Err(_) => return None,
            }
        };
        let row = &next.row[..=self.letters.len()];
        row.iter().any(|edits| *edits <= self.most).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_automaton_is_the_distance(
            a in "[abcé]{0,6}",
            b in "[abcé]{0,6}",
            edits in 0_usize..3,
        ) {
            let automaton = Edits::new(&a, edits).unwrap();
            let automaton = &automaton;
            let end = b.bytes().fold(automaton.start(), |s, byte| automaton.accept(&s, byte));
            prop_assert_eq!(automaton.is_match(&end), distance(&a, &b, edits).is_some());
        }
    }
}
