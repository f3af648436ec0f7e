//! Every format read from files written for it, the words in it whatever is changed, and the
//! real files that may stand beside the project.

#![allow(clippy::unwrap_used, reason = "what cannot be read fails the test")]

mod archive;
#[cfg(feature = "parquet")]
mod parquet;
mod written;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use earmark::corpus::Format;
use earmark::corpus::Opened;
use earmark::corpus::ReadError;
use earmark::corpus::SourceFile;
use earmark::corpus::open_stream;
use earmark::corpus::walk;
use earmark::parse::Parsed;
use earmark::transcript::Speaker;
use earmark::transcript::Turn;
use proptest::prelude::*;

use crate::shared::shared;

/// Reads every file of `tests/formats` and compares it with what stands beside it; written anew
/// by `UPDATE_GOLDEN=1`.
#[test]
fn formats_are_read_as_expected() {
    let mut wrong = Vec::new();
    for path in fixtures() {
        let golden = path.with_file_name(format!("{}.expected", name(&path)));
        let told = told(&path, &fs::read(&path).unwrap());
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &told).unwrap();
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if told != expected {
            wrong.push(format!("{}:\n{told}", name(&path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A build without the reader of a format says so.
#[test]
fn files_that_need_a_feature_are_told() {
    let missing = |name: &str| {
        let file = SourceFile::from_bytes(Path::new("a"), name.into());
        file.map(|_| String::new()).map_err(|error| error.to_string()).unwrap_err()
    };
    let without = |feature: &str| format!("it was built without the feature `{feature}`");
    let pdf = missing("%PDF-1.7 \u{0}");
    assert_eq!(pdf.ends_with(&without("pdf")), cfg!(not(feature = "pdf")), "{pdf}");
    let parquet = missing("PAR1 \u{0}");
    assert_eq!(parquet.ends_with(&without("parquet")), cfg!(not(feature = "parquet")), "{parquet}");
}

/// Reads the real files: each is taken by a reader that knows it, and its turns stand in order.
#[test]
fn real_files_are_read() {
    let Some(folder) = shared("transcripts/formats") else { return };
    for path in walk(&folder).files {
        let file = match SourceFile::read(&path) {
            Ok(file) => file,
            Err(error) if error.is_notice() => continue,
            Err(ReadError::LeftOut { .. }) => continue,
            Err(error) => panic!("{}: {error}", path.display()),
        };
        assert_ne!(file.sniffed().format, Format::Text, "{}", path.display());
        for record in file.records().unwrap() {
            let Parsed { transcript, .. } = file.parse_record(&record).unwrap().parsed;
            assert!(!transcript.turns.is_empty(), "{}", path.display());
            assert_sound(file.text(), &transcript.turns);
        }
    }
}

proptest! {
    /// No change of a file makes its reader panic, or its turns run out of order.
    #[test]
    fn changed_files_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), change()), 0..6),
    ) {
        let fixtures = fixtures();
        let path = which.get(&fixtures);
        let mut bytes = fs::read(path).unwrap();
        for (at, change) in changes {
            change.apply(&mut bytes, at);
        }
        match open_stream(path, bytes.as_slice()) {
            Ok(Opened::File(file)) => assert_all_sound(&file),
            Ok(Opened::Archive(mut archive)) => for entry in archive.entries().to_vec() {
                if let Ok(file) = archive.read(&entry) {
                    assert_all_sound(&file);
                }
            }
            Err(_) => {}
        }
    }
}

/// Holds that all calls of a file that can be read are sound.
fn assert_all_sound(file: &SourceFile) {
    for record in file.records().unwrap_or_default() {
        if let Ok(call) = file.parse_record(&record) {
            assert_sound(file.text(), &call.parsed.transcript.turns);
        }
    }
}

/// A change of a file.
#[derive(Debug, Clone)]
enum Change {
    Cut(usize),
    Put(Vec<u8>),
    Again(usize),
    End,
}

impl Change {
    fn apply(self, bytes: &mut Vec<u8>, at: prop::sample::Index) {
        if bytes.is_empty() {
            return;
        }
        let at = at.index(bytes.len());
        match self {
            Self::Cut(len) => drop(bytes.drain(at..(at + len).min(bytes.len()))),
            Self::Put(new) => drop(bytes.splice(at..at, new)),
            Self::Again(len) => {
                let piece = bytes[at..(at + len).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            Self::End => bytes.truncate(at),
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let marks = prop::sample::select(vec![
        "\n",
        "--",
        ":",
        " - ",
        "[1]",
        "<",
        "\"",
        "{",
        "}",
        "Operator\n",
        "Analysts:\n",
        ",",
        "é",
        "\u{fffd}",
    ]);
    prop_oneof![
        (1..200_usize).prop_map(Change::Cut),
        prop::collection::vec(any::<u8>(), 1..4).prop_map(Change::Put),
        marks.prop_map(|mark| Change::Put(mark.as_bytes().to_vec())),
        (1..300_usize).prop_map(Change::Again),
        Just(Change::End),
    ]
}

/// Holds that spans are ordered, disjoint and inside the text, and turns numbered.
fn assert_sound(text: &str, turns: &[Turn]) {
    let mut at = 0;
    for (n, turn) in turns.iter().enumerate() {
        assert!(turn.ordinal.0 as usize >= n);
        let Some(span) = &turn.span else { continue };
        assert!(at <= span.start && span.start <= span.end && span.end <= text.len(), "{span:?}");
        assert!(text.get(span.clone()).is_some(), "{span:?}");
        at = span.end;
    }
}

/// Returns what is read of a file, or of the files of an archive.
fn told(path: &Path, bytes: &[u8]) -> String {
    match open_stream(path, bytes) {
        Ok(Opened::File(file)) => told_of(path, &file),
        Ok(Opened::Archive(mut archive)) => {
            let mut out = String::new();
            for entry in archive.entries().to_vec() {
                let told = match archive.read(&entry) {
                    Ok(file) => told_of(Path::new(&entry.name), &file),
                    Err(error) => format!("{error}\n"),
                };
                write!(out, "== {}\n{told}", entry.name).unwrap();
            }
            out
        }
        Err(error) => format!("{error}\n"),
    }
}

/// Returns what is read of a file, call by call and turn by turn.
fn told_of(path: &Path, file: &SourceFile) -> String {
    let mut out = format!("{}: {}\n", file.sniffed().format, file.sniffed().evidence);
    for record in file.records().unwrap() {
        let Parsed { transcript, issues } = file.parse_record(&record).unwrap().parsed;
        assert_sound(file.text(), &transcript.turns);
        let call = transcript.call;
        let quarter = call.quarter.map(|q| q.to_string());
        let date = call.date.map(|d| d.to_string());
        let facts = [call.company, call.ticker, quarter, date, call.title];
        let facts: Vec<String> = facts.map(Option::unwrap_or_default).into();
        writeln!(out, "\n{}: {}", call.id, facts.join(" | ")).unwrap();
        if name(path).starts_with("plain-") {
            // What is made of plain text is the parser's matter; here it is that none is lost.
            let words: Vec<String> = transcript.turns.iter().map(Turn::text).collect();
            writeln!(out, "    {}", words.join(" ")).unwrap();
            continue;
        }
        for person in &transcript.participants {
            writeln!(out, "  {}", about(person)).unwrap();
        }
        for turn in &transcript.turns {
            let time = turn.time.map(|t| format!(" {}–{}", t.start, t.end.unwrap_or_default()));
            let time = time.unwrap_or_default();
            writeln!(out, "{} {}, {}{time}", turn.ordinal, about(&turn.speaker), turn.section)
                .unwrap();
            for paragraph in &turn.paragraphs {
                writeln!(out, "    {paragraph}").unwrap();
            }
        }
        for issue in issues {
            writeln!(out, "{}: {}", issue.kind.as_str(), issue.message).unwrap();
        }
    }
    out
}

fn about(speaker: &Speaker) -> String {
    let firm = speaker.firm.as_ref().map(|f| f.said().to_owned());
    let parts = [speaker.title.clone(), firm].map(Option::unwrap_or_default);
    let name = speaker.name.as_deref().unwrap_or("–");
    format!("{name}, {}: {} / {}", speaker.role, parts[0], parts[1])
}

/// Returns the files of `tests/formats` that are read, sorted.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let files = walk(&folder).files;
    let is_read = |path: &PathBuf| {
        let extension = path.extension().and_then(|e| e.to_str());
        !matches!(extension, Some("expected" | "rs"))
            && (cfg!(feature = "pdf") || extension != Some("pdf"))
            && (cfg!(feature = "parquet") || extension != Some("parquet"))
    };
    files.into_iter().filter(is_read).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
