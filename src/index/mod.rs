//! The index: what it stores, how it is written and how it is opened.
//!
//! It must not know where transcripts come from or how a query is written.
//!
//! # Layout
//!
//! A call is a run of adjacent documents in one segment: first one for the call itself, then
//! one for each passage, turn by turn. A turn without words has one document without words, so
//! that every turn has a *head*: the document of its first passage.
//!
//! What is said of a call (company, quarter, date …) stands on the call's document only; what
//! is said of a turn (speaker, role, firm, exchange …) on its head only. The columns
//! [`Columns`] tell for each document how far back its call and its turn begin, and for the first
//! of these how many documents it has, so a filter
//! costs one short posting list, and the turn, the exchange and the call of a passage are
//! ranges of documents around it. Words are indexed as written, with their place in the turn
//! following from the passage's first word: a phrase can be followed across passages. Beside the
//! words stand tokens for the values of figures and dates and for where sentences begin.
//! Boilerplate, the role and the section are marked in a column for every document, and the values
//! of each [`Facet`] stand in columns of their own, on the heads they speak of.
//!
//! Beside each segment stand its [`Peaks`]: what lets a search pass over most calls that have a
//! common word.
//!
//! The record of a call, the record of a turn and the text of a passage are held against a checksum
//! whenever they are read, so that a damaged file is an error and never a wrong quotation. Which
//! passages a word finds, and the values of facets, are told by files that are not checked on
//! reading; [`check`](check()) reads them all.

mod analyzer;
mod bm25;
mod check;
mod columns;
mod document;
mod error;
mod facet;
#[cfg(test)]
mod faults;
mod folder;
mod guard;
mod lock;
mod manifest;
mod merges;
mod peaks;
mod queue;
mod reader;
mod record;
mod schema;
mod store;
mod stored;
mod values;
mod writer;

pub use bm25::Lengths;
pub use bm25::idf;
pub use check::Checked;
pub use check::Fault;
pub use check::check;
pub use columns::Columns;
pub use document::CallDocuments;
pub use document::documents;
pub use error::IndexError;
pub use facet::Facet;
pub use folder::Access;
pub use guard::caught;
pub use lock::Holder;
pub use manifest::CallEntry;
pub use manifest::FileEntry;
pub use manifest::Manifest;
pub use peaks::HANDED_ON;
pub use peaks::LOST_BY_BOILERPLATE;
pub use peaks::NEIGHBOURS;
pub use peaks::Peaks;
pub use peaks::Row;
pub use peaks::left;
pub use reader::FacetColumn;
pub use reader::Reader;
pub use reader::Segment;
pub use record::ExchangeRecord;
pub use record::TurnRecord;
pub use schema::Fields;
pub use schema::MetaField;
pub use schema::meta_words;
pub use store::FORMAT_VERSION;
pub use store::FreshLock;
pub use store::Header;
pub use store::fresh;
pub use store::holds_index;
pub use store::lock_fresh;
pub use store::replace;
pub use values::Values;
pub use writer::Writer;
