//! A transcript as it was understood: what `parse` prints and `index` reads.

use serde::Serialize;

use crate::parse;
use crate::parse::Parsed;
use crate::render::SourceNote;
use crate::render::json::SCHEMA_VERSION;
use crate::render::json::facts::Call;
use crate::render::json::facts::Person;
use crate::render::json::facts::Span;
use crate::render::json::facts::Turn;
use crate::render::json::facts::span;
use crate::search::Explain;

/// A transcript, ready to be printed.
#[derive(Serialize)]
pub struct Transcript<'a> {
    #[serde(flatten)]
    call: Call<'a>,
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<Reader<'a>>,
    participants: Vec<Person<'a>>,
    turns: Vec<Said<'a>>,
    issues: Vec<Issue<'a>>,
}

/// Which reader took the file, and why.
#[derive(Serialize)]
struct Reader<'a> {
    name: &'a str,
    evidence: &'a str,
    encoding: Option<&'a str>,
}

/// A turn with its words.
#[derive(Serialize)]
struct Said<'a> {
    #[serde(flatten)]
    turn: Turn<'a>,
    paragraphs: &'a [String],
}

#[derive(Serialize)]
struct Issue<'a> {
    kind: &'static str,
    message: &'a str,
    span: Option<Span>,
}

/// Returns a transcript as it is printed; where it is to be explained, with the reader.
pub fn parsed<'a>(parsed: &'a Parsed, note: &SourceNote<'a>, explain: Explain) -> Transcript<'a> {
    let transcript = &parsed.transcript;
    let reader = Reader { name: note.reader, evidence: note.evidence, encoding: note.encoding };
    let said = |turn: &'a crate::transcript::Turn| Said {
        turn: turn.into(),
        paragraphs: &turn.paragraphs,
    };
    Transcript {
        call: (&transcript.call).into(),
        schema_version: SCHEMA_VERSION,
        reader: (explain == Explain::Yes).then_some(reader),
        participants: transcript.participants.iter().map(Person::from).collect(),
        turns: transcript.turns.iter().map(said).collect(),
        issues: parsed.issues.iter().map(Issue::from).collect(),
    }
}

impl<'a> From<&'a parse::Issue> for Issue<'a> {
    fn from(issue: &'a parse::Issue) -> Self {
        let span = issue.span.as_ref().map(span);
        Self { kind: issue.kind.as_str(), message: &issue.message, span }
    }
}
