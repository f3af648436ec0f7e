//! `earmark parse`: how transcripts are understood.

use std::io;
use std::path::Path;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::Format;
use crate::cli::args::ParseArgs;
use crate::cli::error::CliError;
use crate::cli::messages::Messages;
use crate::cli::terminal::Output;
use crate::corpus::Encoding;
use crate::corpus::Opened;
use crate::corpus::ReadError;
use crate::corpus::SourceFile;
use crate::corpus::open;
use crate::corpus::open_stream;
use crate::corpus::walk;
use crate::parse::Parsed;
use crate::render::SourceNote;
use crate::render::json;
use crate::render::json::List;
use crate::render::text;
use crate::search::Explain;

/// Runs the subcommand.
pub(super) fn run(args: &ParseArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let mut page = Page {
        explain: if args.explain { Explain::Yes } else { Explain::No },
        format: args.format,
        list: if args.files.len() > 1 { List::many() } else { List::one_or_many() },
        calls: 0,
    };
    let mut failures = 0;
    for path in &args.files {
        failures += if path.as_os_str() == "-" {
            let opened = open_stream(path, io::stdin().lock());
            read_opened(path, opened, Named::Yes, &mut page, context)?
        } else {
            read_under(path, &mut page, context)?
        };
    }
    page.end(&mut context.output)?;
    Ok(if failures > 0 { Outcome::SomeFailed } else { Outcome::Found })
}

/// Reads a file, or the files of a folder; returns how many could not be read.
fn read_under(root: &Path, page: &mut Page, context: &mut Context) -> Result<u64, CliError> {
    let found = walk(root);
    let mut failures = 0;
    for problem in &found.problems {
        failures += 1;
        context.messages.error(&format!("`{}`: {problem}", problem.path.display()));
    }
    for path in &found.no_files {
        let text = format!("passed over `{}`: a pipe, a socket or a device", path.display());
        context.messages.note(&text);
    }
    for path in &found.files {
        if context.output.is_closed() {
            break;
        }
        let named = if path == root { Named::Yes } else { Named::No };
        failures += read_opened(path, open(path), named, page, context)?;
    }
    Ok(failures)
}

/// Whether the user named a file, or it was found in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Yes,
    No,
}

/// Reads a file, or the files of an archive; returns how many could not be read.
fn read_opened(
    path: &Path,
    opened: Result<Opened, ReadError>,
    named: Named,
    page: &mut Page,
    context: &mut Context,
) -> Result<u64, CliError> {
    let mut archive = match opened {
        Ok(Opened::File(file)) => return read(path, Ok(*file), named, page, context),
        Ok(Opened::Archive(archive)) => archive,
        Err(error) => return Ok(tell(path, &error, named, &context.messages)),
    };
    let mut failures = 0;
    for entry in archive.entries().to_vec() {
        if context.output.is_closed() {
            break;
        }
        let (path, file) = (archive.path_of(&entry), archive.read(&entry));
        failures += read(&path, file, Named::No, page, context)?;
    }
    Ok(failures)
}

/// Prints the calls of a file; returns how many could not be read.
fn read(
    path: &Path,
    file: Result<SourceFile, ReadError>,
    named: Named,
    page: &mut Page,
    context: &mut Context,
) -> Result<u64, CliError> {
    let opened = file.and_then(|file| file.records().map(|records| (file, records)));
    let (file, records) = match opened {
        Ok(opened) => opened,
        Err(error) => return Ok(tell(path, &error, named, &context.messages)),
    };
    let mut failures = 0;
    let sniffed = file.sniffed();
    let note = SourceNote {
        reader: sniffed.format.as_str(),
        evidence: &sniffed.evidence,
        encoding: file.encoding().map(Encoding::as_str),
        text: file.text(),
    };
    for record in &records {
        match file.parse_record(record) {
            Ok(read) => page.add(&mut context.output, &read.parsed, &note)?,
            Err(error) => failures += tell(path, &error, named, &context.messages),
        }
    }
    Ok(failures)
}

/// Says why a file was not read; returns how many failures that is.
fn tell(path: &Path, error: &ReadError, named: Named, messages: &Messages) -> u64 {
    if error.is_notice() && named == Named::No {
        messages.note(&format!("passed over `{}`: {error}", path.display()));
        return 0;
    }
    messages.error(&format!("`{}`: {error}", path.display()));
    1
}

/// The page as it is printed, call by call.
struct Page {
    explain: Explain,
    format: Format,
    list: List,
    calls: u64,
}

impl Page {
    fn add(
        &mut self,
        output: &mut Output,
        parsed: &Parsed,
        note: &SourceNote<'_>,
    ) -> Result<(), CliError> {
        let style = output.style();
        match self.format {
            Format::Text => {
                if self.calls > 0 {
                    text::break_between(output)?;
                }
                text::parsed(output, parsed, note, self.explain, style)?;
            }
            Format::Json => self.list.add(output, &json::parsed(parsed, note, self.explain))?,
            Format::Jsonl => json::line(output, &json::parsed(parsed, note, self.explain))?,
        }
        self.calls += 1;
        Ok(())
    }

    fn end(&mut self, output: &mut Output) -> Result<(), CliError> {
        if self.format == Format::Json {
            self.list.end(output)?;
        }
        Ok(())
    }
}
