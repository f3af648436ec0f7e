//! Which call and which quarter the words around a quotation say it is from.
//!
//! A quarter that is only spoken of is none: it has to be that of a call (`on the Q1 2021 call`),
//! of the saying itself (`said in Q3 2021: …`), or stand alone in brackets.

use crate::note::known::House;
use crate::note::mentions::Mention;
use crate::note::mentions::What;
use crate::note::phrase::Phrase;
use crate::note::phrase::WordList;
use crate::transcript::Period;
use crate::transcript::PeriodPart;

/// A period that a text tells of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    /// The period.
    pub(super) period: Period,
    /// What it is the period of.
    pub(super) of: PeriodOf,
}

/// What a period is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PeriodOf {
    /// The call.
    Call,
    /// The day of the call.
    Day,
}

/// What a text says of the call that a quotation is from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Occasion {
    /// The company whose call it is.
    pub(super) house: Option<House>,
    /// When it was.
    pub(super) period: Option<Told>,
}

/// Words between a period and the call that is of it.
const KINDS: WordList = WordList(
    "\
    earnings conference results result analyst investor quarterly annual post financial s the \
    its company",
);

/// Words before a call that another one is compared with.
const COMPARED: [&str; 9] =
    ["since", "after", "before", "than", "with", "unlike", "versus", "against", "until"];

/// Words between a verb and the period in which something was said.
const BEFORE_PERIOD: [&str; 11] =
    ["in", "on", "during", "for", "at", "back", "the", "its", "fiscal", "of", "as"];

/// Returns the period that is named from a word on, and where it ends.
pub(super) fn period_at(phrase: &Phrase<'_>, at: usize) -> Option<(Period, usize)> {
    let word = |n: usize| phrase.word(n);
    let year_at = |mut n: usize| {
        while ["of", "fiscal", "fy", "year", "the", "for"].contains(&word(n)) {
            n += 1;
        }
        year(word(n)).map(|year| (year, n + 1))
    };
    let made = |part: PeriodPart, year: u16, end| Some((Period { year: Some(year), part }, end));
    if let Some(part) = quarter(word(at)) {
        let (year, end) = year_at(at + 1)?;
        return made(part, year, end);
    }
    if let Some(part) = ORDINALS.iter().position(|o| *o == word(at))
        && word(at + 1) == "quarter"
    {
        let (year, end) = year_at(at + 2)?;
        return made(QUARTERS[part], year, end);
    }
    if let (Some(year), Some(part)) = (year(word(at)), quarter(word(at + 1))) {
        return made(part, year, at + 2);
    }
    // 3Q21, 3Q2021, 2021Q3.
    let text = word(at);
    if let Some((before, after)) = text.split_once('q') {
        if let (Some(part), Some(year)) = (quarter(&format!("q{before}")), year_of(after)) {
            return made(part, year, at + 1);
        }
        if let (Some(year), Some(part)) = (year(before), quarter(&format!("q{after}"))) {
            return made(part, year, at + 1);
        }
    }
    None
}

/// The quarters, in order, and how they are spoken of.
const QUARTERS: [PeriodPart; 4] = [PeriodPart::Q1, PeriodPart::Q2, PeriodPart::Q3, PeriodPart::Q4];
const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];

fn quarter(word: &str) -> Option<PeriodPart> {
    QUARTERS.into_iter().find(|q| q.as_str().eq_ignore_ascii_case(word))
}

fn year(word: &str) -> Option<u16> {
    let word = word.strip_prefix("fy").filter(|w| !w.is_empty()).unwrap_or(word);
    let year = word.parse().ok().filter(|_| word.len() == 4);
    year.filter(|year| (1990..2100).contains(year))
}

/// Returns a year of two figures or four.
fn year_of(word: &str) -> Option<u16> {
    let short = word.parse::<u16>().ok().filter(|_| word.len() == 2);
    year(word).or(short.map(|year| 2000 + year))
}

