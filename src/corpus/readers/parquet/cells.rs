//! The cells of a column, as text.

use parquet::basic::ConvertedType;
use parquet::basic::LogicalType;
use parquet::basic::TimeUnit;
use parquet::column::reader::ColumnReader;
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::errors::Result;
use parquet::schema::types::ColumnDescriptor;

use crate::transcript::Date;

use super::pages::Budget;

/// The most bytes of one cell; a transcript has a hundred thousand.
const MOST_CELL: usize = 16 << 20;

const SECONDS_A_DAY: i64 = 86_400;

/// What the numbers of a column count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// Whatever its name says.
    Plain,
    /// Time since the beginning of 1970: so many of it are a day.
    SinceEpoch(i64),
}

impl Count {
    pub(super) fn of(column: &ColumnDescriptor) -> Self {
        let logical = match column.logical_type_ref() {
            Some(LogicalType::Date) => Some(1),
            Some(LogicalType::Timestamp(time)) => Some(match time.unit {
                TimeUnit::MILLIS => SECONDS_A_DAY * 1_000,
                TimeUnit::MICROS => SECONDS_A_DAY * 1_000_000,
                TimeUnit::NANOS => SECONDS_A_DAY * 1_000_000_000,
            }),
            _ => None,
        };
        let converted = match column.converted_type() {
            ConvertedType::DATE => Some(1),
            ConvertedType::TIMESTAMP_MILLIS => Some(SECONDS_A_DAY * 1_000),
            ConvertedType::TIMESTAMP_MICROS => Some(SECONDS_A_DAY * 1_000_000),
            _ => None,
        };
        logical.or(converted).map_or(Self::Plain, Self::SinceEpoch)
    }

    fn text(self, number: i64) -> String {
        match self {
            Self::Plain => number.to_string(),
            Self::SinceEpoch(day) => {
                day_of(number.div_euclid(day)).map(|d| d.to_string()).unwrap_or_default()
            }
        }
    }
}

/// Returns the day that is so many after the beginning of 1970.
fn day_of(days: i64) -> Option<Date> {
    // Years that begin in March, so that the odd day stands last; 400 of them have as many days
    // as any 400.
    let days = days.checked_add(719_468)?;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = u16::try_from(era * 400 + year + later).ok()?;
    Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

/// Reads the next cells of a column, at most so many; what is null is empty.
pub(super) fn next(
    reader: &mut ColumnReader,
    count: Count,
    most: usize,
    optional: i16,
    budget: &Budget,
) -> Result<Vec<String>> {
    let number = |n: i64| Ok(count.text(n));
    match reader {
        ColumnReader::ByteArrayColumnReader(r) => batch(r, most, optional, |cell| {
            let bytes = cell.data();
            if bytes.len() > MOST_CELL {
                return Err(budget.spend());
            }
            budget.take(bytes.len())?;
            Ok(String::from_utf8_lossy(bytes).into_owned())
        }),
        ColumnReader::Int32ColumnReader(r) => batch(r, most, optional, |&n| number(n.into())),
        ColumnReader::Int64ColumnReader(r) => batch(r, most, optional, |&n| number(n)),
        ColumnReader::FloatColumnReader(r) => batch(r, most, optional, |n| Ok(n.to_string())),
        ColumnReader::DoubleColumnReader(r) => batch(r, most, optional, |n| Ok(n.to_string())),
        ColumnReader::Int96ColumnReader(r) => batch(r, most, optional, |n| {
            // The last of the three words counts days of the Julian calendar.
            let days = n.data().get(2).map_or(0, |&days| i64::from(days) - 2_440_588);
            Ok(Count::SinceEpoch(1).text(days))
        }),
        ColumnReader::BoolColumnReader(_) | ColumnReader::FixedLenByteArrayColumnReader(_) => {
            Err(ParquetError::NYI("a type".to_owned()))
        }
    }
}

/// Reads cells of one type; those whose level is below `optional` are null.
fn batch<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    most: usize,
    optional: i16,
    text: impl Fn(&T::T) -> Result<String>,
) -> Result<Vec<String>> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let (rows, ..) = reader.read_records(most, Some(&mut levels), None, &mut values)?;
    let mut values = values.iter();
    let is_there = |row: usize| optional == 0 || levels.get(row) == Some(&optional);
    let cell = |row| match is_there(row).then(|| values.next()).flatten() {
        Some(value) => text(value),
        None => Ok(String::new()),
    };
    (0..rows).map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let check = |days: i64, expected: &str| {
            assert_eq!(Count::SinceEpoch(1).text(days), expected);
        };
        check(0, "1970-01-01");
        check(-1, "1969-12-31");
        check(11_016, "2000-02-29");
        check(22_405, "2031-05-06");
        check(i64::MAX, "");
        check(i64::MIN, "");
        assert_eq!(Count::SinceEpoch(SECONDS_A_DAY * 1000).text(-1), "1969-12-31");
        assert_eq!(Count::Plain.text(2031), "2031");
    }
}
