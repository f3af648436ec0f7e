//! Facets, and how a search explains itself.

use serde::Serialize;

use crate::search;
use crate::search::SubjectKind;

#[derive(Serialize)]
pub(super) struct FacetValue<'a> {
    value: Option<&'a str>,
    passages: u64,
}

#[derive(Serialize)]
pub(super) struct Explanation<'a> {
    query: &'a str,
    words: Vec<WordCount<'a>>,
    stretches: Vec<StretchCount<'a>>,
    subjects: Vec<SubjectNamed<'a>>,
}

#[derive(Serialize)]
struct WordCount<'a> {
    written: &'a str,
    terms: Vec<TermCount<'a>>,
}

#[derive(Serialize)]
struct TermCount<'a> {
    term: &'a str,
    passages: u64,
}

#[derive(Serialize)]
struct StretchCount<'a> {
    written: &'a str,
    matches: u64,
    passages: u64,
}

#[derive(Serialize)]
struct SubjectNamed<'a> {
    written: &'a str,
    kind: &'static str,
    places: u64,
}

#[derive(Serialize)]
pub(super) struct ScoreParts {
    words: f32,
    proximity: f32,
    neighbours: f32,
    turn: f32,
    call: f32,
    subject: f32,
    boilerplate: f32,
}

impl<'a> From<&'a search::FacetValue> for FacetValue<'a> {
    fn from(value: &'a search::FacetValue) -> Self {
        Self { value: value.value.as_deref(), passages: value.passages }
    }
}

impl<'a> From<&'a search::Explanation> for Explanation<'a> {
    fn from(explanation: &'a search::Explanation) -> Self {
        let term = |t: &'a search::TermCount| TermCount { term: &t.term, passages: t.passages };
        let word = |w: &'a search::WordCount| WordCount {
            written: &w.written,
            terms: w.terms.iter().map(term).collect(),
        };
        let stretch = |s: &'a search::StretchCount| StretchCount {
            written: &s.written,
            matches: s.matches,
            passages: s.passages,
        };
        let subject = |s: &'a search::SubjectNamed| SubjectNamed {
            written: &s.written,
            kind: match s.kind {
                SubjectKind::Company => "company",
                SubjectKind::Speaker => "speaker",
                SubjectKind::Quarter | SubjectKind::Span | SubjectKind::QuarterOfAnyYear => {
                    "period"
                }
            },
            places: s.places,
        };
        Self {
            query: &explanation.query,
            words: explanation.words.iter().map(word).collect(),
            stretches: explanation.stretches.iter().map(stretch).collect(),
            subjects: explanation.subjects.iter().map(subject).collect(),
        }
    }
}

impl From<search::ScoreParts> for ScoreParts {
    fn from(parts: search::ScoreParts) -> Self {
        let search::ScoreParts { words, proximity, neighbours, turn, call, subject, boilerplate } =
            parts;
        Self { words, proximity, neighbours, turn, call, subject, boilerplate }
    }
}
