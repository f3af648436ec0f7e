//! Transcripts as The Motley Fool prints them: labels with two dashes, a list of participants at
//! the end; on newer pages a written summary first, and labels with a colon.

use crate::corpus::error::ReadError;
use crate::parse::Parsed;

use super::Input;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::page;
use super::script;

/// The reader of such transcripts.
pub(super) struct Fool;

impl Reader for Fool {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        let Some(signs) = sample.signs() else { return Verdict::Declines };
        if signs.full > 0 {
            return Verdict::Takes("says where the full transcript begins".to_owned());
        }
        if signs.headings == 0 || signs.dashes < 2 || signs.lists > 0 {
            return Verdict::Declines;
        }
        Verdict::Takes(format!("{} labels with titles behind dashes, under headings", signs.dashes))
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Ok(page::read_or_parse(&script::lines(input.text), input.text))
    }
}
