//! The query that a command line asks: its words, and the flags that add to it.

use crate::cli::args::FilterArgs;
use crate::cli::args::Wording;
use crate::cli::error::CliError;
use crate::cli::lines;
use crate::query;
use crate::query::Node;
use crate::query::Polarity;
use crate::query::Query;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::Thesaurus;
use crate::search::SearchError;

/// Reads a query from its words, which may be none, and adds the flags' filters.
pub(super) fn read(
    words: &[String],
    wording: Wording,
    filters: &FilterArgs,
) -> Result<Query, CliError> {
    if words.is_empty() {
        let mut query = Query::everything();
        add_filters(&mut query, filters)?;
        return Ok(query);
    }
    read_text(&words.join(" "), wording, filters)
}

/// Reads a query that has words, and adds the flags' filters.
pub(super) fn read_text(
    text: &str,
    wording: Wording,
    filters: &FilterArgs,
) -> Result<Query, CliError> {
    let mut query = match wording {
        Wording::Plain => {
            let query = query::parse_plain(text);
            if query.root.is_none() {
                let error = QueryError { kind: QueryErrorKind::Empty, span: 0..text.len() };
                return Err(CliError::Query { error, text: text.to_owned() });
            }
            query
        }
        Wording::Language => {
            query::parse(text).map_err(|error| CliError::Query { error, text: text.to_owned() })?
        }
    };
    add_synonyms(&mut query, filters)?;
    add_filters(&mut query, filters)?;
    Ok(query)
}

/// Returns what tells that a search for a query failed.
pub(super) fn failed(text: &str) -> impl Fn(SearchError) -> CliError {
    move |error| CliError::Search { error, text: text.to_owned() }
}

/// Puts synonyms where the query or a flag asks for them.
fn add_synonyms(query: &mut Query, flags: &FilterArgs) -> Result<(), CliError> {
    if !flags.synonyms && !query.root.as_ref().is_some_and(Node::asks_for_synonyms) {
        return Ok(());
    }
    let mut thesaurus = Thesaurus::finance();
    if let Some(path) = &flags.thesaurus {
        thesaurus
            .add(&lines::read(path)?)
            .map_err(|error| CliError::Thesaurus { path: path.clone(), error })?;
    }
    if flags.synonyms {
        thesaurus.expand(query);
    }
    thesaurus.replace_asked(query);
    Ok(())
}

fn add_filters(query: &mut Query, flags: &FilterArgs) -> Result<(), CliError> {
    for (field, values) in flags.fields() {
        for value in values {
            let added = query.add_filter(field, value, Polarity::Include);
            added.map_err(|kind| CliError::Flag { flag: field.as_str(), kind })?;
        }
    }
    let flag = if flags.since.is_some() { "since" } else { "until" };
    let dates = query.add_dates(flags.since.as_deref(), flags.until.as_deref());
    dates.map_err(|kind| CliError::Flag { flag, kind })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::args::Cli;
    use crate::cli::args::Command;

    use super::*;

    /// Checks the query that a command line gives, in the words of the query language.
    #[track_caller]
    fn check(line: &[&str], expected: &str) {
        let cli = Cli::try_parse_from([&["earmark", "search"], line].concat()).unwrap();
        let Command::Search(args) = cli.command else { panic!("{line:?}") };
        let found = match read(&args.query, args.wording(), &args.filters) {
            Ok(query) => query.to_string(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(found, expected, "{line:?}");
    }

    #[test]
    fn flags_add_to_the_query() {
        check(&["backlog", "gaming"], "backlog gaming");
        check(&["--role", "analyst"], "role:analyst");
        check(
            &["x", "--firm", "ubs", "--firm", "Credit Suisse"],
            "x firm:(ubs OR \"Credit Suisse\")",
        );
        check(&["x", "--since", "2021-05", "--until", "2022"], "x date:2021-05-01..2022-12-31");
        check(&["x", "--quarter", "2021"], "x quarter:2021-Q1..2021-FY");
    }

    #[test]
    fn a_bad_value_names_its_flag() {
        check(&["x", "--role", "boss"], "error: no role `boss` (given as `--role`)");
        check(&["x", "--until", "soon"], "error: `..soon` is no date (given as `--until`)");
    }
}
