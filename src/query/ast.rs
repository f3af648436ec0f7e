//! The tree of a query: what was asked, with the place of every part in the text.

use std::ops::Range;
use std::str::FromStr;

use crate::query::Class;
use crate::query::DateRange;
use crate::query::Field;
use crate::query::FieldValue;
use crate::query::Filter;
use crate::query::Notice;
use crate::query::Polarity;
use crate::query::QueryErrorKind;
use crate::query::Value;
use crate::query::Wild;
use crate::transcript::UnknownNameError;

/// A query that was understood.
///
/// A passage matches if `root` matches it (or is `None`) and every filter holds. Comparison with
/// `==` takes text, spans and notices into account; [`Query::means_the_same`] does not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The text as it was given; spans are bytes of it.
    pub text: String,
    /// What the words ask for; `None` where the query is of filters alone, or asks for
    /// everything.
    pub root: Option<Node>,
    /// Conditions on where a passage stands; all of them must hold.
    pub filters: Vec<Filter>,
    /// What was translated, ignored or read in a way worth telling; whoever works on the query
    /// later adds to it.
    pub notices: Vec<Notice>,
}

/// A part of a query, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What is asked for.
    pub kind: NodeKind,
    /// The bytes of the query's text; an empty range at 0 where it was not written there.
    pub span: Range<usize>,
}

/// What a part of a query asks for.
///
/// The first group, [`NodeKind::Word`] to [`NodeKind::Edge`], matches stretches of words inside
/// one turn: such a node can stand in a NEAR, and so can an `Or` of them ([`Node::is_stretch`]).
/// The rest tells only whether a passage matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// `backlog`, `=backlog`, `R&D`: one word as it was written.
    Word(Word),
    /// `backlog*`: any word that begins so. The text is without the `*`.
    Prefix(String),
    /// `te?t`, `*ware`, `inter*ion`: any word of this shape; never empty, never wild alone.
    Wildcard(Vec<Wild>),
    /// `kubernets~1`: words at most so many edits away.
    Fuzzy(Fuzzy),
    /// `/back(log|end)/`: any word the whole of which the expression matches. Between the
    /// slashes, as written; not checked here.
    Regex(String),
    /// `*` inside a phrase: any one word. Only a slot of a [`NodeKind::Phrase`], never all of
    /// its slots.
    AnyWord,
    /// `[money]`, `[percent]>30`: a token of this class.
    Class(Class),
    /// `syn(capex)`: the words or any of their synonyms in the thesaurus. The words are joined
    /// by single spaces.
    Synonyms(String),
    /// `"cloud gaming"`: the slots one after the other, nothing in between; at least two.
    ///
    /// Words in it are exact. A slot is a stretch of one of the kinds above, or an `Or` whose
    /// operands are such, or phrases: `"(order book|backlog) growth"`.
    Phrase(Vec<Node>),
    /// `a NEAR/5 b`, `a ONEAR/5 b ONEAR/5 c`.
    Near(Near),
    /// `a NOT NEAR/5 b`.
    NotNear(NotNear),
    /// `BEGIN "thank you"`, `END/3 question`.
    Edge(Edge),

    /// Operands written side by side at the top level: all of them; where no passage has all,
    /// those that have most. Only the root is a list, of at least two operands; a
    /// [`NodeKind::Not`] in it is never relaxed.
    List(Vec<Node>),
    /// `a AND b`, and side by side anywhere but at the top level: all of at least two operands.
    And(Vec<Node>),
    /// `a OR b`, and the words of a plain query: any of at least two operands.
    Or(Vec<Node>),
    /// `NOT a`, `-a`: whatever does not match the operand.
    Not(Box<Node>),
    /// `a SAME turn b`.
    Same(Same),
    /// `ATLEAST/3 backlog`.
    AtLeast(AtLeast),
    /// `role:analyst` inside OR, NOT, SAME or parentheses; at the top level it is one of
    /// [`Query::filters`]. Never negated itself: then a [`NodeKind::Not`] stands around it.
    Filter(Filter),
}

/// One word, as it was written; what tokens it gives is for the analysis to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Word {
    /// The word, not analysed: `R&D`, `year-over-year`, `Backlog`. Never empty.
    pub text: String,
    /// Which forms of it match.
    pub form: WordForm,
}

/// Which forms of a word match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WordForm {
    /// Any form: `backlog` finds backlogs.
    Any,
    /// This form alone: `=backlog`, and every word inside quotes.
    Exact,
}

