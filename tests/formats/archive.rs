//! Zip archives of several transcripts, as the command reads them and keeps up with them.

use std::fs;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::earmark::Ran;
use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;

fn pack(path: &Path, files: &[(&str, &str)]) {
    let mut zip = ZipWriter::new(File::create(path).unwrap());
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

fn call(word: &str) -> String {
    format!("Operator: Good morning and welcome.\n\nJane Doe: Our {word} grew in the quarter.\n")
}

/// A folder with an archive in it, which is indexed again and again.
struct Calls(tempfile::TempDir);

impl Calls {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("calls")).unwrap();
        Self(folder)
    }

    fn pack(&self, files: &[(&str, &str)]) {
        pack(&self.0.path().join("calls/all.zip"), files);
    }

    fn run(&self, args: &[&str]) -> Ran {
        earmark(self.0.path(), args)
    }

    #[track_caller]
    fn index(&self, args: &[&str], expected: &str) -> Ran {
        let run = self.run(&[&["index"], args].concat());
        assert!(run.stdout.contains(expected), "{expected}: {run:?}");
        run
    }

    /// Returns the ids and sources of all calls, a line each, the sources from the archive on.
    fn calls(&self) -> String {
        let run = self.run(&["calls", "--format", "json"]).json();
        let told = |call: &serde_json::Value| {
            let source = call["source"].as_str().unwrap();
            let at = source.find("all.zip").unwrap();
            format!("{} {}", call["id"].as_str().unwrap(), &source[at..])
        };
        run["calls"].as_array().unwrap().iter().map(told).collect::<Vec<_>>().join("\n")
    }

    fn finds(&self, word: &str) -> bool {
        self.run(&["search", word]).code == 0
    }
}

#[test]
fn parse_reads_every_file_of_an_archive() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let check = |run: &Ran, archive: &str| {
        assert_eq!(run.code, 2, "{run:?}");
        let sources: Vec<String> = run
            .stdout
            .lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
            .map(|c| c["source"].as_str().unwrap().to_owned())
            .collect();
        let names = ["OAK_Q1_2031.txt.gz", "call.docx", "captions/call.srt", "words/words.nlp"];
        assert_eq!(sources, names.map(|name| format!("{archive}/{name}")));
        let told: Vec<&str> = run.stderr.lines().collect();
        assert_eq!(told.len(), 2, "{run:?}");
        assert!(told[0].contains(&format!("`{archive}/empty.txt`: is empty")), "{run:?}");
        assert!(told[1].contains(&format!("passed over `{archive}/shopping.txt`")), "{run:?}");
    };
    check(&earmark(&folder, &["parse", "--format", "jsonl", "several.zip"]), "several.zip");
    let mut piped = command(&folder);
    piped.args(["parse", "--format", "jsonl", "-"]);
    piped.stdin(File::open(folder.join("several.zip")).unwrap());
    check(&ran(piped.output().unwrap()), "-");
    let explained = earmark(&folder, &["parse", "--explain", "several.zip"]);
    assert!(explained.stdout.contains("rev-nlp") && explained.stdout.contains("docx"));
}

#[test]
fn an_archive_is_kept_up_with_entry_by_entry() {
    let calls = Calls::new();
    let (alpha, beta, gamma) = (call("alphas"), call("betas"), call("gammas"));
    calls.pack(&[("a.txt", &alpha), ("in/b.txt", &beta)]);
    calls.index(&["calls"], "2 calls added, 0 changed, 0 removed, 0 unchanged");
    assert_eq!(calls.calls(), "a all.zip/a.txt\nb all.zip/in/b.txt");
    calls.index(&[], "nothing has changed: 2 calls");
    let status = calls.run(&["status", "--format", "json"]).json();
    assert_eq!((&status["calls"], &status["files"]), (&2.into(), &1.into()), "{status}");

    calls.pack(&[("a.txt", &alpha), ("in/b.txt", &gamma), ("c.txt", &call("deltas"))]);
    calls.index(&[], "1 call added, 1 changed, 0 removed, 1 unchanged");
    assert!(calls.finds("gammas") && calls.finds("deltas") && !calls.finds("betas"));
    calls.index(&[], "nothing has changed: 3 calls");

    // Another place in the archive is another source.
    calls.pack(&[("b.txt", &gamma), ("c.txt", &call("deltas"))]);
    calls.index(&[], "0 calls added, 1 changed, 1 removed, 1 unchanged");
    assert_eq!(calls.calls(), "b all.zip/b.txt\nc all.zip/c.txt");

    // What tells of one entry touches that one alone.
    let toml = ("c.toml", "company = \"Oak\"\n");
    calls.pack(&[("b.txt", &gamma), ("c.txt", &call("deltas")), toml]);
    calls.index(&[], "0 calls added, 1 changed, 0 removed, 1 unchanged");
    assert!(calls.finds("company:oak"));

    // An archive of one file is that file.
    calls.pack(&[("b.txt", &gamma)]);
    calls.index(&[], "0 calls added, 1 changed, 1 removed, 0 unchanged");
    assert_eq!(calls.calls(), "b all.zip");
    let checked = calls.run(&["check"]);
    assert_eq!(checked.code, 0, "{checked:?}");

    fs::remove_file(calls.0.path().join("calls/all.zip")).unwrap();
    calls.index(&[], "0 calls added, 0 changed, 1 removed, 0 unchanged");
}

