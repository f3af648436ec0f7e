//! The results of a search.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render::json::SCHEMA_VERSION;
use crate::render::json::explained::Explanation;
use crate::render::json::explained::FacetValue;
use crate::render::json::explained::ScoreParts;
use crate::render::json::facts::Call;
use crate::render::json::facts::Exchange;
use crate::render::json::facts::Notice;
use crate::render::json::facts::Span;
use crate::render::json::facts::Turn;
use crate::render::json::facts::span;
use crate::render::json::line;
use crate::render::json::page;
use crate::search;

#[derive(Serialize)]
struct Results<'a> {
    schema_version: u32,
    query: &'a str,
    total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<u64>,
    relaxed: bool,
    notices: Vec<Notice<'a>>,
    hits: Vec<Hit<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facets: BTreeMap<&'static str, Vec<FacetValue<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation<'a>>,
}

/// A line of JSON lines.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Hit(Box<Hit<'a>>),
    Summary {
        schema_version: u32,
        query: &'a str,
        total: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        groups: Option<u64>,
        relaxed: bool,
        notices: Vec<Notice<'a>>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        facets: BTreeMap<&'static str, Vec<FacetValue<'a>>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        explanation: Option<Explanation<'a>>,
    },
}

#[derive(Serialize)]
struct Hit<'a> {
    rank: u64,
    score: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    score_parts: Option<ScoreParts>,
    anchor: String,
    call: Call<'a>,
    turn: Turn<'a>,
    exchange: Option<Exchange<'a>>,
    text: &'a str,
    highlights: Vec<Span>,
    context: Context<'a>,
    citation: String,
    passages: u64,
}

#[derive(Serialize)]
struct Context<'a> {
    before: Vec<ContextPassage<'a>>,
    after: Vec<ContextPassage<'a>>,
}

#[derive(Serialize)]
struct ContextPassage<'a> {
    anchor: String,
    speaker: Option<&'a str>,
    role: &'static str,
    text: &'a str,
}

/// Writes the results of a search as one value.
pub fn results(out: &mut dyn Write, query: &str, found: &search::Results) -> io::Result<()> {
    let value = Results {
        schema_version: SCHEMA_VERSION,
        query,
        total: found.total,
        groups: groups(found),
        relaxed: found.relaxed,
        notices: found.notices.iter().map(Notice::from).collect(),
        hits: found.hits.iter().map(Hit::from).collect(),
        facets: facets(found),
        explanation: found.explanation.as_ref().map(Explanation::from),
    };
    page(out, &value)
}

/// Writes the hits of a search one a line, then a line that sums up.
pub fn results_by_line(
    out: &mut dyn Write,
    query: &str,
    found: &search::Results,
) -> io::Result<()> {
    for hit in &found.hits {
        line(out, &Line::Hit(Box::new(hit.into())))?;
    }
    let summary = Line::Summary {
        schema_version: SCHEMA_VERSION,
        query,
        total: found.total,
        groups: groups(found),
        relaxed: found.relaxed,
        notices: found.notices.iter().map(Notice::from).collect(),
        facets: facets(found),
        explanation: found.explanation.as_ref().map(Explanation::from),
    };
    line(out, &summary)
}

/// Returns how many turns or calls there are, where hits stand for such.
fn groups(found: &search::Results) -> Option<u64> {
    (found.by != search::Ranked::Passage).then_some(found.groups)
}

fn facets(found: &search::Results) -> BTreeMap<&'static str, Vec<FacetValue<'_>>> {
    let named = found.facets.iter();
    named.map(|f| (f.facet.as_str(), f.values.iter().map(FacetValue::from).collect())).collect()
}

impl<'a> From<&'a search::Hit> for Hit<'a> {
    fn from(hit: &'a search::Hit) -> Self {
        Self {
            rank: hit.rank,
            score: hit.score,
            score_parts: hit.parts.map(ScoreParts::from),
            anchor: hit.anchor.to_string(),
            call: (&*hit.call).into(),
            turn: (&hit.turn).into(),
            exchange: hit.exchange.as_ref().map(Exchange::from),
            text: &hit.text,
            highlights: hit.highlights.iter().map(span).collect(),
            context: Context {
                before: hit.before.iter().map(ContextPassage::from).collect(),
                after: hit.after.iter().map(ContextPassage::from).collect(),
            },
            citation: hit.citation(),
            passages: hit.passages,
        }
    }
}

impl<'a> From<&'a search::ContextPassage> for ContextPassage<'a> {
    fn from(passage: &'a search::ContextPassage) -> Self {
        Self {
            anchor: passage.anchor.to_string(),
            speaker: passage.turn.speaker.name.as_deref(),
            role: passage.turn.speaker.role.as_str(),
            text: &passage.text,
        }
    }
}
