//! The pages of a column, unpacked within bounds.
//!
//! The crate's own codecs make room for as much as a page claims to be, and unpack gzip without
//! end; so it is told that nothing is packed, and what it gives is unpacked here.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use parquet::basic::Compression;
use parquet::basic::Encoding;
use parquet::basic::Type;
use parquet::column::page::Page;
use parquet::column::page::PageMetadata;
use parquet::column::page::PageReader;
use parquet::errors::ParquetError;
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;

use super::delta;

/// The most bytes of one page; writers make them of one megabyte, or of one cell.
pub(super) const MOST_PAGE: u64 = 64 << 20;

/// What may still be unpacked of a file.
#[derive(Debug, Clone)]
pub(super) struct Budget(Arc<AtomicU64>);

impl Budget {
    pub(super) fn new(bytes: u64) -> Self {
        Self(Arc::new(AtomicU64::new(bytes)))
    }

    /// Takes some of it; what is not there cannot be taken, and then nothing is left.
    pub(super) fn take(&self, bytes: usize) -> Result<()> {
        let left = self.0.load(Ordering::Relaxed).checked_sub(bytes as u64);
        self.0.store(left.unwrap_or_default(), Ordering::Relaxed);
        left.map(|_| ()).ok_or_else(too_large)
    }

    pub(super) fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Takes all of it, because a part is larger than any may be.
    pub(super) fn spend(&self) -> ParquetError {
        self.0.store(0, Ordering::Relaxed);
        too_large()
    }
}

fn too_large() -> ParquetError {
    ParquetError::General("too large".to_owned())
}

fn unread(what: &str) -> ParquetError {
    ParquetError::NYI(what.to_owned())
}

fn broken(_: impl std::error::Error) -> ParquetError {
    ParquetError::General("broken".to_owned())
}

/// Gives the pages of one column of a group of rows.
pub(super) struct Pages {
    packed: SerializedPageReader<Bytes>,
    compression: Compression,
    kind: Type,
    /// How many levels tell whether a value is there.
    levels: i16,
    /// How many values there are at most.
    rows: usize,
    budget: Budget,
}

impl Pages {
    pub(super) fn new(
        file: &Bytes,
        column: &ColumnChunkMetaData,
        rows: usize,
        budget: &Budget,
    ) -> Result<Self> {
        let compression = column.compression();
        let plain = column.clone().into_builder().set_compression(Compression::UNCOMPRESSED);
        let packed =
            SerializedPageReader::new(Arc::new(file.clone()), &plain.build()?, rows, None)?;
        let (kind, levels) = (column.column_type(), column.column_descr().max_def_level());
        Ok(Self { packed, compression, kind, levels, rows, budget: budget.clone() })
    }

    /// Unpacks a page, and refuses those that the crate's decoders would trust too far.
    fn checked(&self, mut page: Page) -> Result<Page> {
        let encoding = page.encoding();
        match &mut page {
            Page::DataPage { buf, .. } => {
                *buf = unpack(self.compression, buf, &self.budget)?.into();
            }
            Page::DataPageV2 {
                buf,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed,
                ..
            } => {
                let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
                let Some((levels, packed)) = buf.split_at_checked(levels) else {
                    return Err(too_large());
                };
                let unpacked = match (*is_compressed, packed.is_empty()) {
                    (true, false) => {
                        [levels, &unpack(self.compression, packed, &self.budget)?].concat()
                    }
                    _ => buf.to_vec(),
                };
                *buf = unpacked.into();
            }
            Page::DictionaryPage { buf, num_values, .. } => {
                let unpacked = unpack(self.compression, buf, &self.budget)?;
                // Each value has four bytes at least; room is made for as many as are claimed.
                if *num_values as usize > unpacked.len() / 4 {
                    return Err(ParquetError::General("more values than bytes".to_owned()));
                }
                *buf = unpacked.into();
            }
        }
        // The others hold lengths that are believed.
        match encoding {
            Encoding::PLAIN | Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY => Ok(page),
            _ if delta::is_delta(encoding) => self.plain(page),
            _ => Err(unread("an encoding")),
        }
    }

