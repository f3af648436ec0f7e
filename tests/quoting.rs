//! Quotations drawn from transcripts and altered in known ways, to hold `verify` against: for its
//! test and its benchmark.

use std::path::Path;

use earmark::corpus::SourceFile;
use earmark::corpus::walk;
use earmark::note::Status;
use earmark::note::Verified;
use earmark::transcript::Transcript;
use earmark::transcript::Turn;

/// A generator of numbers that are the same every time (xorshift).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// Returns a number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(n.max(1)).unwrap()).unwrap()
    }
}

/// A quotation in a text of its own, with what `verify` should say of it.
pub(crate) struct Drawn {
    pub(crate) text: String,
    pub(crate) expected: Status,
    pub(crate) alteration: &'static str,
    /// The call and the turn it was cut from.
    pub(crate) source: Option<(String, u32)>,
}

/// Reads every `step`-th call of a file or folder.
pub(crate) fn calls(path: &Path, step: usize) -> Vec<Transcript> {
    let mut out = Vec::new();
    let mut n = 0;
    for path in walk(path).files {
        let Ok(file) = SourceFile::read(&path) else { continue };
        for record in file.records().unwrap_or_default() {
            n += 1;
            if n % step == 0
                && let Ok(call) = file.parse_record(&record)
            {
                out.push(call.parsed.transcript);
            }
        }
    }
    out
}

/// The ways to alter a quotation, each given as often as any other.
const ALTERATIONS: [&str; 12] = [
    "none",
    "lines",
    "case",
    "marks",
    "hyphens",
    "mark put in",
    "mark left out",
    "elision",
    "brackets",
    "stitched",
    "attributed",
    "spaces",
];

/// Draws a quotation of 8 to 40 words and alters it.
pub(crate) fn draw(calls: &[Transcript], dice: &mut Dice) -> Drawn {
    loop {
        let alteration = ALTERATIONS[dice.below(ALTERATIONS.len())];
        if let Some(drawn) = draw_altered(calls, alteration, dice) {
            return drawn;
        }
    }
}

fn draw_altered(calls: &[Transcript], alteration: &'static str, dice: &mut Dice) -> Option<Drawn> {
    let call = &calls[dice.below(calls.len())];
    let turn = &call.turns[dice.below(call.turns.len())];
    let said = cut(turn, dice)?;
    let words: Vec<&str> = said.split(' ').collect();
    let middle = 3 + dice.below(words.len() - 6);
    let joined = |between: &str| {
        format!("{} {between} {}", words[..middle].join(" "), words[middle..].join(" "))
    };
    if said.contains('[') && matches!(alteration, "mark put in" | "elision" | "brackets") {
        return None;
    }
    let (quoted, expected) = match alteration {
        "lines" => (joined("\n"), Status::Verbatim),
        "case" => (said.to_uppercase(), Status::Repaired),
        "marks" => (said.replace([',', ';'], ""), Status::Repaired),
        "hyphens" => (said.replace('-', " "), Status::Repaired),
        "mark put in" => (joined("[ph]"), Status::Repaired),
        "mark left out" => (without_square(&said)?, Status::Repaired),
        "elision" => {
            let mark = ["…", "...", "[…]", "[...]", ". . ."][dice.below(5)];
            let (left, right) = (&words[..middle], &words[middle + 1..]);
            if is_doubt(words[middle]) {
                return None;
            }
            (format!("{} {mark} {}", left.join(" "), right.join(" ")), Status::Repaired)
        }
        "brackets" => {
            let (left, right) = (&words[..middle], &words[middle + 1..]);
            if is_doubt(words[middle]) || may_be_name_or_figure(words[middle]) {
                return None;
            }
            (format!("{} [the word] {}", left.join(" "), right.join(" ")), Status::Repaired)
        }
        "stitched" => {
            let other = &calls[dice.below(calls.len())];
            let more = cut(&other.turns[dice.below(other.turns.len())], dice)?;
            let mark = ["…", ""][dice.below(2)];
            (format!("{said} {mark} {more}"), Status::Stitched)
        }
        "attributed" => (said.clone(), Status::Misattributed),
        "spaces" => {
            let word = words[middle].trim_end_matches(',');
            let plain = word.len() > 5 && word.bytes().all(|b| b.is_ascii_lowercase());
            let parted = format!("{} {}", &word[..3.min(word.len())], &word[3.min(word.len())..]);
            (plain.then(|| said.replacen(word, &parted, 1))?, Status::Repaired)
        }
        _ => (said.clone(), Status::Verbatim),
    };
    if expected == Status::Repaired && quoted == said {
        return None;
    }
    let text = match alteration {
        "attributed" => format!("“{quoted}”, said {}.\n", somebody_else(calls, turn, dice)?),
        _ if dice.below(2) == 0 => format!("She said that “{quoted}” and more.\n"),
        _ => format!("> {}\n", quoted.replace('\n', "\n> ")),
    };
    let source = (expected != Status::Stitched).then(|| (call.call.id.to_string(), turn.ordinal.0));
    Some(Drawn { text, expected, alteration, source })
}

