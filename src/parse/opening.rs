//! Where the questions begin in a text with labels: a heading or the words of whoever runs the
//! call tell it, before anything is weighed.
//!
//! Words of what will be later tell nothing: `after the remarks, there will be a
//! question-and-answer session`.

use crate::parse::labels::Labelled;
use crate::parse::labels::LabelledTurn;
use crate::transcript::Role;
use crate::transcript::Section;

/// The most words of a turn that does no more than open the questions; a longer one is prepared,
/// and the questions begin behind it.
const OPENING_WORDS: usize = 160;

/// How many bytes around words that call for a question tell who is called.
const AROUND: usize = 120;

/// The most words with which an operator does no more than name who asks.
const MERE_NAME: usize = 40;

/// Words that call for a question of whoever is named beside them.
const CALLS: [&str; 9] = [
    "final question",
    "first question",
    "last question",
    "line of",
    "next question",
    "question come",
    "question from",
    "question is",
    "question today",
];

/// Words of a sentence that says what happens from here on.
const NOW: [&str; 4] = ["now", "at this time", "at this point", "let's"];

/// What happens where questions begin, by the beginnings of words.
const BEGINS: [&str; 11] = [
    "begin",
    "commenc",
    "conduct",
    "go to",
    "hold",
    "mov",
    "open",
    "proceed",
    "start",
    "tak",
    "the question",
];

/// Words of a sentence that says what happens later, on a condition, to others, or no more.
const LATER: [&str; 20] = [
    "after ",
    "afterward",
    "at that time",
    "at the end",
    "before ",
    "conclude our q",
    "conclude the q",
    "concludes our q",
    "concludes the q",
    "conclusion",
    "during",
    "follow",
    "hand ",
    "introduce",
    "later",
    "no further",
    "no more",
    "over to",
    "prior to",
    "turn ",
];

/// Returns the section of each turn, as far as headings and words tell it.
pub(crate) fn sections(text: &str, labelled: &Labelled) -> Vec<Option<Section>> {
    let turns = &labelled.turns;
    let headed = turns.iter().position(|turn| turn.section == Some(Section::Qa));
    let is_headed = turns.iter().any(|turn| turn.section.is_some());
    let opening = match headed {
        None if !is_headed => opening(text, turns),
        headed => headed,
    };
    let told =
        |at: usize| opening.map(|first| if at < first { Section::Prepared } else { Section::Qa });
    turns.iter().enumerate().map(|(at, turn)| turn.section.or(told(at))).collect()
}

/// Returns the first turn of the questions, where words open them.
fn opening(text: &str, turns: &[LabelledTurn]) -> Option<usize> {
    let said: Vec<String> = turns.iter().map(|turn| said(text, turn)).collect();
    (0..turns.len()).find_map(|at| {
        let next = turns.get(at + 1)?;
        let is_operator = turns[at].label.role == Some(Role::Operator);
        if is_operator && at > 0 && sentences(&said[at]).any(|s| opens(s) || is_first(s)) {
            return Some(at);
        }
        let other = next.label.name != turns[at].label.name;
        let name = next.label.name.as_deref().filter(|_| other)?;
        let is_new = turns[..at].iter().all(|turn| turn.label.name.as_deref() != Some(name))
            && next.label.role != Some(Role::Operator);
        let is_named = is_new
            && if is_operator {
                at > 0 && announces(&said[at - 1]) && merely_names(&said[at], name)
            } else {
                sentences(&said[at]).any(opens) && is_in(&said[at], name)
            };
        if !calls(&said[at], name) && !is_named {
            return None;
        }
        let is_long = said[at].split_whitespace().count() > OPENING_WORDS;
        Some(if is_long && !is_operator { at + 1 } else { at })
    })
}

/// Returns the words of a turn in lower case.
fn said(text: &str, turn: &LabelledTurn) -> String {
    let lines = turn.lines.iter().map(|line| &text[line.span.clone()]);
    lines.collect::<Vec<_>>().join("\n").to_lowercase()
}

fn sentences(said: &str) -> impl Iterator<Item = &str> {
    said.split(['.', '?', '!', '\n'])
}

/// Tells whether an operator's sentence, in lower case, calls for the first question.
fn is_first(sentence: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    has(&["first question", "first caller"]) && !has(&LATER)
}

/// Tells whether a sentence, in lower case, says that the questions begin.
fn opens(sentence: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    let is_now =
        sentence.split(|c: char| !c.is_alphabetic()).any(|word| word == "now") || has(&NOW[1..]);
    has(&["question", "q&a"]) && is_now && has(&BEGINS) && !has(&LATER)
}

/// Tells whether words in lower case call for the question of somebody.
fn calls(said: &str, name: &str) -> bool {
    CALLS.iter().flat_map(|call| said.match_indices(call)).any(|(at, call)| {
        let from = floor(said, at.saturating_sub(AROUND));
        let to = floor(said, at + call.len() + AROUND);
        let around = &said[from..to];
        is_in(around, name) && !["over to", "after "].iter().any(|later| around.contains(later))
    })
}

