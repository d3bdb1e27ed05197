//! A session between its transactions, and beside those of others.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::bank::{Account, account, balances, bank, change_ann};
use crate::database::{fails, names, sent};

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
    change_ann(&engine, 5);
    assert_eq!(s[ann].balance, 100);
    assert_eq!(s.load(Account::filter(Account::id.eq(1))).unwrap(), [ann]);
    assert_eq!(s[ann].balance, 5);
}

#[test]
fn get_outside_of_a_transaction_sees_what_others_committed() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    change_ann(&engine, 5);
    assert_eq!(s.get::<Account>(1).unwrap(), Some(ann));
    assert_eq!(s[ann].balance, 5);
}

#[test]
fn an_update_of_a_row_that_somebody_changed_is_stale() {
    let engine = bank();
    let mut s = engine.session();
    let ann = s.get_one::<Account>(1).unwrap();
    change_ann(&engine, 5);
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
