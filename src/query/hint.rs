//! What to do about what is wrong with a query.

use crate::query::Field;
use crate::query::OperandKind;
use crate::query::Operator;
use crate::query::QueryErrorKind;
use crate::query::TokenClass;
use crate::query::Unit;
use crate::transcript::Role;
use crate::transcript::Section;

impl QueryErrorKind {
    /// Returns what to do about it, where that can be said: lower case, no full stop.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Empty => "give a word, a phrase or a field",
            Self::TooLong { .. } | Self::TooManyTerms { .. } => {
                "split it; a text is searched for by a few of its words"
            }
            Self::TooDeep { .. } => "drop the parentheses that change nothing",
            Self::UnclosedQuote => "close it with `\"`, or write `\\\"` for the sign itself",
            Self::UnclosedParenthesis => "close it with `)`, or write `\\(` for the sign itself",
            Self::UnopenedParenthesis => "open it with `(`, or write `\\)` for the sign itself",
            Self::UnclosedBracket => "close it with `]`, or write `\\[` for the sign itself",
            Self::UnclosedRegex => {
                "end it with `/`; white space is `\\s` in it, and `\\/` the sign itself"
            }
            Self::EmptyParentheses | Self::EmptyQuotes | Self::EmptyRegex => "leave them out",
            Self::MissingOperand { operator, .. } => return Some(operator.hint()),
            Self::OnlyNegative => "add what is wanted: a word, or a field such as `role:analyst`",
            Self::InvalidOperand { operator, operand } => operand.hint(*operator),
            Self::UnknownField { name, nearest } => {
                return Some(nearest.map_or_else(
                    || {
                        format!(
                            "the fields are {}; a word with a colon is written `{name}\\:`",
                            names(Field::ALL, Field::as_str)
                        )
                    },
                    |field| format!("did you mean `{field}`?"),
                ));
            }
            Self::MissingValue { .. } => {
                "write it right after the colon, in quotes if it has spaces"
            }
            Self::UnknownRole { nearest, .. } => {
                return Some(choices("roles", *nearest, Role::ALL, Role::as_str));
            }
            Self::UnknownSection { nearest, .. } => {
                return Some(choices("sections", *nearest, Section::ALL, Section::as_str));
            }
            Self::UnknownClass { nearest, .. } => {
                return Some(choices("classes", *nearest, TokenClass::ALL, TokenClass::as_str));
            }
            Self::UnknownUnit { nearest, .. } => {
                return Some(choices("units", *nearest, Unit::ALL, Unit::as_str));
            }
            Self::InvalidQuarter { .. } => {
                "write 2021-Q1, 2021-H1, 2021-FY, 2021 or Q1, or a range: 2021-Q1..2022-Q4, 2021-Q1.."
            }
            Self::InvalidDate { .. } => {
                "write 2021-05-18, 2021-05 or 2021, or a range: 2021-05..2021-06, 2021-05.."
            }
            Self::InvalidCall { .. } => {
                "an id holds no white space, `:` or `#`; `calls` lists them"
            }
            Self::BackwardRange { .. } => "write the earlier or smaller end first",
            Self::MissingAmount { class } | Self::InvalidAmount { class, .. } => class.hint(),
            Self::InvalidNumber { .. } => return None,
            Self::MixedPattern { .. } => "use one of them",
            Self::NestedValues { .. } => "write `(one OR \"another one\")`",
            Self::TooBroad { .. } => "give at least one letter or digit, or leave it out",
        };
        Some(text.to_owned())
    }
}

impl Operator {
    /// Returns what to do where an operand is missing.
    fn hint(self) -> String {
        let name = self.as_str();
        match self {
            Self::Synonyms => "write `syn(capex)`".to_owned(),
            Self::Near(_) | Self::NotNear(_) => {
                format!("write `one {name}/5 other`; the word itself is `\"{name}\"`")
            }
            Self::And | Self::Or | Self::Same => {
                format!("write `one {name} other`; the word itself is `\"{name}\"`")
            }
            Self::AtLeast => "write `ATLEAST/3 word`".to_owned(),
            Self::Not | Self::Edge(_) => {
                format!("write `{name} word`; the word itself is `\"{name}\"`")
            }
            Self::Exact => "write `=word`".to_owned(),
        }
    }
}

impl OperandKind {
    /// Returns what to write instead where an operator cannot take it.
    fn hint(self, operator: Operator) -> &'static str {
        match (self, operator) {
            (Self::Value, _) => "write `field:(one OR other)`; shut out with `-field:value`",
            (Self::NotOneWord, _) => "write `=word` for each, or a phrase in quotes",
            (Self::Not, Operator::Near(_)) => "write `one NOT NEAR/5 other`",
            (Self::All, _) => "write a phrase in quotes, a `NEAR`, or alternatives with `OR`",
            (Self::Not | Self::Same | Self::AtLeast | Self::Field | Self::Mixed, _) => {
                "it takes words, phrases, classes, `NEAR`, and alternatives of these with `OR`"
            }
        }
    }
}

impl TokenClass {
    /// Returns what values of the class look like.
    fn hint(self) -> &'static str {
        match self {
            Self::Money => "write `[money]>=1.2bn`, `[money]>=$300m` or `[money]=1m..5m`",
            Self::Percent => "write `[percent]>30`, `[percent]<-2.5` or `[percent]=10..20`",
            Self::Number => "write `[number]>1000`, `[number]=3` or `[number]=10..20`",
            Self::Date => "write `[date]>=2021-05` or `[date]=2021-01..2021-06`",
        }
    }
}

/// Returns the nearest of a closed set, and all of it.
fn choices<T: Copy, const N: usize>(
    what: &str,
    nearest: Option<T>,
    all: [T; N],
    name: impl Fn(T) -> &'static str,
) -> String {
    let all = format!("the {what} are {}", names(all, &name));
    match nearest {
        Some(nearest) => format!("did you mean `{}`? {all}", name(nearest)),
        None => all,
    }
}

/// Returns names as a list for people.
fn names<T: Copy, const N: usize>(all: [T; N], name: impl Fn(T) -> &'static str) -> String {
    let names: Vec<String> = all.into_iter().map(|item| format!("`{}`", name(item))).collect();
    match names.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}
