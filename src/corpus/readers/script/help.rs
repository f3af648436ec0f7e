//! Help from the attribution of bare text for transcripts whose labels leave something open: who
//! `Speaker 3` is, and in what role somebody speaks whom no list names.
//!
//! The words without their labels are given to the parser, and each label takes what most of its
//! words were found to be. Labels that several people share, `Unidentified Analyst`, and turns
//! without one take what the parser is sure of turn by turn. What labels say of people by name is
//! never changed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::parse;
use crate::parse::Issue;
use crate::transcript::Attribution;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::Transcript;
use crate::transcript::Turn;

use super::is_generic;
use super::is_operator;
use super::key;

/// How sure the parser must be of a turn for it to count.
const SURE: f32 = 0.8;

/// How sure the parser must be of one turn for it to have a name from that alone.
const SURE_ALONE: f32 = 0.9;

/// The share of a label's words that must have been found to be of one role, and, of those that
/// were found to be of anybody, of one speaker.
const AGREED: f64 = 0.8;

/// The share of a label's words that must have been found to be of somebody.
const FOUND: f64 = 0.3;

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
    /// Words that were found to be of people who are other labels.
    others: usize,
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
    let found = found(&transcript.turns);
    let mut votes = votes(&transcript.turns, &found);
    once(&mut votes);
    // Whoever wrote a name elsewhere knew that voice, and did not write it here.
    let labels: BTreeSet<String> =
        transcript.turns.iter().filter_map(name).filter(|n| !is_generic(n)).map(key).collect();
    let is_new = |turn: &Turn, told: &Speaker| {
        !name(turn).is_some_and(is_shared)
            || told.name.as_deref().is_none_or(|told| !labels.contains(&key(told)))
    };
    let mut helped = 0;
    for (at, turn) in transcript.turns.iter_mut().enumerate().filter(|(_, turn)| open(turn)) {
        let votes = name(turn).and_then(|name| votes.get(&key(name)));
        let by_label = votes.and_then(|votes| fill(turn.clone(), votes));
        // A number that says little speaks for one turn, as a label that several share does.
        let brief = votes.is_none_or(|votes| votes.words < FEWEST_WORDS);
        let stands_alone =
            name(turn).is_none_or(|name| is_shared(name) || is_generic(name) && brief);
        let alone = || stands_alone.then(|| alone(turn.clone(), at, &found));
        let told = by_label.filter(|told| is_new(turn, &told.speaker));
        let told = told.or_else(|| alone().flatten().filter(|told| is_new(turn, &told.speaker)));
        if let Some(told) = told {
            *turn = told;
            helped += 1;
        }
    }
    issues.extend(Issue::of_help(helped));
    take_part(transcript);
}

/// Settles the people of a transcript by its turns.
fn take_part(transcript: &mut Transcript) {
    let known: BTreeMap<String, Speaker> = transcript
        .turns
        .iter()
        .filter_map(|turn| Some((key(name(turn)?), turn.speaker.clone())))
        .collect();
    let mut listed: BTreeSet<String> =
        transcript.participants.iter().filter_map(|p| p.name.as_deref()).map(key).collect();
    for person in &mut transcript.participants {
        let told = person.name.as_deref().and_then(|name| known.get(&key(name)));
        if let Some(told) = told.filter(|_| person.role == Role::Unknown) {
            person.clone_from(told);
        }
    }
    for speaker in transcript.turns.iter().map(|turn| &turn.speaker) {
        let is_person = |name: &&str| !is_generic(name) && !is_operator(name);
        if speaker.name.as_deref().filter(is_person).is_some_and(|name| listed.insert(key(name))) {
            transcript.participants.push(speaker.clone());
        }
    }
}

fn name(turn: &Turn) -> Option<&str> {
    turn.speaker.name.as_deref()
}

fn count(turn: &Turn) -> usize {
    turn.paragraphs.iter().map(|p| p.split_whitespace().count()).sum()
}

/// Tells whether a label that names nobody may stand for several people: it has no number.
fn is_shared(name: &str) -> bool {
    is_generic(name) && !name.contains(|c: char| c.is_ascii_digit())
}

/// Asks the parser who speaks; each turn it finds comes with the place of the labelled turn that
/// holds it. One that runs over the next label was cut wrongly, and tells nothing.
fn found(turns: &[Turn]) -> Vec<(usize, Turn)> {
    let mut text = String::new();
    let mut ends = Vec::with_capacity(turns.len());
    for turn in turns {
        text.push_str(&turn.text());
        ends.push(text.len());
        text.push_str("\n\n");
    }
    let mut out = Vec::new();
    let mut at = 0;
    for found in parse::parse(&text).transcript.turns {
        let Some(span) = &found.span else { continue };
        while at < ends.len() && ends[at] <= span.start {
            at += 1;
        }
        if ends.get(at).is_some_and(|&end| span.end <= end) {
            out.push((at, found));
        }
    }
    out
}

