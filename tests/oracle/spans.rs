//! The plain scan of one turn: every way in which a stretch of words matches, by trying all.

use crate::oracle::scan::Scan;
use crate::oracle::scan::primary;
use crate::oracle::scan::words_of;
use earmark::query::Class;
use earmark::query::Edge;
use earmark::query::Limit;
use earmark::query::Near;
use earmark::query::Node;
use earmark::query::NodeKind;
use earmark::query::NotNear;
use earmark::query::Order;
use earmark::query::Side;
use earmark::query::TokenClass;
use earmark::query::Wild;
use earmark::query::WordForm;
use earmark::text::number_of_words;
use std::collections::BTreeSet;

/// Positions of the words that one way of matching needs, in one turn.
pub(crate) type Parts = BTreeSet<u32>;

/// One match in a turn: where it begins and ends, and which words it needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    pub(crate) begin: u32,
    pub(crate) end: u32,
    pub(crate) parts: Parts,
}
impl Scan {
    /// Returns every match of a stretch in a turn, by trying all of them.
    pub(crate) fn spans(&self, node: &Node, words: &[BTreeSet<String>]) -> BTreeSet<Match> {
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
            NodeKind::Class(class) => Self::figures(class, words),
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

    fn figures(class: &Class, words: &[BTreeSet<String>]) -> BTreeSet<Match> {
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
