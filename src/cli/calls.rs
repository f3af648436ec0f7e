//! `earmark calls`: the calls of the index.

use std::collections::BTreeSet;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CallsArgs;
use crate::cli::args::TableFormat;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::render::csv;
use crate::render::json;
use crate::render::text;
use crate::search;

/// Runs the subcommand.
pub(super) fn run(args: &CallsArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let reader = place::open(context)?;
    let manifest = reader.manifest()?;
    let query = asked::read(&args.query, Wording::Language, &args.filters)?;
    let mut calls: Vec<_> = manifest.calls().collect();
    if query.root.is_some() || !query.filters.is_empty() {
        let found = search::matches(reader, &query).map_err(asked::failed(&query.text))?;
        context.messages.notices(&found.notices);
        let ids: BTreeSet<&str> = found.call_ids().collect();
        calls.retain(|(_, call)| call.id.as_deref().is_some_and(|id| ids.contains(id)));
    }
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
