//! Sections of transcripts without headings: the questions begin where the call is handed over
//! to the first who asks.

use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Turn;

/// The most words of a turn that hands over to the questions; prepared remarks are longer.
const HANDOVER_WORDS: usize = 160;

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
    let Some(first) = turns.iter().position(|t| t.speaker.role == Role::Analyst) else { return };
    let mut start = first;
    while start > 1 && is_handover(&turns[start - 1]) {
        start -= 1;
    }
    for (at, turn) in turns.iter_mut().enumerate() {
        turn.section = if at < start { Section::Prepared } else { Section::Qa };
    }
}

/// Tells whether a turn does no more than hand over to the questions.
fn is_handover(turn: &Turn) -> bool {
    let words: usize = turn.paragraphs.iter().map(|p| p.split_whitespace().count()).sum();
    if words > HANDOVER_WORDS {
        return false;
    }
    turn.speaker.role == Role::Operator
        || turn.paragraphs.iter().any(|p| {
            let lower = p.to_lowercase();
            lower.contains("question") || lower.contains("q&a") || lower.contains("operator")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Speaker;

    #[test]
    fn the_questions_begin_with_the_handover() {
        let turn = |role, text: &str| Turn {
            speaker: Speaker { role, ..Speaker::default() },
            paragraphs: vec![text.to_owned()],
            ..Turn::default()
        };
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
}
