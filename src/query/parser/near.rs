//! Operators on stretches of words, and what they are made of.

use std::ops::Range;

use crate::query::Edge;
use crate::query::Near;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::NotNear;
use crate::query::OperandKind;
use crate::query::Operator;
use crate::query::Order;
use crate::query::Place;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::lexer::Token;
use crate::query::lexer::TokenKind;
use crate::query::parser::Parser;
use crate::query::parser::Pending;
use crate::query::parser::around;
use crate::query::parser::check_stretch;
use crate::query::parser::lift;
use crate::query::parser::not;

/// An infix NEAR of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Infix {
    distance: u32,
    order: Order,
    sense: Sense,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Near,
    NotNear,
}

impl Infix {
    fn operator(self) -> Operator {
        match self.sense {
            Sense::Near => Operator::Near(self.order),
            Sense::NotNear => Operator::NotNear(self.order),
        }
    }

    /// Joins what was read so far, all of it with this operator.
    fn join(self, mut operands: Vec<Node>) -> Node {
        let span = around(&operands);
        let Self { distance, order, sense } = self;
        if sense == Sense::NotNear
            && let (Some(unwanted), Some(wanted)) = (operands.pop(), operands.pop())
        {
            let (wanted, unwanted) = (Box::new(wanted), Box::new(unwanted));
            let kind = NodeKind::NotNear(NotNear { wanted, unwanted, distance, order });
            return Node { kind, span };
        }
        Node { kind: NodeKind::Near(Near { operands, distance, order }), span }
    }
}

impl Parser<'_> {
    /// Reads `a NEAR/5 b`, `a ONEAR/5 b`, `a NOT NEAR/5 b`.
    ///
    /// The same operator several times takes all its operands at once; different ones take
    /// what stands before them as one operand.
    pub(super) fn near(&mut self, pending: Pending) -> Result<Node, QueryError> {
        let mut operands = vec![self.tight(pending)?];
        let mut last: Option<Infix> = None;
        while let Some((infix, span)) = self.take_infix() {
            let operator = infix.operator();
            if let Some(before) = last.filter(|b| *b != infix || b.sense == Sense::NotNear) {
                operands = vec![before.join(operands)];
            }
            check_stretch(&operands[operands.len() - 1], operator)?;
            let operand = self.tight(Some((operator, span)))?;
            check_stretch(&operand, operator)?;
            operands.push(operand);
            last = Some(infix);
        }
        match last {
            Some(infix) => Ok(infix.join(operands)),
            None => Ok(operands.remove(0)),
        }
    }

    /// Takes `NEAR/5`, or `NOT` with `NEAR/5`.
    fn take_infix(&mut self) -> Option<(Infix, Range<usize>)> {
        let token = self.peek()?;
        let start = token.span.start;
        let negated = token.kind == TokenKind::Not;
        let at = self.at + usize::from(negated);
        let token = self.tokens.get(at)?;
        let TokenKind::Near(distance, order) = token.kind else { return None };
        let span = start..token.span.end;
        self.at = at + 1;
        let sense = if negated { Sense::NotNear } else { Sense::Near };
        Some((Infix { distance, order, sense }, span))
    }

    /// Reads what holds together without an operator between operands.
    fn tight(&mut self, pending: Pending) -> Result<Node, QueryError> {
        let Some(Token { kind, span }) = self.peek().cloned() else {
            return self.missing(pending);
        };
        match kind {
            TokenKind::Operand(kind) => {
                self.at += 1;
                Ok(Node { kind, span })
            }
            TokenKind::Filter(filter) => {
                self.at += 1;
                Ok(Node { kind: NodeKind::Filter(filter), span })
            }
            TokenKind::Open => self.parentheses(&span),
            TokenKind::NearCall(distance, order) => self.call(distance, order, &span),
            TokenKind::Dash | TokenKind::Not => {
                self.at += 1;
                self.within(&span, |parser| {
                    let operand = parser.tight(Some((Operator::Not, span.clone())))?;
                    Ok(not(span.start, operand))
                })
            }
            TokenKind::Edge(side, distance) => {
                self.at += 1;
                self.within(&span, |parser| {
                    let operator = Operator::Edge(side);
                    let operand = parser.tight(Some((operator, span.clone())))?;
                    check_stretch(&operand, operator)?;
                    let span = span.start..operand.span.end;
                    let operand = Box::new(operand);
                    Ok(Node { kind: NodeKind::Edge(Edge { side, distance, operand }), span })
                })
            }
            TokenKind::AtLeast(_) => self.counted(None),
            TokenKind::Everything => {
                let kind = QueryErrorKind::TooBroad { pattern: "*".to_owned() };
                Err(QueryError { kind, span })
            }
            TokenKind::Close
            | TokenKind::And
            | TokenKind::Or
            | TokenKind::Near(..)
            | TokenKind::Same(_) => self.missing(pending),
        }
    }

    /// Reads `(…)`.
    fn parentheses(&mut self, open: &Range<usize>) -> Result<Node, QueryError> {
        self.at += 1;
        if self.peek().is_none() {
            let kind = QueryErrorKind::UnclosedParenthesis;
            return Err(QueryError { kind, span: open.clone() });
        }
        self.within(open, |parser| {
            let mut node = lift::strict(parser.or()?);
            node.span = open.start..parser.close(open)?;
            Ok(node)
        })
    }

    /// Reads `NEAR5(a b)` from its first operand on.
    fn call(
        &mut self,
        distance: u32,
        order: Order,
        open: &Range<usize>,
    ) -> Result<Node, QueryError> {
        self.at += 1;
        let parenthesis = open.end - 1..open.end;
        let operator = Operator::Near(order);
        self.within(open, |parser| {
            let mut operands = Vec::new();
            while let Some(token) = parser.peek() {
                if token.kind == TokenKind::Close {
                    break;
                }
                if token.kind == TokenKind::And {
                    let operand = OperandKind::All;
                    let kind = QueryErrorKind::InvalidOperand { operator, operand };
                    return Err(QueryError { kind, span: token.span.clone() });
                }
                let operand = parser.alternatives()?;
                check_stretch(&operand, operator)?;
                operands.push(operand);
            }
            let end = parser.close(&parenthesis)?;
            let span = open.start..end;
            if operands.len() < 2 {
                let kind = QueryErrorKind::MissingOperand { operator, place: Place::In };
                return Err(QueryError { kind, span });
            }
            Ok(Node { kind: NodeKind::Near(Near { operands, distance, order }), span })
        })
    }

    /// Reads `a OR b` where that binds tighter than side by side: inside `NEAR5(…)`.
    fn alternatives(&mut self) -> Result<Node, QueryError> {
        let mut operands = vec![self.near(None)?];
        while let Some(span) = self.take(&TokenKind::Or) {
            operands.push(self.near(Some((Operator::Or, span)))?);
        }
        if operands.len() == 1 {
            return Ok(operands.remove(0));
        }
        let span = around(&operands);
        let mut flat = Vec::new();
        for operand in operands {
            match operand.kind {
                NodeKind::Or(inner) => flat.extend(inner),
                _ => flat.push(operand),
            }
        }
        Ok(Node { kind: NodeKind::Or(flat), span })
    }
}
