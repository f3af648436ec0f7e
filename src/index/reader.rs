//! Reading: segments, their columns, and what is stored of a call, a turn, a passage.

use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

use tantivy::DocId;
use tantivy::Index;
use tantivy::SegmentReader;
use tantivy::columnar::StrColumn;
use tantivy::directory::CompositeFile;
use tantivy::directory::FileSlice;
use tantivy::index::SegmentComponent;
use tantivy::schema::Field;
use tantivy::store::StoreReader;

use crate::index::Columns;
use crate::index::Facet;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::MetaField;
use crate::index::Peaks;
use crate::index::TurnRecord;
use crate::index::Values;
use crate::index::folder::Access;
use crate::index::folder::Folder;
use crate::index::guard::caught;
use crate::index::record::call_from_facts;
use crate::index::record::participants_from_json;
use crate::index::schema::Fields;
use crate::index::store;
use crate::index::stored;
use crate::transcript::Call;
use crate::transcript::Speaker;

/// An index opened for reading: one commit, whole, whatever is written meanwhile.
pub struct Reader {
    folder: PathBuf,
    header: Header,
    fields: Fields,
    segments: Vec<Segment>,
    /// Held open, for the next commit removes it.
    manifest: Option<Mutex<File>>,
}

/// A segment: a run of whole calls.
pub struct Segment {
    /// Its place among the segments.
    pub number: usize,
    /// The engine's reader.
    pub reader: SegmentReader,
    /// The columns of the segment.
    pub columns: Columns,
    fields: Fields,
    store: StoreReader,
    /// Where the words of passages stand, opened when it is first asked for.
    positions: OnceLock<FileSlice>,
    /// The peaks of common words, opened when they are first asked for.
    peaks: OnceLock<Option<Peaks>>,
    /// The values of each field, read when they are first asked for.
    values: [OnceLock<Values>; MetaField::COUNT],
    index: Index,
    folder: PathBuf,
}

/// How often an index is opened anew because something was committed meanwhile: opening takes a
/// millisecond, and commits are not so frequent.
const OPEN_TRIES: usize = 100;

/// How many blocks of stored text a segment keeps unpacked: enough for a hit's passage, its
/// turn's head, its call and its neighbours.
const STORE_CACHE_BLOCKS: usize = 16;

impl Reader {
    /// Opens the index in a folder.
    ///
    /// # Errors
    ///
    /// No index there, one of another version, or one that is damaged.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        Self::open_for(folder, Access::Whole)
    }

    /// Opens the index in a folder for those who read so much of it.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_for(folder: &Path, access: Access) -> Result<Self, IndexError> {
        for _ in 0..OPEN_TRIES {
            let before = store::state(folder);
            let opened = guarded(folder, || Self::open_at(folder, &before, access));
            if store::state(folder) == before {
                return opened;
            }
        }
        guarded(folder, || Self::open_at(folder, &store::state(folder), access))
    }

    /// Opens the index as it was in a state; where something is committed meanwhile, files of that
    /// state may be gone.
    fn open_at(folder: &Path, state: &[u8], access: Access) -> Result<Self, IndexError> {
        let (index, commit) = store::open_at(folder, state, access)?;
        let fields = commit.fields;
        let missing = || IndexError::Missing { path: folder.to_owned() };
        let header = commit.header.ok_or_else(missing)?;
        let mut segments = Vec::with_capacity(commit.segments.len());
        for (number, segment) in commit.segments.iter().enumerate() {
            let reader = SegmentReader::open(segment)?;
            segments.push(Segment::open(number, &index, reader, fields, folder)?);
        }
        let manifest = File::open(folder.join(&header.manifest)).ok().map(Mutex::new);
        Ok(Self { folder: folder.to_owned(), header, fields, segments, manifest })
    }

    /// Runs what reads the index, and makes an error of what the engine cannot bear in a damaged
    /// file: it panics. Whoever reads segments by hand does well to do it in here.
    ///
    /// # Errors
    ///
    /// Those of `read`, and [`IndexError::Unreadable`].
    pub fn guard<T, E>(&self, read: impl FnOnce() -> Result<T, E>) -> Result<T, E>
    where
        E: From<IndexError>,
    {
        guarded(&self.folder, read)
    }

    /// Returns what the commit says of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the folder the index stands in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the engine's fields.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Returns the segments, in the engine's order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Reads what is known of the files the index was made from.
    pub fn manifest(&self) -> Result<Manifest, IndexError> {
        let opened = self.manifest.as_ref();
        let opened = opened.map(|file| file.lock().unwrap_or_else(PoisonError::into_inner));
        Manifest::read_from(opened.as_deref(), &self.folder, &self.header)
    }

    /// Returns the segment and the document of a call; `None` where there is no such call.
    pub fn find_call(&self, id: &str) -> Result<Option<(&Segment, DocId)>, IndexError> {
        let term = tantivy::Term::from_field_text(self.fields.call, id);
        for segment in &self.segments {
            let inverted = segment.reader.inverted_index(self.fields.call)?;
            let postings = inverted
                .read_postings(&term, tantivy::schema::IndexRecordOption::Basic)
                .map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else { continue };
            let mut doc = tantivy::DocSet::doc(&postings);
            while doc != tantivy::TERMINATED {
                if !segment.reader.is_deleted(doc) {
                    return Ok(Some((segment, doc)));
                }
                doc = tantivy::DocSet::advance(&mut postings);
            }
        }
        Ok(None)
    }
}

