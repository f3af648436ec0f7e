//! Words that stand for one another, asked for by `syn(…)` or for a whole query.
//!
//! A thesaurus is lines of text. `capex = capital expenditure = capital spending` is a set whose
//! members stand for one another; of `guidance > outlook = forecast`, what stands left of `>`
//! also finds what stands right of it, and not the other way round. Members may have several
//! words; each is found in any form. A line of one member alone says that it has no synonyms.
//! `#` begins a comment.

use std::collections::BTreeMap;
use std::collections::HashSet;
use std::mem;
use std::ops::Range;

use crate::query::Near;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Order;
use crate::query::Query;
use crate::query::Same;
use crate::query::Word;
use crate::query::WordForm;
use crate::query::nearest;
use crate::text::Stemmer;
use crate::text::Tokens;

/// The finance thesaurus.
const FINANCE: &str = include_str!("synonyms.txt");

/// The most words of a term that plain words are compared with.
const MAX_WORDS: usize = 8;

/// The most members of a line: each is written down for each other one.
const MAX_MEMBERS: usize = 64;

/// Which terms stand for which.
pub struct Thesaurus {
    /// By a term's stems: the term and its synonyms, in the order they are written.
    synonyms: BTreeMap<String, Vec<String>>,
    stemmer: Stemmer,
}

/// A line of a thesaurus that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct ThesaurusError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: ThesaurusErrorReason,
}

/// What is wrong with a line of a thesaurus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ThesaurusErrorReason {
    /// A member holds no word.
    #[error("a member holds no word")]
    EmptyMember,
    /// There is more than one `>`.
    #[error("there is more than one `>`")]
    TwoArrows,
    /// There are too many members.
    #[error("there are more than {MAX_MEMBERS} members")]
    TooManyMembers,
}

impl Thesaurus {
    /// Returns the finance thesaurus that earmark comes with.
    ///
    /// # Panics
    ///
    /// Never: a test reads all of it.
    pub fn finance() -> Self {
        let mut thesaurus = Self { synonyms: BTreeMap::new(), stemmer: Stemmer::default() };
        thesaurus.add(FINANCE).expect("a test reads the thesaurus");
        thesaurus
    }

