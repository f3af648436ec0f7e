//! Pages for people: wrapped, with matches marked, harmless to a terminal.

mod calls;
mod caret;
mod checked;
mod concordance;
mod count;
mod escape;
mod explained;
mod facts;
mod first;
mod lexis;
mod numbers;
mod parsed;
mod questions;
mod results;
mod shown;
mod status;
mod table;
mod who;
mod wrap;

pub use calls::calls;
pub use caret::place;
pub use checked::checked;
pub use concordance::concordance;
pub use count::counts;
pub use escape::clean;
pub use facts::who;
pub use first::firsts;
pub use lexis::{collocates, comparison, terms};
pub use numbers::{bytes, counted, number};
pub use parsed::{break_between, parsed};
pub use questions::{Answers, askers, questions};
pub use results::{ContextShown, results};
pub use shown::shown;
pub use status::status;
pub use who::{firms, speakers};
