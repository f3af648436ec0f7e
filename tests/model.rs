//! Random changes of files, brought into an index step by step, against a model in memory: what
//! the files hold and what was taken out by hand. After every update the index must be the one
//! built from these files at once: the same calls, ids, counts, hits and scores.
//!
//! `EARMARK_MODEL` sets how many rows of changes are drawn (3 by default, of 12 changes each).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use earmark::index::CallEntry;
use earmark::index::Reader;
use earmark::index::check;
use earmark::query;
use earmark::search::Options;
use earmark::search::search;
use earmark::update;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;

/// The files that come and go; where two have one stem, their calls have one id.
const FILES: [&str; 7] =
    ["a.json", "a.txt", "b.json", "c.txt", "sub/a.txt", "sub/b.json", "d.jsonl"];

/// A change of the files or of the index.
#[derive(Debug, Clone)]
enum Change {
    /// A file has these words now.
    Write(usize, Vec<usize>),
    Remove(usize),
    /// A file is there under another name.
    Move(usize, usize),
    /// A file has the bytes of another.
    Copy(usize, usize),
    /// A file is taken out of the index.
    Forget(usize),
    /// A file is named to an update, or a folder.
    Name(usize),
    NameFolder,
    Rebuild,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let file = 0..FILES.len();
    let words = prop::collection::vec(0..WORDS.len(), 1..12);
    let change = prop_oneof![
        6 => (file.clone(), words).prop_map(|(f, w)| Change::Write(f, w)),
        2 => file.clone().prop_map(Change::Remove),
        1 => (file.clone(), file.clone()).prop_map(|(a, b)| Change::Move(a, b)),
        1 => (file.clone(), file.clone()).prop_map(|(a, b)| Change::Copy(a, b)),
        2 => file.clone().prop_map(Change::Forget),
        1 => file.prop_map(Change::Name),
        1 => Just(Change::NameFolder),
        1 => Just(Change::Rebuild),
    ];
    prop::collection::vec(change, 12)
}

const WORDS: [&str; 8] =
    ["backlog", "backlogs", "cloud", "gaming", "orders", "the", "39%", "$2 million"];

/// Returns the bytes of a file that has some words.
fn bytes(file: &str, words: &[usize]) -> String {
    let said = |words: &[usize]| {
        let words: Vec<&str> = words.iter().map(|w| WORDS[*w]).collect();
        format!("Good morning and welcome. We have {} today.", words.join(" and "))
    };
    let stem = Path::new(file).file_stem().unwrap().to_str().unwrap();
    let call = |id: &str, words: &[usize]| {
        let turn = serde_json::json!({"speaker": "Ann Lee", "role": "executive", "paragraphs": [said(words)]});
        serde_json::json!({"id": id, "turns": [turn, {"paragraphs": ["Thank you."]}]}).to_string()
    };
    match Path::new(file).extension().unwrap().to_str() {
        Some("json") => call(stem, words),
        Some("jsonl") => {
            let half = words.len() / 2;
            format!("{}\n{}\n", call("a", &words[..half]), call("d", &words[half..]))
        }
        _ => format!("{}\n", said(words)),
    }
}

/// Tells whether one file's bytes can be another's: what cannot be read is not followed here.
fn alike(a: usize, b: usize) -> bool {
    Path::new(FILES[a]).extension() == Path::new(FILES[b]).extension()
}

