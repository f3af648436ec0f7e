//! Words, as the index, the query and the highlighter see them.
//!
//! A word is a run of letters and digits, with what belongs to it: `R&D`, `AT&T`, `2.13`,
//! `39%`, `5G`, `$1.2bn`, `RMB1.39`, `U.S.`, `don't`. Hyphens part words (`year-over-year` is
//! three, so it is also found as `year over year`); marks such as `[ph]` are no words and do
//! not count, see [`mark`](super::mark). A number with a currency or a percent sign is also found without it: then two or
//! three tokens stand at one position, the fullest first, and after them what the figure is
//! worth: see [`figure`](super::figure).

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::figure::figure_at;
use crate::text::fold::fold_into;
use crate::text::mark::mark_len;
use crate::text::said_date::date_at;
use crate::text::sentence::sentences;

/// The longest token in bytes of source text; a longer run is cut into pieces of this size.
pub const MAX_TOKEN_BYTES: usize = 200;

/// The token that stands at the first word of each sentence, where it is asked for.
pub const SENTENCE_TOKEN: &str = "#sentence";

/// Codes that stand for a currency before a number: `RMB1.39` is also `1.39`.
const CURRENCY_CODES: [&str; 21] = [
    "aud", "brl", "cad", "chf", "cny", "dkk", "eur", "gbp", "hkd", "inr", "jpy", "krw", "mxn",
    "nok", "ntd", "rmb", "rs", "sek", "sgd", "us", "usd",
];

/// Letters that make a currency of a sign: `HK$5`, `C$2`.
const SIGN_PREFIXES: [&str; 6] = ["a", "c", "hk", "nt", "r", "s"];

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Token {
    /// The folded word.
    pub text: String,
    /// The bytes of the text it stands for.
    pub span: Range<usize>,
    /// The place of the word among the words of the text, from 0. Tokens that stand for the
    /// same word share it.
    pub position: u32,
    /// Whether this is the word as written; `false` for the same word without its signs.
    pub is_primary: bool,
}

/// Goes through the words of a text.
///
/// The current token is lent, not given, so that going through a text allocates nothing for
/// each word.
pub struct Tokens<'t> {
    text: &'t str,
    /// The text with its ASCII letters in lower case, once there is a word of these alone; quicker
    /// made of all words together than of each.
    lower: String,
    at: usize,
    next_position: u32,
    /// Spans still to be given at the current position.
    queue: [Range<usize>; 3],
    queued: usize,
    /// Whether figures and dates have tokens beside those of their words.
    gives_meanings: bool,
    /// The tokens of figures and dates at the current position that are still to be given, the
    /// last first, with the bytes they stand for.
    meanings: Vec<(String, Range<usize>)>,
    /// Where the sentences begin that are not reached yet, the last first.
    sentences: Vec<usize>,
    token: Token,
}

