//! The settings of a config file: their names, and what each can be.

use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::cli::args::When;
use crate::cli::args::read_context;
use crate::cli::config::error::ConfigErrorKind;
use crate::search::ContextSize;

/// The names of all settings. A name behind a dot stands in a table, which is called as the
/// command that it is for.
pub(super) const NAMES: &[&str] = &[
    "index",
    "thesaurus",
    "color",
    "pager",
    "hyperlinks",
    "search.limit",
    "search.context",
    "questions.limit",
    "kwic.limit",
    "kwic.words",
    "show.around",
];

/// The most characters of a wrong value that are repeated.
const SHOWN_CHARS: usize = 60;

/// What a file sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) index: Option<Set<PathBuf>>,
    pub(super) thesaurus: Option<Set<PathBuf>>,
    pub(super) color: Option<Set<When>>,
    pub(super) hyperlinks: Option<Set<When>>,
    /// `None` is none.
    pub(super) pager: Option<Set<Option<String>>>,
    pub(super) search_limit: Option<Set<usize>>,
    pub(super) search_context: Option<Set<ContextSize>>,
    pub(super) questions_limit: Option<Set<usize>>,
    pub(super) kwic_limit: Option<Set<usize>>,
    pub(super) kwic_words: Option<Set<usize>>,
    pub(super) show_around: Option<Set<u32>>,
}

/// A value, and where it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set<T> {
    pub(super) value: T,
    /// The line, from 1.
    pub(super) line: usize,
}

/// Where paths begin that are not whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bases<'a> {
    /// The folder of the file.
    pub(super) folder: &'a Path,
    /// What `~/` stands for.
    pub(super) home: Option<&'a Path>,
}

/// What is wrong, and the bytes that are.
pub(super) type Wrong = (ConfigErrorKind, Range<usize>);

/// Reads the settings of a file.
pub(super) fn read(text: &str, bases: Bases<'_>) -> Result<Values, Wrong> {
    let table = DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or_default();
        (ConfigErrorKind::Syntax(message.to_lowercase()), error.span().unwrap_or_default())
    })?;
    let mut reading = Reading { text, bases, values: Values::default() };
    reading.read_table(table.get_ref(), "")?;
    Ok(reading.values)
}

struct Reading<'a> {
    text: &'a str,
    bases: Bases<'a>,
    values: Values,
}

impl Reading<'_> {
    /// Reads what stands in a table, in the order of the file, so that the first fault is told.
    fn read_table(&mut self, table: &DeTable<'_>, prefix: &str) -> Result<(), Wrong> {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name = format!("{prefix}{}", key.get_ref());
            let inside = format!("{name}.");
            let is_table = NAMES.iter().any(|known| known.starts_with(&inside));
            match value.get_ref() {
                DeValue::Table(table) if is_table => self.read_table(table, &inside)?,
                _ if is_table => return Err(self.wrong(name, value, "a table of settings")),
                _ if !key.get_ref().contains('.') && NAMES.contains(&name.as_str()) => {
                    let line = line_of(self.text, key.span().start);
                    if let Err(expected) = self.set(&name, value.get_ref(), line) {
                        return Err(self.wrong(name, value, expected));
                    }
                }
                _ => return Err((ConfigErrorKind::Unknown { name, known: NAMES }, key.span())),
            }
        }
        Ok(())
    }

    /// Sets what a name stands for; fails with what it can be.
    fn set(&mut self, name: &str, value: &DeValue<'_>, line: usize) -> Result<(), &'static str> {
        let bases = self.bases;
        let values = &mut self.values;
        match name {
            "index" => values.index = Some(Set { value: path(value, bases)?, line }),
            "thesaurus" => values.thesaurus = Some(Set { value: path(value, bases)?, line }),
            "color" => values.color = Some(Set { value: color(value)?, line }),
            "hyperlinks" => values.hyperlinks = Some(Set { value: hyperlinks(value)?, line }),
            "pager" => values.pager = Some(Set { value: pager(value)?, line }),
            "search.limit" => values.search_limit = Some(Set { value: number(value)?, line }),
            "search.context" => values.search_context = Some(Set { value: context(value)?, line }),
            "questions.limit" => values.questions_limit = Some(Set { value: number(value)?, line }),
            "kwic.limit" => values.kwic_limit = Some(Set { value: number(value)?, line }),
            "kwic.words" => values.kwic_words = Some(Set { value: number(value)?, line }),
            "show.around" => values.show_around = Some(Set { value: number(value)?, line }),
            _ => unreachable!("every name is read"),
        }
        Ok(())
    }

    fn wrong(&self, name: String, value: &Spanned<DeValue<'_>>, expected: &'static str) -> Wrong {
        let span = value.span();
        let written = self.text.get(span.clone()).unwrap_or_default();
        let written = written.lines().next().unwrap_or_default();
        let value = written.chars().take(SHOWN_CHARS).collect();
        (ConfigErrorKind::Value { name, value, expected }, span)
    }
}

/// Returns the line that a byte is on, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or(text).matches('\n').count() + 1
}

