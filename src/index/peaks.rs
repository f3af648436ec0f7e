//! Peaks: the most that a common word adds to the score of any passage of a call.
//!
//! A search for the best passages need not look at the calls whose words' peaks together come to
//! less than it has found already, and of a common word these are nearly all. Peaks are worked
//! out when a segment is whole (see [`build`]) and stand in a file of their own beside it:
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 × 7 | a mark, the version, the lengths that passages were weighed by, how many calls, rows, words, and bytes of words there are |
//! | 4 | the checksum (CRC-32) of all before the rows, this one left out |
//! | 4 a call | its first document, rising |
//! | 4 a word | where its letters end |
//! | 4 a word | the number of its row; all forms of a stem share one |
//! | 4 a row | the row's checksum |
//! | … | the letters of the words, sorted |
//! | 1 a call | for each row: the peak of each call, as a level; 0 where it has none of the words |
//!
//! Nothing but time is lost where the file is missing or damaged: what it says is held against
//! the checksums when it is read, and done without if they are wrong.

mod build;
mod heard;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use tantivy::Directory;
use tantivy::DocId;
use tantivy::SegmentReader;
use tantivy::directory::OwnedBytes;
use tantivy::index::SegmentId;

use crate::index::Columns;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Lengths;
use crate::index::folder::Access;
use crate::index::folder::Folder;
use crate::index::guard::caught;
use crate::index::store;
use crate::index::store::Commit;

pub(super) use build::build;

/// What a passage hands on to its neighbours of its own score, before the steps between are
/// counted.
pub const NEIGHBOURS: f32 = 0.4;

/// What is left of a handed-on score after each step: at ten passages, a third.
pub const HANDED_ON: f32 = 0.9;

/// The steps after which nothing is left of a handed-on score.
const FARTHEST: u32 = 128;

/// What is left of a handed-on score after so many steps, from none on.
const LEFT: [f32; FARTHEST as usize + 1] = {
    let mut left = [1.0; FARTHEST as usize + 1];
    let mut steps = 1;
    while steps < left.len() {
        left[steps] = left[steps - 1] * HANDED_ON;
        steps += 1;
    }
    left[FARTHEST as usize] = 0.0;
    left
};

/// Returns what is left of a handed-on score after so many steps; in the end nothing.
#[inline]
pub fn left(steps: u32) -> f32 {
    LEFT[steps.min(FARTHEST) as usize]
}

/// The share of its score for words that boilerplate loses: it still comes before what has no
/// better words, so that who looks for it finds it.
pub const LOST_BY_BOILERPLATE: f32 = 0.6;

/// What the file begins with.
const MARK: u32 = u32::from_le_bytes(*b"PEAK");

/// The version of the file, which changes with how words are stemmed and passages scored too.
const VERSION: u32 = 1;

/// How many numbers stand at the beginning, the checksum among them.
const NUMBERS: usize = 8;

/// The bytes of a number.
const NUMBER: usize = size_of::<u32>();

/// The ending of the file's name.
pub(super) const ENDING: &str = "peaks";

/// The peak of the lowest level but none.
const LOWEST: f32 = 0.125;

/// How much higher each level is than the one before: the highest is 39.
const STEP: f32 = 1.0229;

/// The peak that each level stands for.
const LEVELS: [f32; 256] = {
    let mut levels = [0.0; 256];
    let (mut level, mut peak) = (1, LOWEST);
    while level < levels.len() {
        levels[level] = peak;
        peak *= STEP;
        level += 1;
    }
    levels[255] = f32::INFINITY;
    levels
};

/// How many of the lowest bits of a weight are left out where it looks up its level: what differs
/// in these alone is less than a step apart.
const FINER: u32 = 17;

/// The levels below which no weight's is that begins with certain bits, from those of the lowest
/// peak on to the highest; what is below has none.
const FROM: [u8; 577] = {
    let mut from = [0; 577];
    let (mut at, mut level, mut bits) = (1, 0, LOWEST.to_bits());
    while at < from.len() {
        while LEVELS[level as usize] < f32::from_bits(bits) {
            level += 1;
        }
        from[at] = level;
        bits += 1 << FINER;
        at += 1;
    }
    from
};

