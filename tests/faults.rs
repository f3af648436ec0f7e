//! Real errors of the system while `index` writes: files that cannot grow beyond a size, folders
//! that cannot be written to, transcripts that vanish or change while they are read.
//!
//! `EARMARK_SIZES` sets how many sizes are tried (12 by default).

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use earmark::index::check;

use crate::earmark::Ran;
use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;
use crate::earmark::with_corpus;

/// Runs the command where no file can grow beyond so many blocks of 1 KiB; what is written beyond
/// is an error, as on a full disk.
fn limited(folder: &Path, blocks: u64, args: &[&str]) -> Ran {
    let own = command(folder);
    let mut shell = Command::new("bash");
    shell.current_dir(folder).arg("-c");
    shell.arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    shell.arg(own.get_program()).args(args);
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    ran(shell.output().unwrap())
}

/// Returns what the index answers, which must be sound.
fn answers(folder: &Path, index: &str) -> Vec<serde_json::Value> {
    let checked = check(&folder.join(index)).unwrap();
    assert_eq!(checked.faults, []);
    let asked: [&[&str]; 3] = [
        &["calls"],
        &["search", "backlog NEAR/10 [money]", "--sort", "call"],
        &["count", "backlog", "--by", "company,quarter"],
    ];
    let ask = |args: &&[&str]| {
        let mut answer =
            earmark(folder, &[args, &["--index", index, "--format", "json"][..]].concat()).json();
        for hit in answer["hits"].as_array_mut().into_iter().flatten() {
            let score = hit["score"].as_f64().unwrap();
            hit["score"] = ((score * 1e4).round() / 1e4).into();
        }
        answer
    };
    asked.iter().map(ask).collect()
}

/// Holds that a run failed as it should: it says which file, does not panic, exits with 2.
fn assert_told(run: &Ran, place: &str) {
    assert_eq!(run.code, 2, "{place}: {run:?}");
    assert!(run.stderr.contains("error: cannot "), "{place}: {run:?}");
    assert!(run.stderr.contains("ile too large"), "{place}: {run:?}");
    assert!(run.stderr.contains("`ix/"), "{place}: {run:?}");
    assert!(!run.stderr.contains("panicked"), "{place}: {run:?}");
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_grow_loses_nothing() {
    let sizes = std::env::var("EARMARK_SIZES").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let folder = with_corpus();
    let folder = folder.path();
    let calls = folder.join("corpus");
    let later = folder.join("later");
    fs::create_dir(&later).unwrap();
    let mut files: Vec<_> = fs::read_dir(&calls).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files.iter().skip(1).step_by(2) {
        fs::rename(file, later.join(file.file_name().unwrap())).unwrap();
    }
    assert_eq!(earmark(folder, &["index", "corpus", "--index", "ix"]).code, 0);
    for file in fs::read_dir(&later).unwrap().map(|e| e.unwrap().path()) {
        fs::rename(&file, calls.join(file.file_name().unwrap())).unwrap();
    }
    let mut largest = 0;
    for args in [&["index", "--index", "ix"][..], &["index", "--rebuild", "--index", "ix"]] {
        let before = answers(folder, "ix");
        let mut failed = 0;
        for n in 0..sizes {
            // Most files are small, so most sizes are too.
            let blocks = n * n * 160 / (sizes * sizes);
            let run = limited(folder, blocks, args);
            if run.code == 0 {
                break;
            }
            failed += 1;
            largest = largest.max(blocks);
            assert_told(&run, &format!("{args:?}, {blocks} blocks"));
            assert!(answers(folder, "ix") == before, "{args:?}, {blocks} blocks");
        }
        assert!(failed > 1, "{args:?}");
    }
    assert_eq!(earmark(folder, &["index", "--index", "ix"]).code, 0);
    assert_eq!(earmark(folder, &["index", "corpus", "--index", "anew"]).code, 0);
    assert!(answers(folder, "ix") == answers(folder, "anew"), "after {largest} blocks");
    assert_eq!(earmark(folder, &["index", "--rebuild", "--index", "ix"]).code, 0);
    assert!(!folder.join("ix/rebuild").exists());
    let run = limited(folder, 0, &["index", "corpus", "--index", "never"]);
    assert_eq!(run.code, 2);
    assert_eq!(earmark(folder, &["index", "corpus", "--index", "never"]).code, 0);
    assert!(answers(folder, "never") == answers(folder, "anew"));
}

/// Runs the command as somebody whom modes of files bind; nothing where nobody such can be found.
#[cfg(unix)]
fn bound(folder: &Path, args: &[&str]) -> Option<Ran> {
    use std::os::unix::fs::PermissionsExt;

    let secret = folder.join("secret");
    fs::write(&secret, "x").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    let own = command(folder);
    let mut run = Command::new(own.get_program());
    if fs::read(&secret).is_ok() {
        run = Command::new("setpriv");
        run.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(own.get_program());
        if !run.arg("--version").output().is_ok_and(|done| done.status.success()) {
            eprintln!("skipped: modes of files do not bind who runs this");
            return None;
        }
        run = Command::new("setpriv");
        run.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(own.get_program());
    }
    run.current_dir(folder).args(args).env("HOME", folder).env_remove("EARMARK_INDEX");
    Some(ran(run.output().unwrap()))
}

#[test]
#[cfg(unix)]
fn a_folder_that_cannot_be_written_to_is_read() {
    use std::os::unix::fs::PermissionsExt;

    let folder = with_corpus();
    let folder = folder.path();
    assert_eq!(earmark(folder, &["index", "corpus", "--index", "ix"]).code, 0);
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(folder, 0o755);
    mode(&folder.join("ix"), 0o555);
    let search = ["search", "backlog", "--index", "ix"];
    let sound = earmark(folder, &search);
    let Some(found) = bound(folder, &search) else { return };
    assert_eq!((found.code, found.stdout, found.stderr), (0, sound.stdout, sound.stderr));
    for args in [["status", "--index", "ix"], ["check", "--index", "ix"]] {
        let run = bound(folder, &args).unwrap();
        assert_eq!(run.code, 0, "{run:?}");
    }
    fs::remove_file(folder.join("corpus/orrery-play-2022q3.txt")).unwrap();
    for args in [&["index", "--index", "ix"][..], &["index", "--rebuild", "--index", "ix"]] {
        let run = bound(folder, args).unwrap();
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains("error: cannot use `ix"), "{run:?}");
        assert!(run.stderr.contains("ermission denied"), "{run:?}");
    }
    mode(&folder.join("ix"), 0o755);
    assert_eq!(earmark(folder, &["index", "--index", "ix"]).code, 0);
    let run = bound(folder, &["index", "corpus", "--index", "other/ix"]).unwrap();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("error: cannot use `other/ix`"), "{run:?}");
}

