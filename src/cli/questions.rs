//! `earmark questions`: exchanges, or who asks how often.

use crate::analysis;
use crate::analysis::Ask;
use crate::analysis::Askers;
use crate::analysis::AskersBy;
use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::QuestionsArgs;
use crate::cli::args::RowsFormat;
use crate::cli::args::Wording;
use crate::cli::asked;
use crate::cli::error::CliError;
use crate::cli::links::Links;
use crate::cli::place;
use crate::query::Field;
use crate::query::Polarity;
use crate::query::Query;
use crate::render::csv;
use crate::render::json;
use crate::render::markdown;
use crate::render::tables;
use crate::render::text;

/// Runs the subcommand.
pub(super) fn run(args: &QuestionsArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let query = asked::read(&args.query, Wording::Language, &args.filters.of_synonyms())?;
    let text = query.text.clone();
    let ask = ask(args, query)?;
    let reader = place::open(context)?;
    if let Some(by) = args.by {
        let found = analysis::askers(reader, &ask, by.into()).map_err(asked::failed(&text))?;
        return print_askers(found, &text, by.into(), args, context);
    }
    let limit = args.limit.unwrap_or(usize::MAX);
    let found = analysis::questions(reader, &ask, limit, args.offset);
    let found = found.map_err(asked::failed(&text))?;
    context.messages.notices(&found.notices);
    let links = Links::new(reader.folder(), context);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.total == 0 => {
            context.messages.say("no exchanges");
        }
        RowsFormat::Text => {
            let url_of = |source: &str| links.url(source);
            text::questions(output, &found, args.offset, args.answers(), &url_of, style)?;
        }
        RowsFormat::Json => json::questions(output, &text, &found)?,
        RowsFormat::Jsonl => json::questions_by_line(output, &text, &found)?,
        RowsFormat::Csv => csv::table(output, &tables::questions(&found))?,
        RowsFormat::Markdown => markdown::questions(output, &found, args.answers())?,
    }
    if matches!(args.format, RowsFormat::Csv | RowsFormat::Markdown)
        && let Some(part) =
            text::part_of(found.exchanges.len(), found.total, args.offset, "exchange")
    {
        context.messages.note(&part);
    }
    Ok(Outcome::of(found.total))
}

fn print_askers(
    mut found: Askers,
    query: &str,
    by: AskersBy,
    args: &QuestionsArgs,
    context: &mut Context,
) -> Result<Outcome, CliError> {
    found.keep(args.offset, args.limit.unwrap_or(usize::MAX));
    let found = &found;
    context.messages.notices(&found.notices);
    let style = context.output.style();
    let output = &mut context.output;
    match args.format {
        RowsFormat::Text | RowsFormat::Markdown if found.total == 0 => {
            context.messages.say("no exchanges");
        }
        RowsFormat::Text => text::askers(output, found, by, args.offset, style)?,
        RowsFormat::Json => json::askers(output, query, by, found)?,
        RowsFormat::Jsonl => json::askers_by_line(output, query, found)?,
        RowsFormat::Csv => csv::table(output, &tables::askers(found, by))?,
        RowsFormat::Markdown => markdown::table(output, &tables::askers(found, by))?,
    }
    let part = text::part_of(found.rows.len(), found.groups, args.offset, "row");
    if let Some(part) = part.filter(|_| args.format != RowsFormat::Text) {
        context.messages.note(&part);
    }
    Ok(Outcome::of(found.total))
}

/// Puts the query and the flags together.
fn ask(args: &QuestionsArgs, query: Query) -> Result<Ask, CliError> {
    let flags = asked::read(&[], Wording::Language, &args.filters)?;
    let mut ask = Ask::new(query, flags.filters);
    ask.part = args.part.into();
    let asks = [("analyst", Field::Speaker, &args.analyst, Some("analyst"))];
    let answers = [("answered-by", Field::AnsweredBy, &args.answered_by, None)];
    for (flag, field, values, role) in asks.into_iter().chain(answers) {
        if values.is_empty() {
            continue;
        }
        let mut condition = Query::everything();
        let role = role.map(|role| (Field::Role, role));
        for (field, value) in values.iter().map(|v| (field, v.as_str())).chain(role) {
            let added = condition.add_filter(field, value, Polarity::Include);
            added.map_err(|kind| CliError::Flag { flag, kind })?;
        }
        ask.add(condition.filters);
    }
    Ok(ask)
}
