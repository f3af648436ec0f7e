//! Figures as people say them: `$1.2 billion`, `3.9 billion dollars`, `11.1 percent`, `50 bps`.
//!
//! A figure stands at the position of its number. Beside the number as written, the analysis
//! gives a token for its class and one for its value, so that different ways to say one value
//! are one term. Such tokens begin with `#`, which no word does.

use std::ops::Range;

/// What every token for a class or a value begins with.
pub const FIGURE_MARK: char = '#';

/// Millionths in one.
const ONE: u128 = 1_000_000;

/// The most digits of a number; longer ones are no amounts.
const MAX_DIGITS: usize = 18;

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
}

impl Figure {
    /// Returns the token that stands for the value: `#money:USD:1200000000000000`.
    pub(super) fn token(&self) -> String {
        let class = self.class.token();
        match self.currency {
            Some(currency) => format!("{class}:{currency}:{}", self.millionths),
            None => format!("{class}::{}", self.millionths),
        }
    }
}

/// Returns the class, the currency and the millionths that a value's token stands for.
pub fn parse_figure_token(token: &str) -> Option<(FigureClass, &str, u128)> {
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
    let mut figure =
        Figure { class: FigureClass::Number, millionths: mantissa, currency, span: word.clone() };
    let mut unit = Unit::of_suffix(suffix)?;
    if unit == Unit::None {
        unit = Unit::after(text, &mut figure.span);
    }
    if unit == Unit::None {
        // "60-85%", "$1.2 to $1.4 billion": the first number is of the second's kind.
        unit = following_number(text, word.end).unwrap_or(Unit::None);
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
        figure.currency = currency.or_else(|| currency_after(text, &mut figure.span));
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

    /// Reads the words after a number and lengthens its span over them.
    fn after(text: &str, span: &mut Range<usize>) -> Self {
        let Some(word) = word_after(text, span.end) else { return Self::None };
        let name = &text[word.clone()];
        let (unit, end) = match name {
            _ if is(name, &["percent", "pct"]) => (Self::Percent, word.end),
            _ if is(name, &["bps", "bp"]) => (Self::BasisPoints, word.end),
            _ if is(name, &["thousand"]) => (Self::Zeros(3), word.end),
            _ if is(name, &["million", "mn", "mln"]) => (Self::Zeros(6), word.end),
            _ if is(name, &["billion", "bn", "bln"]) => (Self::Zeros(9), word.end),
            _ if is(name, &["trillion", "tn", "trn"]) => (Self::Zeros(12), word.end),
            _ if is(name, &["per", "basis", "percentage"]) => {
                let Some(second) = word_after(text, word.end) else { return Self::None };
                let pair = (name, &text[second.clone()]);
                match pair {
                    (first, last) if is(first, &["per"]) && is(last, &["cent"]) => {
                        (Self::Percent, second.end)
                    }
                    (first, last) if is(first, &["basis"]) && is(last, &["point", "points"]) => {
                        (Self::BasisPoints, second.end)
                    }
                    (first, last)
                        if is(first, &["percentage"]) && is(last, &["point", "points"]) =>
                    {
                        (Self::Percent, second.end)
                    }
                    _ => return Self::None,
                }
            }
            _ => return Self::None,
        };
        span.end = end;
        unit
    }
}

/// Returns the unit of the number that a range ends with, if one follows.
fn following_number(text: &str, end: usize) -> Option<Unit> {
    let rest = &text[end..];
    let rest =
        ["-", "–", " - ", " to ", " – ", "% to "].iter().find_map(|s| rest.strip_prefix(s))?;
    let start = text.len() - rest.len();
    let (_, number) = split_currency(rest);
    let length = number.bytes().take_while(|b| b.is_ascii_digit() || b",.".contains(b)).count();
    if length == 0 {
        return None;
    }
    let after = start + (rest.len() - number.len()) + length;
    if text[after..].starts_with('%') {
        return Some(Unit::Percent);
    }
    let unit = Unit::after(text, &mut (start..after));
    (unit != Unit::None).then_some(unit)
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

/// Reads a currency that is named after a figure and lengthens its span over it.
fn currency_after(text: &str, span: &mut Range<usize>) -> Option<&'static str> {
    let word = word_after(text, span.end)?;
    let currency = named_currency(&text[word.clone()])?;
    span.end = word.end;
    Some(currency)
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
    fn one_value_said_in_several_ways_is_one_token() {
        check("$3.9 billion", "#money:USD:3900000000000000 $3.9 billion");
        check("3.9 billion dollars", "#money:USD:3900000000000000 3.9 billion dollars");
        check("$3.9bn", "#money:USD:3900000000000000 $3.9bn");
        check("$3,900,000,000", "#money:USD:3900000000000000 $3,900,000,000");
        check("RMB2.8 billion", "#money:CNY:2800000000000000 RMB2.8 billion");
        check("€5 million", "#money:EUR:5000000000000 €5 million");
        check("11.1%", "#percent::11100000 11.1%");
        check("11.10 percent", "#percent::11100000 11.10 percent");
        check("50 basis points", "#percent::500000 50 basis points");
        check("3 percentage points", "#percent::3000000 3 percentage points");
        check("12 customers", "#number::12000000 12");
        check("2.5 million users", "#number::2500000000000 2.5 million");
    }

    #[test]
    fn the_first_number_of_a_range_is_of_the_kind_of_the_second() {
        check("60-85%", "#percent::60000000 60");
        check("$1.2 to $1.4 billion", "#money:USD:1200000000000000 $1.2");
        check("1.5 to 2 percent", "#percent::1500000 1.5");
    }

    #[test]
    fn what_only_holds_digits_is_no_figure() {
        check("5G", "");
        check("Q1", "");
        check("10th", "");
    }

    #[test]
    fn tokens_of_values_are_read_again() {
        let read = parse_figure_token("#money:USD:3900000000000000");
        assert_eq!(read, Some((FigureClass::Money, "USD", 3_900_000_000_000_000)));
        assert_eq!(parse_figure_token("#percent::5"), Some((FigureClass::Percent, "", 5)));
        assert_eq!(parse_figure_token("#money"), None);
    }
}
