//! Step 1: an engine, and `SELECT 1`.
//!
//! SQLAlchemy: `create_engine("sqlite:///:memory:", echo=True)`, `engine.connect()`,
//! `conn.execute(text("SELECT 1")).scalar()`.
//!
//! An `Engine` is the database: one per process. `engine.session()` is a conversation with it, and
//! `sql("..")` is SQL written by hand inside of one. `engine.connect()` is one floor below: a raw
//! connection, without sessions.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::ErrorKind;
use crocus::prelude::*;

fn main() -> crocus::Result<()> {
    let engine = Engine::builder("sqlite:///:memory:").echo(true).open()?;
    let mut s = engine.session();

    let one: i64 = sql("SELECT 1").scalar(&mut s)?;
    println!("scalar: {one}");
    assert_eq!(one, 1);

    // Values are bound by name, never pasted into the text.
    let row: Vec<(i64, String)> = sql("SELECT :a AS a, :b AS b")
        .bind("a", 7)
        .bind("b", "x")
        .all(&mut s)?;
    println!("row: {:?}", row[0]);
    assert_eq!(row, [(7, "x".to_owned())]);

    // No row is `None`, not an error.
    let empty: Option<i64> = sql("SELECT 1 WHERE 0").first(&mut s)?;
    println!("first of an empty result: {empty:?}");
    assert_eq!(empty, None);

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

    // The raw connection, for everything else SQLite can do.
    let connection = engine.connect()?;
    let rows: i64 = connection.scalar("SELECT count(*) FROM t")?;
    println!("rows after `engine.write`: {rows}");
    assert_eq!(rows, 1);
    Ok(())
}
