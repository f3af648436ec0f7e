//! The spellings of operators: ours, and those of other systems that mean the same.

use crate::query::Order;
use crate::query::QueryErrorKind;
use crate::query::Side;
use crate::query::Unit;
use crate::query::lexer::TokenKind;
use crate::query::limits;
use crate::query::nearest;

/// What a word that is an operator means.
pub(super) struct Reading {
    pub(super) kind: TokenKind,
    /// How the operator is written in our language, where it was written otherwise.
    pub(super) ours: Option<String>,
    /// Whether its number was assumed.
    pub(super) assumed: bool,
}

impl Reading {
    fn native(kind: TokenKind) -> Self {
        Self { kind, ours: None, assumed: false }
    }

    fn translated(kind: TokenKind, ours: impl Into<String>) -> Self {
        Self { kind, ours: Some(ours.into()), assumed: false }
    }
}

/// Returns what a word means if it is an operator; `None` for every other word.
///
/// `called` tells that a parenthesis follows without a space.
pub(super) fn read(word: &str, called: bool) -> Result<Option<Reading>, QueryErrorKind> {
    let native = |kind| Ok(Some(Reading::native(kind)));
    match word {
        "AND" => return native(TokenKind::And),
        "OR" => return native(TokenKind::Or),
        "NOT" => return native(TokenKind::Not),
        "SAME" => return native(TokenKind::Same(None)),
        "BEGIN" => return native(TokenKind::Edge(Side::Begin, 0)),
        "END" => return native(TokenKind::Edge(Side::End, 0)),
        "NEAR" | "ONEAR" => {
            let order = if word == "NEAR" { Order::Any } else { Order::Written };
            let kind = TokenKind::Near(limits::DEFAULT_DISTANCE, order);
            let ours = Some(format!("`{word}/{}`", limits::DEFAULT_DISTANCE));
            return Ok(Some(Reading { kind, ours, assumed: true }));
        }
        "ADJ" => {
            let kind = TokenKind::Near(0, Order::Written);
            return Ok(Some(Reading::translated(kind, "`ONEAR/0`")));
        }
        "ATLEAST" => return Err(no_number(word, 1)),
        "&" | "&&" => return Ok(Some(Reading::translated(TokenKind::And, "`AND`"))),
        _ => {}
    }
    let letters = word.len() - word.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (name, rest) = word.split_at(letters);
    match rest.strip_prefix('/') {
        Some(rest) => slashed(word, name, rest),
        None if rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_digit()) => Ok(None),
        None => numbered(word, name, rest, called),
    }
}

/// Reads `NAME/rest`.
fn slashed(word: &str, name: &str, rest: &str) -> Result<Option<Reading>, QueryErrorKind> {
    let digits = !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    let near = |order| Ok(TokenKind::Near(parse(word, rest, 0)?, order));
    let kind = match name {
        "NEAR" | "ONEAR" | "near" | "onear" | "w" | "W" if unit(rest).is_some() => {
            let unit = unit(rest).unwrap_or(Unit::Passage);
            let ours = format!("`SAME {}`", unit.as_str());
            return Ok(Some(Reading::translated(TokenKind::Same(Some(unit)), ours)));
        }
        "NEAR" => return near(Order::Any).map(Reading::native).map(Some),
        "ONEAR" => return near(Order::Written).map(Reading::native).map(Some),
        "ATLEAST" => TokenKind::AtLeast(parse(word, rest, 1)?),
        "BEGIN" => TokenKind::Edge(Side::Begin, parse(word, rest, 0)?),
        "END" => TokenKind::Edge(Side::End, parse(word, rest, 0)?),
        "SAME" => return same(rest).map(Some),
        _ if !digits => return Ok(None),
        "w" | "W" | "near" | "Near" => {
            return near(Order::Any)
                .map(|k| Some(Reading::translated(k, format!("`NEAR/{rest}`"))));
        }
        "pre" | "PRE" | "Pre" | "onear" | "adj" | "ADJ" => {
            let ours = format!("`ONEAR/{rest}`");
            return near(Order::Written).map(|k| Some(Reading::translated(k, ours)));
        }
        "atleast" | "Atleast" => {
            let kind = TokenKind::AtLeast(parse(word, rest, 1)?);
            return Ok(Some(Reading::translated(kind, format!("`ATLEAST/{rest}`"))));
        }
        _ => return Ok(None),
    };
    Ok(Some(Reading::native(kind)))
}

