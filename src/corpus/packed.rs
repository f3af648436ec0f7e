//! Files that are packed: `.gz`, `.zst` and `.zip` around a file of any format.
//!
//! What comes out is bounded, however small the packed file is. Archives of several files are
//! the matter of `archive.rs`.

use std::io;
use std::io::Cursor;
use std::io::Read;
use std::io::Seek;
use std::path::Path;
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use zip::CompressionMethod;
use zip::ZipArchive;

use super::error::ReadError;

/// The most bytes that a packed file may hold; a transcript has a hundred thousand.
const MOST_BYTES: u64 = 256 << 20;

/// What may come out where each file has its own bound.
const WITHOUT_END: u64 = u64::MAX - 1;

/// How deep files may be packed in one another.
const DEEPEST: usize = 3;

/// What a zip archive begins with.
const ZIP: &[u8] = b"PK\x03\x04";

/// What a zip archive without entries is.
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";

/// What came out of a packed file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unpacked {
    /// One file, with its name.
    File(PathBuf, Vec<u8>),
    /// A zip archive that does not hold just one file.
    Archive(Vec<u8>),
}

/// Unpacks a file as long as it is packed, and names what was in it.
pub(super) fn unpack(name: &Path, bytes: Vec<u8>) -> Result<Unpacked, ReadError> {
    let (mut name, mut bytes) = (name.to_owned(), bytes);
    for _ in 0..DEEPEST {
        if bytes.starts_with(ZIP) {
            match look_into(&bytes)? {
                Zip::Office => break,
                Zip::One(inner, content) => (name, bytes) = (name.with_file_name(inner), content),
                Zip::Several => return Ok(Unpacked::Archive(bytes)),
            }
        } else if bytes.starts_with(EMPTY_ZIP) {
            return Ok(Unpacked::Archive(bytes));
        } else if is_stream(&bytes) {
            (name, bytes) = unpack_once(&name, bytes, &mut WITHOUT_END.clone())?;
        } else {
            break;
        }
    }
    Ok(Unpacked::File(name, bytes))
}

/// Unpacks gzip or zstd once, and takes what comes out from what may; leaves other bytes as they
/// are.
pub(super) fn unpack_once(
    name: &Path,
    bytes: Vec<u8>,
    left: &mut u64,
) -> Result<(PathBuf, Vec<u8>), ReadError> {
    if bytes.starts_with(GZIP) {
        let out = bounded(MultiGzDecoder::new(bytes.as_slice()), "gzip", MOST_BYTES, left)?;
        return Ok((without(name, &["gz", "gzip"]), out));
    }
    if bytes.starts_with(ZSTD) {
        let unpacked = zstd::Decoder::new(bytes.as_slice()).map_err(|_| broken("zstd"))?;
        let out = bounded(unpacked, "zstd", MOST_BYTES, left)?;
        return Ok((without(name, &["zst", "zstd"]), out));
    }
    Ok((name.to_owned(), bytes))
}

/// What gzip and zstd begin with.
const GZIP: &[u8] = b"\x1f\x8b";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

fn is_stream(bytes: &[u8]) -> bool {
    bytes.starts_with(GZIP) || bytes.starts_with(ZSTD)
}

/// Tells by their first bytes whether bytes are of a format that is no text, even if all of them
/// are letters.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 5] = [b"%PDF-", ZIP, b"PAR1", GZIP, ZSTD];
    marks.iter().any(|mark| bytes.starts_with(mark))
}

/// What a zip archive is.
enum Zip {
    /// An office document, which is one file.
    Office,
    /// An archive of one file: its name and its content.
    One(String, Vec<u8>),
    /// An archive of several files, or of none.
    Several,
}

fn look_into(bytes: &[u8]) -> Result<Zip, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("zip"))?;
    if [OFFICE, "mimetype"].iter().any(|name| archive.index_for_name(name).is_some()) {
        return Ok(Zip::Office);
    }
    let is_file = |name: &str| {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX")
    };
    let mut files = (0..archive.len()).filter_map(|index| {
        let data = archive.by_index_data(index).ok()?;
        let name = data.name().ok()?.into_owned();
        is_file(&name).then_some((index, name))
    });
    let (Some((index, name)), None) = (files.next(), files.next()) else {
        return Ok(Zip::Several);
    };
    drop(files);
    let content = entry_at(&mut archive, index, &mut WITHOUT_END.clone())?;
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    Ok(Zip::One(last.to_owned(), content))
}

