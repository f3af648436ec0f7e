//! From turns to exchanges: an analyst's questions with the answers they got.

use std::ops::Range;

use crate::transcript::Role;
use crate::transcript::Speaker;
use crate::transcript::Turn;

/// One analyst's stretch of the questions and answers, follow-ups included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Who asked.
    pub asker: Speaker,
    /// Who answered, in order of first answer.
    pub answered_by: Vec<Speaker>,
    /// The turns, as places in the list of turns: from the first question to the last answer.
    pub turns: Range<usize>,
}

/// How a turn was attributed whose speaker the source gives.
const LABEL: &str = "label";

/// Returns the exchanges of a call in order; they do not overlap.
///
/// An exchange begins with an analyst's turn and goes on until another analyst speaks, or the
/// operator does and somebody else is heard after that. Where an analyst's name is not known,
/// each introduction by the operator begins a new one; and an analyst whom the source does not
/// name is another than the one whom it names.
pub fn exchanges(turns: &[Turn]) -> Vec<Exchange> {
    let mut out: Vec<Exchange> = Vec::new();
    let mut open = false;
    let mut interrupted = false;
    for (at, turn) in turns.iter().enumerate() {
        let speaker = &turn.speaker;
        match speaker.role {
            Role::Operator => interrupted = true,
            Role::Analyst => {
                let before = out.last().filter(|_| open).map(|x| &turns[x.turns.start]);
                let goes_on = before.is_some_and(|before| is_same_asker(before, turn, interrupted));
                if !goes_on {
                    let answered_by = Vec::new();
                    out.push(Exchange { asker: speaker.clone(), answered_by, turns: at..at });
                }
                extend(&mut out, at);
                (open, interrupted) = (true, false);
            }
            // After the operator, an executive goes on with the answer unless the questions
            // are over; either way it is no part of the questions before.
            Role::Executive if open && !interrupted => {
                let exchange = out.last_mut();
                if let Some(exchange) = exchange.filter(|x| !x.answered_by.contains(speaker)) {
                    exchange.answered_by.push(speaker.clone());
                }
                extend(&mut out, at);
            }
            Role::Unknown if open && !interrupted => extend(&mut out, at),
            Role::Executive | Role::Unknown => {}
        }
    }
    out
}

fn extend(exchanges: &mut [Exchange], at: usize) {
    if let Some(last) = exchanges.last_mut() {
        last.turns.end = at + 1;
    }
}

/// Tells whether an analyst's turn belongs to the one who asked before.
fn is_same_asker(before: &Turn, now: &Turn, interrupted: bool) -> bool {
    match (&before.speaker.name, &now.speaker.name) {
        (Some(before), Some(now)) => before == now,
        (None, None) => !interrupted,
        (Some(_), None) => !interrupted && !is_as_given(now),
        (None, Some(_)) => !interrupted && !is_as_given(before),
    }
}

/// Tells whether the source itself says who speaks a turn, or that it does not know: no words
/// were weighed.
fn is_as_given(turn: &Turn) -> bool {
    turn.attribution.as_ref().is_none_or(|told| told.method == LABEL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::Attribution;

    /// Checks the exchanges of turns written `o` (operator), `e:NAME`, `a:NAME`, `a`, `u`.
    #[track_caller]
    fn check(turns: &str, expected: &[&str]) {
        let turns: Vec<Turn> = turns
            .split(' ')
            .map(|t| {
                let (role, name) = t.split_once(':').map_or((t, None), |(r, n)| (r, Some(n)));
                let role = match role {
                    "o" => Role::Operator,
                    "e" => Role::Executive,
                    "a" => Role::Analyst,
                    _ => Role::Unknown,
                };
                let name = name.map(str::to_owned);
                Turn { speaker: Speaker { name, role, ..Speaker::default() }, ..Turn::default() }
            })
            .collect();
        let found: Vec<String> = exchanges(&turns)
            .iter()
            .map(|x| {
                let names = x.answered_by.iter().map(|s| s.name.as_deref().unwrap_or("?"));
                let asker = x.asker.name.as_deref().unwrap_or("?");
                format!("{asker} {:?} {}", x.turns, names.collect::<Vec<_>>().join("+"))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn follow_ups_and_several_answers_belong_to_one_exchange() {
        check(
            "o e:Wang o a:Gong e:He a:Gong e:Wang e:He o a:Ying u e:He a:Ying o e:Wang",
            &["Gong 3..8 He+Wang", "Ying 9..13 He"],
        );
    }

    #[test]
    fn without_an_operator_the_askers_part_the_exchanges() {
        check("e:Wang a:Gong e:He a:Ying e:He", &["Gong 1..3 He", "Ying 3..5 He"]);
    }

    #[test]
    fn unnamed_analysts_are_parted_by_the_operator() {
        check("o a e:He a o a e:He", &["? 1..4 He", "? 5..7 He"]);
    }

    #[test]
    fn an_analyst_whom_the_source_does_not_name_asks_for_himself() {
        check("o a:Shah e:Ash a e:Ash", &["Shah 1..3 Ash", "? 3..5 Ash"]);
        check("o a:Shah a e:Ash a:Shah", &["Shah 1..2 ", "? 2..4 Ash", "Shah 4..5 "]);
        check("o a e:Ash a e:Ash a:Shah", &["? 1..5 Ash", "Shah 5..6 "]);
    }

    #[test]
    fn an_analyst_whom_words_do_not_tell_goes_on() {
        let by_words = |name: Option<&str>| Turn {
            speaker: Speaker {
                name: name.map(str::to_owned),
                role: Role::Analyst,
                ..Speaker::default()
            },
            attribution: Some(Attribution {
                method: "order".to_owned(),
                confidence: 0.9,
                evidence: String::new(),
            }),
            ..Turn::default()
        };
        assert_eq!(exchanges(&[by_words(Some("Shah")), by_words(None)]).len(), 1);
        assert_eq!(exchanges(&[by_words(None), by_words(Some("Shah"))]).len(), 1);
    }

    #[test]
    fn an_asker_who_is_cut_off_goes_on() {
        check("o a:Gong o a:Gong e:He", &["Gong 1..5 He"]);
    }
}
