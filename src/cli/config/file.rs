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

/// Names the config file.
pub(super) const VARIABLE: &str = "EARMARK_CONFIG";

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
    let variable = |name: &str| env::var_os(name).map(PathBuf::from);
    let Some(path) = named.or_else(|| default_path(variable)) else {
        return Ok(ConfigFile::default());
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if is_missing(error.kind()) && !is_named => {
            return Ok(ConfigFile { path: Some(path), values: None });
        }
        Err(source) => return Err(CliError::Read { path, source }),
    };
    let home = home(variable);
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

/// Returns where the config file is if nothing names it, by the conventions of the system.
fn default_path(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // A variable that is set to nothing, or to no whole path, counts for nothing.
    let folder = |name: &str| variable(name).filter(|path| path.is_absolute());
    let base = if cfg!(windows) {
        folder("APPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")))
    };
    base.map(|base| base.join("earmark").join("config.toml"))
}

/// Returns the folder that `~/` stands for.
fn home(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let name = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    variable(name).filter(|path| path.is_absolute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_config_file_follows_the_conventions() {
        let check = |set: &[(&str, &str)], expected: Option<&str>| {
            let variable = |name: &str| {
                set.iter().find(|(n, _)| *n == name).map(|(_, value)| PathBuf::from(value))
            };
            assert_eq!(default_path(variable), expected.map(PathBuf::from));
        };
        check(&[("HOME", "/h")], Some("/h/.config/earmark/config.toml"));
        check(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/c")], Some("/c/earmark/config.toml"));
        check(&[("HOME", "/h"), ("XDG_CONFIG_HOME", "c")], Some("/h/.config/earmark/config.toml"));
        check(&[], None);
    }
}
