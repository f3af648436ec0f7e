//! Whether an index is what its writer left: the engine's checksums, then everything that is
//! stored against everything else.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use tantivy::DocId;
use tantivy::Index;
use tantivy::index::SegmentId;

use crate::index::CallEntry;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::Reader;
use crate::index::Segment;
use crate::index::guard::caught;
use crate::index::peaks;
use crate::index::store;
use crate::index::store::Commit;
use crate::text::count_words;

/// What a check of an index found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// What is wrong, in the order it was found; none in a sound index.
    pub faults: Vec<Fault>,
    /// How many calls were read.
    pub calls: u64,
    /// How many passages with words were read.
    pub passages: u64,
    /// How many bytes of speech were read.
    pub bytes: u64,
}

/// Something that is wrong in an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file or the call it is wrong with.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

/// Reads all of an index and compares it with itself.
///
/// First the checksums of the engine's files and of the manifest; where one is wrong, what the
/// files hold is not read further, for nothing could be told of it. Then the peaks of each segment
/// are worked out again, and document by document:
/// every call's passages stand side by side and complete, turns and exchanges are well-formed,
/// the words of each passage are counted again, and each call's text and counts are those that
/// the manifest has.
///
/// # Errors
///
/// No index there, or one of another version. What is damaged is no error but a fault.
pub fn check(folder: &Path) -> Result<Checked, IndexError> {
    caught(|| check_all(folder)).unwrap_or_else(|what| {
        let mut checked = Checked::default();
        checked.fault("the index", &what);
        Ok(checked)
    })
}

fn check_all(folder: &Path) -> Result<Checked, IndexError> {
    let mut checked = Checked::default();
    let opened = store::open(folder);
    let (index, header) = match opened {
        Ok((index, Commit { header: Some(header), .. })) => (index, header),
        Ok(_) => return Err(IndexError::Missing { path: folder.to_owned() }),
        Err(error @ (IndexError::Missing { .. } | IndexError::Version { .. })) => {
            return Err(error);
        }
        Err(error) => {
            checked.fault("the index", &error);
            return Ok(checked);
        }
    };
    match index.validate_checksum() {
        Ok(damaged) => {
            let mut damaged: Vec<_> = damaged.into_iter().chain(unlisted(folder, &index)).collect();
            damaged.sort_unstable();
            for file in damaged {
                checked
                    .fault(&file.to_string_lossy(), &"its bytes are not those that were written");
            }
        }
        Err(error) => checked.fault("the index", &error),
    }
    let manifest = match Manifest::read(folder, &header) {
        Ok(manifest) => Some(manifest),
        Err(error) => {
            checked.fault(&header.manifest, &error);
            None
        }
    };
    if !checked.faults.is_empty() {
        return Ok(checked);
    }
    match Reader::open(folder) {
        Ok(reader) => checked.compare(&reader, &manifest.unwrap_or_default()),
        Err(error) => checked.fault("the index", &error),
    }
    Ok(checked)
}

/// Returns the files of living segments that are damaged and not in the engine's list of its own
/// files, which it checks by that list alone.
fn unlisted(folder: &Path, index: &Index) -> Vec<PathBuf> {
    let listed = index.directory().list_managed_files();
    let living = index.searchable_segment_ids().unwrap_or_default();
    let living: Vec<String> = living.iter().map(SegmentId::uuid_string).collect();
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.file_name());
    let is_living = |name: &PathBuf| {
        let name = name.to_string_lossy();
        let segment = name.split_once('.').filter(|(_, ending)| *ending != peaks::ENDING);
        segment.is_some_and(|(id, _)| living.iter().any(|living| living == id))
    };
    let names = names.map(PathBuf::from).filter(|name| !listed.contains(name) && is_living(name));
    names.filter(|name| !index.directory().validate_checksum(name).unwrap_or(false)).collect()
}

/// A call as its documents have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Found {
    turns: u64,
    passages: u64,
    words: u64,
    bytes: u64,
    crc: u32,
}

impl Found {
    fn of(entry: &CallEntry) -> Self {
        let CallEntry { turns, passages, words, bytes, crc, .. } = *entry;
        Self { turns, passages, words, bytes, crc }
    }
}

impl Checked {
    fn fault(&mut self, place: &str, what: &dyn std::fmt::Display) {
        self.faults.push(Fault { place: place.to_owned(), what: what.to_string() });
    }

