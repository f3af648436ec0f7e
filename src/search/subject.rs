//! What a query is about: companies, periods and speakers among its plain words.
//!
//! Company and quarter are facts of a call that are seldom spoken in it, and nobody says his own
//! name. Where the plain words of a query name a company that the index holds, a fiscal period or
//! somebody who speaks, the calls and turns that they mean are preferred; nothing is shut out.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use tantivy::DocSet;
use tantivy::TERMINATED;

use crate::index::MetaField;
use crate::index::Reader;
use crate::index::meta_words;
use crate::search::SearchError;
use crate::search::opener::open_terms;
use crate::search::terms::exact;
use crate::search::terms::matching;
use crate::transcript::Period;
use crate::transcript::PeriodPart;

/// Words that tell the form of a company, not which one it is.
const FORMS: [&str; 20] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "companies",
    "ltd",
    "limited",
    "plc",
    "llc",
    "group",
    "holdings",
    "holding",
    "nv",
    "sa",
    "ag",
    "se",
    "the",
    "com",
];

/// A company's first word alone names it only if it is at least so long.
const MIN_FIRST_WORD: usize = 4;

/// A plain word of a query.
#[derive(Debug, Clone)]
pub(super) struct PlainWord {
    /// The word as written.
    pub(super) text: String,
    /// The bytes of the query that hold it.
    pub(super) span: Range<usize>,
}

/// What some words of a query are about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Subject {
    /// Whether it is a company, a period or a speaker.
    pub(super) kind: SubjectKind,
    /// What the calls or turns that are meant have, as terms of the `meta` field.
    pub(super) terms: Vec<String>,
    /// The bytes of the query that name it.
    pub(super) span: Range<usize>,
}

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A company, by its name or symbol.
    Company,
    /// A fiscal quarter or half of one year.
    Quarter,
    /// A year, or quarters from one to another.
    Span,
    /// A quarter whose year is not said.
    QuarterOfAnyYear,
    /// Somebody who speaks, by first and last name.
    Speaker,
}

/// Returns the companies, periods and speakers that plain words name and the index holds.
pub(super) fn subjects(reader: &Reader, words: &[PlainWord]) -> Result<Vec<Subject>, SearchError> {
    let words: Vec<Folded> = words.iter().flat_map(Folded::of).collect();
    let mut out = companies(reader, &words)?;
    out.extend(periods(reader, &words)?);
    out.extend(speakers(reader, &words)?);
    Ok(out)
}

/// Returns those who are named in full: by all the words of their name, two at least.
fn speakers(reader: &Reader, words: &[Folded]) -> Result<Vec<Subject>, SearchError> {
    let prefix = MetaField::Speaker.prefix();
    let mut out = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let begin = format!("{prefix}{} {}", pair[0].text, pair[1].text);
        let is_said = |term: &str| {
            let name = term[prefix.len()..].split(' ');
            let mut said = words[at..].iter().map(|w| w.text.as_str());
            name.into_iter().all(|word| said.next() == Some(word))
        };
        for term in matching(reader, reader.fields().meta, &begin, &is_said)?.into_keys() {
            let last = at + term[prefix.len()..].split(' ').count() - 1;
            let span = words[at].span.start..words[last].span.end;
            out.push(Subject { kind: SubjectKind::Speaker, terms: vec![term], span });
        }
    }
    Ok(out)
}

/// A word as names are compared, and whether it was written as names are.
struct Folded {
    text: String,
    capital: bool,
    span: Range<usize>,
}

impl Folded {
    fn of(word: &PlainWord) -> Vec<Self> {
        let plain = word.text.trim_end_matches(['?', '.', ',', ';', ':', '!']);
        let plain = plain.strip_suffix("'s").or(plain.strip_suffix("’s")).unwrap_or(plain);
        let capital = plain.starts_with(char::is_uppercase);
        let parts = meta_words(plain).into_iter();
        parts.map(|text| Self { text, capital, span: word.span.clone() }).collect()
    }
}

