//! `earmark show`: a call to read, or the place around an anchor.

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::AROUND;
use crate::cli::args::PageFormat;
use crate::cli::args::ShowArgs;
use crate::cli::error::CliError;
use crate::cli::links::Links;
use crate::cli::place;
use crate::index::Access;
use crate::render::json;
use crate::render::text;
use crate::search;

/// Runs the subcommand.
pub(super) fn run(args: &ShowArgs, context: &mut Context) -> Result<Outcome, CliError> {
    if args.around.is_some() && args.place.turn.is_none() {
        return Err(CliError::AroundCall(args.place.call.clone()));
    }
    let reader = place::open_for(context, Access::Sparse)?;
    let shown = search::show(reader, &args.place, args.around.unwrap_or(AROUND))
        .map_err(|error| CliError::Search { error, text: String::new() })?;
    let links = Links::new(reader.folder(), context);
    let url_of = |source: &str| links.url(source);
    let style = context.output.style();
    match args.format {
        PageFormat::Text => text::shown(&mut context.output, &shown, &url_of, style)?,
        PageFormat::Json => json::shown(&mut context.output, &shown)?,
    }
    Ok(Outcome::Found)
}
