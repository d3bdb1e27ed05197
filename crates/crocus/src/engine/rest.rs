//! A read transaction that stays open between statements, in memory.
//!
//! A statement outside of transactions begins one of its own and ends it, which takes a sixth of the
//! time of reading one row. Between two of them somebody else may write to a file. But a database in
//! memory is seen by its one connection alone, which is lent to one owner at a time: whether one
//! transaction reads twice or two read once is the same there, as long as it ends before anything
//! else is done with the connection.

use std::cell::Cell;

use rusqlite::Connection;

use crate::error::{Error, Result};

/// So many statements in a row have to read before a transaction stays open: to begin it and to end
/// it costs as much as staying saves in five.
const PATIENCE: u32 = 8;

/// Whether a connection rests in a read transaction; one of a file never does.
#[derive(Debug, Default)]
pub(super) struct Rest {
    /// How many statements in a row have read.
    reads: Cell<u32>,
    open: Cell<bool>,
}

impl Rest {
    /// A statement that reads comes next.
    #[inline]
    pub(super) fn before_read(&self, connection: &Connection) -> Result<()> {
        if self.open.get() {
            return Ok(());
        }
        let reads = self.reads.get().saturating_add(1);
        self.reads.set(reads);
        if reads > PATIENCE {
            return self.begin(connection);
        }
        Ok(())
    }

    /// Several statements that read come next, and see one state of the database.
    pub(super) fn begin(&self, connection: &Connection) -> Result<()> {
        // After some errors SQLite has ended it by itself.
        if connection.is_autocommit() {
            control(connection, "BEGIN")?;
            self.open.set(true);
        }
        Ok(())
    }

    /// Something else comes next.
    #[inline]
    pub(super) fn end(&self, connection: &Connection) -> Result<()> {
        self.reads.set(0);
        if !self.open.get() {
            return Ok(());
        }
        if !connection.is_autocommit() {
            control(connection, "COMMIT")?;
        }
        self.open.set(false);
        Ok(())
    }
}

fn control(connection: &Connection, sql: &str) -> Result<()> {
    let failed = |error| Error::from_sqlite(error, Some(sql));
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    statement.raw_execute().map(|_| ()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sqlite_has_ended_by_itself_begins_again_and_ends_once() {
        let connection = Connection::open_in_memory().unwrap();
        let rest = Rest::default();
        for _ in 0..=PATIENCE {
            assert!(connection.is_autocommit());
            rest.before_read(&connection).unwrap();
        }
        assert!(!connection.is_autocommit());
        // As after a disk that failed, or memory that was not there.
        connection.execute_batch("ROLLBACK").unwrap();
        rest.before_read(&connection).unwrap();
        rest.begin(&connection).unwrap();
        assert!(!connection.is_autocommit());
        connection.execute_batch("ROLLBACK").unwrap();
        rest.end(&connection).unwrap();
        rest.begin(&connection).unwrap();
        rest.end(&connection).unwrap();
        assert!(connection.is_autocommit());
    }
}
