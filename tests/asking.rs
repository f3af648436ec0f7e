//! What `search` tells beside its hits: explanations, facets, groups, synonyms, what steers.

use serde_json::Value;

use crate::earmark::earmark;
use crate::earmark::with_corpus;
use crate::shared::shared;

/// Asks the corpus and returns the answer with what was said on standard error.
fn ask(folder: &std::path::Path, args: &[&str]) -> (Value, String) {
    let run = earmark(folder, &[&["search", "--format", "json"], args].concat());
    assert_eq!(run.code, 0, "{run:?}");
    (run.json(), run.stderr)
}

#[test]
fn a_score_is_the_sum_of_its_parts_and_falls() {
    let folder = with_corpus();
    let (found, _) = ask(folder.path(), &["gross margin q1 2023 halden", "--explain"]);
    let mut last = f64::INFINITY;
    for hit in found["hits"].as_array().unwrap() {
        let score = hit["score"].as_f64().unwrap();
        let parts = hit["score_parts"].as_object().unwrap().values();
        let sum: f64 = parts.map(|p| p.as_f64().unwrap()).sum();
        assert!((score - sum).abs() < 1e-3 && score <= last, "{hit}");
        last = score;
    }
    let subjects = &found["explanation"]["subjects"];
    assert_eq!(
        (&subjects[0]["written"], &subjects[0]["kind"]),
        (&"halden".into(), &"company".into())
    );
    assert_eq!(subjects[1]["written"], "q1 2023");
}

#[test]
fn figures_and_dates_are_explained_as_people_write_them() {
    let folder = with_corpus();
    for class in ["[percent]", "[date]"] {
        let (found, _) = ask(folder.path(), &[class, "--explain"]);
        let terms = &found["explanation"]["words"][0]["terms"];
        assert_eq!(*terms, serde_json::json!([{"term": class, "passages": found["total"]}]));
    }
    let (found, _) = ask(folder.path(), &["[percent]=38.1", "--explain"]);
    let terms = &found["explanation"]["words"][0]["terms"];
    assert_eq!(*terms, serde_json::json!([{"term": "38.1%", "passages": found["total"]}]));
}

#[test]
fn companies_quarters_and_speakers_steer_and_shut_nothing_out() {
    let folder = with_corpus();
    let (all, _) = ask(folder.path(), &["gross margin"]);
    let (found, said) = ask(folder.path(), &["halden gross margin q1 2023"]);
    assert_eq!(found["total"], all["total"]);
    assert_eq!(found["hits"][0]["call"]["id"], "halden-robotics-2023q1");
    assert!(said.contains("`halden` names a company"), "{said}");
    let (found, said) = ask(folder.path(), &["marcus oyelaran gross margin"]);
    assert_eq!(found["total"], all["total"]);
    assert_eq!(found["hits"][0]["turn"]["speaker"], "Marcus Oyelaran");
    assert!(said.contains("`marcus oyelaran` names a speaker"), "{said}");
}

#[test]
fn facets_count_every_passage_once() {
    let folder = with_corpus();
    let facets = "role,section,speaker,firm,company,quarter,year,month,call";
    let (found, _) = ask(folder.path(), &["backlog", "--facets", facets, "--limit", "1"]);
    let total = found["total"].as_u64().unwrap();
    let counted = found["facets"].as_object().unwrap();
    assert_eq!(counted.len(), 9);
    for (facet, values) in counted {
        let sum: u64 =
            values.as_array().unwrap().iter().map(|v| v["passages"].as_u64().unwrap()).sum();
        assert_eq!(sum, total, "{facet}");
    }
    for value in counted["role"].as_array().unwrap() {
        let role = format!("role:{}", value["value"].as_str().unwrap());
        let (of_role, _) = ask(folder.path(), &["backlog", &role, "--limit", "1"]);
        assert_eq!(of_role["total"], value["passages"], "{role}");
    }
}

#[test]
fn calls_are_given_once_with_the_number_of_their_passages() {
    let folder = with_corpus();
    let (found, _) = ask(folder.path(), &["backlog", "--by", "call", "--limit", "99"]);
    let hits = found["hits"].as_array().unwrap();
    assert_eq!(found["groups"], hits.len());
    let passages: u64 = hits.iter().map(|h| h["passages"].as_u64().unwrap()).sum();
    assert_eq!(found["total"], passages);
    let mut calls: Vec<_> = hits.iter().map(|h| h["call"]["id"].as_str().unwrap()).collect();
    calls.sort_unstable();
    calls.dedup();
    assert_eq!(calls.len(), hits.len());
}

#[test]
fn a_page_of_text_is_spread_over_calls() {
    let folder = with_corpus();
    let page = |args: &[&str]| {
        let (found, _) = ask(folder.path(), &[&["backlog"], args].concat());
        let hits = found["hits"].as_array().unwrap().iter();
        hits.map(|h| h["anchor"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = page(&["--sort", "spread"]);
    for anchor in &first {
        let call = anchor.split(':').next().unwrap();
        let of_call = first.iter().filter(|a| a.starts_with(call)).count();
        assert!(of_call <= 2, "{first:?}");
    }
    let mut all = page(&["--sort", "spread", "--limit", "99"]);
    let paged: Vec<String> = ["0", "7", "14", "21", "28"]
        .into_iter()
        .flat_map(|at| page(&["--sort", "spread", "--limit", "7", "--offset", at]))
        .collect();
    assert_eq!(paged, all[..35], "pages follow one another");
    let mut by_score = page(&["--limit", "99"]);
    all.sort();
    by_score.sort();
    assert_eq!(all, by_score, "the same hits in another order");
}

#[test]
fn synonyms_are_said_and_may_be_ones_own() {
    let folder = with_corpus();
    let (plain, _) = ask(folder.path(), &["capex"]);
    let (wide, said) = ask(folder.path(), &["syn(capex)"]);
    assert!(wide["total"].as_u64() > plain["total"].as_u64());
    assert!(said.contains("`capex` stands for capex, capital expenditure"), "{said}");
    let (flag, _) = ask(folder.path(), &["capex", "--synonyms"]);
    assert_eq!(flag["total"], wide["total"]);
    let (quoted, _) = ask(folder.path(), &["\"capex\"", "--synonyms"]);
    assert_eq!(quoted["total"], plain["total"]);
    std::fs::write(folder.path().join("mine.txt"), "capex\n").unwrap();
    let (own, _) = ask(folder.path(), &["capex", "--synonyms", "--thesaurus", "mine.txt"]);
    assert_eq!(own["total"], plain["total"]);
    std::fs::write(folder.path().join("bad.txt"), "a > b > c\n").unwrap();
    let run = earmark(folder.path(), &["search", "capex", "--synonyms", "--thesaurus", "bad.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("`bad.txt` is no thesaurus: line 1"), "{run:?}");
}

/// The pairs of the seed, as they are counted by hand.
#[test]
fn pairs_are_counted() {
    let Some(seed) = shared("transcripts/seed") else { return };
    let folder = tempfile::tempdir().unwrap();
    let seed = seed.to_str().unwrap();
    assert_eq!(earmark(folder.path(), &["index", seed, "--index", "ix"]).code, 0);
    for (near, pairs) in [("ONEAR/5", 1), ("NEAR/5", 2), ("ONEAR/10", 2), ("ONEAR/4", 0)] {
        let query = format!("\"cloud gaming\" {near} Mihoyo");
        let args = ["search", &query, "--index", "ix", "--format", "json", "--explain"];
        let found = earmark(folder.path(), &args).json();
        assert_eq!(found["explanation"]["stretches"][0]["matches"], pairs, "{query}");
    }
}
