//! `earmark count`: mentions, passages and calls by group.

use std::fs;
use std::path::Path;

use crate::analysis;
use crate::analysis::Grouping;
use crate::analysis::Measure;
use crate::analysis::NamedQuery;
use crate::analysis::RowOrder;
use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CountArgs;
use crate::cli::args::RowsFormat;
use crate::cli::args::SortRows;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::lines;
use crate::cli::place;
use crate::index::Reader;
use crate::render::CountPage;
use crate::render::csv;
use crate::render::json;
use crate::render::markdown;
use crate::render::svg;
use crate::render::tables;
use crate::render::text;
use crate::search;

/// Runs the subcommand.
pub(super) fn run(args: &CountArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let queries = queries(args)?;
    let mut by: Vec<Grouping> = args.by.iter().map(|by| (*by).into()).collect();
    if by.is_empty() && args.queries.is_some() {
        by.push(Grouping::Call);
    }
    if by.len() > 2 || by.len() == 2 && by[0] == by[1] {
        return Err(CliError::Groupings);
    }
    let measure = Measure::from(args.measure);
    let order = args.sort.map(|sort| match sort {
        SortRows::Group => RowOrder::Group,
        SortRows::Count => RowOrder::Largest(measure),
    });
    let reader = place::open(context)?;
    check(&queries, args, reader)?;
    let queries: Vec<NamedQuery> = queries.into_iter().map(|(query, _)| query).collect();
    let text = queries.first().map(|q| q.query.text.clone()).unwrap_or_default();
    let mut counts = analysis::count(reader, &queries, &by, order).map_err(asked::failed(&text))?;
    counts.keep(args.offset, args.limit.unwrap_or(usize::MAX));
    context.messages.notices(&counts.notices);
    let page =
        CountPage { queries: &queries, by: &by, counts: &counts, measure, offset: args.offset };
    let part = text::part_of_counts(&page).filter(|_| args.format != RowsFormat::Text);
    if let Some(part) = part {
        context.messages.note(&part);
    }
    if let Some(path) = &args.chart {
        let mut chart = Vec::new();
        svg::chart(&mut chart, &page)?;
        let failed = |source| CliError::Chart { path: path.clone(), source };
        fs::write(path, chart).map_err(failed)?;
    }
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text => text::counts(output, &page, style)?,
        RowsFormat::Json => json::counts(output, &page)?,
        RowsFormat::Jsonl => json::counts_by_line(output, &page)?,
        RowsFormat::Csv => csv::table(output, &tables::counts(&page))?,
        RowsFormat::Markdown => markdown::table(output, &tables::counts_in_short(&page))?,
    }
    Ok(Outcome::of(counts.totals.iter().map(|t| t.passages).sum()))
}

/// Returns the queries of the command line, or of the file that is named, with the line of each.
fn queries(args: &CountArgs) -> Result<Vec<(NamedQuery, usize)>, CliError> {
    if let Some(path) = &args.queries {
        return read(path, args);
    }
    let named = args.query.iter().map(|text| {
        let query = asked::read_text(text, Wording::Language, &args.filters)?;
        Ok((NamedQuery { name: text.clone(), query }, 1))
    });
    named.collect()
}

/// Reads lines `name<TAB>query`.
fn read(path: &Path, args: &CountArgs) -> Result<Vec<(NamedQuery, usize)>, CliError> {
    let text = lines::read(path)?;
    let named = lines::filled(&text).map(|(line, named)| {
        let no_tab = || CliError::NamedQuery { path: path.to_owned(), line };
        let (name, query) = named.split_once('\t').ok_or_else(no_tab)?;
        let query = asked::read_text(query.trim(), Wording::Language, &args.filters)
            .map_err(|error| error.at_line(path, line))?;
        Ok((NamedQuery { name: name.trim().to_owned(), query }, line))
    });
    named.collect()
}

/// Makes sure that each query can be searched for, and says which cannot.
fn check(
    queries: &[(NamedQuery, usize)],
    args: &CountArgs,
    reader: &Reader,
) -> Result<(), CliError> {
    for (NamedQuery { query, .. }, line) in queries {
        let checked = search::check(reader, query).map_err(asked::failed(&query.text));
        checked.map_err(|error| match &args.queries {
            Some(path) => error.at_line(path, *line),
            None => error,
        })?;
    }
    Ok(())
}
