//! The plain scan: which passages match a query, and which of their words are marked.

use crate::oracle::spans::Match;
use earmark::exchange::exchanges;
use earmark::passage::passages;
use earmark::query::Field;
use earmark::query::Filter;
use earmark::query::Node;
use earmark::query::NodeKind;
use earmark::query::Polarity;
use earmark::query::Query;
use earmark::query::Same;
use earmark::query::Unit;
use earmark::query::Value;
use earmark::text::Stemmer;
use earmark::text::Tokens;
use earmark::text::sentences;
use earmark::transcript::Transcript;
use earmark::transcript::Turn;
use std::collections::BTreeSet;
use std::ops::Range;

/// What is asked of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Whether it makes its passage match.
    Match,
    /// Which of its words are marked.
    Marks,
}

/// The calls, read for a plain scan.
pub(crate) struct Scan {
    pub(crate) passages: Vec<ScannedPassage>,
    pub(crate) stemmer: Stemmer,
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
    pub(crate) fn hits(&self, query: &Query) -> Vec<(String, Vec<u32>)> {
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
            NodeKind::Same(Same { unit: Unit::Sentence, operands }) => {
                passage.sentences.iter().any(|s| {
                    let fits = |n| self.sentence_fits(n, true, passage, s, Asked::Match);
                    operands.iter().all(fits)
                })
            }
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

    /// Tells whether a sentence has, or lacks, what a node asks for. Fields and larger units speak
    /// of the passage around it; they do not tell which words are marked.
    fn sentence_fits(
        &self,
        node: &Node,
        wanted: bool,
        passage: &ScannedPassage,
        sentence: &Range<u32>,
        asked: Asked,
    ) -> bool {
        let fits = |n: &Node| self.sentence_fits(n, wanted, passage, sentence, asked);
        match &node.kind {
            NodeKind::Not(inner) => self.sentence_fits(inner, !wanted, passage, sentence, asked),
            NodeKind::And(nodes)
            | NodeKind::Same(Same { unit: Unit::Sentence, operands: nodes }) => {
                if wanted {
                    nodes.iter().all(fits)
                } else {
                    nodes.iter().any(fits)
                }
            }
            NodeKind::Or(nodes) => {
                if wanted {
                    nodes.iter().any(fits)
                } else {
                    nodes.iter().all(fits)
                }
            }
            NodeKind::Filter(_) | NodeKind::Same(_) => {
                asked == Asked::Marks || self.matches(node, passage) == wanted
            }
            NodeKind::AtLeast(at_least) => {
                let found = self.within(&at_least.operand, passage, sentence);
                let distinct: BTreeSet<_> = found.iter().map(|m| (m.begin, m.end)).collect();
                (distinct.len() >= at_least.count as usize) == wanted
            }
            _ => self.within(node, passage, sentence).is_empty() != wanted,
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
        if !self.sentence_fits(node, wanted, passage, sentence, Asked::Marks) {
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
pub(crate) fn words_of(text: &str) -> Vec<BTreeSet<String>> {
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

pub(crate) fn primary(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        if tokens.token().is_primary {
            out.push(tokens.token().text.clone());
        }
    }
    out
}
