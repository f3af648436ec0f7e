//! Queries inside one process, earmark and the bare engine in turn: see the README beside this.
//!
//! `cargo bench --bench search -- EARMARK_INDEX BARE_INDEX [--json] [--rounds N]
//! [--only KIND|QUERY]`; run.py makes both indexes.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use earmark::index::Reader;
use earmark::query;
use earmark::search;
use earmark::search::ContextSize;
use earmark::search::Options;
use earmark::search::Ranked;
use serde_json::Value;
use serde_json::json;

#[path = "bare/engine.rs"]
mod engine;

use engine::Bare;
use engine::Failure;

/// The queries: their kind, and the words of each engine's language.
const QUERIES: &str = include_str!("queries.tsv");

/// Pairs of words that are measured as NEAR, as a phrase and as AND.
const PAIRS: [(&str, &str); 8] = [
    ("gross", "margin"),
    ("supply", "chain"),
    ("interest", "rates"),
    ("price", "increase"),
    ("cash", "flow"),
    ("backlog", "growth"),
    ("inventory", "levels"),
    ("revenue", "growth"),
];

/// How often each query is asked by each side.
const ROUNDS: usize = 15;

/// A hit with the passage before and the passage after, as the command shows it.
const CONTEXT: ContextSize = ContextSize::Passages(1);

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let paths: Vec<&String> = args.iter().take_while(|a| !a.starts_with("--")).collect();
    let [earmark, bare] = paths[..] else {
        say("skipped: this needs two indexes, which run.py makes; see tests/bench/README.md");
        return Ok(());
    };
    let value = |flag: &str| args.iter().skip_while(|a| *a != flag).nth(1).map(String::as_str);
    let rounds = value("--rounds").map_or(Ok(ROUNDS), str::parse)?;
    let reader = Reader::open(Path::new(earmark))?;
    let bare = Bare::open(Path::new(bare))?;
    let only = value("--only");
    let queries = measure(&reader, &bare, only, rounds)?;
    let spans = if only.is_none() { measure_spans(&reader, rounds)? } else { Vec::new() };
    if args.iter().any(|a| a == "--json") {
        say(&json!({ "queries": queries.iter().map(Timed::json).collect::<Vec<_>>(),
                     "spans": spans.iter().map(Spans::json).collect::<Vec<_>>() })
        .to_string());
    } else {
        for timed in &queries {
            say(&timed.line());
        }
        summary(&queries);
        for spans in &spans {
            say(&spans.line());
        }
    }
    Ok(())
}

/// A query of each engine and what it took, in microseconds.
struct Timed {
    kind: &'static str,
    query: &'static str,
    earmark_ids: f64,
    bare_ids: f64,
    earmark_shown: f64,
    bare_shown: f64,
}

fn measure(
    reader: &Reader,
    bare: &Bare,
    only: Option<&str>,
    rounds: usize,
) -> Result<Vec<Timed>, Failure> {
    let mut out = Vec::new();
    let lines = QUERIES.lines().filter(|l| !l.starts_with('#'));
    for line in lines {
        let mut parts = line.split('\t');
        let (Some(kind), Some(ours), Some(theirs)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(format!("`{line}` is no query").into());
        };
        if only.is_some_and(|only| only != kind && only != ours) {
            continue;
        }
        let mut times: [Vec<Duration>; 4] = Default::default();
        for _ in 0..=rounds {
            times[0].push(time(|| earmark_ids(reader, ours))?);
            times[1].push(time(|| Ok(bare.ids(theirs)?.len()))?);
            times[2].push(time(|| earmark_shown(reader, ours))?);
            times[3].push(time(|| bare_shown(bare, theirs))?);
        }
        let [earmark_ids, bare_ids, earmark_shown, bare_shown] = times.map(|t| median(&t[1..]));
        out.push(Timed { kind, query: ours, earmark_ids, bare_ids, earmark_shown, bare_shown });
    }
    Ok(out)
}

