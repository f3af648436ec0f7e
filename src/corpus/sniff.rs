//! Decides which reader takes a file, by what stands in it.

use super::error::ReadError;
use super::readers::Format;
use super::readers::Sample;
use super::readers::Verdict;

/// The format a file is in, and what told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// The format, and with it the reader.
    pub format: Format,
    /// What stands in the file that told, in a few words for a person.
    pub evidence: String,
}

/// Asks the readers in turn; the first that takes the file reads it.
pub(super) fn sniff(sample: &Sample<'_>) -> Result<Sniffed, ReadError> {
    for &format in Format::ALL {
        match format.reader().sniff(sample) {
            Verdict::Takes(evidence) => return Ok(Sniffed { format, evidence }),
            Verdict::NoTranscript(reason) => return Err(ReadError::NoTranscript { reason }),
            Verdict::Declines => {}
        }
    }
    Err(ReadError::Binary)
}
