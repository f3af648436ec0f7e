//! Words and values of the index's dictionaries.

use std::collections::BTreeMap;

use tantivy::DocSet;
use tantivy::InvertedIndexReader;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::postings::SegmentPostings;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermDictionary;

use crate::index::MetaField;
use crate::index::Reader;
use crate::index::Segment;
use crate::search::SearchError;

/// Terms of a field that some living documents have, sorted.
pub(super) type Terms = BTreeMap<String, Found>;

/// Where a term was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    /// How many living documents have it.
    pub(super) documents: u64,
    /// The numbers of the segments that have it.
    pub(super) segments: Vec<FoundIn>,
}

/// Where a term was found in a segment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FoundIn {
    /// The number of the segment.
    pub(super) segment: usize,
    /// What its dictionary says of the term.
    pub(super) info: TermInfo,
    /// The number of the term's row of peaks, where that has been looked up.
    pub(super) row: Option<usize>,
}

/// Returns how many living documents have any of some terms, each counted as often as it has one.
pub(super) fn documents(found: &Terms) -> u64 {
    found.values().map(|found| found.documents).sum()
}

/// Finds one term of a field.
pub(super) fn exact(reader: &Reader, field: Field, term: &str) -> Result<Terms, SearchError> {
    let mut out = Terms::new();
    let written = Term::from_field_text(field, term);
    for segment in reader.segments() {
        let inverted = segment.reader.inverted_index(field)?;
        if let Some(info) = inverted.get_term_info(&written)? {
            found(&mut out, segment, &inverted, term.as_bytes(), &info, None)?;
        }
    }
    Ok(out)
}

/// Terms of a field that begin with `prefix` and that `keep` accepts.
pub(super) fn matching(
    reader: &Reader,
    field: Field,
    prefix: &str,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Terms, SearchError> {
    let mut out = Terms::new();
    for segment in reader.segments() {
        matching_in(segment, field, prefix, keep, &mut out)?;
    }
    Ok(out)
}

/// Adds the terms of a segment's field that begin with `prefix` and that `keep` accepts.
fn matching_in(
    segment: &Segment,
    field: Field,
    prefix: &str,
    keep: &dyn Fn(&str) -> bool,
    out: &mut Terms,
) -> Result<(), SearchError> {
    let inverted = segment.reader.inverted_index(field)?;
    let mut stream = range(inverted.terms(), prefix)?;
    while stream.advance() {
        if std::str::from_utf8(stream.key()).is_ok_and(keep) {
            found(out, segment, &inverted, stream.key(), stream.value(), None)?;
        }
    }
    Ok(())
}

/// Returns the values of a field that `keep` accepts, of living calls or turns.
pub(super) fn values(
    reader: &Reader,
    field: MetaField,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Terms, SearchError> {
    let meta = reader.fields().meta;
    let mut out = Terms::new();
    for segment in reader.segments() {
        let inverted = segment.reader.inverted_index(meta)?;
        for value in segment.values(field)?.iter().filter(|value| keep(value)) {
            let term = Term::from_field_text(meta, &format!("{}{value}", field.prefix()));
            if let Some(info) = inverted.get_term_info(&term)? {
                found(&mut out, segment, &inverted, value.as_bytes(), &info, None)?;
            }
        }
    }
    Ok(out)
}

/// As [`matching`], of the words that have the same stem as `word`: those that begin with `prefix`
/// and that `keep` accepts. Of a common word the peaks of a segment know them already.
pub(super) fn forms(
    reader: &Reader,
    body: Field,
    word: &str,
    prefix: &str,
    keep: &dyn Fn(&str) -> bool,
) -> Result<Terms, SearchError> {
    let mut out = Terms::new();
    for segment in reader.segments() {
        let known = segment.peaks().and_then(|peaks| Some((peaks, peaks.row_of(word)?)));
        let Some((peaks, row)) = known else {
            matching_in(segment, body, prefix, keep, &mut out)?;
            continue;
        };
        let inverted = segment.reader.inverted_index(body)?;
        for form in peaks.words_of(row, prefix) {
            if let Some(info) = inverted.get_term_info(&Term::from_field_text(body, form))? {
                found(&mut out, segment, &inverted, form.as_bytes(), &info, Some(row))?;
            }
        }
    }
    Ok(out)
}

/// Adds a term of a segment to those found, if any living document has it.
pub(super) fn found(
    out: &mut Terms,
    segment: &Segment,
    inverted: &InvertedIndexReader,
    term: &[u8],
    info: &TermInfo,
    row: Option<usize>,
) -> Result<(), SearchError> {
    let Ok(term) = std::str::from_utf8(term) else { return Ok(()) };
    let documents = if segment.reader.has_deletes() {
        let postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        living(postings, segment)
    } else {
        u64::from(info.doc_freq)
    };
    if documents > 0 {
        let found_in = FoundIn { segment: segment.number, info: info.clone(), row };
        let found = out.entry(term.to_owned()).or_default();
        found.documents += documents;
        found.segments.push(found_in);
    }
    Ok(())
}

/// Goes through the terms that begin with a prefix.
fn range<'d>(
    terms: &'d TermDictionary,
    prefix: &str,
) -> std::io::Result<tantivy::termdict::TermStreamer<'d>> {
    let mut builder = terms.range().ge(prefix.as_bytes());
    let mut after = prefix.as_bytes().to_vec();
    while let Some(last) = after.pop() {
        if last < u8::MAX {
            after.push(last + 1);
            builder = builder.lt(&after);
            break;
        }
    }
    builder.into_stream()
}

/// Counts the documents of postings that are not deleted.
fn living(mut postings: SegmentPostings, segment: &Segment) -> u64 {
    let mut count = 0;
    while postings.doc() != TERMINATED {
        count += u64::from(!segment.reader.is_deleted(postings.doc()));
        postings.advance();
    }
    count
}

/// Returns the fewest insertions, deletions, replacements and swaps of neighbours that make one
/// word of another, or `None` where it is more than `limit` (optimal string alignment).
pub(super) fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                let swapped: &Vec<usize> = &before_last;
                best = best.min(swapped[j - 2] + 1);
            }
            row[j] = best;
        }
        if row.iter().min().is_some_and(|least| *least > limit) {
            return None;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|d| *d <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_up_to_the_limit() {
        assert_eq!(distance("kubernetes", "kubernets", 1), Some(1));
        assert_eq!(distance("backlog", "bakclog", 1), Some(1));
        assert_eq!(distance("backlog", "backlog", 0), Some(0));
        assert_eq!(distance("backlog", "catalog", 1), None);
        assert_eq!(distance("", "ab", 2), Some(2));
    }
}
