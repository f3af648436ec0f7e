//! The engine against a plain scan: random calls, random queries, the same passages and the same
//! words marked.
//!
//! The scan reads the query's tree and the words of each turn and tries every combination; it
//! shares with the engine only what a query or a text *is* (parser, tokenizer, passages,
//! exchanges), nothing of how it is matched. `EARMARK_ORACLE_CASES` sets how many corpora are
//! drawn (24 by default, with 40 queries each).

use std::collections::BTreeSet;
use std::ops::Range;

use earmark::exchange::exchanges;
use earmark::index::Reader;
use earmark::index::Writer;
use earmark::index::documents;
use earmark::passage::passages;
use earmark::query::Class;
use earmark::query::Edge;
use earmark::query::Field;
use earmark::query::Filter;
use earmark::query::Limit;
use earmark::query::Near;
use earmark::query::Node;
use earmark::query::NodeKind;
use earmark::query::NotNear;
use earmark::query::Order;
use earmark::query::Polarity;
use earmark::query::Query;
use earmark::query::Same;
use earmark::query::Side;
use earmark::query::TokenClass;
use earmark::query::Unit;
use earmark::query::Value;
use earmark::query::Wild;
use earmark::query::WordForm;
use earmark::search::Options;
use earmark::search::SearchError;
use earmark::search::Sort;
use earmark::search::search;
use earmark::text::Stemmer;
use earmark::text::Tokens;
use earmark::text::number_of_words;
use earmark::text::sentences;
use earmark::transcript::Call;
use earmark::transcript::CallId;
use earmark::transcript::Role;
use earmark::transcript::Section;
use earmark::transcript::Speaker;
use earmark::transcript::Transcript;
use earmark::transcript::Turn;
use earmark::transcript::TurnOrdinal;
use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;

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

/// Positions of the words that one way of matching needs, in one turn.
type Parts = BTreeSet<u32>;

/// One match in a turn: where it begins and ends, and which words it needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    begin: u32,
    end: u32,
    parts: Parts,
}

