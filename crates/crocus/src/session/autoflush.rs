//! What is pending is flushed before a query and before a statement.

use super::describe;
use super::session::Session;
use crate::error::Result;
use crate::schema::TableDef;

impl Session {
    /// Flushes before a query, unless that is switched off; the error says so.
    #[track_caller]
    pub(super) fn autoflush(&mut self) -> Result<()> {
        self.check_open()?;
        if !self.autoflush || !self.has_changes() {
            return Ok(());
        }
        self.flush()
            .map_err(|error| error.with_context("the flush before this query failed"))
    }

    /// Begins a statement that writes rows of a table: flushes, unless there is nothing to flush, and
    /// begins the transaction.
    #[inline]
    #[track_caller]
    pub(super) fn begin_statement(&mut self, table: &'static TableDef) -> Result<()> {
        if self.arenas.is_empty() && self.is_writing() && !table.view {
            return Ok(());
        }
        self.flush_and_begin(table)
    }

    /// The same where it is not known that there is nothing to do.
    #[track_caller]
    fn flush_and_begin(&mut self, table: &'static TableDef) -> Result<()> {
        if self.arenas.is_empty() {
            self.check_open()?;
        } else {
            self.flush()
                .map_err(|error| error.with_context("the flush before this statement failed"))?;
        }
        if table.view {
            return Err(describe::is_view(table));
        }
        self.begin_write()
    }

    /// Runs `body` without flushing before its queries and statements written by hand.
    ///
    /// A savepoint begun inside still begins with a flush, and so do statements that write rows of a
    /// model.
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
    /// let stored = s.no_autoflush(|s| User::select().count(s))?;
    /// assert_eq!(stored, 0);
    /// assert_eq!(User::select().count(&mut s)?, 1); // queries flush first
    /// # Ok(())
    /// # }
    /// ```
    pub fn no_autoflush<T>(&mut self, body: impl FnOnce(&mut Session) -> T) -> T {
        let before = std::mem::replace(&mut self.autoflush, false);
        let guard = Autoflush {
            session: self,
            before,
        };
        body(guard.session)
    }
}

/// Switches autoflush back on, also after a panic.
struct Autoflush<'a> {
    session: &'a mut Session,
    before: bool,
}

impl Drop for Autoflush<'_> {
    fn drop(&mut self) {
        self.session.autoflush = self.before;
    }
}
