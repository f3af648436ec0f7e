//! Who writes to an index: the engine's lock says that somebody does, a note beside it who.

use std::fmt;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use crate::index::IndexError;

/// The file that names the writer; it is only a note, the lock is the engine's.
const NOTE: &str = ".earmark-writer";

/// A process that writes to an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// The number of the process.
    pub process: u32,
    /// For how long it has been writing.
    pub since: Duration,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.since.as_secs();
        write!(f, "process {}, for ", self.process)?;
        match (seconds / 3600, seconds / 60) {
            (0, 0) => write!(f, "{seconds} s"),
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, _) => write!(f, "{hours} h"),
        }
    }
}

/// Says that this process writes, until it is dropped.
pub(super) struct HolderNote(PathBuf);

impl HolderNote {
    /// Leaves the note; one that cannot be written is done without.
    pub(super) fn leave(folder: &Path) -> Self {
        let path = folder.join(NOTE);
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
        let _ = fs::write(&path, format!("{} {now}\n", std::process::id()));
        Self(path)
    }
}

impl Drop for HolderNote {
    fn drop(&mut self) {
        // A note that stays is written over by the next writer.
        let _ = fs::remove_file(&self.0);
    }
}

/// How often a lock that is held is tried for again, and after what time: a process that was
/// forked holds for a moment what this one has let go of.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// Takes a lock by `take`; one that stays held is an error.
pub(super) fn patiently<T>(
    mut take: impl FnMut() -> Result<T, IndexError>,
) -> Result<T, IndexError> {
    for _ in 1..TRIES {
        match take() {
            Err(IndexError::Locked { .. }) => std::thread::sleep(PAUSE),
            done => return done,
        }
    }
    take()
}

/// Reads who writes to an index whose lock is held, if it left a note.
pub(super) fn holder(folder: &Path) -> Option<Holder> {
    let note = fs::read_to_string(folder.join(NOTE)).ok()?;
    let (process, begun) = note.trim().split_once(' ')?;
    let now = SystemTime::UNIX_EPOCH.elapsed().ok()?;
    let since = now.saturating_sub(Duration::from_secs(begun.parse().ok()?));
    Some(Holder { process: process.parse().ok()?, since })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_the_writer_while_it_writes() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(holder(folder.path()), None);
        let note = HolderNote::leave(folder.path());
        let found = holder(folder.path()).unwrap();
        assert_eq!(found.process, std::process::id());
        assert!(found.since < Duration::from_secs(60));
        drop(note);
        assert_eq!(holder(folder.path()), None);
        let holder = Holder { process: 7, since: Duration::from_secs(125) };
        assert_eq!(holder.to_string(), "process 7, for 2 min");
    }
}
