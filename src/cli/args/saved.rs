//! What `earmark saved` takes.

use clap::Args;

use crate::cli::args::PageFormat;

/// What `saved` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark search 'backlog role:analyst' --save backlog
  earmark saved                              the saved searches, and how many calls are new to each
  earmark search @backlog                    ask again
  earmark search @backlog --new              only calls that were not there when last asked
  earmark saved --forget backlog")]
#[command(after_help = "\
Saved searches stand beside the folder of the index, in index.saved.json for ./index, and outlive \
an index that is built anew.")]
pub(in crate::cli) struct SavedArgs {
    /// Forget the search of this name
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) forget: Vec<String>,
    /// text for reading, or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: PageFormat,
}
