//! One person over many calls: what a listing counts as somebody's, a filter by the name finds.

use std::path::Path;

use serde_json::Value;
use serde_json::json;

use crate::earmark::earmark;

/// Writes a call of a company (`NAME` or `NAME=TICKER`) in which speakers (`NAME`, or `NAME/FIRM`
/// of an analyst) speak in turn, and indexes it.
fn index(folder: &Path, id: &str, company: &str, speakers: &[&str]) {
    let (company, ticker) = company.split_once('=').unwrap_or((company, ""));
    let turn = |(n, who): (usize, &&str)| {
        let (name, firm) = who.split_once('/').map_or((*who, None), |(n, f)| (n, Some(f)));
        let role = if firm.is_some() { "analyst" } else { "executive" };
        let said = format!("Turn {n} of {id} speaks about the backlog of orders.");
        json!({"ordinal": n, "speaker": name, "role": role, "firm": firm, "section": "qa",
               "paragraphs": [said]})
    };
    let turns: Vec<Value> = speakers.iter().enumerate().map(turn).collect();
    let ticker = Some(ticker).filter(|t| !t.is_empty());
    let call = json!({"id": id, "company": company, "ticker": ticker, "schema_version": 1,
                      "turns": turns});
    std::fs::write(folder.join(format!("{id}.json")), call.to_string()).unwrap();
    let run = earmark(folder, &["index", &format!("{id}.json"), "--index", "index"]);
    assert_eq!(run.code, 0, "{run:?}");
}

/// Returns the anchors that a search finds, without the passages.
fn turns(folder: &Path, args: &[&str]) -> Vec<String> {
    let args = [&["search", "--format", "json", "--limit", "99", "--sort", "call"], args].concat();
    let found = earmark(folder, &args).json();
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|hit| hit["anchor"].as_str().unwrap().trim_end_matches(".0").to_owned()).collect()
}

/// Writes a call of a symbol that names no company, and indexes it.
fn index_nameless(folder: &Path, id: &str, ticker: &str) {
    let turn = json!({"ordinal": 0, "speaker": "Ann Lee", "role": "executive", "section": "qa",
                      "paragraphs": ["The backlog grew."]});
    let call = json!({"id": id, "ticker": ticker, "schema_version": 1, "turns": [turn]});
    std::fs::write(folder.join(format!("{id}.json")), call.to_string()).unwrap();
    let run = earmark(folder, &["index", &format!("{id}.json"), "--index", "index"]);
    assert_eq!(run.code, 0, "{run:?}");
}

/// Returns the calls of the exchanges that are found.
fn exchanges(folder: &Path, args: &[&str]) -> Vec<String> {
    let args = [&["questions", "--format", "json"], args].concat();
    let found = earmark(folder, &args).json();
    let all = found["exchanges"].as_array().unwrap().iter();
    all.map(|x| x["anchor"].as_str().unwrap().to_owned()).collect()
}

fn calls() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let add = |id, company, speakers: &[&str]| index(folder.path(), id, company, speakers);
    add("apple-1", "Apple Inc.=AAPL", &["Tim Cook", "Jim Suva/Citi", "Timothy D. Cook"]);
    add("apple-2", "Apple=AAPL", &["Jim Suva/UBS", "Timothy D. Cook"]);
    add("apple-3", "APPLE INC", &["James Suva/Citigroup", "T. Cook", "Bill Smith"]);
    add("orange-1", "Orange=ORN", &["Timothy D. Cook", "J. Smith", "John Smith"]);
    add("pear-1", "Pear=PR", &["J. Smith", "John Smith", "Jane Smith"]);
    folder
}

#[test]
fn a_speaker_is_found_under_all_spellings_of_the_name() {
    let folder = calls();
    let check = |args: &[&str], expected: &[&str]| {
        assert_eq!(turns(folder.path(), args), expected, "{args:?}");
    };
    // Whoever has these words in the name, and the same person under other names: not the Cook of
    // another company.
    let cook = ["apple-1:0", "apple-1:2", "apple-2:1", "apple-3:1"];
    check(&["speaker:\"tim cook\""], &cook);
    check(&["--speaker", "Tim Cook"], &cook);
    check(&["backlog", "--speaker", "Tim Cook", "--role", "executive"], &cook);
    let all = ["apple-1:0", "apple-1:2", "apple-2:1", "apple-3:1", "orange-1:0"];
    check(&["--speaker", "Timothy D. Cook"], &all);
    check(&["--speaker", "cook"], &all);
    check(&["--speaker", "Tim"], &["apple-1:0"]);
    check(&["--speaker", "Tim Cook", "--call", "apple-3"], &["apple-3:1"]);
    // Where a spelling could mean two, it means neither.
    check(&["--speaker", "John Smith"], &["orange-1:1", "orange-1:2", "pear-1:1"]);
    check(&["--speaker", "Jane Smith"], &["pear-1:2"]);
    check(
        &["--speaker", "Smith", "-speaker:\"john smith\""],
        &["apple-3:2", "pear-1:0", "pear-1:2"],
    );
    let told = earmark(folder.path(), &["search", "backlog", "--speaker", "Tim Cook"]).stderr;
    assert!(told.contains("`Tim Cook` is also named `T. Cook`, `Timothy D. Cook`"), "{told}");
}