fn companies(reader: &Reader, words: &[Folded]) -> Result<Vec<Subject>, SearchError> {
    let meta = reader.fields().meta;
    let no_capitals = words.iter().all(|w| !w.capital);
    let mut found: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    let mut doubtful: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    let prefix = MetaField::Company.prefix();
    for term in company_terms(reader, words)? {
        let name: Vec<&str> = term[prefix.len()..].split(' ').collect();
        let core: Vec<&str> = {
            let end = name.iter().rposition(|w| !FORMS.contains(w)).map_or(name.len(), |i| i + 1);
            name[usize::from(name[0] == "the" && end > 1)..end].to_vec()
        };
        match place_of(&core, words, no_capitals) {
            Some((place, Certainty::Sure)) => found.entry(place).or_default().push(term),
            Some((place, Certainty::Doubtful)) => doubtful.entry(place).or_default().push(term),
            None => {}
        }
    }
    for (place, terms) in doubtful {
        if !found.contains_key(&place) && is_name_of(reader, &words[place.0].text, &terms)? {
            found.insert(place, terms);
        }
    }
    let prefix = MetaField::Ticker.prefix();
    for (at, word) in words.iter().enumerate() {
        let is_symbol = word.capital && word.text.len() > 1 && !no_capitals;
        let term = format!("{prefix}{}", word.text);
        if is_symbol && !exact(reader, meta, &term)?.is_empty() {
            found.entry((at, at + 1)).or_default().push(term);
        }
    }
    let longest = |place: &(usize, usize)| {
        !found.keys().any(|o| o != place && o.0 <= place.0 && o.1 >= place.1)
    };
    let kept = found.iter().filter(|(place, _)| longest(place));
    Ok(kept
        .map(|(place, terms)| Subject {
            kind: SubjectKind::Company,
            terms: terms.clone(),
            span: words[place.0].span.start..words[place.1 - 1].span.end,
        })
        .collect())
}

/// Returns the companies whose names begin with one of the words, an article passed over.
fn company_terms(reader: &Reader, words: &[Folded]) -> Result<BTreeSet<String>, SearchError> {
    let prefix = MetaField::Company.prefix();
    let mut out = BTreeSet::new();
    for word in words.iter().map(|w| w.text.as_str()).collect::<BTreeSet<_>>() {
        for begin in [format!("{prefix}{word}"), format!("{prefix}the {word}")] {
            let whole = |term: &str| matches!(term.as_bytes().get(begin.len()), None | Some(b' '));
            out.extend(matching(reader, reader.fields().meta, &begin, &whole)?.into_keys());
        }
    }
    Ok(out)
}

/// Whether words name a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// They do.
    Sure,
    /// They do if the word is not also one that anyone uses.
    Doubtful,
}

/// Returns where a company's name stands among the words: the whole of it, or its first word
/// where that may be meant as a name.
fn place_of(
    core: &[&str],
    words: &[Folded],
    no_capitals: bool,
) -> Option<((usize, usize), Certainty)> {
    let first = core.first()?;
    let mut partial = None;
    for (at, word) in words.iter().enumerate().filter(|(_, w)| w.text == *first) {
        let same = core.iter().zip(&words[at..]).take_while(|(c, w)| **c == w.text).count();
        let named = word.capital || no_capitals;
        if same == core.len() && (named || same > 1) {
            return Some(((at, at + same), Certainty::Sure));
        }
        if first.len() >= MIN_FIRST_WORD && partial.is_none() {
            let certainty = match (word.capital, no_capitals) {
                (true, _) => Certainty::Sure,
                (false, true) => Certainty::Doubtful,
                (false, false) => continue,
            };
            partial = Some(((at, at + same), certainty));
        }
    }
    partial
}

/// Tells whether a word that begins the names of some companies is their name alone: at least
/// half of the passages that have it stand in their calls.
fn is_name_of(reader: &Reader, word: &str, companies: &[String]) -> Result<bool, SearchError> {
    let (mut inside, mut all) = (0_usize, 0_usize);
    for segment in reader.segments() {
        let opened = |field, terms: &[String]| open_terms(segment, field, terms);
        let mut heads = opened(reader.fields().meta, companies)?;
        let mut calls = BTreeSet::new();
        while heads.doc() != TERMINATED {
            calls.insert(heads.doc());
            heads.advance();
        }
        let mut passages = opened(reader.fields().body, &[word.to_owned()])?;
        while passages.doc() != TERMINATED {
            all += 1;
            inside += usize::from(calls.contains(&segment.columns.call_start(passages.doc())));
            passages.advance();
        }
    }
    Ok(inside * 2 >= all)
}

