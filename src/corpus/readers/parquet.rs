//! Parquet files with a row a stretch of speech or a row a call, their columns named as those of
//! other tables are.
//!
//! The columns that matter become a table of text first, a row a row; places are places in that
//! text. Without the feature `parquet` such files are recognised and reported.

#[cfg(feature = "parquet")]
mod cells;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod delta;
#[cfg(feature = "parquet")]
mod pages;

use crate::corpus::error::ReadError;
use crate::parse::Parsed;

use super::Input;
use super::Layout;
use super::Reader;
use super::Sample;
use super::Verdict;
use super::csv_turns::Csv;

/// What such a file begins with.
const MARK: &[u8] = b"PAR1";

/// The reader of Parquet files.
pub(super) struct Parquet;

impl Reader for Parquet {
    fn sniff(&self, sample: &Sample<'_>) -> Verdict {
        if !sample.bytes.starts_with(MARK) || sample.text.is_some() {
            return Verdict::Declines;
        }
        Verdict::Takes("begins with `PAR1`".to_owned())
    }

    #[cfg(not(feature = "parquet"))]
    fn open(&self, _bytes: Vec<u8>) -> Result<String, ReadError> {
        Err(ReadError::LeftOut { format: "Parquet", feature: "parquet" })
    }

    #[cfg(feature = "parquet")]
    fn open(&self, bytes: Vec<u8>) -> Result<String, ReadError> {
        columns::table(bytes)
    }

    fn records(&self, text: &str) -> Result<Layout, ReadError> {
        Csv.records(text)
    }

    fn read(&self, input: &Input<'_>) -> Result<Parsed, ReadError> {
        Csv.read(input)
    }
}
