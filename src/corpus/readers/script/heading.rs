//! Headings that part a transcript, and lines that are a page's own and nobody's speech.

use crate::transcript::Section;

use super::dated;

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus::readers) enum Heading {
    /// The list of those who speak for the company.
    Executives,
    /// The list of those who ask.
    Analysts,
    /// A list of all who take part.
    Participants,
    /// Speech.
    Speech(Section),
    /// Speech, in a section that the heading does not tell.
    Transcript,
    /// A summary, figures, an index of the page.
    Aside,
    /// What a publisher says about the transcript; no speech comes after it.
    End,
}

/// The headings, by their letters alone.
const HEADINGS: [(&str, Heading); 52] = [
    ("analysts", Heading::Analysts),
    ("answersandquestions", Heading::Speech(Section::Qa)),
    ("callparticipants", Heading::Participants),
    ("companyparticipants", Heading::Executives),
    ("companyrepresentatives", Heading::Executives),
    ("conferencecallparticiants", Heading::Analysts),
    ("conferencecallparticipants", Heading::Analysts),
    ("conferencecallparticipiants", Heading::Analysts),
    ("conferencecalltranscript", Heading::Transcript),
    ("contents", Heading::Aside),
    ("corporateparticipants", Heading::Executives),
    ("corporaterepresentatives", Heading::Executives),
    ("definitions", Heading::End),
    ("disclaimer", Heading::End),
    ("disclaimers", Heading::End),
    ("executives", Heading::Executives),
    ("financialdata", Heading::Aside),
    ("fullconferencecalltranscript", Heading::Transcript),
    ("fulltranscript", Heading::Transcript),
    ("glossary", Heading::Aside),
    ("industryglossary", Heading::Aside),
    ("keytakeaways", Heading::Aside),
    ("managementdiscussion", Heading::Speech(Section::Prepared)),
    ("managementdiscussionsection", Heading::Speech(Section::Prepared)),
    ("managementremarks", Heading::Speech(Section::Prepared)),
    ("openingremarks", Heading::Speech(Section::Prepared)),
    ("otherparticipants", Heading::Analysts),
    ("overview", Heading::Aside),
    ("participants", Heading::Participants),
    ("preparedremarks", Heading::Speech(Section::Prepared)),
    ("presentation", Heading::Speech(Section::Prepared)),
    ("presentationsection", Heading::Speech(Section::Prepared)),
    ("presentationsummary", Heading::Aside),
    ("qa", Heading::Speech(Section::Qa)),
    ("qanda", Heading::Speech(Section::Qa)),
    ("qandasession", Heading::Speech(Section::Qa)),
    ("qasection", Heading::Speech(Section::Qa)),
    ("qasession", Heading::Speech(Section::Qa)),
    ("qasummary", Heading::Aside),
    ("questionandanswer", Heading::Speech(Section::Qa)),
    ("questionandanswers", Heading::Speech(Section::Qa)),
    ("questionandanswersection", Heading::Speech(Section::Qa)),
    ("questionandanswersession", Heading::Speech(Section::Qa)),
    ("questionanswer", Heading::Speech(Section::Qa)),
    ("questionsandanswers", Heading::Speech(Section::Qa)),
    ("questionsandanswerssession", Heading::Speech(Section::Qa)),
    ("questionsanswers", Heading::Speech(Section::Qa)),
    ("questionssummary", Heading::Aside),
    ("risks", Heading::Aside),
    ("summary", Heading::Aside),
    ("takeaways", Heading::Aside),
    ("transcript", Heading::Transcript),
];

/// Returns what a line announces, where it is a heading.
pub(in crate::corpus::readers) fn heading(line: &str) -> Option<Heading> {
    let line = line.trim();
    if line.len() > 48 || line.ends_with(['.', '?', '!', ',']) {
        return None;
    }
    let letters: String =
        line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let found = HEADINGS.binary_search_by(|(name, _)| (*name).cmp(letters.as_str()));
    found.ok().map(|at| HEADINGS[at].1)
}

/// Tells whether a line is the page's own: rules, durations, what the call's end is called,
/// pictures' captions, links onwards.
pub(in crate::corpus::readers) fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    if !line.contains(char::is_alphanumeric) {
        return line.chars().count() > 1 && !line.contains(['(', '[']);
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let starts = [
        "duration: ",
        "image source: ",
        "end of q&a",
        "end of question",
        "all earnings call transcripts",
    ];
    if lower.len() < 60 && starts.iter().any(|s| lower.starts_with(s)) {
        return true;
    }
    if lower.len() < 200 && is_printed(&lower) {
        return true;
    }
    let ends_page = ["more ", "all "];
    let about = ["analysis", "transcripts"];
    lower.len() < 60
        && (ends_page.iter().any(|s| bare.starts_with(s))
            && about.iter().any(|e| bare.ends_with(e))
            || bare == "call ends abruptly")
}

/// Tells whether a line, in lower case, stands at the head or the foot of printed pages:
/// `JULY 25, 2019 / 12:30PM, OAK - Q2 2019 Oak Foods Inc Earnings Call`, a publisher and his rights.
fn is_printed(lower: &str) -> bool {
    let head = lower.split_once(" / ").is_some_and(|(day, time)| {
        let hour = time.starts_with(|c: char| c.is_ascii_digit()) && time.contains(':');
        hour && dated(day).is_some() && day.len() < 20
    });
    head || lower.contains("streetevents | ")
        || lower.contains("republication or redistribution of")
        || lower.starts_with(['©', '\u{fffd}']) && lower.contains("all rights reserved")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_letters() {
        assert!(HEADINGS.is_sorted_by_key(|(name, _)| *name));
        let check =
            |line: &str, expected: Option<Heading>| assert_eq!(heading(line), expected, "{line}");
        check("Questions & Answers:", Some(Heading::Speech(Section::Qa)));
        check("QUESTION-AND-ANSWER SESSION", Some(Heading::Speech(Section::Qa)));
        check("presentation", Some(Heading::Speech(Section::Prepared)));
        check("Conference Call Participiants", Some(Heading::Analysts));
        check("Call participants:", Some(Heading::Participants));
        check("We take questions and answers.", None);
        check("Presentation.", None);
    }

    #[test]
    fn furniture_is_not_speech() {
        for line in [
            "Duration: 50 minutes",
            "-----",
            "More ABC analysis",
            "End of Q&A",
            "--",
            "APRIL 18, 2031 / 9:00PM, OAK - Q1 2031 Oak Foods Inc Earnings Call",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in [
            "More to come on analysis of that.",
            "[…]",
            "All good.",
            "More analysis will follow, and all of it will be in the transcripts we print",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }
}
