//! The config file: what it sets, for whom, and what is said of a broken one.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::earmark::Ran;
use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;
use crate::earmark::with_corpus;

/// Writes the config file of whoever is at home in a folder.
fn write(home: &Path, text: &str) {
    let folder = home.join(".config/earmark");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), text).unwrap();
}

fn setting(page: &Value, name: &str) -> (Value, String, Value) {
    let settings = page["settings"].as_array().unwrap();
    let found = settings.iter().find(|s| s["name"] == name).unwrap();
    (found["value"].clone(), found["from"].as_str().unwrap().to_owned(), found["place"].clone())
}

fn with(home: &Path, variable: &str, value: &str, args: &[&str]) -> Ran {
    ran(command(home).env(variable, value).args(args).output().unwrap())
}

#[test]
fn a_flag_comes_before_the_environment_and_that_before_the_file() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(".config/earmark/config.toml");
    let config = |variable: &str, args: &[&str]| {
        let args = [&["config", "--format", "json"], args].concat();
        with(home.path(), variable, "env", &args).json()
    };
    let page = config("UNUSED", &[]);
    assert_eq!((&page["exists"], page["path"].as_str()), (&false.into(), path.to_str()));
    assert_eq!(setting(&page, "index").1, "built-in");
    assert_eq!(setting(&page, "search.limit"), (10.into(), "built-in".into(), Value::Null));
    write(home.path(), "index = \"of-file\"\n\ncolor = \"auto\"\n");
    let expected = path.parent().unwrap().join("of-file");
    let place = format!("{}:1", path.display());
    let page = config("UNUSED", &[]);
    assert_eq!(page["exists"], true);
    assert_eq!(
        setting(&page, "index"),
        (expected.to_str().unwrap().into(), "file".into(), place.into())
    );
    let page = config("EARMARK_INDEX", &[]);
    assert_eq!(
        setting(&page, "index"),
        ("env".into(), "environment".into(), "EARMARK_INDEX".into())
    );
    let page = config("EARMARK_INDEX", &["--index", "of-flag"]);
    assert_eq!(setting(&page, "index"), ("of-flag".into(), "flag".into(), "--index".into()));
    assert_eq!(setting(&config("UNUSED", &[]), "color").1, "file");
    let page = config("NO_COLOR", &["--color", "auto"]);
    assert_eq!(setting(&page, "color"), ("never".into(), "environment".into(), "NO_COLOR".into()));
    let page = config("NO_COLOR", &["--color", "always"]);
    assert_eq!(setting(&page, "color"), ("always".into(), "flag".into(), "--color".into()));
    let page = config("EARMARK_THESAURUS", &[]);
    assert_eq!(setting(&page, "thesaurus").2, "EARMARK_THESAURUS");
}

#[test]
fn a_file_changes_pages_of_text_and_nothing_that_programs_read() {
    let home = with_corpus();
    assert_eq!(earmark(home.path(), &["index", "corpus"]).code, 0);
    let commands: [&[&str]; 5] = [
        &["search", "backlog"],
        &["questions", "backlog"],
        &["kwic", "backlog"],
        &["show", "halden-robotics-2022q3:9"],
        &["search", "backlog", "--context", "0", "--limit", "10"],
    ];
    let run =
        |args: &[&str]| commands.map(|command| earmark(home.path(), &[command, args].concat()));
    let before = (run(&["--format", "json"]), run(&[]));
    write(
        home.path(),
        "[search]\nlimit = 1\ncontext = 0\n[questions]\nlimit = 1\n[kwic]\nlimit = 1\nwords = 2\n\
         [show]\naround = 0\n",
    );
    let after = (run(&["--format", "json"]), run(&[]));
    let [search, questions, kwic, show, flags] = &after.1;
    assert!(search.stdout.ends_with("1 of 91 passages; --offset 1 for more\n"), "{search:?}");
    assert!(!search.stdout.contains("        "), "there is no context: {search:?}");
    assert!(questions.stdout.contains("\n1 of "), "{questions:?}");
    assert!(kwic.stdout.contains("\n1 of "), "{kwic:?}");
    assert_eq!(show.stdout.matches("\n[").count(), 1, "{show:?}");
    let whole = earmark(home.path(), &["show", "halden-robotics-2022q3"]);
    assert_eq!(whole.code, 0, "only the flag is wrong of a whole call: {whole:?}");
    assert_eq!(flags.stdout, before.1[4].stdout, "flags say otherwise");
    for (before, after) in before.0.iter().zip(&after.0) {
        assert_eq!(before.stdout, after.stdout);
    }
}

#[test]
fn places_hold_for_every_command() {
    let home = with_corpus();
    write(home.path(), "index = \"~/mine\"\nthesaurus = \"words.txt\"\n");
    let run = earmark(home.path(), &["index", "corpus"]);
    assert!(run.code == 0 && home.path().join("mine/meta.json").exists(), "{run:?}");
    fs::write(home.path().join(".config/earmark/words.txt"), "zyzzyva = backlog\n").unwrap();
    for command in ["search", "questions", "count", "kwic"] {
        let run = earmark(home.path(), &[command, "zyzzyva", "--synonyms", "--format", "json"]);
        assert_eq!(run.code, 0, "{run:?}");
    }
    assert!(!home.path().join("index").exists());
}

#[test]
fn a_broken_file_is_an_error_that_points_at_it() {
    let home = tempfile::tempdir().unwrap();
    let check = |text: &str, expected: &str| {
        write(home.path(), text);
        let run = earmark(home.path(), &["formats"]);
        let path = home.path().join(".config/earmark/config.toml");
        let said = run.stderr.replace(&*path.to_string_lossy(), "FILE");
        assert_eq!((run.code, run.stdout.as_str(), said.as_str()), (2, "", expected), "{text}");
    };
    check(
        "# mine\n[search]\r\n\tlimmit = 5 # few\r\n",
        "error: line 3 of `FILE`: there is no setting `search.limmit`\n  |\n3 |  limmit = 5 # few \n\
         \x20 |  ^^^^^^\nhint: did you mean `search.limit`?\n",
    );
    check(
        "color = \"always\"\n",
        "error: line 1 of `FILE`: `color` cannot be `\"always\"`\n  |\n1 | color = \"always\"\n\
         \x20 |         ^^^^^^^^\nhint: give `\"auto\"` or `\"never\"`; colour in a pipe is for \
         `--color always` to ask for\n",
    );
    write(home.path(), "index = \"\u{1b}[2J");
    let run = earmark(home.path(), &["status"]);
    assert!(run.code == 2 && !run.stderr.contains('\u{1b}'), "{run:?}");
    let help = earmark(home.path(), &["config", "--help"]);
    assert_eq!(help.code, 0, "help is there to mend it: {help:?}");
}

#[test]
fn a_missing_file_is_an_error_only_where_it_is_named() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(earmark(home.path(), &["formats"]).code, 0);
    let run = with(home.path(), "EARMARK_CONFIG", "nowhere.toml", &["formats"]);
    assert!(run.code == 2 && run.stderr.contains("cannot read `nowhere.toml`"), "{run:?}");
    write(home.path(), "broken");
    let code = |name: &str| with(home.path(), "EARMARK_CONFIG", name, &["formats"]).code;
    assert_eq!(code(""), 2, "a variable that is set to nothing counts for nothing");
    assert_eq!(code(if cfg!(windows) { "NUL" } else { "/dev/null" }), 0);
    fs::write(home.path().join("mine.toml"), "color = 'never'\n").unwrap();
    assert_eq!(code("mine.toml"), 0);
}
