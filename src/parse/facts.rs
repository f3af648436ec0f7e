//! Facts of the call that its words tell: company, period, date, symbol, title.

use crate::parse::firms::firm_at;
use crate::parse::firms::spelled;
use crate::parse::tokens::Mark;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::transcript::Call;
use crate::transcript::Date;
use crate::transcript::Period;
use crate::transcript::PeriodPart;
use crate::transcript::month_number;

/// How far into the text facts are looked for, in bytes.
const OPENING: usize = 6_000;
/// The longest heading above a transcript, in bytes.
const HEADING: usize = 160;

/// Returns what the words tell of the call.
pub(crate) fn facts(text: &str, words: &[Word]) -> Call {
    let cut = (0..=OPENING.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    let opening = &text[..cut.unwrap_or(0)];
    let words = &words[..words.partition_point(|w| w.end <= opening.len())];
    let title = title(opening);
    Call {
        company: company(opening, words),
        ticker: ticker(opening),
        quarter: period(opening, words),
        date: date(opening, words),
        title,
        ..Call::default()
    }
}

/// Returns the heading that names the call: a short line that speaks of the earnings call.
fn title(opening: &str) -> Option<String> {
    let lines = opening.lines().map(str::trim).filter(|l| !l.is_empty()).take(12);
    let named = |l: &&str| {
        let lower = l.to_ascii_lowercase();
        l.len() < HEADING
            && !l.ends_with(['.', '?', '!', ':'])
            && lower.contains("call")
            && ["earnings", "results", "conference"].iter().any(|w| lower.contains(w))
            && !lower.contains("welcome")
            && !lower.contains("participants")
    };
    lines.into_iter().find(named).map(str::to_owned)
}

/// Returns the symbol that stands with its exchange: `(NYSE:AXP)`.
fn ticker(opening: &str) -> Option<String> {
    for exchange in ["NYSE", "NASDAQ", "Nasdaq", "NasdaqGS", "AMEX", "TSX", "LSE"] {
        for (at, _) in opening.match_indices(exchange) {
            let rest = opening[at + exchange.len()..].trim_start();
            let Some(rest) = rest.strip_prefix(':') else { continue };
            let rest = rest.trim_start();
            let end =
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
            let symbol = rest[..end].trim_end_matches('.');
            if (1..=6).contains(&symbol.len()) && symbol.chars().all(|c| !c.is_ascii_lowercase()) {
                return Some(symbol.to_owned());
            }
        }
    }
    None
}

const ORDINALS: [(WordId, PeriodPart); 12] = [
    (id("first"), PeriodPart::Q1),
    (id("second"), PeriodPart::Q2),
    (id("third"), PeriodPart::Q3),
    (id("fourth"), PeriodPart::Q4),
    (id("1st"), PeriodPart::Q1),
    (id("2nd"), PeriodPart::Q2),
    (id("3rd"), PeriodPart::Q3),
    (id("4th"), PeriodPart::Q4),
    (id("1q"), PeriodPart::Q1),
    (id("2q"), PeriodPart::Q2),
    (id("3q"), PeriodPart::Q3),
    (id("4q"), PeriodPart::Q4),
];

const QUARTERS: [(WordId, PeriodPart); 4] = [
    (id("q1"), PeriodPart::Q1),
    (id("q2"), PeriodPart::Q2),
    (id("q3"), PeriodPart::Q3),
    (id("q4"), PeriodPart::Q4),
];

/// Returns the period the opening words name: `first quarter 2021`, `Q3 fiscal year 2023`.
fn period(opening: &str, words: &[Word]) -> Option<Period> {
    let mut bare = None;
    for (i, word) in words.iter().enumerate() {
        let Some((part, end)) = part_at(words, i) else { continue };
        if counts_question(opening, word) {
            continue;
        }
        let near = &words[end..(end + 5).min(words.len())];
        let skipped = |w: &&Word| !FILLERS.contains(&w.id);
        let after = near.iter().find(skipped).and_then(|w| year(opening, w));
        let before = i.checked_sub(1).and_then(|b| {
            let b = if FILLERS.contains(&words[b].id) && b > 0 { b - 1 } else { b };
            year(opening, &words[b])
        });
        if let Some(year) = after.or(before) {
            return Some(Period { year: Some(year), part });
        }
        if bare.is_none() && word.start < OPENING / 2 {
            bare = Some(Period { year: None, part });
        }
    }
    bare
}

/// Tells whether a word such as `Q1` counts the questions of a text: it begins a line, and a mark
/// parts it from what is asked.
fn counts_question(text: &str, word: &Word) -> bool {
    let before = text[..word.start].trim_end_matches([' ', '\t']);
    let begins_line = before.is_empty() || before.ends_with('\n');
    begins_line && text[word.end..].starts_with(['.', ':', ')'])
}

/// Words between a quarter and its year.
const FILLERS: [WordId; 9] = [
    id("fiscal"),
    id("year"),
    id("of"),
    id("full"),
    id("the"),
    id("for"),
    id("and"),
    id("fy"),
    id("year-end"),
];

fn part_at(words: &[Word], at: usize) -> Option<(PeriodPart, usize)> {
    let word = &words[at];
    if let Some((_, part)) = QUARTERS.iter().find(|q| q.0 == word.id) {
        return Some((*part, at + 1));
    }
    let (_, part) = ORDINALS.iter().find(|o| o.0 == word.id)?;
    let short =
        word.shape == Shape::Digit && [id("1q"), id("2q"), id("3q"), id("4q")].contains(&word.id);
    let fiscal = usize::from(words.get(at + 1).is_some_and(|w| w.id == id("fiscal")));
    let named = words
        .get(at + 1 + fiscal)
        .is_some_and(|w| w.id == id("quarter") || w.base == id("quarter"));
    if short { Some((*part, at + 1)) } else { named.then_some((*part, at + 2 + fiscal)) }
}

/// Returns the year a word names: `2021`, `FY21`.
fn year(text: &str, word: &Word) -> Option<u16> {
    let said = &text[word.start..word.end];
    let said = said.trim_end_matches("'s").trim_end_matches("’s");
    let digits = said.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let short = digits.len() == 2 && said.to_ascii_uppercase().starts_with("FY");
    let year: u16 = digits.parse().ok()?;
    match digits.len() {
        4 if (1990..2100).contains(&year) => Some(year),
        2 if short => Some(2000 + year),
        _ => None,
    }
}

/// Returns the day of the call: one named in a heading, or as today's in the words.
fn date(opening: &str, words: &[Word]) -> Option<Date> {
    for (i, word) in words.iter().enumerate().take(400) {
        let month = month_number(&opening[word.start..word.end]);
        let Some(month) = month.filter(|_| word.capital()) else { continue };
        let (Some(day), Some(year_word)) = (words.get(i + 1), words.get(i + 2)) else { continue };
        let day_said =
            opening[day.start..day.end].trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let (Ok(day_number), Some(year)) = (day_said.parse::<u8>(), year(opening, year_word))
        else {
            continue;
        };
        let heading = line_around(opening, word.start).len() < HEADING;
        let today = words[i.saturating_sub(4)..i]
            .iter()
            .any(|w| w.base == id("today") || w.id == id("recorded"));
        if heading || today {
            return Date::new(year, month, day_number);
        }
    }
    None
}

fn line_around(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    &text[start..end]
}

/// Words after which the company's name stands.
const LEADS: [WordId; 8] =
    [id("welcome"), id("to"), id("for"), id("by"), id("the"), id("at"), id("of"), id("from")];

/// Words that follow the company's name in a welcome.
const FOLLOWS: [WordId; 26] = [
    id("first"),
    id("second"),
    id("third"),
    id("fourth"),
    id("q1"),
    id("q2"),
    id("q3"),
    id("q4"),
    id("1st"),
    id("2nd"),
    id("3rd"),
    id("4th"),
    id("fiscal"),
    id("full"),
    id("full-year"),
    id("quarterly"),
    id("earnings"),
    id("conference"),
    id("results"),
    id("year-end"),
    id("first-quarter"),
    id("second-quarter"),
    id("third-quarter"),
    id("fourth-quarter"),
    id("financial"),
    id("2021"),
];

/// Words written with a capital that speak of accounts and are no company.
const ACCOUNTING: [WordId; 4] = [id("gaap"), id("non-gaap"), id("ifrs"), id("ebitda")];

/// Returns the company that a welcome names: `welcome to the Acme Corporation third quarter …`.
fn company(opening: &str, words: &[Word]) -> Option<String> {
    for at in 1..words.len() {
        let (before, word) = (&words[at - 1], &words[at]);
        if !LEADS.contains(&before.id) || before.after > Mark::Comma || !word.capital() {
            continue;
        }
        if FOLLOWS.contains(&word.id) || ACCOUNTING.contains(&word.id) {
            continue;
        }
        let Some(found) = firm_at(words, at).filter(|f| f.start == at) else { continue };
        let ends = |i: &usize| FOLLOWS.contains(&words[*i].id) || beside(opening, words, *i) > 0;
        let end = (found.start..found.end).find(ends).unwrap_or(found.end);
        let own = (found.start..end).find(|&i| words[i].base != words[i].id).map_or(end, |i| i + 1);
        let beside = beside(opening, words, own);
        let next = words
            .get(own + beside)
            .filter(|_| words[own - 1..own + beside].iter().all(|w| !w.ends()));
        if own > at && next.is_some_and(|next| is_welcomed(words, at, next)) {
            let said = spelled(opening, &words[at..own]);
            let bare = said.strip_suffix("'s").or_else(|| said.strip_suffix("’s")).unwrap_or(said);
            return Some(bare.trim_end_matches(['\'', '’', ',']).to_owned());
        }
    }
    None
}

/// Returns how many words stand here that are no part of a company's name but may stand between
/// it and its call: a year, or `Investor Relations`.
fn beside(opening: &str, words: &[Word], at: usize) -> usize {
    let Some(word) = words.get(at) else { return 0 };
    let relations = word.id == id("investor") || word.id == id("investors");
    if year(opening, word).is_some() {
        1
    } else if relations
        && words.get(at + 1).is_some_and(|w| w.base == id("relations") || w.id == id("relations"))
    {
        2
    } else {
        0
    }
}

/// Tells whether the name that begins here is that of the call's host, by what stands before it
/// and by the word behind it: what is done `for` or `by` somebody is a call, not `results`.
fn is_welcomed(words: &[Word], at: usize, next: &Word) -> bool {
    let before = &words[at.saturating_sub(6)..at];
    let has = |ids: &[WordId]| before.iter().any(|w| ids.contains(&w.id));
    let is_plain =
        next.shape == Shape::Lower && [id("results"), id("financial")].contains(&next.id);
    FOLLOWS.contains(&next.id)
        && (has(&[id("welcome"), id("welcoming"), id("joining")])
            || has(&[id("by"), id("for")]) && !is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::tokens::words;

    fn check(text: &str, company: Option<&str>, quarter: Option<&str>, date: Option<&str>) {
        let found = facts(text, &words(text));
        assert_eq!(found.company.as_deref(), company, "{text}");
        assert_eq!(found.quarter.map(|q| q.to_string()).as_deref(), quarter, "{text}");
        assert_eq!(found.date.map(|d| d.to_string()).as_deref(), date, "{text}");
    }

    #[test]
    fn the_welcome_tells_company_and_quarter() {
        check(
            "Thank you for standing by for Kingsley Cloud First Quarter 2021 Earnings Conference Call.",
            Some("Kingsley Cloud"),
            Some("2021-Q1"),
            None,
        );
        check(
            "Good day, everyone, and welcome to the Apel Q1 fiscal year 2023 earnings conference call.",
            Some("Apel"),
            Some("2023-Q1"),
            None,
        );
        check("Welcome to Macey's third quarter results call.", Some("Macey"), Some("Q3"), None);
        check("Hello. We grew in the quarter.", None, None, None);
        // Questions are counted so, too.
        check("On the garden\nQ1. How are the roses?\nA1. In bloom.", None, None, None);
        check("Q1 results\nWe grew.", None, Some("Q1"), None);
    }

    #[test]
    fn what_stands_beside_the_name_is_no_part_of_it() {
        let check = |text: &str, company: Option<&str>| {
            let found = facts(text, &words(text));
            assert_eq!(found.company.as_deref(), company, "{text}");
        };
        check(
            "Good day, and welcome to the Acme Group 2024 first quarter earnings call.",
            Some("Acme Group"),
        );
        check("Welcome to Acme Energy 2024 Q4 and full year earnings call.", Some("Acme Energy"));
        check(
            "I welcome everyone to the ACM Investor Relations First Quarter 2024 Earnings Conference Call.",
            Some("ACM"),
        );
        check(
            "Welcome. You find the differences between these and the GAAP results for GAAP financial measures.",
            None,
        );
        check("Welcome. We show non GAAP financial measures for non-GAAP results.", None);
        check("We executed well there. Acme for San Bruno results are solid.", None);
        check("Stand by for Acme's first quarter call.", Some("Acme"));
    }

    #[test]
    fn headings_tell_day_and_symbol() {
        let text = "Acme Company (NYSE:ACM) Q1 2018 Earnings Conference Call April 18, 2018 5:00 PM ET\nOperator\n";
        check(text, None, Some("2018-Q1"), Some("2018-04-18"));
        assert_eq!(facts(text, &words(text)).ticker.as_deref(), Some("ACM"));
        assert!(facts(text, &words(text)).title.is_some());
    }
}
