//! Transcribers' marks: `[ph]`, `[Foreign Language]`, `(inaudible)`, `[00:12:30]`, `<crosstalk>`.
//!
//! Brackets stand around marks, which nobody said, and around words that the transcriber was not
//! sure of, which somebody did: `[gross margin]`. Square and round brackets are a mark where they
//! hold nothing but words of a closed list; angle brackets are markup in any case.

/// The longest mark, brackets included, in bytes.
const MAX_MARK_BYTES: usize = 60;

/// The most words of a mark in angle brackets.
const MAX_MARKUP_WORDS: usize = 5;

/// Words for what could not be heard. They are marks also before a guess at it:
/// `[indiscernible gross margin]`.
const UNHEARD: [&str; 6] =
    ["inaudible", "indecipherable", "indiscernible", "ph", "phonetic", "unintelligible"];

/// The word before what an editor adds, whatever that is: `(sic - see press release)`.
const EDITOR: &str = "sic";

/// Words that are a mark alone.
const ALONE: [&str; 28] = [
    "applause",
    "chuckles",
    "chuckling",
    "cough",
    "coughing",
    "coughs",
    "crosstalk",
    "expletive",
    "indistinct",
    "interpreted",
    "laugh",
    "laughing",
    "laughs",
    "laughter",
    "music",
    "noise",
    "overtalk",
    "overtalking",
    "pause",
    "phonetics",
    "redacted",
    "sighs",
    "signoff",
    "silence",
    "unclear",
    "unidentifiable",
    "unk",
    "untranslated",
];

/// Words of which two make a mark; one is as good as any other word: `[operator]`.
const TOGETHER: [&str; 82] = [
    "audible",
    "audio",
    "background",
    "begins",
    "blank",
    "break",
    "breaks",
    "caller",
    "cantonese",
    "chinese",
    "closing",
    "comments",
    "conference",
    "cross",
    "cut",
    "cuts",
    "difficulties",
    "difficulty",
    "dropped",
    "drops",
    "dutch",
    "email",
    "end",
    "ends",
    "english",
    "event",
    "feed",
    "foreign",
    "french",
    "gap",
    "german",
    "hebrew",
    "instruction",
    "instructions",
    "interference",
    "interpreter",
    "interpreting",
    "issue",
    "issues",
    "italian",
    "japanese",
    "korean",
    "language",
    "languages",
    "lost",
    "mandarin",
    "message",
    "multiple",
    "operator",
    "operators",
    "overlap",
    "overlapping",
    "phone",
    "playing",
    "plays",
    "portuguese",
    "problem",
    "problems",
    "protected",
    "recorded",
    "recording",
    "remarks",
    "response",
    "russian",
    "sign",
    "simultaneous",
    "sound",
    "spanish",
    "speaker",
    "speakers",
    "speaking",
    "speaks",
    "speech",
    "spoken",
    "starts",
    "talk",
    "talking",
    "technical",
    "transcript",
    "translated",
    "translator",
    "video",
];

/// Words that may stand between others of a mark: `[break in audio]`.
const BETWEEN: [&str; 11] =
    ["by", "from", "in", "no", "of", "off", "operating", "out", "the", "through", "via"];

/// Returns how many bytes of a text that begins with a bracket are no words: those of a mark, or
/// of its beginning where a guess at the words follows.
pub(super) fn mark_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (open, close) = match bytes.first()? {
        b'[' => (b'[', b']'),
        b'(' => (b'(', b')'),
        b'<' => (b'<', b'>'),
        _ => return None,
    };
    let rest = &bytes[1..bytes.len().min(MAX_MARK_BYTES)];
    let len = rest.iter().position(|b| *b == close || *b == open || *b == b'\n')?;
    if rest[len] != close {
        return None;
    }
    let inside = &text[1..=len];
    let is_mark = if open == b'<' { is_markup(inside) } else { is_mark(inside) };
    if is_mark {
        return Some(len + 2);
    }
    let first = inside.split(|c: char| !c.is_alphanumeric()).next()?;
    is_in(&UNHEARD, first).then(|| 1 + first.len())
}

/// Tells whether what stands in angle brackets is a tag.
fn is_markup(inside: &str) -> bool {
    let begins = inside.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '/');
    begins && inside.split_whitespace().count() <= MAX_MARKUP_WORDS
}

