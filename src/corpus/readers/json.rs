//! JSON in earmark's own shape: one call an object, one object or a list of them a file.

use std::ops::Range;

use serde::de::IgnoredAny;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::json_call::transcript;
use super::json_place;
use super::json_wire::CALL_FIELDS;
use super::json_wire::Call;
use super::json_wire::Object;

/// The reader of JSON.
pub(super) struct Json;

impl Reader for Json {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(text) = sample.text.map(str::trim) else { return Verdict::Declines };
        let named = sample.extension() == "json";
        if !named && !begins_as_json(text) {
            return Verdict::Declines;
        }
        match shape(text) {
            Shape::Foreign(what) => Verdict::NoTranscript(what),
            Shape::Own if named => Verdict::Takes("the name says JSON".to_owned()),
            Shape::Own => Verdict::Takes("begins as JSON does".to_owned()),
        }
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        let start = text.len() - text.trim_start().len();
        let range = start..text.trim_end().len();
        if !text[range.clone()].starts_with('[') {
            return Ok(Layout::One(range));
        }
        // Only of a list that is sound from end to end is it known where its elements stand.
        serde_json::from_str::<IgnoredAny>(text).map_err(|e| place(text, 0..text.len(), &e))?;
        let elements = json_place::elements(&text[range]).into_iter();
        Ok(Layout::Many(elements.map(|e| e.start + start..e.end + start).collect()))
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        read(input)
    }
}

/// Reads one call in earmark's own shape.
pub(super) fn read(input: &Input<'_>) -> Result<Parsed, ReadError> {
    match serde_json::from_str::<Object<Call<'_>>>(input.record()) {
        Ok(call) => Ok(transcript(call.0)),
        Err(error) => Err(place(input.text, input.range.clone(), &error)),
    }
}

/// Whose JSON it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Meant to be earmark's own, perhaps broken.
    Own,
    /// Sound, but something else: what it is.
    Foreign(String),
}

/// Tells by the keys of the first object whose JSON it is.
///
/// A call may lack its turns and then is a mistake to be told; that it was meant to be a call
/// shows in all its keys being those of one.
pub(super) fn shape(text: &str) -> Shape {
    let mut strange = None;
    let mut some = false;
    for key in json_place::keys(text) {
        if matches!(key, "turns" | "participants") {
            return Shape::Own;
        }
        some = true;
        if strange.is_none() && !CALL_FIELDS.contains(&key) {
            strange = Some(key);
        }
    }
    if (some && strange.is_none()) || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return Shape::Own;
    }
    Shape::Foreign(match strange {
        Some(key) => format!("JSON without `turns`, with `{key}`"),
        None => "JSON without a call".to_owned(),
    })
}

/// Tells whether a text begins as an object or a list of objects does.
fn begins_as_json(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    matches!((marks.next(), marks.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{')))
}

/// Returns where the line begins that is broken off at the end of some bytes.
fn line_start_of(before: &[u8]) -> usize {
    before.iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1)
}

/// Returns what is wrong with a record, with its place in the whole text and the field it is.
fn place(text: &str, range: Range<usize>, error: &serde_json::Error) -> ReadError {
    let record = &text[range.clone()];
    let mut lines = record.split_inclusive('\n').take(error.line().saturating_sub(1));
    let line_start = lines.try_fold(0_usize, |sum, line| sum.checked_add(line.len()));
    let within = line_start.unwrap_or_default() + error.column().saturating_sub(1);
    let offset = range.start + within.min(record.len());

    let before = &text.as_bytes()[..offset];
    let line = text[..line_start_of(before)].matches('\n').count() + 1;
    let column = offset - line_start_of(before) + 1;
    let told = error.to_string();
    let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(told, _)| told);
    let path = json_place::path_at(record, within);
    let message = if path.is_empty() { told.to_owned() } else { format!("`{path}`: {told}") };
    ReadError::Json { line, column, message }
}
