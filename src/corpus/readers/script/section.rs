//! Sections of transcripts without headings: the questions begin where the call is handed over
//! to the first who asks.

use std::collections::HashMap;

use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;
use crate::transcript::Transcript;
use crate::transcript::Turn;

/// The most words of a turn that hands over to the questions; prepared remarks are longer.
const HANDOVER_WORDS: usize = 160;

/// The words with which an operator calls for a question.
const CALLS: [&str; 8] = [
    "final question",
    "first question",
    "last question",
    "line of",
    "next question",
    "question comes",
    "question from",
    "question is",
];

/// The most words with which an operator does no more than name who asks.
const MERE_NAME: usize = 40;

/// The words with which one hands over to a host.
const HANDS_OVER: [&str; 4] = [" turn ", " hand ", " over to ", " host"];

/// How many characters before a name tell that its bearer is asked for a question.
const LEAD: usize = 120;

/// Parts turns whose sections no heading tells: from the turn that hands over to the first analyst
/// on, they are questions and answers. Where no analyst is known, nothing is said.
pub(in crate::corpus::readers) fn by_handover(turns: &mut [Turn]) {
    if let Some(first) = turns.iter().position(|turn| turn.section == Section::Qa) {
        // A heading tells where the questions begin; what comes before them was prepared.
        for turn in turns[..first].iter_mut().filter(|t| t.section == Section::Unknown) {
            turn.section = Section::Prepared;
        }
        return;
    }
    let asks = |turn: &Turn| turn.speaker.role == Role::Analyst;
    // A broker's analyst may host the call, and speak before the first question.
    let called =
        (1..turns.len()).find(|&at| asks(&turns[at]) && calls_question(&turns[at - 1], &turns[at]));
    let Some(first) = called.or_else(|| turns.iter().position(asks)) else { return };
    let mut start = first;
    while start > 1 && is_handover(&turns[start - 1]) {
        start -= 1;
    }
    // Where the operator says that the questions begin, what is before was prepared, short as it
    // may be and whatever it says of questions.
    start = (start..first).find(|&at| opens_questions(&turns[at])).unwrap_or(start);
    for (at, turn) in turns.iter_mut().enumerate() {
        turn.section = if at < start { Section::Prepared } else { Section::Qa };
    }
}

/// Tells whether a turn calls for the question of whoever speaks next: in so many words, or by
/// no more than the name.
fn calls_question(turn: &Turn, next: &Turn) -> bool {
    let text = turn.text();
    let lower = text.to_lowercase();
    let last = next.speaker.name.as_deref().and_then(|name| name.split_whitespace().last());
    let is_name_alone = || {
        turn.speaker.role == Role::Operator
            && text.split_whitespace().count() <= MERE_NAME
            && last.is_some_and(|last| text.contains(last))
            && !HANDS_OVER.iter().any(|over| lower.contains(over))
    };
    CALLS.iter().any(|call| lower.contains(call)) || is_name_alone()
}

/// Gives speakers of unknown role the role, and analysts without a firm the firm, with which the
/// operator introduces them: `the next question is from the line of Ann Lee from Oak Street`.
pub(super) fn introduce(transcript: &mut Transcript) {
    let mut known: HashMap<String, Option<Firm>> = HashMap::new();
    for pair in transcript.turns.windows(2) {
        let ([before, turn], Some(name)) = (pair, pair[1].speaker.name.as_deref()) else {
            continue;
        };
        if before.speaker.role != Role::Operator || !is_open(&turn.speaker) {
            continue;
        }
        let words = before.text();
        if let Some(after) = introduced(&words, name) {
            let firm = firm_after(after).map(|said| Firm::from_said(&said));
            known.entry(super::key(name)).or_insert(firm);
        }
    }
    let open = |speaker: &Speaker| {
        let name = speaker.name.as_deref().filter(|_| is_open(speaker))?;
        known.get(&super::key(name)).cloned()
    };
    for speaker in &mut transcript.participants {
        if let Some(firm) = open(speaker) {
            (speaker.role, speaker.firm) = (Role::Analyst, speaker.firm.take().or(firm));
        }
    }
    for turn in &mut transcript.turns {
        let Some(firm) = open(&turn.speaker) else { continue };
        let is_told = turn.speaker.role == Role::Unknown || firm.is_some();
        turn.speaker.role = Role::Analyst;
        turn.speaker.firm = turn.speaker.firm.take().or(firm);
        if let Some(told) = turn.attribution.as_mut().filter(|_| is_told) {
            told.evidence = format!("{}, as the operator introduces", told.evidence);
        }
    }
}

/// Tells whether an introduction says what a label leaves open.
fn is_open(speaker: &Speaker) -> bool {
    match speaker.role {
        Role::Unknown => true,
        Role::Analyst => speaker.firm.is_none(),
        Role::Operator | Role::Executive => false,
    }
}

