//! The transcript as it is handed out: turns, people, facts and issues.

use std::ops::Range;

use crate::numbers::counted;
use crate::numbers::number;
use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::parse::Parsed;
use crate::parse::askers::Floor;
use crate::parse::askers::name_askers;
use crate::parse::cast;
use crate::parse::cast::name_executives;
use crate::parse::clues::Cast;
use crate::parse::flow::Fixed;
use crate::parse::labels::Labelled;
use crate::parse::lines::Line;
use crate::parse::lines::Lines;
use crate::parse::lines::Style;
use crate::parse::opening::sections;
use crate::parse::person::Person;
use crate::parse::reading::Reading;
use crate::parse::speakers::people;
use crate::parse::turns::Stretch;
use crate::parse::verdict::Method;
use crate::parse::verdict::Verdict;
use crate::transcript::Attribution;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;
use crate::transcript::Transcript;
use crate::transcript::Turn;
use crate::transcript::TurnOrdinal;

/// Returns the confidence from which a name is worth telling: below it, a wrong name costs more
/// than a right one gives.
///
/// Prepared remarks are few and long, and words nearly always tell whose they are: what they
/// leave open is not filled in from the order of speaking alone.
fn worth_telling(section: Section, method: Method) -> f32 {
    match (section, method) {
        (Section::Prepared, Method::Order) => 0.92,
        (Section::Prepared, _) => 0.55,
        _ => 0.68,
    }
}

/// How sure a name can be at most of which only initials are known: lists write it out, often
/// with other letters, so that it may not be known again.
const INITIALS: f32 = 0.85;

/// Returns the transcript of a text with labels.
pub(crate) fn from_labels(text: &str, labelled: &Labelled) -> Parsed {
    let mut lines = Vec::new();
    let mut starts = Vec::new();
    for turn in &labelled.turns {
        starts.push(lines.len());
        lines.extend(turn.lines.iter().cloned());
    }
    let sections = sections(text, labelled);
    let fixed: Vec<Option<Fixed>> = labelled
        .turns
        .iter()
        .zip(&sections)
        .flat_map(|(turn, &section)| {
            let hosts = |role: &Role| *role != Role::Analyst || section != Some(Section::Prepared);
            let role = turn.label.role.filter(hosts);
            (0..turn.lines.len()).map(move |i| Some(Fixed { begins: i == 0, role, section }))
        })
        .collect();
    let reading = Reading::fixed(text, Lines { style: Style::Blank, lines }, &fixed);
    let mut people = people(text, labelled, &reading);
    let mut verdicts = vec![Verdict::default(); reading.stretches.len()];
    if labelled.turns.iter().any(|turn| turn.label.name.is_none()) {
        let Reading { words, cues, roster, stretches, .. } = &reading;
        name_askers(&Floor { text, words, cues, roster, turns: stretches }, &mut verdicts);
    }
    let mut helped = 0;
    // Whom an operator called before the one who spoke last has been heard.
    let mut called_from = 0;
    let mut turns = Vec::with_capacity(labelled.turns.len());
    let stretches = reading.stretches.iter().zip(&verdicts);
    for ((labelled, section), (stretch, verdict)) in
        labelled.turns.iter().zip(sections).zip(stretches)
    {
        let ordinal = TurnOrdinal(u32::try_from(turns.len()).unwrap_or(u32::MAX));
        let mut turn = turn(text, &reading, ordinal, stretch, verdict);
        turn.section = section.unwrap_or(turn.section);
        let label = text[labelled.at.clone()].trim();
        if stretch.role() == Role::Operator {
            called_from = stretch.words.start;
        }
        let is_new = verdict.words.start >= called_from;
        if labelled.label.name.is_none() && is_new && is_told(&turn, &people) {
            helped += 1;
            if let Some(told) = &mut turn.attribution {
                told.evidence = format!("labelled `{label}`, told by its words: {}", told.evidence);
            }
            turns.push(turn);
            continue;
        }
        let known = people.iter().find(|p| p.name.is_some() && p.name == labelled.label.name);
        let role = labelled.label.role_or(stretch.role());
        turn.speaker = match known {
            Some(person) => person.clone(),
            None => Speaker { name: labelled.label.name.clone(), role, ..Speaker::default() },
        };
        turn.attribution = Some(Attribution {
            method: Method::Label.as_str().to_owned(),
            confidence: if turn.speaker.name.is_some() { LABELLED } else { stretch.sure },
            evidence: label.to_owned(),
        });
        turns.push(turn);
    }
    let mut issues = issues(Style::Blank, &turns);
    issues.extend(Issue::of_help(helped));
    for turn in &turns {
        if people.iter().all(|p| p.name != turn.speaker.name) && turn.speaker.name.is_some() {
            people.push(turn.speaker.clone());
        }
    }
    let call = reading.call;
    Parsed { transcript: Transcript { call, participants: people, turns }, issues }
}

/// Tells whether words tell an analyst whose label names nobody, and whom no label names: whoever
/// wrote a name elsewhere knew that voice, and did not write it here.
fn is_told(turn: &Turn, labelled: &[Speaker]) -> bool {
    let sure = turn.attribution.as_ref().is_some_and(|told| told.confidence >= SURE_ALONE);
    sure && turn.speaker.role == Role::Analyst
        && turn.speaker.name.is_some()
        && labelled.iter().all(|person| person.name != turn.speaker.name)
}

/// How sure a name must be for a turn whose label names nobody.
const SURE_ALONE: f32 = 0.9;

/// How sure a name is that the source itself gives.
const LABELLED: f32 = 0.99;

