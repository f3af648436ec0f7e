//! What stands beside a file and tells of it: names of speakers, facts of calls.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::transcript::Date;
use crate::transcript::Period;

/// The most bytes that are read of a file beside another.
pub(super) const MOST_BYTES: u64 = 16 << 20;

/// Where files beside others are looked for.
#[derive(Debug, Clone)]
pub(super) enum Beside {
    /// In the folder of the file.
    Disk,
    /// In the archive that holds the file: these, by their paths, with their texts.
    Archive(Arc<BTreeMap<PathBuf, String>>),
}

impl Beside {
    /// Returns the text of a file of some name in the folder of another; nothing where there is
    /// none, or where it is no text or longer than any such file.
    pub(super) fn text(&self, path: &Path, name: &str) -> Option<Cow<'_, str>> {
        let path = path.parent()?.join(name);
        match self {
            Self::Disk => on_disk(&path).map(Cow::Owned),
            Self::Archive(texts) => texts.get(&path).map(|text| Cow::Borrowed(text.as_str())),
        }
    }
}

/// Tells whether a file is called as those that tell of others.
pub(super) fn is_name(name: &str) -> bool {
    let is_toml = Path::new(name).extension().is_some_and(|extension| extension == "toml");
    is_toml || [TABLE, SPEAKERS].contains(&name)
}

fn on_disk(path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > MOST_BYTES {
        return None;
    }
    super::decode::decode(bytes).ok().map(|decoded| decoded.text)
}

/// The table of facts about the files of a folder.
const TABLE: &str = "transcripts.csv";

/// The table of the names of speakers.
pub(super) const SPEAKERS: &str = "speaker-metadata.csv";

/// The facts of a call that stand beside its file, and where.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The name of the file that tells them.
    pub(super) source: String,
    /// The company as written.
    pub(super) company: Option<String>,
    /// The ticker, upper case.
    pub(super) ticker: Option<String>,
    /// The day of the call.
    pub(super) date: Option<Date>,
    /// The fiscal period.
    pub(super) quarter: Option<Period>,
    /// What stands there and could not be understood, as `name = value`.
    pub(super) bad: Vec<String>,
}

impl Facts {
    /// Returns all of it in one line, which is another one where anything is.
    pub(super) fn as_line(&self) -> String {
        let Self { source, company, ticker, date, quarter, bad } = self;
        let date = date.map(|d| d.to_string());
        let quarter = quarter.map(|q| q.to_string());
        let facts = [company.clone(), ticker.clone(), date, quarter].map(Option::unwrap_or_default);
        format!("{source}: {} {bad:?}", facts.join("|"))
    }

    fn take(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let understood = match name.trim().to_lowercase().as_str() {
            "company" => {
                self.company = Some(value.to_owned());
                true
            }
            "ticker" | "symbol" => {
                self.ticker = Some(value.to_uppercase());
                true
            }
            "date" => {
                self.date = value.get(..10).and_then(|day| day.parse().ok());
                self.date.is_some()
            }
            "quarter" => {
                self.quarter = value.parse().ok();
                self.quarter.is_some()
            }
            _ => true,
        };
        if !understood {
            self.bad.push(format!("{} = {value}", name.trim()));
        }
    }
}

/// Returns what stands beside a file about its call: in `NAME.toml`, else in `transcripts.csv`.
pub(super) fn facts(path: &Path, beside: &Beside) -> Option<Facts> {
    let stem = path.file_stem()?.to_string_lossy();
    let name = path.file_name()?.to_string_lossy();
    for toml in [format!("{stem}.toml"), format!("{name}.toml")] {
        if toml != *name
            && let Some(text) = beside.text(path, &toml)
        {
            return Some(of_toml(&text, &toml));
        }
    }
    of_table(&beside.text(path, TABLE)?, &stem, &name)
}

/// Reads lines of `name = "value"`; tables and what else TOML has are passed over.
fn of_toml(text: &str, source: &str) -> Facts {
    let mut facts = Facts { source: source.to_owned(), ..Facts::default() };
    for line in text.lines().map(str::trim).filter(|l| !l.starts_with(['#', '['])) {
        let Some((name, value)) = line.split_once('=') else { continue };
        let value = value.trim();
        let quoted = value.strip_prefix(['"', '\'']).and_then(|rest| {
            let quote = value.chars().next()?;
            rest.find(quote).map(|end| &rest[..end])
        });
        facts.take(name, quoted.unwrap_or_else(|| value.split('#').next().unwrap_or_default()));
    }
    facts
}

/// Reads the row of a file in the table; only lines that name it are looked at.
fn of_table(text: &str, stem: &str, name: &str) -> Option<Facts> {
    let (header, rows) = text.split_once('\n')?;
    let header = cells(header);
    let file = header.iter().position(|cell| cell.trim().eq_ignore_ascii_case("file"))?;
    let mut from = 0;
    while let Some(at) = rows[from..].find(stem).map(|at| from + at) {
        let start = rows[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = rows[at..].find('\n').map_or(rows.len(), |len| at + len);
        let row = cells(&rows[start..end]);
        let named = row.get(file).map(|cell| cell.trim());
        if named == Some(stem) || named == Some(name) {
            let mut facts = Facts { source: TABLE.to_owned(), ..Facts::default() };
            for (name, value) in header.iter().zip(&row) {
                facts.take(name, value);
            }
            return Some(facts);
        }
        from = end;
    }
    None
}

fn cells(line: &str) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let first = reader.records().next().and_then(Result::ok);
    first.map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn check(files: &[(&str, &str)], name: &str, expected: &str) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let told = facts(&folder.path().join(name), &Beside::Disk)
            .map_or_else(|| "none".to_owned(), |facts| facts.as_line());
        assert_eq!(told, expected, "{name}");
    }

    #[test]
    fn facts_stand_in_toml_or_in_a_table() {
        let toml = "# facts\n[call]\ncompany = \"Oak, Inc. #1\"\nticker = 'oak' # its own\ndate = 2031-05-06\nquarter = \"spring\"\n";
        let table = "file,company,ticker,date,quarter\nb,\"Pine, Ltd.\",PNE,2031-05-07,2031-Q1\na.txt,Oak,OAK,,\n";
        let files = [("a.toml", toml), ("transcripts.csv", table)];
        check(&files, "a.txt", "a.toml: Oak, Inc. #1|OAK|2031-05-06| [\"quarter = spring\"]");
        check(&files, "b.txt", "transcripts.csv: Pine, Ltd.|PNE|2031-05-07|2031-Q1 []");
        check(&files[1..], "a.txt", "transcripts.csv: Oak|OAK|| []");
        check(&files, "c.txt", "none");
        check(&[("transcripts.csv", "\u{0}\n\"")], "c.txt", "none");
    }
}
