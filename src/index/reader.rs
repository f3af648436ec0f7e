//! Reading: segments, their columns, and what is stored of a call, a turn, a passage.

use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use tantivy::DocId;
use tantivy::IndexReader;
use tantivy::ReloadPolicy;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::columnar::Column;
use tantivy::columnar::ColumnValues;
use tantivy::columnar::StrColumn;
use tantivy::schema;
use tantivy::store::StoreReader;

use crate::index::CallRecord;
use crate::index::Facet;
use crate::index::Header;
use crate::index::IndexError;
use crate::index::Manifest;
use crate::index::TurnRecord;
use crate::index::schema::Fields;
use crate::index::store;
use crate::index::stored;

/// An index opened for reading: one commit, whole, whatever is written meanwhile.
pub struct Reader {
    folder: PathBuf,
    header: Header,
    fields: Fields,
    searcher: Searcher,
    segments: Vec<Segment>,
    /// Held open, for the next commit removes it.
    manifest: Option<Mutex<File>>,
}

/// A segment: a run of whole calls.
pub struct Segment {
    /// The engine's reader.
    pub reader: SegmentReader,
    /// The columns of the segment.
    pub columns: Columns,
    fields: Fields,
    store: StoreReader,
    folder: PathBuf,
}

/// What is known of each document by number, without reading its text.
#[derive(Clone)]
pub struct Columns {
    in_call: Values,
    in_turn: Values,
    in_exchange: Values,
    turn: Values,
    start: Values,
    words: Values,
    boilerplate: Values,
    extent: Values,
    date: Column<u64>,
    id: Option<StrColumn>,
    max_doc: DocId,
}

