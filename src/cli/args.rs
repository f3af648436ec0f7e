//! What the command line takes: subcommands, flags and their defaults, help.

use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap_complete::Shell;

use crate::query::Field;
use crate::query::SYNTAX;
use crate::search::ContextSize;
use crate::search::Ranked;
use crate::search::Sort;
use crate::transcript::Anchor;

/// How many hits `search` gives.
const LIMIT: &str = "10";

/// How many turns `show` gives on each side of a place.
const AROUND: &str = "2";

/// How many passages `search` gives on each side of a hit where nothing is asked for.
pub(super) const CONTEXT: ContextSize = ContextSize::Passages(1);

/// Full-text search over call transcripts: who said what, in context, with citations
#[derive(Debug, Parser)]
#[command(name = "earmark", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(before_help = "\
Examples:
  earmark search backlog                     passages about backlog, in context
  earmark search '\"cloud gaming\" role:analyst'
  earmark show kingsoft-cloud-2021q1:7.3     read on from a passage
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
    /// The index to use; without it `EARMARK_INDEX`, ./index, or earmark's folder in your data
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) index: Option<PathBuf>,
    /// Colour: auto (on a terminal), always or never; `NO_COLOR` and `TERM=dumb` are respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    #[arg(hide_possible_values = true)]
    pub(super) color: When,
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
    Index(IndexArgs),
    Search(Box<SearchArgs>),
    Show(ShowArgs),
    Calls(CallsArgs),
    Parse(ParseArgs),
    Status(StatusArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Schema(SchemaArgs),
    Formats(FormatsArgs),
}

/// Bring the index up to date with files and folders
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark index ~/transcripts                new, changed and vanished calls; remembers the folder
  earmark index                              the same for everything that is remembered
  earmark index --forget ~/transcripts/old   take a folder, a file or a call out")]
#[command(after_help = "\
Unchanged calls are skipped by the hash of what they were read from. What is no transcript is \
passed over with a note; what cannot be read is an error, the rest goes on, and the exit code \
is 2.

Without --index and EARMARK_INDEX, the index is ./index if it holds one or there is a ./corpus to \
build it from; else earmark's folder in your data folder.")]
pub(super) struct IndexArgs {
    /// Files and folders to read and to remember; without any, the remembered ones, or ./corpus
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Take a remembered file or folder, or a call by its id, out of the index
    #[arg(long, value_name = "PATH|CALL", conflicts_with = "paths")]
    pub(super) forget: Vec<String>,
}

/// Find passages, best first, each in its context
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark search backlog                       any form of the word: backlogs too
  earmark search '\"cloud gaming\"'              these words in this order, as written
  earmark search backlog -gaming --role analyst
  earmark search 'backlog firm:\"credit suisse\"' --since 2021 --format json
  earmark search --section qa --call kingsoft-cloud-2021q1
  earmark search --plain \"what did they say about margins?\"
  earmark search --topics topics.tsv --format trec --by turn --plain --limit 100

Your shell eats quotes, so a phrase needs a second pair around it: '\"cloud gaming\"'. Write the
whole query in '…' if it holds ( ) & | * ? < > or anything else that your shell knows.")]
#[command(after_help = AFTER_SEARCH, after_long_help = format!("{AFTER_SEARCH}\n\n{SYNTAX}"))]
pub(super) struct SearchArgs {
    /// What to look for; several words are joined by spaces
    #[arg(value_name = "QUERY", required_unless_present_any = FILTER_FLAGS,
        conflicts_with = "topics")]
    pub(super) query: Vec<String>,
    /// text for reading, json for one value, jsonl for an object a line, trec for run lines
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: SearchFormat,
    /// Many queries at once, one a line: id, tab, query, and if need be a tab and a filter in the
    /// query language; prints run lines `id Q0 DOC rank score earmark`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["offset", "sort", "context"])]
    pub(super) topics: Option<PathBuf>,
    /// What run lines rank: passage (call:turn.passage), turn (call#tN) or call
    #[arg(long, value_name = "UNIT", default_value = "passage", hide_possible_values = true)]
    #[arg(requires = "topics")]
    pub(super) by: RankBy,
    /// The most passages to print
    #[arg(long, value_name = "N", default_value = LIMIT)]
    pub(super) limit: usize,
    /// How many of the best to pass over
    #[arg(long, value_name = "N", default_value = "0")]
    pub(super) offset: usize,
    /// The order: score (best first), date (newest call first) or call (by its id)
    #[arg(long, value_name = "ORDER", default_value = "score", hide_possible_values = true)]
    pub(super) sort: SortBy,
    /// What to give around each passage: 2 passages, or 1t, the rest of its turn and one more;
    /// without it a passage on each side, of which text shows the nearest lines
    #[arg(long, value_name = "N|Nt", value_parser = context)]
    pub(super) context: Option<ContextSize>,
    /// The words as plain words, without operators; any may match
    #[arg(long)]
    pub(super) plain: bool,
    #[command(flatten)]
    pub(super) filters: FilterArgs,
}

