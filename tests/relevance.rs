//! Judged queries over the demonstration corpus: a change in ranking shows as a change of the
//! committed scores. The larger sets are ranked by the example `relevance`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use earmark::index::Reader;
use earmark::query;
use earmark::search::Ranked;
use earmark::search::rank;
use earmark::update::update;

use crate::relevance::score::HEAD;
use crate::relevance::score::Judged;
use crate::relevance::score::Scores;

#[path = "relevance/score.rs"]
mod score;

#[test]
fn ranking_over_the_corpus_is_as_committed() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    update(folder.path(), &[here.join("corpus")], &mut |_| {}).unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    let mut scores = Scores::default();
    let mut lists = String::new();
    let topics = fs::read_to_string(here.join("tests/relevance/corpus.tsv")).unwrap();
    for line in topics.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let (text, answers) = line.split_once('\t').unwrap();
        let judged: Judged = answers.split(' ').map(|a| (a.to_owned(), 1)).collect();
        for anchor in judged.keys() {
            assert!(is_there(&reader, anchor), "{anchor} of `{text}` is not there");
        }
        let ranked = rank(&reader, &query::parse_plain(text), Ranked::Passage, 100).unwrap();
        let list: Vec<String> = ranked.into_iter().map(|(anchor, _)| anchor).collect();
        let first = list.iter().position(|a| judged.contains_key(a));
        let place = first.map_or("-".to_owned(), |at| (at + 1).to_string());
        writeln!(lists, "{place:>4}  {text}").unwrap();
        scores.add(&list, &judged);
    }
    let table = format!("{HEAD}\n{}\n\nrank of the first answer\n{lists}", scores.row("corpus"));
    let golden = here.join("tests/relevance/corpus.scores");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &table).unwrap();
    }
    assert_eq!(table, fs::read_to_string(&golden).unwrap(), "run with UPDATE_GOLDEN=1 if meant");
}

fn is_there(reader: &Reader, anchor: &str) -> bool {
    earmark::search::show(reader, &anchor.parse().unwrap(), 0).is_ok()
}