impl<'t> Tokens<'t> {
    /// Starts before the first word of a text.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            lower: String::new(),
            at: 0,
            next_position: 0,
            queue: [0..0, 0..0, 0..0],
            queued: 0,
            gives_meanings: true,
            meanings: Vec::new(),
            sentences: Vec::new(),
            token: Token::default(),
        }
    }

    /// Starts before the first word of a text, and gives its words alone: the same tokens but for
    /// those that begin with [`FIGURE_MARK`](crate::text::FIGURE_MARK), which cost much to make.
    pub fn of_words(text: &'t str) -> Self {
        Self { gives_meanings: false, ..Self::new(text) }
    }

    /// Starts before the first word of a text, and also tells where its sentences begin: by a
    /// [`SENTENCE_TOKEN`] after the other tokens of the first word of each.
    pub fn with_sentences(text: &'t str) -> Self {
        let sentences = sentences(text).into_iter().rev().map(|s| s.start).collect();
        Self { sentences, ..Self::new(text) }
    }

    /// Goes on to the next token; `false` at the end of the text.
    pub fn advance(&mut self) -> bool {
        self.advance_to(|_| true)
    }

    /// Goes on to the next token, but passes over the tokens of words of ASCII letters alone that
    /// `may_be_wanted` denies, which sees them as they are written; what such a word begins, a
    /// sentence or a date, is not passed over.
    pub fn advance_to(&mut self, may_be_wanted: impl Fn(&str) -> bool) -> bool {
        loop {
            if self.queued > 0 {
                self.queued -= 1;
                let span = self.queue[self.queued].clone();
                self.set_token(span, false);
                return true;
            }
            if let Some((text, span)) = self.meanings.pop() {
                (self.token.text, self.token.span, self.token.is_primary) = (text, span, false);
                return true;
            }
            let Some(Found { span, plain }) = self.next_word() else { return false };
            self.at = span.end;
            self.token.position = self.next_position;
            self.next_position += 1;
            if !plain {
                self.queue_variants(&span);
                self.queue_places(&span);
                self.queue_figure(&span);
                self.set_token(span, true);
                return true;
            }
            self.queue_places(&span);
            if may_be_wanted(&self.text[span.clone()]) {
                if self.lower.is_empty() {
                    self.lower = self.text.to_ascii_lowercase();
                }
                self.token.text.clear();
                self.token.text.push_str(&self.lower[span.clone()]);
                self.token.span = span;
                self.token.is_primary = true;
                return true;
            }
        }
    }

    /// Returns the current token; meaningless before the first [`advance`](Self::advance).
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// Returns the current token for a caller that takes its text.
    pub fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }

    /// Returns how many words have been passed.
    pub fn words(&self) -> u32 {
        self.next_position
    }

    /// Queues what a word may begin: a sentence, a date.
    fn queue_places(&mut self, span: &Range<usize>) {
        if self.sentences.last().is_some_and(|start| *start <= span.start) {
            // Sentences without a word, such as `[Foreign Language].`, are passed over.
            while self.sentences.last().is_some_and(|start| *start <= span.start) {
                self.sentences.pop();
            }
            self.meanings.push((SENTENCE_TOKEN.to_owned(), span.clone()));
        }
        if self.gives_meanings
            && let Some(date) = date_at(self.text, span)
        {
            self.meanings.push((date.class_token(), date.span.clone()));
            self.meanings.extend(date.token().map(|token| (token, date.span)));
        }
    }

    /// Queues the figure that a word may begin.
    fn queue_figure(&mut self, span: &Range<usize>) {
        if self.gives_meanings
            && self.text[span.clone()].bytes().any(|b| b.is_ascii_digit())
            && let Some(figure) = figure_at(self.text, span)
        {
            self.meanings.push((figure.class_token(), figure.span.clone()));
            self.meanings.push((figure.token(), figure.span));
        }
    }

    fn set_token(&mut self, span: Range<usize>, is_primary: bool) {
        self.token.text.clear();
        let source = &self.text[span.clone()];
        if source.starts_with('.') {
            self.token.text.push('0');
        }
        if source.contains(',') {
            fold_into(&source.replace(',', ""), &mut self.token.text);
        } else {
            fold_into(source, &mut self.token.text);
        }
        self.keep_marks(&span);
        self.token.span = span;
        self.token.is_primary = is_primary;
    }

    /// Leaves a word as it is that is nothing but marks, of which folding leaves nothing.
    fn keep_marks(&mut self, span: &Range<usize>) {
        if self.token.text.is_empty() {
            self.token.text.push_str(&self.text[span.clone()]);
        }
    }

    /// Queues the word without its currency and percent signs, shortest first.
    fn queue_variants(&mut self, span: &Range<usize>) {
        let word = &self.text[span.clone()];
        let bare_end = span.end - usize::from(word.ends_with('%'));
        let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        let sign = word[letters..].chars().next().filter(|c| is_currency(*c));
        let sign_len = sign.map_or(0, char::len_utf8);
        let number = span.start + letters + sign_len;
        let starts_number = self.text[number..].starts_with(|c: char| c.is_ascii_digit());
        let stripped = starts_number
            && number > span.start
            && (letters == 0 || is_currency_code(&word[..letters], sign.is_some()));
        if stripped {
            self.push_variant(number..span.end);
            if letters > 0 && sign_len > 0 {
                self.push_variant(span.start + letters..span.end);
            }
        } else if bare_end < span.end {
            self.push_variant(span.start..bare_end);
        }
    }

    fn push_variant(&mut self, span: Range<usize>) {
        self.queue[self.queued] = span;
        self.queued += 1;
    }

    /// Returns the next word at or after the place reached.
    fn next_word(&mut self) -> Option<Found> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            let start = self.at;
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' => {
                    return Some(match plain_end(bytes, start) {
                        Some(end) => Found { span: start..end, plain: true },
                        None => self.found_from(start),
                    });
                }
                b'0'..=b'9' => return Some(self.found_from(start)),
                b'[' | b'(' | b'<' => self.at += mark_len(&self.text[start..]).unwrap_or(1),
                b'$' | b'.' if is_digit(bytes, start + 1) && !is_alnum_before(bytes, start) => {
                    return Some(self.found_from(start));
                }
                0..=0x7f => self.at += 1,
                _ => {
                    let c = self.text[start..].chars().next()?;
                    let next = start + c.len_utf8();
                    let opens = c.is_alphanumeric() && !is_combining_mark(c);
                    if opens || (is_currency(c) && is_digit(bytes, next)) {
                        return Some(self.found_from(start));
                    }
                    self.at = next;
                }
            }
        }
        None
    }

    fn found_from(&self, start: usize) -> Found {
        Found { span: self.word_from(start), plain: false }
    }

    /// Returns the word that begins at a letter, a digit or a sign before a digit.
    fn word_from(&self, start: usize) -> Range<usize> {
        let bytes = self.text.as_bytes();
        let mut end = start;
        while let Some(&byte) = bytes.get(end) {
            let step = match byte {
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => 1,
                b'$' | b'.' if end == start => 1,
                b'\'' if is_letter_before(bytes, end) && is_letter(bytes, end + 1) => 1,
                b'.' if joins_at_dot(bytes, start, end) => 1,
                b',' if joins_thousands(bytes, end) => 1,
                b'&' if is_alnum_before(bytes, end) && is_alnum(bytes, end + 1) => 1,
                b'$' if is_letter_before(bytes, end) && is_digit(bytes, end + 1) => 1,
                b'%' if is_digit_before(bytes, end) => {
                    end += 1;
                    break;
                }
                0..=0x7f => break,
                _ => match self.wide_step(start, end) {
                    Some(step) => step,
                    None => break,
                },
            };
            if end + step - start > MAX_TOKEN_BYTES {
                break;
            }
            end += step;
        }
        debug_assert!(end > start, "a word holds at least its first character");
        self.first_unicode_word(start..end)
    }

    /// Returns how many bytes the character beyond ASCII at `end` adds to the word, if any.
    fn wide_step(&self, start: usize, end: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let c = self.text[end..].chars().next()?;
        let next = end + c.len_utf8();
        let belongs = c.is_alphanumeric()
            || is_combining_mark(c)
            || (matches!(c, '’' | 'ʼ') && is_letter_before(bytes, end) && is_letter(bytes, next))
            || (is_currency(c)
                && is_digit(bytes, next)
                && (end == start || is_letter_before(bytes, end)));
        belongs.then_some(c.len_utf8())
    }

    /// Cuts a run in a script that does not part words by spaces at its first word bound.
    fn first_unicode_word(&self, run: Range<usize>) -> Range<usize> {
        let word = &self.text[run.clone()];
        if word.is_ascii() {
            return run;
        }
        let other_script = |c: char| c >= '\u{0e00}' && !is_currency(c) && c != '’';
        let first = match word.find(other_script) {
            None => return run,
            Some(0) => word.split_word_bounds().next().map_or(word.len(), str::len),
            Some(at) => at,
        };
        run.start..run.start + first
    }
}

