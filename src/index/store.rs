//! The index on disk: is it there, is it ours, what does its last commit say.

use std::path::Path;

use serde::Deserialize;
use serde::Serialize;
use tantivy::Directory;
use tantivy::Index;
use tantivy::IndexSettings;
use tantivy::directory::INDEX_WRITER_LOCK;
use tantivy::directory::MmapDirectory;
use tantivy::schema;
use tantivy::store::Compressor;
use tantivy::store::ZstdCompressor;
use tantivy::tokenizer::TextAnalyzer;

use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::analyzer::Analyzer;
use crate::index::lock::holder;
use crate::index::schema::Fields;
use crate::index::schema::TOKENIZER;
use crate::text::ANALYZER_ID;

/// The format of the index; another one has to be built again.
pub const FORMAT_VERSION: u32 = 3;

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

impl Header {
    /// Returns the header as the commit keeps it.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a header of strings and numbers is always JSON")
    }
}

/// Tells whether a folder holds an index, of whatever version.
pub fn holds_index(folder: &Path) -> bool {
    folder.join(META).is_file()
}

/// Makes an empty index in a folder, which is made where it is missing.
pub(super) fn create(folder: &Path) -> Result<(Index, Fields), IndexError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| IndexError::Io { path: folder.to_owned(), source })?;
    let (schema, fields) = Fields::new();
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(1) }),
        docstore_blocksize: STORE_BLOCK_BYTES,
        ..IndexSettings::default()
    };
    let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
    let index = Index::create(directory, schema, settings)?;
    register(&index);
    Ok((index, fields))
}

/// Opens the index in a folder and reads what its last commit says; `None` where nothing has
/// been committed yet.
pub(super) fn open(folder: &Path) -> Result<(Index, Fields, Option<Header>), IndexError> {
    if !holds_index(folder) {
        return Err(IndexError::Missing { path: folder.to_owned() });
    }
    let index = Index::open_in_dir(folder)?;
    let (schema, fields) = Fields::new();
    let payload = index.load_metas()?.payload;
    let header = payload.map(|p| serde_json::from_str::<Header>(&p).unwrap_or_default());
    check_version(folder, header.as_ref(), &index.schema(), &schema)?;
    register(&index);
    Ok((index, fields, header))
}

/// Puts a new index in the place of another, whatever state that is in; what else stands in the
/// folder stays.
///
/// # Errors
///
/// Somebody is writing to the old index, or a file cannot be moved; an index that was replaced
/// in part is then missing, never mixed.
pub fn replace(old: &Path, new: &Path) -> Result<(), IndexError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| IndexError::Io { path, source }
    };
    let directory = MmapDirectory::open(old).map_err(tantivy::TantivyError::from)?;
    let lock = directory.acquire_lock(&INDEX_WRITER_LOCK);
    let _lock =
        lock.map_err(|_| IndexError::Locked { path: old.to_owned(), holder: holder(old) })?;
    let names = |folder: &Path| -> Result<Vec<std::ffi::OsString>, IndexError> {
        let entries = std::fs::read_dir(folder).map_err(io(folder))?;
        let names = entries.map(|e| e.map(|e| e.file_name())).collect::<Result<Vec<_>, _>>();
        let mut names = names.map_err(io(folder))?;
        names.retain(|name| name.to_str().is_some_and(is_of_an_index));
        // What makes an index of the others goes first and comes last.
        names.sort_by_key(|name| name != META);
        Ok(names)
    };
    for name in names(old)? {
        let path = old.join(name);
        std::fs::remove_file(&path).map_err(io(&path))?;
    }
    for name in names(new)?.into_iter().rev() {
        let (from, to) = (new.join(&name), old.join(&name));
        std::fs::rename(&from, &to).map_err(io(&to))?;
    }
    std::fs::remove_dir_all(new).map_err(io(new))
}

/// The file that makes a folder an index.
const META: &str = "meta.json";

/// Tells whether a file is one of those that an index consists of.
fn is_of_an_index(name: &str) -> bool {
    let segment = name.split('.').next().unwrap_or_default();
    let of_segment = segment.len() == 32 && segment.bytes().all(|b| b.is_ascii_hexdigit());
    of_segment || name == META || name == ".managed.json" || Manifest::is_name(name)
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

fn register(index: &Index) {
    index.tokenizers().register(TOKENIZER, TextAnalyzer::builder(Analyzer::default()).build());
}
