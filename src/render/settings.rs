//! The settings in force, as they are shown.

use std::path::Path;

/// The settings in force.
#[derive(Debug, Clone)]
pub struct SettingsPage<'a> {
    /// Where the config file is, or would be.
    pub path: Option<&'a Path>,
    /// Whether there is one.
    pub is_there: bool,
    /// The settings.
    pub settings: Vec<Setting>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name, as the config file has it: `search.limit`.
    pub name: &'static str,
    /// Its value.
    pub value: SettingValue,
    /// Where that comes from.
    pub origin: Origin,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// There is none.
    None,
    /// Words.
    Text(String),
    /// A number.
    Number(u64),
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A flag, with its hyphens.
    Flag(&'static str),
    /// A variable of the environment.
    Environment(&'static str),
    /// A line of the config file, from 1.
    File {
        /// The line.
        line: usize,
    },
    /// earmark itself.
    BuiltIn,
}

impl Origin {
    /// Returns what programs call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flag(_) => "flag",
            Self::Environment(_) => "environment",
            Self::File { .. } => "file",
            Self::BuiltIn => "built-in",
        }
    }
}

impl SettingsPage<'_> {
    /// Returns the flag, the variable, or the file with the line, that a value comes from.
    pub(super) fn place(&self, origin: Origin) -> Option<String> {
        match origin {
            Origin::Flag(name) | Origin::Environment(name) => Some(name.to_owned()),
            Origin::File { line } => Some(format!("{}:{line}", self.path?.display())),
            Origin::BuiltIn => None,
        }
    }
}
