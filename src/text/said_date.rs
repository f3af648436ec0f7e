//! Days and months as people say them: `May 18, 2021`, `18 May 2021`, `March 2022`, `2021-05-18`.
//!
//! A date stands at the position of its first word. Beside the words as written, the analysis
//! gives a token for the class and, where the year is said, one for the days that are meant, so
//! that different ways to say one day are one term.

use std::ops::Range;

use crate::text::numbered::number_of_words;
use crate::text::numbered::with_words;
use crate::transcript::Date;
use crate::transcript::month_number;

/// The token that stands for any date.
pub const DATE_TOKEN: &str = "#date";

/// The most bytes between two words of a date: `May 18, 2021`, `May of 2021`.
const MAX_GAP_BYTES: usize = 2;

/// The years that dates of calls speak of.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2100;

/// A date that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SaidDate {
    /// The first and the last day that are meant; `None` where no year is said.
    days: Option<(Date, Date)>,
    /// The bytes that say it.
    pub span: Range<usize>,
    /// How many words say it.
    words: u32,
}

impl SaidDate {
    /// Returns the token that stands for any date of so many words.
    pub(super) fn class_token(&self) -> String {
        with_words(DATE_TOKEN.to_owned(), self.words)
    }

    /// Returns the token that stands for the days: `#date:20210518-20210518/3`.
    pub(super) fn token(&self) -> Option<String> {
        let (first, last) = self.days?;
        let days = format!("{DATE_TOKEN}:{}-{}", first.to_number(), last.to_number());
        Some(with_words(days, self.words))
    }
}

