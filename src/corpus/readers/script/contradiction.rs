//! What a label says of an analyst, held against the operator who called her up.
//!
//! Only what is certain counts: her name as the label has it, a firm that is known right behind
//! it, and another known firm in the label. The label stands; the contradiction is told.

use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::transcript::Role;
use crate::transcript::Turn;
use crate::transcript::canonical_firm_name;

/// What stands between a name and a firm.
const LINKS: [&str; 5] = [" with ", " from ", " of ", " at ", ", "];

/// The most words of a firm's name.
const LONGEST: usize = 5;

/// Tells of firms in labels that the operator contradicts.
pub(super) fn firms(turns: &[Turn], issues: &mut Vec<Issue>) {
    for pair in turns.windows(2) {
        let [operator, analyst] = pair else { continue };
        if operator.speaker.role != Role::Operator || analyst.speaker.role != Role::Analyst {
            continue;
        }
        let (Some(name), Some(firm)) = (&analyst.speaker.name, &analyst.speaker.firm) else {
            continue;
        };
        let (Some(label), Some(said)) =
            (canonical_firm_name(firm.said()), firm_behind(&operator.text(), name))
        else {
            continue;
        };
        if label != said {
            let message = format!(
                "the firm of `{name}` is `{label}` in the label and `{said}` in the operator's words"
            );
            issues.push(Issue { kind: IssueKind::Conflict, message, span: None });
        }
    }
}

/// Returns the known firm that stands right behind a name, by its longest spelling.
fn firm_behind(text: &str, name: &str) -> Option<&'static str> {
    let (_, rest) = text.rsplit_once(name)?;
    let rest = LINKS.iter().find_map(|link| rest.strip_prefix(link))?;
    let rest = rest.split(['.', ',', ';', '?', ':', '\n']).next()?;
    let words: Vec<&str> = rest.split_whitespace().take(LONGEST).collect();
    (1..=words.len()).rev().find_map(|len| canonical_firm_name(&words[..len].join(" ")))
}

#[cfg(test)]
mod tests {
    use super::super::Label;
    use super::super::Script;
    use super::*;

    /// Checks what is told of an analyst whom the operator calls up in these words.
    fn check(operator: &str, name: &str, firm: &str, expected: &str) {
        let mut script = Script::default();
        script.begin(Label::new("Operator"));
        script.say(operator, None);
        let mut label = Label::new(name);
        (label.role, label.firm) = (Role::Analyst, Some(firm.to_owned()));
        script.begin(label);
        script.say("Good morning, and thank you.", None);
        let issues = script.finish().issues;
        let told: Vec<&str> = issues.iter().map(|issue| issue.message.as_str()).collect();
        assert_eq!(told.join("; "), expected, "{operator} {name} {firm}");
    }

    #[test]
    fn a_firm_that_the_operator_contradicts_is_told() {
        let calls = "The next question is from the line of Petra Vandam with Barclays. Go ahead.";
        let message = "the firm of `Petra Vandam` is `UBS` in the label and `Barclays` in the operator's words";
        check(calls, "Petra Vandam", "UBS", message);
        check(calls, "Petra Vandam", "Barclays Capital", "");
        check(calls, "Petra Vandam", "Larch Partners", "");
        check(calls, "Ines Quill", "UBS", "");
        check("Petra Vandam at Larch Partners.", "Petra Vandam", "UBS", "");
        check("From Barclays, Petra Vandam, please.", "Petra Vandam", "UBS", "");
        check(
            "Petra Vandam of Credit Suisse please.",
            "Petra Vandam",
            "UBS",
            "the firm of `Petra Vandam` is `UBS` in the label and `Credit Suisse` in the operator's words",
        );
    }
}
