//! What the index knows of the files it was made from.
//!
//! The manifest is a file beside the engine's own; each commit names the one that belongs to
//! it, so that index and manifest change together or not at all. A search does not read it.

use std::fs;
use std::io;
use std::io::Read;
use std::io::Seek;
use std::path::Path;

use serde::Deserialize;
use serde::Serialize;
use tantivy::Directory;

use crate::index::Header;
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
    /// The hash of what other files tell of it; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub beside: String,
    /// The calls in it, in order.
    pub calls: Vec<CallEntry>,
}

/// A call found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CallEntry {
    /// The name of the entry that holds it, where the file is an archive; else empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub entry: String,
    /// The hash of what other entries of the archive tell of that entry; else empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub beside: String,
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
    /// The checksum (CRC-32) of the speech, passage after passage.
    pub crc: u32,
}

impl Manifest {
    /// Returns the calls that are in the index, in order of their files.
    pub fn calls(&self) -> impl Iterator<Item = (&FileEntry, &CallEntry)> {
        self.files
            .iter()
            .flat_map(|f| f.calls.iter().map(move |c| (f, c)))
            .filter(|(_, c)| c.id.is_some())
    }

    /// Reads the manifest that a commit names in the index's folder.
    pub(super) fn read(folder: &Path, header: &Header) -> Result<Self, IndexError> {
        Self::read_from(None, folder, header)
    }

    /// As [`read`](Self::read), from a file that has been opened, if it was there then.
    pub(super) fn read_from(
        opened: Option<&fs::File>,
        folder: &Path,
        header: &Header,
    ) -> Result<Self, IndexError> {
        let name = &header.manifest;
        let path = folder.join(name);
        let bytes = match opened {
            Some(file) => whole(file),
            None => fs::read(&path),
        };
        let bytes = bytes.map_err(|source| IndexError::Io { path, source })?;
        let damaged = |what| IndexError::Damaged { path: folder.to_owned(), what };
        if crc32fast::hash(&bytes) != header.manifest_crc {
            return Err(damaged(format!("the bytes of `{name}` are not those that were written")));
        }
        serde_json::from_slice(&bytes)
            .map_err(|source| damaged(format!("`{name}` is no manifest: {source}")))
    }

    /// Reads the roots that the last commit of an index remembered, as well as they can be read:
    /// of whatever version it is and however damaged. None where nothing can be read.
    pub fn remembered_roots(folder: &Path) -> Vec<String> {
        let value = |name: &str| -> Option<serde_json::Value> {
            serde_json::from_slice(&fs::read(folder.join(name)).ok()?).ok()
        };
        let manifest = || {
            let meta = value("meta.json")?;
            let header: Header = serde_json::from_str(meta.get("payload")?.as_str()?).ok()?;
            value(&header.manifest)
        };
        let roots = manifest().and_then(|m| m.get("roots")?.as_array().cloned());
        let roots = roots.unwrap_or_default();
        roots.iter().filter_map(|r| r.as_str()).map(str::to_owned).collect()
    }

    /// Writes the manifest that belongs to a commit under a name of its own, makes sure that it is
    /// on the disk, and returns the name and its checksum (CRC-32).
    pub(super) fn write(
        &self,
        directory: &dyn Directory,
        opstamp: u64,
    ) -> io::Result<(String, u32)> {
        let bytes = serde_json::to_vec(self)?;
        let crc = crc32fast::hash(&bytes);
        // Two indexes may have come to one opstamp, and one take the place of the other.
        let name = format!("{NAME_START}{opstamp}-{crc:08x}.json");
        directory.atomic_write(Path::new(&name), &bytes)?;
        Ok((name, crc))
    }

    /// Removes every manifest but the one named; what cannot be removed is left.
    pub(super) fn remove_others(folder: &Path, name: &str) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let other = entry.file_name();
            let other = other.to_string_lossy();
            if Self::is_name(&other) && other != name {
                // A leftover costs only room, and the next commit tries again.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Tells whether a file is called as manifests are.
    pub(super) fn is_name(name: &str) -> bool {
        name.starts_with(NAME_START)
    }
}

/// What the names of manifests begin with.
const NAME_START: &str = "earmark-manifest-";

/// Reads all of a file, however often it has been read before.
fn whole(mut file: &fs::File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
