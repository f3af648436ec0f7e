//! Figures as people say them: `$1.2 billion`, `3.9 billion dollars`, `11.1 percent`, `50 bps`.
//!
//! A figure stands at the position of its number. Beside the number as written, the analysis
//! gives a token for its class and one for its value, so that different ways to say one value
//! are one term. Such tokens begin with `#`, which no word does, and tell at their end how many
//! words say the figure, where it is more than one.

use std::ops::Range;

use crate::text::numbered::number_of_words;
use crate::text::numbered::with_words;

/// What every token for a class or a value begins with.
pub const FIGURE_MARK: char = '#';

/// Millionths in one.
const ONE: u128 = 1_000_000;

/// The most digits of a number; longer ones are no amounts.
const MAX_DIGITS: usize = 18;

/// How many times the end of a range a number that may be a year is more than, if it is a year:
/// amounts fall "from 2000 to 1500 basis points", and hardly to less than half.
const YEAR_TIMES: u128 = 2;

/// The most bytes between a number and the words that belong to it.
const MAX_GAP_BYTES: usize = 3;

/// A kind of figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FigureClass {
    /// An amount of money.
    Money,
    /// A percentage.
    Percent,
    /// Any other number.
    Number,
}

impl FigureClass {
    /// Returns the token that stands for any figure of the class.
    pub fn token(self) -> &'static str {
        match self {
            Self::Money => "#money",
            Self::Percent => "#percent",
            Self::Number => "#number",
        }
    }
}

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    /// What it counts.
    pub class: FigureClass,
    /// The value in millionths: of a unit of money, of a percent, of one.
    pub millionths: u128,
    /// The three letters of the currency, where it is said.
    pub currency: Option<&'static str>,
    /// The bytes that say it: the number, its signs and the words that belong to it.
    pub span: Range<usize>,
    /// How many words say it.
    pub words: u32,
}

impl Figure {
    /// Returns the token that stands for any figure of the class of so many words.
    pub(super) fn class_token(&self) -> String {
        with_words(self.class.token().to_owned(), self.words)
    }

    /// Returns the token that stands for the value: `#money:USD:1200000000000000/2`.
    pub(super) fn token(&self) -> String {
        let (class, currency) = (self.class.token(), self.currency.unwrap_or_default());
        with_words(format!("{class}:{currency}:{}", self.millionths), self.words)
    }

    /// Takes the words up to `end` in.
    fn take_in(&mut self, end: usize, words: u32) {
        self.span.end = end;
        self.words += words;
    }
}

/// Returns the class, the currency and the millionths that a value's token stands for.
pub fn parse_figure_token(token: &str) -> Option<(FigureClass, &str, u128)> {
    let (token, _) = number_of_words(token);
    let mut parts = token.splitn(3, ':');
    let (class, currency, value) = (parts.next()?, parts.next()?, parts.next()?);
    let class = [FigureClass::Money, FigureClass::Percent, FigureClass::Number]
        .into_iter()
        .find(|c| c.token() == class)?;
    Some((class, currency, value.parse().ok()?))
}

/// Reads the figure whose number is the word at `word`, with the words after it.
pub(super) fn figure_at(text: &str, word: &Range<usize>) -> Option<Figure> {
    let (currency, number) = split_currency(&text[word.clone()]);
    let length = number.bytes().take_while(|b| b.is_ascii_digit() || b",.".contains(b)).count();
    let (digits, suffix) = number.split_at(length);
    let mantissa = millionths(digits)?;
    let mut figure = Figure {
        class: FigureClass::Number,
        millionths: mantissa,
        currency,
        span: word.clone(),
        words: 1,
    };
    let mut unit = Unit::of_suffix(suffix)?;
    if unit == Unit::None
        && let Some((said, end, words)) = Unit::after(text, word.end)
    {
        unit = said;
        figure.take_in(end, words);
    }
    if unit == Unit::None {
        // "60-85%", "$1.2 to $1.4 billion": the first number is of the second's kind.
        let following = following_number(text, word.end);
        unit = following.filter(|f| !is_year_before(text, word, *f)).map_or(Unit::None, |f| f.unit);
    }
    match unit {
        Unit::None => {}
        Unit::Percent => figure.class = FigureClass::Percent,
        Unit::BasisPoints => {
            (figure.class, figure.millionths) = (FigureClass::Percent, mantissa / 100);
        }
        Unit::Zeros(zeros) => figure.millionths = mantissa.checked_mul(10_u128.pow(zeros))?,
    }
    if figure.class == FigureClass::Number {
        if currency.is_none()
            && let Some((named, end, words)) = currency_after(text, &figure.span)
        {
            figure.currency = Some(named);
            figure.take_in(end, words);
        }
        if figure.currency.is_some() {
            figure.class = FigureClass::Money;
        }
    } else {
        figure.currency = None;
    }
    Some(figure)
}

