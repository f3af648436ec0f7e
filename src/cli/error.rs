//! What ends a command before it is done: the message, what to do about it, the exit code.

use std::ffi::OsString;
use std::io;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

use crate::cli::config::ConfigError;
use crate::cli::messages::Messages;
use crate::index::IndexError;
use crate::query::QueryError;
use crate::query::QueryErrorKind;
use crate::query::ThesaurusError;
use crate::render::text;
use crate::saved::SavedError;
use crate::search::SearchError;
use crate::transcript::CallId;
use crate::update::UpdateError;

/// The exit code of wrong usage, a broken query, an index that cannot be opened.
const FAILED: u8 = 2;

/// Why a command could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The query cannot be understood.
    #[error("{error}")]
    Query {
        /// What is wrong, and where.
        error: QueryError,
        /// The query.
        text: String,
    },
    /// The value of a filter's flag cannot be understood.
    #[error("{kind} (given as `--{flag}`)")]
    Flag {
        /// The flag, without its hyphens.
        flag: &'static str,
        /// What is wrong with the value.
        kind: QueryErrorKind,
    },
    /// The search cannot be carried out.
    #[error("{error}")]
    Search {
        /// What is wrong.
        error: SearchError,
        /// The query.
        text: String,
    },
    /// The index cannot be used.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The index cannot be brought up to date.
    #[error(transparent)]
    Update(#[from] UpdateError),
    /// A file cannot be read.
    #[error("cannot read `{}`: {}", path.display(), cause(source))]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line of topics is none.
    #[error("line {line} of `{}` is no topic: {error}", path.display())]
    Topic {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        error: String,
    },
    /// A line of a thesaurus is none.
    #[error("`{}` is no thesaurus: {error}", path.display())]
    Thesaurus {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: ThesaurusError,
    },
    /// The config file cannot be understood.
    #[error(transparent)]
    Config(Box<ConfigError>),
    /// A file cannot be written.
    #[error("cannot write `{}`: {}", path.display(), cause(source))]
    WriteFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that should be read holds no text.
    #[error("`{}` is no text", .0.display())]
    NoText(PathBuf),
    /// A note is to be begun that is there already.
    #[error("`{}` is there already", .0.display())]
    NoteExists(PathBuf),
    /// A note was written by somebody else while it was worked on.
    #[error("`{}` has been changed meanwhile, and is left as it is now", .0.display())]
    NoteChanged(PathBuf),
    /// What is to be quoted is no address.
    #[error("`{0}` is neither an anchor nor a rank of the last search")]
    NoAnchor(String),
    /// A rank was given, and nothing has been searched for.
    #[error("no search of this index is remembered")]
    NoLastSearch,
    /// A rank was given that the last search did not show.
    #[error("the last search, `{query}`, showed no hit {rank}")]
    NoSuchRank {
        /// The rank.
        rank: u64,
        /// The query of the last search.
        query: String,
    },
    /// Sources are a file of their own.
    #[error("csl-json is the sources alone, and no text of another format")]
    SourcesAlone,
    /// A Word file would go to the terminal.
    #[error("a Word file is nothing for a terminal")]
    BytesToTerminal,
    /// Saved searches cannot be used.
    #[error(transparent)]
    Saved(#[from] SavedError),
    /// There is no saved search of this name.
    #[error("there is no saved search `{0}`")]
    NoSavedSearch(String),
    /// A name that a search cannot be saved under.
    #[error("`{0}` is no name for a search")]
    SavedName(String),
    /// A query that cannot be written in the query language.
    #[error("the query cannot be saved: `{0}` would be read as another")]
    CannotSave(String),
    /// Only what is new was asked for, of no saved search.
    #[error("`--new` needs a saved search: `@NAME`")]
    NewOfNothing,
    /// The turns around a whole call were asked for.
    #[error("`--around` needs a turn or a passage, and `{0}` is a whole call")]
    AroundCall(CallId),
    /// Run lines were asked for without topics.
    #[error("`--format trec` needs `--topics FILE`, and `--topics` needs `--format trec`")]
    TopicsAndTrec,
    /// A line of named queries is none.
    #[error("line {line} of `{}` is no query with a name: there is no tab", path.display())]
    NamedQuery {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The query in a line of a file cannot be understood or carried out.
    #[error("line {line} of `{}`: {error}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with the query.
        error: Box<CliError>,
    },
    /// Counts were asked for by more than can be shown.
    #[error("`--by` takes one thing to count by, or two that differ")]
    Groupings,
    /// A chart cannot be written.
    #[error("cannot write `{}`: {}", path.display(), cause(source))]
    Chart {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is nowhere to keep an index.
    #[error("there is no place for an index: no home folder is known")]
    NoHome,
    /// `man` was asked for a page that is not there.
    #[error("there is no subcommand `{0}`")]
    NoSubcommand(String),
    /// What must not happen did.
    #[error("earmark failed: {0}")]
    Panic(String),
    /// Standard output cannot be written to.
    #[error("the output cannot be written: {}", cause(.0))]
    Write(#[from] io::Error),
}

impl CliError {
    /// Says what is wrong and what to do about it, and returns the exit code.
    pub(super) fn report(&self, messages: &Messages) -> ExitCode {
        if let Self::Write(error) = self
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            // Whoever reads has seen enough.
            return ExitCode::SUCCESS;
        }
        messages.error(&self.to_string());
        if let Some((query, span)) = self.place() {
            let line = if let Self::Line { line, .. } = self { *line } else { 1 };
            messages.print(&text::place(query, line, span, messages.style()));
        }
        if let Some(hint) = self.hint() {
            messages.hint(&hint);
        }
        ExitCode::from(FAILED)
    }

    /// Says in which line of a file the query stands, if it is a query that is wrong.
    pub(super) fn at_line(self, path: &Path, line: usize) -> Self {
        match self {
            Self::Query { .. } | Self::Search { .. } => {
                Self::Line { path: path.to_owned(), line, error: Box::new(self) }
            }
            _ => self,
        }
    }

    /// Returns the part of the query, or of the config file, that is wrong.
    fn place(&self) -> Option<(&str, Range<usize>)> {
        match self {
            Self::Query { error, text } => Some((text, error.span.clone())),
            Self::Config(error) => Some((&error.text, error.span.clone())),
            Self::Search {
                error: SearchError::Unsupported { span, .. } | SearchError::Pattern { span, .. },
                text,
            } => Some((text, span.clone())),
            Self::Line { error, .. } => error.place(),
            _ => None,
        }
    }

    /// Returns what to do about it.
    fn hint(&self) -> Option<String> {
        match self {
            Self::Query { error, .. } => error.hint(),
            Self::Config(error) => Some(error.hint()),
            Self::Line { error, .. } => error.hint(),
            Self::Flag { kind, .. } => kind.hint(),
            Self::Search { error: SearchError::NoSuchPlace(place), .. } => Some(match place.turn {
                Some(_) => format!("`earmark show {}` gives the whole call", place.call),
                None => "`earmark calls` lists the calls".to_owned(),
            }),
            Self::Search { error: SearchError::Index(error), .. }
            | Self::Index(error)
            | Self::Update(UpdateError::Index(error)) => index_hint(error),
            Self::Update(UpdateError::NoRoots) => {
                Some("name what to index: `earmark index PATH`".to_owned())
            }
            Self::Update(UpdateError::NotRemembered(_)) => {
                Some("`earmark status` lists what is remembered, `earmark calls` the calls".into())
            }
            Self::Panic(_) => Some(UNSOUND_OR_WRONG.to_owned()),
            Self::NoHome => Some("say where the index is to be with `--index DIR`".to_owned()),
            Self::NoteExists(_) => Some("`earmark note add` puts quotations into it".to_owned()),
            Self::NoteChanged(_) => Some("try again".to_owned()),
            Self::NoText(_) => Some("give its words as plain text or Markdown".to_owned()),
            Self::NoAnchor(_) => {
                Some("an anchor is call:turn.passage, as `search` prints it".to_owned())
            }
            Self::NoLastSearch | Self::NoSuchRank { .. } => {
                Some("search first, or give anchors, call:turn.passage".to_owned())
            }
            Self::SourcesAlone => Some(
                "leave out `--to`, and export the text with `--cite full` or `short`".to_owned(),
            ),
            Self::BytesToTerminal => Some("name a file with `--output FILE`".to_owned()),
            Self::NoSavedSearch(_) => Some("`earmark saved` lists them".to_owned()),
            Self::SavedName(_) => Some("give a word without blanks".to_owned()),
            Self::CannotSave(_) => Some("write it without `--plain`".to_owned()),
            Self::NewOfNothing => {
                Some("save one with `earmark search QUERY --save NAME`".to_owned())
            }
            Self::AroundCall(id) => Some(format!("for example `earmark show {id}:0 --around 2`")),
            Self::NoSubcommand(_) => Some("`earmark --help` lists them".to_owned()),
            Self::Topic { .. } => {
                Some("a topic is an id, a tab and a query, then if need be a tab and fields".into())
            }
            Self::NamedQuery { .. } => {
                Some("a line is a name, a tab and a query: `order book<TAB>\"order book\"`".into())
            }
            Self::Groupings => Some("for example `--by company,quarter`".to_owned()),
            Self::TopicsAndTrec => Some(
                "for example `earmark search --topics FILE --format trec --by turn --plain`".into(),
            ),
            Self::Thesaurus { .. } => Some(
                "a line is `capex = capital expenditure`, or `guidance > outlook` for one way"
                    .into(),
            ),
            Self::Update(UpdateError::Path { .. } | UpdateError::NotThere(_))
            | Self::Search { .. }
            | Self::Read { .. }
            | Self::Chart { .. }
            | Self::WriteFile { .. }
            | Self::Saved(_)
            | Self::Write(_) => None,
        }
    }
}

/// Returns what the system said, in lower case and without its error number.
fn cause(error: &io::Error) -> String {
    let text = error.to_string().to_lowercase();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}

/// What to do about a panic.
const UNSOUND_OR_WRONG: &str =
    "`earmark check` tells whether the index is damaged; if it is sound, please report this";

/// Returns what to do about an index that is damaged or of another version.
pub(super) fn rebuild_hint(path: &Path) -> String {
    format!("`earmark index --rebuild --index {}` builds it anew", path.display())
}

fn index_hint(error: &IndexError) -> Option<String> {
    match error {
        IndexError::Missing { .. } => {
            Some("make one with `earmark index PATH`, or name another with `--index DIR`".into())
        }
        IndexError::Version { path, .. } | IndexError::Damaged { path, .. } => {
            Some(rebuild_hint(path))
        }
        IndexError::Locked { .. } => Some("wait until it is done".to_owned()),
        IndexError::Engine(_) => {
            Some("`earmark check` tells whether the index is sound".to_owned())
        }
        IndexError::Unreadable { .. } => Some(UNSOUND_OR_WRONG.to_owned()),
        IndexError::Io { source, .. } => match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => {
                Some("make room and try again; the index is as it was".to_owned())
            }
            _ => None,
        },
    }
}

/// Prints what clap says of the arguments (an error, or the help that was asked for), and
/// returns the exit code.
pub(super) fn report_usage(
    mut error: clap::Error,
    command: &clap::Command,
    args: &[OsString],
) -> ExitCode {
    if error.kind() == ErrorKind::UnknownArgument {
        suggest_flags(&mut error, command, args);
    }
    let code = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED));
    let is_error =
        error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if is_error {
        // The arguments are in the message: nothing in them may reach the terminal as it is.
        let lines = error.render().to_string();
        let lines: Vec<_> = lines.lines().map(text::clean).collect();
        // Where standard error is closed there is nobody left to tell.
        let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
        return code;
    }
    match error.print() {
        Ok(()) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
        Err(_) => ExitCode::from(FAILED),
    }
}

/// Names the flags of the subcommand for one that is none of them, in the place of the advice to
/// pass it as a value, which it hardly is; where one is spelt almost so, clap has named it.
fn suggest_flags(error: &mut clap::Error, command: &clap::Command, args: &[OsString]) {
    let is_flag = matches!(error.get(ContextKind::InvalidArg),
        Some(ContextValue::String(arg)) if arg.starts_with("--"));
    if !is_flag || error.remove(ContextKind::Suggested).is_none() {
        return;
    }
    let words = args.iter().skip(1);
    let command =
        words.fold(command, |command, word| command.find_subcommand(word).unwrap_or(command));
    let flags = command.get_arguments().filter(|arg| !arg.is_hide_set() && !arg.is_global_set());
    let flags: Vec<_> = flags.filter_map(|arg| Some(format!("--{}", arg.get_long()?))).collect();
    if !flags.is_empty() && error.get(ContextKind::SuggestedArg).is_none() {
        let tip = format!("'{}' takes {}", command.get_name(), flags.join(", "));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
}
