//! Structs taken over into the session, and rows read again.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{User, engine, user, with_users};
use crate::database::{committed, count, elsewhere, fails, sent};

// EX05: refresh overwrites and reports missing rows
#[test]
fn refresh_overwrites_and_reports_a_row_that_is_gone() {
    let engine = with_users(&["a"]);
    let mut s = engine.session();
    let a = s.get_one::<User>(1).unwrap();
    elsewhere(&engine, "UPDATE users SET name = 'z'");
    s[a].nick = Some("mine".into());
    let ((), statements) = count(&mut s, |s| s.refresh(a));
    assert_eq!(
        (statements, s[a].name.as_str(), s[a].nick.as_deref()),
        (1, "z", None)
    );
    elsewhere(&engine, "DELETE FROM users");
    fails(s.refresh(a), ErrorKind::NotFound, &["users", "1"]);
    assert_eq!(s[a].name, "z");
}

// EX07: Access of an expired object whose row is gone
#[test]
fn an_entity_whose_row_is_gone_stays_readable_and_get_finds_nothing() {
    let engine = with_users(&["a"]);
    let mut s = engine.session();
    let a = s.get_one::<User>(1).unwrap();
    elsewhere(&engine, "DELETE FROM users");
    assert_eq!(s[a].name, "a");
    assert_eq!(s.get::<User>(1).unwrap(), None);
    assert_eq!((s.state(a), s[a].name.as_str()), (State::Deleted, "a"));
}

// MG01: Merge a transient object without PK
#[test]
fn merging_a_struct_without_a_key_adds_it() {
    let mut s = engine().session();
    let value = user("a");
    let (merged, statements) = count(&mut s, |s| s.merge(value.clone()));
    assert_eq!((s.state(merged), statements), (State::Pending, 0));
    s.flush().unwrap();
    assert_eq!((s[merged].id, value.id), (1, 0));
}

// MG03: Merge with an explicitly None attribute
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

// MG07: Merge of an unchanged detached object
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

// MG09: Merging a persistent object of this session returns it
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