/// What help says below the flags of `search`.
const AFTER_SEARCH: &str = "\
Query:
  backlog gaming        both, in any form; =backlog this form only; backlog* te?t patterns
  \"cloud gaming\"        a phrase; a NEAR/5 b, a ONEAR/5 b at most 5 words between them
  AND OR NOT - ( )      as everywhere; a SAME turn b both in one turn
  speaker:he role:analyst firm:\"credit suisse\" quarter:2021-Q1..2022-Q4 -firm:ubs
                        fields, as the flags above; --help describes the whole language

Matches are marked by colour. In a pipe there is none, and they are not marked, unless you give \
--color always; JSON tells where they are. Exit code: 0 with hits, 1 without, 2 on error.";

/// The ids of the flags that are a query by themselves.
const FILTER_FLAGS: [&str; 12] = [
    "topics", "company", "ticker", "speaker", "role", "firm", "title", "section", "quarter",
    "since", "until", "call",
];

/// The filters that every query command takes.
#[derive(Debug, Args)]
#[command(
    next_help_heading = "Filters (repeat one for alternatives; -field:value in the query shuts out)"
)]
pub(super) struct FilterArgs {
    /// Who holds the call
    #[arg(long, value_name = "NAME")]
    company: Vec<String>,
    /// The exchange symbol of the company
    #[arg(long, value_name = "SYMBOL")]
    ticker: Vec<String>,
    /// Who speaks, by any part of the name
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// operator, executive, analyst or unknown
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// Where the analyst who speaks works
    #[arg(long, value_name = "NAME")]
    firm: Vec<String>,
    /// The office of the speaker: `cfo` finds Chief Financial Officer
    #[arg(long, value_name = "TITLE")]
    title: Vec<String>,
    /// prepared, qa or unknown
    #[arg(long, value_name = "SECTION")]
    section: Vec<String>,
    /// The fiscal period: 2021-Q1, 2021, or a range 2021-Q1..2022-Q4
    #[arg(long, value_name = "PERIOD")]
    quarter: Vec<String>,
    /// Calls on this day or later: 2021-05-18, 2021-05 or 2021
    #[arg(long, value_name = "DATE")]
    pub(super) since: Option<String>,
    /// Calls on this day or earlier
    #[arg(long, value_name = "DATE")]
    pub(super) until: Option<String>,
    /// The id of a call
    #[arg(long, value_name = "CALL")]
    call: Vec<String>,
}

impl FilterArgs {
    /// Returns the flags that stand for fields, with their values.
    pub(super) fn fields(&self) -> [(Field, &[String]); 9] {
        [
            (Field::Company, &self.company),
            (Field::Ticker, &self.ticker),
            (Field::Speaker, &self.speaker),
            (Field::Role, &self.role),
            (Field::Firm, &self.firm),
            (Field::Title, &self.title),
            (Field::Section, &self.section),
            (Field::Quarter, &self.quarter),
            (Field::Call, &self.call),
        ]
    }
}

/// Read a call, or the place around an anchor
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
    /// How many turns to give before and after
    #[arg(long, value_name = "N", default_value = AROUND)]
    pub(super) around: u32,
    /// text for reading, or json
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: PageFormat,
}

/// List the calls of the index
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark calls
  earmark calls --format csv > calls.csv")]
pub(super) struct CallsArgs {
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(super) format: TableFormat,
}

/// Show how transcripts are understood, and why
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

/// Show what the index holds
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

/// Print completions for a shell
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

/// Print the manual page of earmark or of a subcommand
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

/// Print the JSON Schema of an output
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark schema search")]
pub(super) struct SchemaArgs {
    /// Whose output
    #[arg(value_name = "NAME")]
    pub(super) name: SchemaName,
}

/// List the formats that are read
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark formats
  earmark parse --explain FILE                 which reader took a file, and why")]
pub(super) struct FormatsArgs {}

/// How to print hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SearchFormat {
    /// For reading
    Text,
    /// One JSON value
    Json,
    /// One JSON object a line
    Jsonl,
    /// TREC run lines
    Trec,
}

/// What run lines rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RankBy {
    /// Passages
    Passage,
    /// Turns
    Turn,
    /// Calls
    Call,
}

impl From<RankBy> for Ranked {
    fn from(by: RankBy) -> Self {
        match by {
            RankBy::Passage => Self::Passage,
            RankBy::Turn => Self::Turn,
            RankBy::Call => Self::Call,
        }
    }
}

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

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SortBy {
    /// The best first
    Score,
    /// The newest call first; calls without a date last
    Date,
    /// By call id
    Call,
}

impl From<SortBy> for Sort {
    fn from(by: SortBy) -> Self {
        match by {
            SortBy::Score => Self::Score,
            SortBy::Date => Self::Date,
            SortBy::Call => Self::Call,
        }
    }
}

/// The outputs that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaName {
    /// `search --format json`
    Search,
    /// `parse --format json`, one call
    Parse,
    /// `calls --format json`
    Calls,
    /// `show --format json`
    Show,
    /// `status --format json`
    Status,
}

/// Reads how much is given around a hit: `2` passages, `1t` turns.
fn context(text: &str) -> Result<ContextSize, String> {
    let (number, size): (&str, fn(u32) -> ContextSize) = match text.strip_suffix('t') {
        Some(turns) => (turns, ContextSize::Turns),
        None => (text, ContextSize::Passages),
    };
    number.parse().map(size).map_err(|_| "give passages, `2`, or turns, `1t`".to_owned())
}
