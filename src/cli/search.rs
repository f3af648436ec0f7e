//! `earmark search`: ranked passages in context.

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CONTEXT;
use crate::cli::args::SearchArgs;
use crate::cli::args::SearchFormat;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::cli::topics;
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
    let query = asked::read(&args.query, args.wording(), &args.filters)?;
    let reader = place::open(context)?;
    let options = Options {
        limit: args.limit,
        offset: args.offset,
        sort: args.sort(),
        by: args.by.into(),
        context: args.context.unwrap_or(CONTEXT),
        facets: args.facets.clone(),
        explain: args.explain(),
    };
    let found = search::search(&reader, &query, &options).map_err(asked::failed(&query.text))?;
    context.messages.notices(&found.notices);
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
    Ok(Outcome::of(found.total))
}
