//! Version columns: the optimistic lock of a row.
//!
//! An integer version starts at 1 and counts up with each UPDATE. A version of another type, or one
//! that the program changed itself, is written as it is; the old one is compared either way.

use super::keys::{Columns, column_value};
use crate::error::Result;
use crate::value::Value;

/// The version column and the value it gets.
pub(super) struct Version {
    pub(super) column: usize,
    pub(super) next: Value,
}

impl Version {
    /// The version of a row that is inserted.
    pub(super) fn first(value: &dyn Columns) -> Result<Option<Version>> {
        let Some(column) = value.table().version() else {
            return Ok(None);
        };
        let next = match column_value(value, column)? {
            Value::Integer(0) => Value::Integer(1),
            own => own,
        };
        Ok(Some(Version { column, next }))
    }

    /// The version of a row that is updated.
    pub(super) fn next(value: &dyn Columns, stored: &dyn Columns) -> Result<Option<Version>> {
        let Some(column) = value.table().version() else {
            return Ok(None);
        };
        let (old, own) = (column_value(stored, column)?, column_value(value, column)?);
        let next = match (old, own) {
            (Value::Integer(old), Value::Integer(own)) if old == own => {
                Value::Integer(old.wrapping_add(1))
            }
            (_, own) => own,
        };
        Ok(Some(Version { column, next }))
    }
}
