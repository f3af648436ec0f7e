//! What `earmark speakers` and `earmark firms` take.

use clap::Args;

use crate::cli::args::FilterArgs;
use crate::cli::args::RowsFormat;

/// What `speakers` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark speakers
  earmark speakers --company halden --role executive
  earmark speakers --since 2023 --limit 20
  earmark speakers --role analyst --format csv > analysts.csv")]
#[command(after_help = "\
Spellings of a name are one person among the people of one company, or the analysts of one firm, \
with the same family name and given names that are spellings, nicknames or initials of each other \
(Tim Cook, Timothy D. Cook); where one could mean two people, none is joined. A company is one \
under all the names that calls of its symbol give it. Who has no name is one row a role.")]
pub(in crate::cli) struct SpeakersArgs {
    #[command(flatten)]
    pub(in crate::cli) who: WhoArgs,
}

/// What `firms` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark firms
  earmark firms --company halden --since 2023
  earmark firms --format csv > firms.csv")]
pub(in crate::cli) struct FirmsArgs {
    #[command(flatten)]
    pub(in crate::cli) who: WhoArgs,
}

/// What both take.
#[derive(Debug, Args)]
pub(in crate::cli) struct WhoArgs {
    /// The most rows to print; without it all
    #[arg(long, value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
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
