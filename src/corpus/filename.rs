//! What the name of a file tells of the call in it: `TICKER_YYYY_Qn`, `2016-Apr-26-AAPL`,
//! `kingsoft-cloud-2021q1`.
//!
//! A wrong name is worse than none: a ticker is told only by capitals beside a quarter or a day,
//! a company only by the plain words before a quarter with its year.

use std::ops::Range;

use crate::transcript::Date;
use crate::transcript::Period;
use crate::transcript::PeriodPart;
use crate::transcript::month_number;

/// The facts that a file name tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NameFacts {
    /// The company, its words in capitals where they were not.
    pub(super) company: Option<String>,
    /// The ticker, upper case.
    pub(super) ticker: Option<String>,
    /// The fiscal period; a quarter may lack its year.
    pub(super) quarter: Option<Period>,
    /// The day of the call.
    pub(super) date: Option<Date>,
}

/// Words of file names that name no company and no ticker.
const NOISE: [&str; 60] = [
    "annual",
    "audio",
    "call",
    "calls",
    "clean",
    "conf",
    "conference",
    "copy",
    "corrected",
    "ct",
    "data",
    "doc",
    "draft",
    "earning",
    "earnings",
    "ec",
    "ecall",
    "edited",
    "en",
    "eng",
    "english",
    "example",
    "export",
    "final",
    "fixed",
    "fy",
    "half",
    "html",
    "interview",
    "investor",
    "ir",
    "json",
    "meeting",
    "new",
    "notes",
    "old",
    "output",
    "page",
    "part",
    "pdf",
    "pr",
    "prepared",
    "presentation",
    "qa",
    "quarter",
    "quarterly",
    "raw",
    "recording",
    "remarks",
    "report",
    "results",
    "sample",
    "script",
    "test",
    "text",
    "tr",
    "transcript",
    "transcripts",
    "txt",
    "webcast",
];

/// Short words that end the names of companies, and so are no ticker.
const FORMS: [&str; 12] =
    ["ag", "bank", "co", "corp", "inc", "llc", "ltd", "nv", "oyj", "plc", "sa", "se"];

/// Words inside the names of companies that are written small.
const SMALL: [&str; 7] = ["and", "de", "for", "in", "of", "on", "the"];

/// Returns what the name of a file, without its extension, tells of the call.
pub(super) fn facts(stem: &str) -> NameFacts {
    let tokens: Vec<&str> =
        stem.split(|c: char| !c.is_alphanumeric()).filter(|t| !t.is_empty()).collect();
    let date = find(&tokens, 0..0, date);
    let taken = date.as_ref().map_or(0..0, |(range, _)| range.clone());
    let quarter = find(&tokens, taken, quarter);
    let places: Vec<&Range<usize>> =
        date.iter().map(|(range, _)| range).chain(quarter.iter().map(|(range, _)| range)).collect();
    let ticker = ticker(&tokens, &places);
    let company = match (&quarter, &date, &ticker) {
        (Some((range, quarter)), None, None) if quarter.year.is_some() => company(&tokens, range),
        _ => None,
    };
    NameFacts {
        company,
        ticker,
        quarter: quarter.map(|(_, quarter)| quarter),
        date: date.map(|(_, date)| date),
    }
}

/// Returns the first longest run of up to three tokens that can be read, outside of a range.
fn find<T>(
    tokens: &[&str],
    taken: Range<usize>,
    read: impl Fn(&[&str]) -> Option<T>,
) -> Option<(Range<usize>, T)> {
    [3, 2, 1].into_iter().find_map(|len| {
        let starts = 0..(tokens.len() + 1).saturating_sub(len);
        let mut free = starts.filter(|&at| at >= taken.end || at + len <= taken.start);
        free.find_map(|at| read(&tokens[at..at + len]).map(|found| (at..at + len, found)))
    })
}

/// Reads `2016 Apr 26`, `2016 04 26`, `Apr 26 2016`, `26 Apr 2016` and `20160426`.
pub(super) fn date(tokens: &[&str]) -> Option<Date> {
    let number = |text: &str| text.parse::<u16>().ok();
    let day = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
    match *tokens {
        [one] if one.len() == 8 && one.is_ascii() => {
            Date::new(year(&one[..4])?, number(&one[4..6])?.try_into().ok()?, day(&one[6..])?)
        }
        [first, second, third] => {
            if let Some(year) = year(first) {
                let month =
                    month_number(second).or_else(|| day(second).filter(|_| second.len() == 2));
                return Date::new(year, month?, day(third)?);
            }
            let year = year(third)?;
            match (month_number(first), month_number(second)) {
                (Some(month), _) => Date::new(year, month, day(second)?),
                (None, month) => Date::new(year, month?, day(first)?),
            }
        }
        _ => None,
    }
}

