//! Transactions and savepoints: what they restore, in the database and in memory.

use super::any_arena::AnyArena;
use super::closure::Closure;
use super::session::{Purpose, Session};
use crate::engine::Lease;
use crate::error::{Error, ErrorKind, Result};

impl Session {
    /// Begins a transaction that may write, before the first write would.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.begin()?; // nobody else writes from here on
    /// let users = User::select().count(&mut s)?;
    /// s.add(User::builder().name(format!("user {}", users + 1)).build());
    /// s.commit()?;
    /// assert!(User::exists(User::name.eq("user 1"), &mut s)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` inside a closure that owns the transaction, or when one is open; `Busy` when another
    /// writer held the database for the whole busy timeout.
    #[track_caller]
    pub fn begin(&mut self) -> Result<()> {
        self.refuse_in_closure("begin")?;
        if self.lease.held().is_some() {
            return Err(Error::misuse(
                "`begin`: a transaction is open already; use `savepoint`",
            ));
        }
        self.begin_write()
    }

    /// Flushes and commits; entities keep their values. Without a transaction there is nothing to do
    /// but the flush.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s[ada].age = 36;
    /// s.commit()?; // one UPDATE of one column
    /// assert!(!s.in_transaction());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the flush or the COMMIT reports; the transaction and memory stay as they are, so that it
    /// can be mended and tried again. `Misuse` inside a closure that owns the transaction.
    #[track_caller]
    pub fn commit(&mut self) -> Result<()> {
        self.refuse_in_closure("commit")?;
        self.commit_open()
    }

    #[track_caller]
    pub(super) fn commit_open(&mut self) -> Result<()> {
        self.flush_and_commit()?;
        self.lease.give_back();
        for arena in self.arenas.iter_mut() {
            arena.forget_undo();
        }
        self.begin_era();
        Ok(())
    }

    /// Undoes everything since the last commit, in the database and in memory: values, keys, states,
    /// adds and deletes.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s[ada].age = 36;
    /// s.flush()?; // written, not committed
    /// s.rollback()?;
    /// assert_eq!(s[ada].age, 18);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Misuse` inside a closure that owns the transaction; what the ROLLBACK reports, or reading the
    /// rows again that were first read after something was written.
    pub fn rollback(&mut self) -> Result<()> {
        match self.refuse_in_closure("rollback") {
            // SQLite has rolled back, and memory has just followed.
            Err(error) if error.kind() == ErrorKind::Interrupted && self.interrupted.is_none() => {
                Ok(())
            }
            refused => refused.and_then(|()| self.rollback_open()),
        }
    }

    fn rollback_open(&mut self) -> Result<()> {
        let rolled_back = self.lease.held().map_or(Ok(()), Lease::rollback);
        self.lease.give_back();
        self.restore_all();
        rolled_back?;
        self.reread_suspects()
    }

    pub(super) fn reread_suspects(&mut self) -> Result<()> {
        let moment = self.moment();
        if !self.arenas.iter().any(AnyArena::has_suspects) {
            return Ok(());
        }
        let own;
        let lease = match self.lease.held() {
            Some(lease) => lease,
            None => {
                own = self.lease.engine().reader()?;
                &own
            }
        };
        for arena in self.arenas.iter_mut() {
            arena.reread_suspects(lease, moment)?;
        }
        Ok(())
    }

    fn refuse_in_closure(&mut self, what: &str) -> Result<()> {
        self.check_open()?;
        if self.purpose != Purpose::Free || self.strict_closure > 0 {
            return Err(Error::misuse(format!(
                "`{what}` inside a closure that owns the transaction: return `Ok` to commit, `Err` \
                 to roll back"
            )));
        }
        Ok(())
    }

    /// Runs `body` in a transaction: committed on `Ok`; on `Err` or panic the database and memory are
    /// as at the last commit. Inside an open transaction it is a [`savepoint`](Session::savepoint).
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// s.transaction(|s| {
    ///     s.add(User::builder().name("ada").build());
    ///     s.add(User::builder().name("bob").build());
    ///     Ok(())
    /// })?; // both, or neither
    /// assert_eq!(User::select().count(&mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What `body` returns, and what the flush or the COMMIT reports.
    #[track_caller]
    pub fn transaction<T>(&mut self, body: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        self.try_transaction(body)
    }

    /// [`transaction`](Session::transaction) with an error type of the caller's.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let done = s.try_transaction(|s| {
    ///     s.add(User::builder().name("ada").build());
    ///     Err::<(), Box<dyn std::error::Error>>("out of stock".into())
    /// });
    /// assert_eq!(done.unwrap_err().to_string(), "out of stock");
    /// assert_eq!(User::select().count(&mut s)?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`transaction`](Session::transaction).
    #[track_caller]
    pub fn try_transaction<T, E: From<Error>>(
        &mut self,
        body: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        self.check_open()?;
        if self.lease.held().is_some() {
            return self.try_savepoint(body);
        }
        self.begin_write()?;
        let mut scope = RollbackAll {
            session: self,
            done: false,
        };
        let value = Closure::run(scope.session, body)?;
        scope.session.commit_open()?;
        scope.done = true;
        Ok(value)
    }