/// Tells whether what stands in brackets is nothing but a mark.
fn is_mark(inside: &str) -> bool {
    let mut weight = 0;
    for (n, piece) in inside.split_whitespace().enumerate() {
        if is_time(piece) {
            weight += 2;
            continue;
        }
        for word in piece.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            if n == 0 && word.eq_ignore_ascii_case(EDITOR) {
                return true;
            }
            weight += match word {
                _ if is_in(&UNHEARD, word) || is_in(&ALONE, word) => 2,
                _ if is_in(&TOGETHER, word) => 1,
                _ if is_in(&BETWEEN, word) => 0,
                _ => return false,
            };
        }
    }
    weight >= 2
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// Tells whether a piece of a mark is a time of the recording, or a stretch of it: `00:12:30`,
/// `44:49-45:07`, `0:37:24.4`.
fn is_time(piece: &str) -> bool {
    piece.split(['-', '–']).all(is_clock)
}

fn is_clock(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (clock, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = clock.split(':');
    let begins = parts.next().is_some_and(|p| matches!(p.len(), 1 | 2) && digits(p));
    let mut others = 0;
    let goes_on = parts.all(|p| {
        others += 1;
        p.len() == 2 && digits(p)
    });
    begins && goes_on && matches!(others, 1 | 2) && digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(mark_len(text).map_or("", |len| &text[..len]), expected, "{text}");
    }

    #[track_caller]
    fn whole(text: &str) {
        check(&format!("{text} we"), text);
    }

    #[test]
    fn what_nobody_said_is_a_mark() {
        for text in [
            "[ph]",
            "[Phonetic]",
            "[Indecipherable]",
            "[Inaudible.]",
            "[Operator Instructions]",
            "[ Operator instructions ]",
            "[Operator Closing Remarks]",
            "[Operating Closing Remarks]",
            "[Operator sign-off]",
            "[Operator signoff]",
            "[Technical Difficulty]",
            "[Phone -- technical difficulties]",
            "[Speech Overlap]",
            "[Multiple speakers]",
            "[Foreign Language]",
            "[Foreign Speech]",
            "[Speaking in Chinese]",
            "[Foreign Language - Mandarin]",
            "[Audio gap]",
            "[break in audio]",
            "[BLANK_AUDIO]",
            "[cross-talk]",
            "[laughter]",
            "[Music]",
            "[email protected]",
            "[End of recorded message]",
            "[Interpreted]",
            "[inaudible - technical difficulty]",
            "(inaudible)",
            "(Operator Instructions.)",
            "(multiple speakers)",
            "(technical difficulty - background noise)",
            "(sic - see press release, \"$100 million\")",
            "[sic]",
            "<unk>",
            "</b>",
        ] {
            whole(text);
        }
    }

    #[test]
    fn a_time_of_the_recording_is_a_mark() {
        for text in [
            "[00:12:30]",
            "[45:23]",
            "[0:37:24.4]",
            "(59:56)",
            "(44:49-45:07)",
            "[inaudible 00:12:30]",
            "[crosstalk 00:12:30 - 00:12:40]",
        ] {
            whole(text);
        }
        check("[1:0]", "");
        check("[12:30 meeting]", "");
        check("[2021]", "");
        check("[300:50]", "");
        check("[10:30:00:00]", "");
    }

    #[test]
    fn what_somebody_said_is_none() {
        for text in [
            "[gross margin]",
            "[for audio]",
            "[Technical side]",
            "[music societies]",
            "[operator]",
            "[foreign]",
            "[drop in]",
            "[in the]",
            "[Mark]",
            "[triumph]",
            "[EUR1.1 billion]",
            "[--fused]",
            "[...]",
            "[]",
            "[ph",
            "[ph [ph]",
            "(foreign exchange)",
            "(excluding currency)",
            "(multiple quarters)",
            "< 5 and >",
        ] {
            check(text, "");
        }
        check(&format!("[{}]", "laughter ".repeat(7)), "");
    }

    #[test]
    fn a_guess_at_what_was_not_heard_is_no_mark() {
        check("[indiscernible gross margin] grew", "[indiscernible");
        check("[Ph: Kendrick] said", "[Ph");
        check("(inaudible growth)", "(inaudible");
        check("[phases]", "");
        check("[music societies]", "");
    }
}
