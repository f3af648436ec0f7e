//! What the index knows of the files it was made from.
//!
//! The manifest is a file beside the engine's own; each commit names the one that belongs to
//! it, so that index and manifest change together or not at all. A search does not read it.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use crate::index::IndexError;

/// The files an index was made from, and the calls found in them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// The files and folders that are kept up to date, as absolute paths in order.
    pub roots: Vec<String>,
    /// The files that were read, by absolute path in order.
    pub files: Vec<FileEntry>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// The absolute path.
    pub path: String,
    /// The hash of its bytes.
    pub hash: String,
    /// The calls in it, in order.
    pub calls: Vec<CallEntry>,
}

/// A call found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CallEntry {
    /// The hash of the bytes it was read from.
    pub hash: String,
    /// The id it would have if no other call had the same.
    pub base_id: String,
    /// The id in the index; `None` where another source of the same call was taken instead.
    pub id: Option<String>,
    /// Whether the call was taken out by hand.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub forgotten: bool,
    /// Whether it was given as JSON in earmark's own shape.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub given_as_json: bool,
    /// Who held the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The exchange symbol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticker: Option<String>,
    /// The title the source gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The calendar day, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The fiscal period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarter: Option<String>,
    /// How many turns it has.
    pub turns: u64,
    /// How many passages with words it has.
    pub passages: u64,
    /// How many words were said.
    pub words: u64,
    /// How many bytes of UTF-8 the speech has.
    pub bytes: u64,
}

impl Manifest {
    /// Returns the calls that are in the index, in order of their files.
    pub fn calls(&self) -> impl Iterator<Item = (&FileEntry, &CallEntry)> {
        self.files
            .iter()
            .flat_map(|f| f.calls.iter().map(move |c| (f, c)))
            .filter(|(_, c)| c.id.is_some())
    }

    /// Reads a manifest by its file name in the index's folder.
    pub(super) fn read(folder: &Path, name: &str) -> Result<Self, IndexError> {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(|source| io_error(&path, source))?;
        serde_json::from_slice(&bytes).map_err(|source| IndexError::Damaged {
            path: folder.to_owned(),
            what: format!("`{name}` is no manifest: {source}"),
        })
    }

    /// Writes the manifest under a new name and makes sure that it is on the disk.
    pub(super) fn write(&self, folder: &Path, name: &str) -> Result<(), IndexError> {
        let path = folder.join(name);
        let write = || -> io::Result<()> {
            let file = fs::File::create(&path)?;
            let mut writer = io::BufWriter::new(file);
            serde_json::to_writer(&mut writer, self)?;
            writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
        };
        write().map_err(|source| io_error(&path, source))
    }

    /// Removes every manifest but the one named; what cannot be removed is left.
    pub(super) fn remove_others(folder: &Path, name: &str) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let other = entry.file_name();
            let other = other.to_string_lossy();
            if other.starts_with(NAME_START) && other != name {
                // A leftover costs only room, and the next commit tries again.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Returns the file name of the manifest that belongs to a commit.
    pub(super) fn file_name(opstamp: u64) -> String {
        format!("{NAME_START}{opstamp}.json")
    }
}

/// What the names of manifests begin with.
const NAME_START: &str = "earmark-manifest-";

fn io_error(path: &Path, source: io::Error) -> IndexError {
    IndexError::Io { path: PathBuf::from(path), source }
}
