//! The README is true: every command in it is run, every output compared.
//!
//! A `console` block holds lines that begin with `$ `, each followed by what it prints.
//! `UPDATE_GOLDEN=1` writes the blocks anew; read the difference.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::earmark::with_corpus;

#[test]
fn every_example_prints_what_it_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let folder = with_corpus();
    let mut written = String::new();
    let mut lines = readme.lines().peekable();
    let mut examples = 0;
    while let Some(line) = lines.next() {
        written += line;
        written.push('\n');
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|l| *l != "```") {
            let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("no command: {line}"));
            let mut expected = Vec::new();
            while let Some(line) = lines.next_if(|l| *l != "```" && !l.starts_with("$ ")) {
                expected.push(line);
            }
            let printed = run(folder.path(), command);
            let printed: Vec<&str> = printed.lines().collect();
            examples += 1;
            if std::env::var_os("UPDATE_GOLDEN").is_none() {
                assert_eq!(printed, expected, "{command}");
            }
            written += "$ ";
            written += command;
            written.push('\n');
            for line in printed {
                written += line;
                written.push('\n');
            }
        }
    }
    assert!(examples >= 5, "the README shows too little");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, written).unwrap();
    }
}

/// Runs a line of the README as the shell would, with the command on the path.
fn run(folder: &Path, line: &str) -> String {
    let line = line.replace("cargo run --release -- ", "earmark ");
    let program = Path::new(env!("CARGO_BIN_EXE_earmark")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("{line} 2>&1")])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.display()))
        .env_remove("EARMARK_INDEX")
        .env("HOME", folder)
        .env_remove("EARMARK_CONFIG")
        .env_remove("EARMARK_THESAURUS")
        .env_remove("EARMARK_PAGER")
        .env_remove("NO_COLOR")
        .env_remove("PAGER")
        .env_remove("TERM")
        .env_remove("XDG_CONFIG_HOME")
        .env("XDG_DATA_HOME", folder.join("data"))
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let printed = printed.replace(&*folder.canonicalize().unwrap().to_string_lossy(), "/home/ana");
    // Times and sizes on the disk are of one machine.
    let seconds = regex::Regex::new(r"in [0-9.]+ s\b").unwrap();
    let sizes = regex::Regex::new(r"of text in [0-9.]+ [kM]B").unwrap();
    let printed = seconds.replace_all(&printed, "in 0.1 s");
    sizes.replace_all(&printed, "of text in 235 kB").into_owned()
}
