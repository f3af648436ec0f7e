//! From earmark's own JSON to a transcript: turns stay as they were given.

use std::collections::HashMap;
use std::ops::Range;
use std::str::FromStr;

use crate::corpus::error::clipped;
use crate::corpus::ticker::may_be_of;
use crate::numbers::counted;
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
use super::script::opening;

/// How many different bad values are named; a file with more is bad in some one way.
const MAX_NAMED: usize = 20;

/// Returns the transcript that was given: its turns in number, order and ordinals as they were,
/// with an issue for each value that could not be understood.
pub(super) fn transcript(given: wire::Call<'_>) -> Parsed {
    let mut notes = Notes::default();
    notes.version(&given.schema_version);
    let mut call = call(&mut notes, &given);
    let people = given.participants.into_iter().flatten();
    let participants = people.map(|person| participant(&mut notes, &person.0)).collect();
    let ordinals = ordinals(&mut notes, &given.turns);
    let turns = given.turns.into_iter().zip(ordinals);
    let turns: Vec<Turn> =
        turns.map(|(given, ordinal)| turn(&mut notes, given.0, ordinal)).collect();
    if call.company.is_none() {
        call.company = greeted(&turns, call.ticker.as_deref());
    }
    Parsed { transcript: Transcript { call, participants, turns }, issues: notes.into_issues() }
}

