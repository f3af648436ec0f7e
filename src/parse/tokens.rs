//! Words: the text cut once into words with what cues and names need to know of them.
//!
//! A word is known by the hash of its folded form (lower case, no accents, no apostrophes), so
//! that cues, names and learned features compare numbers and nothing is looked up as text.

use crate::parse::names::is_no_common_word;

/// The folded form of a word, as a number; equal for `O'Brien`, `o’brien` and `OBRIEN`.
pub(crate) type WordId = u64;

/// One word of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// The byte where the word begins.
    pub(crate) start: usize,
    /// The byte after the word.
    pub(crate) end: usize,
    /// The folded form.
    pub(crate) id: WordId,
    /// The folded form without a possessive `'s`; else the same as `id`.
    pub(crate) base: WordId,
    /// How it is written.
    pub(crate) shape: Shape,
    /// What stands between this word and the next.
    pub(crate) after: Mark,
    /// Whether it stands in square or round brackets.
    pub(crate) bracketed: bool,
    /// Whether a sentence begins here.
    pub(crate) opens: bool,
    /// Whether it may be part of a name: it has a capital, is no common word, stands in no mark.
    pub(crate) naming: bool,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Begins with a small letter.
    Lower,
    /// Begins with a capital, or with a small word joined to one (`d'Arcy`); has small letters.
    Cap,
    /// Two or more capitals and no small letter.
    Upper,
    /// One capital, or capitals with dots between: `J`, `A.J`.
    Initial,
    /// Has a digit.
    Digit,
}

/// What stands between a word and the next, the strongest mark if there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// White space, a quotation mark or a bracket.
    Space,
    /// A comma.
    Comma,
    /// A dash that stands alone.
    Dash,
    /// A semicolon.
    Semicolon,
    /// A colon.
    Colon,
    /// A full stop, whether it ends a sentence or a short form.
    Stop,
    /// An exclamation mark.
    Exclaim,
    /// A question mark.
    Question,
}

impl Word {
    /// Tells whether the word is written as a name may be.
    pub(crate) fn capital(&self) -> bool {
        matches!(self.shape, Shape::Cap | Shape::Upper | Shape::Initial)
    }

