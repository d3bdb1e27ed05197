//! A verb or a statement that fails has written nothing, whatever the caller makes of its error.

use crocus::prelude::*;
use crocus::{ErrorKind, Result};

#[derive(Debug, Clone, PartialEq, Model)]
struct Small {
    #[column(primary_key)]
    id: i32,
    #[column(length = 20)]
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Label {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
    #[column(generated = "length(name)")]
    length: u8,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Entry {
    #[column(primary_key)]
    id: i64,
    n: i64,
}

fn engine() -> Engine {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Small, Label, Entry]).unwrap();
    engine
}

fn execute(engine: &Engine, statement: &str) {
    engine.connect().unwrap().execute(statement).unwrap();
}

/// Ignores the error of `body`, and commits.
fn ignoring<T>(engine: &Engine, kind: ErrorKind, body: impl FnOnce(&mut Session) -> Result<T>) {
    let ended = engine.write(|s| {
        let error = body(s).err().expect("an error");
        assert_eq!(error.kind(), kind, "{error}");
        Ok(())
    });
    // Where only the end of the transaction takes it back, the closure learns that it ended.
    assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == ErrorKind::Interrupted));
}

#[test]
fn a_key_that_the_struct_cannot_hold_leaves_no_row() {
    let engine = engine();
    execute(&engine, "INSERT INTO smalls VALUES (2147483647, 'last')");
    let new = || Small::builder().name("x").build();
    ignoring(&engine, ErrorKind::Decode, |s| Small::create(new(), s));
    assert_eq!(engine.read(Small::all).unwrap().len(), 1);
}

#[test]
fn what_the_database_made_of_a_row_and_no_struct_can_hold_leaves_no_row() {
    let engine = engine();
    let long = || Label::builder().name("x".repeat(300)).build();
    ignoring(&engine, ErrorKind::Decode, |s| Label::create(long(), s));
    ignoring(&engine, ErrorKind::Decode, |s| {
        long().upsert(Label::name, s)
    });
    let mut label = engine
        .write(|s| Label::create(Label::builder().name("a").build(), s))
        .unwrap();
    ignoring(&engine, ErrorKind::Decode, |s| {
        label.update(s, |it| it.name = "y".repeat(300))
    });
    assert_eq!(engine.read(Label::all).unwrap(), [label]);
}

#[test]
fn a_flush_of_one_row_that_cannot_be_read_back_leaves_the_transaction_as_it_was() {
    let engine = engine();
    let mut s = engine.session();
    let first = s.add(Label::builder().name("first").build());
    s.flush().unwrap();
    let long = s.add(Label::builder().name("x".repeat(300)).build());
    assert_eq!(s.flush().unwrap_err().kind(), ErrorKind::Decode);
    assert!(s.in_transaction());
    assert_eq!(s.state(first), crocus::State::Persistent);
    s[long].name = "short".into();
    s.commit().unwrap();
    assert_eq!(Label::select().count(&mut s).unwrap(), 2);
}

#[test]
fn a_trigger_that_fails_in_the_middle_leaves_none_of_the_rows_before() {
    let engine = engine();
    engine
        .write(|s| Entry::insert_all((1..=5).map(|n| Entry::builder().n(n).build())).execute(s))
        .unwrap();
    execute(
        &engine,
        "CREATE TRIGGER no_third AFTER UPDATE ON entries WHEN new.id = 3
           BEGIN SELECT RAISE(FAIL, 'nope'); END;
         CREATE TRIGGER no_seven AFTER INSERT ON entries WHEN new.n = 7
           BEGIN SELECT RAISE(FAIL, 'nope'); END",
    );
    let stored = engine.read(Entry::all).unwrap();
    let entry = |n| Entry::builder().n(n).build();
    let kind = engine
        .write(|s| Entry::create(entry(7), s))
        .unwrap_err()
        .kind();
    ignoring(&engine, kind, |s| {
        Entry::select().set(Entry::n, 0).update(s)
    });
    ignoring(&engine, kind, |s| Entry::create(entry(7), s));
    ignoring(&engine, kind, |s| {
        Entry::insert_all([entry(6), entry(7)]).execute(s)
    });
    let mut third = stored[2].clone();
    ignoring(&engine, kind, |s| third.update(s, |it| it.n = 9));
    assert_eq!(engine.read(Entry::all).unwrap(), stored);
}

#[test]
fn a_trigger_that_aborts_leaves_the_transaction_usable() {
    let engine = engine();
    execute(
        &engine,
        "CREATE TRIGGER no_seven BEFORE INSERT ON entries WHEN new.n = 7
           BEGIN SELECT RAISE(ABORT, 'nope'); END",
    );
    let entry = |n| Entry::builder().n(n).build();
    engine
        .write(|s| {
            Entry::create(entry(1), s)?;
            assert!(Entry::create(entry(7), s).is_err());
            assert!(Entry::insert_all([entry(2), entry(7)]).execute(s).is_err());
            Entry::create(entry(3), s)
        })
        .unwrap();
    let stored = engine.read(Entry::all).unwrap();
    assert_eq!(
        stored.iter().map(|entry| entry.n).collect::<Vec<_>>(),
        [1, 3]
    );
}

#[test]
fn an_error_of_another_statement_before_ends_no_transaction() {
    let engine = engine();
    engine
        .write(|s| Entry::insert_all((1..=3).map(|n| Entry::builder().n(n).build())).execute(s))
        .unwrap();
    execute(
        &engine,
        "CREATE TRIGGER no_third AFTER UPDATE ON entries WHEN new.id = 3
           BEGIN SELECT RAISE(FAIL, 'nope'); END",
    );
    let written = engine.write(|s| {
        // What SQL by hand leaves is its own.
        assert!(sql("UPDATE entries SET n = 9").execute(s).is_err());
        let long = Small::builder().name("x".repeat(30)).build();
        assert_eq!(Small::create(long, s).unwrap_err().kind(), ErrorKind::Value);
        Entry::count(Entry::n.eq(9), s)
    });
    assert_eq!(written.unwrap(), 3);
}
