//! Text to tokens: where words, phrases, fields and operators begin and end.
//!
//! What stands inside quotes, brackets and field values is read here too, so that the parser
//! meets nothing but operands, operators and parentheses.

mod bracket;
mod operator;
mod phrase;
mod run;
mod value;

use std::ops::Range;

use crate::query::Filter;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::Notice;
use crate::query::NoticeKind;
use crate::query::OperandKind;
use crate::query::Operator;
use crate::query::Order;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::Side;
use crate::query::Unit;
use crate::query::WordForm;
use crate::query::limits;

pub(super) use bracket::{Comparison, is_scale};
pub(super) use operator::unit;
pub(super) use run::{is_mark, reads_as_slot, reads_as_word};

/// A token and the bytes it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

/// What the parser is built on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Open,
    Close,
    And,
    Or,
    /// `NOT`: takes all that a SAME or a NEAR holds together.
    Not,
    /// `-` right before its operand: takes that alone.
    Dash,
    Near(u32, Order),
    /// `NEAR5(`, with its parenthesis.
    NearCall(u32, Order),
    /// `SAME`, with its unit if that is part of the operator.
    Same(Option<Unit>),
    AtLeast(u32),
    Edge(Side, u32),
    Operand(NodeKind),
    Filter(Filter),
    /// A lone `*`.
    Everything,
}

/// Cuts a query into tokens, telling what was translated or ignored.
pub(super) fn lex(text: &str) -> Result<(Vec<Token>, Vec<Notice>), QueryError> {
    if text.len() > limits::BYTES {
        let kind = QueryErrorKind::TooLong { limit: limits::BYTES };
        return Err(QueryError { kind, span: floor(text, limits::BYTES)..text.len() });
    }
    let mut lexer = Lexer { text, at: 0, terms: 0, tokens: Vec::new(), notices: Vec::new() };
    while lexer.skip_space() {
        lexer.token()?;
    }
    Ok((lexer.tokens, lexer.notices))
}

/// Returns the last character bound at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Tells whether a character opens or closes a quotation.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»')
}

/// Tells whether a character ends a word that is not inside quotes.
pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')' | '|')
}

/// The text and how far it has been read.
struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Words, classes and values so far.
    terms: usize,
    tokens: Vec<Token>,
    notices: Vec<Notice>,
}

