//! `collocates`, `terms` and `compare` against plain counts over the words of the corpus.
//!
//! The counts are made from what `show` prints; they share with the commands only what a word is.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use earmark::text::Tokens;
use serde_json::Value;

use crate::earmark::earmark;
use crate::earmark::with_corpus;

/// A call as it was said: the section and role of each turn, and its words.
type Said = Vec<(String, String, Vec<String>)>;

/// Reads every call of the corpus, by id.
fn read(folder: &std::path::Path) -> BTreeMap<String, Said> {
    let calls = earmark(folder, &["calls", "--format", "json"]).json();
    let ids = calls["calls"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap());
    let read = ids.map(|id| {
        let shown = earmark(folder, &["show", id, "--format", "json"]).json();
        let turns = shown["turns"].as_array().unwrap().iter();
        let said = turns.map(|turn| {
            let passages = turn["passages"].as_array().unwrap().iter();
            let words = passages.flat_map(|p| words(p["text"].as_str().unwrap()));
            let fact = |name: &str| turn[name].as_str().unwrap().to_owned();
            (fact("section"), fact("role"), words.collect())
        });
        (id.to_owned(), said.collect())
    });
    read.collect()
}

fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        if tokens.token().is_primary {
            out.push(tokens.token().text.clone());
        }
    }
    out
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn collocates_are_those_of_a_plain_count() {
    let folder = with_corpus();
    let calls = read(folder.path());
    for (node, window) in [("backlog", 5), ("margin", 2), ("the", 3), ("churn", 40)] {
        let (mut near, mut total) = (BTreeMap::new(), BTreeMap::new());
        let (mut mentions, mut size, mut all) = (0, 0, 0);
        for (_, _, words) in calls.values().flatten() {
            for (at, word) in words.iter().enumerate() {
                all += 1;
                mentions += usize::from(word == node);
                *total.entry(word.clone()).or_insert(0) += 1;
                let reach = at.saturating_sub(window)..(at + window + 1).min(words.len());
                if word != node && words[reach].iter().any(|w| w == node) {
                    size += 1;
                    *near.entry(word.clone()).or_insert(0) += 1;
                }
            }
        }
        let args = ["collocates", &format!("={node}"), "--window", &window.to_string()];
        let args = [&args[..], &["--min-count", "1", "--limit", "100000"]].concat();
        let found = earmark(
            folder.path(),
            &[&args[..], &["--function-words", "--format", "json"]].concat(),
        );
        let found = found.json();
        assert_eq!(number(&found["mentions"]), mentions, "{node}");
        assert_eq!((number(&found["near"]), number(&found["words"])), (size, all), "{node}");
        let mut given = BTreeSet::new();
        for row in found["rows"].as_array().unwrap() {
            let word = row["word"].as_str().unwrap();
            given.insert(word);
            assert_eq!(number(&row["near"]), near[word], "{node}: {word}");
            assert_eq!(number(&row["total"]), total[word], "{node}: {word}");
            assert_eq!(number(&row["left"]) + number(&row["right"]), near[word]);
        }
        let is_attracted = |w: &str| near[w] * all > size * total[w];
        let letters = |w: &str| w.chars().all(char::is_alphabetic);
        for word in near.keys().filter(|w| is_attracted(w) && letters(w)) {
            assert!(given.contains(word.as_str()), "{node}: {word}");
        }
        assert!(given.iter().all(|w| is_attracted(w)));
    }
}

#[test]
fn terms_are_those_of_a_plain_count() {
    let folder = with_corpus();
    let calls = read(folder.path());
    let id = "halden-robotics-2023q2";
    let count = |term: &str, keep: &dyn Fn(&str) -> bool| -> usize {
        let said = calls.iter().filter(|(id, _)| keep(id)).flat_map(|(_, said)| said);
        let words = said.filter(|(_, role, _)| role != "operator").flat_map(|(_, _, words)| words);
        words.filter(|w| *w == term).count()
    };
    for (against, company) in [("company", "halden"), ("all", "")] {
        let args = ["terms", id, "--against", against, "--limit", "1000", "--format", "json"];
        let found = earmark(folder.path(), &args).json();
        let rows = found["rows"].as_array().unwrap();
        assert!(rows.len() > 20);
        let lls: Vec<f64> = rows.iter().map(|r| r["log_likelihood"].as_f64().unwrap()).collect();
        assert!(lls.is_sorted_by(|a, b| a >= b));
        for row in rows {
            let term = row["term"].as_str().unwrap();
            assert_eq!(number(&row["count"]), count(term, &|other| other == id), "{term}");
            let others = count(term, &|other| other != id && other.starts_with(company));
            assert_eq!(number(&row["other_count"]), others, "{term}");
            assert!(row["log_ratio"].as_f64().unwrap() > 0.0);
        }
    }
}

#[test]
fn two_calls_are_compared_by_section() {
    let folder = with_corpus();
    let calls = read(folder.path());
    let (before, after) = ("orrery-play-2022q4", "orrery-play-2023q1");
    let count = |id: &str, section: &str, term: &str| -> usize {
        let said = calls[id].iter().filter(|(s, role, _)| s == section && role != "operator");
        said.flat_map(|(_, _, words)| words).filter(|w| *w == term).count()
    };
    let found = earmark(folder.path(), &["compare", before, after, "--format", "json"]).json();
    let mut terms = 0;
    for section in found["sections"].as_array().unwrap() {
        let name = section["section"].as_str().unwrap();
        for (change, list) in section["terms"].as_object().unwrap() {
            for row in list.as_array().unwrap() {
                let term = row["term"].as_str().unwrap();
                let counts = (count(before, name, term), count(after, name, term));
                assert_eq!((number(&row["other_count"]), number(&row["count"])), counts, "{term}");
                match change.as_str() {
                    "new" => assert_eq!(counts.0, 0),
                    "dropped" => assert_eq!(counts.1, 0),
                    _ => assert!(counts.0 > 0 && counts.1 > 0),
                }
                terms += 1;
            }
        }
    }
    assert!(terms > 10);
    let same = earmark(folder.path(), &["compare", before, before, "--format", "json"]).json();
    for section in same["sections"].as_array().unwrap() {
        for list in [&section["terms"], &section["sentences"]] {
            assert!(list.as_object().unwrap().values().all(|l| l.as_array().unwrap().is_empty()));
        }
        assert!(number(&section["kept_sentences"]) > 10);
    }
    assert_eq!(earmark(folder.path(), &["compare", before, "no-such-call"]).code, 2);
    assert_eq!(earmark(folder.path(), &["terms", "no-such-call"]).code, 2);
}
