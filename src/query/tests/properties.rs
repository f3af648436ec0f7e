//! What holds of every text and of every tree.

use proptest::prelude::*;

use crate::query::tests::check_round_trip;
use crate::query::tests::trees;
use crate::query::*;

/// Pieces of the language and of what people type, to be thrown together.
const PIECES: [&str; 96] = [
    "backlog",
    "R&D",
    "10-Q",
    "year-over-year",
    "39%",
    "$1.2bn",
    "RMB1.39",
    "U.S.",
    "[ph]",
    "[Foreign Language]",
    "=",
    "=a",
    "a*",
    "*",
    "?",
    "te?t",
    "~1",
    "~",
    "~5",
    "a~2",
    "a~9",
    "/",
    "/a.b/",
    "/s",
    "/p",
    "/5",
    "//",
    "AND",
    "OR",
    "NOT",
    "and",
    "or",
    "&",
    "&&",
    "|",
    "||",
    "!",
    "-",
    "--",
    "+",
    "(",
    ")",
    "(",
    ")",
    "\"",
    "\"",
    "“",
    "”",
    "NEAR",
    "NEAR/5",
    "ONEAR/0",
    "NEAR/x",
    "near/3",
    "NEAR5(",
    "PHRASE2(",
    "w/5",
    "w/s",
    "pre/4",
    "adj2",
    "SAME",
    "SAME/turn",
    "sentence",
    "turn",
    "paragraph",
    "ATLEAST/3",
    "ATLEAST",
    "atleast2",
    "BEGIN",
    "END/4",
    "role:",
    "role:analyst",
    "-firm:ubs",
    "firm:(ubs OR citi)",
    "firm:\"a b\"",
    "xyz:a",
    "10:30",
    "http://a.b/c",
    "quarter:2021-Q1..",
    "date:2021-05",
    "section:qa",
    "call:x",
    "[money]",
    "[percent]>30",
    "[money]>= 1.2 billion",
    "[date]=2021",
    "[percnt]",
    "syn(",
    "syn(capex)",
    "\\",
    "\\(",
    "^2",
    "^",
    ",",
    ".",
    "é",
    "\u{3000}",
];

/// At least a thousand cases; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let cases = ProptestConfig::default().cases.max(1000);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn soup() -> impl Strategy<Value = String> {
    let piece =
        (prop::sample::select(PIECES.as_slice()), prop::sample::select([" ", "", " "].as_slice()));
    prop::collection::vec(piece, 0..14)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

/// Checks all that holds of any text.
fn check_text(text: &str) {
    let inside = |span: &std::ops::Range<usize>| {
        let bounds = text.is_char_boundary(span.start) && text.is_char_boundary(span.end);
        assert!(span.start <= span.end && bounds, "{text:?} {span:?}");
    };
    match parse(text) {
        Err(error) => {
            inside(&error.span);
            assert!(!error.to_string().is_empty());
            let _ = error.hint();
        }
        Ok(query) => {
            let filters = query.filters.iter().flat_map(|f| &f.values);
            filters.for_each(|value| inside(&value.span));
            query.notices.iter().filter_map(|n| n.span.as_ref()).for_each(inside);
            if let Some(root) = &query.root {
                check_spans(root, &(0..text.len()), &inside);
            }
            check_round_trip(&query);
        }
    }
    if parse_plain(text).root.is_some() {
        check_round_trip(&parse_plain(text));
    }
}

/// Checks that every node lies inside the one it is part of.
fn check_spans(
    node: &Node,
    around: &std::ops::Range<usize>,
    inside: &impl Fn(&std::ops::Range<usize>),
) {
    inside(&node.span);
    assert!(around.start <= node.span.start && node.span.end <= around.end, "{node:?} {around:?}");
    node.children().into_iter().for_each(|child| check_spans(child, &node.span, inside));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
        check_text(&text);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        check_text(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_mix_of_the_language_is_read_or_refused(text in soup()) {
        check_text(&text);
    }

    #[test]
    fn any_tree_is_read_as_it_is_written(query in trees::query()) {
        check_round_trip(&query);
    }
}