#[test]
fn the_engine_finds_what_a_plain_scan_finds() {
    let cases = std::env::var("EARMARK_ORACLE_CASES").ok().and_then(|n| n.parse().ok());
    let config =
        Config { cases: cases.unwrap_or(24), failure_persistence: None, ..Config::default() };
    let strategy = (calls(), prop::collection::vec(query(), 40));
    TestRunner::new(config)
        .run(&strategy, |(calls, queries)| {
            let folder = tempfile::tempdir().unwrap();
            let reader = write(folder.path(), &calls);
            let scan = Scan::new(&calls);
            for text in queries {
                compare(&reader, &scan, &text)?;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

fn compare(reader: &Reader, scan: &Scan, text: &str) -> Result<(), TestCaseError> {
    let Ok(query) = earmark::query::parse(text) else { return Ok(()) };
    let options = Options { limit: 100_000, sort: Sort::Call, ..Options::default() };
    let found = match search(reader, &query, &options) {
        // Refused, and said: a sentence of which is only said what it must not hold.
        Err(SearchError::Unsupported { .. }) => return Ok(()),
        found => found.unwrap(),
    };
    let hits: Vec<(String, Vec<u32>)> = found
        .hits
        .iter()
        .map(|h| (h.anchor.to_string(), positions(&h.text, &h.highlights)))
        .collect();
    let expected = scan.hits(&query);
    prop_assert_eq!(found.total, hits.len() as u64);
    prop_assert_eq!(&hits, &expected, "query {}", text);
    Ok(())
}

/// Returns the words of a text that the ranges mark, in whole or without their signs.
fn positions(text: &str, ranges: &[Range<usize>]) -> Vec<u32> {
    let mut out = Vec::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        let token = tokens.token();
        let inside = ranges.iter().any(|r| r.start < token.span.end && token.span.start < r.end);
        if token.is_primary && inside {
            out.push(token.position);
        }
    }
    out
}

pub(crate) fn write(folder: &std::path::Path, calls: &[Transcript]) -> Reader {
    let writer = Writer::open(folder).unwrap();
    let mut manifest = writer.manifest().clone();
    let mut entries = Vec::new();
    for call in calls {
        let made = documents(call, writer.fields());
        entries.push(earmark::index::CallEntry {
            id: Some(call.call.id.to_string()),
            words: made.words,
            passages: made.passages,
            ..Default::default()
        });
        writer.add(made).unwrap();
    }
    let file = earmark::index::FileEntry { path: "x".into(), hash: "x".into(), calls: entries };
    manifest.files.push(file);
    writer.commit(&manifest).unwrap();
    Reader::open(folder).unwrap()
}

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
    let word = prop::sample::select(
        &[
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
        ][..],
    )
    .prop_map(str::to_owned);
    let phrase =
        prop::collection::vec(
            prop::sample::select(
                &[
                    "cloud",
                    "gaming",
                    "the",
                    "backlog*",
                    "*",
                    "(games|gaming)",
                    "[percent]",
                    "[date]",
                ][..],
            ),
            2..4,
        )
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

/// The calls, read for a plain scan.
pub(crate) struct Scan {
    pub(crate) passages: Vec<ScannedPassage>,
    stemmer: Stemmer,
}

pub(crate) struct ScannedPassage {
    anchor: String,
    pub(crate) call: usize,
    turn: usize,
    exchange: Option<usize>,
    /// The words of the turn, each with its other readings.
    words: std::rc::Rc<Vec<BTreeSet<String>>>,
    /// The words of the turn that are the passage's.
    pub(crate) range: Range<u32>,
    /// The words of the turn that are each sentence's.
    sentences: Vec<Range<u32>>,
    pub(crate) facts: Turn,
    call_id: String,
    asker: Option<String>,
}

impl Scan {
    pub(crate) fn new(calls: &[Transcript]) -> Self {
        let mut out = Vec::new();
        for (call_number, call) in calls.iter().enumerate() {
            let exchanges = exchanges(&call.turns);
            for (turn_number, turn) in call.turns.iter().enumerate() {
                let exchange = exchanges.iter().position(|x| x.turns.contains(&turn_number));
                let text = turn.text();
                let words = std::rc::Rc::new(words_of(&text));
                let mut start = 0;
                for (n, range) in passages(&text).into_iter().enumerate() {
                    let sentences = sentence_words(&text[range.clone()], start);
                    let len = u32::try_from(words_of(&text[range]).len()).unwrap();
                    if len > 0 {
                        out.push(ScannedPassage {
                            anchor: format!("{}:{}.{n}", call.call.id, turn.ordinal),
                            call: call_number,
                            turn: turn_number,
                            exchange,
                            words: words.clone(),
                            range: start..start + len,
                            sentences,
                            facts: turn.clone(),
                            call_id: call.call.id.to_string(),
                            asker: exchange.and_then(|x| exchanges[x].asker.name.clone()),
                        });
                    }
                    start += len;
                }
            }
        }
        Self { passages: out, stemmer: Stemmer::default() }
    }

    /// Returns the passages under a query's filters, each with how often what the query looks for
    /// begins in it: by place, each once; `None` where the passage does not match. Nothing is
    /// relaxed.
    pub(crate) fn mentions(&self, query: &Query) -> Vec<(&ScannedPassage, Option<usize>)> {
        let kept = self.passages.iter().filter(|p| query.filters.iter().all(|f| holds(f, p)));
        kept.map(|passage| {
            let found = match &query.root {
                None => Some(0),
                Some(root) => self.matches(root, passage).then(|| {
                    let mut places = BTreeSet::new();
                    self.collect_places(root, passage, &mut places);
                    places.len()
                }),
            };
            (passage, found)
        })
        .collect()
    }

    fn collect_places(
        &self,
        node: &Node,
        passage: &ScannedPassage,
        out: &mut BTreeSet<(u32, u32)>,
    ) {
        match &node.kind {
            NodeKind::Not(_) | NodeKind::Filter(_) => {}
            NodeKind::AtLeast(at_least) => self.collect_places(&at_least.operand, passage, out),
            _ if node.is_stretch() => {
                out.extend(self.begins(node, passage).iter().map(|m| (m.begin, m.end)));
            }
            _ => node.children().iter().for_each(|n| self.collect_places(n, passage, out)),
        }
    }

    /// Returns the passages a query finds, in order, each with its words that are marked.
    fn hits(&self, query: &Query) -> Vec<(String, Vec<u32>)> {
        let kept = |p: &ScannedPassage| query.filters.iter().all(|f| holds(f, p));
        let Some(root) = &query.root else {
            let all = self.passages.iter().filter(|p| kept(p));
            return all.map(|p| (p.anchor.clone(), Vec::new())).collect();
        };
        if let NodeKind::List(operands) = &root.kind {
            let is_not = |n: &&Node| matches!(n.kind, NodeKind::Not(_));
            let (unwanted, wanted): (Vec<_>, Vec<_>) = operands.iter().partition(is_not);
            let best = |p: &ScannedPassage| wanted.iter().filter(|n| self.matches(n, p)).count();
            let allowed =
                |p: &ScannedPassage| kept(p) && unwanted.iter().all(|n| self.matches(n, p));
            let most = self.passages.iter().filter(|p| allowed(p)).map(best).max().unwrap_or(0);
            let found = self.passages.iter().filter(|p| allowed(p) && best(p) == most);
            if most == 0 && !wanted.is_empty() {
                return Vec::new();
            }
            return found.map(|p| (p.anchor.clone(), self.marks(root, p))).collect();
        }
        let found = self.passages.iter().filter(|p| kept(p) && self.matches(root, p));
        found.map(|p| (p.anchor.clone(), self.marks(root, p))).collect()
    }

    fn matches(&self, node: &Node, passage: &ScannedPassage) -> bool {
        match &node.kind {
            NodeKind::List(nodes) | NodeKind::And(nodes) => {
                nodes.iter().all(|n| self.matches(n, passage))
            }
            NodeKind::Or(nodes) => nodes.iter().any(|n| self.matches(n, passage)),
            NodeKind::Not(inner) => !self.matches(inner, passage),
            NodeKind::Filter(filter) => holds(filter, passage),
            NodeKind::AtLeast(at_least) => {
                let found = self.begins(&at_least.operand, passage);
                let distinct: BTreeSet<_> = found.iter().map(|m| (m.begin, m.end)).collect();
                distinct.len() >= at_least.count as usize
            }
            NodeKind::Same(Same { unit: Unit::Sentence, operands }) => passage
                .sentences
                .iter()
                .any(|s| operands.iter().all(|n| self.sentence_has(n, passage, s))),
            NodeKind::Same(same) => {
                let is_not = |n: &&Node| matches!(n.kind, NodeKind::Not(_));
                let (unwanted, wanted): (Vec<_>, Vec<_>) = same.operands.iter().partition(is_not);
                let unit: Vec<&ScannedPassage> =
                    self.passages.iter().filter(|p| in_one(same.unit, p, passage)).collect();
                wanted.iter().any(|n| self.matches(n, passage))
                    && wanted.iter().all(|n| unit.iter().any(|p| self.matches(n, p)))
                    && unwanted.iter().all(|n| unit.iter().all(|p| self.matches(n, p)))
            }
            _ => !self.begins(node, passage).is_empty(),
        }
    }

    /// Tells whether a sentence has what a node asks for.
    fn sentence_has(&self, node: &Node, passage: &ScannedPassage, sentence: &Range<u32>) -> bool {
        let has = |n: &Node| self.sentence_has(n, passage, sentence);
        match &node.kind {
            NodeKind::And(nodes)
            | NodeKind::Same(Same { unit: Unit::Sentence, operands: nodes }) => {
                nodes.iter().all(has)
            }
            NodeKind::Or(nodes) => nodes.iter().any(has),
            NodeKind::Not(inner) => !has(inner),
            NodeKind::Filter(_) | NodeKind::Same(_) => self.matches(node, passage),
            NodeKind::AtLeast(at_least) => {
                let found = self.within(&at_least.operand, passage, sentence);
                let distinct: BTreeSet<_> = found.iter().map(|m| (m.begin, m.end)).collect();
                distinct.len() >= at_least.count as usize
            }
            _ => !self.within(node, passage, sentence).is_empty(),
        }
    }

    /// Returns the matches of a stretch that lie in a sentence.
    fn within(&self, node: &Node, passage: &ScannedPassage, sentence: &Range<u32>) -> Vec<Match> {
        let found = self.spans(node, &passage.words).into_iter();
        found.filter(|m| sentence.start <= m.begin && m.end <= sentence.end).collect()
    }

    /// Marks what makes a sentence have, or not have, what a node asks for.
    fn mark_sentence(
        &self,
        node: &Node,
        wanted: bool,
        passage: &ScannedPassage,
        sentence: &Range<u32>,
        out: &mut BTreeSet<u32>,
    ) {
        if self.sentence_has(node, passage, sentence) != wanted {
            return;
        }
        match &node.kind {
            NodeKind::Not(inner) => self.mark_sentence(inner, !wanted, passage, sentence, out),
            NodeKind::Or(nodes) if node.is_stretch() && wanted => {
                for node in nodes {
                    let found = self.within(node, passage, sentence);
                    out.extend(found.into_iter().flat_map(|m| m.parts));
                }
            }
            NodeKind::And(nodes)
            | NodeKind::Or(nodes)
            | NodeKind::Same(Same { unit: Unit::Sentence, operands: nodes }) => {
                for node in nodes {
                    self.mark_sentence(node, wanted, passage, sentence, out);
                }
            }
            NodeKind::Filter(_) => {}
            _ if !wanted => {}
            NodeKind::Same(_) => self.collect_marks(node, passage, out),
            NodeKind::AtLeast(at_least) => {
                let found = self.within(&at_least.operand, passage, sentence);
                out.extend(found.into_iter().flat_map(|m| m.parts));
            }
            _ => {
                let found = self.within(node, passage, sentence);
                out.extend(found.into_iter().flat_map(|m| m.parts));
            }
        }
    }

    fn begins(&self, node: &Node, passage: &ScannedPassage) -> Vec<Match> {
        let found = self.spans(node, &passage.words).into_iter();
        found.filter(|m| passage.range.contains(&m.begin)).collect()
    }

    /// Returns the words of a passage that a node marks, counted from the passage's first.
    fn marks(&self, node: &Node, passage: &ScannedPassage) -> Vec<u32> {
        let mut out = BTreeSet::new();
        self.collect_marks(node, passage, &mut out);
        let inside = out.into_iter().filter(|at| passage.range.contains(at));
        inside.map(|at| at - passage.range.start).collect()
    }

    fn collect_marks(&self, node: &Node, passage: &ScannedPassage, out: &mut BTreeSet<u32>) {
        match &node.kind {
            NodeKind::List(nodes) | NodeKind::And(nodes) => {
                for node in nodes {
                    self.collect_marks(node, passage, out);
                }
            }
            NodeKind::Or(nodes) if !node.is_stretch() => {
                for node in nodes {
                    self.collect_marks(node, passage, out);
                }
            }
            NodeKind::Same(Same { unit: Unit::Sentence, .. }) => {
                // All of the turn: a match that makes another passage a hit may reach into this.
                let turn = self.passages.iter().filter(|p| in_one(Unit::Turn, p, passage));
                for (passage, sentence) in
                    turn.flat_map(|p| p.sentences.iter().map(move |s| (p, s)))
                {
                    self.mark_sentence(node, true, passage, sentence, out);
                }
            }
            NodeKind::Same(same) => {
                for node in &same.operands {
                    self.collect_marks(node, passage, out);
                }
            }
            NodeKind::Not(_) | NodeKind::Filter(_) => {}
            NodeKind::AtLeast(at_least) => self.collect_marks(&at_least.operand, passage, out),
            _ => {
                let found = self.spans(node, &passage.words);
                out.extend(found.into_iter().flat_map(|m| m.parts));
            }
        }
    }

    /// Returns every match of a stretch in a turn, by trying all of them.
    fn spans(&self, node: &Node, words: &[BTreeSet<String>]) -> BTreeSet<Match> {
        let is = |keep: &dyn Fn(&str) -> bool| single(words, keep);
        match &node.kind {
            NodeKind::Word(word) => {
                let tokens = words_of(&word.text);
                let firsts: Vec<String> = primary(&word.text);
                assert_eq!(tokens.len(), firsts.len());
                let slots: Vec<BTreeSet<Match>> = firsts
                    .iter()
                    .map(|token| match word.form {
                        WordForm::Exact => is(&|w| w == token),
                        WordForm::Any => {
                            is(&|w| self.stemmer.stem(w) == self.stemmer.stem(token) || w == token)
                        }
                    })
                    .collect();
                in_a_row(&slots)
            }
            NodeKind::Prefix(text) => is(&|w| w.starts_with(text.as_str())),
            NodeKind::Wildcard(parts) => {
                let pattern: String = parts
                    .iter()
                    .map(|p| match p {
                        Wild::Text(text) => regex::escape(text),
                        Wild::One => ".".into(),
                        Wild::Many => ".*".into(),
                    })
                    .collect();
                let pattern = regex::Regex::new(&format!("^{pattern}$")).unwrap();
                is(&|w| pattern.is_match(w))
            }
            NodeKind::Regex(pattern) => {
                let pattern = regex::Regex::new(&format!("^(?:{pattern})$")).unwrap();
                is(&|w| pattern.is_match(w))
            }
            NodeKind::Fuzzy(fuzzy) => {
                assert_eq!((fuzzy.text.as_str(), fuzzy.edits), ("clodu", 1), "the one drawn");
                is(&|w| w == "cloud")
            }
            NodeKind::Class(class) => self.figures(class, words),
            NodeKind::AnyWord => {
                is(&|_| true).into_iter().map(|m| Match { parts: Parts::new(), ..m }).collect()
            }
            NodeKind::Phrase(slots) => {
                let slots: Vec<_> = slots.iter().map(|s| self.spans(s, words)).collect();
                let mut out = in_a_row(&slots);
                // A phrase is marked as one range, from its first word asked for to its last.
                out = out
                    .into_iter()
                    .map(|m| {
                        let ends = m.parts.first().copied().zip(m.parts.last().copied());
                        let parts = ends.map(|(a, b)| (a..=b).collect()).unwrap_or_default();
                        Match { parts, ..m }
                    })
                    .collect();
                out
            }
            NodeKind::Or(nodes) => nodes.iter().flat_map(|n| self.spans(n, words)).collect(),
            NodeKind::Near(near) => self.near(near, words),
            NodeKind::NotNear(not_near) => self.not_near(not_near, words),
            NodeKind::Edge(Edge { side, distance, operand }) => {
                let len = u32::try_from(words.len()).unwrap();
                let mut out = self.spans(operand, words);
                out.retain(|m| match side {
                    Side::Begin => m.begin <= *distance,
                    Side::End => len - m.end <= *distance,
                });
                out
            }
            other => panic!("{other:?} is no stretch"),
        }
    }

    fn figures(&self, class: &Class, words: &[BTreeSet<String>]) -> BTreeSet<Match> {
        let kinds: &[&str] = match class.class {
            TokenClass::Money => &["#money"],
            TokenClass::Percent => &["#percent"],
            TokenClass::Number => &["#money", "#percent", "#number"],
            TokenClass::Date => &["#date"],
        };
        let fits = |token: &str| match (&class.limit, token.rsplit_once(':')) {
            (None, None) => true,
            (Some(Limit::More(than)), Some((_, n))) => n.parse::<i128>().unwrap() > than.millionths,
            (Some(Limit::Less(than)), Some((_, n))) => n.parse::<i128>().unwrap() < than.millionths,
            (Some(Limit::Dates(_)), Some((_, days))) => days.starts_with("2022"),
            (None, Some(_)) | (Some(_), None) => false,
            other => panic!("{other:?} is not drawn"),
        };
        let mut out = BTreeSet::new();
        for (begin, readings) in (0_u32..).zip(words) {
            for (token, len) in readings.iter().map(|w| number_of_words(w)) {
                if kinds.contains(&token.split(':').next().unwrap()) && fits(token) {
                    let end = begin + len;
                    out.insert(Match { begin, end, parts: (begin..end).collect() });
                }
            }
        }
        out
    }

    fn near(&self, near: &Near, words: &[BTreeSet<String>]) -> BTreeSet<Match> {
        let mut chosen: Vec<Vec<Match>> = vec![Vec::new()];
        for operand in &near.operands {
            let found = self.spans(operand, words);
            chosen = chosen
                .into_iter()
                .flat_map(|c| found.iter().map(move |m| [c.clone(), vec![m.clone()]].concat()))
                .collect();
        }
        let mut out = BTreeSet::new();
        for mut matches in chosen {
            if near.order == Order::Any {
                matches.sort();
            }
            let fits = matches.windows(2).all(|pair| {
                pair[1].begin >= pair[0].end && pair[1].begin - pair[0].end <= near.distance
            });
            if fits {
                out.insert(Match {
                    begin: matches[0].begin,
                    end: matches[matches.len() - 1].end,
                    parts: matches.into_iter().flat_map(|m| m.parts).collect(),
                });
            }
        }
        out
    }

    fn not_near(&self, not_near: &NotNear, words: &[BTreeSet<String>]) -> BTreeSet<Match> {
        let unwanted = self.spans(&not_near.unwanted, words);
        let mut out = self.spans(&not_near.wanted, words);
        out.retain(|m| {
            !unwanted.iter().any(|u| {
                let after = i64::from(u.begin) - i64::from(m.end);
                let before = i64::from(m.begin) - i64::from(u.end);
                let reach = i64::from(not_near.distance);
                (0..=reach).contains(&after)
                    || (not_near.order == Order::Any && (0..=reach).contains(&before))
            })
        });
        out
    }
}

fn single(words: &[BTreeSet<String>], keep: &dyn Fn(&str) -> bool) -> BTreeSet<Match> {
    let fits = |at: &usize| words[*at].iter().any(|w| keep(w));
    (0..words.len())
        .filter(fits)
        .map(|at| {
            let begin = u32::try_from(at).unwrap();
            Match { begin, end: begin + 1, parts: Parts::from([begin]) }
        })
        .collect()
}

fn in_a_row(slots: &[BTreeSet<Match>]) -> BTreeSet<Match> {
    let mut out = slots[0].clone();
    for slot in &slots[1..] {
        let mut next = BTreeSet::new();
        for a in &out {
            for b in slot.iter().filter(|b| b.begin == a.end) {
                let parts = a.parts.union(&b.parts).copied().collect();
                next.insert(Match { begin: a.begin, end: b.end, parts });
            }
        }
        out = next;
    }
    out
}

fn in_one(unit: Unit, a: &ScannedPassage, b: &ScannedPassage) -> bool {
    let call = a.call == b.call;
    match unit {
        Unit::Sentence => unreachable!("looked at by itself"),
        Unit::Passage => a.anchor == b.anchor,
        Unit::Turn => call && a.turn == b.turn,
        Unit::Exchange => call && a.exchange.is_some() && a.exchange == b.exchange,
        Unit::Call => call,
    }
}

fn holds(filter: &Filter, passage: &ScannedPassage) -> bool {
    let name = passage.facts.speaker.name.clone().unwrap_or_default().to_lowercase();
    let has = filter.values.iter().any(|v| match (&v.value, filter.field) {
        (Value::Role(role), _) => passage.facts.speaker.role == *role,
        (Value::Section(section), _) => passage.facts.section == *section,
        (Value::Call(id), _) => passage.call_id == id.as_str(),
        (Value::Text(text), Field::Speaker) => name.split(' ').any(|w| w == text),
        (Value::Text(text), Field::AskedBy) => {
            passage.asker.as_ref().is_some_and(|a| a.to_lowercase().split(' ').any(|w| w == text))
        }
        other => panic!("{other:?} is not drawn"),
    });
    has == (filter.polarity == Polarity::Include)
}

/// Returns the words of a text, each with every way to read it.
fn words_of(text: &str) -> Vec<BTreeSet<String>> {
    let mut out: Vec<BTreeSet<String>> = Vec::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        let token = tokens.token();
        if token.is_primary {
            out.push(BTreeSet::new());
        }
        out.last_mut().unwrap().insert(token.text.clone());
    }
    out
}

/// Returns the words that each sentence of a passage has, counted from `start`.
fn sentence_words(passage: &str, start: u32) -> Vec<Range<u32>> {
    let mut tokens = Tokens::new(passage);
    let mut words = Vec::new();
    while tokens.advance() {
        if tokens.token().is_primary {
            words.push(tokens.token().span.start);
        }
    }
    let before = |at: usize| start + u32::try_from(words.partition_point(|w| *w < at)).unwrap();
    sentences(passage).into_iter().map(|s| before(s.start)..before(s.end)).collect()
}

fn primary(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        if tokens.token().is_primary {
            out.push(tokens.token().text.clone());
        }
    }
    out
}
