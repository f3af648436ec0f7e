//! What the command line takes: subcommands, flags and their defaults, help.

mod chosen;
mod concordance;
mod config;
mod count;
mod deferred;
mod filters;
mod lexis;
mod note;
mod questions;
mod saved;
mod search;
mod verify;
mod who;

use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap_complete::Shell;

use crate::transcript::Anchor;

pub(super) use concordance::FirstArgs;
pub(super) use concordance::KwicArgs;
pub(super) use config::ConfigArgs;
pub(super) use count::CountArgs;
pub(super) use count::GroupBy;
pub(super) use count::SortRows;
pub(super) use deferred::Deferred;
pub(super) use filters::FilterArgs;
pub(super) use lexis::CollocatesArgs;
pub(super) use lexis::CompareArgs;
pub(super) use lexis::TermsArgs;
pub(super) use note::CiteStyle;
pub(super) use note::NoteAddArgs;
pub(super) use note::NoteArgs;
pub(super) use note::NoteCommand;
pub(super) use note::NoteExportArgs;
pub(super) use note::NoteFormat;
pub(super) use note::NoteListArgs;
pub(super) use note::NoteNewArgs;
pub(super) use note::NoteRefreshArgs;
pub(super) use questions::QuestionsArgs;
pub(super) use saved::SavedArgs;
pub(super) use search::CONTEXT;
pub(super) use search::Novelty;
pub(super) use search::SearchArgs;
pub(super) use search::SearchFormat;
pub(super) use search::Wording;
pub(super) use search::read_context;
pub(super) use verify::VerifyArgs;
pub(super) use who::FirmsArgs;
pub(super) use who::SpeakersArgs;
pub(super) use who::WhoArgs;

/// How many turns `show` gives on each side of a place.
pub(super) const AROUND: u32 = 2;

/// Full-text search over call transcripts: who said what, in context, with citations
#[derive(Debug, Parser)]
#[command(name = "earmark", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(before_help = "\
Examples:
  earmark search backlog                     passages about backlog, in context
  earmark search '\"cloud gaming\" role:analyst'
  earmark questions --firm \"credit suisse\"    what a firm asked, with the answers
  earmark count backlog --by quarter         mentions over time
  earmark show kingsoft-cloud-2021q1:7.3     read on from a passage
  earmark verify draft.md                    check that every quotation was said, and by whom
  earmark index ~/transcripts                make files searchable, or bring them up to date
  earmark parse call.txt                     see who was understood to speak")]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every subcommand takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Global {
    /// The index to use; without it that of `EARMARK_INDEX`, of the config file, ./index, or
    /// earmark's folder in your data
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) index: Option<PathBuf>,
    /// Colour: auto (on a terminal), always or never; `NO_COLOR` and `TERM=dumb` are respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = true)]
    pub(super) color: When,
    /// Print pages that are longer than the screen at once; without it, on a terminal, they go
    /// through `EARMARK_PAGER`, the pager of the config file, `PAGER` or less
    #[arg(long, global = true)]
    pub(super) no_pager: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Bring the index up to date with files and folders
    Index(Deferred<IndexArgs>),
    /// Find passages, best first, each in its context
    Search(Deferred<SearchArgs>),
    /// Find what analysts asked, with the answers they got
    Questions(Deferred<QuestionsArgs>),
    /// Count mentions, over time or by who speaks
    Count(Deferred<CountArgs>),
    /// Show mentions under each other, with the words to their left and right
    Kwic(Deferred<KwicArgs>),
    /// Find who said something first
    First(Deferred<FirstArgs>),
    /// Find the words that stand near mentions more often than by chance
    Collocates(Deferred<CollocatesArgs>),
    /// Find what a call says more than others do
    Terms(Deferred<TermsArgs>),
    /// Compare two calls: what is new, dropped and changed in terms and sentences
    Compare(Deferred<CompareArgs>),
    /// Read a call, or the place around an anchor
    Show(Deferred<ShowArgs>),
    /// List saved searches, or forget one
    Saved(Deferred<SavedArgs>),
    /// Keep research notes: quotations with footnotes that can be checked
    Note(Deferred<NoteArgs>),
    /// Check that quotations are what was said
    Verify(Deferred<VerifyArgs>),
    /// List the calls of the index
    Calls(Deferred<CallsArgs>),
    /// List who speaks, one person once over all calls
    Speakers(Deferred<SpeakersArgs>),
    /// List the firms whose analysts speak
    Firms(Deferred<FirmsArgs>),
    /// Show how transcripts are understood, and why
    Parse(Deferred<ParseArgs>),
    /// Show what the index holds
    Status(Deferred<StatusArgs>),
    /// Read all of the index and say whether it is sound
    Check(Deferred<CheckArgs>),
    /// Show the settings in force, and where each comes from
    Config(Deferred<ConfigArgs>),
    /// Print completions for a shell
    Completions(Deferred<CompletionsArgs>),
    /// Print the manual page of earmark or of a subcommand
    Man(Deferred<ManArgs>),
    /// Print the JSON Schema of an output
    Schema(Deferred<SchemaArgs>),
    /// List the formats that are read
    Formats(Deferred<FormatsArgs>),
}

/// What `index` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark index ~/transcripts                new, changed and vanished calls; remembers the folder
  earmark index                              the same for everything that is remembered
  earmark index --forget ~/transcripts/old   take a folder, a file or a call out
  earmark index --rebuild                    build it anew from what it remembers")]
