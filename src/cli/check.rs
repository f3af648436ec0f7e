//! `earmark check`: whether the index is sound.

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CheckArgs;
use crate::cli::args::PageFormat;
use crate::cli::error::CliError;
use crate::cli::error::rebuild_hint;
use crate::cli::place::locate;
use crate::index;
use crate::render::json;
use crate::render::text;

/// Runs the subcommand.
pub(super) fn run(args: &CheckArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let path = locate(context.settings.index())?.path;
    let checked = index::check(&path)?;
    match args.format {
        PageFormat::Text => text::checked(&mut context.output, &path, &checked)?,
        PageFormat::Json => json::checked(&mut context.output, &path, &checked)?,
    }
    if checked.faults.is_empty() {
        return Ok(Outcome::Found);
    }
    context.messages.hint(&rebuild_hint(&path));
    Ok(Outcome::NothingFound)
}
