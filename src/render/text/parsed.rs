//! The page of a transcript as it was understood, and why.

use std::io;
use std::io::Write;
use std::ops::Range;

use crate::numbers::counted;
use crate::parse::Issue;
use crate::parse::Parsed;
use crate::render::Paint;
use crate::render::SourceNote;
use crate::render::Style;
use crate::render::text::facts;
use crate::render::text::results::write_indented;
use crate::render::text::results::write_parts;
use crate::render::text::shown::write_call;
use crate::render::text::wrap::show;
use crate::render::text::wrap::width;
use crate::render::text::wrap::wrap;
use crate::search::Explain;
use crate::transcript::Speaker;
use crate::transcript::Turn;

/// The most columns of a page, however wide the terminal: longer lines are hard to read.
const MAX_COLUMNS: usize = 110;

/// How far the words of a turn are indented.
const INDENT: usize = 4;

/// Writes what was understood of a call: its facts, its turns, what was odd.
pub fn parsed(
    out: &mut dyn Write,
    parsed: &Parsed,
    note: &SourceNote<'_>,
    explain: Explain,
    style: Style,
) -> io::Result<()> {
    let style = Style { width: style.width.min(MAX_COLUMNS), ..style };
    let transcript = &parsed.transcript;
    write_call(out, &transcript.call, &|_| None, style)?;
    if explain == Explain::Yes {
        write_reader(out, note, style)?;
        write_participants(out, &transcript.participants, style)?;
    }
    for turn in &transcript.turns {
        writeln!(out)?;
        write_turn(out, turn, explain, style)?;
    }
    writeln!(out)?;
    let mut count = counted(transcript.turns.len() as u64, "turn");
    let nameless = transcript.turns.iter().filter(|t| facts::name_is_unknown(&t.speaker)).count();
    if nameless > 0 {
        count = format!("{count}, {nameless} without a name");
    }
    writeln!(out, "{}", style.paint(Paint::Dim, &count))?;
    for issue in &parsed.issues {
        write_issue(out, issue, note.text, style)?;
    }
    Ok(())
}

/// Writes what stands between two calls.
pub fn break_between(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)
}

fn write_reader(out: &mut dyn Write, note: &SourceNote<'_>, style: Style) -> io::Result<()> {
    let encoding = note.encoding.map(|e| format!("; encoding {e}")).unwrap_or_default();
    let text = format!("read as {}: {}{encoding}", note.reader, note.evidence);
    write_wrapped(out, &text, Paint::Dim, 2, style)
}

fn write_participants(out: &mut dyn Write, people: &[Speaker], style: Style) -> io::Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = people
        .iter()
        .map(|person| match facts::role(person) {
            Some(role) => format!("{}, {role}", facts::who(person)),
            None => facts::who(person),
        })
        .collect();
    let text = format!("named: {}", told.join("; "));
    write_wrapped(out, &text, Paint::Dim, 2, style)
}

fn write_turn(out: &mut dyn Write, turn: &Turn, explain: Explain, style: Style) -> io::Result<()> {
    let number = format!("[{}] ", turn.ordinal);
    write!(out, "{}", style.paint(Paint::Dim, &number))?;
    let mut parts = vec![(Paint::Head, facts::who(&turn.speaker))];
    parts.extend(facts::role(&turn.speaker).map(|role| (Paint::Plain, role.to_owned())));
    parts.extend(facts::section(turn.section).map(|s| (Paint::Plain, s.to_owned())));
    parts.extend(turn.time.map(|time| (Paint::Dim, facts::time(time))));
    let confidence = turn.attribution.as_ref().map(|a| format!("{:.2}", a.confidence));
    parts.extend(confidence.map(|c| (Paint::Dim, c)));
    write_parts(out, &parts, width(&number), INDENT, style)?;
    if let Some(attribution) = turn.attribution.as_ref().filter(|_| explain == Explain::Yes) {
        let why = match attribution.evidence.as_str() {
            "" => attribution.method.clone(),
            evidence => format!("{}: “{evidence}”", attribution.method),
        };
        write_wrapped(out, &why, Paint::Note, INDENT, style)?;
    }
    for paragraph in &turn.paragraphs {
        write_wrapped(out, paragraph, Paint::Plain, INDENT, style)?;
    }
    Ok(())
}

