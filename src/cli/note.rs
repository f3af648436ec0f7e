//! `earmark note`: research notes.

use std::fs;
use std::io::IsTerminal;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CiteStyle;
use crate::cli::args::FilterArgs;
use crate::cli::args::NoteAddArgs;
use crate::cli::args::NoteArgs;
use crate::cli::args::NoteCommand;
use crate::cli::args::NoteExportArgs;
use crate::cli::args::NoteFormat;
use crate::cli::args::NoteListArgs;
use crate::cli::args::NoteNewArgs;
use crate::cli::args::NoteRefreshArgs;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::disk;
use crate::index::Reader;
use crate::note;
use crate::note::Cited;
use crate::note::NoteQuery;
use crate::note::Stamp;
use crate::numbers::counted;
use crate::render::note as page;
use crate::render::note::Source;
use crate::saved::LastSearch;
use crate::search;
use crate::search::ContextSize;
use crate::search::Options;
use crate::search::SearchError;
use crate::transcript::Anchor;

/// The version that notes name.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs the subcommand.
pub(super) fn run(args: &NoteArgs, context: &mut Context) -> Result<Outcome, CliError> {
    match &args.command {
        NoteCommand::New(args) => begin(args, context),
        NoteCommand::Add(args) => add(args, context),
        NoteCommand::Refresh(args) => refresh(args, context),
        NoteCommand::List(args) => list(args, context),
        NoteCommand::Export(args) => export(args, context),
    }
}