/// Returns the last place of a text up to a byte that parts no character.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

/// Tells whether a turn in lower case ends with words of questions: `We are ready for questions.`
fn announces(said: &str) -> bool {
    let end = &said[floor(said, said.len().saturating_sub(AROUND))..];
    end.contains("question") || end.contains("q&a")
}

/// Tells whether an operator does no more than name who has the floor.
fn merely_names(said: &str, name: &str) -> bool {
    said.split_whitespace().count() <= MERE_NAME
        && is_in(said, name)
        && !LATER.iter().any(|later| said.contains(later))
}

/// Tells whether the last name of somebody stands in words in lower case.
fn is_in(said: &str, name: &str) -> bool {
    let endings = ["jr.", "jr", "sr.", "sr", "ii", "iii", "iv"];
    let lower = name.to_lowercase();
    let Some(last) = lower.rsplit([' ', ',']).find(|p| p.len() > 1 && !endings.contains(p)) else {
        return false;
    };
    said.match_indices(last).any(|(at, _)| {
        let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c.is_ascii());
        !goes_on(said[..at].chars().next_back()) && !goes_on(said[at + last.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::labels::labelled;

    fn check(text: &str, expected: &str) {
        let found = labelled(text).map_or_else(Vec::new, |found| sections(text, &found));
        let shown = |section: &Option<Section>| match section {
            Some(Section::Prepared) => 'p',
            Some(Section::Qa) => 'q',
            _ => '-',
        };
        assert_eq!(found.iter().map(shown).collect::<String>(), expected, "{text}");
    }

    const REMARKS: &str = "Ann Lee: Thank you, operator. After our remarks, we take questions. \
        Now to Cy Day.\nCy Day: The question was how to grow. We grew by selling more stone, \
        and by asking more for each; with that, I thank you all for coming to this call.\n";
    const ANSWERS: &str = "Bo Roe: How much?\nCy Day: Much.\nBo Roe: Thanks.\nAnn Lee: Bye.\n";

    const WELCOME: &str = "Operator: Good day, and welcome to the call of Acme; it is recorded. ";

    /// Checks a call with these words of the operator before and after the remarks.
    fn check_words(first: &str, then: &str, expected: &str) {
        check(&format!("Operator: {first}\n{REMARKS}Operator: {then}\n{ANSWERS}"), expected);
    }

    #[test]
    fn words_of_the_operator_open_the_questions() {
        let first = "Welcome to the call of Acme. After the remarks, there will be a \
            question-and-answer session. I now turn the call over to Ann Lee.";
        for then in [
            "We will now begin the question-and-answer session. Our first question comes from Bo Roe.",
            "That concludes the remarks, and we'll now be conducting a question-and-answer session.",
            "At this time, we open the floor for questions.",
            "The floor is now open for your questions.",
            "Our first question is from the line of Mr. Bo Roe with Acme.",
            "Bo Roe of Acme has the first question.",
            "Our first question comes from Mary Ann Roh with Acme.",
            "And from Acme, we have a question from Bo Roe.",
        ] {
            check_words(first, then, "pppqqqqq");
        }
        check_words(first, "Bo Roe, please.", "--------");
        let ready = format!("Operator: {first}\n{REMARKS}Ann Lee: We are ready for questions.\n");
        check(&format!("{ready}Operator: Bo Roe, please.\n{ANSWERS}"), "ppppqqqqq");
        check_words(
            first,
            "I now turn it over to Bo Roe, who asks the first question.",
            "--------",
        );
    }

    #[test]
    fn words_of_others_open_them_where_they_name_who_asks() {
        let text = format!("{WELCOME}\n{REMARKS}Ann Lee: Sales will grow.\n");
        check(&format!("{text}Ann Lee: First question, Bo Roe.\n{ANSWERS}"), "ppppqqqqq");
        let host = "We now open the call for questions. The first is from Bo Roe.";
        check(&format!("{text}Ann Lee: {host}\n{ANSWERS}"), "ppppqqqqq");
        let asks = "Operator, we are now open for the first question.";
        check(&format!("{text}Ann Lee: {asks}\n{ANSWERS}"), "---------");
        let long = "and so on ".repeat(60);
        check(&format!("{text}Ann Lee: {long}. First question, Bo Roe.\n{ANSWERS}"), "pppppqqqq");
    }

    #[test]
    fn headings_come_before_words() {
        let text = format!("{WELCOME}Our first question is from Ann Lee.\n{REMARKS}");
        check(&format!("{text}Questions and Answers\n{ANSWERS}"), "pppqqqq");
        check(&format!("{text}{ANSWERS}"), "qqqqqqq");
    }
}
