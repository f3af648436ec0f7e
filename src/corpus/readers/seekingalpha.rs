//! Transcripts as Seeking Alpha prints them: lists of executives and analysts, then labels that
//! repeat the names of the lists, on lines of their own.

use crate::corpus::error::ReadError;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::page;
use super::script;

/// The reader of such transcripts.
pub(super) struct SeekingAlpha;

impl Reader for SeekingAlpha {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(signs) = sample.signs() else { return Verdict::Declines };
        let speaks = signs.operators + signs.colons + signs.headings > 0;
        let asking = signs.asking + signs.bracketed;
        if asking > 1 && signs.lists == 0 && speaks {
            return Verdict::Takes(format!("{asking} labels such as `Q - Name`"));
        }
        if signs.lists == 0 || !speaks {
            return Verdict::Declines;
        }
        Verdict::Takes(format!(
            "{} lists of participants before {} labels of the operator",
            signs.lists,
            signs.operators + signs.colons
        ))
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(page::read_or_parse(&script::lines(input.text), input.text))
    }
}
