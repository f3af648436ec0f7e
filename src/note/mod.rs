//! Research notes: quotations, their citations, and whether they are what was said.
//!
//! It must not know where a note is shown or how it was asked for, and it prints nothing.

mod align;
mod claim;
mod compare;
mod lookup;
mod markdown;
mod quotations;
mod verify;
mod words;

pub use compare::Difference;
pub use compare::DifferenceKind;
pub use lookup::Nearest;
pub use lookup::Stretch;
pub use quotations::Form;
pub use quotations::MIN_WORDS;
pub use quotations::Quotation;
pub use verify::Status;
pub use verify::Verified;
pub use verify::verify;
pub use words::quote_hash;
