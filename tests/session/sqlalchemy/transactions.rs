//! Transactions: what a rollback takes back, what a commit keeps, and when SQL runs.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{Address, User, engine, slot, user, with_users};
use crate::database::{committed, count, elsewhere, fails};

#[test]
fn rollback_restores_values_without_sql() {
    let mut s = with_users(&["a"]).session();
    let a = s.get_one::<User>(1).unwrap();
    s[a].name = "b".into();
    s.flush().unwrap();
    s[a].nick = Some("n".into());
    let (name, statements) = count(&mut s, |s| {
        s.rollback()?;
        Ok(s[a].name.clone())
    });
    // SQLAlchemy reads the row again.
    assert_eq!((name.as_str(), statements), ("a", 0));
    assert_eq!(s[a].nick, None);
    assert!(!s.is_modified(a).unwrap());
}

#[test]
fn rollback_undoes_a_delete() {
    let engine = engine();
    let mut s = engine.session();
    let u = s.add(user("u"));
    let address = s.add(Address::builder().email("1").user(u).build());
    s.commit().unwrap();
    s.delete(address);
    s.delete(u);
    s.flush().unwrap();
    assert_eq!(s.state(u), State::Deleted);
    assert_eq!(User::select().count(&mut s).unwrap(), 0);
    s.rollback().unwrap();
    assert_eq!(
        (s.state(u), s.state(address)),
        (State::Persistent, State::Persistent)
    );
    assert!(s.deleted::<User>().is_empty());
    assert_eq!(s.get::<User>(1).unwrap(), Some(u));
    let of_user = s.load(Address::filter(Address::user.eq(u))).unwrap();
    assert_eq!(of_user, [address]);
    assert_eq!(committed(&engine, "SELECT count(*) FROM users"), 1);
}

#[test]
fn rollback_forgets_what_was_added_and_the_key_it_got() {
    let mut s = engine().session();
    let u = s.add(user("u"));
    let address = s.add(Address::builder().email("1").user(u).build());
    s.flush().unwrap();
    assert_eq!(s[u].id, 1);
    s.rollback().unwrap();
    assert_eq!(
        (s.state(u), s.state(address)),
        (State::Transient, State::Transient)
    );
    fails(
        s.try_ref(u).cloned(),
        ErrorKind::Misuse,
        &["`add` was undone"],
    );
    // The ids are free again.
    let first = s.add(user("other"));
    s.commit().unwrap();
    assert_eq!(s[first].id, 1);
    assert_eq!(s.get::<User>(1).unwrap(), Some(first));
    assert_eq!(Address::select().count(&mut s).unwrap(), 0);
}

#[test]
fn a_failed_flush_writes_nothing_and_can_be_repeated() {
    let engine = engine();
    let mut s = engine.session();
    let slots = s.add_all([slot(1), slot(2), slot(1)]);
    fails(s.commit(), ErrorKind::Unique, &["slots", "pos"]);
    for slot in &slots {
        assert_eq!((s.state(*slot), s[*slot].id), (State::Pending, 0));
    }
    let written: i64 = sql("SELECT count(*) FROM slots")
        .scalar(&mut s.engine().session())
        .unwrap();
    assert_eq!(written, 0);
    // SQLAlchemy has to roll back; here the cause is mended.
    s[slots[2]].pos = 3;
    s.commit().unwrap();
    assert_eq!(committed(&engine, "SELECT count(*) FROM slots"), 3);
}

#[test]
fn a_commit_keeps_values_and_reading_never_asks() {
    let engine = with_users(&["a"]);
    let mut s = engine.session();
    let a = s.get_one::<User>(1).unwrap();
    s[a].name = "b".into();
    s.commit().unwrap();
    elsewhere(&engine, "UPDATE users SET name = 'c'");
    // SQLAlchemy reads the row again, unless `expire_on_commit` is off.
    let (name, statements) = count(&mut s, |s| Ok(s[a].name.clone()));
    assert_eq!((name.as_str(), statements), ("b", 0));
    let ((), statements) = count(&mut s, |s| s.refresh(a));
    assert_eq!((s[a].name.as_str(), statements), ("c", 1));
}

#[test]
fn the_first_write_begins_the_transaction_and_reading_begins_none() {
    let engine = engine();
    let mut s = engine.session();
    let ((), statements) = crocus::testing::statements(&engine, || {
        s.add(user("a"));
    });
    assert!(statements.is_empty() && !s.in_transaction());
    let ((), statements) = crocus::testing::statements(&engine, || {
        s.flush().unwrap();
        assert!(s.in_transaction());
        s.commit().unwrap();
        User::all(&mut s).unwrap();
    });
    let verbs: Vec<&str> = statements
        .iter()
        .filter_map(|sql| sql.split(' ').next())
        .collect();
    assert_eq!(verbs, ["BEGIN", "INSERT", "COMMIT", "SELECT"]);
    assert_eq!(statements[0], "BEGIN IMMEDIATE");
    assert!(!s.in_transaction());
}

#[test]
fn what_was_not_committed_is_gone_after_a_rollback_and_after_a_drop() {
    let engine = engine();
    let mut s = engine.session();
    s.add(user("flushed"));
    s.flush().unwrap();
    s.add(user("pending"));
    s.rollback().unwrap();
    s.clear().unwrap();
    assert_eq!(User::select().count(&mut s).unwrap(), 0);
    s.add(user("flushed"));
    s.flush().unwrap();
    drop(s);
    let mut s = engine.session();
    assert_eq!(User::select().count(&mut s).unwrap(), 0);
    s.add(user("kept"));
    s.commit().unwrap();
    assert_eq!(committed(&engine, "SELECT count(*) FROM users"), 1);
}

#[test]
fn another_commit_is_seen_in_the_next_transaction_and_not_before() {
    let engine = with_users(&["a"]);
    let (mut one, mut two) = (engine.session(), engine.session());
    one.begin().unwrap();
    let mine = one.get_one::<User>(1).unwrap();
    one.commit().unwrap();
    let theirs = two.get_one::<User>(1).unwrap();
    two[theirs].name = "b".into();
    two.commit().unwrap();
    // Reading a value never asks; loading it does, outside of a transaction and in the next one.
    assert_eq!(one[mine].name, "a");
    assert_eq!(one.get::<User>(1).unwrap(), Some(mine));
    assert_eq!(one[mine].name, "b");
    let name = |s: &mut Session| s.get_one::<User>(1).map(|user| s[user].name.clone());
    engine
        .read(|s| {
            assert_eq!(name(s)?, "b");
            two[theirs].name = "c".into();
            two.commit()?;
            assert_eq!(name(s)?, "b");
            let again: Vec<String> = User::select().columns(User::name).all(s)?;
            assert_eq!(again, ["b"]);
            Ok(())
        })
        .unwrap();
    assert_eq!(engine.read(name).unwrap(), "c");
}

#[test]
fn an_error_of_the_program_between_flush_and_commit_rolls_back() {
    let engine = engine();
    let mut s = engine.session();
    let outcome: Result<(), String> = s
        .try_transaction(|s| {
            s.add(user("a"));
            s.flush()?;
            Err(Failure("out of luck".into()))
        })
        .map_err(|Failure(why)| why);
    assert_eq!(outcome, Err("out of luck".into()));
    assert_eq!(committed(&engine, "SELECT count(*) FROM users"), 0);
    s.add(user("b"));
    s.commit().unwrap();
    assert_eq!(committed(&engine, "SELECT count(*) FROM users"), 1);
}

struct Failure(String);

impl From<crocus::Error> for Failure {
    fn from(error: crocus::Error) -> Self {
        Failure(error.to_string())
    }
}
