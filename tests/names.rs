//! Files and folders with names that nobody would choose, and what is no file at all.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::earmark::Ran;
use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;

/// Runs the command; neither page nor messages may steer a terminal.
fn quiet<S: AsRef<OsStr> + std::fmt::Debug>(folder: &Path, args: &[S]) -> Ran {
    let run = earmark(folder, args);
    for text in [&run.stdout, &run.stderr] {
        let bad = text.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(bad, None, "{args:?}: {text}");
    }
    run
}

const NAMES: [&[u8]; 5] = [
    b"new\nline.txt",
    b"esc\x1b[2J\x1b]0;x\x07.txt",
    b"raw\xff\xfe.txt",
    "turned\u{202e}txt.exe.txt".as_bytes(),
    b"-rf.txt",
];

#[test]
fn any_name_is_indexed_and_none_steers_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let calls = folder.join("calls\n\x1b[1m");
    fs::create_dir(&calls).unwrap();
    for (n, name) in NAMES.iter().enumerate() {
        let text = format!("Good morning. Our backlog in call number {n} has grown a lot.");
        fs::write(calls.join(OsStr::from_bytes(name)), text).unwrap();
    }
    fs::write(calls.join("broken\x1b[2J.json"), "{\"turns\": \x1b[2J}").unwrap();
    fs::write(calls.join(OsStr::from_bytes(b"binary\xff\x1b.bin")), b"\0\x01\x02\0").unwrap();
    let index = folder.join("ix\x1b[5m");
    let run = quiet(
        folder,
        &["index".as_ref(), calls.as_os_str(), "--index".as_ref(), index.as_os_str()],
    );
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stdout.starts_with("5 calls added"), "{run:?}");
    let ask = |args: &[&str]| {
        let mut all: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
        all.extend([OsStr::new("--index"), index.as_os_str()]);
        quiet(folder, &all)
    };
    let found = ask(&["search", "backlog", "--format", "json"]).json();
    assert_eq!(found["total"], 5, "{found}");
    for args in [
        &["search", "backlog"][..],
        &["calls"],
        &["calls", "--format", "csv"],
        &["status"],
        &["status", "--format", "json"],
        &["check"],
        &["kwic", "backlog"],
    ] {
        assert_eq!(ask(args).code, 0, "{args:?}");
    }
    for hit in found["hits"].as_array().unwrap() {
        let args = ["show".as_ref(), "--index".as_ref(), index.as_os_str(), "--".as_ref()];
        let anchor = OsStr::new(hit["anchor"].as_str().unwrap());
        let shown = quiet(folder, &[&args[..], &[anchor]].concat());
        assert!(shown.stdout.contains("backlog"), "{shown:?}");
    }
    for name in NAMES {
        let run =
            quiet(folder, &[OsStr::new("parse"), calls.join(OsStr::from_bytes(name)).as_os_str()]);
        assert_eq!(run.code, 0, "{run:?}");
    }
    assert!(ask(&["index"]).stdout.starts_with("nothing has changed"));
    // Each is found again under its name.
    fs::remove_file(calls.join(OsStr::from_bytes(NAMES[2]))).unwrap();
    let forget = calls.join(OsStr::from_bytes(NAMES[0]));
    let run = ask(&["index"]);
    assert!(run.stdout.starts_with("0 calls added, 0 changed, 1 removed"), "{run:?}");
    let run = ask(&["index", "--forget", forget.to_str().unwrap()]);
    assert!(run.stdout.starts_with("0 calls added, 0 changed, 1 removed"), "{run:?}");
    assert_eq!(ask(&["search", "backlog", "--format", "json"]).json()["total"], 3);
    for args in [
        &["index", "no\x1b[2Jthing"][..],
        &["index", "--forget", "no\x1b[2Jthing"],
        &["search", "back\x1b[2Jlog \""],
        &["show", "no\x1b[2Jthing"],
        &["verify", "no\x1b[2Jthing"],
        &["search", "@no\x1b[2Jthing"],
        &["note", "export", "no\x1b[2Jthing"],
        &["search", "--no\x1b[2Jthing"],
        &["\x1b[2J"],
    ] {
        assert_eq!(ask(args).code, 2, "{args:?}");
    }
}

#[test]
fn links_lead_where_they_lead_and_what_is_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("calls/inner")).unwrap();
    fs::create_dir(folder.join("other")).unwrap();
    fs::write(folder.join("other/away.txt"), "Good morning. The backlog is away.").unwrap();
    fs::write(folder.join("calls/inner/here.txt"), "Good morning. The backlog is here.").unwrap();
    symlink("../other", folder.join("calls/linked")).unwrap();
    symlink("..", folder.join("calls/inner/up")).unwrap();
    symlink("nowhere", folder.join("calls/dangling.txt")).unwrap();
    let pipe = folder.join("calls/pipe.txt");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = quiet(folder, &["index", "calls/inner/../../calls", "--index", "ix"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stdout.starts_with("2 calls added"), "{run:?}");
    for told in [
        "note: passed over `calls/pipe.txt`: is a pipe, a socket or a device",
        "error: `calls/dangling.txt`: is a link to nothing",
        "error: `calls/inner/up`: is a link back to `",
    ] {
        assert!(run.stderr.contains(told), "{told}: {run:?}");
    }
    let run = quiet(folder, &["index", "calls/pipe.txt", "--index", "ix"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("error: `calls/pipe.txt`: is a pipe"), "{run:?}");
    assert_eq!(quiet(folder, &["parse", "calls"]).code, 2);
    // The same call by two ways is one call.
    let run = quiet(folder, &["index", "other", "--index", "ix"]);
    assert_eq!(run.code, 0, "{run:?}");
    let found = earmark(folder, &["search", "backlog", "--index", "ix", "--format", "json"]);
    assert_eq!(found.json()["total"], 2, "{found:?}");
    // A pipe is read where one asks for it.
    let mut shell = Command::new("bash");
    shell.arg("-c").arg("\"$0\" parse <(echo 'Good morning. The backlog is here.') --format json");
    let run = ran(shell.arg(command(folder).get_program()).output().unwrap());
    assert_eq!(run.json()["turns"][0]["paragraphs"][0], "Good morning. The backlog is here.");
}
