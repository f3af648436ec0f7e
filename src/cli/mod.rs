//! The command line: arguments in, a page and an exit code out.
//!
//! One file a subcommand. Results go to standard output, everything else to standard error;
//! nothing else in the crate prints. It must not know how words are matched or how a page
//! looks: that is for [`crate::search`] and [`crate::render`].

mod args;
mod asked;
mod calls;
mod check;
mod concordance;
mod config;
mod count;
mod error;
mod folders;
mod formats;
mod index;
mod lexis;
mod lines;
mod links;
mod man;
mod messages;
mod note;
mod pager;
mod parse;
mod place;
mod questions;
mod saved;
mod search;
mod show;
mod status;
mod terminal;
mod topics;
mod verify;
mod who;
mod words;

use std::panic;
use std::process::ExitCode;

use clap::CommandFactory;
use clap::FromArgMatches;

use crate::cli::args::Cli;
use crate::cli::args::Command;
use crate::cli::config::Settings;
use crate::cli::error::CliError;
use crate::cli::messages::Messages;
use crate::cli::terminal::Output;
use crate::index::caught;

/// How a command ended that did what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// There were results.
    Found,
    /// There were none.
    NothingFound,
    /// Something could not be read; it has been said what.
    SomeFailed,
}

impl Outcome {
    /// Returns how a command ended that has so many results.
    fn of(results: u64) -> Self {
        if results == 0 { Self::NothingFound } else { Self::Found }
    }

    fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Found => 0,
            Self::NothingFound => 1,
            Self::SomeFailed => 2,
        })
    }
}

/// What every subcommand is given.
struct Context {
    /// The settings in force.
    settings: Settings,
    /// Where results go.
    output: Output,
    /// Where everything else goes.
    messages: Messages,
}

/// Runs the command that the process was started with, and returns its exit code.
pub fn run() -> ExitCode {
    // Left to the end of the process, as the index is: to take it apart serves nobody.
    let command: &'static mut clap::Command = Box::leak(Box::new(Cli::command()));
    let args = words::arrange(command, std::env::args_os().collect());
    let matches = command.try_get_matches_from_mut(&args);
    let read = matches.and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (mut cli, matches) = match read {
        Ok(read) => read,
        Err(error) => return error::report_usage(error, command, &args),
    };
    let settings = match Settings::settle(&cli.global, &mut cli.command, &matches) {
        Ok(settings) => settings,
        Err(error) => {
            return error.report(&Messages::new(config::color_without_file(&cli.global)));
        }
    };
    let color = settings.color.value;
    let pager = settings.pager.value.as_deref().filter(|_| cli.command.is_text());
    let output = Output::new(color, pager);
    let messages = Messages::new(color).held_while(output.has_screen());
    let mut context = Context { settings, output, messages };
    // The last line of defence: a damaged file of an index may lead the engine anywhere.
    panic::set_hook(Box::new(|_| {}));
    let done = caught(|| dispatch(cli.command, &mut context));
    let done = done.unwrap_or_else(|said| Err(CliError::Panic(said)));
    let ended = context.output.end();
    context.messages.release();
    let done = done.and_then(|outcome| {
        ended?;
        Ok(outcome)
    });
    match done {
        Ok(outcome) => outcome.exit_code(),
        Err(error) => error.report(&context.messages),
    }
}

fn dispatch(command: Command, context: &mut Context) -> Result<Outcome, CliError> {
    match command {
        Command::Index(args) => index::run(&args, context),
        Command::Search(args) => search::run(&args, context),
        Command::Questions(args) => questions::run(&args, context),
        Command::Count(args) => count::run(&args, context),
        Command::Kwic(args) => concordance::kwic(&args, context),
        Command::First(args) => concordance::first(&args, context),
        Command::Collocates(args) => lexis::collocates(&args, context),
        Command::Terms(args) => lexis::terms(&args, context),
        Command::Compare(args) => lexis::compare(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Saved(args) => saved::run(&args, context),
        Command::Note(args) => note::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Calls(args) => calls::run(&args, context),
        Command::Speakers(args) => who::speakers(&args, context),
        Command::Firms(args) => who::firms(&args, context),
        Command::Parse(args) => parse::run(&args, context),
        Command::Status(args) => status::run(&args, context),
        Command::Check(args) => check::run(&args, context),
        Command::Config(args) => config::run(&args, context),
        Command::Completions(args) => man::completions(&args, context),
        Command::Man(args) => man::page(&args, context),
        Command::Schema(args) => man::schema(&args, context),
        Command::Formats(_) => formats::run(context),
    }
}