/// What a number is multiplied by or counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    None,
    Percent,
    BasisPoints,
    Zeros(u32),
}

impl Unit {
    /// Reads what is written onto a number; `None` where it makes it no figure (`5G`, `10th`).
    fn of_suffix(suffix: &str) -> Option<Self> {
        Some(match suffix {
            "" => Self::None,
            "%" => Self::Percent,
            _ if is(suffix, &["bp", "bps"]) => Self::BasisPoints,
            _ if is(suffix, &["k"]) => Self::Zeros(3),
            _ if is(suffix, &["m", "mn", "mm"]) => Self::Zeros(6),
            _ if is(suffix, &["b", "bn"]) => Self::Zeros(9),
            _ if is(suffix, &["t", "tn", "trn"]) => Self::Zeros(12),
            _ => return None,
        })
    }

    /// Reads the words after a number: the unit, where it ends and how many words it has.
    fn after(text: &str, end: usize) -> Option<(Self, usize, u32)> {
        let word = word_after(text, end)?;
        let name = &text[word.clone()];
        let unit = match name {
            _ if is(name, &["percent", "pct"]) => Self::Percent,
            _ if is(name, &["bps", "bp"]) => Self::BasisPoints,
            _ if is(name, &["thousand"]) => Self::Zeros(3),
            _ if is(name, &["million", "mn", "mln"]) => Self::Zeros(6),
            _ if is(name, &["billion", "bn", "bln"]) => Self::Zeros(9),
            _ if is(name, &["trillion", "tn", "trn"]) => Self::Zeros(12),
            _ => {
                let second = word_after(text, word.end)?;
                let unit = Self::of_two_words(name, &text[second.clone()])?;
                return Some((unit, second.end, 2));
            }
        };
        Some((unit, word.end, 1))
    }

    fn of_two_words(first: &str, second: &str) -> Option<Self> {
        let points = is(second, &["point", "points"]);
        match first {
            _ if is(first, &["per"]) && is(second, &["cent"]) => Some(Self::Percent),
            _ if is(first, &["basis"]) && points => Some(Self::BasisPoints),
            _ if is(first, &["percentage"]) && points => Some(Self::Percent),
            _ => None,
        }
    }
}

/// The number that a range ends with.
#[derive(Debug, Clone, Copy)]
struct Following {
    /// The number without its unit, in millionths.
    mantissa: u128,
    unit: Unit,
}

/// Reads the number that a range ends with, if one follows that has a unit.
fn following_number(text: &str, end: usize) -> Option<Following> {
    let rest = &text[end..];
    let rest =
        ["-", "–", " - ", " to ", " – ", "% to "].iter().find_map(|s| rest.strip_prefix(s))?;
    let start = text.len() - rest.len();
    let (_, number) = split_currency(rest);
    let length = number.bytes().take_while(|b| b.is_ascii_digit() || b",.".contains(b)).count();
    if length == 0 {
        return None;
    }
    let mantissa = millionths(&number[..length])?;
    let after = start + (rest.len() - number.len()) + length;
    if text[after..].starts_with('%') {
        return Some(Following { mantissa, unit: Unit::Percent });
    }
    Unit::after(text, after).map(|(unit, ..)| Following { mantissa, unit })
}

/// Tells whether a number is a year and no end of a range: "from 25.6% in 2018 to 33.9%".
fn is_year_before(text: &str, word: &Range<usize>, following: Following) -> bool {
    let number = &text[word.clone()];
    if !is_plain_year(number) {
        return false;
    }
    let far_above = |year: u128| year * ONE > following.mantissa * YEAR_TIMES;
    number.parse().is_ok_and(far_above) || stands_in_time(text, word.start)
}

/// Tells whether a number is written as years are: four digits, of 1900 to 2100.
fn is_plain_year(number: &str) -> bool {
    number.len() == 4
        && number.bytes().all(|b| b.is_ascii_digit())
        && number.parse().is_ok_and(|year: u32| (1900..=2100).contains(&year))
}

