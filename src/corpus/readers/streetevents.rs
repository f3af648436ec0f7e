//! Transcripts as `StreetEvents` prints them: lists of participants, then turns under numbered
//! labels, `Name,  Firm - Title    [n]`, with rules between them or without.

use crate::corpus::error::ReadError;
use crate::parse::Parsed;
use crate::transcript::Role;
use crate::transcript::Section;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::script;
use super::script::Heading;
use super::script::Label;
use super::script::Line;
use super::script::Script;

/// The fewest numbered labels that tell the format.
const FEWEST_LABELS: usize = 2;

/// Within how many lines a file says that it is a brief, and its fewest headings of summaries.
const HEAD: usize = 10;
const FEWEST_ASIDES: usize = 2;

/// The most names of lists that labels are compared with.
const MOST_LISTED: usize = 200;

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 300;

/// The reader of such transcripts.
pub(super) struct StreetEvents;

impl Reader for StreetEvents {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(lines) = sample.lines() else { return Verdict::Declines };
        let labels = numbered(lines).iter().flatten().count();
        if labels < FEWEST_LABELS {
            return match summary(lines) {
                Some(what) => Verdict::NoTranscript(what.to_owned()),
                None => Verdict::Declines,
            };
        }
        Verdict::Takes(format!("{labels} speaker labels with rising numbers, such as `[1]`"))
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(read(&script::lines(input.text)))
    }
}

