//! The examples of the help are true: every one runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::earmark::earmark;
use crate::earmark::with_corpus;

/// The commands whose examples are run, each in a folder of its own, and what is there before.
const COMMANDS: [(&[&str], &[&str]); 12] = [
    (&["search"], &["search backlog --save backlog"]),
    (&["verify"], &[]),
    (&["saved"], &[]),
    (&["calls"], &[]),
    (&["check"], &[]),
    (&["config"], &[]),
    (&["note"], &[]),
    (&["note", "new"], &[]),
    (&["note", "add"], &[]),
    (&["note", "refresh"], &["note add backlog --query backlog"]),
    (&["note", "list"], &["note new backlog"]),
    (&["note", "export"], &["note add backlog halden-robotics-2022q3:5.0"]),
];

const QUOTING: &str = "> I wanted to start with the backlog, maybe no surprise.\n";

#[test]
fn every_example_of_the_help_runs() {
    let index = with_corpus();
    assert_eq!(earmark(index.path(), &["index", "corpus"]).code, 0);
    for (command, before) in COMMANDS {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("notes")).unwrap();
        for name in ["note.md", "draft.md", "answer.txt"] {
            fs::write(folder.path().join(name), QUOTING).unwrap();
        }
        fs::write(folder.path().join("topics.tsv"), "a\tbacklog\n").unwrap();
        let help = earmark(folder.path(), &[command, &["-h"]].concat());
        let examples = examples(&help.stdout);
        assert!(!examples.is_empty(), "{command:?}");
        for line in before {
            run(folder.path(), index.path(), &format!("earmark {line}"));
        }
        for line in examples {
            run(folder.path(), index.path(), &line);
        }
    }
}

/// Returns the commands among the examples of a help page, without what is said of them.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|l| *l != "Examples:").skip(1);
    let lines = lines.take_while(|l| l.starts_with("  "));
    let commands = lines.filter(|l| l.starts_with("  earmark ") || l.starts_with("  cat "));
    commands.map(|l| l.trim().split("   ").next().unwrap_or_default().to_owned()).collect()
}

/// Runs a line as the shell would; whether anything is found is no matter.
fn run(folder: &Path, index: &Path, line: &str) {
    let program = Path::new(env!("CARGO_BIN_EXE_earmark")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", program.display()))
        .env("EARMARK_INDEX", index.join("index"))
        .env("HOME", folder)
        .env_remove("EARMARK_CONFIG")
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{line}: {said}");
}
