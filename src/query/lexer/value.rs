//! Fields and their values: `firm:ubs`, `firm:"credit suisse"`, `firm:(ubs OR citi)`.

use std::ops::Range;

use crate::query::Field;
use crate::query::FieldValue;
use crate::query::Filter;
use crate::query::OperandKind;
use crate::query::Operator;
use crate::query::Polarity;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::Value;
use crate::query::lexer::Lexer;
use crate::query::lexer::TokenKind;
use crate::query::lexer::ends_word;
use crate::query::lexer::is_quote;

impl Lexer<'_> {
    /// Takes the word that has just been read as a field, with the value that follows.
    ///
    /// Times (`10:30`) and addresses (`http://…`) are words; a word that ends in a colon is one
    /// unless it is, or nearly is, the name of a field.
    pub(super) fn field(&mut self, start: usize) -> Result<bool, QueryError> {
        let raw = &self.text[start..self.at];
        let Some((name, value)) = raw.split_once(':') else { return Ok(false) };
        let letters = |c: char| c.is_ascii_alphabetic() || c == '-' || c == '_';
        if !name.starts_with(|c: char| c.is_ascii_alphabetic())
            || !name.chars().all(letters)
            || value.starts_with("//")
        {
            return Ok(false);
        }
        let follows = !value.is_empty() || self.peek().is_some_and(|c| is_quote(c) || c == '(');
        let span = start..start + name.len();
        let Ok(field) = name.parse::<Field>() else {
            let nearest = Field::nearest(name);
            if !follows && nearest.is_none() {
                return Ok(false);
            }
            let kind = QueryErrorKind::UnknownField { name: name.to_owned(), nearest };
            return Err(QueryError { kind, span });
        };
        self.at = span.end + 1;
        let values = match self.peek() {
            Some('(') => self.values(field, start)?,
            _ => vec![self.value(field, start)?],
        };
        let filter = Filter { field, values, polarity: Polarity::Include };
        self.push(TokenKind::Filter(filter), start..self.at);
        Ok(true)
    }

    /// Reads one value, quoted or not.
    fn value(&mut self, field: Field, name: usize) -> Result<FieldValue, QueryError> {
        let start = self.at;
        let text = match self.peek() {
            Some(c) if is_quote(c) => self.quoted()?,
            _ => self.glyphs(ends_word).iter().map(|g| g.char).collect(),
        };
        self.field_value(field, name, &text, start..self.at)
    }

    /// Reads `(a OR b)`; words side by side are one value.
    fn values(&mut self, field: Field, name: usize) -> Result<Vec<FieldValue>, QueryError> {
        let open = self.at..self.at + 1;
        self.at += 1;
        let mut values = Vec::new();
        loop {
            let mut words: Vec<String> = Vec::new();
            self.skip_space();
            let start = self.at;
            let mut end = start;
            let closed = loop {
                if !self.skip_space() {
                    let kind = QueryErrorKind::UnclosedParenthesis;
                    return Err(QueryError { kind, span: open });
                }
                match self.peek() {
                    Some(')') => break true,
                    Some('|') => break false,
                    Some('(') => {
                        let kind = QueryErrorKind::NestedValues { field };
                        return Err(QueryError { kind, span: self.at..self.at + 1 });
                    }
                    Some(c) if is_quote(c) => words.push(self.quoted()?),
                    _ => {
                        let word_start = self.at;
                        let word: String = self.glyphs(ends_word).iter().map(|g| g.char).collect();
                        let raw = &self.text[word_start..self.at];
                        if raw == "OR" {
                            self.at = word_start;
                            break false;
                        }
                        self.check_in_values(word_start..self.at)?;
                        words.push(word);
                    }
                }
                end = self.at;
            };
            values.push(self.field_value(field, name, &words.join(" "), start..end)?);
            self.at +=
                if self.rest().starts_with("OR") || self.rest().starts_with("||") { 2 } else { 1 };
            if closed {
                return Ok(values);
            }
        }
    }

    /// Refuses the operators that have no meaning between the values of a field.
    fn check_in_values(&self, span: Range<usize>) -> Result<(), QueryError> {
        let operator = match &self.text[span.clone()] {
            "AND" => Operator::And,
            "NOT" => Operator::Not,
            _ => return Ok(()),
        };
        let kind = QueryErrorKind::InvalidOperand { operator, operand: OperandKind::Value };
        Err(QueryError { kind, span })
    }

    /// Reads a value; `name` is where the field begins, for what is wrong with an empty one.
    fn field_value(
        &mut self,
        field: Field,
        name: usize,
        text: &str,
        span: Range<usize>,
    ) -> Result<FieldValue, QueryError> {
        self.count(span.start)?;
        match Value::read(field, text) {
            Ok(value) => Ok(FieldValue { value, span }),
            Err(kind) => {
                let span = if span.is_empty() { name..span.end } else { span };
                Err(QueryError { kind, span })
            }
        }
    }

    /// Reads what stands between quotes, as it is.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        let open = self.peek().map_or(0, char::len_utf8);
        self.at += open;
        let text = self.glyphs(is_quote).iter().map(|g| g.char).collect();
        let Some(close) = self.peek() else {
            let kind = QueryErrorKind::UnclosedQuote;
            return Err(QueryError { kind, span: start..start + open });
        };
        self.at += close.len_utf8();
        Ok(text)
    }
}
