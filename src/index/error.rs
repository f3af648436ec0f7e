//! What can go wrong with an index.

use std::io;
use std::path::PathBuf;

use crate::index::Holder;

/// An index that cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index in this folder.
    #[error("there is no index in `{}`", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The index was written by another version of earmark.
    #[error("the index in `{}` has format {found}, this earmark reads {expected}", path.display())]
    Version {
        /// The folder.
        path: PathBuf,
        /// What the index says of itself.
        found: String,
        /// What this version writes.
        expected: String,
    },
    /// Somebody else is writing to the index.
    #[error(
        "the index in `{}` is being written by another earmark{}",
        path.display(),
        holder.map(|h| format!(" ({h})")).unwrap_or_default()
    )]
    Locked {
        /// The folder.
        path: PathBuf,
        /// Who it is, if that is known.
        holder: Option<Holder>,
    },
    /// A file of the index could not be read or written.
    #[error("cannot use `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A part of the index is not what it should be.
    #[error("the index in `{}` is damaged: {what}", path.display())]
    Damaged {
        /// The folder.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The engine panicked, as it does where a file is damaged.
    #[error("the index in `{}` cannot be read: {what}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the engine said.
        what: String,
    },
    /// The engine failed.
    #[error("the search engine failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
}
