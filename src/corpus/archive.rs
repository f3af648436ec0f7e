//! Archives: zip files that hold any number of files, read as a folder of them would be.
//!
//! Nothing is written anywhere: the name of an entry is only ever shown, and what stands beside
//! it is looked for inside the archive alone. What may be unpacked of one archive is bounded, by
//! what it claims and by what comes out.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Cursor;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use zip::ZipArchive;

use super::decode::decode;
use super::error::MAX_BYTES;
use super::error::ReadError;
use super::hash::ContentHash;
use super::packed;
use super::packed::Unpacked;
use super::sidecar;
use super::sidecar::Beside;
use super::source;
use super::source::SourceFile;
use super::walk::is_passed_over;

/// The most entries of an archive; twenty years of the calls of one index have fewer.
const MOST_ENTRIES: usize = 50_000;

/// The most bytes that come out of an archive, all entries together.
const MOST_BYTES: u64 = MAX_BYTES;

/// What a path leads to.
#[derive(Debug)]
pub enum Opened {
    /// One file.
    File(Box<SourceFile>),
    /// A zip archive that holds more than one.
    Archive(Box<Archive>),
}

/// A zip archive, whose entries are read one by one.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    hash: ContentHash,
    zip: ZipArchive<Cursor<Vec<u8>>>,
    entries: Vec<Entry>,
    beside: Beside,
    /// The bytes that may still come out.
    left: u64,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path in the archive, with `/` between the names; leads nowhere outside of it.
    pub name: String,
    index: usize,
}

/// Opens a file: reads it, or where it is a zip archive of several files, finds what is in it.
///
/// Fails as [`SourceFile::read`] does, and where an archive holds no file, more than fifty
/// thousand entries, or more than [`MAX_BYTES`] when it is unpacked.
pub fn open(path: &Path) -> Result<Opened, ReadError> {
    opened(path, source::bytes_of(path)?)
}

/// Opens standard input or another stream, under a name such as `-`.
///
/// Fails as [`open`] does.
pub fn open_stream(name: &Path, mut reader: impl Read) -> Result<Opened, ReadError> {
    opened(name, source::read_all(&mut reader, 0)?)
}

fn opened(path: &Path, bytes: Vec<u8>) -> Result<Opened, ReadError> {
    let hash = ContentHash::of(&bytes);
    match packed::unpack(path, bytes)? {
        Unpacked::File(name, bytes) => {
            let file = SourceFile::of(path.to_owned(), name, hash, bytes, Beside::Disk)?;
            Ok(Opened::File(Box::new(file)))
        }
        Unpacked::Archive(bytes) => Ok(Opened::Archive(Box::new(Archive::of(path, hash, bytes)?))),
    }
}

