//! Transcripts on one line: `Executives: … Analysts: … Operator: …` run together, each name
//! glued to the sentence before it, or after it with a space.

use std::collections::HashMap;
use std::ops::Range;

use crate::corpus::error::ReadError;
use crate::numbers::counted;
use crate::parse::Parsed;
use crate::transcript::Role;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::script;
use super::script::Heading;
use super::script::Label;
use super::script::People;
use super::script::Script;

/// The longest label, in bytes.
const LONGEST: usize = 160;

/// The most words of a name in a list.
const MOST_WORDS: usize = 4;

/// The fewest labels that tell the format where there are no lists.
const FEWEST_LABELS: usize = 6;

/// The shortest line, in bytes, that turns have run together to.
const LONG_LINE: usize = 2000;

/// The most entries of a list, and the bytes of speech in which they are looked for; both are
/// far beyond any call, and keep the work in proportion to the text.
const MOST_ENTRIES: usize = 200;
const SPEECH: usize = 1 << 20;

/// The reader of such transcripts.
pub(super) struct Glued;

impl Reader for Glued {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(text) = sample.text else { return Verdict::Declines };
        match evidence(text) {
            Some(evidence) => Verdict::Takes(evidence),
            None => Verdict::Declines,
        }
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(read(input.text))
    }
}

/// Returns what tells that turns have run together on a line.
pub(super) fn evidence(text: &str) -> Option<String> {
    let first = text.trim_start().lines().next()?;
    if let Some((list, _)) = list_heading(first)
        && first.len() > list.len() + 2
    {
        return Some(format!("begins with `{}` and names on one line", list.trim()));
    }
    if first.len() < LONG_LINE || text.trim().lines().nth(3).is_some() {
        return None;
    }
    let labels = labels(text, &People::default());
    let operator = labels.iter().any(|(_, label)| label.role == Role::Operator);
    (labels.len() >= FEWEST_LABELS && operator).then(|| {
        format!("{} run together on one line", counted(labels.len() as u64, "speaker label"))
    })
}

/// Reads a transcript whose turns have run together.
pub(super) fn read(text: &str) -> Parsed {
    let mut script = Script::default();
    let body = lists(text, &mut script.people);
    let mut at = body;
    for (span, label) in labels(&text[body..], &script.people) {
        let (start, end) = (body + span.start, body + span.end);
        say(&mut script, text, at..start);
        script.begin(label);
        at = end;
    }
    say(&mut script, text, at..text.len());
    let mut parsed = script.finish();
    script::by_handover(&mut parsed.transcript.turns);
    parsed
}

/// Adds the words of a range to the last turn, a paragraph a line.
fn say(script: &mut Script, text: &str, range: Range<usize>) {
    for line in script::lines(&text[range.clone()]) {
        let span = range.start + line.span.start..range.start + line.span.end;
        script.say(&line.text, Some(span));
    }
}

/// Splits a text that begins with the heading of a list and a colon after the heading.
fn list_heading(text: &str) -> Option<(&str, Role)> {
    let text = text.trim_start();
    let end = text.find(':').filter(|&at| at < 40)?;
    let role = match script::heading(&text[..end])? {
        Heading::Executives => Role::Executive,
        Heading::Analysts => Role::Analyst,
        _ => return None,
    };
    Some((&text[..end], role))
}

/// Reads the lists at the beginning, and returns where the first turn begins.
fn lists(text: &str, people: &mut People) -> usize {
    let start = text.len() - text.trim_start().len();
    let Some((heading, first)) = list_heading(text) else { return start };
    let heads = ["Analysts:", "Conference Call Participants:", "Other Participants:"];
    let from = start + heading.len() + 1;
    let second =
        heads.iter().filter_map(|h| text[from..].find(h).map(|at| (from + at, h.len()))).min();
    let last_list = second.map_or(from, |(at, len)| at + len);
    let body = last_list + first_label(&text[last_list..]);
    let first_end = second.map_or(body, |(at, _)| at);
    let rest = up_to(&text[body..], SPEECH);
    entries(&text[from..first_end], rest, first, people);
    if second.is_some() {
        entries(&text[last_list..body], rest, Role::Analyst, people);
    }
    body
}

/// Returns the beginning of a text, at most so many bytes.
fn up_to(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Returns where the first label stands after the lists; it is the operator's, or else that of
/// the first name that speaks again.
fn first_label(text: &str) -> usize {
    let operator = ["Operator:", "Moderator:"].iter().filter_map(|name| text.find(name)).min();
    let colon = || {
        let colon = text.find(':')?;
        let names = suffixes(&text[..colon]);
        let again = |name: &&str| text[colon + 1..].contains(&format!("{name}:"));
        names.into_iter().rev().find(again).map(|name| colon - name.len())
    };
    operator.or_else(colon).unwrap_or(text.len())
}

/// Reads `Name - Title Name - Title …`: where a title ends and a name begins is told by the
/// labels of the turns, else by how names look.
fn entries(list: &str, body: &str, role: Role, people: &mut People) {
    let mut name: Option<String> = None;
    let pieces: Vec<&str> = list.split(" - ").take(MOST_ENTRIES).collect();
    let end = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter().enumerate() {
        let next = if at == end { "" } else { name_at_end(piece, body) };
        let about = piece[..piece.len() - next.len()].trim();
        if let Some(name) = name.take() {
            add(&name, about, role, people);
        }
        name = Some(next.trim().to_owned()).filter(|n| !n.is_empty());
    }
    if let Some(name) = name {
        add(&name, "", role, people);
    }
}

fn add(name: &str, about: &str, role: Role, people: &mut People) {
    let mut label = Label::new(name);
    let about = Some(about.to_owned()).filter(|a| !a.is_empty());
    if role == Role::Analyst {
        label.firm = about;
    } else {
        label.title = about;
    }
    people.add(&label, role);
}

/// Returns the name at the end of a piece of a list.
fn name_at_end<'t>(piece: &'t str, body: &str) -> &'t str {
    let names = suffixes(piece.trim_end());
    let speaks = |name: &&&str| {
        name.contains(' ')
            && (body.contains(&format!("{name}:")) || body.contains(&format!("{name} - ")))
    };
    if let Some(name) = names.iter().rev().find(speaks) {
        return name;
    }
    let initial =
        |name: &str| name.split(' ').next().is_some_and(|w| w.len() == 2 && w.ends_with('.'));
    let two = names.iter().find(|n| n.contains(' ')).copied();
    let three = names.iter().find(|n| n.matches(' ').count() == 2).copied();
    match (two, three) {
        (Some(two), Some(three)) => {
            let middle = three.split(' ').nth(1).unwrap_or_default();
            if middle.ends_with('.') || initial(two) { three } else { two }
        }
        (two, _) => two.or(names.first().copied()).unwrap_or_default(),
    }
}

