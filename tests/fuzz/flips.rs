//! Every byte of a small index flipped in turn.

use std::fmt;
use std::fs;
use std::panic;
use std::path::Path;
use std::path::PathBuf;

use earmark::index::Reader;
use earmark::index::check;
use earmark::update::update;

use super::targets::answers;

/// What became of the flips.
#[derive(Default)]
pub(crate) struct Flips {
    files: u64,
    bytes: u64,
    tried: u64,
    noticed: u64,
    without_effect: u64,
    /// A search panicked; the command tells that as an error.
    caught: u64,
    wrong: Vec<String>,
}

impl fmt::Display for Flips {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, bytes, tried, noticed, without_effect, caught, wrong } = self;
        writeln!(f, "{tried} flips of {bytes} bytes in {files} files:")?;
        writeln!(f, "{noticed} noticed by the check, {without_effect} without effect,")?;
        write!(f, "{caught} panics in a search, {} wrong and not noticed {wrong:?}", wrong.len())
    }
}

/// Flips so many bits (1 to 8) of every byte of an index of one short call, one at a time.
pub(crate) fn flip_all(folder: &Path, bits: u64) -> Flips {
    let calls = folder.join("calls");
    fs::create_dir(&calls).unwrap();
    let text = "Oak, Inc. Q1 2031 Earnings Call\n\nOperator: Welcome to the call of Oak.\n\n\
        Ann Lee: Good morning. The backlog was $2.0 billion in the quarter, up 12%. We are glad \
        about the quarter, and about the backlog.\n\nOperator: Our first question comes from the \
        line of Bob Li with UBS.\n\nBob Li: How old is the backlog?\n\nAnn Lee: Not old, Bob.\n";
    fs::write(calls.join("oak-2031q1.txt"), text).unwrap();
    let index = folder.join("index");
    update(&index, &[calls], &mut |_| {}).unwrap();
    let sound = answers(&Reader::open(&index).unwrap()).unwrap();
    assert!(sound.len() > 1);
    let mut flips = Flips::default();
    panic::set_hook(Box::new(|_| {}));
    let mut files: Vec<PathBuf> =
        fs::read_dir(&index).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let whole = fs::read(&file).unwrap();
        flips.files += 1;
        flips.bytes += whole.len() as u64;
        for at in 0..whole.len() {
            for bit in (0..8).filter(|bit| bit % 8 < bits) {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << ((at as u64 + bit) % 8);
                fs::write(&file, &bytes).unwrap();
                flips.tried += 1;
                let noticed = check(&index).map_or(true, |checked| !checked.faults.is_empty());
                let found = panic::catch_unwind(|| {
                    Reader::open(&index).and_then(|reader| answers(&reader)).ok()
                });
                flips.noticed += u64::from(noticed);
                match found {
                    Err(_) => flips.caught += 1,
                    Ok(Some(found)) if found == sound => {
                        flips.without_effect += u64::from(!noticed);
                    }
                    Ok(_) if noticed => {}
                    Ok(_) => flips.wrong.push(format!("byte {at} of {}", file.display())),
                }
            }
        }
        fs::write(&file, &whole).unwrap();
    }
    let _ = panic::take_hook();
    flips
}
