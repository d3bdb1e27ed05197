//! Rows in the words of messages.

use std::fmt::Write;

use super::keys::{Columns, column_value, key_values};
use super::plan::Kind;
use super::state::Life;
use crate::error::{Constraint, Error, ErrorKind};
use crate::schema::{ColumnSet, TableDef};
use crate::value::{ShownBare, Value};

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

/// A line about a tracked row: its key, its state and what was changed.
pub(super) fn push_row(row: &dyn Columns, life: Life, changed: ColumnSet, text: &mut String) {
    let table = row.table();
    text.push_str("  ");
    text.push_str(table.name());
    text.push(' ');
    text.push_str(&key(table, &key_values(row).unwrap_or_default()));
    text.push_str(": ");
    text.push_str(&life.state().to_string());
    if life == Life::Doomed {
        text.push_str(", marked for deletion");
    }
    for column in changed.iter() {
        text.push_str(", ");
        text.push_str(table.columns[column].name);
        text.push_str(" changed");
    }
    text.push('\n');
}

/// The error of a flush, with the row it is about and the fields of the columns it names.
#[cold]
pub(super) fn explain(
    error: Error,
    (table, kind): (&'static TableDef, Kind),
    stored: Option<&dyn Columns>,
    value: Option<&dyn Columns>,
) -> Error {
    if matches!(
        error.kind(),
        ErrorKind::Stale | ErrorKind::Value | ErrorKind::Misuse
    ) {
        return error;
    }
    let verb = match kind {
        Kind::Insert => "inserting into",
        Kind::Update => "updating",
        Kind::Delete => "deleting from",
    };
    let error = error.with_fields(&table.names());
    let mut row = String::new();
    if let Some(stored) = stored {
        row = key(table, &key_values(stored).unwrap_or_default());
    }
    if let Some(value) = value {
        push_refused(value, &error, &mut row);
    }
    let context = format!("{verb} `{}` {row}", table.name());
    error.with_context(context.trim_end())
}

/// What a struct holds in the columns that the database refused, but for its key.
#[cold]
pub(super) fn push_refused(value: &dyn Columns, error: &Error, text: &mut String) {
    let table = value.table();
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
        Value::Pending(_) => write!(text, "(pending)"),
        stored => write!(text, "{}", ShownBare(stored.as_ref())),
    };
}

/// The error of writing rows of a view.
#[cold]
pub(super) fn is_view(table: &TableDef) -> Error {
    let table = table.name();
    Error::new(
        ErrorKind::ReadOnly,
        format!("`{table}` is a view: its rows cannot be written"),
    )
}
