//! Labels that another mark than a colon parts from the words: `ANN LEE (CEO) - …`, and those of
//! questions and answers, which may be counted: `Q1. …`, `Question - …`.

use crate::parse::labels::Label;
use crate::parse::labels::read::label;
use crate::transcript::Role;

/// What stands before a question, and what before an answer, the longer first.
const KINDS: [(&str, &str); 4] =
    [("question", "question"), ("answer", "answer"), ("q", "q"), ("a", "a")];

/// Returns the label before a dash, where it ends, and whether it is all of the line: the
/// operator's, or a name with an office or a firm in brackets.
pub(super) fn dashed_label_of(line: &str) -> Option<(Label, usize, bool)> {
    let (at, mark) = [" - ", " – ", " — ", " -- "]
        .iter()
        .filter_map(|m| line.find(m).map(|at| (at, m)))
        .min()?;
    let said = &line[..at];
    let end = at + mark.len();
    let is_sentence = line.ends_with(['.', '?', '!', '…', '"', '”']);
    let found = label(said).filter(|_| is_sentence && line[end..].starts_with(is_opening))?;
    let is_person = found.name.as_deref().is_some_and(|name| name.contains(' '))
        && said.ends_with(')')
        && (found.title.is_some() || found.firm.is_some());
    (is_person || found.role == Some(Role::Operator)).then_some((found, end, false))
}

/// Returns the label of a question or an answer, where it ends, and whether it is all of the line.
pub(super) fn asking_label_of(line: &str) -> Option<(Label, usize, bool)> {
    let (kind, voice) = KINDS.iter().find(|(kind, _)| {
        line.get(..kind.len()).is_some_and(|head| head.eq_ignore_ascii_case(kind))
    })?;
    let rest = &line[kind.len()..];
    if !line.starts_with(char::is_uppercase) {
        return None;
    }
    let spaced = rest.trim_start_matches([' ', '#']);
    let after = spaced.trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = after.len() < spaced.len();
    let after = if counted { after } else { rest };
    let marks = [":", ".", ")", " -", " –", " —"];
    let words = marks.iter().find_map(|mark| after.strip_prefix(mark))?;
    if !words.starts_with(char::is_whitespace) || !words.trim_start().starts_with(is_opening) {
        return None;
    }
    let found = Label { voice: Some((*voice).to_owned()), ..Label::default() };
    Some((found, line.len() - words.len(), false))
}

/// Tells whether a sentence may begin so.
fn is_opening(c: char) -> bool {
    c.is_uppercase() || c.is_ascii_digit() || matches!(c, '[' | '"' | '“' | '…')
}
