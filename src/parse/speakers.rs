//! The people of a text with labels: what their labels say of them, and what is left open told by
//! the words, where the text is a company's call.

use crate::parse::cues::Cue;
use crate::parse::cues::Found;
use crate::parse::labels::Labelled;
use crate::parse::person::Person;
use crate::parse::reading::Reading;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Speaker;

/// Returns the people of a text with labels, the roles not told taken from what they say.
pub(crate) fn people(text: &str, labelled: &Labelled, reading: &Reading) -> Vec<Speaker> {
    let is_call = is_call(text, labelled, reading);
    let mut out: Vec<(Speaker, [usize; 3])> = Vec::new();
    let turns = labelled.turns.iter().map(|t| &t.label).zip(reading.stretches.iter().map(Some));
    let listed = labelled.listed.iter().map(|l| (l, None));
    for (label, stretch) in listed.chain(turns) {
        let Some(name) = &label.name else { continue };
        let place = out.iter().position(|p| p.0.name.as_ref() == Some(name)).unwrap_or_else(|| {
            let speaker = Speaker { name: Some(name.clone()), ..Speaker::default() };
            out.push((speaker, [0; 3]));
            out.len() - 1
        });
        let (speaker, said) = &mut out[place];
        if speaker.role == Role::Unknown {
            speaker.role = label.role.unwrap_or_default();
        }
        if speaker.title.is_none() {
            speaker.title.clone_from(&label.title);
        }
        if speaker.firm.is_none() {
            speaker.firm = label.firm.as_deref().map(Firm::from_said);
        }
        if let Some(stretch) = stretch {
            let role = ROLES.iter().position(|r| *r == stretch.role());
            said[role.unwrap_or(1)] += stretch.words.len();
        }
    }
    let told = |(speaker, said): (Speaker, [usize; 3])| {
        let most = (0..3).fold(0, |best, r| if said[r] > said[best] { r } else { best });
        let name = speaker.name.as_deref();
        // What the label leaves open, the words may tell.
        let same = |a: &str, b: &str| a == b || a.to_lowercase() == b.to_lowercase();
        let named = |p: &&Person| name.is_some_and(|name| same(&p.name, name));
        let person = reading.roster.people.iter().find(named);
        let by_words = match ROLES[most] {
            _ if !is_call => {
                person.filter(|p| p.title.is_some()).map_or(Role::Unknown, Person::role)
            }
            Role::Operator if !calls_up(labelled, reading, name) => Role::Unknown,
            role => role,
        };
        let role = if speaker.role == Role::Unknown { by_words } else { speaker.role };
        let title = person.and_then(|p| p.title.clone()).filter(|_| role == Role::Executive);
        let firm = person.and_then(|p| p.firm.as_deref().map(Firm::from_said));
        let (title, firm) = (speaker.title.or(title), speaker.firm.or(firm));
        Speaker { name: speaker.name, role, title, firm }
    };
    out.into_iter().map(told).collect()
}

/// Words of a call of a company to its investors.
const CALL_WORDS: [&str; 6] =
    ["conference call", "earnings call", "results call", "investor", "operator", "shareholder"];

/// Tells whether a text with labels is a company's call: only then do the words of its turns tell
/// roles. Labels, headings and lists that tell roles do, somebody called up to ask, a quarter or
/// a symbol, and the words of such calls.
fn is_call(text: &str, labelled: &Labelled, reading: &Reading) -> bool {
    let labels = labelled.turns.iter().map(|turn| &turn.label);
    let call = &reading.call;
    labels.chain(&labelled.listed).any(|label| label.role.is_some() || label.title.is_some())
        || labelled.turns.iter().any(|turn| turn.section.is_some())
        || call.ticker.is_some()
        || call.quarter.is_some()
        || call.title.is_some()
        || reading.cues.iter().any(|found| found.cue == Cue::Calls && !found.name.is_empty())
        || has_words_of_calls(text)
}

fn has_words_of_calls(text: &str) -> bool {
    let lower = text.to_lowercase();
    CALL_WORDS.iter().any(|words| lower.contains(words))
}

/// Tells whether somebody calls up others to ask, as an operator does.
fn calls_up(labelled: &Labelled, reading: &Reading, name: Option<&str>) -> bool {
    let turns = labelled.turns.iter().zip(&reading.stretches);
    turns.filter(|(turn, _)| turn.label.name.as_deref() == name).any(|(_, stretch)| {
        let calls = |found: &&Found| found.cue == Cue::Calls && !found.name.is_empty();
        reading.cues.iter().filter(calls).any(|found| stretch.words.contains(&found.words.start))
    })
}

const ROLES: [Role; 3] = [Role::Operator, Role::Executive, Role::Analyst];
