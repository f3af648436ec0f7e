//! The index on disk: is it there, is it ours, what does its last commit say.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;
use tantivy::Directory;
use tantivy::Index;
use tantivy::IndexSettings;
use tantivy::Segment;
use tantivy::directory::DirectoryLock;
use tantivy::directory::INDEX_WRITER_LOCK;
use tantivy::directory::Lock;
use tantivy::directory::error::LockError;
use tantivy::index::SegmentId;
use tantivy::schema;
use tantivy::store::Compressor;
use tantivy::store::ZstdCompressor;
use tantivy::tokenizer::TextAnalyzer;

use crate::disk;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::analyzer::Analyzer;
use crate::index::folder::Access;
use crate::index::folder::Folder;
use crate::index::lock::holder;
use crate::index::lock::patiently;
use crate::index::schema::Fields;
use crate::index::schema::TOKENIZER;
use crate::text::ANALYZER_ID;

/// The format of the index; another one has to be built again.
pub const FORMAT_VERSION: u32 = 4;

/// Bytes of stored text that are compressed together: large enough to compress well, small
/// enough that a hit costs little to read.
const STORE_BLOCK_BYTES: usize = 16 * 1024;

/// What a commit says of the index; kept with the commit itself, so it is always true of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// The format version.
    pub format: u32,
    /// The analysis the words went through.
    pub analyzer: String,
    /// The file name of the manifest.
    pub manifest: String,
    /// The checksum (CRC-32) of the manifest.
    pub manifest_crc: u32,
    /// How many calls are in the index.
    pub calls: u64,
    /// How many turns.
    pub turns: u64,
    /// How many passages with words.
    pub passages: u64,
    /// How many words.
    pub words: u64,
    /// How many bytes of UTF-8 the speech has.
    pub bytes: u64,
}

/// A header as the commit keeps it.
#[derive(Serialize, Deserialize)]
struct Payload {
    #[serde(flatten)]
    header: Header,
    /// The checksum (CRC-32) of the header as JSON.
    #[serde(default)]
    sum: u32,
}

impl Header {
    /// Returns the header as the commit keeps it.
    pub(super) fn to_payload(&self) -> String {
        json(&Payload { header: self.clone(), sum: self.sum() })
    }

    fn sum(&self) -> u32 {
        crc32fast::hash(json(self).as_bytes())
    }
}

fn json(wire: &impl Serialize) -> String {
    serde_json::to_string(wire).expect("a header of strings and numbers is always JSON")
}

/// Tells whether a folder holds an index, of whatever version.
pub fn holds_index(folder: &Path) -> bool {
    folder.join(META).is_file()
}

/// Makes an empty index in a folder, unless somebody else just has.
pub(super) fn create(folder: &Path, directory: Box<dyn Directory>) -> Result<(), IndexError> {
    let lock = directory.acquire_lock(&INDEX_WRITER_LOCK);
    let _lock = lock.map_err(|error| lock_error(folder, error))?;
    if holds_index(folder) {
        return Ok(());
    }
    let (schema, _) = Fields::new();
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(1) }),
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    Index::create(directory, schema, settings)?;
    Ok(())
}

/// A commit of an index.
pub(super) struct Commit {
    /// The engine's fields.
    pub(super) fields: Fields,
    /// What it says of the index; none where nothing has been committed yet.
    pub(super) header: Option<Header>,
    /// The segments.
    pub(super) segments: Vec<Segment>,
}

/// Opens the index in a folder, to write to it or to see whether it is sound.
pub(super) fn open(folder: &Path) -> Result<(Index, Commit), IndexError> {
    if !holds_index(folder) {
        return Err(IndexError::Missing { path: folder.to_owned() });
    }
    let index = open_in(Box::new(Folder::open(folder)?))?;
    let commit = commit(folder, &index, &state(folder))?;
    Ok((index, commit))
}

/// Opens the index in a folder as it was in a [state](state), to read it.
pub(super) fn open_at(
    folder: &Path,
    state: &[u8],
    access: Access,
) -> Result<(Index, Commit), IndexError> {
    if !holds_index(folder) {
        return Err(IndexError::Missing { path: folder.to_owned() });
    }
    if state.is_empty() {
        let path = folder.join(META);
        std::fs::read(&path).map_err(|source| IndexError::Io { path, source })?;
    }
    let index = Index::open(Folder::open_at(folder, state, access)?)?;
    let commit = commit(folder, &index, state)?;
    Ok((index, commit))
}

