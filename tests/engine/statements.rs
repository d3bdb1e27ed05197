//! What runs through an engine: statements of all kinds, by hand and by the session.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::{Counter, count_one, fails, value, with_counter};

#[test]
fn views_triggers_and_checks_with_functions_of_sqlite_work() {
    let engine = Engine::temporary().unwrap();
    let raw = engine.connect().unwrap();
    raw.execute(
        "CREATE TABLE t (a TEXT CHECK (length(a) < 9 AND a GLOB '*' AND a LIKE '%'),
             j TEXT DEFAULT '{\"x\":1}' CHECK (json_valid(j)),
             d TEXT DEFAULT (strftime('%Y', 'now')),
             x INTEGER GENERATED ALWAYS AS (json_extract(j, '$.x')) STORED);
         CREATE INDEX i ON t (lower(a));
         CREATE TABLE log (a TEXT, n REAL);
         CREATE TRIGGER g AFTER INSERT ON t BEGIN
             INSERT INTO log SELECT upper(NEW.a) || hex(NEW.a), round(random() * 0.0 + 1.5);
         END;
         CREATE VIEW v AS SELECT t.a, e.value, quote(t.a) FROM t, json_each(t.j) AS e;
         INSERT INTO t (a) VALUES ('x');",
    )
    .unwrap();
    assert_eq!(raw.scalar::<String>("SELECT a FROM log").unwrap(), "X78");
    assert_eq!(raw.scalar::<i64>("SELECT value FROM v").unwrap(), 1);
}

#[test]
fn a_connection_by_hand_returns_clean() {
    for engine in [Engine::memory().unwrap(), Engine::temporary().unwrap()] {
        let engine = with_counter(engine);
        let connection = engine.connect().unwrap();
        connection
            .execute("BEGIN IMMEDIATE; UPDATE counters SET value = 9")
            .unwrap();
        assert_eq!(
            connection
                .scalar::<i64>("SELECT value FROM counters")
                .unwrap(),
            9
        );
        drop(connection);
        assert_eq!(value(&engine), 0);
        count_one(&engine, 0).unwrap();
        assert_eq!(value(&engine), 1);
    }
}

#[test]
fn a_statement_cache_survives_a_change_of_the_table() {
    let engine = with_counter(Engine::temporary().unwrap());
    assert_eq!(value(&engine), 0);
    let raw = engine.connect().unwrap();
    raw.execute("ALTER TABLE counters ADD COLUMN extra TEXT")
        .unwrap();
    count_one(&engine, 0).unwrap();
    raw.execute("DROP TABLE counters").unwrap();
    fails(engine.read(Counter::all), ErrorKind::Schema, &["counters"]);
    with_counter(engine.clone());
    assert_eq!(value(&engine), 0);
}

#[test]
fn create_all_is_repeatable_and_reports_a_table_that_drifted() {
    let engine = with_counter(Engine::temporary().unwrap());
    engine.create_all(&schema![Counter]).unwrap();
    assert_eq!(value(&engine), 0);
    let raw = engine.connect().unwrap();
    raw.execute("ALTER TABLE counters DROP COLUMN value")
        .unwrap();
    fails(
        engine.create_all(&schema![Counter]),
        ErrorKind::Schema,
        &["counters", "value"],
    );
    engine.drop_all(&schema![Counter]).unwrap();
    engine.drop_all(&schema![Counter]).unwrap();
    with_counter(engine);
}

#[test]
fn statements_that_fail_and_those_by_hand_are_told_of() {
    let engine = with_counter(Engine::temporary().unwrap());
    let ((), told) = crocus::testing::statements(&engine, || {
        let mut s = engine.session();
        assert!(sql("SELECT nothing").all::<i64>(&mut s).is_err());
        assert!(sql("SELEKT 1").first::<i64>(&mut s).is_err());
        assert!(sql("DELETE FROM nowhere").execute(&mut s).is_err());
        s.rollback().unwrap();
        let raw = engine.connect().unwrap();
        raw.execute("DELETE FROM counters WHERE id = 99").unwrap();
        assert!(raw.execute("DELETE FROM nothing").is_err());
        assert_eq!(raw.scalar::<i64>("SELECT 7").unwrap(), 7);
        assert!(raw.scalar::<i64>("SELECT 7 WHERE 0").is_err());
    });
    let told: Vec<&str> = told
        .iter()
        .map(String::as_str)
        .filter(|text| !text.starts_with("BEGIN") && *text != "ROLLBACK")
        .collect();
    assert_eq!(
        told,
        [
            "SELECT nothing",
            "SELEKT 1",
            "DELETE FROM nowhere",
            "DELETE FROM counters WHERE id = 99",
            "DELETE FROM nothing",
            "SELECT 7",
            "SELECT 7 WHERE 0",
        ]
    );
}