    /// Adds the lines of a text. What they say of a term left of `>` replaces what was known of
    /// it before.
    ///
    /// # Errors
    ///
    /// Fails at the first line that cannot be read; those before it have been added.
    pub fn add(&mut self, text: &str) -> Result<(), ThesaurusError> {
        let mut added: BTreeMap<String, (Vec<String>, HashSet<String>)> = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}').split('#').next().unwrap_or_default();
            if line.trim().is_empty() {
                continue;
            }
            let fail = |reason| ThesaurusError { line: at + 1, reason };
            let (left, right) = line.split_once('>').unwrap_or((line, ""));
            if right.contains('>') {
                return Err(fail(ThesaurusErrorReason::TwoArrows));
            }
            if line.split(['=', '>']).count() > MAX_MEMBERS {
                return Err(fail(ThesaurusErrorReason::TooManyMembers));
            }
            let left = self.members(left).ok_or(fail(ThesaurusErrorReason::EmptyMember))?;
            let right = if line.contains('>') {
                self.members(right).ok_or(fail(ThesaurusErrorReason::EmptyMember))?
            } else {
                Vec::new()
            };
            for (key, term) in &left {
                let (known, seen) = added.entry(key.clone()).or_default();
                let others = left.iter().chain(&right).map(|(_, other)| other);
                for other in std::iter::once(term).chain(others) {
                    if seen.insert(other.clone()) {
                        known.push(other.clone());
                    }
                }
            }
        }
        self.synonyms.extend(added.into_iter().map(|(key, (known, _))| (key, known)));
        Ok(())
    }

    /// Reads members parted by `=`, each with its stems; `None` where one holds no word.
    fn members(&self, text: &str) -> Option<Vec<(String, String)>> {
        let member = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            let key = self.key(text);
            (!key.is_empty()).then(|| (key, words.join(" ")))
        };
        text.split('=').map(member).collect()
    }

    /// Returns the stems of the words of a text.
    fn key(&self, text: &str) -> String {
        let mut stems: Vec<String> = Vec::new();
        let mut tokens = Tokens::of_words(text);
        while tokens.advance() {
            if tokens.token().is_primary {
                stems.push(self.stemmer.stem(&tokens.token().text).into_owned());
            }
        }
        stems.join(" ")
    }

    /// Returns a term and its synonyms, the term as the thesaurus writes it first; `None` for a
    /// term that it does not have.
    pub fn synonyms(&self, term: &str) -> Option<&[String]> {
        self.synonyms.get(&self.key(term)).map(Vec::as_slice)
    }

    /// Replaces each `syn(…)` of a query by its alternatives, and says what it stands for. A
    /// term that is not known stands for itself, which is said too.
    pub fn replace_asked(&self, query: &mut Query) {
        let notices = &mut query.notices;
        if let Some(root) = &mut query.root {
            self.replace_in(root, notices);
        }
    }

    fn replace_in(&self, node: &mut Node, notices: &mut Vec<Notice>) {
        for child in node.children_mut() {
            self.replace_in(child, notices);
        }
        if let NodeKind::Synonyms(term) = &node.kind {
            let term = term.clone();
            node.kind = if let Some(known) = self.synonyms(&term) {
                notices.push(stands_for(&term, known, &node.span));
                alternatives(known, &node.span)
            } else {
                notices.push(self.unknown(&term, &node.span));
                words(&term, &node.span).kind
            };
        }
    }

    fn unknown(&self, term: &str, span: &Range<usize>) -> Notice {
        let mut terms: Vec<&str> = self.synonyms.values().map(|s| s[0].as_str()).collect();
        terms.sort_unstable();
        let near = nearest(term, terms, |t| t);
        let hint = near.map(|t| format!("; nearest: `{t}`")).unwrap_or_default();
        let text = format!("the thesaurus has no `{term}`{hint}");
        Notice::at(NoticeKind::UnknownValue, span.clone(), text)
    }

    /// Adds the synonyms of the words of a query that are not in quotes, and says of which.
    ///
    /// Words that stand side by side are taken together where the thesaurus has them so. What is
    /// written as `=this` or in quotes is left as it is, so that phrases stay whole.
    pub fn expand(&self, query: &mut Query) {
        let (text, notices) = (query.text.clone(), &mut query.notices);
        if let Some(root) = &mut query.root {
            // One word alone is a list of one.
            let span = root.span.clone();
            let mut list = vec![mem::replace(root, words("", &span))];
            self.expand_list(&mut list, &text, Joined::All, notices);
            *root = list.remove(0);
        }
    }

    /// Expands operands; those that stand side by side as plain words may be one term.
    fn expand_list(
        &self,
        nodes: &mut Vec<Node>,
        text: &str,
        joined: Joined,
        notices: &mut Vec<Notice>,
    ) {
        let mut out: Vec<Node> = Vec::new();
        let mut more = Vec::new();
        let mut rest: Vec<Node> = mem::take(nodes);
        while !rest.is_empty() {
            let Some((count, known)) = self.longest(&rest, text) else {
                let mut node = rest.remove(0);
                self.expand_inside(&mut node, text, notices);
                out.push(node);
                continue;
            };
            let span = rest[0].span.start..rest[count - 1].span.end;
            notices.push(stands_for(&text[span.clone()], known, &span));
            let mut said: Vec<Node> = rest.drain(..count).collect();
            let others = known.iter().skip(1).map(|term| words(term, &span));
            match joined {
                Joined::Any => {
                    out.append(&mut said);
                    more.extend(others);
                }
                Joined::All => {
                    let said = match said.len() {
                        1 => said.remove(0),
                        _ => Node { kind: NodeKind::And(said), span: span.clone() },
                    };
                    let either = std::iter::once(said).chain(others).collect();
                    out.push(Node { kind: NodeKind::Or(either), span });
                }
            }
        }
        out.extend(more);
        *nodes = out;
    }

    fn expand_inside(&self, node: &mut Node, text: &str, notices: &mut Vec<Notice>) {
        match &mut node.kind {
            NodeKind::List(nodes) | NodeKind::And(nodes) => {
                self.expand_list(nodes, text, Joined::All, notices);
                if nodes.len() == 1 {
                    *node = nodes.remove(0);
                }
            }
            NodeKind::Or(nodes) => self.expand_list(nodes, text, Joined::Any, notices),
            // Each operand by itself: two of them are never one term.
            NodeKind::Near(Near { operands, .. }) | NodeKind::Same(Same { operands, .. }) => {
                for operand in operands {
                    self.expand_one(operand, text, notices);
                }
            }
            NodeKind::Not(inner) => self.expand_one(inner, text, notices),
            NodeKind::AtLeast(at_least) => self.expand_one(&mut at_least.operand, text, notices),
            NodeKind::Edge(edge) => self.expand_one(&mut edge.operand, text, notices),
            NodeKind::NotNear(not_near) => {
                self.expand_one(&mut not_near.wanted, text, notices);
                self.expand_one(&mut not_near.unwanted, text, notices);
            }
            _ => {}
        }
    }

    fn expand_one(&self, node: &mut Node, text: &str, notices: &mut Vec<Notice>) {
        let span = node.span.clone();
        let mut one = vec![mem::replace(node, words("", &span))];
        self.expand_list(&mut one, text, Joined::All, notices);
        *node = one.remove(0);
    }

    /// Returns how many of the first nodes are one term that has synonyms, and these.
    fn longest(&self, nodes: &[Node], text: &str) -> Option<(usize, &[String])> {
        let plain = |n: &&Node| matches!(&n.kind, NodeKind::Word(w) if w.form == WordForm::Any);
        let beside = |pair: &[Node]| {
            let between = text.get(pair[0].span.end..pair[1].span.start);
            between.is_some_and(|t| t.trim().is_empty())
        };
        let run = nodes.iter().take(MAX_WORDS).take_while(plain).count();
        let joined = 1 + nodes[..run].windows(2).take_while(|pair| beside(pair)).count();
        (1..=joined.min(run)).rev().find_map(|count| {
            let said = text.get(nodes[0].span.start..nodes[count - 1].span.end)?;
            let known = self.synonyms(said)?;
            (known.len() > 1).then_some((count, known))
        })
    }
}

