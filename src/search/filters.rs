//! Filters: what is asked of a field, looked up among the values that the index has.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::index::MetaField;
use crate::index::Reader;
use crate::index::meta_words;
use crate::query::DateRange;
use crate::query::Field;
use crate::query::FieldValue;
use crate::query::Filter;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::PeriodRange;
use crate::query::Polarity;
use crate::query::Value;
use crate::search::SearchError;
use crate::search::companies::OtherNames;
use crate::search::companies::other_names;
use crate::search::plan::Plan;
use crate::search::spellings::other_spellings;
use crate::search::terms::Terms;
use crate::search::terms::distance;
use crate::search::terms::documents;
use crate::search::terms::matching;
use crate::search::terms::values;
use crate::transcript::Date;
use crate::transcript::Period;
use crate::transcript::canonical_firm_name;
use crate::transcript::office_words;

/// How many near values are offered for one that is unknown.
const NEAREST_SHOWN: usize = 3;

/// How many other spellings of a name are told.
const SPELLINGS_SHOWN: usize = 5;

/// Returns the passages that a filter asks for, its polarity aside.
pub(super) fn plan_filter(
    filter: &Filter,
    reader: &Reader,
    notices: &mut Vec<Notice>,
) -> Result<Plan, SearchError> {
    if filter.field == Field::Call {
        return plan_calls(filter, reader, notices);
    }
    let field = meta_field(filter.field);
    let mut terms = Vec::new();
    let mut plans = Vec::new();
    for value in &filter.values {
        let asked = Asked::new(&value.value);
        let (field, found) = known_values(filter.field, &asked, reader)?;
        if let Some(others) = other_spellings(reader, field, &asked.words)? {
            notices.push(also_named(value, &others.names));
            plans.push(Plan::Turns(Arc::new(others.heads)));
        } else if found.is_empty() {
            notices.push(unknown(filter.field, field, value, reader)?);
        } else if filter.field == Field::Company {
            if field == MetaField::Ticker {
                notices.push(is_symbol(value));
            }
            let OtherNames { names, calls } = other_names(reader, field, &found)?;
            if !calls.is_empty() {
                notices.push(also_named(value, &names));
                plans.push(Plan::Calls(calls));
            }
        }
        terms.extend(found.into_keys().map(|value| format!("{}{value}", field.prefix())));
    }
    let of_any_year = |v: &FieldValue| matches!(&v.value, Value::Quarter(PeriodRange::One(period)) if period.year.is_none());
    let needs_time = matches!(filter.field, Field::Quarter | Field::Date)
        && filter.polarity == Polarity::Include
        && !filter.values.iter().any(of_any_year);
    if needs_time {
        notices.extend(left_out(filter, field, reader)?);
    }
    terms.sort_unstable();
    terms.dedup();
    if !terms.is_empty() {
        plans.insert(0, Plan::Place { terms, of_calls: field.is_of_call() });
    }
    Ok(match plans.len() {
        0 => Plan::Nothing,
        1 => plans.remove(0),
        _ => Plan::Or(plans),
    })
}

/// Returns what the index knows that a value asks for, and of which field: a company that none is
/// named like may be meant by its symbol.
fn known_values(
    field: Field,
    asked: &Asked<'_>,
    reader: &Reader,
) -> Result<(MetaField, Terms), SearchError> {
    let meta = meta_field(field);
    let named = values(reader, meta, &|has| asked.accepts(meta, has))?;
    if field == Field::Company && named.is_empty() {
        let symbol = MetaField::Ticker;
        let held = values(reader, symbol, &|has| asked.accepts(symbol, has))?;
        if !held.is_empty() {
            return Ok((symbol, held));
        }
    }
    Ok((meta, named))
}

