//! Learns the tables of weights in `src/parse` from labelled calls.
//!
//! ```text
//! cargo run --release --example learn -- LABELLED [--hold N] [--out src/parse] [flow] [cast] [sure]
//! ```
//!
//! It is written in Rust and not as a script because it must see exactly the features that a
//! parse sees: it calls the same functions, so the two cannot drift apart. `--hold N` keeps the
//! companies whose number leaves N after division by five out of learning and judges on them
//! (the table shipped is learned from all). `sure` learns the cast five times, each time without
//! a fifth of the companies, and measures on these what its probabilities are worth; build with
//! a new `flow.tsv` before learning the cast, for it sees turns as the flow cuts them. Runs are reproducible: no clock, no random seed.

#![allow(clippy::print_stderr, reason = "a program for the terminal")]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of a few million at most"
)]
#![allow(
    clippy::iter_over_hash_type,
    clippy::needless_range_loop,
    clippy::format_push_string,
    reason = "orders are settled afterwards, sums are written as sums"
)]

mod cast;
mod flow;
mod gold;
mod sure;

use std::path::PathBuf;

/// The files whose labels name roles and sections.
const FILES: [&str; 5] = [
    "streetevents_2010_24.jsonl",
    "seekingalpha_2018_19.jsonl",
    "fool_2020_22.jsonl",
    "fool_2024.jsonl",
    "fool_html_2020.jsonl",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut folder, mut out, mut hold) = (None, PathBuf::from("src/parse"), None);
    let mut parts = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--hold" => hold = arguments.next().and_then(|n| n.parse::<u64>().ok()),
            "--out" => out = arguments.next().map(PathBuf::from).expect("a folder after --out"),
            "flow" | "cast" | "sure" => parts.push(argument),
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.expect("the folder of labelled calls");
    let calls = gold::read(&folder, &FILES);
    let kept_out = |c: &gold::Call| hold.is_some_and(|h| gold::number(&c.company) % 5 == h);
    eprintln!("{} calls, {} held out", calls.len(), calls.iter().filter(|c| kept_out(c)).count());
    let all = parts.is_empty();
    if all || parts.iter().any(|w| w == "flow") {
        std::fs::write(out.join("flow.tsv"), flow::learn(&calls, &kept_out))
            .expect("writing the table");
    }
    if all || parts.iter().any(|w| w == "cast") {
        std::fs::write(out.join("cast.tsv"), cast::learn(&calls, &kept_out))
            .expect("writing the table");
    }
    if all || parts.iter().any(|w| w == "sure") {
        std::fs::write(out.join("sure.tsv"), sure::measure(&calls)).expect("writing the table");
    }
}