/// Returns what follows the name of somebody who is called up for a question.
fn introduced<'w>(words: &'w str, name: &str) -> Option<&'w str> {
    // The last of several names is the one who is asked to speak.
    let parts = name.split_whitespace().rev().filter(|part| part.len() > 2);
    let places = parts.map(|part| (words.rfind(part), part.len()));
    let (at, len) = places.into_iter().find_map(|(at, len)| Some((at?, len)))?;
    let from = words[..at].char_indices().rev().take(LEAD).last().map_or(0, |(from, _)| from);
    let lead = words[from..at].to_lowercase();
    let called = CALLS.iter().any(|call| lead.contains(call));
    called.then(|| &words[at + len..])
}

/// Returns the firm in words that follow a name: ` from Oak Street. Please go ahead.`
fn firm_after(words: &str) -> Option<String> {
    let lead = [
        ", from ", ", with ", " from ", " with ", " of ", " at ", ". With ", ". From ", ". with ",
        ". from ", ", ",
    ];
    let rest = lead.iter().find_map(|l| words.strip_prefix(l))?;
    let rest = rest.strip_prefix("the line of ").unwrap_or(rest);
    let end = rest.find(['.', ',', '?', '\n', ';']).unwrap_or(rest.len());
    let firm = rest[..end].trim();
    let words = firm.split_whitespace().count();
    let fits = firm.starts_with(char::is_uppercase) && (1..=6).contains(&words);
    fits.then(|| firm.to_owned())
}

/// Tells whether a turn does no more than hand over to the questions.
fn is_handover(turn: &Turn) -> bool {
    let words: usize = turn.paragraphs.iter().map(|p| p.split_whitespace().count()).sum();
    if words > HANDOVER_WORDS {
        return false;
    }
    turn.speaker.role == Role::Operator
        || speaks_of_questions(turn)
        || turn.paragraphs.iter().any(|p| p.to_lowercase().contains("operator"))
}

/// Tells whether an operator speaks of questions and hands over to nobody of the company.
fn opens_questions(turn: &Turn) -> bool {
    let lower = turn.text().to_lowercase();
    turn.speaker.role == Role::Operator
        && speaks_of_questions(turn)
        && !HANDS_OVER.iter().any(|over| lower.contains(over))
}

fn speaks_of_questions(turn: &Turn) -> bool {
    turn.paragraphs.iter().any(|p| {
        let lower = p.to_lowercase();
        lower.contains("question") || lower.contains("q&a")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(role: Role, text: &str) -> Turn {
        Turn {
            speaker: Speaker { role, ..Speaker::default() },
            paragraphs: vec![text.to_owned()],
            ..Turn::default()
        }
    }

    #[test]
    fn short_remarks_that_speak_of_questions_hand_over_to_none() {
        let mut turns = [
            turn(Role::Operator, "Welcome, all."),
            turn(Role::Executive, "Thank you, operator. We take questions later."),
            turn(Role::Executive, "Sales grew; questions on stone go to me."),
            turn(Role::Operator, "We will now begin the question-and-answer session."),
            turn(Role::Operator, "Our first question comes from Ann Lee."),
            turn(Role::Analyst, "How much?"),
        ];
        by_handover(&mut turns);
        let told: Vec<&str> = turns.iter().map(|t| t.section.as_str()).collect();
        assert_eq!(told, ["prepared", "prepared", "prepared", "qa", "qa", "qa"]);
    }

    #[test]
    fn the_questions_begin_with_the_handover() {
        let mut turns = [
            turn(Role::Operator, "Welcome, all. We take questions later."),
            turn(Role::Executive, "Sales grew."),
            turn(Role::Executive, "Operator, we can take the first question."),
            turn(Role::Operator, "Ann Lee, please."),
            turn(Role::Analyst, "How much?"),
            turn(Role::Executive, "Much."),
        ];
        by_handover(&mut turns);
        let told: Vec<&str> = turns.iter().map(|t| t.section.as_str()).collect();
        assert_eq!(told, ["prepared", "prepared", "qa", "qa", "qa", "qa"]);
    }

    #[test]
    fn analysts_have_the_firm_with_which_they_are_introduced() {
        let check = |words: &str, expected: Option<&str>| {
            let found = introduced(words, "Ann Lee");
            let firm = found.map(|after| firm_after(after).unwrap_or_default());
            assert_eq!(firm.as_deref(), expected, "{words}");
        };
        check("The next question is from Ann Lee with Oak Street. Go on.", Some("Oak Street"));
        check("Our next question comes from Ann Lee. With Oak Street.", Some("Oak Street"));
        check("Our first question is from Ann Lee. Please go ahead.", Some(""));
        check("I turn the call over to Ann Lee with Oak Street.", None);
    }
}
