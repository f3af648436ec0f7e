//! The engine against a plain scan: random calls, random queries, the same passages and the same
//! words marked.
//!
//! The scan reads the query's tree and the words of each turn and tries every combination; it
//! shares with the engine only what a query or a text *is* (parser, tokenizer, passages,
//! exchanges), nothing of how it is matched. `EARMARK_ORACLE_CASES` sets how many corpora are
//! drawn (24 by default, with 40 queries each).
//!
//! Many more queries, garbled ones too, only have to be survived: `EARMARK_FUZZ_QUERIES` sets how
//! many (4,000 by default).

mod draw;
mod scan;
mod spans;

use earmark::index::Reader;
use earmark::index::Writer;
use earmark::index::documents;
use earmark::search::Hit;
use earmark::search::Options;
use earmark::search::Ranked;
use earmark::search::SearchError;
use earmark::search::Sort;
use earmark::search::rank;
use earmark::search::search;
use earmark::text::Tokens;
use earmark::transcript::Transcript;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;
use std::ops::Range;

pub(crate) use draw::calls;
use draw::garbled;
pub(crate) use draw::query;
pub(crate) use scan::Scan;
pub(crate) use scan::ScannedPassage;

#[test]
fn the_engine_finds_what_a_plain_scan_finds() {
    let cases = std::env::var("EARMARK_ORACLE_CASES").ok().and_then(|n| n.parse().ok());
    let config =
        Config { cases: cases.unwrap_or(24), failure_persistence: None, ..Config::default() };
    let strategy = (calls(), prop::collection::vec(query(), 40));
    TestRunner::new(config)
        .run(&strategy, |(calls, queries)| {
            let folder = tempfile::tempdir().unwrap();
            let reader = write(folder.path(), &calls);
            let scan = Scan::new(&calls);
            for text in queries {
                compare(&reader, &scan, &text)?;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

/// Simple queries over words so common that they have peaks.
const COMMON: [&str; 16] = [
    "backlog",
    "=games",
    "the cloud",
    "gaming backlog cloud",
    "cloud AND backlog",
    "gaming OR r&d OR 39%",
    "\"the cloud\"",
    "\"cloud gaming backlog\"",
    "backlog NEAR/3 gaming",
    "the ONEAR/1 39%",
    "cloud role:analyst",
    "\"the backlog\" role:executive section:qa",
    "gaming speaker:bob",
    "backlog NOT cloud",
    "back* OR clodu~1",
    "year-over-year call:call7",
];

#[test]
fn calls_that_promise_too_little_have_none_of_the_best() {
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let (some, query) = (calls(), query());
    let mut drawn = Vec::new();
    while drawn.len() < 240 {
        drawn.extend(some.new_tree(&mut runner).unwrap().current());
    }
    for (at, call) in drawn.iter_mut().enumerate() {
        call.call.id = earmark::transcript::CallId::new(&format!("call{at}"));
    }
    let folder = tempfile::tempdir().unwrap();
    let reader = write(folder.path(), &drawn);
    let has_row = |word: &&str| {
        reader.segments().iter().any(|s| s.peaks().is_some_and(|p| p.row_of(word).is_some()))
    };
    assert!(["the", "backlog", "cloud"].iter().all(has_row), "these are common enough for peaks");
    let drawn = (0..24).map(|_| query.new_tree(&mut runner).unwrap().current());
    let queries: Vec<String> = COMMON.map(str::to_owned).into_iter().chain(drawn).collect();
    for text in &queries {
        assert_best(&reader, text);
    }
    // With some calls taken out, but still in the segments.
    let writer = Writer::open(folder.path()).unwrap();
    let mut manifest = writer.manifest().clone();
    for file in &mut manifest.files {
        file.calls.retain(|call| {
            let is_kept = call.id.as_ref().is_none_or(|id| !id.ends_with('3'));
            call.id.iter().filter(|_| !is_kept).for_each(|id| writer.remove(id));
            is_kept
        });
    }
    writer.commit(&manifest).unwrap();
    let reader = Reader::open(folder.path()).unwrap();
    for text in &queries {
        assert_best(&reader, text);
    }
}

/// Checks that the best hits are those of all, however many are asked for and whether they are
/// counted or not.
fn assert_best(reader: &Reader, text: &str) {
    let Ok(query) = earmark::query::parse(text) else { return };
    let find = |limit| search(reader, &query, &Options { limit, ..Options::default() });
    let Ok(all) = find(100_000) else { return };
    let name = |hit: &Hit| (hit.anchor.to_string(), hit.score);
    let expected: Vec<_> = all.hits.iter().map(name).collect();
    for limit in [1, 10] {
        let first = &expected[..limit.min(expected.len())];
        let found = find(limit).unwrap();
        assert_eq!(found.total, all.total, "{text}");
        assert_eq!(found.hits.iter().map(name).collect::<Vec<_>>(), first, "{limit} of {text}");
        if !all.relaxed {
            let ranked = rank(reader, &query, Ranked::Passage, limit).unwrap();
            assert_eq!(ranked, first, "{limit} of {text}, not counted");
        }
    }
}

/// How many queries one drawn corpus is asked.
const QUERIES_A_CORPUS: usize = 2_000;

#[test]
fn the_engine_survives_any_query() {
    let queries = std::env::var("EARMARK_FUZZ_QUERIES").ok().and_then(|n| n.parse().ok());
    let queries: usize = queries.unwrap_or(4_000);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let (calls, query) = (calls(), query());
    let garbled = garbled(query);
    let mut asked = 0;
    for _ in 0..queries.div_ceil(QUERIES_A_CORPUS) {
        let folder = tempfile::tempdir().unwrap();
        let reader = write(folder.path(), &calls.new_tree(&mut runner).unwrap().current());
        for _ in 0..QUERIES_A_CORPUS.min(queries) {
            let text = garbled.new_tree(&mut runner).unwrap().current();
            asked += usize::from(survives(&reader, &text));
        }
    }
    assert!(asked * 3 > queries, "{asked} of {queries} were queries: too few to tell anything");
}

/// Asks a text if it is a query; tells whether it was one.
fn survives(reader: &Reader, text: &str) -> bool {
    let Ok(query) = earmark::query::parse(text) else { return false };
    let asked = || search(reader, &query, &Options::default());
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(asked));
    let found = found.unwrap_or_else(|_| panic!("`{text}` is not survived"));
    let Ok(found) = found else { return true };
    for hit in &found.hits {
        let ends = hit.highlights.iter().map(|r| r.end);
        let starts = hit.highlights.iter().map(|r| r.start).skip(1);
        assert!(starts.zip(ends).all(|(next, end)| end <= next), "`{text}`: {:?}", hit.highlights);
        for range in &hit.highlights {
            let marked = hit.text.get(range.clone());
            assert!(marked.is_some_and(|m| !m.is_empty()), "`{text}` marks {range:?}");
        }
    }
    true
}

fn compare(reader: &Reader, scan: &Scan, text: &str) -> Result<(), TestCaseError> {
    let Ok(query) = earmark::query::parse(text) else { return Ok(()) };
    let options = Options { limit: 100_000, sort: Sort::Call, ..Options::default() };
    let found = match search(reader, &query, &options) {
        // Refused, and said: a sentence of which is only said what it must not hold.
        Err(SearchError::Unsupported { .. }) => return Ok(()),
        found => found.unwrap(),
    };
    let hits: Vec<(String, Vec<u32>)> = found
        .hits
        .iter()
        .map(|h| (h.anchor.to_string(), positions(&h.text, &h.highlights)))
        .collect();
    let expected = scan.hits(&query);
    prop_assert_eq!(found.total, hits.len() as u64);
    for sort in [Sort::Score, Sort::Spread] {
        // What cannot be among the best is passed over: the best must be the same without that.
        let best = |limit| {
            let found = search(reader, &query, &Options { limit, sort, ..Options::default() });
            let found = found.unwrap();
            assert_eq!(found.total, hits.len() as u64, "{text}");
            let best = found.hits.into_iter().take(2);
            best.map(|h| (h.anchor.to_string(), h.score.to_bits())).collect::<Vec<_>>()
        };
        prop_assert_eq!(best(2), best(100_000), "the best for {}", text);
    }
    prop_assert_eq!(&hits, &expected, "query {}", text);
    Ok(())
}

/// Returns the words of a text that the ranges mark, in whole or without their signs.
fn positions(text: &str, ranges: &[Range<usize>]) -> Vec<u32> {
    let mut out = Vec::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        let token = tokens.token();
        let inside = ranges.iter().any(|r| r.start < token.span.end && token.span.start < r.end);
        if token.is_primary && inside {
            out.push(token.position);
        }
    }
    out
}

pub(crate) fn write(folder: &std::path::Path, calls: &[Transcript]) -> Reader {
    let writer = Writer::open(folder).unwrap();
    let mut manifest = writer.manifest().clone();
    let mut entries = Vec::new();
    for call in calls {
        let made = documents(call, writer.fields());
        entries.push(earmark::index::CallEntry {
            id: Some(call.call.id.to_string()),
            words: made.words,
            passages: made.passages,
            ..Default::default()
        });
        writer.add(made).unwrap();
    }
    let file = earmark::index::FileEntry {
        path: "x".into(),
        hash: "x".into(),
        beside: String::new(),
        calls: entries,
    };
    manifest.files.push(file);
    writer.commit(&manifest).unwrap();
    Reader::open(folder).unwrap()
}
