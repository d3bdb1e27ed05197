//! Transactions and savepoints: what they keep, what they undo, in the database and in memory.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Result, State, schema};

use crate::database::{database, fails, names, sent};

#[derive(Debug, Clone, PartialEq, Model)]
struct Account {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    owner: String,
    #[column(default = 100, check = "balance >= 0")]
    balance: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Entry {
    #[column(primary_key)]
    id: i64,
    account: ForeignKey<Account>,
    amount: i64,
}

fn account(owner: &str) -> Account {
    Account::builder().owner(owner).build()
}

/// Two accounts of 100 each: `ann` is 1, `bob` is 2.
fn bank() -> Engine {
    let engine = database(&schema![Account, Entry]);
    let accounts = ["ann", "bob"].map(account);
    engine
        .write(|s| Account::insert_all(accounts).execute(s))
        .unwrap();
    engine
}

fn balances(engine: &Engine) -> Vec<i64> {
    let query = Account::select()
        .order_by(Account::id.asc())
        .columns(Account::balance);
    engine.read(|s| query.all(s)).unwrap()
}

#[derive(Debug)]
enum Refusal {
    Poor(i64),
    Database(ErrorKind),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Database(error.kind())
    }
}

fn transfer(s: &mut Session, amount: i64) -> Result<(), Refusal> {
    let from = s.get_one::<Account>(1)?;
    let to = s.get_one::<Account>(2)?;
    s[to].balance += amount;
    s.flush()?;
    if s[from].balance < amount {
        return Err(Refusal::Poor(s[from].balance));
    }
    s[from].balance -= amount;
    Ok(())
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
fn a_panic_in_a_savepoint_restores_memory() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    s[ann].balance = 50;
    let result = catch_unwind(AssertUnwindSafe(|| {
        s.savepoint(|s| -> Result<()> {
            s[ann].balance = 0;
            s.flush()?;
            panic!("in the middle")
        })
    }));
    assert!(result.is_err());
    assert_eq!(s[ann].balance, 50);
    s.commit().unwrap();
    assert_eq!(balances(&engine), [50, 100]);
}

#[test]
fn write_inside_write_on_one_thread_is_misuse_at_once() {
    let engine = bank();
    let inner = engine.clone();
    let error = engine
        .write(|_| Ok(fails(inner.write(|_| Ok(())), ErrorKind::Misuse)))
        .unwrap();
    names(&error, &["transactions.rs"]);
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

fn engine_path(engine: &Engine) -> String {
    let files = sql("SELECT file FROM pragma_database_list WHERE name = 'main'");
    engine.read(|s| files.scalar(s)).unwrap()
}

#[test]
fn a_session_reads_in_autocommit_until_its_first_write() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    assert!(!s.in_transaction());
    s[ann].balance = 1;
    assert!(!s.in_transaction());
    let (statements, ()) = sent(&mut s, &["BEGIN", "UPDATE"], Session::flush);
    let update = r#"UPDATE "accounts" SET "balance" = ? WHERE "id" = ? AND "balance" IS ?"#;
    assert_eq!(statements, ["BEGIN IMMEDIATE", update]);
    s.commit().unwrap();
    assert!(!s.in_transaction());
    assert_eq!(balances(&engine), [1, 100]);
}

#[test]
fn a_session_sees_what_others_committed_between_its_transactions() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    engine
        .write(|s| {
            Account::filter(Account::id.eq(1))
                .set(Account::balance, 5)
                .update(s)
        })
        .unwrap();
    assert_eq!(s[ann].balance, 100);
    assert_eq!(s.load(Account::filter(Account::id.eq(1))).unwrap(), [ann]);
    assert_eq!(s[ann].balance, 5);
}

#[test]
fn get_outside_of_a_transaction_sees_what_others_committed() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    engine
        .write(|s| {
            Account::filter(Account::id.eq(1))
                .set(Account::balance, 5)
                .update(s)
        })
        .unwrap();
    assert_eq!(s.get::<Account>(1).unwrap(), Some(ann));
    assert_eq!(s[ann].balance, 5);
}

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
fn transaction_commits_or_restores() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    s.transaction(|s| {
        s[ann].balance = 60;
        Ok(())
    })
    .unwrap();
    assert_eq!(balances(&engine), [60, 100]);
    let result: Result<()> = s.transaction(|s| {
        s[ann].balance = 0;
        s.flush()?;
        s.get_one::<Account>(9).map(|_| ())
    });
    fails(result, ErrorKind::NotFound);
    assert_eq!(s[ann].balance, 60);
    assert!(!s.in_transaction());
    let refused: Result<(), Refusal> = s.try_transaction(|_| Err(Refusal::Poor(1)));
    assert!(matches!(refused, Err(Refusal::Poor(1))));
}

