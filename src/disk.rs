//! Writing files so that they are whole: as they were, or as they are to be.

use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// Puts bytes in the place of a file's, which is made where it is missing.
///
/// They are written beside it, made sure to be on the disk, then moved there: whoever reads the
/// file finds all of the old bytes or all of the new. A link is followed, permissions are kept.
///
/// # Errors
///
/// A folder that cannot be written to, a full disk; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = beside(&target)?;
    let write = || -> io::Result<()> {
        let open = || fs::OpenOptions::new().write(true).create_new(true).open(&beside);
        let mut file = match open() {
            // Left by a process that was killed and had the number that this one has now.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(&beside)?;
                open()?
            }
            opened => opened?,
        };
        if let Ok(old) = fs::metadata(&target) {
            file.set_permissions(old.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &target)
    };
    write().inspect_err(|_| {
        // What cannot be removed costs only room.
        let _ = fs::remove_file(&beside);
    })
}

/// Writes bytes over those of a file, which is made where it is missing: for what can be lost, and
/// is checked by whoever reads it, since it can be half of the old bytes and half of the new.
///
/// Nothing waits for the disk: some systems do when a file is emptied or moved over another.
///
/// # Errors
///
/// A file that cannot be written to.
pub fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)
}

/// Counts the files that this process has begun to write.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Returns a path in the folder of a file that nobody else uses.
fn beside(target: &Path) -> io::Result<PathBuf> {
    let name = target.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    hidden.push(format!(".{}.{n}.tmp", std::process::id()));
    Ok(target.with_file_name(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.md");
        for text in ["one", "two"] {
            replace(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(&folder.path().join("none/note.md"), b"x").is_err());
    }

    #[test]
    fn a_file_is_overwritten_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("last.json");
        for text in ["one and more", "two"] {
            overwrite(&path, text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn what_a_killed_process_left_is_no_hindrance() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.md");
        let next = COUNT.load(Ordering::Relaxed);
        for n in next..next + 100 {
            let left = format!(".note.md.{}.{n}.tmp", std::process::id());
            fs::write(folder.path().join(left), "half").unwrap();
        }
        replace(&path, b"whole").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
    }

    #[test]
    #[cfg(unix)]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.md"), folder.path().join("link.md"));
        fs::write(&real, "one").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
