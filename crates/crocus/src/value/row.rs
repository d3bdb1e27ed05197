//! One row of a result, read by position.

use std::fmt;

use super::column_type::ColumnType;
use super::fault::Fault;
use super::format::Format;
use super::value::ValueRef;

/// One row of a result; it lives until the next one is read.
///
/// Every model reads itself from this one type, whatever database stands behind it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    columns: &'a rusqlite::Row<'a>,
    offset: usize,
    /// How columns are stored, where only the query knows; empty otherwise.
    formats: &'a [Format],
    /// Where the columns stand, when they stand in another order; empty otherwise.
    places: &'a [usize],
}

impl<'a> Row<'a> {
    #[inline]
    pub(crate) fn new(row: &'a rusqlite::Row<'a>) -> Self {
        Row {
            columns: row,
            offset: 0,
            formats: &[],
            places: &[],
        }
    }

    /// The same row, seen from its `offset`-th column on.
    #[inline]
    pub(crate) fn skip(self, offset: usize) -> Self {
        Row {
            offset: self.offset + offset,
            ..self
        }
    }

    /// The same row, with the formats of its columns.
    pub(crate) fn with_formats(self, formats: &'a [Format]) -> Self {
        Row { formats, ..self }
    }

    /// The same row, with its columns in another order.
    pub(crate) fn with_places(self, places: &'a [usize]) -> Self {
        Row { places, ..self }
    }

    /// Reads one column.
    ///
    /// # Errors
    ///
    /// When the row has no such column, or the stored value is not one of `T`.
    #[inline]
    pub fn get<T: ColumnType>(&self, column: usize, format: Format) -> Result<T, Fault> {
        let value = self.value(column)?;
        let format = match (format, self.formats.get(self.offset + column)) {
            (Format::Plain, Some(format)) => *format,
            _ => format,
        };
        T::decode(value, format).map_err(|fault| fault.in_column(column))
    }

    /// The stored value of one column.
    ///
    /// # Errors
    ///
    /// When the row has no such column.
    #[inline]
    pub fn value(&self, column: usize) -> Result<ValueRef<'a>, Fault> {
        let mut place = self.offset + column;
        if !self.places.is_empty() {
            place = self.places.get(place).copied().unwrap_or(usize::MAX);
        }
        match self.columns.get_ref(place) {
            Ok(value) => Ok(value.into()),
            Err(_) => Err(Fault::decode("the row has fewer columns").in_column(column)),
        }
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
