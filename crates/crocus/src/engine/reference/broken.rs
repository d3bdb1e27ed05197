//! Looking for the foreign key that is broken, and for the row that breaks it.

use rusqlite::types::{Value, ValueRef};

use super::statement::{Verb, target, with_clause, with_infinity, without_returning};
use crate::error::{BrokenReference, Error, ErrorKind};
use crate::sql::{literal, quote};

/// More rows of one statement are not looked at.
const MOST_ROWS: usize = 10_000;

/// Deletions that follow from others are not looked at any further.
const DEEPEST: usize = 8;

/// A foreign key as the database has it.
#[derive(Debug)]
struct Reference {
    child: String,
    parent: String,
    /// The columns of the child, and those of the parent.
    columns: Vec<(String, String)>,
    on_delete: OnDelete,
}

/// What becomes of the rows that refer to one that is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OnDelete {
    /// They are in its way.
    Refused,
    /// They go with it.
    Deleted,
    /// They refer to another row, or to none.
    SetFree,
}

/// The error, naming the foreign key that `statement` broke, where that can be found out.
#[cold]
pub(in crate::engine) fn named(
    error: Error,
    connection: &rusqlite::Connection,
    statement: &rusqlite::Statement<'_>,
) -> Error {
    if error.kind() != ErrorKind::ForeignKey {
        return error;
    }
    // The error that is reported is the statement's: what fails here only leaves it without names.
    let broken = statement.expanded_sql().and_then(|text| {
        of_statement(connection, &with_infinity(&text))
            .ok()
            .flatten()
    });
    match broken {
        Some(broken) => error.with_reference(broken),
        None => error,
    }
}

/// The error of a COMMIT, naming a deferred foreign key that is broken.
#[cold]
pub(in crate::engine) fn named_at_commit(error: Error, connection: &rusqlite::Connection) -> Error {
    if error.kind() != ErrorKind::ForeignKey || connection.is_autocommit() {
        return error;
    }
    match of_transaction(connection) {
        Ok(Some(broken)) => error.with_reference(broken),
        _ => error,
    }
}

fn of_statement(
    connection: &rusqlite::Connection,
    text: &str,
) -> rusqlite::Result<Option<BrokenReference>> {
    let body = without_returning(text);
    let (with, main) = body.split_at(with_clause(body));
    let Some((verb, table, rest)) = target(main) else {
        return Ok(None);
    };
    match verb {
        Verb::Delete => still_referred_to(connection, with, &table, rest, 0),
        Verb::Write => {
            // The same statement once more, but checked at the end of the transaction, which it
            // does not live to see: its rows can be looked at.
            let deferred: bool =
                connection.query_row("PRAGMA defer_foreign_keys", [], |row| row.get(0))?;
            connection
                .execute_batch("SAVEPOINT crocus_reference; PRAGMA defer_foreign_keys = 1")?;
            let found = refers_to_nothing(connection, &table, body);
            connection
                .execute_batch("ROLLBACK TO crocus_reference; RELEASE crocus_reference")
                .and_then(|()| {
                    let deferred = i32::from(deferred);
                    connection.execute_batch(&format!("PRAGMA defer_foreign_keys = {deferred}"))
                })?;
            found
        }
    }
}

fn refers_to_nothing(
    connection: &rusqlite::Connection,
    table: &str,
    body: &str,
) -> rusqlite::Result<Option<BrokenReference>> {
    for reference in references(connection, Of::Child(table))? {
        let mut sql = format!("{body} RETURNING ");
        list(&mut sql, reference.columns.iter().map(|(child, _)| child));
        let keys = keys(connection, &sql, reference.columns.len())?;
        let mut exists = String::from("SELECT 1 FROM ");
        quote(&reference.parent, &mut exists);
        for (place, (_, parent)) in reference.columns.iter().enumerate() {
            exists.push_str(if place == 0 { " WHERE " } else { " AND " });
            quote(parent, &mut exists);
            exists.push_str(" = ?");
        }
        let mut exists = connection.prepare(&exists)?;
        for key in keys {
            let free = key.iter().any(|part| matches!(part, Value::Null));
            if !free && !exists.exists(rusqlite::params_from_iter(&key))? {
                return Ok(Some(broken(reference, &key, false)));
            }
        }
        // Written once: the next reference is looked up from the state before.
        connection.execute_batch("ROLLBACK TO crocus_reference")?;
        connection.execute_batch("PRAGMA defer_foreign_keys = 1")?;
    }
    orphan(connection, table, body)
}

