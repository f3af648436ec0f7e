//! `earmark status`: what the index holds.

use std::fs;
use std::path::Path;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::PageFormat;
use crate::cli::args::StatusArgs;
use crate::cli::error::CliError;
use crate::cli::place::locate;
use crate::index::Reader;
use crate::render::Status;
use crate::render::json;
use crate::render::text;

/// Runs the subcommand.
pub(super) fn run(args: &StatusArgs, context: &mut Context) -> Result<Outcome, CliError> {
    // The state of an index is told as it is: none is built here.
    let path = locate(context.settings.index())?.path;
    let reader = Reader::open(&path)?;
    let manifest = reader.manifest()?;
    let status = Status {
        path: &path,
        header: reader.header(),
        manifest: &manifest,
        bytes_on_disk: size_on_disk(&path),
    };
    let style = context.output.style();
    match args.format {
        PageFormat::Text => text::status(&mut context.output, &status, style)?,
        PageFormat::Json => json::status(&mut context.output, &status)?,
    }
    Ok(Outcome::Found)
}

/// Returns how many bytes the files of an index have; what cannot be looked at counts nothing.
pub(super) fn size_on_disk(index: &Path) -> u64 {
    let files = fs::read_dir(index).into_iter().flatten().flatten();
    files
        .filter_map(|file| file.metadata().ok())
        .filter(fs::Metadata::is_file)
        .map(|m| m.len())
        .sum()
}
