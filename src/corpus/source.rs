//! A file that has been read: its text, its format and the calls in it.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use crate::numbers::counted;
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
use super::packed;
use super::packed::Unpacked;
use super::readers::Input;
use super::readers::Layout;
use super::readers::Place;
use super::readers::Sample;
use super::sidecar;
use super::sidecar::Beside;
use super::sniff::Sniffed;
use super::sniff::sniff;

/// A file that has been read and whose format is known.
#[derive(Debug)]
pub struct SourceFile {
    path: PathBuf,
    /// The name without what the file is packed in.
    name: PathBuf,
    hash: ContentHash,
    text: String,
    /// Absent where the reader made the text of a file that is no text.
    encoding: Option<Encoding>,
    repair: Repair,
    sniffed: Sniffed,
    /// Where what tells of it is looked for.
    beside: Beside,
}

/// One call in a file: where it stands, and what tells whether it has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The bytes of [`SourceFile::text`].
    pub range: Range<usize>,
    /// The hash of these bytes.
    pub hash: ContentHash,
    /// Where the file's text has them.
    pub place: Place,
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
        Self::from_bytes(path, bytes_of(path)?)
    }

    /// Takes bytes that have been read, under a name.
    pub fn from_bytes(name: &Path, bytes: Vec<u8>) -> Result<Self, ReadError> {
        if bytes.len() as u64 > MAX_BYTES {
            return Err(ReadError::TooLarge { limit: MAX_BYTES });
        }
        let hash = ContentHash::of(&bytes);
        match packed::unpack(name, bytes)? {
            Unpacked::File(inner, bytes) => {
                Self::of(name.to_owned(), inner, hash, bytes, Beside::Disk)
            }
            Unpacked::Archive(_) => {
                let reason = "a zip archive, which is not one file".to_owned();
                Err(ReadError::NoTranscript { reason })
            }
        }
    }

    /// Takes the bytes of a file of some path and hash, unpacked under a name.
    pub(super) fn of(
        path: PathBuf,
        name: PathBuf,
        hash: ContentHash,
        bytes: Vec<u8>,
        beside: Beside,
    ) -> Result<Self, ReadError> {
        let decoded = if packed::is_binary(&bytes) { Err(bytes) } else { decode(bytes) };
        match decoded {
            Ok(Decoded { text, .. }) if text.trim().is_empty() => Err(ReadError::Empty),
            Ok(Decoded { text, encoding, repair }) => {
                let sniffed = sniff(&Sample::of_text(&name, &text))?;
                let encoding = Some(encoding);
                Ok(Self { path, name, hash, text, encoding, repair, sniffed, beside })
            }
            Err(bytes) => {
                let sniffed = sniff(&Sample::of_bytes(&name, &bytes))?;
                let text = sniffed.format.reader().open(bytes)?;
                let repair = Repair::None;
                Ok(Self { path, name, hash, text, encoding: None, repair, sniffed, beside })
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

    /// Returns the hash of what other files tell of this one: facts of its call, names of its
    /// speakers. Where it is another one, the calls have changed although the file has not.
    pub fn beside(&self) -> Option<ContentHash> {
        if self.name == Path::new("-") {
            return None;
        }
        let facts = sidecar::facts(&self.name, &self.beside).map(|facts| facts.as_line());
        let names = self.sniffed.format.reader().beside(&self.name, &self.beside);
        if facts.is_none() && names.is_none() {
            return None;
        }
        let told = [facts, names].map(Option::unwrap_or_default).join("\n");
        Some(ContentHash::of(told.as_bytes()))
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
        let (mut place, mut at) = (Place::START, 0);
        let record = |range: Range<usize>| {
            place = place.after(&self.text[at..range.start]);
            at = range.start;
            let hash = ContentHash::of(&self.text.as_bytes()[range.clone()]);
            Record { range, hash, place, share }
        };
        Ok(ranges.into_iter().map(record).collect())
    }

    /// Reads one of the [records](Self::records) of this file.
    pub fn parse_record(&self, record: &Record) -> Result<ReadCall, ReadError> {
        let text = &self.text[record.range.clone()];
        let input = Input {
            text,
            place: record.place,
            start: record.range.start,
            file: &self.text,
            path: &self.name,
            beside: &self.beside,
        };
        let mut parsed = self.sniffed.format.reader().read(&input)?;
        if self.repair == Repair::Replaced {
            parsed.issues.extend(self.replaced(record));
        }
        let id_from =
            facts::settle(&mut parsed, &self.path, &self.name, &self.beside, record.share);
        if parsed.transcript.turns.is_empty() {
            let message = format!("the call `{}` has no turns", parsed.transcript.call.id);
            parsed.issues.push(Issue { kind: IssueKind::NoTurns, message, span: None });
        }
        Ok(ReadCall { parsed, id_from })
    }

    /// Returns the issue that tells what of a record was no text in its encoding.
    fn replaced(&self, record: &Record) -> Option<Issue> {
        let text = &self.text[record.range.clone()];
        let mut places = text.match_indices('\u{fffd}');
        let (first, _) = places.next()?;
        let count = places.count() + 1;
        let line = record.place.after(&text[..first]).line;
        let first = record.range.start + first;
        let name = self.encoding.map_or("text", Encoding::as_str);
        let message = if count == 1 {
            format!("one place is no {name} and was replaced, on line {line}")
        } else {
            let places = counted(count as u64, "place");
            format!("{places} are no {name} and were replaced, from line {line}")
        };
        let span = Some(first..first + '\u{fffd}'.len_utf8());
        Some(Issue { kind: IssueKind::Encoding, message, span })
    }
}

/// Reads the bytes of a file that nobody changes meanwhile.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadError> {
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
    Ok(bytes)
}

/// Reads a stream to its end, or fails where it holds more than [`MAX_BYTES`].
pub(super) fn read_all(reader: &mut impl Read, room: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    bytes.try_reserve(room).map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge { limit: MAX_BYTES });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::Format;

    /// Reads bytes under a name, and what all records in it come to: `format: id turns; …`, or
    /// what went wrong.
    fn check(name: &str, bytes: impl AsRef<[u8]>, expected: &str) {
        assert_eq!(told(name, bytes.as_ref()), expected, "{name}");
    }

    fn told(name: &str, bytes: &[u8]) -> String {
        let read = || {
            let file = SourceFile::from_bytes(Path::new(name), bytes.to_vec())?;
            let records = file.records()?;
            let told = |record| match file.parse_record(record) {
                Ok(ReadCall { parsed, .. }) => {
                    let Parsed { transcript, issues } = parsed;
                    let issues: Vec<_> =
                        issues.iter().map(|i| format!(" ({})", i.message)).collect();
                    let issues = issues.concat();
                    format!("{} {}{issues}", transcript.call.id, transcript.turns.len())
                }
                Err(error) => error.to_string(),
            };
            let calls: Vec<String> = records.iter().map(told).collect();
            Ok(format!("{}: {}", file.sniffed().format, calls.join("; ")))
        };
        read().unwrap_or_else(|error: ReadError| {
            format!("{}: {error}", if error.is_notice() { "skipped" } else { "error" })
        })
    }

    const CALL: &str = r#"{"id": "a", "turns": [{"paragraphs": ["Hello."]}]}"#;

    #[test]
    fn one_object_a_list_and_lines_are_told_apart() {
        let pretty = CALL.replace(", ", ",\n ");
        check("a.json", CALL, "json: a 1");
        check("-", CALL, "json: a 1");
        check("a.json", format!("\u{feff}\n{pretty}\n"), "json: a 1");
        check("a.json", format!("[{pretty},\n{CALL}]"), "json: a 1; a 1");
        check("a.jsonl", format!("{CALL}\n\n{CALL}\r\n"), "jsonl: a 1; a 1");
        check("a.jsonl", format!("{CALL}\n"), "jsonl: a 1");
        check("-", format!("{CALL}\n{CALL}\n"), "jsonl: a 1; a 1");
        check("a.json", format!("{CALL}\n{CALL}\n"), "jsonl: a 1; a 1");
        check("a.jsonl", format!("{}\n", CALL.replacen('{', "{\n", 1)), "json: a 1");
    }

    #[test]
    fn a_broken_line_loses_its_own_call_only() {
        let broken = r#"{"id": "b", "turns": [}"#;
        check(
            "a.jsonl",
            format!("{CALL}\n{broken}\n\n  {broken}\n{CALL}\n"),
            "jsonl: a 1; line 2, column 23: `turns`: expected value; \
             line 4, column 25: `turns`: expected value; a 1",
        );
        check(
            "b.jsonl",
            format!("{broken}\n{CALL}\n"),
            "jsonl: line 1, column 23: `turns`: expected value; a 1",
        );
    }

    #[test]
    fn broken_json_is_an_error_with_its_place() {
        check(
            "a.json",
            "{\"id\": \"a\",\n \"turns\": [",
            "json: line 2, column 11: `turns[0]`: EOF while parsing a list",
        );
        check(
            "a.json",
            "[{\"turns\": []},\n{]",
            "error: line 2, column 2: `[1]`: key must be a string",
        );
        check("a.json", "hello", "json: line 1, column 1: expected value");
        check("a.json", r#"{"id": "a"}"#, "json: line 1, column 11: missing field `turns`");
        let turns = r#"{"turns": "none"}"#;
        check(
            "a.json",
            turns,
            "json: line 1, column 16: `turns`: invalid type: string \"none\", expected a sequence",
        );
    }

    #[test]
    fn json_of_others_is_no_transcript() {
        let skipped = |name: &str, text: &str, reason: &str| {
            check(name, text, &format!("skipped: no transcript: {reason}"));
        };
        skipped("package.json", r#"{"name": "x", "id": 1}"#, "JSON without `turns`, with `name`");
        skipped("a.jsonl", "{\"q\": 1}\n{\"q\": 2}\n", "JSON without `turns`, with `q`");
        skipped("a.json", "[]", "JSON without a call");
        skipped("a.json", "\"x\"", "JSON without a call");
    }

    #[test]
    fn what_holds_nothing_or_no_text_is_an_error() {
        check("a.txt", "", "error: is empty");
        check("a.txt", "\u{feff} \r\n\n", "error: is empty");
        check("a.json", "", "error: is empty");
        check("a.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0", "error: is binary, not text");
        check("a.txt", (1..=255).collect::<Vec<u8>>(), "error: is binary, not text");
    }

    #[test]
    fn known_formats_without_a_reader_are_passed_over() {
        let skipped = |name: &str, bytes: &[u8], what: &str| {
            check(name, bytes, &format!("skipped: no transcript: {what}, which cannot be read"));
        };
        skipped("a", b"BZh91AY&SY\0", "bzip2");
        skipped("a.csv", b"a,b,c", "`.csv`: a table");
    }

    #[test]
    fn pages_without_speech_are_passed_over() {
        check(
            "a.txt",
            b"\n<!DOCTYPE html>\n<p>Hello. Hello. Hello.",
            "skipped: no transcript: HTML without lists of participants or speaker labels",
        );
    }

    #[test]
    fn broken_places_are_issues_with_their_line() {
        check(
            "a.txt",
            b"Thank you all. Let us\nbegin \xff now\xe2\x80.\n",
            "text: a 1 (2 places are no UTF-8 and were replaced, from line 2)",
        );
        let lines = [CALL.as_bytes(), b"\n", &CALL.as_bytes()[..45], b"\xff.\"]}]}"].concat();
        check(
            "a.jsonl",
            lines,
            "jsonl: a 1; a 1 (one place is no UTF-8 and was replaced, on line 2)",
        );
    }

    #[test]
    fn records_have_hashes_of_their_own() {
        let hashes = |text: &str| {
            let file = SourceFile::from_bytes(Path::new("a.jsonl"), text.into()).unwrap();
            file.records().unwrap().iter().map(|r| r.hash).collect::<Vec<_>>()
        };
        let other = CALL.replace("Hello", "Bye");
        let (before, after) =
            (hashes(&format!("{CALL}\n{CALL}")), hashes(&format!("{other}\n{CALL}\n")));
        assert_eq!(before[0], before[1]);
        assert_ne!(before[0], after[0]);
        assert_eq!(before[1], after[1]);
        assert_eq!(before[0], ContentHash::of(CALL.as_bytes()));
    }

    #[test]
    fn files_are_read_and_missing_ones_are_errors() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("UPS_2024_Q1.txt");
        fs::write(&path, "Good morning. Thank you for joining us. We begin.\n").unwrap();
        let file = SourceFile::read(&path).unwrap();
        assert_eq!((file.path(), file.sniffed().format), (path.as_path(), Format::Text));
        assert_eq!(file.encoding(), Some(Encoding::Utf8));
        let records = file.records().unwrap();
        let call = file.parse_record(&records[0]).unwrap().parsed.transcript.call;
        assert_eq!(call.source.as_deref(), path.to_str());
        assert_eq!(call.ticker.as_deref(), Some("UPS"));

        let missing = SourceFile::read(&dir.path().join("missing.txt")).unwrap_err();
        assert_eq!(missing.to_string(), "cannot be read: no such file or directory");
        assert!(matches!(SourceFile::read(dir.path()), Err(ReadError::Io { .. })));
    }

    #[test]
    fn a_long_line_is_read_in_linear_time() {
        let line = "we see the backlog grow and ".repeat(200_000);
        check("long.txt", &line, "text: long 1");
        check(
            "long.json",
            format!(r#"{{"turns": [{{"paragraphs": ["{line}"]}}]}}"#),
            "json: long 1",
        );
    }

    #[test]
    fn files_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<SourceFile>();
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>, text in "\\PC*|[\\[\\]{}\",: a\n]*") {
            for name in ["a.txt", "a.json", "a.jsonl", "a", "a.html"] {
                let _ = (told(name, &bytes), told(name, text.as_bytes()));
            }
        }
    }
}
