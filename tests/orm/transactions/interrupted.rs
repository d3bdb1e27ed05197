//! Transactions that SQLite ends by itself: memory follows, and nobody writes on in autocommit.

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State};

use super::bank::{Account, account, balances, bank};
use crate::database::{fails, names};

/// Fails, and SQLite rolls the whole transaction back.
fn fatal(s: &mut Session) -> ErrorKind {
    let insert = "INSERT OR ROLLBACK INTO accounts (owner, balance) VALUES ('ann', 1)";
    sql(insert).execute(s).unwrap_err().kind()
}

#[test]
fn write_ends_interrupted_and_nothing_is_written_after() {
    let engine = bank();
    let result = engine.write(|s| {
        let ann = s.get_one::<Account>(1)?;
        s[ann].balance = 1;
        let eve = s.add(account("eve"));
        s.flush()?;
        assert_eq!(fatal(s), ErrorKind::Unique);
        assert_eq!((s[ann].balance, s.state(eve)), (100, State::Transient));
        fails(Account::select().count(s), ErrorKind::Interrupted);
        fails(Account::create(account("eve"), s), ErrorKind::Interrupted);
        fails(s.get::<Account>(1), ErrorKind::Interrupted);
        fails(s.savepoint(|_| Ok(())), ErrorKind::Interrupted);
        fails(
            sql("DELETE FROM accounts").execute(s),
            ErrorKind::Interrupted,
        );
        s[ann].balance = 2;
        fails(s.flush(), ErrorKind::Interrupted);
        Ok(())
    });
    names(&fails(result, ErrorKind::Interrupted), &["accounts"]);
    assert_eq!(balances(&engine), [100, 100]);
    engine
        .write(|s| Account::create(account("eve"), s))
        .unwrap();
}

#[test]
fn a_savepoint_inside_does_not_hide_it() {
    let engine = bank();
    let result: Result<()> = engine.write(|s| {
        Account::select().set(Account::balance, 1).update(s)?;
        let inner: Result<()> = s.savepoint(|s| {
            assert_eq!(fatal(s), ErrorKind::Unique);
            Ok(())
        });
        fails(inner, ErrorKind::Interrupted);
        fails(Account::create(account("eve"), s), ErrorKind::Interrupted);
        Ok(())
    });
    fails(result, ErrorKind::Interrupted);
    assert_eq!(balances(&engine), [100, 100]);
}

#[test]
fn a_session_of_ones_own_is_usable_at_once() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    s[ann].balance = 1;
    let eve = s.add(account("eve"));
    s.flush().unwrap();
    assert_eq!(fatal(&mut s), ErrorKind::Unique);
    assert!(!s.in_transaction());
    assert_eq!((s[ann].balance, s.state(eve)), (100, State::Transient));
    assert_eq!(Account::select().count(&mut s).unwrap(), 2);
    s[ann].balance = 5;
    s.commit().unwrap();
    assert_eq!(balances(&engine), [5, 100]);
}

#[test]
fn a_closure_of_a_session_ends_interrupted_and_the_session_goes_on() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    let result = s.transaction(|s| {
        s[ann].balance = 1;
        s.flush()?;
        assert_eq!(fatal(s), ErrorKind::Unique);
        fails(Account::select().count(s), ErrorKind::Interrupted);
        Ok(())
    });
    fails(result, ErrorKind::Interrupted);
    assert_eq!(s[ann].balance, 100);
    s[ann].balance = 7;
    s.commit().unwrap();
    assert_eq!(balances(&engine), [7, 100]);
    let result = s.savepoint(|s| {
        s[ann].balance = 1;
        s.flush()?;
        assert_eq!(fatal(s), ErrorKind::Unique);
        Ok(())
    });
    fails(result, ErrorKind::Interrupted);
    assert_eq!(s[ann].balance, 7);
    s[ann].balance = 8;
    s.commit().unwrap();
    assert_eq!(balances(&engine), [8, 100]);
}

#[test]
fn a_flush_that_a_trigger_rolls_back_restores_memory() {
    let engine = bank();
    let trigger = "CREATE TRIGGER poor BEFORE UPDATE ON accounts WHEN new.balance < 10 \
                   BEGIN SELECT RAISE(ROLLBACK, 'too poor'); END";
    engine.connect().unwrap().execute(trigger).unwrap();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    let eve = s.add(account("eve"));
    s.flush().unwrap();
    s[ann].balance = 5;
    names(&fails(s.flush(), ErrorKind::Sqlite), &["too poor"]);
    assert_eq!((s[ann].balance, s.state(eve)), (100, State::Transient));
    s[ann].balance = 50;
    s.commit().unwrap();
    assert_eq!(balances(&engine), [50, 100]);
}

#[test]
fn entities_read_after_a_write_are_not_believed_when_it_is_undone() {
    let engine = bank();
    let mut s = engine.session();
    Account::create(account("eve"), &mut s).unwrap();
    Account::select()
        .set(Account::balance, 1)
        .update(&mut s)
        .unwrap();
    let ann = s.get_one::<Account>(1).unwrap();
    let eve = s.get_one::<Account>(3).unwrap();
    assert_eq!(fatal(&mut s), ErrorKind::Unique);
    s.rollback().unwrap();
    assert_eq!(s[ann].balance, 100);
    assert_eq!(s.get::<Account>(3).unwrap(), None);
    assert!(s.try_ref(eve).is_err() || s.state(eve) == State::Deleted);
    s[ann].balance += 1;
    s.commit().unwrap();
    assert_eq!(balances(&engine), [101, 100]);
}

#[test]
fn an_error_that_ends_only_its_statement_ends_no_more() {
    let engine = bank();
    engine
        .write(|s| {
            let ann = s.get_one::<Account>(1)?;
            s[ann].balance = 1;
            s.flush()?;
            fails(Account::create(account("ann"), s), ErrorKind::Unique);
            fails(sql("SELECT * FROM nowhere").execute(s), ErrorKind::Schema);
            assert_eq!(s[ann].balance, 1);
            Account::create(account("eve"), s).map(|_| ())
        })
        .unwrap();
    assert_eq!(balances(&engine), [1, 100, 100]);
}
