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
  earmark speakers --role analyst --format csv > analysts.csv")]
#[command(after_help = "\
Spellings of a name are one person among the people of one company, or the analysts of one firm, \
with the same family name and given names that are spellings, nicknames or initials of each other \
(Tim Cook, Timothy D. Cook); where one could mean two people, none is joined. A company is one \
under all the names that calls of its symbol give it. Who has no name is one row a role.")]
pub(in crate::cli) struct SpeakersArgs {
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets,
    /// markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// What `firms` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark firms
  earmark firms --company halden --since 2023
  earmark firms --format csv > firms.csv")]
pub(in crate::cli) struct FirmsArgs {
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets,
    /// markdown for pasting
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: RowsFormat,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}
