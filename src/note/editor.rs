//! What an editor may do with the words of others: leave some out and say so, and put some of his
//! own in square brackets.
//!
//! # The rule
//!
//! - A bracket with words that were not said there is told as a difference, always: what it holds,
//!   and what stands in its place. Before the first word and behind the last, that is what stands
//!   next to it in the same clause.
//! - It is no repair where it holds a word of negation or doubt ([`DOUBTS`]) that was not said
//!   there, or stands for one that was; where it stands for a name or a figure that it does not
//!   hold itself; where it stands for its opposite ([`OPPOSITES`]); where it holds more than [`MAX_PUT_IN`] words or stands for more than
//!   [`MAX_STOOD_FOR`]; and where more is put in than quoted.
//! - An elision is no repair where it leaves out a word of negation or doubt.
//! - The first letter of a word in brackets, `[I]t`, is a letter whose case says nothing.

use std::ops::Range;

use crate::note::compare::Text;
use crate::note::words::Word;
use crate::note::words::square_brackets;
use crate::note::words::words;

/// The most words a bracket holds: more are no name and no explanation.
const MAX_PUT_IN: usize = 8;

/// The most words a bracket stands for.
const MAX_STOOD_FOR: usize = 8;

/// How many words before the first and behind the last one of a quotation a bracket there is held
/// against.
const MAX_BESIDE: usize = 5;

/// Words that make the contrary of a sentence, or much less of it.
const DOUBTS: [&str; 22] = [
    "barely", "cannot", "denied", "denies", "deny", "except", "fail", "failed", "fails", "hardly",
    "neither", "never", "no", "nobody", "none", "nor", "not", "nothing", "only", "scarcely",
    "unlikely", "without",
];

/// Words of which one says the contrary of the other, in the forms in which calls use them.
const OPPOSITES: [(&str, &str); 44] = [
    ("up", "down"),
    ("high", "low"),
    ("higher", "lower"),
    ("highest", "lowest"),
    ("more", "less"),
    ("more", "fewer"),
    ("most", "least"),
    ("above", "below"),
    ("over", "under"),
    ("before", "after"),
    ("good", "bad"),
    ("better", "worse"),
    ("best", "worst"),
    ("strong", "weak"),
    ("stronger", "weaker"),
    ("strength", "weakness"),
    ("positive", "negative"),
    ("profit", "loss"),
    ("gain", "loss"),
    ("gains", "losses"),
    ("growth", "decline"),
    ("grew", "fell"),
    ("grew", "shrank"),
    ("grow", "shrink"),
    ("growing", "shrinking"),
    ("rise", "fall"),
    ("rose", "fell"),
    ("rising", "falling"),
    ("increase", "decrease"),
    ("increased", "decreased"),
    ("increases", "decreases"),
    ("increasing", "decreasing"),
    ("increase", "decline"),
    ("increased", "declined"),
    ("increasing", "declining"),
    ("improve", "worsen"),
    ("improved", "worsened"),
    ("improving", "worsening"),
    ("accelerate", "slow"),
    ("faster", "slower"),
    ("raise", "cut"),
    ("raised", "lowered"),
    ("always", "sometimes"),
    ("all", "some"),
];

/// Words that stand for somebody or something named elsewhere.
const PRONOUNS: [&str; 18] = [
    "he", "her", "him", "i", "it", "me", "our", "she", "that", "their", "them", "these", "they",
    "this", "those", "us", "we", "you",
];

/// Words before a name.
const ARTICLES: [&str; 10] = ["a", "an", "her", "his", "its", "my", "our", "the", "their", "your"];

/// Words that have a capital at the beginning of a sentence and are no names.
const COMMON: [&str; 48] = [
    "after", "all", "also", "and", "any", "are", "as", "at", "because", "before", "but", "by",
    "can", "do", "every", "for", "from", "here", "how", "if", "in", "is", "maybe", "now", "of",
    "on", "or", "really", "since", "so", "some", "then", "there", "to", "today", "was", "well",
    "what", "when", "where", "which", "while", "who", "why", "will", "with", "would", "yes",
];

/// Figures in words.
const FIGURES: [&str; 20] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "twenty", "fifty", "dozen", "hundred", "thousand", "million", "billion", "trillion", "half",
];

/// Why an editor's change is no repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// A word of negation or doubt is left out.
    LeftOut,
    /// Such a word is put in, or too many words are.
    PutIn,
    /// A name, a figure or many words are replaced.
    Replaced,
}

impl RefusalKind {
    /// Returns the name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftOut => "left_out",
            Self::PutIn => "put_in",
            Self::Replaced => "replaced",
        }
    }
}

/// An editor's change that is no repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Why it is none.
    pub kind: RefusalKind,
    /// What the quotation has there.
    pub quoted: String,
    /// What was said there; of words left out the one that must not be.
    pub said: String,
}

impl Refusal {
    pub(super) fn new(kind: RefusalKind, quoted: &str, said: &str) -> Self {
        Self { kind, quoted: quoted.trim().to_owned(), said: said.trim().to_owned() }
    }
}

