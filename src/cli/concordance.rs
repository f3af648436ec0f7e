//! `earmark kwic` and `earmark first`: mentions in context, and the first of them.

use crate::analysis;
use crate::analysis::KwicOptions;
use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::FirstArgs;
use crate::cli::args::KwicArgs;
use crate::cli::args::RowsFormat;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::render::csv;
use crate::render::json;
use crate::render::markdown;
use crate::render::tables;
use crate::render::text;

/// Runs `kwic`.
pub(super) fn kwic(args: &KwicArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let query = asked::read(&args.query, Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let options = KwicOptions {
        sort: args.sort.into(),
        words: args.words,
        limit: args.limit,
        offset: args.offset,
    };
    let found = analysis::concordance(reader, &query, &options);
    let found = found.map_err(asked::failed(&query.text))?;
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.total == 0 => {
            context.messages.say("no mentions");
        }
        RowsFormat::Text => text::concordance(output, &found, args.offset, style)?,
        RowsFormat::Json => json::concordance(output, &query.text, &found)?,
        RowsFormat::Jsonl => json::concordance_by_line(output, &query.text, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::concordance(&found))?,
        RowsFormat::Markdown => markdown::table(output, &tables::concordance_in_short(&found))?,
    }
    if matches!(args.format, RowsFormat::Csv | RowsFormat::Markdown)
        && let Some(part) = text::part_of(found.lines.len(), found.total, args.offset, "mention")
    {
        context.messages.note(&part);
    }
    Ok(Outcome::of(found.total))
}

/// Runs `first`.
pub(super) fn first(args: &FirstArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let query = asked::read(&args.query, Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let by = args.by.into();
    let found = analysis::firsts(reader, &query, by).map_err(asked::failed(&query.text))?;
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.rows.is_empty() => {
            context.messages.say("no mentions");
        }
        RowsFormat::Text => text::firsts(output, &found, style)?,
        RowsFormat::Json => json::firsts(output, &query.text, by, &found)?,
        RowsFormat::Jsonl => json::firsts_by_line(output, &query.text, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::firsts(&found, by))?,
        RowsFormat::Markdown => markdown::table(output, &tables::firsts(&found, by))?,
    }
    Ok(Outcome::of(found.rows.len() as u64))
}
