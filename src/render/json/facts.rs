//! What several outputs tell of a call, a turn and a speaker.

use std::ops::Range;

use serde::Serialize;

use crate::index::ExchangeRecord;
use crate::query;
use crate::render::json::SCHEMA_VERSION;
use crate::transcript;
use crate::transcript::Firm;
use crate::transcript::Speaker;

/// Bytes of a text, the end left out.
pub(super) type Span = [usize; 2];

/// Returns a range as it is printed.
pub(super) fn span(range: &Range<usize>) -> Span {
    [range.start, range.end]
}

/// A call.
#[derive(Serialize)]
pub(super) struct Call<'a> {
    id: &'a str,
    company: Option<&'a str>,
    ticker: Option<&'a str>,
    title: Option<&'a str>,
    date: Option<String>,
    quarter: Option<String>,
    source: Option<&'a str>,
}

impl<'a> From<&'a transcript::Call> for Call<'a> {
    fn from(call: &'a transcript::Call) -> Self {
        Self {
            id: call.id.as_str(),
            company: call.company.as_deref(),
            ticker: call.ticker.as_deref(),
            title: call.title.as_deref(),
            date: call.date.map(|date| date.to_string()),
            quarter: call.quarter.map(|quarter| quarter.to_string()),
            source: call.source.as_deref(),
        }
    }
}

/// Somebody who is named in a call.
#[derive(Serialize)]
pub(super) struct Person<'a> {
    name: Option<&'a str>,
    role: &'static str,
    title: Option<&'a str>,
    firm: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firm_said: Option<&'a str>,
}

impl<'a> From<&'a Speaker> for Person<'a> {
    fn from(speaker: &'a Speaker) -> Self {
        Self {
            name: speaker.name.as_deref(),
            role: speaker.role.as_str(),
            title: speaker.title.as_deref(),
            firm: speaker.firm.as_ref().map(Firm::name),
            firm_said: speaker.firm.as_ref().map(Firm::said),
        }
    }
}

/// A turn without its words.
#[derive(Serialize)]
pub(super) struct Turn<'a> {
    ordinal: u32,
    speaker: Option<&'a str>,
    role: &'static str,
    title: Option<&'a str>,
    firm: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    firm_said: Option<&'a str>,
    section: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribution: Option<Attribution<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<f64>,
}

impl<'a> From<&'a transcript::Turn> for Turn<'a> {
    fn from(turn: &'a transcript::Turn) -> Self {
        let speaker = &turn.speaker;
        Self {
            ordinal: turn.ordinal.0,
            speaker: speaker.name.as_deref(),
            role: speaker.role.as_str(),
            title: speaker.title.as_deref(),
            firm: speaker.firm.as_ref().map(Firm::name),
            firm_said: speaker.firm.as_ref().map(Firm::said),
            section: turn.section.as_str(),
            attribution: turn.attribution.as_ref().map(Attribution::from),
            span: turn.span.as_ref().map(span),
            start: turn.time.map(|time| time.start),
            end: turn.time.and_then(|time| time.end),
        }
    }
}

/// How a turn was given its speaker.
#[derive(Serialize)]
struct Attribution<'a> {
    method: &'a str,
    confidence: f32,
    evidence: &'a str,
}

impl<'a> From<&'a transcript::Attribution> for Attribution<'a> {
    fn from(attribution: &'a transcript::Attribution) -> Self {
        Self {
            method: &attribution.method,
            confidence: attribution.confidence,
            evidence: &attribution.evidence,
        }
    }
}

/// The exchange that a turn belongs to.
#[derive(Serialize)]
pub(super) struct Exchange<'a> {
    ordinal: u32,
    asked_by: Person<'a>,
}

impl<'a> From<&'a ExchangeRecord> for Exchange<'a> {
    fn from(exchange: &'a ExchangeRecord) -> Self {
        Self { ordinal: exchange.ordinal, asked_by: (&exchange.asker).into() }
    }
}

/// Something that was ignored, expanded or unknown.
#[derive(Serialize)]
pub(super) struct Notice<'a> {
    kind: &'static str,
    text: &'a str,
    span: Option<Span>,
}

impl<'a> From<&'a query::Notice> for Notice<'a> {
    fn from(notice: &'a query::Notice) -> Self {
        let span = notice.span.as_ref().map(span);
        Self { kind: notice.kind.as_str(), text: &notice.text, span }
    }
}

/// What a list of anything is told of.
#[derive(Serialize)]
pub(super) struct Summary<'a> {
    schema_version: u32,
    query: &'a str,
    total: u64,
    notices: Vec<Notice<'a>>,
}

impl<'a> Summary<'a> {
    /// Sums up what a query gave.
    pub(super) fn new(query: &'a str, total: u64, notices: &'a [query::Notice]) -> Self {
        let notices = notices.iter().map(Notice::from).collect();
        Self { schema_version: SCHEMA_VERSION, query, total, notices }
    }
}
