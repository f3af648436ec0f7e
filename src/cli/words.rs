//! Tells flags from the words of a query, so that `-gaming` is a word and `--limit 3` is none.
//!
//! clap takes either every later argument with a hyphen as a word or none. So before it sees
//! the arguments of a command that takes a query, the words are put behind a `--`.

use std::ffi::OsStr;
use std::ffi::OsString;

use clap::Command;

/// Returns the arguments as they were given, but for the words of a query, which stand behind a
/// `--` at the end.
///
/// What begins with `--` is a flag, known or not (a slip of the keys is for clap to report);
/// what begins with one `-` is a word unless it is a known short flag.
pub(super) fn arrange(command: &Command, args: Vec<OsString>) -> Vec<OsString> {
    let Some(at) = subcommand_at(command, &args) else { return args };
    // Without them clap tells flags from words, and nothing need be described twice.
    if !args[at + 1..].iter().any(|arg| has_one_hyphen(arg)) {
        return args;
    }
    let asking = args[at].to_str().and_then(|name| command.find_subcommand(name));
    // Its arguments are described when it is called.
    let asking = asking.cloned().map(|mut asking| {
        asking.build();
        asking
    });
    let Some(asking) = asking.filter(takes_query) else { return args };
    let mut flags = args[..=at].to_vec();
    let mut words = Vec::new();
    let mut rest = args.into_iter().skip(at + 1);
    while let Some(arg) = rest.next() {
        if arg == "--" {
            words.extend(rest);
            break;
        }
        match kind(&[&asking, command], &arg) {
            Kind::Word => words.push(arg),
            Kind::Flag => flags.push(arg),
            Kind::FlagAndValue => {
                flags.push(arg);
                flags.extend(rest.next());
            }
        }
    }
    if !words.is_empty() {
        flags.push("--".into());
        flags.append(&mut words);
    }
    flags
}

/// Tells whether an argument begins with one hyphen and no more.
fn has_one_hyphen(arg: &OsStr) -> bool {
    let bytes = arg.as_encoded_bytes();
    bytes.starts_with(b"-") && !bytes.starts_with(b"--")
}

/// Tells whether what a subcommand takes beside its flags is the words of a query.
fn takes_query(command: &Command) -> bool {
    command.get_positionals().any(|arg| arg.get_id() == "query")
}

/// Returns the place of the subcommand: the first argument that is neither a flag nor its value.
fn subcommand_at(command: &Command, args: &[OsString]) -> Option<usize> {
    let mut at = 1;
    loop {
        match kind(&[command], args.get(at)?) {
            Kind::Word => return Some(at),
            Kind::Flag => at += 1,
            Kind::FlagAndValue => at += 2,
        }
    }
}

/// What an argument is.
enum Kind {
    Word,
    /// A flag with all that belongs to it.
    Flag,
    /// A flag whose value is the next argument.
    FlagAndValue,
}

fn kind(commands: &[&Command], arg: &OsString) -> Kind {
    let Some(text) = arg.to_str() else { return Kind::Word };
    let known = |is: &dyn Fn(&clap::Arg) -> bool| {
        let args = commands.iter().flat_map(|c| c.get_arguments());
        args.into_iter().find(|a| is(a)).map(|a| a.get_action().takes_values())
    };
    if let Some(name) = text.strip_prefix("--").filter(|n| !n.is_empty()) {
        let takes_value = known(&|a| a.get_long() == Some(name)).unwrap_or(false);
        return if takes_value { Kind::FlagAndValue } else { Kind::Flag };
    }
    let mut letters = text.strip_prefix('-').unwrap_or_default().chars();
    match (letters.next(), letters.next()) {
        (Some('h'), None) => Kind::Flag,
        (Some(letter), None) => match known(&|a| a.get_short() == Some(letter)) {
            Some(true) => Kind::FlagAndValue,
            Some(false) => Kind::Flag,
            None => Kind::Word,
        },
        _ => Kind::Word,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use clap::Parser;

    use crate::cli::args::Cli;
    use crate::cli::args::Command;
    use crate::cli::args::SearchFormat;

    use super::*;

    /// Checks the words of a query, and the format and limit read beside them.
    #[track_caller]
    fn check(line: &str, words: &str, format: SearchFormat, limit: usize) {
        let args = std::iter::once("earmark").chain(line.split(' ')).map(OsString::from);
        let args = arrange(&Cli::command(), args.collect());
        let cli = Cli::try_parse_from(args).map_err(|e| e.to_string()).unwrap();
        let Command::Search(search) = cli.command else { panic!("{line}") };
        assert_eq!((search.query.join(" ").as_str(), search.format), (words, format), "{line}");
        assert_eq!(search.limit, limit, "{line}");
    }

    #[test]
    fn flags_stand_before_between_and_after_the_words() {
        check("search backlog", "backlog", SearchFormat::Text, 10);
        check("search --format json backlog", "backlog", SearchFormat::Json, 10);
        check("search backlog --format json growth", "backlog growth", SearchFormat::Json, 10);
        check(
            "search backlog --limit=3 growth --format jsonl",
            "backlog growth",
            SearchFormat::Jsonl,
            3,
        );
        check("--color never search backlog --index x", "backlog", SearchFormat::Text, 10);
        check("--index=search search search", "search", SearchFormat::Text, 10);
    }

    #[test]
    fn a_word_may_begin_with_a_hyphen() {
        check("search backlog -gaming", "backlog -gaming", SearchFormat::Text, 10);
        check(
            "search -firm:ubs backlog --limit 3 -x",
            "-firm:ubs backlog -x",
            SearchFormat::Text,
            3,
        );
        check("search backlog -- --limit -3", "backlog --limit -3", SearchFormat::Text, 10);
        check("search - backlog", "- backlog", SearchFormat::Text, 10);
        check("search backlog --limit 3 -gaming", "backlog -gaming", SearchFormat::Text, 3);
    }

    #[test]
    fn a_slip_of_the_keys_is_reported() {
        let args = ["earmark", "search", "backlog", "--fromat", "json"].map(OsString::from);
        let args = arrange(&Cli::command(), args.to_vec());
        let error = Cli::try_parse_from(args).unwrap_err().to_string();
        assert!(error.contains("'--fromat'") && error.contains("'--format'"), "{error}");
    }

    #[test]
    fn other_commands_are_left_alone() {
        for line in [
            "earmark",
            "earmark --help",
            "earmark parse - -x",
            "earmark --index",
            "earmark search backlog --format json growth -- --limit",
        ] {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(arrange(&Cli::command(), args.clone()), args);
        }
    }
}
