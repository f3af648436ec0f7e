//! A file that has been read: its text, its format and the calls in it.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::parse::Parsed;

use super::decode::Decoded;
use super::decode::Encoding;
use super::decode::Repair;
use super::decode::decode;
use super::error::MAX_BYTES;
use super::error::ReadError;
use super::facts;
use super::facts::IdFrom;
use super::hash::ContentHash;
use super::readers::Input;
use super::readers::Layout;
use super::readers::Sample;
use super::sniff::Sniffed;
use super::sniff::sniff;

/// A file that has been read and whose format is known.
#[derive(Debug)]
pub struct SourceFile {
    path: PathBuf,
    hash: ContentHash,
    text: String,
    /// Absent where the reader made the text of a file that is no text.
    encoding: Option<Encoding>,
    repair: Repair,
    sniffed: Sniffed,
}

/// One call in a file: where it stands, and what tells whether it has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The bytes of [`SourceFile::text`].
    pub range: Range<usize>,
    /// The hash of these bytes.
    pub hash: ContentHash,
    /// Whether the file holds other calls too.
    pub share: Share,
}

/// What of a file a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// The file is this one call, and its name may tell facts of it.
    Whole,
    /// The file is a list of calls.
    Part,
}

/// A call that has been read, with its id and source.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadCall {
    /// What was understood, and what was odd.
    pub parsed: Parsed,
    /// Where the id of the call comes from.
    pub id_from: IdFrom,
}

impl SourceFile {
    /// Reads a file and decides which format it is in.
    ///
    /// Fails where the file cannot be read, holds more than [`MAX_BYTES`], changes or vanishes
    /// meanwhile, is empty or binary, or is no transcript.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let mut file = File::open(path)?;
        let before = file.metadata()?;
        if before.len() > MAX_BYTES {
            return Err(ReadError::TooLarge { limit: MAX_BYTES });
        }
        // One byte more than expected, so that the end is met without growing.
        let room = usize::try_from(before.len() + 1).unwrap_or_default();
        let bytes = read_all(&mut file, room)?;
        // A pipe named as a file has no length and no past.
        if before.is_file() {
            let after = fs::metadata(path)?;
            let unchanged = after.len() == before.len()
                && after.len() == bytes.len() as u64
                && after.modified().ok() == before.modified().ok();
            if !unchanged {
                return Err(ReadError::Changed);
            }
        }
        Self::from_bytes(path, bytes)
    }

    /// Reads standard input or another stream to its end, under a name such as `-`.
    pub fn from_reader(name: &Path, mut reader: impl Read) -> Result<Self, ReadError> {
        Self::from_bytes(name, read_all(&mut reader, 0)?)
    }

    /// Takes bytes that have been read, under a name.
    pub fn from_bytes(name: &Path, bytes: Vec<u8>) -> Result<Self, ReadError> {
        if bytes.len() as u64 > MAX_BYTES {
            return Err(ReadError::TooLarge { limit: MAX_BYTES });
        }
        let hash = ContentHash::of(&bytes);
        let path = name.to_owned();
        match decode(bytes) {
            Ok(Decoded { text, .. }) if text.trim().is_empty() => Err(ReadError::Empty),
            Ok(Decoded { text, encoding, repair }) => {
                let sample = Sample { path: name, bytes: text.as_bytes(), text: Some(&text) };
                let sniffed = sniff(&sample)?;
                Ok(Self { path, hash, text, encoding: Some(encoding), repair, sniffed })
            }
            Err(bytes) => {
                let sniffed = sniff(&Sample { path: name, bytes: &bytes, text: None })?;
                let text = sniffed.format.reader().open(bytes)?;
                Ok(Self { path, hash, text, encoding: None, repair: Repair::None, sniffed })
            }
        }
    }

    /// Returns the path as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the hash of the file's bytes.
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// Returns the decoded text, its line ends as they are: what the spans of turns and issues
    /// are spans of.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the encoding of the text, where the file was text.
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// Returns the format, with the evidence for it.
    pub fn sniffed(&self) -> &Sniffed {
        &self.sniffed
    }

    /// Returns the calls of the file in their order.
    ///
    /// Fails where the file as a whole is broken. A broken line of JSON lines is a record like
    /// others, which fails when it is read.
    pub fn records(&self) -> Result<Vec<Record>, ReadError> {
        let (ranges, share) = match self.sniffed.format.reader().records(&self.text)? {
            Layout::One(range) => (vec![range], Share::Whole),
            Layout::Many(ranges) => (ranges, Share::Part),
        };
        let record = |range: Range<usize>| {
            let hash = ContentHash::of(&self.text.as_bytes()[range.clone()]);
            Record { range, hash, share }
        };
        Ok(ranges.into_iter().map(record).collect())
    }

    /// Reads one of the [records](Self::records) of this file.
    pub fn parse_record(&self, record: &Record) -> Result<ReadCall, ReadError> {
        let input = Input { text: &self.text, range: record.range.clone() };
        let mut parsed = self.sniffed.format.reader().read(&input)?;
        if self.repair == Repair::Replaced {
            parsed.issues.extend(self.replaced(&record.range));
        }
        let id_from = facts::settle(&mut parsed, &self.path, record.share);
        Ok(ReadCall { parsed, id_from })
    }

    /// Returns the issue that tells what of a record was no text in its encoding.
    fn replaced(&self, range: &Range<usize>) -> Option<Issue> {
        let mut places = self.text[range.clone()].match_indices('\u{fffd}');
        let first = range.start + places.next()?.0;
        let count = places.count() + 1;
        let name = self.encoding.map_or("text", Encoding::as_str);
        let line = self.text[..first].matches('\n').count() + 1;
        let message = match count {
            1 => format!("one place is no {name} and was replaced, on line {line}"),
            _ => format!("{count} places are no {name} and were replaced, from line {line}"),
        };
        let span = Some(first..first + '\u{fffd}'.len_utf8());
        Some(Issue { kind: IssueKind::Encoding, message, span })
    }
}

/// Reads a stream to its end, or fails where it holds more than [`MAX_BYTES`].
fn read_all(reader: &mut impl Read, room: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    bytes.try_reserve(room).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge { limit: MAX_BYTES });
    }
    Ok(bytes)
}
