//! Learns the tables of weights in `src/parse` from labelled calls.
//!
//! ```text
//! cargo run --release --example learn -- LABELLED [--out src/parse] [--folds DIR] [flow] [cast] [sure]
//! cargo run --release --example learn -- LABELLED --folds DIR held TEXTS > READ.jsonl
//! cargo run --release --example learn -- why TEXT
//! ```
//!
//! It is written in Rust and not as a script because it must see exactly the features that a
//! parse sees: it calls the same functions, so the two cannot drift apart. The tables shipped
//! are learned from all calls. What is said of them is measured on companies that they have not
//! seen: `sure` learns both tables five times, each time without a fifth of the companies, and
//! measures on these what the probabilities of names are worth; `held` reads the bare texts of a
//! folder (`ID.txt`) by the same five pairs of tables, for a scoring script. `why` shows the clues
//! that speak for the executives of one bare text. `--folds DIR` keeps
//! the five pairs, which are learned again only where a file is missing. Runs are reproducible:
//! no clock, no random seed.

#![allow(clippy::print_stderr, clippy::print_stdout, reason = "a program for the terminal")]
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
mod folds;
mod gold;
mod held;
mod sure;
mod why;

use std::path::PathBuf;

use earmark::parse::learn::CastTable;
use earmark::parse::learn::FlowTable;

use crate::folds::Kept;

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
    let (mut folder, mut out, mut kept) = (None, PathBuf::from("src/parse"), Kept(None));
    let mut parts = Vec::new();
    let mut texts = None;
    while let Some(argument) = arguments.next() {
        let mut path = |what: &str| arguments.next().map(PathBuf::from).expect(what);
        match argument.as_str() {
            "--out" => out = path("a folder after --out"),
            "--folds" => kept = Kept(Some(path("a folder after --folds"))),
            "held" => texts = Some(path("a folder of texts after held")),
            "why" => {
                let text = path("a text after why");
                let read = |name: &str| std::fs::read_to_string(out.join(name)).expect(name);
                let text = std::fs::read_to_string(text).expect("the text");
                let (flow, cast) = (read("flow.tsv"), read("cast.tsv"));
                print!("{}", why::shown(&text, &FlowTable::read(&flow), &CastTable::read(&cast)));
                return;
            }
            "flow" | "cast" | "sure" => parts.push(argument),
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.expect("the folder of labelled calls");
    let calls = gold::read(&folder, &FILES);
    if let Some(texts) = texts {
        print!("{}", held::read(&calls, &kept, &texts));
        return;
    }
    let all = |_: &gold::Call| false;
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    let write = |name: &str, table: String| {
        std::fs::write(out.join(name), table).expect("writing the table");
    };
    if wanted("flow") {
        write("flow.tsv", flow::learn(&calls, &all));
    }
    if wanted("cast") {
        let flow = std::fs::read_to_string(out.join("flow.tsv")).expect("the table of the flow");
        write("cast.tsv", cast::learn(&calls, &all, &FlowTable::read(&flow)));
    }
    if wanted("sure") {
        write("sure.tsv", sure::measure(&calls, &kept));
    }
}
