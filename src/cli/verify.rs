//! `earmark verify`: whether quotations are what was said.

use std::fs;
use std::io;
use std::io::Read;
use std::path::Path;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::PageFormat;
use crate::cli::args::VerifyArgs;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::corpus::Decoded;
use crate::corpus::Encoding;
use crate::corpus::Repair;
use crate::corpus::decode;
use crate::index::Reader;
use crate::note;
use crate::render::VerifiedFile;
use crate::render::json;
use crate::render::text;

/// Runs the subcommand.
pub(super) fn run(args: &VerifyArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let reader = place::open(context)?;
    let mut files = Vec::new();
    let mut failed = false;
    if let Some(text) = &args.text {
        files.push(verified(reader, "--text".to_owned(), text, args.min_words)?);
    }
    for path in &args.files {
        let name = path.display().to_string();
        match read(path) {
            Ok(Decoded { text, encoding, repair }) => {
                if repair == Repair::Replaced {
                    context.messages.note(&format!("`{name}` is not all {}", encoding.as_str()));
                } else if encoding != Encoding::Utf8 {
                    context.messages.note(&format!("`{name}` is read as {}", encoding.as_str()));
                }
                files.push(verified(reader, name, &text, args.min_words)?);
            }
            Err(error) => {
                context.messages.error(&error.to_string());
                failed = true;
            }
        }
    }
    let style = context.output.style();
    match args.format {
        // Where nothing could be read, the errors say all there is to say.
        PageFormat::Text if files.is_empty() => {}
        PageFormat::Text => text::verified(&mut context.output, &files, style)?,
        PageFormat::Json => json::verified(&mut context.output, &files)?,
    }
    let is_sound = files.iter().flat_map(|f| &f.quotations).all(|v| v.status.is_sound());
    Ok(match (failed, is_sound) {
        (true, _) => Outcome::SomeFailed,
        (false, true) => Outcome::Found,
        (false, false) => Outcome::NothingFound,
    })
}

fn verified(
    reader: &Reader,
    path: String,
    text: &str,
    min_words: usize,
) -> Result<VerifiedFile, CliError> {
    let quotations = note::verify(reader, text, min_words)
        .map_err(|error| CliError::Search { error, text: String::new() })?;
    Ok(VerifiedFile { path, quotations })
}

/// Reads a text, in any of the encodings that transcripts are read in.
fn read(path: &Path) -> Result<Decoded, CliError> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = read.map_err(|source| CliError::Read { path: path.to_owned(), source })?;
    decode(bytes).map_err(|_| CliError::NoText(path.to_owned()))
}
