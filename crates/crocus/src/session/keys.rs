//! Keys of entities as stored values: what a foreign key holds, what a WHERE compares.

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::error::{Error, Result};
use crate::model::Model;
use crate::schema::{ColumnSet, TableDef};
use crate::value::{Fault, Row, Sink, Target, Ticket, Value, ValueRef};

/// The keys that the tickets in foreign keys stand for.
pub(super) type Keys = FxHashMap<Ticket, Value>;

/// Those of a row that refers to no pending entity.
pub(super) static NO_KEYS: Keys = Keys::with_hasher(FxBuildHasher);

/// A row by its columns, whatever model it is of: what is written over it is compiled once, not for
/// every model.
pub(super) trait Columns {
    /// The table of the row.
    fn table(&self) -> &'static TableDef;

    /// Writes one column as it would be stored.
    fn put(&self, column: usize, sink: Sink<'_>) -> Result<(), Fault>;
}

impl<M: Model> Columns for M {
    #[inline]
    fn table(&self) -> &'static TableDef {
        M::table()
    }

    #[inline]
    fn put(&self, column: usize, sink: Sink<'_>) -> Result<(), Fault> {
        self.encode(column, sink)
    }
}

/// One column of a struct as it would be stored; a ticket stays a ticket.
pub(super) fn column_value(row: &dyn Columns, column: usize) -> Result<Value> {
    let mut value = Value::Null;
    match row.put(column, Sink::new(&mut value)) {
        Ok(()) => Ok(value),
        Err(fault) => Err(in_column(row.table(), column, fault)),
    }
}

/// The values of the key's columns.
pub(super) fn key_values(value: &dyn Columns) -> Result<Vec<Value>> {
    value
        .table()
        .primary_key
        .iter()
        .map(|column| column_value(value, *column))
        .collect()
}

/// Whether the struct has its key, or the database has yet to assign it.
#[inline]
pub(super) fn is_assigned<R: Columns + ?Sized>(row: &R) -> Result<bool> {
    let table = row.table();
    let [key] = table.primary_key else {
        return Ok(true);
    };
    if !table.assigns_key() {
        return Ok(true);
    }
    let mut assigned = Assigned(true);
    match row.put(*key, Sink::new(&mut assigned)) {
        Ok(()) => Ok(assigned.0),
        Err(fault) => Err(in_column(table, *key, fault)),
    }
}

/// The columns of a new row that are sent: without a key that the database assigns.
#[inline]
pub(super) fn sent_columns<R: Columns + ?Sized>(row: &R) -> Result<ColumnSet> {
    let columns = row.table().layout.sent;
    match row.table().primary_key {
        [key] if !is_assigned(row)? => Ok(columns.without(*key)),
        _ => Ok(columns),
    }
}

/// The entity that a column refers to, where it holds no key.
pub(super) fn referred_entity(row: &dyn Columns, column: usize) -> Result<Option<Ticket>> {
    let mut referred = Referred(None);
    match row.put(column, Sink::new(&mut referred)) {
        Ok(()) => Ok(referred.0),
        Err(fault) => Err(in_column(row.table(), column, fault)),
    }
}

/// Takes a reference: to which entity it is, if it holds no key.
struct Referred(Option<Ticket>);

impl Target for Referred {
    fn put(&mut self, _value: ValueRef<'_>) -> Result<(), Fault> {
        Ok(())
    }

    fn put_pending(&mut self, ticket: Ticket) -> Result<(), Fault> {
        self.0 = Some(ticket);
        Ok(())
    }
}

/// Takes an integer key: whether it is one, or 0, which stands for none.
struct Assigned(bool);

impl Target for Assigned {
    #[inline]
    fn put(&mut self, value: ValueRef<'_>) -> Result<(), Fault> {
        self.0 = value != ValueRef::Integer(0);
        Ok(())
    }

    fn put_pending(&mut self, _ticket: Ticket) -> Result<(), Fault> {
        self.0 = true;
        Ok(())
    }
}

/// The error of a fault in one column of a table.
#[cold]
pub(super) fn in_column(table: &TableDef, column: usize, fault: Fault) -> Error {
    match table.columns.get(column) {
        Some(definition) => fault.at(&format!("{}.{}", table.name(), definition.name)),
        None => fault.nowhere(),
    }
}

/// What was done with one column of a table; a fault names it.
#[inline]
pub(super) fn done(table: &TableDef, column: usize, result: Result<(), Fault>) -> Result<()> {
    match result {
        Ok(()) => Ok(()),
        Err(fault) => Err(in_column(table, column, fault)),
    }
}

/// The error of a fault in a row of a model.
#[cold]
pub(super) fn in_row<M: Model>(fault: Fault, row: &Row<'_>) -> Error {
    match fault.column() {
        Some(column) => in_column(M::table(), column, fault.in_row(M::table().key_in(row))),
        None => fault.nowhere(),
    }
}
