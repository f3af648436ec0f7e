//! Arguments of a subcommand that are described only when it is called: to describe those of all
//! subcommands takes longer than to read the arguments of one.

use std::ops::Deref;
use std::ops::DerefMut;

use clap::ArgMatches;
use clap::Args;
use clap::Command;
use clap::Error;
use clap::FromArgMatches;
use clap::Id;
use clap::builder::Resettable;

/// The arguments of a subcommand, whose one-line description stands with the subcommand.
#[derive(Debug)]
pub(in crate::cli) struct Deferred<T>(Box<T>);

impl<T> Deref for Deferred<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Deferred<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Args> Args for Deferred<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(|command| {
            let about = Resettable::from(command.get_about().cloned());
            // What every subcommand takes is there already; in help it comes last.
            let global: Vec<Id> = command.get_arguments().map(|arg| arg.get_id().clone()).collect();
            let described = T::augment_args(command).about(about);
            global.into_iter().fold(described, |command, id| command.mut_arg(id, |arg| arg))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(|args| Self(Box::new(args)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}
