//! Values that are written as what they differ in, made plain.
//!
//! The crate's own decoders make room for as many values as a page claims to hold, and for each
//! text that grows out of the one before it; here, what comes out is counted first.

use parquet::basic::Encoding;
use parquet::basic::Type;
use parquet::errors::ParquetError;
use parquet::errors::Result;

use super::pages::Budget;
use super::pages::MOST_PAGE;

/// The most values of one block; writers make them of 128.
const MOST_BLOCK: usize = 1 << 16;

/// Tells whether values are written so.
pub(super) fn is_delta(encoding: Encoding) -> bool {
    matches!(
        encoding,
        Encoding::DELTA_BINARY_PACKED
            | Encoding::DELTA_LENGTH_BYTE_ARRAY
            | Encoding::DELTA_BYTE_ARRAY
    )
}

/// Returns the values of a page as they are written plain: at most so many.
pub(super) fn plain(
    bytes: &[u8],
    encoding: Encoding,
    kind: Type,
    most: usize,
    budget: &Budget,
) -> Result<Vec<u8>> {
    let mut input = Input { bytes };
    let mut out = Plain { bytes: Vec::new(), budget };
    match (encoding, kind) {
        (Encoding::DELTA_BINARY_PACKED, Type::INT32) => {
            for number in input.numbers(most)? {
                // Of a sum that wrapped, the low half is what was meant.
                out.put(&number.to_le_bytes()[..4])?;
            }
        }
        (Encoding::DELTA_BINARY_PACKED, Type::INT64) => {
            for number in input.numbers(most)? {
                out.put(&number.to_le_bytes())?;
            }
        }
        (Encoding::DELTA_LENGTH_BYTE_ARRAY, Type::BYTE_ARRAY) => {
            for len in input.numbers(most)? {
                let text = input.take(len)?;
                out.put_text(&[], text)?;
            }
        }
        (Encoding::DELTA_BYTE_ARRAY, Type::BYTE_ARRAY) => {
            let kept = input.numbers(most)?;
            let added = input.numbers(most)?;
            if kept.len() != added.len() {
                return Err(broken());
            }
            let mut last = Vec::new();
            for (kept, added) in kept.into_iter().zip(added) {
                let kept = usize::try_from(kept).map_err(|_| broken())?;
                let text = input.take(added)?;
                if kept > last.len() {
                    return Err(broken());
                }
                last.truncate(kept);
                out.put_text(&last, text)?;
                last.extend_from_slice(text);
            }
        }
        _ => return Err(ParquetError::NYI("an encoding of this type".to_owned())),
    }
    Ok(out.bytes)
}

/// Plain values, as far as they are written.
struct Plain<'b> {
    bytes: Vec<u8>,
    budget: &'b Budget,
}

impl Plain<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.budget.take(bytes.len())?;
        if (self.bytes.len() + bytes.len()) as u64 > MOST_PAGE {
            return Err(self.budget.spend());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn put_text(&mut self, begin: &[u8], end: &[u8]) -> Result<()> {
        let len = u32::try_from(begin.len() + end.len()).map_err(|_| broken())?;
        self.put(&len.to_le_bytes())?;
        self.put(begin)?;
        self.put(end)
    }
}

/// What is still to be read of a page.
struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, len: i64) -> Result<&'a [u8]> {
        let len = usize::try_from(len).map_err(|_| broken())?;
        let (taken, rest) = self.bytes.split_at_checked(len).ok_or_else(broken)?;
        self.bytes = rest;
        Ok(taken)
    }

    /// Reads a number of as many bytes as it needs, seven bits a byte.
    fn number(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first().ok_or_else(broken)?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(broken())
    }

    /// Reads a number whose sign is its lowest bit.
    fn signed(&mut self) -> Result<i64> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn size(&mut self, most: usize) -> Result<usize> {
        let size = usize::try_from(self.number()?).ok();
        size.filter(|size| *size <= most).ok_or_else(broken)
    }

    /// Reads numbers written as blocks of differences, each difference in as many bits as its
    /// part of the block needs.
    fn numbers(&mut self, most: usize) -> Result<Vec<i64>> {
        let block = self.size(MOST_BLOCK)?;
        let parts = self.size(block)?;
        let (count, first) = (self.size(most)?, self.signed()?);
        let part = block.checked_div(parts).filter(|part| part % 8 == 0 && *part > 0);
        let part = part.ok_or_else(broken)?;
        let mut numbers = Vec::new();
        if count > 0 {
            numbers.push(first);
        }
        let mut last = first;
        while numbers.len() < count {
            let base = self.signed()?;
            let widths = self.take(i64::try_from(parts).map_err(|_| broken())?)?;
            for &width in widths {
                if numbers.len() == count {
                    break;
                }
                if width > 64 {
                    return Err(broken());
                }
                let width = usize::from(width);
                let len = (part / 8 * width).min(self.bytes.len());
                let (packed, rest) = self.bytes.split_at(len);
                self.bytes = rest;
                for at in 0..part.min(count - numbers.len()) {
                    let more = bits(packed, at * width, width).ok_or_else(broken)?;
                    last = last.wrapping_add(base).wrapping_add(more.cast_signed());
                    numbers.push(last);
                }
            }
        }
        Ok(numbers)
    }
}

/// Returns so many bits from a place on, the lowest first.
fn bits(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let mut number = 0;
    let mut have = 0;
    while have < width {
        let (byte, bit) = ((at + have) / 8, (at + have) % 8);
        let some = (8 - bit).min(width - have);
        let piece = u64::from(*bytes.get(byte)? >> bit) & ((1 << some) - 1);
        number |= piece << have;
        have += some;
    }
    Some(number)
}

