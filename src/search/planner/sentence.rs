//! SAME sentence: what one sentence must hold, alternative by alternative.
//!
//! Inside a sentence only stretches of words can be looked for; fields and larger units speak of
//! the passage around it. So the operands are written as alternatives (disjunctive normal form),
//! of which each says what the sentence and what its passage must hold.

use std::ops::Range;
use std::sync::Arc;

use crate::query::AtLeast;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Same;
use crate::query::Unit;
use crate::search::SearchError;
use crate::search::lookup::sentence_starts;
use crate::search::plan::Counted;
use crate::search::plan::Plan;
use crate::search::plan::Sentence;
use crate::search::plan::Stretch;
use crate::search::plan::Words;
use crate::search::planner::Planner;
use crate::search::planner::all;
use crate::search::planner::any;
use crate::search::planner::without;

/// The most alternatives that operands are written out to.
const MAX_ALTERNATIVES: usize = 256;

/// One way in which a sentence can hold what is asked for.
#[derive(Debug, Clone, Default)]
struct Alternative {
    wanted: Vec<Counted>,
    unwanted: Vec<Counted>,
    passage: Vec<Plan>,
    not_passage: Vec<Plan>,
}

/// Whether a part of the query is wanted or shut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Wanted,
    Unwanted,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Wanted => Self::Unwanted,
            Self::Unwanted => Self::Wanted,
        }
    }
}

impl Alternative {
    fn and(&self, other: &Self) -> Self {
        Self {
            wanted: [&*self.wanted, &*other.wanted].concat(),
            unwanted: [&*self.unwanted, &*other.unwanted].concat(),
            passage: [&*self.passage, &*other.passage].concat(),
            not_passage: [&*self.not_passage, &*other.not_passage].concat(),
        }
    }

    /// Returns the plan, or `None` for a sentence that only lacks something.
    fn plan(self, starts: &Arc<Words>) -> Option<Plan> {
        let mut passage = self.passage;
        if !self.wanted.is_empty() {
            let starts = starts.clone();
            let sentence = Sentence { starts, wanted: self.wanted, unwanted: self.unwanted };
            passage.insert(0, Plan::Stretch(Stretch::Sentence(sentence)));
        } else if !self.unwanted.is_empty() {
            return None;
        }
        Some(without(all(passage), self.not_passage))
    }
}

impl Planner<'_> {
    /// Plans `a SAME sentence b`; `None` where it holds nothing that could be searched for.
    pub(super) fn same_sentence(
        &mut self,
        operands: &[Node],
        span: &Range<usize>,
    ) -> Result<Option<Plan>, SearchError> {
        let alternatives = self.all_of(operands, Side::Wanted, span)?;
        let empty = |a: &Alternative| a.wanted.is_empty() && a.passage.is_empty();
        if alternatives.iter().all(empty) {
            return Ok(None);
        }
        let starts = sentence_starts(self.lookup.reader)?;
        let plans: Option<Vec<Plan>> = alternatives.into_iter().map(|a| a.plan(&starts)).collect();
        let what = "a sentence of which is only said what it must not hold";
        let unsupported = || SearchError::Unsupported { what, span: span.clone() };
        plans.map(|plans| Some(any(plans))).ok_or_else(unsupported)
    }

    /// Returns the ways in which a sentence can hold, or not hold, what a node asks for.
    fn alternatives(&mut self, node: &Node, side: Side) -> Result<Vec<Alternative>, SearchError> {
        let counted = match &node.kind {
            NodeKind::Not(inner) => return self.alternatives(inner, side.other()),
            NodeKind::List(nodes)
            | NodeKind::And(nodes)
            | NodeKind::Same(Same { unit: Unit::Sentence, operands: nodes }) => {
                return match side {
                    Side::Wanted => self.all_of(nodes, side, &node.span),
                    Side::Unwanted => self.any_of(nodes, side),
                };
            }
            NodeKind::Or(nodes) if !node.is_stretch() => {
                return match side {
                    Side::Wanted => self.any_of(nodes, side),
                    Side::Unwanted => self.all_of(nodes, side, &node.span),
                };
            }
            NodeKind::Filter(_) | NodeKind::Same(_) => {
                let mut one = Alternative::default();
                match side {
                    Side::Wanted => one.passage.extend(self.node(node)?),
                    Side::Unwanted => one.not_passage.extend(self.node(node)?),
                }
                return Ok(vec![one]);
            }
            NodeKind::AtLeast(AtLeast { count, operand }) => {
                self.stretch(operand)?.map(|stretch| Counted { stretch, count: *count })
            }
            _ => self.stretch(node)?.map(|stretch| Counted { stretch, count: 1 }),
        };
        let mut one = Alternative::default();
        match side {
            Side::Wanted => one.wanted.extend(counted),
            Side::Unwanted => one.unwanted.extend(counted),
        }
        Ok(vec![one])
    }

    fn any_of(&mut self, nodes: &[Node], side: Side) -> Result<Vec<Alternative>, SearchError> {
        let mut out = Vec::new();
        for node in nodes {
            out.extend(self.alternatives(node, side)?);
        }
        Ok(out)
    }

    fn all_of(
        &mut self,
        nodes: &[Node],
        side: Side,
        span: &Range<usize>,
    ) -> Result<Vec<Alternative>, SearchError> {
        let mut out = vec![Alternative::default()];
        for node in nodes {
            let more = self.alternatives(node, side)?;
            if out.len() * more.len() > MAX_ALTERNATIVES {
                let what = "`SAME sentence` of so many alternatives with fields or NOT among them";
                return Err(SearchError::Unsupported { what, span: span.clone() });
            }
            out = out.iter().flat_map(|a| more.iter().map(|b| a.and(b))).collect();
        }
        Ok(out)
    }
}