/// A row that refers to what an UPDATE has given another key.
fn orphan(
    connection: &rusqlite::Connection,
    table: &str,
    body: &str,
) -> rusqlite::Result<Option<BrokenReference>> {
    connection.prepare(body)?.raw_execute()?;
    for reference in references(connection, Of::Parent(table))? {
        let mut sql = String::from("SELECT ");
        list(&mut sql, reference.columns.iter().map(|(child, _)| child));
        sql.push_str(" FROM ");
        quote(&reference.child, &mut sql);
        sql.push_str(" AS child WHERE NOT EXISTS (SELECT 1 FROM ");
        quote(&reference.parent, &mut sql);
        sql.push_str(" AS parent WHERE ");
        for (place, (child, parent)) in reference.columns.iter().enumerate() {
            sql.push_str(if place == 0 {
                "parent."
            } else {
                " AND parent."
            });
            quote(parent, &mut sql);
            sql.push_str(" = child.");
            quote(child, &mut sql);
        }
        sql.push(')');
        for (child, _) in &reference.columns {
            sql.push_str(" AND child.");
            quote(child, &mut sql);
            sql.push_str(" IS NOT NULL");
        }
        sql.push_str(" LIMIT 1");
        if let Some(key) = keys(connection, &sql, reference.columns.len())?.first() {
            return Ok(Some(broken(reference, key, false)));
        }
    }
    Ok(None)
}

/// The rows of other tables that refer to what `with DELETE FROM table rest` would delete, itself or
/// in consequence.
fn still_referred_to(
    connection: &rusqlite::Connection,
    with: &str,
    table: &str,
    rest: &str,
    depth: usize,
) -> rusqlite::Result<Option<BrokenReference>> {
    for reference in references(connection, Of::Parent(table))? {
        let mut referring = String::from(" WHERE (");
        list(
            &mut referring,
            reference.columns.iter().map(|(child, _)| child),
        );
        referring.push_str(") IN (SELECT ");
        list(
            &mut referring,
            reference.columns.iter().map(|(_, parent)| parent),
        );
        referring.push_str(" FROM ");
        quote(table, &mut referring);
        referring.push_str(rest);
        referring.push(')');
        let found = match reference.on_delete {
            OnDelete::SetFree => None,
            OnDelete::Deleted if depth == DEEPEST => None,
            OnDelete::Deleted => {
                still_referred_to(connection, with, &reference.child, &referring, depth + 1)?
            }
            OnDelete::Refused => {
                let mut sql = format!("{with}SELECT ");
                list(&mut sql, reference.columns.iter().map(|(child, _)| child));
                sql.push_str(" FROM ");
                quote(&reference.child, &mut sql);
                sql.push_str(&referring);
                sql.push_str(" LIMIT 1");
                let keys = keys(connection, &sql, reference.columns.len())?;
                keys.first().map(|key| broken(reference, key, true))
            }
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The first row whose reference is broken, in the whole database.
fn of_transaction(connection: &rusqlite::Connection) -> rusqlite::Result<Option<BrokenReference>> {
    let sql = "SELECT \"table\", rowid, fkid FROM pragma_foreign_key_check LIMIT 1";
    let read = |row: &rusqlite::Row<'_>| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, Option<i64>>(1)?,
            row.get::<_, i64>(2)?,
        ))
    };
    let (child, rowid, id) = match connection.query_row(sql, [], read) {
        Ok(found) => found,
        Err(rusqlite::Error::QueryReturnedNoRows) => return Ok(None),
        Err(error) => return Err(error),
    };
    let found = numbered(connection, Of::Child(&child))?;
    let Some((_, reference)) = found.into_iter().find(|(number, _)| *number == id) else {
        return Ok(None);
    };
    let mut key = Vec::new();
    if let Some(rowid) = rowid {
        let mut sql = String::from("SELECT ");
        list(&mut sql, reference.columns.iter().map(|(child, _)| child));
        sql.push_str(" FROM ");
        quote(&child, &mut sql);
        sql.push_str(" WHERE rowid = ");
        sql.push_str(&rowid.to_string());
        key = keys(connection, &sql, reference.columns.len())?
            .pop()
            .unwrap_or_default();
    }
    Ok(Some(broken(reference, &key, false)))
}

