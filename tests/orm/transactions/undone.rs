//! What a rollback restores, and what a commit keeps.

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State, schema};

use super::bank::{Account, Entry, account, balances, bank};
use crate::database::{fails, names, sent};

#[test]
fn dropping_a_session_rolls_back() {
    let engine = bank();
    let mut s = engine.session();
    Account::create(account("eve"), &mut s).unwrap();
    drop(s);
    assert_eq!(balances(&engine).len(), 2);
    engine
        .write(|s| Account::create(account("eve"), s))
        .unwrap();
}

#[test]
fn rollback_restores_values_and_takes_ids_back() {
    let mut s = bank().session();
    let ann = s.get_one::<Account>(1).unwrap();
    s[ann].balance = 7;
    let eve = s.add(account("eve"));
    s.flush().unwrap();
    assert_eq!(s[eve].id, 3);
    s[ann].owner = "anna".into();
    s.rollback().unwrap();
    assert_eq!((s[ann].balance, s[ann].owner.as_str()), (100, "ann"));
    assert!(!s.is_modified(ann).unwrap());
    assert_eq!(s.state(eve), State::Transient);
    fails(s.try_ref(eve).map(|_| ()), ErrorKind::Misuse);
}

#[test]
fn rollback_restores_memory_though_nothing_was_sent() {
    let mut s = bank().session();
    let ann = s.get_one::<Account>(1).unwrap();
    s[ann].balance = 7;
    s.delete(ann);
    let eve = s.add(account("eve"));
    let (statements, ()) = sent(&mut s, &[""], Session::rollback);
    assert!(statements.is_empty(), "{statements:?}");
    assert_eq!((s[ann].balance, s.state(ann)), (100, State::Persistent));
    assert_eq!(s.state(eve), State::Transient);
    assert!(s.deleted::<Account>().is_empty());
}

#[test]
fn rollback_brings_deleted_entities_back() {
    let mut s = bank().session();
    let ann = s.get_one::<Account>(1).unwrap();
    s.delete(ann);
    s.flush().unwrap();
    assert_eq!(s.state(ann), State::Deleted);
    assert_eq!(s[ann].owner, "ann");
    s.rollback().unwrap();
    assert_eq!(s.state(ann), State::Persistent);
    assert_eq!(s.get::<Account>(1).unwrap(), Some(ann));
}

#[test]
fn rollback_restores_entities_that_were_read_after_a_write() {
    let mut s = bank().session();
    Account::select()
        .set(Account::balance, 1)
        .update(&mut s)
        .unwrap();
    let ann = s.get_one::<Account>(1).unwrap();
    let bob = s.get_one::<Account>(2).unwrap();
    assert_eq!(s[ann].balance, 1);
    s.delete(bob);
    s[ann].owner = "anna".into();
    s.flush().unwrap();
    s.rollback().unwrap();
    assert_eq!((s[ann].balance, s[ann].owner.as_str()), (100, "ann"));
    assert_eq!((s.state(bob), s[bob].balance), (State::Persistent, 100));
    assert_eq!(s.get::<Account>(2).unwrap(), Some(bob));
}

#[test]
fn rollback_lets_go_of_entities_whose_rows_never_were() {
    let mut s = bank().session();
    Account::create(account("eve"), &mut s).unwrap();
    let eve = s.get_one::<Account>(3).unwrap();
    s.rollback().unwrap();
    assert!(s.try_ref(eve).is_err());
    assert_eq!(s.get::<Account>(3).unwrap(), None);
}

#[test]
fn commit_keeps_values_and_reading_sends_nothing() {
    let mut s = bank().session();
    let ann = s.get_one::<Account>(1).unwrap();
    s[ann].balance = 7;
    s.commit().unwrap();
    let (statements, balance) = sent(&mut s, &[""], |s| Ok(s[ann].balance));
    assert_eq!((statements.len(), balance), (0, 7));
}

#[test]
fn a_failed_commit_keeps_transaction_and_memory() {
    let engine = bank();
    let mut s = engine.session();
    let eve = s.add(account("ann"));
    fails(s.commit(), ErrorKind::Unique);
    assert_eq!(s.state(eve), State::Pending);
    s[eve].owner = "eve".into();
    s.commit().unwrap();
    assert_eq!(balances(&engine).len(), 3);
}

#[test]
fn a_commit_that_a_deferred_constraint_refuses_can_be_mended() {
    let engine = Engine::temporary().unwrap();
    let raw = engine.connect().unwrap();
    raw.execute(
        "CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT, balance INTEGER);
         CREATE TABLE entries (id INTEGER PRIMARY KEY, amount INTEGER,
         account_id INTEGER REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED)",
    )
    .unwrap();
    let mut s = engine.session();
    let entry = s.add(Entry {
        id: 0,
        account: ForeignKey::new(1),
        amount: 5,
    });
    s.flush().unwrap();
    fails(s.commit(), ErrorKind::ForeignKey);
    assert!(s.in_transaction());
    assert_eq!(s.state(entry), State::Persistent);
    Account::create(account("ann"), &mut s).unwrap();
    s.commit().unwrap();
    assert_eq!(engine.read(|s| Entry::select().count(s)).unwrap(), 1);
}

#[test]
fn a_failed_flush_leaves_database_and_memory_as_they_were() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    let bob = s.get_one::<Account>(2).unwrap();
    s[ann].balance = 90;
    s[bob].balance = -1;
    let eve = s.add(account("eve"));
    let error = fails(s.flush(), ErrorKind::Check);
    names(&error, &["accounts", "id=2"]);
    assert_eq!(s.state(eve), State::Pending);
    assert_eq!((s[eve].id, s[ann].balance, s[bob].balance), (0, 90, -1));
    assert_eq!(s.no_autoflush(|s| Account::select().count(s)).unwrap(), 2);
    let error = fails(Account::select().count(&mut s), ErrorKind::Check);
    names(&error, &["flush"]);
    s[bob].balance = 110;
    s.commit().unwrap();
    assert_eq!(balances(&engine), [90, 110, 100]);
}

#[test]
fn the_disk_being_full_ends_the_transaction_and_restores_memory() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Account, Entry]).unwrap();
    engine
        .write(|s| Account::create(account("ann"), s))
        .unwrap();
    let pages: i64 = engine.read(|s| sql("PRAGMA page_count").scalar(s)).unwrap();
    engine
        .connect()
        .unwrap()
        .execute(&format!("PRAGMA max_page_count = {pages}"))
        .unwrap();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    s[ann].balance = 7;
    s.flush().unwrap();
    let filler = Account {
        owner: "x".repeat(1_000_000),
        ..account("")
    };
    let error = fails(Account::create(filler.clone(), &mut s), ErrorKind::Full);
    assert!(!error.to_string().is_empty());
    if !s.in_transaction() {
        assert_eq!(s[ann].balance, 100);
    }
    s.rollback().unwrap();
    assert_eq!(s[ann].balance, 100);
    drop(s);
    let result: Result<()> = engine.write(|s| {
        fails(Account::create(filler, s), ErrorKind::Full);
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(error) => assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}"),
    }
    assert_eq!(balances(&engine), [100]);
}
