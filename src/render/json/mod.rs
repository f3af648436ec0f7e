//! Pages for programs: the names and shapes of the JSON that is printed.
//!
//! The names are a promise: a change of one is a change of [`SCHEMA_VERSION`]. Further ones may
//! be added. The schemas in `src/render/schema/` describe them all.

mod calls;
mod checked;
mod concordance;
mod count;
mod explained;
mod facts;
mod lexis;
mod parsed;
mod questions;
mod results;
mod saved;
mod shown;
mod status;
mod verified;
mod who;

use std::io;
use std::io::Write;

use serde::Serialize;

pub use calls::{calls, calls_by_line};
pub use checked::checked;
pub use concordance::{concordance, concordance_by_line, firsts, firsts_by_line};
pub use count::{counts, counts_by_line};
pub use lexis::{collocates, collocates_by_line, comparison, comparison_by_line};
pub use lexis::{terms, terms_by_line};
pub use parsed::{Transcript, parsed};
pub use questions::{askers, askers_by_line, questions, questions_by_line};
pub use results::{results, results_by_line};
pub use saved::saved;
pub use shown::shown;
pub use status::status;
pub use verified::verified;
pub use who::{firms, firms_by_line, speakers, speakers_by_line};

/// The version of all that is printed as JSON.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes a value on one line.
pub fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// Writes a value over many lines, for people to look at and to edit.
fn page(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A list of values that is written as they come.
#[derive(Debug)]
pub struct List {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing has come; one value alone will be no list.
    Undecided,
    /// One value has come, and waits for whether it stays alone.
    Held(Vec<u8>),
    /// So many values have been written as a list.
    Written(usize),
}

impl List {
    /// Returns what is a list whatever comes.
    pub fn many() -> Self {
        Self { state: State::Written(0) }
    }

    /// Returns what is no list where one value comes, and nothing where none does.
    pub fn one_or_many() -> Self {
        Self { state: State::Undecided }
    }

    /// Adds a value.
    pub fn add(&mut self, out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
        match &mut self.state {
            State::Undecided => {
                self.state = State::Held(serde_json::to_vec_pretty(value)?);
                Ok(())
            }
            State::Held(first) => {
                out.write_all(b"[\n")?;
                out.write_all(first)?;
                self.state = State::Written(1);
                self.add(out, value)
            }
            State::Written(count) => {
                out.write_all(if *count == 0 { b"[\n" } else { b",\n" })?;
                *count += 1;
                Ok(serde_json::to_writer_pretty(out, value)?)
            }
        }
    }

    /// Writes what is left.
    pub fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match &self.state {
            State::Undecided => Ok(()),
            State::Held(only) => {
                out.write_all(only)?;
                writeln!(out)
            }
            State::Written(0) => writeln!(out, "[]"),
            State::Written(_) => writeln!(out, "\n]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_alone_is_no_list() {
        let check = |mut list: List, values: &[u8], expected: &str| {
            let mut out = Vec::new();
            for value in values {
                list.add(&mut out, value).unwrap();
            }
            list.end(&mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        check(List::one_or_many(), &[], "");
        check(List::one_or_many(), &[1], "1\n");
        check(List::one_or_many(), &[1, 2, 3], "[\n1,\n2,\n3\n]\n");
        check(List::many(), &[], "[]\n");
        check(List::many(), &[1], "[\n1\n]\n");
    }
}
