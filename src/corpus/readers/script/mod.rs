//! What readers of labelled transcripts share: lines, people, labels, and the script they make.
//!
//! A reader finds where turns begin and whose label stands there; [`Script`] keeps the words in
//! order and, at the end, settles roles, titles and firms by the lists of participants. The
//! parts know nothing of any one format.

mod contradiction;
mod head;
mod heading;
mod help;
mod label;
mod line;
mod names;
mod people;
mod section;

use std::collections::HashMap;
use std::ops::Range;

use crate::numbers::counted;
use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::parse::Parsed;
use crate::transcript::Attribution;
use crate::transcript::Call;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;
use crate::transcript::Time;
use crate::transcript::Transcript;
use crate::transcript::Turn;
use crate::transcript::TurnOrdinal;

pub(super) use head::dated;
pub(super) use head::month_day;
pub(super) use head::opening;
use head::opening_period;
pub(super) use head::period;
pub(super) use head::titled;
pub(super) use heading::Heading;
pub(super) use heading::heading;
pub(super) use heading::is_furniture;
pub(super) use label::Label;
pub(super) use label::asking;
pub(super) use label::dashed;
pub(super) use label::is_generic;
pub(super) use label::is_office;
pub(super) use label::is_operator;
pub(super) use label::is_title;
pub(super) use label::split_dash;
pub(super) use label::stamped;
pub(super) use line::Line;
pub(super) use line::Mark;
pub(super) use line::lines;
pub(super) use names::is_name;
pub(super) use people::People;
pub(super) use people::key;
pub(super) use section::by_handover;
use section::introduce;

/// How long a paragraph becomes, in bytes, before the next sentence begins another.
const LONG_PARAGRAPH: usize = 600;

/// A transcript while it is read: its facts, its people, its turns in order.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// What the file tells of the call.
    pub(super) call: Call,
    /// Who takes part, by the file's own lists.
    pub(super) people: People,
    /// The section in which the next turn begins.
    pub(super) section: Section,
    /// What was odd.
    pub(super) issues: Vec<Issue>,
    turns: Vec<(Label, Turn)>,
}

impl Script {
    /// Begins a turn.
    pub(super) fn begin(&mut self, label: Label) {
        let turn = Turn { section: self.section, ..Turn::default() };
        self.turns.push((label, turn));
    }

    /// Begins a turn, unless the last one is of the same speaker in the same section.
    pub(super) fn begin_or_go_on(&mut self, label: Label) {
        let section = self.section;
        let same = |(last, turn): &(Label, Turn)| *last == label && turn.section == section;
        if !self.turns.last().is_some_and(same) {
            self.begin(label);
        }
    }

    /// Adds a paragraph to the last turn; words before any label are a turn of an unknown
    /// speaker. The span is where the words stand in the source text.
    pub(super) fn say(&mut self, text: &str, span: Option<Range<usize>>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if self.turns.is_empty() {
            self.begin(Label::default());
        }
        if let Some((_, turn)) = self.turns.last_mut() {
            turn.paragraphs.push(text.to_owned());
            turn.span = match (turn.span.take(), span) {
                (Some(old), Some(new)) => Some(old.start..new.end.max(old.end)),
                (old, new) => old.or(new),
            };
        }
    }

    /// Adds a piece of speech that was cut anywhere: to the last paragraph of the turn, until
    /// that is long enough and ends a sentence.
    pub(super) fn flow(&mut self, text: &str, span: Option<Range<usize>>) {
        let text = text.trim();
        let Some((_, turn)) = self.turns.last_mut() else { return self.say(text, span) };
        let Some(last) = turn.paragraphs.last_mut() else { return self.say(text, span) };
        if last.len() >= LONG_PARAGRAPH && last.ends_with(['.', '?', '!', '”', '"']) {
            return self.say(text, span);
        }
        if !text.is_empty() {
            last.push(' ');
            last.push_str(text);
            if let (Some(old), Some(new)) = (&mut turn.span, span) {
                old.end = old.end.max(new.end);
            }
        }
    }

