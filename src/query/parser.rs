//! Tokens to a tree.
//!
//! From loose to tight: `OR`; `AND`; side by side; `NOT`; `SAME`; `ATLEAST`; `NEAR`, `ONEAR` and
//! their `NOT`; `BEGIN`, `END` and `-`; words, phrases, classes, fields and parentheses.

mod lift;
mod near;

use std::ops::Range;

use crate::query::AtLeast;
use crate::query::Filter;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::OperandKind;
use crate::query::Operator;
use crate::query::Place;
use crate::query::Polarity;
use crate::query::Query;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::Same;
use crate::query::Unit;
use crate::query::lexer;
use crate::query::lexer::Token;
use crate::query::lexer::TokenKind;
use crate::query::limits;
use crate::query::nearest;

/// Reads a query.
pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    let (mut tokens, notices) = lexer::lex(text)?;
    let beside = |t: &Token| matches!(t.kind, TokenKind::Filter(_) | TokenKind::Dash);
    let everything = |t: &Token| t.kind == TokenKind::Everything;
    // `*` alone, or with nothing but fields, asks for everything.
    let all = tokens.iter().any(everything) && tokens.iter().all(|t| everything(t) || beside(t));
    if all {
        tokens.retain(|t| !everything(t));
    }
    if tokens.is_empty() {
        let empty = QueryError { kind: QueryErrorKind::Empty, span: 0..text.len() };
        let query = Query { text: text.to_owned(), notices, ..Query::default() };
        return if all { Ok(query) } else { Err(empty) };
    }
    let mut parser = Parser { text, tokens, at: 0, depth: 0, notices };
    let tree = parser.or()?;
    if let Some(token) = parser.peek() {
        let kind = QueryErrorKind::UnopenedParenthesis;
        return Err(QueryError { kind, span: token.span.clone() });
    }
    let (root, filters) = lift::lift(tree);
    if root.as_ref().is_some_and(|root| root.height() > limits::DEPTH) {
        let kind = QueryErrorKind::TooDeep { limit: limits::DEPTH };
        return Err(QueryError { kind, span: 0..text.len() });
    }
    let asks = |f: &Filter| f.polarity == Polarity::Include;
    if let Some(root) = root.as_ref().filter(|root| root.is_negative() && !root.is_of_fields())
        && !filters.iter().any(asks)
    {
        let kind = QueryErrorKind::OnlyNegative;
        return Err(QueryError { kind, span: root.span.clone() });
    }
    Ok(Query { text: text.to_owned(), root, filters, notices: parser.notices })
}

/// The tokens and how far they have been read.
struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// Parentheses and operators before their operand that are open.
    depth: usize,
    notices: Vec<Notice>,
}

/// The operator an operand is read for, to name it where the operand is missing.
type Pending = Option<(Operator, Range<usize>)>;

