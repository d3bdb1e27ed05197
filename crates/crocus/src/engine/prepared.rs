//! Prepared statements that are held across a loop.

use std::borrow::Cow;
use std::mem::ManuallyDrop;
use std::ops::ControlFlow;

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef as SqliteRef};

use super::log::Log;
use super::reference;
use crate::error::{Error, Result};
use crate::sql::Text;
use crate::value::{Fault, Row, Target, Ticket, Value, ValueRef};

/// A statement of a connection.
pub(super) struct Statement<'c> {
    connection: &'c rusqlite::Connection,
    form: Form<'c>,
}

/// A statement, from the connection's cache or too long for it.
enum Form<'c> {
    Cached(rusqlite::CachedStatement<'c>),
    Plain(rusqlite::Statement<'c>),
}

/// Longer statements are not kept: they are not met again, and would drive others out of the cache.
const LONGEST_CACHED: usize = 32 * 1024;

impl<'c> Statement<'c> {
    #[expect(
        clippy::inline_always,
        reason = "a statement is large to move: it is made where it stays"
    )]
    #[inline(always)]
    pub(super) fn new(connection: &'c rusqlite::Connection, sql: &str) -> Result<Self> {
        let form = if sql.len() <= LONGEST_CACHED {
            match connection.prepare_cached(sql) {
                Ok(statement) => Form::Cached(statement),
                Err(error) => return Err(Error::from_sqlite(error, Some(sql))),
            }
        } else {
            match connection.prepare(sql) {
                Ok(statement) => Form::Plain(statement),
                Err(error) => return Err(Error::from_sqlite(error, Some(sql))),
            }
        };
        Ok(Statement { connection, form })
    }

    #[inline]
    pub(super) fn get(&mut self) -> &mut rusqlite::Statement<'c> {
        match &mut self.form {
            Form::Cached(statement) => statement,
            Form::Plain(statement) => statement,
        }
    }

    #[cold]
    fn failed(&mut self, error: rusqlite::Error, sql: &str) -> Error {
        let connection = self.connection;
        reference::named(Error::from_sqlite(error, Some(sql)), connection, self.get())
    }

    /// Binds all parameters, in order.
    #[inline]
    pub(super) fn bind(&mut self, params: &[Cow<'_, Value>], sql: &str) -> Result<()> {
        let statement = self.get();
        for (place, value) in params.iter().enumerate() {
            if let Value::Pending(_) = value.as_ref() {
                return Err(pending().at("a parameter"));
            }
            statement
                .raw_bind_parameter(place + 1, Bound(Value::as_ref(value)))
                .map_err(|error| Error::from_sqlite(error, Some(sql)))?;
        }
        Ok(())
    }

    /// Runs a bound statement that answers no rows; how many it changed.
    #[inline]
    pub(super) fn execute(&mut self, sql: &str) -> Result<usize> {
        let executed = self.get().raw_execute();
        executed.map_err(|error| self.failed(error, sql))
    }

    /// Runs a bound statement and hands each row on; how many there were.
    #[inline]
    pub(super) fn query(
        &mut self,
        sql: &str,
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<usize> {
        let mut rows = self.get().raw_query();
        let mut count = 0;
        let error = loop {
            match rows.next() {
                Ok(Some(row)) => {
                    count += 1;
                    if each(Row::new(row))?.is_break() {
                        return Ok(count);
                    }
                }
                Ok(None) => return Ok(count),
                Err(error) => break error,
            }
        };
        drop(rows);
        Err(self.failed(error, sql))
    }
}

fn owned(value: &Value) -> Cow<'static, Value> {
    Cow::Owned(value.clone())
}

/// A value as rusqlite binds it.
struct Bound<'a>(ValueRef<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            ValueRef::Null => SqliteRef::Null,
            ValueRef::Integer(integer) => SqliteRef::Integer(integer),
            ValueRef::Real(real) => SqliteRef::Real(real),
            ValueRef::Text(text) => SqliteRef::Text(text),
            ValueRef::Blob(bytes) => SqliteRef::Blob(bytes),
        }))
    }
}

#[cold]
fn pending() -> Fault {
    Fault::misuse("the entity has no key yet: flush first")
}

/// A prepared statement, to be bound and run many times.
pub(crate) struct Prepared<'c> {
    statement: Statement<'c>,
    sql: Text<'c>,
    log: &'c Log,
    /// What was bound, where it is to be shown.
    shown: Option<Vec<Cow<'static, Value>>>,
}

