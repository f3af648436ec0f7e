//! Captions: `WebVTT` and `SubRip`, whose pieces have times and perhaps a speaker, as `<v Name>` or
//! `Name:`. Pieces of one speaker in a row are one turn.

use std::collections::HashMap;
use std::ops::Range;

use crate::corpus::error::ReadError;
use crate::parse;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::script;
use super::script::Label;
use super::script::Line;
use super::script::Script;
use super::xml;

/// How many lines a time is looked for in.
const HEAD: usize = 40;

/// Within how many pieces a name must have been called for a label to be told by that.
const CALLED_WITHIN: usize = 12;

/// Fewer pieces than these may all begin with a word and a colon by chance.
const FEWEST: usize = 3;

/// The longest name of an account, in bytes and in words.
const MAX_ACCOUNT: usize = 60;
const ACCOUNT_WORDS: usize = 6;

/// The longest reference to a character, in bytes.
const LONGEST_REFERENCE: usize = 10;

/// The reader of captions.
pub(super) struct Captions;

impl Reader for Captions {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(text) = sample.text else { return Verdict::Declines };
        let vtt = text.trim_start().starts_with("WEBVTT");
        let timed = text.lines().take(HEAD).any(|line| time_line(line).is_some());
        match (vtt, timed) {
            (true, _) => Verdict::Takes("begins with `WEBVTT`".to_owned()),
            (_, true) => Verdict::Takes("lines with times, `00:00:01,000 --> …`".to_owned()),
            _ => Verdict::Declines,
        }
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(read(input.text))
    }
}

/// A piece of speech with its time.
struct Cue {
    start: f64,
    end: f64,
    speaker: Option<String>,
    text: String,
    lines: Vec<String>,
    span: Range<usize>,
}

fn read(text: &str) -> Parsed {
    let cues = cues(text);
    // Meetings are exported with the name of a device or an account before each piece, whatever
    // that looks like.
    let begun = cues.iter().filter(|cue| any_before_colon(&cue.text).is_some()).count();
    let each_begun = cues.len() >= FEWEST && begun == cues.len();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (name, _) in cues.iter().filter_map(|cue| before_colon(&cue.text)) {
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    // Where nearly each piece has a label, one that comes once is no chance.
    let all_labelled = counts.values().sum::<usize>() * 4 > cues.len() * 3;
    let mut script = Script::default();
    let mut labelled = false;
    for (at, cue) in cues.iter().enumerate() {
        let called = |name: &str| {
            name.contains(' ')
                && cues[..at].iter().rev().take(CALLED_WITHIN).any(|c| c.text.contains(name))
        };
        let said = before_colon(&cue.text).filter(|(name, _)| {
            counts.get(*name).is_some_and(|&n| n > 1)
                || all_labelled
                || script::is_operator(name)
                || script::is_generic(name)
                || called(name)
        });
        let said = said.or_else(|| any_before_colon(&cue.text).filter(|_| each_begun));
        let (name, words) = match (&cue.speaker, said) {
            (Some(name), _) => (Some(name.as_str()), cue.text.as_str()),
            (None, Some((name, words))) => (Some(name), words),
            (None, None) => (None, cue.text.as_str()),
        };
        if let Some(name) = name {
            labelled = true;
            script.begin_or_go_on(Label::of_id(name));
        } else if !script.has_begun() {
            script.begin(Label::default());
        }
        script.flow(words, Some(cue.span.clone()));
        script.heard(Some(cue.start), Some(cue.end));
    }
    if labelled {
        let mut parsed = script.finish();
        script::by_handover(&mut parsed.transcript.turns);
        return parsed;
    }
    let joined: Vec<&str> = cues.iter().map(|cue| cue.text.as_str()).collect();
    let mut parsed = parse::parse(&joined.join(" "));
    parsed.transcript.turns.iter_mut().for_each(|turn| turn.span = None);
    parsed.issues.iter_mut().for_each(|issue| issue.span = None);
    parsed
}

/// Returns the pieces of a file, their mark-up taken off.
fn cues(text: &str) -> Vec<Cue> {
    let lines = script::lines(text);
    let times: Vec<Option<(f64, f64)>> = lines.iter().map(|line| time_line(&line.text)).collect();
    let mut out: Vec<Cue> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some((start, end)) = times[at] {
            let span = line.span.end..line.span.end;
            let (text, lines) = (String::new(), Vec::new());
            out.push(Cue { start, end, speaker: None, text, lines, span });
            continue;
        }
        let Some(cue) = out.last_mut() else { continue };
        let named_next = times.get(at + 1).is_some_and(Option::is_some);
        if named_next && is_cue_name(text, &lines, at) || line.text.starts_with("NOTE") {
            continue;
        }
        let (speaker, words) = plain(&line.text);
        cue.speaker = cue.speaker.take().or(speaker);
        cue.lines.push(words);
        cue.span =
            if cue.span.is_empty() { line.span.clone() } else { cue.span.start..line.span.end };
    }
    unroll(&mut out);
    for cue in &mut out {
        cue.text = cue.lines.join(" ");
    }
    // Captions that stand still say a line twice.
    out.dedup_by(|next, cue| {
        let again = next.text == cue.text && next.speaker == cue.speaker && !next.text.is_empty();
        if again {
            cue.end = next.end;
        }
        again
    });
    out.retain(|cue| !cue.text.trim().is_empty());
    out
}