/// Reads `2021 Q1`, `Q1 2021`, `Q1 FY 2021`, `Q1 FY21`, `2021q1`, `1Q21`, `FY2021` and, without
/// its year, `Q1`.
pub(super) fn quarter(tokens: &[&str]) -> Option<Period> {
    let period = |part, year| Some(Period { year: Some(year), part });
    match *tokens {
        [first, fy, third] if fy.eq_ignore_ascii_case("fy") => period(part(first)?, year(third)?),
        [first, second] => match (part(first), part(second)) {
            (Some(part), None) => period(part, fiscal_year(second)?),
            (None, Some(part)) => period(part, fiscal_year(first)?),
            _ => None,
        },
        [one] if one.is_ascii() => (1..one.len())
            .find_map(|at| {
                let (first, second) = one.split_at(at);
                let short = |text| fiscal_year(text).or_else(|| short_year(text));
                match (part(first), part(second)) {
                    // `FY21` alone may be any year; `FY2021` is one.
                    (Some(PeriodPart::FullYear), _) => period(PeriodPart::FullYear, year(second)?),
                    (Some(part), _) => period(part, short(second)?),
                    (None, Some(part)) => period(part, short(first)?),
                    _ => None,
                }
            })
            .or_else(|| {
                let part = part(one).filter(|_| one.to_ascii_lowercase().contains('q'))?;
                Some(Period { year: None, part })
            }),
        _ => None,
    }
}

fn part(text: &str) -> Option<PeriodPart> {
    let lower = text.to_ascii_lowercase();
    Some(match lower.as_str() {
        "q1" | "1q" => PeriodPart::Q1,
        "q2" | "2q" => PeriodPart::Q2,
        "q3" | "3q" => PeriodPart::Q3,
        "q4" | "4q" => PeriodPart::Q4,
        "h1" | "1h" => PeriodPart::H1,
        "h2" | "2h" => PeriodPart::H2,
        "fy" => PeriodPart::FullYear,
        _ => return None,
    })
}

/// Reads a year of four digits in which calls were recorded.
fn year(text: &str) -> Option<u16> {
    let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (1980..=2099).contains(year))
}

/// Reads `2021`, `FY2021` and `FY21`.
pub(super) fn fiscal_year(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("FY").or_else(|| text.strip_prefix("fy"));
    year(digits.unwrap_or(text)).or_else(|| short_year(digits?))
}

/// Reads a year of two digits.
fn short_year(text: &str) -> Option<u16> {
    let is_year = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse::<u16>().ok().filter(|_| is_year).map(|year| 2000 + year)
}

/// Returns the one token in capitals that stands beside a quarter or a day.
fn ticker(tokens: &[&str], places: &[&Range<usize>]) -> Option<String> {
    let is_beside = |at: usize| places.iter().any(|p| at + 1 == p.start || at == p.end);
    let is_free = |at: usize| !places.iter().any(|p| p.contains(&at));
    let looks_so = |at: usize, token: &str| {
        token.bytes().all(|b| b.is_ascii_uppercase())
            && (token.len() > 1 || at == 0)
            && token.len() <= 5
            && !is_noise(token)
    };
    let mut found = tokens
        .iter()
        .enumerate()
        .filter(|&(at, token)| is_beside(at) && is_free(at) && looks_so(at, token));
    let (_, ticker) = found.next()?;
    found.next().is_none().then(|| (*ticker).to_owned())
}

/// Returns the words before a quarter as a company, where nothing but that can be meant.
fn company(tokens: &[&str], quarter: &Range<usize>) -> Option<String> {
    let (words, rest) = (&tokens[..quarter.start], &tokens[quarter.end..]);
    let (last, others) = words.split_last()?;
    let plain = |word: &&str| word.chars().all(char::is_alphabetic) && !is_noise(word);
    if words.len() > 6 || !words.iter().all(plain) || !rest.iter().all(|word| is_noise(word)) {
        return None;
    }
    // A short last word in small letters may be the ticker; pages named after what they hold
    // (`…-earnings-call`) nearly always have it there.
    let longest_ticker = if rest.is_empty() && !others.is_empty() { 4 } else { 5 };
    let is_lower = !last.contains(char::is_uppercase);
    if is_lower && last.chars().count() <= longest_ticker && !FORMS.contains(last) {
        return None;
    }
    let named = words.iter().enumerate().map(|(at, word)| {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if is_lower && (at == 0 || !SMALL.contains(word)) => {
                first.to_uppercase().chain(chars).collect()
            }
            _ => (*word).to_owned(),
        }
    });
    Some(named.collect::<Vec<String>>().join(" "))
}

