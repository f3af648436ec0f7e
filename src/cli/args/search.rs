//! What `earmark search` takes.

use std::path::PathBuf;

use clap::Args;
use clap::ValueEnum;

use crate::cli::args::FilterArgs;
use crate::cli::args::filters::FILTER_FLAGS;
use crate::index::Facet;
use crate::query::SYNTAX;
use crate::search::ContextSize;
use crate::search::Explain;
use crate::search::Ranked;
use crate::search::Sort;

/// How many hits `search` gives.
const LIMIT: &str = "10";

/// How many passages `search` gives on each side of a hit where nothing is asked for.
pub(in crate::cli) const CONTEXT: ContextSize = ContextSize::Passages(1);

/// What `search` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark search backlog                       any form of the word: backlogs too
  earmark search '\"cloud gaming\"'              these words in this order, as written
  earmark search backlog -gaming --role analyst
  earmark search 'backlog firm:\"credit suisse\"' --since 2021 --format json
  earmark search --section qa --call kingsoft-cloud-2021q1
  earmark search guidance --company halden --limit 100 --format csv > guidance.csv
  earmark search 'syn(capex) SAME sentence [money]'
  earmark search backlog --facets firm,quarter --explain
  earmark search --plain \"what did they say about margins?\"
  earmark search 'backlog role:analyst' --save backlog
  earmark search @backlog --new                only calls that were not there when last asked
  earmark search --topics topics.tsv --format trec --by turn --plain --limit 100

Your shell eats quotes, so a phrase needs a second pair around it: '\"cloud gaming\"'. Write the
whole query in '…' if it holds ( ) & | * ? < > or anything else that your shell knows.")]
#[command(after_help = AFTER_SEARCH, after_long_help = format!("{AFTER_SEARCH}\n\n{SYNTAX}"))]
pub(in crate::cli) struct SearchArgs {
    /// What to look for; several words are joined by spaces
    #[arg(value_name = "QUERY", required_unless_present_any = FILTER_FLAGS,
        required_unless_present = "topics", conflicts_with = "topics")]
    pub(in crate::cli) query: Vec<String>,
    /// text for reading, json for one value, jsonl for an object a line, csv for spreadsheets, trec
    /// for run lines
    #[arg(long, value_name = "FORMAT", default_value = "text", hide_possible_values = true)]
    pub(in crate::cli) format: SearchFormat,
    /// Many queries at once, one a line: id, tab, query, and if need be a tab and a filter in the
    /// query language; `-` is standard input; prints run lines `id Q0 DOC rank score earmark`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["offset", "sort", "context"])]
    pub(in crate::cli) topics: Option<PathBuf>,
    /// What a hit stands for: each passage, or the best one for its turn or its call, with the
    /// number of those that match; of run lines, what they name (call:turn.passage, call#tN, call)
    #[arg(long, value_name = "UNIT", default_value = "passage", hide_possible_values = true)]
    pub(in crate::cli) by: RankBy,
    /// The most passages to print
    #[arg(long, value_name = "N", default_value = LIMIT)]
    pub(in crate::cli) limit: usize,
    /// How many of the best to pass over
    #[arg(long, value_name = "N", default_value = "0")]
    pub(in crate::cli) offset: usize,
    /// The order: spread (best first, two of a call at a time: so text is, if nothing is asked
    /// for), score (best first), date (newest call first) or call (by its id)
    #[arg(long, value_name = "ORDER", hide_possible_values = true)]
    sort: Option<SortBy>,
    /// What to give around each passage: 2 passages, or 1t, the rest of its turn and one more;
    /// without it a passage on each side, of which text shows the nearest lines
    #[arg(long, value_name = "N|Nt", value_parser = read_context)]
    pub(in crate::cli) context: Option<ContextSize>,
    /// Count the passages found by role, section, speaker, firm, company, quarter (fiscal), year,
    /// month (of the calendar) or call; several parted by commas
    #[arg(long, value_name = "WHAT", value_delimiter = ',', conflicts_with = "topics")]
    pub(in crate::cli) facets: Vec<Facet>,
    /// Say how the query was understood, how often its words occur and what each score is made of
    #[arg(long, conflicts_with = "topics")]
    explain: bool,
    /// The words as plain words, without operators; any may match
    #[arg(long)]
    plain: bool,
    /// Save the query with its filters under a name: `search @NAME` asks it again
    #[arg(long, value_name = "NAME", conflicts_with = "topics")]
    pub(in crate::cli) save: Option<String>,
    /// With @NAME: only calls that were not there, or not as they are, when it was last asked;
    /// exit code 1 if there is nothing new
    #[arg(long, conflicts_with_all = ["topics", "save"])]
    new: bool,
    #[command(flatten)]
    pub(in crate::cli) filters: FilterArgs,
}

/// Which calls a saved search is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Novelty {
    /// All.
    All,
    /// Those that were not there when it was last asked.
    New,
}

impl SearchArgs {
    /// Returns the order of hits: what is read is spread over calls, what programs take is not.
    pub(in crate::cli) fn sort(&self) -> Sort {
        match (self.sort, self.format) {
            (Some(order), _) => order.into(),
            (None, SearchFormat::Text) => Sort::Spread,
            (
                None,
                SearchFormat::Json | SearchFormat::Jsonl | SearchFormat::Csv | SearchFormat::Trec,
            ) => Sort::Score,
        }
    }

    /// Returns whether the search is to explain itself.
    pub(in crate::cli) fn explain(&self) -> Explain {
        if self.explain { Explain::Yes } else { Explain::No }
    }

    /// Returns which calls are asked.
    pub(in crate::cli) fn novelty(&self) -> Novelty {
        if self.new { Novelty::New } else { Novelty::All }
    }

    /// Returns how the words of the query are to be read.
    pub(in crate::cli) fn wording(&self) -> Wording {
        if self.plain { Wording::Plain } else { Wording::Language }
    }
}

/// How the words of a query are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Wording {
    /// As the query language.
    Language,
    /// As plain words, any of which may match.
    Plain,
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

/// How to print hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SearchFormat {
    /// For reading
    Text,
    /// One JSON value
    Json,
    /// One JSON object a line
    Jsonl,
    /// For spreadsheets
    Csv,
    /// TREC run lines
    Trec,
}

/// What run lines rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum RankBy {
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

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SortBy {
    /// The best first, two of a call at a time
    Spread,
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
            SortBy::Spread => Self::Spread,
            SortBy::Score => Self::Score,
            SortBy::Date => Self::Date,
            SortBy::Call => Self::Call,
        }
    }
}

/// Reads how much is given around a hit: `2` passages, `1t` turns.
pub(in crate::cli) fn read_context(text: &str) -> Result<ContextSize, String> {
    let (number, size): (&str, fn(u32) -> ContextSize) = match text.strip_suffix('t') {
        Some(turns) => (turns, ContextSize::Turns),
        None => (text, ContextSize::Passages),
    };
    number.parse().map(size).map_err(|_| "give passages, `2`, or turns, `1t`".to_owned())
}
