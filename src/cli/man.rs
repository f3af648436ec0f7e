//! `earmark completions`, `earmark man`, `earmark schema`: what is told of the command itself.

use std::io::Write;

use clap::CommandFactory;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::Cli;
use crate::cli::args::CompletionsArgs;
use crate::cli::args::ManArgs;
use crate::cli::args::SchemaArgs;
use crate::cli::args::SchemaName;
use crate::cli::error::CliError;
use crate::render::schema;

/// Runs `completions`.
pub(super) fn completions(
    args: &CompletionsArgs,
    context: &mut Context,
) -> Result<Outcome, CliError> {
    // Written to memory first: the generator does not survive a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "earmark", &mut script);
    context.output.write_all(&script)?;
    Ok(Outcome::Found)
}

/// Runs `man`.
pub(super) fn page(args: &ManArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = &args.command {
        let found = command.find_subcommand(name).cloned();
        let found = found.ok_or_else(|| CliError::NoSubcommand(name.clone()))?;
        command = found.version(env!("CARGO_PKG_VERSION"));
    }
    clap_mangen::Man::new(command).render(&mut context.output)?;
    Ok(Outcome::Found)
}

/// Runs `schema`.
pub(super) fn schema(args: &SchemaArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let schema = match args.name {
        SchemaName::Search => schema::SEARCH,
        SchemaName::Questions => schema::QUESTIONS,
        SchemaName::Askers => schema::ASKERS,
        SchemaName::Count => schema::COUNT,
        SchemaName::Kwic => schema::KWIC,
        SchemaName::First => schema::FIRST,
        SchemaName::Speakers => schema::SPEAKERS,
        SchemaName::Firms => schema::FIRMS,
        SchemaName::Collocates => schema::COLLOCATES,
        SchemaName::Terms => schema::TERMS,
        SchemaName::Compare => schema::COMPARE,
        SchemaName::Parse => schema::PARSE,
        SchemaName::Calls => schema::CALLS,
        SchemaName::Show => schema::SHOW,
        SchemaName::Saved => schema::SAVED,
        SchemaName::Verify => schema::VERIFY,
        SchemaName::Status => schema::STATUS,
        SchemaName::Check => schema::CHECK,
        SchemaName::Config => schema::CONFIG,
    };
    context.output.write_all(schema.as_bytes())?;
    Ok(Outcome::Found)
}
