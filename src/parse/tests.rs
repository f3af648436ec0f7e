//! What a whole parse must keep, whatever the text; and the seed, turn by turn.

mod people;

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::transcript::Firm;
use crate::transcript::Role;
use crate::transcript::Section;

/// Writes turns as the golden files do: `ordinal | role | section | speaker | firm | words`.
fn shown(text: &str) -> Vec<String> {
    let turns = parse(text).transcript.turns;
    let line = |t: &crate::transcript::Turn| {
        let name = t.speaker.name.as_deref().unwrap_or("-");
        let firm = t.speaker.firm.as_ref().map_or("-", |f| f.name());
        let words: Vec<&str> = t.paragraphs.iter().flat_map(|p| p.split_whitespace()).collect();
        let first = words[..words.len().min(4)].join(" ");
        format!("{} | {} | {} | {name} | {firm} | {first}", t.ordinal, t.speaker.role, t.section)
    };
    turns.iter().map(line).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text), expected, "{text}");
}

/// Reads every call of `tests/parse` and compares it with what stands beside it; written anew by
/// `UPDATE_GOLDEN=1`.
#[test]
fn calls_are_understood_as_expected() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/parse");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "txt") {
            continue;
        }
        let told = shown(&std::fs::read_to_string(&path).unwrap()).join("\n") + "\n";
        let golden = path.with_extension("expected");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, &told).unwrap();
        }
        if told != std::fs::read_to_string(&golden).unwrap_or_default() {
            wrong.push(format!("{}:\n{told}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const SHORT_CALL: &str = "\
Good day, and welcome to the Acme Third Quarter 2020 Earnings Conference Call. All participants are in a listen-only mode. I would now like to turn the call over to Ann Lee, Director of Investor Relations. Please go ahead..
Thank you, operator, and good morning. With me today are Bo Roe, our Chief Executive Officer, and Cy Day, our Chief Financial Officer. Today's remarks include forward-looking statements. I will now turn the call over to Bo..
Thank you, Ann. We had a very good quarter and our customers are buying more. With that, I'll turn it over to Cy to walk you through the numbers..
Thanks, Bo. Revenue was $120 million, up 8% year over year, and gross margin was 41%. Operator, we are ready for questions..
Our first question comes from the line of Dee Fox with Citigroup. Please go ahead..
Good morning. Cy, how should we think about gross margin next year?..
Good morning, Dee. We expect gross margin to be about flat, as mix offsets the price increases..
Great, thank you, Cy..
Thank you. That concludes today's conference call. You may now disconnect..";

#[test]
fn a_short_call_is_understood() {
    check(
        SHORT_CALL,
        &[
            "0 | operator | prepared | Operator | - | Good day, and welcome",
            "1 | executive | prepared | Ann Lee | - | Thank you, operator, and",
            "2 | executive | prepared | Bo Roe | - | Thank you, Ann. We",
            "3 | executive | prepared | Cy Day | - | Thanks, Bo. Revenue was",
            "4 | operator | qa | Operator | - | Our first question comes",
            "5 | analyst | qa | Dee Fox | Citi | Good morning. Cy, how",
            "6 | executive | qa | Cy Day | - | Good morning, Dee. We",
            "7 | analyst | qa | Dee Fox | Citi | Great, thank you, Cy.",
            "8 | operator | qa | Operator | - | Thank you. That concludes",
        ],
    );
}

#[test]
fn the_same_call_without_marks_or_lines_has_the_same_turns() {
    let marked = shown(SHORT_CALL);
    assert_eq!(shown(&SHORT_CALL.replace("..\n", ".\n")), marked);
    assert_eq!(shown(&SHORT_CALL.replace("..\n", ".\n\n")), marked);
}

#[test]
fn nothing_and_furniture_have_no_turns() {
    for text in ["", "\n \n", "---\n***\n", "…"] {
        assert_eq!(parse(text), Parsed::default(), "{text:?}");
    }
}

/// Returns the words of a text, as far as they are letters and digits.
fn plain(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

fn check_sound(text: &str) {
    let parsed = parse(text);
    let mut end = 0;
    for turn in &parsed.transcript.turns {
        let span = turn.span.clone().expect("a turn of a text has a place in it");
        assert!(end <= span.start && span.start < span.end, "{span:?} after {end}");
        assert!(text.get(span.clone()).is_some(), "{span:?} cuts a character");
        end = span.end;
        let sure = turn.attribution.as_ref().map_or(0.0, |a| a.confidence);
        assert!((0.0..=1.0).contains(&sure), "confidence {sure}");
        assert!(turn.paragraphs.iter().all(|p| !p.trim().is_empty()));
    }
    if labels::labelled(text).is_none() {
        let said: Vec<String> =
            parsed.transcript.turns.iter().flat_map(|t| plain(&t.paragraphs.join(" "))).collect();
        assert_eq!(said, plain(text));
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_no_word_is_lost(text in "\\PC{0,300}") {
        check_sound(&text);
    }

    #[test]
    fn no_call_panics_and_no_word_is_lost(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40),
    ) {
        check_sound(&pieces.concat());
    }
}

/// Pieces of which odd calls are made.
const PIECES: &[&str] = &[
    "Thank you, Ann. ",
    "Ann Lee",
    "Operator",
    ": ",
    "\n",
    "\n\n",
    "..\n",
    ". ",
    "? ",
    "Our next question comes from the line of Bo Roe with Acme.",
    "[Foreign Language].",
    "[Indiscernible] of CICC",
    "Mr.\n",
    "I'll turn the call over to our CFO, Cy Day",
    "’s ",
    "é–—…",
    "Good morning, everyone",
    " -- Chief Executive Officer",
    "This is Dee on for Bo",
    "question-and-answer session",
    "1.5% Q3",
    "\u{feff}",
    "你好。",
    "(",
    "]",
];

/// Returns the text of the seed, where the shared folder is there.
fn seed() -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/transcripts/seed/kingsoft-cloud-2021q1.txt");
    std::fs::read_to_string(path).ok()
}

#[test]
fn the_seed_is_understood_turn_by_turn() {
    let Some(text) = seed() else {
        return; // Skipped: the shared transcripts are not here.
    };
    let transcript = parse(&text).transcript;
    let turns = &transcript.turns;
    assert_eq!(turns.len(), 35);
    assert_eq!(transcript.call.company.as_deref(), Some("Kingsoft Cloud"));
    assert_eq!(transcript.call.quarter.map(|q| q.to_string()).as_deref(), Some("2021-Q1"));
    let told = |t: usize, name: &str, title: Option<&str>| {
        assert_eq!(turns[t].speaker.name.as_deref(), Some(name), "turn {t}");
        assert_eq!(turns[t].speaker.title.as_deref(), title, "turn {t}");
    };
    for t in [0, 5, 9, 14, 19, 23, 27, 32, 34] {
        assert_eq!(turns[t].speaker.role, Role::Operator, "turn {t}");
    }
    told(1, "Nicole Shan", Some("Investor Relations Manager"));
    told(2, "Yulin Wang", Some("CEO"));
    told(3, "Haijian He", Some("CFO"));
    // Who ends the prepared remarks is left open by the text.
    assert_eq!((turns[4].speaker.role, &turns[4].speaker.name), (Role::Executive, &None));
    for t in [7, 12, 17, 22, 26, 30] {
        told(t, "Haijian He", Some("CFO"));
    }
    assert!(turns[7].paragraphs[0].starts_with("Thank you Yulin. So thank you, Brian"));
    let asked = [
        (6, "Brian Gong", "Citi"),
        (8, "Brian Gong", "Citi"),
        (10, "Sofia", "CICC"),
        (13, "Sofia", "CICC"),
        (15, "Joel Ying", "Nomura"),
        (20, "Kyna Wong", "Credit Suisse"),
        (24, "Thompson Wu", "UBS"),
        (28, "Elsie Cheng", "Goldman Sachs"),
        (31, "Elsie Cheng", "Goldman Sachs"),
    ];
    for (t, name, firm) in asked {
        told(t, name, None);
        assert_eq!(turns[t].speaker.firm.as_ref().map(Firm::name), Some(firm), "turn {t}");
    }
    for t in [11, 16, 21, 25, 29] {
        assert_eq!(turns[t].speaker.role, Role::Executive, "turn {t}");
        assert_eq!(turns[t].paragraphs, ["[Foreign Language]."]);
        assert_ne!(turns[t].speaker.name.as_deref(), Some("Haijian He"), "turn {t}");
    }
    let questions = turns.iter().position(|t| t.section == Section::Qa);
    assert_eq!(questions, Some(5));
}
