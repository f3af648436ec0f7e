//! Tokens that stand for several words at once: how many is written at their end.

/// What stands between such a token and the number of its words.
const MARK: char = '/';

/// Returns the token of something that so many words say: `#money/3`; of one word, as it is.
pub(super) fn with_words(mut token: String, words: u32) -> String {
    if words > 1 {
        token.push(MARK);
        token += &words.to_string();
    }
    token
}

/// Returns a token without the number of its words, and that number.
pub fn number_of_words(token: &str) -> (&str, u32) {
    let parts = token.rsplit_once(MARK);
    parts.and_then(|(token, n)| Some((token, n.parse().ok()?))).unwrap_or((token, 1))
}