impl Parser<'_> {
    /// Reads `a OR b`. Lists in what is returned are as written; [`lift`] makes them what they
    /// are in their place.
    fn or(&mut self) -> Result<Node, QueryError> {
        let mut operands = vec![self.and(None)?];
        while let Some(span) = self.take(&TokenKind::Or) {
            operands.push(self.and(Some((Operator::Or, span)))?);
        }
        if operands.len() == 1 {
            return Ok(operands.remove(0));
        }
        self.notice_lists(&operands);
        let span = around(&operands);
        let mut flat = Vec::new();
        for operand in operands.into_iter().map(lift::strict) {
            match operand.kind {
                NodeKind::Or(inner) => flat.extend(inner),
                _ => flat.push(operand),
            }
        }
        Ok(Node { kind: NodeKind::Or(flat), span })
    }

    /// Says how words side by side next to an OR are read.
    fn notice_lists(&mut self, operands: &[Node]) {
        for operand in operands {
            if matches!(operand.kind, NodeKind::List(_)) {
                let text = format!(
                    "`{}` is read as one side of `OR`; parentheses change that",
                    &self.text[operand.span.clone()]
                );
                self.notices.push(Notice::at(NoticeKind::Reading, operand.span.clone(), text));
            }
        }
    }

    /// Reads `a AND b`.
    fn and(&mut self, pending: Pending) -> Result<Node, QueryError> {
        let mut operands = vec![self.list(pending)?];
        while let Some(span) = self.take(&TokenKind::And) {
            operands.push(self.list(Some((Operator::And, span)))?);
        }
        if operands.len() == 1 {
            return Ok(operands.remove(0));
        }
        let span = around(&operands);
        Ok(Node { kind: NodeKind::And(operands), span })
    }

    /// Reads operands side by side.
    fn list(&mut self, pending: Pending) -> Result<Node, QueryError> {
        let mut operands = vec![self.item(pending)?];
        while let Some(token) = self.peek() {
            if matches!(token.kind, TokenKind::Or | TokenKind::And | TokenKind::Close) {
                break;
            }
            operands.push(self.item(None)?);
        }
        if operands.len() == 1 {
            return Ok(operands.remove(0));
        }
        let span = around(&operands);
        Ok(Node { kind: NodeKind::List(operands), span })
    }

    /// Reads one operand of a list.
    fn item(&mut self, pending: Pending) -> Result<Node, QueryError> {
        match self.take(&TokenKind::Not) {
            Some(span) => self.within(&span, |parser| {
                let operand = parser.item(Some((Operator::Not, span.clone())))?;
                Ok(not(span.start, operand))
            }),
            None => self.same(pending),
        }
    }

    /// Reads `a SAME turn b`.
    fn same(&mut self, pending: Pending) -> Result<Node, QueryError> {
        let first = self.counted(pending)?;
        let mut units: Option<(Unit, Vec<Node>)> = None;
        let mut first = Some(first);
        while let Some((unit, negated, span)) = self.take_same() {
            let mut operand = match self.take(&TokenKind::Not) {
                Some(not_span) => {
                    let operand = self.counted(Some((Operator::Not, not_span.clone())))?;
                    not(not_span.start, operand)
                }
                None => self.counted(Some((Operator::Same, span.clone())))?,
            };
            if negated {
                operand = not(span.start, operand);
            }
            units = Some(match units.take() {
                Some((before, mut operands)) if before == unit => {
                    operands.push(operand);
                    (unit, operands)
                }
                Some((before, operands)) => (unit, vec![same(before, operands), operand]),
                None => (unit, first.take().into_iter().chain([operand]).collect()),
            });
        }
        match (units, first) {
            (Some((unit, operands)), _) => Ok(same(unit, operands)),
            (None, Some(first)) => Ok(first),
            (None, None) => self.missing(None),
        }
    }

    /// Takes `SAME`, with the unit that may stand in it or after it, and the `NOT` before it.
    fn take_same(&mut self) -> Option<(Unit, bool, Range<usize>)> {
        let negated = self.peek().is_some_and(|t| t.kind == TokenKind::Not);
        let at = self.at + usize::from(negated);
        let token = self.tokens.get(at)?;
        let TokenKind::Same(unit) = token.kind else { return None };
        let start = self.tokens[self.at].span.start;
        let mut span = start..token.span.end;
        self.at = at + 1;
        let named = self.peek().filter(|_| unit.is_none()).and_then(|next| {
            let unit = lexer::unit(&self.text[next.span.clone()])?;
            Some((unit, next.span.clone()))
        });
        let unit = match named {
            Some((unit, named)) => {
                self.at += 1;
                if &self.text[named.clone()] != unit.as_str() {
                    let text =
                        format!("`{}` is read as `{}`", &self.text[named.clone()], unit.as_str());
                    self.notices.push(Notice::at(NoticeKind::Translated, named.clone(), text));
                }
                span.end = named.end;
                unit
            }
            None => unit.unwrap_or_else(|| {
                self.notice_no_unit();
                Unit::Passage
            }),
        };
        Some((unit, negated, span))
    }

    /// Says that the word after a `SAME` is no unit, where it stands as a unit would: before an
    /// operand.
    fn notice_no_unit(&mut self) {
        let [word, next, ..] = &self.tokens[self.at..] else { return };
        let name = &self.text[word.span.clone()];
        let is_name = name.bytes().all(|b| b.is_ascii_alphabetic());
        let nearest = nearest(name, Unit::ALL, Unit::as_str);
        let is_before_operand = match next.kind {
            TokenKind::Operand(_) | TokenKind::Open => true,
            // Fields stand beside any SAME.
            TokenKind::Filter(_) => nearest.is_some(),
            _ => false,
        };
        if matches!(word.kind, TokenKind::Operand(_)) && is_name && is_before_operand {
            let units = QueryErrorKind::UnknownUnit { name: name.to_owned(), nearest }.hint();
            let text = format!(
                "`SAME {name}` is read as `SAME passage {name}`; {}",
                units.unwrap_or_default()
            );
            self.notices.push(Notice::at(NoticeKind::Reading, word.span.clone(), text));
        }
    }

    /// Reads `ATLEAST/3 a`.
    fn counted(&mut self, pending: Pending) -> Result<Node, QueryError> {
        let Some(Token { kind: TokenKind::AtLeast(count), span }) = self.peek().cloned() else {
            return self.near(pending);
        };
        self.at += 1;
        self.within(&span, |parser| {
            let operand = parser.counted(Some((Operator::AtLeast, span.clone())))?;
            check_stretch(&operand, Operator::AtLeast)?;
            let span = span.start..operand.span.end;
            let kind = NodeKind::AtLeast(AtLeast { count, operand: Box::new(operand) });
            Ok(Node { kind, span })
        })
    }

    /// Reads the closing parenthesis of what was opened.
    fn close(&mut self, open: &Range<usize>) -> Result<usize, QueryError> {
        let missing = || {
            let kind = QueryErrorKind::UnclosedParenthesis;
            QueryError { kind, span: open.clone() }
        };
        Ok(self.take(&TokenKind::Close).ok_or_else(missing)?.end)
    }

    /// Returns the error for an operand that is not there.
    fn missing<T>(&self, pending: Pending) -> Result<T, QueryError> {
        if let Some((operator, span)) = pending {
            let kind = QueryErrorKind::MissingOperand { operator, place: Place::After };
            return Err(QueryError { kind, span });
        }
        let Some(token) = self.peek() else {
            return Err(QueryError { kind: QueryErrorKind::Empty, span: 0..self.text.len() });
        };
        let before = self.at.checked_sub(1).map(|at| &self.tokens[at]);
        let operator = match token.kind {
            TokenKind::And => Operator::And,
            TokenKind::Or => Operator::Or,
            TokenKind::Near(_, order) => Operator::Near(order),
            TokenKind::Same(_) => Operator::Same,
            TokenKind::Close => {
                let (kind, span) = match before {
                    Some(open) if open.kind == TokenKind::Open => {
                        (QueryErrorKind::EmptyParentheses, open.span.start..token.span.end)
                    }
                    _ => (QueryErrorKind::UnopenedParenthesis, token.span.clone()),
                };
                return Err(QueryError { kind, span });
            }
            _ => Operator::Not,
        };
        let kind = QueryErrorKind::MissingOperand { operator, place: Place::Before };
        Err(QueryError { kind, span: token.span.clone() })
    }

    /// Reads one level deeper.
    fn within(
        &mut self,
        span: &Range<usize>,
        read: impl FnOnce(&mut Self) -> Result<Node, QueryError>,
    ) -> Result<Node, QueryError> {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            let kind = QueryErrorKind::TooDeep { limit: limits::DEPTH };
            return Err(QueryError { kind, span: span.clone() });
        }
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Takes a token of this kind, if it is the next.
    fn take(&mut self, kind: &TokenKind) -> Option<Range<usize>> {
        let span = self.peek().filter(|token| token.kind == *kind)?.span.clone();
        self.at += 1;
        Some(span)
    }
}

