//! The command: run, then the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    earmark::cli::run()
}
