//! From earmark's own JSON to a transcript: turns stay as they were given.

use std::collections::HashMap;
use std::ops::Range;
use std::str::FromStr;

use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::parse::Parsed;
use crate::transcript::Attribution;
use crate::transcript::Call;
use crate::transcript::CallId;
use crate::transcript::Date;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;
use crate::transcript::Time;
use crate::transcript::Transcript;
use crate::transcript::Turn;
use crate::transcript::TurnOrdinal;

use super::json_wire as wire;
use super::json_wire::Loose;

/// How many different bad values are named; a file with more is bad in some one way.
const MAX_NAMED: usize = 20;

/// Returns the transcript that was given: its turns in number, order and ordinals as they were,
/// with an issue for each value that could not be understood.
pub(super) fn transcript(given: wire::Call<'_>) -> Parsed {
    let mut notes = Notes::default();
    let call = call(&mut notes, &given);
    let people = given.participants.into_iter().flatten();
    let participants = people.map(|person| participant(&mut notes, &person.0)).collect();
    let ordinals = ordinals(&mut notes, &given.turns);
    let turns = given.turns.into_iter().zip(ordinals);
    let turns = turns.map(|(given, ordinal)| turn(&mut notes, given.0, ordinal)).collect();
    Parsed { transcript: Transcript { call, participants, turns }, issues: notes.into_issues() }
}

fn call(notes: &mut Notes, given: &wire::Call<'_>) -> Call {
    let id = match &given.id {
        Loose::Whole(n) => CallId::new(&n.to_string()),
        id => notes.text("id", id).map_or_else(CallId::default, |id| CallId::new(&id)),
    };
    // A day may come with its time, which is not kept.
    let day = |text: &str| text.split(['T', ' ']).next().and_then(|day| Date::from_str(day).ok());
    Call {
        id,
        company: notes.text("company", &given.company),
        ticker: notes.text("ticker", &given.ticker).map(|ticker| ticker.to_uppercase()),
        title: notes.text("title", &given.title),
        date: notes.value("date", &given.date, day),
        quarter: notes.value("quarter", &given.quarter, |text| text.parse().ok()),
        source: None,
    }
}

fn participant(notes: &mut Notes, given: &wire::Person<'_>) -> Speaker {
    Speaker {
        name: notes.text("name", &given.name),
        role: notes.value("role", &given.role, |text| text.parse().ok()).unwrap_or_default(),
        title: notes.text("title", &given.title),
        firm: notes.firm(&given.firm, &given.firm_said),
    }
}