/// Tells whether the word before is one that a time follows, not an amount.
fn stands_in_time(text: &str, start: usize) -> bool {
    let Some(before) = text[..start].strip_suffix([' ', '\n']) else { return false };
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    is(word, &["in", "since", "during", "until", "till", "fiscal", "year"])
}

/// Splits the currency off a number.
fn split_currency(word: &str) -> (Option<&'static str>, &str) {
    let letters = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (code, rest) = word.split_at(letters);
    let sign = rest.chars().next().filter(|c| !c.is_ascii());
    let (sign, number) = match rest.strip_prefix('$') {
        Some(number) => (Some('$'), number),
        None => match sign {
            Some(c) => (Some(c), &rest[c.len_utf8()..]),
            None => (None, rest),
        },
    };
    let of_code = match code {
        "" => None,
        _ if is(code, &["hk"]) => Some("HKD"),
        _ if is(code, &["nt"]) => Some("TWD"),
        _ if is(code, &["c"]) => Some("CAD"),
        _ if is(code, &["a"]) => Some("AUD"),
        _ if is(code, &["s"]) => Some("SGD"),
        _ if is(code, &["r"]) => Some("BRL"),
        _ => named_currency(code),
    };
    let of_sign = match sign {
        Some('$') => Some("USD"),
        Some('€') => Some("EUR"),
        Some('£') => Some("GBP"),
        Some('¥') => Some("JPY"),
        Some('₹') => Some("INR"),
        Some('₩') => Some("KRW"),
        Some('₽') => Some("RUB"),
        _ => None,
    };
    if !code.is_empty() && of_code.is_none() {
        return (None, word);
    }
    (of_code.or(of_sign), number)
}

/// Reads a currency that is named after a figure, where it ends and how many words it has.
///
/// A year alone has none: "2019 dollars" are dollars of that year, "2020 CAD" may be anything.
fn currency_after(text: &str, figure: &Range<usize>) -> Option<(&'static str, usize, u32)> {
    let word = word_after(text, figure.end)?;
    let name = &text[word.clone()];
    let currency = named_currency(name)?;
    let second = word_after(text, word.end);
    if let Some(second) = second.clone().filter(|s| is(&text[s.clone()], &["dollar", "dollars"])) {
        return Some((currency, second.end, 2));
    }
    // "12 US stores"
    let is_country = is(name, &["us"]) && second.is_some();
    let is_amount = !is_country && !is_plain_year(&text[figure.clone()]);
    is_amount.then_some((currency, word.end, 1))
}

/// Returns the letters of a currency by a name or code of it.
fn named_currency(name: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 28] = [
        ("dollar", "USD"),
        ("dollars", "USD"),
        ("usd", "USD"),
        ("us", "USD"),
        ("euro", "EUR"),
        ("euros", "EUR"),
        ("eur", "EUR"),
        ("gbp", "GBP"),
        ("rmb", "CNY"),
        ("cny", "CNY"),
        ("yuan", "CNY"),
        ("renminbi", "CNY"),
        ("yen", "JPY"),
        ("jpy", "JPY"),
        ("inr", "INR"),
        ("rs", "INR"),
        ("rupees", "INR"),
        ("hkd", "HKD"),
        ("krw", "KRW"),
        ("cad", "CAD"),
        ("aud", "AUD"),
        ("chf", "CHF"),
        ("sgd", "SGD"),
        ("brl", "BRL"),
        ("mxn", "MXN"),
        ("sek", "SEK"),
        ("nok", "NOK"),
        ("dkk", "DKK"),
    ];
    NAMES.iter().find(|(n, _)| name.eq_ignore_ascii_case(n)).map(|(_, code)| *code)
}

/// Returns the word that follows, with nothing but a blank or a hyphen between.
fn word_after(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = &text.as_bytes()[end..];
    let gap = rest.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'-')).count();
    if gap == 0 || gap > MAX_GAP_BYTES {
        return None;
    }
    let length = rest[gap..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    (length > 0).then(|| end + gap..end + gap + length)
}

fn is(word: &str, names: &[&str]) -> bool {
    names.iter().any(|n| word.eq_ignore_ascii_case(n))
}

