//! Boilerplate: what is said on every call and is about nothing.
//!
//! Operators' instructions, safe-harbour statements and greetings hold words that people search
//! for (`results`, `guidance`, the company's name) without saying anything of them. They are told
//! by who speaks and by their words alone, never by their place in the call.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use aho_corasick::MatchKind;

use crate::text::Tokens;
use crate::transcript::Role;

/// Words of safe-harbour statements and of notes on how a call is held, with how much each tells
/// beside others; sorted.
const LEGAL: [(&str, u32); 44] = [
    ("accompanying", 1),
    ("archived", 2),
    ("assumes", 1),
    ("broadcast", 1),
    ("caution", 1),
    ("cautionary", 2),
    ("commission", 1),
    ("differ", 2),
    ("disclaim", 2),
    ("disclaimer", 2),
    ("disclaims", 2),
    ("disconnect", 2),
    ("edgar", 2),
    ("exchange", 1),
    ("filings", 2),
    ("forward", 1),
    ("gaap", 1),
    ("harbor", 3),
    ("harbour", 3),
    ("incorporated", 1),
    ("instructions", 1),
    ("involve", 1),
    ("listen", 1),
    ("litigation", 1),
    ("looking", 1),
    ("materially", 2),
    ("nongaap", 1),
    ("obligation", 2),
    ("participants", 1),
    ("posted", 1),
    ("predictions", 1),
    ("reconciliation", 2),
    ("reconciliations", 2),
    ("recorded", 1),
    ("recording", 1),
    ("replay", 2),
    ("sec", 1),
    ("securities", 1),
    ("statements", 1),
    ("supplemental", 1),
    ("uncertainties", 3),
    ("undertake", 2),
    ("webcast", 2),
    ("website", 2),
];

/// How much the words of a passage must tell together for it to be legal boilerplate.
const LEGAL_ENOUGH: u32 = 9;

/// Words of greetings and thanks, and what stands between them; sorted.
const POLITE: [&str; 66] = [
    "a",
    "afternoon",
    "again",
    "all",
    "along",
    "and",
    "appreciate",
    "back",
    "best",
    "but",
    "bye",
    "color",
    "congrats",
    "congratulations",
    "day",
    "evening",
    "everybody",
    "everyone",
    "fine",
    "folks",
    "for",
    "go",
    "good",
    "got",
    "great",
    "guys",
    "have",
    "hello",
    "helpful",
    "hey",
    "hi",
    "i'll",
    "in",
    "it",
    "it's",
    "jump",
    "line",
    "luck",
    "me",
    "morning",
    "much",
    "my",
    "next",
    "nice",
    "of",
    "okay",
    "on",
    "pass",
    "perfect",
    "please",
    "quarter",
    "question",
    "questions",
    "queue",
    "so",
    "super",
    "sure",
    "taking",
    "thank",
    "thanks",
    "that's",
    "the",
    "to",
    "very",
    "yes",
    "you",
];

/// The most words of a passage that can be a mere greeting.
const POLITE_MOST: u64 = 40;

/// The share of words, in percent, that must be polite ones for a passage to be a greeting.
const POLITE_SHARE: u64 = 80;

/// Parts of words one of which stands in every safe-harbour statement and every note on how a
/// call is held: passages without any need no closer look.
const TELLING: [&str; 13] = [
    "ward-looking",
    "ward looking",
    "materially",
    "harbo",
    "webcast",
    "replay",
    "website",
    "filings",
    "reconcil",
    "undertake",
    "uncertaint",
    "disclaim",
    "listen-only",
];

