//! What `earmark note` takes.

use std::path::PathBuf;

use clap::Args;
use clap::Subcommand;
use clap::ValueEnum;

/// How many passages a query puts into a note.
const LIMIT: &str = "10";

/// What `note` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark note new backlog --title \"Backlog at Halden\"
  earmark note add backlog halden-robotics-2022q3:5.0 --comment \"Is it real demand?\"
  earmark search backlog && earmark note add backlog 1 3
  earmark note export backlog --to docx --output backlog.docx
  earmark verify backlog.md")]
#[command(after_help = "\
A note is a Markdown file: NAME is NAME.md here, or any path. Quotations are block quotes whose \
footnotes carry citation, anchor and a hash of the words. Write in it what you like, wherever you \
like: nothing that you write is changed.")]
pub(in crate::cli) struct NoteArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: NoteCommand,
}

/// What to do with a note.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum NoteCommand {
    New(NoteNewArgs),
    Add(NoteAddArgs),
    Refresh(NoteRefreshArgs),
    List(NoteListArgs),
    Export(NoteExportArgs),
}

/// Begin a note
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark note new backlog
  earmark note new notes/backlog.md --title \"Backlog at Halden\"")]
pub(in crate::cli) struct NoteNewArgs {
    /// The name of the note, or the path of its file
    #[arg(value_name = "NAME")]
    pub(in crate::cli) note: String,
    /// Its title; without it the name
    #[arg(long, value_name = "TITLE")]
    pub(in crate::cli) title: Option<String>,
}

/// Put quotations into a note
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark note add backlog halden-robotics-2022q3:5.0 --comment \"Is it real demand?\"
  earmark search backlog && earmark note add backlog 1 3   hits of the last search by their rank
  earmark note add backlog --query 'backlog role:analyst' --limit 5
                                             a query with its results, for `note refresh`")]
#[command(after_help = "\
What the last search found is kept in the folder of the index, each search in the place of the one \
before. A note that is not there yet is begun.")]
pub(in crate::cli) struct NoteAddArgs {
    /// The name of the note, or the path of its file
    #[arg(value_name = "NOTE")]
    pub(in crate::cli) note: String,
    /// What to quote: call:turn.passage, call:turn for a whole turn, or ranks of the last search
    #[arg(value_name = "ANCHOR|RANK", required_unless_present = "asked")]
    pub(in crate::cli) places: Vec<String>,
    /// What you think of it, put behind the quotations, or behind the results of the query
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) comment: Option<String>,
    /// A query in the query language, whose results are put in
    #[arg(long = "query", id = "asked", value_name = "QUERY")]
    #[arg(conflicts_with = "places")]
    pub(in crate::cli) query: Option<String>,
    /// The most passages the query puts in
    #[arg(long, value_name = "N", default_value = LIMIT)]
    pub(in crate::cli) limit: usize,
}

/// Run the queries of a note again
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark note refresh backlog")]
#[command(after_help = "\
New passages are put in at the end of a query's results. One that is no longer found is taken out \
only if it stands as it was put in and nothing is written after it. Footnotes stay.")]
pub(in crate::cli) struct NoteRefreshArgs {
    /// The name of the note, or the path of its file
    #[arg(value_name = "NOTE")]
    pub(in crate::cli) note: String,
}

/// List the notes of a folder
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark note list
  earmark note list .")]
pub(in crate::cli) struct NoteListArgs {
    /// The folder
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub(in crate::cli) folder: PathBuf,
}

/// Write a note for others to read
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark note export backlog > plain.md
  earmark note export backlog --to docx --cite short --output backlog.docx
  earmark note export backlog --to html --output backlog.html
  earmark note export backlog --to csv       the quotations as a table
  earmark note export backlog --cite csl-json > sources.json
                                             the sources, for Zotero and Pandoc")]
pub(in crate::cli) struct NoteExportArgs {
    /// The name of the note, or the path of its file
    #[arg(value_name = "NOTE")]
    pub(in crate::cli) note: String,
    /// md, html, docx with footnotes, or csv of the quotations
    #[arg(long, value_name = "FORMAT", default_value = "md", hide_possible_values = true)]
    pub(in crate::cli) to: NoteFormat,
    /// full, as in the note; short: company, period, speaker; csl-json prints the sources alone
    #[arg(long, value_name = "STYLE", default_value = "full", hide_possible_values = true)]
    pub(in crate::cli) cite: CiteStyle,
    /// The file to write; without it standard output
    #[arg(long, short, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// What a note is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum NoteFormat {
    /// Markdown
    Md,
    /// A web page
    Html,
    /// A Word file
    Docx,
    /// A table
    Csv,
}

/// How an exported note cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CiteStyle {
    /// Company, period, speaker
    Short,
    /// As in the note
    Full,
    /// The sources alone
    CslJson,
}