fn write_wrapped(
    out: &mut dyn Write,
    text: &str,
    paint: Paint,
    indent: usize,
    style: Style,
) -> io::Result<()> {
    for line in wrap(text, style.width.saturating_sub(indent), 0) {
        write_indented(out, indent, &show(text, &line, &[], paint, style))?;
    }
    Ok(())
}

fn write_issue(out: &mut dyn Write, issue: &Issue, text: &str, style: Style) -> io::Result<()> {
    let line = issue.span.as_ref().map(|span| format!(", line {}", line_of(text, span)));
    let heading = format!("{}{}: ", issue.kind.as_str(), line.unwrap_or_default());
    let message = &issue.message;
    let lines = wrap(message, style.width.saturating_sub(INDENT), width(&heading));
    for (n, line) in lines.iter().enumerate() {
        let line = show(message, line, &[], Paint::Plain, style);
        match n {
            0 => writeln!(out, "{}{line}", style.paint(Paint::Note, &heading))?,
            _ => write_indented(out, INDENT, &line)?,
        }
    }
    Ok(())
}

/// Returns the line of a text, from 1, on which a span begins.
fn line_of(text: &str, span: &Range<usize>) -> usize {
    text.char_indices().take_while(|(at, _)| *at < span.start).filter(|(_, c)| *c == '\n').count()
        + 1
}

#[cfg(test)]
mod tests {
    use crate::parse::IssueKind;
    use crate::render::Color;
    use crate::render::Medium;
    use crate::transcript::Attribution;
    use crate::transcript::Call;
    use crate::transcript::CallId;
    use crate::transcript::Firm;
    use crate::transcript::Role;
    use crate::transcript::Section;
    use crate::transcript::Transcript;
    use crate::transcript::TurnOrdinal;

    use super::*;

    #[track_caller]
    fn check(explain: Explain, expected: &str) {
        let speaker = Speaker {
            name: Some("Brian Gong".into()),
            role: Role::Analyst,
            title: None,
            firm: Some(Firm::from_said("Citigroup")),
        };
        let turns = vec![
            Turn {
                speaker: speaker.clone(),
                section: Section::Qa,
                attribution: Some(Attribution {
                    method: "handover".into(),
                    confidence: 0.97,
                    evidence: "the line of Brian Gong of Citigroup".into(),
                }),
                paragraphs: vec!["Thank you.".into(), "How is the backlog?\x07".into()],
                ..Turn::default()
            },
            Turn { ordinal: TurnOrdinal(1), ..Turn::default() },
        ];
        let call = Call { id: CallId::new("kc"), ..Call::default() };
        let message = "turns were found by the words alone".into();
        let parsed = Parsed {
            transcript: Transcript { call, participants: vec![speaker], turns },
            issues: vec![Issue { kind: IssueKind::NoTurnMarks, message, span: Some(3..4) }],
        };
        let note = SourceNote {
            reader: "text",
            evidence: "prose",
            encoding: Some("UTF-8"),
            text: "a\n\nb",
        };
        let style = Style { width: 62, color: Color::Off, medium: Medium::Pipe };
        let mut page = Vec::new();
        super::parsed(&mut page, &parsed, &note, explain, style).unwrap();
        assert_eq!(String::from_utf8(page).unwrap(), expected);
    }

    #[test]
    fn turns_are_told_as_a_person_reads_them() {
        check(
            Explain::No,
            "kc

[0] Brian Gong (Citigroup) · analyst · questions and answers
    0.97
    Thank you.
    How is the backlog?\\u{7}

[1] unknown speaker

2 turns, 1 without a name
no-turn-marks, line 3: turns were found by the words alone
",
        );
    }

    #[test]
    fn explained_they_say_why() {
        check(
            Explain::Yes,
            "kc
  read as text: prose; encoding UTF-8
  named: Brian Gong (Citigroup), analyst

[0] Brian Gong (Citigroup) · analyst · questions and answers
    0.97
    handover: “the line of Brian Gong of Citigroup”
    Thank you.
    How is the backlog?\\u{7}

[1] unknown speaker

2 turns, 1 without a name
no-turn-marks, line 3: turns were found by the words alone
",
        );
    }
}
