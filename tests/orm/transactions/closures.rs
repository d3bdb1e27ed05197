//! Transactions that a closure owns: `write`, `read`, and what they refuse.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crocus::prelude::*;
use crocus::{ErrorKind, Result, schema};

use super::bank::{Account, Entry, Refusal, account, balances, bank, transfer};
use crate::database::{fails, names};

fn engine_path(engine: &Engine) -> String {
    let files = sql("SELECT file FROM pragma_database_list WHERE name = 'main'");
    engine.read(|s| files.scalar(s)).unwrap()
}

#[test]
fn write_commits_on_ok() {
    let engine = bank();
    let id = engine
        .write(|s| {
            let eve = s.add(account("eve"));
            s.flush()?;
            Ok(s[eve].id)
        })
        .unwrap();
    assert_eq!(id, 3);
    assert_eq!(balances(&engine), [100, 100, 100]);
}

#[test]
fn write_flushes_what_is_pending_at_its_end() {
    let engine = bank();
    engine
        .write(|s| {
            s.add(account("eve"));
            Ok(())
        })
        .unwrap();
    assert_eq!(balances(&engine).len(), 3);
}

#[test]
fn write_rolls_back_on_err() {
    let engine = bank();
    let result: Result<()> = engine.write(|s| {
        Account::select().set(Account::balance, 0).update(s)?;
        Account::find_one(Account::owner.eq("nobody"), s)?;
        Ok(())
    });
    fails(result, ErrorKind::NotFound);
    assert_eq!(balances(&engine), [100, 100]);
}

#[test]
fn write_rolls_back_when_its_last_flush_fails() {
    let engine = bank();
    let result = engine.write(|s| {
        s.add(account("eve"));
        s.add(account("ann"));
        Ok(())
    });
    fails(result, ErrorKind::Unique);
    assert_eq!(balances(&engine).len(), 2);
}