/// Returns the lowest level whose peak is not below a weight.
fn level(weight: f32) -> u8 {
    let at = (weight.to_bits() >> FINER).saturating_sub((LOWEST.to_bits() >> FINER) - 1);
    let Some(from) = FROM.get(at as usize) else { return u8::MAX };
    from + u8::from(LEVELS[usize::from(*from)] < weight)
}

/// The peaks of a segment.
#[derive(Clone)]
pub struct Peaks {
    bytes: OwnedBytes,
    lengths: Lengths,
    calls: usize,
    words: usize,
    rows: usize,
    /// Where the letters of the words begin.
    letters: usize,
    /// Where the first row begins.
    values: usize,
}

/// The peaks of words of one stem, call by call.
#[derive(Clone)]
pub struct Row(OwnedBytes);

impl Row {
    /// Returns, call by call, what `weigh` makes of the most that one of the words adds to the score
    /// of any passage, in units of its weight.
    pub fn weighed(&self, weigh: impl Fn(f32) -> f32) -> impl Iterator<Item = f32> {
        let mut of_level = LEVELS;
        for level in &mut of_level {
            *level = weigh(*level);
        }
        self.0.iter().map(move |level| of_level[usize::from(*level)])
    }
}

impl Peaks {
    /// Opens the peaks of a segment; `None` where there are none, or not as they were written.
    pub(super) fn open(folder: &Folder, segment: SegmentId) -> Option<Self> {
        let file = folder.get_file_handle(Path::new(&name(segment))).ok()?;
        Self::read(&file.read_bytes(0..file.len()).ok()?)
    }

    fn read(bytes: &OwnedBytes) -> Option<Self> {
        let number = |at: usize| number(bytes, at);
        if number(0)? != MARK || number(1)? != VERSION {
            return None;
        }
        let size = |at: usize| usize::try_from(number(at)?).ok();
        let [calls, rows, words, letters] = [size(3)?, size(4)?, size(5)?, size(6)?];
        let (lengths, sum) = (Lengths::from_bits(number(2)?), number(7)?);
        let numbers = words.checked_mul(2)?.checked_add(calls)?.checked_add(rows)?;
        let numbers = numbers.checked_add(NUMBERS)?.checked_mul(NUMBER)?;
        let values = numbers.checked_add(letters)?;
        if rows.checked_mul(calls)?.checked_add(values)? != bytes.len() {
            return None;
        }
        let letters = numbers;
        let peaks = Self { bytes: bytes.clone(), lengths, calls, words, rows, letters, values };
        (checksum(bytes.get(..values)?) == sum).then_some(peaks)
    }

    /// Returns the first documents of the calls, rising.
    pub fn heads(&self) -> impl Iterator<Item = DocId> {
        let heads = &self.bytes[NUMBERS * NUMBER..(NUMBERS + self.calls) * NUMBER];
        let (heads, _) = heads.as_chunks::<NUMBER>();
        heads.iter().map(|head| u32::from_le_bytes(*head))
    }

    /// Returns the number of the row of a word; `None` where the word is not common.
    pub fn row_of(&self, word: &str) -> Option<usize> {
        let at = self.first_from(word)?;
        if self.word(at)? == word.as_bytes() { self.row_at(at) } else { None }
    }

    /// Returns all words of the segment that have a row, if they begin with a prefix; sorted.
    pub fn words_of(&self, row: usize, prefix: &str) -> Vec<&str> {
        let from = self.first_from(prefix).unwrap_or(self.words);
        let words = (from..self.words).filter_map(|at| Some((at, self.word(at)?)));
        let words = words.take_while(|(_, word)| word.starts_with(prefix.as_bytes()));
        let words = words.filter(|(at, _)| self.row_at(*at) == Some(row));
        words.filter_map(|(_, word)| std::str::from_utf8(word).ok()).collect()
    }

