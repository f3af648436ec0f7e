//! From a query to a plan: words are analysed, looked up and weighed.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::index::Reader;
use crate::query::Amount;
use crate::query::Class;
use crate::query::Filter;
use crate::query::Fuzzy;
use crate::query::Limit;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Polarity;
use crate::query::Query;
use crate::query::TokenClass;
use crate::query::Wild;
use crate::query::Word;
use crate::query::WordForm;
use crate::search::SearchError;
use crate::search::bm25::idf;
use crate::search::filters::plan_filter;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::terms::distance;
use crate::search::terms::matching;
use crate::text;
use crate::text::FIGURE_MARK;
use crate::text::FigureClass;
use crate::text::Stemmer;
use crate::text::Tokens;
use crate::text::parse_figure_token;

/// The most words of the index that a pattern stands for; the most frequent ones are taken.
const MAX_EXPANSION: usize = 4_096;

/// How many words a notice names of those a pattern stands for.
const EXPANSION_SHOWN: usize = 6;

/// A query made ready for one index.
pub(super) struct Planned {
    /// What passages must be like.
    pub(super) plan: Plan,
    /// For a list of words that may be relaxed: the plan that asks for fewer of them.
    pub(super) relaxed: Option<Relaxed>,
    /// What the user should know of how the query was understood.
    pub(super) notices: Vec<Notice>,
}

/// A list of operands of which not all need match.
pub(super) struct Relaxed {
    operands: Vec<Plan>,
    unwanted: Vec<Plan>,
    filters: Vec<(Polarity, Plan)>,
}

impl Relaxed {
    /// Returns how many operands there are.
    pub(super) fn len(&self) -> usize {
        self.operands.len()
    }

    /// Returns the plan that asks for at least `min` operands.
    pub(super) fn at_least(&self, min: usize) -> Plan {
        let root = Plan::Most { of: self.operands.clone(), min };
        with_filters(without(root, self.unwanted.clone()), self.filters.clone())
    }
}

/// Looks a query up in an index.
///
/// # Errors
///
/// An index that cannot be read, or a part of the query that cannot be searched for.
pub(super) fn plan(query: &Query, reader: &Reader) -> Result<Planned, SearchError> {
    let mut planner =
        Planner { reader, stemmer: Stemmer::default(), notices: query.notices.clone() };
    let mut filters = Vec::new();
    for filter in &query.filters {
        filters.push((filter.polarity, plan_filter(filter, reader, &mut planner.notices)?));
    }
    let mut relaxed = None;
    let root = match query.root.as_ref().map(|r| &r.kind) {
        None => Plan::Everything,
        Some(NodeKind::List(nodes)) => {
            let (operands, unwanted) = planner.operands(nodes)?;
            if operands.len() > 1 {
                relaxed = Some(Relaxed {
                    operands: operands.clone(),
                    unwanted: unwanted.clone(),
                    filters: filters.clone(),
                });
            }
            without(all(operands), unwanted)
        }
        Some(_) => match &query.root {
            Some(node) => planner.node(node)?.unwrap_or(Plan::Everything),
            None => Plan::Everything,
        },
    };
    Ok(Planned { plan: with_filters(root, filters), relaxed, notices: planner.notices })
}

fn all(mut operands: Vec<Plan>) -> Plan {
    match operands.len() {
        0 => Plan::Everything,
        1 => operands.remove(0),
        _ => Plan::And(operands),
    }
}

fn any(mut operands: Vec<Plan>) -> Plan {
    match operands.len() {
        0 => Plan::Nothing,
        1 => operands.remove(0),
        _ => Plan::Or(operands),
    }
}

fn without(plan: Plan, unwanted: Vec<Plan>) -> Plan {
    if unwanted.is_empty() {
        return plan;
    }
    Plan::Without(Box::new(plan), Box::new(any(unwanted)))
}

