//! The command as people and scripts use it: streams, exit codes, what is written where.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use crate::earmark::Ran;
use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;
use crate::earmark::with_corpus;

#[test]
fn the_first_search_builds_the_index_of_the_corpus() {
    let folder = with_corpus();
    let first = earmark(folder.path(), &["search", "backlog"]);
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.stderr.contains("there is no index yet"), "{first:?}");
    assert!(first.stdout.contains("backlog"), "{first:?}");
    assert!(!first.stdout.contains('\u{1b}'), "no colour in a pipe");
    let second = earmark(folder.path(), &["search", "backlog"]);
    assert_eq!(second.stderr, "");
    assert_eq!(second.stdout, first.stdout);
}

#[test]
fn exit_codes_tell_hits_from_none_from_errors() {
    let folder = with_corpus();
    let code = |args: &[&str]| earmark(folder.path(), args).code;
    assert_eq!(code(&["search", "backlog"]), 0);
    assert_eq!(code(&["search", "zyzzyva"]), 1);
    assert_eq!(code(&["search", "rol:analyst"]), 2);
    assert_eq!(code(&["search", "\"cloud"]), 2);
    assert_eq!(code(&["search", "--no-such-flag", "x"]), 2);
    assert_eq!(code(&["show", "nothing-2021q1"]), 2);
    assert_eq!(code(&["parse", "nothing.txt"]), 2);
    let none = earmark(folder.path(), &["search", "zyzzyva", "--format", "json"]);
    assert_eq!((none.code, none.json()["total"].as_u64()), (1, Some(0)));
}

#[test]
fn errors_point_into_the_query() {
    let folder = with_corpus();
    let error = earmark(folder.path(), &["search", "rol:analyst \"gross margin\""]);
    let expected = "error: no field `rol`\n  |\n1 | rol:analyst \"gross margin\"\n  | ^^^\n\
                    hint: did you mean `role`?\n";
    assert!(error.stderr.ends_with(expected), "{}", error.stderr);
    assert_eq!(error.stdout, "");
}

#[test]
fn words_flags_and_minus_terms_mix_freely() {
    let folder = with_corpus();
    let total = |args: &[&str]| earmark(folder.path(), args).json()["total"].as_u64().unwrap();
    let all = total(&["search", "backlog", "--format", "json"]);
    let some = total(&["search", "--format", "json", "backlog", "-growth"]);
    let rest = total(&["search", "backlog", "growth", "--format", "json"]);
    assert_eq!(all, some + rest);
    let by_flag = total(&["search", "backlog", "--role", "analyst", "--format", "json"]);
    let by_field = total(&["search", "backlog role:analyst", "--format", "json"]);
    assert_eq!(by_flag, by_field);
    assert!(by_flag > 0 && by_flag < all);
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = with_corpus();
    let first = earmark(folder.path(), &["index", "corpus"]);
    assert!(first.stdout.contains("14 calls added"), "{first:?}");
    let before = fs::read(folder.path().join("index/meta.json")).unwrap();
    let second = earmark(folder.path(), &["index"]);
    assert!(second.stdout.contains("nothing has changed: 14 calls"), "{second:?}");
    assert_eq!(fs::read(folder.path().join("index/meta.json")).unwrap(), before);
}

#[test]
fn changed_and_vanished_calls_are_found() {
    let folder = with_corpus();
    earmark(folder.path(), &["index", "corpus"]);
    let at = folder.path().join("corpus");
    fs::remove_file(at.join("orrery-play-2022q3.txt")).unwrap();
    let path = at.join("orrery-play-2022q4.txt");
    let text = fs::read_to_string(&path).unwrap().replace("backlog", "zyzzyva");
    fs::write(path, text).unwrap();
    let run = earmark(folder.path(), &["index"]);
    assert!(run.stdout.contains("0 calls added, 1 changed, 1 removed, 12 unchanged"), "{run:?}");
    assert_eq!(earmark(folder.path(), &["search", "zyzzyva"]).code, 0);
    assert_eq!(earmark(folder.path(), &["search", "call:orrery-play-2022q3"]).code, 1);
}

