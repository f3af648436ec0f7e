//! The columns that matter, written as a table of text.

use std::panic;
use std::panic::AssertUnwindSafe;

use bytes::Bytes;
use parquet::basic::Type;
use parquet::column::reader::ColumnReader;
use parquet::column::reader::get_column_reader;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::metadata::ParquetMetaDataReader;
use parquet::file::metadata::RowGroupMetaData;

use crate::corpus::error::ReadError;
use crate::corpus::readers::table::Columns;

use super::MARK;
use super::cells;
use super::cells::Count;
use super::pages::Budget;
use super::pages::Pages;

/// The most bytes that are unpacked of a file, and that its cells may come to.
const MOST_BYTES: u64 = 512 << 20;

/// The most bytes that tell how a file is made; a thousandth of that is usual.
const MOST_METADATA: usize = 8 << 20;

/// The most rows; a year of calls, a row a sentence, has fewer.
const MOST_ROWS: i64 = 4_000_000;

/// The rows that are read at a time.
const BATCH: usize = 1024;

const BROKEN: ReadError = ReadError::Parquet { reason: "is a broken Parquet file" };

/// Returns the table of text that a file holds.
pub(super) fn table(bytes: Vec<u8>) -> Result<String, ReadError> {
    // The crate asserts here and there what a broken file need not hold.
    let read = || {
        let file = Bytes::from(bytes);
        let budget = Budget::new(MOST_BYTES);
        write(&file, &metadata(&file)?, &budget).map_err(|error| match error {
            Stop::Told(error) => error,
            Stop::Parquet(_) if budget.is_spent() => ReadError::TooLarge { limit: MOST_BYTES },
            Stop::Parquet(ParquetError::NYI(_)) => ReadError::Parquet {
                reason: "is a Parquet file packed or encoded in a way that is not read",
            },
            Stop::Parquet(_) => BROKEN,
        })
    };
    panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(BROKEN))
}

/// Why a file is not read to its end.
enum Stop {
    Told(ReadError),
    Parquet(ParquetError),
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Self::Told(error)
    }
}

impl From<ParquetError> for Stop {
    fn from(error: ParquetError) -> Self {
        Self::Parquet(error)
    }
}

/// Reads what stands at the end of a file: its columns, and where their pages are.
fn metadata(file: &Bytes) -> Result<ParquetMetaData, ReadError> {
    let (rest, mark) = file.split_last_chunk::<4>().ok_or(BROKEN)?;
    if mark == b"PARE" {
        return Err(ReadError::Parquet { reason: "is an encrypted Parquet file" });
    }
    let (rest, len) = rest.split_last_chunk::<4>().ok_or(BROKEN)?;
    let len = usize::try_from(u32::from_le_bytes(*len)).unwrap_or(usize::MAX);
    if mark != MARK || len > MOST_METADATA.min(rest.len()) {
        return Err(BROKEN);
    }
    ParquetMetaDataReader::decode_metadata(&rest[rest.len() - len..]).map_err(|_| BROKEN)
}

/// A column that is read.
struct Column {
    /// Its place among all columns.
    at: usize,
    name: String,
    count: Count,
    /// The level of a cell that is not null.
    optional: i16,
}

/// Returns the columns that matter; nested ones and raw bytes never do.
fn chosen(metadata: &ParquetMetaData) -> Result<Vec<Column>, ReadError> {
    let schema = metadata.file_metadata().schema_descr();
    let is_flat = |&at: &usize| {
        let column = schema.column(at);
        let kind = column.physical_type();
        column.max_rep_level() == 0
            && column.path().parts().len() == 1
            && !matches!(kind, Type::BOOLEAN | Type::FIXED_LEN_BYTE_ARRAY)
    };
    let flat: Vec<usize> = (0..schema.num_columns()).filter(is_flat).collect();
    let names: Vec<String> = flat.iter().map(|&at| schema.column(at).name().to_owned()).collect();
    let header: Vec<&str> = names.iter().map(String::as_str).collect();
    let columns = Columns::of_header(&header).filter(Columns::are_of_calls).ok_or_else(|| {
        let is_list = |at| schema.column(at).max_rep_level() > 0;
        let reason = if (0..schema.num_columns()).any(is_list) {
            "a Parquet table of nested lists, which are not read: write a row a turn"
        } else {
            "a Parquet table without columns of speakers or companies, and of words"
        };
        ReadError::NoTranscript { reason: reason.to_owned() }
    })?;
    let column = |at: usize| {
        let (name, at) = (names[at].clone(), flat[at]);
        let column = schema.column(at);
        Column { at, name, count: Count::of(&column), optional: column.max_def_level() }
    };
    Ok(columns.all().into_iter().map(column).collect())
}

fn write(file: &Bytes, metadata: &ParquetMetaData, budget: &Budget) -> Result<String, Stop> {
    let columns = chosen(metadata)?;
    let rows = metadata.row_groups().iter().map(RowGroupMetaData::num_rows);
    if rows.clone().any(|rows| rows < 0) {
        return Err(Stop::Told(BROKEN));
    }
    if rows.fold(0, i64::saturating_add) > MOST_ROWS {
        let reason = "is a Parquet file of more than 4 million rows";
        return Err(Stop::Told(ReadError::Parquet { reason }));
    }
    let mut out = csv::Writer::from_writer(Vec::new());
    let broken = |_| Stop::Told(BROKEN);
    out.write_record(columns.iter().map(|c| &c.name)).map_err(broken)?;
    for group in metadata.row_groups() {
        let mut left = usize::try_from(group.num_rows()).unwrap_or_default();
        let mut readers = readers(file, group, &columns, budget)?;
        while left > 0 {
            let most = left.min(BATCH);
            let cells = readers.iter_mut().zip(&columns).map(|(reader, column)| {
                cells::next(reader, column.count, most, column.optional, budget)
            });
            let cells: Vec<Vec<String>> = cells.collect::<Result<_, _>>()?;
            if cells.iter().any(|cells| cells.len() != most) {
                return Err(Stop::Told(BROKEN));
            }
            for row in 0..most {
                out.write_record(cells.iter().map(|cells| &cells[row])).map_err(broken)?;
            }
            left -= most;
        }
    }
    let bytes = out.into_inner().map_err(|_| Stop::Told(BROKEN))?;
    String::from_utf8(bytes).map_err(|_| Stop::Told(BROKEN))
}

/// Returns the readers of the columns of a group of rows.
fn readers(
    file: &Bytes,
    group: &RowGroupMetaData,
    columns: &[Column],
    budget: &Budget,
) -> Result<Vec<ColumnReader>, Stop> {
    let reader = |column: &Column| {
        let chunk = group.columns().get(column.at).ok_or(Stop::Told(BROKEN))?;
        let rows = usize::try_from(group.num_rows()).unwrap_or_default();
        let pages = Pages::new(file, chunk, rows, budget)?;
        Ok(get_column_reader(chunk.column_descr_ptr(), Box::new(pages)))
    };
    columns.iter().map(reader).collect()
}
