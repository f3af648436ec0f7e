//! The filters that every query command takes.

use std::path::PathBuf;

use clap::Args;

use crate::query::Field;

/// The ids of the filters, each of which is a query by itself.
pub(super) const FILTER_FLAGS: [&str; 11] = [
    "company", "ticker", "speaker", "role", "firm", "title", "section", "quarter", "since",
    "until", "call",
];

/// The filters that every query command takes.
#[derive(Debug, Default, Args)]
#[command(
    next_help_heading = "Filters (repeat one for alternatives; -field:value in the query shuts out)"
)]
pub(in crate::cli) struct FilterArgs {
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
    pub(in crate::cli) since: Option<String>,
    /// Calls on this day or earlier
    #[arg(long, value_name = "DATE")]
    pub(in crate::cli) until: Option<String>,
    /// The id of a call
    #[arg(long, value_name = "CALL")]
    call: Vec<String>,
    /// Look for the words' synonyms too: capex also finds capital expenditure; quotes stay as
    /// they are, and what is used is said
    #[arg(long, help_heading = "Synonyms")]
    pub(in crate::cli) synonyms: bool,
    /// Lines that add to the finance thesaurus or replace what it says of a term:
    /// `capex = capital expenditure`, `guidance > outlook`
    #[arg(long, value_name = "FILE", help_heading = "Synonyms", env = "EARMARK_THESAURUS")]
    #[arg(hide_env_values = true)]
    pub(in crate::cli) thesaurus: Option<PathBuf>,
}

impl FilterArgs {
    /// Returns what it says of synonyms alone.
    pub(in crate::cli) fn of_synonyms(&self) -> Self {
        let thesaurus = self.thesaurus.clone();
        Self { synonyms: self.synonyms, thesaurus, ..Self::default() }
    }

    /// Returns the flags that stand for fields, with their values.
    pub(in crate::cli) fn fields(&self) -> [(Field, &[String]); 9] {
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
