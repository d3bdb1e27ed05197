//! A connection of SQLite, and the statements that were built to run on it.

use std::any::Any;
use std::cell::Cell;

use super::rest::Rest;
use crate::error::{Error, ErrorKind};
use crate::schema::Statements;
use crate::sql::Texts;

/// What the pool keeps and lends: a connection, with the texts of the statements it has run.
///
/// They stay with the connection, as its prepared statements do: a session that lives for one request
/// finds them where the one before it left them.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) sqlite: rusqlite::Connection,
    /// Those that write rows of a model.
    pub(super) statements: Statements,
    /// Those that the program builds.
    pub(super) texts: Texts,
    pub(super) rest: Rest,
    pub(super) room: Option<Room>,
    /// Whether the transaction may have ended since it was last looked after.
    in_doubt: Cell<bool>,
}

/// What one owner leaves for the next: memory that need not be asked for again.
pub(crate) type Room = Box<dyn Any + Send>;

impl Link {
    pub(super) fn new(sqlite: rusqlite::Connection) -> Self {
        Link {
            sqlite,
            statements: Statements::default(),
            texts: Texts::default(),
            rest: Rest::default(),
            room: None,
            in_doubt: Cell::new(false),
        }
    }

    /// The error of a statement.
    #[cold]
    pub(super) fn failed(&self, error: rusqlite::Error, sql: &str) -> Error {
        self.doubt();
        let code = error.sqlite_error().map(|failure| failure.extended_code);
        let error = Error::from_sqlite(error, Some(sql));
        // What was written before RAISE(FAIL) stays: https://www.sqlite.org/lang_createtrigger.html#raise
        // Foreign keys are triggers too, of SQLite's own, which take everything back.
        let raised = code == Some(rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER)
            && error.kind() != ErrorKind::ForeignKey;
        // Of a statement that was taken back SQLite counts no changes.
        if raised && self.sqlite.changes() > 0 {
            return error.leaving_rows();
        }
        error
    }

    /// The transaction may end by what comes next.
    pub(super) fn doubt(&self) {
        self.in_doubt.set(true);
    }

    /// Whether the transaction has ended that was open. SQLite ends one by itself
    /// [only when a statement fails](https://www.sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction),
    /// so it is asked only then.
    #[inline]
    pub(super) fn has_ended(&self) -> bool {
        self.in_doubt.get() && self.ended()
    }

    #[cold]
    fn ended(&self) -> bool {
        let ended = self.sqlite.is_autocommit();
        self.in_doubt.set(ended);
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_is_asked_for_the_transaction_only_after_something_failed() {
        let link = Link::new(rusqlite::Connection::open_in_memory().unwrap());
        let run = |sql| link.sqlite.execute_batch(sql);
        let fail = || link.failed(run("nonsense").unwrap_err(), "nonsense");
        run("BEGIN").unwrap();
        assert!(fail().to_string().contains("nonsense"));
        assert!(!link.has_ended(), "most errors leave it open");
        // As SQLite does when a disk is full.
        run("ROLLBACK").unwrap();
        assert!(!link.has_ended(), "nothing has failed since");
        fail();
        assert!(link.has_ended() && link.has_ended(), "until another begins");
        run("BEGIN").unwrap();
        assert!(!link.has_ended());
        link.doubt();
        run("COMMIT").unwrap();
        assert!(link.has_ended(), "SQL of others may end it, too");
    }
}
