//! What readers of other people's JSON share: the keys a file shows first, where its calls
//! stand, and values that may be missing or of another kind.

use serde_json::Value;

use crate::corpus::error::ReadError;
use crate::transcript::Date;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::json;
use super::json_lines;
use super::json_place;
use super::script;

/// The most keys that are looked at.
const MOST_KEYS: usize = 200;

/// Returns the keys of the first object of a file that is JSON by its first mark.
pub(super) fn keys<'a>(sample: &Sample<'a>) -> Option<Vec<&'a str>> {
    let text = sample.text?.trim_start();
    text.starts_with(['{', '[']).then(|| json_place::keys(text).take(MOST_KEYS).collect())
}

/// Returns where the calls of a file stand: an object, a list of them, or an object a line.
pub(super) fn layout(text: &str) -> Result<Layout, ReadError> {
    let mut lines = json_lines::lines(text);
    let first = lines.next().map(|range| &text[range]);
    let listed = first.is_some_and(|l| l.starts_with('{') && json_place::is_whole(l));
    if listed && lines.next().is_some_and(|range| text[range].starts_with('{')) {
        return Ok(Layout::Many(json_lines::lines(text).collect()));
    }
    match json::Json.records(text)? {
        // A list of one call is that call, and the name of its file may speak for it.
        Layout::Many(mut ranges) if ranges.len() == 1 => {
            Ok(ranges.pop().map_or(Layout::Many(Vec::new()), Layout::One))
        }
        layout => Ok(layout),
    }
}

/// Reads the JSON of one call.
pub(super) fn value(input: &Input<'_>) -> Result<Value, ReadError> {
    serde_json::from_str(input.text).map_err(|e| json::broken(input.text, input.place, &e))
}

/// Returns the first text that stands under one of some keys and is not blank.
pub(super) fn text<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v str> {
    let texts = keys.iter().filter_map(|key| value.get(key)?.as_str());
    texts.map(str::trim).find(|text| !text.is_empty())
}

/// Returns the elements of the list under a key; none where there is no list.
pub(super) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Returns a number, also where it is written as text.
pub(super) fn number(value: &Value, key: &str) -> Option<f64> {
    let value = value.get(key)?;
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|n: &f64| n.is_finite())
}

/// Returns what a label is written as, be it text or a number.
pub(super) fn label(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Reads a day under one of some keys: `2023-02-02T17:00:00`, `Feb 2, 2023`.
pub(super) fn date(value: &Value, keys: &[&str]) -> Option<Date> {
    let text = text(value, keys)?;
    script::month_day(text).or_else(|| script::dated(text))
}
