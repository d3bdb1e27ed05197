//! The session: one conversation with the database.

use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};

use smallvec::{SmallVec, smallvec};

use super::any_arena::AnyArena;
use super::arena::Arena;
use super::arenas::Arenas;
use super::moment::Moment;
use super::state::{Life, State};
use crate::engine::{Engine, Lease, Mode, Scope};
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Entity, Model};
use crate::schema::TableDef;
use crate::value::Ticket;

/// One conversation with the database: watches rows, collects changes, writes them in one
/// transaction.
///
/// `session[entity]` is the one living struct of a watched row; changing it *is* changing the row, at
/// the next flush. Only what takes the session and returns a [`Result`] talks to the database.
///
/// A session made by [`Engine::session`] reads outside of transactions until its first write, which
/// begins one; dropping it rolls back. It can be sent to another thread, and is used by one at a
/// time.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// let ada = s.add(User::builder().name("ada").build()); // watched, not written
/// s.flush()?; // INSERT, in a transaction that begins here
/// s[ada].age = 36;
/// s.commit()?; // UPDATE, COMMIT
/// let adults = User::filter(User::age.gt(30)).tracked().all(&mut s)?;
/// assert_eq!(adults, [ada]); // the same row is the same entity
/// # Ok(())
/// # }
/// ```
pub struct Session {
    pub(super) id: u32,
    pub(super) purpose: Purpose,
    /// Holds a connection from BEGIN to COMMIT.
    pub(super) lease: Lease<'static>,
    pub(super) arenas: Arenas,
    pub(super) era: u32,
    /// The engine's count of commits when the era began.
    commits: u64,
    /// Whether something was written, for the transaction and each open savepoint.
    pub(super) wrote: SmallVec<[bool; 16]>,
    /// Tables of which no entity is watched, but rows were read or written: errors name their fields.
    tables: SmallVec<[&'static TableDef; 4]>,
    pub(super) autoflush: bool,
    pub(super) strict_closure: u32,
    /// Why everything fails until the outermost closure returns.
    pub(super) interrupted: Option<String>,
    /// `Session` is `Send` and not `Sync`: one thread at a time.
    not_sync: std::marker::PhantomData<Cell<()>>,
}

/// What a session was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// `engine.session()`: reads freely, begins a transaction with its first write.
    Free,
    /// `engine.write(..)`.
    Write,
    /// `engine.read(..)`.
    Read,
}

/// The number of a session, not used again before all 32 bits were counted through.
///
/// A thread takes some at a time, which saves an atomic exchange for each.
fn next_id() -> u32 {
    const SOME: u32 = 16;
    static NEXT: AtomicU32 = AtomicU32::new(1);
    thread_local! {
        static OWN: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
    }
    OWN.with(|own| {
        let (mut next, mut left) = own.get();
        if left == 0 {
            next = NEXT.fetch_add(SOME, Ordering::Relaxed);
            left = SOME;
        }
        own.set((next.wrapping_add(1), left - 1));
        next
    })
}

impl Session {
    pub(super) fn new(engine: &Engine, purpose: Purpose) -> Self {
        Session {
            id: next_id(),
            purpose,
            lease: engine.lease(),
            arenas: Arenas::default(),
            era: 1,
            commits: engine.commits(),
            wrote: smallvec![false],
            tables: SmallVec::new(),
            autoflush: true,
            strict_closure: 0,
            interrupted: None,
            not_sync: std::marker::PhantomData,
        }
    }

