//! Structs taken over into the session.

use crocus::State;
use crocus::prelude::*;

use super::model::{User, engine, user, with_users};
use crate::database::{committed, count, sent};

#[test]
fn merging_a_struct_without_a_key_adds_it() {
    let mut s = engine().session();
    let value = user("a");
    let (merged, statements) = count(&mut s, |s| s.merge(value.clone()));
    assert_eq!((s.state(merged), statements), (State::Pending, 0));
    s.flush().unwrap();
    assert_eq!((s[merged].id, value.id), (1, 0));
}

#[test]
fn merging_writes_what_differs_and_none_is_null() {
    let engine = engine();
    let mut s = engine.session();
    s.add(User {
        nick: Some("n".into()),
        ..user("a")
    });
    s.commit().unwrap();
    let mut other = engine.session();
    let merged = other.merge(User { id: 1, ..user("a") }).unwrap();
    let ((), statements) = sent(&mut other, Session::flush);
    let update = r#"UPDATE "users" SET "nick" = ? WHERE "id" = ? AND "nick" IS ?"#;
    assert_eq!(statements, [update]);
    assert_eq!(other[merged].nick, None);
    other.commit().unwrap();
    assert_eq!(
        committed(&engine, "SELECT count(*) FROM users WHERE nick IS NULL"),
        1
    );
}

#[test]
fn merging_an_unchanged_struct_reads_once_and_writes_nothing() {
    let mut s = with_users(&["a"]).session();
    let a = s.get_one::<User>(1).unwrap();
    let value = s.detach(a).unwrap();
    let (merged, statements) = count(&mut s, |s| {
        let merged = s.merge(value.clone())?;
        s.flush()?;
        Ok(merged)
    });
    assert_eq!((s.state(merged), statements), (State::Persistent, 1));
    let value = s.detach(merged).unwrap();
    // Without reading: SQLAlchemy's merge(load=False).
    let (tracked, statements) = count(&mut s, |s| {
        let tracked = s.track(value)?;
        s.flush()?;
        Ok(tracked)
    });
    assert_eq!((s.state(tracked), statements), (State::Persistent, 0));
}

#[test]
fn merging_a_copy_of_a_watched_row_answers_with_its_entity() {
    let mut s = with_users(&["a"]).session();
    s.begin().unwrap();
    let a = s.get_one::<User>(1).unwrap();
    let copy = s[a].clone();
    let (merged, statements) = count(&mut s, |s| s.merge(copy));
    assert_eq!((merged, statements), (a, 0));
    assert!(!s.is_modified(a).unwrap());
}
