//! Help from the attribution of bare text for transcripts whose labels leave something open: who
//! `Speaker 3` is, and in what role somebody speaks whom no list names.
//!
//! The words without their labels are given to the parser, and each label takes what most of its
//! words were found to be. What the labels say themselves is never changed.

use std::collections::BTreeMap;

use crate::parse;
use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::transcript::Attribution;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::Transcript;
use crate::transcript::Turn;

use super::is_generic;
use super::key;

/// How sure the parser must be of a turn for it to count.
const SURE: f32 = 0.8;

/// The share of a label's words that must have been found to be of one speaker, or one role.
const AGREED: f64 = 0.8;

/// The fewest words that tell who a label is; a greeting does not.
const FEWEST_WORDS: usize = 30;

/// The fewest turns of an operator.
const FEWEST_TURNS: usize = 3;

/// The fewest words of a transcript for which help is asked.
const SHORTEST: usize = 300;

/// What was found of a label, in words.
#[derive(Default)]
struct Votes {
    words: usize,
    turns: usize,
    roles: BTreeMap<Role, usize>,
    names: BTreeMap<String, (usize, Speaker)>,
}

/// Fills in what the labels leave open, and tells what was filled in.
pub(super) fn attribute(transcript: &mut Transcript, issues: &mut Vec<Issue>) {
    let open = |turn: &Turn| {
        turn.speaker.role == Role::Unknown
            || turn.speaker.role != Role::Operator && name(turn).is_none_or(is_generic)
    };
    let words: usize = transcript.turns.iter().map(count).sum();
    if words < SHORTEST || !transcript.turns.iter().any(open) {
        return;
    }
    let votes = votes(&transcript.turns);
    let mut helped = 0;
    for turn in transcript.turns.iter_mut().filter(|turn| open(turn)) {
        let Some(votes) = name(turn).and_then(|name| votes.get(&key(name))) else { continue };
        helped += usize::from(fill(turn, votes));
    }
    if helped > 0 {
        let message = match helped {
            1 => "one turn has a speaker or a role that its words tell, not its label".to_owned(),
            _ => format!(
                "{helped} turns have speakers or roles that their words tell, not their labels"
            ),
        };
        issues.push(Issue { kind: IssueKind::UnknownSpeakers, message, span: None });
    }
    let known: BTreeMap<String, Speaker> = transcript
        .turns
        .iter()
        .filter_map(|turn| Some((key(name(turn)?), turn.speaker.clone())))
        .collect();
    for person in &mut transcript.participants {
        let told = person.name.as_deref().and_then(|name| known.get(&key(name)));
        if let Some(told) = told.filter(|_| person.role == Role::Unknown) {
            person.clone_from(told);
        }
    }
}

fn name(turn: &Turn) -> Option<&str> {
    turn.speaker.name.as_deref()
}

fn count(turn: &Turn) -> usize {
    turn.paragraphs.iter().map(|p| p.split_whitespace().count()).sum()
}

/// Asks the parser who speaks, and counts by label what it found.
fn votes(turns: &[Turn]) -> BTreeMap<String, Votes> {
    let mut text = String::new();
    let mut ends = Vec::with_capacity(turns.len());
    for turn in turns {
        text.push_str(&turn.text());
        ends.push(text.len());
        text.push_str("\n\n");
    }
    let parsed = parse::parse(&text);
    let mut out: BTreeMap<String, Votes> = BTreeMap::new();
    let mut at = 0;
    for found in &parsed.transcript.turns {
        let Some(span) = &found.span else { continue };
        while at < ends.len() && ends[at] <= span.start {
            at += 1;
        }
        // A turn that runs over the next label was cut wrongly, and tells nothing.
        let Some(turn) = turns.get(at).filter(|_| span.end <= ends[at]) else { continue };
        let Some(label) = name(turn) else { continue };
        let words = count(found);
        let votes = out.entry(key(label)).or_default();
        votes.words += words;
        votes.turns += 1;
        *votes.roles.entry(found.speaker.role).or_default() += words;
        let sure = found.attribution.as_ref().is_some_and(|a| a.confidence >= SURE);
        if let Some(name) = name(found).filter(|_| sure) {
            let entry = votes.names.entry(key(name)).or_insert_with(|| (0, found.speaker.clone()));
            entry.0 += words;
        }
    }
    out
}

/// Takes what most of a label's words were found to be; tells whether anything was.
fn fill(turn: &mut Turn, votes: &Votes) -> bool {
    if votes.words < FEWEST_WORDS {
        return false;
    }
    #[allow(clippy::cast_precision_loss, reason = "words of a call are few")]
    let agreed = |words: usize| words as f64 >= votes.words as f64 * AGREED;
    let fits = |role: Role| match role {
        Role::Unknown => false,
        // Whoever opens a call may be its host; who comes again and again runs it.
        Role::Operator => votes.turns >= FEWEST_TURNS,
        Role::Executive | Role::Analyst => true,
    };
    let role = votes.roles.iter().find(|&(&role, &words)| fits(role) && agreed(words));
    let person = votes.names.values().find(|(words, p)| fits(p.role) && agreed(*words));
    let person = person.map(|(_, person)| person);
    let label = turn.speaker.name.clone().unwrap_or_default();
    let nameless = is_generic(&label);
    let before = turn.speaker.clone();
    if let Some(person) = person.filter(|p| nameless && p.name.is_some()) {
        turn.speaker = person.clone();
    } else if let Some((&role, _)) = role.filter(|_| turn.speaker.role == Role::Unknown) {
        turn.speaker.role = role;
        let same = person.filter(|p| p.name.as_deref().is_some_and(|n| key(n) == key(&label)));
        if let Some(person) = same {
            let firm: Option<Firm> = person.firm.clone();
            turn.speaker.firm = turn.speaker.firm.take().or(firm);
            turn.speaker.title = turn.speaker.title.take().or_else(|| person.title.clone());
        }
    }
    if turn.speaker == before {
        return false;
    }
    let evidence = format!("labelled `{label}`, told by its words");
    let confidence = if nameless { SURE } else { 1.0 };
    turn.attribution = Some(Attribution { method: "words".to_owned(), confidence, evidence });
    true
}