/// A word and how far from it a match may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fuzzy {
    /// The word as it was written.
    pub text: String,
    /// Insertions, deletions, replacements and swaps of neighbours allowed; 1 or 2.
    pub edits: u8,
}

/// Operands near each other in one turn.
///
/// Taking one match of each operand, no two of which overlap, in the order they stand in the
/// turn, there are at most `distance` words between each and the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// At least two stretches.
    pub operands: Vec<Node>,
    /// The most words between neighbours.
    pub distance: u32,
    /// Whether the operands must stand in the order they are written.
    pub order: Order,
}

/// One stretch with no match of another near it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotNear {
    /// What is looked for; its matches are the matches of the whole.
    pub wanted: Box<Node>,
    /// What must not stand near it.
    pub unwanted: Box<Node>,
    /// The most words between them that still count as near.
    pub distance: u32,
    /// [`Order::Written`] forbids only what follows the wanted stretch.
    pub order: Order,
}

/// Whether operands must stand in the order they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// `NEAR`: in any order.
    Any,
    /// `ONEAR`: in the order written.
    Written,
}

/// A stretch at one end of its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Which end.
    pub side: Side,
    /// The most words between the stretch and that end; 0 unless written.
    pub distance: u32,
    /// The stretch.
    pub operand: Box<Node>,
}

/// An end of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// `BEGIN`: the first words.
    Begin,
    /// `END`: the last words.
    End,
}

/// Operands inside one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Same {
    /// The unit that must hold all operands.
    pub unit: Unit,
    /// At least two, of any kind. A [`NodeKind::Not`] is an operand the unit must not hold; not
    /// all operands are such.
    pub operands: Vec<Node>,
}

/// What `SAME` takes as one unit, from small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// One sentence.
    Sentence,
    /// One passage; the unit of `SAME` alone.
    Passage,
    /// One turn.
    Turn,
    /// One exchange: an analyst's questions with the answers they got.
    Exchange,
    /// The whole call.
    Call,
}

impl Unit {
    /// Every unit, from small to large.
    pub const ALL: [Self; 5] =
        [Self::Sentence, Self::Passage, Self::Turn, Self::Exchange, Self::Call];

    /// Returns the name used in queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Passage => "passage",
            Self::Turn => "turn",
            Self::Exchange => "exchange",
            Self::Call => "call",
        }
    }
}

impl FromStr for Unit {
    type Err = UnknownNameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|u| u.as_str().eq_ignore_ascii_case(name));
        let fail = || UnknownNameError { what: "unit", name: name.to_owned() };
        found.ok_or_else(fail)
    }
}

/// A stretch that must match several times in a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtLeast {
    /// How often, at least; never 0.
    pub count: u32,
    /// The stretch whose matches are counted.
    pub operand: Box<Node>,
}

impl Node {
    /// Tells whether the node matches stretches of words, so that it can stand in a NEAR, after
    /// ATLEAST, BEGIN and END.
    pub fn is_stretch(&self) -> bool {
        match &self.kind {
            NodeKind::Word(_)
            | NodeKind::Prefix(_)
            | NodeKind::Wildcard(_)
            | NodeKind::Fuzzy(_)
            | NodeKind::Regex(_)
            | NodeKind::AnyWord
            | NodeKind::Class(_)
            | NodeKind::Synonyms(_)
            | NodeKind::Phrase(_)
            | NodeKind::Near(_)
            | NodeKind::NotNear(_)
            | NodeKind::Edge(_) => true,
            NodeKind::Or(operands) => operands.iter().all(Self::is_stretch),
            NodeKind::List(_)
            | NodeKind::And(_)
            | NodeKind::Not(_)
            | NodeKind::Same(_)
            | NodeKind::AtLeast(_)
            | NodeKind::Filter(_) => false,
        }
    }

    /// Tells whether the node only says what is not wanted.
    pub fn is_negative(&self) -> bool {
        match &self.kind {
            NodeKind::Not(node) => !node.is_negative(),
            NodeKind::List(nodes)
            | NodeKind::And(nodes)
            | NodeKind::Or(nodes)
            | NodeKind::Same(Same { operands: nodes, .. }) => nodes.iter().all(Self::is_negative),
            _ => false,
        }
    }

    /// Tells whether the node is made of fields alone.
    pub fn is_of_fields(&self) -> bool {
        match &self.kind {
            NodeKind::Filter(_) => true,
            NodeKind::Not(_) | NodeKind::List(_) | NodeKind::And(_) | NodeKind::Or(_) => {
                self.children().into_iter().all(Self::is_of_fields)
            }
            _ => false,
        }
    }

