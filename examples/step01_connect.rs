//! Step 1: an engine, and `SELECT 1`.
//!
//! Run it: `cargo run --example step01_connect`. The lines with `--` are the echo, on stderr.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `create_engine("sqlite:///:memory:", echo=True)` | `Engine::builder("sqlite:///:memory:").echo(true).open()?` |
//! | `conn.execute(text("SELECT 1")).scalar()` | `sql("SELECT 1").scalar::<i64>(&mut s)?` |
//! | `text("SELECT :a")`, `{"a": 7}` | `sql("SELECT :a").bind("a", 7)` |
//! | `with engine.begin() as conn:` | `engine.write(\|s\| ..)` |
//! | `engine.connect()` | `engine.session()`; one floor below, `engine.connect()` |
//!
//! An `Engine` is the database: one per process. `engine.session()` is a conversation with it, and
//! `sql("..")` is SQL written by hand inside of one. What a session has not committed is rolled
//! back when it goes. `engine.connect()` is a raw connection, for what only SQLite can do: nothing
//! begins a transaction there but you, so each statement commits by itself, and nothing is echoed.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::ErrorKind;
use crocus::prelude::*;

/// A row of a result, read by the names of its columns.
#[derive(Debug, PartialEq, FromRow)]
struct Pair {
    a: i64,
    b: String,
}

fn main() -> crocus::Result<()> {
    let engine = Engine::builder("sqlite:///:memory:").echo(true).open()?;
    let mut s = engine.session();

    let one: i64 = sql("SELECT 1").scalar(&mut s)?;
    println!("scalar: {one}");
    assert_eq!(one, 1);

    // Values are bound by name, never pasted into the text.
    let pair = sql("SELECT :a AS a, :b AS b").bind("a", 7).bind("b", "x");
    let by_place: Vec<(i64, String)> = pair.all(&mut s)?;
    let by_name: Vec<Pair> = pair.all(&mut s)?;
    println!("row: {:?} {:?}", by_place[0], by_name[0]);
    assert_eq!(by_place, [(7, "x".to_owned())]);
    assert_eq!((by_name[0].a, by_name[0].b.as_str()), (7, "x"));

    // `first` answers no row with `None`, as SQLAlchemy's `scalar()` does; `scalar` demands one.
    let empty: Option<i64> = sql("SELECT 1 WHERE 0").first(&mut s)?;
    println!("first of an empty result: {empty:?}");
    assert_eq!(empty, None);
    let error = sql("SELECT 1 WHERE 0").scalar::<i64>(&mut s).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);

    // An error has a kind to decide by, a message for people, and the statement.
    let error = sql("SELECT * FROM nope").all::<i64>(&mut s).unwrap_err();
    println!("{:?} | {error} | {:?}", error.kind(), error.statement());
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(error.statement(), Some("SELECT * FROM nope"));

    // What is not committed is rolled back, here at the end of the session.
    sql("CREATE TABLE t (x INTEGER)").execute(&mut s)?;
    s.commit()?;
    sql("INSERT INTO t VALUES (1)").execute(&mut s)?;
    drop(s);
    let rows: i64 = engine.read(|s| sql("SELECT count(*) FROM t").scalar(s))?;
    println!("rows after a dropped session: {rows}");
    assert_eq!(rows, 0);

    // `engine.write` is BEGIN .. COMMIT around a closure.
    engine.write(|s| sql("INSERT INTO t VALUES (2)").execute(s))?;

    // The raw connection. In memory there is only this one: sessions wait until it is dropped.
    let connection = engine.connect()?;
    let rows: i64 = connection.scalar("SELECT count(*) FROM t")?;
    println!("rows after `engine.write`: {rows}");
    assert_eq!(rows, 1);
    let error = connection.execute("SELECT * FROM nope").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    connection.execute("BEGIN; INSERT INTO t VALUES (3)")?;
    drop(connection);

    let rows: i64 = engine.read(|s| sql("SELECT count(*) FROM t").scalar(s))?;
    println!("rows after an uncommitted block: {rows}");
    assert_eq!(rows, 1);
    Ok(())
}
