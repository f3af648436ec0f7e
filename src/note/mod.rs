//! Research notes: quotations, their citations, and whether they are what was said.
//!
//! It must not know where a note is shown or how it was asked for, and it prints nothing.
//!
//! # What a note is
//!
//! A Markdown file that people write in. earmark's are: block quotes that end with the call of a
//! footnote, footnotes that end with an address and a hash (`kc-2021q1:7.3 quote-0bdae39909e3`),
//! and pairs of comments around the results of a query. Whatever else stands in it is kept.
//!
//! # What a quotation is
//!
//! The lines of a block quote up to a footnote, a line that says who spoke (it begins with a
//! dash, or is a label before the words, `Ann Lee:`) or its end; and at least [`MIN_WORDS`] words between quotation marks. Front matter, code
//! and comments hold none. It is looked up by its words in a row within one turn, of which an
//! elision or brackets may stand for some ([`RefusalKind`] tells when they may not, `editor.rs` the
//! whole rule); then compared with the text as it is stored. White space of any kind and length is one blank; marks of elision at the ends, and a comma or full
//! stop before the closing mark, say nothing.

mod agree;
mod align;
mod claim;
mod compare;
mod edit;
mod editor;
mod export;
mod known;
mod lookup;
mod markdown;
mod mentions;
mod nearest;
mod occasion;
mod page;
mod phrase;
mod queries;
mod quotations;
mod stated;
mod verify;
mod words;

pub use agree::Contradiction;
pub use agree::ContradictionKind;
pub use compare::Difference;
pub use compare::DifferenceKind;
pub use edit::Refreshed;
pub use edit::add;
pub use edit::add_query;
pub use edit::new_note;
pub use edit::refresh;
pub use editor::Refusal;
pub use editor::RefusalKind;
pub use export::NoteQuote;
pub use export::Readable;
pub use export::note_quotes;
pub use export::readable;
pub use export::short_citation;
pub use export::title;
pub use lookup::Stretch;
pub use nearest::Nearest;
pub use page::Cited;
pub use page::cited;
pub use page::fingerprint;
pub use queries::NoteFault;
pub use queries::NoteFaultKind;
pub use queries::NoteQuery;
pub use queries::Stamp;
pub use queries::faults;
pub use quotations::Form;
pub use quotations::MIN_WORDS;
pub use quotations::Quotation;
pub use verify::Status;
pub use verify::Verified;
pub use verify::verify;
pub use words::quote_hash;
