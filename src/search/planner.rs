//! From a query to a plan: the tree of the query, node by node.

mod sentence;

use std::ops::Range;

use crate::index::Reader;
use crate::query::Filter;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Polarity;
use crate::query::Query;
use crate::query::Unit;
use crate::query::WordForm;
use crate::search::SearchError;
use crate::search::filters::plan_filter;
use crate::search::lookup::Lookup;
use crate::search::lookup::sequence;
use crate::search::plan::Plan;
use crate::search::plan::Stretch;
use crate::search::subject::PlainWord;
use crate::search::subject::Subject;
use crate::search::subject::SubjectKind;
use crate::search::subject::subjects;

/// A query made ready for one index.
pub(super) struct Planned {
    /// What passages must be like.
    pub(super) plan: Plan,
    /// What the plain words of the query are about.
    pub(super) subjects: Vec<Subject>,
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
    plan_about(query, reader, subjects(reader, &plain_words(query))?)
}

/// Looks a query up in an index to count what it matches: every word must be there, also one
/// that names a company or a quarter.
///
/// # Errors
///
/// As [`plan`].
pub(super) fn plan_as_written(query: &Query, reader: &Reader) -> Result<Planned, SearchError> {
    plan_about(query, reader, Vec::new())
}

fn plan_about(
    query: &Query,
    reader: &Reader,
    subjects: Vec<Subject>,
) -> Result<Planned, SearchError> {
    let mut planner = Planner { lookup: Lookup::new(reader, query.notices.clone()) };
    let mut filters = Vec::new();
    for filter in &query.filters {
        filters.push((filter.polarity, plan_filter(filter, reader, &mut planner.lookup.notices)?));
    }
    let mut relaxed = None;
    let root = match query.root.as_ref() {
        None => Plan::Everything,
        Some(Node { kind: NodeKind::List(nodes), .. }) => {
            let nodes = planner.without_subjects(query, nodes, &subjects);
            let (operands, unwanted) = planner.operands(nodes)?;
            if operands.len() > 1 {
                relaxed = Some(Relaxed {
                    operands: operands.clone(),
                    unwanted: unwanted.clone(),
                    filters: filters.clone(),
                });
            }
            if operands.is_empty() && unwanted.is_empty() {
                nothing_asked(&filters)
            } else {
                without(all(operands), unwanted)
            }
        }
        Some(node) => planner.node(node)?.unwrap_or_else(|| nothing_asked(&filters)),
    };
    Ok(Planned {
        plan: with_filters(root, filters),
        subjects,
        relaxed,
        notices: planner.lookup.notices,
    })
}

/// Looks up a stretch of words by itself, without telling of what was ignored or expanded.
pub(super) fn plan_stretch(node: &Node, reader: &Reader) -> Result<Option<Stretch>, SearchError> {
    Planner { lookup: Lookup::new(reader, Vec::new()) }.stretch(node)
}

/// Returns the plan for words none of which can be searched for: what the filters hold, if there
/// are any, else nothing.
fn nothing_asked(filters: &[(Polarity, Plan)]) -> Plan {
    if filters.is_empty() { Plan::Nothing } else { Plan::Everything }
}

/// Returns the plain words at the top of a query.
fn plain_words(query: &Query) -> Vec<PlainWord> {
    let Some(NodeKind::List(nodes) | NodeKind::Or(nodes)) = query.root.as_ref().map(|r| &r.kind)
    else {
        return Vec::new();
    };
    let word = |span: Range<usize>| PlainWord { text: query.text[span.clone()].to_owned(), span };
    if !nodes.iter().all(is_plain_word) || query.text.is_empty() {
        return nodes.iter().filter(|n| is_plain_word(n)).map(|n| word(n.span.clone())).collect();
    }
    // All of it is plain: also the words that were passed over, such as `from` and `to`.
    let pieces = query.text.split_whitespace();
    let start = |piece: &str| piece.as_ptr() as usize - query.text.as_ptr() as usize;
    pieces.map(|piece| word(start(piece)..start(piece) + piece.len())).collect()
}

fn is_plain_word(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Word(word) if word.form == WordForm::Any)
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
    lookup: Lookup<'r>,
}

impl Planner<'_> {
    /// Leaves out the plain words that name a company, a quarter or a speaker, if there are
    /// others: what is theirs is preferred, so they need not be spoken. It is said which.
    fn without_subjects<'q>(
        &mut self,
        query: &Query,
        nodes: &'q [Node],
        subjects: &[Subject],
    ) -> Vec<&'q Node> {
        let one =
            |s: &&Subject| !matches!(s.kind, SubjectKind::Span | SubjectKind::QuarterOfAnyYear);
        let named: Vec<&Subject> = subjects.iter().filter(one).collect();
        let steers = |node: &Node| {
            let inside =
                |s: &&Subject| s.span.start <= node.span.start && node.span.end <= s.span.end;
            is_plain_word(node) && named.iter().any(inside)
        };
        let rest: Vec<&Node> = nodes.iter().filter(|n| !steers(n)).collect();
        if named.is_empty() || rest.iter().all(|n| n.is_negative()) {
            return nodes.iter().collect();
        }
        for subject in named {
            let (what, first) = match subject.kind {
                SubjectKind::Company => ("a company", "its calls come first"),
                SubjectKind::Speaker => ("a speaker", "what they say comes first"),
                _ => ("a quarter", "its calls come first"),
            };
            let said = &query.text[subject.span.clone()];
            let text = format!("`{said}` names {what}: {first}");
            let notice = Notice::at(NoticeKind::Reading, subject.span.clone(), text);
            self.lookup.notices.push(notice);
        }
        rest
    }

    /// Plans operands, those under a NOT apart; operands without a word are left out.
    fn operands<'q>(
        &mut self,
        nodes: impl IntoIterator<Item = &'q Node>,
    ) -> Result<(Vec<Plan>, Vec<Plan>), SearchError> {
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
                if same.unit == Unit::Sentence {
                    return self.same_sentence(&same.operands, &node.span);
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
        let plan = plan_filter(filter, self.lookup.reader, &mut self.lookup.notices)?;
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
            NodeKind::Word(word) => return self.lookup.word(word, &node.span),
            NodeKind::Prefix(text) => return self.lookup.prefix(text, &node.span),
            NodeKind::Wildcard(parts) => self.lookup.wildcard(parts, &node.span)?,
            NodeKind::Fuzzy(fuzzy) => self.lookup.fuzzy(fuzzy, &node.span)?,
            NodeKind::Regex(pattern) => self.lookup.regex(pattern, &node.span)?,
            NodeKind::AnyWord => Stretch::Any,
            NodeKind::Class(class) => return self.lookup.class(class, &node.span).map(Some),
            NodeKind::Synonyms(_) => return unsupported("a synonym without a thesaurus"),
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
}