/// Returns the names that a text can end with, the shortest first.
fn suffixes(text: &str) -> Vec<&str> {
    let starts = text.rmatch_indices(' ').map(|(at, _)| at + 1).take(MOST_WORDS);
    let whole = (text.split_whitespace().count() <= MOST_WORDS).then_some(0);
    let names = starts.chain(whole).map(|at| text[at..].trim());
    let mut names: Vec<&str> = names.filter(|name| script::is_name(name)).collect();
    names.dedup();
    names
}

/// Finds the labels in running text: a name with a colon, glued to what stands before it, or
/// after a sentence if the name is said elsewhere too.
fn labels(text: &str, people: &People) -> Vec<(Range<usize>, Label)> {
    let mut out = Vec::new();
    let mut said = Said { text: up_to(text, SPEECH), known: HashMap::new() };
    let mut from = 0;
    for (colon, _) in text.match_indices(':') {
        let mut floor = from.max(colon.saturating_sub(LONGEST));
        while !text.is_char_boundary(floor) {
            floor += 1;
        }
        let floor = text[floor..colon].rfind('\n').map_or(floor, |at| floor + at + 1);
        if let Some((start, label)) = label_before(text, floor, colon, people, &mut said) {
            out.push((start..colon + 1, label));
        }
        from = colon + 1;
    }
    out
}

/// Finds the label that ends at a colon and begins no earlier than a floor.
fn label_before<'t>(
    text: &'t str,
    floor: usize,
    colon: usize,
    people: &People,
    said: &mut Said<'t>,
) -> Option<(usize, Label)> {
    let mut guess = None;
    let mut before = text[..floor].chars().next_back();
    let mut second = None;
    for (at, c) in text[floor..colon].char_indices() {
        let start = floor + at;
        if c.is_uppercase() && before.is_none_or(|b| !b.is_uppercase()) {
            let words = &text[start..colon];
            let name = script::split_dash(words).map_or(words, |(name, _)| name);
            let is_known =
                people.holds(name) || script::is_operator(name) || script::is_generic(name);
            if is_known && is_free(before, &text[..start]) {
                return Some((start, with_title(words)));
            }
            let after_space = before.is_some_and(char::is_whitespace);
            let ends = before.is_none_or(|b| !b.is_alphanumeric() && !after_space)
                || (after_space && ends_sentence(&text[..start]) && said.again(name));
            // `A.C. Oak` goes on; `plan C.Ann Oak` is a sentence's end and a name.
            let dotted = text[start + c.len_utf8()..colon].starts_with('.');
            let initial = before == Some('.') && second.is_some_and(char::is_uppercase) && dotted;
            let joined = matches!(before, Some('-' | '–' | '\'' | '’' | '(' | '&' | '/'));
            let count = name.split_whitespace().count();
            if ends && !initial && !joined && (2..=4).contains(&count) && script::is_name(name) {
                guess = Some(start);
            }
        }
        second = before;
        before = Some(c);
    }
    guess.map(|start| (start, with_title(&text[start..colon])))
}

/// Whether names are said elsewhere too.
struct Said<'t> {
    text: &'t str,
    known: HashMap<&'t str, bool>,
}

impl<'t> Said<'t> {
    /// Tells whether a name stands at least twice in the text; of more names than any call has,
    /// none does.
    fn again(&mut self, name: &'t str) -> bool {
        if !(2..=4).contains(&name.split_whitespace().count()) || !script::is_name(name) {
            return false;
        }
        if self.known.len() > MOST_ENTRIES && !self.known.contains_key(name) {
            return false;
        }
        let text = self.text;
        *self.known.entry(name).or_insert_with(|| text.matches(name).nth(1).is_some())
    }
}

/// Tells whether a text ends with a sentence, white space aside.
fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end().trim_end_matches(['"', '”', '’', ')']);
    end.ends_with(['.', '?', '!', ']', '…'])
}

/// Tells whether a known name may begin here: glued to a word or a mark, or after a sentence.
fn is_free(before: Option<char>, text: &str) -> bool {
    match before {
        Some(c) if c.is_whitespace() => {
            let last = text.trim_end().chars().next_back();
            last.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, ',' | ';'))
        }
        _ => true,
    }
}

/// Reads `Name` or `Name - Title`; what the title tells stands in the lists.
fn with_title(words: &str) -> Label {
    match script::split_dash(words) {
        Some((name, title)) if !title.is_empty() => {
            let mut label = Label::new(name);
            if script::is_office(title) {
                label.title = Some(title.to_owned());
            }
            label
        }
        Some((name, _)) => Label::new(name),
        None => Label::new(words),
    }
}