impl Archive {
    fn of(path: &Path, hash: ContentHash, bytes: Vec<u8>) -> Result<Self, ReadError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| packed::broken("zip"))?;
        if zip.len() > MOST_ENTRIES {
            let reason = "is a zip archive of more than 50,000 entries";
            return Err(ReadError::Archive { reason });
        }
        let (path, entries) = (path.to_owned(), Vec::new());
        let mut archive = Self { path, hash, zip, entries, beside: Beside::Disk, left: MOST_BYTES };
        let sidecars = archive.look()?;
        if archive.entries.is_empty() {
            let reason = "a zip archive without files to read".to_owned();
            return Err(ReadError::NoTranscript { reason });
        }
        archive.entries.sort_by(|a, b| a.name.cmp(&b.name));
        archive.take_sidecars(sidecars);
        Ok(archive)
    }

    /// Returns the hash of the archive's bytes.
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// Returns the files in it, sorted by name; without those that would be passed over in a
    /// folder.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the path of an entry as calls in it have it for their source: the archive's path
    /// with the entry's name below it.
    pub fn path_of(&self, entry: &Entry) -> PathBuf {
        self.path.join(&entry.name)
    }

    /// Reads an entry as [`SourceFile::read`] reads a file; it may be packed once more.
    ///
    /// Fails, too, where more has come out of the archive by now than may.
    pub fn read(&mut self, entry: &Entry) -> Result<SourceFile, ReadError> {
        let path = self.path_of(entry);
        let bytes = self.bytes_of(entry)?;
        let hash = ContentHash::of(&bytes);
        let mut left = self.left;
        let unpacked = packed::unpack_once(&path, bytes, &mut left);
        self.left = left;
        let (name, bytes) = unpacked.map_err(|error| self.spent(error))?;
        SourceFile::of(path, name, hash, bytes, self.beside.clone())
    }

    /// Notes the files there are, and returns those that tell of others.
    fn look(&mut self) -> Result<Vec<Entry>, ReadError> {
        let (mut sidecars, mut claimed) = (Vec::new(), 0_u64);
        for index in 0..self.zip.len() {
            let data = self.zip.by_index_data(index).map_err(|_| packed::broken("zip"))?;
            claimed = claimed.saturating_add(data.size());
            let name = harmless(&String::from_utf8_lossy(data.name_raw()));
            // A name that is no UTF-8 is in an older set of letters, which the crate knows.
            let name = data.name().map_or(name, |name| harmless(&name));
            if !data.is_file() || data.is_symlink() || name.is_empty() {
                continue;
            }
            let (folder, last) = name.rsplit_once('/').unwrap_or(("", &name));
            if folder.split('/').any(is_no_transcript) {
                continue;
            }
            if sidecar::is_name(last) {
                sidecars.push(Entry { name, index });
            } else if !is_no_transcript(last) {
                self.entries.push(Entry { name, index });
            }
        }
        if claimed > MOST_BYTES { Err(too_much()) } else { Ok(sidecars) }
    }

    /// Takes what tells of other files; what cannot be read tells nothing, as on a disk.
    fn take_sidecars(&mut self, sidecars: Vec<Entry>) {
        let mut texts = BTreeMap::new();
        for entry in sidecars {
            let text = self.bytes_of(&entry).ok().filter(|b| b.len() as u64 <= sidecar::MOST_BYTES);
            if let Some(decoded) = text.and_then(|bytes| decode(bytes).ok()) {
                texts.insert(self.path_of(&entry), decoded.text);
            }
        }
        self.beside = Beside::Archive(Arc::new(texts));
    }

    /// Unpacks an entry.
    fn bytes_of(&mut self, entry: &Entry) -> Result<Vec<u8>, ReadError> {
        let mut left = self.left;
        let bytes = packed::entry_at(&mut self.zip, entry.index, &mut left);
        self.left = left;
        bytes.map_err(|error| self.spent(error))
    }

    /// Returns what to say of an entry that could not be unpacked: perhaps it was not to blame.
    fn spent(&self, error: ReadError) -> ReadError {
        if self.left == 0 && matches!(error, ReadError::TooLarge { .. }) {
            return too_much();
        }
        error
    }
}

fn too_much() -> ReadError {
    ReadError::Archive { reason: "the zip archive holds more than 1,073 MB when it is unpacked" }
}

/// Returns the name of an entry without what leads out of the archive or steers a terminal.
fn harmless(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<&str> = parts.collect();
    parts.join("/").replace(char::is_control, "\u{fffd}")
}

