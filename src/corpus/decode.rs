//! From bytes to text: which encoding they are in, and what of them is no text.

use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;
use encoding_rs::WINDOWS_1252;

/// How the bytes of a file spell its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// Windows-1252, the Western European encoding of old Windows programs.
    Windows1252,
}

impl Encoding {
    /// Returns the name a person knows.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// The text of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark, its line ends as they were.
    pub text: String,
    /// The encoding it was in.
    pub encoding: Encoding,
    /// Whether the bytes held something else, for which U+FFFD now stands.
    pub repair: Repair,
}

/// Whether bytes that are no text had to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// None had to be.
    None,
    /// Some were.
    Replaced,
}

/// How many bytes decide whether a text is UTF-16 without a mark.
const SAMPLE: usize = 4096;

/// The share of control bytes (one in so many) above which bytes are no text; random bytes hold
/// twice as many.
const CONTROL_ONE_IN: usize = 20;

/// The share of broken places (one in so many bytes) above which UTF-8 is no text.
const BROKEN_ONE_IN: usize = 4;

/// Returns the text that some bytes spell, or the bytes again where they spell none.
///
/// A text without a mark that is no UTF-8 is taken as UTF-8 with broken places where these look
/// like it, else as Windows-1252. Valid UTF-8 is not copied.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, Vec<u8>> {
    if let Some(encoding) = utf16(&bytes) {
        return decode_utf16(bytes, encoding);
    }
    if bytes.contains(&0) || is_control_heavy(&bytes) {
        return Err(bytes);
    }
    match String::from_utf8(bytes) {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(Decoded { text, encoding: Encoding::Utf8, repair: Repair::None })
        }
        Err(error) => {
            let bytes = error.into_bytes();
            let has_mark = bytes.starts_with(b"\xef\xbb\xbf");
            if has_mark || is_broken_utf8(&bytes) {
                if bytes.utf8_chunks().count() > bytes.len() / BROKEN_ONE_IN {
                    return Err(bytes);
                }
                let text = String::from_utf8_lossy(&bytes[if has_mark { 3 } else { 0 }..]);
                let text = text.into_owned();
                return Ok(Decoded { text, encoding: Encoding::Utf8, repair: Repair::Replaced });
            }
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            let text = text.into_owned();
            Ok(Decoded { text, encoding: Encoding::Windows1252, repair: Repair::None })
        }
    }
}

/// Tells by a mark, or by where the zero bytes of Western letters stand, whether bytes are
/// UTF-16, and of which order.
fn utf16(bytes: &[u8]) -> Option<Encoding> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some(Encoding::Utf16Le);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Some(Encoding::Utf16Be);
    }
    let pairs = bytes[..bytes.len().min(SAMPLE)].chunks_exact(2);
    let count = pairs.len();
    let (mut high, mut low) = (0, 0);
    for pair in pairs {
        high += usize::from(pair[0] == 0);
        low += usize::from(pair[1] == 0);
    }
    // Most letters of a Western text have a zero byte, always on the same side.
    let most = count / 2 + 1;
    if low >= most && high * 20 <= count {
        Some(Encoding::Utf16Le)
    } else if high >= most && low * 20 <= count {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

fn decode_utf16(bytes: Vec<u8>, encoding: Encoding) -> Result<Decoded, Vec<u8>> {
    let codec = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
    let (text, replaced) = codec.decode_with_bom_removal(&bytes);
    if text.contains('\0') || is_control_heavy(text.as_bytes()) {
        return Err(bytes);
    }
    let repair = if replaced { Repair::Replaced } else { Repair::None };
    Ok(Decoded { text: text.into_owned(), encoding, repair })
}

/// Tells whether too many bytes are control characters that no text holds.
fn is_control_heavy(bytes: &[u8]) -> bool {
    let is_control =
        |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | 0x0b | 0x0c | b'\r' | 0x1a | 0x1b);
    let controls = bytes.iter().filter(|&&b| is_control(b)).count();
    controls > bytes.len() / CONTROL_ONE_IN
}

