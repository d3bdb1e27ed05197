//! A connection for SQL written by hand.

use std::fmt;
use std::sync::Arc;

use super::engine::{Engine, Shared};
use super::lease::Lease;
use super::link::Link;
use super::open::{Access, open};
use crate::error::{Error, ErrorKind, Result};
use crate::value::{ColumnType, Fault, Format, Row};

/// A connection for SQL written by hand, with the engine's settings.
///
/// On a file it is a connection of its own. In memory it is the only one: sessions wait until it is
/// dropped. What is not committed then is rolled back.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// # let mut s = engine.session();
/// Book::create(Book::builder().title("Emma").build(), &mut s)?;
/// s.commit()?;
/// let connection = engine.connect()?;
/// connection.execute("CREATE VIEW cheap AS SELECT title FROM books WHERE price < 15")?;
/// assert_eq!(connection.scalar::<String>("SELECT title FROM cheap")?, "Emma");
/// # Ok(())
/// # }
/// ```
pub struct Connection {
    inner: Inner,
    shared: Arc<Shared>,
}

enum Inner {
    Own(Box<Link>),
    Lent(Lease<'static>),
}

impl Engine {
    /// A connection for SQL written by hand.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let engine = Engine::memory()?;
    /// let connection = engine.connect()?;
    /// connection.execute("CREATE TABLE notes (text); INSERT INTO notes VALUES ('hello')")?;
    /// assert_eq!(connection.scalar::<String>("SELECT text FROM notes")?, "hello");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When it cannot be opened; in memory, `Busy` when the connection is in use for the whole busy
    /// timeout.
    #[track_caller]
    pub fn connect(&self) -> Result<Connection> {
        let pool = &self.shared.pool;
        if pool.in_memory() {
            return Ok(self.wrap(Inner::Lent(self.kept_reader()?)));
        }
        let access = if pool.settings.read_only {
            Access::Read
        } else {
            Access::Write
        };
        Ok(self.wrap(Inner::Own(open(&pool.location, &pool.settings, access)?)))
    }

    fn wrap(&self, inner: Inner) -> Connection {
        Connection {
            inner,
            shared: Arc::clone(&self.shared),
        }
    }
}

impl Connection {
    /// The connection itself, for all that rusqlite can do; what is done with it is not echoed.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let connection = Engine::memory()?.connect()?;
    /// let changes = connection.raw()?.changes(); // anything that rusqlite can do
    /// assert_eq!(changes, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// None that a program can cause.
    pub fn raw(&self) -> Result<&rusqlite::Connection> {
        // Whatever is done with it may change rows that sessions have read.
        self.shared.commits.by_others();
        match &self.inner {
            Inner::Own(link) => Ok(&link.sqlite),
            Inner::Lent(lease) => lease.connection(),
        }
    }

    /// Runs one or several statements without parameters.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let connection = Engine::memory()?.connect()?;
    /// connection.execute("CREATE TABLE a (x); CREATE TABLE b (y)")?;
    /// assert!(connection.execute("CREATE TABLE a (x)").is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database reports.
    pub fn execute(&self, sql: &str) -> Result<()> {
        let run = || {
            self.raw()?
                .execute_batch(sql)
                .map_err(|error| Error::from_sqlite(error, Some(sql)))
        };
        let done = self.shared.log.run(sql, &[], |()| 0, run);
        // A session may have read between the first count and what was committed.
        self.shared.commits.by_others();
        done
    }

    /// The first column of the first row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # fn main() -> crocus::Result<()> {
    /// let connection = Engine::memory()?.connect()?;
    /// assert_eq!(connection.scalar::<i64>("SELECT 6 * 7")?, 42);
    /// assert_eq!(connection.scalar::<Option<i64>>("SELECT NULL")?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` without a row, `Decode` when the value is not a `T`; what the database reports.
    pub fn scalar<T: ColumnType>(&self, sql: &str) -> Result<T> {
        let run = || {
            let sqlite = |error| Error::from_sqlite(error, Some(sql));
            let mut statement = self.raw()?.prepare(sql).map_err(sqlite)?;
            let mut rows = statement.raw_query();
            match rows.next().map_err(sqlite)? {
                Some(row) => Row::new(row).get(0, Format::Plain).map_err(Fault::nowhere),
                None => {
                    let message = "the statement answered no row";
                    Err(Error::new(ErrorKind::NotFound, message).with_statement(sql))
                }
            }
        };
        let found = self.shared.log.run(sql, &[], |_| 1, run);
        self.shared.commits.by_others();
        found
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.shared.commits.by_others();
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}
