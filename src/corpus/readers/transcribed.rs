//! Text as transcription services export it: a time at each label, or speakers who have numbers
//! in place of names. `[00:00:15] Name: …`, `Name (00:15):`, `Name  0:15`, `Speaker 1: …`.

use crate::corpus::error::ReadError;
use crate::numbers::counted;
use crate::parse;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::page;
use super::script;
use super::script::Label;
use super::script::Line;
use super::script::Script;

/// The fewest such labels, or lines with a time, that tell the format.
const FEWEST: usize = 3;

/// The most lines, for each of these, that a transcript has.
const MOST_LINES: usize = 12;

/// The longest label, in bytes.
const LONGEST: usize = 100;

/// The reader of such text.
pub(super) struct Transcribed;

impl Reader for Transcribed {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(lines) = sample.lines() else { return Verdict::Declines };
        let plain = matches!(sample.extension().as_str(), "" | "txt" | "text" | "log");
        match evidence(lines).filter(|_| plain) {
            Some(evidence) => Verdict::Takes(evidence),
            None => Verdict::Declines,
        }
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(read(&script::lines(input.text)))
    }
}

/// What stands at the beginning of a line.
#[derive(Debug, Clone, PartialEq)]
struct Start {
    /// Whose words follow; nobody's name where there is only a time.
    name: Option<String>,
    /// When they begin, in seconds.
    time: Option<f64>,
    /// The byte at which they begin.
    words: usize,
}