/// A column that has one value for every document.
type Values = Arc<dyn ColumnValues<u64>>;

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
        for _ in 0..OPEN_TRIES {
            let before = store::state(folder);
            let opened = Self::open_now(folder);
            if store::state(folder) == before {
                return opened;
            }
        }
        Self::open_now(folder)
    }

    /// Opens the index; where something is committed meanwhile, what is read may be of two
    /// states.
    fn open_now(folder: &Path) -> Result<Self, IndexError> {
        let (index, fields, header) = store::open(folder)?;
        let header = header.ok_or_else(|| IndexError::Missing { path: folder.to_owned() })?;
        let opened: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = opened.searcher();
        let segments = searcher
            .segment_readers()
            .iter()
            .map(|r| Segment::open(r, fields, folder))
            .collect::<Result<_, _>>()?;
        let manifest = File::open(folder.join(&header.manifest)).ok().map(Mutex::new);
        Ok(Self { folder: folder.to_owned(), header, fields, searcher, segments, manifest })
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

    /// Returns the engine's searcher, which stands on the same commit.
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
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

impl Segment {
    fn open(reader: &SegmentReader, fields: Fields, folder: &Path) -> Result<Self, IndexError> {
        let store = reader
            .get_store_reader(STORE_CACHE_BLOCKS)
            .map_err(|source| IndexError::Io { path: folder.to_owned(), source })?;
        let columns = Columns::open(reader, folder)?;
        Ok(Self { reader: reader.clone(), columns, fields, store, folder: folder.to_owned() })
    }

    /// Reads the text of a passage; empty for documents that are none.
    pub fn text(&self, doc: DocId) -> Result<String, IndexError> {
        let text = self.stored(doc, self.fields.body)?;
        String::from_utf8(text).map_err(|_| self.damaged("passage", doc))
    }

    /// Reads the record of the turn that a passage belongs to.
    pub fn turn(&self, doc: DocId) -> Result<TurnRecord, IndexError> {
        let head = self.columns.turn_start(doc);
        let bytes = self.stored(head, self.fields.record)?;
        TurnRecord::from_bytes(&bytes).ok_or_else(|| self.damaged("turn", head))
    }

    /// Reads the record of the call that a document belongs to.
    pub fn call(&self, doc: DocId) -> Result<Arc<CallRecord>, IndexError> {
        let head = self.columns.call_start(doc);
        let bytes = self.stored(head, self.fields.record)?;
        CallRecord::from_bytes(&bytes).map(Arc::new).ok_or_else(|| self.damaged("call", head))
    }

    /// Opens the values of a facet.
    pub fn facet(&self, facet: Facet) -> Result<FacetColumn<'_>, IndexError> {
        let names = match facet {
            Facet::Year | Facet::Month => None,
            Facet::Call => self.columns.id.clone(),
            _ => self.reader.fast_fields().str(facet.as_str())?,
        };
        Ok(FacetColumn { facet, names, columns: &self.columns, folder: &self.folder })
    }

    fn stored(&self, doc: DocId, field: schema::Field) -> Result<Vec<u8>, IndexError> {
        let document = self.store.get_document_bytes(doc)?;
        let value = stored::value(&document, field.field_id());
        value.map(<[u8]>::to_vec).ok_or_else(|| self.damaged("document", doc))
    }

    fn damaged(&self, what: &str, doc: DocId) -> IndexError {
        IndexError::Damaged {
            path: self.folder.clone(),
            what: format!("document {doc} holds no record of a {what}"),
        }
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
            Facet::Year => self.columns.date(head).map(|date| date / 10_000),
            Facet::Month => self.columns.date(head).map(|date| date / 100),
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

impl Columns {
    fn open(reader: &SegmentReader, folder: &Path) -> Result<Self, IndexError> {
        let fast = reader.fast_fields();
        let max_doc = reader.max_doc();
        let values = |name: &str| -> Result<Values, IndexError> {
            let column = fast.u64(name)?;
            if column.get_cardinality().is_full() && column.values.num_vals() >= max_doc {
                return Ok(column.values);
            }
            let what = format!("the column `{name}` has gaps");
            Err(IndexError::Damaged { path: folder.to_owned(), what })
        };
        Ok(Self {
            in_call: values("in_call")?,
            in_turn: values("in_turn")?,
            in_exchange: values("in_exchange")?,
            turn: values("turn")?,
            start: values("start")?,
            words: values("words")?,
            boilerplate: values("boilerplate")?,
            extent: values("extent")?,
            // A segment none of whose calls has a date has no such column.
            date: fast.column_opt("date")?.unwrap_or_else(|| Column::build_empty_column(max_doc)),
            id: fast.str("id")?,
            max_doc,
        })
    }

    /// Returns the document of the call that a document belongs to.
    pub fn call_start(&self, doc: DocId) -> DocId {
        doc.saturating_sub(small(&self.in_call, doc))
    }

    /// Returns the head of the turn that a passage belongs to.
    pub fn turn_start(&self, doc: DocId) -> DocId {
        doc.saturating_sub(small(&self.in_turn, doc))
    }

    /// Returns the first document after the call that a document belongs to.
    pub fn call_end(&self, doc: DocId) -> DocId {
        let start = self.call_start(doc);
        self.end(start, doc)
    }

    /// Returns the first document after the turn that a passage belongs to.
    pub fn turn_end(&self, doc: DocId) -> DocId {
        let head = self.turn_start(doc);
        self.end(head, doc)
    }

    /// Returns where what begins at `start` and holds `doc` ends: behind that document and in the
    /// segment even where the column is damaged, or a search might never end.
    fn end(&self, start: DocId, doc: DocId) -> DocId {
        let end = start.saturating_add(small(&self.extent, start));
        end.min(self.max_doc).max(doc + 1)
    }

    /// Returns the first document of the exchange that a passage belongs to.
    pub fn exchange_start(&self, doc: DocId) -> Option<DocId> {
        small(&self.in_exchange, doc).checked_sub(1).map(|back| doc.saturating_sub(back))
    }

    /// Returns the first document after the exchange that a passage belongs to.
    pub fn exchange_end(&self, doc: DocId) -> DocId {
        let mut next = doc + 1;
        while next < self.max_doc && small(&self.in_exchange, next) > 1 {
            next += 1;
        }
        next
    }

    /// Returns the place of a passage in its turn, from 0.
    pub fn passage_ordinal(&self, doc: DocId) -> u32 {
        small(&self.in_turn, doc)
    }

    /// Returns the ordinal of the turn that a passage belongs to.
    pub fn turn_ordinal(&self, doc: DocId) -> u32 {
        small(&self.turn, doc)
    }

    /// Returns the place in its turn of a passage's first word.
    pub fn word_start(&self, doc: DocId) -> u32 {
        small(&self.start, doc)
    }

    /// Returns how many words a passage has; 0 for documents that are no passages.
    pub fn words(&self, doc: DocId) -> u32 {
        small(&self.words, doc)
    }

    /// Tells whether a passage is boilerplate.
    pub fn is_boilerplate(&self, doc: DocId) -> bool {
        small(&self.boilerplate, doc) > 0
    }

    /// Tells whether a document stands for a call.
    pub fn is_call(&self, doc: DocId) -> bool {
        small(&self.in_call, doc) == 0
    }

    /// Returns the day of the call that a document belongs to, as a number that sorts as days
    /// do.
    pub fn date(&self, doc: DocId) -> Option<u64> {
        self.date.first(self.call_start(doc))
    }

    /// Returns the rank of the call's id among the ids of the segment; ids of one segment
    /// compare as their ranks do.
    pub fn call_rank(&self, doc: DocId) -> u64 {
        let id = self.id.as_ref().map(|column| column.ords());
        id.and_then(|ranks| ranks.first(self.call_start(doc))).unwrap_or(u64::MAX)
    }

    /// Returns the id of the call that a document belongs to.
    pub fn call_id(&self, doc: DocId) -> String {
        let mut id = String::new();
        if let Some(column) = &self.id {
            // An id that cannot be read is left empty: it only settles ties.
            let _ = column.ord_to_str(self.call_rank(doc), &mut id);
        }
        id
    }

    /// Returns how many documents the segment has, deleted ones included.
    pub fn max_doc(&self) -> DocId {
        self.max_doc
    }
}

/// Returns a column's value, which is known to be small.
fn small(column: &Values, doc: DocId) -> u32 {
    u32::try_from(column.get_val(doc)).unwrap_or_default()
}
