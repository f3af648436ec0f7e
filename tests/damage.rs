//! Damaged indexes: `check` notices, a search never gives a wrong answer that `check` calls
//! sound, nothing panics, and `index --rebuild` mends.
//!
//! `EARMARK_FLIPS` sets how many bytes of each file are flipped (12 by default).

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use earmark::index::Reader;
use earmark::index::Writer;
use earmark::index::check;
use earmark::search::Options;
use earmark::search::SearchError;
use earmark::search::search;

use crate::earmark::earmark;

/// Returns a folder with an index of the corpus, and its index.
fn indexed() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let corpus = corpus.to_str().unwrap();
    let run = earmark(folder.path(), &["index", corpus, "--index", "ix"]);
    assert_eq!(run.code, 0, "{run:?}");
    let index = folder.path().join("ix");
    (folder, index)
}

/// Returns the files of an index that hold something; what was last searched for stands beside them
/// and is not checked.
fn files(index: &Path) -> Vec<PathBuf> {
    let others = [".managed.json", "earmark-last-search.json"];
    let entries = fs::read_dir(index).unwrap().map(|e| e.unwrap().path());
    let is_own = |p: &Path| !others.iter().any(|other| p.ends_with(other));
    let mut files: Vec<PathBuf> =
        entries.filter(|p| p.metadata().unwrap().len() > 0 && is_own(p)).collect();
    files.sort();
    files
}

fn ask(folder: &Path) -> (i32, String) {
    let args = ["search", "backlog OR \"cloud gaming\"", "--index", "ix", "--format", "json"];
    let run = earmark(folder, &args);
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    (run.code, run.stdout)
}

#[test]
fn a_flipped_byte_is_noticed_or_does_no_harm() {
    let flips = std::env::var("EARMARK_FLIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let (folder, index) = indexed();
    let sound = ask(folder.path());
    assert_eq!(check(&index).unwrap().faults, []);
    for file in files(&index) {
        let whole = fs::read(&file).unwrap();
        let step = (whole.len() / flips).max(1);
        for at in (step / 2..whole.len()).step_by(step) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            fs::write(&file, &bytes).unwrap();
            let noticed = check(&index).map_or(true, |checked| !checked.faults.is_empty());
            let found = ask(folder.path());
            let place = format!("byte {at} of {}", file.display());
            assert!(noticed || found == sound, "{place} is flipped and nobody notices");
            assert!((0..=2).contains(&found.0), "{place}: {found:?}");
            // What is shown is held against checksums, also by a search.
            if file.extension().is_some_and(|kind| kind == "store" || kind == "json") {
                assert!(found == sound || found.0 == 2, "{place}: {found:?}");
            }
        }
        fs::write(&file, &whole).unwrap();
    }
    assert_eq!(check(&index).unwrap().faults, []);
}

#[test]
fn a_file_cut_short_is_noticed_and_mended() {
    let (folder, index) = indexed();
    let sound = ask(folder.path());
    for file in files(&index) {
        let name = file.file_name().unwrap().to_owned();
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        let run = earmark(folder.path(), &["check", "--index", "ix"]);
        assert_ne!(run.code, 0, "{name:?}: {run:?}");
        ask(folder.path());
        let readable =
            name == "meta.json" || name.to_str().unwrap().starts_with("earmark-manifest");
        if readable {
            // What it remembers is gone with it.
            fs::write(&file, &whole).unwrap();
            continue;
        }
        let run = earmark(folder.path(), &["index", "--rebuild", "--index", "ix"]);
        assert_eq!(run.code, 0, "{name:?}: {run:?}");
        assert_eq!(ask(folder.path()), sound, "{name:?}");
        assert_eq!(earmark(folder.path(), &["check", "--index", "ix"]).code, 0);
        break;
    }
}

