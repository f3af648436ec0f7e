//! The index on disk: is it there, is it ours, what does its last commit say.

use std::path::Path;

use serde::Deserialize;
use serde::Serialize;
use tantivy::Index;
use tantivy::IndexSettings;
use tantivy::directory::MmapDirectory;
use tantivy::schema;
use tantivy::store::Compressor;
use tantivy::store::ZstdCompressor;
use tantivy::tokenizer::TextAnalyzer;

use crate::index::IndexError;
use crate::index::analyzer::Analyzer;
use crate::index::schema::Fields;
use crate::index::schema::TOKENIZER;
use crate::text::ANALYZER_ID;

/// The format of the index; another one has to be built again.
pub const FORMAT_VERSION: u32 = 2;

/// Bytes of stored text that are compressed together: large enough to compress well, small
/// enough that a hit costs little to read.
const STORE_BLOCK_BYTES: usize = 32 * 1024;

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
    folder.join("meta.json").is_file()
}

/// Makes an empty index in a folder, which is made where it is missing.
pub(super) fn create(folder: &Path) -> Result<(Index, Fields), IndexError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| IndexError::Io { path: folder.to_owned(), source })?;
    let (schema, fields) = Fields::new();
    let settings = IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor { compression_level: Some(3) }),
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