    /// Returns the place of the first word that does not come before another.
    fn first_from(&self, other: &str) -> Option<usize> {
        let (mut from, mut to) = (0, self.words);
        while from < to {
            let middle = from.midpoint(to);
            if self.word(middle)? < other.as_bytes() {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        Some(from)
    }

    /// Returns the letters of the word at a place; `None` behind the last.
    fn word(&self, at: usize) -> Option<&[u8]> {
        if at >= self.words {
            return None;
        }
        let end = |at: usize| usize::try_from(self.number_at(self.calls + at)?).ok();
        let start = at.checked_sub(1).map_or(Some(0), end)?;
        self.bytes.get(self.letters..self.values)?.get(start..end(at)?)
    }

    /// Returns the number of the row of the word at a place.
    fn row_at(&self, at: usize) -> Option<usize> {
        usize::try_from(self.number_at(self.calls + self.words + at)?).ok()
    }

    /// Returns a row; `None` where it is damaged.
    pub fn row(&self, row: usize) -> Option<Row> {
        let start = self.values.checked_add(row.checked_mul(self.calls)?)?;
        let range = start..start.checked_add(self.calls)?;
        let sum = self.number_at(self.calls + 2 * self.words + row)?;
        let is_sound = row < self.rows && crc32fast::hash(self.bytes.get(range.clone())?) == sum;
        is_sound.then(|| Row(self.bytes.slice(range)))
    }

    /// Returns the most by which a peak can be larger where passages are weighed by other lengths.
    pub fn most_with(&self, lengths: Lengths) -> f32 {
        lengths.most_against(self.lengths)
    }

    /// Returns the lengths that passages were weighed by.
    pub(super) fn lengths(&self) -> Lengths {
        self.lengths
    }

    /// Tells whether these are the bytes of the file.
    pub(super) fn is(&self, bytes: &[u8]) -> bool {
        *self.bytes == *bytes
    }

    fn number_at(&self, at: usize) -> Option<u32> {
        number(&self.bytes, NUMBERS + at)
    }
}

/// Returns the number of a place in a file of numbers.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let start = at.checked_mul(NUMBER)?;
    let bytes = bytes.get(start..start.checked_add(NUMBER)?)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}

/// Returns the checksum of all before the rows, which it stands in itself.
fn checksum(before_rows: &[u8]) -> u32 {
    let (numbers, rest) = before_rows.split_at(before_rows.len().min(NUMBERS * NUMBER));
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&numbers[..numbers.len().saturating_sub(NUMBER)]);
    hasher.update(rest);
    hasher.finalize()
}

/// Returns the name of the file that has the peaks of a segment.
pub(super) fn name(segment: SegmentId) -> String {
    format!("{}.{ENDING}", segment.uuid_string())
}

/// What the name of a file begins with that is not yet in place.
pub(super) const BEGUN: &str = ".earmark-peaks-";

