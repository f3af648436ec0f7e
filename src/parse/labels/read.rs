//! What a line says as a label: a name with an office and a firm, before a colon, in brackets or
//! on a line of its own.

use crate::parse::labels::Label;
use crate::parse::labels::first::ends_short;
use crate::parse::labels::headings::heading;
use crate::parse::labels::headings::is_list_heading;
use crate::parse::labels::nameless::generic;
use crate::parse::labels::nameless::nameless;
use crate::parse::names::is_no_common_word;
use crate::parse::names::may_name;
use crate::parse::odd::may_be_name;
use crate::parse::titles::title_at;
use crate::parse::tokens::Shape;
use crate::parse::tokens::Word;
use crate::parse::tokens::words;
use crate::transcript::Role;

/// The longest label, in words.
const LONGEST: usize = 18;
/// The most bytes before the colon of a label.
const LONGEST_LINE: usize = 120;
/// The longest name, in words.
const LONGEST_NAME: usize = 6;

/// Returns a line without the marks of a list or of captions before it: `- Ann`, `>> ANN`.
pub(super) fn unmarked(line: &str) -> &str {
    let bare = line.trim_start_matches('>');
    let bare = if bare.len() + 1 < line.len() { bare } else { line };
    ["- ", "– ", "— ", "• ", "* "]
        .iter()
        .find_map(|mark| bare.strip_prefix(mark))
        .unwrap_or(bare)
        .trim_start()
}

/// Returns the label at the beginning of a line, where it ends, and whether it is all of it.
pub(super) fn label_of(line: &str) -> Option<(Label, usize, bool)> {
    let line = strip_number(line);
    if let Some(colon) = line.find(':').filter(|&c| c < LONGEST_LINE) {
        let after = &line[colon + 1..];
        let spaced =
            after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c.is_uppercase());
        let said = line[..colon].trim();
        let alone = after.trim().is_empty();
        let nameless = (spaced && !(alone && is_list_heading(said))).then(|| nameless(said));
        if let Some(label) = nameless.flatten().or_else(|| spaced.then(|| label(said)).flatten()) {
            return Some((label, colon + 1, alone));
        }
    }
    let short = line.len() < 160 && !line.ends_with(['.', '?', '!', ',', ';', '"', '”']);
    (short || ends_short(line))
        .then(|| label(line))
        .flatten()
        .map(|label| (label, line.len(), true))
}

/// Returns the label of an odd name before a colon, where it ends, and whether it is all of the
/// line.
pub(super) fn odd_label_of(line: &str) -> Option<(Label, usize, bool)> {
    let (said, after) = line.split_once([':', '：'])?;
    let wide = line[said.len()..].starts_with('：');
    let spaced = wide || after.is_empty() || after.starts_with(char::is_whitespace);
    let end = line.len() - after.len();
    let (name, rest) = split(said);
    if said.len() >= LONGEST_LINE || !spaced || !may_be_name(name.trim()) {
        return None;
    }
    let mut label = Label { name: Some(name.trim().to_owned()), ..Label::default() };
    if let Some(rest) = rest {
        add_details(&mut label, rest);
    }
    let has_office = rest.is_none() || label.title.is_some();
    has_office.then(|| (label, end, after.trim().is_empty()))
}

/// Returns the label of a name in brackets, where it ends, and whether it is all of the line.
pub(super) fn bracketed_label_of(line: &str) -> Option<(Label, usize, bool)> {
    let (said, after) = line.strip_prefix('[')?.split_once(']')?;
    let bare = after.strip_prefix(':').unwrap_or(after);
    let names = words(said).iter().all(|word| is_no_common_word(word.id));
    if said.len() >= LONGEST_LINE || !names || !(bare.is_empty() || bare.starts_with(' ')) {
        return None;
    }
    let label = label(said).filter(|label| label.name.is_some())?;
    Some((label, line.len() - bare.len(), bare.trim().is_empty()))
}

