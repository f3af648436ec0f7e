//! Searches while the index is written: each sees one state, whole, before or after.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;

use earmark::index::Reader;
use earmark::query;
use earmark::search::Options;
use earmark::search::search;

use crate::earmark::earmark;

/// How many calls there are in a state.
fn calls(state: u64) -> u64 {
    2 + state % 5
}

/// Makes the files of a state: in each call its number is spoken.
fn make(folder: &Path, state: u64) {
    for n in 0..7 {
        let path = folder.join(format!("call{n}.txt"));
        if n < calls(state) {
            let text = format!("Good morning. The backlog of state number{state} in call{n}.");
            fs::write(path, text).unwrap();
        } else {
            let _ = fs::remove_file(path);
        }
    }
}

/// Holds that texts are those of one state, and returns which.
fn state_of(texts: &[String]) -> u64 {
    let states = texts.iter().map(|text| {
        let number = text.split("number").nth(1).unwrap().split(' ').next().unwrap();
        number.parse::<u64>().unwrap()
    });
    let states: Vec<u64> = states.collect();
    assert!(states.iter().all(|s| *s == states[0]), "two states at once: {texts:?}");
    assert_eq!(texts.len() as u64, calls(states[0]), "{texts:?}");
    states[0]
}

/// Reads an index as a library does, and holds that all of it is of one state.
fn look(index: &Path) -> u64 {
    let reader = Reader::open(index).unwrap();
    let query = query::parse("backlog").unwrap();
    let found = search(&reader, &query, &Options { limit: 100, ..Options::default() }).unwrap();
    let texts: Vec<String> = found.hits.iter().map(|hit| hit.text.clone()).collect();
    let state = state_of(&texts);
    assert_eq!(found.total, calls(state));
    assert_eq!(reader.header().calls, calls(state));
    // Also when the next state has come meanwhile.
    assert_eq!(reader.manifest().unwrap().calls().count() as u64, calls(state));
    state
}

#[test]
fn a_search_sees_one_whole_state() {
    let rounds = std::env::var("EARMARK_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let corpus = folder.join("calls");
    fs::create_dir(&corpus).unwrap();
    make(&corpus, 0);
    let run = earmark(folder, &["index", "calls", "--index", "ix"]);
    assert_eq!(run.code, 0, "{run:?}");
    let done = AtomicBool::new(false);
    let (committed, looks) = (AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let before = committed.load(Ordering::Acquire);
                    let state = look(&folder.join("ix"));
                    assert!(state >= before, "{state} after {before}");
                    looks.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let run =
                    earmark(folder, &["search", "backlog", "--index", "ix", "--format", "json"]);
                assert_eq!((run.code, run.stderr.as_str()), (0, ""));
                let json = run.json();
                let texts = json["hits"].as_array().unwrap().iter();
                state_of(
                    &texts.map(|h| h["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>(),
                );
            }
        });
        for state in 1..=rounds {
            make(&corpus, state);
            let rebuild = (state % 4 == 0).then_some("--rebuild");
            let args = ["index", "--index", "ix"].into_iter().chain(rebuild);
            let run = earmark(folder, &args.collect::<Vec<_>>());
            if run.code != 0 {
                done.store(true, Ordering::Relaxed);
            }
            assert_eq!(run.code, 0, "{run:?}");
            committed.store(state, Ordering::Release);
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(look(&folder.join("ix")), rounds);
    assert!(looks.into_inner() > 5);
}