/// Words that an editor must not leave out or replace.
const DOUBTS: [&str; 22] = [
    "barely", "cannot", "denied", "denies", "deny", "except", "fail", "failed", "fails", "hardly",
    "neither", "never", "no", "nobody", "none", "nor", "not", "nothing", "only", "scarcely",
    "unlikely", "without",
];

fn is_doubt(word: &str) -> bool {
    let lower = word.to_lowercase().replace('’', "'");
    let parts = |part: &str| DOUBTS.contains(&part) || part.ends_with("n't");
    lower.split(|c: char| !c.is_alphabetic() && c != '\'').any(parts)
}

/// Tells whether a word may be a name or a figure, which an editor must not replace.
fn may_be_name_or_figure(word: &str) -> bool {
    const FIGURES: [&str; 20] = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "twenty", "fifty", "dozen", "hundred", "thousand", "million", "billion", "trillion",
        "half",
    ];
    let lower = word.to_lowercase();
    word.contains(|c: char| c.is_uppercase() || c.is_numeric())
        || lower.split(|c: char| !c.is_alphabetic()).any(|part| FIGURES.contains(&part))
}

/// Returns words of a turn that are worth quoting: some that hold nothing which Markdown or
/// quotation marks would change.
fn cut(turn: &Turn, dice: &mut Dice) -> Option<String> {
    let text = turn.text();
    let words: Vec<&str> = text.split_whitespace().collect();
    let len = 8 + dice.below(33);
    let start = dice.below(words.len().checked_sub(len)? + 1);
    let said = words[start..start + len].join(" ");
    let plain = said.chars().all(|c| c.is_alphanumeric() || " ,.;:-'’$%?![]&/()".contains(c));
    let ends = |c: char| c.is_alphanumeric() || c == '.' || c == '?';
    let bounded = said.starts_with(char::is_alphanumeric) && said.ends_with(ends);
    // A mark cut in two is words.
    let count = |marks: &[char]| said.matches(marks).count();
    let whole = count(&['[']) == count(&[']']) && count(&['(']) == count(&[')']);
    (plain && bounded && whole && !said.contains("...") && !said.contains("' ")).then_some(said)
}

/// Returns a text without its marks in square brackets, if it has any.
fn without_square(text: &str) -> Option<String> {
    let marks = regex::Regex::new(r" \[[A-Za-z ]+\]").unwrap();
    let out = marks.replace_all(text, "").into_owned();
    (out != text).then_some(out)
}

/// Returns the name of a speaker who shares no name with the one of a turn.
fn somebody_else(calls: &[Transcript], turn: &Turn, dice: &mut Dice) -> Option<String> {
    let name = turn.speaker.name.as_ref()?.to_lowercase();
    let call = &calls[dice.below(calls.len())];
    let other = call.turns[dice.below(call.turns.len())].speaker.name.clone()?;
    let words = other.split_whitespace().count();
    let apart = other.to_lowercase().split_whitespace().all(|w| !name.contains(w));
    let plain = other.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
    (words == 2 && apart && plain).then_some(other)
}

/// Draws a quotation that nobody said: words of several turns by turns.
pub(crate) fn invent(calls: &[Transcript], dice: &mut Dice) -> String {
    let mut words: Vec<String> = Vec::new();
    let len = 8 + dice.below(33);
    while words.len() < len {
        let call = &calls[dice.below(calls.len())];
        let text = call.turns[dice.below(call.turns.len())].text();
        let all: Vec<&str> = text.split_whitespace().collect();
        if all.is_empty() {
            continue;
        }
        let at = dice.below(all.len());
        let some = all[at..].iter().take(1 + dice.below(3));
        let letters = |w: &&str| w.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        words.extend(some.map(letters).filter(|w| !w.is_empty()));
    }
    format!("> {}\n", words.join(" "))
}

/// Returns what is wrong with what was said of a drawn quotation.
pub(crate) fn fault(drawn: &Drawn, found: &[Verified]) -> Option<String> {
    let [only] = found else { return Some(format!("{} quotations: {}", found.len(), drawn.text)) };
    let place = only.places.first();
    let here = place.map(|p| (p.anchor.call.to_string(), p.anchor.turn.map_or(0, |t| t.0)));
    // Words that stand in several places may be given at another than they were cut from.
    let is_there = drawn.source.is_none() || only.occurrences > 1 || here == drawn.source;
    if only.status == drawn.expected && is_there {
        return None;
    }
    Some(format!(
        "{} ({:?}): {:?} at {here:?}, {:?}: {}",
        drawn.alteration, drawn.source, only.status, only.differences, drawn.text
    ))
}