/// Says under what other names those asked for are found.
fn also_named(value: &FieldValue, names: &BTreeSet<String>) -> Notice {
    let asked = if let Value::Text(text) = &value.value { text.as_str() } else { "" };
    let shown: Vec<String> =
        names.iter().take(SPELLINGS_SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let text = format!("`{asked}` is also named {}{more}", shown.join(", "));
    Notice::at(NoticeKind::Expanded, value.span.clone(), text)
}

/// Says that a company is found by its symbol.
fn is_symbol(value: &FieldValue) -> Notice {
    let asked = if let Value::Text(text) = &value.value { text.as_str() } else { "" };
    let text = format!("no company is named `{asked}`; the calls of that ticker are taken");
    Notice::at(NoticeKind::Expanded, value.span.clone(), text)
}

fn plan_calls(
    filter: &Filter,
    reader: &Reader,
    notices: &mut Vec<Notice>,
) -> Result<Plan, SearchError> {
    let mut ids = Vec::new();
    for value in &filter.values {
        let Value::Call(id) = &value.value else { continue };
        if reader.find_call(id.as_str())?.is_some() {
            ids.push(id.to_string());
        } else {
            let known = matching(reader, reader.fields().call, "", &|_| true)?;
            let text = no_such("call", id.as_str(), known.keys().map(String::as_str));
            notices.push(Notice::at(NoticeKind::UnknownValue, value.span.clone(), text));
        }
    }
    Ok(if ids.is_empty() { Plan::Nothing } else { Plan::Calls(ids) })
}

fn meta_field(field: Field) -> MetaField {
    match field {
        Field::Speaker => MetaField::Speaker,
        Field::Role => MetaField::Role,
        Field::Firm => MetaField::Firm,
        Field::Title => MetaField::Title,
        Field::Section => MetaField::Section,
        Field::Company => MetaField::Company,
        Field::Ticker => MetaField::Ticker,
        Field::Quarter => MetaField::Quarter,
        Field::Date => MetaField::Date,
        Field::AskedBy => MetaField::AskedBy,
        Field::AnsweredBy => MetaField::AnsweredBy,
        Field::Call => unreachable!("calls are looked up by their own field"),
    }
}

/// A value that is asked for, made ready once to be compared with all that the index has.
struct Asked<'v> {
    value: &'v Value,
    /// Of a text: its words.
    words: Vec<String>,
    /// The words of the office that it names.
    office: String,
    /// The words of the firm that it is a spelling of.
    firm: Option<String>,
}

impl<'v> Asked<'v> {
    fn new(value: &'v Value) -> Self {
        let text = if let Value::Text(text) = value { text } else { "" };
        let firm = canonical_firm_name(text).map(|name| meta_words(name).join(" "));
        Self { value, words: meta_words(text), office: office_words(text).join(" "), firm }
    }

    /// Tells whether a value that the index has is the one that is asked for.
    fn accepts(&self, field: MetaField, has: &str) -> bool {
        match self.value {
            Value::Role(role) => has == role.as_str(),
            Value::Section(section) => has == section.as_str(),
            Value::Quarter(range) => has.parse().is_ok_and(|period| in_periods(*range, period)),
            Value::Date(range) => has.parse().is_ok_and(|date| in_dates(*range, date)),
            Value::Call(id) => has == id.as_str(),
            Value::Text(_) => self.accepts_text(field, has),
        }
    }

    fn accepts_text(&self, field: MetaField, has: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let office = || contains_run(has, &self.office);
        let holds_all = || self.words.iter().all(|w| has.split(' ').any(|h| h == w));
        match field {
            MetaField::Ticker => has == self.words.join(" "),
            MetaField::Title => office(),
            MetaField::Firm | MetaField::AskedBy => {
                self.firm.as_deref() == Some(has) || holds_all()
            }
            MetaField::AnsweredBy => office() || holds_all(),
            _ => holds_all(),
        }
    }
}

/// Tells whether words stand in a value, side by side.
fn contains_run(value: &str, run: &str) -> bool {
    !run.is_empty() && format!(" {value} ").contains(&format!(" {run} "))
}

fn in_periods(range: PeriodRange, period: Period) -> bool {
    match range {
        PeriodRange::One(asked) if asked.year.is_none() => asked.part == period.part,
        PeriodRange::One(asked) => asked == period,
        PeriodRange::Between(from, to) => period.to_number().is_some_and(|n| {
            from.and_then(Period::to_number).is_none_or(|f| f <= n)
                && to.and_then(Period::to_number).is_none_or(|t| n <= t)
        }),
    }
}

fn in_dates(range: DateRange, date: Date) -> bool {
    range.from.is_none_or(|from| from <= date) && range.to.is_none_or(|to| date <= to)
}

