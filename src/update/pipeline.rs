//! Reading, understanding and writing, many calls at a time.
//!
//! Files are read one after the other. Their calls are parsed and made into documents on all
//! cores, a bounded batch at a time; ids are claimed in order, and the documents go to the
//! engine, which analyses and writes them on threads of its own.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::corpus::Format;
use crate::corpus::ReadError;
use crate::corpus::Record;
use crate::corpus::SourceFile;
use crate::index::CallDocuments;
use crate::index::CallEntry;
use crate::index::Fields;
use crate::index::FileEntry;
use crate::index::Manifest;
use crate::index::Writer;
use crate::index::documents;
use crate::parse::Issue;
use crate::parse::IssueKind;
use crate::transcript::CallId;
use crate::transcript::Transcript;
use crate::update::Event;
use crate::update::Summary;
use crate::update::UpdateError;
use crate::update::claims::Claim;
use crate::update::claims::Claims;
use crate::update::claims::Given;
use crate::update::paths::key;
use crate::update::paths::shown;

/// The bytes of source text that are worked on at a time: enough to keep the cores busy, few
/// enough that memory stays bounded whatever is indexed.
const BATCH_BYTES: usize = 8 << 20;

/// The most calls that are worked on at a time.
const BATCH_CALLS: usize = 64;

/// Where an update stands.
pub(super) struct Pipeline<'u> {
    writer: &'u Writer,
    before: HashMap<&'u str, &'u FileEntry>,
    known: HashMap<&'u str, &'u CallEntry>,
    tell: &'u mut dyn FnMut(Event),
    claims: Claims,
    batch: Batch,
    files: Vec<FileEntry>,
    summary: Summary,
    bytes_done: u64,
    bytes_total: u64,
}

/// What waits to be worked on.
#[derive(Default)]
struct Batch {
    jobs: Vec<Job>,
    calls: usize,
    bytes: usize,
}

/// A step whose effects must come in order.
enum Job {
    /// A file begins.
    File(FileEntry, PathBuf),
    /// A call as it was known; of a file that is not read, or of one that has not changed.
    Known(Box<CallEntry>, Given, Option<(Arc<SourceFile>, Record)>),
    /// A call to be read.
    Read(Arc<SourceFile>, Record, Given),
}

/// A call that has been read and made into documents under the id it asks for.
struct Made {
    transcript: Transcript,
    issues: Vec<Issue>,
    documents: CallDocuments,
}

impl<'u> Pipeline<'u> {
    /// Starts with nothing claimed; `bytes_total` is what the files to be read amount to.
    pub(super) fn new(
        writer: &'u Writer,
        before: &'u Manifest,
        bytes_total: u64,
        tell: &'u mut dyn FnMut(Event),
    ) -> Self {
        Self {
            writer,
            before: before.files.iter().map(|f| (f.path.as_str(), f)).collect(),
            known: before.calls().filter_map(|(_, c)| Some((c.id.as_deref()?, c))).collect(),
            tell,
            claims: Claims::default(),
            batch: Batch::default(),
            files: Vec::new(),
            summary: Summary::default(),
            bytes_done: 0,
            bytes_total,
        }
    }

    /// Keeps a file as it is known, without looking at it.
    pub(super) fn keep(&mut self, entry: &FileEntry) -> Result<(), UpdateError> {
        let path = crate::update::paths::path_of(&entry.path);
        let head = FileEntry { calls: Vec::new(), ..entry.clone() };
        self.batch.jobs.push(Job::File(head, path));
        for call in &entry.calls {
            let given = if call.given_as_json { Given::AsJson } else { Given::Otherwise };
            self.batch.jobs.push(Job::Known(Box::new(call.clone()), given, None));
        }
        self.flush_if_full()
    }

    /// Reads a file, and those of its calls that are not known already.
    pub(super) fn read(&mut self, path: PathBuf, size: u64) -> Result<(), UpdateError> {
        self.bytes_done += size;
        let file = match SourceFile::read(&shown(&path)) {
            Ok(file) => file,
            Err(error) => return self.unreadable(&path, &error),
        };
        let hash = file.hash().to_string();
        let known = self.before.get(key(&path).as_str()).copied();
        let beside = file.beside().map(|hash| hash.to_string()).unwrap_or_default();
        if let Some(known) = known.filter(|k| k.hash == hash && k.beside == beside) {
            return self.keep(known);
        }
        let records = match file.records() {
            Ok(records) => records,
            Err(error) => return self.unreadable(&path, &error),
        };
        // Calls of which another file tells something else now are not known any more.
        let known = known.filter(|k| k.beside == beside);
        let by_hash: HashMap<&str, &CallEntry> =
            known.into_iter().flat_map(|f| &f.calls).map(|c| (c.hash.as_str(), c)).collect();
        let given = match file.sniffed().format {
            Format::Json | Format::JsonLines => Given::AsJson,
            _ => Given::Otherwise,
        };
        let entry = FileEntry { path: key(&path), hash, beside, calls: Vec::new() };
        self.batch.jobs.push(Job::File(entry, path));
        let file = Arc::new(file);
        for record in records {
            if let Some(call) = by_hash.get(record.hash.to_string().as_str()) {
                let source = Some((file.clone(), record));
                self.batch.jobs.push(Job::Known(Box::new((*call).clone()), given, source));
                continue;
            }
            self.batch.calls += 1;
            self.batch.bytes += record.range.len();
            self.batch.jobs.push(Job::Read(file.clone(), record, given));
            self.flush_if_full()?;
        }
        Ok(())
    }

