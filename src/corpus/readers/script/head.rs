//! What the first lines of a transcript tell of the call: company, ticker, period, day.

use crate::corpus::filename;
use crate::transcript::Call;
use crate::transcript::Date;
use crate::transcript::Period;
use crate::transcript::PeriodPart;

/// How many words of a line are looked at: titles are short.
const WORDS: usize = 60;

/// How many characters of a line are looked at for a day.
const LONGEST: usize = 600;

/// Reads the line that names a call: `Company (NYSE:TICK) Q1 2018 Earnings Call April 18, 2018`
/// or `Q2 2016 Company Inc Earnings Call`; nothing where it names no company.
pub(in crate::corpus::readers) fn titled(line: &str) -> Option<Call> {
    let line = line.trim();
    if line.len() > 300 {
        return None;
    }
    let (quarter, date) = (period(line), dated(line));
    let mut call = Call { date, quarter, ..Call::default() };
    if let Some((before, inside, after)) = parenthesised(line)
        && let Some(ticker) = ticker(inside)
        && !before.is_empty()
        && before.len() <= 100
    {
        call.company = Some(before.trim_end_matches([',', '-', ' ']).to_owned());
        call.ticker = Some(ticker);
        if quarter.is_some() || after.to_lowercase().contains("call") {
            call.title = Some(line.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        return Some(call);
    }
    let company = between_period_and_call(line)?;
    quarter?;
    call.company = Some(company);
    call.title = Some(line.to_owned());
    Some(call)
}

/// Splits a line at its first pair of parentheses.
fn parenthesised(line: &str) -> Option<(&str, &str, &str)> {
    let open = line.find('(')?;
    let close = open + line[open..].find(')')?;
    Some((line[..open].trim(), line[open + 1..close].trim(), line[close + 1..].trim()))
}

/// Reads `NYSE:TICK`, `Nasdaq: TICK` and `TICK`, perhaps with a change of price beside it.
fn ticker(inside: &str) -> Option<String> {
    let last = inside.rsplit(':').next()?.trim();
    let word = last.split(|c: char| c == ' ' || c == '+' || c.is_ascii_digit()).next()?;
    let letters = word.trim_end_matches(['-', '.', '−', '–']);
    let shape = |w: &str| {
        (1..=6).contains(&w.len())
            && w.starts_with(|c: char| c.is_ascii_uppercase())
            && w.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '.' | '-'))
    };
    shape(letters).then(|| letters.to_owned())
}

/// Returns the words between a period that begins a title and what kind of call it is.
fn between_period_and_call(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().take(WORDS).collect();
    let (first, second) = (words.first()?, words.get(1)?);
    let skip = match filename::quarter(&[first, second]) {
        Some(_) => 2,
        None => usize::from(filename::quarter(&[first]).is_some_and(|q| q.year.is_some())),
    };
    let ends = ["earnings", "conference", "results", "call", "interim", "sales", "trading"];
    let end = words.iter().position(|w| ends.contains(&w.to_lowercase().as_str()))?;
    (skip > 0 && end > skip).then(|| words[skip..end].join(" "))
}

/// Finds the fiscal period a text names first: `Q1 2018`, `Q4 FY25`, `first quarter 2021`.
pub(in crate::corpus::readers) fn period(text: &str) -> Option<Period> {
    let tokens = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let mut words: Vec<&str> = Vec::new();
    for token in tokens.take(WORDS) {
        // `Q3 & 9M CY2024` is the call on the third quarter.
        let beside = matches!(token, "9M" | "6M" | "12M" | "H1" | "H2" | "1H" | "2H" | "and");
        let after_quarter =
            words.last().is_some_and(|w| filename::quarter(&[w]).is_some_and(|q| q.year.is_none()));
        if !(beside && after_quarter) {
            words.push(token.strip_prefix("CY").filter(|y| !y.is_empty()).unwrap_or(token));
        }
    }
    let at = |from: usize, len: usize| words.get(from..from + len);
    (0..words.len()).find_map(|i| {
        let figures = [3, 2].into_iter().find_map(|len| filename::quarter(at(i, len)?));
        let single = || filename::quarter(at(i, 1)?).filter(|q| q.year.is_some());
        figures.or_else(single).filter(|q| q.year.is_some()).or_else(|| spoken(&words[i..]))
    })
}

/// Reads `first quarter 2021`, `first quarter of fiscal year 2021`, `third fiscal quarter 2021`.
fn spoken(words: &[&str]) -> Option<Period> {
    let lower: Vec<String> = words.iter().take(7).map(|w| w.to_lowercase()).collect();
    let part = ordinal(lower.first()?)?;
    let rest: Vec<&str> = lower[1..].iter().map(String::as_str).collect();
    let quarter = rest.iter().take(2).position(|w| *w == "quarter")?;
    let between = ["fiscal", "of", "year", "the", "fy", "and", "full"];
    let year = rest[quarter + 1..].iter().find(|w| !between.contains(w))?;
    filename::fiscal_year(year).map(|year| Period { year: Some(year), part })
}

/// Reads the word for a quarter's number.
fn ordinal(word: &str) -> Option<PeriodPart> {
    Some(match word {
        "first" | "1st" => PeriodPart::Q1,
        "second" | "2nd" => PeriodPart::Q2,
        "third" | "3rd" => PeriodPart::Q3,
        "fourth" | "4th" => PeriodPart::Q4,
        _ => return None,
    })
}

