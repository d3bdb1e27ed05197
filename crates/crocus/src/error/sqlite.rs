//! What SQLite reports, as kinds of ours.

use rusqlite::ErrorCode;
use rusqlite::ffi;

use super::constraint::{Constraint, ConstraintKind};
use super::kind::ErrorKind;

/// What is read from an error of SQLite's.
pub(super) struct Report {
    pub(super) kind: ErrorKind,
    pub(super) message: String,
    pub(super) constraint: Option<Constraint>,
}

/// Reads an error of SQLite's.
pub(super) fn read(error: &rusqlite::Error, statement: &str) -> Report {
    let (failure, text) = match error {
        rusqlite::Error::SqliteFailure(failure, text) => {
            (failure, text.clone().unwrap_or_else(|| failure.to_string()))
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => (error, msg.clone()),
        rusqlite::Error::NulError(_) => {
            return plain(
                ErrorKind::Misuse,
                "the statement contains a NUL character".to_owned(),
            );
        }
        rusqlite::Error::ExecuteReturnedResults => {
            let message = "the statement answers rows: read them with `all`";
            return plain(ErrorKind::Misuse, message.to_owned());
        }
        rusqlite::Error::MultipleStatement => {
            let message = "more than one statement: run them one by one";
            return plain(ErrorKind::Misuse, message.to_owned());
        }
        other => return plain(ErrorKind::Sqlite, other.to_string()),
    };
    match failure.code {
        ErrorCode::ConstraintViolation => constraint(failure.extended_code, text),
        code => plain(kind(code, &text), advice(code, text, statement)),
    }
}

fn plain(kind: ErrorKind, message: String) -> Report {
    Report {
        kind,
        message,
        constraint: None,
    }
}

fn kind(code: ErrorCode, text: &str) -> ErrorKind {
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => ErrorKind::Busy,
        ErrorCode::ReadOnly => ErrorKind::ReadOnly,
        ErrorCode::DiskFull => ErrorKind::Full,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => ErrorKind::Corrupt,
        ErrorCode::OperationInterrupted => ErrorKind::Interrupted,
        ErrorCode::TooBig | ErrorCode::TypeMismatch => ErrorKind::Value,
        _ if text == OVERFLOW => ErrorKind::Value,
        _ if text == NO_TARGET => ErrorKind::Misuse,
        _ if is_schema(text) => ErrorKind::Schema,
        _ => ErrorKind::Sqlite,
    }
}

/// What SQLite says when it can neither calculate with integers nor with floating point numbers.
const OVERFLOW: &str = "integer overflow";

/// What SQLite says of `ON CONFLICT (..)` over columns that no constraint keeps unique.
const NO_TARGET: &str = "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint";

/// What SQLite adds to an unknown column in double quotes, as all of ours are.
const LITERAL: &str = " - should this be a string literal in single-quotes?";

fn is_schema(text: &str) -> bool {
    [
        "no such table",
        "no such column",
        "no such index",
        "has no column named",
    ]
    .iter()
    .any(|start| text.contains(start))
}

fn advice(code: ErrorCode, text: String, statement: &str) -> String {
    match code {
        ErrorCode::NotADatabase => format!("{text}: the file was made by another program"),
        ErrorCode::DiskFull => format!("{text}: free some space, or raise max_page_count"),
        ErrorCode::DatabaseBusy => {
            format!(
                "{text}: another process, or a connection by hand, held it for the whole busy timeout"
            )
        }
        _ if text == OVERFLOW => {
            format!("{text}: a calculated number is out of the bounds of its type")
        }
        _ if text == NO_TARGET => format!(
            "nothing in the table {}keeps {} unique, so that no row can conflict by it: name the columns \
             of a unique constraint, or declare one by `#[column(unique)]` or `#[model(unique(..))]`",
            first_table(statement),
            conflict_target(statement)
        ),
        _ if text.contains("no such table") => {
            format!("{text}: create it with `engine.create_all(&schema![..])`")
        }
        _ if text.ends_with(LITERAL) => format!(
            "{}: the table {}differs from the model, which `engine.create_all(&schema![..])` reports; \
             in raw SQL, texts stand in single quotes",
            text.trim_end_matches(LITERAL),
            first_table(statement)
        ),
        _ if text.starts_with("no such column: ") && !text.contains('.') => {
            let table = first_table(statement);
            format!("{text}: the table {table}differs from the model")
        }
        _ if is_schema(&text) => format!("{text}: the table differs from the model"),
        _ => text,
    }
}

/// The table that a statement begins with, whose columns need no table before their names; in
/// quotes, with a space behind it.
fn first_table(statement: &str) -> String {
    let words = [" FROM \"", "UPDATE \"", "INTO \""];
    let starts = words
        .iter()
        .filter_map(|word| Some(statement.find(word)? + word.len()));
    let rest = starts.min().and_then(|start| statement.get(start..));
    let table = rest.and_then(|rest| rest.split('"').next());
    table.map_or(String::new(), |table| format!("`{table}` "))
}

/// The columns behind ON CONFLICT, as the statement has them.
fn conflict_target(statement: &str) -> &str {
    let target = statement.split_once(" ON CONFLICT ");
    let end = |target: &str| target.find(')').map(|end| end + 1);
    target
        .and_then(|(_, target)| target.get(..end(target)?))
        .unwrap_or("these columns")
}