    /// Tells of a file that could not be read; what is known of it stands.
    fn unreadable(&mut self, path: &Path, error: &ReadError) -> Result<(), UpdateError> {
        let message = error.to_string();
        if error.is_notice() {
            (self.tell)(Event::Skipped { path: shown(path), reason: message });
            return Ok(());
        }
        self.summary.failures += 1;
        (self.tell)(Event::Failed { path: shown(path), message });
        match self.before.get(key(path).as_str()).copied() {
            Some(entry) => self.keep(entry),
            None => Ok(()),
        }
    }

    /// Works off what waits, and returns the files with their calls, and the counts.
    pub(super) fn finish(mut self) -> Result<(Vec<FileEntry>, Summary), UpdateError> {
        self.flush()?;
        self.files.retain(|f| !f.calls.is_empty());
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.summary.files = self.files.len() as u64;
        Ok((self.files, self.summary))
    }

    fn flush_if_full(&mut self) -> Result<(), UpdateError> {
        if self.batch.calls >= BATCH_CALLS || self.batch.bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), UpdateError> {
        let batch = std::mem::take(&mut self.batch);
        let mut made = make_all(&batch.jobs, self.writer.fields());
        let mut issues = IssueCounts::default();
        let mut path = PathBuf::new();
        for (at, job) in batch.jobs.into_iter().enumerate() {
            match job {
                Job::File(entry, of) => {
                    issues.tell(&path, self.tell);
                    path = of;
                    self.files.push(entry);
                }
                Job::Known(call, given, source) => {
                    self.place_known(*call, given, source, &path)?;
                }
                Job::Read(_, record, given) => match made.remove(&at) {
                    Some(Ok(call)) => {
                        issues.count(&call.issues);
                        self.place(call, &record, given, &path)?;
                    }
                    Some(Err(error)) => {
                        self.fail(&path, &error);
                    }
                    None => {}
                },
            }
        }
        issues.tell(&path, self.tell);
        let calls = self.summary.added + self.summary.changed;
        (self.tell)(Event::Progress {
            bytes_done: self.bytes_done,
            bytes_total: self.bytes_total,
            calls,
        });
        Ok(())
    }

    /// Tells of a call that could not be read; its file will be looked at again at the next run.
    fn fail(&mut self, path: &Path, error: &ReadError) {
        if let Some(file) = self.files.last_mut() {
            file.hash.clear();
        }
        self.summary.failures += 1;
        (self.tell)(Event::Failed { path: shown(path), message: error.to_string() });
    }

    /// Claims the id of a call that is known; reads it again only where it gets another one.
    fn place_known(
        &mut self,
        mut call: CallEntry,
        given: Given,
        source: Option<(Arc<SourceFile>, Record)>,
        path: &Path,
    ) -> Result<(), UpdateError> {
        if call.forgotten {
            self.remember(call);
            return Ok(());
        }
        let claim = self.claims.claim(&call.base_id, &call.hash, given);
        if claim.id() == call.id.as_deref() {
            self.summary.unchanged += u64::from(call.id.is_some());
            self.remember(call);
            return Ok(());
        }
        self.tell_claim(&claim, &call.base_id, path);
        let Some(id) = claim.id() else {
            call.id = None;
            self.remember(call);
            return Ok(());
        };
        // Its id is free now, or taken: the call has to be written again under another.
        let Some((file, record)) = source.or_else(|| reread(path, &call.hash)) else {
            self.fail(path, &ReadError::Changed);
            return Ok(());
        };
        match make(&file, &record, self.writer.fields()) {
            Ok(made) => self.write(made, id, &record, given),
            Err(error) => {
                self.fail(path, &error);
                Ok(())
            }
        }
    }

