//! What an update works on at a time: steps whose effects come in order, the calls among them read
//! on all cores.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::corpus::ReadError;
use crate::corpus::Record;
use crate::corpus::SourceFile;
use crate::index::CallDocuments;
use crate::index::CallEntry;
use crate::index::Fields;
use crate::index::FileEntry;
use crate::index::documents;
use crate::parse::Issue;
use crate::transcript::Transcript;
use crate::update::claims::Given;

/// The bytes of source text that are worked on at a time: enough to keep the cores busy, few
/// enough that memory stays bounded whatever is indexed.
const BATCH_BYTES: usize = 8 << 20;

/// The most calls that are worked on at a time.
const BATCH_CALLS: usize = 64;

/// What waits to be worked on.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) jobs: Vec<Job>,
    pub(super) calls: usize,
    pub(super) bytes: usize,
}

impl Batch {
    /// Tells whether it is to be worked off before more comes.
    pub(super) fn is_full(&self) -> bool {
        self.calls >= BATCH_CALLS || self.bytes >= BATCH_BYTES
    }
}

/// A step whose effects must come in order.
pub(super) enum Job {
    /// A file begins.
    File(FileEntry, PathBuf),
    /// An entry of the archive begins, of this name; with the hash of what others tell of it.
    Entry(String, String),
    /// The file, or the entry of the archive, could not be read.
    Failed(ReadError),
    /// A call as it was known; of a file that is not read, or of one that has not changed.
    Known(Box<CallEntry>, Given, Option<(Arc<SourceFile>, Record)>),
    /// A call to be read.
    Read(Arc<SourceFile>, Record, Given),
}

/// A call that has been read and made into documents under the id it asks for.
pub(super) struct Made {
    pub(super) transcript: Transcript,
    pub(super) issues: Vec<Issue>,
    pub(super) documents: CallDocuments,
}

/// Reads the calls of a batch on all cores; the result is by place in the batch.
pub(super) fn make_all(jobs: &[Job], fields: &Fields) -> BTreeMap<usize, Result<Made, ReadError>> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let made = Mutex::new(BTreeMap::new());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return };
            if let Job::Read(file, record, _) = job {
                let result = make(file, record, fields);
                made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(at, result);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Reads one call.
pub(super) fn make(file: &SourceFile, record: &Record, fields: &Fields) -> Result<Made, ReadError> {
    let read = file.parse_record(record)?;
    let transcript = read.parsed.transcript;
    let documents = documents(&transcript, fields);
    Ok(Made { transcript, issues: read.parsed.issues, documents })
}
