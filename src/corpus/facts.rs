//! Settles the id and the source of a call, and what the name of its file adds.

use std::path::Path;

use crate::parse::Parsed;
use crate::transcript::CallId;

use super::source::Share;

/// Where the id of a call comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdFrom {
    /// The source gives it.
    Given,
    /// Made of the company and the quarter.
    Facts,
    /// The name of the file, for want of anything better.
    FileName,
}

/// Gives a call its source and, where it has none, its id.
pub(super) fn settle(parsed: &mut Parsed, path: &Path, _share: Share) -> IdFrom {
    let call = &mut parsed.transcript.call;
    call.source = Some(path.to_string_lossy().into_owned());
    if !call.id.is_empty() {
        return IdFrom::Given;
    }
    if let (Some(company), Some(quarter)) = (&call.company, call.quarter)
        && quarter.year.is_some()
    {
        call.id = CallId::from_facts(company, quarter);
        return IdFrom::Facts;
    }
    call.id = CallId::new(&path.file_stem().unwrap_or_default().to_string_lossy());
    IdFrom::FileName
}