    /// Tells whether a sentence may end after the word.
    pub(crate) fn ends(&self) -> bool {
        self.after >= Mark::Stop
    }
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// Returns the id of a word that is already folded.
pub(crate) const fn id(word: &str) -> WordId {
    let bytes = word.as_bytes();
    let mut hash = FNV_START;
    let mut i = 0;
    while i < bytes.len() {
        hash = add(hash, bytes[i]);
        i += 1;
    }
    hash
}

/// Returns a hash with one byte more.
const fn add(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(FNV_PRIME)
}

/// Returns a hash that tells a sequence of numbers from every other.
pub(crate) const fn join(hash: u64, next: u64) -> u64 {
    (hash.rotate_left(23) ^ next).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Returns the id of any spelling.
pub(crate) fn id_of(word: &str) -> WordId {
    word.chars().fold(FNV_START, add_folded)
}

/// Returns the folded form of a spelling.
pub(crate) fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if matches!(c, '\'' | '’' | '.') {
            continue;
        }
        match plain(c) {
            Some(letter) => out.push(letter),
            None => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn add_folded(hash: u64, c: char) -> u64 {
    if c.is_ascii() {
        return match c {
            '\'' | '.' => hash,
            _ => add(hash, c.to_ascii_lowercase() as u8),
        };
    }
    if c == '’' {
        return hash;
    }
    if let Some(letter) = plain(c) {
        return add(hash, letter as u8);
    }
    let mut buffer = [0; 4];
    let lower = c.to_lowercase().next().unwrap_or(c);
    lower.encode_utf8(&mut buffer).bytes().fold(hash, add)
}

/// Returns the letter under an accent of the Latin alphabets of western and central Europe.
fn plain(c: char) -> Option<char> {
    Some(match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'Ď'..='đ' => 'd',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => 'e',
        'Ĝ'..='ģ' => 'g',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => 'i',
        'Ĺ'..='ł' => 'l',
        'Ñ' | 'ñ' | 'Ń'..='ň' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => 'o',
        'Ŕ'..='ř' => 'r',
        'Ś'..='š' => 's',
        'Ţ'..='ŧ' => 't',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => 'u',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ' | 'ŷ' => 'y',
        'Ź'..='ž' => 'z',
        _ => return None,
    })
}

/// How many of the short forms stand before a name.
const ADDRESSES: usize = 7;

/// Words after which a full stop seldom ends a sentence, forms of address first.
const SHORT: [WordId; 24] = [
    id("mr"),
    id("mrs"),
    id("ms"),
    id("miss"),
    id("dr"),
    id("prof"),
    id("messrs"),
    id("st"),
    id("vs"),
    id("ie"),
    id("eg"),
    id("no"),
    id("jr"),
    id("sr"),
    id("sen"),
    id("gen"),
    id("rep"),
    id("gov"),
    id("capt"),
    id("lt"),
    id("col"),
    id("sgt"),
    id("approx"),
    id("fig"),
];

/// Tells whether a full stop after this word belongs to the word.
pub(crate) fn is_short_form(word: &Word) -> bool {
    SHORT.contains(&word.id) || word.shape == Shape::Initial
}

/// Returns the words of a text.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut out: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let (mut depth, mut at) = (0_u8, 0);
    let (mut line, mut bracket) = (true, None);
    while at < bytes.len() {
        // Most of what parts words is a space, which marks nothing.
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        if c.is_alphanumeric() {
            let word = word_at(text, at, depth > 0);
            at = word.end;
            let torn = out.last().is_some_and(addresses);
            let opens = std::mem::take(&mut line) && !torn || out.last().is_some_and(opens_next);
            out.push(Word { opens, ..word });
            continue;
        }
        match c {
            '[' | '(' => {
                depth = depth.saturating_add(1);
                bracket = (c == '[').then_some(out.len());
            }
            ']' | ')' => {
                depth = depth.saturating_sub(1);
                if let Some(from) = bracket.take().filter(|&b| may_be_names(&out[b..])) {
                    out[from..].iter_mut().for_each(|w| w.bracketed = false);
                }
            }
            '\n' => (depth, line) = (0, true),
            _ => {}
        }
        if let Some(last) = out.last_mut() {
            last.after = last.after.max(mark(c, &bytes[at..]));
        }
        at += c.len_utf8();
    }
    for word in &mut out {
        word.naming = word.capital() && !word.bracketed && is_no_common_word(word.base);
    }
    out
}

/// The most words of a name or a firm that a transcriber puts in brackets.
const NAMED: usize = 5;

/// Tells whether words in brackets are a name of which the transcriber is not sure, `[Ann Lee]`,
/// and not a mark: `[Operator Instructions]`.
fn may_be_names(words: &[Word]) -> bool {
    let named = |w: &Word| w.shape == Shape::Cap && !MARKING.contains(&w.id);
    (1..=NAMED).contains(&words.len()) && words.iter().all(named)
}

/// Words of the marks that transcribers put in brackets.
const MARKING: [WordId; 44] = [
    id("operator"),
    id("operators"),
    id("event"),
    id("caller"),
    id("conference"),
    id("instructions"),
    id("instruction"),
    id("technical"),
    id("difficulty"),
    id("audio"),
    id("video"),
    id("recording"),
    id("recorded"),
    id("presentation"),
    id("foreign"),
    id("language"),
    id("speech"),
    id("spoken"),
    id("multiple"),
    id("speaker"),
    id("speakers"),
    id("overlapping"),
    id("indiscernible"),
    id("inaudible"),
    id("indecipherable"),
    id("unintelligible"),
    id("unidentified"),
    id("phonetic"),
    id("phonetics"),
    id("ph"),
    id("sic"),
    id("laughter"),
    id("laughs"),
    id("applause"),
    id("music"),
    id("interpreted"),
    id("translated"),
    id("crosstalk"),
    id("background"),
    id("break"),
    id("silence"),
    id("pause"),
    id("voice"),
    id("abrupt"),
];

/// Tells whether a word is a form of address, at which files break a line inside a sentence.
fn addresses(word: &Word) -> bool {
    word.after == Mark::Stop && SHORT[..ADDRESSES].contains(&word.id)
}

fn opens_next(last: &Word) -> bool {
    last.ends() && !(last.after == Mark::Stop && is_short_form(last))
        || last.bracketed && last.id == id("instructions")
}

fn mark(c: char, rest: &[u8]) -> Mark {
    match c {
        ',' => Mark::Comma,
        ';' => Mark::Semicolon,
        ':' => Mark::Colon,
        '.' | '…' => Mark::Stop,
        '!' => Mark::Exclaim,
        '?' => Mark::Question,
        '–' | '—' => Mark::Dash,
        '-' if rest.get(1).is_none_or(|&b| b == b' ' || b == b'-') => Mark::Dash,
        _ => Mark::Space,
    }
}

/// Returns the word that begins at a byte.
///
/// Marks inside a word (`'`, `.`, `-`, `&`) belong to it where a letter or digit follows.
fn word_at(text: &str, start: usize, bracketed: bool) -> Word {
    let bytes = text.as_bytes();
    let mut end = start;
    let (mut hash, mut before_s) = (FNV_START, None);
    let (mut upper, mut lower, mut dots, mut digits) = (0, 0, 0, 0);
    while end < bytes.len() {
        let byte = bytes[end];
        let count = match byte {
            b'a'..=b'z' => Some(&mut lower),
            b'A'..=b'Z' => Some(&mut upper),
            b'0'..=b'9' => Some(&mut digits),
            b' ' => break,
            _ => None,
        };
        if let Some(count) = count {
            *count += 1;
            hash = add(hash, byte.to_ascii_lowercase());
            end += 1;
            continue;
        }
        let Some(c) = text[end..].chars().next() else { break };
        if !c.is_alphanumeric() {
            let next = text[end + c.len_utf8()..].chars().next();
            let inner = matches!(c, '\'' | '’' | '.' | '-' | '&')
                && next.is_some_and(char::is_alphanumeric);
            if !inner || c == '.' && lower > 1 && next.is_some_and(char::is_uppercase) {
                break;
            }
            dots += usize::from(c == '.');
            if matches!(c, '\'' | '’') && next == Some('s') {
                before_s = Some((hash, end + c.len_utf8() + 1));
            }
        }
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
        hash = add_folded(hash, c);
        end += c.len_utf8();
    }
    let base = before_s.filter(|&(_, at)| at == end).map_or(hash, |(hash, _)| hash);
    let first = text[start..].chars().next().unwrap_or('a');
    let shape = match first {
        c if c.is_numeric() || digits > 0 => Shape::Digit,
        c if !c.is_uppercase() && (upper == 0 || !begins_small(&text[start..end])) => Shape::Lower,
        _ if lower == 0 && upper == dots + 1 => Shape::Initial,
        _ if lower == 0 => Shape::Upper,
        _ => Shape::Cap,
    };
    Word {
        start,
        end,
        id: hash,
        base,
        shape,
        after: Mark::Space,
        bracketed,
        opens: false,
        naming: false,
    }
}

/// Small words that are written together with the name behind them: `d'Arcy`, `el-Erian`.
const JOINED: [&str; 14] =
    ["al", "ap", "ben", "bin", "d", "dall", "de", "degl", "dell", "el", "l", "t", "ul", "van"];

/// Tells whether a word is a name that begins with a small word.
fn begins_small(word: &str) -> bool {
    word.split_once(['\'', '’', '-']).is_some_and(|(small, name)| {
        JOINED.binary_search(&small).is_ok() && name.starts_with(char::is_uppercase)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text).iter().map(|w| &text[w.start..w.end]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_keep_what_belongs_to_them() {
        check("Mr. A.J. O’Neill, R&D", &["Mr", "A.J", "O’Neill", "R&D"]);
        check("up 1.5% year-over-year -- so", &["up", "1.5", "year-over-year", "so"]);
        check("end.Thank you", &["end", "Thank", "you"]);
        check("…¿ 你好 ok", &["你好", "ok"]);
    }

    #[test]
    fn names_may_begin_with_a_small_word() {
        assert!(JOINED.is_sorted());
        let shapes: Vec<Shape> = words("d’Arcy el-Erian e-Commerce I'm it's non-GAAP d'accord")
            .iter()
            .map(|w| w.shape)
            .collect();
        let (cap, lower) = (Shape::Cap, Shape::Lower);
        assert_eq!(shapes, [cap, cap, lower, cap, lower, lower, lower]);
    }

    #[test]
    fn one_word_has_one_id() {
        let ids: Vec<WordId> = words("O'Brien o’brien OBRIEN").iter().map(|w| w.id).collect();
        assert!(ids.iter().all(|&i| i == id("obrien")));
        assert_eq!(words("José")[0].id, id("jose"));
        assert_eq!(words("Tim's")[0].base, id("tim"));
        assert_eq!(id_of("Crédit"), id("credit"));
    }

    #[test]
    fn sentences_open_after_stops_but_not_after_short_forms() {
        let opens: Vec<bool> =
            words("Hello Mr.\nHe. Well?\nJ. Doe").iter().map(|w| w.opens).collect();
        assert_eq!(opens, [true, false, false, true, true, false]);
    }
}
