//! What `earmark collocates`, `earmark terms` and `earmark compare` take.

use clap::Args;
use clap::ValueEnum;

use crate::analysis::Against;
use crate::analysis::CollocateSort;
use crate::analysis::FunctionWords;
use crate::cli::args::FilterArgs;
use crate::cli::args::RowsFormat;
use crate::transcript::CallId;

/// How many words on each side of a mention `collocates` looks at.
const WINDOW: &str = "5";

/// How often a word must be said to be worth a line: below, chance rules.
const MIN_COUNT: &str = "3";

/// How many rows are given.
const LIMIT: &str = "25";

/// How many terms and sentences of each kind `compare` shows on a page.
const SHOWN: &str = "5";

/// What `collocates` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark collocates backlog
  earmark collocates '\"cloud gaming\"' --window 10 --sort pmi
  earmark collocates margin --role executive --format csv > margin.csv")]
#[command(after_help = "\
near: how often the word stands in the windows, so many words on each side of each mention, in its \
turn; in all: how often it is said under the filters; expected: how often it would stand in the \
windows by chance. Log-likelihood (Dunning 1993) tells how sure the attraction is: above 10.83 by \
chance in 1 of 1,000 cases. PMI (Church and Hanks 1990), in bits, tells how strong it is, and \
favours rare words. Words that are not attracted, figures and, unless \
--function-words is given, words such as `the` are left out. Exit code: 0 with words, 1 without, 2 \
on error.")]
pub(in crate::cli) struct CollocatesArgs {
    /// What to look for; several words are joined by spaces
    #[arg(value_name = "QUERY", required = true)]
    pub(in crate::cli) query: Vec<String>,
    /// How many words on each side of a mention count as near
    #[arg(long, value_name = "N", default_value = WINDOW)]
    pub(in crate::cli) window: u32,
    /// How often a word must stand near
    #[arg(long, value_name = "N", default_value = MIN_COUNT)]
    pub(in crate::cli) min_count: u64,
    /// The order: ll (the surest first), pmi (the strongest first) or count
    #[arg(long, value_name = "ORDER", default_value = "ll", hide_possible_values = true)]
    pub(in crate::cli) sort: CollocateSortBy,
    /// Give words such as `the` and `we` too
    #[arg(long)]
    function_words: bool,
    /// The most words to print
    #[arg(long, value_name = "N", default_value = LIMIT)]
    pub(in crate::cli) limit: usize,
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets,
    /// markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

impl CollocatesArgs {
    /// Returns whether words that only hold sentences together are given.
    pub(in crate::cli) fn function_words(&self) -> FunctionWords {
        if self.function_words { FunctionWords::Given } else { FunctionWords::LeftOut }
    }
}

/// The order of collocates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CollocateSortBy {
    /// By log-likelihood
    Ll,
    /// By pointwise mutual information
    Pmi,
    /// By how often they stand near
    Count,
}

impl From<CollocateSortBy> for CollocateSort {
    fn from(sort: CollocateSortBy) -> Self {
        match sort {
            CollocateSortBy::Ll => Self::LogLikelihood,
            CollocateSortBy::Pmi => Self::MutualInformation,
            CollocateSortBy::Count => Self::Count,
        }
    }
}

/// What `terms` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark terms halden-robotics-2023q2                  against the company's other calls
  earmark terms halden-robotics-2023q2 --against all --section prepared
  earmark terms orrery-play-2023q1 --length 2           terms of two words")]
#[command(after_help = "\
Log-likelihood (Dunning 1993) tells how sure it is that the call says a term more often: above 10.83 \
by chance in 1 of 1,000 cases. Log ratio (Hardie 2014) tells how much more: 1 is twice as often, 2 \
four times; a term the others never say counts as said half a time. What the operator says, figures \
and words such as `the` are left out. The filters hold for the call \
and the others alike. Exit code: 0 with terms, 1 without, 2 on error.")]
pub(in crate::cli) struct TermsArgs {
    /// The id of the call
    #[arg(value_name = "CALL", value_parser = call_id)]
    pub(in crate::cli) of: CallId,
    /// The other calls: of its company, or all
    #[arg(long, value_name = "WHICH", default_value = "company", hide_possible_values = true)]
    pub(in crate::cli) against: AgainstBy,
    /// How many words a term has
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub(in crate::cli) length: u8,
    /// How often the call must say it
    #[arg(long, value_name = "N", default_value = MIN_COUNT)]
    pub(in crate::cli) min_count: u64,
    /// The most terms to print
    #[arg(long, value_name = "N", default_value = LIMIT)]
    pub(in crate::cli) limit: usize,
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets,
    /// markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// What a call is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AgainstBy {
    /// The other calls of its company
    Company,
    /// All other calls
    All,
}

impl From<AgainstBy> for Against {
    fn from(against: AgainstBy) -> Self {
        match against {
            AgainstBy::Company => Self::Company,
            AgainstBy::All => Self::All,
        }
    }
}

/// What `compare` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark compare halden-robotics-2023q1 halden-robotics-2023q2
  earmark compare orrery-play-2022q4 orrery-play-2023q1 --section prepared --limit 20
  earmark compare mingche-software-2022q4 mingche-software-2023q1 --format csv > changes.csv")]
#[command(after_help = "\
By section, without the operator. A term is new or dropped where one call says it at least --min-count times and the other \
never; changed where its rates differ more than by chance in 1 of 100 cases (log-likelihood above \
6.63, Dunning 1993). A sentence is changed where half of its words or more, both counted together, \
are those of one in the other call (Dice 1945); sentences of fewer than five words are passed over. \
Text shows --limit of each list, the other formats all. Exit code: 0, or 2 on error.")]
pub(in crate::cli) struct CompareArgs {
    /// The id of the first call
    #[arg(value_name = "CALL", value_parser = call_id)]
    pub(in crate::cli) before: CallId,
    /// The id of the second call
    #[arg(value_name = "CALL", value_parser = call_id)]
    pub(in crate::cli) after: CallId,
    /// How often one call must say what the other does not
    #[arg(long, value_name = "N", default_value = MIN_COUNT)]
    pub(in crate::cli) min_count: u64,
    /// How many of each list to show on a page
    #[arg(long, value_name = "N", default_value = SHOWN)]
    pub(in crate::cli) limit: usize,
    /// text for reading, json for one value, jsonl for a section a line, csv for spreadsheets,
    /// markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Reads the id of a call as it is written in the index.
fn call_id(text: &str) -> Result<CallId, String> {
    let id = CallId::new(text);
    if id.as_str() == text && !id.is_empty() { Ok(id) } else { Err("this is no id".to_owned()) }
}
