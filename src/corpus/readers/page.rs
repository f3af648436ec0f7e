//! Transcripts as web pages have them, as text or taken from HTML: a line that names the call,
//! lists of participants before or after, headings, and labels on lines of their own.
//!
//! The labels are `Name`, `Name - Firm`, `Q - Name`, `Name -- Title`, `Name`, `--` and `Title`
//! on three lines, and on pages that say "Full Conference Call Transcript" `Name:` before the
//! words. What stands before the first heading of speech or after the publisher's notice is
//! nobody's speech.

mod labels;

use std::collections::HashMap;

use crate::parse;
use crate::parse::Parsed;
use crate::transcript::Call;
use crate::transcript::Role;
use crate::transcript::Section;

use super::script;
use super::script::Heading;
use super::script::Line;
use super::script::Mark;
use super::script::Script;

pub(super) use labels::fact;

/// Where on the page a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Front,
    List(Role),
    Speech,
    Aside,
    End,
}

/// What is known of a page beside its script.
pub(super) struct Page<'l, 'a> {
    lines: &'l [Line<'a>],
    /// How often each short line, and each beginning up to a colon, stands there: labels come
    /// again.
    counts: HashMap<&'l str, usize>,
    /// Whether speech begins under a heading, so that nothing before it is speech.
    headed: bool,
    /// Whether labels end in a colon, their words following.
    colons: bool,
    place: Place,
    /// Whether the entries of the list at hand are `Title — Name`.
    reversed: bool,
    script: Script,
}

/// What tells that lines are such a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// Lists of executives and of analysts.
    pub(super) lists: usize,
    /// Headings of speech.
    pub(super) headings: usize,
    /// Headings of a full transcript after a summary.
    pub(super) full: usize,
    /// Labels with two dashes.
    pub(super) dashes: usize,
    /// Lines that name the operator.
    pub(super) operators: usize,
}

