//! `earmark search --topics`: many queries at once, as lines of a TREC run.

use std::io::Write;
use std::path::Path;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::SearchArgs;
use crate::cli::args::SearchFormat;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::lines;
use crate::cli::place;
use crate::query;
use crate::query::Query;
use crate::search;

/// A query by its id, and the line it stands in, from 1.
struct Topic<'t> {
    id: &'t str,
    query: Query,
    line: usize,
}

/// Runs every query of a file of topics and prints what it ranks.
pub(super) fn run(args: &SearchArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let (Some(path), SearchFormat::Trec) = (&args.topics, args.format) else {
        return Err(CliError::TopicsAndTrec);
    };
    let text = lines::read(path)?;
    let topics = lines::filled(&text).map(|(line, topic)| read_topic(topic, path, line, args));
    let topics: Vec<Topic> = topics.collect::<Result<_, _>>()?;
    let reader = place::open(context)?;
    // A run is of all its topics or not begun.
    for Topic { query, line, .. } in &topics {
        search::check(reader, query)
            .map_err(asked::failed(&query.text))
            .map_err(|error| error.at_line(path, *line))?;
    }
    let mut outcome = Outcome::NothingFound;
    for Topic { id, query, .. } in &topics {
        let ranked = search::rank(reader, query, args.by.into(), args.limit)
            .map_err(asked::failed(&query.text))?;
        for (rank, (document, score)) in (1_usize..).zip(ranked) {
            outcome = Outcome::Found;
            writeln!(context.output, "{id} Q0 {document} {rank} {score} earmark")?;
        }
    }
    Ok(outcome)
}

/// Reads a line `id<TAB>query[<TAB>filter]`.
fn read_topic<'t>(
    topic: &'t str,
    path: &Path,
    line: usize,
    args: &SearchArgs,
) -> Result<Topic<'t>, CliError> {
    let fail = |error: String| CliError::Topic { path: path.to_owned(), line, error };
    let mut cells = topic.split('\t');
    let id = cells.next().unwrap_or_default();
    let text = cells.next().ok_or_else(|| fail("there is no tab after the id".to_owned()))?;
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err(fail(format!("`{id}` is no id")));
    }
    let mut query = asked::read_text(text, args.wording(), &args.filters)
        .map_err(|error| error.at_line(path, line))?;
    if let Some(filter) = cells.next().filter(|f| !f.trim().is_empty()) {
        let wrong = |error| CliError::Query { error, text: filter.to_owned() };
        let filter = query::parse(filter).map_err(|error| wrong(error).at_line(path, line))?;
        if filter.root.is_some() {
            return Err(fail(format!("`{}` is more than fields", filter.text)));
        }
        query.filters.extend(filter.filters);
    }
    Ok(Topic { id, query, line })
}
