//! Queries as text: each written in the one way that is read again as the same.

use std::fmt;
use std::fmt::Write;

use crate::query::AtLeast;
use crate::query::Class;
use crate::query::DateRange;
use crate::query::Edge;
use crate::query::Field;
use crate::query::FieldValue;
use crate::query::Filter;
use crate::query::Near;
use crate::query::Node;
use crate::query::NodeKind;
use crate::query::NotNear;
use crate::query::Order;
use crate::query::PeriodRange;
use crate::query::Polarity;
use crate::query::Query;
use crate::query::Same;
use crate::query::Side;
use crate::query::Value;
use crate::query::Wild;
use crate::query::Word;
use crate::query::WordForm;
use crate::query::lexer;

/// How tightly a node holds together as it is written; a looser one goes in parentheses where a
/// tighter one is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grip {
    Or,
    And,
    List,
    Not,
    Same,
    AtLeast,
    Near,
    Edge,
    Atom,
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.root.is_none() && self.filters.is_empty() {
            return f.write_str("*");
        }
        let mut here: Vec<(Field, Polarity)> = Vec::new();
        let mut separator = "";
        if let Some(root) = &self.root {
            let least = if self.filters.is_empty() { Grip::Or } else { Grip::And };
            let mut out = String::new();
            write_node(&mut out, root, least)?;
            f.write_str(&out)?;
            separator = " ";
        }
        for filter in &self.filters {
            let key = (filter.field, filter.polarity);
            // Side by side, two of one field would become one that asks for any of its values.
            if here.contains(&key) {
                separator = " AND ";
                here.clear();
            }
            here.push(key);
            let minus = if filter.polarity == Polarity::Exclude { "-" } else { "" };
            write!(f, "{separator}{minus}{filter}")?;
            separator = " ";
        }
        Ok(())
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        write_node(&mut out, self, Grip::Or)?;
        f.write_str(&out)
    }
}

impl fmt::Display for Filter {
    /// Writes the field and its values, without what shuts them out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.field)?;
        match self.values.as_slice() {
            [value] => write!(f, "{value}"),
            values => {
                let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                write!(f, "({})", values.join(" OR "))
            }
        }
    }
}

impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write_value(f, text),
            Self::Role(role) => role.fmt(f),
            Self::Section(section) => section.fmt(f),
            Self::Quarter(range) => range.fmt(f),
            Self::Date(range) => range.fmt(f),
            Self::Call(id) => write_value(f, id.as_str()),
        }
    }
}

impl fmt::Display for PeriodRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(period) => period.fmt(f),
            Self::Between(from, to) => write_range(f, from.as_ref(), to.as_ref()),
        }
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => from.fmt(f),
            (from, to) => write_range(f, from.as_ref(), to.as_ref()),
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.class.as_str())?;
        self.limit.as_ref().map_or(Ok(()), |limit| limit.fmt(f))
    }
}

fn write_range<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    from: Option<&T>,
    to: Option<&T>,
) -> fmt::Result {
    if let Some(from) = from {
        from.fmt(f)?;
    }
    f.write_str("..")?;
    to.map_or(Ok(()), |to| to.fmt(f))
}

/// Writes the text of a field's value, in quotes unless it is plainly one word.
fn write_value(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '&' | '/' | '\'');
    let begins = text.starts_with(char::is_alphanumeric);
    if begins && text.chars().all(plain) && !matches!(text, "AND" | "OR" | "NOT") {
        return f.write_str(text);
    }
    f.write_str("\"")?;
    for c in text.chars() {
        if c == '\\' || lexer::is_quote(c) {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}

fn grip(kind: &NodeKind) -> Grip {
    match kind {
        NodeKind::Or(_) => Grip::Or,
        NodeKind::And(_) => Grip::And,
        NodeKind::List(_) => Grip::List,
        NodeKind::Not(_) => Grip::Not,
        NodeKind::Same(_) => Grip::Same,
        NodeKind::AtLeast(_) => Grip::AtLeast,
        NodeKind::Near(_) | NodeKind::NotNear(_) => Grip::Near,
        NodeKind::Edge(_) => Grip::Edge,
        NodeKind::Word(_)
        | NodeKind::Prefix(_)
        | NodeKind::Wildcard(_)
        | NodeKind::Fuzzy(_)
        | NodeKind::Regex(_)
        | NodeKind::AnyWord
        | NodeKind::Class(_)
        | NodeKind::Synonyms(_)
        | NodeKind::Phrase(_)
        | NodeKind::Filter(_) => Grip::Atom,
    }
}

fn write_node(out: &mut String, node: &Node, least: Grip) -> fmt::Result {
    if grip(&node.kind) < least {
        out.write_str("(")?;
        write_kind(out, &node.kind)?;
        return out.write_str(")");
    }
    write_kind(out, &node.kind)
}

fn write_kind(out: &mut String, kind: &NodeKind) -> fmt::Result {
    match kind {
        NodeKind::List(nodes) => write_joined(out, nodes, " ", Grip::Not),
        NodeKind::And(nodes) => write_joined(out, nodes, " AND ", Grip::Not),
        NodeKind::Or(nodes) => write_joined(out, nodes, " OR ", Grip::Not),
        NodeKind::Not(node) => {
            out.write_str("NOT ")?;
            write_node(out, node, Grip::Not)
        }
        NodeKind::Same(Same { unit, operands }) => {
            write_joined(out, operands, &format!(" SAME {} ", unit.as_str()), Grip::AtLeast)
        }
        NodeKind::AtLeast(AtLeast { count, operand }) => {
            write!(out, "ATLEAST/{count} ")?;
            write_node(out, operand, Grip::Atom)
        }
        NodeKind::Near(Near { operands, distance, order }) => {
            let operator = format!(" {}/{distance} ", near_name(*order));
            write_joined(out, operands, &operator, Grip::Atom)
        }
        NodeKind::NotNear(NotNear { wanted, unwanted, distance, order }) => {
            write_node(out, wanted, Grip::Atom)?;
            write!(out, " NOT {}/{distance} ", near_name(*order))?;
            write_node(out, unwanted, Grip::Atom)
        }
        NodeKind::Edge(Edge { side, distance, operand }) => {
            out.write_str(match side {
                Side::Begin => "BEGIN",
                Side::End => "END",
            })?;
            match distance {
                0 => out.write_str(" ")?,
                n => write!(out, "/{n} ")?,
            }
            write_node(out, operand, Grip::Atom)
        }
        NodeKind::Filter(filter) => write!(out, "{filter}"),
        NodeKind::Phrase(slots) => write_quoted(out, slots),
        NodeKind::AnyWord => out.write_str("*"),
        NodeKind::Word(Word { text, form }) => {
            if *form == WordForm::Exact {
                out.write_str("=")?;
            }
            let plain = lexer::reads_as_word(text) && !is_scale_after(out, text);
            write_text(out, text, plain)
        }
        kind => write_pattern(out, kind),
    }
}

fn near_name(order: Order) -> &'static str {
    match order {
        Order::Any => "NEAR",
        Order::Written => "ONEAR",
    }
}