/// Returns what tells such text.
pub(super) fn evidence(lines: &[Line<'_>]) -> Option<String> {
    let starts: Vec<Start> = lines.iter().filter_map(|line| start(&line.text)).collect();
    if starts.len() < FEWEST || starts.len() * MOST_LINES < lines.len() {
        return None;
    }
    let named = starts.iter().filter(|start| start.name.is_some()).count();
    let timed = starts.iter().filter(|start| start.time.is_some()).count();
    let speaks = |line: &Line<'_>| start(&line.text).is_none_or(|s| s.words < line.text.len());
    let spoken = lines.iter().filter(|line| line.ends_sentence() && speaks(line)).count();
    if spoken * 2 < starts.len() {
        return None;
    }
    match (named >= FEWEST, timed >= FEWEST) {
        (true, true) => Some(format!("{} with times", counted(named as u64, "speaker label"))),
        (true, false) => Some(format!("{} of numbered speakers", counted(named as u64, "label"))),
        (false, true) if timed * 2 > lines.len() => {
            Some(format!("{} with times", counted(timed as u64, "line")))
        }
        _ => None,
    }
}

/// Reads such text.
pub(super) fn read(lines: &[Line<'_>]) -> Parsed {
    if !lines.iter().filter_map(|line| start(&line.text)).any(|start| start.name.is_some()) {
        return unlabelled(lines);
    }
    let mut script = Script::default();
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        let start = start(&line.text).or_else(|| known(&line.text, &names));
        let words = start.as_ref().map_or(0, |start| start.words);
        if let Some(name) = start.as_ref().and_then(|start| start.name.as_ref()) {
            if !names.contains(name) {
                names.push(name.clone());
            }
            script.begin_or_go_on(Label::of_id(name));
        } else if !script.has_begun() && words == 0 {
            page::title(&mut script.call, &line.text);
            continue;
        }
        if !is_service(&line.text) {
            script.say(&line.text[words..], Some(line.span_from(words)));
        }
        script.heard(start.and_then(|start| start.time), None);
    }
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Reads lines that have times and no names.
fn unlabelled(lines: &[Line<'_>]) -> Parsed {
    let words = lines.iter().map(|line| {
        let start = start(&line.text).map_or(0, |start| start.words);
        &line.text[start..]
    });
    let joined: Vec<&str> = words.filter(|line| !line.is_empty() && !is_service(line)).collect();
    let mut parsed = parse::parse(&joined.join("\n"));
    parsed.transcript.turns.iter_mut().for_each(|turn| turn.span = None);
    parsed.issues.iter_mut().for_each(|issue| issue.span = None);
    parsed
}

/// Reads the label of somebody whose name was a label before: `Name: …`.
fn known(text: &str, names: &[String]) -> Option<Start> {
    let (name, rest) = text.split_once(':').filter(|(name, _)| name.len() <= LONGEST)?;
    let known = names.iter().any(|known| known == name) || script::is_operator(name);
    known.then(|| Start { name: Some(name.to_owned()), time: None, words: end(text, rest) })
}

/// Reads the label, or the time, that a line begins with.
fn start(text: &str) -> Option<Start> {
    if let Some((time, rest)) = leading_time(text) {
        let name = name_before(rest, |_| true);
        let words = name.map_or(rest, |(_, words)| words);
        let name = name.map(|(name, _)| name.to_owned());
        return Some(Start { name, time: Some(time), words: end(text, words) });
    }
    if let Some((name, time, rest)) = stamped_inside(text) {
        let name = Some(name.to_owned());
        return Some(Start { name, time: Some(time), words: end(text, rest) });
    }
    if text.len() <= LONGEST
        && let Some((name, time)) = script::stamped(text)
    {
        return Some(Start { name: Some(name.to_owned()), time: Some(time), words: text.len() });
    }
    let (name, rest) = name_before(text, is_numbered)?;
    Some(Start { name: Some(name.to_owned()), time: None, words: end(text, rest) })
}

/// Returns where in a text what is left of it begins, without the spaces.
fn end(text: &str, rest: &str) -> usize {
    text.len() - rest.trim_start().len()
}

/// Reads `Name: words`, `[Name]: words`, or a name alone, where the name is as asked.
fn name_before(text: &str, fits: impl Fn(&str) -> bool) -> Option<(&str, &str)> {
    let (name, rest) = match text.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((name, rest)) => (name, rest.strip_prefix(':').unwrap_or(rest)),
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let name = name.trim();
    if name.len() > LONGEST {
        return None;
    }
    let is_somebody = script::is_name(name) || script::is_generic(name) || is_numbered(name);
    (is_somebody && fits(name)).then_some((name, rest))
}

/// Tells whether a label is that of a speaker who has a number: `Speaker 1`, `SPEAKER_00`.
fn is_numbered(name: &str) -> bool {
    let lower = name.to_lowercase();
    let number = lower.strip_prefix("speaker").map(|rest| rest.trim_start_matches(['_', ' ', '-']));
    number.is_some_and(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Reads `[00:00:15] …`, `00:15 - …` and `[00:00:15.000 --> 00:00:17.000] …`.
pub(super) fn leading_time(text: &str) -> Option<(f64, &str)> {
    let (inside, rest) = match text.strip_prefix(['[', '(']) {
        Some(inner) => inner.split_once([']', ')']).filter(|(time, _)| time.len() <= 40)?,
        None => text.split_once([' ', '\t'])?,
    };
    let time = inside.split([' ', '-']).next().and_then(seconds)?;
    let rest = rest.trim_start();
    Some((time, rest.strip_prefix(['-', '–', '|']).unwrap_or(rest).trim_start()))
}

/// Reads `Name (00:15): words` and `Name [00:15] words`.
fn stamped_inside(text: &str) -> Option<(&str, f64, &str)> {
    let mut start = text.bytes().take(LONGEST + 1);
    let open = start.position(|b| matches!(b, b'(' | b'['))?;
    let (time, rest) = text[open + 1..].split_once([')', ']'])?;
    let name = text[..open].trim_end_matches([' ', ',', '-', '–', ':']);
    let is_somebody = script::is_name(name) || script::is_generic(name) || is_numbered(name);
    let time = seconds(time.trim()).filter(|_| is_somebody)?;
    let rest = rest.trim_start();
    Some((name, time, rest.strip_prefix(':').unwrap_or(rest)))
}

/// Reads a time of day or of a recording, in seconds.
pub(super) fn seconds(time: &str) -> Option<f64> {
    let parts: Vec<&str> = time.split(':').collect();
    let whole =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let (last, first) = parts.split_last().filter(|(_, first)| (1..=2).contains(&first.len()))?;
    let (second, fraction) = last.split_once(['.', ',']).unwrap_or((last, "0"));
    if second.len() != 2
        || !whole(second)
        || !first.iter().all(|part| whole(part))
        || !whole(fraction)
    {
        return None;
    }
    parts.iter().try_fold(0.0, |sum: f64, part| {
        let part: f64 = part.replace(',', ".").parse().ok()?;
        Some(sum * 60.0 + part)
    })
}

/// Tells whether a line is the service's own.
fn is_service(line: &str) -> bool {
    let lower = line.to_lowercase();
    line.len() < 120 && ["transcribed by ", "transcript by "].iter().any(|by| lower.starts_with(by))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let told = start(line).map_or(String::new(), |start| {
            let name = start.name.unwrap_or("–".to_owned());
            let time = start.time.map_or("–".to_owned(), |time| time.to_string());
            format!("{name} {time} {}", &line[start.words..])
        });
        assert_eq!(told, expected, "{line}");
    }

    #[test]
    fn labels_and_times_are_read() {
        check("[00:00:15] Ann Lee: Good day.", "Ann Lee 15 Good day.");
        check("00:01:15 - Ann Lee: Good day.", "Ann Lee 75 Good day.");
        check("(01:15) Good day: all of you.", "– 75 Good day: all of you.");
        check("[00:00:01.500 --> 00:00:03.000]  Good day.", "– 1.5 Good day.");
        check("Ann Lee (01:15): Good day.", "Ann Lee 75 Good day.");
        check("Ann Lee (01:15):", "Ann Lee 75 ");
        check("Ann Lee  1:02:03", "Ann Lee 3723 ");
        check("Speaker 1: Good day.", "Speaker 1 – Good day.");
        check("SPEAKER_00: Good day.", "SPEAKER_00 – Good day.");
        check("[SPEAKER_00]: Good day.", "SPEAKER_00 – Good day.");
        check("Speaker 1 [00:15] Good day.", "Speaker 1 15 Good day.");
    }

    #[test]
    fn other_lines_have_no_such_label() {
        for line in ["Ann Lee: Good day.", "We met at 10:30.", "[Laughter] Good day.", "10:30", ""]
        {
            check(line, "");
        }
    }
}