    /// Makes the values of an unpacked page plain.
    fn plain(&self, mut page: Page) -> Result<Page> {
        let (buf, encoding, most, levels) = match &mut page {
            Page::DataPage { buf, encoding, num_values, def_level_encoding, .. } => {
                let levels = match (self.levels, def_level_encoding, buf.first_chunk::<4>()) {
                    (0, ..) => 0,
                    (_, Encoding::RLE, Some(len)) => 4 + u32::from_le_bytes(*len) as usize,
                    _ => return Err(unread("levels")),
                };
                (buf, encoding, *num_values, levels)
            }
            Page::DataPageV2 {
                buf,
                encoding,
                num_values,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let levels = *def_levels_byte_len as usize + *rep_levels_byte_len as usize;
                (buf, encoding, *num_values, levels)
            }
            Page::DictionaryPage { .. } => return Err(unread("a dictionary")),
        };
        let (levels, values) = buf.split_at_checked(levels).ok_or_else(too_large)?;
        let most = self.rows.min(most as usize);
        let plain = delta::plain(values, *encoding, self.kind, most, &self.budget)?;
        *buf = [levels, &plain].concat().into();
        *encoding = Encoding::PLAIN;
        Ok(page)
    }
}

/// Unpacks a page.
fn unpack(compression: Compression, bytes: &[u8], budget: &Budget) -> Result<Vec<u8>> {
    let unpacked = match compression {
        Compression::UNCOMPRESSED => bytes.to_vec(),
        Compression::SNAPPY => {
            let len = snap::raw::decompress_len(bytes).map_err(broken)?;
            if len as u64 > MOST_PAGE {
                return Err(budget.spend());
            }
            snap::raw::Decoder::new().decompress_vec(bytes).map_err(broken)?
        }
        Compression::GZIP(_) => stream(MultiGzDecoder::new(bytes), budget)?,
        Compression::ZSTD(_) => stream(zstd::Decoder::new(bytes).map_err(broken)?, budget)?,
        _ => return Err(unread("a codec")),
    };
    budget.take(unpacked.len())?;
    Ok(unpacked)
}

fn stream(reader: impl Read, budget: &Budget) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    reader.take(MOST_PAGE + 1).read_to_end(&mut out).map_err(broken)?;
    if out.len() as u64 > MOST_PAGE { Err(budget.spend()) } else { Ok(out) }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.packed.get_next_page()?;
        page.map(|page| self.checked(page)).transpose()
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.packed.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.packed.skip_next_page()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_unpacked_within_bounds() {
        let check = |compression, bytes: &[u8], budget: u64, expected: Option<usize>| {
            let budget = Budget::new(budget);
            let len = unpack(compression, bytes, &budget).ok().map(|bytes| bytes.len());
            assert_eq!(len, expected, "{compression:?}");
            budget.is_spent()
        };
        let zstd = |len: usize| zstd::encode_all(vec![b'a'; len].as_slice(), 1).unwrap();
        let snappy = |len: usize| snap::raw::Encoder::new().compress_vec(&vec![b'a'; len]).unwrap();
        let codec = Compression::ZSTD(parquet::basic::ZstdLevel::default());
        let most = usize::try_from(MOST_PAGE).unwrap();
        assert!(!check(codec, &zstd(100), 1000, Some(100)));
        assert!(check(codec, &zstd(100), 99, None));
        assert!(check(codec, &zstd(most + 1), u64::MAX, None));
        assert!(!check(Compression::SNAPPY, &snappy(100), 1000, Some(100)));
        assert!(check(Compression::SNAPPY, b"\xff\xff\xff\xff\x0f", u64::MAX, None));
        assert!(!check(Compression::SNAPPY, b"", 1000, None));
        assert!(!check(Compression::LZ4, b"", 1000, None));
        assert!(!check(Compression::UNCOMPRESSED, b"abc", 1000, Some(3)));
    }
}