#[test]
fn calls_are_read_again_when_what_stands_beside_them_changes() {
    let folder = with_corpus();
    let at = folder.path().join("corpus");
    fs::copy(at.join("orrery-play-2022q3.txt"), at.join("plain.txt")).unwrap();
    fs::remove_file(at.join("orrery-play-2022q3.txt")).unwrap();
    let index = |expected: &str| {
        let run = earmark(folder.path(), &["index", "corpus"]);
        assert!(run.stdout.contains(expected), "{expected}: {run:?}");
    };
    index("14 calls added");
    let table = |rows: &str| {
        let header = "file,company,ticker\n";
        fs::write(at.join("transcripts.csv"), format!("{header}{rows}")).unwrap();
    };
    table("other,Other,OTH\n");
    index("nothing has changed");
    table("other,Other,OTH\nplain,,ZYZ\n");
    index("1 changed, 0 removed, 13 unchanged");
    assert_eq!(earmark(folder.path(), &["search", "ticker:zyz"]).code, 0);
    index("nothing has changed");
    fs::write(at.join("plain.toml"), "ticker = \"ZYX\"\n").unwrap();
    index("1 changed, 0 removed, 13 unchanged");
    fs::remove_file(at.join("plain.toml")).unwrap();
    fs::remove_file(at.join("transcripts.csv")).unwrap();
    index("1 changed, 0 removed, 13 unchanged");
    assert_eq!(earmark(folder.path(), &["search", "ticker:zyz"]).code, 1);
}

#[test]
fn what_parse_prints_corrects_the_text_it_came_from() {
    let folder = with_corpus();
    let file = "corpus/halden-robotics-2022q3.txt";
    let parsed = earmark(folder.path(), &["parse", file, "--format", "jsonl"]);
    assert_eq!(parsed.code, 0, "{parsed:?}");
    let mut call = parsed.json();
    let before = call["turns"][1]["speaker"].clone();
    call["turns"][1]["speaker"] = "Corrected Name".into();
    fs::write(folder.path().join("corpus/fixed.json"), call.to_string()).unwrap();
    let run = earmark(folder.path(), &["index", "corpus"]);
    assert!(run.stderr.contains("is also given as JSON"), "{run:?}");
    let found = earmark(folder.path(), &["search", "speaker:corrected", "--format", "json"]);
    assert_eq!(found.json()["hits"][0]["call"]["id"], "halden-robotics-2022q3");
    let again = earmark(folder.path(), &["index"]);
    assert!(again.stdout.contains("nothing has changed: 14 calls"), "{again:?}");
    assert_ne!(before, "Corrected Name");
}

#[test]
fn bad_input_is_named_and_the_rest_goes_on() {
    let folder = with_corpus();
    let at = folder.path().join("corpus");
    fs::write(at.join("empty.txt"), "").unwrap();
    fs::write(at.join("binary.txt"), [0_u8, 1, 2, 3, 0, 255, 0, 9].repeat(40)).unwrap();
    fs::write(at.join("broken.json"), "{\"turns\": [{").unwrap();
    fs::write(at.join("broken.jsonl"), "{\"turns\": []}\n{\"turns\": 3}\n").unwrap();
    fs::write(at.join("shopping.txt"), "milk\neggs\nbread\n").unwrap();
    let mut broken = fs::read(at.join("orrery-play-2022q3.txt")).unwrap();
    broken.insert(100, 0xff);
    fs::write(at.join("broken-utf8.txt"), broken).unwrap();
    let mut long = "We grew our backlog again this quarter, ".repeat(50_000);
    long.push_str("and that is all.");
    fs::write(at.join("long.txt"), long).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&at, at.join("loop")).unwrap();
    let run = earmark(folder.path(), &["index", "corpus"]);
    assert_eq!(run.code, 2, "{run:?}");
    for name in ["empty.txt", "binary.txt", "broken.json", "broken.jsonl", "shopping.txt"] {
        assert!(run.stderr.contains(name), "{name}: {run:?}");
    }
    #[cfg(unix)]
    assert!(run.stderr.contains("loop"), "{run:?}");
    assert!(run.stderr.contains("broken-utf8.txt"), "{run:?}");
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    let total = earmark(folder.path(), &["search", "call:halden-robotics-2022q3"]);
    assert_eq!(total.code, 0);
}