fn broken() -> ParquetError {
    ParquetError::General("broken differences".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::ByteArray;
    use parquet::data_type::ByteArrayType;
    use parquet::data_type::Int32Type;
    use parquet::data_type::Int64Type;
    use parquet::file::properties::WriterProperties;
    use parquet::file::properties::WriterVersion;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::corpus::readers::parquet::columns;

    /// Writes rows of a start, a speaker and a text, and compares the table that is read.
    fn check(rows: &[(i64, &str, Option<&str>)], texts: Encoding, version: WriterVersion) {
        let schema = "message m { required int64 start; required int32 end; \
                      required binary speaker (UTF8); optional binary text (UTF8); }";
        let properties = WriterProperties::builder()
            .set_dictionary_enabled(false)
            .set_writer_version(version)
            .set_encoding(Encoding::DELTA_BINARY_PACKED)
            .set_column_encoding("speaker".into(), Encoding::DELTA_LENGTH_BYTE_ARRAY)
            .set_column_encoding("text".into(), texts)
            .build();
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut writer =
            SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let numbers: Vec<i64> = rows.iter().map(|row| row.0).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&numbers, None, None).unwrap();
        column.close().unwrap();
        let small: Vec<i32> = (0..rows.len()).map(|n| i32::try_from(n).unwrap() * 7 - 3).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int32Type>().write_batch(&small, None, None).unwrap();
        column.close().unwrap();
        let speakers: Vec<ByteArray> = rows.iter().map(|row| row.1.into()).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&speakers, None, None).unwrap();
        column.close().unwrap();
        let texts: Vec<ByteArray> = rows.iter().filter_map(|row| row.2).map(Into::into).collect();
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.2.is_some())).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        let table = columns::table(writer.into_inner().unwrap()).unwrap();
        let mut read = csv::Reader::from_reader(table.as_bytes());
        let header = read.headers().unwrap().clone();
        let at = |name| header.iter().position(|h| h == name).unwrap();
        let (start, end) = (at("start"), at("end"));
        let (speaker, text) = (at("speaker"), at("text"));
        let read: Vec<_> = read.records().map(|row| row.unwrap()).collect();
        assert_eq!(read.len(), rows.len());
        for ((row, small), (number, who, said)) in read.iter().zip(small).zip(rows) {
            assert_eq!(row[start], number.to_string());
            assert_eq!(row[end], small.to_string());
            assert_eq!((&row[speaker], &row[text]), (*who, said.unwrap_or_default()));
        }
    }

    #[test]
    fn differences_are_read() {
        let texts = ["Good morning.", "Good day.", "", "Good days are here, and better ones."];
        let row = |n: usize| {
            let number =
                i64::try_from(n * n).unwrap() * if n.is_multiple_of(3) { -1_000_003 } else { 11 };
            (
                number,
                ["Operator", "Jane Doe"][n % 2],
                (!n.is_multiple_of(5)).then_some(texts[n % 4]),
            )
        };
        for count in [1, 2, 33, 129, 1500] {
            let rows: Vec<_> = (0..count).map(row).collect();
            for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
                check(&rows, Encoding::DELTA_BYTE_ARRAY, version);
                check(&rows, Encoding::DELTA_LENGTH_BYTE_ARRAY, version);
            }
        }
        check(
            &[(i64::MIN, "a", None), (i64::MAX, "b", None)],
            Encoding::PLAIN,
            WriterVersion::PARQUET_2_0,
        );
    }

    /// Writes numbers as they are read: differences in 64 bits, eight a block.
    fn written(numbers: &[u64]) -> Vec<u8> {
        let mut out = vec![8, 1];
        for mut number in [numbers.len() as u64, numbers[0] * 2] {
            while number > 0x7f {
                out.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
                number >>= 7;
            }
            out.push(u8::try_from(number).unwrap());
        }
        let mut last = numbers[0];
        for block in numbers[1..].chunks(8) {
            out.extend([0, 64]);
            for at in 0..8 {
                let number = block.get(at).copied().unwrap_or(last);
                out.extend(number.wrapping_sub(last).to_le_bytes());
                last = number;
            }
        }
        out
    }

    #[test]
    fn lists_are_told() {
        let schema = "message m { required binary company (UTF8); repeated group turns { \
                      required binary speaker (UTF8); required binary text (UTF8); } }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
        let error = columns::table(writer.into_inner().unwrap()).unwrap_err();
        let told = "no transcript: a Parquet table of nested lists, which are not read: write a \
                    row a turn";
        assert_eq!(error.to_string(), told);
    }

    #[test]
    fn what_is_claimed_is_not_believed() {
        let check = |bytes: &[u8], encoding, most| {
            let budget = Budget::new(1 << 20);
            plain(bytes, encoding, Type::BYTE_ARRAY, most, &budget).unwrap_err();
            budget.is_spent()
        };
        let length = Encoding::DELTA_LENGTH_BYTE_ARRAY;
        assert!(!check(b"\x80\x01\x04\xff\xff\xff\xff\x0f\x02", length, 1000));
        assert!(!check(b"\x80\x01\x04\x01\xff\xff\xff\xff\x0f", length, 1000));
        assert!(!check(b"\x80\x01\x00\x05\x02", length, 1000));
        assert!(!check(b"\xff", length, 1000));
        // A text of 64 kB, and a thousand that begin with all of it.
        let kept = written(&[[0].as_slice(), &[65_535; 999]].concat());
        let added = written(&[[65_535].as_slice(), &[0; 999]].concat());
        let grown = [kept, added, vec![b'a'; 65_535]].concat();
        assert!(check(&grown, Encoding::DELTA_BYTE_ARRAY, 1000));
    }
}
