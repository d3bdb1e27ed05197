//! Results read row by row: each row once, and nothing is kept afterwards.

use std::time::Duration;

use crocus::ErrorKind;
use crocus::prelude::*;

use crate::database::Directory;

#[derive(Debug, Clone, PartialEq, Model)]
struct Account {
    #[column(primary_key)]
    id: i64,
    balance: i64,
}

fn account(balance: i64) -> Account {
    Account::builder().balance(balance).build()
}

#[test]
fn a_cursor_that_is_dropped_gives_its_connection_back_at_once() {
    let directory = Directory::new();
    let builder = Engine::builder(&directory.file("x.db")).readers(1);
    let file = builder
        .busy_timeout(Duration::from_millis(50))
        .open()
        .unwrap();
    for engine in [file, Engine::memory().unwrap()] {
        engine.create_all(&schema![Account]).unwrap();
        engine
            .write(|s| Account::insert_all((0..10).map(account)).execute(s))
            .unwrap();
        let (mut s, mut other) = (engine.session(), engine.session());
        let query = Account::select();
        for rows in [0, 1, 10, 20] {
            let mut cursor = query.cursor(&mut s).unwrap();
            let read = cursor.iter().unwrap().take(rows);
            assert_eq!(read.count(), rows.min(10));
            drop(cursor);
            assert_eq!(query.count(&mut other).unwrap(), 10);
        }
        for account in query.cursor(&mut s).unwrap().iter().unwrap() {
            assert!(account.unwrap().balance < 10);
        }
        // Nor does a snapshot stay behind: what others write then is seen.
        engine.write(|s| Account::create(account(1), s)).unwrap();
        assert_eq!(query.count(&mut s).unwrap(), 11);
    }
}

#[test]
fn a_cursor_reads_each_row_once_and_again_from_the_beginning() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Account]).unwrap();
    let mut s = engine.session();
    // In a transaction, with what is not committed yet.
    s.add_all((0..100).map(account));
    let query = Account::select().order_by(Account::id.asc());
    let mut cursor = query.cursor(&mut s).unwrap();
    for _ in 0..2 {
        let first: Vec<i64> = cursor
            .iter()
            .unwrap()
            .take(7)
            .map(|account| account.unwrap().balance)
            .collect();
        assert_eq!(first, [0, 1, 2, 3, 4, 5, 6]);
        let mut rows = cursor.iter().unwrap();
        assert_eq!(rows.by_ref().count(), 100);
        assert!(rows.next().is_none());
    }
    drop(cursor);
    assert!(s.in_transaction());
}

#[test]
fn a_cursor_ends_with_the_first_row_that_cannot_be_read() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Account]).unwrap();
    let mut s = engine.session();
    s.add_all((0..10).map(account));
    let overflow =
        "CASE balance WHEN 5 THEN abs(balance - 6 - 9223372036854775807) ELSE balance END";
    let not_a_number = "CASE balance WHEN 5 THEN 'five' ELSE balance END";
    for (text, kind) in [
        (overflow, ErrorKind::Value),
        (not_a_number, ErrorKind::Decode),
    ] {
        let query = Account::select()
            .order_by(Account::id.asc())
            .columns(sql(text).typed::<i64>());
        let mut cursor = query.cursor(&mut s).unwrap();
        let mut rows = cursor.iter().unwrap();
        assert_eq!(rows.by_ref().take(5).map(|n| n.unwrap()).sum::<i64>(), 10);
        assert_eq!(rows.next().unwrap().unwrap_err().kind(), kind);
        assert!(rows.next().is_none());
        drop(rows);
        drop(cursor);
        assert_eq!(Account::select().count(&mut s).unwrap(), 10);
    }
}