/// Looks for what tells such a page.
pub(super) fn signs(lines: &[Line<'_>]) -> Signs {
    let mut signs = Signs::default();
    for (at, line) in lines.iter().enumerate() {
        match script::heading(&line.text) {
            Some(Heading::Executives | Heading::Analysts) => signs.lists += 1,
            Some(Heading::Speech(_)) => signs.headings += 1,
            Some(Heading::Transcript) if is_full(&line.text) => signs.full += 1,
            _ => {}
        }
        signs.operators += usize::from(script::is_operator(&line.text));
        signs.dashes += usize::from(labels::double_dash(lines, at).is_some());
    }
    signs
}

/// Reads a page; where no turn is found on it, its text is left to the parser of plain text.
pub(super) fn read_or_parse(lines: &[Line<'_>], text: &str) -> Parsed {
    let parsed = read(lines);
    if parsed.transcript.turns.is_empty() { parse::parse(text) } else { parsed }
}

/// Reads a page.
pub(super) fn read(lines: &[Line<'_>]) -> Parsed {
    let mut counts = HashMap::new();
    for line in lines {
        if line.text.len() <= labels::LONGEST {
            *counts.entry(&*line.text).or_default() += 1;
        }
        if let Some(at) = labels::colon(&line.text) {
            *counts.entry(&line.text[..=at]).or_default() += 1;
        }
    }
    let begins = |line: &Line<'_>| {
        let heading = script::heading(&line.text);
        matches!(heading, Some(Heading::Transcript | Heading::Speech(Section::Prepared)))
    };
    let mut page = Page {
        lines,
        counts,
        headed: lines.iter().any(begins),
        colons: lines.iter().any(|line| is_full(&line.text)),
        place: Place::Front,
        reversed: false,
        script: Script::default(),
    };
    page.read_lists();
    page.place = Place::Front;
    page.script.section = Section::Unknown;
    page.read_turns();
    let mut parsed = page.script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Tells whether a heading comes after a summary.
fn is_full(line: &str) -> bool {
    script::heading(line) == Some(Heading::Transcript) && line.to_lowercase().contains("full")
}

impl Page<'_, '_> {
    /// Reads the lists alone: those at the end tell who the labels before them are.
    fn read_lists(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            if self.place == Place::End || self.turn_to_heading(at) {
                at += 1;
                continue;
            }
            at += match self.place {
                Place::List(role) => self.entry(at, role),
                Place::Front => {
                    front(&mut self.script.call, self.lines, at);
                    1
                }
                _ => 1,
            };
        }
    }

    fn read_turns(&mut self) {
        let mut at = 0;
        while at < self.lines.len() && self.place != Place::End {
            if self.turn_to_heading(at) {
                at += 1;
                continue;
            }
            let may_speak = self.place == Place::Speech || !self.headed;
            if may_speak && let Some((label, taken, rest)) = self.label(at) {
                self.place = Place::Speech;
                self.script.begin(label);
                if let Some(rest) = rest {
                    let end = self.lines[at].span.end;
                    let line = &self.lines[at].text;
                    self.script.say(&line[rest..], Some(end - (line.len() - rest)..end));
                }
                at += taken;
                continue;
            }
            let line = &self.lines[at];
            match self.place {
                Place::Speech if script::is_furniture(&line.text) => {}
                Place::Speech => self.script.say(&line.text, Some(line.span.clone())),
                _ => {}
            }
            at += 1;
        }
    }

    /// Turns to another place of the page where a line is a heading or ends the transcript.
    fn turn_to_heading(&mut self, at: usize) -> bool {
        let line = &self.lines[at];
        if ends_page(&line.text) {
            self.place = Place::End;
            return true;
        }
        let Some(heading) = script::heading(&line.text) else { return false };
        let speaking = self.place == Place::Speech;
        let stands_out = line.mark == Mark::Strong || line.text.ends_with(':');
        let is_list = || {
            (1..=3).any(|n| {
                self.lines.get(at + n).is_some()
                    && labels::entry(self.lines, at + n, self.reversed).is_some()
            })
        };
        match heading {
            Heading::Speech(section) => {
                self.script.section = section;
                self.place = Place::Speech;
            }
            Heading::Transcript => self.place = Place::Speech,
            Heading::Executives | Heading::Analysts | Heading::Participants
                if !speaking || stands_out || is_list() =>
            {
                self.place = Place::List(match heading {
                    Heading::Executives => Role::Executive,
                    Heading::Analysts => Role::Analyst,
                    _ => Role::Unknown,
                });
                self.reversed = labels::is_reversed(self.lines, at + 1);
            }
            Heading::Aside if !speaking || stands_out => self.place = Place::Aside,
            Heading::End if !speaking || stands_out => self.place = Place::End,
            _ => return false,
        }
        true
    }

    /// Reads an entry of a list, and returns how many lines it takes.
    fn entry(&mut self, at: usize, role: Role) -> usize {
        if role == Role::Unknown && script::is_furniture(&self.lines[at].text) {
            self.place = Place::Aside;
            return 1;
        }
        let Some((label, taken)) = labels::entry(self.lines, at, self.reversed) else { return 1 };
        // In a list of all who take part, somebody without a title may be a page's link.
        let bare = label.title.is_none() && label.firm.is_none() && label.role == Role::Unknown;
        if role == Role::Unknown && bare && !label.name.as_deref().is_some_and(script::is_generic) {
            return 1;
        }
        let mut label = label;
        // A label that comes again in the list is where speech begins.
        let known = label.name.as_deref().is_some_and(|name| self.script.people.holds(name));
        if label.name.as_deref().is_some_and(script::is_operator) || known && role != Role::Unknown
        {
            self.place = Place::Speech;
            return 1;
        }
        let company = self.script.call.company.as_deref().map(script::key);
        labels::settle_entry(&mut label, role, company.as_deref());
        self.script.people.add(&label, role);
        taken
    }
}

/// Reads the lines before everything else: what the call is, and when it was.
fn front(call: &mut Call, lines: &[Line<'_>], at: usize) {
    let line = &lines[at].text;
    if let Some((name, value)) = line.split_once(": ") {
        fact(call, name, value);
        if !name.contains(' ') {
            return;
        }
    }
    // The parentheses around a ticker may stand on lines of their own.
    if lines.get(at + 1).is_some_and(|l| &*l.text == "(") {
        let joined = lines[at..].iter().take(5).map(|l| &*l.text).collect::<Vec<_>>().join(" ");
        title(call, &joined);
    } else {
        title(call, line);
    }
}

/// Takes what a line that may name the call tells of it.
pub(super) fn title(call: &mut Call, line: &str) {
    if let Some(told) = script::titled(line) {
        call.company = call.company.take().or(told.company);
        call.ticker = call.ticker.take().or(told.ticker);
        call.title = call.title.take().or(told.title);
        call.quarter = call.quarter.or(told.quarter);
        call.date = call.date.or(told.date);
    } else if line.len() < 120 && !line.to_lowercase().contains("period end") {
        let told = script::period(line);
        if told.is_some() && line.to_lowercase().contains("call") {
            // The day of the call follows; what stood before was the day of printing.
            call.date = None;
        }
        call.quarter = call.quarter.or(told);
        call.date = call.date.or_else(|| script::dated(line));
    }
}

/// Tells whether a line is the publisher's notice, after which nobody speaks.
fn ends_page(line: &str) -> bool {
    let lower = line.to_lowercase();
    let about = ["errors, omissions", "copyright", "is a textual representation", "produced for"];
    lower.contains("transcript") && about.iter().any(|a| lower.contains(a))
        || lower.starts_with("the information contained herein is a textual representation")
        || lower.starts_with("this article is a transcript")
}
