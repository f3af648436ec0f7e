//! `earmark formats`: what can be read.

use std::io::Write;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::corpus::Format;

/// How files of these formats may be packed.
const PACKED: &str =
    "Any of them packed: .gz, .zst, .zip; a zip of several files is read as a folder of them.";

/// Runs the subcommand.
pub(super) fn run(context: &mut Context) -> Result<Outcome, CliError> {
    let width = Format::ALL.iter().map(|f| f.as_str().len()).max().unwrap_or_default();
    for format in Format::ALL {
        let about = format.about().replace('`', "");
        writeln!(context.output, "{:width$}  {about}", format.as_str())?;
    }
    writeln!(context.output, "\n{PACKED}")?;
    Ok(Outcome::Found)
}
