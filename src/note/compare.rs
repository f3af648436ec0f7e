//! Comparing a quotation with the words it was found in: what agrees, and what differs how.

use std::ops::Range;

use crate::note::editor::Beside;
use crate::note::editor::Refusal;
use crate::note::editor::RefusalKind;
use crate::note::editor::clause_after;
use crate::note::editor::clause_before;
use crate::note::editor::hold;
use crate::note::editor::hold_beside;
use crate::note::editor::put_in;
use crate::note::words::Word;
use crate::note::words::is_currency;
use crate::note::words::signs;
use crate::note::words::words;
use crate::text::sentences;

/// Marks at the end of a quotation that may belong to the sentence around it: the comma
/// or full stop before a closing quotation mark.
const BORROWED_MARKS: [&str; 3] = ["", ",", "."];

/// A way in which a quotation differs from what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// Capital and small letters.
    Case,
    /// Blanks left out or put in, inside a word or beside a sign.
    Space,
    /// Punctuation, hyphens, kinds of quotation marks, accents.
    Mark,
    /// A transcriber's or an editor's mark, such as `[ph]`, left out or put in.
    Annotation,
    /// Words left out and said to be: `…`, `...`, `[…]`.
    Elision,
    /// Other words.
    Words,
}

impl DifferenceKind {
    /// Every kind, from the least to the most.
    pub const ALL: [Self; 6] =
        [Self::Case, Self::Space, Self::Mark, Self::Annotation, Self::Elision, Self::Words];

    /// Returns the name used in JSON and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Space => "space",
            Self::Mark => "mark",
            Self::Annotation => "annotation",
            Self::Elision => "elision",
            Self::Words => "words",
        }
    }
}

/// One place where a quotation differs from what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How it differs.
    pub kind: DifferenceKind,
    /// What the quotation has there.
    pub quoted: String,
    /// What was said there.
    pub said: String,
}

impl Difference {
    /// Returns how many words an elision leaves out, and how many ends of sentences.
    pub fn left_out(&self) -> Option<(usize, usize)> {
        let ends = sentences(&self.said).len().saturating_sub(1)
            + usize::from(self.said.trim_end().ends_with(['.', '?', '!']));
        let begins = self.said.starts_with(['.', '?', '!']);
        let is_elision = self.kind == DifferenceKind::Elision;
        is_elision.then(|| (words(&self.said).len(), ends.max(usize::from(begins))))
    }
}

/// A text with its words.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a [Word],
}

impl<'a> Text<'a> {
    /// Returns what stands between the n-th word and the next.
    pub(super) fn gap(&self, n: usize) -> &'a str {
        &self.text[self.words[n].span.end..self.words[n + 1].span.start]
    }

    /// Returns the n-th word as it is written.
    pub(super) fn word(&self, n: usize) -> &'a str {
        &self.text[self.words[n].span.clone()]
    }
}

/// What stands between two pieces of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bridge {
    Elision,
    Annotation,
    Mark,
}

/// Compares a quotation, all of whose words were found, with the words they are: `said` tells
/// for each run of the quotation's words, in order, which words of the turn they are.
///
/// Fails where a figure has another sign, for that is another figure, and where an elision or a
/// bracket is no repair.
pub(super) fn differences(
    quote: Text<'_>,
    turn: Text<'_>,
    said: &[Range<usize>],
) -> Result<Vec<Difference>, Refusal> {
    let mut out = Vec::new();
    let mut at = 0;
    if let (Some(first), Some(word)) = (said.first(), quote.words.first()) {
        compare_start(&quote.text[..word.span.start], &clause_before(turn, first.start), &mut out)?;
    }
    for (n, run) in said.iter().enumerate() {
        if n > 0 {
            let skipped = said[n - 1].end..run.start;
            let words = &turn.words[skipped.clone()];
            compare_gap(quote.gap(at - 1), between(turn, skipped), words, &mut out)?;
        }
        for word in run.clone() {
            if word > run.start {
                compare_gap(quote.gap(at - 1), turn.gap(word - 1), &[], &mut out)?;
            }
            compare_word(quote, at, turn, word, &mut out)?;
            at += 1;
        }
    }
    let last = said.last().and_then(|run| run.end.checked_sub(1));
    if let (Some(last), Some(word)) = (last, quote.words.last()) {
        compare_end(&quote.text[word.span.end..], turn, last, &mut out)?;
    }
    Ok(out)
}

/// Returns the text from the end of the word before some words to the beginning of the one after.
fn between(turn: Text<'_>, skipped: Range<usize>) -> &str {
    let start = skipped.start.checked_sub(1).map_or(0, |n| turn.words[n].span.end);
    let end = turn.words.get(skipped.end).map_or(turn.text.len(), |w| w.span.start);
    turn.text.get(start..end).unwrap_or_default()
}

