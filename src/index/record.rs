//! What is stored of a call and of a turn, as the index keeps it.
//!
//! These wire types are the index's own: they change with the format version.

use serde::Deserialize;
use serde::Serialize;

use crate::transcript::Attribution;
use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;
use crate::transcript::Time;
use crate::transcript::Turn;
use crate::transcript::TurnOrdinal;

/// What is stored on a turn's head: the turn without its words.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnRecord {
    /// The turn; its paragraphs are empty.
    pub turn: Turn,
    /// The exchange the turn belongs to.
    pub exchange: Option<ExchangeRecord>,
    /// The passages of the turn, by number, that begin a paragraph.
    pub paragraph_starts: Vec<u32>,
}

/// What a turn knows of its exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRecord {
    /// The n-th exchange of the call, from 0.
    pub ordinal: u32,
    /// Who asked.
    pub asker: Speaker,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct WireSpeaker {
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(rename = "r")]
    role: u8,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(rename = "f", skip_serializing_if = "Option::is_none")]
    firm: Option<String>,
    #[serde(rename = "fs", skip_serializing_if = "Option::is_none")]
    firm_said: Option<String>,
}

impl From<&Speaker> for WireSpeaker {
    fn from(speaker: &Speaker) -> Self {
        let firm = speaker.firm.as_ref();
        Self {
            name: speaker.name.clone(),
            role: speaker.role as u8,
            title: speaker.title.clone(),
            firm: firm.map(|f| f.name().to_owned()),
            firm_said: firm.filter(|f| f.said() != f.name()).map(|f| f.said().to_owned()),
        }
    }
}

