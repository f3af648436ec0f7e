//! Questions read out: somebody of the company says who sent a question in, and reads it.

use crate::parse::firms::firm_at;
use crate::parse::firms::spelled;
use crate::parse::lines::Style;
use crate::parse::sights::Scene;
use crate::parse::tokens::Word;
use crate::parse::tokens::WordId;
use crate::parse::tokens::id;
use crate::parse::units::Unit;
use crate::transcript::canonical_firm_name;

/// So many words after somebody is named are more than an invitation to speak.
const READ: usize = 15;
/// How far behind a name the words stand that give somebody the floor.
const INVITED: usize = 14;

/// Words by which an operator gives the floor or explains how to ask.
const INVITING: [WordId; 14] = [
    id("line"),
    id("ahead"),
    id("open"),
    id("proceed"),
    id("live"),
    id("floor"),
    id("may"),
    id("press"),
    id("star"),
    id("queue"),
    id("reminder"),
    id("operator"),
    id("hi"),
    id("hello"),
];

/// Tells whether the words of a unit read out a question that somebody sent in: `This one is from
/// Ann Lee of Acme. How do you see pricing …`, `Ann Lee of Barclays asks whether …`.
pub(crate) fn reads_out(text: &str, scene: &Scene<'_>, unit: &Unit) -> bool {
    scene.style != Style::Running && (goes_on(scene, unit) || says_who_asks(text, scene, unit))
}

/// Tells whether a line that calls somebody up goes on with the question.
fn goes_on(scene: &Scene<'_>, unit: &Unit) -> bool {
    let calls = &scene.roster.calls;
    let at = calls.partition_point(|c| c.words.start < unit.words.start);
    let Some(call) = calls.get(at).filter(|c| c.words.end + READ <= unit.words.end) else {
        return false;
    };
    let invited = call.words.end..(call.words.end + INVITED).min(unit.words.end);
    let gives = |w: &Word| INVITING.contains(&w.id);
    call.firm.is_some() && !scene.words[invited].iter().any(gives)
}

/// Tells whether the words say that somebody of a known firm asks.
fn says_who_asks(text: &str, scene: &Scene<'_>, unit: &Unit) -> bool {
    let words = scene.words;
    unit.words.clone().any(|at| {
        let asks = [id("asks"), id("asked"), id("writes")].contains(&words[at].id);
        let from = at.saturating_sub(7).max(unit.words.start);
        asks && (from..at).any(|of| {
            let leads = [id("of"), id("from"), id("with"), id("at")].contains(&words[of].id);
            let firm = firm_at(words, of + 1).filter(|f| leads && f.end == at);
            firm.is_some_and(|f| canonical_firm_name(spelled(text, &words[f])).is_some())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::cues::cues;
    use crate::parse::lines::lines;
    use crate::parse::roster::roster;
    use crate::parse::tokens::words;
    use crate::parse::units::units;

    fn check(text: &str, expected: bool) {
        let (words, lines) = (words(text), lines(text));
        let (cues, units) = (cues(&words), units(&lines, &words));
        let roster = roster(text, &words, &cues, None);
        let scene = Scene::new(&words, &cues, &roster, lines.style, &units);
        assert_eq!(reads_out(text, &scene, &units[0]), expected, "{text}");
    }

    #[test]
    fn a_question_is_read_out_where_the_call_goes_on_with_it() {
        check(
            "This question comes from Ann Lee of Barclays. How do you see prices in the coming \
             year, and what do customers say about the new plans?",
            true,
        );
        check("Bo Roe of Citi asked, can you still reach the margin that you named?", true);
        check(
            "Our next question comes from Ann Lee of Barclays. Your line is open, and please limit \
             yourself to one question and one follow-up, as others are waiting.",
            false,
        );
        check("Well, as Ann asked, prices will rise in the coming year.", false);
    }
}
