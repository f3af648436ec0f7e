//! Paths as the manifest keeps them.

use std::path::Path;
use std::path::PathBuf;

use crate::update::UpdateError;

/// Marks a path that is no Unicode; no path holds this character.
const RAW: char = '\0';

/// Returns the paths from the root of the file system, links not followed.
pub(super) fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>, UpdateError> {
    let resolve = |path: &PathBuf| {
        let whole = std::path::absolute(path)
            .map_err(|source| UpdateError::Path { path: path.clone(), source })?;
        Ok(without_dots(&whole))
    };
    paths.iter().map(resolve).collect()
}

/// Returns the path as people here would write it: from the working folder, where it lies below
/// that.
pub(super) fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| path.to_owned())
}

/// Returns a path without `.` and, where the name before it is no link, `..`.
fn without_dots(path: &Path) -> PathBuf {
    if path.components().any(|c| c == std::path::Component::ParentDir) {
        // Only the system knows where `..` leads through links; a path that is not there stays.
        return path.canonicalize().unwrap_or_else(|_| path.to_owned());
    }
    path.components().collect()
}

/// Returns the path as a text that gives it back: see [`path_of`].
pub(super) fn key(path: &Path) -> String {
    if let Some(text) = path.to_str() {
        return text.to_owned();
    }
    let bytes = path.as_os_str().as_encoded_bytes();
    std::iter::once(RAW).chain(bytes.iter().map(|b| char::from(*b))).collect()
}

/// Returns the path that a [`key`] stands for.
pub(super) fn path_of(key: &str) -> PathBuf {
    match key.strip_prefix(RAW) {
        None => PathBuf::from(key),
        Some(raw) => {
            let bytes = raw.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
            from_bytes(bytes)
        }
    }
}

#[cfg(unix)]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    PathBuf::from(std::ffi::OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn from_bytes(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_give_paths_back() {
        let check = |path: &Path| assert_eq!(path_of(&key(path)), path);
        check(Path::new("/a/b c.txt"));
        check(Path::new("/a/ü\n.txt"));
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            check(Path::new(std::ffi::OsStr::from_bytes(b"/a/\xff\x00\xe9.txt")));
        }
    }
}
