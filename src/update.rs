//! Brings an index up to date with files and folders.
//!
//! New, changed and vanished calls are found by the hashes of what they were read from, and of
//! what other files tell of them; unchanged ones are not read again. It stands above [`crate::corpus`] and [`crate::index`],
//! which do not know each other.
//!
//! # Which call gets which id
//!
//! Ids are claimed in one order, whatever is new and whatever is not: files that hold JSON
//! first, then by path, then by place in the file; an archive's entries in the same order. The first to claim an id has it; a later one
//! gets `-2`, `-3`, …; a call that is not given as JSON gives way to one that is, and the same
//! bytes are one call. So an index brought up to date step by step is the index built in one go.

mod batch;
mod claims;
mod location;
mod oddities;
mod paths;
mod pipeline;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use crate::corpus::walk;
use crate::index;
use crate::index::CallEntry;
use crate::index::FileEntry;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::Reader;
use crate::index::Writer;
use crate::update::paths::key;
use crate::update::paths::path_of;
use crate::update::pipeline::Pipeline;

/// What an update did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The counts.
    pub summary: Summary,
    /// What the index holds now.
    pub header: Header,
}

/// What an update did, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Calls that were not there before.
    pub added: u64,
    /// Calls that were read anew because their source had changed.
    pub changed: u64,
    /// Calls whose source is gone.
    pub removed: u64,
    /// Calls left as they were.
    pub unchanged: u64,
    /// Files that hold calls.
    pub files: u64,
    /// Files and places that could not be read.
    pub failures: u64,
}

/// Something worth telling while an update goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// How far the update is.
    Progress {
        /// Bytes of files that are done with.
        bytes_done: u64,
        /// Bytes of all files.
        bytes_total: u64,
        /// Calls read so far.
        calls: u64,
    },
    /// A file that is no transcript was passed over.
    Skipped {
        /// The file.
        path: PathBuf,
        /// Why it is none.
        reason: String,
    },
    /// A file, a call in it, or a folder could not be read; what was known of it is kept.
    Failed {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// Something odd about a file that was read.
    Notice {
        /// The file.
        path: PathBuf,
        /// What is odd.
        message: String,
    },
}

