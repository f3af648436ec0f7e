//! Sentence bounds that survive abbreviations and files that break lines inside sentences.

use std::ops::Range;

/// The most words a sentence has; a longer one is cut at its last clause mark before that, else
/// at a word.
pub const MAX_SENTENCE_WORDS: usize = 250;

/// Abbreviations after which a sentence never ends.
const NEVER_LAST: [&str; 26] = [
    "mr", "mrs", "ms", "messrs", "miss", "dr", "prof", "st", "vs", "e.g", "i.e", "gen", "gov",
    "sen", "rep", "hon", "rev", "fig", "approx", "capt", "lt", "col", "sgt", "mt", "viz", "cf",
];

/// Abbreviations after which a sentence ends only where the next word is one that opens
/// sentences.
const SELDOM_LAST: [&str; 22] = [
    "u.s", "u.k", "u.n", "e.u", "inc", "corp", "co", "ltd", "llc", "jr", "sr", "etc", "a.m", "p.m",
    "d.c", "ph.d", "bros", "dept", "est", "plc", "bn", "al",
];

/// Abbreviations that stand before a number: `No. 3`.
const BEFORE_NUMBER: [&str; 10] =
    ["no", "nos", "fig", "vol", "sec", "pp", "ch", "art", "para", "ver"];

/// Words that open sentences and seldom follow an abbreviation inside one.
const OPENERS: [&str; 52] = [
    "the", "we", "in", "and", "our", "it", "this", "so", "but", "i", "as", "that", "for", "on",
    "with", "at", "to", "if", "these", "they", "there", "also", "now", "he", "she", "you", "what",
    "then", "when", "while", "during", "however", "first", "second", "third", "finally", "overall",
    "thank", "thanks", "before", "after", "looking", "turning", "moving", "total", "revenue", "is",
    "are", "how", "please", "yes", "no",
];

/// The length in bytes of the longest abbreviation above.
const LONGEST_ABBREVIATION: usize = 6;

/// Whether a byte may end a sentence: a mark, or the first byte of a wide one.
const MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    table[b'.' as usize] = true;
    table[b'?' as usize] = true;
    table[b'!' as usize] = true;
    table[0xe3] = true;
    table[0xef] = true;
    table
};

/// Returns the sentences of a text in order: disjoint, trimmed of white space, never empty.
///
/// Everything that is not white space belongs to one. A line end is white space like any other:
/// it ends a sentence only after a mark that does. Sentences longer than
/// [`MAX_SENTENCE_WORDS`] are cut.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut at = 0;
    loop {
        at = next_mark(bytes, at);
        let Some(byte) = bytes.get(at) else { break };
        let end = match byte {
            b'.' | b'?' | b'!' => sentence_end(text, start, at),
            0xe3 | 0xef => wide_sentence_end(text, at),
            _ => None,
        };
        match end {
            Some(end) => {
                push_trimmed(text, start..end, &mut out);
                (start, at) = (end, end);
            }
            None => at += 1,
        }
    }
    push_trimmed(text, start..text.len(), &mut out);
    out
}

/// Returns where the next byte stands that may end a sentence, or where the text ends.
fn next_mark(bytes: &[u8], at: usize) -> usize {
    let ahead = bytes[at..].iter().position(|b| MAY_END[usize::from(*b)]);
    ahead.map_or(bytes.len(), |ahead| at + ahead)
}

/// Returns where the sentence ends if its last mark stands at `at`.
fn sentence_end(text: &str, start: usize, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let marks = bytes[at..].iter().take_while(|b| matches!(b, b'.' | b'?' | b'!')).count();
    let mut end = at + marks;
    if bytes[at] == b'.' && at > start && matches!(bytes[at - 1], b'.' | b'?' | b'!') {
        return None;
    }
    loop {
        let rest = &text[end..];
        match rest.chars().next() {
            Some(c @ ('"' | '\'' | '”' | '’' | ')' | ']' | '»')) => end += c.len_utf8(),
            _ => break,
        }
    }
    let rest = &text[end..];
    let next = rest.trim_start();
    let Some(first) = next.chars().next() else { return Some(end) };
    let is_dot = marks == 1 && bytes[at] == b'.';
    if rest.len() == next.len() {
        // Nothing parts the sentences: `you?Greg`, `billion.We` but not `2.13` or `U.S`.
        let before = bytes[..at].iter().rev().take(2).all(u8::is_ascii_lowercase);
        return (first.is_uppercase() && at >= start + 2 && before).then_some(end);
    }
    if first.is_lowercase() && (is_dot || bytes[at] == b'.') {
        return None;
    }
    if is_dot && !ends_after_word(&text[start..at], next) {
        return None;
    }
    Some(end)
}

/// Tells whether a dot after these words ends a sentence that goes on with `next`.
fn ends_after_word(before: &str, next: &str) -> bool {
    let last = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"')).next();
    let last = last.unwrap_or_default();
    let listed = |list: &[&str]| {
        last.len() <= LONGEST_ABBREVIATION && list.iter().any(|a| last.eq_ignore_ascii_case(a))
    };
    if listed(&NEVER_LAST) {
        return false;
    }
    if next.starts_with(|c: char| c.is_ascii_digit()) && listed(&BEFORE_NUMBER) {
        return false;
    }
    let is_initial = last.len() == 1 && last.starts_with(|c: char| c.is_ascii_uppercase());
    let is_initials = last.len() > 2
        && last.split('.').all(|p| p.len() == 1 && p.starts_with(|c: char| c.is_ascii_uppercase()));
    if is_initial || is_initials || listed(&SELDOM_LAST) {
        return last == "I" || opens_sentence(next);
    }
    true
}

