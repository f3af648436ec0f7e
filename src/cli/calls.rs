//! `earmark calls`: the calls of the index.

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CallsArgs;
use crate::cli::args::TableFormat;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::render::csv;
use crate::render::json;
use crate::render::text;

/// Runs the subcommand.
pub(super) fn run(args: &CallsArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let reader = place::open(context)?;
    let manifest = reader.manifest()?;
    let mut calls: Vec<_> = manifest.calls().collect();
    calls.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        TableFormat::Text if calls.is_empty() => context.messages.say("no calls"),
        TableFormat::Text => text::calls(output, &calls, style)?,
        TableFormat::Json => json::calls(output, &calls)?,
        TableFormat::Jsonl => json::calls_by_line(output, &calls)?,
        TableFormat::Csv => csv::calls(output, &calls)?,
    }
    Ok(Outcome::of(calls.len() as u64))
}