/// A list of words, and where in it those begin that begin with each letter from `a` on: the list
/// has but a few words of a letter.
struct List<const WORDS: usize> {
    words: [&'static str; WORDS],
    from: [usize; 27],
}

static LEGAL_WORDS: List<44> = {
    let mut words = [""; 44];
    let mut at = 0;
    while at < words.len() {
        words[at] = LEGAL[at].0;
        at += 1;
    }
    List::new(words)
};

static POLITE_WORDS: List<66> = List::new(POLITE);

impl<const WORDS: usize> List<WORDS> {
    const fn new(words: [&'static str; WORDS]) -> Self {
        let mut from = [0; 27];
        let (mut at, mut letter) = (0, 0);
        while letter < from.len() {
            while at < WORDS && ((words[at].as_bytes()[0] - b'a') as usize) < letter {
                at += 1;
            }
            from[letter] = at;
            letter += 1;
        }
        Self { words, from }
    }

    /// Returns the place of a word.
    fn place(&self, word: &str) -> Option<usize> {
        let letter = usize::from(word.bytes().next()?.checked_sub(b'a')?);
        let (from, to) = (*self.from.get(letter)?, *self.from.get(letter + 1)?);
        self.words[from..to].iter().position(|other| *other == word).map(|at| from + at)
    }
}

/// Tells whether a passage of so many words, said by someone of a role, is boilerplate.
pub fn is_boilerplate(role: Role, text: &str, words: u64) -> bool {
    if role == Role::Operator {
        return true;
    }
    let may_greet = words <= POLITE_MOST;
    if !may_greet && !telling().is_match(&text.to_ascii_lowercase()) {
        return false;
    }
    let (mut polite, mut legal) = (0, 0_u64);
    let mut tokens = Tokens::of_words(text);
    while tokens.advance() {
        let token = tokens.token();
        if !token.is_primary {
            continue;
        }
        if let Some(at) = LEGAL_WORDS.place(&token.text) {
            legal |= 1 << at;
        }
        polite += u64::from(may_greet && POLITE_WORDS.place(&token.text).is_some());
    }
    let said = (0..LEGAL.len()).filter(|at| legal & (1 << at) != 0);
    let greets = may_greet && polite * 100 >= words * POLITE_SHARE;
    greets || said.map(|at| LEGAL[at].1).sum::<u32>() >= LEGAL_ENOUGH
}

/// Returns what finds a telling part of a word in a text in lower case. Where case counts, and the
/// leftmost is looked for, many bytes are compared at once.
fn telling() -> &'static AhoCorasick {
    static FINDER: OnceLock<AhoCorasick> = OnceLock::new();
    FINDER.get_or_init(|| {
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(TELLING);
        finder.expect("a few short words are within all limits")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::count_words;

    #[track_caller]
    fn check(role: Role, text: &str, expected: bool) {
        let words = u64::from(count_words(text));
        assert_eq!(is_boilerplate(role, text, words), expected, "{text}");
    }

    #[test]
    fn what_is_said_on_every_call_is_told_by_its_words() {
        let harbour = "Before we begin, let me remind you that some of our remarks are \
            forward-looking statements that involve risks and uncertainties. Actual results may \
            differ materially; please see our filings with the SEC. We undertake no obligation \
            to update them.";
        check(Role::Executive, harbour, true);
        check(
            Role::Unknown,
            "A replay of this webcast will be archived on our website, with the \
            reconciliation to GAAP.",
            true,
        );
        check(Role::Analyst, "Great, thank you. Good morning, everyone, and congrats.", true);
        check(Role::Operator, "Our next question comes from the line of Ann Lee.", true);
    }

    #[test]
    fn what_says_something_is_none() {
        check(Role::Executive, "Our backlog grew 12%, and we expect it to grow again.", false);
        check(
            Role::Executive,
            "Looking forward, GAAP margin should be near 40%, and free cash \
            flow above last year's, while the litigation with our supplier goes on.",
            false,
        );
        check(Role::Analyst, "Thanks for taking the question. How is pricing in Europe?", false);
        check(Role::Analyst, "Great. And on margins?", false);
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(LEGAL.windows(2).all(|w| w[0].0 < w[1].0), "{LEGAL:?}");
        assert!(POLITE.windows(2).all(|w| w[0] < w[1]), "{POLITE:?}");
        for (at, (word, _)) in LEGAL.iter().enumerate() {
            assert_eq!(LEGAL_WORDS.place(word), Some(at));
        }
        for (at, word) in POLITE.iter().enumerate() {
            assert_eq!(POLITE_WORDS.place(word), Some(at));
        }
        assert_eq!(["", "~", "zebra", "sect", "\u{e9}"].map(|w| LEGAL_WORDS.place(w)), [None; 5]);
    }
}
