//! Which segments are merged: small ones, and never so many at once that memory is not bounded.

use tantivy::SegmentMeta;
use tantivy::index::SegmentId;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::merge_policy::MergeCandidate;
use tantivy::merge_policy::MergePolicy;

/// The most documents of a segment that is merged with others. What one thread writes at a time
/// is larger, for merging it costs a sixth of the time of indexing and saves a query next to
/// nothing.
const MOST_TO_MERGE: usize = 125_000;

/// The most documents that are merged at a time; the files that hold them, some 110 MB, are in
/// memory meanwhile.
const MOST_TOGETHER: u32 = 250_000;

/// Merges segments of like size as the engine's own policy does, up to bounds.
#[derive(Debug)]
pub(super) struct Bounded {
    by_size: LogMergePolicy,
}

impl Default for Bounded {
    fn default() -> Self {
        let mut by_size = LogMergePolicy::default();
        by_size.set_max_docs_before_merge(MOST_TO_MERGE);
        Self { by_size }
    }
}

impl MergePolicy for Bounded {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let size = |id: &SegmentId| {
            let segment = segments.iter().find(|segment| segment.id() == *id);
            segment.map_or(0, SegmentMeta::max_doc)
        };
        let mut candidates = self.by_size.compute_merge_candidates(segments);
        for MergeCandidate(ids) in &mut candidates {
            ids.sort_by_key(size);
            let mut together = 0;
            ids.retain(|id| {
                together += size(id);
                together <= MOST_TOGETHER
            });
        }
        candidates.retain(|MergeCandidate(ids)| ids.len() > 1);
        candidates
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::Index;
    use tantivy::schema::Schema;

    /// Checks which of some segments, by how many documents they have, are merged together.
    #[track_caller]
    fn check(sizes: &[u32], expected: &[&[u32]]) {
        let index = Index::create_in_ram(Schema::builder().build());
        let segment = |size: &u32| index.new_segment_meta(SegmentId::generate_random(), *size);
        let segments: Vec<SegmentMeta> = sizes.iter().map(segment).collect();
        let size = |id: &SegmentId| segments.iter().find(|s| s.id() == *id).unwrap().max_doc();
        let merged = Bounded::default().compute_merge_candidates(&segments);
        let merged: Vec<Vec<u32>> = merged.iter().map(|m| m.0.iter().map(size).collect()).collect();
        assert_eq!(merged, expected);
    }

    #[test]
    fn small_segments_are_merged_once_there_are_many() {
        check(&[700, 200, 300, 400, 500, 600, 100], &[]);
        check(
            &[700, 200, 300, 400, 500, 600, 100, 300_000, 800],
            &[&[100, 200, 300, 400, 500, 600, 700, 800]],
        );
    }

    #[test]
    fn what_is_merged_together_is_bounded() {
        check(&[90_000; 8], &[&[90_000, 90_000]]);
        check(&[130_000; 20], &[]);
    }
}
