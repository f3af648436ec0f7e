//! Finds the files under a path: the only walk over folders in the crate.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use walkdir::WalkDir;

use super::error::cause;

/// The files under a path, and what stood in the way of finding more.
#[derive(Debug, Default)]
pub struct Walk {
    /// The files, sorted by path.
    pub files: Vec<PathBuf>,
    /// The places that could not be looked into, sorted by path.
    pub problems: Vec<WalkProblem>,
    /// Pipes, sockets and devices in folders, which hold nothing that can be read again; sorted.
    pub no_files: Vec<PathBuf>,
}

/// A place under a path that could not be looked into; the rest was.
#[derive(Debug, thiserror::Error)]
#[error("{kind}")]
pub struct WalkProblem {
    /// The place, as reached from the path that was given.
    pub path: PathBuf,
    /// What the matter is.
    #[source]
    pub kind: WalkProblemKind,
}

/// Why a place could not be looked into.
#[derive(Debug, thiserror::Error)]
pub enum WalkProblemKind {
    /// The operating system refused, or there is nothing of that name.
    #[error("cannot be read: {}", cause(source))]
    Io {
        /// What it said.
        source: io::Error,
    },
    /// A link whose target is not there.
    #[error("is a link to nothing")]
    DanglingLink,
    /// A link back to a folder that holds it.
    #[error("is a link back to `{}`", ancestor.display())]
    Loop {
        /// The folder that holds the link.
        ancestor: PathBuf,
    },
}

/// Finds the files under a path, or the one file that the path names.
///
/// Links are followed. In a folder, `README*`, `LICENSE*`, `GOLD.jsonl` and whatever begins with
/// a dot are passed over; pipes, sockets and devices are told. A file that is named directly is
/// always given back.
pub fn walk(root: &Path) -> Walk {
    let mut walk = Walk::default();
    let entries = WalkDir::new(root).follow_links(true).into_iter();
    for entry in entries.filter_entry(|e| e.depth() == 0 || !is_passed_over(e.file_name())) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_file() || entry.depth() == 0 => {
                walk.files.push(entry.into_path());
            }
            Ok(entry) => walk.no_files.push(entry.into_path()),
            Err(error) => walk.problems.extend(problem(root, error)),
        }
    }
    walk.files.sort();
    walk.no_files.sort();
    walk.problems.sort_by(|a, b| a.path.cmp(&b.path));
    walk
}

/// Tells whether something in a folder is no transcript by its name alone.
pub(super) fn is_passed_over(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    [b".".as_slice(), b"README", b"LICENSE"].iter().any(|start| name.starts_with(start))
        || [b"GOLD.jsonl".as_slice(), b"transcripts.csv", b"speaker-metadata.csv"].contains(&name)
        || name.ends_with(b".toml")
}

/// Returns what a failed step of the walk means; nothing where the place would have been passed
/// over anyway.
fn problem(root: &Path, error: walkdir::Error) -> Option<WalkProblem> {
    let path = error.path().unwrap_or(root).to_owned();
    if error.depth() > 0 && path.file_name().is_some_and(is_passed_over) {
        return None;
    }
    let kind = if let Some(ancestor) = error.loop_ancestor() {
        WalkProblemKind::Loop { ancestor: ancestor.to_owned() }
    } else {
        let source = io::Error::from(error);
        if source.kind() == io::ErrorKind::NotFound && path.is_symlink() {
            WalkProblemKind::DanglingLink
        } else {
            WalkProblemKind::Io { source: inner(source) }
        }
    };
    Some(WalkProblem { path, kind })
}

