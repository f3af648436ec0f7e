//! Transcripts as web pages have them, as text or taken from HTML: a line that names the call,
//! lists of participants before or after, headings, and labels on lines of their own.
//!
//! The labels are `Name`, `Name - Firm`, `Q - Name`, `Name -- Title`, `Name`, `--` and `Title`
//! on three lines, and on pages that say "Full Conference Call Transcript" `Name:` before the
//! words. What stands before the first heading of speech or after the publisher's notice is
//! nobody's speech.

mod aside;
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
use super::script::People;
use super::script::Script;
use super::transcribed;

use aside::Ends;
pub(super) use labels::fact;

/// How many lines a notice at a page's end has at most.
const LAST_LINES: usize = 60;

/// The longest line that ends where it does for being short, in bytes.
const SHORT_LINE: usize = 30;

/// How long a sentence below an entry of a list must be to be speech, in bytes.
const LONG_SENTENCE: usize = 100;

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
    /// The lines that nobody speaks: entries of lists, adverts.
    silent: Vec<bool>,
    /// Where lines end.
    ends: Ends,
    /// Whom labels with a firm and a title name.
    labelled: People,
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
    /// Labels with a title behind dashes.
    pub(super) dashes: usize,
    /// Lines that name the operator.
    pub(super) operators: usize,
    /// Lines on which the operator's words follow a colon.
    pub(super) colons: usize,
    /// Labels such as `Q - Name`.
    pub(super) asking: usize,
    /// Labels such as `<Q - Name>:`.
    pub(super) bracketed: usize,
}

impl Signs {
    /// Tells whether labels end in a colon, their words following.
    pub(super) fn have_colons(self) -> bool {
        self.full > 0 || self.bracketed > 1 || self.colons > 1 && self.colons > self.operators
    }
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
        let dashed = labels::double_dash(lines, at).is_some() || labels::is_titled(&line.text);
        signs.dashes += usize::from(dashed);
        signs.asking += usize::from(labels::asks(&line.text));
        let named = labels::colon(&line.text).map(|colon| &line.text[..colon]);
        signs.colons += usize::from(named.is_some_and(script::is_operator));
        let is_bracketed = |name: &str| name.starts_with('<') && labels::asks(name);
        signs.bracketed += usize::from(named.is_some_and(is_bracketed));
    }
    signs
}