/// Tells of the calls that a filter on time leaves out because they lack the fact.
fn left_out(
    filter: &Filter,
    field: MetaField,
    reader: &Reader,
) -> Result<Option<Notice>, SearchError> {
    let placed = |value: &str| {
        field != MetaField::Quarter || value.parse().is_ok_and(|p: Period| p.year.is_some())
    };
    let known = values(reader, field, &placed)?;
    let without = reader.header().calls.saturating_sub(documents(&known));
    if without == 0 {
        return Ok(None);
    }
    let what = if field == MetaField::Quarter { "a quarter with its year" } else { "a date" };
    let calls = if without == 1 { "1 call".to_owned() } else { format!("{without} calls") };
    let text = format!("{calls} without {what} left out");
    let span = filter.values.first().map(|v| v.span.clone());
    Ok(Some(Notice { kind: NoticeKind::Undated, text, span }))
}

/// Says that nothing in the index has a value, and which come near.
fn unknown(
    field: Field,
    meta: MetaField,
    value: &FieldValue,
    reader: &Reader,
) -> Result<Notice, SearchError> {
    let known = values(reader, meta, &|_| true)?;
    let known = known.keys().map(String::as_str);
    let asked = match &value.value {
        Value::Text(text) => text.clone(),
        Value::Role(role) => role.to_string(),
        Value::Section(section) => section.to_string(),
        Value::Call(id) => id.to_string(),
        Value::Quarter(PeriodRange::One(period)) => period.to_string(),
        Value::Quarter(PeriodRange::Between(from, to)) => range_text(*from, *to),
        Value::Date(range) => range_text(range.from, range.to),
    };
    let text = no_such(field.as_str(), &asked, known);
    Ok(Notice::at(NoticeKind::UnknownValue, value.span.clone(), text))
}

fn range_text<T: ToString>(from: Option<T>, to: Option<T>) -> String {
    let side = |end: Option<T>| end.map(|e| e.to_string()).unwrap_or_default();
    format!("{}..{}", side(from), side(to))
}

/// Returns the sentence that names what is unknown and what comes nearest.
fn no_such<'k>(what: &str, asked: &str, known: impl Iterator<Item = &'k str>) -> String {
    let folded = meta_words(asked).join(" ");
    let limit = (folded.chars().count() / 4).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = known
        .filter_map(|value| {
            let whole = distance(&folded, value, limit);
            let word = value.split(' ').filter_map(|w| distance(&folded, w, limit)).min();
            whole.or(word.map(|d| d + 1)).map(|d| (d, value))
        })
        .collect();
    near.sort_unstable();
    near.dedup_by_key(|(_, value)| *value);
    near.truncate(NEAREST_SHOWN);
    if near.is_empty() {
        return format!("no {what} `{asked}`");
    }
    let names: Vec<String> = near.iter().map(|(_, value)| format!("`{value}`")).collect();
    format!("no {what} `{asked}`; nearest: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_by_their_words_offices_by_what_they_mean() {
        let check = |asked: &str, field, has: &str, expected: bool| {
            let value = Value::Text(asked.to_owned());
            assert_eq!(Asked::new(&value).accepts(field, has), expected, "{asked} in {has}");
        };
        check("He", MetaField::Speaker, "haijian he", true);
        check("he haijian", MetaField::Speaker, "haijian he", true);
        check("hai", MetaField::Speaker, "haijian he", false);
        check("cfo", MetaField::Title, "executive vice president chief financial officer", true);
        check("financial chief", MetaField::Title, "chief financial officer", false);
        check("Citigroup", MetaField::Firm, "citi", true);
        check("goldman", MetaField::Firm, "goldman sachs", true);
        check("aapl", MetaField::Ticker, "aapl", true);
        check("", MetaField::Company, "apple", false);
    }

    #[test]
    fn what_is_unknown_is_answered_with_what_is_near() {
        let text = no_such("firm", "credit suise", ["citi", "credit suisse", "ubs"].into_iter());
        assert_eq!(text, "no firm `credit suise`; nearest: `credit suisse`");
        assert_eq!(no_such("firm", "zzz", ["citi"].into_iter()), "no firm `zzz`");
    }
}
