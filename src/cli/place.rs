//! Where the index is, and building it at its first use.

use std::hint::black_box;
use std::path::Path;
use std::path::PathBuf;

use crate::cli::Context;
use crate::cli::error::CliError;
use crate::cli::folders::Kept;
use crate::cli::index;
use crate::index::Access;
use crate::index::IndexError;
use crate::index::Reader;
use crate::index::holds_index;

/// The index of the folder one works in.
const LOCAL_INDEX: &str = "index";

/// What is searched by default, if it is there.
const CORPUS: &str = "corpus";

/// Where the index is, or will be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The folder of the index.
    pub(super) path: PathBuf,
    /// What it can be built from at its first use.
    pub(super) corpus: Option<PathBuf>,
}

/// Returns where the index is: where a setting says, else in the folder one works in, else in
/// the user's data folder.
pub(super) fn locate(given: Option<&Path>) -> Result<Place, CliError> {
    if let Some(path) = given {
        return Ok(Place { path: path.to_owned(), corpus: None });
    }
    let corpus = corpus();
    if corpus.is_some() || holds_index(Path::new(LOCAL_INDEX)) {
        return Ok(Place { path: LOCAL_INDEX.into(), corpus });
    }
    let path = Kept::Data.folder().ok_or(CliError::NoHome)?;
    Ok(Place { path, corpus: None })
}

/// Returns the corpus of the folder one works in.
pub(super) fn corpus() -> Option<PathBuf> {
    Some(PathBuf::from(CORPUS)).filter(|path| path.is_dir())
}

/// Opens the index to read from it; at its first use it is built from the corpus.
///
/// It is not dropped: the process ends when it is no longer needed, and the system takes all of
/// its memory back at once faster than it is given back piece by piece.
pub(super) fn open(context: &Context) -> Result<&'static Reader, CliError> {
    open_for(context, Access::Whole)
}

/// As [`open`], for those who read so much of the index.
pub(super) fn open_for(context: &Context, access: Access) -> Result<&'static Reader, CliError> {
    keep_memory();
    Ok(Box::leak(Box::new(open_or_build(context, access)?)))
}

/// Lets the allocator keep what is freed while the index is read.
///
/// To unpack a block of stored text takes a tenth of a megabyte for a moment. The C library of Linux
/// would give it back to the system after most blocks and ask for it anew for the next, which costs
/// a search a twentieth of its time; once a large piece has come and gone it keeps up to twice as
/// much (see `M_TRIM_THRESHOLD` in mallopt(3)). With other allocators this does nothing.
fn keep_memory() {
    drop(black_box(Vec::<u8>::with_capacity(KEPT_BYTES)));
}

/// Half of what is kept: more than a block takes, and far less than would be missed.
const KEPT_BYTES: usize = 1 << 20;

fn open_or_build(context: &Context, access: Access) -> Result<Reader, CliError> {
    let place = locate(context.settings.index())?;
    match (Reader::open_for(&place.path, access), place.corpus) {
        (Err(IndexError::Missing { .. }), Some(corpus)) => {
            let messages = &context.messages;
            messages.note(&format!(
                "there is no index yet: building `{}` from `{}`",
                place.path.display(),
                corpus.display()
            ));
            index::build(&place.path, &[corpus], messages)?;
            Ok(Reader::open_for(&place.path, access)?)
        }
        (opened, _) => Ok(opened?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_says_comes_first() {
        let place = locate(Some(Path::new("x"))).unwrap();
        assert_eq!(place, Place { path: "x".into(), corpus: None });
    }
}
