//! Transcripts in PDF files, above all those of Indian calls: the names in a column of their
//! own, speech beside them, the company's officers in a box before.
//!
//! What is written on the pages becomes text first (`Name:`, a tab, and what was said; a
//! paragraph a line); places are places in that text. Without the feature `pdf` such files are
//! recognised and reported.

#[cfg(feature = "pdf")]
mod layout;
#[cfg(feature = "pdf")]
mod pieces;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;
use crate::transcript::Role;
use crate::transcript::Section;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::page;
use super::script;
use super::script::Heading;
use super::script::Label;
use super::script::Line;
use super::script::Script;

/// The fewest labels with a time that tell how a transcript is labelled.
const FEWEST_STAMPED: usize = 3;

/// The reader of PDF files.
pub(super) struct Pdf;

impl Reader for Pdf {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        if !sample.bytes.starts_with(b"%PDF-") {
            return Verdict::Declines;
        }
        Verdict::Takes("begins with `%PDF-`".to_owned())
    }

    #[cfg(not(feature = "pdf"))]
    fn open(&self, _bytes: Vec<u8>) -> Result<String, ReadError> {
        Err(ReadError::LeftOut { format: "PDF", feature: "pdf" })
    }

    #[cfg(feature = "pdf")]
    fn open(&self, bytes: Vec<u8>) -> Result<String, ReadError> {
        let text = layout::text(&pieces::pieces(&bytes)?);
        if text.trim().is_empty() {
            return Err(ReadError::Pdf { reason: "is a PDF without text (perhaps scanned)" });
        }
        Ok(text)
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        let lines = script::lines(input.text);
        let parsed = read(&lines);
        if parsed.transcript.turns.is_empty() {
            return Ok(page::read_any(&lines, input.text));
        }
        Ok(parsed)
    }
}

fn read(lines: &[Line<'_>]) -> Parsed {
    if lines.iter().filter(|l| script::stamped(&l.text).is_some()).count() >= FEWEST_STAMPED {
        return stamped(lines);
    }
    let mut script = Script::default();
    for line in lines {
        let label = line.text.split_once(":\t");
        if !script.has_begun() {
            match label {
                Some((name, words)) if is_speech(words) => {
                    script.section = Section::Prepared;
                    script.begin(Label::new(name));
                }
                Some((name, words)) => boxed(&mut script, name, words),
                None => front(&mut script, &line.text),
            }
            if !script.has_begun() {
                continue;
            }
        } else if let Some((name, _)) = label {
            script.begin(Label::new(name));
        }
        if script::heading(&line.text).is_some_and(|h| matches!(h, Heading::Speech(_))) {
            continue;
        }
        let words = label.map_or(&*line.text, |(_, words)| words);
        let start = line.span.end - words.len();
        script.say(words, Some(start..line.span.end));
    }
    let mut parsed = script.finish();
    for turn in &mut parsed.transcript.turns {
        turn.section = Section::Unknown;
    }
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Reads lines some of which are `Name, 0:57`; before the first of them nobody speaks.
fn stamped(lines: &[Line<'_>]) -> Parsed {
    let mut script = Script::default();
    for line in lines {
        if let Some((name, start)) = script::stamped(&line.text) {
            let courtesy = name.split_once(' ').filter(|(mr, _)| mr.ends_with('.') && mr.len() > 2);
            script.begin(Label::new(courtesy.map_or(name, |(_, name)| name)));
            script.heard(Some(start), None);
        } else if script.has_begun() {
            script.say(&line.text, Some(line.span.clone()));
        } else if is_courtesy(&line.text) {
            boxed(&mut script, "management", &line.text);
        } else {
            front(&mut script, &line.text);
        }
    }
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Tells whether a line begins with a title of courtesy, and a name.
fn is_courtesy(line: &str) -> bool {
    ["Mr. ", "Ms. ", "Mrs. ", "Dr. ", "Shri ", "Smt. "].iter().any(|mr| line.starts_with(mr))
        && line.contains(',')
        && line.len() < 160
}

/// Tells whether words are said, rather than the entry of a box of names.
fn is_speech(words: &str) -> bool {
    words.ends_with(['.', '?', '!', '…', '”', '"'])
        && words.contains(char::is_lowercase)
        && words.split_whitespace().count() >= 4
}

/// Reads the box of names: `MANAGEMENT:` and one officer after the other.
fn boxed(script: &mut Script, name: &str, words: &str) {
    let lower = name.to_lowercase();
    let role = if lower.contains("management") || lower.contains("company") {
        Role::Executive
    } else if lower.contains("analyst") {
        Role::Analyst
    } else {
        return;
    };
    let marks = ["mr. ", "ms. ", "mrs. ", "dr. ", "shri ", "smt. "];
    let plain = words.to_ascii_lowercase();
    let mut starts: Vec<usize> = marks
        .iter()
        .flat_map(|mark| plain.match_indices(mark).map(|(at, _)| at))
        .filter(|&at| at == 0 || plain.as_bytes().get(at - 1) == Some(&b' '))
        .collect();
    starts.sort_unstable();
    for (at, &start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(words.len());
        let entry = words[start..end].trim().trim_end_matches(['–', '-', ',', ' ']);
        let entry = entry.split_once(' ').map_or(entry, |(_, rest)| rest);
        let comma = entry.split_once(',').filter(|(name, _)| script::is_name(name));
        let parted = comma.or_else(|| script::split_dash(entry));
        let (person, title) = parted.unwrap_or((entry, ""));
        let mut label = Label::new(person);
        let title = script::split_dash(title).map_or(title, |(title, _)| title).trim();
        label.title = Some(title.to_owned()).filter(|t| !t.is_empty());
        script.people.add(&label, role);
    }
}

/// Reads the lines before the box: whose call it is, and when.
fn front(script: &mut Script, line: &str) {
    let call = &mut script.call;
    if line.len() > 160 {
        return;
    }
    let lower = line.to_lowercase();
    if lower.contains("call") {
        if let Some(period) = script::period(line) {
            call.quarter = Some(period);
            // The day of the call follows; what stood before was the day of a letter.
            call.date = None;
        }
        call.date = script::dated(line).or(call.date);
    } else if call.quarter.is_some() || call.date.is_none() {
        call.date = script::dated(line).or(call.date);
    }
    if call.company.is_none()
        && lower.ends_with(" limited")
        && line.split_whitespace().count() <= 6
        && !lower.contains("exchange")
        && !lower.starts_with("bse")
    {
        call.company = Some(line.trim_matches('“').to_owned());
    }
}
