//! `earmark speakers` and `earmark firms`: who is heard.

use crate::analysis;
use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::FirmsArgs;
use crate::cli::args::RowsFormat;
use crate::cli::args::SpeakersArgs;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::render::csv;
use crate::render::json;
use crate::render::markdown;
use crate::render::tables;
use crate::render::text;

/// Runs `speakers`.
pub(super) fn speakers(args: &SpeakersArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let query = asked::read(&[], Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let found = analysis::speakers(reader, &query).map_err(asked::failed(""))?;
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.rows.is_empty() => {
            context.messages.say("no speakers");
        }
        RowsFormat::Text => text::speakers(output, &found, style)?,
        RowsFormat::Json => json::speakers(output, &found)?,
        RowsFormat::Jsonl => json::speakers_by_line(output, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::speakers(&found))?,
        RowsFormat::Markdown => markdown::table(output, &tables::speakers(&found))?,
    }
    Ok(Outcome::of(found.rows.len() as u64))
}

/// Runs `firms`.
pub(super) fn firms(args: &FirmsArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let query = asked::read(&[], Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let found = analysis::firms(reader, &query).map_err(asked::failed(""))?;
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.rows.is_empty() => {
            context.messages.say("no firms");
        }
        RowsFormat::Text => text::firms(output, &found, style)?,
        RowsFormat::Json => json::firms(output, &found)?,
        RowsFormat::Jsonl => json::firms_by_line(output, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::firms(&found))?,
        RowsFormat::Markdown => markdown::table(output, &tables::firms(&found))?,
    }
    Ok(Outcome::of(found.rows.len() as u64))
}
