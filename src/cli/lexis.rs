//! `earmark collocates`, `earmark terms` and `earmark compare`: what is said in which words.

use crate::analysis;
use crate::analysis::CollocateOptions;
use crate::analysis::TermOptions;
use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CollocatesArgs;
use crate::cli::args::CompareArgs;
use crate::cli::args::RowsFormat;
use crate::cli::args::TermsArgs;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::render::csv;
use crate::render::json;
use crate::render::markdown;
use crate::render::tables;
use crate::render::text;

/// How many digits stand behind the point for programs, and for people who paste.
const EXACT: usize = 4;
const SHORT: usize = 2;

/// Runs `collocates`.
pub(super) fn collocates(
    args: &CollocatesArgs,
    context: &mut Context,
) -> Result<Outcome, CliError> {
    let query = asked::read(&args.query, Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let options = CollocateOptions {
        window: args.window,
        min_count: args.min_count,
        sort: args.sort.into(),
        function_words: args.function_words(),
        limit: args.limit,
    };
    let found = analysis::collocates(reader, &query, &options);
    let found = found.map_err(asked::failed(&query.text))?;
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.total == 0 => {
            context.messages.say("no words");
        }
        RowsFormat::Text => text::collocates(output, &found, style)?,
        RowsFormat::Json => json::collocates(output, &query.text, &found)?,
        RowsFormat::Jsonl => json::collocates_by_line(output, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::collocates(&found, EXACT))?,
        RowsFormat::Markdown => markdown::table(output, &tables::collocates(&found, SHORT))?,
    }
    Ok(Outcome::of(found.total))
}

/// Runs `terms`.
pub(super) fn terms(args: &TermsArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let query = asked::read(&[], Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let options = TermOptions {
        against: args.against.into(),
        length: args.length.into(),
        min_count: args.min_count,
        limit: args.limit,
    };
    let found = analysis::terms(reader, &args.of, query.filters, &options);
    let found = found.map_err(asked::failed(""))?;
    context.messages.notices(&found.notices);
    if found.other_calls == 0 {
        context.messages.note("there are no other calls to compare with; try --against all");
    }
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.total == 0 => {
            context.messages.say("no terms");
        }
        RowsFormat::Text => text::terms(output, &found, style)?,
        RowsFormat::Json => json::terms(output, args.of.as_str(), options.against, &found)?,
        RowsFormat::Jsonl => json::terms_by_line(output, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::terms(&found, EXACT))?,
        RowsFormat::Markdown => markdown::table(output, &tables::terms(&found, SHORT))?,
    }
    Ok(Outcome::of(found.total))
}

/// Runs `compare`.
pub(super) fn compare(args: &CompareArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let query = asked::read(&[], Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let calls = (&args.before, &args.after);
    let found = analysis::compare(reader, calls, &query.filters, args.min_count);
    let found = found.map_err(asked::failed(""))?;
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text => text::comparison(output, &found, args.limit, style)?,
        RowsFormat::Json => json::comparison(output, &found)?,
        RowsFormat::Jsonl => json::comparison_by_line(output, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::comparison(&found))?,
        RowsFormat::Markdown => markdown::table(output, &tables::comparison(&found))?,
    }
    Ok(Outcome::Found)
}