/// Tells of a brief, which has headings of summaries and no speech.
fn summary(lines: &[Line<'_>]) -> Option<&'static str> {
    let headings: Vec<Heading> = lines.iter().filter_map(|l| script::heading(&l.text)).collect();
    let brief = lines.iter().take(HEAD).any(|line| line.text.ends_with("Event Brief"));
    let summed = headings.iter().filter(|h| **h == Heading::Aside).count() >= FEWEST_ASIDES;
    let speaks = headings.iter().any(|h| matches!(h, Heading::Speech(_) | Heading::Transcript));
    (brief && summed && !speaks).then_some("the brief of a call, which sums up what was said")
}

/// Where in the transcript a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Front,
    List(Role),
    Speech,
    Aside,
}

fn read(lines: &[Line<'_>]) -> Parsed {
    let labels = numbered(lines);
    let last = labels.iter().rposition(Option::is_some).unwrap_or_default();
    let mut script = Script::default();
    let mut place = Place::Front;
    let mut headed = false;
    for (at, line) in lines.iter().enumerate() {
        if let Some(label) = labels[at] {
            script.begin(read_label(label, &script));
            place = Place::Speech;
            continue;
        }
        match script::heading(&line.text) {
            Some(Heading::Speech(section)) if is_before_label(lines, &labels, at) => {
                script.section = section;
                headed |= section == Section::Qa;
                continue;
            }
            Some(Heading::End) if at > last => break,
            Some(Heading::Executives) if !script.has_begun() => {
                place = Place::List(Role::Executive);
                continue;
            }
            Some(Heading::Analysts) if !script.has_begun() => {
                place = Place::List(Role::Analyst);
                continue;
            }
            Some(Heading::Aside) if !script.has_begun() => place = Place::Aside,
            _ => {}
        }
        match place {
            Place::Front => front(&mut script, line),
            Place::List(role) => list(&mut script, lines, at, role),
            Place::Speech if script::is_furniture(&line.text) || is_notice(&line.text) => {}
            Place::Speech => script.say(&line.text, Some(line.span.clone())),
            Place::Aside => {}
        }
    }
    let mut parsed = script.finish();
    if !headed {
        script::by_handover(&mut parsed.transcript.turns);
    }
    parsed
}

/// Returns for each line what stands before its number, where it is a label: the numbers rise by
/// one and begin anew with a section, so that no other text in brackets is taken for one.
fn numbered<'l>(lines: &'l [Line<'_>]) -> Vec<Option<&'l str>> {
    let mut next = 1;
    let mut out = Vec::with_capacity(lines.len());
    let listed: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.text.strip_prefix('*').map(str::trim))
        .filter(|name| script::is_name(name))
        .take(MOST_LISTED)
        .collect();
    // Where spaces were lost, whoever stands in a list or runs the call makes a label.
    let known = |label: &str| {
        script::is_operator(label)
            || script::is_generic(label)
            || listed.iter().any(|name| label.starts_with(name))
    };
    for line in lines {
        let label = label_of(&line.text)
            .filter(|&(label, _, gap)| gap >= 2 || known(label))
            .map(|(label, number, _)| (label, number))
            .filter(|&(_, number)| number == next || number == 1);
        if let Some((_, number)) = label {
            next = number + 1;
        }
        out.push(label.map(|(label, _)| label));
    }
    out
}

/// Splits `Name,  Firm - Title    [n]`, and counts the spaces before the number: two or more
/// as it is printed.
fn label_of(text: &str) -> Option<(&str, u32, usize)> {
    if text.len() > LONGEST_LABEL {
        return None;
    }
    let (label, number) = text.strip_suffix(']')?.rsplit_once('[')?;
    let gap = label.len() - label.trim_end().len();
    let label = label.trim();
    let number = number.parse().ok().filter(|_| gap > 0 && !label.is_empty())?;
    Some((label, number, gap))
}

/// Reads the label of a turn; the name ends where a list says so, else at the first comma.
fn read_label(text: &str, script: &Script) -> Label {
    let two_spaces = text.split_once(",  ").map(|(name, _)| name);
    let name = script.people.name_at_start(text).or(two_spaces);
    let name = name.unwrap_or_else(|| text.split_once(',').map_or(text, |(name, _)| name));
    let mut label = Label::new(name);
    let rest = text[name.len()..].trim_start_matches([',', ' ']).trim();
    place_of_work(&mut label, rest);
    label
}

/// Reads `Firm - Title`, each of which may be missing.
fn place_of_work(label: &mut Label, rest: &str) {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    match rest.split_once(" - ").or_else(|| rest.strip_prefix("- ").map(|title| ("", title))) {
        Some((firm, title)) => (label.firm, label.title) = (some(firm), some(title)),
        None => label.firm = some(rest.trim_matches(['-', ' '])),
    }
}

/// Tells whether a label comes next after a line, but for rules.
fn is_before_label(lines: &[Line<'_>], labels: &[Option<&str>], at: usize) -> bool {
    let after = (at + 1..lines.len()).find(|&i| !script::is_furniture(&lines[i].text));
    after.is_some_and(|i| labels[i].is_some())
}

/// Reads the lines before the lists: what the call is, and when it was.
fn front(script: &mut Script, line: &Line<'_>) {
    let call = &mut script.call;
    if call.title.is_none()
        && let Some(titled) = script::titled(&line.text)
    {
        (call.title, call.company, call.quarter) = (titled.title, titled.company, titled.quarter);
    } else if call.date.is_none() {
        call.date = script::dated(&line.text);
    }
}

/// Reads an entry of a list: ` * Name`, and on the next line `Firm - Title`.
fn list(script: &mut Script, lines: &[Line<'_>], at: usize, role: Role) {
    let Some(name) = lines[at].text.strip_prefix('*') else { return };
    let mut label = Label::new(name);
    let next = lines
        .get(at + 1)
        .filter(|l| !l.text.starts_with('*') && script::heading(&l.text).is_none());
    if let Some(next) = next.filter(|l| !script::is_furniture(&l.text)) {
        place_of_work(&mut label, &next.text);
    }
    script.people.add(&label, role);
}

/// Tells whether a line is the publisher's, after the last turn.
fn is_notice(text: &str) -> bool {
    text.len() < 120 && text.starts_with("Copyright ") && text.contains("Rights Reserved")
}