fn time(run: impl FnOnce() -> Result<usize, Failure>) -> Result<Duration, Failure> {
    let begin = Instant::now();
    black_box(run()?);
    Ok(begin.elapsed())
}

fn earmark_ids(reader: &Reader, text: &str) -> Result<usize, Failure> {
    let query = query::parse(text)?;
    Ok(search::rank(reader, &query, Ranked::Passage, 10)?.len())
}

fn earmark_shown(reader: &Reader, text: &str) -> Result<usize, Failure> {
    let query = query::parse(text)?;
    let found =
        search::search(reader, &query, &Options { context: CONTEXT, ..Options::default() })?;
    Ok(found.hits.iter().map(|h| black_box(h.citation()).len()).sum())
}

fn bare_shown(bare: &Bare, text: &str) -> Result<usize, Failure> {
    let shown = bare.shown(text)?;
    Ok(shown.iter().map(|s| s.document.len() + s.snippet.len()).sum())
}

/// The same two words as NEAR, as a phrase and as AND, in microseconds.
struct Spans {
    words: (&'static str, &'static str),
    near: f64,
    phrase: f64,
    and: f64,
}

fn measure_spans(reader: &Reader, rounds: usize) -> Result<Vec<Spans>, Failure> {
    let mut out = Vec::new();
    for (a, b) in PAIRS {
        let queries = [format!("{a} NEAR/5 {b}"), format!("\"{a} {b}\""), format!("{a} AND {b}")];
        let mut times: [Vec<Duration>; 3] = Default::default();
        for _ in 0..=rounds {
            for (query, times) in queries.iter().zip(&mut times) {
                times.push(time(|| earmark_ids(reader, query))?);
            }
        }
        let [near, phrase, and] = times.map(|t| median(&t[1..]));
        out.push(Spans { words: (a, b), near, phrase, and });
    }
    Ok(out)
}

/// Returns the median in microseconds.
fn median(times: &[Duration]) -> f64 {
    let mut micros: Vec<f64> = times.iter().map(|t| t.as_secs_f64() * 1e6).collect();
    quantile(&mut micros, 1, 2)
}

/// Returns the value below which `part` of `whole` of the values lie.
fn quantile(values: &mut [f64], part: usize, whole: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * part / whole).copied().unwrap_or_default()
}

fn summary(queries: &[Timed]) {
    let line = |what: &str, value: &dyn Fn(&Timed) -> f64| {
        let mut values: Vec<f64> = queries.iter().map(value).collect();
        let (half, most) = (quantile(&mut values, 1, 2), quantile(&mut values, 95, 100));
        say(&format!("{what:<16} median {half:9.1} µs, 95th percentile {most:9.1} µs"));
    };
    line("earmark, ids", &|t| t.earmark_ids);
    line("bare, ids", &|t| t.bare_ids);
    line("earmark, shown", &|t| t.earmark_shown);
    line("bare, shown", &|t| t.bare_shown);
}

impl Timed {
    fn json(&self) -> Value {
        json!({ "kind": self.kind, "query": self.query, "earmark_ids": self.earmark_ids,
                "bare_ids": self.bare_ids, "earmark_shown": self.earmark_shown,
                "bare_shown": self.bare_shown })
    }

    fn line(&self) -> String {
        format!(
            "{:<7} {:<42} ids {:9.1} / {:8.1} µs, shown {:9.1} / {:8.1} µs",
            self.kind,
            self.query,
            self.earmark_ids,
            self.bare_ids,
            self.earmark_shown,
            self.bare_shown
        )
    }
}

impl Spans {
    fn json(&self) -> Value {
        json!({ "words": [self.words.0, self.words.1], "near": self.near,
                "phrase": self.phrase, "and": self.and })
    }

    fn line(&self) -> String {
        let (a, b) = self.words;
        format!(
            "{a} {b}: near {:.0} µs, phrase {:.0} µs, and {:.0} µs; near / and {:.2}",
            self.near,
            self.phrase,
            self.and,
            self.near / self.and
        )
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn say(line: &str) {
    println!("{line}");
}
