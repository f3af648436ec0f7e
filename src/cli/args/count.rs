//! What `earmark count` takes.

use std::path::PathBuf;

use clap::Args;
use clap::ValueEnum;

use crate::analysis::Grouping;
use crate::analysis::Measure;
use crate::cli::args::FilterArgs;
use crate::cli::args::RowsFormat;

/// What `count` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark count backlog --by quarter
  earmark count backlog '\"order book\"' --by quarter   two queries, side by side
  earmark count 'backlog NEAR/5 grow' --by company,quarter --section qa
  earmark count margin --by speaker --role executive --company halden
  earmark count backlog churn --by month --measure rate --chart mentions.svg
  earmark count backlog --by speaker --limit 20
  earmark count --queries queries.tsv --format csv > panel.csv")]
#[command(after_help = "\
Each argument is a query of its own, so put one of several words in quotes, and a phrase in two \
pairs of them. A mention is one match of what a query looks for: a word, a phrase, a pair near \
each other; the same words count once. Of words side by side each counts, where a passage has all. \
Passages and calls are those that match as a whole. Per 10,000 words: of all that was said in the \
group under the filters. A group in which nothing is mentioned is shown with 0.

By quarter is the fiscal quarter as the source numbers it; calendar-quarter, month and year are \
of the day of the call. What is not known is the group `unknown`. By firm counts the speech of \
analysts alone. Exit code: 0 with matches, 1 without, 2 on error.")]
pub(in crate::cli) struct CountArgs {
    /// What to count, each argument a query
    #[arg(value_name = "QUERY", required_unless_present = "queries", conflicts_with = "queries")]
    pub(in crate::cli) query: Vec<String>,
    /// What to count by: quarter, calendar-quarter, month, year, company, firm, speaker, role,
    /// section or call; two with a comma between
    #[arg(long, value_name = "WHAT", value_delimiter = ',', hide_possible_values = true)]
    pub(in crate::cli) by: Vec<GroupBy>,
    /// Many queries, one a line: name, tab, query (`-` is standard input); without --by, a row a
    /// call and query
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) queries: Option<PathBuf>,
    /// The order of the rows: group (in time, by name) or count (most first); without it names
    /// come by count, all else by group
    #[arg(long, value_name = "ORDER", hide_possible_values = true)]
    pub(in crate::cli) sort: Option<SortRows>,
    /// The most rows to print and to draw; without it all
    #[arg(long, value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
    /// How many rows to pass over
    #[arg(long, value_name = "N", default_value = "0")]
    pub(in crate::cli) offset: usize,
    /// What to compare and to draw: mentions, passages, calls or rate (per 10,000 words)
    #[arg(long, value_name = "WHAT", default_value = "mentions", hide_possible_values = true)]
    pub(in crate::cli) measure: MeasureBy,
    /// Write a bar chart
    #[arg(long, value_name = "FILE.svg")]
    pub(in crate::cli) chart: Option<PathBuf>,
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets (a
    /// row a group and query), markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// What to count by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum GroupBy {
    /// The fiscal quarter
    Quarter,
    /// The quarter of the calendar
    CalendarQuarter,
    /// The month
    Month,
    /// The calendar year
    Year,
    /// Who holds the call
    Company,
    /// Where the analyst works
    Firm,
    /// Who speaks
    Speaker,
    /// The part the speaker plays
    Role,
    /// The part of the call
    Section,
    /// The call
    Call,
}

impl From<GroupBy> for Grouping {
    fn from(by: GroupBy) -> Self {
        match by {
            GroupBy::Quarter => Self::Quarter,
            GroupBy::CalendarQuarter => Self::CalendarQuarter,
            GroupBy::Month => Self::Month,
            GroupBy::Year => Self::Year,
            GroupBy::Company => Self::Company,
            GroupBy::Firm => Self::Firm,
            GroupBy::Speaker => Self::Speaker,
            GroupBy::Role => Self::Role,
            GroupBy::Section => Self::Section,
            GroupBy::Call => Self::Call,
        }
    }
}

/// The order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SortRows {
    /// In time, by name
    Group,
    /// Most first
    Count,
}

/// What to compare and to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MeasureBy {
    /// Mentions
    Mentions,
    /// Passages that match
    Passages,
    /// Calls that match
    Calls,
    /// Mentions for each 10,000 words
    Rate,
}

impl From<MeasureBy> for Measure {
    fn from(by: MeasureBy) -> Self {
        match by {
            MeasureBy::Mentions => Self::Mentions,
            MeasureBy::Passages => Self::Passages,
            MeasureBy::Calls => Self::Calls,
            MeasureBy::Rate => Self::Rate,
        }
    }
}