fn guarded<T, E>(folder: &Path, read: impl FnOnce() -> Result<T, E>) -> Result<T, E>
where
    E: From<IndexError>,
{
    let path = || folder.to_owned();
    caught(read).unwrap_or_else(|what| Err(IndexError::Unreadable { path: path(), what }.into()))
}

impl Segment {
    fn open(
        number: usize,
        index: &Index,
        reader: SegmentReader,
        fields: Fields,
        folder: &Path,
    ) -> Result<Self, IndexError> {
        let store = reader
            .get_store_reader(STORE_CACHE_BLOCKS)
            .map_err(|source| IndexError::Io { path: folder.to_owned(), source })?;
        let columns = Columns::open(&reader, folder)?;
        Ok(Self {
            number,
            reader,
            columns,
            fields,
            store,
            positions: OnceLock::new(),
            peaks: OnceLock::new(),
            values: Default::default(),
            index: index.clone(),
            folder: folder.to_owned(),
        })
    }

    /// Reads the id of the call that a document belongs to.
    pub fn call_id(&self, doc: DocId) -> Result<String, IndexError> {
        // The ids of calls are the terms of a field too, in the same order, and its dictionary is
        // quicker to read than the column's.
        let terms = self.reader.inverted_index(self.fields.call)?;
        let mut id = Vec::new();
        let rank = self.columns.call_rank(doc);
        let found = terms.terms().ord_to_term(rank, &mut id).map_err(|e| self.unreadable(e))?;
        let id = found.then(|| String::from_utf8(id).ok()).flatten();
        id.ok_or_else(|| self.damaged("call", doc))
    }

    /// Opens the places at which words stand in passages, as the engine has written them: those of
    /// each word stand where its entry in the dictionary says.
    pub fn positions(&self) -> Result<&FileSlice, IndexError> {
        if let Some(positions) = self.positions.get() {
            return Ok(positions);
        }
        let (id, documents) = (self.reader.segment_id(), self.reader.max_doc());
        let segment = self.index.segment(self.index.new_segment_meta(id, documents));
        let file =
            segment.open_read(SegmentComponent::Positions).map_err(tantivy::TantivyError::from)?;
        let fields = CompositeFile::open(&file).map_err(|e| self.unreadable(e))?;
        let positions = fields.open_read(self.fields.body).unwrap_or_else(FileSlice::empty);
        Ok(self.positions.get_or_init(|| positions))
    }

    /// Returns the peaks of the segment's common words; `None` where there are none.
    pub fn peaks(&self) -> Option<&Peaks> {
        let open = || Peaks::open(&Folder::open(&self.folder).ok()?, self.reader.segment_id());
        self.peaks.get_or_init(open).as_ref()
    }

    /// Returns the values that the calls or turns of the segment, deleted ones too, have of a field.
    ///
    /// # Errors
    ///
    /// A dictionary that cannot be read.
    pub fn values(&self, field: MetaField) -> Result<&Values, IndexError> {
        let values = &self.values[field as usize];
        if let Some(values) = values.get() {
            return Ok(values);
        }
        let meta = self.reader.inverted_index(self.fields.meta)?;
        let read = Values::read(&meta, field).map_err(|e| self.unreadable(e))?;
        Ok(values.get_or_init(|| read))
    }

    /// Reads the text of a passage; empty for documents that are none.
    ///
    /// # Errors
    ///
    /// A text, or what the columns have of it, that is not what was written.
    pub fn text(&self, doc: DocId) -> Result<String, IndexError> {
        self.stored(doc, self.fields.body)
    }