/// Returns a quotation with the first letters in brackets that it has, `[I]t`, as letters, and its
/// words.
pub(super) fn read(text: &str) -> (String, Vec<Word>) {
    let mut out = String::with_capacity(text.len());
    let mut letters = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let is_free = !out.ends_with(|c: char| c.is_alphanumeric());
        if let Some(letter) = bracketed_letter(rest).filter(|_| is_free) {
            letters.push(out.len());
            out.push(letter);
            rest = &rest[letter.len_utf8() + 2..];
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    let mut words = words(&out);
    for word in &mut words {
        word.is_recased = letters.binary_search(&word.span.start).is_ok();
    }
    (out, words)
}

/// Returns the letter in brackets that a text begins with, if a word goes on behind it.
fn bracketed_letter(text: &str) -> Option<char> {
    let mut chars = text.strip_prefix('[')?.chars();
    let letter = chars.next().filter(|c| c.is_alphabetic())?;
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    (chars.next() == Some(']') && chars.next().is_some_and(goes_on)).then_some(letter)
}

/// Returns the brackets in a stretch between words that hold words: an editor's, if the words
/// were not said.
pub(super) fn put_in(gap: &str) -> Vec<&str> {
    let mut end = 0;
    let mut out = Vec::new();
    for bracket in square_brackets(gap) {
        let whole = &gap[bracket.start..=bracket.end];
        if bracket.start >= end && !words(whole).is_empty() {
            end = bracket.end;
            out.push(whole);
        }
    }
    out
}

/// Holds what a quotation has between two words against what was said there: `skipped` are the
/// words that were, if there are any between them, and `may_leave_out` tells whether it says so.
pub(super) fn hold(
    quoted: &str,
    said: &str,
    skipped: &[Word],
    may_leave_out: bool,
) -> Result<(), Refusal> {
    let brackets = put_in(quoted);
    let (has, had) = (doubts(quoted), doubts(said));
    let is_put_in = has.iter().any(|(word, _)| had.iter().all(|(w, _)| w != word));
    if is_put_in || brackets.iter().any(|b| words(b).len() > MAX_PUT_IN) {
        return Err(Refusal::new(RefusalKind::PutIn, quoted, ""));
    }
    if skipped.is_empty() {
        return Ok(());
    }
    if let Some((_, doubt)) = had.iter().find(|(word, _)| has.iter().all(|(w, _)| w != word)) {
        return Err(Refusal::new(RefusalKind::LeftOut, quoted, doubt));
    }
    if let Some((put, stood)) = opposites(&brackets, said) {
        return Err(Refusal::new(RefusalKind::Replaced, &put, &stood));
    }
    if !may_leave_out && (skipped.len() > MAX_STOOD_FOR || names_others(said, &brackets)) {
        return Err(Refusal::new(RefusalKind::Replaced, quoted, said));
    }
    Ok(())
}

/// Holds a bracket before the first word of a quotation or behind the last against the clause it
/// stands beside.
pub(super) fn hold_beside(quoted: &str, beside: &Beside<'_>) -> Result<(), Refusal> {
    let brackets = put_in(quoted);
    let skipped = if brackets.is_empty() { &[] } else { beside.words };
    hold(quoted, beside.text, skipped, true)?;
    let is_replaced = !skipped.is_empty() && names_others(beside.replaced, &brackets);
    if is_replaced {
        return Err(Refusal::new(RefusalKind::Replaced, quoted, beside.replaced));
    }
    Ok(())
}

/// What stands next to a quotation in the same clause.
pub(super) struct Beside<'a> {
    /// The text, marks too.
    pub(super) text: &'a str,
    /// Its words.
    pub(super) words: &'a [Word],
    /// The words of it that a bracket there replaces.
    replaced: &'a str,
}

