//! Rows read again: when an entity takes their values, and when they are gone.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{User, with_users};
use crate::database::{count, elsewhere, fails};

#[test]
fn a_row_read_again_in_a_transaction_does_not_overwrite_the_entity() {
    let mut s = with_users(&["a"]).session();
    s.begin().unwrap();
    let a = s.get_one::<User>(1).unwrap();
    sql("UPDATE users SET name = 'z'").execute(&mut s).unwrap();
    let again = s.load(User::select()).unwrap();
    assert_eq!((again, s[a].name.as_str()), (vec![a], "a"));
    s.refresh(a).unwrap();
    assert_eq!(s[a].name, "z");
    sql("UPDATE users SET name = 'y'").execute(&mut s).unwrap();
    s.refresh_all::<User>().unwrap();
    assert_eq!(s[a].name, "y");
}

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
