//! Version columns: the optimistic lock of a row.
//!
//! An integer version starts at 1 and counts up with each UPDATE. A version of another type (a time, a
//! hash), or one that the program changed itself, is written as it is; the old one is compared either
//! way. Where the program has not changed its version, it tells nothing: then the columns that change are
//! compared too, as without a version.

use super::keys::{Columns, column_value};
use crate::error::Result;
use crate::schema::TableDef;
use crate::sql::{BinaryOp, Node, RawPart};
use crate::value::Value;

/// The version column and the value it gets.
pub(super) struct Version {
    pub(super) column: usize,
    pub(super) next: Value,
    /// The program chooses the version, and has left it as it was.
    pub(super) kept: bool,
}

impl Version {
    /// Adds the column and its next value to those that a struct gets.
    pub(super) fn put_in(version: Option<Version>, values: &mut Vec<(usize, Value)>) {
        if let Some(version) = version {
            values.push((version.column, version.next));
        }
    }

    /// The version of a row that is inserted.
    #[inline]
    pub(super) fn first<R: Columns>(value: &R) -> Result<Option<Version>> {
        match value.table().version() {
            Some(column) => Self::first_of(value, column),
            None => Ok(None),
        }
    }

    fn first_of(value: &dyn Columns, column: usize) -> Result<Option<Version>> {
        let next = match column_value(value, column)? {
            Value::Integer(0) => Value::Integer(1),
            own => own,
        };
        Ok(Some(Version {
            column,
            next,
            kept: false,
        }))
    }

    /// The version of a row that is updated.
    pub(super) fn next(value: &dyn Columns, stored: &dyn Columns) -> Result<Option<Version>> {
        let Some(column) = value.table().version() else {
            return Ok(None);
        };
        let (old, own) = (column_value(stored, column)?, column_value(value, column)?);
        let (next, kept) = match (old, own) {
            (Value::Integer(old), Value::Integer(own)) if old == own => {
                (Value::Integer(old.wrapping_add(1)), false)
            }
            (old, own) => {
                let kept = old == own;
                (own, kept)
            }
        };
        Ok(Some(Version { column, next, kept }))
    }
}

/// The version column of a table and `column + 1`, for statements over many rows: where it is an integer.
/// A version of another type is the program's to choose, in a statement too.
pub(super) fn counted(table: &'static TableDef) -> Option<(&'static str, Node)> {
    let version = &table.columns[table.version()?];
    let column = Node::Column {
        source: table.source,
        name: version.name,
    };
    let one = Node::Raw(vec![RawPart::Sql("1".into())]);
    (version.declared.strict == "INTEGER")
        .then(|| (version.name, Node::binary(BinaryOp::Add, column, one)))
}