/// Reads `NAME5`, and `NAME5(` if it is `called`.
fn numbered(
    word: &str,
    name: &str,
    rest: &str,
    called: bool,
) -> Result<Option<Reading>, QueryErrorKind> {
    let order = match name {
        "NEAR" | "near" | "Near" => Order::Any,
        "ONEAR" | "onear" | "ADJ" | "adj" | "Adj" => Order::Written,
        "PHRASE" | "phrase" | "Phrase" if called => Order::Written,
        "ATLEAST" | "atleast" | "Atleast" => {
            let kind = TokenKind::AtLeast(parse(word, rest, 1)?);
            return Ok(Some(Reading::translated(kind, format!("`ATLEAST/{rest}`"))));
        }
        _ => return Ok(None),
    };
    let distance = parse(word, rest, 0)?;
    let ours = if order == Order::Any { "NEAR" } else { "ONEAR" };
    Ok(Some(if called {
        let ours = format!("`{ours}/{distance}` between its operands");
        Reading::translated(TokenKind::NearCall(distance, order), ours)
    } else {
        Reading::translated(TokenKind::Near(distance, order), format!("`{ours}/{distance}`"))
    }))
}

/// Reads the unit of `SAME/unit`.
fn same(rest: &str) -> Result<Reading, QueryErrorKind> {
    let unit = unit(rest).ok_or_else(|| QueryErrorKind::UnknownUnit {
        name: rest.to_owned(),
        nearest: nearest(rest, Unit::ALL, Unit::as_str),
    })?;
    let ours = format!("`SAME {}`", unit.as_str());
    Ok(Reading::translated(TokenKind::Same(Some(unit)), ours))
}

/// Returns what `/5`, `/s` and `/p` mean between operands, and how we write it.
pub(super) fn slash(word: &str) -> Option<(TokenKind, String)> {
    let rest = word.strip_prefix('/')?;
    if let Some(unit) = unit(rest).filter(|_| rest.len() == 1) {
        return Some((TokenKind::Same(Some(unit)), format!("`SAME {}`", unit.as_str())));
    }
    bare_number(rest)
}

/// Returns what `~5` means between operands, and how we write it.
pub(super) fn tilde(word: &str) -> Option<(TokenKind, String)> {
    bare_number(word.strip_prefix('~')?)
}

fn bare_number(digits: &str) -> Option<(TokenKind, String)> {
    let distance = parse(digits, digits, 0).ok()?;
    Some((TokenKind::Near(distance, Order::Any), format!("`NEAR/{distance}`")))
}

/// Returns the unit that a word names, here or in another system.
pub(crate) fn unit(name: &str) -> Option<Unit> {
    match name {
        "s" | "S" | "sent" => Some(Unit::Sentence),
        "p" | "P" | "para" | "paragraph" => Some(Unit::Passage),
        name => name.parse().ok(),
    }
}

/// Reads the number of an operator.
fn parse(word: &str, digits: &str, least: u32) -> Result<u32, QueryErrorKind> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = digits.parse().ok().filter(|n| plain && (least..=limits::NUMBER).contains(n));
    number.ok_or_else(|| no_number(word, least))
}

fn no_number(word: &str, least: u32) -> QueryErrorKind {
    QueryErrorKind::InvalidNumber { text: word.to_owned(), least, most: limits::NUMBER }
}