/// Reads a number with commas and at most one point, in millionths.
fn millionths(number: &str) -> Option<u128> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part = part.trim_end_matches('0');
    let whole = whole.replace(',', "");
    if (whole.is_empty() && part.is_empty()) || whole.len() > MAX_DIGITS || part.len() > 6 {
        return None;
    }
    let digits = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<u128>().ok() };
    let scale = 10_u128.pow(6 - u32::try_from(part.len()).ok()?);
    Some(digits(&whole)? * ONE + digits(part)? * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let before = text[..start].rfind(' ').map_or(0, |i| i + 1);
        let end = text[start..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || ".,%".contains(c)))
            .map_or(text.len(), |i| start + i);
        let figure = figure_at(text, &(before..end));
        let shown = figure.map_or(String::new(), |f| format!("{} {}", f.token(), &text[f.span]));
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn one_value_said_in_several_ways_is_one_value() {
        check("$3.9 billion", "#money:USD:3900000000000000/2 $3.9 billion");
        check("3.9 billion dollars", "#money:USD:3900000000000000/3 3.9 billion dollars");
        check("$3.9bn", "#money:USD:3900000000000000 $3.9bn");
        check("$3,900,000,000", "#money:USD:3900000000000000 $3,900,000,000");
        check("RMB2.8 billion", "#money:CNY:2800000000000000/2 RMB2.8 billion");
        check("€5 million", "#money:EUR:5000000000000/2 €5 million");
        check("11.1%", "#percent::11100000 11.1%");
        check("11.10 percent", "#percent::11100000/2 11.10 percent");
        check("50 basis points", "#percent::500000/3 50 basis points");
        check("3 percentage points", "#percent::3000000/3 3 percentage points");
        check("12 customers", "#number::12000000 12");
        check("2.5 million users", "#number::2500000000000/2 2.5 million");
    }

    #[test]
    fn the_first_number_of_a_range_is_of_the_kind_of_the_second() {
        check("60-85%", "#percent::60000000 60");
        check("$1.2 to $1.4 billion", "#money:USD:1200000000000000 $1.2");
        check("1.5 to 2 percent", "#percent::1500000 1.5");
    }

    #[test]
    fn a_year_before_the_end_of_a_range_is_no_part_of_it() {
        check("in 2018 to 33.9%", "#number::2018000000 2018");
        check("quarter of 2020 to 1.02%", "#number::2020000000 2020");
        check("2019 to 311 billion", "#number::2019000000 2019");
        check("during 2019 to 2,500 million", "#number::2019000000 2019");
        check("from 2000 to 2500%", "#percent::2000000000 2000");
        check("from 2000 to 1500 bps", "#percent::20000000 2000");
        check("from 2,000 to 25%", "#percent::2000000000 2,000");
        check("in 60 to 85%", "#percent::60000000 60");
    }

    #[test]
    fn a_year_before_a_country_or_a_currency_is_no_money() {
        let check_year = |text: &str| {
            let number = text.find(char::is_numeric).map_or("", |at| &text[at..at + 4]);
            check(text, &format!("#number::{number}000000 {number}"));
        };
        check_year("the 2019 US high water");
        check_year("our 2020 CAD will remain");
        check_year("in 2019 dollars");
        check_year("our 2026 dollar notes");
        check_year("September 2020 Euro green bond");
        check_year("January 2022 EUR 500 million");
        check("12 US stores", "#number::12000000 12");
        check("500 CAD", "#money:CAD:500000000/2 500 CAD");
        check("2,020 dollars", "#money:USD:2020000000/2 2,020 dollars");
        check("2020 million euros", "#money:EUR:2020000000000000/3 2020 million euros");
        check("$2020", "#money:USD:2020000000 $2020");
        check("500 US dollars", "#money:USD:500000000/3 500 US dollars");
        check("2020 US dollars", "#money:USD:2020000000/3 2020 US dollars");
    }

    #[test]
    fn what_only_holds_digits_is_no_figure() {
        check("5G", "");
        check("Q1", "");
        check("10th", "");
    }

    #[test]
    fn tokens_of_values_are_read_again() {
        let read = parse_figure_token("#money:USD:3900000000000000/3");
        assert_eq!(read, Some((FigureClass::Money, "USD", 3_900_000_000_000_000)));
        assert_eq!(parse_figure_token("#percent::5"), Some((FigureClass::Percent, "", 5)));
        assert_eq!(parse_figure_token("#money"), None);
    }
}
