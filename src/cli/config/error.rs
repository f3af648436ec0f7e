//! What is wrong with a config file, and where.

use std::ops::Range;
use std::path::PathBuf;

use crate::query::nearest;

/// What is wrong with a config file, and where.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of `{}`: {kind}", path.display())]
pub(in crate::cli) struct ConfigError {
    /// The file.
    pub(super) path: PathBuf,
    /// The line, from 1.
    pub(super) line: usize,
    /// What is wrong.
    pub(super) kind: ConfigErrorKind,
    /// The text of the file.
    pub(in crate::cli) text: String,
    /// The bytes of the text that are wrong.
    pub(in crate::cli) span: Range<usize>,
}

/// What is wrong with a config file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ConfigErrorKind {
    /// It is no TOML.
    #[error("{0}")]
    Syntax(String),
    /// There is no such setting.
    #[error("there is no setting `{name}`")]
    Unknown {
        /// Its name, with the table it stands in.
        name: String,
        /// The names there are, with their tables.
        known: &'static [&'static str],
    },
    /// A setting has a value that it cannot have.
    #[error("`{name}` cannot be `{value}`")]
    Value {
        /// The name of the setting.
        name: String,
        /// The value as written.
        value: String,
        /// What it can be.
        expected: &'static str,
    },
}

impl ConfigError {
    /// Returns what to do about it.
    pub(in crate::cli) fn hint(&self) -> String {
        match &self.kind {
            ConfigErrorKind::Syntax(_) => {
                "a line is `name = value`, with text in quotes; `earmark config --help` shows one"
                    .to_owned()
            }
            ConfigErrorKind::Value { expected, .. } => format!("give {expected}"),
            ConfigErrorKind::Unknown { name, known } => unknown_hint(name, known),
        }
    }
}

/// Returns the nearest setting, or all that could be meant.
fn unknown_hint(name: &str, known: &[&'static str]) -> String {
    let (table, last) = name.rsplit_once('.').map_or(("", name), |(table, last)| (table, last));
    let in_table = |known: &&&str| match known.split_once('.') {
        Some((of, _)) => of == table,
        None => table.is_empty(),
    };
    let in_tables: Vec<&str> = known
        .iter()
        .copied()
        .filter(|known| table.is_empty() && known.split_once('.').is_some_and(|k| k.1 == last))
        .collect();
    if !in_tables.is_empty() {
        return format!("it is set for a command: {}", listed(&in_tables));
    }
    let tables = known.iter().filter_map(|known| known.split_once('.')).map(|(table, _)| table);
    let here = known.iter().filter(in_table).copied();
    let near = if table.is_empty() {
        nearest(last, here.clone().chain(tables), |name| name).map(str::to_owned)
    } else {
        let short = |name: &'static str| name.split_once('.').map_or(name, |(_, last)| last);
        nearest(last, here.clone(), short).map(str::to_owned)
    };
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if table.is_empty() => format!("the settings are {}", listed(known)),
        None => format!("the settings there are {}", listed(&here.collect::<Vec<_>>())),
    }
}

/// Returns names as a list for people.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keys_is_known() {
        const KNOWN: &[&str] = &["index", "color", "search.limit", "search.context", "kwic.limit"];
        let check = |name: &str, expected: &str| assert_eq!(unknown_hint(name, KNOWN), expected);
        check("colour", "did you mean `color`?");
        check("serch", "did you mean `search`?");
        check("search.limmit", "did you mean `search.limit`?");
        check("limit", "it is set for a command: `search.limit` and `kwic.limit`");
        check("kwic.sort", "the settings there are `kwic.limit`");
        check(
            "format",
            "the settings are `index`, `color`, `search.limit`, `search.context` and `kwic.limit`",
        );
    }
}
