//! Statements that change many rows at once, and what watched entities learn of them.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{Slot, User, engine, slot, user, with_slots, with_users};
use crate::database::{count, fails, sent};

/// Five users, all watched.
fn five() -> (Session, Vec<Entity<User>>) {
    let mut s = with_users(&["a", "b", "c", "d", "e"]).session();
    sql("UPDATE users SET nick = 'n' WHERE id > 2")
        .execute(&mut s)
        .unwrap();
    s.commit().unwrap();
    let users = s.load(User::select().order_by(User::id.asc())).unwrap();
    (s, users)
}

fn names(s: &Session, users: &[Entity<User>]) -> String {
    users.iter().map(|user| s[*user].name.as_str()).collect()
}

#[test]
fn an_update_statement_is_seen_by_the_entities_that_match() {
    let (mut s, users) = five();
    let update = User::filter(User::nick.eq("n")).set(User::name, "z");
    let (changed, statements) = sent(&mut s, |s| update.update(s));
    assert_eq!((changed, statements.len()), (3, 1));
    assert_eq!(names(&s, &users), "abzzz");
    assert!(s.dirty::<User>().is_empty());
}

#[test]
fn an_update_returns_rows_only_while_the_table_is_watched() {
    let (mut s, users) = five();
    let update = User::filter(User::nick.like("N%")).set(User::name, "y");
    let (_, statements) = sent(&mut s, |s| update.update(s));
    assert!(statements[0].contains("RETURNING"));
    assert_eq!(names(&s, &users), "abyyy");
    s.commit().unwrap();
    s.clear().unwrap();
    let (changed, statements) = sent(&mut s, |s| update.update(s));
    assert!(!statements[0].contains("RETURNING"));
    assert_eq!((changed, statements.len()), (3, 1));
}

#[test]
fn an_update_statement_flushes_first() {
    let (mut s, users) = five();
    s[users[0]].name = "new".into();
    let update = User::filter(User::name.eq("new")).set(User::nick, "hit");
    let (changed, statements) = sent(&mut s, |s| update.update(s));
    assert_eq!((changed, statements.len()), (1, 2));
    assert_eq!(s[users[0]].nick.as_deref(), Some("hit"));
}

#[test]
fn a_delete_statement_deletes_the_entities_and_a_rollback_brings_them_back() {
    let (mut s, users) = five();
    let delete = User::filter(User::id.lt(3));
    let (deleted, statements) = count(&mut s, |s| delete.delete(s));
    assert_eq!((deleted, statements), (2, 1));
    let states = |s: &Session| users.iter().map(|user| s.state(*user)).collect::<Vec<_>>();
    let (gone, here) = (State::Deleted, State::Persistent);
    assert_eq!(states(&s), [gone, gone, here, here, here]);
    assert_eq!(s.get::<User>(1).unwrap(), None);
    assert!(s.get::<User>(3).unwrap().is_some());
    s.rollback().unwrap();
    assert_eq!(states(&s), [here; 5]);
    assert_eq!(s.get::<User>(1).unwrap(), Some(users[0]));
}

#[test]
fn an_update_that_matches_nothing_is_no_error() {
    let (mut s, users) = five();
    let update = User::filter(User::id.eq(99)).set(User::name, "z");
    assert_eq!(update.update(&mut s).unwrap(), 0);
    let (read, statements) = count(&mut s, |s| Ok(names(s, &users)));
    assert_eq!((read.as_str(), statements), ("abcde", 0));
}

#[test]
fn inserted_rows_are_returned_and_can_be_tracked_without_sql() {
    let mut s = engine().session();
    let insert = User::insert_all(["a", "b", "c"].map(user)).returning(User::all_columns);
    let (rows, statements) = count(&mut s, |s| insert.all(s));
    assert_eq!(statements, 1);
    let (users, statements) = count(&mut s, |s| {
        rows.into_iter()
            .map(|row| s.track(row))
            .collect::<crocus::Result<Vec<_>>>()
    });
    assert_eq!((names(&s, &users).as_str(), statements), ("abc", 0));
    assert_eq!(s.get::<User>(2).unwrap(), Some(users[1]));
    s.rollback().unwrap();
    assert!(users.iter().all(|user| s.state(*user) != State::Persistent));
}

#[test]
fn an_upsert_updates_the_entity_of_the_row() {
    let mut s = with_slots(&[1]).session();
    let one = s.get_one::<Slot>(1).unwrap();
    let labelled = |pos, label: &str| Slot {
        label: Some(label.into()),
        ..slot(pos)
    };
    let upsert = Slot::insert_all([labelled(1, "b"), labelled(2, "c")])
        .on_conflict(Slot::pos)
        .set(Slot::label)
        .returning((Slot::id, Slot::label));
    let rows: Vec<(i64, Option<String>)> = upsert.all(&mut s).unwrap();
    assert_eq!(rows, [(1, Some("b".into())), (2, Some("c".into()))]);
    assert_eq!((s[one].label.as_deref(), s[one].id), (Some("b"), 1));
    let value = labelled(1, "d").upsert(Slot::pos, &mut s).unwrap();
    assert_eq!((value.id, s[one].label.as_deref()), (1, Some("d")));
    assert_eq!(s.get::<Slot>(1).unwrap(), Some(one));
    fails(Slot::create(slot(1), &mut s), ErrorKind::Unique, &["pos"]);
}