    /// Returns the nodes directly inside this one, in the order they are written.
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            NodeKind::Phrase(nodes)
            | NodeKind::List(nodes)
            | NodeKind::And(nodes)
            | NodeKind::Or(nodes)
            | NodeKind::Near(Near { operands: nodes, .. })
            | NodeKind::Same(Same { operands: nodes, .. }) => nodes.iter().collect(),
            NodeKind::Not(node)
            | NodeKind::Edge(Edge { operand: node, .. })
            | NodeKind::AtLeast(AtLeast { operand: node, .. }) => vec![node],
            NodeKind::NotNear(NotNear { wanted, unwanted, .. }) => vec![wanted, unwanted],
            NodeKind::Word(_)
            | NodeKind::Prefix(_)
            | NodeKind::Wildcard(_)
            | NodeKind::Fuzzy(_)
            | NodeKind::Regex(_)
            | NodeKind::AnyWord
            | NodeKind::Class(_)
            | NodeKind::Synonyms(_)
            | NodeKind::Filter(_) => Vec::new(),
        }
    }

    /// Returns the nodes directly inside this one, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Self> {
        match &mut self.kind {
            NodeKind::Phrase(nodes)
            | NodeKind::List(nodes)
            | NodeKind::And(nodes)
            | NodeKind::Or(nodes)
            | NodeKind::Near(Near { operands: nodes, .. })
            | NodeKind::Same(Same { operands: nodes, .. }) => nodes.iter_mut().collect(),
            NodeKind::Not(node)
            | NodeKind::Edge(Edge { operand: node, .. })
            | NodeKind::AtLeast(AtLeast { operand: node, .. }) => vec![node],
            NodeKind::NotNear(NotNear { wanted, unwanted, .. }) => vec![wanted, unwanted],
            _ => Vec::new(),
        }
    }

    /// Tells whether `syn(…)` stands in the node.
    pub fn asks_for_synonyms(&self) -> bool {
        matches!(self.kind, NodeKind::Synonyms(_))
            || self.children().into_iter().any(Self::asks_for_synonyms)
    }

    /// Returns how many nodes stand above one another at most; 0 for a node with none inside.
    pub(crate) fn height(&self) -> usize {
        self.children().iter().map(|node| node.height() + 1).max().unwrap_or_default()
    }
}

impl Query {
    /// Returns the query that asks for everything, to which filters can be added.
    pub fn everything() -> Self {
        Self::default()
    }

    /// Adds a condition from outside the query, such as a flag: one more value of the same
    /// field, or else one more filter.
    ///
    /// # Errors
    ///
    /// Fails where the value is none of the field's.
    pub fn add_filter(
        &mut self,
        field: Field,
        value: &str,
        polarity: Polarity,
    ) -> Result<(), QueryErrorKind> {
        let value = FieldValue { value: Value::read(field, value)?, span: 0..0 };
        let same = |f: &&mut Filter| f.field == field && f.polarity == polarity;
        match self.filters.iter_mut().find(same) {
            Some(filter) => filter.values.push(value),
            None => self.filters.push(Filter { field, values: vec![value], polarity }),
        }
        Ok(())
    }

    /// Adds that a call must be one of some, beside whatever the query says of calls.
    pub fn add_calls(&mut self, ids: &[&str]) {
        let values = ids.iter().filter_map(|id| {
            let value = Value::read(Field::Call, id).ok()?;
            Some(FieldValue { value, span: 0..0 })
        });
        let (values, polarity) = (values.collect(), Polarity::Include);
        self.filters.push(Filter { field: Field::Call, values, polarity });
    }

    /// Adds the days between which a call must lie, both included, beside whatever the query
    /// says of dates. A month or a year stands for its first day in `since`, its last in
    /// `until`.
    ///
    /// # Errors
    ///
    /// Fails where one is no date, or the second is before the first.
    pub fn add_dates(
        &mut self,
        since: Option<&str>,
        until: Option<&str>,
    ) -> Result<(), QueryErrorKind> {
        if since.is_none() && until.is_none() {
            return Ok(());
        }
        for end in [since, until].into_iter().flatten() {
            if end.contains("..") {
                return Err(QueryErrorKind::InvalidDate { value: end.to_owned() });
            }
        }
        let text = format!("{}..{}", since.unwrap_or_default(), until.unwrap_or_default());
        let value = FieldValue { value: Value::Date(DateRange::read(&text)?), span: 0..0 };
        let polarity = Polarity::Include;
        self.filters.push(Filter { field: Field::Date, values: vec![value], polarity });
        Ok(())
    }
}