fn constraint(extended: i32, text: String) -> Report {
    let (kind, broken) = match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE => (ErrorKind::Unique, ConstraintKind::Unique),
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            (ErrorKind::Unique, ConstraintKind::PrimaryKey)
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => (ErrorKind::ForeignKey, ConstraintKind::ForeignKey),
        // SQLite carries out ON DELETE RESTRICT and ON UPDATE RESTRICT by triggers of its own.
        ffi::SQLITE_CONSTRAINT_TRIGGER if text == "FOREIGN KEY constraint failed" => {
            (ErrorKind::ForeignKey, ConstraintKind::ForeignKey)
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => (ErrorKind::NotNull, ConstraintKind::NotNull),
        ffi::SQLITE_CONSTRAINT_CHECK => (ErrorKind::Check, ConstraintKind::Check),
        // "cannot store TEXT value in INTEGER column t.c" of a STRICT table.
        ffi::SQLITE_CONSTRAINT_DATATYPE => return plain(ErrorKind::Value, text),
        // RAISE(ABORT) in a trigger, and what SQLite may add.
        _ => return plain(ErrorKind::Sqlite, text),
    };
    let mut constraint = Constraint {
        kind: broken,
        name: None,
        table: None,
        columns: Vec::new(),
        fields: Vec::new(),
        parent: None,
        key: None,
        listed: None,
    };
    if let Some((_, what)) = text.split_once("constraint failed: ") {
        name_parts(&mut constraint, what);
    }
    Report {
        kind,
        message: text,
        constraint: Some(constraint),
    }
}

/// Reads `users.tenant, users.username`, `index 'name'`, or the name or expression of a CHECK.
fn name_parts(constraint: &mut Constraint, what: &str) {
    let index = what
        .strip_prefix("index '")
        .and_then(|rest| rest.strip_suffix('\''));
    if let Some(index) = index {
        constraint.name = Some(index.to_owned());
        return;
    }
    if constraint.kind == ConstraintKind::Check {
        constraint.name = Some(what.to_owned());
        return;
    }
    constraint.listed = Some(what.to_owned());
    for part in what.split(", ") {
        if let Some((table, column)) = part.rsplit_once('.') {
            constraint.table = Some(table.to_owned());
            constraint.columns.push(column.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(schema: &str, statement: &str) -> Report {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = ON")
            .unwrap();
        connection.execute_batch(schema).unwrap();
        read(&connection.execute_batch(statement).unwrap_err(), statement)
    }

    #[test]
    fn a_composite_unique_constraint_names_its_columns() {
        let report = failing(
            "CREATE TABLE t (a, b, UNIQUE (a, b)); INSERT INTO t VALUES (1, 2)",
            "INSERT INTO t VALUES (1, 2)",
        );
        let constraint = report.constraint.unwrap();
        assert_eq!(report.kind, ErrorKind::Unique);
        assert_eq!(constraint.table(), Some("t"));
        assert_eq!(constraint.columns(), ["a", "b"]);
    }

    #[test]
    fn an_index_of_expressions_gives_its_name() {
        let report = failing(
            "CREATE TABLE t (a); CREATE UNIQUE INDEX ix ON t (lower(a)); INSERT INTO t VALUES ('x')",
            "INSERT INTO t VALUES ('X')",
        );
        assert_eq!(report.constraint.unwrap().name(), Some("ix"));
    }

    #[test]
    fn a_primary_key_is_told_from_other_unique_constraints() {
        let report = failing(
            "CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)",
            "INSERT INTO t VALUES (1)",
        );
        assert_eq!(report.kind, ErrorKind::Unique);
        assert_eq!(
            report.constraint.unwrap().kind(),
            ConstraintKind::PrimaryKey
        );
    }

    #[test]
    fn a_named_check_gives_its_name() {
        let report = failing(
            "CREATE TABLE t (a, CONSTRAINT positive CHECK (a > 0))",
            "INSERT INTO t VALUES (-1)",
        );
        assert_eq!(report.kind, ErrorKind::Check);
        assert_eq!(report.constraint.unwrap().name(), Some("positive"));
    }

    #[test]
    fn not_null_names_table_and_column() {
        let report = failing("CREATE TABLE t (a NOT NULL)", "INSERT INTO t VALUES (NULL)");
        let constraint = report.constraint.unwrap();
        assert_eq!(
            (constraint.table(), constraint.columns()),
            (Some("t"), &["a".to_owned()][..])
        );
    }

    #[test]
    fn a_foreign_key_names_nothing() {
        let report = failing(
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id))",
            "INSERT INTO c VALUES (7)",
        );
        assert_eq!(report.kind, ErrorKind::ForeignKey);
        assert_eq!(report.constraint.unwrap().table(), None);
    }

    #[test]
    fn a_restricted_delete_is_a_foreign_key() {
        let report = failing(
            "CREATE TABLE p (id INTEGER PRIMARY KEY);
             CREATE TABLE c (p REFERENCES p (id) ON DELETE RESTRICT);
             INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)",
            "DELETE FROM p",
        );
        assert_eq!(report.kind, ErrorKind::ForeignKey);
    }

    #[test]
    fn a_missing_table_is_schema_with_advice() {
        let report = failing("", "SELECT * FROM nope");
        assert_eq!(report.kind, ErrorKind::Schema);
        assert!(report.message.contains("create_all"), "{}", report.message);
    }

    #[test]
    fn a_conflict_over_columns_that_are_not_unique_names_them() {
        let report = failing(
            "CREATE TABLE t (a, b UNIQUE)",
            r#"INSERT INTO "t" ("a") VALUES (1) ON CONFLICT ("a") DO NOTHING"#,
        );
        assert_eq!(report.kind, ErrorKind::Misuse);
        for part in ["`t`", r#"("a")"#, "#[column(unique)]"] {
            assert!(report.message.contains(part), "{}", report.message);
        }
    }
}