/// Takes a turn's number off the end of a label: `Ann Lee [12]`.
fn strip_number(line: &str) -> &str {
    let bare = line.strip_suffix(']').and_then(|l| {
        let open = l.rfind('[')?;
        l[open + 1..].chars().all(|c| c.is_ascii_digit()).then(|| l[..open].trim_end())
    });
    bare.unwrap_or(line).trim_end_matches([',', ' '])
}

/// Returns what a label says, if the words are one.
pub(super) fn label(said: &str) -> Option<Label> {
    let said = said.trim();
    if let Some(label) = generic(said) {
        return Some(label);
    }
    let (name, rest) = split(said);
    let parts = words(name);
    let named = |s: Shape| matches!(s, Shape::Cap | Shape::Upper | Shape::Initial);
    let good = !parts.is_empty()
        && parts.len() <= LONGEST_NAME
        && words(said).len() <= LONGEST
        && parts
            .iter()
            .all(|w| named(w.shape) && !w.bracketed || PARTICLES.contains(&&name[w.start..w.end]))
        && named(parts[0].shape)
        && (may_name(&parts[0]) || parts.len() > 1 && parts.iter().any(may_name))
        && !name.contains(['?', '!', ';', '$', '%', '/'])
        && title_at(&parts, 0).is_none()
        && (parts.len() > 1 || rest.is_some() || parts[0].shape == Shape::Cap);
    if !good || heading(said).is_some() || is_list_heading(said) {
        return None;
    }
    let mut label = Label { name: Some(name.trim().to_owned()), ..Label::default() };
    if let Some(rest) = rest {
        add_details(&mut label, rest);
        if label.title.is_none() && rest.chars().next().is_some_and(char::is_lowercase) {
            return None;
        }
        let is_mark = |word: &Word| !is_no_common_word(word.id);
        if said[name.len()..].trim_start().starts_with('[')
            && label.title.is_none()
            && words(rest).iter().any(is_mark)
        {
            return None;
        }
    }
    Some(label)
}

const PARTICLES: [&str; 9] = ["de", "van", "von", "der", "den", "del", "la", "di", "da"];

/// Cuts a label where the name ends.
fn split(said: &str) -> (&str, Option<&str>) {
    let marks = [" -- ", " — ", " – ", " - ", ", ", " | ", "|", " / ", " [", "("];
    let first = marks.iter().filter_map(|m| said.find(m).map(|at| (at, *m))).min_by_key(|m| m.0);
    match first {
        Some((at, mark)) if at > 0 => {
            (&said[..at], Some(said[at + mark.len()..].trim_end_matches([')', ']'])))
        }
        _ => (said, None),
    }
}

/// Adds the office and the firm that stand after a name.
pub(super) fn add_details(label: &mut Label, rest: &str) {
    let marks = [" -- ", " — ", " – ", " - ", " | "];
    let mark = marks.iter().find(|m| rest.contains(**m));
    let parts: Vec<&str> = match mark {
        Some(mark) => rest.split(mark).map(str::trim).collect(),
        None => split_title(rest),
    };
    for part in parts.into_iter().filter(|p| p.contains(char::is_alphabetic)) {
        let found = words(part);
        let office = (0..found.len().min(3)).any(|i| title_at(&found, i).is_some());
        let slot = if office { &mut label.title } else { &mut label.firm };
        if slot.is_none() {
            *slot = Some(part.to_owned());
        }
    }
    let title = label.title.as_deref().unwrap_or_default().to_lowercase();
    if title.contains("analyst") {
        label.role = Some(Role::Analyst);
    } else if label.title.is_some() && label.role.is_none() {
        label.role = Some(Role::Executive);
    }
}

/// Cuts `CFO, Acme Inc.` between the office and the firm.
fn split_title(rest: &str) -> Vec<&str> {
    let found = words(rest);
    let end = title_at(&found, 0).map(|t| found[t.end - 1].end);
    match end {
        Some(end) if end < rest.len() => {
            vec![&rest[..end], rest[end..].trim_start_matches([',', ' '])]
        }
        _ => vec![rest],
    }
}
