//! Tests of the whole: one binary, so that it is linked once.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test that cannot go on has failed; and nobody names a test binary's items"
)]

mod analysis;
mod asking;
mod cli;
mod config;
mod counts;
mod crash;
mod damage;
mod earmark;
mod examples;
mod exchanges;
mod faults;
mod formats;
mod fuzz;
mod layering;
mod lexis;
mod meanwhile;
mod model;
mod names;
mod note;
mod oracle;
mod people;
mod quoting;
mod readme;
mod relevance;
mod same;
mod shared;
mod terminal;
mod verify;

use std::collections::BTreeSet;
use std::path::Path;

/// Every file beside this one must be a module of this binary, or it would never run.
#[test]
fn no_test_file_is_left_out() {
    let source = include_str!("main.rs");
    let named: BTreeSet<String> = source
        .lines()
        .filter_map(|l| l.strip_prefix("mod ")?.strip_suffix(';'))
        .map(|name| format!("{name}.rs"))
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let found: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "rs") && name != "main.rs")
        .collect();
    assert_eq!(found, named);
}