    /// Says when words of the last turn were spoken.
    pub(super) fn heard(&mut self, start: Option<f64>, end: Option<f64>) {
        let sound = |time: &f64| time.is_finite() && *time >= 0.0;
        let (start, end) = (start.filter(sound), end.filter(sound));
        if let Some((_, turn)) = self.turns.last_mut() {
            let end_after = |from: f64| end.filter(|&end| end >= from);
            turn.time = match (turn.time, start) {
                (Some(time), _) => Some(Time { end: end_after(time.start).or(time.end), ..time }),
                (None, Some(start)) => Some(Time { start, end: end_after(start) }),
                (None, None) => None,
            };
        }
    }

    /// Tells whether any turn has begun.
    pub(super) fn has_begun(&self) -> bool {
        !self.turns.is_empty()
    }

    /// Adds an issue.
    pub(super) fn note(&mut self, kind: IssueKind, message: String) {
        self.issues.push(Issue { kind, message, span: None });
    }

    /// Returns the transcript: turns without a word are dropped, each speaker gets what the
    /// label and the lists tell, and the people who spoke but stand in no list are added.
    pub(super) fn finish(mut self) -> Parsed {
        let spoken =
            |turn: &Turn| turn.paragraphs.iter().any(|p| p.contains(char::is_alphanumeric));
        self.turns.retain(|(_, turn)| spoken(turn));
        let company = || self.call.company.as_deref().map(key);
        let own = self.people.own_firm(&self.turns).or_else(company);
        let told = self.told_roles();
        let mut turns = Vec::with_capacity(self.turns.len());
        for (label, mut turn) in std::mem::take(&mut self.turns) {
            turn.speaker = self.speaker(&label, own.as_deref());
            if turn.speaker.role == Role::Unknown {
                let told = label.name.as_deref().and_then(|name| told.get(&key(name)));
                turn.speaker.role = told.copied().unwrap_or_default();
            }
            turn.attribution = evidence(&label);
            self.people.meet(&turn.speaker);
            turns.push(turn);
        }
        for (at, turn) in turns.iter_mut().enumerate() {
            turn.ordinal = TurnOrdinal(u32::try_from(at).unwrap_or(u32::MAX));
        }
        if self.call.company.is_none() {
            self.call.company = turns.iter().take(2).find_map(|turn| opening(&turn.text()));
        }
        if self.call.quarter.is_none() {
            self.call.quarter = turns.first().and_then(|turn| opening_period(&turn.text()));
        }
        let unknown = turns.iter().filter(|t| t.speaker.name.is_none()).count();
        if unknown > 0 && unknown < turns.len() {
            let message = match unknown {
                1 => "one turn has no speaker".to_owned(),
                _ => format!("{} have no speaker", counted(unknown as u64, "turn")),
            };
            self.note(IssueKind::UnknownSpeakers, message);
        }
        let participants = self.people.into_speakers();
        let mut transcript = Transcript { call: self.call, participants, turns };
        introduce(&mut transcript);
        contradiction::firms(&transcript.turns, &mut self.issues);
        help::attribute(&mut transcript, &mut self.issues);
        Parsed { transcript, issues: self.issues }
    }

    /// Returns the roles that labels tell by name, for labels of the same names that do not.
    fn told_roles(&self) -> HashMap<String, Role> {
        let labels = self.turns.iter().map(|(label, _)| label);
        let told = labels.filter(|label| label.role != Role::Unknown).filter_map(|label| {
            let name = label.name.as_deref().filter(|name| !is_generic(name))?;
            Some((key(name), label.role))
        });
        told.collect()
    }

    /// Puts together what the label and the lists say of a speaker.
    fn speaker(&self, label: &Label, own: Option<&str>) -> Speaker {
        let listed = label.name.as_deref().and_then(|name| self.people.find(name));
        let role = [label.role, listed.map_or(Role::Unknown, |p| p.role), label.role_by_title(own)]
            .into_iter()
            .find(|&role| role != Role::Unknown)
            .unwrap_or_default();
        let title = label.title.clone().or_else(|| listed.and_then(|p| p.title.clone()));
        let said = label.firm.as_deref().map(Firm::from_said);
        let firm = said.or_else(|| listed.and_then(|p| p.firm.clone()));
        Speaker { name: label.name.clone(), role, title, firm }
    }
}

/// Returns how a label told the speaker.
fn evidence(label: &Label) -> Option<Attribution> {
    let name = label.name.as_deref()?;
    Some(Attribution { method: "label".to_owned(), confidence: 1.0, evidence: name.to_owned() })
}