    /// The engine that the session talks to.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let mut other = s.engine().session(); // a second conversation with the same database
    /// assert_eq!(User::select().count(&mut other)?, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn engine(&self) -> &Engine {
        self.lease.engine()
    }

    /// Whether a transaction is open.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.add(User::builder().name("ada").build());
    /// assert!(!s.in_transaction()); // `add` runs no SQL
    /// s.flush()?;
    /// assert!(s.in_transaction());
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_transaction(&self) -> bool {
        self.lease.held().is_some()
    }

    pub(super) fn moment(&self) -> Moment {
        let level = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Moment {
            era: self.era,
            level: level(self.wrote.len() - 1),
            wrote: self.wrote.iter().rposition(|wrote| *wrote).map(level),
        }
    }

    /// Something is written: rows that are read from now on may hold what a rollback undoes.
    #[inline]
    pub(super) fn note_write(&mut self) {
        if let Some(wrote) = self.wrote.last_mut() {
            *wrote = true;
        }
    }

    /// Runs one statement that writes. Where it fails it has written nothing, and is not noted; where the
    /// program panics nobody knows.
    #[inline]
    pub(super) fn noting<T>(&mut self, statement: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let noted = self.wrote.last_mut();
        let before = noted.is_none_or(|wrote| std::mem::replace(wrote, true));
        let result = statement(self);
        if result.is_err() {
            self.take_note_back(before);
        }
        result
    }

    #[cold]
    fn take_note_back(&mut self, before: bool) {
        if let Some(wrote) = self.wrote.last_mut() {
            *wrote = before;
        }
    }

    #[inline]
    pub(super) fn arena<M: Model>(&self) -> Option<&Arena<M>> {
        self.arenas.of()
    }

    /// Remembers a table whose rows are read or written.
    #[inline]
    pub(super) fn meet_table(&mut self, table: &'static TableDef) {
        // Most of them are met several times in a row.
        match self.tables.last() {
            Some(last) if std::ptr::eq(*last, table) => {}
            _ => self.meet_another_table(table),
        }
    }

    #[inline(never)]
    fn meet_another_table(&mut self, table: &'static TableDef) {
        self.tables.retain(|known| !std::ptr::eq(*known, table));
        self.tables.push(table);
    }

    #[inline]
    pub(super) fn arena_mut<M: Model>(&mut self) -> Result<&mut Arena<M>> {
        self.arenas.of_mut()
    }

    pub(super) fn entity<M: Model>(&self, index: u32, generation: u32) -> Entity<M> {
        Entity::new(Ticket {
            session: self.id,
            model: M::model_id(),
            index,
            generation,
        })
    }

    /// Whether a flush has something to look at.
    pub(super) fn has_changes(&self) -> bool {
        self.arenas.iter().any(AnyArena::has_changes)
    }

    /// Between transactions, a commit of anybody on this engine begins a new era: what was read
    /// before it may be stale.
    #[inline]
    fn note_commits(&mut self) {
        let commits = self.lease.engine().commits();
        if self.commits != commits {
            self.commits = commits;
            self.era += 1;
        }
    }

    /// Fails with the first cause while the outermost closure has to end.
    #[inline]
    pub(super) fn check_open(&mut self) -> Result<()> {
        if self.lease.held().is_none() {
            self.note_commits();
        }
        self.notice_end()?;
        match &self.interrupted {
            None => Ok(()),
            Some(cause) => Err(interrupted(cause)),
        }
    }

    /// Whether a transaction that writes is open, and nothing has ended it.
    #[inline]
    pub(super) fn is_writing(&self) -> bool {
        let open = |lease: &Lease<'_>| !lease.has_ended();
        self.purpose != Purpose::Read
            && self.interrupted.is_none()
            && self.lease.held().is_some_and(open)
    }

    /// A cursor's error goes to whoever reads its rows, not to the session: so each call asks whether the
    /// transaction is still open.
    #[inline]
    fn notice_end(&mut self) -> Result<()> {
        if self.lease.held().is_some_and(Lease::has_ended) {
            return self.transaction_is_gone();
        }
        Ok(())
    }

    #[cold]
    fn transaction_is_gone(&mut self) -> Result<()> {
        let cause = "a query that was read row by row failed";
        self.end_early(cause);
        self.reread_suspects()?;
        Err(interrupted(cause))
    }

    /// The connection for one statement that reads rows of models: the transaction's, or one of the
    /// pool.
    #[inline]
    pub(super) fn reader(&self) -> Result<Reader<'_>> {
        match self.lease.held() {
            Some(lease) => Ok(Reader::Held(lease)),
            None => Ok(Reader::Own(self.lease.engine().reader()?)),
        }
    }

    /// The same for SQL of others, and to be held for longer: outside of transactions it is in
    /// autocommit.
    #[track_caller]
    pub(super) fn free_reader(&self) -> Result<Reader<'_>> {
        match self.lease.held() {
            Some(lease) => Ok(Reader::Held(lease)),
            None => Ok(Reader::Own(self.lease.engine().free_reader()?)),
        }
    }

    /// The connection of the open transaction.
    #[inline]
    pub(super) fn writer(&self) -> Result<&Lease<'static>> {
        self.lease.held().ok_or_else(needs_transaction)
    }

    /// Begins the transaction that will write, unless one is open.
    #[track_caller]
    pub(super) fn begin_write(&mut self) -> Result<()> {
        if self.lease.held().is_some() && self.purpose != Purpose::Read {
            return Ok(());
        }
        self.begin_to_write()
    }

    #[track_caller]
    fn begin_to_write(&mut self) -> Result<()> {
        let scope = match self.purpose {
            Purpose::Free => Scope::Session,
            Purpose::Write => Scope::Closure,
            Purpose::Read => {
                return Err(Error::new(
                    ErrorKind::ReadOnly,
                    "`engine.read` only reads: write in `engine.write`",
                ));
            }
        };
        self.lease.begin(Mode::Write, Location::caller(), scope)?;
        self.era += 1;
        Ok(())
    }

    /// Looks after every error whether SQLite has ended the transaction by itself; if so, memory is
    /// what it was at the last commit.
    pub(super) fn checked<T>(&mut self, result: Result<T>) -> Result<T> {
        match result {
            Ok(value) => Ok(value),
            Err(error) => Err(self.failed(error)),
        }
    }

    #[cold]
    pub(super) fn failed(&mut self, error: Error) -> Error {
        // A foreign key may be that of another model than the one that was written.
        let watched = self.arenas.iter().map(AnyArena::table);
        let known = watched.chain(self.tables.iter().copied());
        let error = known.fold(error, |error, table| error.with_fields_of(&table.names()));
        let ended = self
            .lease
            .held()
            .is_some_and(|lease| !lease.in_transaction());
        if ended {
            self.end_early(&error.to_string());
            // What cannot be read now is read at the next rollback; the first error is the cause.
            let _ = self.reread_suspects();
        }
        error
    }

    /// The transaction is over, and nobody asked for it: memory is what it was at the last commit.
    pub(super) fn end_early(&mut self, cause: &str) {
        self.lease.give_back();
        self.restore_all();
        if self.purpose != Purpose::Free || self.strict_closure > 0 {
            self.interrupted = Some(cause.to_owned());
        }
    }

    /// Nothing is written, and what was read may be stale.
    pub(super) fn begin_era(&mut self) {
        self.wrote.clear();
        self.wrote.push(false);
        self.era += 1;
    }

    /// Memory as it was at the last commit.
    pub(super) fn restore_all(&mut self) {
        for arena in self.arenas.iter_mut() {
            arena.restore(0);
        }
        self.begin_era();
    }

    /// Where an entity stands; see [`State`].
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// use crocus::State;
    ///
    /// let ada = s.add(User::builder().name("ada").build());
    /// assert_eq!(s.state(ada), State::Pending);
    /// s.flush()?;
    /// assert_eq!(s.state(ada), State::Persistent);
    /// s.rollback()?;
    /// assert_eq!(s.state(ada), State::Transient);
    /// # Ok(())
    /// # }
    /// ```
    pub fn state<M: Model>(&self, entity: Entity<M>) -> State {
        self.life(entity.ticket).state()
    }

    pub(super) fn life(&self, ticket: Ticket) -> Life {
        match self.arenas.of_entity(self.id, ticket) {
            Some(arena) => arena.life(ticket.index, ticket.generation),
            None => Life::Vacated,
        }
    }
}

#[cold]
fn interrupted(cause: &str) -> Error {
    Error::new(
        ErrorKind::Interrupted,
        format!("the transaction ended by itself, nothing more can be done in it: {cause}"),
    )
}

#[cold]
pub(super) fn needs_transaction() -> Error {
    Error::misuse("writing needs a transaction")
}

/// A connection for statements that read.
pub(super) enum Reader<'a> {
    Held(&'a Lease<'a>),
    Own(Lease<'a>),
}

impl<'a> std::ops::Deref for Reader<'a> {
    type Target = Lease<'a>;

    #[inline]
    fn deref(&self) -> &Lease<'a> {
        match self {
            Reader::Held(lease) => lease,
            Reader::Own(lease) => lease,
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("in_transaction", &self.in_transaction())
            .finish_non_exhaustive()
    }
}

const _: () = {
    const fn is_send<T: Send>() {}
    is_send::<Session>();
};