impl From<WireSpeaker> for Speaker {
    fn from(wire: WireSpeaker) -> Self {
        let firm = wire.firm.map(|name| {
            let said = wire.firm_said.as_ref().unwrap_or(&name);
            Firm::new(&name, said)
        });
        let role = Role::ALL.into_iter().find(|r| *r as u8 == wire.role).unwrap_or_default();
        Self { name: wire.name, role, title: wire.title, firm }
    }
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct WireCall {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quarter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct WireTurn {
    #[serde(rename = "o")]
    ordinal: u32,
    #[serde(rename = "w")]
    speaker: WireSpeaker,
    #[serde(rename = "s")]
    section: u8,
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    attribution: Option<(String, f32, String)>,
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    span: Option<(usize, usize)>,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    time: Option<(f64, Option<f64>)>,
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    exchange: Option<(u32, WireSpeaker)>,
    #[serde(rename = "p", skip_serializing_if = "Vec::is_empty")]
    paragraph_starts: Vec<u32>,
}

/// Returns what is known of a call as the index keeps it: as JSON, followed by its checksum.
pub(super) fn call_to_facts(call: &Call) -> String {
    let wire = WireCall {
        id: call.id.to_string(),
        company: call.company.clone(),
        ticker: call.ticker.clone(),
        title: call.title.clone(),
        date: call.date.map(|d| d.to_string()),
        quarter: call.quarter.map(|q| q.to_string()),
        source: call.source.clone(),
    };
    let json = to_json(&wire);
    let sum = crc32fast::hash(json.as_bytes());
    json + &format!("{sum:08x}")
}

/// Reads what is known of a call; `None` where the text is not of one, or not as it was written.
pub(super) fn call_from_facts(facts: &str) -> Option<Call> {
    let (json, sum) = facts.split_at_checked(facts.len().checked_sub(8)?)?;
    if u32::from_str_radix(sum, 16).ok()? != crc32fast::hash(json.as_bytes()) {
        return None;
    }
    let wire: WireCall = serde_json::from_str(json).ok()?;
    Some(Call {
        id: CallId::new(&wire.id),
        company: wire.company,
        ticker: wire.ticker,
        title: wire.title,
        date: wire.date.and_then(|d| d.parse().ok()),
        quarter: wire.quarter.and_then(|q| q.parse().ok()),
        source: wire.source,
    })
}

/// Returns the people named by a source as the index stores them.
pub(super) fn participants_to_json(participants: &[Speaker]) -> String {
    let wire: Vec<WireSpeaker> = participants.iter().map(WireSpeaker::from).collect();
    to_json(&wire)
}

/// Reads the people named by a source; `None` where the text is none of them.
pub(super) fn participants_from_json(json: &str) -> Option<Vec<Speaker>> {
    let wire: Vec<WireSpeaker> = serde_json::from_str(json).ok()?;
    Some(wire.into_iter().map(Speaker::from).collect())
}

fn to_json(wire: &impl Serialize) -> String {
    serde_json::to_string(wire).expect("a record of strings and numbers is always JSON")
}

impl TurnRecord {
    /// Returns the record as the index stores it.
    pub(super) fn to_json(&self) -> String {
        let turn = &self.turn;
        let wire = WireTurn {
            ordinal: turn.ordinal.0,
            speaker: WireSpeaker::from(&turn.speaker),
            section: turn.section as u8,
            attribution: turn
                .attribution
                .as_ref()
                .map(|a| (a.method.clone(), a.confidence, a.evidence.clone())),
            span: turn.span.as_ref().map(|s| (s.start, s.end)),
            time: turn.time.map(|t| (t.start, t.end)),
            exchange: self.exchange.as_ref().map(|x| (x.ordinal, WireSpeaker::from(&x.asker))),
            paragraph_starts: self.paragraph_starts.clone(),
        };
        to_json(&wire)
    }

    /// Reads a stored record; `None` where the text is none.
    pub(super) fn from_json(json: &str) -> Option<Self> {
        let wire: WireTurn = serde_json::from_str(json).ok()?;
        let section = Section::ALL.into_iter().find(|s| *s as u8 == wire.section);
        let turn = Turn {
            ordinal: TurnOrdinal(wire.ordinal),
            speaker: wire.speaker.into(),
            section: section.unwrap_or_default(),
            attribution: wire.attribution.map(|(method, confidence, evidence)| Attribution {
                method,
                confidence,
                evidence,
            }),
            paragraphs: Vec::new(),
            span: wire.span.map(|(start, end)| start..end),
            time: wire.time.map(|(start, end)| Time { start, end }),
        };
        let exchange =
            wire.exchange.map(|(ordinal, asker)| ExchangeRecord { ordinal, asker: asker.into() });
        Some(Self { turn, exchange, paragraph_starts: wire.paragraph_starts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_read_what_they_write() {
        let firm = Firm::from_said("Citigroup");
        let asker = Speaker {
            name: Some("Brian Gong".into()),
            role: Role::Analyst,
            title: None,
            firm: Some(firm),
        };
        let turn = Turn {
            ordinal: TurnOrdinal(7),
            speaker: asker.clone(),
            section: Section::Qa,
            attribution: Some(Attribution {
                method: "handover".into(),
                confidence: 0.97,
                evidence: "the line of Brian Gong".into(),
            }),
            paragraphs: Vec::new(),
            span: Some(3..90),
            time: Some(Time { start: 1.5, end: None }),
        };
        let exchange = Some(ExchangeRecord { ordinal: 0, asker: asker.clone() });
        let record = TurnRecord { turn, exchange, paragraph_starts: vec![1] };
        assert_eq!(TurnRecord::from_json(&record.to_json()), Some(record));
        let call = Call { id: CallId::new("kc"), company: Some("KC".into()), ..Call::default() };
        let facts = call_to_facts(&call);
        assert_eq!(call_from_facts(&facts.replace(call.id.as_str(), "other")), None);
        assert_eq!(call_from_facts(&facts), Some(call));
        assert_eq!(call_from_facts("no"), None);
        assert_eq!(call_from_facts("{}é1234567"), None);
        let participants = vec![asker];
        let json = participants_to_json(&participants);
        assert_eq!(participants_from_json(&json), Some(participants));
    }
}
