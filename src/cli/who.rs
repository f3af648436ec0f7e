//! `earmark speakers` and `earmark firms`: who is heard.

use crate::analysis;
use crate::analysis::Who;
use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::FirmsArgs;
use crate::cli::args::RowsFormat;
use crate::cli::args::SpeakersArgs;
use crate::cli::args::WhoArgs;
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
    let args = &args.who;
    let query = asked::read(&[], Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let mut found = analysis::speakers(reader, &query).map_err(asked::failed(""))?;
    found.keep(args.offset, args.limit.unwrap_or(usize::MAX));
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.total == 0 => {
            context.messages.say("no speakers");
        }
        RowsFormat::Text => text::speakers(output, &found, args.offset, style)?,
        RowsFormat::Json => json::speakers(output, &found)?,
        RowsFormat::Jsonl => json::speakers_by_line(output, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::speakers(&found))?,
        RowsFormat::Markdown => markdown::table(output, &tables::speakers(&found))?,
    }
    tell_part(&found, args, context);
    Ok(Outcome::of(found.total))
}

/// Runs `firms`.
pub(super) fn firms(args: &FirmsArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let args = &args.who;
    let query = asked::read(&[], Wording::Language, &args.filters)?;
    let reader = place::open(context)?;
    let mut found = analysis::firms(reader, &query).map_err(asked::failed(""))?;
    found.keep(args.offset, args.limit.unwrap_or(usize::MAX));
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.total == 0 => {
            context.messages.say("no firms");
        }
        RowsFormat::Text => text::firms(output, &found, args.offset, style)?,
        RowsFormat::Json => json::firms(output, &found)?,
        RowsFormat::Jsonl => json::firms_by_line(output, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::firms(&found))?,
        RowsFormat::Markdown => markdown::table(output, &tables::firms(&found))?,
    }
    tell_part(&found, args, context);
    Ok(Outcome::of(found.total))
}

/// Says how many of the rows are given, where the page does not.
fn tell_part<R>(found: &Who<R>, args: &WhoArgs, context: &mut Context) {
    let part = text::part_of(found.rows.len(), found.total, args.offset, "row");
    if let Some(part) = part.filter(|_| args.format != RowsFormat::Text) {
        context.messages.note(&part);
    }
}
