//! The command: run, then the exit code.

fn main() {}