#[test]
fn an_entry_that_cannot_be_read_keeps_what_was_known_of_it() {
    let calls = Calls::new();
    let (alpha, beta) = (call("alphas"), call("betas"));
    calls.pack(&[("a.txt", &alpha), ("b.txt", &beta)]);
    calls.index(&["calls"], "2 calls added");
    calls.pack(&[("a.txt", ""), ("b.txt", &call("gammas"))]);
    for expected in ["1 changed, 0 removed, 1 unchanged", "nothing has changed: 2 calls"] {
        let run = calls.index(&[], expected);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("`calls/all.zip/a.txt`: is empty"), "{run:?}");
    }
    assert!(calls.finds("alphas") && calls.finds("gammas"));
    fs::write(calls.0.path().join("calls/all.zip"), "PK\x03\x04 and nothing").unwrap();
    let run = calls.index(&[], "nothing has changed: 2 calls");
    assert!(run.code == 2 && run.stderr.contains("`calls/all.zip`: is broken zip"), "{run:?}");
    calls.pack(&[("a.txt", &alpha), ("b.txt", &beta)]);
    assert_eq!(calls.index(&[], "1 changed, 0 removed, 1 unchanged").code, 0);
}

#[test]
fn archives_and_entries_are_forgotten() {
    let calls = Calls::new();
    let (alpha, beta) = (call("alphas"), call("betas"));
    calls.pack(&[("a.txt", &alpha), ("b.txt", &beta)]);
    calls.index(&["calls"], "2 calls added");
    calls.index(&["--forget", "calls/all.zip/a.txt"], "0 changed, 1 removed, 1 unchanged");
    calls.pack(&[("a.txt", &alpha), ("b.txt", &beta), ("c.txt", &call("gammas"))]);
    calls.index(&[], "1 call added, 0 changed, 0 removed, 1 unchanged");
    assert!(!calls.finds("alphas"));
    calls.index(&["--forget", "calls/all.zip"], "0 changed, 2 removed, 0 unchanged");
    calls.index(&["calls/all.zip"], "3 calls added");
}

#[test]
fn calls_of_one_id_are_told_apart_in_an_archive_too() {
    let calls = Calls::new();
    let json = r#"{"id": "a", "turns": [{"speaker": "Jane Doe", "paragraphs": ["Our zetas."]}]}"#;
    calls.pack(&[("a.txt", &call("alphas")), ("x.json", json), ("y/b.txt", &call("betas"))]);
    let run = calls.index(&["calls"], "2 calls added");
    assert!(run.stderr.contains("`calls/all.zip/a.txt`: `a` is also given as JSON"), "{run:?}");
    calls.pack(&[("a.txt", &call("alphas")), ("y/b.txt", &call("betas"))]);
    calls.index(&[], "1 changed, 0 removed, 1 unchanged");
    assert!(calls.finds("alphas") && !calls.finds("zetas"));
    calls.pack(&[("b.txt", &call("alphas")), ("y/b.txt", &call("betas"))]);
    let run = calls.index(&[], "changed");
    assert!(run.stderr.contains("another call has the id `b`"), "{run:?}");
    assert_eq!(calls.calls(), "b all.zip/b.txt\nb-2 all.zip/y/b.txt");
}
