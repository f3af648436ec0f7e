//! Labels that name nobody: `Operator`, `Unidentified Analyst`, `Host`, `Participant 1`, `Q`.

use crate::parse::labels::Label;
use crate::parse::labels::read::add_details;
use crate::parse::labels::read::label;
use crate::transcript::Role;

/// What stands before words in place of a name and does not tell a role.
const VOICES: [&str; 35] = [
    "a",
    "agent",
    "answer",
    "attendee",
    "audience",
    "audience member",
    "audience participant",
    "caller",
    "co-host",
    "customer",
    "expert",
    "female speaker",
    "guest",
    "host",
    "interviewee",
    "interviewer",
    "journalist",
    "male speaker",
    "man",
    "member of the audience",
    "narrator",
    "panelist",
    "panellist",
    "participant",
    "presenter",
    "q",
    "question",
    "questioner",
    "reporter",
    "respondent",
    "shareholder",
    "speaker",
    "student",
    "witness",
    "woman",
];

/// What stands in place of the name of an analyst, or of somebody of the company.
const ANALYSTS: [&str; 3] = ["analyst", "research analyst", "sell-side analyst"];
const COMPANY: [&str; 6] = [
    "company",
    "company representative",
    "corporate representative",
    "executive",
    "management",
    "management representative",
];

/// Those that a speaker may also say before a colon: one by itself is no label.
const DOUBTFUL: [&str; 9] =
    ["a", "answer", "company", "executive", "expert", "management", "q", "question", "shareholder"];

/// Tells whether what stands in place of a name may as well be words of the speech.
pub(super) fn is_doubtful(voice: &str) -> bool {
    DOUBTFUL.contains(&voice)
}

/// Returns the label before a colon that names nobody, or adds the name in brackets behind:
/// `Moderator (Ann Lee, Acme)`.
pub(super) fn nameless(said: &str) -> Option<Label> {
    let lower = said.to_lowercase();
    if let Some((head, inside)) = said.split_once('(') {
        let inside = inside.trim().strip_suffix(')')?;
        let head = head.trim();
        let moderator = head.eq_ignore_ascii_case("moderator");
        let voice = if moderator { Label::default() } else { voice(&head.to_lowercase())? };
        if let Some(named) = label(inside).filter(|named| named.name.is_some()) {
            return Some(Label { role: named.role.or(voice.role), ..named });
        }
        let mut label = if moderator { generic(head)? } else { voice };
        add_details(&mut label, inside);
        return Some(label);
    }
    voice(&lower)
}

/// Returns the label of words in small letters that stand in place of a name: a number or a
/// letter tells several apart.
fn voice(lower: &str) -> Option<Label> {
    let is_number = |word: &str| {
        let word = word.trim_start_matches('#');
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) || word.len() == 1
    };
    let kind = match lower.rsplit_once(' ') {
        Some((kind, number)) if is_number(number) => kind.trim_end(),
        _ => lower,
    };
    let role = if ANALYSTS.contains(&kind) {
        Some(Role::Analyst)
    } else if COMPANY.contains(&kind) {
        Some(Role::Executive)
    } else if VOICES.contains(&kind) {
        None
    } else {
        return None;
    };
    Some(Label { role, voice: Some(lower.to_owned()), ..Label::default() })
}

/// Returns the label of whoever runs the call, or of whom the source says that it does not know
/// the name.
pub(super) fn generic(said: &str) -> Option<Label> {
    let lower = said.to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty())?;
    let unknown = ["unidentified", "unknown", "unverified"].contains(&first);
    let role = match lower.trim_matches(|c: char| !c.is_alphanumeric()) {
        "operator"
        | "coordinator"
        | "moderator"
        | "conference operator"
        | "conference call operator"
        | "conference moderator" => Some(Role::Operator),
        "audience member" => {
            return Some(Label { voice: Some("audience member".to_owned()), ..Label::default() });
        }
        _ if unknown && lower.contains("analyst") => Some(Role::Analyst),
        _ if unknown
            && (lower.contains("company")
                || lower.contains("executive")
                || lower.contains("corporate")) =>
        {
            Some(Role::Executive)
        }
        _ if unknown && lower.len() < 60 => None,
        _ => return None,
    };
    let name = (role == Some(Role::Operator)).then(|| "Operator".to_owned());
    Some(Label { name, role, ..Label::default() })
}
