//! What is computed over many passages: exchanges, counts, concordances, statistics of words.
//!
//! It must not know how an index stores what it reads or how a result is shown. Whatever counts
//! goes through [`search::matches`](crate::search::matches), which also says what a *mention*
//! is; so the numbers of one command are the numbers of every other.

mod askers;
mod collocates;
mod compare;
mod concordance;
mod count;
mod first;
mod group;
mod questions;
mod statistics;
mod terms;
mod who;
mod words;

pub use askers::AskerRow;
pub use askers::Askers;
pub use askers::AskersBy;
pub use askers::askers;
pub use collocates::Collocate;
pub use collocates::CollocateOptions;
pub use collocates::CollocateSort;
pub use collocates::Collocates;
pub use collocates::FunctionWords;
pub use collocates::collocates;
pub use compare::Comparison;
pub use compare::SectionChange;
pub use compare::Sentence;
pub use compare::SentenceChange;
pub use compare::compare;
pub use concordance::Concordance;
pub use concordance::KwicLine;
pub use concordance::KwicOptions;
pub use concordance::KwicSort;
pub use concordance::concordance;
pub use count::CountRow;
pub use count::Counts;
pub use count::Measure;
pub use count::NamedQuery;
pub use count::RowOrder;
pub use count::Tally;
pub use count::count;
pub use first::FirstMention;
pub use first::Firsts;
pub use first::firsts;
pub use group::Grouping;
pub use group::Key;
pub use questions::Ask;
pub use questions::Asked;
pub use questions::AskedPassage;
pub use questions::AskedTurn;
pub use questions::Part;
pub use questions::Questions;
pub use questions::questions;
pub use terms::Against;
pub use terms::Term;
pub use terms::TermOptions;
pub use terms::Terms;
pub use terms::terms;
pub use who::FirmRow;
pub use who::PersonRow;
pub use who::Who;
pub use who::firms;
pub use who::speakers;
