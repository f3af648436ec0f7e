//! How long `verify` takes, and whether it is right: `cargo bench --bench verify -- FOLDER INDEX`.
//!
//! FOLDER holds transcripts, INDEX is an index of them. Quotations are drawn and altered as the
//! test does it on `corpus/`, and as many are invented.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    unreachable_pub,
    dead_code,
    reason = "a program run by hand that prints what it measured"
)]

#[path = "../quoting.rs"]
mod quoting;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use earmark::index::Reader;
use earmark::note::MIN_WORDS;
use earmark::note::Status;
use earmark::note::verify;

/// How many quotations are drawn, and how many invented.
const COUNT: usize = 1000;

/// Every how many-th call quotations are drawn from: reading all takes long.
const STEP: usize = 5;

/// The time since it was started: on the wall, and on the processor where the system tells.
struct Clock {
    wall: Instant,
    cpu: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), cpu: Self::cpu_nanos() }
    }

    fn cpu_nanos() -> Option<u64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok()
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2?}", self.wall.elapsed())?;
        match self.cpu.zip(Self::cpu_nanos()) {
            Some((from, to)) => {
                write!(f, " ({:.2?} of processor time)", Duration::from_nanos(to - from))
            }
            None => Ok(()),
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let [folder, index] = args.as_slice() else {
        println!("usage: cargo bench --bench verify -- FOLDER INDEX");
        return;
    };
    let reader = Reader::open(Path::new(index)).unwrap();
    let calls = quoting::calls(Path::new(folder), STEP);
    println!("{} passages; quotations from {} calls", reader.header().passages, calls.len());
    let mut dice = quoting::Dice(0x5eed_0001);
    let drawn: Vec<_> = (0..COUNT).map(|_| quoting::draw(&calls, &mut dice)).collect();
    let invented: Vec<_> = (0..COUNT).map(|_| quoting::invent(&calls, &mut dice)).collect();

    let text: String = drawn.iter().map(|d| d.text.as_str()).collect::<Vec<_>>().join("\n");
    for run in 0..3 {
        let started = Clock::start();
        let found = verify(&reader, &text, MIN_WORDS).unwrap();
        println!("run {run}: {} drawn in {started}", found.len());
    }
    let text: String = invented.join("\n");
    let started = Clock::start();
    let found = verify(&reader, &text, MIN_WORDS).unwrap();
    println!("{} invented in {started}", found.len());
    let mut counts: BTreeMap<Status, usize> = BTreeMap::new();
    for verified in &found {
        *counts.entry(verified.status).or_default() += 1;
        if verified.status.is_sound() {
            println!("invented, yet {:?}: {}", verified.status, verified.quotation.text);
        }
    }
    println!("invented: {counts:?}");
    let mut right: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for drawn in &drawn {
        let found = verify(&reader, &drawn.text, MIN_WORDS).unwrap();
        let fault = quoting::fault(drawn, &found);
        let count = right.entry(drawn.alteration).or_default();
        count.0 += usize::from(fault.is_none());
        count.1 += 1;
        if let Some(fault) = fault {
            println!("{fault}");
        }
    }
    println!("right of all: {right:?}");
}