/// Returns the transcript of a text without labels, executives named by the given weights.
pub(crate) fn from_words(text: &str, reading: &Reading, weights: &cast::Weights) -> Parsed {
    let Reading { words, cues, roster, stretches, .. } = reading;
    let mut verdicts = vec![Verdict::default(); stretches.len()];
    name_executives(&Cast::new(words, cues, roster, stretches), &mut verdicts, weights);
    name_askers(&Floor { text, words, cues, roster, turns: stretches }, &mut verdicts);
    let mut turns = Vec::with_capacity(stretches.len());
    for (stretch, verdict) in stretches.iter().zip(&verdicts) {
        let ordinal = TurnOrdinal(u32::try_from(turns.len()).unwrap_or(u32::MAX));
        turns.push(turn(text, reading, ordinal, stretch, verdict));
    }
    let mut people: Vec<&Person> =
        roster.people.iter().filter(|p| p.role() != Role::Unknown).collect();
    people.sort_by_key(|p| p.first);
    let participants = people.into_iter().map(speaker).collect();
    let issues = issues(reading.style, &turns);
    let call = reading.call.clone();
    Parsed { transcript: Transcript { call, participants, turns }, issues }
}

fn speaker(person: &Person) -> Speaker {
    Speaker {
        name: Some(person.name.clone()),
        role: person.role(),
        title: person.title.clone(),
        firm: person.firm.as_deref().map(Firm::from_said),
    }
}

fn turn(
    text: &str,
    reading: &Reading,
    ordinal: TurnOrdinal,
    stretch: &Stretch,
    verdict: &Verdict,
) -> Turn {
    let role = stretch.role();
    let worth = worth_telling(stretch.section(), verdict.method);
    let person = verdict.person.filter(|_| verdict.sure >= worth);
    let person = person.map(|p| &reading.roster.people[p]);
    let most = if person.is_some_and(Person::goes_by_initials) { INITIALS } else { 1.0 };
    let quote = |words: &Range<usize>| {
        let words = reading.words.get(words.clone()).unwrap_or(&[]);
        let (first, last) = (words.first()?, words.last()?);
        Some(text[first.start..last.end].split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let (speaker, confidence, method) = if role == Role::Operator {
        let name = Some("Operator".to_owned());
        (Speaker { name, role, ..Speaker::default() }, stretch.sure, "order")
    } else {
        let firm = verdict.firm.as_deref().map(Firm::from_said);
        let title = person.and_then(|p| p.title.clone()).filter(|_| role == Role::Executive);
        let name = person.map(|p| p.name.clone());
        let named = verdict.sure.min(stretch.sure).min(most);
        let sure = if person.is_some() { named } else { stretch.sure };
        (Speaker { name, role, title, firm }, sure, verdict.method.as_str())
    };
    let evidence = quote(&verdict.words).unwrap_or_default();
    let attribution = Attribution { method: method.to_owned(), confidence, evidence };
    let (paragraphs, span) = paragraphs(text, reading, stretch);
    Turn {
        ordinal,
        speaker,
        section: stretch.section(),
        attribution: Some(attribution),
        paragraphs,
        span: Some(span),
        time: None,
    }
}

/// Returns the paragraphs of a turn and its bytes in the text.
fn paragraphs(text: &str, reading: &Reading, stretch: &Stretch) -> (Vec<String>, Range<usize>) {
    let units = &reading.units[stretch.units.clone()];
    let (first, last) = (&units[0], &units[units.len() - 1]);
    let mut out = Vec::new();
    let start_of = |unit: usize| {
        let unit = &reading.units[unit];
        if unit.opens_line {
            reading.lines[unit.line].span.start
        } else {
            open(text, reading, unit.words.start)
        }
    };
    let start = start_of(stretch.units.start);
    let end = match reading.units.get(stretch.units.end) {
        Some(next) if next.line == last.line => start_of(stretch.units.end),
        _ => reading.lines[last.line].span.end,
    };
    let end = start + text[start..end].trim_end().len();
    for line in first.line..=last.line {
        let line = &reading.lines[line];
        let part = joined(text, line, start, end);
        if !part.is_empty() {
            out.push(part);
        }
    }
    (out, start..end)
}

/// Returns where the marks before a word begin that belong to it: an opening bracket or quote.
fn open(text: &str, reading: &Reading, word: usize) -> usize {
    let start = reading.words[word].start;
    let before = word.checked_sub(1).map_or(0, |w| reading.words[w].end);
    let gap = &text[before..start];
    let own = gap
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + gap[at..].chars().next().map_or(0, char::len_utf8));
    before + own
}

/// Returns a line, or the part of it inside a turn, with its torn parts joined.
fn joined(text: &str, line: &Line, start: usize, end: usize) -> String {
    let inside = |part: &Range<usize>| part.start.max(start)..part.end.min(end).min(line.span.end);
    let parts = line.parts.iter().map(inside).filter(|p| p.start < p.end);
    parts.map(|p| text[p].trim()).collect::<Vec<_>>().join(" ")
}

fn issues(style: Style, turns: &[Turn]) -> Vec<Issue> {
    let mut out = Vec::new();
    if matches!(style, Style::Lines | Style::Running) && turns.len() > 1 {
        let message = "nothing marks where turns end; they were found by the words".to_owned();
        out.push(Issue { kind: IssueKind::NoTurnMarks, message, span: None });
    }
    let unknown = turns.iter().filter(|t| t.speaker.name.is_none()).count();
    if unknown > 0 {
        let (unknown, turns) = (number(unknown as u64), counted(turns.len() as u64, "turn"));
        let message = format!("the speaker of {unknown} of {turns} could not be told");
        out.push(Issue { kind: IssueKind::UnknownSpeakers, message, span: None });
    }
    out
}
