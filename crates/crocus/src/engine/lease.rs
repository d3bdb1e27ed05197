//! A connection that one session or terminal holds for a while.

use std::ops::ControlFlow;

use crate::error::Result;
use crate::value::{Row, Sink, Target, Value};

/// How a transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// BEGIN: a snapshot for reading; never upgraded.
    Read,
    /// BEGIN IMMEDIATE.
    Write,
}

/// A connection of the pool, held by one owner; goes back to the pool when dropped.
///
/// On drop it is rolled back unless it is in autocommit, and closed when that fails.
#[derive(Debug)]
pub(crate) struct Lease {
    connection: Option<rusqlite::Connection>,
}

impl Lease {
    /// Runs a statement that answers no rows; how many rows it changed.
    pub(crate) fn execute(&self, _sql: &str, _params: &[Value]) -> Result<usize> { unimplemented!() }

    /// Runs a statement and hands each row to `each`, until it breaks.
    pub(crate) fn query(&self, _sql: &str, _params: &[Value], _each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>) -> Result<()> { unimplemented!() }

    /// The same, telling the names of the result's columns first.
    pub(crate) fn query_named(&self, _sql: &str, _params: &[Value], _names: &mut dyn FnMut(&[&str]) -> Result<()>, _each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>) -> Result<()> { unimplemented!() }

    /// A statement to be run many times with its parameters bound one by one.
    pub(crate) fn prepare<'c>(&'c self, _sql: &str) -> Result<Prepared<'c>> { unimplemented!() }

    /// Whether the statement only reads.
    pub(crate) fn reads_only(&self, _sql: &str) -> Result<bool> { unimplemented!() }

    /// The rowid of the last row inserted on this connection.
    pub(crate) fn last_insert_rowid(&self) -> i64 { unimplemented!() }

    /// Whether a transaction is open; asks SQLite, which may have ended it by itself.
    pub(crate) fn in_transaction(&self) -> bool { unimplemented!() }

    /// COMMIT; on failure the transaction is still open unless `in_transaction` says otherwise.
    pub(crate) fn commit(&self) -> Result<()> { unimplemented!() }
    /// ROLLBACK, if a transaction is open.
    pub(crate) fn rollback(&self) -> Result<()> { unimplemented!() }
    /// SAVEPOINT "crocus_{level}".
    pub(crate) fn savepoint(&self, _level: u32) -> Result<()> { unimplemented!() }
    /// RELEASE.
    pub(crate) fn release(&self, _level: u32) -> Result<()> { unimplemented!() }
    /// ROLLBACK TO and RELEASE.
    pub(crate) fn rollback_to(&self, _level: u32) -> Result<()> { unimplemented!() }
}

/// A prepared statement held across a loop.
pub(crate) struct Prepared<'c> {
    statement: rusqlite::CachedStatement<'c>,
}

impl Prepared<'_> {
    /// The parameter at `index`, from 0, as something to write a value into.
    pub(crate) fn parameter(&mut self, _index: usize) -> Parameter<'_> { unimplemented!() }
    /// Runs it; how many rows it changed. Bindings stay for the next run.
    pub(crate) fn execute(&mut self) -> Result<usize> { unimplemented!() }
    /// Runs it and hands each row on.
    pub(crate) fn query(&mut self, _each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>) -> Result<()> { unimplemented!() }
}

/// One parameter of a prepared statement.
pub(crate) struct Parameter<'a> { statement: &'a mut dyn Target }

impl Target for Parameter<'_> {
    fn put(&mut self, value: crate::value::ValueRef<'_>) -> std::result::Result<(), crate::value::Fault> { self.statement.put(value) }
    fn put_pending(&mut self, ticket: crate::value::Ticket) -> std::result::Result<(), crate::value::Fault> { self.statement.put_pending(ticket) }
}
