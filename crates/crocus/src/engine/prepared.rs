//! Prepared statements: made for one run, or held across a loop.

use std::mem::ManuallyDrop;
use std::ops::ControlFlow;

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef as SqliteRef};

use super::link::Link;
use super::log::Log;
use super::reference;
use crate::error::{Error, Result};
use crate::sql::Text;
use crate::value::{Constant, Fault, Row, Target, Ticket, Value, ValueRef};

/// Longer statements are not kept: they are not met again, and would drive others out of the cache.
const LONGEST_CACHED: usize = 32 * 1024;

/// A statement that is held from one run to the next.
pub(crate) struct Statement<'c> {
    form: Form<'c>,
    link: &'c Link,
    sql: Text<'c>,
    log: &'c Log,
    /// What was bound, where it is to be shown.
    shown: Vec<Value>,
}

/// A statement, from the connection's cache or too long for it.
enum Form<'c> {
    Cached(rusqlite::CachedStatement<'c>),
    Plain(rusqlite::Statement<'c>),
}

impl<'c> Statement<'c> {
    pub(super) fn new(link: &'c Link, sql: Text<'c>, log: &'c Log) -> Result<Self> {
        let form = if sql.len() <= LONGEST_CACHED {
            link.sqlite.prepare_cached(&sql).map(Form::Cached)
        } else {
            link.sqlite.prepare(&sql).map(Form::Plain)
        };
        match form {
            Ok(form) => Ok(Statement {
                form,
                link,
                sql,
                log,
                shown: Vec::new(),
            }),
            Err(error) => Err(told(link.failed(error, &sql), &sql, log)),
        }
    }

    fn sqlite(&mut self) -> &mut rusqlite::Statement<'c> {
        match &mut self.form {
            Form::Cached(statement) => statement,
            Form::Plain(statement) => statement,
        }
    }

    /// The statement, ready to be bound and run.
    #[inline]
    pub(crate) fn prepared(&mut self) -> Prepared<'_, 'c> {
        let (link, log) = (self.link, self.log);
        let statement = match &mut self.form {
            Form::Cached(statement) => &mut **statement,
            Form::Plain(statement) => statement,
        };
        self.shown.clear();
        Prepared {
            statement,
            link,
            sql: &self.sql,
            log,
            shown: log.shows_parameters().then_some(&mut self.shown),
        }
    }

    /// Runs it, to be read row by row.
    pub(crate) fn run(mut self, params: &[&Constant]) -> Result<Running<'c>> {
        let mut prepared = self.prepared();
        prepared.bind_all(params)?;
        // Rows are read later: what is told of the statement is that it began.
        prepared.log.run(
            prepared.sql,
            shown_of(prepared.shown.as_deref()),
            |()| 0,
            || Ok(()),
        )?;
        Ok(Running { statement: self })
    }
}

/// Prepares a statement for `body`. One of the cache stays where it is made, as statements are large to
/// move.
#[inline]
pub(super) fn with_statement<T>(
    link: &Link,
    sql: &str,
    log: &Log,
    mut body: impl FnMut(&mut Prepared<'_, '_>) -> Result<T>,
) -> Result<T> {
    if sql.len() > LONGEST_CACHED || log.shows_parameters() {
        return with_held_statement(link, sql, log, &mut body);
    }
    let mut cached = link.sqlite.prepare_cached(sql);
    match &mut cached {
        Ok(statement) => body(&mut Prepared {
            statement,
            link,
            sql,
            log,
            shown: None,
        }),
        Err(error) => Err(unprepared(taken(error), sql, link, log)),
    }
}

/// Runs a statement that answers no rows; how many rows it changed.
pub(super) fn execute(link: &Link, sql: &str, params: &[&Constant], log: &Log) -> Result<usize> {
    execute_in_place(link, sql, params, log)
}

/// The same, for who runs little else.
#[expect(
    clippy::inline_always,
    reason = "what few parameters are bound to needs no loop"
)]
#[inline(always)]
pub(super) fn execute_in_place(
    link: &Link,
    sql: &str,
    params: &[&Constant],
    log: &Log,
) -> Result<usize> {
    // Most statements are short, and nobody wants to know of them.
    if sql.len() > LONGEST_CACHED || !log.is_silent() {
        return execute_aloud(link, sql, params, log);
    }
    let mut cached = link.sqlite.prepare_cached(sql);
    let statement = match &mut cached {
        Ok(statement) => &mut **statement,
        Err(error) => return Err(unprepared(taken(error), sql, link, log)),
    };
    bind(statement, params, sql)?;
    run(statement, sql, link)
}

