//! Identity: one row is one entity, and where it stands.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{Address, User, engine, user, with_users};
use crate::database::{count, fails, panics, sent};

#[test]
fn an_entity_goes_from_pending_to_persistent_to_deleted_and_an_undone_add_is_transient() {
    let mut s = engine().session();
    let (a, statements) = count(&mut s, |s| Ok(s.add(user("a"))));
    assert_eq!((s.state(a), s[a].id, statements), (State::Pending, 0, 0));
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!((s.state(a), s[a].id, statements), (State::Persistent, 1, 1));
    let ((), statements) = count(&mut s, |s| {
        s.delete(a);
        Ok(())
    });
    assert_eq!((s.state(a), statements), (State::Persistent, 0));
    assert_eq!(s.deleted::<User>(), [a]);
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(statements, [r#"DELETE FROM "users" WHERE "id" = ?"#]);
    assert_eq!(s.state(a), State::Deleted);
    s.commit().unwrap();
    // Still readable; SQLAlchemy detaches it here.
    assert_eq!((s.state(a), s[a].name.as_str()), (State::Deleted, "a"));
    let b = s.add(user("b"));
    s.flush().unwrap();
    s.rollback().unwrap();
    assert_eq!(s.state(b), State::Transient);
    let c = s.add(user("c"));
    s.commit().unwrap();
    s.detach(c).unwrap();
    assert_eq!(s.state(c), State::Detached);
}

#[test]
fn a_missing_row_is_asked_for_each_time() {
    let mut s = engine().session();
    let (found, statements) = count(&mut s, |s| Ok([s.get::<User>(99)?, s.get::<User>(99)?]));
    assert_eq!((found, statements), ([None, None], 2));
    fails(s.get_one::<User>(99), ErrorKind::NotFound, &["users", "99"]);
}

#[test]
fn get_finds_a_pending_entity_through_autoflush() {
    let mut s = engine().session();
    let added = s.add(User { id: 5, ..user("p") });
    let (found, statements) = count(&mut s, |s| s.get::<User>(5));
    // SQLAlchemy sends the INSERT and a SELECT.
    assert_eq!((found, statements), (Some(added), 1));
    assert_eq!(s.load(User::select()).unwrap(), [added]);
    let next = s.add(user("q"));
    assert_eq!(s.load(User::filter(User::name.eq("q"))).unwrap(), [next]);
}

#[test]
fn a_second_struct_for_a_watched_row_cannot_be_tracked() {
    let mut s = with_users(&["a"]).session();
    let a = s.get_one::<User>(1).unwrap();
    let copy = s[a].clone();
    fails(
        s.track(copy.clone()),
        ErrorKind::Misuse,
        &["users", "1", "merge"],
    );
    let second = s.add(copy);
    fails(s.flush(), ErrorKind::Unique, &["users", "id"]);
    s.delete(second);
    assert_eq!(s.get::<User>(1).unwrap(), Some(a));
}

#[test]
fn a_detached_ticket_fails_loudly_and_its_struct_stays_readable() {
    let mut s = with_users(&["a"]).session();
    let a = s.get_one::<User>(1).unwrap();
    let value = s.detach(a).unwrap();
    assert_eq!(value.name, "a");
    fails(s.refresh(a), ErrorKind::Misuse, &["detached"]);
    fails(s.try_ref(a).cloned(), ErrorKind::Misuse, &["detached"]);
    let sentence = panics(|| s[a].name.clone());
    assert!(sentence.contains("it was detached"), "{sentence}");
}

#[test]
fn detach_takes_one_entity_and_leaves_what_refers_to_it() {
    let mut s = engine().session();
    let u = s.add(user("u"));
    let address = s.add(Address::builder().email("1").user(u).build());
    s.commit().unwrap();
    s.detach(u).unwrap();
    assert_eq!(s.state(u), State::Detached);
    assert_eq!(s.state(address), State::Persistent);
    s[address].email = "2".into();
    s.commit().unwrap();
}

#[test]
fn a_delete_taken_back_writes_nothing() {
    let mut s = with_users(&["a"]).session();
    let a = s.get_one::<User>(1).unwrap();
    s.delete(a);
    s.restore(a).unwrap();
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!((statements, s.state(a)), (0, State::Persistent));
    assert!(s.deleted::<User>().is_empty());
}

#[test]
fn the_session_tells_what_is_new_dirty_and_deleted() {
    let mut s = with_users(&["clean", "modified", "deleted", "same"]).session();
    let found = s.load(User::select().order_by(User::id.asc())).unwrap();
    let [_, modified, deleted, same] = found[..] else {
        panic!("{found:?}")
    };
    s[modified].name = "m".into();
    s[same].name = "same".into();
    s.delete(deleted);
    let new = s.add(user("new"));
    assert_eq!(s.new_entities::<User>(), [new]);
    // Better than SQLAlchemy, which counts what was set to an equal value as dirty.
    assert_eq!(s.dirty::<User>(), [modified]);
    assert_eq!(s.deleted::<User>(), [deleted]);
    assert!(!s.is_modified(same).unwrap());
    s.commit().unwrap();
    s[same].name = "same".into();
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 0);
}