/// Returns the first and the last day, as numbers that sort as days do, that a date's token
/// stands for.
pub fn parse_date_token(token: &str) -> Option<(u64, u64)> {
    let (token, _) = number_of_words(token);
    let (first, last) = token.strip_prefix(DATE_TOKEN)?.strip_prefix(':')?.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// Reads the date whose first word stands at `word`.
pub(super) fn date_at(text: &str, word: &Range<usize>) -> Option<SaidDate> {
    let bytes = text.as_bytes();
    match bytes[word.start] {
        b'0'..=b'9' => numeric(text, word).or_else(|| day_first(text, word)),
        // Most words are not followed by a number, and need no closer look.
        b'a'..=b'z' | b'A'..=b'Z' if number_or_of_follows(bytes, word.end) => {
            month_first(text, word)
        }
        _ => None,
    }
}

/// Tells whether a word that ends here is followed by what begins as a number or as `of`.
fn number_or_of_follows(bytes: &[u8], end: usize) -> bool {
    let parts = |at: usize| bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\n' | b'.'));
    let opens = |at: usize| match bytes.get(at) {
        Some(b'o') => bytes.get(at + 1).is_some_and(|b| matches!(b, b'f' | b'F')),
        begins => begins.is_some_and(u8::is_ascii_digit),
    };
    parts(end) && (opens(end + 1) || (parts(end + 1) && opens(end + MAX_GAP_BYTES)))
}

/// `May 18, 2021`, `May 18th`, `May 2021`, `May of 2021`.
fn month_first(text: &str, word: &Range<usize>) -> Option<SaidDate> {
    let month = month_of(text, word)?;
    let mut second = next_word(text, word.end)?;
    let mut words = 2;
    if text[second.clone()].eq_ignore_ascii_case("of") {
        second = next_word(text, second.end)?;
        words += 1;
    }
    if let Some(year) = year(&text[second.clone()]) {
        return Some(SaidDate {
            days: Date::new(year, month, 1).zip(Date::month_end(year, month)),
            span: word.start..second.end,
            words,
        });
    }
    if words > 2 {
        return None;
    }
    let day = day(&text[second.clone()])?;
    Some(with_year(text, month, day, word.start..second.end, words))
}

/// `18 May 2021`, `18th of May`.
fn day_first(text: &str, word: &Range<usize>) -> Option<SaidDate> {
    let day = day(&text[word.clone()])?;
    let mut second = next_word(text, word.end)?;
    let mut words = 2;
    if text[second.clone()].eq_ignore_ascii_case("of") {
        second = next_word(text, second.end)?;
        words += 1;
    }
    let month = month_of(text, &second)?;
    Some(with_year(text, month, day, word.start..second.end, words))
}

/// Adds the year that may follow a month and a day.
fn with_year(text: &str, month: u8, day: u8, mut span: Range<usize>, mut words: u32) -> SaidDate {
    let following = next_word(text, span.end);
    let said = following.and_then(|w| Some((year(&text[w.clone()])?, w.end)));
    let days = said.and_then(|(year, end)| {
        let date = Date::new(year, month, day)?;
        (span.end, words) = (end, words + 1);
        Some((date, date))
    });
    SaidDate { days, span, words }
}

/// `2021-05-18`, and `5/18/2021` where only one of the two can be the month.
fn numeric(text: &str, word: &Range<usize>) -> Option<SaidDate> {
    let mut parts = [word.clone(), 0..0, 0..0];
    let sign = text.as_bytes().get(word.end).filter(|b| matches!(b, b'-' | b'/'))?;
    for at in 1..3 {
        let start = parts[at - 1].end + 1;
        let digits = text.as_bytes()[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        parts[at] = start..start + digits;
        let goes_on = at == 2 || text.as_bytes().get(parts[at].end) == Some(sign);
        if digits == 0 || !goes_on {
            return None;
        }
    }
    let number = |part: &Range<usize>| text[part.clone()].parse::<u8>().ok();
    let span = word.start..parts[2].end;
    if let Some(year) = year(&text[parts[0].clone()]) {
        let date = Date::new(year, number(&parts[1])?, number(&parts[2])?)?;
        return Some(SaidDate { days: Some((date, date)), span, words: 3 });
    }
    let year = year(&text[parts[2].clone()])?;
    let (first, second) = (number(&parts[0])?, number(&parts[1])?);
    let (american, european) = (Date::new(year, first, second), Date::new(year, second, first));
    let one = match (american, european) {
        (Some(a), Some(b)) if a != b => None,
        (a, b) => Some(a.or(b)?),
    };
    Some(SaidDate { days: one.map(|d| (d, d)), span, words: 3 })
}

/// Returns the month of a word; `may` and `march` are months only with a capital.
fn month_of(text: &str, word: &Range<usize>) -> Option<u8> {
    let name = &text[word.clone()];
    let doubtful = ["may", "march", "mar", "sep", "dec"].contains(&name);
    month_number(name).filter(|_| !doubtful)
}

fn year(word: &str) -> Option<u16> {
    let digits = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    word.parse().ok().filter(|year| digits && YEARS.contains(year))
}

/// Reads a day of a month: `18`, `18th`.
fn day(word: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let is_day = ["", "st", "nd", "rd", "th"].iter().any(|e| ending.eq_ignore_ascii_case(e));
    digits.parse().ok().filter(|day| is_day && digits.len() <= 2 && (1..=31).contains(day))
}

/// Returns the letters and digits that follow, with little between.
fn next_word(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = &text.as_bytes()[end..];
    let gap = rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b',' | b'.')).count();
    if gap == 0 || gap > MAX_GAP_BYTES {
        return None;
    }
    let rest = &rest[gap..];
    let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    // A word goes on where `2021` of `2021.5` or of `2021é` ends.
    let goes_on = match rest.get(length) {
        Some(b'.' | b',') => rest.get(length + 1).is_some_and(u8::is_ascii_digit),
        Some(b) => matches!(b, b'%' | b'$') || *b >= 0x80,
        None => false,
    };
    (length > 0 && !goes_on).then(|| end + gap..end + gap + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        let shown = date_at(text, &(0..end)).map_or(String::new(), |d| {
            let token = d.token().unwrap_or_else(|| d.class_token());
            format!("{token} {}", &text[d.span])
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn one_day_said_in_several_ways_is_one_term() {
        check("May 18, 2021 was", "#date:20210518-20210518/3 May 18, 2021");
        check("May 18th 2021", "#date:20210518-20210518/3 May 18th 2021");
        check("18 May 2021.", "#date:20210518-20210518/3 18 May 2021");
        check("18th of May, 2021", "#date:20210518-20210518/4 18th of May, 2021");
        check("2021-05-18", "#date:20210518-20210518/3 2021-05-18");
        check("5/18/2021", "#date:20210518-20210518/3 5/18/2021");
        check("Sept. 3, 2020", "#date:20200903-20200903/3 Sept. 3, 2020");
    }

    #[test]
    fn a_month_stands_for_its_days() {
        check("February 2024", "#date:20240201-20240229/2 February 2024");
        check("March of 2022", "#date:20220301-20220331/3 March of 2022");
    }

    #[test]
    fn a_day_without_a_year_is_a_date_of_no_known_day() {
        check("December 31 we", "#date/2 December 31");
        check("December 31st", "#date/2 December 31st");
        check("5/6/2021", "#date/3 5/6/2021");
    }

    #[test]
    fn other_words_and_numbers_are_no_dates() {
        for text in [
            "may 18 customers",
            "March on",
            "May be",
            "18 customers",
            "2021",
            "June 2021.5",
            "Feb 30%",
            "5/6",
            "12-18-24",
            "Mayor 12",
            "May 41",
            "June",
            "31",
            "2021-13-01",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn tokens_are_read_again() {
        assert_eq!(parse_date_token("#date:20210518-20210518/3"), Some((20_210_518, 20_210_518)));
        assert_eq!(parse_date_token("#date/2"), None);
    }
}