/// Counts by label what was found.
fn votes(turns: &[Turn], found: &[(usize, Turn)]) -> BTreeMap<String, Votes> {
    let mut out: BTreeMap<String, Votes> = BTreeMap::new();
    for (at, found) in found {
        let Some(label) = turns.get(*at).and_then(name) else { continue };
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

/// Leaves each person to the one label without a name that was found to be hers the most.
fn once(votes: &mut BTreeMap<String, Votes>) {
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for (name, (words, _)) in votes.values().flat_map(|votes| &votes.names) {
        let best = most.entry(name.clone()).or_default();
        *best = (*best).max(*words);
    }
    for votes in votes.values_mut() {
        votes.others = votes
            .names
            .iter()
            .filter(|(name, (words, _))| *words < most[*name])
            .map(|(_, (words, _))| words)
            .sum();
        votes.names.retain(|name, (words, _)| *words == most[name]);
    }
}

/// Gives a turn the one speaker whom the parser surely found in it, in the role that the label
/// tells; nothing where there is none.
fn alone(mut turn: Turn, at: usize, found: &[(usize, Turn)]) -> Option<Turn> {
    let mut inside = found.iter().filter(|(place, _)| *place == at).map(|(_, found)| found);
    let (Some(only), None) = (inside.next(), inside.next()) else { return None };
    let told = only.attribution.as_ref().filter(|a| a.confidence >= SURE_ALONE)?;
    let (role, by_words) = (turn.speaker.role, only.speaker.role);
    let is_person = matches!(by_words, Role::Executive | Role::Analyst) && name(only).is_some();
    if !is_person || role != Role::Unknown && role != by_words {
        return None;
    }
    let label = name(&turn).map_or("no label".to_owned(), |label| format!("labelled `{label}`"));
    let evidence = format!("{label}, told by its words: {}", told.evidence);
    let (method, confidence) = (told.method.clone(), told.confidence);
    turn.speaker = only.speaker.clone();
    turn.attribution = Some(Attribution { method, confidence, evidence });
    Some(turn)
}

/// Takes what most of a label's words were found to be; nothing where nothing was.
fn fill(mut turn: Turn, votes: &Votes) -> Option<Turn> {
    if votes.words < FEWEST_WORDS {
        return None;
    }
    #[allow(clippy::cast_precision_loss, reason = "words of a call are few")]
    let share = |words: usize, of: usize, least: f64| words as f64 >= of as f64 * least;
    let agreed = |words: usize| share(words, votes.words, AGREED);
    let named = votes.others + votes.names.values().map(|(words, _)| words).sum::<usize>();
    let is_he = |words: usize| share(words, named, AGREED) && share(words, votes.words, FOUND);
    let fits = |role: Role| match role {
        Role::Unknown => false,
        // Whoever opens a call may be its host; who comes again and again runs it.
        Role::Operator => votes.turns >= FEWEST_TURNS,
        Role::Executive | Role::Analyst => true,
    };
    let role = votes.roles.iter().find(|&(&role, &words)| fits(role) && agreed(words));
    let person = votes.names.values().find(|(words, p)| fits(p.role) && is_he(*words));
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
        return None;
    }
    let evidence = format!("labelled `{label}`, told by its words");
    let confidence = if nameless { SURE } else { 1.0 };
    turn.attribution = Some(Attribution { method: "words".to_owned(), confidence, evidence });
    Some(turn)
}

#[cfg(test)]
mod tests {
    use super::super::Label;
    use super::super::Script;

    /// Who spoke by a script of `LABEL|words`, and the issues.
    fn told(lines: &[(&str, &str)]) -> String {
        let filler =
            "We were pleased with the quarter and with what our teams did in it. ".repeat(30);
        let mut script = Script::default();
        for (label, words) in lines {
            script.begin(Label::new(label));
            script.say(&words.replace('…', &filler), None);
        }
        let parsed = script.finish();
        let told = parsed.transcript.turns.iter().map(|turn| {
            let firm = turn.speaker.firm.as_ref().map_or("-", |f| f.said());
            format!("{} ({firm})", turn.speaker.name.as_deref().unwrap_or("-"))
        });
        let issues = parsed.issues.iter().map(|issue| issue.message.clone());
        told.chain(issues).collect::<Vec<_>>().join("; ")
    }

    const OPENS: (&str, &str) = (
        "Operator",
        "Good day, and welcome to the call. I would like to turn the call over to our CEO, Odo Marsh. Please go ahead.",
    );
    const SPEAKS: (&str, &str) = ("Odo Marsh", "Thank you, operator. … We can take questions now.");
    const CALLS: (&str, &str) = (
        "Operator",
        "Thank you. Our first question comes from the line of Petra Vandam with Barclays. Please go ahead.",
    );
    const ASKS: &str =
        "Thank you for taking my question. How do you see demand and prices next year?";
    const NEXT: (&str, &str) = (
        "Operator",
        "Our next question comes from the line of Ines Quill with UBS. Please go ahead.",
    );

    #[test]
    fn labels_that_several_share_are_told_apart_by_the_words() {
        let unknown = ("Unidentified Analyst", ASKS);
        let (answer, again) = (("Odo Marsh", "We see growth. …"), ("Odo Marsh", "Yes, we do. …"));
        assert_eq!(
            told(&[OPENS, SPEAKS, CALLS, unknown, answer, NEXT, unknown, again]),
            "Operator (-); Odo Marsh (-); Operator (-); Petra Vandam (Barclays); Odo Marsh (-); \
             Operator (-); Ines Quill (UBS); Odo Marsh (-); \
             5 turns have speakers or roles that their words tell, not their labels"
        );
        // Where her label stands elsewhere, whoever wrote it knew that this was not she.
        let named = ("Petra Vandam", ASKS);
        let told = told(&[OPENS, SPEAKS, CALLS, unknown, answer, NEXT, named, again]);
        assert!(told.contains("Operator (-); Unidentified Analyst (-); Odo Marsh"), "{told}");
    }
}