/// The same of any statement, telling of it.
#[inline(never)]
fn execute_aloud(link: &Link, sql: &str, params: &[&Constant], log: &Log) -> Result<usize> {
    with_statement(link, sql, log, |prepared| {
        prepared.bind_all(params)?;
        prepared.execute()
    })
}

/// Runs a bound statement that answers no rows.
#[expect(
    clippy::inline_always,
    reason = "it is short, and part of the way of every statement"
)]
#[inline(always)]
fn run(statement: &mut rusqlite::Statement<'_>, sql: &str, link: &Link) -> Result<usize> {
    match statement.raw_execute() {
        Ok(rows) => Ok(rows),
        Err(error) => Err(failed(error, sql, link, statement)),
    }
}

/// What is done with each row, until it breaks.
type Each<'e> = &'e mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>;

/// Runs a bound statement that answers rows; how many were read.
fn read(
    statement: &mut rusqlite::Statement<'_>,
    sql: &str,
    link: &Link,
    each: Each<'_>,
) -> Result<usize> {
    let mut rows = statement.raw_query();
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
    Err(failed(error, sql, link, statement))
}

/// Binds all parameters, in order.
#[expect(
    clippy::inline_always,
    reason = "it is short, and part of the way of every statement"
)]
#[inline(always)]
fn bind(statement: &mut rusqlite::Statement<'_>, params: &[&Constant], sql: &str) -> Result<()> {
    for (place, value) in params.iter().enumerate() {
        if value.is_pending() {
            return Err(pending().at("a parameter"));
        }
        if let Err(error) = statement.raw_bind_parameter(place + 1, BoundConstant(value)) {
            return Err(unbound(error, sql));
        }
    }
    Ok(())
}

#[cold]
fn unbound(error: rusqlite::Error, sql: &str) -> Error {
    Error::from_sqlite(error, Some(sql))
}

/// The same of one that is too long for the cache, or whose parameters are shown.
#[cold]
fn with_held_statement<T>(
    link: &Link,
    sql: &str,
    log: &Log,
    body: &mut dyn FnMut(&mut Prepared<'_, '_>) -> Result<T>,
) -> Result<T> {
    let mut statement = Statement::new(link, Text::Lent(sql), log)?;
    body(&mut statement.prepared())
}

/// The error, where a result that is large to move cannot be taken apart.
#[cold]
fn taken(error: &mut rusqlite::Error) -> rusqlite::Error {
    std::mem::replace(error, rusqlite::Error::InvalidQuery)
}

#[cold]
fn unprepared(error: rusqlite::Error, sql: &str, link: &Link, log: &Log) -> Error {
    told(link.failed(error, sql), sql, log)
}

/// The error of a statement that did not come to run, which is told of it all the same.
#[cold]
pub(super) fn told(error: Error, sql: &str, log: &Log) -> Error {
    log.failed(sql, &error);
    error
}

/// A prepared statement, to be bound and run.
pub(crate) struct Prepared<'a, 'c> {
    statement: &'a mut rusqlite::Statement<'c>,
    link: &'a Link,
    sql: &'a str,
    log: &'a Log,
    /// What was bound, for whoever reads the log.
    shown: Option<&'a mut Vec<Value>>,
}

impl<'a, 'c> Prepared<'a, 'c> {
    /// Binds the parameter at `index`, from 1.
    #[inline]
    pub(crate) fn put(&mut self, index: usize, value: ValueRef<'_>) -> Result<(), Fault> {
        if let Some(shown) = &mut self.shown {
            show(shown, index, value)?;
        }
        self.statement
            .raw_bind_parameter(index, Bound(value))
            .map_err(Fault::value)
    }

    /// The same of a text, which most values are.
    #[inline]
    pub(crate) fn put_text(&mut self, index: usize, text: &str) -> Result<(), Fault> {
        if self.shown.is_some() {
            return self.put(index, ValueRef::Text(text.as_bytes()));
        }
        self.statement
            .raw_bind_parameter(index, text)
            .map_err(Fault::value)
    }

