//! Reading, understanding and writing, many calls at a time.
//!
//! Files are read one after the other. Their calls are parsed and made into documents on all
//! cores, a bounded batch at a time; ids are claimed in order, and the documents go to the
//! engine, which analyses and writes them on threads of its own.

use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::corpus::Archive;
use crate::corpus::Format;
use crate::corpus::Opened;
use crate::corpus::ReadError;
use crate::corpus::Record;
use crate::corpus::SourceFile;
use crate::corpus::open;
use crate::index::CallEntry;
use crate::index::FileEntry;
use crate::index::Manifest;
use crate::index::Writer;
use crate::index::documents;
use crate::transcript::CallId;
use crate::update::Event;
use crate::update::Summary;
use crate::update::UpdateError;
use crate::update::batch::Batch;
use crate::update::batch::Job;
use crate::update::batch::Made;
use crate::update::batch::make;
use crate::update::batch::make_all;
use crate::update::claim_order;
use crate::update::claims::Claim;
use crate::update::claims::Claims;
use crate::update::claims::Given;
use crate::update::location::Location;
use crate::update::oddities::IssueCounts;
use crate::update::paths::key;
use crate::update::paths::shown;

/// Where an update stands.
pub(super) struct Pipeline<'u> {
    writer: &'u Writer,
    before: HashMap<&'u str, &'u FileEntry>,
    known: HashMap<&'u str, &'u CallEntry>,
    tell: &'u mut dyn FnMut(Event),
    claims: Claims,
    batch: Batch,
    /// What the calls that are placed stand in.
    at: Location,
    files: Vec<FileEntry>,
    summary: Summary,
    bytes_done: u64,
    bytes_total: u64,
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
            at: Location::default(),
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
        let mut name = "";
        for call in &entry.calls {
            if call.entry != name {
                name = &call.entry;
                self.batch.jobs.push(Job::Entry(name.to_owned(), call.beside.clone()));
            }
            self.keep_call(call);
        }
        self.flush_if_full()
    }

    fn keep_call(&mut self, call: &CallEntry) {
        let given = if call.given_as_json { Given::AsJson } else { Given::Otherwise };
        self.batch.jobs.push(Job::Known(Box::new(call.clone()), given, None));
    }

    /// Reads a file, and those of its calls that are not known already.
    pub(super) fn read(&mut self, path: PathBuf, size: u64) -> Result<(), UpdateError> {
        self.bytes_done += size;
        match open(&shown(&path)) {
            Ok(Opened::File(file)) => self.read_file(path, *file),
            Ok(Opened::Archive(archive)) => self.read_archive(path, *archive),
            Err(error) => self.unreadable(&path, &error),
        }
    }

    fn read_file(&mut self, path: PathBuf, file: SourceFile) -> Result<(), UpdateError> {
        let hash = file.hash().to_string();
        let known = self.before.get(key(&path).as_str()).copied();
        let beside = told_beside(&file);
        if let Some(known) = known.filter(|k| k.hash == hash && k.beside == beside) {
            return self.keep(known);
        }
        let records = match file.records() {
            Ok(records) => records,
            Err(error) => return self.unreadable(&path, &error),
        };
        // Calls of which another file tells something else now are not known any more.
        let known = known.filter(|k| k.beside == beside);
        let known = known.into_iter().flat_map(|f| &f.calls).filter(|c| c.entry.is_empty());
        let known: Vec<&CallEntry> = known.collect();
        let entry = FileEntry { path: key(&path), hash, beside, calls: Vec::new() };
        self.batch.jobs.push(Job::File(entry, path));
        self.read_records(file, records, &known)
    }

    /// Reads an archive, unless it is known: one entry after the other, as files are read.
    fn read_archive(&mut self, path: PathBuf, mut archive: Archive) -> Result<(), UpdateError> {
        let hash = archive.hash().to_string();
        let before = self.before.get(key(&path).as_str()).copied();
        if let Some(known) = before.filter(|k| k.hash == hash) {
            return self.keep(known);
        }
        let mut known: HashMap<&str, Vec<&CallEntry>> = HashMap::new();
        for call in before.into_iter().flat_map(|f| &f.calls) {
            known.entry(&call.entry).or_default().push(call);
        }
        let mut entries = archive.entries().to_vec();
        entries.sort_by_cached_key(|entry| claim_order(Path::new(&entry.name)));
        let entry = FileEntry { path: key(&path), hash, beside: String::new(), calls: Vec::new() };
        self.batch.jobs.push(Job::File(entry, path));
        for entry in entries {
            let read = archive.read(&entry).and_then(|file| Ok((file.records()?, file)));
            let mut known = known.remove(entry.name.as_str()).unwrap_or_default();
            match read {
                Ok((records, file)) => {
                    let beside = told_beside(&file);
                    known.retain(|call| call.beside == beside);
                    self.batch.jobs.push(Job::Entry(entry.name, beside));
                    self.read_records(file, records, &known)?;
                }
                Err(error) if error.is_notice() => {
                    let path = archive.path_of(&entry);
                    (self.tell)(Event::Skipped { path, reason: error.to_string() });
                }
                Err(error) => {
                    let beside = known.first().map(|call| call.beside.clone());
                    self.batch.jobs.push(Job::Entry(entry.name, beside.unwrap_or_default()));
                    self.batch.jobs.push(Job::Failed(error));
                    for call in known {
                        self.keep_call(call);
                    }
                }
            }
        }
        self.flush_if_full()
    }

    /// Reads the calls of a file or an entry that are not among those known of it.
    fn read_records(
        &mut self,
        file: SourceFile,
        records: Vec<Record>,
        known: &[&CallEntry],
    ) -> Result<(), UpdateError> {
        let by_hash: HashMap<&str, &CallEntry> =
            known.iter().map(|call| (call.hash.as_str(), *call)).collect();
        let given = match file.sniffed().format {
            Format::Json | Format::JsonLines => Given::AsJson,
            _ => Given::Otherwise,
        };
        let file = Arc::new(file);
        for record in records {
            // What waits keeps its file's text, whether it is to be read or not.
            self.batch.bytes += record.range.len();
            if let Some(call) = by_hash.get(record.hash.to_string().as_str()) {
                let source = Some((file.clone(), record));
                self.batch.jobs.push(Job::Known(Box::new((*call).clone()), given, source));
                continue;
            }
            self.batch.calls += 1;
            self.batch.jobs.push(Job::Read(file.clone(), record, given));
            self.flush_if_full()?;
        }
        self.flush_if_full()
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
        if self.batch.is_full() { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), UpdateError> {
        let batch = std::mem::take(&mut self.batch);
        let mut made = make_all(&batch.jobs, self.writer.fields());
        let mut issues = IssueCounts::default();
        for (at, job) in batch.jobs.into_iter().enumerate() {
            match job {
                Job::File(entry, file) => {
                    issues.tell(&self.at.shown(), self.tell);
                    self.at = Location { file, ..Location::default() };
                    self.files.push(entry);
                }
                Job::Entry(entry, beside) => {
                    issues.tell(&self.at.shown(), self.tell);
                    (self.at.entry, self.at.beside) = (entry, beside);
                }
                Job::Failed(error) => self.fail(&error),
                Job::Known(call, given, source) => self.place_known(*call, given, source)?,
                Job::Read(_, record, given) => match made.remove(&at) {
                    Some(Ok(call)) => {
                        issues.count(&call.issues);
                        self.place(call, &record, given)?;
                    }
                    Some(Err(error)) => self.fail(&error),
                    None => {}
                },
            }
        }
        issues.tell(&self.at.shown(), self.tell);
        let calls = self.summary.added + self.summary.changed;
        (self.tell)(Event::Progress {
            bytes_done: self.bytes_done,
            bytes_total: self.bytes_total,
            calls,
        });
        Ok(())
    }

    /// Tells of a call that could not be read; its file will be looked at again at the next run.
    fn fail(&mut self, error: &ReadError) {
        if let Some(file) = self.files.last_mut() {
            file.hash.clear();
        }
        self.summary.failures += 1;
        (self.tell)(Event::Failed { path: self.at.shown(), message: error.to_string() });
    }

    /// Claims the id of a call that is known; reads it again only where it gets another one.
    fn place_known(
        &mut self,
        mut call: CallEntry,
        given: Given,
        source: Option<(Arc<SourceFile>, Record)>,
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
        self.tell_claim(&claim, &call.base_id);
        let Some(id) = claim.id() else {
            call.id = None;
            self.remember(call);
            return Ok(());
        };
        // Its id is free now, or taken: the call has to be written again under another.
        let Some((file, record)) = source.or_else(|| self.at.find(&call.hash)) else {
            self.fail(&ReadError::Changed);
            return Ok(());
        };
        match make(&file, &record, self.writer.fields()) {
            Ok(made) => self.write(made, id, &record, given),
            Err(error) => {
                self.fail(&error);
                Ok(())
            }
        }
    }

    /// Claims an id for a call that was read, and writes it.
    fn place(&mut self, made: Made, record: &Record, given: Given) -> Result<(), UpdateError> {
        let base = made.transcript.call.id.to_string();
        let hash = record.hash.to_string();
        let claim = self.claims.claim(&base, &hash, given);
        self.tell_claim(&claim, &base);
        if let Some(id) = claim.id() {
            return self.write(made, id, record, given);
        }
        let call = self.entry(&made, None, record, given);
        self.remember(call);
        Ok(())
    }

    /// Tells of a call that did not get the id it asked for.
    fn tell_claim(&mut self, claim: &Claim, base: &str) {
        let message = match claim {
            Claim::Granted(_) => return,
            Claim::Renamed(id) => {
                format!("another call has the id `{base}`; this one is `{id}`")
            }
            Claim::GivesWay => format!("`{base}` is also given as JSON, which is taken"),
            Claim::SameBytes(id) => format!("has the same bytes as `{id}`; they are one call"),
        };
        (self.tell)(Event::Notice { path: self.at.shown(), message });
    }

    fn write(
        &mut self,
        mut made: Made,
        id: &str,
        record: &Record,
        given: Given,
    ) -> Result<(), UpdateError> {
        let call = self.entry(&made, Some(id.to_owned()), record, given);
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

    fn entry(&self, made: &Made, id: Option<String>, record: &Record, given: Given) -> CallEntry {
        let call = &made.transcript.call;
        CallEntry {
            entry: self.at.entry.clone(),
            beside: self.at.beside.clone(),
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

    fn remember(&mut self, call: CallEntry) {
        if let Some(file) = self.files.last_mut() {
            file.calls.push(call);
        }
    }
}

/// Returns the hash of what stands beside a file or an entry, as the manifest has it.
fn told_beside(file: &SourceFile) -> String {
    file.beside().map(|hash| hash.to_string()).unwrap_or_default()
}
