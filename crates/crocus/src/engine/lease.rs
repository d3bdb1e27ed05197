//! A connection that one owner holds for a while.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::engine::{Engine, Shared};
use super::gate::Scope;
use super::link::Link;
use super::prepared::{Prepared, Statement};
use super::reference;
use crate::error::{Error, Result};
use crate::schema::{Shape, TableDef};
use crate::sql::{Compiled, Texts};
use crate::value::{Row, Value};

/// How often a connection that goes back is rolled back at most.
const ROLLBACKS: u32 = 10;

/// How a transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// BEGIN: a snapshot for reading; never upgraded.
    Read,
    /// BEGIN IMMEDIATE: the transaction will write.
    Write,
}

/// Where a connection goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Home {
    Readers,
    /// The one connection that writes, behind the gate; in memory, the only one.
    Writer,
}

/// A connection of the pool, held by one owner; goes back to the pool when dropped.
///
/// On drop it is rolled back unless it is in autocommit, and closed when that fails.
pub(crate) struct Lease {
    link: Option<Box<Link>>,
    shared: Arc<Shared>,
    home: Home,
    /// Writing is switched off for this lease, on a connection that others write with.
    read_only: bool,
}

impl Engine {
    /// A connection in autocommit, for single statements that read.
    #[track_caller]
    pub(crate) fn reader(&self) -> Result<Lease> {
        let pool = &self.shared.pool;
        if !pool.in_memory() {
            return Ok(self.lease(pool.take_reader()?, Home::Readers));
        }
        let (lease, _) = self.enter(Location::caller(), Scope::Connection)?;
        Ok(lease)
    }

    /// A connection with a transaction begun.
    pub(crate) fn begin(
        &self,
        mode: Mode,
        origin: &'static Location<'static>,
        scope: Scope,
    ) -> Result<Lease> {
        let in_memory = self.shared.pool.in_memory();
        let (mut lease, waited) = match mode {
            Mode::Read if !in_memory => (self.reader()?, Duration::ZERO),
            Mode::Read | Mode::Write => self.enter(origin, scope)?,
        };
        match mode {
            Mode::Write => lease.begin_immediate(waited)?,
            Mode::Read => {
                if in_memory {
                    lease.quietly("PRAGMA query_only = 1")?;
                    lease.read_only = true;
                }
                lease.control("BEGIN")?;
            }
        }
        Ok(lease)
    }

    /// The connection behind the gate.
    fn enter(&self, origin: &'static Location<'static>, scope: Scope) -> Result<(Lease, Duration)> {
        let pool = &self.shared.pool;
        if pool.settings.read_only && !pool.in_memory() {
            return Err(Error::new(
                crate::error::ErrorKind::ReadOnly,
                "the engine was opened with `read_only(true)`: nothing can be written",
            ));
        }
        let (kept, waited) = pool.gate.enter(origin, scope, pool.settings.busy_timeout)?;
        match kept.map_or_else(|| pool.open_writer(), Ok) {
            Ok(connection) => Ok((self.lease(connection, Home::Writer), waited)),
            Err(error) => {
                pool.gate.leave(None);
                Err(error)
            }
        }
    }

    fn lease(&self, link: Box<Link>, home: Home) -> Lease {
        let shared = Arc::clone(&self.shared);
        Lease {
            link: Some(link),
            shared,
            home,
            read_only: false,
        }
    }
}

impl Lease {
    fn link(&self) -> Result<&Link> {
        // Only `drop` takes it out.
        self.link
            .as_deref()
            .ok_or_else(|| Error::misuse("the connection was given back"))
    }

    pub(super) fn connection(&self) -> Result<&rusqlite::Connection> {
        Ok(&self.link()?.sqlite)
    }

    /// BEGIN IMMEDIATE, which waits for other processes as long as is left of the busy timeout.
    fn begin_immediate(&self, waited: Duration) -> Result<()> {
        let timeout = self.shared.pool.settings.busy_timeout;
        if waited.is_zero() {
            return self.control("BEGIN IMMEDIATE");
        }
        let wait = |duration| {
            self.connection()?
                .busy_timeout(duration)
                .map_err(|error| Error::from_sqlite(error, None))
        };
        wait(timeout.saturating_sub(waited))?;
        let begun = self.control("BEGIN IMMEDIATE");
        wait(timeout)?;
        begun
    }

