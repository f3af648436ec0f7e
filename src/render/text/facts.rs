//! The words for a speaker, a section, a call, a time.

use crate::transcript::Call;
use crate::transcript::Firm;
use crate::transcript::Period;
use crate::transcript::Role;
use crate::transcript::Section;
use crate::transcript::Speaker;
use crate::transcript::Time;

/// Returns the name of a speaker, or what is known instead.
pub(super) fn name(speaker: &Speaker) -> String {
    match (&speaker.name, speaker.role) {
        (Some(name), _) => name.clone(),
        (None, Role::Operator) => "Operator".to_owned(),
        (None, Role::Unknown) => "unknown speaker".to_owned(),
        (None, role) => format!("unknown {role}"),
    }
}

/// Returns a speaker with what the speaker is: `Haijian He (CFO)`, `Brian Gong (Citigroup)`.
pub fn who(speaker: &Speaker) -> String {
    let firm = speaker.firm.as_ref().map(Firm::said);
    let what = match speaker.role {
        Role::Analyst => firm.or(speaker.title.as_deref()),
        _ => speaker.title.as_deref().or(firm),
    };
    match what {
        Some(what) => format!("{} ({what})", name(speaker)),
        None => name(speaker),
    }
}

/// Returns the role of a speaker, unless it is not known or the name says it.
pub(super) fn role(speaker: &Speaker) -> Option<&'static str> {
    let said = match (&speaker.name, speaker.role) {
        (_, Role::Unknown) | (None, _) => true,
        (Some(name), role) => name.eq_ignore_ascii_case(role.as_str()),
    };
    (!said).then_some(speaker.role.as_str())
}

/// Tells whether a page has no name to give for a speaker.
pub(super) fn name_is_unknown(speaker: &Speaker) -> bool {
    speaker.name.is_none() && speaker.role != Role::Operator
}

/// Returns the words for a section, unless it is not known.
pub(super) fn section(section: Section) -> Option<&'static str> {
    match section {
        Section::Prepared => Some("prepared remarks"),
        Section::Qa => Some("questions and answers"),
        Section::Unknown => None,
    }
}

/// Returns the company and the period of a call, or what else tells it from others.
pub(super) fn call(call: &Call) -> String {
    let company = call.holder();
    let when = call.quarter.map(Period::spoken).or_else(|| call.date.map(|d| d.to_string()));
    match (company, when) {
        (Some(company), Some(when)) => format!("{company}, {when}"),
        (Some(company), None) => company.to_owned(),
        (None, when) => match (&call.title, when) {
            (Some(title), _) => title.clone(),
            (None, Some(when)) => format!("{}, {when}", call.id),
            (None, None) => call.id.to_string(),
        },
    }
}

/// Returns when something was said: `00:12:31`.
pub(super) fn time(time: Time) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let seconds = time.start.max(0.0) as u64;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use crate::transcript::CallId;

    use super::*;

    #[test]
    fn speakers_are_told_by_what_is_known() {
        let check = |name: &str, role, title: &str, firm: &str, expected: (&str, Option<&str>)| {
            let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
            let firm = some(firm).map(|said| Firm::from_said(&said));
            let speaker = Speaker { name: some(name), role, title: some(title), firm };
            assert_eq!((who(&speaker).as_str(), super::role(&speaker)), expected);
        };
        check("Haijian He", Role::Executive, "CFO", "", ("Haijian He (CFO)", Some("executive")));
        check("Gong", Role::Analyst, "MD", "Citigroup", ("Gong (Citigroup)", Some("analyst")));
        check("Operator", Role::Operator, "", "", ("Operator", None));
        check("", Role::Operator, "", "", ("Operator", None));
        check("", Role::Analyst, "", "CICC", ("unknown analyst (CICC)", None));
        check("", Role::Unknown, "", "", ("unknown speaker", None));
        check("X", Role::Unknown, "", "", ("X", None));
    }

    #[test]
    fn calls_are_told_by_what_is_known() {
        let check = |company: &str, quarter: &str, date: &str, title: &str, expected: &str| {
            let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
            let found = call(&Call {
                id: CallId::new("id"),
                company: some(company),
                quarter: quarter.parse().ok(),
                date: date.parse().ok(),
                title: some(title),
                ..Call::default()
            });
            assert_eq!(found, expected);
        };
        check("KC", "2021-Q1", "2021-05-18", "t", "KC, Q1 2021");
        check("KC", "", "2021-05-18", "t", "KC, 2021-05-18");
        check("KC", "", "", "t", "KC");
        check("", "2021-Q1", "", "Earnings call", "Earnings call");
        check("", "2021-Q1", "", "", "id, Q1 2021");
        check("", "", "", "", "id");
    }
}
