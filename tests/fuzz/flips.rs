//! Every byte of a small index flipped in turn.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::fs::File;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::panic;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use earmark::index::IndexError;
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
    /// A search gave another answer, of which only the check tells that it is wrong, by file.
    misled: BTreeMap<String, u64>,
    /// The engine panicked in a search, which became an error.
    caught: u64,
    panicked: Vec<String>,
    wrong: Vec<String>,
    slowest: Duration,
    slow: Vec<String>,
}

impl fmt::Display for Flips {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, bytes, tried, noticed, without_effect, caught, .. } = self;
        let Self { misled, panicked, wrong, slowest, slow, .. } = self;
        writeln!(f, "{tried} flips of {bytes} bytes in {files} files:")?;
        writeln!(f, "{noticed} noticed by the check, {without_effect} without effect,")?;
        writeln!(f, "{caught} searches that the engine panicked in and that told an error,")?;
        writeln!(f, "other answers where the check must be asked, by file: {misled:?},")?;
        writeln!(f, "{} panics {panicked:?},", panicked.len())?;
        writeln!(f, "{} wrong and not noticed {wrong:?},", wrong.len())?;
        write!(f, "slowest {:.2} s, {} too slow {slow:?}", slowest.as_secs_f64(), slow.len())
    }
}

/// The longest that a check and a search of so small an index may take.
const PATIENCE: Duration = Duration::from_secs(1);

impl Flips {
    /// Looks at an index of which a bit was flipped, and notes what became of it.
    fn look(&mut self, index: &Path, sound: &[String], place: &str) {
        let begun = Instant::now();
        self.tried += 1;
        let found = panic::catch_unwind(|| {
            let noticed = check(index).map_or(true, |checked| !checked.faults.is_empty());
            (noticed, Reader::open(index).and_then(|reader| answers(&reader)))
        });
        if matches!(found, Ok((_, Err(IndexError::Unreadable { .. })))) {
            self.caught += 1;
        }
        match found {
            Err(_) => self.panicked.push(place.to_owned()),
            Ok((true, found)) => {
                self.noticed += 1;
                if found.is_ok_and(|found| found != sound) {
                    let kind = place.rsplit_once('.').map_or(place, |(_, kind)| kind);
                    let kind = kind.split(',').next().unwrap_or(kind);
                    *self.misled.entry(kind.to_owned()).or_default() += 1;
                }
            }
            Ok((false, Ok(found))) if found == sound => self.without_effect += 1,
            Ok((false, _)) => self.wrong.push(place.to_owned()),
        }
        let took = begun.elapsed();
        self.slowest = self.slowest.max(took);
        if took > PATIENCE {
            self.slow.push(place.to_owned());
        }
    }
}

/// Writes a byte of a file.
fn put(path: &Path, at: usize, byte: u8) {
    let mut file = File::options().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at as u64)).unwrap();
    file.write_all(&[byte]).unwrap();
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
    for path in files {
        let whole = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        eprintln!("{name}: {} bytes", whole.len());
        flips.files += 1;
        flips.bytes += whole.len() as u64;
        for (at, byte) in whole.iter().enumerate() {
            for bit in (0..8).filter(|bit| bit % 8 < bits) {
                put(&path, at, byte ^ 1 << ((at as u64 + bit) % 8));
                flips.look(&index, &sound, &format!("byte {at} of {name}, bit {bit}"));
            }
            put(&path, at, *byte);
        }
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
    let _ = panic::take_hook();
    flips
}
