//! The tokens of figures and dates as people write them: `[money]`, `USD1.2bn`, `2021-05-18`.

use crate::text::FIGURE_MARK;
use crate::text::FigureClass;
use crate::text::numbered::number_of_words;
use crate::text::parse_date_token;
use crate::text::parse_figure_token;

/// Millionths in one.
const ONE: u128 = 1_000_000;

/// What large values are told in: how many ones it is, and what stands behind the number.
const SCALES: [(u128, &str); 3] =
    [(1_000_000_000_000, "tn"), (1_000_000_000, "bn"), (1_000_000, "m")];

/// The most digits behind the point of what is told in a scale.
const MAX_DIGITS: usize = 3;

/// Returns a term of the index as people write it. Words are themselves; of figures and dates it
/// is the class, or the value in a form that a query can compare with, however many words say it.
pub fn shown_term(term: &str) -> String {
    if !term.starts_with(FIGURE_MARK) {
        return term.to_owned();
    }
    if let Some((class, currency, millionths)) = parse_figure_token(term) {
        return match class {
            FigureClass::Percent => format!("{}%", decimal(millionths, ONE)),
            FigureClass::Money | FigureClass::Number => {
                format!("{currency}{}", scaled(millionths))
            }
        };
    }
    match parse_date_token(term) {
        Some((first, last)) if first == last => day(first),
        Some((first, last)) => format!("{}..{}", day(first), day(last)),
        None => format!("[{}]", number_of_words(&term[FIGURE_MARK.len_utf8()..]).0),
    }
}

/// Returns millionths in the largest scale in which they have few digits behind the point.
fn scaled(millionths: u128) -> String {
    let told = SCALES.into_iter().find_map(|(ones, name)| {
        let told = decimal(millionths, ones * ONE);
        let digits = told.split_once('.').map_or(0, |(_, digits)| digits.len());
        (millionths >= ones * ONE && digits <= MAX_DIGITS).then(|| told + name)
    });
    told.unwrap_or_else(|| decimal(millionths, ONE))
}

/// Returns a number of such units, a power of ten, with all its digits behind the point.
fn decimal(value: u128, unit: u128) -> String {
    let digits = unit.ilog10() as usize;
    let text = format!("{}.{:0digits$}", value / unit, value % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn day(number: u64) -> String {
    format!("{:04}-{:02}-{:02}", number / 10_000, number / 100 % 100, number % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_dates_are_shown_as_people_write_them() {
        let check = |term: &str, expected: &str| assert_eq!(shown_term(term), expected);
        check("backlog", "backlog");
        check("#money", "[money]");
        check("#date/3", "[date]");
        check("#money:USD:1200000000000000/2", "USD1.2bn");
        check("#money:CNY:1390000", "CNY1.39");
        check("#money::310000000000000/2", "310m");
        check("#number::1234567000000", "1234567");
        check("#number::12000000", "12");
        check("#number::0", "0");
        check("#percent::11100000/2", "11.1%");
        check("#percent::500000/3", "0.5%");
        check("#date:20210518-20210518/3", "2021-05-18");
        check("#date:20240201-20240229/2", "2024-02-01..2024-02-29");
    }
}
