//! Files that are packed: `.gz`, `.zst` and `.zip` around a file of any format.
//!
//! What comes out is bounded, however small the packed file is.

use std::io;
use std::io::Cursor;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::error::ReadError;

/// The most bytes that a packed file may hold; a transcript has a hundred thousand.
const MOST_BYTES: u64 = 256 << 20;

/// How deep files may be packed in one another.
const DEEPEST: usize = 3;

/// The most entries of an archive that are looked at.
const MOST_ENTRIES: usize = 4096;

/// Unpacks a file as long as it is packed, and names what was in it.
pub(super) fn unpack(name: &Path, bytes: Vec<u8>) -> Result<(PathBuf, Vec<u8>), ReadError> {
    let (mut name, mut bytes) = (name.to_owned(), bytes);
    for _ in 0..DEEPEST {
        if bytes.starts_with(b"\x1f\x8b") {
            bytes = bounded(MultiGzDecoder::new(bytes.as_slice()), "gzip", MOST_BYTES)?;
            name = without(&name, &["gz", "gzip"]);
        } else if bytes.starts_with(b"\x28\xb5\x2f\xfd") {
            let unpacked = zstd::Decoder::new(bytes.as_slice()).map_err(|_| broken("zstd"))?;
            bytes = bounded(unpacked, "zstd", MOST_BYTES)?;
            name = without(&name, &["zst", "zstd"]);
        } else if bytes.starts_with(b"PK\x03\x04") {
            let Some((inner, content)) = only_entry(&bytes)? else { break };
            name = name.with_file_name(inner);
            bytes = content;
        } else {
            break;
        }
    }
    Ok((name, bytes))
}

/// Tells by their first bytes whether bytes are of a format that is no text, even if all of them
/// are letters.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 5] = [b"%PDF-", b"PK\x03\x04", b"PAR1", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"];
    marks.iter().any(|mark| bytes.starts_with(mark))
}

/// Returns the content of an archive that holds one file; nothing where it is an office document.
fn only_entry(bytes: &[u8]) -> Result<Option<(String, Vec<u8>)>, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("zip"))?;
    let names: Vec<String> = archive
        .file_names()
        .take(MOST_ENTRIES)
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    if names.iter().any(|name| name == "[Content_Types].xml" || name == "mimetype") {
        return Ok(None);
    }
    let is_file = |name: &&String| {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        !last.is_empty() && !last.starts_with('.') && !name.starts_with("__MACOSX")
    };
    let files: Vec<&String> = names.iter().filter(is_file).collect();
    let &[only] = files.as_slice() else {
        let reason = format!("a zip archive of {} files; unpack it first", files.len());
        return Err(ReadError::NoTranscript { reason });
    };
    let entry = archive.by_name(only).map_err(|_| broken("zip"))?;
    let last = only.rsplit(['/', '\\']).next().unwrap_or_default();
    Ok(Some((last.to_owned(), bounded(entry, "zip", MOST_BYTES)?)))
}

/// Tells whether an archive has an entry.
pub(super) fn holds(bytes: &[u8], name: &str) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|mut archive| archive.by_name(name).is_ok())
}

/// Returns one entry of an archive as text; nothing where there is none.
pub(super) fn entry(bytes: &[u8], name: &str) -> Result<Option<String>, ReadError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("zip"))?;
    let Ok(entry) = archive.by_name(name) else { return Ok(None) };
    let bytes = bounded(entry, "zip", MOST_BYTES)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Reads what comes out of a packed file, but no more than it may hold.
fn bounded(reader: impl Read, kind: &'static str, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut out = Vec::new();
    let result: io::Result<usize> = reader.take(limit + 1).read_to_end(&mut out);
    result.map_err(|_| broken(kind))?;
    if out.len() as u64 > limit {
        return Err(ReadError::TooLarge { limit });
    }
    Ok(out)
}

fn broken(kind: &'static str) -> ReadError {
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
        let (name, bytes) = unpack(Path::new("a/OAK_Q1_2031.txt.gz"), gz(b"Hello.")).unwrap();
        assert_eq!(
            (name.as_path(), bytes.as_slice()),
            (Path::new("a/OAK_Q1_2031.txt"), b"Hello.".as_slice())
        );
        let packed = zstd::encode_all(gz(b"Hello.").as_slice(), 1).unwrap();
        let (name, bytes) = unpack(Path::new("x.gz.zst"), packed).unwrap();
        assert_eq!((name.as_path(), bytes.as_slice()), (Path::new("x"), b"Hello.".as_slice()));
        let (_, bytes) = unpack(Path::new("x"), b"Hello.".to_vec()).unwrap();
        assert_eq!(bytes, b"Hello.");
    }

    #[test]
    fn bombs_are_refused() {
        let endless = bounded(io::repeat(0), "gzip", 1000);
        assert!(matches!(endless, Err(ReadError::TooLarge { limit: 1000 })));
        let broken = unpack(Path::new("x.gz"), b"\x1f\x8bxyz".to_vec()).unwrap_err();
        assert_eq!(broken.to_string(), "is broken gzip");
    }
}
