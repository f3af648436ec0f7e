//! Feature keys: what is seen of a place, as numbers for deciding and as text for the table.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::hash::Hasher;

use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;
use crate::parse::tokens::join;

/// A word of a key: a word of the text, or a class that stands for many, each with its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A word by its id and its place in the text.
    Word(WordId, usize),
    /// A class such as `<E>`, the name of an executive.
    Class(WordId, &'static str),
}

impl Part {
    /// Returns the class of a name.
    pub(crate) fn class(name: &'static str) -> Self {
        Self::Class(id_of(name), name)
    }

    fn id(self) -> WordId {
        match self {
            Self::Word(id, _) | Self::Class(id, _) => id,
        }
    }
}

/// Takes the features of a place, one after the other.
pub(crate) trait Sink {
    /// Takes the feature of a kind with these words.
    fn take(&mut self, kind: &'static str, parts: &[Part]);
}

/// Returns the number of a key.
pub(crate) fn number(kind: &str, parts: impl Iterator<Item = u64>) -> u64 {
    parts.fold(id(kind), join)
}

/// Returns the number of a key as it stands in a table: `kind` or `kind=word word`.
pub(crate) fn parse(key: &str) -> u64 {
    match key.split_once('=') {
        Some((kind, words)) => number(kind, words.split(' ').map(id_of)),
        None => number(key, std::iter::empty()),
    }
}

/// Keeps the places in a table of those features that the table has.
pub(crate) struct Lookup<'a> {
    pub(crate) table: &'a Index,
    pub(crate) found: &'a mut Rows,
}

impl Sink for Lookup<'_> {
    fn take(&mut self, kind: &'static str, parts: &[Part]) {
        let number = number(kind, parts.iter().map(|p| p.id()));
        if let Some(row) = self.table.get(number) {
            self.found.insert(row);
        }
    }
}

/// Rows of a table, each once and in the order of the table, which no sorting has to make.
#[derive(Debug, Default)]
pub(crate) struct Rows(Vec<u64>);

impl Rows {
    fn insert(&mut self, row: u32) {
        let place = row as usize / 64;
        if place >= self.0.len() {
            self.0.resize(place + 1, 0);
        }
        self.0[place] |= 1 << (row % 64);
    }

    /// Takes all rows out, in their order.
    pub(crate) fn take(&mut self) -> impl Iterator<Item = usize> {
        self.0.iter_mut().enumerate().flat_map(|(place, bits)| {
            let mut left = std::mem::take(bits);
            std::iter::from_fn(move || {
                let next = (left != 0).then(|| 64 * place + left.trailing_zeros() as usize);
                left &= left.saturating_sub(1);
                next
            })
        })
    }
}

/// The rows of a table by the number of their key.
#[derive(Debug)]
pub(crate) struct Index {
    rows: ByWord<u32>,
    /// Whether some key begins with these bits: most of what is seen is in no table, and need
    /// not be looked for.
    known: [u64; 1 << (KNOWN_BITS - 6)],
}

/// How many bits of a key are looked at first: the tables have about a thousand keys, so that at
/// most one in twenty others has to be looked for.
const KNOWN_BITS: u32 = 15;

impl Default for Index {
    fn default() -> Self {
        Self { rows: ByWord::default(), known: [0; 1 << (KNOWN_BITS - 6)] }
    }
}

impl Index {
    /// Adds the row of a key.
    pub(crate) fn insert(&mut self, key: u64, row: u32) {
        let (place, bit) = Self::known(key);
        self.known[place] |= bit;
        self.rows.insert(key, row);
    }

    /// Returns the row of a key.
    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        let (place, bit) = Self::known(key);
        if self.known[place] & bit == 0 { None } else { self.rows.get(&key).copied() }
    }

    /// Returns the place and the bit of the first bits of a key.
    #[allow(clippy::cast_possible_truncation, reason = "no more than KNOWN_BITS are left")]
    fn known(key: u64) -> (usize, u64) {
        let first = key >> (u64::BITS - KNOWN_BITS);
        ((first / 64) as usize, 1 << (first % 64))
    }
}

/// Something for each of many words.
pub(crate) type ByWord<T> = HashMap<u64, T, BuildHasherDefault<AsIs>>;

/// Hashes a number that is already a hash to itself.
#[derive(Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.0 = join(self.0, u64::from(b));
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// Writes features as text, as a table has them.
pub(crate) struct Names<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: &'a [crate::parse::tokens::Word],
    pub(crate) found: &'a mut Vec<String>,
}

impl Sink for Names<'_> {
    fn take(&mut self, kind: &'static str, parts: &[Part]) {
        let mut key = kind.to_owned();
        for (i, part) in parts.iter().enumerate() {
            key.push(if i == 0 { '=' } else { ' ' });
            match part {
                Part::Word(_, at) => {
                    let word = &self.words[*at];
                    key.push_str(&crate::parse::tokens::fold(&self.text[word.start..word.end]));
                }
                Part::Class(_, name) => key.push_str(name),
            }
        }
        self.found.push(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_once_and_in_order() {
        let mut rows = Rows::default();
        for row in [130, 3, 64, 3, 63] {
            rows.insert(row);
        }
        assert_eq!(rows.take().collect::<Vec<_>>(), [3, 63, 64, 130]);
        assert_eq!(rows.take().next(), None);
    }

    #[test]
    fn keys_that_begin_alike_are_told_apart() {
        let mut index = Index::default();
        index.insert(7, 1);
        index.insert(u64::MAX, 2);
        assert_eq!(
            [7, u64::MAX, 8, u64::MAX - 1].map(|key| index.get(key)),
            [Some(1), Some(2), None, None]
        );
    }
}
