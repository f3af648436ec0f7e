//! Facets: how many of the passages found are of each role, firm, quarter …

use std::collections::BTreeMap;

use tantivy::DocId;

use crate::index::Facet;
use crate::index::Reader;
use crate::search::SearchError;

/// How the passages found fall among the values of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// The facet.
    pub facet: Facet,
    /// The values that occur, the most frequent first, then by name; quarters, years and months
    /// in the order of time. What has no value comes last.
    pub values: Vec<FacetValue>,
}

/// How many passages have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The value; `None` for the passages that have none, such as the firm of an executive.
    pub value: Option<String>,
    /// How many passages.
    pub passages: u64,
}

/// The passages found, counted by their turn's head.
#[derive(Default)]
pub(super) struct TurnCounts {
    counts: Vec<(usize, DocId, u64)>,
}

impl TurnCounts {
    /// Takes note of a passage; passages of one turn come one after the other.
    pub(super) fn push(&mut self, segment: usize, head: DocId) {
        match self.counts.last_mut() {
            Some((s, h, count)) if (*s, *h) == (segment, head) => *count += 1,
            _ => self.counts.push((segment, head, 1)),
        }
    }

    /// Counts by the values of a facet.
    pub(super) fn by(&self, facet: Facet, reader: &Reader) -> Result<FacetCounts, SearchError> {
        let mut found: BTreeMap<Option<String>, u64> = BTreeMap::new();
        for (number, segment) in reader.segments().iter().enumerate() {
            let of_segment = self.counts.iter().filter(|(s, ..)| *s == number);
            let values = segment.facet(facet)?;
            let mut by_rank: BTreeMap<Option<u64>, u64> = BTreeMap::new();
            for (_, head, count) in of_segment {
                *by_rank.entry(values.rank(*head)).or_default() += count;
            }
            for (rank, count) in by_rank {
                let value = rank.map(|rank| values.name(rank)).transpose()?;
                *found.entry(value).or_default() += count;
            }
        }
        let mut values: Vec<FacetValue> =
            found.into_iter().map(|(value, passages)| FacetValue { value, passages }).collect();
        values.sort_by(|a, b| {
            let counts = if facet.is_of_time() { (0, 0) } else { (a.passages, b.passages) };
            (a.value.is_none(), counts.1).cmp(&(b.value.is_none(), counts.0))
        });
        Ok(FacetCounts { facet, values })
    }
}
