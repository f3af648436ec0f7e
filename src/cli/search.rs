//! `earmark search`: ranked passages in context.

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CONTEXT;
use crate::cli::args::FilterArgs;
use crate::cli::args::SearchArgs;
use crate::cli::args::SearchFormat;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::cli::topics;
use crate::query;
use crate::query::Polarity;
use crate::query::Query;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::render::json;
use crate::render::text;
use crate::render::text::ContextShown;
use crate::search;
use crate::search::Options;

/// Runs the subcommand.
pub(super) fn run(args: &SearchArgs, context: &mut Context) -> Result<Outcome, CliError> {
    if args.format == SearchFormat::Trec || args.topics.is_some() {
        return topics::run(args, context);
    }
    let query = read(args)?;
    let reader = place::open(context)?;
    let options = Options {
        limit: args.limit,
        offset: args.offset,
        sort: args.sort.into(),
        context: args.context.unwrap_or(CONTEXT),
    };
    let found = search::search(&reader, &query, &options)
        .map_err(|error| CliError::Search { error, text: query.text.clone() })?;
    for notice in &found.notices {
        context.messages.note(&notice.text);
    }
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        SearchFormat::Text | SearchFormat::Trec if found.total == 0 => {
            context.messages.say("no passages");
        }
        SearchFormat::Text | SearchFormat::Trec => {
            let shown = args.context.map_or(ContextShown::Nearest, |_| ContextShown::Whole);
            text::results(output, &found, args.offset, shown, style)?;
        }
        SearchFormat::Json => json::results(output, &query.text, &found)?,
        SearchFormat::Jsonl => json::results_by_line(output, &query.text, &found)?,
    }
    Ok(if found.total == 0 { Outcome::NothingFound } else { Outcome::Found })
}

/// Reads the query from its words and the flags that add to it.
fn read(args: &SearchArgs) -> Result<Query, CliError> {
    if args.query.is_empty() {
        let mut query = Query::everything();
        add_filters(&mut query, &args.filters)?;
        return Ok(query);
    }
    read_text(&args.query.join(" "), args)
}

/// Reads a query as the flags say, and adds the flags' filters.
pub(super) fn read_text(text: &str, args: &SearchArgs) -> Result<Query, CliError> {
    let mut query = if args.plain {
        let query = query::parse_plain(text);
        if query.root.is_none() {
            let error = QueryError { kind: QueryErrorKind::Empty, span: 0..text.len() };
            return Err(CliError::Query { error, text: text.to_owned() });
        }
        query
    } else {
        query::parse(text).map_err(|error| CliError::Query { error, text: text.to_owned() })?
    };
    add_filters(&mut query, &args.filters)?;
    Ok(query)
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
        let found = match read(&args) {
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
