//! Writing: calls in and out, all of it in one commit.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::Directory;
use tantivy::Index;
use tantivy::IndexWriter;
use tantivy::TantivyError;
use tantivy::Term;
use tantivy::indexer::IndexWriterOptions;
use tantivy::indexer::UserOperation;

use crate::index::CallDocuments;
use crate::index::FORMAT_VERSION;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::folder::Failure;
use crate::index::folder::Folder;
use crate::index::lock::HolderNote;
use crate::index::lock::patiently;
use crate::index::merges::Bounded;
use crate::index::peaks;
use crate::index::queue::Queue;
use crate::index::queue::Waiting;
use crate::index::schema::Fields;
use crate::index::store;
use crate::index::store::Commit;
use crate::text::ANALYZER_ID;

/// Memory in bytes that words wait in before they are written out, for all threads together: as
/// much as keeps the whole within 600 MB, so that segments need not be merged. Of the labelled
/// calls, 86 MB of text, a third of it is used.
const BUFFER_BYTES: usize = 300_000_000;

/// An index opened for writing; there is at most one at a time.
///
/// Nothing is changed for readers before [`commit`](Self::commit); dropped before it, all is as
/// it was.
pub struct Writer {
    folder: PathBuf,
    fields: Fields,
    /// Goes before the engine lets go of the lock.
    _note: HolderNote,
    engine: IndexWriter<Waiting>,
    queue: Arc<Queue>,
    directory: Box<dyn Directory>,
    failure: Failure,
    manifest: Manifest,
}

impl Writer {
    /// Opens the index in a folder, or makes one, and takes the lock.
    ///
    /// # Errors
    ///
    /// Another version's index, a lock that is held, or a folder that cannot be written.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        std::fs::create_dir_all(folder)
            .map_err(|source| IndexError::Io { path: folder.to_owned(), source })?;
        let directory = Folder::open(folder)?;
        let failure = directory.failure();
        Self::open_in(folder, Box::new(directory), BUFFER_BYTES, &failure)
            .map_err(|error| failure.take().unwrap_or(error))
    }

    /// As [`open`](Self::open), through a directory that may fail in its own way.
    pub(super) fn open_in(
        folder: &Path,
        directory: Box<dyn Directory>,
        buffer: usize,
        failure: &Failure,
    ) -> Result<Self, IndexError> {
        if !store::holds_index(folder) {
            patiently(|| store::create(folder, directory.clone()))?;
        }
        let index = store::open_in(directory.clone())?;
        store::commit(folder, &index, &store::state(folder))?;
        let engine = patiently(|| lock(&index, folder, buffer))?;
        // Only now is it sure that nobody else commits.
        let Commit { fields, header, .. } = store::commit(folder, &index, &store::state(folder))?;
        let manifest = header.map(|h| Manifest::read(folder, &h)).transpose()?;
        Folder::sweep(folder);
        if store::holds_index(&store::fresh(folder)) {
            // Whoever holds the lock is still at it; what cannot be removed costs only room.
            let _ = store::lock_fresh(folder);
        }
        // What a writer left that was killed or failed would stand in the way of what gets the
        // same name now. Where it cannot be removed, that will be told.
        let _ = engine.garbage_collect_files().wait();
        Ok(Self {
            folder: folder.to_owned(),
            fields,
            _note: HolderNote::leave(folder),
            engine,
            queue: Arc::default(),
            directory,
            failure: failure.clone(),
            manifest: manifest.unwrap_or_default(),
        })
    }

    /// Returns what the last commit knew of its files.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the engine's fields, to make documents for.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Puts a call in, once there is room for it on the way; one of the same id has to be taken
    /// out before.
    pub fn add(&self, call: CallDocuments) -> Result<(), IndexError> {
        // One batch goes to one segment, so the documents of a call stay side by side.
        let done = self.engine.run(self.queue.enter(call.documents).map(UserOperation::Add));
        done.map_err(|error| self.failure.take().unwrap_or(error.into()))?;
        Ok(())
    }

    /// Takes a call out.
    pub fn remove(&self, id: &str) {
        self.engine.delete_term(Term::from_field_text(self.fields.call, id));
    }

    /// Makes all changes since the last commit visible at once, with the manifest they lead to,
    /// then waits for the segments to be merged.
    ///
    /// # Errors
    ///
    /// Where the disk is full or cannot be written; the last commit then stays in force.
    pub fn commit(self, manifest: &Manifest) -> Result<Header, IndexError> {
        let failure = self.failure.clone();
        self.commit_all(manifest).map_err(|error| failure.take().unwrap_or(error))
    }

    fn commit_all(mut self, manifest: &Manifest) -> Result<Header, IndexError> {
        let mut header = Header {
            format: FORMAT_VERSION,
            analyzer: ANALYZER_ID.to_owned(),
            ..Header::default()
        };
        for (_, call) in manifest.calls() {
            header.calls += 1;
            header.turns += call.turns;
            header.passages += call.passages;
            header.words += call.words;
            header.bytes += call.bytes;
        }
        let mut prepared = self.engine.prepare_commit()?;
        let written = manifest.write(&*self.directory, prepared.opstamp());
        (header.manifest, header.manifest_crc) = written.map_err(TantivyError::from)?;
        let payload = header.to_payload();
        prepared.set_payload(&payload);
        prepared.commit()?;
        // That it is the new state must be sure before anything of the old one goes.
        self.directory.sync_directory().map_err(TantivyError::from)?;
        // Segments that could not be merged are merged another time; nothing is missing.
        let _ = self.engine.wait_merging_threads();
        Manifest::remove_others(&self.folder, &header.manifest);
        // What cannot be read or written of them costs searches time, and the next commit tries
        // again.
        let _ = peaks::renew(&self.folder, &header);
        Ok(header)
    }
}

fn lock(index: &Index, folder: &Path, buffer: usize) -> Result<IndexWriter<Waiting>, IndexError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4);
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(buffer / threads)
        .num_merge_threads(1)
        .build();
    let engine = index.writer_with_options(options).map_err(|error| match error {
        TantivyError::LockFailure(error, _) => store::lock_error(folder, error),
        other => IndexError::Engine(other),
    })?;
    engine.set_merge_policy(Box::new(Bounded::default()));
    Ok(engine)
}
