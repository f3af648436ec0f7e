//! The engine's fields, and the terms that say what is known of calls and turns.

use tantivy::schema;

use crate::index::Facet;
use crate::text;

/// The name under which the engine knows the analysis of [`crate::text`].
pub(super) const TOKENIZER: &str = "earmark";

/// The engine's fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The words of a passage, with positions from 0 in the passage; stored.
    pub body: schema::Field,
    /// The id of the call, on every document.
    pub call: schema::Field,
    /// What is known of a call or a turn, as `field=value`, on its head; see [`MetaField`].
    pub meta: schema::Field,
    /// The call's or the turn's record as JSON, on its head; stored only.
    pub record: schema::Field,
    /// Where in its call a document stands and what kind of passage it is; see
    /// [`Columns`](crate::index::Columns).
    pub(super) place: schema::Field,
    /// Where in its turn a document stands, and how far what it begins reaches.
    pub(super) spot: schema::Field,
    /// Which turn and exchange a document belongs to.
    pub(super) unit: schema::Field,
    /// The day of the call as a number, on the call's document only.
    pub date: schema::Field,
    /// The id of the call as a sorted column, on the call's document only.
    pub id: schema::Field,
    /// What is known of the call, as a column on its document only: a hit needs it, and a column
    /// is quicker to read than a block of stored texts.
    pub(super) facts: schema::Field,
    /// A column for each of [`Facet::COLUMNS`], on the head of what it speaks of.
    pub(super) facets: [schema::Field; Facet::COLUMNS.len()],
}

impl Fields {
    /// Returns the column of a facet that has one.
    pub(super) fn facet(&self, facet: Facet) -> Option<schema::Field> {
        let at = Facet::COLUMNS.iter().position(|f| *f == facet)?;
        Some(self.facets[at])
    }

    /// Returns the engine's schema and its fields.
    pub(super) fn new() -> (schema::Schema, Self) {
        let mut builder = schema::Schema::builder();
        let words = schema::TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(schema::IndexRecordOption::WithFreqsAndPositions);
        let values = schema::TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(schema::IndexRecordOption::Basic);
        let values = schema::TextOptions::default().set_indexing_options(values);
        let text = schema::TextOptions::default().set_indexing_options(words).set_stored();
        let sorted = schema::TextOptions::default().set_fast("raw");
        let fields = Self {
            body: builder.add_text_field("body", text),
            call: builder.add_text_field("call", values.clone()),
            meta: builder.add_text_field("meta", values),
            record: builder.add_text_field("record", schema::STORED),
            place: builder.add_u64_field("place", schema::FAST),
            spot: builder.add_u64_field("spot", schema::FAST),
            unit: builder.add_u64_field("unit", schema::FAST),
            date: builder.add_u64_field("date", schema::FAST),
            id: builder.add_text_field("id", sorted.clone()),
            facts: builder.add_text_field("facts", sorted.clone()),
            facets: Facet::COLUMNS.map(|f| builder.add_text_field(f.as_str(), sorted.clone())),
        };
        (builder.build(), fields)
    }
}

/// What can be said of a call or a turn in the `meta` field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetaField {
    /// On calls: who holds the call.
    Company,
    /// On calls: the exchange symbol.
    Ticker,
    /// On calls: the fiscal period.
    Quarter,
    /// On calls: the calendar day.
    Date,
    /// On turns: the name of the speaker.
    Speaker,
    /// On turns: the role.
    Role,
    /// On analysts' turns: the canonical firm, then the firm as said.
    Firm,
    /// On turns: the office of the speaker, written out.
    Title,
    /// On turns: the section.
    Section,
    /// On the turns of an exchange: the asker's name, and his firm.
    AskedBy,
    /// On the turns of an exchange: the names and offices of those who answered.
    AnsweredBy,
}

impl MetaField {
    /// How many fields there are.
    pub(super) const COUNT: usize = Self::AnsweredBy as usize + 1;

    /// Returns what the terms of this field begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Company => "company=",
            Self::Ticker => "ticker=",
            Self::Quarter => "quarter=",
            Self::Date => "date=",
            Self::Speaker => "speaker=",
            Self::Role => "role=",
            Self::Firm => "firm=",
            Self::Title => "title=",
            Self::Section => "section=",
            Self::AskedBy => "asked-by=",
            Self::AnsweredBy => "answered-by=",
        }
    }

    /// Tells whether the field speaks of the whole call, so stands on the call's document.
    pub fn is_of_call(self) -> bool {
        matches!(self, Self::Company | Self::Ticker | Self::Quarter | Self::Date)
    }
}

/// Returns the words of a name, folded: the form in which names are compared.
pub fn meta_words(name: &str) -> Vec<String> {
    let folded = text::fold(name).replace(['\'', '.'], "");
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
}