/// Returns the operating system's error without the walk's words around it, which name the path
/// a second time.
fn inner(error: io::Error) -> io::Error {
    let kind = error.kind();
    let walked = error.into_inner().and_then(|e| e.downcast::<walkdir::Error>().ok());
    walked.and_then(|e| e.into_io_error()).unwrap_or_else(|| kind.into())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Makes files (and folders, by a trailing `/`), walks, and compares what was found.
    fn check(made: &[&str], expected: &[&str]) {
        let dir = tempfile::tempdir().unwrap();
        for name in made {
            let path = dir.path().join(name);
            if name.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, name).unwrap();
            }
        }
        let walk = walk(dir.path());
        assert!(walk.problems.is_empty(), "{:?}", walk.problems);
        let files: Vec<_> =
            walk.files.iter().map(|f| f.strip_prefix(dir.path()).unwrap().to_owned()).collect();
        assert_eq!(files, expected.iter().map(PathBuf::from).collect::<Vec<_>>());
    }

    #[test]
    fn files_come_sorted_by_path() {
        check(
            &["b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "empty/"],
            &["a/b/c.txt", "a/z.txt", "a.txt", "b.txt"],
        );
    }

    #[test]
    fn what_is_no_transcript_by_its_name_is_passed_over() {
        check(
            &[
                "README.md",
                "LICENSE",
                "LICENSE-MIT",
                "a/README",
                "GOLD.jsonl",
                ".hidden",
                ".git/x.txt",
                "MYGOLD.jsonl",
                "call.txt",
                "call.toml",
                "transcripts.csv",
            ],
            &["MYGOLD.jsonl", "call.txt"],
        );
    }

    #[test]
    fn a_file_named_directly_is_given_back() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["README.md", ".hidden"] {
            let path = dir.path().join(name);
            fs::write(&path, "x").unwrap();
            assert_eq!(walk(&path).files, [path]);
        }
        let hidden = dir.path().join(".folder");
        fs::create_dir(&hidden).unwrap();
        fs::write(hidden.join("call.txt"), "x").unwrap();
        assert_eq!(walk(&hidden).files, [hidden.join("call.txt")]);
    }

    #[test]
    fn what_is_not_there_is_a_problem() {
        let dir = tempfile::tempdir().unwrap();
        let walk = walk(&dir.path().join("nothing"));
        assert!(walk.files.is_empty());
        assert_eq!(walk.problems.len(), 1);
        assert_eq!(walk.problems[0].path, dir.path().join("nothing"));
        assert_eq!(walk.problems[0].to_string(), "cannot be read: no such file or directory");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_bad_ones_told() {
        use std::os::unix::fs::symlink;

        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        fs::create_dir_all(root.join("a")).unwrap();
        fs::write(dir.path().join("elsewhere.txt"), "x").unwrap();
        fs::write(root.join("a/call.txt"), "x").unwrap();
        symlink(dir.path().join("elsewhere.txt"), root.join("link.txt")).unwrap();
        symlink(&root, root.join("a/loop")).unwrap();
        symlink("nowhere", root.join("dangling")).unwrap();
        symlink("itself", root.join("itself")).unwrap();
        symlink("nowhere", root.join(".dangling")).unwrap();
        let walk = walk(&root);
        assert_eq!(walk.files, [root.join("a/call.txt"), root.join("link.txt")]);
        let told: Vec<String> =
            walk.problems.iter().map(|p| format!("{}: {p}", p.path.display())).collect();
        let root = root.display();
        assert_eq!(told[0], format!("{root}/a/loop: is a link back to `{root}`"));
        assert_eq!(told[1], format!("{root}/dangling: is a link to nothing"));
        assert!(told[2].starts_with(&format!("{root}/itself: cannot be read: ")), "{}", told[2]);
        assert_eq!(told.len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_unicode_work() {
        use std::os::unix::ffi::OsStrExt;

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(OsStr::from_bytes(b"call-\xff\n.txt"));
        fs::write(&path, "x").unwrap();
        assert_eq!(walk(dir.path()).files, [path]);
    }

    #[cfg(unix)]
    #[test]
    fn an_unreadable_folder_is_told_and_the_rest_found() {
        use std::os::unix::fs::PermissionsExt;

        let dir = tempfile::tempdir().unwrap();
        let locked = dir.path().join("locked");
        fs::create_dir(&locked).unwrap();
        fs::write(dir.path().join("call.txt"), "x").unwrap();
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read_dir(&locked).is_err() {
            let walk = walk(dir.path());
            assert_eq!(walk.files, [dir.path().join("call.txt")]);
            assert_eq!(walk.problems[0].path, locked);
            assert_eq!(walk.problems[0].to_string(), "cannot be read: permission denied");
        }
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    }
}
