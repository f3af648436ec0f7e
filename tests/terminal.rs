//! The command on a terminal: a real one, which `script` makes, as far as that is installed.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::earmark::Ran;
use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;
use crate::earmark::with_corpus;

/// Reads the page and writes down what it was given.
const PAGER: &str = "echo \"LESS=$LESS\" > log; cat > page; echo paged\n";

/// Reads one line, after the interrupt that Ctrl-C sends to whoever has the terminal.
const IMPATIENT: &str = "read -r line; echo \"$line\" > page; kill -INT $PPID; sleep 0.1\n";

/// Returns a folder with an index and pagers; nothing where there is no `script` as Linux has it.
fn desk() -> Option<tempfile::TempDir> {
    let version = std::process::Command::new("script").arg("--version").output();
    if !version.is_ok_and(|v| String::from_utf8_lossy(&v.stdout).contains("util-linux")) {
        eprintln!("skipped: there is no `script` of util-linux");
        return None;
    }
    let folder = with_corpus();
    assert_eq!(earmark(folder.path(), &["index", "corpus"]).code, 0);
    fs::write(folder.path().join("pager.sh"), PAGER).unwrap();
    fs::write(folder.path().join("impatient.sh"), IMPATIENT).unwrap();
    Some(folder)
}

/// Runs a line of a shell on a terminal of ten lines and eighty columns.
fn on_terminal(folder: &Path, variables: &[(&str, &str)], line: &str) -> Ran {
    let line = line.replace("earmark", env!("CARGO_BIN_EXE_earmark"));
    let settings: Vec<_> = command(folder)
        .get_envs()
        .map(|(name, value)| (name.to_owned(), value.map(std::ffi::OsStr::to_owned)))
        .collect();
    let mut script = std::process::Command::new("script");
    for (name, value) in settings {
        match value {
            Some(value) => script.env(name, value),
            None => script.env_remove(name),
        };
    }
    script
        .current_dir(folder)
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh")
        .envs(variables.iter().copied())
        .args(["-qec", &format!("stty rows 10 cols 80; {line}"), "/dev/null"])
        .stdin(Stdio::null());
    let mut run = ran(script.output().unwrap());
    run.stdout = run.stdout.replace("\r\n", "\n");
    run
}

const PAGED: (&str, &str) = ("EARMARK_PAGER", "sh pager.sh");

#[test]
fn a_page_longer_than_the_screen_goes_through_the_pager() {
    let Some(desk) = desk() else { return };
    let at = desk.path();
    let run = on_terminal(at, &[PAGED], "earmark search backlog");
    assert_eq!((run.stdout.as_str(), run.code), ("paged\n", 0));
    let page = fs::read_to_string(at.join("page")).unwrap();
    assert!(page.contains("\x1b[1;31mbacklog\x1b[0m"), "colour is kept: {page}");
    assert!(page.ends_with("--offset 10 for more\x1b[0m\n"), "{page}");
    assert_eq!(fs::read_to_string(at.join("log")).unwrap(), "LESS=FRX\n");
    on_terminal(at, &[PAGED, ("LESS", "R")], "earmark show halden-robotics-2022q3");
    assert_eq!(fs::read_to_string(at.join("log")).unwrap(), "LESS=R\n");
    for line in ["questions", "kwic backlog", "calls", "parse corpus/orrery-play-2022q3.txt"] {
        let run = on_terminal(at, &[PAGED], &format!("earmark {line}"));
        assert!(run.stdout.ends_with("paged\n"), "{line}: {run:?}");
    }
    // What is said while the pager has the screen comes after it.
    fs::write(at.join("corpus/zyz.json"), "{\"turns\": [{").unwrap();
    let run = on_terminal(at, &[PAGED], "earmark parse corpus");
    let error = run.stdout.find("zyz.json").unwrap();
    assert!(run.stdout.find("paged").unwrap() < error && run.code == 2, "{run:?}");
}

#[test]
fn what_a_person_does_not_read_at_length_is_printed() {
    let Some(desk) = desk() else { return };
    let at = desk.path();
    for line in [
        "earmark count backlog --by company",
        "earmark search backlog --format json",
        "earmark kwic backlog --format csv",
        "earmark schema search",
        "earmark search backlog | cat",
        "earmark search backlog --no-pager",
        "EARMARK_PAGER=cat earmark search backlog",
        "EARMARK_PAGER=no-such-pager-anywhere earmark search backlog",
        "TERM=dumb earmark search backlog",
    ] {
        let run = on_terminal(at, &[PAGED], line);
        assert_eq!(run.code, 0, "{line}: {run:?}");
        assert!(run.stdout.len() > 100 && !run.stdout.contains("paged"), "{line}: {run:?}");
    }
}

#[test]
fn the_file_comes_before_the_pager_of_all_programs() {
    let Some(desk) = desk() else { return };
    let at = desk.path();
    let pager = |variables: &[(&str, &str)]| {
        let run = on_terminal(at, variables, "earmark search backlog");
        run.stdout.ends_with("paged\n")
    };
    assert!(pager(&[("PAGER", "sh pager.sh")]));
    fs::write(at.join("config.toml"), "pager = false\n").unwrap();
    let file = ("EARMARK_CONFIG", "config.toml");
    assert!(!pager(&[file, ("PAGER", "sh pager.sh")]));
    assert!(pager(&[file, PAGED]));
    fs::write(at.join("config.toml"), "pager = \"cat > page; echo paged\"\n").unwrap();
    assert!(pager(&[file, ("PAGER", "cat")]));
}

