//! The real command, run as a process in a folder of its own.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Output;

/// What a run of the command gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Ran {
    /// Returns standard output as one JSON value.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs the command in a folder; nothing of the caller's settings is seen.
pub(crate) fn earmark<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Ran {
    ran(command(folder).args(args).output().unwrap())
}

/// Returns the command, to be run in a folder.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_earmark"));
    command
        .current_dir(folder)
        .env_remove("EARMARK_CONFIG")
        .env_remove("EARMARK_INDEX")
        .env_remove("EARMARK_PAGER")
        .env_remove("EARMARK_THESAURUS")
        .env_remove("LESS")
        .env_remove("NO_COLOR")
        .env_remove("PAGER")
        .env_remove("TERM")
        .env_remove("XDG_CONFIG_HOME")
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("HOME", folder);
    command
}

pub(crate) fn ran(output: Output) -> Ran {
    Ran {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap_or(-1),
    }
}

/// Returns a folder with a copy of the corpus in it.
pub(crate) fn with_corpus() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    fs::create_dir(folder.path().join("corpus")).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join("corpus").join(entry.file_name())).unwrap();
    }
    folder
}
