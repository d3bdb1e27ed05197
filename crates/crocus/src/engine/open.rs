//! Opening a connection, with settings that are set and read back.

use std::time::Instant;

use rusqlite::config::DbConfig;
use rusqlite::{OpenFlags, OptionalExtension};

use super::backoff::backoff;
use super::config::{Journal, Settings};
use super::link::Link;
use super::location::Location;
use crate::error::{Error, ErrorKind, Result};

/// How much of the write-ahead log stays on the disk after a checkpoint: 64 MiB.
const JOURNAL_SIZE_LIMIT: i64 = 64 * 1024 * 1024;
/// The bytes of a page in memory, half of SQLite's usual. A page is copied whole before it is first changed
/// in a transaction, and by a DELETE in a table that others refer to each time; there is no disk that larger
/// ones would suit. It is the size of a file that such a database is copied to.
/// <https://www.sqlite.org/pragma.html#pragma_page_size>
const PAGE_IN_MEMORY: i64 = 2048;
/// Prepared statements that a connection keeps.
const STATEMENTS: usize = 256;

/// Whether a connection may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Opens a connection.
pub(super) fn open(location: &Location, settings: &Settings, access: Access) -> Result<Box<Link>> {
    // A connection has one owner at a time: SQLite's own mutexes would only cost time.
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags |= match (settings.read_only, settings.create) {
        (true, _) => OpenFlags::SQLITE_OPEN_READ_ONLY,
        (false, true) => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        (false, false) => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let opened = match location.path() {
        None => rusqlite::Connection::open_in_memory_with_flags(flags),
        Some(path) => rusqlite::Connection::open_with_flags(path, flags),
    };
    let connection = opened.map_err(|error| cannot_open(location, error))?;
    configure(&connection, location, settings, access)
        .map_err(|error| error.with_context(&format!("cannot open {}", name(location))))?;
    // It is handed from owner to owner: a box moves cheaply.
    Ok(Box::new(Link::new(connection)))
}

fn name(location: &Location) -> String {
    match location.path() {
        None => "the database in memory".to_owned(),
        Some(path) => format!("`{}`", path.display()),
    }
}

#[cold]
fn cannot_open(location: &Location, error: rusqlite::Error) -> Error {
    let why = match location.path() {
        Some(path) if path.is_dir() => "it is a directory",
        Some(path) if !path.exists() && path.parent().is_some_and(missing) => {
            "its directory does not exist"
        }
        Some(path) if !path.exists() => "the file does not exist, or may not be created",
        _ => "is it readable and writable for this user?",
    };
    Error::from_sqlite(error, None).with_context(&format!("cannot open {}: {why}", name(location)))
}

fn missing(directory: &std::path::Path) -> bool {
    !directory.as_os_str().is_empty() && !directory.exists()
}

fn configure(
    connection: &rusqlite::Connection,
    location: &Location,
    settings: &Settings,
    access: Access,
) -> Result<()> {
    let sqlite = |error| Error::from_sqlite(error, None);
    connection
        .busy_timeout(settings.busy_timeout)
        .map_err(sqlite)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // `"text"` is an identifier, never a string that was meant to be one.
    set_config(connection, DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    set_config(connection, DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // What a file's views, triggers and constraints call is not the program's word: functions that
    // were not declared innocuous are refused there. SQLite's own functions are, and so are its
    // virtual tables: https://www.sqlite.org/pragma.html#pragma_trusted_schema
    set_config(connection, DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Without it SQLite prepares a statement again whenever a bound value could change its plan:
    // https://www.sqlite.org/queryplanner-ng.html#qpstab
    set_config(connection, DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    let in_file = location.path().is_some();
    if !in_file {
        set(connection, "page_size", Some(PAGE_IN_MEMORY))?;
    }
    if in_file && !settings.read_only && settings.journal == Journal::Wal {
        write_ahead(connection, settings)?;
    } else if in_file {
        // Reads the header: a file that is no database is found out here.
        set(connection, "schema_version", None)?;
    }
    set(connection, "foreign_keys", Some(1))?;
    set(
        connection,
        "synchronous",
        Some(if settings.durable { 2 } else { 1 }),
    )?;
    if in_file {
        set(connection, "journal_size_limit", Some(JOURNAL_SIZE_LIMIT))?;
    }
    if access == Access::Read && in_file {
        set(connection, "query_only", Some(1))?;
    }
    Ok(())
}

fn set_config(connection: &rusqlite::Connection, config: DbConfig, on: bool) -> Result<()> {
    let set = connection
        .set_db_config(config, on)
        .and_then(|_| connection.db_config(config));
    match set {
        Ok(now) if now == on => Ok(()),
        Ok(_) => Err(refused(&format!("{config:?}"))),
        Err(error) => Err(Error::from_sqlite(error, None)),
    }
}

/// Sets a pragma and reads it back.
fn set(connection: &rusqlite::Connection, pragma: &str, wanted: Option<i64>) -> Result<()> {
    let sqlite = |error| Error::from_sqlite(error, None);
    if let Some(wanted) = wanted {
        connection
            .query_row(&format!("PRAGMA {pragma} = {wanted}"), [], |_| Ok(()))
            .optional()
            .map_err(sqlite)?;
    }
    let now: i64 = connection
        .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
        .map_err(sqlite)?;
    match wanted {
        Some(wanted) if now != wanted => Err(refused(pragma)),
        _ => Ok(()),
    }
}

#[cold]
fn refused(setting: &str) -> Error {
    let message = format!("this SQLite does not take the setting `{setting}`");
    Error::new(ErrorKind::Sqlite, message)
}

/// Switches to write-ahead logging; processes that open a new file at once take turns.
fn write_ahead(connection: &rusqlite::Connection, settings: &Settings) -> Result<()> {
    let start = Instant::now();
    let mut attempt = 1;
    loop {
        let mode: Result<String, _> =
            connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => {
                return Err(Error::new(
                    ErrorKind::ReadOnly,
                    format!(
                        "write-ahead logging is not possible here (the journal mode stays `{mode}`): \
                         open it with `.read_only(true)` or `.journal(Journal::Keep)`"
                    ),
                ));
            }
            Err(error) => {
                let error = Error::from_sqlite(error, Some("PRAGMA journal_mode = WAL"));
                if error.kind() != ErrorKind::Busy || start.elapsed() >= settings.busy_timeout {
                    return Err(error);
                }
                std::thread::sleep(backoff(attempt));
                attempt += 1;
            }
        }
    }
}