/// How operands are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    /// All must match.
    All,
    /// Any may match.
    Any,
}

fn stands_for(said: &str, known: &[String], span: &Range<usize>) -> Notice {
    let text = format!("`{said}` stands for {}", known.join(", "));
    Notice::at(NoticeKind::Expanded, span.clone(), text)
}

/// Returns the alternatives as one node.
fn alternatives(terms: &[String], span: &Range<usize>) -> NodeKind {
    match terms {
        [only] => words(only, span).kind,
        _ => NodeKind::Or(terms.iter().map(|term| words(term, span)).collect()),
    }
}

/// Returns the node for a term: its words in any form, one after the other.
fn words(term: &str, span: &Range<usize>) -> Node {
    let word = |text: &str| {
        let word = Word { text: text.to_owned(), form: WordForm::Any };
        Node { kind: NodeKind::Word(word), span: span.clone() }
    };
    let mut operands: Vec<Node> = term.split(' ').map(word).collect();
    if operands.len() == 1 {
        return operands.remove(0);
    }
    let near = Near { operands, distance: 0, order: Order::Written };
    Node { kind: NodeKind::Near(near), span: span.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "\
# for tests
capex = capital expenditure = capital spending
fcf = free cash flow
guidance > outlook
backlog = order book";

    fn thesaurus() -> Thesaurus {
        let mut thesaurus = Thesaurus { synonyms: BTreeMap::new(), stemmer: Stemmer::default() };
        thesaurus.add(LINES).unwrap();
        thesaurus
    }

    #[track_caller]
    fn check_asked(query: &str, expected: &str) {
        let mut query = crate::query::parse(query).unwrap();
        thesaurus().replace_asked(&mut query);
        assert_eq!(query.to_string(), expected);
        assert_eq!(crate::query::parse(expected).unwrap().to_string(), expected);
    }

    #[track_caller]
    fn check_expanded(query: &str, expected: &str) {
        let mut query = crate::query::parse(query).unwrap();
        thesaurus().expand(&mut query);
        assert_eq!(query.to_string(), expected);
    }

    #[test]
    fn synonyms_asked_for_are_alternatives() {
        let capex = "capex OR capital ONEAR/0 expenditure OR capital ONEAR/0 spending";
        check_asked("syn(capex)", capex);
        check_asked(
            "syn(Capital Spending) growth",
            "(capital ONEAR/0 spending OR capex OR capital ONEAR/0 expenditure) growth",
        );
        check_asked("syn(capex) NEAR/5 cut", &format!("({capex}) NEAR/5 cut"));
        check_asked("syn(guidance)", "guidance OR outlook");
        check_asked("syn(outlook)", "outlook");
        check_asked("syn(blue sky)", "blue ONEAR/0 sky");
    }

    #[test]
    fn plain_words_get_their_synonyms_and_quotes_none() {
        let capex = "capex OR capital ONEAR/0 expenditure OR capital ONEAR/0 spending";
        check_expanded("capex", capex);
        check_expanded("capex growth", &format!("({capex}) growth"));
        check_expanded("=capex \"capex\"", "=capex =capex");
        check_expanded("\"capex growth\"", "\"capex growth\"");
        check_expanded("free cash flow growth", "((free AND cash AND flow) OR fcf) growth");
        check_expanded("free cash flow", "(free AND cash AND flow) OR fcf");
        check_expanded("free AND cash AND flow", "free AND cash AND flow");
        check_expanded("guidance outlook", "(guidance OR outlook) outlook");
        check_expanded(
            "backlog NEAR/5 capex",
            &format!("(backlog OR order ONEAR/0 book) NEAR/5 ({capex})"),
        );
        check_expanded("-backlog growth", "NOT (backlog OR order ONEAR/0 book) growth");
    }

    #[test]
    fn what_is_used_and_what_is_unknown_is_said() {
        let mut query = crate::query::parse("syn(capx) syn(fcf)").unwrap();
        thesaurus().replace_asked(&mut query);
        let said: Vec<&str> = query.notices.iter().map(|n| n.text.as_str()).collect();
        assert_eq!(
            said,
            [
                "the thesaurus has no `capx`; nearest: `capex`",
                "`fcf` stands for fcf, free cash flow",
            ]
        );
    }

    #[test]
    fn later_lines_replace_what_earlier_ones_said() {
        let mut thesaurus = thesaurus();
        thesaurus.add("capex = capital outlay\nbacklog").unwrap();
        assert_eq!(thesaurus.synonyms("capex").unwrap(), ["capex", "capital outlay"]);
        assert_eq!(thesaurus.synonyms("backlog").unwrap(), ["backlog"]);
        assert_eq!(thesaurus.synonyms("order books").unwrap(), ["order book", "backlog"]);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        let check = |text: &str, line: usize, reason: ThesaurusErrorReason| {
            assert_eq!(thesaurus().add(text), Err(ThesaurusError { line, reason }));
        };
        check("a = b\na = ", 2, ThesaurusErrorReason::EmptyMember);
        check("a > b > c", 1, ThesaurusErrorReason::TwoArrows);
        let long = vec!["a"; MAX_MEMBERS + 1].join(" = ");
        check(&long, 1, ThesaurusErrorReason::TooManyMembers);
        check("a >", 1, ThesaurusErrorReason::EmptyMember);
    }

    #[test]
    fn the_finance_thesaurus_is_sound() {
        let sets = FINANCE.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#'));
        assert!(sets.count() >= 200);
        let thesaurus = Thesaurus::finance();
        for (key, terms) in &thesaurus.synonyms {
            assert!(terms.len() > 1, "{key}");
            let keys: std::collections::BTreeSet<_> =
                terms.iter().map(|t| thesaurus.key(t)).collect();
            assert_eq!(keys.len(), terms.len(), "{key} has one term twice: {terms:?}");
        }
        assert!(thesaurus.synonyms("capex").unwrap().iter().any(|t| t == "capital expenditure"));
    }
}