/// Finds the day a text names first: `April 18, 2018`, `Sept. 3, 2025`, `2025-10-30`.
pub(in crate::corpus::readers) fn dated(text: &str) -> Option<Date> {
    // A page's line ends may be lost, so that a month follows the word before it without a space.
    let mut parted = String::with_capacity(text.len().min(LONGEST) + 8);
    for c in text.chars().take(LONGEST) {
        if c.is_uppercase() && parted.ends_with(char::is_lowercase) {
            parted.push(' ');
        }
        parted.push(c);
    }
    let words = parted.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let words: Vec<&str> = words.take(WORDS).collect();
    words.windows(3).find_map(filename::date)
}

/// Reads a day that begins a text, perhaps with a time of day: `2023-02-02T17:00:00`.
pub(in crate::corpus::readers) fn month_day(text: &str) -> Option<Date> {
    let day = text.trim().get(..10)?;
    day.parse().ok()
}

/// Finds in the opening words of a call who holds it: `welcome to the Oak Foods first quarter
/// 2021 earnings call`. The name must be all capitals and stand between the greeting and the
/// period or the kind of call.
pub(in crate::corpus::readers) fn opening(text: &str) -> Option<String> {
    let rest = greeting(text)?;
    let mut words: Vec<&str> = Vec::new();
    for word in rest.split_whitespace().take(9) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '&');
        let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
        // A year goes with the period that follows it.
        let end = is_call_word(bare) || filename::fiscal_year(bare).is_some();
        let glue = matches!(bare, "of" | "and" | "&" | "the") && !words.is_empty();
        if end && !words.is_empty() {
            let name = words.join(" ");
            return Some(name.trim_matches([',', '\u{fffd}', '\'', '’', '"', '“', '”']).to_owned());
        }
        if end
            || !(bare.starts_with(char::is_uppercase)
                || glue
                || bare.starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
        let closes = word.ends_with("'s") || word.ends_with("’s");
        words.push(if closes { bare } else { word.trim_end_matches([',', '\u{fffd}']) });
    }
    None
}

/// Finds in the opening words of a call the period it reports on.
pub(super) fn opening_period(text: &str) -> Option<Period> {
    let rest = greeting(text)?;
    let end = rest.find(['.', '?', '!']).unwrap_or(rest.len());
    period(&rest[..end])
}

/// Returns what follows "welcome to" in the opening words of a call.
fn greeting(text: &str) -> Option<&str> {
    let end = text.char_indices().nth(1500).map_or(text.len(), |(at, _)| at);
    let head = &text[..end];
    let lower = head.to_ascii_lowercase();
    let starts =
        ["welcome to the ", "welcome to ", "welcome everyone to the ", "welcome you to the "];
    let start = starts.iter().find_map(|s| lower.find(s).map(|at| at + s.len()))?;
    Some(&head[start..])
}

/// Tells whether a word ends the name of a company in a greeting.
fn is_call_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    let first = lower.split('-').next().unwrap_or_default();
    let known = [
        "first",
        "second",
        "third",
        "fourth",
        "1st",
        "2nd",
        "3rd",
        "4th",
        "q1",
        "q2",
        "q3",
        "q4",
        "quarter",
        "quarterly",
        "fiscal",
        "full",
        "year",
        "earnings",
        "conference",
        "results",
        "call",
        "annual",
        "half",
        "interim",
        "webcast",
        "investor",
    ];
    known.contains(&first) || filename::quarter(&[word]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_tell_company_ticker_period_and_day() {
        let check = |line: &str, expected: &str| {
            let call = titled(line).unwrap_or_default();
            let told = [
                call.company,
                call.ticker,
                call.quarter.map(|q| q.to_string()),
                call.date.map(|d| d.to_string()),
            ];
            assert_eq!(told.map(Option::unwrap_or_default).join("|"), expected, "{line}");
        };
        check(
            "Oak Foods Co. (NYSE:OAK) Q1 2018 Earnings Conference Call April 18, 2018  5:00 PM ET",
            "Oak Foods Co.|OAK|2018-Q1|2018-04-18",
        );
        check("Oak Foods (OAK1.26%)Q1 2024 Earnings Call", "Oak Foods|OAK|2024-Q1|");
        check("Q2 2016 Oak Foods Inc Earnings Call", "Oak Foods Inc||2016-Q2|");
        check("Oak Foods said so (in May 2018)", "|||");
        check("Good morning.", "|||");
    }

    #[test]
    fn greetings_tell_the_company() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(opening(text).as_deref(), expected, "{text}");
        };
        check(
            "Good day and welcome to the Oak Foods First Quarter Earnings Call.",
            Some("Oak Foods"),
        );
        check("Welcome to Oak & Pine's Q3 2021 call.", Some("Oak & Pine"));
        check("Good day and welcome to the call.", None);
        check("Welcome to our first quarter call.", None);
    }

    #[test]
    fn periods_and_days_are_found_in_running_text() {
        assert_eq!(
            period("our third fiscal quarter of 2021 results").map(|p| p.to_string()),
            Some("2021-Q3".into())
        );
        assert_eq!(period("Q4 FY25 Earnings").map(|p| p.to_string()), Some("2025-Q4".into()));
        assert_eq!(period("a quarter of 2021"), None);
        assert_eq!(
            dated("Thursday, April 23, 2026 at 8 a.m. ET").map(|d| d.to_string()),
            Some("2026-04-23".into())
        );
    }
}