#[command(after_help = "\
Unchanged calls are skipped by the hash of what they were read from. What is no transcript is \
passed over with a note; what cannot be read is an error, the rest goes on, and the exit code \
is 2.

Without --index, EARMARK_INDEX and one in the config file, the index is ./index if it holds one or \
there is a ./corpus to build it from; else earmark's folder in your data folder.")]
pub(super) struct IndexArgs {
    /// Files and folders to read and to remember; without any, the remembered ones, or ./corpus
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Build the index anew, from PATH or from what it remembers: after damage, or for a new
    /// version of earmark; the old one stays until the new one is whole
    #[arg(long, conflicts_with = "forget")]
    pub(super) rebuild: bool,
    /// Take a remembered file or folder, or a call by its id, out of the index
    #[arg(long, value_name = "PATH|CALL", conflicts_with = "paths")]
    pub(super) forget: Vec<String>,
}

/// What `show` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark show kingsoft-cloud-2021q1           the whole call
  earmark show kingsoft-cloud-2021q1:7.3       the passage 7.3, its turn and the turns around it
  earmark show kingsoft-cloud-2021q1:7 --around 0")]
pub(super) struct ShowArgs {
    /// CALL, CALL:TURN or CALL:TURN.PASSAGE, as `search` prints it
    #[arg(value_name = "ANCHOR")]
    pub(super) place: Anchor,
    /// How many turns to give before and after a turn or a passage; without it 2
    #[arg(long, value_name = "N")]
    pub(super) around: Option<u32>,
    /// text for reading, or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: PageFormat,
}

/// What `calls` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark calls
  earmark calls --company halden --since 2023
  earmark calls '\"cloud gaming\"'              those in which it is said
  earmark calls --format csv > calls.csv")]
pub(super) struct CallsArgs {
    /// List only calls with passages that match
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: TableFormat,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
}

/// What `parse` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark parse call.txt                       the turns, with who speaks in which role
  earmark parse --explain call.txt             the same, with what told it
  earmark parse --format json call.txt > call.json
                                               correct a speaker in it, then index it
  cat call.txt | earmark parse --format jsonl -")]
#[command(after_help = "\
Text is the default in a pipe too. JSON is one object for one call, a list for several; JSON \
lines are an object a line. A file that cannot be read is an error and gives no object; the rest \
goes on, and the exit code is 2.")]
pub(super) struct ParseArgs {
    /// Files to read, folders of them, or `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// text for reading, json for one value, jsonl for an object a line
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: Format,
    /// Say which reader took each file and what told each speaker
    #[arg(long)]
    pub(super) explain: bool,
}

/// What `check` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark check
  earmark check --format json")]
#[command(after_help = "\
Compares the checksums of all files, then every call, turn, exchange and passage with each other \
and with what the index says of itself. Exit code: 0 for a sound index, 1 for a damaged one, 2 \
where there is none. `earmark index --rebuild` mends.")]
pub(super) struct CheckArgs {
    /// text for reading, or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: PageFormat,
}

/// What `status` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark status
  earmark status --format json")]
pub(super) struct StatusArgs {
    /// text for reading, or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: PageFormat,
}

/// What `completions` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark completions bash > ~/.local/share/bash-completion/completions/earmark
  earmark completions fish > ~/.config/fish/completions/earmark.fish")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(super) shell: Shell,
}

/// What `man` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark man > earmark.1
  earmark man search | man -l -")]
pub(super) struct ManArgs {
    /// The subcommand
    #[arg(value_name = "COMMAND")]
    pub(super) command: Option<String>,
}

/// What `schema` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark schema search")]
pub(super) struct SchemaArgs {
    /// Whose output
    #[arg(value_name = "NAME")]
    pub(super) name: SchemaName,
}

/// What `formats` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark formats
  earmark parse --explain FILE                 which reader took a file, and why")]
pub(super) struct FormatsArgs {}

/// How to print what is a list of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For reading
    Text,
    /// One JSON value
    Json,
    /// One JSON object a line
    Jsonl,
}

/// How to print one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PageFormat {
    /// For reading
    Text,
    /// One JSON value
    Json,
}

/// How to print a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// For reading
    Text,
    /// One JSON value
    Json,
    /// One JSON object a line
    Jsonl,
    /// For spreadsheets
    Csv,
}

/// How to print rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RowsFormat {
    /// For reading
    Text,
    /// One JSON value
    Json,
    /// One JSON object a line
    Jsonl,
    /// For spreadsheets
    Csv,
    /// For pasting
    Markdown,
}

/// The outputs that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// `search --format json`
    Search,
    /// `questions --format json`
    Questions,
    /// `questions --by … --format json`
    Askers,
    /// `count --format json`
    Count,
    /// `kwic --format json`
    Kwic,
    /// `first --format json`
    First,
    /// `speakers --format json`
    Speakers,
    /// `firms --format json`
    Firms,
    /// `collocates --format json`
    Collocates,
    /// `terms --format json`
    Terms,
    /// `compare --format json`
    Compare,
    /// `parse --format json`, one call
    Parse,
    /// `calls --format json`
    Calls,
    /// `show --format json`
    Show,
    /// `saved --format json`
    Saved,
    /// `verify --format json`
    Verify,
    /// `status --format json`
    Status,
    /// `check --format json`
    Check,
    /// `config --format json`
    Config,
}