/// An update that cannot be carried out.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The index cannot be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// No file or folder was named, and none is remembered.
    #[error("there is nothing to index: no file or folder is remembered")]
    NoRoots,
    /// Nothing of what was named is there.
    #[error("there is no `{}`", .0.display())]
    NotThere(PathBuf),
    /// What is to be forgotten is neither a remembered file or folder nor a call.
    #[error("`{0}` is no remembered file or folder and no call of the index")]
    NotRemembered(String),
    /// The working folder cannot be told, so neither can what a path means.
    #[error("the path `{}` cannot be resolved: {source}", path.display())]
    Path {
        /// The path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Brings the index in a folder up to date with files and folders, and remembers them; without
/// any, with those it remembers.
///
/// What cannot be read is told and left as it was known before; the rest goes on. Where nothing
/// has changed, nothing is written.
///
/// # Errors
///
/// An index that cannot be opened or written, or nothing to index.
pub fn update(
    index: &Path,
    roots: &[PathBuf],
    tell: &mut dyn FnMut(Event),
) -> Result<Update, UpdateError> {
    let named = paths::absolute(roots)?;
    if let Some(path) = roots.first().filter(|_| !named.iter().any(|p| p.exists())) {
        return Err(UpdateError::NotThere(path.clone()));
    }
    let writer = Writer::open(index)?;
    let before = writer.manifest().clone();
    let known = revived(&before, &named);
    let mut all_roots: BTreeSet<PathBuf> = before.roots.iter().map(|r| path_of(r)).collect();
    let roots: Vec<PathBuf> =
        if named.is_empty() { all_roots.iter().cloned().collect() } else { named };
    if roots.is_empty() {
        return Err(UpdateError::NoRoots);
    }
    // A name that leads nowhere, perhaps mistyped, is told and not remembered.
    all_roots.extend(roots.iter().filter(|r| r.is_file() || r.is_dir()).cloned());
    let found = find(&roots, tell);
    let mut pipeline = Pipeline::new(&writer, &known, found.files.values().sum(), tell);
    for file in plan(&known, &roots, &found) {
        match file {
            Planned::Keep(entry) => pipeline.keep(entry)?,
            Planned::Read(path, size) => pipeline.read(path, size)?,
        }
    }
    let (files, mut summary) = pipeline.finish()?;
    summary.failures += found.problems;
    let roots = all_roots.iter().map(|r| key(r)).collect();
    finish(index, writer, &before, &Manifest { roots, files }, summary)
}

/// Builds an index anew from files and folders; without any, from those that the old one
/// remembers, as well as that can be read. The old one stays until the new one is whole.
///
/// What was taken out by hand comes back.
///
/// # Errors
///
/// As [`update`]; the old index is then as it was.
pub fn rebuild(
    index: &Path,
    roots: &[PathBuf],
    tell: &mut dyn FnMut(Event),
) -> Result<Update, UpdateError> {
    let remembered = Manifest::remembered_roots(index);
    let remembered: Vec<PathBuf> = remembered.iter().map(|root| path_of(root)).collect();
    let roots = if roots.is_empty() { &remembered } else { roots };
    if roots.is_empty() {
        return Err(UpdateError::NoRoots);
    }
    let fresh = index::fresh(index);
    let _lock = index::lock_fresh(index)?;
    let done = update(&fresh, roots, tell).and_then(|done| {
        index::replace(index, &fresh)?;
        Ok(done)
    });
    done.inspect_err(|_| {
        // A full disk needs the room; what cannot be removed goes at the next try.
        let _ = std::fs::remove_dir_all(&fresh);
    })
}

/// Returns a file or folder as an index remembers it, as people read it: bytes that are no text
/// are replaced.
pub fn shown_source(remembered: &str) -> String {
    path_of(remembered).display().to_string()
}

/// Returns where a call stands, as people read it: its file, and below that, where the file is an
/// archive, the entry.
pub fn shown_source_of(file: &FileEntry, call: &CallEntry) -> String {
    source_of(file, call).display().to_string()
}

fn source_of(file: &FileEntry, call: &CallEntry) -> PathBuf {
    match call.entry.as_str() {
        "" => path_of(&file.path),
        entry => path_of(&file.path).join(entry),
    }
}

/// Takes remembered files, folders or calls out of the index.
///
/// A call stays out until its source changes, or its file is named to [`update`].
///
/// # Errors
///
/// An index that cannot be opened or written, or something that is not in it.
pub fn forget(index: &Path, what: &[String]) -> Result<Update, UpdateError> {
    let writer = Writer::open(index)?;
    let before = writer.manifest().clone();
    let mut after = before.clone();
    for name in what {
        let path = paths::absolute(&[PathBuf::from(name)])?.remove(0);
        let root = key(&path);
        let mut found = after.roots.contains(&root);
        after.roots.retain(|r| *r != root);
        let kept: Vec<PathBuf> = after.roots.iter().map(|r| path_of(r)).collect();
        if found {
            after.files.retain(|f| {
                let file = path_of(&f.path);
                !file.starts_with(&path) || kept.iter().any(|r| file.starts_with(r))
            });
        }
        if found && !kept.iter().any(|r| path.starts_with(r)) {
            continue;
        }
        // Below what is remembered: its calls stay out although the files are still there.
        for file in &mut after.files {
            let of = path_of(&file.path);
            for call in &mut file.calls {
                let below = of.join(&call.entry).starts_with(&path);
                if below || call.id.as_deref() == Some(name) {
                    (call.id, call.forgotten) = (None, true);
                    found = true;
                }
            }
        }
        if !found {
            return Err(UpdateError::NotRemembered(name.clone()));
        }
    }
    let files = after.files.len() as u64;
    let unchanged = after.calls().count() as u64;
    let summary = Summary { unchanged, files, ..Summary::default() };
    finish(index, writer, &before, &after, summary)
}

/// Returns what is known, with the calls of files that are named no longer forgotten.
fn revived(before: &Manifest, named: &[PathBuf]) -> Manifest {
    let mut known = before.clone();
    let named_files = known.files.iter_mut().filter(|f| named.contains(&path_of(&f.path)));
    for call in named_files.flat_map(|f| &mut f.calls) {
        call.forgotten = false;
    }
    known
}

/// Takes out what is gone and commits, unless nothing has changed.
fn finish(
    index: &Path,
    writer: Writer,
    before: &Manifest,
    after: &Manifest,
    mut summary: Summary,
) -> Result<Update, UpdateError> {
    let ids = |manifest: &Manifest| -> BTreeSet<String> {
        manifest.calls().filter_map(|(_, c)| c.id.clone()).collect()
    };
    let kept = ids(after);
    for id in ids(before).difference(&kept) {
        writer.remove(id);
        summary.removed += 1;
    }
    let changed = summary.added + summary.changed + summary.removed > 0 || after != before;
    let header = match Reader::open(index) {
        Ok(reader) if !changed => reader.header().clone(),
        _ => writer.commit(after)?,
    };
    Ok(Update { summary, header })
}

/// The files under the roots, and what could not be looked into.
struct Found {
    /// Every file by absolute path, with its size in bytes.
    files: BTreeMap<PathBuf, u64>,
    /// The places that could not be looked into: what is known below them is kept.
    blind: Vec<PathBuf>,
    problems: u64,
}

fn find(roots: &[PathBuf], tell: &mut dyn FnMut(Event)) -> Found {
    let mut found = Found { files: BTreeMap::new(), blind: Vec::new(), problems: 0 };
    for root in roots {
        let walked = walk(root);
        for file in walked.files {
            let size = file.metadata().map(|m| m.is_file().then_some(m.len()));
            let Ok(None) = size else {
                found.files.insert(file, size.ok().flatten().unwrap_or_default());
                continue;
            };
            // It was named; to read it would be to wait for somebody to write to it.
            found.problems += 1;
            tell(Event::Failed { path: paths::shown(&file), message: NO_FILE.to_owned() });
        }
        for path in walked.no_files {
            tell(Event::Skipped { path: paths::shown(&path), reason: NO_FILE.to_owned() });
        }
        for problem in walked.problems {
            found.problems += 1;
            let message = problem.to_string();
            found.blind.push(problem.path.clone());
            tell(Event::Failed { path: paths::shown(&problem.path), message });
        }
    }
    found
}

/// Why something is not read that has a name like a file's.
const NO_FILE: &str = "is a pipe, a socket or a device, not a file";

/// What is to be done with a file.
enum Planned<'m> {
    /// It is not looked at in this run; what is known of it stands.
    Keep(&'m FileEntry),
    /// It is read, to see whether it has changed.
    Read(PathBuf, u64),
}

/// Returns every file that will be in the manifest, in the order in which ids are claimed.
fn plan<'m>(before: &'m Manifest, roots: &[PathBuf], found: &Found) -> Vec<Planned<'m>> {
    let mut planned: BTreeMap<(bool, PathBuf), Planned<'m>> = BTreeMap::new();
    for entry in &before.files {
        let path = path_of(&entry.path);
        let looked_at = roots.iter().any(|r| path.starts_with(r));
        let hidden = found.blind.iter().any(|b| path.starts_with(b));
        if !looked_at || hidden {
            planned.insert(claim_order(&path), Planned::Keep(entry));
        }
    }
    for (path, size) in &found.files {
        planned.insert(claim_order(path), Planned::Read(path.clone(), *size));
    }
    planned.into_values().collect()
}

/// Returns what files are sorted by: those that hold JSON first.
fn claim_order(path: &Path) -> (bool, PathBuf) {
    let is_json = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json") || e.eq_ignore_ascii_case("jsonl"));
    (!is_json, path.to_owned())
}
