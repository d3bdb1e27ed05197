//! Statements of one shape after the other, and values for their parameters.

use std::ops::ControlFlow;

use super::keys::{Keys, done, in_column, in_row};
use super::version::Version;
use crate::engine::{Lease, Prepared, Statement};
use crate::error::{Error, Result};
use crate::model::{Key, Model};
use crate::schema::{ColumnSet, Shape, TableDef};
use crate::value::{Fault, Sink, Target, Ticket, Value, ValueRef};

/// A statement that is prepared as long as the shape stays the same.
pub(super) struct Held<'l> {
    lease: &'l Lease<'l>,
    current: Option<(Shape, Statement<'l>)>,
}

impl<'l> Held<'l> {
    pub(super) fn new(lease: &'l Lease<'l>) -> Self {
        Held {
            lease,
            current: None,
        }
    }

    pub(super) fn get(
        &mut self,
        model: u32,
        table: &'static TableDef,
        shape: Shape,
    ) -> Result<&mut Statement<'l>> {
        if self.current.as_ref().is_none_or(|(held, _)| *held != shape) {
            self.give_back();
            self.current = Some((shape, self.lease.statement(model, table, shape)?));
        }
        match &mut self.current {
            Some((_, statement)) => Ok(statement),
            None => Err(Error::misuse("no statement is held")),
        }
    }

    /// Gives the statement back to the cache, before it or another one is taken from there.
    pub(super) fn give_back(&mut self) {
        self.current = None;
    }
}

/// Writes values into the parameters of a statement, one after the other; takes the keys of pending
/// entities from `keys`.
pub(super) struct Binder<'a, 's, 'l> {
    pub(super) prepared: &'a mut Prepared<'s, 'l>,
    keys: &'a Keys,
    /// How many parameters were written.
    written: usize,
}

impl Target for Binder<'_, '_, '_> {
    #[inline]
    fn put(&mut self, value: ValueRef<'_>) -> Result<(), Fault> {
        self.prepared.put(self.written, value)
    }

    #[inline]
    fn put_text(&mut self, text: &str) -> Result<(), Fault> {
        self.prepared.put_text(self.written, text)
    }

    fn put_pending(&mut self, ticket: Ticket) -> Result<(), Fault> {
        match self.keys.get(&ticket) {
            Some(key) => self.put(key.as_ref()),
            None => Err(Fault::misuse(
                "refers to an entity that has no key: it was never added to this session, or its \
                 add was undone",
            )),
        }
    }
}

impl<'a, 's, 'l> Binder<'a, 's, 'l> {
    pub(super) fn new(prepared: &'a mut Prepared<'s, 'l>, keys: &'a Keys) -> Self {
        Binder {
            prepared,
            keys,
            written: 0,
        }
    }

    pub(super) fn column<M: Model>(&mut self, row: &M, column: usize) -> Result<()> {
        self.written += 1;
        row.encode(column, Sink::new(self))
            .map_err(|fault| in_column(M::table(), column, fault))
    }

    pub(super) fn columns<M: Model>(&mut self, row: &M, columns: ColumnSet) -> Result<()> {
        let mut columns = columns.iter();
        columns.try_for_each(|column| self.column(row, column))
    }

    pub(super) fn value(&mut self, table: &TableDef, value: &Value, column: usize) -> Result<()> {
        self.written += 1;
        self.put(value.as_ref())
            .map_err(|fault| in_column(table, column, fault))
    }

    /// The columns of a row; those in `null` as NULL, the version as it will be.
    #[inline]
    pub(super) fn row<M: Model>(
        &mut self,
        row: &M,
        columns: ColumnSet,
        null: ColumnSet,
        version: Option<&Version>,
    ) -> Result<()> {
        if null.is_empty() && version.is_none() {
            return self.columns(row, columns);
        }
        self.row_as_it_will_be(row, columns, null, version)
    }

    #[inline(never)]
    fn row_as_it_will_be<M: Model>(
        &mut self,
        row: &M,
        columns: ColumnSet,
        null: ColumnSet,
        version: Option<&Version>,
    ) -> Result<()> {
        for column in columns.iter() {
            match version {
                _ if null.contains(column) => self.value(M::table(), &Value::Null, column)?,
                Some(version) if version.column == column => {
                    self.value(M::table(), &version.next, column)?;
                }
                _ => self.column(row, column)?,
            }
        }
        Ok(())
    }

    /// The key of a stored row, then the columns of the guard: as they stand in the database now.
    pub(super) fn stored<M: Model>(
        &mut self,
        stored: &M,
        guard: ColumnSet,
        now: Option<impl Fn(usize) -> Result<Option<Value>>>,
    ) -> Result<()> {
        let key = M::table().primary_key;
        let Some(now) = now else {
            for column in key {
                self.column(stored, *column)?;
            }
            return self.columns(stored, guard);
        };
        for column in key.iter().copied().chain(guard.iter()) {
            match now(column)? {
                Some(value) => self.value(M::table(), &value, column)?,
                None => self.column(stored, column)?,
            }
        }
        Ok(())
    }
}

/// Runs a bound statement: how many rows it wrote, and the struct with what the database wrote.
#[inline]
pub(super) fn run<M: Model>(
    prepared: &mut Prepared<'_, '_>,
    value: &M,
    read_back: ColumnSet,
) -> Result<(usize, Option<M>)> {
    if read_back.is_empty() {
        return Ok((prepared.execute()?, None));
    }
    let mut written = value.clone();
    let mut rows = 0;
    prepared.query(&mut |row| {
        rows += 1;
        for (position, column) in read_back.iter().enumerate() {
            let stored = row.value(position);
            let written = stored.and_then(|stored| written.write_back(column, stored));
            done(M::table(), column, written)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((rows, Some(written)))
}

/// Binds the parts of a key, the parameters of [`Shape::Get`].
pub(super) fn bind_key(
    prepared: &mut Prepared<'_, '_>,
    table: &'static TableDef,
    key: &impl Key,
) -> Result<()> {
    for (part, column) in table.primary_key.iter().enumerate() {
        let format = table.columns[*column].format;
        let mut parameter = prepared.parameter(part + 1);
        key.encode(part, format, Sink::new(&mut parameter))
            .map_err(|fault| in_column(table, *column, fault))?;
    }
    Ok(())
}

/// The row with this key, as a struct of its own.
pub(super) fn read_row<M: Model>(lease: &Lease<'_>, key: &M::Key) -> Result<Option<M>> {
    let mut found = None;
    read_row_into(lease, key, &mut found)?;
    Ok(found)
}

/// The same, put where it stays: a struct is dear to move.
#[inline]
pub(super) fn read_row_into<M: Model>(
    lease: &Lease<'_>,
    key: &M::Key,
    found: &mut Option<M>,
) -> Result<()> {
    lease.with_statement(M::model_id(), M::table(), Shape::Get, &mut |prepared| {
        bind_key(prepared, M::table(), key)?;
        prepared.query(&mut |row| match M::read(&row) {
            Ok(value) => {
                *found = Some(value);
                Ok(ControlFlow::Break(()))
            }
            Err(fault) => Err(in_row::<M>(fault, &row)),
        })
    })
}