/// A fiscal period as it is said, and where.
struct Said {
    period: SaidPeriod,
    place: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SaidPeriod {
    Quarter(Period),
    Year(u16),
}

fn periods(reader: &Reader, words: &[Folded]) -> Result<Vec<Subject>, SearchError> {
    let said = said_periods(words);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(one) = said.get(at) {
        let next = said.get(at + 1).filter(|next| joins_range(words, one, next));
        let (kind, range, end) = if let Some(next) = next {
            at += 1;
            (SubjectKind::Span, (first(one.period), last(next.period)), next.place.end)
        } else {
            let (kind, range) = reach(words, one);
            (kind, range, one.place.end)
        };
        at += 1;
        let fits = |period: Period| match (kind, one.period) {
            (SubjectKind::QuarterOfAnyYear, SaidPeriod::Quarter(q)) => q.part == period.part,
            _ => period.to_number().is_some_and(|n| (range.0..=range.1).contains(&n)),
        };
        let prefix = MetaField::Quarter.prefix();
        let held = matching(reader, reader.fields().meta, prefix, &|term| {
            term[prefix.len()..].parse().is_ok_and(fits)
        })?;
        if !held.is_empty() {
            let span = words[one.place.start].span.start..words[end - 1].span.end;
            out.push(Subject { kind, terms: held.into_keys().collect(), span });
        }
    }
    Ok(out)
}

/// Returns which periods are meant by one that stands alone: `after 2023-Q1`, `2022`, `Q3 2021`.
fn reach(words: &[Folded], said: &Said) -> (SubjectKind, (u64, u64)) {
    let before = said.place.start.checked_sub(1).map(|i| words[i].text.as_str());
    let period = said.period;
    match (period, before) {
        (_, Some("after" | "since" | "from")) => (SubjectKind::Span, (first(period), u64::MAX)),
        (_, Some("before" | "until")) => (SubjectKind::Span, (0, last(period))),
        (SaidPeriod::Year(_), _) => (SubjectKind::Span, (first(period), last(period))),
        (SaidPeriod::Quarter(quarter), _) if quarter.year.is_none() => {
            (SubjectKind::QuarterOfAnyYear, (0, 0))
        }
        (SaidPeriod::Quarter(_), _) => (SubjectKind::Quarter, (first(period), last(period))),
    }
}

fn first(period: SaidPeriod) -> u64 {
    match period {
        SaidPeriod::Quarter(quarter) => quarter.to_number().unwrap_or(0),
        SaidPeriod::Year(year) => u64::from(year) * 10,
    }
}

fn last(period: SaidPeriod) -> u64 {
    match period {
        SaidPeriod::Quarter(quarter) => quarter.to_number().unwrap_or(u64::MAX),
        SaidPeriod::Year(year) => u64::from(year) * 10 + 9,
    }
}

/// Tells whether two periods are the ends of one range: `from 2023-Q1 through 2024-Q1`.
fn joins_range(words: &[Folded], one: &Said, next: &Said) -> bool {
    let between: Vec<&str> =
        words[one.place.end..next.place.start].iter().map(|w| w.text.as_str()).collect();
    let opened = one.place.start > 0
        && matches!(words[one.place.start - 1].text.as_str(), "from" | "between");
    match between.as_slice() {
        ["to" | "through" | "until" | "till"] => true,
        ["and"] => opened,
        _ => false,
    }
}

fn said_periods(words: &[Folded]) -> Vec<Said> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((period, end)) = period_at(words, at) else {
            at += 1;
            continue;
        };
        out.push(Said { period, place: at..end });
        at = end;
    }
    out
}

