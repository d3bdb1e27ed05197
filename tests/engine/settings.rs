//! What every connection is set to, and what an engine refuses to be set to.

use crocus::prelude::*;
use crocus::{ErrorKind, Journal};

use super::{Directory, fails, with_counter};

#[test]
fn every_connection_has_the_safe_settings() {
    let engine = with_counter(Engine::temporary().unwrap());
    let settings = [
        ("journal_mode", "wal"),
        ("foreign_keys", "1"),
        ("synchronous", "1"),
        ("busy_timeout", "5000"),
        ("journal_size_limit", "67108864"),
        ("trusted_schema", "0"),
    ];
    for (name, expected) in settings {
        let read = sql(format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"));
        let read = if name == "busy_timeout" {
            sql("SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout")
        } else {
            read
        };
        let writer: String = engine.write(|s| read.scalar(s)).unwrap();
        let reader: String = engine.read(|s| read.scalar(s)).unwrap();
        let session: String = read.scalar(&mut engine.session()).unwrap();
        assert_eq!([writer, reader, session], [expected; 3], "{name}");
    }
    let quoted = sql(r#"SELECT "no_such_column""#);
    fails(
        engine.read(|s| quoted.scalar::<String>(s)),
        ErrorKind::Schema,
        &["no_such_column"],
    );
}

#[test]
fn settings_are_changed_where_asked() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    let engine = Engine::builder(&file)
        .journal(Journal::Keep)
        .durable()
        .open()
        .unwrap();
    let read = sql("SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous");
    let found: Option<(String, i64)> = engine.write(|s| read.first(s)).unwrap();
    assert_eq!(found, Some(("delete".into(), 2)));
}

#[test]
fn other_databases_are_misuse() {
    fails(
        Engine::open("postgresql://localhost/x"),
        ErrorKind::Misuse,
        &["sqlite"],
    );
}
