//! What can go wrong when a file is read.

use std::borrow::Cow;
use std::io;

/// The most bytes a file may hold; more than any transcript, or any year of them, needs.
pub const MAX_BYTES: u64 = 1 << 30;

/// Why a file, or one record of it, was not read.
///
/// The message is whole in itself; it does not name the file, which the caller knows.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused.
    #[error("cannot be read: {}", cause(source))]
    Io {
        /// What it said.
        #[from]
        source: io::Error,
    },
    /// The file became longer, shorter or newer while it was read.
    #[error("changed while it was read")]
    Changed,
    /// The file holds no bytes, or white space alone.
    #[error("is empty")]
    Empty,
    /// The file holds bytes that are no text in any encoding, and no reader knows them.
    #[error("is binary, not text")]
    Binary,
    /// The file can be read, but nobody speaks in it.
    #[error("no transcript: {reason}")]
    NoTranscript {
        /// What it seems to be instead, in a few words.
        reason: String,
    },
    /// The JSON is broken, or is no transcript's.
    #[error("line {line}, column {column}: {message}")]
    Json {
        /// The line of the file, from 1.
        line: usize,
        /// The column in that line, in bytes, from 1.
        column: usize,
        /// What is wrong, and at which field.
        message: String,
    },
    /// The PDF cannot be read.
    #[error("{reason}")]
    Pdf {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The Parquet file cannot be read.
    #[error("{reason}")]
    Parquet {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The file is in a format that is left out of this build.
    #[error(
        "is a {format} file, which this build does not read: it was built without the feature \
        `{feature}`"
    )]
    LeftOut {
        /// The name of the format, for people.
        format: &'static str,
        /// The feature that puts it in.
        feature: &'static str,
    },
    /// The zip archive, or an entry of it, cannot be read.
    #[error("{reason}")]
    Archive {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The packed file cannot be unpacked.
    #[error("is broken {kind}")]
    Packed {
        /// How it is packed.
        kind: &'static str,
    },
    /// The file is larger than [`MAX_BYTES`].
    #[error("is larger than {} MB", limit / 1_000_000)]
    TooLarge {
        /// The most bytes that are read.
        limit: u64,
    },
}

impl ReadError {
    /// Tells whether the file was rightly passed over (a notice), rather than not read (an
    /// error, exit 2).
    pub fn is_notice(&self) -> bool {
        matches!(self, Self::NoTranscript { .. })
    }
}

/// The longest value or message that is repeated to a person, in characters.
const LONGEST_TOLD: usize = 160;

/// Returns a text that a file holds, cut where it is too long to be repeated in a message.
pub(super) fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_TOLD) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Returns what the operating system said, in lower case and without its error number.
pub(super) fn cause(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_the_matter_is() {
        let check = |error: ReadError, expected: &str| assert_eq!(error.to_string(), expected);
        check(io::Error::from_raw_os_error(13).into(), "cannot be read: permission denied");
        check(ReadError::TooLarge { limit: 2_000_000 }, "is larger than 2 MB");
        check(ReadError::NoTranscript { reason: "a table".into() }, "no transcript: a table");
        let message = "missing field `turns`".to_owned();
        check(
            ReadError::Json { line: 3, column: 9, message },
            "line 3, column 9: missing field `turns`",
        );
    }

    #[test]
    fn long_values_are_cut() {
        assert_eq!(clipped("é"), "é");
        assert_eq!(clipped(&"é".repeat(500)), format!("{}…", "é".repeat(LONGEST_TOLD)));
    }

    #[test]
    fn only_what_is_no_transcript_is_passed_over() {
        assert!(ReadError::NoTranscript { reason: String::new() }.is_notice());
        for error in [ReadError::Empty, ReadError::Binary, ReadError::Changed] {
            assert!(!error.is_notice());
        }
    }
}
