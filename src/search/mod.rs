//! From a query to hits: the plan, the spans it matches, ranking, highlights and context.
//!
//! It must not know where a query came from or how a hit is shown.
//!
//! A [`Query`](crate::query::Query) becomes a plan: every word, pattern and filter is looked up
//! once in the index's dictionaries. The plan is run over each segment in windows of whole calls,
//! in which the words looked for are laid out by document: plans of words alone are answered from
//! these, others by a tree of document sets. Calls are scored only where they can reach the page:
//! what each of them promises is told by the [peaks](crate::index::Peaks) of its words, and where
//! the rest is not counted, or counted by documents alone, only those are visited that promise
//! enough.
//! What looks at more than one word (phrases, NEAR) is matched a turn at a time, across its
//! passages, by one algebra of spans; the same algebra over the text of a hit gives its highlights.

mod batch;
mod begins;
mod bitset;
mod booleans;
mod collect;
mod companies;
mod context;
mod error;
mod explain;
mod facets;
mod filters;
mod form;
mod fuzzy;
mod highlight;
mod hit;
mod inherit;
mod lookup;
mod matches;
mod near;
mod opener;
mod plan;
mod planner;
mod promise;
mod proximity;
mod said;
mod scan;
mod searcher;
mod show;
mod spans;
mod spellings;
mod standing;
mod stretch;
mod subject;
mod terms;
mod topk;
mod units;
mod voices;
mod wanted;
mod window;
mod words;

pub use batch::Ranked;
pub use batch::check;
pub use batch::rank;
pub use context::ContextSize;
pub use error::SearchError;
pub use explain::Explanation;
pub use explain::ScoreParts;
pub use explain::StretchCount;
pub use explain::SubjectNamed;
pub use explain::TermCount;
pub use explain::WordCount;
pub use facets::FacetCounts;
pub use facets::FacetValue;
pub use hit::ContextPassage;
pub use hit::Hit;
pub use hit::Results;
pub use hit::citation;
pub use matches::ExchangePlace;
pub use matches::Match;
pub use matches::Matches;
pub use matches::Mention;
pub use matches::TurnWords;
pub use matches::exchange;
pub use matches::matches;
pub use said::SaidAt;
pub use said::SaidPlaces;
pub use said::SaidTurn;
pub use said::all_calls;
pub use said::is_said;
pub use said::read_said;
pub use said::said_at;
pub use said::said_in_a_row;
pub use said::said_near;
pub use said::values_of;
pub use searcher::Explain;
pub use searcher::Options;
pub use searcher::Sort;
pub use searcher::search;
pub use show::Shown;
pub use show::ShownPassage;
pub use show::ShownTurn;
pub use show::show;
pub use subject::SubjectKind;
