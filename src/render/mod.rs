//! From values to pages: text for people, JSON and CSV for programs.
//!
//! Everything is written to a [`std::io::Write`]. It must not know where pages go, which flags
//! there are, or how what it shows was found.

mod count;
pub mod csv;
pub mod json;
pub mod markdown;
pub mod note;
pub mod schema;
mod settings;
mod style;
pub mod svg;
mod table;
pub mod tables;
#[cfg(test)]
mod tests;
pub mod text;

use std::path::Path;

use crate::index::CallEntry;
use crate::index::FileEntry;
use crate::index::Header;
use crate::index::Manifest;
use crate::note::Verified;
use crate::transcript::Date;
use crate::transcript::Period;

pub use count::CountPage;
pub use settings::{Origin, Setting, SettingValue, SettingsPage};
pub use style::{Color, LINK, LINK_END, Medium, Paint, Style, UrlOf};
pub use table::Table;

/// How a file was read, for a page that tells what was understood of it.
#[derive(Debug, Clone, Copy)]
pub struct SourceNote<'a> {
    /// The name of the reader that took the file.
    pub reader: &'a str,
    /// What stands in the file that told.
    pub evidence: &'a str,
    /// The encoding of the file, where it is text.
    pub encoding: Option<&'a str>,
    /// The decoded text, which spans are spans of.
    pub text: &'a str,
}

/// A call of the index with the file it was read from.
pub type CallRow<'a> = (&'a FileEntry, &'a CallEntry);

/// A file and what became of its quotations.
#[derive(Debug, Clone)]
pub struct VerifiedFile {
    /// The path as it was given, `-` for standard input.
    pub path: String,
    /// The quotations, in order.
    pub quotations: Vec<Verified>,
}

/// What is told of an index.
#[derive(Debug, Clone, Copy)]
pub struct Status<'a> {
    /// The folder of the index.
    pub path: &'a Path,
    /// What the index says of itself.
    pub header: &'a Header,
    /// The files it was made from.
    pub manifest: &'a Manifest,
    /// How many bytes it has on the disk.
    pub bytes_on_disk: u64,
}

impl Status<'_> {
    /// Returns how many companies have calls in the index.
    fn companies(&self) -> usize {
        let calls = self.manifest.calls();
        let mut names: Vec<&str> =
            calls.filter_map(|(_, c)| c.company.as_deref().or(c.ticker.as_deref())).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }

    /// Returns how many files hold calls of the index.
    fn files(&self) -> usize {
        self.manifest.files.iter().filter(|f| f.calls.iter().any(|c| c.id.is_some())).count()
    }

    /// Returns the days of the first and the last call.
    fn dates(&self) -> Option<(Date, Date)> {
        let dates = self.manifest.calls().filter_map(|(_, c)| c.date.as_deref()?.parse().ok());
        first_and_last(dates)
    }

    /// Returns the first and the last fiscal period; those without a year do not count.
    fn quarters(&self) -> Option<(Period, Period)> {
        let quarters =
            self.manifest.calls().filter_map(|(_, c)| c.quarter.as_deref()?.parse::<Period>().ok());
        first_and_last(quarters.filter(|q| q.year.is_some()))
    }
}

fn first_and_last<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<(T, T)> {
    values.fold(None, |ends, value| match ends {
        None => Some((value, value)),
        Some((first, last)) => Some((value.min(first), value.max(last))),
    })
}
