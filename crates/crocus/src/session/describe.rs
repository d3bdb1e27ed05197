//! Rows in the words of messages.

use std::fmt::Write;

use super::keys::column_value;
use crate::error::{Constraint, Error};
use crate::model::Model;
use crate::schema::TableDef;
use crate::value::Value;

/// A key as `id=7` or `order_id=1, no=2`.
pub(super) fn key(table: &TableDef, values: &[Value]) -> String {
    let mut text = String::new();
    for (column, value) in table.primary_key.iter().zip(values) {
        push_column(table, *column, value, &mut text);
    }
    text
}

/// One column more, as `id=7`.
pub(super) fn push_column(table: &TableDef, column: usize, value: &Value, text: &mut String) {
    if !text.is_empty() {
        text.push_str(", ");
    }
    text.push_str(table.columns[column].name);
    text.push('=');
    push_value(value, text);
}

/// What a struct holds in the columns that the database refused, but for its key.
#[cold]
pub(super) fn push_refused<M: Model>(value: &M, error: &Error, text: &mut String) {
    let table = M::table();
    let refused = error
        .constraint()
        .map(Constraint::columns)
        .unwrap_or_default();
    for column in refused.iter().filter_map(|name| table.position(name)) {
        if let (false, Ok(value)) = (
            table.primary_key.contains(&column),
            column_value(value, column),
        ) {
            push_column(table, column, &value, text);
        }
    }
}

/// A value, shortened to what a message can carry.
pub(super) fn push_value(value: &Value, text: &mut String) {
    // Writing into a String cannot fail.
    let _ = match value {
        Value::Null => write!(text, "NULL"),
        Value::Integer(integer) => write!(text, "{integer}"),
        Value::Real(real) => write!(text, "{real}"),
        Value::Text(long) if long.chars().count() > 40 => {
            write!(text, "{:?}…", long.chars().take(40).collect::<String>())
        }
        Value::Text(short) => write!(text, "{short:?}"),
        Value::Blob(bytes) => write!(text, "{} bytes", bytes.len()),
        Value::Pending(_) => write!(text, "(pending)"),
    };
}
