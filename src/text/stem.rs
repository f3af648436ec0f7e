//! English stems: which forms are one word.
//!
//! The index holds words as written. A query word in any form stands for every word of the
//! index with the same stem; [`form_prefix`] tells where in a sorted dictionary they are.

use frostem::Algorithm;

/// The Snowball English stemmer (Porter2, <https://snowballstem.org/algorithms/english>).
pub struct Stemmer(frostem::Stemmer);

impl Default for Stemmer {
    fn default() -> Self {
        Self(frostem::Stemmer::new(Algorithm::English))
    }
}

impl Stemmer {
    /// Returns the stem of a folded word; words with anything but letters and apostrophes are
    /// their own stem, for `2.1x` or `r&d` have no other forms than the possessive: `at&t's`.
    pub fn stem<'w>(&self, word: &'w str) -> std::borrow::Cow<'w, str> {
        if has_forms(word) {
            self.0.stem(word)
        } else {
            std::borrow::Cow::Borrowed(without_possessive(word))
        }
    }
}

/// Tells whether a folded word is one that English inflects.
fn has_forms(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
}

/// Returns a word without the sign of the possessive.
fn without_possessive(word: &str) -> &str {
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix('\''));
    bare.filter(|bare| !bare.is_empty()).unwrap_or(word)
}

/// Returns a prefix that every word with this stem has.
///
/// Porter2 changes at most the last letter of what it leaves standing, and only to one of three
/// ("happy" gives "happi", "capability" gives "capabl", "gaming" gives "game"), except in a
/// handful of short words ("vying" gives "vie", "skis" gives "ski"); those share their first letter.
pub fn form_prefix(stem: &str) -> &str {
    let keep = match stem {
        "ski" | "sky" => 1,
        _ if stem.len() == 3 && stem.ends_with("ie") => 1,
        _ if stem.len() > 2 && stem.ends_with(['e', 'i', 'l']) => stem.len() - 1,
        _ => stem.len(),
    };
    &stem[..keep]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_a_word_share_stem_and_prefix() {
        let stemmer = Stemmer::default();
        let check = |stem: &str, forms: &[&str]| {
            for form in forms {
                assert_eq!(stemmer.stem(form), stem, "{form}");
                assert!(form.starts_with(form_prefix(stem)), "{form}");
            }
        };
        check("backlog", &["backlog", "backlogs", "backlog's"]);
        check("game", &["game", "games", "gaming", "gamed"]);
        check("die", &["die", "dying", "dies", "died"]);
        check("vie", &["vie", "vying", "vies", "vied"]);
        check("happi", &["happy", "happiness"]);
        check("capabl", &["capable", "capability", "capabilities"]);
        check("r&d", &["r&d", "r&d's"]);
        check("at&t", &["at&t", "at&t's", "at&t'"]);
        check("s&pe", &["s&pe", "s&pe's"]);
        check("'", &["'"]);
        check("39%", &["39%"]);
    }

    /// What English words are made longer with, and the stemmer takes off or changes.
    const ENDINGS: [&str; 48] = [
        "s", "es", "ed", "ing", "y", "ies", "ied", "e", "er", "est", "ly", "ily", "ely", "'s",
        "ity", "ities", "iness", "able", "ability", "ably", "ible", "ibility", "ization", "izer",
        "ize", "ation", "ational", "ator", "ate", "ative", "tional", "ement", "ment", "ent",
        "ency", "ancy", "ance", "ical", "ically", "icity", "fulness", "fully", "ousness", "ivity",
        "alism", "ology", "ogist", "lessly",
    ];

    proptest! {
        #[test]
        fn words_with_signs_begin_with_the_prefix(form in "[a-z0-9]{1,3}[&.%-]?[a-z0-9é]{0,4}('|'s|s')?") {
            let stem = Stemmer::default().stem(&form).into_owned();
            prop_assert!(form.starts_with(form_prefix(&stem)), "{} {}", form, stem);
        }

        #[test]
        fn every_form_begins_with_the_prefix(
            word in "[a-z]{1,4}|[bcdfghlmnprst]{0,2}[aeiouy]{1,2}[bcdfghlmnprst]{1,2}[aeiouy]?[a-z]{0,3}",
            endings in prop::collection::vec(prop::sample::select(&ENDINGS[..]), 0..3),
        ) {
            let form = word + &endings.concat();
            let stem = Stemmer::default().stem(&form).into_owned();
            prop_assert!(form.starts_with(form_prefix(&stem)), "{} {}", form, stem);
        }
    }
}