fn path(value: &DeValue<'_>, bases: Bases<'_>) -> Result<PathBuf, &'static str> {
    let text = value.as_str().filter(|text| !text.is_empty()).ok_or("a path in quotes")?;
    let below_home = text.strip_prefix("~/").and_then(|rest| Some(bases.home?.join(rest)));
    Ok(below_home.unwrap_or_else(|| bases.folder.join(text)))
}

/// Reads when to colour. A file must not put colour into what programs read.
fn color(value: &DeValue<'_>) -> Result<When, &'static str> {
    let expected = "`\"auto\"` or `\"never\"`; colour in a pipe is for `--color always` to ask for";
    hyperlinks(value).map_err(|_| expected)
}

fn hyperlinks(value: &DeValue<'_>) -> Result<When, &'static str> {
    match value.as_str() {
        Some("auto") => Ok(When::Auto),
        Some("never") => Ok(When::Never),
        _ => Err("`\"auto\"` or `\"never\"`"),
    }
}

fn pager(value: &DeValue<'_>) -> Result<Option<String>, &'static str> {
    match (value.as_str(), value.as_bool()) {
        (Some(command), _) if !command.trim().is_empty() => Ok(Some(command.to_owned())),
        (_, Some(false)) => Ok(None),
        _ => Err("a command in quotes, or `false` for none"),
    }
}

fn number<T: TryFrom<u64>>(value: &DeValue<'_>) -> Result<T, &'static str> {
    let read = |n: &toml::de::DeInteger<'_>| u64::from_str_radix(n.as_str(), n.radix()).ok();
    let number = value.as_integer().and_then(read);
    number.and_then(|n| T::try_from(n).ok()).ok_or("a whole number, 0 or more")
}

fn context(value: &DeValue<'_>) -> Result<ContextSize, &'static str> {
    if value.is_integer() {
        return number(value).map(ContextSize::Passages);
    }
    let read = value.as_str().and_then(|text| read_context(text).ok());
    read.ok_or("passages, `2`, or turns, `\"1t\"`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Values, Wrong> {
        super::read(text, Bases { folder: Path::new("/c"), home: Some(Path::new("/h")) })
    }

    /// Checks what is wrong with a text, and which of its bytes.
    #[track_caller]
    fn check(text: &str, message: &str, at: &str) {
        let (kind, span) = read(text).unwrap_err();
        assert_eq!((kind.to_string().as_str(), &text[span]), (message, at), "{text}");
    }

    #[test]
    fn every_setting_is_read_with_its_line() {
        let text = "index = \"~/ix\"\nthesaurus = 'words.txt'\ncolor = \"never\"\npager = false\n\
                    search.limit = 5\nsearch.context = \"1t\"\n[questions]\nlimit = 0x10\n\
                    [kwic]\nlimit = 1_000\nwords = +8\n[show]\naround = 0\n";
        let values = read(text).unwrap();
        let expected = Values {
            index: Some(Set { value: "/h/ix".into(), line: 1 }),
            thesaurus: Some(Set { value: "/c/words.txt".into(), line: 2 }),
            color: Some(Set { value: When::Never, line: 3 }),
            pager: Some(Set { value: None, line: 4 }),
            hyperlinks: None,
            search_limit: Some(Set { value: 5, line: 5 }),
            search_context: Some(Set { value: ContextSize::Turns(1), line: 6 }),
            questions_limit: Some(Set { value: 16, line: 8 }),
            kwic_limit: Some(Set { value: 1000, line: 10 }),
            kwic_words: Some(Set { value: 8, line: 11 }),
            show_around: Some(Set { value: 0, line: 13 }),
        };
        assert_eq!(values, expected);
        let hyperlinks = read("hyperlinks = 'never'").unwrap().hyperlinks;
        assert_eq!(hyperlinks, Some(Set { value: When::Never, line: 1 }));
        assert_eq!(read(""), Ok(Values::default()));
        assert_eq!(read("\u{feff}# nothing\n[search]\n"), Ok(Values::default()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        check("colour = 1", "there is no setting `colour`", "colour");
        check("[search]\nlimmit = 1", "there is no setting `search.limmit`", "limmit");
        check("\"search.limit\" = 1", "there is no setting `search.limit`", "\"search.limit\"");
        check("[serch]\nlimit = 1", "there is no setting `serch`", "serch");
        check("search = 3", "`search` cannot be `3`", "3");
        check("index = \"\"", "`index` cannot be `\"\"`", "\"\"");
        check("color = \"always\"", "`color` cannot be `\"always\"`", "\"always\"");
        check("pager = true", "`pager` cannot be `true`", "true");
        check("kwic.words = -1", "`kwic.words` cannot be `-1`", "-1");
        check(
            "show.around = 5_000_000_000",
            "`show.around` cannot be `5_000_000_000`",
            "5_000_000_000",
        );
        check("search.context = \"2x\"", "`search.context` cannot be `\"2x\"`", "\"2x\"");
        check("zz = 1\naa = 2", "there is no setting `zz`", "zz");
        check("index = 1\nindex = 2", "duplicate key", "index");
    }
}