impl<'c> Prepared<'c> {
    #[expect(
        clippy::inline_always,
        reason = "a statement is large to move: it is made where it stays"
    )]
    #[inline(always)]
    pub(super) fn new(
        connection: &'c rusqlite::Connection,
        sql: Text<'c>,
        log: &'c Log,
    ) -> Result<Self> {
        match Statement::new(connection, &sql) {
            Ok(statement) => Ok(Prepared {
                statement,
                sql,
                log,
                shown: log.shows_parameters().then(Vec::new),
            }),
            Err(error) => log.run(&sql, &[], |_| 0, || Err(error)),
        }
    }

    /// The parameter at `index`, from 0, as something to write a value into.
    pub(crate) fn parameter(&mut self, index: usize) -> Parameter<'_, 'c> {
        Parameter {
            statement: self.statement.get(),
            index: index + 1,
            shown: self.shown.as_mut(),
        }
    }

    /// Binds all parameters, in order.
    pub(crate) fn bind_all(&mut self, params: &[Cow<'_, Value>]) -> Result<()> {
        if let Some(shown) = &mut self.shown {
            *shown = params.iter().map(|value| owned(value)).collect();
        }
        self.statement.bind(params, &self.sql)
    }

    /// Runs it; how many rows it changed. Bindings stay for the next run.
    pub(crate) fn execute(&mut self) -> Result<usize> {
        let Prepared {
            statement,
            sql,
            log,
            shown,
        } = self;
        let shown = shown.as_deref().unwrap_or_default();
        log.run(sql, shown, |rows| *rows, || statement.execute(sql))
    }

    /// Runs it and hands each row on.
    pub(crate) fn query(
        &mut self,
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let Prepared {
            statement,
            sql,
            log,
            shown,
        } = self;
        let shown = shown.as_deref().unwrap_or_default();
        log.run(sql, shown, |rows| *rows, || statement.query(sql, each))
            .map(|_| ())
    }

    /// Runs it, to be read row by row.
    pub(crate) fn run(self) -> Running<'c> {
        let shown = self.shown.as_deref().unwrap_or_default();
        // Rows are read later: what is told of the statement is that it began.
        let _ = self.log.run(&self.sql, shown, |()| 0, || Ok(()));
        Running {
            statement: self.statement,
            sql: self.sql,
        }
    }
}

/// A statement that stands in the middle of its result.
pub(crate) struct Running<'c> {
    statement: Statement<'c>,
    sql: Text<'c>,
}

impl Running<'_> {
    /// Reads the next row.
    pub(crate) fn next<T>(&mut self, read: impl FnOnce(Row<'_>) -> Result<T>) -> Result<Option<T>> {
        // rusqlite's rows borrow their statement, so both do not fit into one struct. But they hold
        // nothing themselves: where the result stands, SQLite knows. It would begin anew if they were
        // dropped.
        let mut rows = ManuallyDrop::new(self.statement.get().raw_query());
        match rows.next() {
            Ok(row) => row.map(|row| read(Row::new(row))).transpose(),
            Err(error) => Err(Error::from_sqlite(error, Some(&self.sql))),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // Dropped rows reset their statement: it holds no snapshot while it waits in the cache.
        drop(self.statement.get().raw_query());
    }
}

/// One parameter of a prepared statement.
pub(crate) struct Parameter<'a, 'c> {
    statement: &'a mut rusqlite::Statement<'c>,
    index: usize,
    shown: Option<&'a mut Vec<Cow<'static, Value>>>,
}

impl Target for Parameter<'_, '_> {
    #[inline]
    fn put(&mut self, value: ValueRef<'_>) -> Result<(), Fault> {
        if let Some(shown) = &mut self.shown {
            show(shown, self.index, value)?;
        }
        self.statement
            .raw_bind_parameter(self.index, Bound(value))
            .map_err(Fault::value)
    }

    fn put_pending(&mut self, _ticket: Ticket) -> Result<(), Fault> {
        Err(pending())
    }
}

#[cold]
fn show(
    shown: &mut Vec<Cow<'static, Value>>,
    index: usize,
    value: ValueRef<'_>,
) -> Result<(), Fault> {
    if shown.len() < index {
        shown.resize(index, Cow::Owned(Value::Null));
    }
    match shown.get_mut(index - 1) {
        Some(place) => place.to_mut().put(value),
        None => Ok(()),
    }
}
