//! Words one a line, as `token|speaker|ts|endTs|punctuation|…` under a header, the names of the
//! speakers in a `speaker-metadata.csv` beside the file.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;

use crate::corpus::error::ReadError;
use crate::corpus::sidecar::Beside;
use crate::corpus::sidecar::SPEAKERS;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::script;
use super::script::Label;
use super::script::Script;

/// The reader of such files.
pub(super) struct RevNlp;

impl Reader for RevNlp {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let header = sample.text.and_then(|text| text.lines().next()).and_then(Columns::of);
        match header {
            Some(_) => Verdict::Takes("a header with `token|speaker` and words below".to_owned()),
            None => Verdict::Declines,
        }
    }

    fn beside(&self, path: &Path, beside: &Beside) -> Option<String> {
        let names: BTreeMap<String, String> = names(path, beside).into_iter().collect();
        let lines = names.iter().map(|(id, name)| format!("{id}\t{name}"));
        Some(lines.collect::<Vec<_>>().join("\n")).filter(|lines| !lines.is_empty())
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(read(input.text, &names(input.path, input.beside)))
    }
}

/// Where in a line the values stand.
struct Columns {
    token: usize,
    speaker: usize,
    start: Option<usize>,
    end: Option<usize>,
    mark: Option<usize>,
}

impl Columns {
    /// Reads the header; nothing where it is another.
    fn of(header: &str) -> Option<Self> {
        let names: Vec<&str> = header.trim().split('|').collect();
        let at = |name: &str| names.iter().position(|n| *n == name);
        Some(Self {
            token: at("token")?,
            speaker: at("speaker")?,
            start: at("ts"),
            end: at("endTs"),
            mark: at("punctuation"),
        })
    }
}

/// A turn while its words are gathered.
struct Stretch {
    speaker: String,
    words: String,
    from: usize,
    to: usize,
    start: Option<f64>,
    end: Option<f64>,
}

fn read(text: &str, names: &HashMap<String, String>) -> Parsed {
    let mut script = Script::default();
    let mut lines = text.split_inclusive('\n');
    let header = lines.next().unwrap_or_default();
    let Some(columns) = Columns::of(header) else { return script.finish() };
    let mut at = header.len();
    let mut stretch: Option<Stretch> = None;
    for line in lines {
        let from = at;
        at += line.len();
        let bare = line.trim_end();
        let cells: Vec<&str> = bare.split('|').collect();
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let number = |column: Option<usize>| column.and_then(|c| cell(c).parse().ok());
        let (token, speaker) = (cell(columns.token).trim(), cell(columns.speaker).trim());
        if token.is_empty() {
            continue;
        }
        let mark = columns.mark.map(cell).unwrap_or_default();
        if stretch.as_ref().is_none_or(|s| s.speaker != speaker) {
            say(&mut script, stretch.take(), names);
        }
        let stretch = stretch.get_or_insert_with(|| Stretch {
            speaker: speaker.to_owned(),
            words: String::new(),
            from,
            to: from,
            start: number(columns.start),
            end: None,
        });
        if !stretch.words.is_empty() {
            stretch.words.push(' ');
        }
        stretch.words.push_str(token);
        stretch.words.push_str(mark);
        stretch.to = from + bare.len();
        stretch.end = number(columns.end).or(stretch.end);
    }
    say(&mut script, stretch.take(), names);
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

fn say(script: &mut Script, stretch: Option<Stretch>, names: &HashMap<String, String>) {
    let Some(stretch) = stretch else { return };
    let found = names.get(&stretch.speaker).map(|name| Label::new(name));
    script.begin(found.unwrap_or_else(|| Label::of_id(&stretch.speaker)));
    script.say(&stretch.words, Some(stretch.from..stretch.to));
    script.heard(stretch.start, stretch.end);
}

/// Reads the names of a file's speakers from the table beside it; none where there is no table.
fn names(path: &Path, beside: &Beside) -> HashMap<String, String> {
    let Some(table) = beside.text(path, SPEAKERS) else { return HashMap::new() };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(table.as_bytes());
    let header = rows.headers().cloned().unwrap_or_default();
    let at = |name: &str| header.iter().position(|n| n.trim().eq_ignore_ascii_case(name));
    let (Some(file), Some(id), Some(name)) = (at("file_id"), at("speaker_id"), at("speaker_name"))
    else {
        return HashMap::new();
    };
    let cell = |row: &csv::StringRecord, column: usize| {
        row.get(column).unwrap_or_default().trim().to_owned()
    };
    rows.records()
        .filter_map(Result::ok)
        .filter(|row| cell(row, file) == stem)
        .map(|row| (cell(&row, id), cell(&row, name)))
        .filter(|(_, name)| !name.is_empty() && !script::key(name).is_empty())
        .collect()
}
