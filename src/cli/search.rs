//! `earmark search`: ranked passages in context.

use std::io::Write;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::CONTEXT;
use crate::cli::args::Novelty;
use crate::cli::args::SearchArgs;
use crate::cli::args::SearchFormat;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::links::Links;
use crate::cli::place;
use crate::cli::saved;
use crate::cli::topics;
use crate::index::Access;
use crate::numbers::number;
use crate::render::csv;
use crate::render::json;
use crate::render::tables;
use crate::render::text;
use crate::render::text::ContextShown;
use crate::search;
use crate::search::Explain;
use crate::search::Options;
use crate::search::Results;

/// Runs the subcommand.
pub(super) fn run(args: &SearchArgs, context: &mut Context) -> Result<Outcome, CliError> {
    if args.format == SearchFormat::Trec || args.topics.is_some() {
        return topics::run(args, context);
    }
    let index = place::locate(context.settings.index())?.path;
    let recalled = saved::recall(&args.query, &index)?;
    let words = recalled.as_ref().map_or(&args.query, |r| &r.words);
    let wording = if recalled.is_some() { Wording::Language } else { args.wording() };
    let mut query = asked::read(words, wording, &args.filters)?;
    let reader = place::open_for(context, Access::Sparse)?;
    let any_new = match (&recalled, args.novelty()) {
        (Some(recalled), Novelty::New) => saved::keep_new(&mut query, recalled, reader)?,
        (None, Novelty::New) => return Err(CliError::NewOfNothing),
        (_, Novelty::All) => true,
    };
    let options = Options {
        limit: args.limit,
        offset: args.offset,
        sort: args.sort(),
        by: args.by.into(),
        context: args.context.unwrap_or(CONTEXT),
        facets: args.facets.clone(),
        explain: args.explain(),
    };
    let found = if any_new {
        search::search(reader, &query, &options).map_err(asked::failed(&query.text))?
    } else {
        Results::default()
    };
    context.messages.notices(&found.notices);
    let links = Links::new(reader.folder(), context);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        SearchFormat::Text | SearchFormat::Trec if found.total == 0 => {
            context.messages.say(match args.novelty() {
                Novelty::All => "no passages",
                Novelty::New => "nothing new",
            });
        }
        SearchFormat::Text | SearchFormat::Trec => {
            let shown = args.context.map_or(ContextShown::Nearest, |_| ContextShown::Whole);
            let url_of = |source: &str| links.url(source);
            text::results(output, &found, args.offset, shown, &url_of, style)?;
        }
        SearchFormat::Json => json::results(output, &query.text, &found)?,
        SearchFormat::Jsonl => json::results_by_line(output, &query.text, &found)?,
        SearchFormat::Csv => csv::table(output, &tables::results(&found))?,
    }
    if args.format == SearchFormat::Csv {
        note_what_is_not_in_a_table(args, &found, context);
    }
    context.output.flush()?;
    saved::remember_hits(&query, &found, reader);
    if let Some(name) = &args.save {
        saved::save(name, &query, reader)?;
    } else if let Some(recalled) = &recalled {
        let shown = args.offset as u64 + found.hits.len() as u64;
        if args.novelty() == Novelty::New && shown < found.groups {
            let (all, limit) = (number(found.groups), found.groups);
            let text = format!("all {all} stay new until they are given: --limit {limit}");
            context.messages.note(&text);
        } else {
            saved::mark_asked(recalled, reader)?;
        }
    }
    Ok(Outcome::of(found.total))
}

/// Says what was asked for and has no place in a table.
fn note_what_is_not_in_a_table(args: &SearchArgs, found: &Results, context: &Context) {
    let asked = [
        ("--facets", !args.facets.is_empty()),
        ("--explain", args.explain() == Explain::Yes),
        ("--context", args.context.is_some()),
    ];
    for (flag, _) in asked.into_iter().filter(|(_, is_asked)| *is_asked) {
        let text = format!("`{flag}` is ignored: csv has a row a hit and nothing else");
        context.messages.note(&text);
    }
    if let Some(part) = text::part_of_results(found, args.offset) {
        context.messages.note(&part);
    }
}
