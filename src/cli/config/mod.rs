//! `earmark config`, and the config file: defaults for what flags say otherwise.
//!
//! A file tells where the index and the thesaurus are and how pages for people look. Beside that it
//! must not change which passages are found, nor what programs read.

mod error;
mod file;
mod settings;
mod values;

use std::path::Path;

use clap::CommandFactory;

use crate::cli::Context;
use crate::cli::Outcome;
use crate::cli::args::AROUND;
use crate::cli::args::CONTEXT;
use crate::cli::args::Cli;
use crate::cli::args::ConfigArgs;
use crate::cli::args::PageFormat;
use crate::cli::args::When;
use crate::cli::config::settings::first;
use crate::cli::config::settings::in_file;
use crate::cli::config::settings::variable;
use crate::cli::config::values::Set;
use crate::cli::error::CliError;
use crate::cli::place;
use crate::render::Origin;
use crate::render::Setting;
use crate::render::SettingValue;
use crate::render::SettingsPage;
use crate::render::json;
use crate::render::text;
use crate::search::ContextSize;

pub(super) use error::ConfigError;
pub(super) use settings::Settings;
pub(super) use settings::color_without_file;

/// Runs the subcommand.
pub(super) fn run(args: &ConfigArgs, context: &mut Context) -> Result<Outcome, CliError> {
    let settings = &context.settings;
    let page = SettingsPage {
        path: settings.file.path.as_deref(),
        is_there: settings.file.values.is_some(),
        settings: rows(settings),
    };
    let style = context.output.style();
    match args.format {
        PageFormat::Text => text::settings(&mut context.output, &page, style)?,
        PageFormat::Json => json::settings(&mut context.output, &page)?,
    }
    Ok(Outcome::Found)
}

/// Returns every setting with its value, in the order of the help.
fn rows(settings: &Settings) -> Vec<Setting> {
    let values = settings.values();
    let thesaurus = first([
        None,
        variable("EARMARK_THESAURUS")
            .map(|path| (path.into(), Origin::Environment("EARMARK_THESAURUS"))),
        in_file(values.thesaurus.as_ref()),
    ]);
    let index = settings.index.value.clone();
    let index = index.or_else(|| Some(place::locate(None).ok()?.path));
    let text = |text: &str| SettingValue::Text(text.to_owned());
    let path = |path: Option<&Path>| {
        path.map_or(SettingValue::None, |path| SettingValue::Text(path.display().to_string()))
    };
    vec![
        setting("index", path(index.as_deref()), settings.index.origin),
        setting("thesaurus", path(thesaurus.value.as_deref()), thesaurus.origin),
        setting("color", text(when(settings.color.value)), settings.color.origin),
        setting(
            "pager",
            settings.pager.value.as_deref().map_or(SettingValue::None, text),
            settings.pager.origin,
        ),
        setting("hyperlinks", text(when(settings.hyperlinks.value)), settings.hyperlinks.origin),
        number("search.limit", values.search_limit.as_ref()),
        context_size(values.search_context.as_ref()),
        number("questions.limit", values.questions_limit.as_ref()),
        number("kwic.limit", values.kwic_limit.as_ref()),
        number("kwic.words", values.kwic_words.as_ref()),
        around(values.show_around.as_ref()),
    ]
}

fn when(when: When) -> &'static str {
    match when {
        When::Auto => "auto",
        When::Always => "always",
        When::Never => "never",
    }
}

fn setting(name: &'static str, value: SettingValue, origin: Origin) -> Setting {
    Setting { name, value, origin }
}

fn number<T: Copy + TryInto<u64>>(name: &'static str, set: Option<&Set<T>>) -> Setting {
    let value = match set {
        Some(set) => set.value.try_into().map_or(SettingValue::None, SettingValue::Number),
        None => built_in(name),
    };
    setting(name, value, origin(set))
}

fn context_size(set: Option<&Set<ContextSize>>) -> Setting {
    let size = set.map_or(CONTEXT, |set| set.value);
    let value = match size {
        ContextSize::Passages(n) => SettingValue::Number(n.into()),
        ContextSize::Turns(n) => SettingValue::Text(format!("{n}t")),
    };
    setting("search.context", value, origin(set))
}

fn around(set: Option<&Set<u32>>) -> Setting {
    let turns = set.map_or(AROUND, |set| set.value);
    setting("show.around", SettingValue::Number(turns.into()), origin(set))
}

fn origin<T>(set: Option<&Set<T>>) -> Origin {
    set.map_or(Origin::BuiltIn, |set| Origin::File { line: set.line })
}

/// Returns the default of a flag of a command: of `search.limit`, that of `search --limit`.
fn built_in(name: &str) -> SettingValue {
    let default = || {
        let (command, flag) = name.split_once('.')?;
        let mut command = Cli::command().find_subcommand(command)?.clone();
        command.build();
        let arg = command.get_arguments().find(|arg| arg.get_long() == Some(flag))?;
        arg.get_default_values().first()?.to_str()?.parse().ok()
    };
    default().map_or(SettingValue::None, SettingValue::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_the_default_of_its_flag() {
        // Their flags have no default that clap knows of.
        let own = ["search.context", "show.around"];
        let is_number = |n: &&&str| n.contains('.') && !own.contains(*n);
        let numbers = values::NAMES.iter().filter(is_number);
        for name in numbers {
            assert!(matches!(built_in(name), SettingValue::Number(_)), "{name}");
        }
    }
}
