//! Random calls and random queries.

use earmark::transcript::Call;
use earmark::transcript::CallId;
use earmark::transcript::Role;
use earmark::transcript::Section;
use earmark::transcript::Speaker;
use earmark::transcript::Transcript;
use earmark::transcript::Turn;
use earmark::transcript::TurnOrdinal;
use proptest::prelude::*;

/// What calls are made of: few words, so that they meet often.
const WORDS: [&str; 15] = [
    "backlog",
    "backlogs",
    "gaming",
    "games",
    "cloud",
    "39%",
    "r&d",
    "year-over-year",
    "the",
    "[ph]",
    "$2 million",
    "3.5 percent",
    "50 bps",
    "May 18, 2021",
    "March 2022",
];
/// Words and patterns that are asked for.
const ASKED: [&str; 22] = [
    "backlog",
    "=backlog",
    "gaming",
    "=games",
    "cloud",
    "the",
    "39%",
    "39",
    "r&d",
    "year",
    "year-over-year",
    "back*",
    "ga?ing",
    "*s",
    "zebra",
    "clodu~1",
    "/g.*/",
    "[money]",
    "[number]>3",
    "[percent]<10",
    "[date]",
    "[date]>=2022",
];

/// What phrases are made of.
const SLOTS: [&str; 8] =
    ["cloud", "gaming", "the", "backlog*", "*", "(games|gaming)", "[percent]", "[date]"];

/// A few short calls, some turns of which are long enough for several passages.
pub(crate) fn calls() -> impl Strategy<Value = Vec<Transcript>> {
    let word = prop::sample::select(&WORDS[..]);
    let end = prop::bool::weighted(0.12);
    let words = prop_oneof![
        3 => prop::collection::vec((word.clone(), end), 0..12),
        1 => prop::collection::vec((word, end), 150..330),
    ];
    let role = prop::sample::select(&Role::ALL[..]);
    let turn = (words, role, 0..3_usize).prop_map(|(words, role, name)| {
        let mut text = String::from("Oh");
        for (word, ends) in words {
            text.push(' ');
            text += word;
            if ends {
                text += ". So";
            }
        }
        let name = Some(["Ann", "Bob Li", "Cy"][name].to_owned());
        let speaker = Speaker { name, role, title: None, firm: None };
        Turn { speaker, paragraphs: vec![text], ..Turn::default() }
    });
    let call = prop::collection::vec(turn, 1..8).prop_map(|mut turns| {
        for (at, turn) in turns.iter_mut().enumerate() {
            turn.ordinal = TurnOrdinal(u32::try_from(at).unwrap());
            turn.section = if at < 2 { Section::Prepared } else { Section::Qa };
        }
        Transcript { call: Call::default(), participants: Vec::new(), turns }
    });
    prop::collection::vec(call, 1..4).prop_map(|mut calls| {
        for (at, call) in calls.iter_mut().enumerate() {
            call.call.id = CallId::new(&format!("call{at}"));
        }
        calls
    })
}

/// A query in the language, as deep as people write them and deeper.
pub(crate) fn query() -> impl Strategy<Value = String> {
    let word = prop::sample::select(&ASKED[..]).prop_map(str::to_owned);
    let phrase = prop::collection::vec(prop::sample::select(&SLOTS[..]), 2..4)
        .prop_map(|words| format!("\"{}\"", words.join(" ")));
    let leaf = prop_oneof![3 => word, 1 => phrase].boxed();
    let stretch = leaf.clone().prop_recursive(2, 8, 2, |inner| {
        let two = (inner.clone(), inner.clone(), 0..4_u32);
        prop_oneof![
            two.clone().prop_map(|(a, b, n)| format!("({a} NEAR/{n} {b})")),
            two.clone().prop_map(|(a, b, n)| format!("({a} ONEAR/{n} {b})")),
            two.clone().prop_map(|(a, b, n)| format!("({a} NOT NEAR/{n} {b})")),
            two.prop_map(|(a, b, _)| format!("({a} OR {b})")),
            (inner.clone(), 0..4_u32).prop_map(|(a, n)| format!("(BEGIN/{n} {a})")),
            (inner, 0..4_u32).prop_map(|(a, n)| format!("(END/{n} {a})")),
        ]
    });
    let filter = prop::sample::select(
        &["role:analyst", "section:qa", "speaker:bob", "call:call1", "asked-by:cy"][..],
    )
    .prop_map(str::to_owned);
    let count = (leaf, 1..4_u32).prop_map(|(a, n)| format!("ATLEAST/{n} {a}"));
    let simple = prop_oneof![5 => stretch, 1 => filter, 1 => count].boxed();
    let unit = prop::sample::select(&["sentence", "passage", "turn", "exchange", "call"][..]);
    simple.prop_recursive(2, 8, 3, move |inner| {
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            two.clone().prop_map(|(a, b)| format!("({a} AND {b})")),
            two.clone().prop_map(|(a, b)| format!("({a} OR {b})")),
            two.clone().prop_map(|(a, b)| format!("({a} AND NOT {b})")),
            two.clone().prop_map(|(a, b)| format!("{a} {b}")),
            (two, unit.clone()).prop_map(|((a, b), unit)| format!("({a} SAME {unit} {b})")),
            inner.prop_map(|a| format!("NOT {a}")),
        ]
    })
}

/// A query as drawn, or with some of its words lost, doubled, moved or replaced.
pub(crate) fn garbled(query: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    const INTO: [&str; 12] =
        ["(", ")", "\"", "~", "*", "-", "NEAR/99", "SAME turn", "[", ":", "é=/", "syn("];
    let hit = (any::<prop::sample::Index>(), 0..4_u8, prop::sample::select(&INTO[..]));
    let hits = prop_oneof![1 => Just(Vec::new()), 1 => prop::collection::vec(hit, 1..4)];
    (query, hits).prop_map(|(query, hits)| {
        let mut words: Vec<&str> = query.split_inclusive([' ', '(', ')']).collect();
        for (at, how, into) in hits {
            let at = at.index(words.len());
            match how {
                0 if words.len() > 1 => _ = words.remove(at),
                1 => words.insert(at, words[at]),
                2 => words.swap(at, 0),
                _ => words[at] = into,
            }
        }
        words.concat()
    })
}