fn is_noise(word: &str) -> bool {
    NOISE.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Compares the facts as `company|ticker|quarter|date`.
    fn check(stem: &str, expected: &str) {
        let facts = facts(stem);
        let told = [
            facts.company,
            facts.ticker,
            facts.quarter.map(|q| q.to_string()),
            facts.date.map(|d| d.to_string()),
        ];
        assert_eq!(told.map(Option::unwrap_or_default).join("|"), expected, "{stem}");
    }

    #[test]
    fn tickers_stand_beside_quarters_and_days() {
        check("UPS_2024_Q1", "|UPS|2024-Q1|");
        check("AMZN_Q1_2015", "|AMZN|2015-Q1|");
        check("CROX-2024q1", "|CROX|2024-Q1|");
        check("ZTS_q2_2020", "|ZTS|2020-Q2|");
        check("FIG_Q2_2025_earnings_call", "|FIG|2025-Q2|");
        check("CT_AXP_2018_q1", "|AXP|2018-Q1|");
        check("2016-Apr-26-AAPL", "|AAPL||2016-04-26");
        check("2024-06-26-MU", "|MU||2024-06-26");
        check("AAPL_2025-10-30_transcript", "|AAPL||2025-10-30");
        check("T_2024_Q1", "|T|2024-Q1|");
        check("AAPL_2023_Q1_level2", "|AAPL|2023-Q1|");
        check("MSFT 1Q24", "|MSFT|2024-Q1|");
    }

    #[test]
    fn quarters_and_days_are_written_in_many_ways() {
        for stem in ["q1-2021", "1Q21", "Q1FY21", "Q1_FY2021", "2021Q1", "FY21-Q1", "q1 fy 2021"] {
            check(stem, "||2021-Q1|");
        }
        check("FY2021", "||2021-FY|");
        check("2021_h2", "||2021-H2|");
        check("q3", "||Q3|");
        check("20240626", "|||2024-06-26");
        check("June 26, 2024", "|||2024-06-26");
        check("26.sept.2024", "|||2024-09-26");
        check("2024-06-26 q2 2024", "||2024-Q2|2024-06-26");
        check("2024-02-30", "|||");
    }

    #[test]
    fn companies_are_the_words_before_a_quarter() {
        check("kingsoft-cloud-2021q1", "Kingsoft Cloud||2021-Q1|");
        check("helen-of-troy-ltd-2021q1", "Helen of Troy Ltd||2021-Q1|");
        check("PayPal-2021-Q1-transcript", "PayPal||2021-Q1|");
        check("Deutsche_Bank_Q2_2023_earnings_call", "Deutsche Bank||2023-Q2|");
    }

    #[test]
    fn what_may_be_no_company_is_none() {
        for stem in ["transcript", "4341191", "AAPL_level3", "call", "", "Untitled (2)", "level-1"]
        {
            check(stem, "|||");
        }
        check("transcript-2021q1", "||2021-Q1|");
        check("kingsoft-cloud", "|||");
        check("aapl-2021q1", "||2021-Q1|");
        check("apple-aapl-2021q1", "||2021-Q1|");
        check("kingsoft-cloud-q1", "||Q1|");
        check("micro-focus-mfgp-q2-2020-earnings-call-tr", "||2020-Q2|");
        check("2020-07-07-pure-cycle-corp-pcyo-q3-2020", "||2020-Q3|2020-07-07");
        check("4235146-texas-instruments-incorporated-t", "|||");
        check("MSFT_2024_Q1_GOOG", "||2024-Q1|");
    }

    #[test]
    fn noise_is_sorted() {
        assert!(NOISE.is_sorted());
    }

    proptest! {
        #[test]
        fn any_name_is_read(stem in "\\PC*", parts in "([qQhH][1-4]|FY|20[0-9]{2}|[A-Za-z]{1,3}|[-_ é])*") {
            let _ = (facts(&stem), facts(&parts));
        }
    }
}