    /// Compares what the segments hold with the manifest and the header.
    fn compare(&mut self, reader: &Reader, manifest: &Manifest) {
        let mut expected: BTreeMap<&str, &CallEntry> =
            manifest.calls().filter_map(|(_, c)| Some((c.id.as_deref()?, c))).collect();
        for segment in reader.segments() {
            self.check_peaks(reader, segment);
            let mut doc = 0;
            while doc < segment.columns.max_doc() {
                let end = segment.columns.call_end(doc);
                if !segment.reader.is_deleted(doc) {
                    self.compare_call(segment, doc..end, &mut expected);
                }
                doc = end;
            }
        }
        for id in expected.into_keys() {
            self.fault(id, &"the manifest has this call, the index has not");
        }
        self.compare_counts(reader.header(), manifest);
    }

    /// Works out the peaks of a segment again where it has any; it does without if it has none.
    fn check_peaks(&mut self, reader: &Reader, segment: &Segment) {
        let id = segment.reader.segment_id();
        let file = peaks::name(id);
        if !reader.folder().join(&file).exists() {
            return;
        }
        let is_sound = segment.peaks().map(|peaks| {
            let body = reader.fields().body;
            let built = peaks::build(&segment.reader, &segment.columns, body, peaks.lengths());
            built.is_ok_and(|bytes| peaks.is(&bytes))
        });
        if is_sound != Some(true) {
            self.fault(&file, &"its bytes are not those that were written");
        }
    }

    fn compare_counts(&mut self, header: &Header, manifest: &Manifest) {
        let sum = |count: fn(&CallEntry) -> u64| manifest.calls().map(|(_, c)| count(c)).sum();
        let counts: [(&str, u64, u64); 5] = [
            ("calls", header.calls, sum(|_| 1)),
            ("turns", header.turns, sum(|c| c.turns)),
            ("passages", header.passages, sum(|c| c.passages)),
            ("words", header.words, sum(|c| c.words)),
            ("bytes", header.bytes, sum(|c| c.bytes)),
        ];
        for (what, said, found) in counts {
            if said != found {
                let what = format!("the commit counts {said} {what}, the manifest {found}");
                self.fault("meta.json", &what);
            }
        }
    }

    fn compare_call(
        &mut self,
        segment: &Segment,
        docs: std::ops::Range<DocId>,
        expected: &mut BTreeMap<&str, &CallEntry>,
    ) {
        let id = segment.call_id(docs.start).unwrap_or_default();
        let found = match read_call(segment, docs) {
            Ok(found) => found,
            Err(what) => return self.fault(&id, &what),
        };
        self.calls += 1;
        self.passages += found.passages;
        self.bytes += found.bytes;
        match expected.remove(id.as_str()) {
            None => self.fault(&id, &"the index has this call, the manifest has not"),
            Some(entry) if Found::of(entry) != found => {
                let what = format!("it should be {:?}, it is {found:?}", Found::of(entry));
                self.fault(&id, &what);
            }
            Some(_) => {}
        }
    }
}

/// Reads all documents of a call, and says what is wrong with the first that is not as it
/// should be.
fn read_call(segment: &Segment, docs: std::ops::Range<DocId>) -> Result<Found, String> {
    let columns = &segment.columns;
    segment.call(docs.start).map_err(|e| e.to_string())?;
    segment.participants(docs.start).map_err(|e| e.to_string())?;
    let mut found = Found::default();
    let mut hasher = crc32fast::Hasher::new();
    let mut said = 0;
    for doc in docs.start + 1..docs.end {
        if segment.reader.is_deleted(doc) || columns.call_start(doc) != docs.start {
            return Err(format!("document {doc} is not one of its own"));
        }
        let record = segment.turn(doc).map_err(|e| e.to_string())?;
        let anchor = format!("{}.{}", record.turn.ordinal, columns.passage_ordinal(doc));
        if columns.passage_ordinal(doc) == 0 {
            found.turns += 1;
            said = 0;
        }
        let start = columns.exchange_start(doc);
        let inside = start.is_some_and(|start| start > docs.start && start <= doc);
        if record.exchange.is_some() != inside {
            return Err(format!("passage {anchor} and its exchange do not fit"));
        }
        let text = segment.text(doc).map_err(|e| e.to_string())?;
        let words = count_words(&text);
        if columns.words(doc) != words || columns.word_start(doc) != said {
            return Err(format!("the words of passage {anchor} are miscounted"));
        }
        said += words;
        found.passages += u64::from(words > 0);
        found.words += u64::from(words);
        found.bytes += text.len() as u64;
        hasher.update(text.as_bytes());
    }
    found.crc = hasher.finalize();
    Ok(found)
}
