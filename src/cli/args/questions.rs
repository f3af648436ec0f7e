//! What `earmark questions` takes.

use clap::Args;
use clap::ValueEnum;
use clap::builder::ArgPredicate;

use crate::analysis::AskersBy;
use crate::analysis::Part;
use crate::cli::args::FilterArgs;
use crate::cli::args::RowsFormat;

/// How many exchanges `questions` gives.
const LIMIT: &str = "10";

/// What `questions` takes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  earmark questions --firm \"credit suisse\"       what the firm asked, and who answered
  earmark questions 'margin*' --since 2021 --with-answers
  earmark questions backlog --in question --answered-by cfo
  earmark questions --analyst \"kyna wong\" --format markdown
  earmark questions --by firm --limit 20         who asks, how often
  earmark questions 'capex OR \"capital expenditures\"' --by analyst --format csv > who-asks.csv")]
#[command(after_help = "\
An exchange is one analyst's stretch of the questions and answers, with what follows it up. A \
query matches it where one passage of it matches; `a SAME exchange b` finds both anywhere in it. \
The filters may each hold in another turn of the exchange; --firm, and firm: in the query, is \
the firm of who asks. Of answers the first lines are shown, and the passages that match; \
--with-answers shows all. Exit code: 0 with exchanges, 1 without, 2 on error.")]
pub(in crate::cli) struct QuestionsArgs {
    /// What they are about; without it, all of them
    #[arg(value_name = "QUERY")]
    pub(in crate::cli) query: Vec<String>,
    /// Who asks, by any part of the name
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) analyst: Vec<String>,
    /// Who answers, by any part of the name, or by office: cfo
    #[arg(long, value_name = "NAME|TITLE")]
    pub(in crate::cli) answered_by: Vec<String>,
    /// Where the query must match: question, answer or exchange (either)
    #[arg(
        long = "in",
        value_name = "PART",
        default_value = "exchange",
        hide_possible_values = true
    )]
    pub(in crate::cli) part: InPart,
    /// Show the answers whole
    #[arg(long)]
    with_answers: bool,
    /// Count them instead: by firm, analyst or company
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    #[arg(conflicts_with = "with_answers")]
    pub(in crate::cli) by: Option<AskersByArg>,
    /// The most exchanges to print; with --by, the most rows, and without it all
    #[arg(long, value_name = "N", default_value = LIMIT)]
    #[arg(default_value_if("by", ArgPredicate::IsPresent, None))]
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

impl QuestionsArgs {
    /// Returns how much of the answers is shown.
    pub(in crate::cli) fn answers(&self) -> crate::render::text::Answers {
        use crate::render::text::Answers;

        if self.with_answers { Answers::Whole } else { Answers::First }
    }
}

/// Where in an exchange a query must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InPart {
    /// In what the analyst says
    Question,
    /// In what the company says
    Answer,
    /// In either
    Exchange,
}

impl From<InPart> for Option<Part> {
    fn from(part: InPart) -> Self {
        match part {
            InPart::Question => Some(Part::Question),
            InPart::Answer => Some(Part::Answer),
            InPart::Exchange => None,
        }
    }
}

/// What exchanges are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AskersByArg {
    /// The firm of the analyst
    Firm,
    /// The analyst
    Analyst,
    /// The company that is asked
    Company,
}

impl From<AskersByArg> for AskersBy {
    fn from(by: AskersByArg) -> Self {
        match by {
            AskersByArg::Firm => Self::Firm,
            AskersByArg::Analyst => Self::Analyst,
            AskersByArg::Company => Self::Company,
        }
    }
}