/// Returns which call a text before a quotation says it is from. `verb` is that of who said it.
pub(super) fn before(phrase: &Phrase<'_>, mentions: &[Mention]) -> Occasion {
    let mut out = named_call(phrase, mentions);
    if out.period.is_none() {
        out.period = last_period(phrase).map(|period| Told { period, of: PeriodOf::Day });
    }
    out
}

/// Returns which call a text behind a quotation says it is from.
pub(super) fn behind(phrase: &Phrase<'_>, mentions: &[Mention]) -> Occasion {
    let mut out = named_call(phrase, mentions);
    if out.period.is_none() {
        out.period = last_period(phrase).map(|period| Told { period, of: PeriodOf::Day });
    }
    if out.period.is_none() && phrase.mark(0).contains(['(', '[', '—', '–']) {
        // The fields of a signature.
        let is_field = |n: &usize| !phrase.is_joined(*n);
        let found = (0..phrase.len()).filter(is_field).find_map(|n| {
            let (period, end) = period_at(phrase, n)?;
            (end >= phrase.len() || !phrase.is_joined(end)).then_some(period)
        });
        out.period = found.map(|period| Told { period, of: PeriodOf::Call });
    }
    out
}

/// Returns the call that a text names: `on Kingsoft Cloud's Q1 2021 earnings call`. Where it names
/// several, none is.
fn named_call(phrase: &Phrase<'_>, mentions: &[Mention]) -> Occasion {
    let is_call = |n: &usize| phrase.word(*n) == "call";
    let mut calls = (0..phrase.len()).filter(is_call);
    let (Some(call), None) = (calls.next(), calls.next()) else { return Occasion::default() };
    let mut at = call;
    while at > 0 && KINDS.has(phrase.word(at - 1)) {
        at -= 1;
    }
    let mut period = None;
    let mut starts = at.saturating_sub(6)..at;
    if let Some((start, found)) =
        starts.find_map(|n| period_at(phrase, n).filter(|(_, end)| *end == at).map(|(p, _)| (n, p)))
    {
        period = Some(Told { period: found, of: PeriodOf::Call });
        at = start;
        while at > 0 && ["fiscal", "the", "its"].contains(&phrase.word(at - 1)) {
            at -= 1;
        }
    }
    let house = mentions.iter().find(|m| m.words.end == at).and_then(|m| match &m.what {
        What::House(house) => Some((house.clone(), m.words.start)),
        _ => None,
    });
    let start = house.as_ref().map_or(at, |(_, start)| *start);
    let word = |back: usize| start.checked_sub(back).map_or("", |n| phrase.word(n));
    let before = word(1);
    if [1, 2, 3].iter().any(|back| COMPARED.contains(&word(*back))) {
        return Occasion::default();
    }
    let is_telling = period.is_some() || at < call || before == "on";
    Occasion { house: house.map(|(house, _)| house).filter(|_| is_telling), period }
}

/// Returns the period that a text ends with, where it is that of the saying: right behind the verb
/// or at the end of who speaks.
fn last_period(phrase: &Phrase<'_>) -> Option<Period> {
    let all = phrase.len();
    let end = if phrase.word(all.saturating_sub(1)) == "that" { all - 1 } else { all };
    let (start, period) = (end.saturating_sub(6)..end).find_map(|n| {
        period_at(phrase, n).filter(|(_, e)| *e == end).map(|(period, _)| (n, period))
    })?;
    let mut at = start;
    while at > 0 && BEFORE_PERIOD.contains(&phrase.word(at - 1)) {
        at -= 1;
    }
    let is_led = at < start && ["in", "on", "during", "for", "at"].contains(&phrase.word(at))
        || phrase.word(at) == "back";
    let before = at.checked_sub(1).map_or("", |n| phrase.word(n));
    let is_said =
        ["said", "says", "stated", "noted", "explained", "asked", "added", "commented", "told"]
            .contains(&before);
    let is_named = at > 0 && phrase.words[at - 1].is_capital;
    let in_brackets = at > 0 && phrase.mark(start).contains('(') && phrase.mark(end).contains(')');
    (is_led && (is_said || is_named) || in_brackets).then_some(period)
}