#[test]
fn whatever_a_file_is_cut_to_a_search_by_hand_tells_an_error_or_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Operator: Welcome to the call of Oak.\n\nAnn Lee: The backlog grew by 12%.\n";
    fs::write(folder.path().join("oak-2031q1.txt"), text).unwrap();
    let index = folder.path().join("index");
    earmark::update::update(&index, &[folder.path().to_owned()], &mut |_| {}).unwrap();
    let query = earmark::query::parse("backlog OR [percent]").unwrap();
    let found = || {
        let reader = Reader::open(&index).map_err(SearchError::Index)?;
        let found = search(&reader, &query, &Options::default())?;
        Ok::<_, SearchError>(found.hits.into_iter().map(|hit| hit.text).collect::<Vec<_>>())
    };
    let sound = found().unwrap();
    assert_eq!(sound.len(), 1);
    for file in files(&index) {
        let whole = fs::read(&file).unwrap();
        for len in 0..whole.len().min(64) {
            fs::write(&file, &whole[..len]).unwrap();
            let noticed = check(&index).map_or(true, |checked| !checked.faults.is_empty());
            let is_right = found().is_ok_and(|found| found == sound);
            assert!(noticed || is_right, "{len} bytes of {}", file.display());
        }
        fs::write(&file, &whole).unwrap();
    }
}

#[test]
fn a_file_that_the_engine_has_lost_count_of_is_checked_too() {
    let (_folder, index) = indexed();
    fs::write(index.join(".managed.json"), "[]").unwrap();
    assert_eq!(check(&index).unwrap().faults, []);
    let store = files(&index).into_iter().find(|f| f.extension().is_some_and(|e| e == "store"));
    let store = store.unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[100] ^= 1;
    fs::write(&store, &bytes).unwrap();
    assert_eq!(check(&index).unwrap().faults.len(), 1);
}

#[test]
fn a_sentence_of_thousands_of_words_joined_by_hyphens_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let words = vec!["ab"; 9000].join("-");
    let text = format!("Operator: Welcome.\n\nAnn Lee: The {words} backlog grew. And so on.\n");
    std::fs::write(folder.path().join("oak-2031q1.txt"), text).unwrap();
    let index = folder.path().join("index");
    earmark::update::update(&index, &[folder.path().to_owned()], &mut |_| {}).unwrap();
    assert_eq!(earmark::index::check(&index).unwrap().faults, []);
}

#[test]
fn an_index_of_another_version_is_explained_and_built_anew() {
    let (folder, index) = indexed();
    let sound = ask(folder.path());
    fs::write(index.join("notes.txt"), "mine").unwrap();
    let meta = fs::read_to_string(index.join("meta.json")).unwrap();
    let other = meta.replace("earmark-words-", "earmark-words-0");
    assert_ne!(meta, other);
    fs::write(index.join("meta.json"), other).unwrap();
    let run = earmark(folder.path(), &["search", "backlog", "--index", "ix"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("earmark index --rebuild --index ix"), "{run:?}");
    let run = earmark(folder.path(), &["index", "--rebuild", "--index", "ix"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(ask(folder.path()), sound);
    assert_eq!(fs::read_to_string(index.join("notes.txt")).unwrap(), "mine");
    assert!(!index.join("rebuild").exists());
}

#[test]
fn what_a_killed_rebuild_left_goes_with_the_next_run() {
    let (folder, index) = indexed();
    let before = ask(folder.path());
    let fresh = earmark::index::fresh(&index);
    let lock = earmark::index::lock_fresh(&index).unwrap();
    drop(Writer::open(&fresh).unwrap());
    let run = earmark(folder.path(), &["index", "--rebuild", "--index", "ix"]);
    assert_eq!(run.code, 2, "only one builds it anew at a time: {run:?}");
    assert!(run.stderr.contains("is being written by another earmark"), "{run:?}");
    assert_eq!(earmark(folder.path(), &["index", "--index", "ix"]).code, 0);
    assert!(fresh.exists(), "whoever is at it is left alone");
    drop(lock);
    assert_eq!(earmark(folder.path(), &["index", "--index", "ix"]).code, 0);
    assert!(!fresh.exists());
    assert_eq!(ask(folder.path()), before);
    // What is not earmark's stays.
    fs::create_dir(&fresh).unwrap();
    assert_eq!(earmark(folder.path(), &["index", "--index", "ix"]).code, 0);
    assert!(fresh.exists());
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let (folder, index) = indexed();
    let before = ask(folder.path());
    let writer = Writer::open(&index).unwrap();
    for args in [&["index", "--index", "ix"][..], &["index", "--rebuild", "--index", "ix"]] {
        let run = earmark(folder.path(), args);
        assert_eq!(run.code, 2, "{run:?}");
        let process = format!("(process {}, for ", std::process::id());
        assert!(run.stderr.contains(&process), "{run:?}");
    }
    assert_eq!(ask(folder.path()), before, "readers do not wait");
    drop(writer);
    assert_eq!(earmark(folder.path(), &["index", "--index", "ix"]).code, 0);
}