#[test]
fn a_pager_closed_early_or_interrupted_is_no_error() {
    let Some(desk) = desk() else { return };
    let at = desk.path();
    let quick = [("EARMARK_PAGER", "sh impatient.sh")];
    let run = on_terminal(at, &quick, "earmark search the --limit 400");
    assert_eq!((run.stdout.as_str(), run.code), ("", 0));
    assert!(fs::read_to_string(at.join("page")).unwrap().contains(" 1. "));
    // The hits are remembered for notes all the same.
    let run = earmark(at, &["note", "add", "note.md", "2"]);
    assert_eq!(run.code, 0, "{run:?}");
    let run = on_terminal(at, &quick, "earmark parse corpus");
    assert_eq!((run.stdout.as_str(), run.code), ("", 0));
}

/// A call whose names are all longer than there is room for.
const LONG: &str = r#"{"id": "international-consolidated-freight-and-haulage-holdings-2023q4",
"company": "International Consolidated Freight and Haulage Holdings Société Anonyme",
"ticker": "ICFH", "date": "2023-11-02", "quarter": "2023-Q4", "turns": [
{"speaker": "Wolfgang-Amadeus von Hohenzollern-Sigmaringen", "role": "executive", "section": "prepared",
 "title": "Executive Vice President, Chief Financial Officer and Treasurer",
 "paragraphs": ["The backlog grew."]},
{"speaker": "Bartholomew Featherstonehaugh", "role": "analyst", "section": "qa",
 "firm": "Sanford C. Bernstein & Company Limited Liability",
 "paragraphs": ["What about the backlog in the third quarter?"]},
{"speaker": "Wolfgang-Amadeus von Hohenzollern-Sigmaringen", "role": "executive", "section": "qa",
 "title": "Executive Vice President, Chief Financial Officer and Treasurer",
 "paragraphs": ["The backlog is fine, thank you, and growing."]}]}"#;

#[test]
fn pages_are_no_wider_than_the_terminal() {
    let Some(desk) = desk() else { return };
    let at = desk.path();
    fs::write(at.join("corpus/long.json"), LONG).unwrap();
    assert_eq!(earmark(at, &["index"]).code, 0);
    let query = "backlog AND (growth OR year OR third OR quarter OR grew OR fine OR growing)";
    let save = earmark(at, &["search", query, "--save", "a-long-name-of-a-search"]);
    assert_eq!(save.code, 0, "{save:?}");
    for line in [
        "calls",
        "formats",
        "speakers",
        "firms",
        "saved",
        "search backlog company:international",
        "questions backlog",
        "questions --by analyst",
        "count backlog --by company",
        "count backlog --by call",
        "count backlog --by quarter,company",
        "kwic backlog",
        "kwic backlog company:halden",
        "first backlog --by company",
        "collocates backlog",
        "terms halden-robotics-2022q3",
        "show international-consolidated-freight-and-haulage-holdings-2023q4",
        "parse corpus/long.json",
    ] {
        for columns in [60, 80, 120] {
            let command = format!("stty cols {columns}; earmark {line} --no-pager 2> /dev/null");
            let run = on_terminal(at, &[("NO_COLOR", "1")], &command);
            assert_eq!(run.code, 0, "{run:?}");
            // An address is never broken, so that it can be copied.
            let is_address = |shown: &str| !shown.trim().contains(' ');
            for shown in run.stdout.lines().filter(|shown| !is_address(shown)) {
                assert!(shown.chars().count() <= columns, "{line}: {shown}");
            }
        }
    }
}

#[test]
fn addresses_are_links_to_the_files_of_calls() {
    let Some(desk) = desk() else { return };
    let at = desk.path();
    let file = at.join("corpus/halden-robotics-2022q3.txt");
    let url = format!("/{}\x1b\\", file.strip_prefix("/").unwrap().display());
    let text = fs::read_to_string(&file).unwrap();
    for line in ["search backlog", "questions backlog", "show halden-robotics-2022q3"] {
        let run = on_terminal(at, &[], &format!("earmark {line} --no-pager"));
        assert!(run.stdout.contains("\x1b]8;;file://") && run.stdout.contains(&url), "{run:?}");
        let links = run.stdout.matches("\x1b]8;;").count();
        assert_eq!(links, 2 * run.stdout.matches("\x1b]8;;file://").count(), "each link ends");
        // Not every pager hands links on.
        on_terminal(at, &[PAGED], &format!("earmark {line}"));
        let page = fs::read_to_string(at.join("page")).unwrap();
        assert!(page.contains("\x1b[36m") && !page.contains("\x1b]8"), "{page}");
    }
    fs::write(at.join("never.toml"), "hyperlinks = \"never\"\n").unwrap();
    for line in [
        "earmark search backlog --no-pager --color never",
        "earmark search backlog --color always | cat",
        "EARMARK_CONFIG=never.toml earmark search backlog --no-pager",
    ] {
        let run = on_terminal(at, &[], line);
        assert!(run.code == 0 && !run.stdout.contains("\x1b]8"), "{line}: {run:?}");
    }
    // A name that would end the link, were it not written out; and a file that is gone.
    let evil = at.join("corpus/e\u{1b}\\vil;\u{7} é.txt");
    fs::write(&evil, text.replace("2022", "2027")).unwrap();
    assert_eq!(earmark(at, &["index"]).code, 0);
    let call = "call:halden-robotics-2027q3 backlog";
    let search = || on_terminal(at, &[], &format!("earmark search '{call}' --no-pager")).stdout;
    assert!(search().contains("/corpus/e%1B%5Cvil%3B%07%20%C3%A9.txt\x1b\\"), "{}", search());
    fs::remove_file(&evil).unwrap();
    assert!(!search().contains("\x1b]8") && search().contains("\x1b[36m"));
}
