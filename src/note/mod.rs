//! Research notes: quotations, their citations, and whether they are what was said.
//!
//! It must not know where a note is shown or how it was asked for, and it prints nothing.

mod align;
mod claim;
mod compare;
mod edit;
mod export;
mod lookup;
mod markdown;
mod page;
mod quotations;
mod verify;
mod words;

pub use compare::Difference;
pub use compare::DifferenceKind;
pub use edit::NoteQuery;
pub use edit::Refreshed;
pub use edit::Stamp;
pub use edit::add;
pub use edit::add_query;
pub use edit::new_note;
pub use edit::refresh;
pub use export::NoteQuote;
pub use export::Readable;
pub use export::note_quotes;
pub use export::readable;
pub use export::short_citation;
pub use export::title;
pub use lookup::Nearest;
pub use lookup::Stretch;
pub use page::Cited;
pub use page::cited;
pub use page::fingerprint;
pub use quotations::Form;
pub use quotations::MIN_WORDS;
pub use quotations::Quotation;
pub use verify::Status;
pub use verify::Verified;
pub use verify::verify;
pub use words::quote_hash;
