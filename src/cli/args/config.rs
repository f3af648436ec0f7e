//! What `earmark config` takes.

use clap::Args;

use crate::cli::args::PageFormat;

/// What `config` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark config                               each setting, its value, and who set it
  earmark config --format json")]
#[command(after_help = "\
The config file is the one that EARMARK_CONFIG names, else earmark/config.toml in \
XDG_CONFIG_HOME or ~/.config. A flag comes before the environment, that before the file, and \
that before what is built in. EARMARK_CONFIG=/dev/null leaves the file out. What it can hold:

  index = \"~/calls/index\"      for every command, as --index
  thesaurus = \"words.txt\"      for every command that takes --thesaurus
  color = \"never\"              or \"auto\"; on a terminal
  hyperlinks = \"never\"         or \"auto\": addresses open their files, on a terminal with colour
  pager = \"less -R\"            or false; for pages of text longer than the screen, on a terminal

  [search]                     pages of text; JSON, CSV and run lines stay as they are
  limit = 5
  context = \"1t\"
  [questions]
  limit = 5
  [kwic]
  limit = 20
  words = 8
  [show]
  around = 4

A path begins at the folder of the file; `~/` is your home. Formats, filters and what changes \
which passages are found are for the command line alone. A name or a value that is not known is \
an error.")]
pub(in crate::cli) struct ConfigArgs {
    /// text for reading, or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: PageFormat,
}
