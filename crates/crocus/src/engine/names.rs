//! The names of a result's columns, which a file may hold in bytes that are no text.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::error::{Error, ErrorKind, Result};
use crate::sql::quote;

/// The version of the schema whose names were looked at last.
#[derive(Debug)]
pub(super) struct Names {
    sound: AtomicI64,
}

impl Names {
    pub(super) fn new() -> Self {
        Names {
            sound: AtomicI64::new(-1),
        }
    }

    /// Refuses a statement whose columns may have names that are not UTF-8: rusqlite, which is asked
    /// for the names, would panic.
    ///
    /// The text of a statement is UTF-8, so that such names can only come in by a `*`.
    pub(super) fn check(&self, connection: &rusqlite::Connection, sql: &str) -> Result<()> {
        if !sql.contains('*') {
            return Ok(());
        }
        let sqlite = |error| Error::from_sqlite(error, Some(sql));
        let version = number(connection, "PRAGMA schema_version").map_err(sqlite)?;
        // A second one is `temp`, or was attached: they have versions of their own.
        let databases =
            number(connection, "SELECT count(*) FROM pragma_database_list").map_err(sqlite)?;
        if databases == 1 && self.sound.load(Ordering::Relaxed) == version {
            return Ok(());
        }
        if !is_sound(connection).map_err(sqlite)? {
            return Err(Error::new(
                ErrorKind::Decode,
                "the database has tables whose columns have names that are not UTF-8: name the \
                 columns instead of `*`",
            ));
        }
        if databases == 1 {
            self.sound.store(version, Ordering::Relaxed);
        }
        Ok(())
    }
}

fn number(connection: &rusqlite::Connection, sql: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))
}

/// Whether all that the databases of the connection hold was made by text.
fn is_sound(connection: &rusqlite::Connection) -> rusqlite::Result<bool> {
    let mut databases = connection.prepare("SELECT name FROM pragma_database_list")?;
    let databases = databases.query_map([], |row| row.get::<_, String>(0))?;
    for database in databases {
        let mut sql = String::from("SELECT sql FROM ");
        quote(&database?, &mut sql);
        sql.push_str(".sqlite_schema WHERE sql IS NOT NULL");
        let mut texts = connection.prepare(&sql)?;
        let mut texts = texts.query([])?;
        while let Some(row) = texts.next()? {
            let bytes = row.get_ref(0)?.as_bytes().unwrap_or_default();
            if std::str::from_utf8(bytes).is_err() {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