/// A word that has been found.
struct Found {
    /// The bytes of the text that hold it.
    span: Range<usize>,
    /// Whether it is of ASCII letters alone: it has one token then.
    plain: bool,
}

/// Returns how many words a text has.
pub fn count_words(text: &str) -> u32 {
    let mut tokens = Tokens::new(text);
    let mut count = 0;
    while let Some(found) = tokens.next_word() {
        tokens.at = found.span.end;
        count += 1;
    }
    count
}

/// Returns where a word ends that begins at an ASCII letter, if it is of such letters alone:
/// most words are, and what follows them cannot belong to them.
fn plain_end(bytes: &[u8], start: usize) -> Option<usize> {
    let letters = ascii_letters(&bytes[start..]);
    let end = start + letters;
    let alone = match bytes.get(end) {
        Some(b'0'..=b'9' | b'\'' | b'&' | b'$' | 0x80..) => false,
        // A dot joins single letters: `U.S.`
        Some(b'.') => letters > 1,
        _ => true,
    };
    (alone && letters <= MAX_TOKEN_BYTES).then_some(end)
}

/// Returns how many ASCII letters a text begins with.
///
/// Eight bytes are looked at together: where the end of a word cannot be foreseen, a loop over its
/// letters costs more than all of them.
fn ascii_letters(bytes: &[u8]) -> usize {
    let mut letters = 0;
    while let Some(next) = bytes[letters..].first_chunk() {
        match leading_letters(*next) {
            8 => letters += 8,
            last => return letters + last,
        }
    }
    letters + bytes[letters..].iter().take_while(|b| b.is_ascii_alphabetic()).count()
}

