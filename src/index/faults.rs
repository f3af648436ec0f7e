//! A disk that fails at every step of a commit in turn: what was committed before stays, what
//! comes after is whole, and nothing is left over.
//!
//! `EARMARK_FAULTS` sets which steps are taken: every seventh by default, 1 for all of them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tantivy::Directory;
use tantivy::directory::AntiCallToken;
use tantivy::directory::DirectoryLock;
use tantivy::directory::FileHandle;
use tantivy::directory::Lock;
use tantivy::directory::TerminatingWrite;
use tantivy::directory::WatchCallback;
use tantivy::directory::WatchHandle;
use tantivy::directory::WritePtr;
use tantivy::directory::error::DeleteError;
use tantivy::directory::error::LockError;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::error::OpenWriteError;
use tantivy::index::SegmentId;

use crate::index::CallEntry;
use crate::index::FileEntry;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::Reader;
use crate::index::Writer;
use crate::index::check;
use crate::index::documents;
use crate::index::folder::Folder;
use crate::index::store;
use crate::index::store::Commit;
use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Transcript;
use crate::transcript::Turn;
use crate::transcript::TurnOrdinal;

/// How a disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// One step fails, those after it do not.
    Once,
    /// From a step on, nothing can be written any more; files can be removed.
    Full,
}

/// A directory that fails at a step of some number, counted over all that write.
#[derive(Debug, Clone)]
struct Faulty {
    folder: PathBuf,
    inner: Folder,
    steps: Arc<AtomicUsize>,
    at: usize,
    fault: Fault,
}

impl Faulty {
    fn new(folder: &Path, at: usize, fault: Fault) -> Self {
        let inner = Folder::open(folder).unwrap();
        Self { folder: folder.to_owned(), inner, steps: Arc::default(), at, fault }
    }

    /// A disk that does not fail.
    fn sound(folder: &Path) -> Self {
        Self::new(folder, usize::MAX, Fault::Full)
    }

    fn step(&self) -> io::Result<()> {
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
        match self.fault {
            Fault::Once if step != self.at => Ok(()),
            Fault::Full if step < self.at => Ok(()),
            _ => Err(io::ErrorKind::StorageFull.into()),
        }
    }
}