/// Takes lines off rolling captions that a piece shows once more, above what is new in it.
fn unroll(cues: &mut [Cue]) {
    let is_old = |pair: &[Cue]| {
        let last = pair[0].lines.last();
        last.is_some() && pair[1].lines.first() == last && pair[1].start <= pair[0].end + 1.0
    };
    let old: Vec<bool> = cues.windows(2).map(is_old).collect();
    if old.iter().filter(|&&old| old).count() * 2 < cues.len() {
        return;
    }
    for (cue, old) in cues.iter_mut().skip(1).zip(old) {
        if old {
            cue.lines.remove(0);
        }
    }
}

/// Tells whether a line before a time is the number or the name of a piece: a blank line stands
/// before it.
fn is_cue_name(text: &str, lines: &[Line<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(0, |i| lines[i].span.end);
    text[before..lines[at].span.start].matches('\n').count() > 1
        || lines[at].text.bytes().all(|b| b.is_ascii_digit())
}

/// Reads `00:00:01.000 --> 00:00:04.000 line:0`.
fn time_line(line: &str) -> Option<(f64, f64)> {
    // Of a line that begins with no time, which may be a whole call, nothing more is read.
    if !line.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (start, end) = line.split_once("-->")?;
    let end = end.split_whitespace().next()?;
    Some((seconds(start.trim())?, seconds(end)?))
}

fn seconds(time: &str) -> Option<f64> {
    let time = time.replace(',', ".");
    let parts: Vec<&str> = time.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let sum = parts.iter().try_fold(0.0, |sum, part| {
        let digits = part.starts_with(|c: char| c.is_ascii_digit());
        Some(sum * 60.0 + part.parse::<f64>().ok().filter(|_| digits)?)
    })?;
    Some(sum).filter(|s: &f64| s.is_finite())
}

/// Splits `Name: words`, also after `>>` or `- `, and `[Name] words`.
fn before_colon(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['>', '-', ' ']);
    let (name, words) = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => text.split_once(':').filter(|(name, _)| name.len() <= 60)?,
    };
    let fits = script::is_name(name) || script::is_generic(name) || script::is_operator(name);
    fits.then(|| (name.trim(), words.trim_start_matches([':', ' '])))
}

/// Splits `whatever: words`, where what stands before is as short as the name of an account.
fn any_before_colon(text: &str) -> Option<(&str, &str)> {
    let (name, words) = text.split_once(": ")?;
    let fits = name.len() <= MAX_ACCOUNT && name.split_whitespace().count() <= ACCOUNT_WORDS;
    let ends = name.contains(['?', '!', ';', ',']) || name.contains(". ") && !script::is_name(name);
    (fits && !ends && !name.is_empty()).then(|| (name.trim(), words.trim()))
}

/// Takes the mark-up off a line, and returns the voice it names.
fn plain(line: &str) -> (Option<String>, String) {
    let mut voice = None;
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let close = if rest.starts_with('<') { '>' } else { ';' };
        let Some(end) = rest.find(close) else { break };
        let inside = &rest[1..end];
        if close == '>' {
            let name = inside.strip_prefix('v').filter(|n| n.starts_with([' ', '.']));
            let name = name.and_then(|n| n.split_once(' ')).map(|(_, name)| name.trim().to_owned());
            voice = voice.or(name.filter(|n| !n.is_empty()));
        } else if inside.len() <= LONGEST_REFERENCE && !inside.contains(' ') {
            out.push_str(&if inside == "nbsp" { " ".to_owned() } else { xml::reference(inside) });
        } else {
            out.push_str(&rest[..=end]);
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    (voice, out.trim().to_owned())
}