/// Tells whether bytes that are no valid UTF-8 are UTF-8 with broken places, rather than
/// Windows-1252.
///
/// Every character of several bytes and every begun but unfinished one speaks for UTF-8; a
/// lone byte speaks for Windows-1252 where it is a mark, or a letter beside a letter.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut utf8, mut windows) = (0_usize, 0_usize);
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        utf8 += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        at += chunk.valid().len();
        let broken = chunk.invalid();
        if let &[byte] = broken {
            let before = at.checked_sub(1).and_then(|i| bytes.get(i));
            let letter_near = [before, bytes.get(at + 1)]
                .into_iter()
                .flatten()
                .any(|b| b.is_ascii_alphabetic() || *b >= 0xc0);
            let plausible = match byte {
                0x81 | 0x8d | 0x8f | 0x90 | 0x9d | 0xfe | 0xff => false,
                0xc0.. => letter_near,
                _ => true,
            };
            if plausible {
                windows += 1;
            } else {
                utf8 += 1;
            }
        } else if !broken.is_empty() {
            utf8 += 1;
        }
        at += broken.len();
    }
    utf8 >= windows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], encoding: Encoding, text: &str) {
        let decoded = decode(bytes.to_vec()).expect("text");
        assert_eq!((decoded.encoding, decoded.text.as_str()), (encoding, text));
        assert_eq!(decoded.repair == Repair::Replaced, text.contains('\u{fffd}'));
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn utf8_with_and_without_mark() {
        check(b"Hello.\r\nBye.", Encoding::Utf8, "Hello.\r\nBye.");
        check("\u{feff}Zürich — “ok”".as_bytes(), Encoding::Utf8, "Zürich — “ok”");
    }

    #[test]
    fn utf16_with_and_without_mark() {
        for text in ["Thank you, operator. Zürich — “ok”", "\u{feff}谢谢大家。Hi"] {
            let bare = text.trim_start_matches('\u{feff}');
            check(&utf16(text, u16::to_le_bytes), Encoding::Utf16Le, bare);
            check(&utf16(text, u16::to_be_bytes), Encoding::Utf16Be, bare);
        }
        let mut half = utf16("Hello there", u16::to_le_bytes);
        half.push(b'x');
        check(&half, Encoding::Utf16Le, "Hello there\u{fffd}");
    }

    #[test]
    fn windows_1252_where_it_is_no_utf8() {
        check(b"today\x92s call", Encoding::Windows1252, "today’s call");
        check(b"Z\xfcrich \x96 \x93ok\x94 \x80 5", Encoding::Windows1252, "Zürich – “ok” € 5");
        check(b"S\xe3o Paulo, \xc9lys\xe9es", Encoding::Windows1252, "São Paulo, Élysées");
    }

    #[test]
    fn broken_utf8_is_repaired() {
        check(
            "Zürich — ok".as_bytes().iter().chain(b"\x92s").copied().collect::<Vec<_>>().as_slice(),
            Encoding::Utf8,
            "Zürich — ok\u{fffd}s",
        );
        check(b"a broken \xff byte", Encoding::Utf8, "a broken \u{fffd} byte");
        check(b"a broken \xe2\x80 dash", Encoding::Utf8, "a broken \u{fffd} dash");
        check(b"a broken \xc3( place", Encoding::Utf8, "a broken \u{fffd}( place");
        check(b"\xef\xbb\xbfa \xfcber b", Encoding::Utf8, "a \u{fffd}ber b");
    }

    #[test]
    fn what_is_no_text_is_given_back() {
        let random: Vec<u8> = (1..=255).collect();
        let none = [0xff; 100];
        let elf = b"\x7fELF\x02\x01\x01\0\0".as_slice();
        for bytes in [elf, b"ab\0cd", b"\x01\x02\x03", &random, &none] {
            assert_eq!(decode(bytes.to_vec()), Err(bytes.to_vec()));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_text_or_not(bytes: Vec<u8>) {
            let _ = decode(bytes);
        }

        #[test]
        fn every_text_is_itself(text in "[^\u{0}-\u{1f}\u{feff}\u{fffd}]*") {
            check(text.as_bytes(), Encoding::Utf8, &text);
        }
    }
}