/// Reads a period that begins at a word: `q1 2021`, `2021 q1`, `first quarter of 2021`, `2021`.
fn period_at(words: &[Folded], at: usize) -> Option<(SaidPeriod, usize)> {
    let text = |i: usize| words.get(i).map(|w| w.text.as_str());
    if let Some((part, end)) = part_at(words, at) {
        let skip = usize::from(matches!(text(end), Some("of" | "fiscal" | "fy")));
        let skip = skip + usize::from(skip == 1 && text(end + 1) == Some("fiscal"));
        if let Some(year) = text(end + skip).and_then(year) {
            return Some((quarter(Some(year), part), end + skip + 1));
        }
        return Some((quarter(None, part), end));
    }
    let year = year(text(at)?)?;
    match part_at(words, at + 1) {
        Some((part, end)) => Some((quarter(Some(year), part), end)),
        None => Some((SaidPeriod::Year(year), at + 1)),
    }
}

fn quarter(year: Option<u16>, part: PeriodPart) -> SaidPeriod {
    SaidPeriod::Quarter(Period { year, part })
}

fn part_at(words: &[Folded], at: usize) -> Option<(PeriodPart, usize)> {
    const ORDINALS: [(&str, PeriodPart); 8] = [
        ("first", PeriodPart::Q1),
        ("second", PeriodPart::Q2),
        ("third", PeriodPart::Q3),
        ("fourth", PeriodPart::Q4),
        ("1st", PeriodPart::Q1),
        ("2nd", PeriodPart::Q2),
        ("3rd", PeriodPart::Q3),
        ("4th", PeriodPart::Q4),
    ];
    let word = words.get(at)?.text.as_str();
    let short = PeriodPart::ALL
        .into_iter()
        .find(|p| *p != PeriodPart::FullYear && p.as_str().eq_ignore_ascii_case(word));
    if let Some(part) = short {
        return Some((part, at + 1));
    }
    let (_, part) = ORDINALS.iter().find(|(name, _)| *name == word)?;
    (words.get(at + 1)?.text == "quarter").then_some((*part, at + 2))
}

fn year(word: &str) -> Option<u16> {
    let digits = word.strip_prefix("fy").unwrap_or(word);
    let number: u16 = digits.parse().ok()?;
    match digits.len() {
        4 => (1990..2100).contains(&number).then_some(number),
        2 if digits.len() < word.len() => Some(2000 + number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<Folded> {
        let word = |w: &str| Folded::of(&PlainWord { text: w.to_owned(), span: 0..0 });
        text.split(' ').flat_map(word).collect()
    }

    #[test]
    fn periods_are_read_as_people_write_them() {
        let check = |text: &str, expected: &str| {
            let said = said_periods(&folded(text));
            let shown: Vec<String> = said
                .iter()
                .map(|s| match s.period {
                    SaidPeriod::Quarter(quarter) => quarter.to_string(),
                    SaidPeriod::Year(year) => year.to_string(),
                })
                .collect();
            assert_eq!(shown.join(" "), expected, "{text}");
        };
        check("gross margin q1 2021", "2021-Q1");
        check("margin in 2024-q4?", "2024-Q4");
        check("from 2023 Q3 through 2024 Q1", "2023-Q3 2024-Q1");
        check("the fourth quarter of fiscal 2022 and 2023", "2022-Q4 2023");
        check("Q3 sales rose 20 percent in FY22", "Q3 2022");
    }

    #[test]
    fn companies_are_found_by_name_or_by_a_first_word_written_as_one() {
        let check = |core: &[&str], text: &str, expected: Option<(usize, usize)>| {
            let words = folded(text);
            let none = words.iter().all(|w| !w.capital);
            let place = place_of(core, &words, none).map(|(place, _)| place);
            assert_eq!(place, expected, "{text}");
        };
        check(&["home", "depot"], "margin of Home Depot Inc", Some((2, 4)));
        check(&["prudential", "financial"], "What were Prudential's sales", Some((2, 3)));
        check(&["target"], "What was the target for sales", None);
        check(&["target"], "what did Target say", Some((2, 3)));
        check(&["kingsoft", "cloud"], "kingsoft cloud gross margin", Some((0, 2)));
        check(&["kingsoft", "cloud"], "kingsoft gross margin", Some((0, 1)));
    }
}
