//! Reading the columns of one row, one after the other.

use super::fault::Fault;
use super::row::Row;

/// A row while generated code reads it: it keeps what was wrong with the column that ended it, so that
/// a column is read to an `Option`, and `Option` needs no conversion of errors.
#[derive(Debug)]
pub struct Reader<'r> {
    pub(super) row: &'r Row<'r>,
    fault: Option<Fault>,
}

impl<'r> Reader<'r> {
    /// Begins to read a row.
    #[inline]
    pub fn new(row: &'r Row<'r>) -> Self {
        Reader { row, fault: None }
    }

    /// What was wrong.
    ///
    /// # Errors
    ///
    /// Always.
    #[cold]
    pub fn fault<T>(&mut self) -> Result<T, Fault> {
        let unknown = || Fault::misuse("no column was read wrongly");
        Err(self.fault.take().unwrap_or_else(unknown))
    }

    /// What was read from a column, or `None` and its fault kept.
    #[inline]
    pub(super) fn keep<T>(&mut self, column: usize, read: Result<T, Fault>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(fault) => {
                self.fault = Some(fault.in_column(column));
                None
            }
        }
    }
}
