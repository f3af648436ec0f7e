//! What is remembered between two runs: searches that were given a name, and what the last search
//! found.
//!
//! Saved searches stand in one file beside the folder of the index, `index.saved.json` for
//! `index`, so that they outlive an index that is built anew. What the last search found stands
//! in the folder itself. It must not know how a search is carried out or shown.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use crate::disk;
use crate::index::CallEntry;
use crate::index::Manifest;

/// The file in the index's folder that tells what the last search found.
const LAST_SEARCH: &str = "earmark-last-search.json";

/// Digits of a call's hash that are kept: two calls of a million share them once in a million
/// searches.
const MARK_DIGITS: usize = 12;

/// The searches that were given a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SavedSearches {
    /// By name.
    pub searches: BTreeMap<String, SavedSearch>,
}

/// A search that was given a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SavedSearch {
    /// The query with its filters, in the query language.
    pub query: String,
    /// The calls that were in the index when it was last asked, by the first digits of their
    /// content hashes, parted by blanks.
    #[serde(default)]
    known: String,
}

/// Saved searches that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// The file cannot be read or written.
    #[error("cannot use `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds no saved searches.
    #[error("`{}` holds no saved searches: {source}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl SavedSearches {
    /// Returns where the saved searches of an index stand.
    pub fn path(index: &Path) -> PathBuf {
        let whole = std::path::absolute(index).unwrap_or_else(|_| index.to_owned());
        let mut name = whole.file_name().unwrap_or_default().to_owned();
        name.push(".saved.json");
        whole.with_file_name(name)
    }

    /// Reads the saved searches of an index; none where there is no file.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, or that holds something else; it is left as it is.
    pub fn read(index: &Path) -> Result<Self, SavedError> {
        let path = Self::path(index);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|source| SavedError::Damaged { path, source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(SavedError::Io { path, source }),
        }
    }

    /// Writes the saved searches of an index.
    ///
    /// # Errors
    ///
    /// A folder that cannot be written to; the file is then as it was.
    pub fn write(&self, index: &Path) -> Result<(), SavedError> {
        let path = Self::path(index);
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::from);
        let mut text = text.map_err(|source| SavedError::Io { path: path.clone(), source })?;
        text.push(b'\n');
        disk::replace(&path, &text).map_err(|source| SavedError::Io { path, source })
    }
}

impl SavedSearch {
    /// Returns a search that has been asked of no index yet.
    pub fn new(query: String) -> Self {
        Self { query, known: String::new() }
    }

    /// Returns the ids of the calls that were not in the index when it was last asked. A call
    /// whose content has changed since is new; one that was only moved is not.
    pub fn new_calls<'m>(&self, manifest: &'m Manifest) -> Vec<&'m str> {
        let known: BTreeSet<&str> = self.known.split(' ').collect();
        let is_new = |call: &CallEntry| !known.contains(mark(call));
        let new = manifest.calls().filter(|(_, call)| is_new(call));
        new.filter_map(|(_, call)| call.id.as_deref()).collect()
    }

    /// Takes note of the calls that are in the index now.
    pub fn mark_known(&mut self, manifest: &Manifest) {
        let marks: BTreeSet<&str> = manifest.calls().map(|(_, call)| mark(call)).collect();
        self.known = marks.into_iter().collect::<Vec<_>>().join(" ");
    }
}

fn mark(call: &CallEntry) -> &str {
    call.hash.get(..MARK_DIGITS).unwrap_or(&call.hash)
}

/// What the last search found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LastSearch {
    /// The query.
    pub query: String,
    /// The addresses of the hits it gave, by rank.
    pub hits: BTreeMap<u64, String>,
}

impl LastSearch {
    /// Reads what the last search of an index found; `None` where that is not known.
    pub fn read(index: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(index.join(LAST_SEARCH)).ok()?).ok()
    }

    /// Writes what the last search of an index found.
    ///
    /// # Errors
    ///
    /// A folder that cannot be written to, which is no reason for a search to fail.
    pub fn write(&self, index: &Path) -> io::Result<()> {
        let text = serde_json::to_vec(self)?;
        disk::overwrite(&index.join(LAST_SEARCH), &text)
    }
}

#[cfg(test)]
mod tests {
    use crate::index::FileEntry;

    use super::*;

    fn manifest(calls: &[(&str, &str)]) -> Manifest {
        let entry = |(id, hash): &(&str, &str)| CallEntry {
            hash: hash.repeat(20),
            id: Some((*id).to_owned()),
            ..CallEntry::default()
        };
        let calls = calls.iter().map(entry).collect();
        let file =
            FileEntry { path: "f".into(), hash: String::new(), beside: String::new(), calls };
        Manifest { roots: Vec::new(), files: vec![file] }
    }

    #[test]
    fn new_is_what_was_not_there_as_it_is() {
        let mut search = SavedSearch::new("backlog".into());
        assert_eq!(search.new_calls(&manifest(&[("a", "1a")])), ["a"]);
        search.mark_known(&manifest(&[("a", "1a"), ("b", "2b")]));
        let now = manifest(&[("moved", "1a"), ("b", "3c"), ("d", "4d")]);
        assert_eq!(search.new_calls(&now), ["b", "d"]);
        search.mark_known(&now);
        assert!(search.new_calls(&now).is_empty());
        // What was taken out is new when it comes back.
        assert_eq!(search.new_calls(&manifest(&[("b", "2b")])), ["b"]);
    }

    #[test]
    fn what_is_written_is_read_and_what_is_damaged_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("index");
        assert_eq!(SavedSearches::read(&index).unwrap(), SavedSearches::default());
        let mut all = SavedSearches::default();
        all.searches.insert("x".into(), SavedSearch::new("backlog".into()));
        all.write(&index).unwrap();
        assert_eq!(SavedSearches::read(&index).unwrap(), all);
        fs::write(SavedSearches::path(&index), "no").unwrap();
        assert!(matches!(SavedSearches::read(&index), Err(SavedError::Damaged { .. })));
        assert!(LastSearch::default().write(&index).is_err());
    }
}