    /// Claims an id for a call that was read, and writes it.
    fn place(
        &mut self,
        made: Made,
        record: &Record,
        given: Given,
        path: &Path,
    ) -> Result<(), UpdateError> {
        let base = made.transcript.call.id.to_string();
        let hash = record.hash.to_string();
        let claim = self.claims.claim(&base, &hash, given);
        self.tell_claim(&claim, &base, path);
        if let Some(id) = claim.id() {
            return self.write(made, id, record, given);
        }
        let call = entry(&made, None, record, given);
        self.remember(call);
        Ok(())
    }

    /// Tells of a call that did not get the id it asked for.
    fn tell_claim(&mut self, claim: &Claim, base: &str, path: &Path) {
        let message = match claim {
            Claim::Granted(_) => return,
            Claim::Renamed(id) => {
                format!("another call has the id `{base}`; this one is `{id}`")
            }
            Claim::GivesWay => format!("`{base}` is also given as JSON, which is taken"),
            Claim::SameBytes(id) => format!("has the same bytes as `{id}`; they are one call"),
        };
        (self.tell)(Event::Notice { path: shown(path), message });
    }

    fn write(
        &mut self,
        mut made: Made,
        id: &str,
        record: &Record,
        given: Given,
    ) -> Result<(), UpdateError> {
        let call = entry(&made, Some(id.to_owned()), record, given);
        if made.transcript.call.id.as_str() != id {
            made.transcript.call.id = CallId::new(id);
            made.documents = documents(&made.transcript, self.writer.fields());
        }
        if self.known.contains_key(id) {
            self.writer.remove(id);
            self.summary.changed += 1;
        } else {
            self.summary.added += 1;
        }
        self.writer.add(made.documents)?;
        self.remember(call);
        Ok(())
    }

    fn remember(&mut self, call: CallEntry) {
        if let Some(file) = self.files.last_mut() {
            file.calls.push(call);
        }
    }
}

/// Finds a call again in its file by its hash.
fn reread(path: &Path, hash: &str) -> Option<(Arc<SourceFile>, Record)> {
    let file = SourceFile::read(&shown(path)).ok()?;
    let record = file.records().ok()?.into_iter().find(|r| r.hash.to_string() == hash)?;
    Some((Arc::new(file), record))
}

/// Reads the calls of a batch on all cores; the result is by place in the batch.
fn make_all(jobs: &[Job], fields: &Fields) -> BTreeMap<usize, Result<Made, ReadError>> {
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

fn make(file: &SourceFile, record: &Record, fields: &Fields) -> Result<Made, ReadError> {
    let read = file.parse_record(record)?;
    let transcript = read.parsed.transcript;
    let documents = documents(&transcript, fields);
    Ok(Made { transcript, issues: read.parsed.issues, documents })
}

fn entry(made: &Made, id: Option<String>, record: &Record, given: Given) -> CallEntry {
    let call = &made.transcript.call;
    CallEntry {
        crc: made.documents.crc,
        hash: record.hash.to_string(),
        base_id: call.id.to_string(),
        id,
        forgotten: false,
        given_as_json: given == Given::AsJson,
        company: call.company.clone(),
        ticker: call.ticker.clone(),
        title: call.title.clone(),
        date: call.date.map(|d| d.to_string()),
        quarter: call.quarter.map(|q| q.to_string()),
        turns: made.transcript.turns.len() as u64,
        passages: made.documents.passages,
        words: made.documents.words,
        bytes: made.documents.bytes,
    }
}

/// How many different oddities of one kind are told of one file.
const ODDITIES_TOLD: usize = 3;

/// What is odd about the calls of one file: for each kind, the first different messages and how
/// often there was one.
#[derive(Default)]
struct IssueCounts(BTreeMap<&'static str, (Vec<String>, usize)>);

impl IssueCounts {
    fn count(&mut self, issues: &[Issue]) {
        for issue in issues {
            let told = matches!(
                issue.kind,
                IssueKind::Encoding
                    | IssueKind::BadValue
                    | IssueKind::Conflict
                    | IssueKind::QuarterWithoutYear
            );
            if told {
                let (messages, count) = self.0.entry(issue.kind.as_str()).or_default();
                *count += 1;
                if messages.len() < ODDITIES_TOLD && !messages.contains(&issue.message) {
                    messages.push(issue.message.clone());
                }
            }
        }
    }

    fn tell(&mut self, path: &Path, tell: &mut dyn FnMut(Event)) {
        for (messages, count) in std::mem::take(&mut self.0).into_values() {
            let first = messages.join("; ");
            let message = match count - messages.len() {
                0 => first,
                rest => format!("{first}, and {rest} more like it"),
            };
            tell(Event::Notice { path: shown(path), message });
        }
    }
}
