//! The settings in force: a flag comes before the environment, that before the config file, and
//! that before what is built in.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

use clap::ArgMatches;
use clap::parser::ValueSource;

use crate::cli::args::Command;
use crate::cli::args::Global;
use crate::cli::args::When;
use crate::cli::config::file;
use crate::cli::config::file::ConfigFile;
use crate::cli::config::values::Set;
use crate::cli::config::values::Values;
use crate::cli::error::CliError;
use crate::cli::pager;
use crate::cli::terminal::is_dumb;
use crate::render::Origin;

/// A value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Sourced<T> {
    pub(in crate::cli) value: T,
    pub(in crate::cli) origin: Origin,
}

/// The settings that hold for every command, and the config file.
#[derive(Debug)]
pub(in crate::cli) struct Settings {
    /// The index that was asked for.
    pub(super) index: Sourced<Option<PathBuf>>,
    /// When to colour.
    pub(in crate::cli) color: Sourced<When>,
    /// What long pages go through; `None` is nothing.
    pub(in crate::cli) pager: Sourced<Option<String>>,
    /// When addresses are links: automatically, or never.
    pub(in crate::cli) hyperlinks: Sourced<When>,
    pub(super) file: ConfigFile,
}

impl Settings {
    /// Returns what is in force, and puts what the file sets where no flag of the command says
    /// otherwise.
    pub(in crate::cli) fn settle(
        global: &Global,
        command: &mut Command,
        matches: &ArgMatches,
    ) -> Result<Self, CliError> {
        let file = file::read()?;
        let none = Values::default();
        let values = file.values.as_ref().unwrap_or(&none);
        let of_command = matches.subcommand().map(|(_, matches)| matches);
        let is_given = |flag: &str| {
            of_command.and_then(|m| m.value_source(flag)) == Some(ValueSource::CommandLine)
        };
        fill(command, values, &is_given);
        let index = first([
            global.index.clone().map(|path| (path, Origin::Flag("--index"))),
            variable("EARMARK_INDEX")
                .map(|path| (path.into(), Origin::Environment("EARMARK_INDEX"))),
            in_file(values.index.as_ref()),
        ]);
        let color = color(is_given("color").then_some(global.color), values.color.as_ref());
        let pager = pager(global, values.pager.as_ref());
        let (value, origin) =
            in_file(values.hyperlinks.as_ref()).unwrap_or((When::Auto, Origin::BuiltIn));
        let hyperlinks = Sourced { value, origin };
        Ok(Self { index, color, pager, hyperlinks, file })
    }

    /// Returns the index that was asked for.
    pub(in crate::cli) fn index(&self) -> Option<&Path> {
        self.index.value.as_deref()
    }

    /// Returns what the file sets, if anything, and where.
    pub(super) fn values(&self) -> Values {
        self.file.values.clone().unwrap_or_default()
    }
}

/// Returns when to colour before anything is known of a config file.
pub(in crate::cli) fn color_without_file(global: &Global) -> When {
    color(Some(global.color), None).value
}

/// Returns the first that is said, or that nothing is.
pub(super) fn first<T>(said: [Option<(T, Origin)>; 3]) -> Sourced<Option<T>> {
    match said.into_iter().flatten().next() {
        Some((value, origin)) => Sourced { value: Some(value), origin },
        None => Sourced { value: None, origin: Origin::BuiltIn },
    }
}

/// Returns a variable that is set to something.
pub(super) fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// Returns what a file sets.
pub(super) fn in_file<T: Clone>(set: Option<&Set<T>>) -> Option<(T, Origin)> {
    set.map(|set| (set.value.clone(), Origin::File { line: set.line }))
}

/// Returns when to colour. Automatic colour gives way to the environment, whoever asks for it.
fn color(flag: Option<When>, file: Option<&Set<When>>) -> Sourced<When> {
    let environment = if variable("NO_COLOR").is_some() {
        Some("NO_COLOR")
    } else {
        Some("TERM").filter(|_| is_dumb())
    };
    let (value, origin) = match (flag, environment, file) {
        (Some(when @ (When::Always | When::Never)), _, _) | (Some(when), None, _) => {
            (when, Origin::Flag("--color"))
        }
        (_, Some(name), _) => (When::Never, Origin::Environment(name)),
        (None, None, Some(set)) => (set.value, Origin::File { line: set.line }),
        (None, None, None) => (When::Auto, Origin::BuiltIn),
    };
    Sourced { value, origin }
}

/// Returns what long pages go through. `PAGER` is not earmark's own: the file comes before it.
fn pager(global: &Global, file: Option<&Set<Option<String>>>) -> Sourced<Option<String>> {
    let of = |name: &'static str| {
        let command = variable(name)?.into_string().ok()?;
        Some((Some(command), Origin::Environment(name)))
    };
    let flag = global.no_pager.then_some((None, Origin::Flag("--no-pager")));
    let said =
        flag.or_else(|| of("EARMARK_PAGER")).or_else(|| in_file(file)).or_else(|| of("PAGER"));
    let (value, origin) = said.unwrap_or((Some(pager::DEFAULT.to_owned()), Origin::BuiltIn));
    // To print is what `cat` does.
    Sourced { value: value.filter(|command| command.trim() != "cat"), origin }
}

/// Puts what the file sets for a command where no flag says otherwise. How much is shown holds
/// for text alone: what programs read does not depend on a file.
fn fill(command: &mut Command, values: &Values, is_given: &dyn Fn(&str) -> bool) {
    if let Some(filters) = command.filters_mut()
        && filters.thesaurus.is_none()
    {
        filters.thesaurus = values.thesaurus.as_ref().map(|set| set.value.clone());
    }
    if !command.is_text() {
        return;
    }
    match command {
        Command::Search(args) => {
            let limit = values.search_limit.as_ref().filter(|_| !is_given("limit"));
            put(&mut args.limit, limit);
            let context = values.search_context.as_ref().map(|set| set.value);
            args.context = args.context.or(context);
        }
        Command::Questions(args) => {
            let limit = values.questions_limit.as_ref().filter(|_| !is_given("limit"));
            // Rows that are counted are all shown.
            let limit = limit.filter(|_| args.by.is_none()).map(|set| set.value);
            args.limit = limit.or(args.limit);
        }
        Command::Kwic(args) => {
            let limit = values.kwic_limit.as_ref().filter(|_| !is_given("limit"));
            put(&mut args.limit, limit);
            let words = values.kwic_words.as_ref().filter(|_| !is_given("words"));
            put(&mut args.words, words);
        }
        // A whole call has nothing around it.
        Command::Show(args) if args.place.turn.is_some() => {
            args.around = args.around.or(values.show_around.as_ref().map(|set| set.value));
        }
        _ => {}
    }
}

fn put<T: Copy>(place: &mut T, set: Option<&Set<T>>) {
    if let Some(set) = set {
        *place = set.value;
    }
}
