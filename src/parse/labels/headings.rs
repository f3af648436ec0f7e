//! What stands between and before labelled turns and is nobody's speech: the headings of sections,
//! and the lists of the people who take part, with the headings of those.

use crate::parse::labels::Label;
use crate::parse::labels::Seen;
use crate::transcript::Role;
use crate::transcript::Section;

/// A heading between turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// The questions begin.
    Questions,
    /// The prepared remarks begin.
    Prepared,
    /// What follows is no speech.
    Furniture,
}

impl Heading {
    /// Returns the section that begins, if one does.
    pub(super) fn section(self) -> Option<Section> {
        match self {
            Self::Questions => Some(Section::Qa),
            Self::Prepared => Some(Section::Prepared),
            Self::Furniture => None,
        }
    }
}

/// Returns what a line is the heading of.
pub(super) fn heading(line: &str) -> Option<Heading> {
    let letters: String = line.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    match letters.as_str() {
        "questionandanswersession"
        | "questionsandanswers"
        | "questionandanswer"
        | "qa"
        | "questionsandanswerssession"
        | "questionanswersession" => Some(Heading::Questions),
        "preparedremarks" | "presentation" | "managementdiscussionsection" => {
            Some(Heading::Prepared)
        }
        "callparticipants" | "contents" => Some(Heading::Furniture),
        _ => None,
    }
}

/// Tells whether people are listed under a line.
pub(super) fn is_list_heading(line: &str) -> bool {
    list_role(line).is_some()
}

/// Returns the people listed before the first turn.
pub(super) fn listed(text: &str, seen: &[Seen]) -> Vec<Label> {
    let mut role = None;
    let mut out = Vec::new();
    for line in seen {
        let words = &text[line.span.clone()];
        if let Some(found) = list_role(words) {
            role = Some(found);
        } else if let (Some((label, _)), Some(role)) = (&line.label, role) {
            let mut label = label.clone();
            label.role = label.role.or(Some(role));
            if role == Role::Analyst && label.firm.is_none() {
                label.firm = label.title.take();
            }
            out.push(label);
        }
    }
    out
}

/// Returns the role of the people listed under a heading.
fn list_role(line: &str) -> Option<Role> {
    let lower = line.trim_end_matches(':').to_lowercase();
    match lower.as_str() {
        "executives"
        | "corporate participants"
        | "company participants"
        | "company executives"
        | "management" => Some(Role::Executive),
        "analysts"
        | "conference call participants"
        | "conference call participiants"
        | "participants"
        | "call participants"
        | "other participants" => Some(Role::Analyst),
        _ => None,
    }
}
