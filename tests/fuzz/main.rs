//! Changed inputs for everything that takes bytes from outside, as many as one likes:
//!
//! ```sh
//! nice cargo run --release --features pdf,parquet --example fuzz -- all 100000
//! cargo run --release --example fuzz -- query 1000000 7    # one target, another seed
//! cargo run --release --example fuzz -- flips 8            # every bit of an index in turn
//! cargo run --release --example fuzz -- again target/fuzz/query@0123abcd-q
//! ```
//!
//! A panic, more than two seconds, or far more out than in is told and the input is kept in
//! `target/fuzz`; an input that never ends, or takes all memory, is kept and ends the run.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit,
    reason = "a tool for who works on the engine; what cannot be read stops it"
)]

mod flips;
mod mutate;
mod run;
mod targets;

use std::path::Path;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_else(|| "all".to_owned());
    if name == "again" {
        return again(folder.path(), Path::new(&args.next().unwrap()));
    }
    let count: u64 = args.next().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let seed: u64 = args.next().and_then(|n| n.parse().ok()).unwrap_or(1);
    if name == "flips" {
        println!("{}", flips::flip_all(folder.path(), count));
        return;
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    std::fs::create_dir_all(&kept).unwrap();
    let guard = run::Guard::start(&kept);
    for target in targets::targets(folder.path()) {
        if name == "all" || target.name == name || target.name.starts_with(&format!("{name}-")) {
            println!("{}", run::run(&target, count, seed, &kept, &guard));
        }
    }
}

/// Gives one kept input to its target.
fn again(folder: &Path, path: &Path) {
    let file = path.file_name().unwrap().to_str().unwrap();
    let (target, name) = file.split_once('@').unwrap();
    // Its sum stands before the name that it had.
    let name = name.get(9..).unwrap_or(name).to_owned();
    let input = targets::Input { name, bytes: std::fs::read(path).unwrap() };
    let targets = targets::targets(folder);
    let target = targets.iter().find(|t| t.name == target).unwrap();
    let begun = std::time::Instant::now();
    let out = (target.run)(&input);
    println!("{} in, {out} out, {:.2} s", input.bytes.len(), begun.elapsed().as_secs_f64());
}
