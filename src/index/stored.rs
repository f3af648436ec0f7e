//! The values that are stored of a document, read with care: a damaged length must not make the
//! engine ask for more memory than there is, which would end the process.

use std::ops::Range;

/// Returns the bytes of the texts that a document has in two fields, empty where it has none;
/// nothing where these are not the bytes of a document.
///
/// The engine writes the number of values; then for each the number of its field, its type, and
/// how many bytes it has before them.
pub(super) fn values(document: &[u8], fields: [u32; 2]) -> Option<[&[u8]; 2]> {
    let mut out: [&[u8]; 2] = [&[], &[]];
    let mut rest = document;
    let values = number(&mut rest)?;
    for _ in 0..values {
        let (found, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first()?;
        if *kind != TEXT {
            return None;
        }
        rest = after;
        let len = usize::try_from(number(&mut rest)?).ok()?;
        let (value, after) = rest.split_at_checked(len)?;
        let found = u32::from_le_bytes(*found);
        if let Some(at) = fields.iter().position(|field| *field == found) {
            out[at] = value;
        }
        rest = after;
    }
    Some(out)
}

/// Returns where the blocks of a file of stored values end, and nothing where the engine could not
/// open it without asking for more memory than the file could need; `read` gives the bytes of a
/// range of its `len`.
///
/// The file ends with the engine's description of it, its length and a mark in eight bytes. Before
/// that stands, in 28 bytes, where the list of blocks begins, whose first number tells how many
/// layers it has, each of at least a byte.
pub(super) fn blocks_end(
    len: usize,
    read: impl Fn(Range<usize>) -> std::io::Result<Vec<u8>>,
) -> std::io::Result<Option<usize>> {
    let Some(end) = len.checked_sub(8) else { return Ok(None) };
    let about = u32_at(&read(end..len)?, 0).and_then(|len| usize::try_from(len).ok());
    let Some(end) = about.and_then(|about| end.checked_sub(about)) else { return Ok(None) };
    let Some(list_end) = end.checked_sub(28) else { return Ok(None) };
    let place = read(list_end..end)?;
    let (Some(low), Some(high)) = (u32_at(&place, 4), u32_at(&place, 8)) else { return Ok(None) };
    let Ok(blocks) = usize::try_from(u64::from(high) << 32 | u64::from(low)) else {
        return Ok(None);
    };
    if blocks >= list_end {
        return Ok(None);
    }
    let mut layers = &read(blocks..list_end.min(blocks.saturating_add(10)))?[..];
    let is_sane = number(&mut layers).is_some_and(|layers| layers <= (list_end - blocks) as u64);
    Ok(is_sane.then_some(blocks))
}

/// The most bytes that four bytes of zstd's format make (RFC 8878, 3.1.1.2: a block of at most
/// 128 KiB has a header of three bytes and at least one more).
const MOST_OF_FOUR: usize = 128 * 1024;

/// Tells whether a block of stored values can have the length that it says in its first four bytes:
/// the engine asks for as much memory before it unpacks the others.
pub(super) fn can_be_unpacked(block: &[u8]) -> bool {
    let said = u32_at(block, 0).and_then(|len| usize::try_from(len).ok());
    said.is_none_or(|len| len <= (block.len() / 4).saturating_mul(MOST_OF_FOUR))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

/// The engine's type of what an index stores.
const TEXT: u8 = 0;

/// Takes a number off: seven bits a byte, the lowest first, the last marked by the eighth.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 != 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_field_and_lengths_are_not_believed() {
        let document = [&[0x82, 1, 0, 0, 0, TEXT, 0x82, b'h', b'i', 3, 0, 0, 0, TEXT, 0][..]];
        let mut document = document.concat();
        // 256 bytes in two bytes of a number.
        document.extend([0x82]);
        document.extend([7; 256]);
        assert_eq!(values(&document, [1, 3]), Some([&b"hi"[..], &[7; 256][..]]));
        assert_eq!(values(&document, [2, 1]), Some([&[][..], &b"hi"[..]]));
        for cut in 0..document.len() {
            assert_eq!(values(&document[..cut], [1, 3]), None, "{cut}");
        }
        let endless = [0x81, 1, 0, 0, 0, TEXT, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0xff];
        assert_eq!(values(&endless, [1, 3]), None);
        assert!(can_be_unpacked(&[0, 0, 4, 0, 1, 2, 3, 4]) && can_be_unpacked(&[0, 0]));
        assert!(!can_be_unpacked(&[0, 0, 4, 1, 1, 2, 3, 4]));
        assert_eq!(values(&[0; 20], [1, 3]), None);
    }
}