fn compare_word(
    quote: Text<'_>,
    at: usize,
    turn: Text<'_>,
    word: usize,
    out: &mut Vec<Difference>,
) -> Result<(), Refusal> {
    let (quoted, said) = (quote.word(at), turn.word(word));
    if quoted == said {
        return Ok(());
    }
    let kind = if quote.words[at].text != turn.words[word].text {
        if signs(quote.text, &quote.words[at]) != signs(turn.text, &turn.words[word]) {
            return Err(Refusal::new(RefusalKind::Replaced, quoted, said));
        }
        DifferenceKind::Space
    } else if quoted.to_lowercase() == said.to_lowercase() {
        let rest = |word: &str| word.chars().skip(1).collect::<String>();
        if quote.words[at].is_recased && rest(quoted) == rest(said) {
            return Ok(());
        }
        DifferenceKind::Case
    } else {
        DifferenceKind::Mark
    };
    out.push(Difference { kind, quoted: quoted.to_owned(), said: said.to_owned() });
    Ok(())
}

/// Compares what stands between two words, with the words of the turn that do; white space of any
/// kind and length is one blank.
fn compare_gap(
    quoted: &str,
    said: &str,
    skipped: &[Word],
    out: &mut Vec<Difference>,
) -> Result<(), Refusal> {
    // Signs of figures are compared with their figures.
    let is_sign = |c: char| c == '%' || is_currency(c);
    let (bare_quoted, bare_said) =
        (squeeze(&quoted.replace(is_sign, "")), squeeze(&said.replace(is_sign, "")));
    if bare_quoted == bare_said {
        return Ok(());
    }
    hold(quoted, said, skipped, is_elision(quoted))?;
    let blankless = |gap: &str| gap.replace(' ', "");
    let kind = if blankless(&bare_quoted) == blankless(&bare_said) {
        DifferenceKind::Space
    } else {
        match (bridge(&bare_quoted), bridge(&bare_said)) {
            (Bridge::Elision, _) => DifferenceKind::Elision,
            (Bridge::Annotation, _) | (_, Bridge::Annotation) => DifferenceKind::Annotation,
            (Bridge::Mark, _) => DifferenceKind::Mark,
        }
    };
    let brackets = put_in(&bare_quoted);
    let without = brackets.iter().fold(bare_quoted.clone(), |rest, b| rest.replacen(b, "", 1));
    let is_only_put_in = skipped.is_empty() && blankless(&without) == blankless(&bare_said);
    let mut quoted = bare_quoted.clone();
    if !brackets.is_empty() && (kind == DifferenceKind::Elision || is_only_put_in) {
        for bracket in brackets {
            let (kind, quoted) = (DifferenceKind::Annotation, bracket.to_owned());
            out.push(Difference { kind, quoted, said: String::new() });
        }
        if is_only_put_in {
            return Ok(());
        }
        quoted = squeeze(&without);
    }
    let said = if skipped.is_empty() {
        bare_said
    } else {
        // Those at the ends are the neighbours'.
        let said = said.trim_start_matches(|c: char| c.is_whitespace() || c == '%');
        squeeze(said.trim_end_matches(|c: char| c.is_whitespace() || is_currency(c)))
    };
    let (quoted, said) = (quoted.trim().to_owned(), said.trim().to_owned());
    out.push(Difference { kind, quoted, said });
    Ok(())
}

/// Compares what stands before the first word: only an editor's brackets say anything there.
fn compare_start(
    quoted: &str,
    before: &Beside<'_>,
    out: &mut Vec<Difference>,
) -> Result<(), Refusal> {
    hold_beside(quoted, before)?;
    push_put_in(quoted, before, out);
    Ok(())
}

/// Compares what stands behind the last word; what a quotation leaves off there is not missed.
fn compare_end(
    quoted: &str,
    turn: Text<'_>,
    last: usize,
    out: &mut Vec<Difference>,
) -> Result<(), Refusal> {
    let after = clause_after(turn, last);
    let (written, follows) = (quoted, &turn.text[turn.words[last].span.end..]);
    let quoted = squeeze(without_outer_elisions(quoted)).trim().to_owned();
    let follows = squeeze(follows);
    let follows = follows.trim();
    if BORROWED_MARKS.contains(&quoted.as_str()) || follows.starts_with(&quoted) {
        return Ok(());
    }
    hold_beside(written, &after)?;
    if push_put_in(written, &after, out) {
        return Ok(());
    }
    let kind = match bridge(&quoted) {
        Bridge::Annotation => DifferenceKind::Annotation,
        Bridge::Elision | Bridge::Mark => DifferenceKind::Mark,
    };
    let said: String = follows.chars().take_while(|c| !c.is_alphanumeric()).collect();
    out.push(Difference { kind, quoted, said: said.trim().to_owned() });
    Ok(())
}

/// Adds the brackets at an end of a quotation, if there are any that hold words, each with the
/// words it stands for, and tells whether there are.
fn push_put_in(quoted: &str, beside: &Beside<'_>, out: &mut Vec<Difference>) -> bool {
    let brackets = put_in(quoted);
    for bracket in &brackets {
        let said = if beside.words.is_empty() { "" } else { beside.text };
        let said = said.trim_matches(|c: char| c.is_whitespace() || ",.;:?!—–".contains(c));
        let kind = DifferenceKind::Annotation;
        out.push(Difference { kind, quoted: squeeze(bracket), said: squeeze(said) });
    }
    !brackets.is_empty()
}