#[test]
fn savepoint_keeps_on_ok_and_restores_on_err() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    let bob = s.get_one::<Account>(2).unwrap();
    s[ann].balance = 90;
    s.savepoint(|s| {
        s[bob].balance = 110;
        Ok(())
    })
    .unwrap();
    let mut eve = None;
    let undone: Result<()> = s.savepoint(|s| {
        s[ann].balance = 0;
        s.delete(bob);
        eve = Some(s.add(account("eve")));
        s.flush()?;
        Err(fails(s.get_one::<Account>(9), ErrorKind::NotFound))
    });
    fails(undone, ErrorKind::NotFound);
    assert_eq!((s[ann].balance, s[bob].balance), (90, 110));
    assert_eq!(s.state(bob), State::Persistent);
    assert_eq!(s.state(eve.unwrap()), State::Transient);
    s.commit().unwrap();
    assert_eq!(balances(&engine), [90, 110]);
}

#[test]
fn savepoint_that_fails_before_any_flush_restores_memory() {
    let mut s = bank().session();
    let ann = s.get_one::<Account>(1).unwrap();
    let result: Result<(), Refusal> = s.try_savepoint(|s| {
        s[ann].balance = 0;
        Err(Refusal::Poor(0))
    });
    assert!(result.is_err());
    assert_eq!(s[ann].balance, 100);
}

#[test]
fn savepoints_nest() {
    let engine = bank();
    engine
        .write(|s| {
            s.add(account("outer"));
            let middle: Result<()> = s.savepoint(|s| {
                s.add(account("middle"));
                s.savepoint(|s| {
                    s.add(account("inner"));
                    Ok(())
                })?;
                assert_eq!(Account::select().count(s)?, 5);
                s.get_one::<Account>(99).map(|_| ())
            });
            fails(middle, ErrorKind::NotFound);
            Ok(())
        })
        .unwrap();
    let owners = Account::select()
        .order_by(Account::id.asc())
        .columns(Account::owner);
    assert_eq!(
        engine.read(|s| owners.all(s)).unwrap(),
        ["ann", "bob", "outer"]
    );
}

#[test]
fn a_loop_of_savepoints_skips_duplicates() {
    let engine = bank();
    let added = engine
        .write(|s| {
            let mut added = 0;
            for owner in ["x", "y", "y", "z", "x"] {
                let result = s.savepoint(|s| {
                    s.add(account(owner));
                    Ok(())
                });
                match result {
                    Ok(()) => added += 1,
                    Err(error) if error.kind() == ErrorKind::Unique => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(added)
        })
        .unwrap();
    assert_eq!((added, balances(&engine).len()), (3, 5));
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
fn an_update_of_a_row_that_somebody_changed_is_stale() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    engine
        .write(|s| {
            Account::filter(Account::id.eq(1))
                .set(Account::balance, 5)
                .update(s)
        })
        .unwrap();
    s[ann].balance += 1;
    let error = fails(s.commit(), ErrorKind::Stale);
    names(&error, &["accounts", "id=1", "balance"]);
    assert_eq!(balances(&engine), [5, 100]);
    s.refresh(ann).unwrap();
    s[ann].balance += 1;
    s.commit().unwrap();
    assert_eq!(balances(&engine), [6, 100]);
}

#[test]
fn an_update_of_a_row_that_is_gone_is_stale_and_its_delete_succeeds() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    let bob = s.get_one::<Account>(2).unwrap();
    engine.write(|s| Account::select().delete(s)).unwrap();
    s.delete(bob);
    s.commit().unwrap();
    s[ann].balance = 1;
    fails(s.commit(), ErrorKind::Stale);
}

#[test]
fn a_session_is_sent_to_another_thread_in_the_middle_of_its_work() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    s[ann].balance = 1;
    s.flush().unwrap();
    std::thread::spawn(move || {
        s[ann].balance = 2;
        s.commit().unwrap();
    })
    .join()
    .unwrap();
    assert_eq!(balances(&engine), [2, 100]);
}

#[test]
fn a_transaction_ended_by_hand_leaves_a_usable_session() {
    for text in ["COMMIT", "ROLLBACK", "SAVEPOINT x", "BEGIN"] {
        let engine = bank();
        let mut s = engine.session();
        Account::select()
            .set(Account::balance, 1)
            .update(&mut s)
            .unwrap();
        let _ = sql(text).execute(&mut s);
        let _ = s.rollback();
        Account::create(account("eve"), &mut s).unwrap();
        s.commit().unwrap();
        assert_eq!(balances(&engine).len(), 3, "{text}");
        assert_eq!(balances(&engine)[2], 100, "{text}");
    }
}

#[test]
fn reads_repeat_inside_a_transaction_and_changed_entities_keep_their_values() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    let bob = s.get_one::<Account>(2).unwrap();
    engine
        .write(|s| Account::select().set(Account::balance, 5).update(s))
        .unwrap();
    s[bob].balance = 77;
    s.no_autoflush(|s| s.load(Account::select())).unwrap();
    assert_eq!((s[ann].balance, s[bob].balance), (5, 77));
    s.refresh(bob).unwrap();
    s.begin().unwrap();
    s.load(Account::select()).unwrap();
    sql("UPDATE accounts SET balance = 6")
        .execute(&mut s)
        .unwrap();
    s.load(Account::select()).unwrap();
    assert_eq!((s[ann].balance, s[bob].balance), (5, 5));
    s.refresh_all::<Account>().unwrap();
    assert_eq!((s[ann].balance, s[bob].balance), (6, 6));
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
