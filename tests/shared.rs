//! Real transcripts that may stand beside the project; tests over them skip where they do not.

use std::path::PathBuf;

/// Returns a folder or file of the real transcripts, or says that the test is skipped.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let found = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if found.exists() {
        return Some(found);
    }
    eprintln!("skipped: there is no ../shared/{path}");
    None
}

/// The prefix under which the forms of a word are looked up must hold for every real word.
#[test]
fn every_real_word_starts_with_the_prefix_of_its_stem() {
    use earmark::text::Stemmer;
    use earmark::text::Tokens;
    use earmark::text::form_prefix;

    let Some(file) = shared("transcripts/labelled/fool_2024.jsonl") else { return };
    let text = std::fs::read_to_string(file).unwrap();
    let stemmer = Stemmer::default();
    let mut tokens = Tokens::new(&text);
    let mut words = std::collections::BTreeSet::new();
    while tokens.advance() {
        if !words.contains(&tokens.token().text) {
            words.insert(tokens.token().text.clone());
        }
    }
    assert!(words.len() > 10_000);
    let lost: Vec<&String> = words
        .iter()
        .filter(|word| {
            let stem = stemmer.stem(word);
            !word.starts_with(form_prefix(&stem)) && **word != stem
        })
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
}

/// The user's own file: 35 turns, the right roles, every occurrence in the right mouth.
#[test]
fn the_seed_is_cut_as_agreed() {
    use crate::earmark::earmark;

    let Some(seed) = shared("transcripts/seed") else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = seed.join("kingsoft-cloud-2021q1.txt");
    let parsed = earmark(
        folder.path(),
        &["parse".as_ref(), file.as_os_str(), "--format".as_ref(), "json".as_ref()],
    );
    let call = parsed.json();
    assert_eq!(
        (call["id"].as_str(), call["company"].as_str()),
        (Some("kingsoft-cloud-2021q1"), Some("Kingsoft Cloud"))
    );
    let turns = call["turns"].as_array().unwrap();
    assert_eq!(turns.len(), 35);
    let roles: String =
        turns.iter().map(|t| t["role"].as_str().unwrap_or("?")[..1].to_owned()).collect();
    // Who says the "Thank you" of turn 31 the text leaves open.
    assert_eq!(roles[..31], *"oeeeeoaeaoaeeaoaeeaoaeeoaeeoaee");
    assert_eq!(roles[32..], *"oeo");
    let askers: Vec<(&str, &str)> = turns
        .iter()
        .filter(|t| t["role"] == "analyst")
        .map(|t| (t["speaker"].as_str().unwrap_or("?"), t["firm"].as_str().unwrap_or("?")))
        .collect();
    for asker in [
        ("Brian Gong", "Citi"),
        ("Joel Ying", "Nomura"),
        ("Kyna Wong", "Credit Suisse"),
        ("Thompson Wu", "UBS"),
        ("Elsie Cheng", "Goldman Sachs"),
    ] {
        assert!(askers.contains(&asker), "{asker:?} in {askers:?}");
    }
    assert!(askers.iter().any(|(_, firm)| *firm == "CICC"));

    earmark(
        folder.path(),
        &["index".as_ref(), seed.as_os_str(), "--index".as_ref(), "ix".as_ref()],
    );
    let ask = |query: &str| {
        let found =
            earmark(folder.path(), &["search", query, "--index", "ix", "--format", "json"]).json();
        let hits = found["hits"].as_array().unwrap();
        let marks = hits.iter().map(|h| h["highlights"].as_array().unwrap().len()).sum::<usize>();
        (found["total"].as_u64().unwrap(), marks)
    };
    assert_eq!(ask("backlog").1, 8);
    assert_eq!(ask("\"cloud gaming\"").1, 5);
    assert_eq!(ask("backlog role:analyst").0, 1);
    assert_eq!(ask("backlog speaker:he section:prepared").1, 3);
    assert_eq!(ask("\"cloud gaming\" speaker:wang section:prepared").1, 2);
    for (query, hits) in [("ONEAR/5", 1), ("NEAR/5", 1), ("ONEAR/10", 1), ("ONEAR/4", 0)] {
        assert_eq!(ask(&format!("\"cloud gaming\" {query} Mihoyo")).0, hits, "{query}");
    }
}

/// The user's own file: who asked, and who answered.
#[test]
fn the_questions_of_the_seed_are_found_by_firm() {
    use crate::earmark::earmark;

    let Some(seed) = shared("transcripts/seed") else { return };
    let folder = tempfile::tempdir().unwrap();
    earmark(
        folder.path(),
        &["index".as_ref(), seed.as_os_str(), "--index".as_ref(), "ix".as_ref()],
    );
    let ask = |args: &[&str]| {
        let args = [&["questions", "--index", "ix", "--format", "json"], args].concat();
        earmark(folder.path(), &args).json()
    };
    let found = ask(&["--firm", "credit suisse"]);
    let exchange = &found["exchanges"][0];
    assert_eq!(
        (found["total"].as_u64(), &exchange["asked_by"]["name"]),
        (Some(1), &"Kyna Wong".into())
    );
    let answered = exchange["answered_by"].as_array().unwrap();
    assert!(answered.iter().any(|p| p["name"] == "Haijian He"), "{answered:?}");
    let question = exchange["turns"][0]["passages"].to_string();
    for asked in ["The first one", "The second question", "the third thing"] {
        assert!(question.contains(asked), "{question}");
    }
    assert_eq!(ask(&["--firm", "citi"])["exchanges"][0]["asked_by"]["firm"], "Citi");
    assert_eq!(ask(&["--by", "firm"])["rows"].as_array().unwrap().len(), 6);
}

/// Calls given as JSON keep their turns, in order, under their ordinals, and can be read back.
#[test]
fn given_calls_are_kept_as_given() {
    use crate::earmark::earmark;

    let Some(file) = shared("transcripts/labelled/fool_2024.jsonl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let run = earmark(
        folder.path(),
        &["index".as_ref(), file.as_os_str(), "--index".as_ref(), "ix".as_ref()],
    );
    assert_eq!(run.code, 0, "{run:?}");
    let text = std::fs::read_to_string(file).unwrap();
    for line in text.lines().step_by(7) {
        let given: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = given["id"].as_str().unwrap();
        let shown =
            earmark(folder.path(), &["show", id, "--index", "ix", "--format", "json"]).json();
        let (given, shown) =
            (given["turns"].as_array().unwrap(), shown["turns"].as_array().unwrap());
        assert_eq!(shown.len(), given.len(), "{id}");
        for (at, (given, shown)) in given.iter().zip(shown).enumerate() {
            assert_eq!(shown["ordinal"].as_u64(), Some(at as u64), "{id}");
            assert_eq!(shown["speaker"], given["speaker"], "{id} {at}");
            let words = |parts: &serde_json::Value, key: Option<&str>| -> Vec<String> {
                let texts = parts.as_array().unwrap().iter();
                let texts = texts.filter_map(|t| key.map_or(Some(t), |k| t.get(k))?.as_str());
                texts.flat_map(str::split_whitespace).map(str::to_owned).collect()
            };
            let kept = words(&shown["passages"], Some("text"));
            assert_eq!(kept, words(&given["paragraphs"], None), "{id} {at}");
        }
    }
}
