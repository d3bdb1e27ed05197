//! Closures that own their transaction: `engine.write(|s| ..)`, `engine.read(|s| ..)`.

use std::panic::Location;

use super::session::{Purpose, Session};
use crate::engine::{Engine, Lease, Mode, Scope};
use crate::error::{Error, Result};

impl Engine {
    /// A session for a conversation whose transactions the caller ends.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// let mut s = engine.session();
    /// s.add(User::builder().name("ada").build());
    /// s.commit()?;
    /// s.add(User::builder().name("bob").build());
    /// drop(s); // not committed: rolled back
    /// assert_eq!(User::count(User::age.gt(0), &mut engine.session())?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn session(&self) -> Session {
        Session::new(self, Purpose::Free)
    }

    /// Runs `body` in one snapshot that only reads.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// let (users, adults) = engine.read(|s| {
    ///     Ok((User::select().count(s)?, User::filter(User::age.ge(18)).count(s)?)) // one moment
    /// })?;
    /// assert_eq!((users, adults), (0, 0));
    /// let error = engine.read(|s| User::create(User::builder().name("ada").build(), s));
    /// assert_eq!(error.unwrap_err().kind(), crocus::ErrorKind::ReadOnly);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What `body` returns; `ReadOnly` for a write inside.
    #[track_caller]
    pub fn read<T>(&self, body: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        self.try_read(body)
    }

    /// [`read`](Engine::read) with an error type of the caller's.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// #[derive(Debug)]
    /// enum Problem { Nobody, Database(crocus::Error) }
    /// impl From<crocus::Error> for Problem {
    ///     fn from(error: crocus::Error) -> Self { Problem::Database(error) }
    /// }
    /// let found = engine.try_read(|s| User::select().first(s)?.ok_or(Problem::Nobody));
    /// assert!(matches!(found, Err(Problem::Nobody)));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What `body` returns; `ReadOnly` for a write inside.
    #[track_caller]
    pub fn try_read<T, E: From<Error>>(
        &self,
        body: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut session = Session::new(self, Purpose::Read);
        let origin = Location::caller();
        session.lease.begin(Mode::Read, origin, Scope::Closure)?;
        session.era += 1;
        session.move_in();
        let value = Closure::run(&mut session, body)?;
        session.flush()?;
        session.check_open()?;
        session.lease.held().map_or(Ok(()), Lease::commit)?;
        session.move_out();
        Ok(value)
    }

    /// Runs `body` in one transaction: committed when it returns `Ok`, rolled back on `Err` or panic.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// let id = engine.write(|s| {
    ///     let ada = s.add(User::builder().name("ada").build());
    ///     s.flush()?;
    ///     Ok(s[ada].id)
    /// })?;
    /// assert_eq!(id, 1);
    /// let twice = engine.write(|s| User::create(User::builder().name("ada").build(), s));
    /// assert_eq!(twice.unwrap_err().kind(), crocus::ErrorKind::Unique); // rolled back
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What `body` returns, what the last flush or the COMMIT reports; `Busy` when another writer
    /// held the database for the whole busy timeout; `Misuse` inside another `write` of this thread.
    #[track_caller]
    pub fn write<T>(&self, body: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        self.try_write(body)
    }

    /// [`write`](Engine::write) with an error type of the caller's.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// let answer: Result<(), Box<dyn std::error::Error>> = engine.try_write(|s| {
    ///     let age: i32 = "twelve".parse()?; // an error of the caller's, and the whole is undone
    ///     s.add(User::builder().name("ada").age(age).build());
    ///     Ok(())
    /// });
    /// assert!(answer.is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`write`](Engine::write).
    #[track_caller]
    pub fn try_write<T, E: From<Error>>(
        &self,
        body: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut session = Session::new(self, Purpose::Write);
        session.begin_write()?;
        session.move_in();
        let value = Closure::run(&mut session, body)?;
        session.flush_and_commit()?;
        session.move_out();
        Ok(value)
    }

    /// [`write`](Engine::write), tried up to `attempts` times as long as its error
    /// [`is_retryable`](Error::is_retryable), with a growing pause in between.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i32, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// let ada = engine.write_retry(3, |s| {
    ///     User::create(User::builder().name("ada").build(), s) // again when it was busy
    /// })?;
    /// assert_eq!(ada.id, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of the last attempt.
    #[track_caller]
    pub fn write_retry<T>(
        &self,
        attempts: u32,
        mut body: impl FnMut(&mut Session) -> Result<T>,
    ) -> Result<T> {
        let mut attempt = 1;
        loop {
            match self.write(&mut body) {
                Err(error) if error.is_retryable() && attempt < attempts => {
                    std::thread::sleep(crate::engine::backoff(attempt));
                    attempt += 1;
                }
                result => return result,
            }
        }
    }
}

impl Session {
    /// Uses the room that the session before this one has left on the connection.
    fn move_in(&mut self) {
        let room = self.lease.take_room();
        self.arenas.move_in(room);
    }

    /// Leaves the room for the next one, and gives the connection back.
    fn move_out(mut self) {
        self.lease.leave_room(self.arenas.move_out());
        self.lease.give_back();
    }
}

/// Counts the closures that own a transaction.
pub(super) struct Closure<'a> {
    session: &'a mut Session,
}

impl Closure<'_> {
    pub(super) fn run<T, E>(
        session: &mut Session,
        body: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        session.strict_closure += 1;
        let scope = Closure { session };
        body(scope.session)
    }
}

impl Drop for Closure<'_> {
    fn drop(&mut self) {
        self.session.strict_closure -= 1;
    }
}
