//! Where the config file is, and reading it.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::config::error::ConfigError;
use crate::cli::config::values;
use crate::cli::config::values::Bases;
use crate::cli::config::values::Values;
use crate::cli::error::CliError;
use crate::cli::folders;
use crate::cli::folders::Kept;

/// Names the config file.
pub(super) const VARIABLE: &str = "EARMARK_CONFIG";

/// What it is called in the user's folder.
const NAME: &str = "config.toml";

/// The config file: where it is, and what it sets.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    /// Where it is, or would be.
    pub(super) path: Option<PathBuf>,
    /// What it sets; `None` where there is none.
    pub(super) values: Option<Values>,
}

/// Reads the config file. That there is none is an error only where a variable names it.
pub(super) fn read() -> Result<ConfigFile, CliError> {
    let named = env::var_os(VARIABLE).filter(|v| !v.is_empty()).map(PathBuf::from);
    let is_named = named.is_some();
    let usual = || Kept::Config.folder().map(|folder| folder.join(NAME));
    let Some(path) = named.or_else(usual) else {
        return Ok(ConfigFile::default());
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if is_missing(error.kind()) && !is_named => {
            return Ok(ConfigFile { path: Some(path), values: None });
        }
        Err(source) => return Err(CliError::Read { path, source }),
    };
    let home = folders::home();
    let bases = Bases { folder: path.parent().unwrap_or(Path::new("")), home: home.as_deref() };
    match values::read(&text, bases) {
        Ok(values) => Ok(ConfigFile { path: Some(path), values: Some(values) }),
        Err((kind, span)) => {
            let line = values::line_of(&text, span.start);
            // White space that would be written out where the place is shown; no byte moves.
            let text = text.replace(['\t', '\r'], " ");
            Err(CliError::Config(Box::new(ConfigError { path, line, kind, text, span })))
        }
    }
}

fn is_missing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}