#[test]
fn files_that_come_and_go_meanwhile_are_told() {
    let folder = with_corpus();
    let folder = folder.path();
    let corpus = folder.join("corpus");
    let name = corpus.join("orrery-play-2022q3.txt");
    let text = fs::read(&name).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let changed = String::from_utf8_lossy(&text).replace("backlog", "order book");
            for n in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                match n % 3 {
                    0 => fs::remove_file(&name).unwrap(),
                    1 => fs::write(&name, &text).unwrap(),
                    _ => fs::write(&name, &changed).unwrap(),
                }
            }
        });
        for n in 0..12 {
            let run = earmark(folder, &["index", "corpus", "--index", "ix"]);
            assert!(matches!(run.code, 0 | 2), "{run:?}");
            let told = run.code == 0 || run.stderr.contains("orrery-play-2022q3.txt`: ");
            assert!(told && !run.stderr.contains("panicked"), "{n}: {run:?}");
            answers(folder, "ix");
        }
        done.store(true, Ordering::Relaxed);
    });
    fs::write(&name, &text).unwrap();
    for index in ["ix", "anew"] {
        assert_eq!(earmark(folder, &["index", "corpus", "--index", index]).code, 0);
    }
    assert!(answers(folder, "ix") == answers(folder, "anew"));
}

#[test]
fn a_file_that_grows_while_it_is_read_is_told() {
    let folder = with_corpus();
    let folder = folder.path();
    let path = folder.join("corpus/growing.txt");
    let file = fs::File::create(&path).unwrap();
    file.set_len(64 << 20).unwrap();
    let done = AtomicBool::new(false);
    let run = std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in 0.. {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                file.set_len((64 << 20) + n).unwrap();
            }
        });
        let run = earmark(folder, &["index", "corpus", "--index", "ix"]);
        done.store(true, Ordering::Relaxed);
        run
    });
    assert_eq!(run.code, 2, "{run:?}");
    let told = "error: `corpus/growing.txt`: changed while it was read";
    assert!(run.stderr.contains(told), "{run:?}");
    assert_eq!(earmark(folder, &["search", "backlog", "--index", "ix"]).code, 0);
}
