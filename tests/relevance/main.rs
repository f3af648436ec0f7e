//! Ranks judged queries and prints how good the lists are.
//!
//! `cargo run --release --example relevance -- [FOLDER]`, where FOLDER holds a folder for each
//! set with `topics.tsv` and `qrels.txt` (`../shared/eval/relevance`), and `../../transcripts`
//! the calls of those sets that bring none of their own. Prints the table that is committed as
//! `scores.txt` beside this file; with `UPDATE_GOLDEN=1` it is written there, so that a change
//! in ranking shows as a change of that file.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a benchmark that cannot go on has failed; and nobody names its items"
)]

#[path = "score.rs"]
mod score;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use earmark::index::Reader;
use earmark::query;
use earmark::search::Ranked;
use earmark::search::rank;
use earmark::update::update;
use score::HEAD;
use score::Judged;
use score::Scores;

/// A set of judged queries: its name, the calls it is over, what is ranked.
const SETS: [(&str, &str, Ranked); 4] = [
    ("ectqa", "../../transcripts/labelled/fool_2024.jsonl", Ranked::Turn),
    ("bullets", "../../transcripts/labelled/fool_2020_22.jsonl", Ranked::Call),
    ("qmsum", "qmsum/transcripts.jsonl", Ranked::Turn),
    ("cranfield", "cranfield/transcripts.jsonl", Ranked::Call),
];

/// How long the lists are.
const DEPTH: usize = 100;

fn main() {
    let given = std::env::args().nth(1).map(PathBuf::from);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = given.unwrap_or_else(|| here.join("../shared/eval/relevance"));
    let mut table = vec![HEAD.to_owned()];
    for (name, transcripts, ranked) in SETS {
        let scores = run(&folder.join(name), &folder.join(transcripts), ranked);
        table.push(scores.row(name));
    }
    let table = table.join("\n") + "\n";
    print!("{table}");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(here.join("tests/relevance/scores.txt"), table).unwrap();
    }
}

/// Indexes the calls and ranks every topic.
fn run(set: &Path, transcripts: &Path, ranked: Ranked) -> Scores {
    let index = tempfile::tempdir().unwrap();
    update(index.path(), &[transcripts.to_owned()], &mut |_| {}).unwrap();
    let reader = Reader::open(index.path()).unwrap();
    let qrels = fs::read_to_string(set.join("qrels.txt")).unwrap();
    let judged = judged(&qrels);
    let mut scores = Scores::default();
    for line in fs::read_to_string(set.join("topics.tsv")).unwrap().lines() {
        let mut cells = line.split('\t');
        let (id, text) = (cells.next().unwrap(), cells.next().unwrap());
        let mut query = query::parse_plain(text);
        if let Some(filter) = cells.next() {
            query.filters.extend(query::parse(filter).unwrap().filters);
        }
        let list = rank(&reader, &query, ranked, DEPTH).unwrap();
        let list: Vec<String> = list.into_iter().map(|(document, _)| document).collect();
        scores.add(&list, judged.get(id).unwrap_or(&Judged::new()));
    }
    scores
}

/// Reads lines `query 0 document grade`.
fn judged(qrels: &str) -> BTreeMap<&str, Judged> {
    let mut out: BTreeMap<&str, Judged> = BTreeMap::new();
    for line in qrels.lines() {
        let [query, _, document, grade] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            continue;
        };
        out.entry(query).or_default().insert(document.to_owned(), grade.parse().unwrap());
    }
    out
}