fn begin(args: &NoteNewArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let path = file_of(&args.note);
    if path.exists() {
        return Err(CliError::NoteExists(path));
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let title = args.title.as_deref().unwrap_or(&name);
    write_over(&path, None, &note::new_note(title, VERSION))?;
    say(context, &format!("`{}` is begun", path.display()))
}

fn add(args: &NoteAddArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let path = file_of(&args.note);
    let reader = place::open(context)?;
    let there = if path.exists() { Some(read(&path)?) } else { None };
    let old = if let Some(old) = &there {
        old.clone()
    } else {
        context.messages.note(&format!("`{}` is begun", path.display()));
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        note::new_note(&name, VERSION)
    };
    let (new, count) = if let Some(text) = &args.query {
        let query = NoteQuery { query: text.trim().to_owned(), limit: args.limit };
        let found = ask(reader, &query)?;
        let comment = args.comment.as_deref();
        (note::add_query(&old, &query, &stamp(reader)?, &found, comment), found.len())
    } else {
        let anchors = anchors(reader, &args.places)?;
        let cited = |a: &Anchor| note::cited(reader, a).map_err(no_query);
        let passages: Vec<Cited> = anchors.iter().map(cited).collect::<Result<_, _>>()?;
        tell_again(&old, &anchors, context);
        (note::add(&old, &passages, args.comment.as_deref()), passages.len())
    };
    write_over(&path, there.as_deref(), &new)?;
    tell_faults(&old, context);
    if count == 0 {
        let text = "no hits; the query is put into `{}` alone, and `note refresh` runs it again";
        context.messages.say(&text.replace("{}", &path.display().to_string()));
        return Ok(Outcome::NothingFound);
    }
    say(context, &format!("{} put into `{}`", counted(count as u64, "quotation"), path.display()))
}

fn refresh(args: &NoteRefreshArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let path = file_of(&args.note);
    let old = read(&path)?;
    let reader = place::open(context)?;
    let run = |query: &NoteQuery| ask(reader, query);
    let (new, changes) =
        note::refresh(&old, &stamp(reader)?, run, |anchor| match note::cited(reader, anchor) {
            Ok(cited) => Ok(Some(cited)),
            Err(SearchError::NoSuchPlace(_)) => Ok(None),
            Err(error) => Err(CliError::Search { error, text: String::new() }),
        })?;
    if new != old {
        write_over(&path, Some(&old), &new)?;
    }
    tell_faults(&old, context);
    if changes.is_empty() {
        context.messages.say("the note holds no query that can be run");
        return Ok(Outcome::NothingFound);
    }
    for change in changes {
        let (added, removed) = (change.added.len(), change.removed.len());
        let text = format!("{}: {added} put in, {removed} taken out", change.query.query);
        say(context, &text)?;
    }
    Ok(Outcome::Found)
}

fn list(args: &NoteListArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let entries = fs::read_dir(&args.folder)
        .map_err(|source| CliError::Read { path: args.folder.clone(), source })?;
    let is_note = |path: &PathBuf| path.extension().is_some_and(|e| e == "md" || e == "markdown");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(is_note).collect();
    paths.sort();
    let mut outcome = Outcome::NothingFound;
    for path in paths {
        // What is no text is no note.
        let Ok(text) = read(&path) else { continue };
        let quotes = note::note_quotes(&text).len();
        if quotes == 0 && !text.contains("\nearmark:") {
            continue;
        }
        outcome = Outcome::Found;
        let name = path.strip_prefix("./").unwrap_or(&path).display().to_string();
        let title = note::title(&text).unwrap_or_default();
        say(context, &format!("{name}  {}  {title}", counted(quotes as u64, "quotation")))?;
    }
    if outcome == Outcome::NothingFound {
        context.messages.say("no notes");
    }
    Ok(outcome)
}

fn export(args: &NoteExportArgs, context: &mut Context) -> Result<Outcome, CliError> {
    if args.cite == CiteStyle::CslJson && args.to != NoteFormat::Md {
        return Err(CliError::SourcesAlone);
    }
    let text = read(&file_of(&args.note))?;
    let edited = note::note_quotes(&text).iter().filter(|quote| quote.is_edited).count();
    if edited > 0 {
        let quotations = counted(edited as u64, "quotation");
        let text =
            format!("{quotations} other than when cited; `earmark verify` tells what differs");
        context.messages.note(&text);
    }
    let needs_index = args.cite != CiteStyle::Full || matches!(args.to, NoteFormat::Csv);
    let reader = if needs_index { Some(place::open(context)?) } else { None };
    let mut out = Vec::new();
    if args.cite == CiteStyle::CslJson {
        page::sources(&mut out, &sources(&text, reader)?)?;
    } else if args.to == NoteFormat::Csv {
        page::quotes(&mut out, &sources(&text, reader)?)?;
    } else {
        let known = sources(&text, reader)?;
        let short = |anchor: &Anchor| {
            let source = known.iter().find(|s| s.quote.anchor == *anchor);
            let (call, turn) = source.and_then(|s| s.place.as_ref())?;
            Some(note::short_citation(call, &turn.speaker))
        };
        let readable = note::readable(&text, &mut { short });
        match args.to {
            NoteFormat::Html => page::html(&mut out, &readable)?,
            NoteFormat::Docx => page::docx(&mut out, &readable)?,
            NoteFormat::Md | NoteFormat::Csv => out = page::markdown(&readable).into_bytes(),
        }
    }
    match &args.output {
        Some(path) => disk::replace(path, &out)
            .map_err(|source| CliError::WriteFile { path: path.clone(), source })?,
        None if args.to == NoteFormat::Docx && std::io::stdout().is_terminal() => {
            return Err(CliError::BytesToTerminal);
        }
        None => context.output.write_all(&out)?,
    }
    Ok(Outcome::Found)
}

/// Returns the quotations of a note with what the index, if it is asked, knows of their places.
fn sources(text: &str, reader: Option<&Reader>) -> Result<Vec<Source>, CliError> {
    let mut out = Vec::new();
    for quote in note::note_quotes(text) {
        let found = reader.map(|r| search::show(r, &quote.anchor, 0)).transpose();
        let place = match found {
            Ok(Some(shown)) => shown.turns.into_iter().next().map(|t| (shown.call, t.turn)),
            Ok(None) | Err(SearchError::NoSuchPlace(_)) => None,
            Err(error) => return Err(no_query(error)),
        };
        out.push(Source { quote, place });
    }
    Ok(out)
}

/// Runs a query of a note.
fn ask(reader: &Reader, asked: &NoteQuery) -> Result<Vec<Cited>, CliError> {
    let text = &asked.query;
    let query = asked::read_text(text, Wording::Language, &FilterArgs::default())?;
    let context = ContextSize::Passages(0);
    let options = Options { limit: asked.limit, context, ..Options::default() };
    let found = search::search(reader, &query, &options).map_err(asked::failed(text))?;
    let cited = |hit: search::Hit| {
        let citation = hit.citation();
        Cited { anchor: hit.anchor, citation, text: hit.text }
    };
    Ok(found.hits.into_iter().map(cited).collect())
}

/// Reads addresses, and ranks of the last search as the addresses they stand for.
fn anchors(reader: &Reader, places: &[String]) -> Result<Vec<Anchor>, CliError> {
    let last = LastSearch::read(reader.folder());
    let read = |place: &String| {
        let bad = || CliError::NoAnchor(place.clone());
        let Ok(rank) = place.parse::<u64>() else { return place.parse().map_err(|_| bad()) };
        let last = last.as_ref().ok_or(CliError::NoLastSearch)?;
        let hit = last.hits.get(&rank);
        let hit = hit.ok_or_else(|| CliError::NoSuchRank { rank, query: last.query.clone() })?;
        hit.parse().map_err(|_| bad())
    };
    places.iter().map(read).collect()
}

fn stamp(reader: &Reader) -> Result<Stamp, CliError> {
    let fingerprint = note::fingerprint(&reader.manifest()?);
    Ok(Stamp { version: VERSION.to_owned(), fingerprint, calls: reader.header().calls })
}

/// Returns the file that is meant by the name of a note.
fn file_of(name: &str) -> PathBuf {
    let path = Path::new(name);
    let is_file = path.extension().is_some_and(|e| e == "md" || e == "markdown");
    if is_file { path.to_owned() } else { PathBuf::from(format!("{name}.md")) }
}

fn read(path: &Path) -> Result<String, CliError> {
    fs::read(path)
        .and_then(|bytes| String::from_utf8(bytes).map_err(std::io::Error::other))
        .map_err(|source| CliError::Read { path: path.to_owned(), source })
}

/// Says which passages are put in once more: a comment may want its own, but seldom.
fn tell_again(note: &str, anchors: &[Anchor], context: &Context) {
    let mut there: Vec<Anchor> = note::note_quotes(note).into_iter().map(|q| q.anchor).collect();
    for anchor in anchors {
        if there.contains(anchor) {
            context
                .messages
                .note(&format!("`{anchor}` is in the note already, and is put in again"));
        }
        there.push(anchor.clone());
    }
}

/// Says what in a note keeps it from being read whole, of which nothing was changed.
fn tell_faults(note: &str, context: &Context) {
    for fault in note::faults(note) {
        context.messages.note(&fault.to_string());
    }
}

/// Writes a note in the place of what was read, unless somebody else has written it meanwhile.
fn write_over(path: &Path, old: Option<&str>, text: &str) -> Result<(), CliError> {
    // Nobody else may write between the look and the writing. The folder is locked, as the note
    // itself is replaced; where folders cannot be, the look alone has to do.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let lock = fs::File::open(folder.unwrap_or(Path::new(".")));
    let _lock = lock.and_then(|folder| folder.lock().map(|()| folder));
    let now = if path.exists() { Some(read(path)?) } else { None };
    if now.as_deref() != old {
        return Err(CliError::NoteChanged(path.to_owned()));
    }
    disk::replace(path, text.as_bytes())
        .map_err(|source| CliError::WriteFile { path: path.to_owned(), source })
}

fn no_query(error: SearchError) -> CliError {
    CliError::Search { error, text: String::new() }
}

fn say(context: &mut Context, text: &str) -> Result<Outcome, CliError> {
    let style = context.output.style();
    writeln!(context.output, "{}", style.paint(crate::render::Paint::Plain, text))?;
    Ok(Outcome::Found)
}