/// Returns the company that the opening words greet to the call of, unless it can hardly be that
/// of the ticker.
fn greeted(turns: &[Turn], ticker: Option<&str>) -> Option<String> {
    let company = turns.iter().take(2).find_map(|turn| opening(&turn.text()))?;
    ticker.is_none_or(|ticker| may_be_of(ticker, &company)).then_some(company)
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
        // Companies that differ in blanks would be two.
        company: notes.text("company", &given.company).map(|company| company.trim().to_owned()),
        ticker: notes.text("ticker", &given.ticker).map(|ticker| ticker.trim().to_uppercase()),
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
    let confidence = match notes.number("confidence", &given.confidence) {
        Some(high) if high > 1.0 => notes.bad("confidence", &given.confidence),
        confidence => confidence,
    };
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
    /// Notes a version of which something may be lost.
    fn version(&mut self, given: &Loose<'_>) {
        match *given {
            Loose::Absent | Loose::Whole(0..=wire::NEWEST) => {}
            Loose::Whole(newer) => {
                let message = format!(
                    "schema_version {newer} is newer than {}; what is new in it is left out",
                    wire::NEWEST
                );
                self.issues.push(Issue { kind: IssueKind::BadValue, message, span: None });
            }
            _ => drop(self.bad::<u64>("schema_version", given)),
        }
    }

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
        let values: Vec<String> = given.iter().take(3).map(Loose::to_string).collect();
        self.bad("span", &Loose::Text(format!("[{}]", values.join(", ")).into()))
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
        let value = clipped(&given.to_string()).into_owned();
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
                (Some(turn), _) => {
                    format!(" in turn {turn} and {}", counted(count as u64 - 1, "other"))
                }
            };
            let message = format!("no {field} `{value}`{place}");
            self.issues.push(Issue { kind: IssueKind::BadValue, message, span: None });
        }
        if self.unnamed > 0 {
            let message = format!(
                "{} that could not be understood",
                counted(self.unnamed as u64, "further value")
            );
            self.issues.push(Issue { kind: IssueKind::BadValue, message, span: None });
        }
        self.issues
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::corpus::SourceFile;

    /// Reads the one call of a file.
    fn read(json: &str) -> Parsed {
        let file = SourceFile::from_bytes(Path::new("call.json"), json.into()).unwrap();
        let records = file.records().unwrap();
        file.parse_record(&records[0]).unwrap().parsed
    }

    /// Compares what was read of a call, fact by fact and turn by turn, and its issues.
    fn check(json: &str, expected: &str) {
        let Parsed { transcript, issues } = read(json);
        let mut told = String::new();
        let call = &transcript.call;
        let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        write!(
            told,
            "{} {} {} {}",
            call.id,
            text(&call.company),
            text(&call.ticker),
            text(&call.title)
        )
        .unwrap();
        let (date, quarter) =
            (call.date.map(|d| d.to_string()), call.quarter.map(|q| q.to_string()));
        writeln!(told, " {} {}", shown(date), shown(quarter)).unwrap();
        for turn in &transcript.turns {
            let firm = turn.speaker.firm.as_ref().map(|f| format!("{}/{}", f.name(), f.said()));
            write!(told, "{} {} {}", turn.ordinal, text(&turn.speaker.name), turn.speaker.role)
                .unwrap();
            write!(told, " {} {} {}", text(&turn.speaker.title), shown(firm), turn.section)
                .unwrap();
            writeln!(told, " {:?}", turn.paragraphs).unwrap();
        }
        for issue in issues {
            writeln!(told, "{}: {}", issue.kind.as_str(), issue.message).unwrap();
        }
        assert_eq!(told.trim_end(), expected.trim_end(), "{json}");
    }

    #[test]
    fn a_whole_call_is_kept_as_given() {
        check(
            r#"{"id": "kc 1", "company": "Kingsoft Cloud", "ticker": "kc", "title": "Q1", "date": "2021-05-25",
                "quarter": "2021-Q1", "schema_version": 1, "source": "x.txt", "strange": [{"a": 1}],
                "turns": [
                {"ordinal": 0, "speaker": "Operator", "role": "operator", "section": "prepared", "paragraphs": ["Hi.", ""]},
                {"ordinal": 1, "speaker": "Operator", "paragraphs": []},
                {"ordinal": 2, "speaker": null, "role": "analyst", "title": "MD", "firm": "Citigroup", "section": "qa",
                 "paragraphs": ["<b>Why</b> \u00e9\n\"so\"?"]},
                {"ordinal": 3, "firm": "Mine", "firm_said": "My Own", "paragraphs": "One."},
                {"speaker": " "}]}"#,
            "kc-1 Kingsoft Cloud KC Q1 2021-05-25 2021-Q1\n\
             0 Operator operator - - prepared [\"Hi.\", \"\"]\n\
             1 Operator unknown - - unknown []\n\
             2 - analyst MD Citi/Citigroup qa [\"<b>Why</b> é\\n\\\"so\\\"?\"]\n\
             3 - unknown - Mine/My Own unknown [\"One.\"]\n\
             4 - unknown - - unknown []\n",
        );
    }

    #[test]
    fn what_is_not_understood_is_left_out_and_told() {
        check(
            r#"{"id": 7, "company": ["x"], "date": "25 May", "quarter": "spring",
                "turns": [{"role": "boss", "section": 3}, {"role": "boss"}, {"role": "boss"}, {"speaker": 5, "role": "judge"}]}"#,
            "7 - - - - -\n\
             0 - unknown - - unknown []\n\
             1 - unknown - - unknown []\n\
             2 - unknown - - unknown []\n\
             3 - unknown - - unknown []\n\
             bad-value: no company `[…]`\n\
             bad-value: no date `25 May`\n\
             bad-value: no quarter `spring`\n\
             bad-value: no role `boss` in turn 0 and 2 others\n\
             bad-value: no section `3` in turn 0\n\
             bad-value: no speaker `5` in turn 3\n\
             bad-value: no role `judge` in turn 3\n",
        );
        check(
            r#"{"id": "a", "schema_version": 2, "turns": []}"#,
            "a - - - - -\n\
             bad-value: schema_version 2 is newer than 1; what is new in it is left out\n\
             no-turns: the call `a` has no turns\n",
        );
        check(
            r#"{"id": "a", "schema_version": "one", "turns": []}"#,
            "a - - - - -\nbad-value: no schema_version `one`\nno-turns: the call `a` has no turns\n",
        );
        check(
            r#"{"id": "a", "date": "2021-05-25T08:00:00Z", "quarter": "Q3", "turns": []}"#,
            "a - - - 2021-05-25 Q3\nquarter-without-year: the year of `Q3` is not known\n\
             no-turns: the call `a` has no turns\n",
        );
    }

    #[test]
    fn ordinals_that_do_not_rise_give_way_to_places() {
        let turns = |ordinals: &[&str]| {
            let turns: Vec<_> = ordinals.iter().map(|o| format!(r#"{{"ordinal": {o}}}"#)).collect();
            let parsed = read(&format!(r#"{{"id": "a", "turns": [{}]}}"#, turns.join(",")));
            let ordinals: Vec<u32> = parsed.transcript.turns.iter().map(|t| t.ordinal.0).collect();
            (ordinals, parsed.issues.len())
        };
        assert_eq!(turns(&["2", "5", "9"]), (vec![2, 5, 9], 0));
        assert_eq!(turns(&["null", "1", "null"]), (vec![0, 1, 2], 0));
        for bad in [
            ["0", "0", "1"],
            ["2", "1", "0"],
            ["0", "-1", "2"],
            ["0", "\"x\"", "5"],
            ["0", "1.5", "2"],
            ["0", "9", "null"],
            ["0", "1", "99999999999"],
        ] {
            assert_eq!(turns(&bad), (vec![0, 1, 2], 1), "{bad:?}");
        }
    }

    #[test]
    fn what_the_tool_prints_it_reads_back() {
        let parsed = read(
            r#"{"id": "a", "participants": [{"name": "Haijian He", "role": "executive", "title": "CFO", "firm": null}],
                "turns": [{"attribution": {"method": "thanks", "confidence": 0.9, "evidence": "So thank you, Brian"},
                           "span": [10, 25], "start": 1.5, "end": 3, "paragraphs": ["x"]},
                          {"attribution": {"method": "label", "confidence": 7}, "span": [25, 10], "start": 9, "end": 3},
                          {"attribution": null, "span": null, "start": null, "end": 3}],
                "issues": [{"kind": "encoding", "message": "x", "span": null}]}"#,
        );
        let Transcript { participants, turns, .. } = parsed.transcript;
        assert_eq!(participants[0].name.as_deref(), Some("Haijian He"));
        assert_eq!(participants[0].role, Role::Executive);
        let given = turns[0].attribution.as_ref().unwrap();
        assert_eq!(
            (given.method.as_str(), given.evidence.as_str()),
            ("thanks", "So thank you, Brian")
        );
        assert!((given.confidence - 0.9).abs() < f32::EPSILON);
        assert_eq!(turns[0].span, Some(10..25));
        assert_eq!(turns[0].time, Some(Time { start: 1.5, end: Some(3.0) }));
        assert_eq!((&turns[1].span, turns[1].time), (&None, Some(Time { start: 9.0, end: None })));
        assert_eq!((&turns[2].span, turns[2].time), (&None, None));
        let told: Vec<&str> = parsed.issues.iter().map(|i| i.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "no confidence `7` in turn 1",
                "no span `[25, 10]` in turn 1",
                "no end `3` in turn 1 and another"
            ]
        );
    }

    #[test]
    fn lists_and_objects_must_be_what_they_are() {
        let error = |turns: &str| {
            let json = format!(r#"{{"id": "a", "turns": {turns}}}"#);
            let file = SourceFile::from_bytes(Path::new("call.json"), json.into()).unwrap();
            let records = file.records().unwrap();
            file.parse_record(&records[0]).unwrap_err().to_string()
        };
        assert_eq!(
            error("{}"),
            "line 1, column 21: `turns`: invalid type: map, expected a sequence"
        );
        assert_eq!(
            error("[[]]"),
            "line 1, column 22: `turns[0]`: invalid type: sequence, expected an object"
        );
        assert_eq!(
            error(r#"[{}, {"paragraphs": ["x", 5]}]"#),
            "line 1, column 48: `turns[1].paragraphs[1]`: invalid type: integer `5`, expected a string"
        );
    }

    proptest! {
        #[test]
        fn turns_keep_their_number_order_and_words(
            turns in prop::collection::vec((prop::option::of("\\PC{0,8}"), prop::collection::vec("\\PC{0,30}|[\"\\\\\n\t ]{0,4}", 0..4)), 0..20),
            gap in 0..5_u32,
        ) {
            let given: Vec<_> = turns.iter().enumerate().map(|(i, (speaker, paragraphs))| {
                serde_json::json!({"ordinal": i as u64 * 2 + u64::from(gap), "speaker": speaker, "paragraphs": paragraphs})
            }).collect();
            let parsed = read(&serde_json::json!({"turns": given}).to_string());
            prop_assert_eq!(parsed.transcript.turns.len(), turns.len());
            for (i, (read, (speaker, paragraphs))) in parsed.transcript.turns.iter().zip(&turns).enumerate() {
                prop_assert_eq!(read.ordinal.0 as usize, i * 2 + gap as usize);
                prop_assert_eq!(&read.paragraphs, paragraphs);
                prop_assert_eq!(&read.speaker.name, &speaker.clone().filter(|s| !s.trim().is_empty()));
            }
        }
    }
}
