//! Reading one column of a row as a type.

use super::column_type::ColumnType;
use super::fault::Fault;
use super::format::Format;
use super::reader::Reader;
use super::row::{Layout, Row, no_column};

impl Row<'_> {
    /// Reads one column.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// # use crocus::{Fault, Format, Row};
    /// struct Latest(String);
    ///
    /// impl FromRow for Latest {
    ///     # fn positions(_: &[&str]) -> Result<Vec<usize>, Fault> { Ok(vec![0]) }
    ///     fn from_row(row: &Row<'_>, at: &[usize]) -> Result<Self, Fault> {
    ///         row.get(at[0], Format::Plain).map(Latest)
    ///     }
    /// }
    /// # let mut s = Engine::memory()?.session();
    /// assert_eq!(sql("SELECT 'v2'").all::<Latest>(&mut s)?[0].0, "v2");
    /// assert!(sql("SELECT 2").all::<Latest>(&mut s).is_err()); // no text
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the row has no such column, or the stored value is not one of `T`.
    #[expect(
        clippy::inline_always,
        reason = "SQLite's kind of value and the one that is wanted meet in one branch"
    )]
    #[inline(always)]
    pub fn get<T: ColumnType>(&self, column: usize, format: Format) -> Result<T, Fault> {
        let decoded = match self.layout {
            None => match self.columns.get_ref(self.offset + column) {
                Ok(value) => T::decode(value.into(), format),
                Err(_) => Err(no_column()),
            },
            Some(layout) => self.get_unusual(column, format, layout),
        };
        match decoded {
            Ok(value) => Ok(value),
            Err(fault) => Err(fault.in_column(column)),
        }
    }

    #[cold]
    fn get_unusual<T: ColumnType>(
        &self,
        column: usize,
        format: Format,
        layout: &Layout<'_>,
    ) -> Result<T, Fault> {
        // A sum is stored otherwise than its column, which only the query knows: a result struct
        // that declares a scale of its own would read it wrong by a power of ten.
        let format = match layout.formats.get(self.offset + column) {
            None | Some(Format::Plain) => format,
            Some(known) => *known,
        };
        T::decode(self.value(column)?, format)
    }
}

/// Reads a column through a codec; `None` where [`Reader::fault`] tells why.
#[inline]
pub fn read_with<S: ColumnType, T>(
    row: &mut Reader<'_>,
    column: usize,
    format: Format,
    decode: impl FnOnce(S) -> Result<T, Fault>,
) -> Option<T> {
    let read = match row.row.get(column, format) {
        Ok(stored) => decode(stored),
        Err(fault) => Err(fault),
    };
    row.keep(column, read)
}