/// What an office document of Microsoft's holds.
const OFFICE: &str = "[Content_Types].xml";

/// Unpacks one entry of an archive, no more of it than the archive claims there is, and takes
/// what comes out from what may.
pub(super) fn entry_at(
    archive: &mut ZipArchive<impl Read + Seek>,
    index: usize,
    left: &mut u64,
) -> Result<Vec<u8>, ReadError> {
    let unread = |reason| Err(ReadError::Archive { reason });
    let data = archive.by_index_data(index).map_err(|_| broken("zip"))?;
    if data.encrypted() {
        return unread("is encrypted");
    }
    if ![CompressionMethod::Stored, CompressionMethod::Deflated].contains(&data.compression()) {
        return unread("is packed in a way that is not read");
    }
    let entry = archive.by_index(index).map_err(|_| broken("zip"))?;
    let claimed = entry.size();
    if claimed > MOST_BYTES {
        return Err(ReadError::TooLarge { limit: MOST_BYTES });
    }
    let out = bounded(entry.take(claimed + 1), "zip", MOST_BYTES, left)?;
    if out.len() as u64 > claimed { Err(broken("zip")) } else { Ok(out) }
}

/// Tells whether an archive has an entry.
pub(super) fn holds(bytes: &[u8], name: &str) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|mut archive| archive.by_name(name).is_ok())
}

/// Returns one entry of an archive as text; nothing where there is none.
pub(super) fn entry(bytes: &[u8], name: &str) -> Result<Option<String>, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("zip"))?;
    let Ok(entry) = archive.by_name(name) else { return Ok(None) };
    let bytes = bounded(entry, "zip", MOST_BYTES, &mut WITHOUT_END.clone())?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Reads what comes out of a packed file, but no more than it may hold and than is left; takes
/// what came out from that, even where it is broken.
fn bounded(
    reader: impl Read,
    kind: &'static str,
    most: u64,
    left: &mut u64,
) -> Result<Vec<u8>, ReadError> {
    let limit = most.min(*left);
    let mut out = Vec::new();
    let result: io::Result<usize> = reader.take(limit + 1).read_to_end(&mut out);
    *left = left.saturating_sub(out.len() as u64);
    result.map_err(|_| broken(kind))?;
    if out.len() as u64 > limit {
        return Err(ReadError::TooLarge { limit });
    }
    Ok(out)
}

/// Returns the error of a packed file that is broken.
pub(super) fn broken(kind: &'static str) -> ReadError {
    ReadError::Packed { kind }
}

/// Returns a name without the extension of its packing.
fn without(name: &Path, extensions: &[&str]) -> PathBuf {
    let extension = name.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if extensions.contains(&extension.as_str()) { name.with_extension("") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_packed_is_named_and_unpacked() {
        let check = |name: &str, bytes: Vec<u8>, expected: &str| {
            let unpacked = Unpacked::File(PathBuf::from(expected), b"Hello.".to_vec());
            assert_eq!(unpack(Path::new(name), bytes).unwrap(), unpacked);
        };
        check("a/OAK_Q1_2031.txt.gz", gz(b"Hello."), "a/OAK_Q1_2031.txt");
        let packed = zstd::encode_all(gz(b"Hello.").as_slice(), 1).unwrap();
        check("x.gz.zst", packed, "x");
        check("x", b"Hello.".to_vec(), "x");
    }

    #[test]
    fn bombs_are_refused() {
        let endless = bounded(io::repeat(0), "gzip", 1000, &mut 2000);
        assert!(matches!(endless, Err(ReadError::TooLarge { limit: 1000 })));
        let broken = unpack(Path::new("x.gz"), b"\x1f\x8bxyz".to_vec()).unwrap_err();
        assert_eq!(broken.to_string(), "is broken gzip");
    }
}
