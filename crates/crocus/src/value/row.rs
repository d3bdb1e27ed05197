//! One row of a result, read by position.

use std::fmt;

use super::fault::Fault;
use super::format::Format;
use super::value::ValueRef;

/// One row of a result; it lives until the next one is read.
///
/// Every model reads itself from this one type, whatever database stands behind it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub(super) columns: &'a rusqlite::Row<'a>,
    pub(super) offset: usize,
    pub(super) layout: Option<&'a Layout<'a>>,
}

/// What is unusual about a row, where something is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Layout<'a> {
    /// How columns are stored, where only the query knows; empty otherwise.
    pub(crate) formats: &'a [Format],
    /// Where the columns stand, when they stand in another order; empty otherwise.
    pub(crate) places: &'a [usize],
}

impl Layout<'_> {
    fn place(&self, column: usize) -> usize {
        match self.places {
            [] => column,
            places => places.get(column).copied().unwrap_or(usize::MAX),
        }
    }
}

impl<'a> Row<'a> {
    #[inline]
    pub(crate) fn new(row: &'a rusqlite::Row<'a>) -> Self {
        Row {
            columns: row,
            offset: 0,
            layout: None,
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

    /// The same row, with what is unusual about it.
    pub(crate) fn with_layout<'b>(self, layout: &'b Layout<'b>) -> Row<'b>
    where
        'a: 'b,
    {
        Row {
            columns: self.columns,
            offset: self.offset,
            layout: Some(layout),
        }
    }

    /// The stored value of one column.
    ///
    /// # Errors
    ///
    /// When the row has no such column.
    #[inline]
    pub fn value(&self, column: usize) -> Result<ValueRef<'a>, Fault> {
        let mut place = self.offset + column;
        if let Some(layout) = self.layout {
            place = layout.place(place);
        }
        match self.columns.get_ref(place) {
            Ok(value) => Ok(value.into()),
            Err(_) => Err(no_column().in_column(column)),
        }
    }
}

#[cold]
pub(super) fn no_column() -> Fault {
    Fault::decode("the row has fewer columns")
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
