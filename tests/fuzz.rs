//! Everything that takes bytes from outside, given some that were changed, and those that once
//! were too much for it. The example `fuzz` runs as many as one likes.
//!
//! `EARMARK_FUZZ` sets how many inputs each target is given (30 by default), `EARMARK_SEED` which.

use std::fs;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use mutate::Dice;
use mutate::mutate;
use targets::Input;
use targets::targets;

#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/targets.rs"]
mod targets;

#[test]
fn changed_inputs_do_no_harm() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let count = number("EARMARK_FUZZ").unwrap_or(30);
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice::new(number("EARMARK_SEED").unwrap_or(1));
    for target in targets(folder.path()) {
        let others: Vec<&[u8]> = target.seeds.iter().map(|s| s.bytes.as_slice()).collect();
        for n in 0..count {
            let mut input = dice.pick(&target.seeds).clone();
            mutate(&mut input.bytes, &others, &mut dice);
            let done = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
            if done.is_err() {
                let kept = folder.keep().join(&input.name);
                fs::write(&kept, &input.bytes).unwrap();
                panic!("input {n} of {}, kept as {}", target.name, kept.display());
            }
        }
    }
}

/// What the example `fuzz` found and what is of that kind, each as `TARGET@NAME`.
#[test]
fn what_once_did_harm_does_none() {
    let folder = tempfile::tempdir().unwrap();
    let targets = targets(folder.path());
    for entry in
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/found")).unwrap()
    {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let (target, name) = file.split_once('@').unwrap();
        let bytes = fs::read(&path).unwrap();
        let target = targets.iter().find(|t| t.name == target).unwrap();
        (target.run)(&Input { name: name.to_owned(), bytes });
    }
}