    /// Reads the record of the turn that a passage belongs to.
    pub fn turn(&self, doc: DocId) -> Result<TurnRecord, IndexError> {
        let head = self.columns.turn_start(doc);
        let json = self.stored(head, self.fields.record)?;
        let record = TurnRecord::from_json(&json).filter(|r| self.columns.is_in_turn(doc, &r.turn));
        record.ok_or_else(|| self.damaged("turn", head))
    }

    /// Reads what is known of the call that a document belongs to.
    pub fn call(&self, doc: DocId) -> Result<Arc<Call>, IndexError> {
        let head = self.columns.call_start(doc);
        let facts = self.columns.facts(head).map_err(|e| self.unreadable(e))?;
        let call = facts.and_then(|facts| call_from_facts(&facts));
        let id = self.call_id(head)?;
        let is_its_own = |call: &Call| call.id.as_str() == id && self.columns.is_call(head);
        call.filter(is_its_own).map(Arc::new).ok_or_else(|| self.damaged("call", head))
    }

    /// Reads who is named by the source of the call that a document belongs to.
    pub fn participants(&self, doc: DocId) -> Result<Vec<Speaker>, IndexError> {
        let head = self.columns.call_start(doc);
        let json = self.stored(head, self.fields.record)?;
        participants_from_json(&json).ok_or_else(|| self.damaged("call's people", head))
    }

    /// Opens the values of a facet.
    pub fn facet(&self, facet: Facet) -> Result<FacetColumn<'_>, IndexError> {
        let names = match facet {
            Facet::Year | Facet::Month => None,
            Facet::Call => self.columns.ids().cloned(),
            _ => self.reader.fast_fields().str(facet.as_str())?,
        };
        Ok(FacetColumn { facet, names, columns: &self.columns, folder: &self.folder })
    }

    /// Reads a stored text, empty where the document has none, and holds all that is stored of
    /// the document against its checksum.
    fn stored(&self, doc: DocId, field: Field) -> Result<String, IndexError> {
        let document = self.store.get_document_bytes(doc)?;
        let fields = [self.fields.body, self.fields.record];
        let texts = stored::values(&document, fields.map(Field::field_id));
        let texts = texts.filter(|[body, record]| self.columns.is_as_written(doc, body, record));
        let text = texts.map(|[body, record]| if field == fields[0] { body } else { record });
        let text = text.and_then(|text| std::str::from_utf8(text).ok());
        text.map(str::to_owned).ok_or_else(|| self.damaged("document", doc))
    }

    fn damaged(&self, what: &str, doc: DocId) -> IndexError {
        IndexError::Damaged {
            path: self.folder.clone(),
            what: format!("document {doc} holds no sound record of a {what}"),
        }
    }

    fn unreadable(&self, source: io::Error) -> IndexError {
        IndexError::Io { path: self.folder.clone(), source }
    }
}

/// The values that the calls or turns of a segment have of a facet.
pub struct FacetColumn<'s> {
    facet: Facet,
    /// The values by name; none for what is told by the day.
    names: Option<StrColumn>,
    columns: &'s Columns,
    folder: &'s Path,
}

impl FacetColumn<'_> {
    /// Returns the rank of a document's value among those of the segment, by which values
    /// compare; `None` where it has none.
    pub fn rank(&self, doc: DocId) -> Option<u64> {
        let head = if self.facet.is_of_call() {
            self.columns.call_start(doc)
        } else {
            self.columns.turn_start(doc)
        };
        match self.facet {
            Facet::Year => self.columns.date_of_head(head).map(|date| date / 10_000),
            Facet::Month => self.columns.date_of_head(head).map(|date| date / 100),
            _ => self.names.as_ref()?.ords().first(head),
        }
    }

    /// Returns the value of a rank.
    ///
    /// # Errors
    ///
    /// A damaged index.
    pub fn name(&self, rank: u64) -> Result<String, IndexError> {
        match self.facet {
            Facet::Year => return Ok(rank.to_string()),
            Facet::Month => return Ok(format!("{:04}-{:02}", rank / 100, rank % 100)),
            _ => {}
        }
        let mut name = String::new();
        let read = self.names.as_ref().map(|names| names.ord_to_str(rank, &mut name));
        match read {
            Some(Ok(true)) => Ok(name),
            Some(Err(source)) => Err(IndexError::Io { path: self.folder.to_owned(), source }),
            Some(Ok(false)) | None => Err(IndexError::Damaged {
                path: self.folder.to_owned(),
                what: format!("there is no {} of rank {rank}", self.facet.as_str()),
            }),
        }
    }
}