/// Runs a statement; its rows, which have so many columns.
fn keys(
    connection: &rusqlite::Connection,
    sql: &str,
    columns: usize,
) -> rusqlite::Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| (0..columns).map(|part| row.get(part)).collect())?;
    rows.take(MOST_ROWS).collect()
}

fn broken(reference: Reference, key: &[Value], deleted: bool) -> BrokenReference {
    let mut shown = String::new();
    for (place, part) in key.iter().enumerate() {
        if place > 0 {
            shown.push_str(", ");
        }
        literal(&part_value(part), &mut shown);
    }
    BrokenReference {
        table: reference.child,
        columns: reference
            .columns
            .into_iter()
            .map(|(child, _)| child)
            .collect(),
        parent: reference.parent,
        key: (!key.is_empty()).then_some(shown),
        deleted,
    }
}

fn part_value(part: &Value) -> crate::value::Value {
    use crate::value::Value as Ours;
    match ValueRef::from(part) {
        ValueRef::Null => Ours::Null,
        ValueRef::Integer(integer) => Ours::Integer(integer),
        ValueRef::Real(real) => Ours::Real(real),
        ValueRef::Text(text) => Ours::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Ours::Blob(bytes.to_vec()),
    }
}

fn list<'a>(sql: &mut String, names: impl Iterator<Item = &'a String>) {
    for (place, name) in names.enumerate() {
        if place > 0 {
            sql.push_str(", ");
        }
        quote(name, sql);
    }
}

/// Whose foreign keys are asked for.
#[derive(Debug, Clone, Copy)]
enum Of<'a> {
    /// Those of this table.
    Child(&'a str),
    /// Those of all tables that refer to this one.
    Parent(&'a str),
}

fn references(connection: &rusqlite::Connection, of: Of<'_>) -> rusqlite::Result<Vec<Reference>> {
    let numbered = numbered(connection, of)?;
    Ok(numbered
        .into_iter()
        .map(|(_, reference)| reference)
        .collect())
}

fn numbered(
    connection: &rusqlite::Connection,
    of: Of<'_>,
) -> rusqlite::Result<Vec<(i64, Reference)>> {
    let (column, table) = match of {
        Of::Child(table) => ("tables.name", table),
        Of::Parent(table) => ("keys.\"table\"", table),
    };
    // Without columns of the parent its primary key is meant.
    let sql = format!(
        "SELECT keys.id, tables.name, keys.\"table\", keys.\"from\", \
         coalesce(keys.\"to\", (SELECT name FROM pragma_table_info(keys.\"table\") WHERE pk = keys.seq + 1)), \
         keys.on_delete \
         FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys \
         WHERE tables.type = 'table' AND lower({column}) = lower(?) \
         ORDER BY tables.name, keys.id, keys.seq"
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([table])?;
    let mut found: Vec<(i64, Reference)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, child): (i64, String) = (row.get(0)?, row.get(1)?);
        let pair = (
            row.get(3)?,
            row.get::<_, Option<String>>(4)?.unwrap_or_default(),
        );
        match found.last_mut() {
            Some((number, last)) if *number == id && last.child == child => last.columns.push(pair),
            _ => {
                let reference = Reference {
                    child,
                    parent: row.get(2)?,
                    columns: vec![pair],
                    on_delete: match row.get::<_, String>(5)?.as_str() {
                        "CASCADE" => OnDelete::Deleted,
                        "SET NULL" | "SET DEFAULT" => OnDelete::SetFree,
                        _ => OnDelete::Refused,
                    },
                };
                found.push((id, reference));
            }
        }
    }
    Ok(found)
}
