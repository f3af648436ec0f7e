//! What stands beside a file and tells of it: names of speakers, facts of calls.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The most bytes that are read of a file beside another.
const MOST_BYTES: u64 = 16 << 20;

/// Returns the text of a file of some name in the folder of another; nothing where there is
/// none, or where it is no text or longer than any such file.
pub(super) fn beside(path: &Path, name: &str) -> Option<String> {
    let folder = path.parent()?;
    let file = File::open(folder.join(name)).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > MOST_BYTES {
        return None;
    }
    super::decode::decode(bytes).ok().map(|decoded| decoded.text)
}
