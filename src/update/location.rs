//! Where a call stands: in which file, and where that is an archive, in which entry of it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::corpus::Opened;
use crate::corpus::Record;
use crate::corpus::SourceFile;
use crate::corpus::open;
use crate::update::paths::shown;

/// A file, or an entry of an archive.
#[derive(Debug, Clone, Default)]
pub(super) struct Location {
    /// The absolute path of the file.
    pub(super) file: PathBuf,
    /// The name of the entry; empty where the file is no archive.
    pub(super) entry: String,
    /// The hash of what other entries tell of this one; empty where none does.
    pub(super) beside: String,
}

impl Location {
    /// Returns the path as people here would write it.
    pub(super) fn shown(&self) -> PathBuf {
        match self.entry.as_str() {
            "" => shown(&self.file),
            entry => shown(&self.file).join(entry),
        }
    }

    /// Finds a call again by the hash of its bytes.
    pub(super) fn find(&self, hash: &str) -> Option<(Arc<SourceFile>, Record)> {
        let found = |file: SourceFile| {
            let record = file.records().ok()?.into_iter().find(|r| r.hash.to_string() == hash)?;
            Some((Arc::new(file), record))
        };
        match open(&shown(&self.file)).ok()? {
            Opened::File(file) => found(*file),
            Opened::Archive(mut archive) => {
                // Names that differ only in what leads nowhere are one.
                let mut entries = archive.entries().to_vec();
                entries.retain(|entry| entry.name == self.entry);
                entries.iter().find_map(|entry| found(archive.read(entry).ok()?))
            }
        }
    }
}
