//! A connection that one owner holds for a while.

use std::ops::{ControlFlow, Deref};
use std::panic::Location;
use std::time::Duration;

use super::engine::Engine;
use super::gate::Scope;
use super::link::{Link, Room};
use super::log::Log;
use super::pool::Pool;
use super::prepared::{Prepared, Statement, execute, execute_in_place, told, with_statement};
use super::reference;
use crate::error::{Error, Result};
use crate::schema::{Shape, TableDef};
use crate::sql::{Text, Texts};
use crate::value::{Constant, Row};

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
    /// The only one too, for statements that read: its transaction stays open.
    Resting,
}

/// A connection of the pool, held by one owner; goes back to the pool when dropped.
///
/// It goes back rolled back unless it is in autocommit or rests, and closed when that fails. The lease of
/// a session holds a connection from one BEGIN to COMMIT, and none in between.
pub(crate) struct Lease<'e> {
    link: Option<Box<Link>>,
    lender: Lender<'e>,
    home: Home,
}

/// Whom a connection goes back to.
enum Lender<'e> {
    /// For one statement: counting costs more than all else that is done to lend a connection.
    Borrowed(&'e Engine),
    Counted(Engine),
}

impl Deref for Lender<'_> {
    type Target = Engine;

    #[inline]
    fn deref(&self) -> &Engine {
        match self {
            Lender::Borrowed(engine) => engine,
            Lender::Counted(engine) => engine,
        }
    }
}

impl Engine {
    /// A connection for one statement that reads rows of models.
    #[inline]
    #[track_caller]
    pub(crate) fn reader(&self) -> Result<Lease<'_>> {
        let mut lease = Lease::idle(Lender::Borrowed(self));
        if self.shared.pool.in_memory() {
            lease.rest(Location::caller(), Scope::Connection)?;
        } else {
            lease.take_reader()?;
        }
        Ok(lease)
    }

    /// A connection in autocommit, for SQL of others that reads.
    #[track_caller]
    pub(crate) fn free_reader(&self) -> Result<Lease<'_>> {
        Lease::idle(Lender::Borrowed(self)).in_autocommit()
    }

    /// The same, to be kept beside the engine.
    #[track_caller]
    pub(crate) fn kept_reader(&self) -> Result<Lease<'static>> {
        self.lease().in_autocommit()
    }

    /// A connection with a transaction begun.
    pub(crate) fn begin(
        &self,
        mode: Mode,
        origin: &'static Location<'static>,
        scope: Scope,
    ) -> Result<Lease<'static>> {
        let mut lease = self.lease();
        lease.begin(mode, origin, scope)?;
        Ok(lease)
    }

    /// A lease that holds no connection yet.
    pub(crate) fn lease(&self) -> Lease<'static> {
        Lease::idle(Lender::Counted(self.clone()))
    }
}

impl<'e> Lease<'e> {
    #[inline]
    fn idle(lender: Lender<'e>) -> Self {
        Lease {
            link: None,
            lender,
            home: Home::Readers,
        }
    }

    #[track_caller]
    fn in_autocommit(mut self) -> Result<Self> {
        if self.pool().in_memory() {
            self.enter(Location::caller(), Scope::Connection)?;
        } else {
            self.take_reader()?;
        }
        Ok(self)
    }
}