#[test]
fn a_call_without_turns_is_told() {
    let folder = with_corpus();
    let at = folder.path().join("corpus");
    fs::write(at.join("none.json"), r#"{"id": "none", "turns": []}"#).unwrap();
    fs::write(at.join("some.jsonl"), "{\"id\": \"a\", \"turns\": []}\n{\"turns\": [{}]}\n")
        .unwrap();
    let run = earmark(folder.path(), &["index", "corpus"]);
    assert_eq!(run.code, 0, "{run:?}");
    for said in
        ["none.json`: the call `none` has no turns\n", "some.jsonl`: the call `a` has no turns\n"]
    {
        assert!(run.stderr.contains(said), "{said}: {run:?}");
    }
    let parsed = earmark(folder.path(), &["parse", "corpus/none.json", "--format", "json"]).json();
    assert_eq!(parsed["issues"][0]["kind"], "no-turns", "{parsed}");
    assert_eq!(earmark(folder.path(), &["search", "backlog"]).code, 0);
}

#[test]
fn nothing_stands_around_a_whole_call() {
    let folder = with_corpus();
    earmark(folder.path(), &["index", "corpus"]);
    let show = |place: &str| earmark(folder.path(), &["show", place, "--around", "1"]);
    assert_eq!(show("halden-robotics-2022q3:9").code, 0);
    let whole = show("halden-robotics-2022q3");
    assert_eq!((whole.stdout.as_str(), whole.code), ("", 2));
    assert!(whole.stderr.contains("`--around` needs a turn"), "{whole:?}");
}

#[test]
fn a_flag_that_is_none_is_answered_with_those_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let check = |args: &[&str], tip: &str| {
        let run = earmark(folder.path(), args);
        assert!(run.code == 2 && run.stderr.contains(&format!("  tip: {tip}")), "{run:?}");
        assert_eq!(run.stderr.matches("tip:").count(), 1, "{run:?}");
    };
    check(&["count", "backlog", "--answered-by", "cfo"], "'count' takes --by, ");
    check(&["search", "backlog", "--lmit", "5"], "a similar argument exists: '--limit'");
    check(&["note", "add", "--by"], "'add' takes ");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = with_corpus();
    earmark(folder.path(), &["index", "corpus"]);
    let mut child = command(folder.path())
        .args(["search", "the", "--limit", "5000", "--format", "jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = ran(child.wait_with_output().unwrap());
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
}

/// Runs earmark with something on its standard input.
fn fed(folder: &Path, args: &[&str], text: &[u8]) -> Ran {
    let mut child = command(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    ran(child.wait_with_output().unwrap())
}

#[test]
fn standard_input_is_read() {
    let folder = with_corpus();
    let text = fs::read(folder.path().join("corpus/halden-robotics-2022q3.txt")).unwrap();
    let done = fed(folder.path(), &["parse", "-", "--format", "jsonl"], &text);
    assert_eq!(done.json()["turns"].as_array().unwrap().len(), 31, "{}", done.stderr);
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("corpus")).unwrap();
    let call = serde_json::json!({
        "id": "evil", "company": "E\u{1b}[31mvil",
        "turns": [
            {"speaker": "A\u{1b}]0;x\u{7}", "paragraphs": ["our backlog \u{1b}[2J grew \u{202e} a lot"]},
            {"speaker": "B\u{1b}[1m", "role": "analyst", "firm": "F\u{9b}1m", "section": "qa",
             "paragraphs": ["why did the \u{1b}[2J backlog grow?"]},
        ],
    });
    fs::write(folder.path().join("corpus/evil.json"), call.to_string()).unwrap();
    let mut good = call;
    (good["id"], good["turns"][0]["paragraphs"]) = ("good".into(), ["it fell"].into());
    fs::write(folder.path().join("corpus/good.json"), good.to_string()).unwrap();
    for args in [
        &["search", "backlog"][..],
        &["search", "backlog", "--format", "csv"],
        &["show", "evil"],
        &["calls"],
        &["parse", "corpus/evil.json"],
        &["questions"],
        &["questions", "--format", "markdown"],
        &["questions", "--format", "csv"],
        &["questions", "--by", "analyst"],
        &["count", "backlog", "--by", "speaker"],
        &["count", "backlog", "margin", "--by", "company", "--format", "csv"],
        &["kwic", "backlog"],
        &["kwic", "backlog", "--format", "markdown"],
        &["first", "backlog"],
        &["collocates", "backlog", "--min-count", "1"],
        &["terms", "evil", "--against", "all", "--min-count", "1"],
        &["compare", "evil", "good"],
        &["speakers"],
        &["firms"],
    ] {
        let run = earmark(folder.path(), args);
        assert_eq!(run.code, 0, "{run:?}");
        for text in [run.stdout, run.stderr] {
            let bad = text.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
            assert_eq!(bad, None, "{args:?}: {text}");
        }
    }
}

#[test]
fn an_index_of_another_program_is_not_touched() {
    let folder = with_corpus();
    let index = folder.path().join("index");
    fs::create_dir(&index).unwrap();
    fs::write(index.join("meta.json"), "{\"not\": \"ours\"}").unwrap();
    let run = earmark(folder.path(), &["search", "backlog"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(
        fs::read_to_string(Path::new(&index).join("meta.json")).unwrap(),
        "{\"not\": \"ours\"}"
    );
}

#[test]
fn topics_give_run_lines() {
    let folder = with_corpus();
    let topics = "a\twhat about the backlog?\nb\tcloud gaming\trole:analyst\nc\tzyzzyva\n";
    fs::write(folder.path().join("topics.tsv"), topics).unwrap();
    let args = ["search", "--topics", "topics.tsv", "--format", "trec", "--plain", "--limit", "3"];
    for (by, shape) in [("passage", "2q"), ("turn", "#t"), ("call", "20")] {
        let run = earmark(folder.path(), &[&args[..], &["--by", by]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let lines: Vec<Vec<&str>> = run.stdout.lines().map(|l| l.split(' ').collect()).collect();
        assert_eq!(lines.len(), 6, "{run:?}");
        for (at, line) in lines.iter().enumerate() {
            assert_eq!((line[0], line[1], line[5]), (["a", "b"][at / 3], "Q0", "earmark"));
            assert_eq!(line[3], (at % 3 + 1).to_string());
            assert!(line[2].contains(shape) || by == "passage", "{line:?}");
        }
    }
    fs::write(folder.path().join("topics.tsv"), "no tab here\n").unwrap();
    let run = earmark(folder.path(), &args);
    assert!(run.code == 2 && run.stderr.contains("line 1 of `topics.tsv`"), "{run:?}");
}

#[test]
fn topics_and_queries_of_windows_are_read() {
    let folder = with_corpus();
    fs::write(folder.path().join("lines.tsv"), "\u{feff}9\tbacklog\r\n").unwrap();
    let args = ["search", "--topics", "lines.tsv", "--format", "trec", "--limit", "1"];
    let run = earmark(folder.path(), &args);
    assert!(run.stdout.starts_with("9 Q0 "), "{run:?}");
    let run = earmark(folder.path(), &["count", "--queries", "lines.tsv", "--format", "csv"]);
    assert!(run.stdout.contains(",9,") && !run.stdout.contains('\u{feff}'), "{run:?}");
}

#[test]
fn topics_come_from_standard_input() {
    let folder = with_corpus();
    let args = ["search", "--topics", "-", "--format", "trec", "--limit", "1"];
    let run = fed(folder.path(), &args, b"a\tbacklog\n");
    assert!(run.stdout.starts_with("a Q0 ") && run.code == 0, "{run:?}");
}

#[test]
fn a_broken_topic_is_pointed_at_before_any_is_ranked() {
    let folder = with_corpus();
    let check = |second: &str, message: &str, shown: &str, hint: &str| {
        fs::write(folder.path().join("t.tsv"), format!("a\tbacklog\nb\t{second}\n")).unwrap();
        let run = earmark(folder.path(), &["search", "--topics", "t.tsv", "--format", "trec"]);
        let expected = format!("error: line 2 of `t.tsv`: {message}\n  |\n2 | {shown}\n");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
        assert!(run.stderr.contains(&expected) && run.stderr.contains(hint), "{run:?}");
    };
    check("rol:analyst x", "no field `rol`", "rol:analyst x\n  | ^^^", "did you mean `role`?");
    check("x\trole:boss", "no role `boss`", "role:boss\n  |      ^^^^", "the roles are");
    let message = "the expression cannot be understood: unclosed group";
    check("/(a/", message, "/(a/\n  | ^^^^", "");
}

/// Ids, hits and scores must not depend on the order in which files came and went.
#[test]
fn an_index_made_in_steps_is_the_index_made_at_once() {
    let folder = with_corpus();
    let at = folder.path().join("corpus");
    let aside = folder.path().join("aside");
    fs::create_dir(&aside).unwrap();
    let mut names: Vec<_> = fs::read_dir(&at).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    // Two files that come to one id, one that is later corrected by JSON.
    fs::copy(at.join("orrery-play-2022q3.txt"), at.join("aaa.txt")).unwrap();
    let text = fs::read_to_string(at.join("aaa.txt")).unwrap();
    fs::write(at.join("aaa.txt"), text.replacen("backlog", "order backlog", 1)).unwrap();
    for name in names.iter().step_by(2) {
        fs::rename(at.join(name), aside.join(name)).unwrap();
    }
    let steps = |args: &[&str]| {
        let run = earmark(folder.path(), args);
        assert!(run.code == 0, "{run:?}");
    };
    steps(&["index", "corpus"]);
    for name in names.iter().step_by(2) {
        fs::rename(aside.join(name), at.join(name)).unwrap();
    }
    steps(&["index"]);
    let fixed =
        earmark(folder.path(), &["parse", "corpus/halden-robotics-2023q2.txt", "--format", "json"]);
    fs::write(at.join("fixed.json"), fixed.stdout).unwrap();
    steps(&["index"]);
    fs::remove_file(at.join("aaa.txt")).unwrap();
    fs::remove_file(at.join("mingche-software-2022q4.txt")).unwrap();
    steps(&["index"]);
    steps(&["index", "corpus", "--index", "fresh"]);
    for query in [
        "backlog",
        "\"cloud gaming\"",
        "role:analyst margin",
        "the NEAR/3 backlog",
        "call:orrery-play-2022q3",
    ] {
        let ask = |index: &str| {
            let args = ["search", query, "--limit", "1000", "--format", "json", "--index", index];
            let found = earmark(folder.path(), &args).json();
            let hits = found["hits"].as_array().unwrap();
            let shown = |h: &serde_json::Value| {
                let score = (h["score"].as_f64().unwrap() * 1000.0).round();
                (h["anchor"].to_string(), score, h["text"].to_string(), h["highlights"].to_string())
            };
            hits.iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(ask("index"), ask("fresh"), "{query}");
    }
}

#[test]
fn what_is_forgotten_stays_out_until_it_is_named() {
    let folder = with_corpus();
    let index = |args: &[&str]| earmark(folder.path(), &[&["index"], args].concat());
    index(&["corpus"]);
    let call = "call:halden-robotics-2022q3";
    let file = "corpus/halden-robotics-2022q3.txt";
    let is_there = || earmark(folder.path(), &["search", call]).code == 0;
    assert!(is_there());
    assert_eq!(index(&["--forget", file]).code, 0);
    assert!(!is_there());
    index(&[]);
    assert!(!is_there());
    index(&[file]);
    assert!(is_there());
}

#[test]
fn a_path_that_leads_nowhere_is_told_and_not_remembered() {
    let folder = with_corpus();
    let run = earmark(folder.path(), &["index", "corpse"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("there is no `corpse`"), "{run:?}");
    assert!(!folder.path().join("index").exists());
    assert_eq!(earmark(folder.path(), &["index", "corpus", "corpse"]).code, 2);
    assert_eq!(earmark(folder.path(), &["index"]).code, 0);
}

#[test]
fn a_broken_line_is_told_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let good = "{\"id\": \"a\", \"turns\": [{\"paragraphs\": [\"Our backlog grew.\"]}]}\n";
    fs::write(folder.path().join("calls.jsonl"), format!("{good}{{bad\n")).unwrap();
    for _ in 0..2 {
        let run = earmark(folder.path(), &["index", "calls.jsonl"]);
        assert!(run.code == 2 && run.stderr.contains("line 2"), "{run:?}");
        assert_eq!(
            earmark(folder.path(), &["search", "backlog", "--index", "data/earmark"]).code,
            0
        );
    }
}

#[test]
fn a_broken_line_far_down_is_told_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let line = |n: usize| match n {
        150 => "{bad\n".to_owned(),
        _ => format!("{{\"id\": \"c{n}\", \"turns\": [{{\"paragraphs\": [\"Turn {n}.\"]}}]}}\n"),
    };
    let lines: String = (0..200).map(line).collect();
    fs::write(folder.path().join("calls.jsonl"), lines).unwrap();
    let run = earmark(folder.path(), &["index", "calls.jsonl"]);
    assert!(run.code == 2 && run.stderr.contains("`calls.jsonl`: line 151"), "{run:?}");
    assert!(run.stdout.contains("199 calls added"), "{run:?}");
}

#[test]
fn a_query_without_words_finds_nothing() {
    let folder = with_corpus();
    for args in [&["search", "--plain", "!!"][..], &["search", "--plain", ""]] {
        assert_eq!(earmark(folder.path(), args).code, 2, "{args:?}");
    }
    assert_eq!(earmark(folder.path(), &["search", "[ph]"]).code, 1);
}

#[test]
fn a_turn_run_on_inside_a_line_is_cut_at_the_thanks() {
    let folder = with_corpus();
    let file = "corpus/halden-robotics-2022q4.txt";
    let call = earmark(folder.path(), &["parse", file, "--format", "json"]).json();
    let turn = |at: usize| {
        let turn = &call["turns"][at];
        (turn["role"].as_str().unwrap().to_owned(), turn["paragraphs"].to_string())
    };
    let (role, words) = turn(11);
    assert!(role == "analyst" && words.ends_with("Thanks a lot.\"]"), "{words}");
    let (role, words) = turn(12);
    assert!(role == "executive" && words.starts_with("[\"Thank you, Rachel. So on"), "{words}");
}
