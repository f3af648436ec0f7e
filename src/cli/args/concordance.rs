//! What `earmark kwic` and `earmark first` take.

use clap::Args;
use clap::ValueEnum;

use crate::analysis::KwicSort;
use crate::cli::args::FilterArgs;
use crate::cli::args::GroupBy;
use crate::cli::args::RowsFormat;

/// How many mentions `kwic` gives, and how many words on each side of one.
const LIMIT: &str = "50";
const WORDS: &str = "20";

/// What `kwic` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark kwic backlog --sort right              what follows the word, in order
  earmark kwic 'backlog NEAR/5 [money]' --sort left --company halden
  earmark kwic '\"cloud gaming\"' --role analyst --words 8
  earmark kwic guid* --format csv > guidance.csv")]
#[command(after_help = "\
A line is one match of what the query looks for, from its first word to its last; the words around \
it are of the same turn. Exit code: 0 with mentions, 1 without, 2 on error.")]
pub(in crate::cli) struct KwicArgs {
    /// What to look for; several words are joined by spaces
    #[arg(value_name = "QUERY", required = true)]
    pub(in crate::cli) query: Vec<String>,
    /// The order: call, or the words to the left or right, nearest first
    #[arg(long, value_name = "ORDER", default_value = "call", hide_possible_values = true)]
    pub(in crate::cli) sort: KwicSortBy,
    /// How many words to give on each side at most; on a page as many as there is room for
    #[arg(long, value_name = "N", default_value = WORDS)]
    pub(in crate::cli) words: usize,
    /// The most mentions to print
    #[arg(long, value_name = "N", default_value = LIMIT)]
    pub(in crate::cli) limit: usize,
    /// How many to pass over
    #[arg(long, value_name = "N", default_value = "0")]
    pub(in crate::cli) offset: usize,
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets,
    /// markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// The order of a concordance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum KwicSortBy {
    /// By call
    Call,
    /// By the words to the left
    Left,
    /// By the words to the right
    Right,
}

impl From<KwicSortBy> for KwicSort {
    fn from(sort: KwicSortBy) -> Self {
        match sort {
            KwicSortBy::Call => Self::Call,
            KwicSortBy::Left => Self::Left,
            KwicSortBy::Right => Self::Right,
        }
    }
}

/// What `first` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark first '\"cloud gaming\"' --by company    the first mention in the calls of each
  earmark first backlog --by speaker --role analyst
  earmark first 'churn OR attrition' --by firm --format json")]
#[command(after_help = "\
Groups come in the order of their first mentions. Calls are in the order of their days; one whose \
day is not known comes after those that have one, which is told. Exit code: 0 with mentions, 1 \
without, 2 on error.")]
pub(in crate::cli) struct FirstArgs {
    /// What to look for; several words are joined by spaces
    #[arg(value_name = "QUERY", required = true)]
    pub(in crate::cli) query: Vec<String>,
    /// In each what: company, speaker, firm, role, section, or a period as in `count`
    #[arg(long, value_name = "WHAT", default_value = "company", hide_possible_values = true)]
    pub(in crate::cli) by: GroupBy,
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets,
    /// markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
