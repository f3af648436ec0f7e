//! From a query to hits: the plan, the spans it matches, ranking, highlights and context.
//!
//! It must not know where a query came from or how a hit is shown.
//!
//! A [`Query`](crate::query::Query) becomes a plan: every word, pattern and filter is looked up
//! once in the index's dictionaries. The plan is run over each segment as a tree of document
//! sets. What looks at more than one word (phrases, NEAR) is matched a turn at a time, across
//! its passages, by one algebra of spans; the same algebra over the text of a hit gives its
//! highlights.

mod batch;
mod bm25;
mod booleans;
mod context;
mod error;
mod filters;
mod fuzzy;
mod highlight;
mod hit;
mod inherit;
mod lookup;
mod plan;
mod planner;
mod searcher;
mod show;
mod spans;
mod stretch;
mod subject;
mod terms;
mod topk;
mod units;
mod words;

pub use batch::Ranked;
pub use batch::rank;
pub use context::ContextSize;
pub use error::SearchError;
pub use hit::ContextPassage;
pub use hit::Hit;
pub use hit::Results;
pub use searcher::Options;
pub use searcher::Sort;
pub use searcher::search;
pub use show::Shown;
pub use show::ShownPassage;
pub use show::ShownTurn;
pub use show::show;
