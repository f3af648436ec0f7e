//! Brackets: classes of tokens with their comparisons, and the marks of a transcript.

use crate::query::Class;
use crate::query::Limit;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::TokenClass;
use crate::query::lexer::Lexer;
use crate::query::lexer::ends_word;
use crate::query::lexer::is_quote;
use crate::query::nearest;

/// Brackets longer than this, in bytes, are not read as one.
const LONGEST: usize = 64;

/// The comparisons, longer ones first.
const COMPARISONS: [(&str, Comparison); 9] = [
    (">=", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    ("==", Comparison::Equal),
    (">", Comparison::More),
    ("<", Comparison::Less),
    ("=", Comparison::Equal),
    (":", Comparison::Equal),
];

/// How values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::query) enum Comparison {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

/// Words that may stand apart from their number: `[money]>1.2 billion`.
const SCALES: [&str; 5] = ["thousand", "million", "billion", "trillion", "percent"];

/// Tells whether a word, standing after an amount, is part of it.
pub(in crate::query) fn is_scale(word: &str) -> bool {
    SCALES.iter().any(|scale| scale.eq_ignore_ascii_case(bare(word)))
}

/// Returns a word without the marks that end a clause or a sentence.
fn bare(word: &str) -> &str {
    word.trim_end_matches([',', ';', ':', '.', '!', '?'])
}

impl Lexer<'_> {
    /// Reads `[class]` with its comparison; `None`, with nothing read, where the brackets are a
    /// mark of the transcript such as `[ph]`.
    pub(super) fn class(&mut self) -> Result<Option<Class>, QueryError> {
        let start = self.at;
        let Some(name) = inside(self.rest()) else {
            if is_unclosed_class(self.rest()) {
                let kind = QueryErrorKind::UnclosedBracket;
                return Err(QueryError { kind, span: start..start + 1 });
            }
            return Ok(None);
        };
        let name = name.trim().to_owned();
        let end = start + self.rest().find(']').unwrap_or_default() + 1;
        let after = &self.text[end..];
        let compared = after.starts_with(['<', '>', '=', '≥', '≤']);
        let Ok(class) = name.parse::<TokenClass>() else {
            let ends = after.chars().next().is_none_or(ends_word);
            let near = nearest(&name, TokenClass::ALL, TokenClass::as_str);
            if compared || (ends && near.is_some()) {
                let kind = QueryErrorKind::UnknownClass { name, nearest: near };
                return Err(QueryError { kind, span: start..end });
            }
            return Ok(None);
        };
        self.at = end;
        let spaced = after.trim_start_matches(' ');
        let found = COMPARISONS.into_iter().find(|(sign, _)| spaced.starts_with(sign));
        // A space before `=` makes it that of `=word`, unless another follows it.
        let loose = |sign: &str| match sign {
            ":" => false,
            "=" => spaced[sign.len()..].starts_with(' '),
            _ => true,
        };
        let Some((sign, comparison)) = found.filter(|(sign, _)| spaced == after || loose(sign))
        else {
            return Ok(Some(Class { class, limit: None }));
        };
        self.at += after.len() - spaced.len() + sign.len();
        let limit = self.limit(class, comparison, start)?;
        Ok(Some(Class { class, limit: Some(limit) }))
    }

    /// Reads what a class is compared with.
    fn limit(
        &mut self,
        class: TokenClass,
        comparison: Comparison,
        start: usize,
    ) -> Result<Limit, QueryError> {
        self.at += self.rest().len() - self.rest().trim_start_matches(' ').len();
        let value_start = self.at;
        let mut length = self.rest().find(ends_word).unwrap_or(self.rest().len());
        let apart = self.rest()[length..].trim_start_matches(' ');
        let word = apart.split(ends_word).next().unwrap_or_default();
        let number = self.rest()[..length].ends_with(|c: char| c.is_ascii_digit());
        if number && class != TokenClass::Date && is_scale(word) {
            length = self.rest().len() - apart.len() + bare(word).len();
        }
        if length == 0 {
            let kind = QueryErrorKind::MissingAmount { class };
            return Err(QueryError { kind, span: start..self.at });
        }
        let value = self.rest()[..length].to_owned();
        self.at += length;
        Limit::read(class, comparison, &value)
            .map_err(|kind| QueryError { kind, span: value_start..self.at })
    }
}

/// Tells whether a text begins with a bracket that stands before the name of a class and is not
/// closed.
fn is_unclosed_class(text: &str) -> bool {
    let Some(body) = text.strip_prefix('[') else { return false };
    let body = body.trim_start_matches(' ');
    let name = body.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let next = body.chars().find(|c| matches!(c, ']' | '[') || is_quote(*c));
    name.parse::<TokenClass>().is_ok() && next != Some(']')
}

/// Returns what stands inside the brackets a text begins with.
pub(super) fn inside(text: &str) -> Option<&str> {
    let body = text.strip_prefix('[')?;
    let end = body.find(|c| matches!(c, ']' | '[' | '(' | ')' | '\n' | '\\') || is_quote(c))?;
    (end > 0 && end <= LONGEST && body[end..].starts_with(']')).then(|| &body[..end])
}
