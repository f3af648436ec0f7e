//! From a transcript to the documents of the index; see [the layout](super).

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use crc32fast::Hasher;
use tantivy::TantivyDocument;

use crate::boilerplate::is_boilerplate;
use crate::exchange::Exchange;
use crate::exchange::exchanges;
use crate::index::Facet;
use crate::index::columns::Place;
use crate::index::columns::Row;
use crate::index::columns::Spot;
use crate::index::columns::Unit;
use crate::index::record::ExchangeRecord;
use crate::index::record::TurnRecord;
use crate::index::record::call_to_facts;
use crate::index::record::participants_to_json;
use crate::index::schema::Fields;
use crate::index::schema::MetaField;
use crate::index::schema::meta_words;
use crate::passage::passages;
use crate::text::count_words;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::Transcript;
use crate::transcript::Turn;
use crate::transcript::office_words;

/// A call ready to be written, with what it amounts to.
pub struct CallDocuments {
    /// The call's document, then those of its passages.
    pub documents: Vec<TantivyDocument>,
    /// How many passages with words it has.
    pub passages: u64,
    /// How many words were said.
    pub words: u64,
    /// How many bytes of UTF-8 the speech has.
    pub bytes: u64,
    /// The checksum (CRC-32) of the speech, passage after passage.
    pub crc: u32,
}

/// Returns the documents of a call.
pub fn documents(transcript: &Transcript, fields: &Fields) -> CallDocuments {
    let mut out = CallDocuments { documents: Vec::new(), passages: 0, words: 0, bytes: 0, crc: 0 };
    let mut hasher = Hasher::new();
    let mut folded = Folded::default();
    let people = participants_to_json(&transcript.participants);
    out.documents.push(call_document(transcript, &people, fields, &mut folded));
    let exchanges = exchanges(&transcript.turns);
    let mut exchange = 0;
    let mut exchange_head = 0;
    for (at, turn) in transcript.turns.iter().enumerate() {
        while exchanges.get(exchange).is_some_and(|x| x.turns.end <= at) {
            exchange += 1;
        }
        let around = exchanges.get(exchange).filter(|x| x.turns.contains(&at));
        if around.is_some_and(|x| x.turns.start == at) {
            exchange_head = out.documents.len();
        }
        let place = TurnPlace {
            exchange: around.map(|x| (u32::try_from(exchange).unwrap_or(u32::MAX), x)),
            exchange_head,
        };
        let head = out.documents.len();
        add_passages(&mut out, &mut hasher, transcript, turn, &place, fields);
        let meta = Meta { document: &mut out.documents[head], fields, folded: &mut folded };
        add_head(meta, turn, &place);
    }
    out.crc = hasher.finalize();
    let spot = Spot { start: 0, extent: number(out.documents.len()) };
    add_columns(&mut out.documents[0], Row { spot, ..Row::default() }, "", &people, fields);
    out
}

/// Where a turn stands among the exchanges of its call.
struct TurnPlace<'a> {
    exchange: Option<(u32, &'a Exchange)>,
    exchange_head: usize,
}

/// The words of names and titles, which come again with every turn: each is folded once a call.
#[derive(Default)]
struct Folded {
    names: HashMap<String, Rc<str>>,
    titles: HashMap<String, Rc<str>>,
}

/// Returns what `words` makes of a text, from what is known already where it is there; empty
/// where the text has no words.
fn folded(
    known: &mut HashMap<String, Rc<str>>,
    text: &str,
    words: fn(&str) -> Vec<String>,
) -> Rc<str> {
    if let Some(known) = known.get(text) {
        return Rc::clone(known);
    }
    let words: Rc<str> = words(text).join(" ").into();
    known.insert(text.to_owned(), Rc::clone(&words));
    words
}

/// Returns the document of a call, without its columns.
fn call_document(
    transcript: &Transcript,
    people: &str,
    fields: &Fields,
    folded: &mut Folded,
) -> TantivyDocument {
    let call = &transcript.call;
    let mut document = TantivyDocument::new();
    document.add_text(fields.call, call.id.as_str());
    document.add_text(fields.id, call.id.as_str());
    document.add_text(fields.facts, call_to_facts(call));
    document.add_text(fields.record, people);
    let mut meta = Meta { document: &mut document, fields, folded };
    meta.add_name(MetaField::Company, call.company.as_deref());
    meta.add_name(MetaField::Ticker, call.ticker.as_deref());
    if let Some(quarter) = call.quarter {
        meta.add(MetaField::Quarter, &quarter.to_string());
        meta.add_facet(Facet::Quarter, &quarter.to_string());
    }
    if let Some(company) = call.holder() {
        meta.add_facet(Facet::Company, company);
    }
    if let Some(date) = call.date {
        meta.add(MetaField::Date, &date.to_string());
        document.add_u64(fields.date, date.to_number());
    }
    document
}