/// Tells whether a file or folder in an archive is no transcript by its name alone.
fn is_no_transcript(name: &str) -> bool {
    name == "__MACOSX" || is_passed_over(OsStr::new(name))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    /// Opens a zip and compares what is told of each entry, a line an entry.
    #[track_caller]
    fn check(files: &[(&str, &[u8])], expected: &[&str]) {
        let told = match opened(Path::new("a.zip"), zip(files)) {
            Ok(Opened::Archive(mut archive)) => {
                let entries = archive.entries().to_vec();
                entries.iter().map(|entry| told(entry, &mut archive)).collect()
            }
            Ok(Opened::File(file)) => vec![format!("one file, {}", call(&file))],
            Err(error) => vec![error.to_string()],
        };
        assert_eq!(told, expected);
    }

    fn told(entry: &Entry, archive: &mut Archive) -> String {
        let read = archive.read(entry).map(|file| call(&file));
        read.unwrap_or_else(|error| format!("{}: {error}", archive.path_of(entry).display()))
    }

    fn call(file: &SourceFile) -> String {
        let record = &file.records().unwrap()[0];
        let call = file.parse_record(record).unwrap().parsed.transcript.call;
        let company = call.company.map(|c| format!(", {c}")).unwrap_or_default();
        format!("{}: {}{company}", call.source.unwrap_or_default(), call.id)
    }

    const TEXT: &[u8] = b"Good morning. Thank you for joining us. We begin.\n";

    #[test]
    fn entries_are_read_as_files_of_a_folder() {
        let gz = zstd::encode_all(TEXT, 1).unwrap();
        let twice = zstd::encode_all(gz.as_slice(), 1).unwrap();
        check(
            &[
                ("b.txt", TEXT),
                ("deep/er/a.txt", TEXT),
                ("deep/", b""),
                ("deep/packed.txt.zst", &gz),
                ("deep/twice.txt.zst.zst", &twice),
                ("README.md", TEXT),
                ("LICENSE", TEXT),
                ("deep/GOLD.jsonl", TEXT),
                (".git/config.txt", TEXT),
                ("deep/.hidden", TEXT),
                ("__MACOSX/b.txt", TEXT),
                ("empty.txt", b""),
                ("in.zip", &zip(&[("x.txt", TEXT)])),
            ],
            &[
                "a.zip/b.txt: b",
                "a.zip/deep/er/a.txt: a",
                "a.zip/deep/packed.txt.zst: packed",
                "a.zip/deep/twice.txt.zst.zst: no transcript: zstd, which cannot be read",
                "a.zip/empty.txt: is empty",
                "a.zip/in.zip: no transcript: a zip archive or an office document, which cannot \
                 be read",
            ],
        );
    }

    #[test]
    fn an_archive_of_one_file_is_that_file() {
        check(&[("x/OAK.txt", TEXT), (".DS_Store", b"")], &["one file, a.zip: OAK"]);
        check(
            &[("README", TEXT), ("GOLD.jsonl", TEXT)],
            &["no transcript: a zip archive without files to read"],
        );
        check(&[], &["no transcript: a zip archive without files to read"]);
    }

    #[test]
    fn what_stands_beside_an_entry_is_looked_for_in_the_archive() {
        check(
            &[
                ("a/x.txt", TEXT),
                ("a/transcripts.csv", b"file,company\nx.txt,Oak\ny,Pine\n"),
                ("y.txt", TEXT),
                ("z.txt", TEXT),
                ("z.toml", b"company = \"Larch\"\nquarter = 2031-Q1"),
            ],
            &["a.zip/a/x.txt: x, Oak", "a.zip/y.txt: y", "a.zip/z.txt: larch-2031q1, Larch"],
        );
    }

    #[test]
    fn names_lead_nowhere() {
        let check = |name: &str, expected: &str| assert_eq!(harmless(name), expected);
        check("../../etc/passwd", "etc/passwd");
        check("/etc/./passwd", "etc/passwd");
        check("..\\C:\\x.txt", "C:/x.txt");
        check("a\u{1b}[31m\n.txt", "a\u{fffd}[31m\u{fffd}.txt");
        check("..", "");
    }

    #[test]
    fn an_entry_that_cannot_be_unpacked_loses_itself_only() {
        let whole = zip(&[("a.txt", TEXT), ("b.txt", TEXT)]);
        let check = |local: usize, central: usize, byte: u8, expected: &str| {
            let mut bytes = whole.clone();
            let at = |mark: &[u8]| whole.windows(4).position(|w| w == mark).unwrap();
            bytes[at(b"PK\x03\x04") + local] = byte;
            bytes[at(b"PK\x01\x02") + central] = byte;
            let Opened::Archive(mut archive) = opened(Path::new("a.zip"), bytes).unwrap() else {
                panic!("one file");
            };
            let entries = archive.entries().to_vec();
            let told: Vec<String> = entries.iter().map(|e| told(e, &mut archive)).collect();
            assert_eq!(told, [expected, "a.zip/b.txt: b"]);
        };
        check(6, 8, 1, "a.zip/a.txt: is encrypted");
        check(8, 10, 12, "a.zip/a.txt: is packed in a way that is not read");
        check(22, 24, 9, "a.zip/a.txt: is broken zip");
    }

    #[test]
    fn what_comes_out_is_bounded() {
        let bytes = zip(&[("a.txt", TEXT), ("b.txt.zst", &zstd::encode_all(TEXT, 1).unwrap())]);
        let Ok(Opened::Archive(mut archive)) = opened(Path::new("a.zip"), bytes) else { panic!() };
        let entries = archive.entries().to_vec();
        let mut check = |left: u64, at: usize, expected: &str| {
            archive.left = left;
            assert_eq!(told(&entries[at], &mut archive), expected);
            archive.left
        };
        assert_eq!(check(60, 0, "a.zip/a.txt: a"), 10);
        let much = "the zip archive holds more than 1,073 MB when it is unpacked";
        assert_eq!(check(40, 0, &format!("a.zip/a.txt: {much}")), 0);
        assert_eq!(check(80, 1, &format!("a.zip/b.txt.zst: {much}")), 0);
        let many: Vec<String> = (0..=MOST_ENTRIES).map(|n| n.to_string()).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|n| (n.as_str(), [].as_slice())).collect();
        let error = opened(Path::new("a.zip"), zip(&many)).unwrap_err();
        assert_eq!(error.to_string(), "is a zip archive of more than 50,000 entries");
    }
}