#[test]
fn who_asks_and_who_answers_is_found_under_all_spellings_of_the_name() {
    let folder = calls();
    let check = |args: &[&str], expected: &[&str]| {
        assert_eq!(exchanges(folder.path(), args), expected, "{args:?}");
    };
    check(&["--answered-by", "Tim Cook"], &["apple-1:1", "apple-2:0", "apple-3:0"]);
    check(&["answered-by:\"tim cook\""], &["apple-1:1", "apple-2:0", "apple-3:0"]);
    // Not the analyst of another firm.
    check(&["--analyst", "James Suva"], &["apple-1:1", "apple-3:0"]);
    check(&["--analyst", "Jim Suva"], &["apple-1:1", "apple-2:0", "apple-3:0"]);
}

#[test]
fn a_call_is_held_against_those_of_its_company_under_all_its_names() {
    let folder = calls();
    let against = |id: &str| {
        let args = ["terms", id, "--min-count", "1", "--format", "json"];
        earmark(folder.path(), &args).json()["other_calls"].clone()
    };
    for (id, others) in [("apple-1", 2), ("apple-3", 2), ("pear-1", 0)] {
        assert_eq!(against(id), others, "{id}");
    }
}

#[test]
fn a_company_is_found_under_all_its_names() {
    let folder = calls();
    let folder = folder.path();
    index(folder, "apple-4", "Apple Computer=AAPL", &["Steve Jobs"]);
    index(folder, "plum-1", "Apple Hospitality=APLE", &["Justin Knight"]);
    index_nameless(folder, "kiwi-1", "KWI");
    let calls = |args: &[&str]| -> std::collections::BTreeSet<String> {
        let all = turns(folder, args).into_iter();
        all.map(|turn| turn.split_once(':').map_or(turn.clone(), |(call, _)| call.into())).collect()
    };
    let check = |args: &[&str], expected: &[&str]| {
        assert_eq!(calls(args), expected.iter().map(ToString::to_string).collect(), "{args:?}");
    };
    // By a name that some of its calls have, also those of its symbol, and those of their names.
    let apple = ["apple-1", "apple-2", "apple-3", "apple-4"];
    check(&["backlog", "--company", "Apple Computer"], &apple);
    check(&["company:\"apple inc\""], &apple);
    check(&["company:apple"], &["apple-1", "apple-2", "apple-3", "apple-4", "plum-1"]);
    check(
        &["backlog -company:\"apple computer\" -company:orange"],
        &["kiwi-1", "pear-1", "plum-1"],
    );
    let told = earmark(folder, &["search", "backlog", "--company", "Apple Computer"]).stderr;
    assert!(told.contains("`Apple Computer` is also named `APPLE INC`, `Apple`"), "{told}");
    // Where no company has the name, by its symbol.
    check(&["backlog", "--company", "aapl"], &apple[..]);
    check(&["company:KWI"], &["kiwi-1"]);
    let told = earmark(folder, &["search", "backlog", "--company", "kwi"]).stderr;
    assert!(told.contains("no company is named `kwi`; the calls of that ticker"), "{told}");
}

#[test]
fn a_filter_by_name_finds_what_the_listing_counts() {
    let folder = calls();
    let listed = |args: &[&str]| {
        let args = [&["speakers", "--format", "json"], args].concat();
        earmark(folder.path(), &args).json()["speakers"].as_array().unwrap().clone()
    };
    let all = listed(&[]);
    assert_eq!(all.len(), 9, "{all:#?}");
    for row in &all {
        let found = listed(&["--speaker", row["name"].as_str().unwrap()]);
        let same = |other: &&Value| {
            ["spellings", "firm", "turns", "calls", "words"].iter().all(|k| other[k] == row[k])
        };
        assert!(found.iter().any(|other| same(&other)), "{row:#?}: {found:#?}");
    }
}