impl Lease<'_> {
    /// The engine that it is of.
    #[inline]
    pub(crate) fn engine(&self) -> &Engine {
        &self.lender
    }

    #[inline]
    fn pool(&self) -> &Pool {
        &self.lender.shared.pool
    }

    #[inline]
    fn log(&self) -> &Log {
        &self.lender.shared.log
    }

    /// The lease, if it holds a connection.
    #[inline]
    pub(crate) fn held(&self) -> Option<&Self> {
        self.link.is_some().then_some(self)
    }

    /// Takes a connection, and begins a transaction on it.
    pub(crate) fn begin(
        &mut self,
        mode: Mode,
        origin: &'static Location<'static>,
        scope: Scope,
    ) -> Result<()> {
        let begun = match mode {
            Mode::Write => self
                .enter(origin, scope)
                .and_then(|waited| self.begin_immediate(waited)),
            Mode::Read if self.pool().in_memory() => self
                .rest(origin, scope)
                .and_then(|()| self.link())
                .and_then(|link| link.rest.begin(&link.sqlite)),
            Mode::Read => self.take_reader().and_then(|()| self.control("BEGIN")),
        };
        if begun.is_err() {
            self.give_back();
        }
        begun
    }

    fn take_reader(&mut self) -> Result<()> {
        self.link = Some(self.pool().take_reader()?);
        self.home = Home::Readers;
        Ok(())
    }

    /// Takes the only connection, in memory, for statements that read.
    #[inline]
    fn rest(&mut self, origin: &'static Location<'static>, scope: Scope) -> Result<()> {
        self.pass(origin, scope)?;
        self.home = Home::Resting;
        let link = self.link()?;
        link.rest.before_read(&link.sqlite)
    }

    /// Takes the connection behind the gate, in autocommit; how long it took.
    #[inline]
    fn enter(&mut self, origin: &'static Location<'static>, scope: Scope) -> Result<Duration> {
        let pool = self.pool();
        if pool.settings.read_only && !pool.in_memory() {
            return Err(Error::new(
                crate::error::ErrorKind::ReadOnly,
                "the engine was opened with `read_only(true)`: nothing can be written",
            ));
        }
        let waited = self.pass(origin, scope)?;
        self.home = Home::Writer;
        let link = self.link()?;
        link.rest.end(&link.sqlite)?;
        Ok(waited)
    }

    /// Passes the gate, and takes the connection that stands behind it; how long it took.
    #[inline]
    fn pass(&mut self, origin: &'static Location<'static>, scope: Scope) -> Result<Duration> {
        let pool = self.pool();
        let (kept, waited) = pool.gate.enter(origin, scope, pool.settings.busy_timeout)?;
        match kept.map_or_else(|| pool.open_writer(), Ok) {
            Ok(link) => {
                self.link = Some(link);
                Ok(waited)
            }
            Err(error) => {
                pool.gate.leave(None);
                Err(error)
            }
        }
    }

    /// Gives the connection back, if it holds one.
    #[inline]
    pub(crate) fn give_back(&mut self) {
        let Some(link) = self.link.take() else {
            return;
        };
        match self.home {
            Home::Resting => self.pool().gate.leave(Some(link)),
            Home::Writer => self.pool().gate.leave(self.cleared(link)),
            Home::Readers => self.pool().give_back_reader(self.cleared(link)),
        }
    }

    #[inline]
    fn link(&self) -> Result<&Link> {
        self.link.as_deref().ok_or_else(given_back)
    }

    #[inline]
    pub(super) fn connection(&self) -> Result<&rusqlite::Connection> {
        Ok(&self.link()?.sqlite)
    }

    /// BEGIN IMMEDIATE, which waits for other processes as long as is left of the busy timeout.
    fn begin_immediate(&self, waited: Duration) -> Result<()> {
        let timeout = self.pool().settings.busy_timeout;
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
    pub(crate) fn execute(&self, sql: &str, params: &[&Constant]) -> Result<usize> {
        execute(self.link()?, sql, params, self.log())
    }

    /// The same, for a statement that is known at a glance.
    #[expect(
        clippy::inline_always,
        reason = "what few parameters are bound to needs no loop"
    )]
    #[inline(always)]
    pub(crate) fn execute_in_place(&self, sql: &str, params: &[&Constant]) -> Result<usize> {
        execute_in_place(self.link()?, sql, params, self.log())
    }

    /// Runs a statement and hands each row to `each`, until it breaks.
    pub(crate) fn query(
        &self,
        sql: &str,
        params: &[&Constant],
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        with_statement(self.link()?, sql, self.log(), |prepared| {
            prepared.bind_all(params)?;
            prepared.query(each)
        })
    }

    /// The same of SQL of others, telling the names of the result's columns first.
    pub(crate) fn query_named(
        &self,
        sql: &str,
        params: &[&Constant],
        names: &mut dyn FnMut(&[&str]) -> Result<()>,
        each: &mut dyn FnMut(Row<'_>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let (link, log) = (self.link()?, self.log());
        link.doubt();
        with_statement(link, sql, log, |prepared| {
            let sound = self.lender.shared.names.check(&link.sqlite, sql);
            sound
                .and_then(|()| names(&prepared.names()))
                .map_err(|error| told(error, sql, log))?;
            prepared.bind_all(params)?;
            prepared.query(each)
        })
    }

    /// A statement to be held.
    pub(crate) fn prepare<'l>(&'l self, sql: Text<'l>) -> Result<Statement<'l>> {
        Statement::new(self.link()?, sql, self.log())
    }

    /// The statement of this shape on a table, to be held; `model` is the number of the table's model.
    pub(crate) fn statement(
        &self,
        model: u32,
        table: &'static TableDef,
        shape: Shape,
    ) -> Result<Statement<'_>> {
        let link = self.link()?;
        let sql = link.statements.text(model, table, shape)?;
        Statement::new(link, sql, self.log())
    }

    /// Prepares the same statement for `body`.
    #[expect(
        clippy::inline_always,
        reason = "whoever calls it mostly knows the kind of the shape, and nothing is left to be told apart"
    )]
    #[inline(always)]
    pub(crate) fn with_statement(
        &self,
        model: u32,
        table: &'static TableDef,
        shape: Shape,
        body: &mut impl FnMut(&mut Prepared<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        let link = self.link()?;
        match link.statements.usual(model, shape) {
            Some(sql) => with_statement(link, &sql, self.log(), body),
            None => self.with_unusual_statement(model, table, shape, body),
        }
    }

    #[cold]
    fn with_unusual_statement(
        &self,
        model: u32,
        table: &'static TableDef,
        shape: Shape,
        body: &mut dyn FnMut(&mut Prepared<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        body(&mut self.statement(model, table, shape)?.prepared())
    }

    /// The texts of trees that were compiled on this connection before.
    pub(crate) fn texts(&self) -> Result<&Texts> {
        Ok(&self.link()?.texts)
    }

    /// What an owner before this one has left.
    pub(crate) fn take_room(&mut self) -> Option<Room> {
        self.link.as_mut()?.room.take()
    }

    /// Leaves something for the next owner.
    pub(crate) fn leave_room(&mut self, room: Option<Room>) {
        if let Some(link) = &mut self.link {
            link.room = room;
        }
    }

    /// Whether the statement only reads.
    pub(crate) fn reads_only(&self, sql: &str) -> Result<bool> {
        with_statement(self.link()?, sql, self.log(), |prepared| {
            Ok(prepared.reads_only())
        })
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

    /// Whether the transaction that was begun has ended by itself.
    #[inline]
    pub(crate) fn has_ended(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.has_ended())
    }

    /// Runs statements without parameters and rows.
    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        self.log().run(sql, &[], |()| 0, || self.quietly(sql))
    }

    fn quietly(&self, sql: &str) -> Result<()> {
        let link = self.link()?;
        link.doubt();
        let done = link.sqlite.execute_batch(sql);
        done.map_err(|error| link.failed(error, sql))
    }

    /// COMMIT; when it fails the transaction is still open, unless SQLite has ended it.
    pub(crate) fn commit(&self) -> Result<()> {
        if self.home == Home::Resting {
            return Ok(());
        }
        if let Err(error) = self.control("COMMIT") {
            return Err(reference::named_at_commit(error, self.connection()?));
        }
        if self.home == Home::Writer {
            self.lender.shared.commits.by_writer();
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
        execute(self.link()?, sql, &[], self.log()).map(|_| ())
    }
}

impl Lease<'_> {
    /// Leaves no transaction open; the connection, if it is fit for another owner.
    fn cleared(&self, link: Box<Link>) -> Option<Box<Link>> {
        // An interrupt that was meant for another statement may meet this one.
        for _ in 0..ROLLBACKS {
            if link.sqlite.is_autocommit() {
                break;
            }
            let _ = self.log().run(
                "ROLLBACK",
                &[],
                |()| 0,
                || {
                    let done = link.sqlite.execute_batch("ROLLBACK");
                    done.map_err(|error| Error::from_sqlite(error, Some("ROLLBACK")))
                },
            );
        }
        // In memory the connection is the database: it is kept in any case.
        (link.sqlite.is_autocommit() || self.pool().in_memory()).then_some(link)
    }
}

#[cold]
fn given_back() -> Error {
    Error::misuse("the connection was given back")
}

impl Drop for Lease<'_> {
    #[inline]
    fn drop(&mut self) {
        self.give_back();
    }
}

impl std::fmt::Debug for Lease<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lease")
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}
