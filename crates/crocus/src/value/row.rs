//! One row of a result, read by position.

use std::fmt;

use super::fault::Fault;
use super::format::Format;
use super::value::ValueRef;

/// One row of a result; it lives until the next one is read.
///
/// Every model reads itself from this one type, whatever database stands behind it.
///
/// ```
/// # use crocus::prelude::*;
/// # fn main() -> crocus::Result<()> {
/// use crocus::{Fault, Format, Row};
///
/// struct Point(f64, f64);
///
/// impl FromRow for Point {
///     fn positions(names: &[&str]) -> Result<Vec<usize>, Fault> {
///         if names.len() == 2 { Ok(vec![0, 1]) } else { Err(Fault::decode("a point has two columns")) }
///     }
///
///     fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> {
///         Ok(Point(row.get(at[0], Format::Plain)?, row.get(at[1], Format::Plain)?))
///     }
/// }
///
/// let mut s = Engine::memory()?.session();
/// let points: Vec<Point> = sql("SELECT 1.5, 2.0").all(&mut s)?;
/// assert_eq!(points[0].0 + points[0].1, 3.5);
/// # Ok(())
/// # }
/// ```
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
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// # use crocus::{Fault, Row, ValueRef};
    /// /// Whatever SQLite answers.
    /// enum Cell { Empty, Text(String), Other }
    ///
    /// impl FromRow for Cell {
    ///     # fn positions(_: &[&str]) -> Result<Vec<usize>, Fault> { Ok(vec![0]) }
    ///     fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> {
    ///         Ok(match row.value(at[0])? {
    ///             ValueRef::Null => Cell::Empty,
    ///             ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
    ///             _ => Cell::Other,
    ///         })
    ///     }
    /// }
    /// # let mut s = Engine::memory()?.session();
    /// let cells = sql("SELECT 'x' UNION ALL SELECT NULL UNION ALL SELECT 1").all::<Cell>(&mut s)?;
    /// assert!(matches!(&cells[..], [Cell::Text(x), Cell::Empty, Cell::Other] if x == "x"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the row has no such column.
    #[expect(
        clippy::inline_always,
        reason = "SQLite's kind of value and the one that is wanted meet in one branch"
    )]
    #[inline(always)]
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
