//! `earmark formats`: what can be read.

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::corpus::Format;
use crate::render::text;

/// How files of these formats may be packed.
const PACKED: &str =
    "Any of them packed: .gz, .zst, .zip; a zip of several files is read as a folder of them.";

/// Runs the subcommand.
pub(super) fn run(context: &mut Context) -> Result<Outcome, CliError> {
    let about = |format: &Format| (format.as_str(), format.about().replace('`', ""));
    let formats: Vec<_> = Format::ALL.iter().map(about).collect();
    let style = context.output.style();
    text::formats(&mut context.output, &formats, PACKED, style)?;
    Ok(Outcome::Found)
}
