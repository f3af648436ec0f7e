//! Parquet files with bytes changed anywhere: in the pages, and in what tells where they are.

use std::fs;
use std::path::Path;

use earmark::corpus::SourceFile;
use proptest::prelude::*;

const FILES: [&str; 4] =
    ["turns.parquet", "delta.parquet", "plain-calls.parquet", "plain-gzip.parquet"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn changed_parquet_is_read_or_refused(
        which in 0..FILES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let path = folder.join(FILES[which]);
        let mut bytes = fs::read(&path).unwrap();
        // The marks and the length at the ends stay, so that the rest is looked at.
        let inner = bytes.len() - 12;
        for (at, byte) in changes {
            bytes[4 + at.index(inner)] = byte;
        }
        if let Ok(file) = SourceFile::from_bytes(&path, bytes) {
            for record in file.records().unwrap_or_default() {
                if let Ok(call) = file.parse_record(&record) {
                    super::assert_sound(file.text(), &call.parsed.transcript.turns);
                }
            }
        }
    }
}
