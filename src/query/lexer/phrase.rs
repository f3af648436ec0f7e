//! Quotations: words in order, some of which may be alternatives, patterns or classes.

use std::ops::Range;

use crate::query::Near;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::Operator;
use crate::query::Order;
use crate::query::Place;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::WordForm;
use crate::query::lexer::Lexer;
use crate::query::lexer::ends_word;
use crate::query::lexer::is_quote;
use crate::query::limits;

/// What a sequence of slots ended at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The closing quote, or the end of the text.
    Quote,
    /// `)`.
    Close,
    /// `|` or `OR`.
    Or,
}

/// Where a sequence of slots stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Top,
    Group,
}

impl Lexer<'_> {
    /// Reads a quotation, with the `~5` that may follow it.
    pub(super) fn quotation(&mut self) -> Result<NodeKind, QueryError> {
        let start = self.at;
        let open = start..start + self.peek().map_or(0, char::len_utf8);
        self.at = open.end;
        let (slots, _) = self.slots(Level::Top, 1)?;
        let Some(close) = self.peek() else {
            return Err(QueryError { kind: QueryErrorKind::UnclosedQuote, span: open });
        };
        self.at += close.len_utf8();
        let span = start..self.at;
        if slots.is_empty() {
            return Err(QueryError { kind: QueryErrorKind::EmptyQuotes, span });
        }
        if slots.iter().all(|s| s.kind == NodeKind::AnyWord) {
            return Err(self.too_broad(span));
        }
        let kind = match self.slop()? {
            Some(distance) if slots.len() > 1 => self.spread(slots, distance, &span)?,
            Some(_) => {
                self.ignored(span.end..self.at, "one word has no distance");
                sequence(slots, span).kind
            }
            None => sequence(slots, span).kind,
        };
        self.skip_boost();
        Ok(kind)
    }

    /// Returns the words of a quotation as operands of a NEAR.
    fn spread(
        &mut self,
        slots: Vec<Node>,
        distance: u32,
        span: &Range<usize>,
    ) -> Result<NodeKind, QueryError> {
        if let Some(any) = slots.iter().find(|s| s.kind == NodeKind::AnyWord) {
            return Err(self.too_broad(any.span.clone()));
        }
        let near = Near { operands: slots, distance, order: Order::Any };
        let text = format!("`~{distance}` is read as `NEAR/{distance}` between the words");
        self.notices.push(Notice::at(NoticeKind::Translated, span.end..self.at, text));
        Ok(NodeKind::Near(near))
    }

    /// Reads `~5` after a quotation.
    fn slop(&mut self) -> Result<Option<u32>, QueryError> {
        let Some(rest) = self.rest().strip_prefix('~') else { return Ok(None) };
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = rest[..digits].parse().ok().filter(|n| *n <= limits::NUMBER);
        let span = self.at..self.at + 1 + digits;
        let Some(distance) = number else {
            let text = self.text[span.clone()].to_owned();
            let kind = QueryErrorKind::InvalidNumber { text, least: 0, most: limits::NUMBER };
            return Err(QueryError { kind, span });
        };
        self.at = span.end;
        Ok(Some(distance))
    }

    /// Reads slots up to a closing quote, or what else ends a sequence in its place.
    fn slots(&mut self, level: Level, depth: usize) -> Result<(Vec<Node>, End), QueryError> {
        let mut slots = Vec::new();
        while self.skip_space() {
            let start = self.at;
            match self.peek() {
                Some(c) if is_quote(c) => break,
                Some('(') => {
                    slots.extend(self.group(depth)?);
                    continue;
                }
                Some(')') if level == Level::Group => {
                    self.at += 1;
                    return Ok((slots, End::Close));
                }
                Some('|') if level == Level::Group => {
                    self.at += if self.rest().starts_with("||") { 2 } else { 1 };
                    return Ok((slots, End::Or));
                }
                Some(')' | '|') => {
                    self.at += 1;
                    self.ignored(start..self.at, "it is no part of a word");
                    continue;
                }
                _ => {}
            }
            let Some(kind) = self.slot()? else { continue };
            if self.text[start..self.at] == *"OR" {
                if level == Level::Group {
                    return Ok((slots, End::Or));
                }
                let text = "inside quotes `OR` is a word, unless in parentheses";
                self.notices.push(Notice::at(NoticeKind::Word, start..self.at, text));
            }
            slots.push(self.node(kind, start));
            self.count(start)?;
        }
        Ok((slots, End::Quote))
    }

    /// Reads one slot that is no group; `None` where it has only marks, which is said.
    fn slot(&mut self) -> Result<Option<NodeKind>, QueryError> {
        let mut start = self.at;
        if self.peek() == Some('=') {
            self.at += 1;
            if self.peek().is_none_or(|c| ends_word(c) || c == '=') {
                self.at = start;
            } else {
                self.ignored(start..self.at, "words inside quotes are exact anyway");
                start = self.at;
            }
        }
        match self.peek() {
            Some('[') => {
                if let Some(class) = self.class()? {
                    return Ok(Some(NodeKind::Class(class)));
                }
            }
            Some('/') => {
                if !self.rest().starts_with("//")
                    && let Some(regex) = self.regex()?
                {
                    return Ok(Some(regex));
                }
            }
            _ => {}
        }
        let glyphs = self.glyphs(ends_word);
        let raw = &self.text[start..self.at];
        if self.peek() == Some('(') && raw.eq_ignore_ascii_case("syn") {
            return self.synonyms(start).map(Some);
        }
        if !raw.is_empty() && raw.chars().all(|c| c == '*') {
            return Ok(Some(NodeKind::AnyWord));
        }
        self.operand(&glyphs, WordForm::Exact, start)
    }

    /// Reads alternatives from their parenthesis on, as the slots they make.
    fn group(&mut self, depth: usize) -> Result<Vec<Node>, QueryError> {
        let start = self.at;
        let open = start..start + 1;
        self.at += 1;
        if depth >= limits::DEPTH {
            let kind = QueryErrorKind::TooDeep { limit: limits::DEPTH };
            return Err(QueryError { kind, span: open });
        }
        let mut alternatives: Vec<Vec<Node>> = Vec::new();
        loop {
            let before = self.at;
            let (slots, end) = self.slots(Level::Group, depth + 1)?;
            if end == End::Quote {
                let kind = QueryErrorKind::UnclosedParenthesis;
                return Err(QueryError { kind, span: open });
            }
            if slots.is_empty() {
                return Err(self.empty_alternative(start, before, alternatives.len(), end));
            }
            if slots.iter().all(|s| s.kind == NodeKind::AnyWord)
                && (end == End::Or || !alternatives.is_empty())
            {
                return Err(self.too_broad(slots[0].span.clone()));
            }
            alternatives.push(slots);
            if end == End::Close {
                break;
            }
        }
        if alternatives.len() == 1 {
            return Ok(alternatives.pop().unwrap_or_default());
        }
        let mut operands = Vec::new();
        for slots in alternatives {
            let span = slots[0].span.start..slots[slots.len() - 1].span.end;
            let node = sequence(slots, span);
            match node.kind {
                NodeKind::Or(inner) => operands.extend(inner),
                _ => operands.push(node),
            }
        }
        Ok(vec![self.node(NodeKind::Or(operands), start)])
    }

    /// Returns the error for a place between `(`, `|` and `)` where nothing stands.
    fn empty_alternative(&self, open: usize, before: usize, read: usize, end: End) -> QueryError {
        if read == 0 && end == End::Close {
            return QueryError { kind: QueryErrorKind::EmptyParentheses, span: open..self.at };
        }
        let place = if read == 0 { Place::Before } else { Place::After };
        let kind = QueryErrorKind::MissingOperand { operator: Operator::Or, place };
        QueryError { kind, span: before..self.at }
    }

    fn too_broad(&self, span: Range<usize>) -> QueryError {
        let pattern = self.text[span.clone()].to_owned();
        QueryError { kind: QueryErrorKind::TooBroad { pattern }, span }
    }
}

/// Returns slots as one node.
fn sequence(mut slots: Vec<Node>, span: Range<usize>) -> Node {
    match slots.pop() {
        Some(only) if slots.is_empty() => only,
        Some(last) => {
            slots.push(last);
            Node { kind: NodeKind::Phrase(slots), span }
        }
        None => Node { kind: NodeKind::Phrase(slots), span },
    }
}