/// Returns how many of eight bytes are ASCII letters before the first that is none.
fn leading_letters(bytes: [u8; 8]) -> usize {
    const LOW: u64 = u64::from_ne_bytes([0x7f; 8]);
    let all = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let word = u64::from_le_bytes(bytes);
    // Of a byte in lower case `0x80 - 'a'` more has the high bit from `a` on, and `0x7f - 'z'`
    // more has it beyond `z`.
    let lower = (word | all(0x20)) & LOW;
    let (from_a, beyond_z) = (lower + all(0x80 - b'a'), lower + all(0x7f - b'z'));
    let others = (!from_a | beyond_z | word) & !LOW;
    (others.trailing_zeros() / u8::BITS) as usize
}

/// Tells whether the dot joins what stands around it: `2.13`, `U.S`.
fn joins_at_dot(bytes: &[u8], start: usize, dot: usize) -> bool {
    if is_digit_before(bytes, dot) && is_digit(bytes, dot + 1) {
        return true;
    }
    let single_before = is_letter_before(bytes, dot)
        && (dot == start + 1 || (dot >= start + 2 && bytes[dot - 2] == b'.'));
    single_before && is_letter(bytes, dot + 1) && !is_alnum(bytes, dot + 2)
}

/// Tells whether the comma parts thousands: `1,234`.
fn joins_thousands(bytes: &[u8], comma: usize) -> bool {
    is_digit_before(bytes, comma)
        && (1..=3).all(|i| is_digit(bytes, comma + i))
        && !is_digit(bytes, comma + 4)
}

fn is_digit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

fn is_digit_before(bytes: &[u8], at: usize) -> bool {
    at > 0 && is_digit(bytes, at - 1)
}

/// Tells whether a letter stands here; any character beyond ASCII passes for one.
fn is_letter(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|b| b.is_ascii_alphabetic() || *b >= 0xc3)
}

fn is_letter_before(bytes: &[u8], at: usize) -> bool {
    at > 0 && (bytes[at - 1].is_ascii_alphabetic() || bytes[at - 1] >= 0x80)
}

fn is_alnum(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_alphanumeric)
}

fn is_alnum_before(bytes: &[u8], at: usize) -> bool {
    at > 0 && is_alnum(bytes, at - 1)
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₩' | '₽')
}