/// Tells whether a text begins with a word that opens sentences.
fn opens_sentence(next: &str) -> bool {
    let word = next.trim_start_matches(['"', '“', '(', '[']);
    let end = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    let word = &word[..end];
    OPENERS.iter().any(|o| word.eq_ignore_ascii_case(o))
}

/// Returns where a sentence ends whose mark is a wide one: `。`, `！`, `？`.
fn wide_sentence_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    matches!(first, '。' | '！' | '？').then_some(at + first.len_utf8())
}

/// Adds a range without its outer white space, cut where it is too long.
fn push_trimmed(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let start = range.start + piece.len() - piece.trim_start().len();
    let end = range.start + piece.trim_end().len();
    if start >= end {
        return;
    }
    // A mark that stands alone belongs to the sentence before.
    if let Some(last) = out.last_mut()
        && !text[start..end].contains(|c: char| c.is_alphanumeric())
        && !text[start..end].contains('[')
    {
        last.end = end;
        return;
    }
    push_bounded(text, start..end, out);
}

/// Adds a sentence, cut into pieces of at most [`MAX_SENTENCE_WORDS`] words.
fn push_bounded(text: &str, mut range: Range<usize>, out: &mut Vec<Range<usize>>) {
    // Too short to have so many words with a blank between.
    if range.len() <= MAX_SENTENCE_WORDS * 2 {
        out.push(range);
        return;
    }
    loop {
        let piece = &text[range.clone()];
        let mut words = 0;
        let mut last_clause = None;
        let mut cut = None;
        let mut in_word = false;
        for (at, c) in piece.char_indices() {
            if c.is_whitespace() {
                if in_word && words == MAX_SENTENCE_WORDS {
                    cut = Some(last_clause.unwrap_or(at));
                    break;
                }
                if in_word && piece[..at].ends_with([',', ';', ':', '—', '–', '-']) {
                    last_clause = Some(at);
                }
                in_word = false;
            } else if !in_word {
                in_word = true;
                words += 1;
            }
        }
        let rest = cut.map(|at| piece[at..].trim_start().len()).filter(|len| *len > 0);
        let (Some(at), Some(rest)) = (cut, rest) else {
            out.push(range);
            return;
        };
        out.push(range.start..range.start + at);
        range.start = range.end - rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Checks the sentences of a text, written with `|` between them.
    #[track_caller]
    fn check(expected: &str) {
        let text = expected.replace('|', " ");
        let found: Vec<&str> = sentences(&text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found.join("|"), expected);
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        check("On the call is Mr. Yulin Wang; and Mr. Haijian He.|Mr.\nWang will review.");
        check("We grew, i.e. doubled, e.g. Cloud and vs. Last year.|Yes.");
        check("We sell in the U.S. and in the U.K. market.");
        check("Growth was strong in the U.S.|We see it.");
        check("The U.S. Securities Act applies.");
        check("It is No. 3 in Europe.|No.|That is big.");
        check("Kingsoft Inc. Chairman J. P. Smith spoke.|I spoke.");
        check("Revenue was $1.2 billion, up 2.5%.|Costs fell.");
        check("So do I.|Then we go.");
        check("at 8 a.m. Eastern time.|Good.");
    }

    #[test]
    fn lines_broken_inside_sentences_do_not_end_them() {
        check("we will review our\nresults in detail.|Then we go.");
        check("First line.|Second line.");
    }

    #[test]
    fn marks_and_quotes_stay_with_their_sentence() {
        check("He said \"we won.\"|Then he left...|Why?!|So.");
        check("Thanks..|[Foreign Language].|Yes.");
        check("Wait... what?|Yes");
    }

    #[test]
    fn sentences_without_a_blank_between_are_parted() {
        let text = "How are you?Greg asked.We won.";
        let found: Vec<&str> = sentences(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, ["How are you?", "Greg asked.", "We won."]);
    }

    #[test]
    fn wide_marks_end_sentences() {
        let text = "谢谢。我们增长了！好";
        let found: Vec<&str> = sentences(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(found, ["谢谢。", "我们增长了！", "好"]);
    }

    #[test]
    fn no_abbreviation_is_longer_than_the_longest() {
        let lists = [&NEVER_LAST[..], &SELDOM_LAST, &BEFORE_NUMBER];
        let longest = lists.concat().iter().map(|a| a.len()).max();
        assert_eq!(longest, Some(LONGEST_ABBREVIATION));
    }

    #[test]
    fn long_sentences_are_cut_at_a_clause_else_at_a_word() {
        let long = "word ".repeat(200) + "clause, " + &"more ".repeat(100);
        let cut = sentences(&long);
        assert_eq!(cut.len(), 2);
        assert!(long[cut[0].clone()].ends_with("clause,"));
        let longer = "word ".repeat(600);
        let counts: Vec<usize> =
            sentences(&longer).into_iter().map(|r| longer[r].split(' ').count()).collect();
        assert_eq!(counts, [250, 250, 100]);
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_left_out(text in "(\\PC|[A-Za-z.?!\" \n]){0,120}") {
            let mut at = 0;
            for sentence in sentences(&text) {
                prop_assert!(sentence.start >= at && sentence.start < sentence.end);
                prop_assert!(text[at..sentence.start].trim().is_empty());
                let words = &text[sentence.clone()];
                prop_assert_eq!(words.trim(), words);
                at = sentence.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