/// Builds the peaks of all segments that have none, and removes those of others. The writer's lock
/// must be held.
///
/// # Errors
///
/// An index that cannot be read, or a folder that cannot be written to.
pub(super) fn renew(folder: &Path, header: &Header) -> Result<(), IndexError> {
    let state = store::state(folder);
    let (_, Commit { fields, segments, .. }) = store::open_at(folder, &state, Access::Whole)?;
    let ids: Vec<SegmentId> = segments.iter().map(tantivy::Segment::id).collect();
    remove_others(folder, &ids);
    let directory = Folder::open(folder)?;
    let lacking: Vec<_> =
        segments.iter().filter(|s| Peaks::open(&directory, s.id()).is_none()).collect();
    let lengths = Lengths::new(header.words, header.passages);
    let next = AtomicUsize::new(0);
    let build_some = || -> Result<(), IndexError> {
        while let Some(segment) = lacking.get(next.fetch_add(1, Ordering::Relaxed)) {
            let build = || -> Result<Vec<u8>, IndexError> {
                let reader = SegmentReader::open(segment)?;
                let columns = Columns::open(&reader, folder)?;
                Ok(build(&reader, &columns, fields.body, lengths)?)
            };
            // The engine panics in a damaged file: what is committed stays, without peaks.
            let Ok(bytes) = caught(build) else { continue };
            let bytes = bytes?;
            let io = |source| IndexError::Io { path: folder.to_owned(), source };
            write(folder, segment.id(), &bytes).map_err(io)?;
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(lacking.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(build_some)).collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
}

/// Puts the peaks of a segment in place. Nothing waits for the disk: what is lost is built again.
fn write(folder: &Path, segment: SegmentId, bytes: &[u8]) -> io::Result<()> {
    let begun = folder.join(format!("{BEGUN}{}.tmp", segment.uuid_string()));
    let place = folder.join(name(segment));
    let written = fs::write(&begun, bytes).and_then(|()| fs::rename(&begun, place));
    written.inspect_err(|_| {
        // What cannot be removed costs only room.
        let _ = fs::remove_file(&begun);
    })
}

/// Removes the peaks of all segments but some.
fn remove_others(folder: &Path, segments: &[SegmentId]) {
    let living: Vec<String> = segments.iter().copied().map(name).collect();
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let other = entry.file_name();
        if path.extension().is_some_and(|e| e == ENDING) && !living.iter().any(|n| **n == *other) {
            // A leftover costs only room, and the next commit tries again.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of three calls, with a row for two forms of a word and one for another word.
    fn file() -> Vec<u8> {
        let words = [("backlog", 0), ("backlogs", 0), ("gaming", 1)];
        let words = words.map(|(word, row)| (word.to_owned(), row)).into();
        let values = [level(0.5), 0, level(3.0), 0, level(7.0), level(1.0)];
        let sums = [crc32fast::hash(&values[..3]), crc32fast::hash(&values[3..])];
        build::file(&[0, 40, 90], &words, &sums, &values, Lengths::new(900, 10))
    }

    #[test]
    fn what_is_written_is_read() {
        let peaks = Peaks::read(&OwnedBytes::new(file())).unwrap();
        assert_eq!(peaks.heads().collect::<Vec<_>>(), [0, 40, 90]);
        let rows = ["backlog", "backlogs", "gaming", "game", "", "zebra"];
        let rows = rows.map(|word| peaks.row_of(word));
        assert_eq!(rows, [Some(0), Some(0), Some(1), None, None, None]);
        assert_eq!(peaks.words_of(0, "backlog"), ["backlog", "backlogs"]);
        assert_eq!(peaks.words_of(1, "gam"), ["gaming"]);
        let row: Vec<f32> = peaks.row(0).unwrap().weighed(|peak| peak).collect();
        assert!((0.5..0.52).contains(&row[0]) && row[1] == 0.0 && (3.0..3.1).contains(&row[2]));
        assert!(peaks.row(2).is_none());
        assert!((peaks.most_with(Lengths::new(900, 10)) - 1.0).abs() < f32::EPSILON);
        assert!((peaks.most_with(Lengths::new(1_800, 10)) - 2.0).abs() < 1e-6);
        assert!((peaks.most_with(Lengths::new(450, 10)) - 1.0).abs() < f32::EPSILON);
    }

    #[test]
    fn no_level_is_below_its_peak() {
        for weight in [0.0, 1e-6, 0.1, 0.125, 0.13, 1.0, 5.5, 38.0, 1e9] {
            assert!(LEVELS[usize::from(level(weight))] >= weight, "{weight}");
        }
        assert_eq!(level(0.0), 0);
    }

    #[test]
    fn levels_are_the_lowest_that_will_do() {
        let near = |peak: f32| [peak.next_down(), peak, peak.next_up()];
        let weights = (0..9_000_u16).map(|n| f32::from(n) / 100.0);
        for weight in LEVELS[1..].iter().copied().flat_map(near).chain(weights) {
            let expected = LEVELS.partition_point(|peak| *peak < weight);
            assert_eq!(usize::from(level(weight)), expected.min(255), "{weight}");
        }
    }

    #[test]
    fn what_is_damaged_is_done_without() {
        let sound = file();
        let rows = |bytes: &[u8]| {
            let peaks = Peaks::read(&OwnedBytes::new(bytes.to_vec()));
            peaks.map(|peaks| [0, 1].map(|row| peaks.row(row).is_some()))
        };
        assert_eq!(rows(&sound), Some([true, true]));
        for at in 0..sound.len() {
            for bit in 0..8 {
                let mut flipped = sound.clone();
                flipped[at] ^= 1 << bit;
                let read = rows(&flipped);
                assert!(read.is_none_or(|rows| rows != [true, true]), "bit {bit} of byte {at}");
            }
            assert_eq!(rows(&sound[..at]), None, "cut after {at}");
        }
    }
}
