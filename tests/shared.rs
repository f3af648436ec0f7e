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