/// Reads lines as a page, or as a service's export, where they look like one; the text of them
/// all is left to the parser of plain text where they do not.
pub(super) fn read_any(lines: &[Line<'_>], text: &str) -> Parsed {
    let signs = signs(lines);
    if signs.lists + signs.full > 0 || signs.headings > 0 && signs.dashes > 1 {
        return read_or_parse(lines, text);
    }
    if transcribed::evidence(lines).is_some() {
        transcribed::read(lines)
    } else {
        parse::parse(text)
    }
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
        colons: signs(lines).have_colons(),
        place: Place::Front,
        reversed: false,
        silent: aside::adverts(lines),
        ends: aside::ends(lines),
        labelled: labels::labelled(lines),
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
                Place::List(role) => match self.entry(at, role) {
                    Some(taken) => {
                        self.silent[at..at + taken].fill(true);
                        taken
                    }
                    None => 1,
                },
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
            if self.turn_to_heading(at) || self.silent[at] {
                at += 1;
                continue;
            }
            let may_speak = self.place == Place::Speech || !self.headed;
            if may_speak && let Some((label, taken, rest)) = self.label(at) {
                self.place = Place::Speech;
                self.script.begin(label);
                if let Some(rest) = rest {
                    let line = &self.lines[at];
                    self.script.say(&line.text[rest..], Some(line.span_from(rest)));
                }
                at += taken;
                continue;
            }
            let line = &self.lines[at];
            match self.place {
                Place::Speech if script::is_furniture(&line.text) => {
                    printed(&mut self.script.call, &line.text);
                }
                Place::Speech if aside::is_page_number(self.lines, at) => {}
                Place::Speech if self.goes_on(at) => {
                    self.script.flow(&line.text, Some(line.span.clone()));
                }
                Place::Speech => self.script.say(&line.text, Some(line.span.clone())),
                _ => {}
            }
            at += 1;
        }
    }

    /// Turns to another place of the page where a line is a heading or ends the transcript.
    fn turn_to_heading(&mut self, at: usize) -> bool {
        let line = &self.lines[at];
        if self.place != Place::Front && aside::ends_page(&line.text) {
            self.place = Place::End;
            return true;
        }
        let Some(heading) = script::heading(&line.text) else { return false };
        let speaking = self.place == Place::Speech;
        let below_rule = || at > 0 && aside::is_rule(&self.lines[at - 1].text);
        let stands_out = line.mark == Mark::Strong
            || line.text.ends_with(':')
            || !line.text.contains(char::is_lowercase)
            || below_rule();
        let is_list = || {
            (1..=3).any(|n| {
                self.lines.get(at + n).is_some()
                    && labels::entry(self.lines, at + n, Role::Unknown, self.reversed).is_some()
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
            Heading::End if !speaking || stands_out || self.is_last(at) => {
                self.place = Place::End;
            }
            _ => return false,
        }
        true
    }

    /// Tells whether nobody's label comes after a line near the page's end.
    fn is_last(&self, at: usize) -> bool {
        let rest = at + 1..self.lines.len();
        rest.len() <= LAST_LINES && rest.into_iter().all(|at| self.label(at).is_none())
    }

    /// Tells whether a line goes on with the sentence of the line before.
    fn goes_on(&self, at: usize) -> bool {
        let of_page = |i: &usize| {
            script::is_furniture(&self.lines[*i].text) || aside::is_page_number(self.lines, *i)
        };
        let before = (0..at).rev().find(|i| !of_page(i));
        let open = |line: &Line<'_>| line.text.len() > SHORT_LINE && !line.ends_sentence();
        self.ends == Ends::Anywhere && before.is_some_and(|i| open(&self.lines[i]))
    }

    /// Reads an entry of a list, and returns how many lines it takes; nothing where there is none.
    fn entry(&mut self, at: usize, role: Role) -> Option<usize> {
        let text = &self.lines[at].text;
        if role == Role::Unknown && script::is_furniture(text) {
            self.place = Place::Aside;
            return None;
        }
        let (mut label, taken) = match labels::with_firm(text, &self.labelled) {
            Some(label) => (label, 1),
            None => labels::entry(self.lines, at, role, self.reversed)?,
        };
        let name = label.name.as_deref().unwrap_or_default();
        // In a list of all who take part, somebody without a title may be a page's link.
        let bare = label.title.is_none() && label.firm.is_none() && label.role == Role::Unknown;
        if role == Role::Unknown && bare && !script::is_generic(name) {
            return None;
        }
        // A label that comes again in the list, or has a sentence below it, is where speech begins.
        let begins = || self.script.people.holds(name) || self.speaks_below(at + taken);
        if script::is_operator(name) || role != Role::Unknown && begins() {
            self.place = Place::Speech;
            return None;
        }
        if label.firm.is_none() {
            let company = self.script.call.company.as_deref().map(script::key);
            labels::settle_entry(&mut label, role, company.as_deref());
        }
        self.script.people.add(&label, role);
        Some(taken)
    }

    /// Tells whether a line is a sentence that somebody may have spoken.
    fn speaks_below(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|line| {
            line.text.len() > LONG_SENTENCE
                && line.ends_sentence()
                && !self.silent[at]
                && !aside::ends_page(&line.text)
        })
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

/// Takes the day of the call that stands at the head of printed pages.
fn printed(call: &mut Call, line: &str) {
    call.date = call.date.or_else(|| script::dated(line));
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
