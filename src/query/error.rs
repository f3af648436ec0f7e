//! What can be wrong with a query, and where.

use std::fmt;
use std::ops::Range;

use crate::numbers::counted;
use crate::query::Field;
use crate::query::Order;
use crate::query::Side;
use crate::query::TokenClass;
use crate::query::Unit;
use crate::transcript::Role;
use crate::transcript::Section;

/// A query that cannot be understood, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct QueryError {
    /// What is wrong.
    pub kind: QueryErrorKind,
    /// The bytes of the query that are wrong.
    pub span: Range<usize>,
}

impl QueryError {
    /// Returns what to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        self.kind.hint()
    }
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryErrorKind {
    /// There is no word, value or class in it.
    #[error("the query holds no words")]
    Empty,
    /// It is longer than the limit, in bytes.
    #[error("the query is longer than {}", counted(*limit as u64, "byte"))]
    TooLong {
        /// The most bytes a query may have.
        limit: usize,
    },
    /// Parentheses and operators are nested deeper than the limit.
    #[error("the query is nested more than {limit} deep")]
    TooDeep {
        /// The deepest nesting allowed.
        limit: usize,
    },
    /// There are more words, values and classes than the limit.
    #[error("the query has more than {}", counted(*limit as u64, "word"))]
    TooManyTerms {
        /// The most terms allowed.
        limit: usize,
    },
    /// A quote that is never closed.
    #[error("this quote is never closed")]
    UnclosedQuote,
    /// A parenthesis that is never closed.
    #[error("this parenthesis is never closed")]
    UnclosedParenthesis,
    /// A closing parenthesis without an opening one.
    #[error("this parenthesis was never opened")]
    UnopenedParenthesis,
    /// A `[` with the name of a class that is never closed.
    #[error("this bracket is never closed")]
    UnclosedBracket,
    /// A `/` that begins a regular expression which has no end.
    #[error("this regular expression is never closed")]
    UnclosedRegex,
    /// Nothing between parentheses.
    #[error("nothing stands between these parentheses")]
    EmptyParentheses,
    /// Nothing between quotes.
    #[error("nothing stands between these quotes")]
    EmptyQuotes,
    /// Nothing between the slashes of a regular expression.
    #[error("nothing stands between these slashes")]
    EmptyRegex,
    /// An operator that has nothing to work on, before or after it.
    #[error("`{operator}` has nothing {place} it")]
    MissingOperand {
        /// The operator.
        operator: Operator,
        /// Where the operand is missing.
        place: Place,
    },
    /// The query only says what is not wanted.
    #[error("the query only says what is not wanted")]
    OnlyNegative,
    /// An operator that finds stretches of words was given something that is none.
    #[error("`{operator}` cannot take {operand}")]
    InvalidOperand {
        /// The operator.
        operator: Operator,
        /// What it was given.
        operand: OperandKind,
    },
    /// A name before `:` that is no field.
    #[error("no field `{name}`")]
    UnknownField {
        /// The name as it was written.
        name: String,
        /// The field that was probably meant.
        nearest: Option<Field>,
    },
    /// A field with no value after its `:`.
    #[error("`{field}:` has no value")]
    MissingValue {
        /// The field.
        field: Field,
    },
    /// A value that is no role.
    #[error("no role `{name}`")]
    UnknownRole {
        /// The value as it was written.
        name: String,
        /// The role that was probably meant.
        nearest: Option<Role>,
    },
    /// A value that is no section.
    #[error("no section `{name}`")]
    UnknownSection {
        /// The value as it was written.
        name: String,
        /// The section that was probably meant.
        nearest: Option<Section>,
    },
    /// A value that is no fiscal period and no range of such.
    #[error("`{value}` is no fiscal period")]
    InvalidQuarter {
        /// The value as it was written.
        value: String,
    },
    /// A value that is no day, month, year or range of such.
    #[error("`{value}` is no date")]
    InvalidDate {
        /// The value as it was written.
        value: String,
    },
    /// A value that cannot be the id of a call.
    #[error("`{value}` is no call id")]
    InvalidCall {
        /// The value as it was written.
        value: String,
    },
    /// A range whose end is before its beginning.
    #[error("the range `{value}` ends before it begins")]
    BackwardRange {
        /// The range as it was written.
        value: String,
    },
    /// Brackets with a name that is no class of tokens.
    #[error("no class `[{name}]`")]
    UnknownClass {
        /// The name as it was written.
        name: String,
        /// The class that was probably meant.
        nearest: Option<TokenClass>,
    },
    /// A comparison with nothing to compare with.
    #[error("`[{class}]` is compared with nothing", class = class.as_str())]
    MissingAmount {
        /// The class that is compared.
        class: TokenClass,
    },
    /// A comparison with something that is no value of the class.
    #[error("`{value}` is no value of `[{class}]`", class = class.as_str())]
    InvalidAmount {
        /// The class that is compared.
        class: TokenClass,
        /// The value as it was written.
        value: String,
    },
    /// A unit after `SAME/` that does not exist.
    #[error("no unit `{name}`")]
    UnknownUnit {
        /// The name as it was written.
        name: String,
        /// The unit that was probably meant.
        nearest: Option<Unit>,
    },
    /// The number of an operator is no number, or outside what it allows.
    #[error("`{text}` needs a number from {least} to {most}")]
    InvalidNumber {
        /// The operator as it was written.
        text: String,
        /// The least that is allowed.
        least: u32,
        /// The most that is allowed.
        most: u32,
    },
    /// A word with wildcards and `~` at once.
    #[error("`{text}` has both a wildcard and `~`")]
    MixedPattern {
        /// The pattern as it was written.
        text: String,
    },
    /// Parentheses inside the parentheses of a field's values.
    #[error("the values of `{field}:` stand in one pair of parentheses")]
    NestedValues {
        /// The field.
        field: Field,
    },
    /// A wildcard that would match every word.
    #[error("`{pattern}` matches every word")]
    TooBroad {
        /// The pattern as it was written.
        pattern: String,
    },
}