/// Opens the index in a folder, of whatever version, to write to it.
pub(super) fn open_in(directory: Box<dyn Directory>) -> Result<Index, IndexError> {
    let index = Index::open(directory)?;
    index.tokenizers().register(TOKENIZER, TextAnalyzer::builder(Analyzer::default()).build());
    Ok(index)
}

/// What the engine says of a commit, but for the fields: these are as they were when the index was
/// opened, and to read them takes longer than all else.
#[derive(Deserialize)]
struct State {
    segments: Vec<SegmentState>,
    payload: Option<String>,
}

#[derive(Deserialize)]
struct SegmentState {
    segment_id: SegmentId,
    max_doc: u32,
    deletes: Option<Deletes>,
}

#[derive(Deserialize)]
struct Deletes {
    num_deleted_docs: u32,
    opstamp: u64,
}

/// Reads the commit of an open index that a [state](state) tells of, which must be of this version.
pub(super) fn commit(folder: &Path, index: &Index, state: &[u8]) -> Result<Commit, IndexError> {
    let state: State = serde_json::from_slice(state).map_err(|error| IndexError::Damaged {
        path: folder.to_owned(),
        what: format!("`{META}` cannot be read: {error}"),
    })?;
    let (schema, fields) = Fields::new();
    let header = header(folder, state.payload.as_deref(), &index.schema(), &schema)?;
    let segment = |SegmentState { segment_id, max_doc, deletes }| {
        let meta = index.new_segment_meta(segment_id, max_doc);
        index.segment(match deletes {
            Some(Deletes { num_deleted_docs, opstamp }) => {
                meta.with_delete_meta(num_deleted_docs, opstamp)
            }
            None => meta,
        })
    };
    Ok(Commit { fields, header, segments: state.segments.into_iter().map(segment).collect() })
}

/// Reads what a commit says of the index, which must be of this version; `None` where nothing has
/// been committed yet.
fn header(
    folder: &Path,
    payload: Option<&str>,
    found: &schema::Schema,
    expected: &schema::Schema,
) -> Result<Option<Header>, IndexError> {
    let payload = payload.map(|p| serde_json::from_str::<Payload>(p).ok());
    let (header, sum) = match payload {
        None => (None, 0),
        // Whatever it is, it is not of this version.
        Some(None) => (Some(Header::default()), 0),
        Some(Some(Payload { header, sum })) => (Some(header), sum),
    };
    check_version(folder, header.as_ref(), found, expected)?;
    match header {
        Some(header) if header.sum() != sum => {
            let what = "what its last commit says of it is not as it was written".to_owned();
            Err(IndexError::Damaged { path: folder.to_owned(), what })
        }
        header => Ok(header),
    }
}

/// Returns the bytes that tell one state of an index from another; none where there is no index.
pub(super) fn state(folder: &Path) -> Vec<u8> {
    std::fs::read(folder.join(META)).unwrap_or_default()
}

/// Returns what a lock that cannot be taken means.
pub(super) fn lock_error(folder: &Path, error: LockError) -> IndexError {
    let path = folder.to_owned();
    match error {
        LockError::LockBusy => IndexError::Locked { path, holder: holder(folder) },
        LockError::IoError(source) => {
            let source = match source.raw_os_error() {
                Some(code) => std::io::Error::from_raw_os_error(code),
                None => std::io::Error::new(source.kind(), source.to_string()),
            };
            IndexError::Io { path, source }
        }
    }
}

/// Returns the folder inside that of an index in which a new one is built that will take its place.
pub fn fresh(folder: &Path) -> PathBuf {
    folder.join("rebuild")
}

/// Makes sure that nobody else builds the index in a folder anew until the lock is dropped, and
/// removes what others that were killed had built.
///
/// # Errors
///
/// Somebody is at it, or what is left of others cannot be removed.
pub fn lock_fresh(folder: &Path) -> Result<FreshLock, IndexError> {
    let fresh = fresh(folder);
    let io = |source| IndexError::Io { path: fresh.clone(), source };
    std::fs::create_dir_all(folder).map_err(io)?;
    let lock = Lock { filepath: PathBuf::from(".earmark-rebuild.lock"), is_blocking: false };
    let directory = Folder::open(folder)?;
    let take = || directory.acquire_lock(&lock).map_err(|error| lock_error(&fresh, error));
    let lock = FreshLock { _lock: patiently(take)? };
    match std::fs::remove_dir_all(&fresh) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(io(source)),
        _ => Ok(lock),
    }
}