fn write_joined(out: &mut String, nodes: &[Node], between: &str, least: Grip) -> fmt::Result {
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            out.write_str(between)?;
        }
        write_node(out, node, least)?;
    }
    Ok(())
}

/// Writes what is written alike inside and outside quotes.
fn write_pattern(out: &mut String, kind: &NodeKind) -> fmt::Result {
    match kind {
        NodeKind::Prefix(text) => {
            write_text(out, text, is_plain(text))?;
            out.write_str("*")
        }
        NodeKind::Wildcard(parts) => parts.iter().try_for_each(|part| match part {
            Wild::Text(text) => write_text(out, text, is_plain(text)),
            Wild::One => out.write_str("?"),
            Wild::Many => out.write_str("*"),
        }),
        NodeKind::Fuzzy(fuzzy) => {
            write_text(out, &fuzzy.text, is_plain(&fuzzy.text))?;
            write!(out, "~{}", fuzzy.edits)
        }
        NodeKind::Regex(pattern) => write_regex(out, pattern),
        NodeKind::Class(class) => write!(out, "{class}"),
        NodeKind::Synonyms(text) => {
            out.write_str("syn(")?;
            for c in text.chars() {
                if c == '\\' || c == ')' || lexer::is_quote(c) {
                    out.write_str("\\")?;
                }
                write!(out, "{c}")?;
            }
            out.write_str(")")
        }
        _ => Ok(()),
    }
}

/// Writes the slots of a phrase inside quotes.
fn write_quoted(out: &mut String, slots: &[Node]) -> fmt::Result {
    out.write_str("\"")?;
    write_slots(out, slots)?;
    out.write_str("\"")
}

fn write_slots(out: &mut String, slots: &[Node]) -> fmt::Result {
    for (i, slot) in slots.iter().enumerate() {
        if i > 0 {
            out.write_str(" ")?;
        }
        write_slot(out, slot)?;
    }
    Ok(())
}

fn write_slot(out: &mut String, slot: &Node) -> fmt::Result {
    match &slot.kind {
        NodeKind::Word(Word { text, .. }) => {
            let plain = lexer::reads_as_slot(text) && !is_scale_after(out, text);
            write_text(out, text, plain)
        }
        NodeKind::AnyWord => out.write_str("*"),
        NodeKind::Phrase(slots) => write_slots(out, slots),
        NodeKind::Or(alternatives) => {
            out.write_str("(")?;
            for (i, alternative) in alternatives.iter().enumerate() {
                if i > 0 {
                    out.write_str("|")?;
                }
                write_slot(out, alternative)?;
            }
            out.write_str(")")
        }
        kind => write_pattern(out, kind),
    }
}

/// Tells whether a word, written next, would be taken for the scale of an amount before it.
fn is_scale_after(out: &str, word: &str) -> bool {
    let last = out.trim_end_matches(' ').rsplit([' ', '"', '(']).next().unwrap_or_default();
    lexer::is_scale(word) && last.contains(']') && last.ends_with(|c: char| c.is_ascii_digit())
}

/// Tells whether a text is of letters and digits alone, so that nothing in it has a meaning.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Writes a word as it is, or with backslashes before whatever could have a meaning.
fn write_text(out: &mut String, text: &str, plain: bool) -> fmt::Result {
    if plain {
        return out.write_str(text);
    }
    // A word of letters alone is an operator or a unit: its first letter is taken out of it.
    let first = usize::from(is_plain(text));
    for (i, c) in text.chars().enumerate() {
        if i < first || !(c.is_alphanumeric() || c == '_') {
            out.write_str("\\")?;
        }
        write!(out, "{c}")?;
    }
    Ok(())
}

/// Writes a regular expression between slashes.
fn write_regex(out: &mut String, pattern: &str) -> fmt::Result {
    out.write_str("/")?;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '/' => out.write_str("\\/")?,
            '\\' => {
                out.write_str("\\")?;
                chars.next().map_or(Ok(()), |next| write!(out, "{next}"))?;
            }
            c => write!(out, "{c}")?,
        }
    }
    out.write_str("/")
}
