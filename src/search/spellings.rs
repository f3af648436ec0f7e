//! Other spellings of somebody who is asked for by name.
//!
//! `Tim Cook` has the words of some names, and `Timothy D. Cook` may be the same person: among the
//! people of Apple, where no other Cook could be meant, but not everywhere; see [`People`]. So a
//! filter by name takes in the turns, not the names, that a listing of people counts as his.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::TERMINATED;

use crate::index::MetaField;
use crate::index::Reader;
use crate::index::Segment;
use crate::index::meta_words;
use crate::search::SearchError;
use crate::search::opener::open_terms;
use crate::search::terms::values;
use crate::search::voices::Voices;
use crate::transcript::Call;
use crate::transcript::Firm;
use crate::transcript::People;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::Spelling;
use crate::transcript::company_key;
use crate::transcript::may_be_one_person;
use crate::transcript::name_parts;

/// The turns of people under other spellings of their names than the one asked for.
#[derive(Debug, Default)]
pub(super) struct OtherSpellings {
    /// The spellings, as they are written.
    pub(super) names: BTreeSet<String>,
    /// The heads of the turns, by the number of the segment.
    pub(super) heads: Vec<Vec<DocId>>,
}

/// A turn of somebody of the family name that is asked for.
struct Heard {
    segment: usize,
    head: DocId,
    /// The name, as the index has it.
    value: String,
    speaker: Arc<Speaker>,
    spelling: Spelling,
}

/// Finds what else is said by those of a name, or asked or answered by them, by the field; `None`
/// where there is nothing or the field is not of people.
pub(super) fn other_spellings(
    reader: &Reader,
    field: MetaField,
    asked: &[String],
) -> Result<Option<OtherSpellings>, SearchError> {
    let is_of_people =
        matches!(field, MetaField::Speaker | MetaField::AskedBy | MetaField::AnsweredBy);
    let parts = name_parts(&asked.join(" "));
    // A name of one part is spelled in one way.
    if !is_of_people || parts.len() < 2 {
        return Ok(None);
    }
    let is_kin = |value: &str| name_parts(value).last() == parts.last();
    let kin: Vec<String> = values(reader, MetaField::Speaker, &is_kin)?.into_keys().collect();
    let has_words = |value: &&String| asked.iter().all(|w| value.split(' ').any(|v| v == w));
    let (named, others): (Vec<&String>, Vec<&String>) = kin.iter().partition(has_words);
    let may_be_meant = |value: &&&String| may_be_one_person(&parts, &name_parts(value));
    let meant: BTreeSet<&String> = named.iter().filter(may_be_meant).copied().collect();
    if meant.is_empty() || others.is_empty() {
        return Ok(None);
    }
    let mut people = People::default();
    let heard = hear(reader, &kin, &mut people)?;
    let joined = people.joined();
    let is_meant = |turn: &&Heard| meant.contains(&turn.value);
    let persons: BTreeSet<&Spelling> =
        heard.iter().filter(is_meant).map(|turn| &joined[&turn.spelling]).collect();
    let is_other = |turn: &&Heard| {
        persons.contains(&joined[&turn.spelling]) && !named.iter().any(|name| **name == turn.value)
    };
    let others: Vec<&Heard> = heard.iter().filter(is_other).collect();
    let mut out = OtherSpellings::default();
    for (number, segment) in reader.segments().iter().enumerate() {
        let here: Vec<&Heard> = others.iter().copied().filter(|t| t.segment == number).collect();
        let heads = match field {
            MetaField::Speaker => here.iter().map(|turn| turn.head).collect(),
            _ => of_exchanges(reader, segment, field, &here)?,
        };
        out.heads.push(heads);
    }
    out.names = others.iter().filter_map(|turn| turn.speaker.name.clone()).collect();
    Ok(Some(out).filter(|out| out.heads.iter().any(|heads| !heads.is_empty())))
}