#[test]
fn try_write_takes_errors_of_the_callers() {
    let engine = bank();
    assert!(engine.try_write(|s| transfer(s, 60)).is_ok());
    assert_eq!(balances(&engine), [40, 160]);
    match engine.try_write(|s| transfer(s, 60)) {
        Err(Refusal::Poor(40)) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(balances(&engine), [40, 160]);
    let missing: Result<(), Refusal> =
        engine.try_write(|s| Ok(s.get_one::<Account>(9).map(|_| ())?));
    assert!(
        matches!(missing, Err(Refusal::Database(ErrorKind::NotFound))),
        "{missing:?}"
    );
    let read: Result<u64, Refusal> = engine.try_read(|s| Ok(Account::select().count(s)?));
    assert_eq!(read.unwrap(), 2);
}

#[test]
fn a_panic_in_write_rolls_back_and_leaves_the_engine_usable() {
    for engine in [bank(), {
        let engine = Engine::memory().unwrap();
        engine.create_all(&schema![Account, Entry]).unwrap();
        engine
            .write(|s| Account::insert_all(["ann", "bob"].map(account)).execute(s))
            .unwrap();
        engine
    }] {
        let result = catch_unwind(AssertUnwindSafe(|| {
            engine.write(|s| -> Result<()> {
                Account::select().set(Account::balance, 0).update(s)?;
                panic!("in the middle")
            })
        }));
        assert!(result.is_err());
        assert_eq!(balances(&engine), [100, 100]);
        engine
            .write(|s| Account::select().set(Account::balance, 7).update(s))
            .unwrap();
        assert_eq!(balances(&engine), [7, 7]);
    }
}

#[test]
fn a_panic_in_read_leaves_the_engine_usable() {
    let engine = bank();
    let result = catch_unwind(AssertUnwindSafe(|| {
        engine.read(|s| -> Result<()> {
            Account::all(s)?;
            panic!("in the middle")
        })
    }));
    assert!(result.is_err());
    assert_eq!(balances(&engine), [100, 100]);
}

#[test]
fn write_inside_write_on_one_thread_is_misuse_at_once() {
    let engine = bank();
    let inner = engine.clone();
    let error = engine
        .write(|_| Ok(fails(inner.write(|_| Ok(())), ErrorKind::Misuse)))
        .unwrap();
    names(&error, &["closures.rs"]);
    engine.write(|_| Ok(())).unwrap();
    let memory = Engine::memory().unwrap();
    let inner = memory.clone();
    memory
        .write(|_| Ok(fails(inner.write(|_| Ok(())), ErrorKind::Misuse)))
        .unwrap();
    memory
        .write(|_| Ok(fails(inner.read(|_| Ok(())), ErrorKind::Misuse)))
        .unwrap();
}

#[test]
fn read_inside_write_sees_what_was_committed() {
    let engine = bank();
    let inner = engine.clone();
    engine
        .write(|s| {
            Account::select().set(Account::balance, 0).update(s)?;
            assert_eq!(balances(&inner), [100, 100]);
            Ok(())
        })
        .unwrap();
    assert_eq!(balances(&engine), [0, 0]);
}

#[test]
fn read_is_one_snapshot() {
    let engine = bank();
    let inner = engine.clone();
    let sums = engine
        .read(|s| {
            let sum = Account::select().columns(Account::balance.sum());
            let before = sum.one(s)?;
            inner.write(|s| Account::select().set(Account::balance, 0).update(s))?;
            Ok((before, sum.one(s)?))
        })
        .unwrap();
    assert_eq!(sums, (Some(200), Some(200)));
    assert_eq!(balances(&engine), [0, 0]);
}

#[test]
fn a_write_inside_read_is_read_only() {
    let engine = bank();
    fails(
        engine.read(|s| Account::create(account("eve"), s)),
        ErrorKind::ReadOnly,
    );
    fails(
        engine.read(|s| sql("DELETE FROM accounts").execute(s)),
        ErrorKind::ReadOnly,
    );
    let returning = sql("DELETE FROM accounts RETURNING id");
    fails(
        engine.read(|s| returning.all::<i64>(s)),
        ErrorKind::ReadOnly,
    );
    assert_eq!(balances(&engine), [100, 100]);
}

#[test]
fn a_pending_change_inside_read_is_read_only_at_the_next_query_or_the_end() {
    let engine = bank();
    let at_query = engine.read(|s| {
        let ann = s.get_one::<Account>(1)?;
        s[ann].balance = 0;
        fails(Account::select().count(s), ErrorKind::ReadOnly);
        s.refresh(ann)
    });
    at_query.unwrap();
    let at_end = engine.read(|s| {
        s.add(account("eve"));
        Ok(())
    });
    fails(at_end, ErrorKind::ReadOnly);
    assert_eq!(balances(&engine), [100, 100]);
}

#[test]
fn begin_commit_and_rollback_are_misuse_where_a_closure_owns_the_transaction() {
    fn all_refused(s: &mut Session) -> Result<()> {
        fails(s.begin(), ErrorKind::Misuse);
        fails(s.commit(), ErrorKind::Misuse);
        fails(s.rollback(), ErrorKind::Misuse);
        Ok(())
    }
    let engine = bank();
    engine.write(all_refused).unwrap();
    engine.read(all_refused).unwrap();
    let mut s = engine.session();
    s.transaction(all_refused).unwrap();
    s.savepoint(all_refused).unwrap();
    s.commit().unwrap();
    engine.write(|s| s.savepoint(all_refused)).unwrap();
    s.begin().unwrap();
    fails(s.begin(), ErrorKind::Misuse);
    s.rollback().unwrap();
}

#[test]
fn write_retry_repeats_only_what_may_succeed() {
    let engine = bank();
    let mut attempts = 0;
    let result = engine.write_retry(5, |s| {
        attempts += 1;
        Account::create(account("ann"), s)
    });
    fails(result, ErrorKind::Unique);
    assert_eq!(attempts, 1);
    let created = engine
        .write_retry(5, |s| Account::create(account("eve"), s))
        .unwrap();
    assert_eq!(created.id, 3);
}

#[test]
fn write_retry_goes_on_until_the_lock_is_free() {
    let engine = bank();
    let slow = Engine::builder(engine_path(&engine).as_str())
        .busy_timeout(std::time::Duration::from_millis(1))
        .open()
        .unwrap();
    let other = engine.connect().unwrap();
    other.execute("BEGIN IMMEDIATE").unwrap();
    let error = fails(slow.write(|_| Ok(())), ErrorKind::Busy);
    assert!(error.is_retryable());
    fails(slow.write_retry(3, |_| Ok(())), ErrorKind::Busy);
    std::thread::scope(|scope| {
        let waiting =
            scope.spawn(|| slow.write_retry(10_000, |s| Account::create(account("eve"), s)));
        other.execute("COMMIT").unwrap();
        waiting.join().unwrap().unwrap();
    });
    assert_eq!(balances(&engine).len(), 3);
}