/// Adds the documents of a turn: one for each passage, or one without words.
fn add_passages(
    out: &mut CallDocuments,
    hasher: &mut Hasher,
    transcript: &Transcript,
    turn: &Turn,
    place: &TurnPlace<'_>,
    fields: &Fields,
) {
    let text = turn.text();
    let ranges = passages(&text);
    // A turn without words has one document all the same.
    let count = ranges.len().max(1);
    let record = record(turn, paragraph_starts(&text, &ranges), place).to_json();
    let mut start = 0;
    for n in 0..count {
        let said = &text[ranges.get(n).cloned().unwrap_or_default()];
        let (extent, record) = if n == 0 { (number(count), record.as_str()) } else { (0, "") };
        let words = count_words(said);
        let mut document = TantivyDocument::new();
        document.add_text(fields.call, transcript.call.id.as_str());
        for (field, text) in [(fields.body, said), (fields.record, record)] {
            if !text.is_empty() {
                document.add_text(field, text);
            }
        }
        let at = out.documents.len();
        let row = Row {
            place: Place {
                in_call: number(at),
                in_turn: number(n),
                words,
                is_boilerplate: is_boilerplate(turn.speaker.role, said, u64::from(words)),
                role: turn.speaker.role,
                section: turn.section,
            },
            spot: Spot { start, extent },
            unit: Unit {
                turn: turn.ordinal.0,
                in_exchange: place.exchange.map_or(0, |_| number(at - place.exchange_head + 1)),
            },
        };
        add_columns(&mut document, row, said, record, fields);
        out.documents.push(document);
        start += words;
        out.words += u64::from(words);
        out.passages += u64::from(words > 0);
        out.bytes += said.len() as u64;
        hasher.update(said.as_bytes());
    }
}

/// Returns which passages of a turn but the first begin a paragraph.
fn paragraph_starts(text: &str, passages: &[Range<usize>]) -> Vec<u32> {
    let gaps = passages.windows(2).map(|two| &text[two[0].end..two[1].start]);
    (1..).zip(gaps).filter(|(_, gap)| gap.contains('\n')).map(|(n, _)| n).collect()
}

/// Adds what the columns have of a document in which a passage and a record are stored.
fn add_columns(
    document: &mut TantivyDocument,
    row: Row,
    said: &str,
    record: &str,
    fields: &Fields,
) {
    let packed = row.pack(said.as_bytes(), record.as_bytes());
    document.add_u64(fields.place, packed.place);
    document.add_u64(fields.spot, packed.spot);
    document.add_u64(fields.unit, packed.unit);
}

/// Returns a place or a number of documents as columns hold it.
fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Returns what is stored of a turn.
fn record(turn: &Turn, paragraph_starts: Vec<u32>, place: &TurnPlace<'_>) -> TurnRecord {
    let exchange = place.exchange;
    TurnRecord {
        turn: Turn { paragraphs: Vec::new(), ..turn.clone() },
        exchange: exchange.map(|(ordinal, x)| ExchangeRecord { ordinal, asker: x.asker.clone() }),
        paragraph_starts,
    }
}

/// Adds to a turn's first document what the turn is found by.
fn add_head(mut meta: Meta<'_>, turn: &Turn, place: &TurnPlace<'_>) {
    let speaker = &turn.speaker;
    meta.add(MetaField::Role, speaker.role.as_str());
    meta.add(MetaField::Section, turn.section.as_str());
    meta.add_facet(Facet::Role, speaker.role.as_str());
    meta.add_facet(Facet::Section, turn.section.as_str());
    if let Some(name) = &speaker.name {
        meta.add_facet(Facet::Speaker, name);
    }
    meta.add_name(MetaField::Speaker, speaker.name.as_deref());
    meta.add_title(MetaField::Title, speaker);
    if speaker.role == Role::Analyst {
        meta.add_firm(MetaField::Firm, speaker);
        if let Some(firm) = &speaker.firm {
            meta.add_facet(Facet::Firm, firm.name());
        }
    }
    if let Some((_, exchange)) = place.exchange {
        meta.add_name(MetaField::AskedBy, exchange.asker.name.as_deref());
        meta.add_firm(MetaField::AskedBy, &exchange.asker);
        for speaker in &exchange.answered_by {
            meta.add_name(MetaField::AnsweredBy, speaker.name.as_deref());
            meta.add_title(MetaField::AnsweredBy, speaker);
        }
    }
}

/// Writes `field=value` terms and columns.
struct Meta<'a> {
    document: &'a mut TantivyDocument,
    fields: &'a Fields,
    folded: &'a mut Folded,
}

impl Meta<'_> {
    /// Adds a term, unless there is nothing to say.
    fn add(&mut self, field: MetaField, value: &str) {
        if value.is_empty() {
            return;
        }
        self.document.add_text(self.fields.meta, format!("{}{value}", field.prefix()));
    }

    fn add_facet(&mut self, facet: Facet, value: &str) {
        let field = self.fields.facet(facet).expect("only what has a column is added");
        self.document.add_text(field, value);
    }

    fn add_name(&mut self, field: MetaField, name: Option<&str>) {
        if let Some(name) = name {
            let words = folded(&mut self.folded.names, name, meta_words);
            self.add(field, &words);
        }
    }

    fn add_firm(&mut self, field: MetaField, speaker: &Speaker) {
        let Some(firm) = &speaker.firm else { return };
        self.add_name(field, Some(firm.name()));
        if firm.said() != firm.name() {
            self.add_name(field, Some(firm.said()));
        }
    }

    fn add_title(&mut self, field: MetaField, speaker: &Speaker) {
        if let Some(title) = &speaker.title {
            let words = folded(&mut self.folded.titles, title, office_words);
            self.add(field, &words);
        }
    }
}
