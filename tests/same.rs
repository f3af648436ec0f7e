//! However an index came about, it answers alike: at once or file by file, in whatever order, on
//! one core or all, changed back and forth, built anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::earmark::command;
use crate::earmark::earmark;
use crate::earmark::ran;
use crate::earmark::with_corpus;

const QUESTIONS: [&[&str]; 8] = [
    &["calls"],
    &["search", "backlog", "--limit", "1000", "--sort", "call"],
    &["search", "backlog margin guidance", "--limit", "1000", "--sort", "call"],
    &["search", "\"cloud gaming\" OR capex NEAR/8 [money]", "--limit", "1000", "--sort", "call"],
    &["search", "--plain", "how old is the backlog", "--limit", "1000", "--sort", "call"],
    &["questions", "backlog"],
    &["count", "backlog", "--by", "company,quarter"],
    &["speakers"],
];

/// Returns the answers of an index, scores to within rounding.
fn answers(folder: &Path, index: &str) -> Vec<Value> {
    let ask = |args: &&[&str]| {
        let tail = ["--index", index, "--format", "json"];
        let mut answer = earmark(folder, &[args, &tail[..]].concat()).json();
        for hit in answer["hits"].as_array_mut().into_iter().flatten() {
            let score = hit["score"].as_f64().unwrap();
            hit["score"] = format!("{score:.3}").into();
            hit["rank"] = Value::Null;
        }
        answer
    };
    QUESTIONS.iter().map(ask).collect()
}

#[test]
fn however_an_index_came_about_it_answers_alike() {
    let folder = with_corpus();
    let folder = folder.path();
    let index = |args: &[&str], index: &str| {
        let run = earmark(folder, &[&["index"], args, &["--index", index]].concat());
        assert_eq!(run.code, 0, "{run:?}");
    };
    index(&["corpus"], "once");
    let expected = answers(folder, "once");
    let same = |name: &str| {
        for (asked, (found, expected)) in
            QUESTIONS.iter().zip(answers(folder, name).iter().zip(&expected))
        {
            assert!(found == expected, "{name}: {asked:?}");
        }
    };
    let mut files: Vec<String> = fs::read_dir(folder.join("corpus"))
        .unwrap()
        .map(|e| format!("corpus/{}", e.unwrap().file_name().to_str().unwrap()))
        .filter(|name| !name.contains("README"))
        .collect();
    files.sort();
    for file in files.iter().rev() {
        index(&[file], "backwards");
    }
    same("backwards");
    let mut all: Vec<&str> = files.iter().map(String::as_str).collect();
    all.rotate_left(5);
    index(&all, "rotated");
    same("rotated");
    // Other words come and go, and with them what was known of all calls together.
    let text = fs::read_to_string(folder.join(&files[0])).unwrap();
    for round in 0..3 {
        let changed = text.replace("backlog", "order book").replace("the ", "a ");
        fs::write(folder.join("corpus/zz.txt"), format!("Round {round}.\n{changed}")).unwrap();
        index(&["corpus"], "to-and-fro");
    }
    fs::remove_file(folder.join("corpus/zz.txt")).unwrap();
    index(&["corpus"], "to-and-fro");
    same("to-and-fro");
    index(&["--rebuild"], "to-and-fro");
    same("to-and-fro");
    let mut one = Command::new("taskset");
    one.current_dir(folder).args(["-c", "0"]).arg(command(folder).get_program());
    match one.args(["index", "corpus", "--index", "one-core"]).output() {
        Ok(output) => {
            assert_eq!(ran(output).code, 0);
            same("one-core");
        }
        Err(error) => eprintln!("skipped: no `taskset`: {error}"),
    }
}