    /// Runs `body` in a savepoint: kept on `Ok`; on `Err` or panic the database and memory are as
    /// before. What is pending is flushed first. Without a transaction one is begun, and stays open.
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
    /// for name in ["bob", "ada"] {
    ///     let one = s.savepoint(|s| User::create(User::builder().name(name).build(), s));
    ///     assert_eq!(one.is_err(), name == "ada"); // the name is taken; the rest goes on
    /// }
    /// s.commit()?;
    /// assert_eq!(User::select().count(&mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What `body` returns, and what the flushes report.
    #[track_caller]
    pub fn savepoint<T>(&mut self, body: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        self.try_savepoint(body)
    }

    /// [`savepoint`](Session::savepoint) with an error type of the caller's.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// let ada = s.add(User::builder().name("ada").build());
    /// let answer: Result<(), Box<dyn std::error::Error>> = s.try_savepoint(|s| {
    ///     s[ada].age = "forty".parse()?;
    ///     Ok(())
    /// });
    /// assert!(answer.is_err());
    /// assert_eq!(s[ada].age, 18); // still pending, as before
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`savepoint`](Session::savepoint).
    #[track_caller]
    pub fn try_savepoint<T, E: From<Error>>(
        &mut self,
        body: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        self.flush()?;
        self.begin_write()?;
        let level = self.level();
        self.begin_savepoint(level)?;
        self.wrote.push(false);
        let mut scope = RollbackTo {
            session: self,
            level,
            done: false,
        };
        let value = Closure::run(scope.session, body)?;
        scope.session.flush()?;
        scope.session.check_open()?;
        scope.session.release(level)?;
        scope.done = true;
        Ok(value)
    }

    /// The level of the next savepoint.
    pub(super) fn level(&self) -> u32 {
        u32::try_from(self.wrote.len()).unwrap_or(u32::MAX)
    }

    /// Begins a savepoint of the database alone, see [`end_savepoint`](Session::end_savepoint).
    pub(super) fn begin_savepoint(&mut self, level: u32) -> Result<()> {
        match self.lease.held() {
            Some(lease) => {
                let begun = lease.savepoint(level);
                self.checked(begun)
            }
            None => Ok(()),
        }
    }

    /// Keeps what was written since the savepoint began, or undoes it where something failed; if not even
    /// that is possible, the whole transaction goes.
    pub(super) fn end_savepoint<T>(&mut self, level: u32, result: Result<T>) -> Result<T> {
        let Some(lease) = self.lease.held() else {
            return result;
        };
        let result = result.and_then(|value| lease.release(level).map(|()| value));
        let stays = result.is_err() && lease.in_transaction() && lease.rollback_to(level).is_err();
        let result = self.checked(result);
        if let (Err(error), true, true) = (&result, stays, self.lease.held().is_some()) {
            self.end_early(&error.to_string());
        }
        result
    }

    fn release(&mut self, level: u32) -> Result<()> {
        if let Some(lease) = self.lease.held() {
            let released = lease.release(level);
            self.checked(released)?;
        }
        let wrote = self.wrote.drain(level as usize..).any(|wrote| wrote);
        if wrote {
            self.note_write();
        }
        for arena in self.arenas.iter_mut() {
            arena.release(level);
        }
        Ok(())
    }

    /// Database and memory as they were when the savepoint began.
    fn rollback_to(&mut self, level: u32) -> Result<()> {
        let Some(lease) = self.lease.held() else {
            // SQLite ended the transaction by itself; what was changed afterwards goes too.
            self.restore_all();
            return self.reread_suspects();
        };
        let rolled_back = lease.rollback_to(level);
        if let Err(error) = self.checked(rolled_back) {
            // What should be undone is still there: all of it has to go.
            if self.lease.held().is_some() {
                self.end_early(&error.to_string());
            }
            return Err(error);
        }
        for arena in self.arenas.iter_mut() {
            arena.restore(level);
        }
        self.wrote.truncate(level as usize);
        self.reread_suspects()
    }
}

/// Rolls everything back unless it was committed: on an error, and on a panic.
struct RollbackAll<'a> {
    session: &'a mut Session,
    done: bool,
}

impl Drop for RollbackAll<'_> {
    fn drop(&mut self) {
        if !self.done {
            // The error that led here is reported; a failing ROLLBACK closes the connection.
            let _ = self.session.rollback_open();
        }
        if self.session.strict_closure == 0 {
            self.session.interrupted = None;
        }
    }
}

/// Rolls back to the savepoint unless it was released.
struct RollbackTo<'a> {
    session: &'a mut Session,
    level: u32,
    done: bool,
}

impl Drop for RollbackTo<'_> {
    fn drop(&mut self) {
        if !self.done {
            // The error that led here is reported.
            let _ = self.session.rollback_to(self.level);
        }
        if self.session.strict_closure == 0 {
            self.session.interrupted = None;
        }
    }
}