    /// The parameter at `index`, from 1, as something to write a value into.
    #[inline]
    pub(crate) fn parameter(&mut self, index: usize) -> Parameter<'_, 'a, 'c> {
        Parameter {
            prepared: self,
            index,
        }
    }

    /// Binds all parameters, in order.
    #[inline]
    pub(crate) fn bind_all(&mut self, params: &[&Constant]) -> Result<()> {
        if let Some(shown) = &mut self.shown {
            **shown = params.iter().map(|value| value.to_value()).collect();
        }
        bind(self.statement, params, self.sql)
    }

    /// Runs it; how many rows it changed. Bindings stay for the next run.
    #[inline]
    pub(crate) fn execute(&mut self) -> Result<usize> {
        if !self.log.is_silent() {
            return self.execute_aloud();
        }
        run(self.statement, self.sql, self.link)
    }

    fn execute_aloud(&mut self) -> Result<usize> {
        let (statement, sql, link) = (&mut *self.statement, self.sql, self.link);
        let shown = shown_of(self.shown.as_deref());
        self.log
            .run(sql, shown, |rows| *rows, || run(statement, sql, link))
    }

    /// Runs it and hands each row on, until `each` breaks.
    #[inline]
    pub(crate) fn query(&mut self, each: Each<'_>) -> Result<()> {
        if !self.log.is_silent() {
            return self.query_aloud(each);
        }
        read(self.statement, self.sql, self.link, each).map(|_| ())
    }

    fn query_aloud(&mut self, each: Each<'_>) -> Result<()> {
        let (statement, sql, link) = (&mut *self.statement, self.sql, self.link);
        let shown = shown_of(self.shown.as_deref());
        let read = || read(statement, sql, link, each);
        self.log.run(sql, shown, |rows| *rows, read).map(|_| ())
    }

    /// The names of the result's columns.
    pub(super) fn names(&self) -> Vec<&str> {
        self.statement.column_names().collect()
    }

    /// Whether it only reads.
    pub(super) fn reads_only(&self) -> bool {
        self.statement.readonly()
    }
}

#[cold]
fn failed(
    error: rusqlite::Error,
    sql: &str,
    link: &Link,
    statement: &rusqlite::Statement<'_>,
) -> Error {
    let error = link.failed(error, sql);
    reference::named(error, &link.sqlite, statement)
}

fn shown_of(shown: Option<&Vec<Value>>) -> &[Value] {
    shown.map_or(&[], Vec::as_slice)
}

/// A value as rusqlite binds it.
struct Bound<'a>(ValueRef<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(bound(self.0))
    }
}

/// The same of a constant, which is told apart where it is bound.
struct BoundConstant<'a>(&'a Constant);

impl ToSql for BoundConstant<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(bound(self.0.as_ref()))
    }
}

#[inline]
fn bound(value: ValueRef<'_>) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(match value {
        ValueRef::Null => SqliteRef::Null,
        ValueRef::Integer(integer) => SqliteRef::Integer(integer),
        ValueRef::Real(real) => SqliteRef::Real(real),
        ValueRef::Text(text) => SqliteRef::Text(text),
        ValueRef::Blob(bytes) => SqliteRef::Blob(bytes),
    })
}

#[cold]
fn pending() -> Fault {
    Fault::misuse("the entity has no key yet: flush first")
}

/// A statement that stands in the middle of its result.
pub(crate) struct Running<'c> {
    statement: Statement<'c>,
}

impl Running<'_> {
    /// Reads the next row.
    pub(crate) fn next<T>(&mut self, read: impl FnOnce(Row<'_>) -> Result<T>) -> Result<Option<T>> {
        // rusqlite's rows borrow their statement, so both do not fit into one struct. But they hold
        // nothing themselves: where the result stands, SQLite knows. It would begin anew if they were
        // dropped.
        let mut rows = ManuallyDrop::new(self.statement.sqlite().raw_query());
        match rows.next() {
            Ok(row) => row.map(|row| read(Row::new(row))).transpose(),
            Err(error) => Err(self.statement.link.failed(error, &self.statement.sql)),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        // Dropped rows reset their statement: it holds no snapshot while it waits in the cache.
        drop(self.statement.sqlite().raw_query());
    }
}

/// One parameter of a prepared statement.
pub(crate) struct Parameter<'p, 'a, 'c> {
    prepared: &'p mut Prepared<'a, 'c>,
    index: usize,
}

impl Target for Parameter<'_, '_, '_> {
    #[inline]
    fn put(&mut self, value: ValueRef<'_>) -> Result<(), Fault> {
        self.prepared.put(self.index, value)
    }

    fn put_pending(&mut self, _ticket: Ticket) -> Result<(), Fault> {
        Err(pending())
    }
}

#[cold]
fn show(shown: &mut Vec<Value>, index: usize, value: ValueRef<'_>) -> Result<(), Fault> {
    if shown.len() < index {
        shown.resize(index, Value::Null);
    }
    match shown.get_mut(index - 1) {
        Some(place) => place.put(value),
        None => Ok(()),
    }
}
