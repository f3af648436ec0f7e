//! Transcripts in XML as data services keep them: `<participant>` in a `<plist>` or
//! `<participants>`, and under `<body>` sections of `<speaker id type>` with paragraphs in a
//! `<plist>` of `<p>`.
//!
//! Entities are never expanded, but for the five of XML itself and numbers.

use std::collections::HashMap;

use quick_xml::Reader as XmlReader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;
use crate::transcript::Role;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::api_json;
use super::script;
use super::script::Label;
use super::script::Script;

/// How far into a file its elements are looked for, in bytes.
const HEAD: usize = 1 << 16;

/// The reader of such XML.
pub(super) struct Xml;

impl Reader for Xml {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(text) = sample.text.map(str::trim_start).filter(|t| t.starts_with('<')) else {
            return Verdict::Declines;
        };
        let mut end = text.len().min(HEAD);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let head = &text[..end];
        if head.contains("<speaker") && (head.contains("<participant") || head.contains("<plist")) {
            return Verdict::Takes("XML with `<participant>` and `<speaker>`".to_owned());
        }
        Verdict::Declines
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        read(input.text)
    }
}

/// What stands between a tag and its end.
#[derive(Default)]
struct Reading {
    script: Script,
    people: HashMap<String, Label>,
    /// The participant whose name is being read.
    person: Option<(String, Label)>,
    /// Whether a speaker's words are being read.
    speaks: bool,
    text: String,
    from: usize,
}

fn read(xml: &str) -> Result<Parsed, ReadError> {
    let mut reader = XmlReader::from_str(xml);
    let mut reading = Reading::default();
    loop {
        let before = position(&reader);
        match reader.read_event() {
            Ok(Event::Start(tag)) => reading.open(&tag, position(&reader)),
            Ok(Event::Empty(tag)) => {
                reading.open(&tag, position(&reader));
                let name = local(&tag);
                reading.close(&name, before);
            }
            Ok(Event::End(tag)) => {
                let name = tag.local_name().as_ref().to_lowercase();
                reading.close(&name, before);
            }
            Ok(Event::Text(text)) => reading.text.push_str(&text),
            Ok(Event::CData(text)) => reading.text.push_str(&text),
            Ok(Event::GeneralRef(name)) => reading.text.push_str(&reference(&name)),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return Err(ReadError::Packed { kind: "XML" }),
        }
    }
    let mut parsed = reading.script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    Ok(parsed)
}

fn position(reader: &XmlReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or_default()
}

fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_lowercase()
}

/// Returns the value of an attribute that is not blank.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    let plain = found.value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    let plain = plain.replace("&apos;", "'").replace("&amp;", "&");
    Some(plain.trim().to_owned()).filter(|value| !value.is_empty())
}

/// Returns what a reference to a character stands for; what is none of XML's own is kept as it
/// is written.
pub(super) fn reference(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    });
    let known = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => number.and_then(char::from_u32),
    };
    known.map_or_else(|| format!("&{name};"), String::from)
}

impl Reading {
    fn open(&mut self, tag: &BytesStart<'_>, at: usize) {
        match local(tag).as_str() {
            "participant" => {
                let mut label = Label::new(&attribute(tag, "name").unwrap_or_default());
                label.firm = attribute(tag, "affiliation");
                label.title = attribute(tag, "title");
                let kind = attribute(tag, "type").unwrap_or_default();
                label.role = role(&kind).or_else(|| api_json::role(&kind)).unwrap_or(label.role);
                self.person = Some((attribute(tag, "id").unwrap_or_default(), label));
                self.text.clear();
            }
            "section" => {
                let name = attribute(tag, "name").or_else(|| attribute(tag, "type"));
                self.script.section = api_json::section(&name.unwrap_or_default());
            }
            "speaker" => {
                let id = attribute(tag, "id").unwrap_or_default();
                let known = self.people.get(&id).cloned();
                let named = attribute(tag, "name");
                let mut label = known
                    .unwrap_or_else(|| named.map_or_else(|| Label::of_id(&id), |n| Label::new(&n)));
                if label.role == Role::Unknown {
                    let kind = attribute(tag, "type").unwrap_or_default();
                    label.role = turn_role(&kind).unwrap_or_default();
                }
                self.script.begin(label);
                self.speaks = true;
                self.text.clear();
                self.from = at;
            }
            "p" => {
                self.say(at);
                self.text.clear();
                self.from = at;
            }
            "title" | "company" | "date" | "quarter" => self.text.clear(),
            "story" | "transcript" | "event" | "call" => {
                let call = &mut self.script.call;
                call.ticker = call.ticker.take().or_else(|| attribute(tag, "ticker"));
                call.company = call.company.take().or_else(|| attribute(tag, "company"));
            }
            _ => {}
        }
    }

    /// Ends an element; what stands in it ends at some place of the file.
    fn close(&mut self, name: &str, at: usize) {
        match name {
            "participant" => {
                let Some((id, mut label)) = self.person.take() else { return };
                let written = self.text.trim();
                if label.name.is_none() {
                    label.name = Label::new(written).name;
                    if label.role == Role::Unknown {
                        label.role = Label::new(written).role;
                    }
                }
                self.script.people.add(&label, Role::Unknown);
                self.people.insert(id, label);
            }
            "p" if self.speaks => self.say(at),
            "speaker" => {
                self.say(at);
                self.speaks = false;
            }
            "title" if !self.script.has_begun() => {
                let title = self.text.trim().to_owned();
                let call = &mut self.script.call;
                call.quarter = call.quarter.or_else(|| script::period(&title));
                call.title = Some(title).filter(|t| !t.is_empty());
            }
            "company" if !self.script.has_begun() => {
                let company = self.text.trim();
                let call = &mut self.script.call;
                match exchange_ticker(company) {
                    Some(ticker) => call.ticker = call.ticker.take().or(Some(ticker)),
                    None if company.is_empty() => {}
                    None => call.company = call.company.take().or(Some(company.to_owned())),
                }
            }
            "date" if !self.script.has_begun() => {
                let text = self.text.trim();
                let call = &mut self.script.call;
                call.date =
                    call.date.or_else(|| script::month_day(text).or_else(|| script::dated(text)));
            }
            _ => {}
        }
        self.text.clear();
    }

    fn say(&mut self, at: usize) {
        if self.speaks && !self.text.trim().is_empty() {
            let words: Vec<&str> = self.text.split_whitespace().collect();
            self.script.say(&words.join(" "), Some(self.from..at.max(self.from)));
        }
        self.text.clear();
    }
}

/// Returns the role of a kind of participant, which one letter may tell.
fn role(kind: &str) -> Option<Role> {
    match kind.to_lowercase().as_str() {
        "o" => Some(Role::Operator),
        "e" | "c" => Some(Role::Executive),
        _ => None,
    }
}

/// Returns the role of one who asks, or answers, in a turn.
fn turn_role(kind: &str) -> Option<Role> {
    match kind.to_lowercase().as_str() {
        "q" => Some(Role::Analyst),
        "a" => Some(Role::Executive),
        _ => None,
    }
}

/// Returns the ticker of `TICK-US`, which stands where a company's name does.
fn exchange_ticker(company: &str) -> Option<String> {
    let (ticker, country) = company.split_once('-')?;
    let upper = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'.');
    let fits = (1..=6).contains(&ticker.len()) && country.len() == 2;
    (fits && upper(ticker) && upper(country)).then(|| ticker.to_owned())
}