/// An operator that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `AND`.
    And,
    /// `OR`.
    Or,
    /// `NOT`, `-`.
    Not,
    /// `NEAR/n`, `ONEAR/n`.
    Near(Order),
    /// `NOT NEAR/n`, `NOT ONEAR/n`.
    NotNear(Order),
    /// `SAME`.
    Same,
    /// `ATLEAST/n`.
    AtLeast,
    /// `BEGIN`, `END`.
    Edge(Side),
    /// `=`.
    Exact,
    /// `syn(…)`.
    Synonyms,
}

/// Where an operand is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the operator.
    Before,
    /// After the operator.
    After,
    /// Between its parentheses.
    In,
}

/// What an operator was given that it cannot take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperandKind {
    /// Several conditions that must all hold.
    All,
    /// Something that is not wanted.
    Not,
    /// Operands inside one unit.
    Same,
    /// A number of matches.
    AtLeast,
    /// A field.
    Field,
    /// The values of a field.
    Value,
    /// Alternatives one of which is of the kinds above.
    Mixed,
    /// More than one word, or a pattern, where one word is asked for.
    NotOneWord,
}

impl Operator {
    /// Returns the operator as it is written, without a number.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
            Self::Not => "NOT",
            Self::Near(Order::Any) => "NEAR",
            Self::Near(Order::Written) => "ONEAR",
            Self::NotNear(Order::Any) => "NOT NEAR",
            Self::NotNear(Order::Written) => "NOT ONEAR",
            Self::Same => "SAME",
            Self::AtLeast => "ATLEAST",
            Self::Edge(Side::Begin) => "BEGIN",
            Self::Edge(Side::End) => "END",
            Self::Exact => "=",
            Self::Synonyms => "syn",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Before => "before",
            Self::After => "after",
            Self::In => "in",
        })
    }
}

impl fmt::Display for OperandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "conditions that must all hold",
            Self::Not => "what is not wanted",
            Self::Same => "a `SAME`",
            Self::AtLeast => "an `ATLEAST`",
            Self::Field => "a field",
            Self::Value => "the values of a field",
            Self::Mixed => "an `OR` of more than words, phrases and `NEAR`",
            Self::NotOneWord => "more than one word",
        })
    }
}
