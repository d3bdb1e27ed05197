//! Savepoints, and transactions of a session in a closure.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State};

use super::bank::{Account, Refusal, account, balances, bank};
use crate::database::fails;

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