impl Directory for Faulty {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        if self.fault == Fault::Once {
            self.step().map_err(|error| DeleteError::IoError {
                io_error: Arc::new(error),
                filepath: path.to_owned(),
            })?;
        }
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.step().map_err(|error| OpenWriteError::IoError {
            io_error: Arc::new(error),
            filepath: path.to_owned(),
        })?;
        let file = self.inner.open_write(path)?.into_inner().ok().unwrap();
        Ok(BufWriter::new(Box::new(FaultyFile { file, disk: self.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.step()?;
        fs::write(self.folder.join(path), data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.step()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// A file on a disk that fails.
struct FaultyFile {
    file: Box<dyn TerminatingWrite + Send + Sync>,
    disk: Faulty,
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = self.disk.step() {
            // What a full disk still had room for.
            self.file.write_all(&bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.disk.step()?;
        self.file.flush()
    }
}

impl TerminatingWrite for FaultyFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        // That bytes are on the disk, no process can see.
        let _ = token;
        self.disk.step()
    }
}

/// What is said on each call, by its id.
type Calls = BTreeMap<&'static str, &'static str>;

fn transcript(id: &str, said: &str) -> Transcript {
    let turn = |n| Turn {
        ordinal: TurnOrdinal(n),
        paragraphs: vec![format!("{said} in turn {n}.")],
        ..Turn::default()
    };
    let call = Call { id: CallId::new(id), ..Call::default() };
    Transcript { call, participants: Vec::new(), turns: (0..3).map(turn).collect() }
}

/// Brings an index from some calls to others.
fn bring(
    folder: &Path,
    directory: Box<dyn Directory>,
    to: &Calls,
) -> Result<(Header, Manifest), IndexError> {
    let failure = Folder::open(folder)?.failure();
    let writer = Writer::open_in(folder, directory, 60_000_000, &failure)?;
    let before: BTreeMap<String, CallEntry> = writer
        .manifest()
        .calls()
        .filter_map(|(_, call)| Some((call.id.clone()?, call.clone())))
        .collect();
    let mut entries = Vec::new();
    for (id, said) in to {
        let known = before.get(*id).filter(|known| known.hash == *said);
        if let Some(known) = known {
            entries.push(known.clone());
            continue;
        }
        writer.remove(id);
        let made = documents(&transcript(id, said), writer.fields());
        entries.push(CallEntry {
            hash: (*said).to_owned(),
            id: Some((*id).to_owned()),
            turns: 3,
            passages: made.passages,
            words: made.words,
            bytes: made.bytes,
            crc: made.crc,
            ..CallEntry::default()
        });
        writer.add(made)?;
    }
    before.keys().filter(|id| !to.contains_key(id.as_str())).for_each(|id| writer.remove(id));
    let file = FileEntry {
        path: "calls".into(),
        hash: String::new(),
        beside: String::new(),
        calls: entries,
    };
    let manifest = Manifest { roots: Vec::new(), files: vec![file] };
    Ok((writer.commit(&manifest)?, manifest))
}

/// Returns every passage of a sound index; nothing where nothing has been committed.
fn held(folder: &Path) -> BTreeSet<String> {
    let reader = match Reader::open(folder) {
        Err(IndexError::Missing { .. }) => return BTreeSet::new(),
        reader => reader.unwrap(),
    };
    assert_eq!(check(folder).unwrap().faults, []);
    reader.manifest().unwrap();
    let mut held = BTreeSet::new();
    for segment in reader.segments() {
        for doc in segment.reader.doc_ids_alive() {
            let turn = segment.columns.turn_ordinal(doc);
            let text = segment.text(doc).unwrap();
            held.insert(format!("{} {turn} {text}", segment.call_id(doc).unwrap()));
        }
    }
    held
}

/// Returns the files that a folder should not have.
fn left_over(folder: &Path) -> Vec<String> {
    let mut living: BTreeSet<String> =
        ["meta.json", ".managed.json", ".tantivy-writer.lock", ".tantivy-meta.lock"]
            .map(str::to_owned)
            .into();
    let (index, Commit { header, .. }) = store::open(folder).unwrap();
    living.insert(header.unwrap().manifest);
    living.extend(index.searchable_segment_ids().unwrap().iter().map(SegmentId::uuid_string));
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|e| e.unwrap().file_name().into_string().unwrap());
    let is_living = |name: &String| {
        living.contains(name) || name.split_once('.').is_some_and(|(id, _)| living.contains(id))
    };
    names.filter(|name| !is_living(name)).collect()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Fails at every step between two states of an index.
fn check_every_step(from: &Calls, to: &Calls, fault: Fault) {
    let start = tempfile::tempdir().unwrap();
    let mut before = BTreeSet::new();
    if !from.is_empty() {
        bring(start.path(), Box::new(Faulty::sound(start.path())), from).unwrap();
        before = held(start.path());
    }
    let every = std::env::var("EARMARK_FAULTS").ok().and_then(|n| n.parse().ok()).unwrap_or(7);
    let mut failed = 0;
    for at in (0..).step_by(every) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        copy(start.path(), folder);
        let disk = Faulty::new(folder, at, fault);
        let steps = disk.steps.clone();
        let done = bring(folder, Box::new(disk), to);
        // The engine's threads may be at it still.
        while Arc::strong_count(&steps) > 1 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let found = held(folder);
        failed += usize::from(done.is_err());
        if steps.load(Ordering::Relaxed) <= at {
            assert!(done.is_ok(), "step {at} is none");
            break;
        }
        bring(folder, Box::new(Faulty::sound(folder)), to).unwrap();
        let after = held(folder);
        assert_eq!(after.len(), to.len() * 4, "step {at}");
        if done.is_ok() {
            assert_eq!(found, after, "{fault:?} at step {at}: what was reported is there");
        } else {
            assert!(found == before || found == after, "{fault:?} at step {at}: {found:?}");
        }
        assert_eq!(left_over(folder), [""; 0], "{fault:?} at step {at}");
    }
    assert!(failed * every > 40, "only {failed} steps failed");
}

const OLD: [(&str, &str); 3] = [("a", "Backlog"), ("b", "Gaming"), ("c", "Clouds")];
const NEW: [(&str, &str); 3] = [("a", "Backlog"), ("b", "Games"), ("d", "Orders")];

#[test]
fn one_step_that_fails_loses_nothing() {
    check_every_step(&OLD.into(), &NEW.into(), Fault::Once);
    check_every_step(&Calls::new(), &NEW.into(), Fault::Once);
}

#[test]
fn a_full_disk_loses_nothing() {
    check_every_step(&OLD.into(), &NEW.into(), Fault::Full);
    check_every_step(&Calls::new(), &NEW.into(), Fault::Full);
}
