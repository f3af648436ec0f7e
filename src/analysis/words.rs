//! Words as they are counted: folded, each in its fullest form.

use crate::text::Tokens;

/// Words that only hold sentences together: no term begins or ends with one.
const FUNCTION_WORDS: [&str; 86] = [
    "a", "about", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "did", "do", "for", "from", "had", "has", "have", "he", "her", "his", "how",
    "i", "i'd", "i'll", "i'm", "i've", "if", "in", "into", "is", "it", "it's", "its", "just", "me",
    "more", "my", "not", "of", "on", "or", "our", "out", "she", "so", "some", "than", "that",
    "that's", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to",
    "up", "us", "very", "was", "we", "we'll", "we're", "we've", "well", "were", "what", "when",
    "where", "which", "who", "will", "with", "would", "you", "you're", "your",
];

/// Returns the words of a text, in order of their positions.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    each_word(text, &mut |word| out.push(word.to_owned()));
    out
}

/// Calls `visit` with each word of a text.
pub(super) fn each_word(text: &str, visit: &mut dyn FnMut(&str)) {
    let mut tokens = Tokens::of_words(text);
    while tokens.advance() {
        let token = tokens.token();
        if token.is_primary {
            visit(&token.text);
        }
    }
}

/// Tells whether a word may be a term: figures (`39%`, `rmb2.64`) are counted, but are none.
pub(super) fn is_term(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_figure = digits > 0 && (word.contains(['.', ',', '%', '$']) || digits > 2);
    word.chars().any(char::is_alphabetic) && !is_figure
}

/// Tells whether a word only holds sentences together.
pub(super) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_function_words_known() {
        assert_eq!(words("Our R&D, $1.2bn."), ["our", "r&d", "$1.2bn"]);
        assert!(FUNCTION_WORDS.is_sorted());
        assert!(is_function_word("the") && !is_function_word("backlog"));
        for (word, expected) in
            [("5g", true), ("r&d", true), ("u.s", true), ("39%", false), ("rmb2.64", false)]
        {
            assert_eq!(is_term(word), expected, "{word}");
        }
    }
}
