//! The values that the calls or turns of a segment have of a field, read once.
//!
//! A filter looks at all of them: which firm is meant by some words is told by its names, not by
//! where these stand in a dictionary.

use tantivy::InvertedIndexReader;

use crate::index::MetaField;

/// The values of a field, sorted.
#[derive(Debug, Default)]
pub struct Values {
    /// One after the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Values {
    /// Reads the values of a field from the dictionary of all that is known of calls and turns.
    pub(super) fn read(meta: &InvertedIndexReader, field: MetaField) -> std::io::Result<Self> {
        let prefix = field.prefix();
        let mut values = Self::default();
        // What begins with the name of the field ends before the sign that comes after `=`.
        let behind = prefix.replace('=', ">");
        let range = meta.terms().range().ge(prefix.as_bytes()).lt(behind.as_bytes());
        let mut terms = range.into_stream()?;
        while terms.advance() {
            if let Ok(value) = std::str::from_utf8(&terms.key()[prefix.len()..]) {
                values.text.push_str(value);
                values.ends.push(values.text.len());
            }
        }
        Ok(values)
    }

    /// Goes through the values.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }
}
