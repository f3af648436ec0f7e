//! Pages for people: wrapped, with matches marked, harmless to a terminal.

mod calls;
mod caret;
mod escape;
mod facts;
mod numbers;
mod parsed;
mod results;
mod saved;
mod shown;
mod status;
mod verified;
mod wrap;

pub use calls::calls;
pub use caret::place;
pub use escape::clean;
pub use numbers::{bytes, counted, number};
pub use parsed::{break_between, parsed};
pub use results::{ContextShown, results};
pub use saved::saved;
pub use shown::shown;
pub use status::status;
pub use verified::verified;
