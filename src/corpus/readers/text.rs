//! Plain text: what no other reader takes, where people seem to speak in it.

use crate::corpus::error::ReadError;
use crate::corpus::foreign;
use crate::corpus::prose;
use crate::parse;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;

/// The reader of plain text.
pub(super) struct Text;

impl Reader for Text {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        if let Some(reason) = foreign::format(sample) {
            return Verdict::NoTranscript(reason);
        }
        match sample.text.map(prose::judge) {
            Some(Ok(evidence)) => Verdict::Takes(evidence),
            Some(Err(reason)) => Verdict::NoTranscript(reason),
            None => Verdict::Declines,
        }
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(parse::parse(input.text))
    }
}
