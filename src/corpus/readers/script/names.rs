//! What can be somebody's name, and what begins a sentence.

/// Words that begin sentences or stand alone as an answer, and no name.
const NO_NAMES: [&str; 60] = [
    "a",
    "all",
    "alright",
    "and",
    "any",
    "are",
    "as",
    "at",
    "but",
    "bye",
    "can",
    "correct",
    "do",
    "exactly",
    "fair",
    "fantastic",
    "first",
    "for",
    "go",
    "good",
    "got",
    "great",
    "hello",
    "here",
    "hi",
    "how",
    "i",
    "if",
    "in",
    "it",
    "it's",
    "just",
    "let",
    "next",
    "no",
    "now",
    "of",
    "okay",
    "on",
    "one",
    "our",
    "perfect",
    "please",
    "right",
    "second",
    "so",
    "sure",
    "thank",
    "thanks",
    "that",
    "the",
    "then",
    "there",
    "this",
    "to",
    "we",
    "well",
    "what",
    "yeah",
    "yes",
];

/// Small words inside names.
const PARTICLES: [&str; 20] = [
    "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la",
    "le", "ter", "ten", "van", "von", "y",
];

/// What may stand behind a name and a comma: degrees and the like.
const DEGREES: [&str; 12] =
    ["CFA", "CPA", "Dr", "Esq", "Jr", "JD", "MBA", "MD", "PE", "PhD", "RN", "Sr"];

/// Takes degrees off the end of a name: `Ann Lee, Ph.D., CFA`.
fn without_degrees(mut name: &str) -> &str {
    while let Some((before, last)) = name.rsplit_once(", ") {
        let bare = last.replace('.', "");
        if !DEGREES.contains(&bare.as_str()) {
            break;
        }
        name = before;
    }
    name
}

/// Tells whether a text can be somebody's name: one to six words that begin with capitals.
pub(in crate::corpus::readers) fn is_name(text: &str) -> bool {
    let text = without_degrees(text.trim());
    if text.is_empty() || text.len() > 60 || text.ends_with(['?', '!', ',', ';', ':']) {
        return false;
    }
    let inside = |c: char| c.is_alphabetic() || " .'’-‐–“”\"()`´".contains(c);
    if !text.chars().all(|c| inside(c) || c == ',') {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower = |w: &str| w.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let initial = words[0].ends_with('.');
    if words.len() > 6 || !initial && NO_NAMES.binary_search(&lower(words[0]).as_str()).is_ok() {
        return false;
    }
    // A full stop ends a name only after an initial or a short form.
    if text.ends_with('.') && words.last().is_some_and(|w| w.len() > 4) {
        return false;
    }
    let capital = |w: &str| !w.starts_with(char::is_lowercase) || begins_small(w);
    capital(words[0])
        && words.iter().all(|w| {
            let bare = w.trim_start_matches(['(', '"', '“', '\'', '’', '`']);
            bare.starts_with(char::is_uppercase)
                || bare.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
                || PARTICLES.contains(&bare)
                || begins_small(bare)
        })
}

/// Small words that are written together with the name behind them: `d'Oak`, `el-Pine`.
const JOINED: [&str; 9] = ["al", "d", "dall", "de", "degl", "dell", "el", "l", "t"];

/// Tells whether a word is a name that begins with a small word.
fn begins_small(word: &str) -> bool {
    word.split_once(['\'', '’', '-']).is_some_and(|(small, name)| {
        JOINED.contains(&small) && name.starts_with(char::is_uppercase)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(NO_NAMES.is_sorted());
    }

    #[test]
    fn names_are_told_from_sentences() {
        for name in [
            "Ann Lee",
            "A.C. Pine",
            "Peter T. F. M. Oak",
            "Jason D'Oak",
            "Anne d'Oak",
            "d’Oak",
            "Jason el-Pine",
            "Maria de la Cruz",
            "Operator",
            "John Smith Jr.",
            "Ann Lee, Ph.D.",
            "Ann Lee, M.D., CFA",
            "李 明",
        ] {
            assert!(is_name(name), "{name}");
        }
        for text in [
            "Thank you.",
            "Thanks, Ann",
            "Yes",
            "Okay Tim",
            "we see",
            "e-Oak",
            "Question 3",
            "Ann Lee:",
            "",
        ] {
            assert!(!is_name(text), "{text}");
        }
    }
}
