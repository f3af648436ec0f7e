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
mod settings;
mod shown;
mod status;
mod verified;
mod who;

use std::io;
use std::io::Write;

use serde::Serialize;

use crate::render::text::is_unsafe;

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
pub use settings::settings;
pub use shown::shown;
pub use status::status;
pub use verified::verified;
pub use who::{firms, firms_by_line, speakers, speakers_by_line};

/// The version of all that is printed as JSON.
pub const SCHEMA_VERSION: u32 = 1;

/// Writes a value on one line.
pub fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    out.write_all(&quiet(serde_json::to_vec(value)?))?;
    writeln!(out)
}

/// Writes a value over many lines, for people to look at and to edit.
fn page(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    out.write_all(&pretty(value)?)?;
    writeln!(out)
}

/// Returns a value over many lines.
pub(in crate::render) fn pretty(value: &impl Serialize) -> io::Result<Vec<u8>> {
    Ok(quiet(serde_json::to_vec_pretty(value)?))
}

/// Returns JSON of the same values in which nothing steers a terminal: what JSON need not escape
/// (DEL, C1, what turns the direction of writing) is escaped too.
fn quiet(json: Vec<u8>) -> Vec<u8> {
    let is_loud = |c: char| c != '\n' && is_unsafe(c);
    match std::str::from_utf8(&json) {
        Ok(text) if text.contains(is_loud) => {
            let mut out = String::with_capacity(json.len() + 64);
            for c in text.chars() {
                if is_loud(c) {
                    // All of them have four digits.
                    let digit = |shift: u32| char::from_digit(u32::from(c) >> shift & 15, 16);
                    out.push_str("\\u");
                    out.extend([12, 8, 4, 0].into_iter().filter_map(digit));
                } else {
                    out.push(c);
                }
            }
            out.into_bytes()
        }
        _ => json,
    }
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
                self.state = State::Held(pretty(value)?);
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
                out.write_all(&pretty(value)?)
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
    fn json_steers_no_terminal_and_says_the_same() {
        let value = "a\u{1b}[2J\u{9b}1m\u{7f}\u{202e}\u{2066}é👍\n\"\\";
        for mut out in [Vec::new(), pretty(&[value]).unwrap()] {
            if out.is_empty() {
                line(&mut out, &[value]).unwrap();
            }
            let text = String::from_utf8(out).unwrap();
            assert!(text.contains("\\u009b1m\\u007f\\u202e\\u2066é👍"), "{text}");
            assert_eq!(serde_json::from_str::<[String; 1]>(&text).unwrap(), [value]);
        }
    }

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
