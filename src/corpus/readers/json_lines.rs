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
            Shape::Own => Verdict::Takes("its lines are objects".to_owned()),
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
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::corpus::SourceFile;
    use crate::corpus::walk;
    use crate::transcript::Firm;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = lines(text).map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn lines_that_are_not_empty_are_found() {
        check("", &[]);
        check("\n \r\n", &[]);
        check("{}\r\n\n  {1} \n{2}", &["{}", "{1}", "{2}"]);
    }

    /// Of how many lines of the labelled calls one is read; one of some in a slow build.
    const EVERY: usize = if cfg!(debug_assertions) { 20 } else { 1 };

    #[test]
    #[allow(clippy::print_stderr, reason = "a test that skips says so")]
    fn labelled_calls_keep_their_turns_and_words() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/transcripts/labelled");
        if !folder.is_dir() {
            eprintln!("skipped: there is no ../shared/transcripts/labelled");
            return;
        }
        let mut calls = 0;
        for path in walk(&folder).files {
            let text = std::fs::read_to_string(&path).unwrap();
            calls += text.lines().count();
            let sample: Vec<&str> = text.lines().step_by(EVERY).collect();
            let file = SourceFile::from_bytes(&path, sample.join("\n").into()).unwrap();
            let records = file.records().unwrap();
            assert_eq!(records.len(), sample.len());
            for (record, line) in records.iter().zip(sample) {
                let read = file.parse_record(record).unwrap().parsed.transcript;
                let given: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(read.call.id.as_str(), given["id"].as_str().unwrap());
                let turns = given["turns"].as_array().unwrap();
                assert_eq!(read.turns.len(), turns.len());
                for (place, (turn, given)) in read.turns.iter().zip(turns).enumerate() {
                    let given_ordinal = given["ordinal"].as_u64().unwrap_or(place as u64);
                    assert_eq!(u64::from(turn.ordinal.0), given_ordinal);
                    assert_eq!(turn.speaker.name.as_deref(), given["speaker"].as_str());
                    assert_eq!(turn.speaker.role.as_str(), given["role"].as_str().unwrap());
                    assert_eq!(turn.section.as_str(), given["section"].as_str().unwrap());
                    let firm = turn.speaker.firm.as_ref().map(Firm::said);
                    assert_eq!(firm, given["firm"].as_str());
                    let paragraphs = given["paragraphs"].as_array().unwrap().iter();
                    assert!(paragraphs.map(|p| p.as_str().unwrap()).eq(&turn.paragraphs));
                }
            }
        }
        assert_eq!(calls, 1836);
    }

    proptest! {
        #[test]
        fn lines_hold_all_that_is_not_white_space(text in "([{}a \r\n]|é)*") {
            let kept: String = lines(&text).map(|range| &text[range]).collect();
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(bare(&kept), bare(&text));
        }
    }
}