/// Held by who builds an index anew.
pub struct FreshLock {
    _lock: DirectoryLock,
}

/// Puts a new index in the place of another, whatever state that is in; what else stands in the
/// folder stays.
///
/// # Errors
///
/// Somebody is writing to the old index, or a file cannot be moved. There is always one of the
/// two indexes in the folder, whole: the old one until the file that makes an index of the others
/// is replaced, the new one from then on.
pub fn replace(old: &Path, new: &Path) -> Result<(), IndexError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| IndexError::Io { path, source }
    };
    let directory = Folder::open(old)?;
    let take = || directory.acquire_lock(&INDEX_WRITER_LOCK);
    let _lock = patiently(|| take().map_err(|error| lock_error(old, error)))?;
    let names = |folder: &Path| -> Result<Vec<std::ffi::OsString>, IndexError> {
        let entries = std::fs::read_dir(folder).map_err(io(folder))?;
        let names = entries.map(|e| e.map(|e| e.file_name())).collect::<Result<Vec<_>, _>>();
        let mut names = names.map_err(io(folder))?;
        names.retain(|name| name.to_str().is_some_and(is_of_an_index));
        // What makes an index of the others comes last.
        names.sort_by_key(|name| name == META);
        Ok(names)
    };
    let (before, mut after) = (names(old)?, names(new)?);
    // The engine keeps a list of its files; until the end it has to name those of both.
    let both: BTreeSet<String> = managed(old).into_iter().chain(managed(new)).collect();
    let list = old.join(MANAGED);
    let both = serde_json::to_vec(&both).map_err(std::io::Error::from);
    both.and_then(|both| disk::replace(&list, &both)).map_err(io(&list))?;
    after.retain(|name| name != MANAGED);
    for name in &after {
        if name == META {
            // What it names must be there before it, also after a loss of power.
            directory.sync_directory().map_err(io(old))?;
        }
        let (from, to) = (new.join(name), old.join(name));
        std::fs::rename(&from, &to).map_err(io(&to))?;
    }
    directory.sync_directory().map_err(io(old))?;
    for name in before.iter().filter(|name| !after.contains(name) && *name != MANAGED) {
        // What cannot be removed costs only room.
        let _ = std::fs::remove_file(old.join(name));
    }
    std::fs::remove_dir_all(new).map_err(io(new))
}

/// Returns the engine's files by its own list; none where that cannot be read.
fn managed(folder: &Path) -> BTreeSet<String> {
    let list = std::fs::read(folder.join(MANAGED)).unwrap_or_default();
    serde_json::from_slice(&list).unwrap_or_default()
}

/// The file that makes a folder an index.
pub(super) const META: &str = "meta.json";

/// The engine's list of its own files.
pub(super) const MANAGED: &str = ".managed.json";

/// Tells whether a file is one of those that an index consists of.
fn is_of_an_index(name: &str) -> bool {
    let segment = name.split('.').next().unwrap_or_default();
    let of_segment = segment.len() == 32 && segment.bytes().all(|b| b.is_ascii_hexdigit());
    of_segment || name == META || name == MANAGED || Manifest::is_name(name)
}

fn check_version(
    folder: &Path,
    header: Option<&Header>,
    found: &schema::Schema,
    expected: &schema::Schema,
) -> Result<(), IndexError> {
    let ours = |h: &Header| h.format == FORMAT_VERSION && h.analyzer == ANALYZER_ID;
    if header.is_none_or(ours) && found == expected {
        return Ok(());
    }
    let name = |format: u32, analyzer: &str| match format {
        0 => "of another program".to_owned(),
        _ => format!("{format} ({analyzer})"),
    };
    let found = header.map_or_else(|| name(0, ""), |h| name(h.format, &h.analyzer));
    let expected = name(FORMAT_VERSION, ANALYZER_ID);
    Err(IndexError::Version { path: folder.to_owned(), found, expected })
}
