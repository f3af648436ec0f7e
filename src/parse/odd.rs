//! Names that are not written as most are: they begin with a small word, have digits, or stand in
//! a script without capitals. What is written so may as well begin a sentence: it counts as a
//! label where it comes again, or where the text has the name elsewhere.

use crate::parse::names::is_no_common_word;
use crate::parse::tokens::id_of;

/// The longest such name, in words.
const LONGEST: usize = 6;

/// The longest such name, in characters.
const LONGEST_CHARS: usize = 40;

/// The fewest characters of a name in a script without capitals.
const SHORTEST: usize = 2;

/// The most names that are sought in a text, so that a long text of odd lines is read in time.
const MOST_SOUGHT: usize = 200;

/// Small words that begin names or stand in them.
const PARTICLES: [&str; 22] = [
    "al", "ap", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du",
    "el", "la", "le", "ten", "ter", "van", "von", "zu",
];

/// What stands before a colon in scripts without capitals and is nobody's name.
const NO_NAMES: [&str; 14] = [
    "问题", "问答", "提问", "回答", "答案", "备注", "时间", "日期", "地点", "主题", "質問", "問題",
    "議題", "日時",
];

/// Tells whether words before a colon may be an odd name.
pub(crate) fn may_be_name(said: &str) -> bool {
    if said.chars().count() > LONGEST_CHARS || said.contains(is_mark) {
        return false;
    }
    let parts: Vec<&str> = said.split_whitespace().collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    parts.len() <= LONGEST
        && parts.iter().all(|part| is_particle(part) || is_part(part))
        && parts.iter().any(|part| !is_particle(part))
        && !has_digit(first)
        && !has_digit(last)
        && !is_particle(last)
        && (parts.len() > 1 || said.chars().count() >= SHORTEST)
        && !NO_NAMES.contains(&said)
}

/// Tells whether a name stands in a text elsewhere than before a colon, as words of its own.
/// Of many names only the first are sought.
pub(crate) fn stands_elsewhere(text: &str, name: &str, sought: &mut usize) -> bool {
    *sought += 1;
    if *sought > MOST_SOUGHT {
        return false;
    }
    text.match_indices(name).any(|(at, _)| {
        let rest = &text[at + name.len()..];
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !joins(text[..at].chars().next_back())
            && !joins(rest.chars().next())
            && !rest.trim_start().starts_with([':', '：'])
    })
}

/// Tells whether a word may be part of a name by itself.
fn is_part(word: &str) -> bool {
    let is_capital = word.starts_with(char::is_uppercase) && is_no_common_word(id_of(word));
    is_capital || is_without_case(word)
}

fn is_without_case(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && !word.contains(|c: char| c.is_lowercase() || c.is_uppercase() || c.is_ascii_digit())
}

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

fn has_digit(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
}

/// Tells whether a character stands in no name.
fn is_mark(c: char) -> bool {
    let is_inner = matches!(c, '\'' | '.' | '-');
    let marks = "，。、；！？：（）「」『』《》【】“”…–—";
    c.is_ascii_punctuation() && !is_inner || marks.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_told_from_sentences() {
        for name in ["X Æ A-12 Musk", "李明", "李 明", "de Meo", "van der Berg", "नरेन्द्र मोदी"]
        {
            assert!(may_be_name(name), "{name}");
        }
        for text in [
            "",
            "one more thing",
            "Our priorities are",
            "Q3 Revenue",
            "Revenue Q3",
            "Slide 3",
            "Slide 3 Figures",
            "de",
            "for the van",
            "李",
            "问题",
            "李明，",
            "e-Commerce",
        ] {
            assert!(!may_be_name(text), "{text}");
        }
    }

    #[test]
    fn names_stand_elsewhere_as_words_of_their_own() {
        let check = |text: &str, expected: bool| {
            assert_eq!(stands_elsewhere(text, "李明", &mut 0), expected, "{text}");
        };
        check("Next is 李明 of UBS.\n李明: Hi.", true);
        check("李明: Hi.\n李明 : Ho.", false);
        check("李明: Hi.\n大李明 is here.", false);
        assert!(!stands_elsewhere("from 李明.", "李明", &mut MOST_SOUGHT.clone()));
    }
}