fn is_currency_code(letters: &str, before_sign: bool) -> bool {
    let listed = |codes: &[&str]| codes.iter().any(|code| letters.eq_ignore_ascii_case(code));
    listed(&CURRENCY_CODES) || (before_sign && listed(&SIGN_PREFIXES))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Shows the tokens of a text: positions parted by blanks, tokens of one position by `|`.
    fn show(text: &str) -> String {
        let mut out = String::new();
        let mut tokens = Tokens::new(text);
        while tokens.advance() {
            let token = tokens.token();
            if token.text.starts_with(crate::text::FIGURE_MARK) {
                continue;
            }
            if !out.is_empty() {
                out.push(if token.is_primary { ' ' } else { '|' });
            }
            out += &token.text;
        }
        out
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(show(text), expected, "{text}");
    }

    #[test]
    fn words_are_searchable_as_written() {
        check("R&D and M&A at AT&T, S&P 500.", "r&d and m&a at at&t s&p 500");
        check("2.13 and 39% of 60-85%", "2.13 and 39%|39 of 60 85%|85");
        check("5G non-GAAP 10-Q COVID-19 Q1", "5g non gaap 10 q covid 19 q1");
        check("year-over-year", "year over year");
        check("$1.2bn RMB1.39 billion", "$1.2bn|1.2bn rmb1.39|1.39 billion");
        check("v.2 a$b x.$5", "v 2 a b x $5|5");
        check("RMB$1.81 US$5", "rmb$1.81|$1.81|1.81 us$5|$5|5");
        check("€3.5 million, £20, ¥1,234", "€3.5|3.5 million £20|20 ¥1234|1234");
        check("the U.S. market; U.S.-based, i.e. a.m.", "the u.s market u.s based i.e a.m");
        check("don’t customer's", "don't customer's");
        check("1,234,567 in 2019, 2020", "1234567 in 2019 2020");
        check("FY21 2Q guidance 300bps 2.1x", "fy21 2q guidance 300bps 2.1x");
        check("ir.ksyun.com", "ir ksyun com");
        check("Société -- naïve… ok", "societe naive ok");
        check(".5%", "0.5%|0.5");
        check("A1B2 Q4 H1", "a1b2 q4 h1");
    }

    #[test]
    fn sentences_run_together_are_parted() {
        check("How are you?Greg next.Operator", "how are you greg next operator");
        check("billion.We see", "billion we see");
    }

    #[test]
    fn marks_do_not_count() {
        check("BI [ph] and [Foreign Language] [Indiscernible]service", "bi and service");
        check("so (inaudible) we (Operator Instructions) go", "so we go");
        check("the <unk> case <crosstalk>", "the case");
        check("growth (excluding currency) of", "growth excluding currency of");
        check("in [2021] we [", "in 2021 we");
    }

    #[test]
    fn words_that_a_transcriber_was_not_sure_of_count() {
        check("our [gross margin] rose", "our gross margin rose");
        check("our [indiscernible gross margin] rose", "our gross margin rose");
        check("of [EUR1.1 billion], [ph]", "of eur1.1|1.1 billion");
    }

    #[test]
    fn other_scripts_follow_unicode() {
        check("云游戏 gaming", "云 游 戏 gaming");
        check("Ελλάδα Ärzte", "ελλαδα arzte");
    }

    #[test]
    fn a_run_without_end_is_cut() {
        let mut tokens = Tokens::new(&*Box::leak("x".repeat(1000).into_boxed_str()));
        let mut seen = 0;
        while tokens.advance() {
            seen += tokens.token().span.len();
            assert!(tokens.token().span.len() <= MAX_TOKEN_BYTES);
        }
        assert_eq!(seen, 1000);
    }

    #[test]
    fn counting_gives_the_words_there_are() {
        let check = |text: &str, expected: u32| assert_eq!(count_words(text), expected, "{text}");
        check("", 0);
        check("R&D grew 39% to $1.2bn [ph] in the U.S. — year-over-year.", 11);
    }

    #[test]
    fn letters_are_the_ascii_ones() {
        for byte in 0..=u8::MAX {
            let mut bytes = [b'a'; 20];
            bytes[12] = byte;
            let expected = if byte.is_ascii_alphabetic() { 20 } else { 12 };
            assert_eq!(ascii_letters(&bytes), expected, "{byte:#x}");
        }
    }

    proptest! {
        #[test]
        fn counting_is_going_through(text in "(\\PC|[A-Za-z0-9$%&.,' -]){0,80}") {
            let mut tokens = Tokens::new(&text);
            while tokens.advance() {}
            prop_assert_eq!(count_words(&text), tokens.words());
        }

        #[test]
        fn what_is_passed_over_is_what_is_denied(
            text in "((May|a|A|b|of|May 18|[A-Za-z]{1,4}|\\PC|[0-9$%.&'\\[]{1,4})[ .,]{0,2}){0,20}",
        ) {
            let denied = |word: &str| word.starts_with(['a', 'A', 'm', 'M']);
            let (mut all, mut some) = (Tokens::with_sentences(&text), Tokens::with_sentences(&text));
            while some.advance_to(|word| !denied(word)) {
                prop_assert!(all.advance());
                while all.token() != some.token() {
                    let letters = all.token().text.bytes().all(|b| b.is_ascii_alphabetic());
                    prop_assert!(letters && denied(&all.token().text), "{:?}", all.token());
                    prop_assert!(all.advance());
                }
            }
            while all.advance() {
                prop_assert!(denied(&all.token().text));
            }
            prop_assert_eq!(all.words(), some.words());
        }

        #[test]
        fn words_alone_are_the_tokens_without_a_mark(
            text in "((May 18|[A-Za-z]{1,4}|\\PC|[$€]?[0-9.,]{1,4}(%|bn| million)?)[ .]{0,2}){0,20}",
        ) {
            let (mut all, mut words) = (Tokens::new(&text), Tokens::of_words(&text));
            while all.advance() {
                if !all.token().text.starts_with(crate::text::FIGURE_MARK) {
                    prop_assert!(words.advance());
                    prop_assert_eq!(all.token(), words.token());
                }
            }
            prop_assert!(!words.advance());
            prop_assert_eq!(all.words(), words.words());
        }

        #[test]
        fn plain_words_are_words_like_others(text in "[A-Za-z]{1,3}[A-Za-z.,'&$%0-9é -]{0,6}") {
            let tokens = Tokens::new(&text);
            if let Some(end) = plain_end(text.as_bytes(), 0) {
                prop_assert_eq!(tokens.word_from(0), 0..end);
            }
        }
        #[test]
        fn spans_stay_inside_the_text_and_in_order(text in "(\\PC|[a-zA-Z0-9$%.,'&\\[\\]() -]){0,80}") {
            let mut tokens = Tokens::new(&text);
            let (mut end, mut position) = (0, None);
            while tokens.advance() {
                let token = tokens.token();
                prop_assert!(text.get(token.span.clone()).is_some_and(|s| !s.is_empty()));
                prop_assert!(!token.text.is_empty());
                if token.is_primary {
                    prop_assert!(token.span.start >= end);
                    prop_assert_eq!(token.position, position.map_or(0, |p: u32| p + 1));
                    (end, position) = (token.span.end, Some(token.position));
                } else {
                    prop_assert_eq!(Some(token.position), position);
                    let is_figure = token.text.starts_with(crate::text::FIGURE_MARK);
                    prop_assert!(is_figure || token.span.end <= end);
                }
            }
        }

        #[test]
        fn a_token_analysed_again_is_itself(text in "[a-zA-Z0-9$%.,'& -]{0,60}") {
            let mut tokens = Tokens::new(&text);
            while tokens.advance() {
                if tokens.token().text.starts_with(crate::text::FIGURE_MARK) {
                    continue;
                }
                let mut again = Tokens::new(&tokens.token().text);
                prop_assert!(again.advance());
                prop_assert_eq!(&again.token().text, &tokens.token().text);
            }
        }
    }
}
