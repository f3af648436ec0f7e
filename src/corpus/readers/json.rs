//! JSON in earmark's own shape: one call an object, one object or a list of them a file.

use serde::de::IgnoredAny;

use crate::corpus::error::ReadError;
use crate::corpus::error::clipped;
use crate::parse::Parsed;

use super::Input;
use super::Layout;
use super::Place;
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
        serde_json::from_str::<IgnoredAny>(text).map_err(|e| broken(text, Place::START, &e))?;
        let elements = json_place::elements(&text[range]).into_iter();
        Ok(Layout::Many(elements.map(|e| e.start + start..e.end + start).collect()))
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        read(input)
    }
}

/// Reads one call in earmark's own shape.
pub(super) fn read(input: &Input<'_>) -> Result<Parsed, ReadError> {
    match serde_json::from_str::<Object<Call<'_>>>(input.text) {
        Ok(call) => Ok(transcript(call.0)),
        Err(error) => Err(broken(input.text, input.place, &error)),
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
        if key == "turns" {
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
        Some(key) => format!("JSON without `turns`, with `{}`", clipped(key)),
        None => "JSON without a call".to_owned(),
    })
}

/// Tells whether a text begins as an object or a list of objects does.
fn begins_as_json(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_whitespace());
    matches!((marks.next(), marks.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{')))
}

/// Returns what is wrong with a text that begins at some place of a file, where in the file it
/// is, and which field it is.
pub(super) fn broken(text: &str, start: Place, error: &serde_json::Error) -> ReadError {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let before = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    let before = before.min(text.len());
    let line = start.line + error.line().saturating_sub(1);
    let shift = if error.line() > 1 { 0 } else { start.column - 1 };
    let column = shift + error.column().max(1);

    let told = error.to_string();
    let told = clipped(told.rsplit_once(" at line ").map_or(told.as_str(), |(told, _)| told));
    let path = json_place::path_at(text, before);
    let message =
        if path.is_empty() { told.into_owned() } else { format!("`{}`: {told}", clipped(&path)) };
    ReadError::Json { line, column, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shape = match shape(text) {
            Shape::Own => "own".to_owned(),
            Shape::Foreign(what) => what,
        };
        assert_eq!(shape, expected, "{text}");
    }

    #[test]
    fn own_json_is_told_by_its_keys() {
        check(r#"{"strange": {"a": 1}, "turns": []}"#, "own");
        check(r#"[{"turns": []}, {"strange": 1}]"#, "own");
        check(r#"{"id": "a", "company": null}"#, "own");
        check(r#"{"id": "a", "text": "x"}"#, "JSON without `turns`, with `text`");
        check(r#"{"a": {"turns": []}}"#, "JSON without `turns`, with `a`");
        check("{}", "JSON without a call");
        check("[1, 2]", "JSON without a call");
    }

    #[test]
    fn broken_json_is_taken_for_own() {
        for text in ["{", r#"{"strange": }"#, "hello", r#"[{"a": 1}"#] {
            check(text, "own");
        }
    }
}
