//! What became of the quotations of files.

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::note;
use crate::render::VerifiedFile;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::facts::Person;
use crate::render::json::facts::Span;
use crate::render::json::facts::span;
use crate::render::json::page;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    sound: bool,
    counts: Counts,
    files: Vec<File<'a>>,
}

#[derive(Serialize, Default)]
struct Counts {
    quotations: usize,
    verbatim: usize,
    repaired: usize,
    misattributed: usize,
    stitched: usize,
    not_found: usize,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    quotations: Vec<Quotation<'a>>,
}

#[derive(Serialize)]
struct Quotation<'a> {
    status: &'static str,
    line: usize,
    span: Span,
    form: &'static str,
    text: &'a str,
    places: Vec<Place<'a>>,
    occurrences: usize,
    differences: Vec<Difference<'a>>,
    contradicted: Option<&'a str>,
    contradiction: Option<Contradiction<'a>>,
    unconfirmed: Option<&'a str>,
    undefined: &'a [String],
    moved_from: Option<String>,
    edited: Option<bool>,
    refused: Option<Refused<'a>>,
    nearest: Option<Nearest<'a>>,
}

#[derive(Serialize)]
struct Contradiction<'a> {
    kind: &'static str,
    stated: &'a str,
    found: Option<&'a str>,
}

#[derive(Serialize)]
struct Place<'a> {
    anchor: String,
    speaker: Person<'a>,
    citation: &'a str,
    said: &'a str,
}

#[derive(Serialize)]
struct Difference<'a> {
    kind: &'static str,
    quoted: &'a str,
    said: &'a str,
    left_out: Option<LeftOut>,
}

#[derive(Serialize)]
struct LeftOut {
    words: usize,
    sentence_ends: usize,
}

#[derive(Serialize)]
struct Refused<'a> {
    kind: &'static str,
    quoted: &'a str,
    said: &'a str,
}

#[derive(Serialize)]
struct Nearest<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    similarity: f64,
    differences: Vec<Difference<'a>>,
}

/// Writes what became of the quotations of files as one value.
pub fn verified(out: &mut dyn Write, files: &[VerifiedFile]) -> io::Result<()> {
    let all = || files.iter().flat_map(|f| &f.quotations);
    let mut counts = Counts::default();
    for verified in all() {
        counts.quotations += 1;
        *match verified.status {
            note::Status::Verbatim => &mut counts.verbatim,
            note::Status::Repaired => &mut counts.repaired,
            note::Status::Misattributed => &mut counts.misattributed,
            note::Status::Stitched => &mut counts.stitched,
            note::Status::NotFound => &mut counts.not_found,
        } += 1;
    }
    let value = Report {
        schema_version: SCHEMA_VERSION,
        sound: all().all(|v| v.status.is_sound()),
        counts,
        files: files
            .iter()
            .map(|f| File {
                path: &f.path,
                quotations: f.quotations.iter().map(Quotation::from).collect(),
            })
            .collect(),
    };
    page(out, &value)
}

impl<'a> From<&'a note::Verified> for Quotation<'a> {
    fn from(verified: &'a note::Verified) -> Self {
        Self {
            status: verified.status.as_str(),
            line: verified.quotation.line,
            span: span(&verified.quotation.span),
            form: verified.quotation.form.as_str(),
            text: &verified.quotation.text,
            places: verified.places.iter().map(Place::from).collect(),
            occurrences: verified.occurrences,
            differences: verified.differences.iter().map(Difference::from).collect(),
            contradicted: verified.contradicted.as_ref().map(|c| c.stated.as_str()),
            contradiction: verified.contradicted.as_ref().map(Contradiction::from),
            unconfirmed: verified.unconfirmed.as_deref(),
            undefined: &verified.undefined,
            moved_from: verified.moved_from.as_ref().map(ToString::to_string),
            edited: verified.is_edited,
            refused: verified.refused.as_ref().map(Refused::from),
            nearest: verified.nearest.as_ref().map(Nearest::from),
        }
    }
}

impl<'a> From<&'a note::Contradiction> for Contradiction<'a> {
    fn from(contradiction: &'a note::Contradiction) -> Self {
        Self {
            kind: contradiction.kind.as_str(),
            stated: &contradiction.stated,
            found: contradiction.found.as_deref(),
        }
    }
}

impl<'a> From<&'a note::Stretch> for Place<'a> {
    fn from(place: &'a note::Stretch) -> Self {
        Self {
            anchor: place.anchor.to_string(),
            speaker: (&place.speaker).into(),
            citation: &place.citation,
            said: &place.said,
        }
    }
}

impl<'a> From<&'a note::Difference> for Difference<'a> {
    fn from(difference: &'a note::Difference) -> Self {
        Self {
            kind: difference.kind.as_str(),
            quoted: &difference.quoted,
            said: &difference.said,
            left_out: difference
                .left_out()
                .map(|(words, sentence_ends)| LeftOut { words, sentence_ends }),
        }
    }
}

impl<'a> From<&'a note::Refusal> for Refused<'a> {
    fn from(refusal: &'a note::Refusal) -> Self {
        Self { kind: refusal.kind.as_str(), quoted: &refusal.quoted, said: &refusal.said }
    }
}

impl<'a> From<&'a note::Nearest> for Nearest<'a> {
    fn from(nearest: &'a note::Nearest) -> Self {
        Self {
            place: (&nearest.place).into(),
            // Two digits say all there is to say of a share of some words.
            similarity: (nearest.similarity * 100.0).round() / 100.0,
            differences: nearest.differences.iter().map(Difference::from).collect(),
        }
    }
}