fn not(start: usize, operand: Node) -> Node {
    let span = start..operand.span.end;
    Node { kind: NodeKind::Not(Box::new(operand)), span }
}

fn same(unit: Unit, operands: Vec<Node>) -> Node {
    let span = around(&operands);
    Node { kind: NodeKind::Same(Same { unit, operands }), span }
}

/// Returns the bytes from the first node to the last.
fn around(nodes: &[Node]) -> Range<usize> {
    let start = nodes.first().map_or(0, |node| node.span.start);
    start..nodes.last().map_or(start, |node| node.span.end)
}

/// Refuses an operand that is no stretch of words.
fn check_stretch(node: &Node, operator: Operator) -> Result<(), QueryError> {
    if node.is_stretch() {
        return Ok(());
    }
    let operand = match &node.kind {
        NodeKind::Not(_) => OperandKind::Not,
        NodeKind::Same(_) => OperandKind::Same,
        NodeKind::AtLeast(_) => OperandKind::AtLeast,
        NodeKind::Filter(_) => OperandKind::Field,
        NodeKind::Or(_) => OperandKind::Mixed,
        _ => OperandKind::All,
    };
    let kind = QueryErrorKind::InvalidOperand { operator, operand };
    Err(QueryError { kind, span: node.span.clone() })
}
