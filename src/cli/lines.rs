//! Files with one thing a line, as `--topics` and `count --queries` name them.

use std::fs;
use std::io;
use std::path::Path;

use crate::cli::error::CliError;

/// What a file may begin with that is no part of its first line.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads a file without its byte-order mark, or standard input where it is named `-`.
pub(super) fn read(path: &Path) -> Result<String, CliError> {
    let read = if path.as_os_str() == "-" {
        io::read_to_string(io::stdin().lock())
    } else {
        fs::read_to_string(path)
    };
    let text = read.map_err(|source| CliError::Read { path: path.to_owned(), source })?;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned).unwrap_or(text))
}

/// Returns the lines that hold something, with their numbers from 1.
pub(super) fn filled(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_lines_are_no_part_of_them() {
        let lines: Vec<_> = filled("9\tbacklog\r\n\r\n10\tchurn").collect();
        assert_eq!(lines, [(1, "9\tbacklog"), (3, "10\tchurn")]);
    }
}