    /// Runs a statement that answers no rows; how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, params: &[Cow<'_, Value>]) -> Result<usize> {
        self.shared.log.run(
            sql,
            params,
            |rows| *rows,
            || {
                let mut statement = Statement::new(self.connection()?, sql)?;
                statement.bind(params, sql)?;
                statement.execute(sql)
            },
        )
    }

    /// Runs a statement and hands each row to `each`, until it breaks.
    pub(crate) fn query(
        &self,
        sql: &str,
        params: &[Cow<'_, Value>],
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let rows = self.shared.log.run(
            sql,
            params,
            |rows| *rows,
            || {
                let mut statement = Statement::new(self.connection()?, sql)?;
                statement.bind(params, sql)?;
                statement.query(sql, each)
            },
        );
        rows.map(|_| ())
    }

    /// The same, telling the names of the result's columns first.
    pub(crate) fn query_named(
        &self,
        sql: &str,
        params: &[Cow<'_, Value>],
        names: &mut dyn FnMut(&[&str]) -> Result<()>,
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let rows = self.shared.log.run(
            sql,
            params,
            |rows| *rows,
            || {
                let mut statement = Statement::new(self.connection()?, sql)?;
                self.shared.names.check(self.connection()?, sql)?;
                names(&statement.get().column_names().collect::<Vec<_>>())?;
                statement.bind(params, sql)?;
                statement.query(sql, each)
            },
        );
        rows.map(|_| ())
    }

    /// A statement to be bound and run many times.
    pub(crate) fn prepare(&self, sql: Arc<str>) -> Result<Prepared<'_>> {
        Prepared::new(self.connection()?, sql, &self.shared.log)
    }

    /// The statement of this shape on a table, to be bound and run many times.
    pub(crate) fn statement(&self, table: &'static TableDef, shape: Shape) -> Result<Prepared<'_>> {
        let link = self.link()?;
        let sql = link.statements.borrow_mut().text(table, shape)?;
        Prepared::new(&link.sqlite, sql, &self.shared.log)
    }

    /// Compiles a tree, unless one of its shape was compiled on this connection before.
    pub(crate) fn compile<'t>(
        &self,
        compile: impl FnOnce(&mut Texts) -> Result<Compiled<'t, Arc<str>>>,
    ) -> Result<Compiled<'t, Arc<str>>> {
        compile(&mut self.link()?.texts.borrow_mut())
    }

    /// Whether the statement only reads.
    pub(crate) fn reads_only(&self, sql: &str) -> Result<bool> {
        let statement = Statement::new(self.connection()?, sql);
        let mut statement = self.shared.log.prepared(sql, statement)?;
        Ok(statement.get().readonly())
    }

    /// The rowid of the last row inserted on this connection.
    pub(crate) fn last_insert_rowid(&self) -> i64 {
        self.link
            .as_ref()
            .map_or(0, |link| link.sqlite.last_insert_rowid())
    }

    /// How many rows were written on this connection so far, those that triggers and foreign keys wrote
    /// among them.
    pub(crate) fn total_changes(&self) -> u64 {
        let link = self.link.as_ref();
        link.map_or(0, |link| link.sqlite.total_changes())
    }

    /// Whether a transaction is open; asks SQLite, which may have ended it by itself.
    pub(crate) fn in_transaction(&self) -> bool {
        self.link
            .as_ref()
            .is_some_and(|link| !link.sqlite.is_autocommit())
    }

    /// Runs statements without parameters and rows.
    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        self.shared.log.run(sql, &[], |()| 0, || self.quietly(sql))
    }

    fn quietly(&self, sql: &str) -> Result<()> {
        self.connection()?
            .execute_batch(sql)
            .map_err(|error| Error::from_sqlite(error, Some(sql)))
    }

    /// COMMIT; when it fails the transaction is still open, unless SQLite has ended it.
    pub(crate) fn commit(&self) -> Result<()> {
        if let Err(error) = self.control("COMMIT") {
            return Err(reference::named_at_commit(error, self.connection()?));
        }
        if self.home == Home::Writer {
            self.shared.commits.fetch_add(1, Ordering::Release);
        }
        Ok(())
    }

    /// ROLLBACK, if a transaction is open.
    pub(crate) fn rollback(&self) -> Result<()> {
        if self.in_transaction() {
            self.control("ROLLBACK")
        } else {
            Ok(())
        }
    }

    /// Begins a savepoint; savepoints are told apart by their level.
    pub(crate) fn savepoint(&self, level: u32) -> Result<()> {
        self.mark("SAVEPOINT", level)
    }

    /// Keeps what was done since the savepoint began.
    pub(crate) fn release(&self, level: u32) -> Result<()> {
        self.mark("RELEASE", level)
    }

    /// Undoes what was done since the savepoint began, and ends it.
    pub(crate) fn rollback_to(&self, level: u32) -> Result<()> {
        self.mark("ROLLBACK TO", level)?;
        self.mark("RELEASE", level)
    }

    /// Undoes what was done since the savepoint began, which goes on.
    pub(crate) fn rewind(&self, level: u32) -> Result<()> {
        self.mark("ROLLBACK TO", level)
    }

    fn mark(&self, verb: &str, level: u32) -> Result<()> {
        self.control(&format!("{verb} crocus_{level}"))
    }

    /// Begins or ends a transaction or a savepoint, with a statement of the cache: parsing it would
    /// take longer than running it.
    fn control(&self, sql: &str) -> Result<()> {
        self.shared.log.run(
            sql,
            &[],
            |()| 0,
            || {
                let statement = self.connection()?.prepare_cached(sql);
                statement
                    .and_then(|mut statement| statement.raw_execute())
                    .map_err(|error| Error::from_sqlite(error, Some(sql)))?;
                Ok(())
            },
        )
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let pool = &self.shared.pool;
        let mut link = self.link.take();
        if let Some(Link { sqlite: open, .. }) = link.as_deref() {
            // An interrupt that was meant for another statement may meet this one.
            for _ in 0..ROLLBACKS {
                if open.is_autocommit() {
                    break;
                }
                // A connection that cannot be rolled back is not fit for another owner.
                let _ = self.shared.log.run(
                    "ROLLBACK",
                    &[],
                    |()| 0,
                    || {
                        open.execute_batch("ROLLBACK")
                            .map_err(|error| Error::from_sqlite(error, Some("ROLLBACK")))
                    },
                );
            }
            if self.read_only {
                let _ = open.execute_batch("PRAGMA query_only = 0");
            }
        }
        // In memory the connection is the database: it is kept in any case.
        if !pool.in_memory() {
            link = link.filter(|link| link.sqlite.is_autocommit());
        }
        match self.home {
            Home::Readers => pool.give_back_reader(link),
            Home::Writer => pool.gate.leave(link),
        }
    }
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lease")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}
