//! Feature keys: what is seen of a place, as numbers for deciding and as text for the table.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::hash::Hasher;

use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::tokens::id_of;
use crate::parse::tokens::join;

/// A word of a key: a word of the text, or a class that stands for many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A word by its id and its place in the text.
    Word(WordId, usize),
    /// A class such as `<E>`, the name of an executive.
    Class(&'static str),
}

impl Part {
    fn id(self) -> u64 {
        match self {
            Self::Word(id, _) => id,
            Self::Class(name) => id_of(name),
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
    pub(crate) found: &'a mut Vec<u32>,
}

impl Sink for Lookup<'_> {
    fn take(&mut self, kind: &'static str, parts: &[Part]) {
        let number = number(kind, parts.iter().map(|p| p.id()));
        if let Some(&row) = self.table.get(&number) {
            self.found.push(row);
        }
    }
}

/// The rows of a table by the number of their key.
pub(crate) type Index = HashMap<u64, u32, BuildHasherDefault<AsIs>>;

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
                Part::Class(name) => key.push_str(name),
            }
        }
        self.found.push(key);
    }
}
