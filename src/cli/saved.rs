//! `earmark saved`, and the saved searches that `earmark search` asks.

use std::io::Write;
use std::path::Path;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::PageFormat;
use crate::cli::args::SavedArgs;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::index::Reader;
use crate::query;
use crate::query::Query;
use crate::render::json;
use crate::render::text;
use crate::saved::LastSearch;
use crate::saved::SavedSearch;
use crate::saved::SavedSearches;
use crate::search::Results;

/// What the name of a saved search begins with in a query.
const SIGN: char = '@';

/// Runs the subcommand.
pub(super) fn run(args: &SavedArgs, context: &mut Context) -> Result<Outcome, CliError> {
    if !args.forget.is_empty() {
        return forget(&args.forget, context);
    }
    let reader = place::open(context)?;
    let all = SavedSearches::read(reader.folder())?;
    let manifest = reader.manifest()?;
    let rows: Vec<(&str, &str, usize)> = all
        .searches
        .iter()
        .map(|(name, s)| (name.as_str(), s.query.as_str(), s.new_calls(&manifest).len()))
        .collect();
    let style = context.output.style();
    match args.format {
        PageFormat::Text if rows.is_empty() => context.messages.say("no saved searches"),
        PageFormat::Text => text::saved(&mut context.output, &rows, style)?,
        PageFormat::Json => json::saved(&mut context.output, &rows)?,
    }
    Ok(if rows.is_empty() { Outcome::NothingFound } else { Outcome::Found })
}

fn forget(names: &[String], context: &mut Context) -> Result<Outcome, CliError> {
    let index = place::locate(context.settings.index())?.path;
    let mut all = SavedSearches::read(&index)?;
    for name in names {
        let name = name.trim_start_matches(SIGN);
        all.searches.remove(name).ok_or_else(|| CliError::NoSavedSearch(name.to_owned()))?;
    }
    all.write(&index)?;
    for name in names {
        writeln!(context.output, "{}", text::clean(&format!("`{name}` is forgotten")))?;
    }
    Ok(Outcome::Found)
}

/// A saved search that a command line names.
pub(super) struct Recalled {
    name: String,
    search: SavedSearch,
    /// The words of the query it stands for.
    pub(super) words: Vec<String>,
}

/// Returns the saved search that the words of a query begin with: `@backlog`.
pub(super) fn recall(words: &[String], index: &Path) -> Result<Option<Recalled>, CliError> {
    let Some((first, rest)) = words.split_first() else { return Ok(None) };
    let Some(name) = first.strip_prefix(SIGN).filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    let missing = || CliError::NoSavedSearch(name.to_owned());
    let search = SavedSearches::read(index)?.searches.remove(name).ok_or_else(missing)?;
    let mut words = vec![search.query.clone()];
    if !rest.is_empty() {
        words[0] = format!("({})", search.query);
        words.extend_from_slice(rest);
    }
    Ok(Some(Recalled { name: name.to_owned(), search, words }))
}

/// Keeps of a query only the calls that were not there when its saved search was last asked;
/// tells whether there are any.
pub(super) fn keep_new(
    query: &mut Query,
    recalled: &Recalled,
    reader: &Reader,
) -> Result<bool, CliError> {
    let manifest = reader.manifest()?;
    let calls = recalled.search.new_calls(&manifest);
    query.add_calls(&calls);
    Ok(!calls.is_empty())
}

/// Takes note that a saved search was asked of the index as it is.
pub(super) fn mark_asked(recalled: &Recalled, reader: &Reader) -> Result<(), CliError> {
    let mut all = SavedSearches::read(reader.folder())?;
    let Some(search) = all.searches.get_mut(&recalled.name) else { return Ok(()) };
    let before = search.clone();
    search.mark_known(&reader.manifest()?);
    if *search == before {
        return Ok(());
    }
    Ok(all.write(reader.folder())?)
}

/// Saves a query under a name; what was saved under it is replaced.
pub(super) fn save(name: &str, asked: &Query, reader: &Reader) -> Result<(), CliError> {
    let name = name.trim_start_matches(SIGN);
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(CliError::SavedName(name.to_owned()));
    }
    let text = asked.to_string();
    if !query::parse(&text).is_ok_and(|read| read.means_the_same(asked)) {
        return Err(CliError::CannotSave(text));
    }
    let mut search = SavedSearch::new(text);
    search.mark_known(&reader.manifest()?);
    let mut all = SavedSearches::read(reader.folder())?;
    all.searches.insert(name.to_owned(), search);
    Ok(all.write(reader.folder())?)
}

/// Keeps what a search found for `note add`. A search does not fail because that cannot be kept.
pub(super) fn remember_hits(query: &Query, found: &Results, reader: &Reader) {
    let hits = found.hits.iter().map(|hit| (hit.rank, hit.anchor.to_string())).collect();
    let _ = LastSearch { query: query.text.clone(), hits }.write(reader.folder());
}
