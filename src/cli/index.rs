//! `earmark index`: brings the index up to date.

use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::IndexArgs;
use crate::cli::error::CliError;
use crate::cli::messages::Messages;
use crate::cli::place::corpus;
use crate::cli::place::locate;
use crate::cli::status::size_on_disk;
use crate::index::IndexError;
use crate::index::holds_index;
use crate::numbers::bytes;
use crate::numbers::counted;
use crate::numbers::number;
use crate::render::text;
use crate::update;
use crate::update::Event;
use crate::update::Update;
use crate::update::UpdateError;

/// Runs the subcommand.
pub(super) fn run(args: &IndexArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let path = locate(context.settings.index())?.path;
    let begin = Instant::now();
    let messages = &context.messages;
    let done = if args.rebuild {
        rebuild(&path, &args.paths, messages)?
    } else if args.forget.is_empty() {
        bring_up_to_date(&path, &args.paths, messages)?
    } else if holds_index(&path) {
        update::forget(&path, &args.forget)?
    } else {
        return Err(IndexError::Missing { path }.into());
    };
    for line in summary(&done, &path, begin) {
        writeln!(context.output, "{}", text::clean(&line))?;
    }
    Ok(if done.summary.failures > 0 { Outcome::SomeFailed } else { Outcome::Found })
}

/// Builds the index that a search was to find, and says so.
pub(super) fn build(path: &Path, roots: &[PathBuf], messages: &Messages) -> Result<(), CliError> {
    let begin = Instant::now();
    let done = update_index(path, roots, messages)?;
    for line in summary(&done, path, begin) {
        messages.say(&line);
    }
    Ok(())
}

/// Updates from the paths; without any from those the index remembers, or from the corpus.
fn bring_up_to_date(
    path: &Path,
    paths: &[PathBuf],
    messages: &Messages,
) -> Result<Update, CliError> {
    if !paths.is_empty() {
        return Ok(update_index(path, paths, messages)?);
    }
    let corpus = corpus();
    // An index that is to be made from nothing is not made.
    if !holds_index(path) {
        let corpus = corpus.ok_or(UpdateError::NoRoots)?;
        return Ok(update_index(path, &[corpus], messages)?);
    }
    match (update_index(path, &[], messages), corpus) {
        (Err(UpdateError::NoRoots), Some(corpus)) => Ok(update_index(path, &[corpus], messages)?),
        (done, _) => Ok(done?),
    }
}

/// Builds the index anew; without paths from those it remembers, or from the corpus.
fn rebuild(path: &Path, paths: &[PathBuf], messages: &Messages) -> Result<Update, CliError> {
    let anew = |roots: &[PathBuf]| {
        let done = update::rebuild(path, roots, &mut |event| tell(&event, messages));
        messages.clear();
        done
    };
    match (anew(paths), corpus()) {
        (Err(UpdateError::NoRoots), Some(corpus)) => Ok(anew(&[corpus])?),
        (done, _) => Ok(done?),
    }
}

fn update_index(
    path: &Path,
    roots: &[PathBuf],
    messages: &Messages,
) -> Result<Update, UpdateError> {
    let done = update::update(path, roots, &mut |event| tell(&event, messages));
    messages.clear();
    done
}

fn tell(event: &Event, messages: &Messages) {
    match event {
        Event::Progress { bytes_done, bytes_total, calls } => messages.progress(|| {
            let percent = bytes_done * 100 / (*bytes_total).max(1);
            format!("{percent:>3} %, {} read", counted(*calls, "call"))
        }),
        Event::Skipped { path, reason } => {
            messages.note(&format!("passed over `{}`: {reason}", path.display()));
        }
        Event::Failed { path, message } => {
            messages.error(&format!("`{}`: {message}", path.display()));
        }
        Event::Notice { path, message } => {
            messages.note(&format!("`{}`: {message}", path.display()));
        }
    }
}

/// Returns what an update did and what the index holds now.
fn summary(done: &Update, path: &Path, begin: Instant) -> [String; 2] {
    let counts = &done.summary;
    let seconds = begin.elapsed().as_secs_f64();
    let did = if counts.added + counts.changed + counts.removed == 0 {
        format!("nothing has changed: {} as before", counted(counts.unchanged, "call"))
    } else {
        format!(
            "{} added, {} changed, {} removed, {} unchanged",
            counted(counts.added, "call"),
            number(counts.changed),
            number(counts.removed),
            number(counts.unchanged),
        )
    };
    let did = format!("{did}, in {seconds:.1} s");
    let header = &done.header;
    let size = size_on_disk(path);
    let holds = format!(
        "`{}` holds {}, {}, {} of text in {}",
        path.display(),
        counted(header.calls, "call"),
        counted(header.passages, "passage"),
        bytes(header.bytes),
        bytes(size),
    );
    [did, holds]
}