/// Returns the ordinals of turns: as they were given where they rise, else their places.
fn ordinals(notes: &mut Notes, turns: &[wire::Object<wire::Turn<'_>>]) -> Vec<TurnOrdinal> {
    let place = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    let mut ordinals: Vec<TurnOrdinal> = Vec::with_capacity(turns.len());
    for (i, turn) in turns.iter().enumerate() {
        let given = match turn.0.ordinal {
            Loose::Absent => Some(place(i)),
            Loose::Whole(n) => u32::try_from(n).ok(),
            _ => None,
        };
        let rising = given.filter(|&n| ordinals.last().is_none_or(|last| last.0 < n));
        let Some(ordinal) = rising else {
            let message = format!(
                "ordinal `{}` does not follow the one before it; turns are numbered by their place",
                turn.0.ordinal
            );
            notes.issues.push(Issue { kind: IssueKind::BadValue, message, span: None });
            return (0..turns.len()).map(|i| TurnOrdinal(place(i))).collect();
        };
        ordinals.push(TurnOrdinal(ordinal));
    }
    ordinals
}

fn turn(notes: &mut Notes, given: wire::Turn<'_>, ordinal: TurnOrdinal) -> Turn {
    notes.turn = Some(ordinal);
    let speaker = Speaker {
        name: notes.text("speaker", &given.speaker),
        role: notes
            .value("role", &given.role, |text| Role::from_str(text).ok())
            .unwrap_or_default(),
        title: notes.text("title", &given.title),
        firm: notes.firm(&given.firm, &given.firm_said),
    };
    let section = notes.value("section", &given.section, |text| Section::from_str(text).ok());
    Turn {
        ordinal,
        speaker,
        section: section.unwrap_or_default(),
        attribution: given.attribution.map(|given| attribution(notes, &given.0)),
        paragraphs: given.paragraphs.0,
        span: given.span.and_then(|span| notes.span(&span)),
        time: notes.time(&given.start, &given.end),
    }
}

fn attribution(notes: &mut Notes, given: &wire::Attribution<'_>) -> Attribution {
    let confidence = notes.number("confidence", &given.confidence).filter(|c| *c <= 1.0);
    #[allow(clippy::cast_possible_truncation, reason = "it was an f32 when it was written")]
    Attribution {
        method: notes.text("method", &given.method).unwrap_or_default(),
        confidence: confidence.unwrap_or_default() as f32,
        evidence: notes.text("evidence", &given.evidence).unwrap_or_default(),
    }
}

/// What reading a call gathers besides the call.
#[derive(Default)]
struct Notes {
    issues: Vec<Issue>,
    /// The turn that is being read.
    turn: Option<TurnOrdinal>,
    /// The bad values, in the order in which they were met.
    bad: Vec<Bad>,
    /// Where in `bad` a field's value stands.
    known: HashMap<(&'static str, String), usize>,
    /// How many bad values are not in `bad`.
    unnamed: usize,
    /// The firms met so far by name and words: a call names few firms, many times.
    firms: HashMap<(String, String), Firm>,
}

/// A value that could not be understood, and where it was met.
struct Bad {
    field: &'static str,
    value: String,
    turn: Option<TurnOrdinal>,
    count: usize,
}

impl Notes {
    /// Returns a text as it was given; nothing where it is blank.
    fn text(&mut self, field: &'static str, given: &Loose<'_>) -> Option<String> {
        match given {
            Loose::Text(text) if text.trim().is_empty() => None,
            Loose::Text(text) => Some(text.to_string()),
            Loose::Absent => None,
            _ => self.bad(field, given),
        }
    }

    /// Returns what a text means, or reports it.
    fn value<T>(
        &mut self,
        field: &'static str,
        given: &Loose<'_>,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        match given {
            Loose::Text(text) if text.trim().is_empty() => None,
            Loose::Text(text) => read(text.trim()).or_else(|| self.bad(field, given)),
            Loose::Absent => None,
            _ => self.bad(field, given),
        }
    }

    /// Returns a number that is not negative, or reports it.
    #[allow(clippy::cast_precision_loss, reason = "seconds and shares are far below 2^52")]
    fn number(&mut self, field: &'static str, given: &Loose<'_>) -> Option<f64> {
        match *given {
            Loose::Whole(n) => Some(n as f64),
            Loose::Number(n) if n >= 0.0 && n.is_finite() => Some(n),
            Loose::Absent => None,
            _ => self.bad(field, given),
        }
    }

    fn firm(&mut self, name: &Loose<'_>, said: &Loose<'_>) -> Option<Firm> {
        let name = self.text("firm", name);
        let said = self.text("firm_said", said);
        if name.is_none() && said.is_none() {
            return None;
        }
        let key = (name.unwrap_or_default(), said.unwrap_or_default());
        let firm = self.firms.entry(key).or_insert_with_key(|(name, said)| {
            if name.is_empty() {
                Firm::from_said(said)
            } else if said.is_empty() {
                Firm::from_said(name)
            } else {
                Firm::new(name, said)
            }
        });
        Some(firm.clone())
    }

    fn span(&mut self, given: &[Loose<'_>]) -> Option<Range<usize>> {
        if let &[Loose::Whole(start), Loose::Whole(end)] = given
            && start <= end
            && let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end))
        {
            return Some(start..end);
        }
        self.bad("span", given.first().unwrap_or(&Loose::Other("[]")))
    }

    fn time(&mut self, start: &Loose<'_>, end: &Loose<'_>) -> Option<Time> {
        let start_seconds = self.number("start", start);
        let end_seconds = self.number("end", end);
        match (start_seconds, end_seconds) {
            (Some(start), Some(end)) if end < start => {
                self.bad("end", &Loose::Number(end)).or(Some(Time { start, end: None }))
            }
            (Some(start), end) => Some(Time { start, end }),
            (None, Some(_)) if *start == Loose::Absent => self.bad("end", end),
            (None, _) => None,
        }
    }

    /// Notes a value that could not be understood and is left out.
    fn bad<T>(&mut self, field: &'static str, given: &Loose<'_>) -> Option<T> {
        let value = given.to_string();
        let key = (field, value);
        if let Some(&known) = self.known.get(&key) {
            self.bad[known].count += 1;
        } else if self.bad.len() == MAX_NAMED {
            self.unnamed += 1;
        } else {
            self.known.insert(key.clone(), self.bad.len());
            self.bad.push(Bad { field, value: key.1, turn: self.turn, count: 1 });
        }
        None
    }

    fn into_issues(mut self) -> Vec<Issue> {
        for Bad { field, value, turn, count } in self.bad {
            let place = match (turn, count) {
                (None, _) => String::new(),
                (Some(turn), 1) => format!(" in turn {turn}"),
                (Some(turn), 2) => format!(" in turn {turn} and another"),
                (Some(turn), _) => format!(" in turn {turn} and {} others", count - 1),
            };
            let message = format!("no {field} `{value}`{place}");
            self.issues.push(Issue { kind: IssueKind::BadValue, message, span: None });
        }
        if self.unnamed > 0 {
            let message = format!("{} further values that could not be understood", self.unnamed);
            self.issues.push(Issue { kind: IssueKind::BadValue, message, span: None });
        }
        self.issues
    }
}
