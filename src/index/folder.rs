//! The folder of an index as the engine sees it: it remembers what could not be written, puts
//! files in place whole, and can show one commit whatever is written meanwhile.

use std::fmt;
use std::fs;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use tantivy::Directory;
use tantivy::HasLen;
#[cfg(unix)]
use tantivy::directory::Advice;
use tantivy::directory::AntiCallToken;
use tantivy::directory::DirectoryLock;
use tantivy::directory::FileHandle;
use tantivy::directory::Lock;
use tantivy::directory::MmapDirectory;
use tantivy::directory::OwnedBytes;
use tantivy::directory::TerminatingWrite;
use tantivy::directory::WatchCallback;
use tantivy::directory::WatchHandle;
use tantivy::directory::WritePtr;
use tantivy::directory::error::DeleteError;
use tantivy::directory::error::LockError;
use tantivy::directory::error::OpenDirectoryError;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::error::OpenWriteError;

use crate::disk;
use crate::index::IndexError;
use crate::index::peaks;
use crate::index::store;
use crate::index::stored;

/// What every file of the engine's ends with at least, and what it takes to be there: the length
/// of what it says of the file and a mark.
const FOOTER_BYTES: usize = 8;

/// How much of an index is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A little here and there: where nothing is in memory yet, the system is told not to read ahead,
    /// which would take most of the time.
    Sparse,
    /// Long stretches, or all.
    Whole,
}

#[cfg(unix)]
fn engine(path: &Path, access: Access) -> Result<MmapDirectory, OpenDirectoryError> {
    match access {
        Access::Sparse => MmapDirectory::open_with_madvice(path, Advice::Random),
        Access::Whole => MmapDirectory::open(path),
    }
}

#[cfg(not(unix))]
fn engine(path: &Path, _: Access) -> Result<MmapDirectory, OpenDirectoryError> {
    MmapDirectory::open(path)
}

/// A folder of the file system that holds an index.
#[derive(Clone)]
pub(super) struct Folder {
    path: PathBuf,
    engine: MmapDirectory,
    failure: Failure,
    /// What the engine says of the commit that is read; none where it is read anew each time.
    state: Option<Arc<[u8]>>,
}

/// The first thing in a folder that could not be written, and why.
///
/// The engine writes on threads of its own; of what went wrong there it says little more than
/// that something did.
#[derive(Clone, Default)]
pub(super) struct Failure(Arc<Mutex<Option<(PathBuf, io::Error)>>>);

impl Failure {
    /// Returns what went wrong first, where anything did, and forgets it.
    pub(super) fn take(&self) -> Option<IndexError> {
        let (path, source) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(IndexError::Io { path, source })
    }

    fn note(&self, path: &Path, error: &io::Error) {
        if error.kind() == io::ErrorKind::Interrupted {
            return;
        }
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| {
            let same = error.raw_os_error().map(io::Error::from_raw_os_error);
            let same = same.unwrap_or_else(|| io::Error::new(error.kind(), error.to_string()));
            (path.to_owned(), same)
        });
    }
}

impl Folder {
    /// Opens a folder that is there.
    pub(super) fn open(path: &Path) -> Result<Self, IndexError> {
        Self::with(path, Access::Whole, None)
    }

    /// Opens a folder to read one commit, by what the engine [says](store::state) of it. No lock is
    /// taken, so it can be read by those who must not write to it: its files may vanish.
    pub(super) fn open_at(path: &Path, state: &[u8], access: Access) -> Result<Self, IndexError> {
        Self::with(path, access, Some(state.into()))
    }

    fn with(path: &Path, access: Access, state: Option<Arc<[u8]>>) -> Result<Self, IndexError> {
        let engine = engine(path, access).map_err(tantivy::TantivyError::from)?;
        Ok(Self { path: path.to_owned(), engine, failure: Failure::default(), state })
    }

    /// Returns what will hold the first thing that cannot be written.
    pub(super) fn failure(&self) -> Failure {
        self.failure.clone()
    }

    /// Removes what writers that were killed had begun to put in place; the writer's lock must be
    /// held.
    pub(super) fn sweep(path: &Path) {
        let Ok(entries) = fs::read_dir(path) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let begun = [".meta.json.", "..managed.json.", ".earmark-manifest-", peaks::BEGUN];
            if name.ends_with(".tmp") && begun.iter().any(|start| name.starts_with(start)) {
                // What stays costs only room.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Folder({})", self.path.display())
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let file = self.engine.get_file_handle(path)?;
        if file.len() < FOOTER_BYTES {
            return Err(OpenReadError::wrap_io_error(damaged(), path.to_owned()));
        }
        if path.extension().is_none_or(|e| e != "store") {
            return Ok(file);
        }
        let read = |range| file.read_bytes(range).map(|bytes| bytes.to_vec());
        let blocks_end = stored::blocks_end(file.len(), read);
        match blocks_end.and_then(|end| end.ok_or_else(damaged)) {
            Ok(blocks_end) => Ok(Arc::new(StoredFile { file, blocks_end })),
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.engine.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.engine.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let whole = self.path.join(path);
        let file = self.engine.open_write(path).inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                self.failure.note(&whole, io_error);
            }
        })?;
        let file = file.into_inner().map_err(|error| OpenWriteError::IoError {
            io_error: Arc::new(error.into_error()),
            filepath: path.to_owned(),
        })?;
        let file = OpenFile { path: whole, file, failure: self.failure.clone() };
        Ok(BufWriter::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match &self.state {
            Some(state) if path == Path::new(store::META) => Ok(state.to_vec()),
            // Only who writes must know which files are the engine's.
            Some(_) if path == Path::new(store::MANAGED) => {
                Err(OpenReadError::FileDoesNotExist(path.to_owned()))
            }
            _ => self.engine.atomic_read(path),
        }
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let path = self.path.join(path);
        disk::replace(&path, data).inspect_err(|error| self.failure.note(&path, error))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.engine.sync_directory().inspect_err(|error| self.failure.note(&self.path, error))
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.engine.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.engine.watch(callback)
    }
}

/// A file of stored values that is being read.
#[derive(Debug)]
struct StoredFile {
    file: Arc<dyn FileHandle>,
    blocks_end: usize,
}

impl HasLen for StoredFile {
    fn len(&self) -> usize {
        self.file.len()
    }
}

impl FileHandle for StoredFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let is_block = range.end <= self.blocks_end;
        let bytes = self.file.read_bytes(range)?;
        if is_block && !stored::can_be_unpacked(&bytes) { Err(damaged()) } else { Ok(bytes) }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is damaged")
}

/// A file of the engine's that is being written.
struct OpenFile {
    path: PathBuf,
    file: Box<dyn TerminatingWrite + Send + Sync>,
    failure: Failure,
}

impl Write for OpenFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).inspect_err(|error| self.failure.note(&self.path, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().inspect_err(|error| self.failure.note(&self.path, error))
    }
}

impl TerminatingWrite for OpenFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.file.terminate_ref(token).inspect_err(|error| self.failure.note(&self.path, error))
    }
}
