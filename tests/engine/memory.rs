//! A database in memory: one connection for all, whose read transaction stays open between statements.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::{Counter, value, with_counter};

/// More statements in a row than it takes for the transaction to stay open.
const MANY: i64 = 20;

fn engine_that_rests() -> Engine {
    let engine = with_counter(Engine::memory().unwrap());
    rest(&mut engine.session());
    engine
}

fn rest(s: &mut Session) {
    for _ in 0..MANY {
        assert!(Counter::get(1, s).unwrap().is_some());
        assert_eq!(Counter::all(s).unwrap().len(), 1);
    }
}

/// Whether the connection has an open transaction when it is lent to SQL of others.
fn is_autocommit(engine: &Engine) -> bool {
    engine.connect().unwrap().raw().unwrap().is_autocommit()
}

#[test]
fn sql_of_others_never_meets_a_transaction_that_it_did_not_begin() {
    let engine = engine_that_rests();
    assert!(is_autocommit(&engine));
    rest(&mut engine.session());
    let connection = engine.connect().unwrap();
    connection.execute("BEGIN; ROLLBACK; VACUUM").unwrap();
    connection.execute("ATTACH ':memory:' AS other").unwrap();
    connection.execute("DETACH other").unwrap();
    drop(connection);
    let mut s = engine.session();
    rest(&mut s);
    // Inside a transaction SQLite would ignore it; it answers no row to be read.
    let off = sql("PRAGMA foreign_keys = 0").first::<(i64,)>(&mut s);
    assert_eq!(off.unwrap_err().kind(), ErrorKind::Decode);
    let on: i64 = sql("PRAGMA foreign_keys").scalar(&mut s).unwrap();
    assert_eq!(on, 0);
}

#[test]
fn pages_are_small_in_memory_and_of_the_usual_size_in_a_file() {
    let page_size = |engine: Engine| {
        engine
            .connect()
            .unwrap()
            .scalar::<i64>("PRAGMA page_size")
            .unwrap()
    };
    let usual: rusqlite::Result<i64> = rusqlite::Connection::open_in_memory()
        .and_then(|connection| connection.query_row("PRAGMA page_size", [], |row| row.get(0)));
    assert_eq!(page_size(with_counter(Engine::memory().unwrap())), 2048);
    assert_eq!(
        page_size(with_counter(Engine::temporary().unwrap())),
        usual.unwrap()
    );
}

#[test]
fn a_cursor_leaves_the_connection_as_it_found_it() {
    let engine = engine_that_rests();
    let mut s = engine.session();
    let mut cursor = Counter::select().cursor(&mut s).unwrap();
    assert_eq!(cursor.iter().unwrap().count(), 1);
    drop(cursor);
    assert!(is_autocommit(&engine));
}

#[test]
fn sessions_see_each_others_commits_however_many_statements_have_read() {
    let engine = engine_that_rests();
    let (mut reader, mut writer) = (engine.session(), engine.session());
    for round in 1..=MANY {
        rest(&mut reader);
        Counter::filter(Counter::id.eq(1))
            .set(Counter::value, round)
            .update(&mut writer)
            .unwrap();
        writer.commit().unwrap();
        let read = Counter::get(1, &mut reader).unwrap();
        assert_eq!(read.map(|counter| counter.value), Some(round));
    }
}

#[test]
fn what_is_rolled_back_after_many_statements_that_read_was_never_there() {
    let engine = engine_that_rests();
    let mut s = engine.session();
    rest(&mut s);
    s.begin().unwrap();
    Counter::select().delete(&mut s).unwrap();
    s.rollback().unwrap();
    rest(&mut s);
    let failed = engine.write(|s| {
        rest(s);
        Counter::select().delete(s)?;
        s.get_one::<Counter>(2)
    });
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(value(&engine), 0);
}

#[test]
fn reading_takes_no_statement_but_its_own() {
    let engine = with_counter(Engine::memory().unwrap());
    let ((), statements) = crocus::testing::statements(&engine, || {
        for _ in 0..MANY {
            engine.read(|s| Counter::get(1, s)).unwrap();
        }
    });
    assert_eq!(statements.len(), usize::try_from(MANY).unwrap());
    assert!(statements.iter().all(|sql| sql.starts_with("SELECT")));
}

#[test]
fn a_statement_that_fails_leaves_the_connection_fit_for_the_next() {
    let engine = engine_that_rests();
    let mut s = engine.session();
    for _ in 0..MANY {
        let nothing = sql("SELECT abs(-9223372036854775808)").scalar::<i64>(&mut s);
        assert!(nothing.is_err());
        rest(&mut s);
        let text =
            Counter::filter(sql("abs(-9223372036854775808) = id").typed::<bool>()).all(&mut s);
        assert!(text.is_err());
    }
    assert_eq!(value(&engine), 0);
    assert!(is_autocommit(&engine));
}

#[test]
fn a_row_reader_that_panics_leaves_the_connection_fit_for_the_next() {
    let engine = engine_that_rests();
    let panicked = std::panic::catch_unwind(|| {
        engine
            .read(|s| -> crocus::Result<()> {
                rest(s);
                panic!("in the middle");
            })
            .unwrap();
    });
    assert!(panicked.is_err());
    assert!(is_autocommit(&engine));
    engine
        .write(|s| Counter::create(Counter::builder().value(1).build(), s))
        .unwrap();
}