impl Lexer<'_> {
    /// Reads one token; the next character is no white space.
    fn token(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        let fresh = self.is_fresh();
        let Some(c) = self.peek() else { return Ok(()) };
        let after = self.text[start..].chars().nth(1);
        let before_operand = after.is_some_and(|c| !c.is_whitespace() && c != ')' && c != '|');
        match c {
            '(' => self.single(TokenKind::Open),
            ')' => self.single(TokenKind::Close),
            '|' => self.pipe(),
            '-' if fresh && before_operand && after != Some('-') => self.dash(),
            '!' if fresh && before_operand && after != Some('!') => {
                self.single(TokenKind::Dash);
                self.translated(start..self.at, "`-`");
            }
            '+' if fresh && before_operand && !after.is_some_and(begins_number) => {
                self.at += 1;
                self.ignored(start..self.at, "all words must match anyway");
            }
            '=' if before_operand => return self.exact(),
            '[' => return self.outside_bracket(),
            '/' => return self.slash(),
            c if is_quote(c) => {
                let node = self.quotation()?;
                self.push(TokenKind::Operand(node), start..self.at);
            }
            _ => return self.run(WordForm::Any),
        }
        Ok(())
    }

    /// Tells whether a mark here can be the beginning of something, rather than the inside or
    /// the end of a word.
    fn is_fresh(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        let joined = || self.tokens.last().is_some_and(|t| t.span.end == self.at);
        match before {
            None => true,
            Some(c) if c.is_whitespace() || c == '(' || c == '|' => true,
            Some('-' | '!') => {
                joined() && matches!(self.tokens.last(), Some(t) if t.kind == TokenKind::Dash)
            }
            Some(_) => false,
        }
    }

    /// Reads `|` or `||`.
    fn pipe(&mut self) {
        let start = self.at;
        self.at += if self.text[start..].starts_with("||") { 2 } else { 1 };
        self.push(TokenKind::Or, start..self.at);
        self.translated(start..self.at, "`OR`");
    }

    /// Reads the `-` of `-word`.
    fn dash(&mut self) {
        let start = self.at;
        self.single(TokenKind::Dash);
        if self.peek().is_some_and(begins_number) {
            let word = self.rest().split(ends_word).next().unwrap_or_default();
            let text = format!(
                "`-{word}` is read as `NOT {word}`; for the negative number write `\"-{word}\"`"
            );
            self.notices.push(Notice::at(NoticeKind::Reading, start..start + 1, text));
        }
    }

    /// Reads what follows a `=`.
    fn exact(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            Some(c) if is_quote(c) => {
                self.ignored(start..self.at, "words inside quotes are exact anyway");
                Ok(())
            }
            Some('(') => {
                let kind = QueryErrorKind::InvalidOperand {
                    operator: Operator::Exact,
                    operand: OperandKind::NotOneWord,
                };
                Err(QueryError { kind, span: start..self.at + 1 })
            }
            _ => self.run(WordForm::Exact),
        }
    }

    /// Reads a regular expression, or the `/5` and `/s` of other systems.
    fn slash(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        if let Some(node) = self.regex()? {
            self.push(TokenKind::Operand(node), start..self.at);
            self.skip_boost();
            return self.count(start);
        }
        let run = self.rest().split(ends_word).next().unwrap_or_default();
        let end = start + run.len();
        if let Some((kind, reading)) = operator::slash(run).filter(|_| self.is_between()) {
            self.at = end;
            self.push(kind, start..end);
            self.translated(start..end, &reading);
            return Ok(());
        }
        if run.chars().all(is_mark) {
            return self.run(WordForm::Any);
        }
        Err(QueryError { kind: QueryErrorKind::UnclosedRegex, span: start..end })
    }

    /// Reads `/…/` if that is what stands here; it holds no white space and no quotes.
    fn regex(&mut self) -> Result<Option<NodeKind>, QueryError> {
        let start = self.at;
        let body = &self.text[start + 1..];
        let mut pattern = String::new();
        let mut chars = body.char_indices();
        while let Some((offset, c)) = chars.next() {
            match c {
                '/' => {
                    let end = start + 1 + offset + 1;
                    let next = self.text[end..].chars().next();
                    if next.is_some_and(|c| !ends_word(c) && c != '^') {
                        return Ok(None);
                    }
                    if pattern.is_empty() {
                        let kind = QueryErrorKind::EmptyRegex;
                        return Err(QueryError { kind, span: start..end });
                    }
                    self.at = end;
                    return Ok(Some(NodeKind::Regex(pattern)));
                }
                '\\' => match chars.next() {
                    Some((_, '/')) => pattern.push('/'),
                    Some((_, c)) if !c.is_whitespace() => pattern.extend(['\\', c]),
                    _ => return Ok(None),
                },
                c if c.is_whitespace() || is_quote(c) => return Ok(None),
                c => pattern.push(c),
            }
        }
        Ok(None)
    }

    /// Reads brackets outside quotes.
    fn outside_bracket(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        match self.class()? {
            Some(class) => {
                self.push(TokenKind::Operand(NodeKind::Class(class)), start..self.at);
                self.skip_boost();
                self.count(start)
            }
            None => self.run(WordForm::Any),
        }
    }

    /// Passes over the `^2` with which other systems weigh a part.
    fn skip_boost(&mut self) {
        let start = self.at;
        let length = run::boost(self.rest());
        if length > 0 {
            self.at += length;
            self.ignored(start..self.at, "parts of a query are not weighed");
        }
    }

    /// Tells whether an operand stands before and something after the word here.
    fn is_between(&self) -> bool {
        let operand = |t: &Token| {
            matches!(t.kind, TokenKind::Operand(_) | TokenKind::Filter(_) | TokenKind::Close)
        };
        let mut after = self.rest().trim_start_matches(|c| !ends_word(c)).trim_start().chars();
        self.tokens.last().is_some_and(operand) && after.next().is_some_and(|c| c != ')')
    }

    /// Counts one more word, class or value.
    fn count(&mut self, start: usize) -> Result<(), QueryError> {
        self.terms += 1;
        if self.terms <= limits::TERMS {
            return Ok(());
        }
        let kind = QueryErrorKind::TooManyTerms { limit: limits::TERMS };
        Err(QueryError { kind, span: start..self.at })
    }

    /// Passes over white space; tells whether anything is left.
    fn skip_space(&mut self) -> bool {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.at < self.text.len()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes one ASCII character as a token.
    fn single(&mut self, kind: TokenKind) {
        self.at += 1;
        self.push(kind, self.at - 1..self.at);
    }

    fn push(&mut self, kind: TokenKind, span: Range<usize>) {
        self.tokens.push(Token { kind, span });
    }

    /// Says that what was written is read as an operator of ours.
    fn translated(&mut self, span: Range<usize>, reading: &str) {
        let text = format!("`{}` is read as {reading}", &self.text[span.clone()]);
        self.notices.push(Notice::at(NoticeKind::Translated, span, text));
    }

    /// Says that a part of the query has no effect.
    fn ignored(&mut self, span: Range<usize>, reason: &str) {
        let text = format!("`{}` is ignored: {reason}", &self.text[span.clone()]);
        self.notices.push(Notice::at(NoticeKind::Ignored, span, text));
    }

    fn node(&self, kind: NodeKind, start: usize) -> Node {
        Node { kind, span: start..self.at }
    }
}

/// Tells whether a character after `-` or `+` makes it the sign of a number.
fn begins_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '$' | '€' | '£' | '¥' | '.')
}
