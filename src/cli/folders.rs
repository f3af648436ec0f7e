//! Where a system keeps what belongs to a user.

use std::env;
use std::path::PathBuf;

/// Earmark's folder in each of those.
const OWN: &str = "earmark";

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// The defaults of one's own.
    Config,
    /// The index.
    Data,
}

impl Kept {
    /// Returns the variable that names the folder on this system, and where the folder is in the
    /// user's home without it; `None` where the variable is always set.
    fn convention(self) -> (Option<&'static str>, Option<&'static str>) {
        if cfg!(windows) {
            match self {
                Self::Config => (Some("APPDATA"), None),
                Self::Data => (Some("LOCALAPPDATA"), None),
            }
        } else if cfg!(target_os = "macos") {
            (None, Some("Library/Application Support"))
        } else {
            match self {
                Self::Config => (Some("XDG_CONFIG_HOME"), Some(".config")),
                Self::Data => (Some("XDG_DATA_HOME"), Some(".local/share")),
            }
        }
    }

    /// Returns earmark's folder for it, by the conventions of the system.
    pub(super) fn folder(self) -> Option<PathBuf> {
        self.folder_by(set)
    }

    fn folder_by(self, variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
        let (named, in_home) = self.convention();
        let folder = named.and_then(|name| whole(variable(name)));
        let base = folder.or_else(|| Some(home_by(variable)?.join(in_home?)));
        base.map(|base| base.join(OWN))
    }
}

/// Returns the user's home, which `~/` stands for.
pub(super) fn home() -> Option<PathBuf> {
    home_by(set)
}

fn home_by(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    whole(variable(if cfg!(windows) { "USERPROFILE" } else { "HOME" }))
}

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from)
}

/// Passes on a whole path: a variable that is set to nothing, or to a part of one, counts for
/// nothing.
fn whole(path: Option<PathBuf>) -> Option<PathBuf> {
    path.filter(|path| path.is_absolute())
}

#[cfg(test)]
#[cfg(all(unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kept: Kept, set: &[(&str, &str)], expected: Option<&str>) {
        let variable =
            |name: &str| set.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into());
        assert_eq!(kept.folder_by(variable), expected.map(PathBuf::from));
    }

    #[test]
    fn folders_follow_the_conventions() {
        let (home, nothing) = (("HOME", "/h"), None);
        check(Kept::Config, &[home], Some("/h/.config/earmark"));
        check(Kept::Config, &[home, ("XDG_CONFIG_HOME", "/c")], Some("/c/earmark"));
        check(Kept::Config, &[home, ("XDG_CONFIG_HOME", "c")], Some("/h/.config/earmark"));
        check(Kept::Config, &[("XDG_CONFIG_HOME", "/c")], Some("/c/earmark"));
        check(Kept::Config, &[], nothing);
        check(Kept::Data, &[home], Some("/h/.local/share/earmark"));
        check(Kept::Data, &[home, ("XDG_DATA_HOME", "/d")], Some("/d/earmark"));
        check(Kept::Data, &[home, ("XDG_DATA_HOME", "")], Some("/h/.local/share/earmark"));
        check(Kept::Data, &[home, ("XDG_DATA_HOME", "d")], Some("/h/.local/share/earmark"));
        check(Kept::Data, &[("HOME", "h")], nothing);
        check(Kept::Data, &[], nothing);
    }
}