/// Tells what a stretch between words stands for.
fn bridge(gap: &str) -> Bridge {
    if is_elision(gap) {
        Bridge::Elision
    } else if gap.contains(['[', '<']) || (gap.contains('(') && gap.contains(char::is_alphabetic)) {
        Bridge::Annotation
    } else {
        Bridge::Mark
    }
}

/// Tells whether words are said to be left out in a stretch between words.
pub(super) fn is_elision(gap: &str) -> bool {
    gap.contains('…') || gap.replace(' ', "").contains("...")
}

/// Tells whether words may be left out or stand for others in a stretch between words of a
/// quotation: an elision, or brackets that hold words.
pub(super) fn may_skip(gap: &str) -> bool {
    is_elision(gap) || !put_in(gap).is_empty()
}

/// Returns a text without marks of elision at its ends, which every quotation may have.
fn without_outer_elisions(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let cut = ["[...]", "[…]", "(...)", "(…)", "...", "…", ". . ."]
            .iter()
            .find_map(|mark| rest.strip_suffix(mark));
        match cut {
            Some(shorter) => rest = shorter.trim_end(),
            None => return rest,
        }
    }
}

/// Returns a text in which every run of white space is one blank.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks how a quotation differs from a turn of the same words.
    #[track_caller]
    fn check(quoted: &str, said: &str, expected: &[&str]) {
        let (q, t) = (words(quoted), words(said));
        let quote = Text { text: quoted, words: &q };
        let turn = Text { text: said, words: &t };
        let all = 0..q.len();
        let found: Vec<String> = differences(quote, turn, std::slice::from_ref(&all)).map_or_else(
            |refusal| vec![format!("no repair: {}|{}", refusal.quoted, refusal.said)],
            |d| d.iter().map(|d| format!("{} {}|{}", d.kind.as_str(), d.quoted, d.said)).collect(),
        );
        assert_eq!(found, expected, "{quoted}");
    }

    #[test]
    fn equal_words_differ_in_nothing_or_in_how_they_are_written() {
        check("We grew, a lot", "We grew, a lot. Then", &[]);
        check("We grew,\n a lot.", "We grew, a lot. Then", &[]);
        check("We grew, a lot,", "We grew, a lot and", &[]);
        check("We grew, a lot ...", "We grew, a lot and", &[]);
        check("we grew a lot!", "We grew, a lot. Then", &["case we|We", "mark |,", "mark !|."]);
        check(
            "the cloud's year over year",
            "the cloud’s year-over-year",
            &["mark cloud's|cloud’s", "mark |-", "mark |-"],
        );
        check("Mr. He spoke", "Mr. He [ph] spoke", &["annotation |[ph]"]);
        check("grew by $ 5 today", "grew by $5 today", &["space 5|$5"]);
        check("grew by €5 today", "grew by $5 today", &["no repair: €5|$5"]);
        check("grew by 5 today", "grew by 5% today", &["no repair: 5|5%"]);
    }

    #[test]
    fn runs_with_words_between_are_elisions() {
        let (quoted, said) = ("We grew … this year", "We grew a great deal this year.");
        let (q, t) = (words(quoted), words(said));
        let (quote, turn) = (Text { text: quoted, words: &q }, Text { text: said, words: &t });
        let found = differences(quote, turn, &[0..2, 5..7]).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].kind, found[0].said.as_str()),
            (DifferenceKind::Elision, "a great deal")
        );
        let (quoted, said) = ("up 3 % … $ 7 a share", "up 3 % or $5 million, by 10%, $ 7 a share");
        let (q, t) = (words(quoted), words(said));
        let (quote, turn) = (Text { text: quoted, words: &q }, Text { text: said, words: &t });
        let found = differences(quote, turn, &[0..2, t.len() - 3..t.len()]).unwrap();
        assert_eq!(found[0].said, "or $5 million, by 10%,");
    }

    #[test]
    fn an_elision_tells_how_much_it_leaves_out() {
        for (said, expected) in [
            ("a great deal", (3, 0)),
            ("a lot. We sold the plant", (6, 1)),
            ("a lot.", (2, 1)),
            (". Then we", (2, 1)),
            ("of $1.5 billion", (3, 0)),
        ] {
            let kind = DifferenceKind::Elision;
            let one = Difference { kind, quoted: "…".into(), said: said.into() };
            assert_eq!(one.left_out(), Some(expected), "{said}");
        }
    }

    #[test]
    fn an_elision_does_not_leave_out_a_not() {
        for said in ["We have not seen it.", "We haven’t ever seen it.", "We never saw it."] {
            let said_words = words(said);
            let turn = Text { text: said, words: &said_words };
            let last = said_words.len();
            let quoted = format!("We … {}", said.rsplit_once(' ').unwrap().1);
            let quote_words = words(&quoted);
            let quote = Text { text: &quoted, words: &quote_words };
            let found = differences(quote, turn, &[0..1, last - 1..last]);
            assert_eq!(found.unwrap_err().kind, RefusalKind::LeftOut, "{said}");
        }
    }
}
