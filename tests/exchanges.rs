//! Exchanges against labelled calls: every analyst's turn in one of them, asker, firm and
//! answerers as the labels have them.
//!
//! The labels are read on their own: an exchange is what follows an analyst's turn until another
//! analyst speaks, without what is said after the operator has closed the questions.
//! `EARMARK_EXCHANGE_CALLS` sets how many calls of each source are read (12 by default).

use std::collections::BTreeSet;
use std::fs;

use earmark::transcript::Firm;
use serde_json::Value;

use crate::earmark::earmark;
use crate::shared::shared;

const SOURCES: [&str; 3] = ["fool_2024", "seekingalpha_2018_19", "streetevents_2010_24"];

/// How many exchanges are drawn.
const DRAWN: usize = 200;

/// A call with its labels, and its exchanges as `questions` gives them.
struct Labelled {
    turns: Vec<Value>,
    exchanges: Vec<Value>,
}

#[test]
fn exchanges_are_as_the_labels_say() {
    let Some(folder) = shared("transcripts/labelled") else { return };
    let many = std::env::var("EARMARK_EXCHANGE_CALLS").ok().and_then(|n| n.parse().ok());
    let calls: Vec<Labelled> = SOURCES
        .iter()
        .flat_map(|source| read(&folder.join(format!("{source}.jsonl")), many.unwrap_or(12)))
        .collect();
    let mut drawn: Vec<(&Labelled, &Value)> =
        calls.iter().flat_map(|c| c.exchanges.iter().map(move |x| (c, x))).collect();
    shuffle(&mut drawn);
    drawn.truncate(DRAWN);
    assert_eq!(drawn.len(), DRAWN);
    let (mut askers, mut firms, mut answerers) = (0, 0, 0);
    for (call, exchange) in &drawn {
        let label = label(call, exchange);
        askers += usize::from(label.asker == exchange["asked_by"]["name"]);
        firms += usize::from(label.firm.as_deref() == exchange["asked_by"]["firm"].as_str());
        let answered = exchange["answered_by"].as_array().unwrap().iter();
        let answered: BTreeSet<String> =
            answered.filter_map(|p| p["name"].as_str().map(str::to_owned)).collect();
        answerers += usize::from(answered == label.answerers);
    }
    eprintln!("of {DRAWN}: askers {askers}, firms {firms}, answerers {answerers}");
    assert!(askers * 100 >= DRAWN * 98, "askers {askers}");
    assert!(firms * 100 >= DRAWN * 98, "firms {firms}");
    assert!(answerers * 100 >= DRAWN * 97, "answerers {answerers}");
    for call in &calls {
        each_question_is_in_one_exchange(call);
    }
}

/// Reads calls spread over a file, and asks for their exchanges.
fn read(file: &std::path::Path, many: usize) -> Vec<Labelled> {
    let text = fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let step = (lines.len() / many).max(1);
    let lines: Vec<&str> = lines.into_iter().step_by(step).take(many).collect();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("calls.jsonl"), lines.join("\n")).unwrap();
    earmark(folder.path(), &["index", "calls.jsonl", "--index", "ix"]);
    let labelled = lines.iter().map(|line| {
        let call: Value = serde_json::from_str(line).unwrap();
        let id = call["id"].as_str().unwrap();
        let args = ["questions", "--call", id, "--limit", "1000", "--format", "json"];
        let found = earmark(folder.path(), &[&args[..], &["--index", "ix"]].concat()).json();
        Labelled {
            turns: call["turns"].as_array().unwrap().clone(),
            exchanges: found["exchanges"].as_array().unwrap().clone(),
        }
    });
    labelled.collect()
}

/// What the labels say of an exchange.
struct Label {
    asker: Value,
    firm: Option<String>,
    answerers: BTreeSet<String>,
}

fn label(call: &Labelled, exchange: &Value) -> Label {
    let first = usize::try_from(exchange["turns"][0]["ordinal"].as_u64().unwrap()).unwrap();
    let asker = &call.turns[first];
    assert_eq!(asker["role"], "analyst", "{exchange}");
    let rest = &call.turns[first..];
    let other = |t: &Value| t["role"] == "analyst" && t["speaker"] != asker["speaker"];
    let end = rest.iter().position(other).unwrap_or(rest.len());
    let last_question = rest[..end].iter().rposition(|t| t["role"] == "analyst").unwrap();
    let closed = rest[last_question..end].iter().position(|t| t["role"] == "operator");
    let end = closed.map_or(end, |at| last_question + at);
    let executives = rest[..end].iter().filter(|t| t["role"] == "executive");
    Label {
        asker: asker["speaker"].clone(),
        firm: asker["firm"].as_str().map(|said| Firm::from_said(said).name().to_owned()),
        answerers: executives.filter_map(|t| t["speaker"].as_str().map(str::to_owned)).collect(),
    }
}

fn each_question_is_in_one_exchange(call: &Labelled) {
    let turns = call.exchanges.iter().flat_map(|x| x["turns"].as_array().unwrap());
    let mut asked: Vec<u64> = turns
        .filter(|t| t["role"] == "analyst" && t["section"] == "qa")
        .map(|t| t["ordinal"].as_u64().unwrap())
        .collect();
    asked.sort_unstable();
    let labelled = call.turns.iter().enumerate();
    let labelled = labelled.filter(|(_, t)| t["role"] == "analyst" && t["section"] == "qa");
    let labelled: Vec<u64> = labelled.map(|(at, _)| at as u64).collect();
    assert_eq!(asked, labelled, "each turn once");
}

/// Puts things into an order that looks like chance and is always the same.
fn shuffle<T>(things: &mut [T]) {
    let mut state = 7_u64;
    for n in (1..things.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        things.swap(n, usize::try_from(state >> 33).unwrap() % (n + 1));
    }
}
