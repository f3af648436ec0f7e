//! `index` killed at random moments, over and over, on a corpus that grows and changes: the last
//! commit stays whole and searchable, the next run finishes the work, and in the end the index
//! is the one built in one go.
//!
//! `EARMARK_KILLS` sets how many runs are killed (20 by default).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;
use std::time::Instant;

use earmark::index::IndexError;
use earmark::index::Reader;
use earmark::index::check;

use crate::earmark::command;
use crate::earmark::earmark;

/// A generator of numbers that look random (xorshift, Marsaglia 2003), from a fixed seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// Returns the ids of the calls that an index holds, which must be sound; none where nothing
/// has been committed yet.
fn held(index: &Path) -> BTreeSet<String> {
    match check(index) {
        Err(IndexError::Missing { .. }) => return BTreeSet::new(),
        checked => assert_eq!(checked.unwrap().faults, []),
    }
    let manifest = Reader::open(index).unwrap().manifest().unwrap();
    manifest.calls().filter_map(|(_, c)| c.id.clone()).collect()
}

/// Changes the folder of transcripts, and returns the ids of the calls in it.
fn change(folder: &Path, round: u64, dice: &mut Dice) -> BTreeSet<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let text = fs::read_to_string(corpus.join("mingche-software-2023q2.json")).unwrap();
    let mut call: serde_json::Value = serde_json::from_str(&text).unwrap();
    for n in 0..=dice.below(3) {
        let id = format!("call-{round}-{n}");
        call["id"] = id.clone().into();
        call["turns"][0]["paragraphs"][0] = format!("This is call {id} of round {round}.").into();
        fs::write(folder.join(format!("{id}.json")), call.to_string()).unwrap();
    }
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    if files.len() > 4 {
        let gone = usize::try_from(dice.below(files.len() as u64)).unwrap();
        fs::remove_file(files.remove(gone)).unwrap();
        let changed = usize::try_from(dice.below(files.len() as u64)).unwrap();
        let text = fs::read_to_string(&files[changed]).unwrap();
        fs::write(&files[changed], text.replace("of round", "of a changed round")).unwrap();
    }
    files.iter().map(|f| f.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn a_killed_run_loses_nothing() {
    let kills = std::env::var("EARMARK_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let folder = tempfile::tempdir().unwrap();
    let calls = folder.path().join("calls");
    fs::create_dir(&calls).unwrap();
    let index = folder.path().join("ix");
    let args = ["index", "calls", "--index", "ix"];
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut committed = BTreeSet::new();
    let mut longest = Duration::from_millis(400);
    let mut killed = 0;
    let mut round = 0;
    while killed < kills {
        round += 1;
        let wanted = change(&calls, round, &mut dice);
        let begun = Instant::now();
        let mut run = command(folder.path())
            .args(args)
            // Every fourth run builds the index anew, beside the old one.
            .args((round % 4 == 0).then_some("--rebuild"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let patience = longest.mul_f64(f64::from(u32::try_from(dice.below(110)).unwrap()) / 100.0);
        let done = loop {
            if let Some(status) = run.try_wait().unwrap() {
                break Some(status);
            }
            if begun.elapsed() >= patience {
                run.kill().unwrap();
                run.wait().unwrap();
                break None;
            }
            sleep(Duration::from_millis(1));
        };
        let found = held(&index);
        if let Some(status) = done {
            assert!(status.success(), "round {round}");
            longest = begun.elapsed();
            assert_eq!(found, wanted, "round {round}: what was reported is there");
        } else {
            killed += 1;
            assert!(found == committed || found == wanted, "round {round}: {found:?}");
        }
        committed = found;
    }
    let last = change(&calls, round + 1, &mut dice);
    for (index, what) in [("ix", "the one that was killed"), ("anew", "one built in one go")] {
        let run = earmark(folder.path(), &["index", "calls", "--index", index]);
        assert_eq!(run.code, 0, "{what}: {run:?}");
        assert_eq!(held(&folder.path().join(index)), last, "{what}");
    }
    for args in [
        &["calls", "--format", "json"][..],
        &["search", "backlog", "--format", "json", "--limit", "50", "--sort", "call"],
        &["search", "changed round", "--format", "json", "--limit", "50", "--sort", "call"],
    ] {
        let ask = |index| {
            let mut found = earmark(folder.path(), &[args, &["--index", index]].concat()).json();
            for hit in found["hits"].as_array_mut().into_iter().flatten() {
                hit["score"] = 0.into();
            }
            found
        };
        assert_eq!(ask("ix"), ask("anew"), "{args:?}");
    }
}
