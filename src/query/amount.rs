//! Values that tokens are compared with: `1.2bn`, `$300m`, `30%`, `50bps`.

use std::fmt;

use crate::query::Amount;
use crate::query::DateRange;
use crate::query::Limit;
use crate::query::QueryErrorKind;
use crate::query::TokenClass;
use crate::query::lexer::Comparison;

/// Millionths in one.
const ONE: i128 = 1_000_000;

/// What may stand after a number, and how many zeros it is worth.
const SCALES: [(&str, u32); 13] = [
    ("k", 3),
    ("thousand", 3),
    ("m", 6),
    ("mn", 6),
    ("mm", 6),
    ("million", 6),
    ("b", 9),
    ("bn", 9),
    ("billion", 9),
    ("t", 12),
    ("tn", 12),
    ("trn", 12),
    ("trillion", 12),
];

/// Signs of currencies, longer ones first, and their three letters.
const CURRENCIES: [(&str, &str); 18] = [
    ("RMB", "CNY"),
    ("CN¥", "CNY"),
    ("US$", "USD"),
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("CA$", "CAD"),
    ("AU$", "AUD"),
    ("Rs", "INR"),
    ("C$", "CAD"),
    ("A$", "AUD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("₩", "KRW"),
];

/// Currencies that are written by their three letters.
const CODES: [&str; 22] = [
    "USD", "EUR", "GBP", "CNY", "JPY", "HKD", "INR", "KRW", "CAD", "AUD", "CHF", "SGD", "TWD",
    "BRL", "MXN", "SEK", "NOK", "DKK", "ILS", "RUB", "ZAR", "NZD",
];

/// The most digits of a number; more than any sum that was ever told.
const DIGITS: usize = 21;

/// What every amount is below, in millionths: its digits can be read again.
const LARGEST: i128 = 10_i128.pow(27);

impl Limit {
    /// Reads what stands after a comparison.
    pub(in crate::query) fn read(
        class: TokenClass,
        comparison: Comparison,
        text: &str,
    ) -> Result<Self, QueryErrorKind> {
        let fail = || QueryErrorKind::InvalidAmount { class, value: text.to_owned() };
        if class == TokenClass::Date {
            return Self::read_days(comparison, text).map(Self::Dates).map_err(|kind| match kind {
                QueryErrorKind::InvalidDate { .. } => fail(),
                kind => kind,
            });
        }
        let amount = |text: &str| Amount::read(class, text).ok_or_else(fail);
        if comparison != Comparison::Equal {
            let amount = amount(text)?;
            return Ok(match comparison {
                Comparison::Less => Self::Less(amount),
                Comparison::AtMost => Self::AtMost(amount),
                Comparison::AtLeast => Self::AtLeast(amount),
                Comparison::More | Comparison::Equal => Self::More(amount),
            });
        }
        match text.split_once("..") {
            None => amount(text).map(Self::Equal),
            Some((from, "")) => amount(from).map(Self::AtLeast),
            Some(("", to)) => amount(to).map(Self::AtMost),
            Some((from, to)) => {
                let (mut from, mut to) = (amount(from)?, amount(to)?);
                if from.millionths > to.millionths {
                    return Err(QueryErrorKind::BackwardRange { value: text.to_owned() });
                }
                // A currency named once is that of both ends; two different ones have no range.
                match (&from.currency, &to.currency) {
                    (Some(_), None) => to.currency.clone_from(&from.currency),
                    (None, Some(_)) => from.currency.clone_from(&to.currency),
                    (a, b) if a != b => return Err(fail()),
                    _ => {}
                }
                Ok(Self::Between(from, to))
            }
        }
    }

    fn read_days(comparison: Comparison, text: &str) -> Result<DateRange, QueryErrorKind> {
        let range = DateRange::read(text)?;
        let fail = || QueryErrorKind::InvalidDate { value: text.to_owned() };
        if comparison != Comparison::Equal && text.contains("..") {
            return Err(fail());
        }
        match comparison {
            Comparison::Equal => Ok(range),
            Comparison::AtLeast => Ok(DateRange { to: None, ..range }),
            Comparison::AtMost => Ok(DateRange { from: None, ..range }),
            Comparison::More => range.after().ok_or_else(fail),
            Comparison::Less => range.before().ok_or_else(fail),
        }
    }
}

impl Amount {
    /// Reads a number with its sign, currency, scale or unit; `None` where it is none of the
    /// class, or more exact than a millionth.
    pub(in crate::query) fn read(class: TokenClass, text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (before, text) = currency(text);
        let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let length = text.len() - text.trim_start_matches(digits).len();
        let (number, unit) = text.split_at(length);
        let coded = CODES.into_iter().find_map(|c| Some((unit.trim().strip_suffix(c)?, Some(c))));
        let (unit, after) = coded.unwrap_or((unit, None));
        let named = before.or(after);
        if (named.is_some() && class != TokenClass::Money) || (before.is_some() && after.is_some())
        {
            return None;
        }
        let scale = scale(class, &unit.trim().to_lowercase())?;
        let millionths = millionths(number, scale)?;
        Some(Self {
            millionths: if negative { -millionths } else { millionths },
            currency: named.map(str::to_owned),
        })
    }
}

/// Splits off the currency a text begins with.
fn currency(text: &str) -> (Option<&'static str>, &str) {
    for (sign, code) in CURRENCIES {
        if let Some(rest) = text.strip_prefix(sign) {
            return (Some(code), rest.trim_start());
        }
    }
    for code in CODES {
        if let Some(rest) = text.strip_prefix(code) {
            return (Some(code), rest.trim_start());
        }
    }
    (None, text)
}

/// Returns how many zeros a unit is worth in a class.
fn scale(class: TokenClass, unit: &str) -> Option<i32> {
    let scaled = || SCALES.into_iter().find(|(name, _)| *name == unit);
    match (class, unit) {
        (_, "") | (TokenClass::Percent, "%" | "percent") => Some(0),
        (TokenClass::Percent, "bp" | "bps") => Some(-2),
        (TokenClass::Money | TokenClass::Number, _) => i32::try_from(scaled()?.1).ok(),
        (TokenClass::Percent | TokenClass::Date, _) => None,
    }
}

/// Reads a number with commas and one point, times a power of ten, in millionths.
fn millionths(number: &str, scale: i32) -> Option<i128> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole = whole.replace(',', "");
    let part = part.trim_end_matches('0');
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let digits = format!("{whole}{part}");
    if digits.is_empty() && !number.contains('0') || !plain(&digits) || digits.len() > DIGITS {
        return None;
    }
    let value: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let power = 6 + scale - i32::try_from(part.len()).ok()?;
    let factor = 10_i128.checked_pow(power.unsigned_abs())?;
    let value = if power >= 0 {
        value.checked_mul(factor)
    } else {
        (value % factor == 0).then_some(value / factor)
    };
    value.filter(|v| *v < LARGEST)
}

impl fmt::Display for Amount {
    /// Writes the amount so that it is read again as the same in any class it can stand in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.millionths < 0 {
            f.write_str("-")?;
        }
        f.write_str(self.currency.as_deref().unwrap_or_default())?;
        let value = self.millionths.unsigned_abs();
        let one = ONE.unsigned_abs();
        write!(f, "{}", value / one)?;
        if !value.is_multiple_of(one) {
            let part = format!("{:06}", value % one);
            write!(f, ".{}", part.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Less(amount) => write!(f, "<{amount}"),
            Self::AtMost(amount) => write!(f, "<={amount}"),
            Self::Equal(amount) => write!(f, "={amount}"),
            Self::AtLeast(amount) => write!(f, ">={amount}"),
            Self::More(amount) => write!(f, ">{amount}"),
            Self::Between(from, to) => write!(f, "={from}..{to}"),
            Self::Dates(range) => write!(f, "={range}"),
        }
    }
}