fn with_filters(root: Plan, filters: Vec<(Polarity, Plan)>) -> Plan {
    let (wanted, unwanted): (Vec<_>, Vec<_>) =
        filters.into_iter().partition(|(polarity, _)| *polarity == Polarity::Include);
    let plans = |side: Vec<(Polarity, Plan)>| side.into_iter().map(|(_, plan)| plan);
    let mut operands: Vec<Plan> = plans(wanted).collect();
    if root != Plan::Everything || operands.is_empty() {
        operands.insert(0, root);
    }
    without(all(operands), plans(unwanted).collect())
}

struct Planner<'r> {
    reader: &'r Reader,
    stemmer: Stemmer,
    notices: Vec<Notice>,
}

impl Planner<'_> {
    /// Plans operands, those under a NOT apart; operands without a word are left out.
    fn operands(&mut self, nodes: &[Node]) -> Result<(Vec<Plan>, Vec<Plan>), SearchError> {
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for node in nodes {
            let (node, side) = match &node.kind {
                NodeKind::Not(inner) => (inner.as_ref(), &mut unwanted),
                _ => (node, &mut wanted),
            };
            side.extend(self.node(node)?);
        }
        Ok((wanted, unwanted))
    }

    /// Plans a node; `None` where it holds nothing that could be searched for.
    fn node(&mut self, node: &Node) -> Result<Option<Plan>, SearchError> {
        let plan = match &node.kind {
            NodeKind::List(nodes) | NodeKind::And(nodes) => {
                let (wanted, unwanted) = self.operands(nodes)?;
                if wanted.is_empty() && unwanted.is_empty() {
                    return Ok(None);
                }
                without(all(wanted), unwanted)
            }
            NodeKind::Or(_) if node.is_stretch() => return self.stretch_plan(node),
            NodeKind::Or(nodes) => {
                let mut operands = Vec::new();
                for node in nodes {
                    operands.extend(self.node(node)?);
                }
                any(operands)
            }
            NodeKind::Not(inner) => {
                let Some(inner) = self.node(inner)? else { return Ok(None) };
                without(Plan::Everything, vec![inner])
            }
            NodeKind::Same(same) => {
                if same.unit == crate::query::Unit::Sentence {
                    let what = "`SAME sentence`";
                    return Err(SearchError::Unsupported { what, span: node.span.clone() });
                }
                let (wanted, unwanted) = self.operands(&same.operands)?;
                if wanted.is_empty() {
                    return Ok(None);
                }
                Plan::Same { unit: same.unit, wanted, unwanted }
            }
            NodeKind::AtLeast(at_least) => {
                let Some(stretch) = self.stretch(&at_least.operand)? else { return Ok(None) };
                Plan::AtLeast { count: at_least.count, stretch }
            }
            NodeKind::Filter(filter) => self.filter(filter)?,
            _ => return self.stretch_plan(node),
        };
        Ok(Some(plan))
    }

    fn filter(&mut self, filter: &Filter) -> Result<Plan, SearchError> {
        let plan = plan_filter(filter, self.reader, &mut self.notices)?;
        Ok(match filter.polarity {
            Polarity::Include => plan,
            Polarity::Exclude => without(Plan::Everything, vec![plan]),
        })
    }

    fn stretch_plan(&mut self, node: &Node) -> Result<Option<Plan>, SearchError> {
        let Some(stretch) = self.stretch(node)? else { return Ok(None) };
        Ok(Some(match stretch {
            // Alternatives of which each is one word are found faster one by one.
            Stretch::Or(operands) => any(operands.into_iter().map(Plan::Stretch).collect()),
            stretch => Plan::Stretch(stretch),
        }))
    }

    /// Plans a stretch of words; `None` where it has no word that could be searched for.
    fn stretch(&mut self, node: &Node) -> Result<Option<Stretch>, SearchError> {
        let unsupported = |what| Err(SearchError::Unsupported { what, span: node.span.clone() });
        let stretch = match &node.kind {
            NodeKind::Word(word) => return self.word(word, &node.span),
            NodeKind::Prefix(text) => return self.prefix(text, &node.span),
            NodeKind::Wildcard(parts) => self.wildcard(parts, &node.span)?,
            NodeKind::Fuzzy(fuzzy) => self.fuzzy(fuzzy, &node.span)?,
            NodeKind::Regex(pattern) => self.regex(pattern, &node.span)?,
            NodeKind::AnyWord => Stretch::Any,
            NodeKind::Class(class) => return self.class(class, &node.span).map(Some),
            NodeKind::Synonyms(_) => return unsupported("a synonym"),
            NodeKind::Phrase(slots) => return Ok(sequence(self.stretches(slots)?)),
            NodeKind::Or(operands) => {
                let mut operands = self.stretches(operands)?;
                match operands.len() {
                    0 => return Ok(None),
                    1 => operands.remove(0),
                    _ => Stretch::Or(operands),
                }
            }
            NodeKind::Near(near) => {
                let mut operands = self.stretches(&near.operands)?;
                match operands.len() {
                    0 => return Ok(None),
                    1 => operands.remove(0),
                    _ => Stretch::Near { operands, distance: near.distance, order: near.order },
                }
            }
            NodeKind::NotNear(not_near) => {
                let Some(wanted) = self.stretch(&not_near.wanted)? else { return Ok(None) };
                let Some(unwanted) = self.stretch(&not_near.unwanted)? else {
                    return Ok(Some(wanted));
                };
                Stretch::NotNear {
                    wanted: Box::new(wanted),
                    unwanted: Box::new(unwanted),
                    distance: not_near.distance,
                    order: not_near.order,
                }
            }
            NodeKind::Edge(edge) => {
                let Some(operand) = self.stretch(&edge.operand)? else { return Ok(None) };
                let operand = Box::new(operand);
                Stretch::Edge { side: edge.side, distance: edge.distance, operand }
            }
            NodeKind::List(_)
            | NodeKind::And(_)
            | NodeKind::Not(_)
            | NodeKind::Same(_)
            | NodeKind::AtLeast(_)
            | NodeKind::Filter(_) => return unsupported("a condition on passages among words"),
        };
        Ok(Some(stretch))
    }

    fn stretches(&mut self, nodes: &[Node]) -> Result<Vec<Stretch>, SearchError> {
        let mut out = Vec::new();
        for node in nodes {
            out.extend(self.stretch(node)?);
        }
        Ok(out)
    }

    fn word(&mut self, word: &Word, span: &Range<usize>) -> Result<Option<Stretch>, SearchError> {
        let mut slots = Vec::new();
        for token in analysed(&word.text) {
            slots.push(match word.form {
                WordForm::Any => self.any_form(&token, span)?,
                WordForm::Exact => self.exact(&token, span)?,
            });
        }
        if slots.is_empty() {
            let text = format!("`{}` holds nothing that could be searched for", word.text);
            self.notices.push(Notice::at(NoticeKind::Ignored, span.clone(), text));
        }
        Ok(sequence(slots))
    }

    fn exact(&self, token: &str, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let body = self.reader.fields().body;
        let found = matching(self.reader, body, token, &|term| term == token)?;
        Ok(self.words(found, span))
    }

    fn any_form(&self, token: &str, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let stem = self.stemmer.stem(token);
        let prefix = if stem == token && !token.bytes().all(|b| b.is_ascii_lowercase()) {
            token
        } else {
            text::form_prefix(&stem)
        };
        let body = self.reader.fields().body;
        let same = |term: &str| term == token || self.stemmer.stem(term) == stem;
        let found = matching(self.reader, body, prefix, &same)?;
        Ok(self.words(found, span))
    }

    fn prefix(&mut self, text: &str, span: &Range<usize>) -> Result<Option<Stretch>, SearchError> {
        let mut tokens = analysed(text);
        let Some(last) = tokens.pop() else { return Ok(None) };
        let mut slots = Vec::new();
        for token in tokens {
            slots.push(self.exact(&token, span)?);
        }
        let written = format!("{text}*");
        slots.push(self.pattern(&written, span, &last, &|_| true)?);
        Ok(sequence(slots))
    }

    fn wildcard(&mut self, parts: &[Wild], span: &Range<usize>) -> Result<Stretch, SearchError> {
        let parts: Vec<Wild> = parts
            .iter()
            .map(|part| match part {
                Wild::Text(text) => Wild::Text(text::fold(text)),
                other => other.clone(),
            })
            .collect();
        let prefix = match parts.first() {
            Some(Wild::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let written: String = parts
            .iter()
            .map(|part| match part {
                Wild::Text(text) => text.as_str(),
                Wild::One => "?",
                Wild::Many => "*",
            })
            .collect();
        self.pattern(&written, span, &prefix, &|term| fits(&parts, term))
    }

    fn fuzzy(&mut self, fuzzy: &Fuzzy, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let word = text::fold(&fuzzy.text);
        let edits = usize::from(fuzzy.edits);
        let near = |term: &str| distance(&word, term, edits).is_some();
        self.pattern(&format!("{}~{edits}", fuzzy.text), span, "", &near)
    }

    fn regex(&mut self, pattern: &str, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let whole = regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
            .case_insensitive(true)
            .size_limit(1 << 20)
            .build()
            .map_err(|error| SearchError::Pattern {
                message: last_line(&error.to_string()),
                span: span.clone(),
            })?;
        self.pattern(&format!("/{pattern}/"), span, "", &|term| whole.is_match(term))
    }

    /// Plans the words that a pattern stands for, and says which.
    fn pattern(
        &mut self,
        written: &str,
        span: &Range<usize>,
        prefix: &str,
        keep: &dyn Fn(&str) -> bool,
    ) -> Result<Stretch, SearchError> {
        let is_word = |term: &str| !term.starts_with(FIGURE_MARK) && keep(term);
        let mut found = matching(self.reader, self.reader.fields().body, prefix, &is_word)?;
        let all = found.len();
        let mut by_count: Vec<(u64, String)> =
            found.iter().map(|(term, count)| (*count, term.clone())).collect();
        by_count.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        if all > MAX_EXPANSION {
            by_count.truncate(MAX_EXPANSION);
            found = by_count.iter().map(|(count, term)| (term.clone(), *count)).collect();
            let text = format!(
                "`{written}` stands for {all} words; the {MAX_EXPANSION} most frequent are searched"
            );
            self.notices.push(Notice::at(NoticeKind::Truncated, span.clone(), text));
        }
        let shown: Vec<&str> =
            by_count.iter().take(EXPANSION_SHOWN).map(|(_, term)| term.as_str()).collect();
        let text = match all {
            0 => format!("`{written}` stands for no word of the index"),
            _ if all > shown.len() => {
                format!("`{written}` stands for {all} words: {}, …", shown.join(", "))
            }
            _ => format!("`{written}` stands for {}", shown.join(", ")),
        };
        self.notices.push(Notice::at(NoticeKind::Expanded, span.clone(), text));
        Ok(self.words(found, span))
    }

    /// Plans figures of a class, by their values where they are limited.
    fn class(&self, class: &Class, span: &Range<usize>) -> Result<Stretch, SearchError> {
        let kinds: &[FigureClass] = match class.class {
            TokenClass::Money => &[FigureClass::Money],
            TokenClass::Percent => &[FigureClass::Percent],
            TokenClass::Number => &[FigureClass::Number, FigureClass::Money, FigureClass::Percent],
            TokenClass::Date => {
                let what = "a date that is said";
                return Err(SearchError::Unsupported { what, span: span.clone() });
            }
        };
        let body = self.reader.fields().body;
        let mut found = BTreeMap::new();
        for kind in kinds {
            let prefix = kind.token();
            found.extend(match &class.limit {
                None => matching(self.reader, body, prefix, &|term| term == prefix)?,
                Some(limit) => matching(self.reader, body, prefix, &|term| {
                    let figure = parse_figure_token(term);
                    figure.is_some_and(|(_, currency, value)| within(limit, currency, value))
                })?,
            });
        }
        Ok(self.words(found, span))
    }

    fn words(&self, found: BTreeMap<String, u64>, span: &Range<usize>) -> Stretch {
        let with = found.values().sum();
        let idf = idf(with, self.reader.header().passages);
        let terms = found.into_keys().collect();
        Stretch::Words(Arc::new(Words { terms, idf, span: span.clone() }))
    }
}

fn sequence(mut slots: Vec<Stretch>) -> Option<Stretch> {
    if slots.len() == 1 {
        return slots.pop();
    }
    (!slots.is_empty()).then_some(Stretch::Sequence(slots))
}

/// Tells whether a value lies within a limit; a limit in a currency holds for no other.
fn within(limit: &Limit, currency: &str, millionths: u128) -> bool {
    let Ok(value) = i128::try_from(millionths) else { return false };
    let fits = |amount: &Amount| amount.currency.as_deref().is_none_or(|c| c == currency);
    match limit {
        Limit::Less(amount) => fits(amount) && value < amount.millionths,
        Limit::AtMost(amount) => fits(amount) && value <= amount.millionths,
        Limit::Equal(amount) => fits(amount) && value == amount.millionths,
        Limit::AtLeast(amount) => fits(amount) && value >= amount.millionths,
        Limit::More(amount) => fits(amount) && value > amount.millionths,
        Limit::Between(from, to) => {
            fits(from) && (from.millionths..=to.millionths).contains(&value)
        }
        Limit::Dates(_) => false,
    }
}

/// Returns the words of a text as the index has them, each in its fullest form.
fn analysed(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut tokens = Tokens::new(text);
    while tokens.advance() {
        if tokens.token().is_primary {
            out.push(tokens.token().text.clone());
        }
    }
    out
}

/// Tells whether a word has the shape of a pattern (greedy, with one place to go back to).
fn fits(parts: &[Wild], word: &str) -> bool {
    let (mut at, mut rest) = (0, word);
    let mut back: Option<(usize, &str)> = None;
    loop {
        let step = match parts.get(at) {
            Some(Wild::Many) => {
                back = Some((at + 1, rest));
                Some(rest)
            }
            Some(Wild::One) => {
                let mut chars = rest.chars();
                chars.next().map(|_| chars.as_str())
            }
            Some(Wild::Text(text)) => rest.strip_prefix(text.as_str()),
            None if rest.is_empty() => return true,
            None => None,
        };
        if let Some(next) = step {
            (at, rest) = (at + 1, next);
            continue;
        }
        let Some((to, from)) = back else { return false };
        let mut chars = from.chars();
        if chars.next().is_none() {
            return false;
        }
        back = Some((to, chars.as_str()));
        (at, rest) = (to, chars.as_str());
    }
}

/// Returns the last line of a message, without what it calls itself.
fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or(message).trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_words() {
        let text = |t: &str| Wild::Text(t.to_owned());
        let check = |parts: &[Wild], word: &str, expected: bool| {
            assert_eq!(fits(parts, word), expected, "{word}");
        };
        check(&[text("te"), Wild::One, text("t")], "test", true);
        check(&[text("te"), Wild::One, text("t")], "tet", false);
        check(&[Wild::Many, text("ware")], "software", true);
        check(&[Wild::Many, text("ware")], "wares", false);
        check(&[text("a"), Wild::Many, text("b"), Wild::Many, text("c")], "abxbc", true);
        check(&[Wild::One, Wild::Many], "é", true);
        check(&[Wild::One], "", false);
    }
}
