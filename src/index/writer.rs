//! Writing: calls in and out, all of it in one commit.

use std::path::Path;
use std::path::PathBuf;

use tantivy::Index;
use tantivy::IndexWriter;
use tantivy::TantivyDocument;
use tantivy::TantivyError;
use tantivy::Term;
use tantivy::directory::error::LockError;
use tantivy::indexer::UserOperation;

use crate::index::CallDocuments;
use crate::index::FORMAT_VERSION;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::lock::HolderNote;
use crate::index::lock::holder;
use crate::index::schema::Fields;
use crate::index::store;
use crate::text::ANALYZER_ID;

/// Memory in bytes that words wait in before they are written out, for all threads together.
const BUFFER_BYTES: usize = 110_000_000;

/// An index opened for writing; there is at most one at a time.
///
/// Nothing is changed for readers before [`commit`](Self::commit); dropped before it, all is as
/// it was.
pub struct Writer {
    folder: PathBuf,
    fields: Fields,
    /// Goes before the engine lets go of the lock.
    _note: HolderNote,
    engine: IndexWriter<TantivyDocument>,
    manifest: Manifest,
}

impl Writer {
    /// Opens the index in a folder, or makes one, and takes the lock.
    ///
    /// # Errors
    ///
    /// Another version's index, a lock that is held, or a folder that cannot be written.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let (index, fields, manifest) = if store::holds_index(folder) {
            let (index, fields, header) = store::open(folder)?;
            let manifest = header.map(|h| Manifest::read(folder, &h)).transpose()?;
            (index, fields, manifest.unwrap_or_default())
        } else {
            let (index, fields) = store::create(folder)?;
            (index, fields, Manifest::default())
        };
        let engine = lock(&index, folder)?;
        let note = HolderNote::leave(folder);
        Ok(Self { folder: folder.to_owned(), fields, _note: note, engine, manifest })
    }

    /// Returns what the last commit knew of its files.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns the engine's fields, to make documents for.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Puts a call in; one of the same id has to be taken out before.
    pub fn add(&self, call: CallDocuments) -> Result<(), IndexError> {
        // One batch goes to one segment, so the documents of a call stay side by side.
        self.engine.run(call.documents.into_iter().map(UserOperation::Add))?;
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
    pub fn commit(mut self, manifest: &Manifest) -> Result<Header, IndexError> {
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
        header.manifest = Manifest::file_name(prepared.opstamp());
        header.manifest_crc = manifest.write(&self.folder, &header.manifest)?;
        let payload = header.to_json();
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.engine.wait_merging_threads()?;
        Manifest::remove_others(&self.folder, &header.manifest);
        Ok(header)
    }
}

fn lock(index: &Index, folder: &Path) -> Result<IndexWriter<TantivyDocument>, IndexError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4);
    index.writer_with_num_threads(threads, BUFFER_BYTES).map_err(|error| match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => {
            IndexError::Locked { path: folder.to_owned(), holder: holder(folder) }
        }
        TantivyError::LockFailure(LockError::IoError(source), _) => IndexError::Io {
            path: folder.to_owned(),
            source: std::io::Error::new(source.kind(), source.to_string()),
        },
        other => IndexError::Engine(other),
    })
}