/// Goes through the turns of all who have one of some names, and takes note of them.
fn hear(reader: &Reader, names: &[String], people: &mut People) -> Result<Vec<Heard>, SearchError> {
    let mut out = Vec::new();
    let mut without_symbol = BTreeSet::new();
    for (number, segment) in reader.segments().iter().enumerate() {
        let voices = Voices::of(segment);
        let mut calls: BTreeMap<DocId, Arc<Call>> = BTreeMap::new();
        for value in names {
            for head in living(reader, segment, MetaField::Speaker, value)? {
                let start = segment.columns.call_start(head);
                let call = match calls.entry(start) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let call = segment.call(head)?;
                        let company = call.company.as_deref().filter(|_| call.ticker.is_none());
                        without_symbol.extend(company.map(folded));
                        new.insert(call)
                    }
                };
                let speaker = voices.speaker(head)?;
                if let Some(spelling) = people.note(&speaker, call, 1) {
                    let value = value.clone();
                    out.push(Heard { segment: number, head, value, speaker, spelling });
                }
            }
        }
    }
    note_symbols(reader, &without_symbol, people)?;
    Ok(out)
}

/// Takes note of all calls of companies with some names, which may tell their symbols.
fn note_symbols(
    reader: &Reader,
    names: &BTreeSet<String>,
    people: &mut People,
) -> Result<(), SearchError> {
    if names.is_empty() {
        return Ok(());
    }
    let nobody = Speaker::default();
    let companies = values(reader, MetaField::Company, &|value| names.contains(&folded(value)))?;
    for segment in reader.segments() {
        for value in companies.keys() {
            for head in living(reader, segment, MetaField::Company, value)? {
                people.note(&nobody, &*segment.call(head)?, 0);
            }
        }
    }
    Ok(())
}

/// Returns the name of a company as names are compared, without accents.
pub(super) fn folded(name: &str) -> String {
    company_key(&meta_words(name).join(" "))
}

/// Returns the heads of the turns of exchanges that those heard asked, or answered.
fn of_exchanges(
    reader: &Reader,
    segment: &Segment,
    field: MetaField,
    heard: &[&Heard],
) -> Result<Vec<DocId>, SearchError> {
    let asks = field == MetaField::AskedBy;
    let took_part = |turn: &&&Heard| match turn.speaker.role {
        Role::Analyst => asks,
        Role::Executive => !asks,
        Role::Operator | Role::Unknown => false,
    };
    let mut calls: BTreeMap<&str, BTreeMap<DocId, BTreeSet<Option<&str>>>> = BTreeMap::new();
    for turn in heard.iter().filter(took_part) {
        let call = segment.columns.call_start(turn.head);
        let firm = turn.speaker.firm.as_ref().map(Firm::name);
        calls.entry(&turn.value).or_default().entry(call).or_default().insert(firm);
    }
    let mut out = Vec::new();
    for (value, calls) in calls {
        for head in living(reader, segment, field, value)? {
            let Some(firms) = calls.get(&segment.columns.call_start(head)) else { continue };
            // Two analysts of one name may ask in one call.
            let is_his = !asks || {
                let exchange = segment.turn(head)?.exchange;
                let firm = exchange.as_ref().and_then(|x| x.asker.firm.as_ref());
                firms.contains(&firm.map(Firm::name))
            };
            if is_his {
                out.push(head);
            }
        }
    }
    Ok(out)
}

/// Returns the documents of a segment of which a value of a field is known.
pub(super) fn living(
    reader: &Reader,
    segment: &Segment,
    field: MetaField,
    value: &str,
) -> Result<Vec<DocId>, SearchError> {
    let term = format!("{}{value}", field.prefix());
    let mut postings = open_terms(segment, reader.fields().meta, &[term])?;
    let mut out = Vec::new();
    while postings.doc() != TERMINATED {
        if !segment.reader.is_deleted(postings.doc()) {
            out.push(postings.doc());
        }
        postings.advance();
    }
    Ok(out)
}
