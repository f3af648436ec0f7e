//! JSON lines: a call a line, each in earmark's own shape. A broken line loses its own call only.

use std::ops::Range;

use crate::parse::Parsed;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::json;
use super::json::Shape;
use super::json_place;
use crate::corpus::error::ReadError;

/// The reader of JSON lines.
pub(super) struct JsonLines;

impl Reader for JsonLines {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(text) = sample.text else { return Verdict::Declines };
        let mut lines = lines(text);
        let Some(first) = lines.next().map(|range| &text[range]) else { return Verdict::Declines };
        let named = matches!(sample.extension().as_str(), "jsonl" | "ndjson");
        // An object that is spread over lines is JSON, whatever its file is called.
        if matches!(first, "{" | "[") {
            return Verdict::Declines;
        }
        let second = lines.next().map(|range| &text[range]);
        let listed = || {
            second.is_some_and(|line| line.starts_with('{'))
                && first.starts_with('{')
                && json_place::is_whole(first)
        };
        if !named && !listed() {
            return Verdict::Declines;
        }
        match json::shape(first) {
            Shape::Foreign(what) => Verdict::NoTranscript(what),
            Shape::Own if named => Verdict::Takes("the name says JSON lines".to_owned()),
            Shape::Own => Verdict::Takes("the first line is an object, and so on".to_owned()),
        }
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        Ok(Layout::Many(lines(text).collect()))
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        json::read(input)
    }
}

/// Returns where the lines stand that are not empty, without the white space around them.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let rest = line.trim_start();
        let from = at + line.len() - rest.len();
        let len = rest.trim_end().len();
        (len > 0).then_some(from..from + len)
    })
}