/// Returns what stands before a word of a turn in its clause. All of it may be what a bracket
/// stands for, or the pronoun alone that it ends with.
pub(super) fn clause_before(turn: Text<'_>, word: usize) -> Beside<'_> {
    let least = word.saturating_sub(MAX_BESIDE);
    let is_new = |n: &usize| ends_clause(turn.gap(*n));
    let start = (least..word).rev().find(is_new).map_or(least, |n| n + 1);
    let from = start.checked_sub(1).map_or(0, |n| turn.words[n].span.end);
    let words = &turn.words[start..word];
    let text = &turn.text[from..turn.words[word].span.start];
    let pronoun = words.last().filter(|w| PRONOUNS.contains(&w.text.as_str()));
    let replaced = pronoun.map_or(text, |w| &turn.text[w.span.clone()]);
    Beside { text, words, replaced }
}

/// Returns what stands behind a word of a turn in its clause. A bracket there stands for the first
/// word of it that is no article.
pub(super) fn clause_after(turn: Text<'_>, word: usize) -> Beside<'_> {
    let most = (word + MAX_BESIDE).min(turn.words.len() - 1);
    let end = (word..most).find(|n| ends_clause(turn.gap(*n))).unwrap_or(most);
    let words = &turn.words[word + 1..=end];
    let to = words.last().map_or_else(
        || turn.words.get(end + 1).map_or(turn.text.len(), |w| w.span.start),
        |w| w.span.end,
    );
    let text = &turn.text[turn.words[word].span.end..to];
    let first = words.iter().find(|w| !ARTICLES.contains(&w.text.as_str()));
    let replaced = first.map_or("", |w| &turn.text[w.span.clone()]);
    Beside { text, words, replaced }
}

fn ends_clause(gap: &str) -> bool {
    gap.contains([',', '.', ';', ':', '?', '!', '—', '–'])
}

/// Returns the words of negation and doubt in a text: one form for all of a kind, and as written.
fn doubts(text: &str) -> Vec<(String, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    let mut out = Vec::new();
    for written in text.split(|c: char| !is_part(c)) {
        let word = written.to_lowercase().replace('’', "'");
        let word = word.trim_matches('\'');
        if word.ends_with("n't") || word == "cannot" {
            out.push(("not".to_owned(), written));
        } else if DOUBTS.contains(&word) {
            out.push((word.to_owned(), written));
        }
    }
    out
}

/// Returns a word in brackets and one in their place that is its opposite.
fn opposites(brackets: &[&str], said: &str) -> Option<(String, String)> {
    let said = words(said);
    for bracket in brackets {
        let put = words(bracket);
        for (stood, other) in said.iter().flat_map(|s| put.iter().map(move |p| (s, p))) {
            let is = |a: &str, b: &str| (a, b) == (&stood.text, &other.text);
            if OPPOSITES.iter().any(|(a, b)| is(a, b) || is(b, a)) {
                return Some(((*bracket).to_owned(), stood.text.clone()));
            }
        }
    }
    None
}

/// Tells whether a text holds a name or a figure that brackets in its place do not hold.
fn names_others(said: &str, brackets: &[&str]) -> bool {
    let held: Vec<Word> = brackets.iter().flat_map(|b| words(b)).collect();
    let is_other = |word: &&Word| held.iter().all(|h| h.text != word.text);
    words(said).iter().filter(is_other).any(|word| is_name_or_figure(said, &word.span))
}

/// Tells whether a word of a text is part of a name or of a figure.
fn is_name_or_figure(text: &str, span: &Range<usize>) -> bool {
    let written = &text[span.clone()];
    let lower = written.to_lowercase();
    let stem = lower.split(['\'', '’']).next().unwrap_or_default();
    let is_common = [&PRONOUNS[..], &ARTICLES, &COMMON].iter().any(|list| list.contains(&stem));
    written.contains(|c: char| c.is_numeric())
        || FIGURES.contains(&stem)
        || (written.contains(char::is_uppercase) && !is_common)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_in_brackets_is_a_letter() {
        for (text, expected) in [
            ("[I]t stays", "It stays"),
            ("(\"[t]he ‘[W]e’re", "(\"the ‘We’re"),
            ("[A] plant, a[b]c [ph] [It]self []x [", "[A] plant, a[b]c [ph] [It]self []x ["),
        ] {
            assert_eq!(read(text).0, expected);
        }
        let recased: Vec<bool> = read("[I]t was it").1.iter().map(|w| w.is_recased).collect();
        assert_eq!(recased, [true, false, false]);
    }

    #[test]
    fn an_editor_explains_and_makes_no_contrary() {
        let check = |quoted: &str, said: &str, expected: Option<RefusalKind>| {
            let found = hold(quoted, said, &words(said), quoted.contains('…'));
            assert_eq!(found.err().map(|r| r.kind), expected, "{quoted} for {said}");
        };
        let (left_out, put_in) = (Some(RefusalKind::LeftOut), Some(RefusalKind::PutIn));
        let replaced = Some(RefusalKind::Replaced);
        check("[The order]", "", None);
        check("[The order]", "It", None);
        check("[the plant]", "the old one there", None);
        check("[Samsung]", "[TSMC ]", replaced);
        check("[Samsung]", "they", None);
        check("[Ann Lee]", "Ann", None);
        check("[the margin]", "5%", replaced);
        check("[the margin]", "five million", replaced);
        check("[it]", "a b c d e f g h i", replaced);
        check("[down]", "up", replaced);
        check("[fell]", "grew", replaced);
        check("… [a decline] …", "some growth in", replaced);
        check("[some]", "a few", None);
        check("[not]", "", put_in);
        check("[is unlikely to be]", "is", put_in);
        check("[a b c d e f g h i]", "", put_in);
        check("[are]", "aren’t", left_out);
        check("[are not]", "aren’t", None);
        check("…", "a TSMC 5%", None);
        for doubt in DOUBTS {
            check("…", &format!("a {doubt} b"), left_out);
        }
    }

    #[test]
    fn a_clause_is_what_stands_beside() {
        let said = "So, at Halden it stays in, Keiko, because";
        let all = words(said);
        let turn = Text { text: said, words: &all };
        let (before, after) = (clause_before(turn, 4), clause_after(turn, 4));
        assert_eq!((before.text.trim(), before.replaced), (", at Halden it", "it"));
        assert_eq!((after.text, after.replaced), (" in", "in"));
        assert_eq!(clause_after(turn, all.len() - 1).words, []);
        assert_eq!(clause_before(turn, 0).words, []);
    }
}