/// What is there, on disk and in memory.
struct World {
    folder: tempfile::TempDir,
    files: BTreeMap<&'static str, String>,
    /// The files that were taken out of the index, with what they had then.
    forgotten: BTreeMap<&'static str, String>,
    /// The files as the index knows them.
    known: BTreeMap<&'static str, String>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("calls/sub")).unwrap();
        let (files, forgotten, known) = Default::default();
        Self { folder, files, forgotten, known }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("calls").join(file)
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("ix")
    }

    fn put(&mut self, file: &'static str, text: Option<String>) {
        let path = self.path(file);
        match text {
            Some(text) => {
                fs::write(path, &text).unwrap();
                self.files.insert(file, text);
            }
            None if self.files.remove(file).is_some() => fs::remove_file(path).unwrap(),
            None => {}
        }
    }

    /// Brings files into the index: all, or those whose names begin so.
    fn update(&mut self, root: &str) {
        let named = self.path(root);
        if !named.exists() {
            return;
        }
        update::update(&self.index(), &[named], &mut |_| {}).unwrap();
        for file in FILES.into_iter().filter(|f| f.starts_with(root)) {
            let now = self.files.get(file);
            if now != self.forgotten.get(file) || file == root {
                self.forgotten.remove(file);
            }
            match now {
                Some(text) => self.known.insert(file, text.clone()),
                None => self.known.remove(file),
            };
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Write(file, words) => self.put(FILES[*file], Some(bytes(FILES[*file], words))),
            Change::Remove(file) => self.put(FILES[*file], None),
            Change::Move(from, to) if from != to && alike(*from, *to) => {
                if let Some(text) = self.files.get(FILES[*from]).cloned() {
                    self.put(FILES[*from], None);
                    self.put(FILES[*to], Some(text));
                }
            }
            Change::Copy(from, to) if from != to && alike(*from, *to) => {
                if let Some(text) = self.files.get(FILES[*from]).cloned() {
                    self.put(FILES[*to], Some(text));
                }
            }
            Change::Forget(file) => {
                // Of a list of calls, each comes back when it has changed, which is not followed
                // here.
                let file = FILES[*file];
                let Some(text) = self.known.get(file).filter(|t| t.lines().count() == 1) else {
                    return;
                };
                self.forgotten.insert(file, text.clone());
                let path = self.path(file).to_str().unwrap().to_owned();
                update::forget(&self.index(), &[path]).unwrap();
            }
            Change::Name(file) => self.update(FILES[*file]),
            Change::NameFolder => self.update("sub"),
            Change::Rebuild if self.index().exists() => {
                let calls = self.path("");
                update::rebuild(&self.index(), &[calls], &mut |_| {}).unwrap();
                self.forgotten.clear();
                self.known = self.files.clone();
            }
            Change::Rebuild | Change::Move(..) | Change::Copy(..) => {}
        }
    }

    /// Compares the index with one built from the files at once.
    fn compare(&self) -> Result<(), TestCaseError> {
        let fresh = self.folder.path().join("fresh");
        let calls = [self.path("")];
        update::update(&fresh, &calls, &mut |_| {}).unwrap();
        if !self.forgotten.is_empty() {
            let out = self.forgotten.keys().map(|f| self.path(f).to_str().unwrap().to_owned());
            update::forget(&fresh, &out.collect::<Vec<_>>()).unwrap();
            update::update(&fresh, &[], &mut |_| {}).unwrap();
        }
        let (found, expected) = (Held::of(&self.index()), Held::of(&fresh));
        fs::remove_dir_all(fresh).unwrap();
        prop_assert_eq!(&found.calls, &expected.calls);
        prop_assert_eq!(&found.counts, &expected.counts);
        prop_assert_eq!(&found.hits, &expected.hits);
        for (at, (a, b)) in found.scores.iter().zip(&expected.scores).enumerate() {
            prop_assert!((a - b).abs() <= 1e-3 * b.abs(), "{}: {a} {b}", found.hits[at]);
        }
        Ok(())
    }
}

/// All that can be told of an index.
struct Held {
    calls: Vec<(String, CallEntry)>,
    counts: [u64; 5],
    hits: Vec<String>,
    scores: Vec<f32>,
}

impl Held {
    fn of(index: &Path) -> Self {
        assert_eq!(check(index).unwrap().faults, []);
        let reader = Reader::open(index).unwrap();
        let manifest = reader.manifest().unwrap();
        let calls = manifest.files.iter();
        let calls = calls.flat_map(|f| f.calls.iter().map(|c| (f.path.clone(), c.clone())));
        let header = reader.header();
        let mut held = Self {
            calls: calls.collect(),
            counts: [header.calls, header.turns, header.passages, header.words, header.bytes],
            hits: Vec::new(),
            scores: Vec::new(),
        };
        for text in
            ["backlog", "cloud gaming", "\"the and orders\" OR [money]", "=orders NOT cloud"]
        {
            let options = Options { limit: 1000, ..Options::default() };
            let found = search(&reader, &query::parse(text).unwrap(), &options).unwrap();
            assert_eq!(found.total, found.hits.len() as u64);
            let mut hits = found.hits;
            hits.sort_by_key(|h| h.anchor.to_string());
            for hit in hits {
                held.hits.push(format!("{text}: {} {:?} {}", hit.anchor, hit.highlights, hit.text));
                held.scores.push(hit.score);
            }
        }
        held
    }
}

#[test]
fn step_by_step_is_as_good_as_at_once() {
    let cases = std::env::var("EARMARK_MODEL").ok().and_then(|n| n.parse().ok());
    let config =
        Config { cases: cases.unwrap_or(3), failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(changes(), 1..4_usize), |(changes, at_once)| {
            let mut world = World::new();
            for changes in changes.chunks(at_once) {
                for change in changes {
                    world.change(change);
                }
                if world.files.is_empty() && world.known.is_empty() {
                    continue;
                }
                world.update("");
                world.compare()?;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
