//! What a search gives.

use std::ops::Range;
use std::sync::Arc;

use crate::index::ExchangeRecord;
use crate::query::Notice;
use crate::search::Explanation;
use crate::search::FacetCounts;
use crate::search::Ranked;
use crate::search::ScoreParts;
use crate::transcript::Anchor;
use crate::transcript::Call;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Turn;

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Results {
    /// How many passages match, exactly.
    pub total: u64,
    /// What a hit stands for.
    pub by: Ranked,
    /// How many hits there are in all: passages, or the turns or calls that have some.
    pub groups: u64,
    /// Whether no passage had all words, so that those with most were given.
    pub relaxed: bool,
    /// What was ignored, expanded or unknown.
    pub notices: Vec<Notice>,
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
    /// How many of the passages found are of each value of the facets asked for.
    pub facets: Vec<FacetCounts>,
    /// How the query was understood, if that was asked for.
    pub explanation: Option<Explanation>,
}

/// A passage that matches.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The place among all hits, from 1.
    pub rank: u64,
    /// How well it matches; comparable within one search only.
    pub score: f32,
    /// Its address.
    pub anchor: Anchor,
    /// The call it stands in.
    pub call: Arc<Call>,
    /// The turn it stands in, without its words.
    pub turn: Turn,
    /// The exchange it stands in.
    pub exchange: Option<ExchangeRecord>,
    /// The passage.
    pub text: String,
    /// The bytes of the text that the query matched: sorted, disjoint, on character bounds.
    pub highlights: Vec<Range<usize>>,
    /// The passages before, in order.
    pub before: Vec<ContextPassage>,
    /// The passages after, in order.
    pub after: Vec<ContextPassage>,
    /// How many passages it stands for: itself, or those of its turn or call that match.
    pub passages: u64,
    /// What the score is made of, if that was asked for.
    pub parts: Option<ScoreParts>,
}

impl Hit {
    /// Returns the citation: the call, the speaker, the place.
    pub fn citation(&self) -> String {
        citation(&self.call, &self.turn, self.exchange.as_ref())
    }
}

/// A passage near a hit.
#[derive(Debug, Clone)]
pub struct ContextPassage {
    /// Its address.
    pub anchor: Anchor,
    /// The turn it stands in, without its words.
    pub turn: Turn,
    /// The passage.
    pub text: String,
}

/// Returns a citation that a reader can follow: `Kingsoft Cloud, Q1 2021 earnings call, Haijian
/// He (CFO), answer to Brian Gong (Citigroup), turn 7`.
pub fn citation(call: &Call, turn: &Turn, exchange: Option<&ExchangeRecord>) -> String {
    let mut parts = Vec::new();
    let company = call.holder();
    match (company, call.quarter) {
        (Some(company), Some(quarter)) => {
            parts.push(company.to_owned());
            parts.push(format!("{} earnings call", quarter.spoken()));
        }
        (Some(company), None) => {
            parts.push(call.title.clone().unwrap_or_else(|| company.to_owned()));
            parts.extend(call.date.map(|d| d.to_string()));
        }
        (None, _) => {
            parts.push(call.title.clone().unwrap_or_else(|| call.id.to_string()));
            parts.extend(call.quarter.map(|q| format!("{} earnings call", q.spoken())));
        }
    }
    parts.push(who(turn));
    let answered = exchange.filter(|_| turn.speaker.role == Role::Executive);
    if let Some(asker) = answered.and_then(|x| x.asker.name.as_deref().map(|n| (n, &x.asker))) {
        let firm = asker.1.firm.as_ref().map(|f| format!(" ({})", f.said())).unwrap_or_default();
        parts.push(format!("answer to {}{firm}", asker.0));
    }
    parts.push(format!("turn {}", turn.ordinal));
    parts.join(", ")
}

/// Returns the speaker with what he is: `Haijian He (CFO)`, `unknown analyst (CICC)`.
fn who(turn: &Turn) -> String {
    let speaker = &turn.speaker;
    let name = match (&speaker.name, speaker.role) {
        (Some(name), _) => name.clone(),
        (None, Role::Operator) => return "Operator".to_owned(),
        (None, Role::Unknown) => return "unknown speaker".to_owned(),
        (None, role) => format!("unknown {role}"),
    };
    let firm = speaker.firm.as_ref().filter(|_| speaker.role == Role::Analyst);
    match firm.map(Firm::said).or(speaker.title.as_deref()) {
        Some(what) => format!("{name} ({what})"),
        None => name,
    }
}
