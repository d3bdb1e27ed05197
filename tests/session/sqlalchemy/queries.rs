//! Queries: how many rows they answer with, and as what.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::model::{Address, User, engine, user, with_users};
use crate::database::{fails, sent};

#[test]
fn the_terminals_tell_none_from_one_and_from_many() {
    let mut s = with_users(&["a", "b", "b"]).session();
    let query = |name: &str| User::filter(User::name.eq(name)).order_by(User::id.asc());
    let (none, one, many) = (query("x"), query("a"), query("b"));
    let s = &mut s;
    fails(none.one(s), ErrorKind::NotFound, &["users"]);
    assert_eq!(one.one(s).unwrap().id, 1);
    fails(many.one(s), ErrorKind::MultipleFound, &["users"]);
    assert_eq!(none.one_or_none(s).unwrap(), None);
    assert_eq!(one.one_or_none(s).unwrap().unwrap().id, 1);
    fails(many.one_or_none(s), ErrorKind::MultipleFound, &["users"]);
    assert_eq!(none.first(s).unwrap(), None);
    assert_eq!(many.first(s).unwrap().unwrap().id, 2);
    let ids = |query: &Select<User>| query.clone().columns(User::id);
    assert_eq!(ids(&none).scalar(s).unwrap(), None);
    assert_eq!(ids(&many).scalar(s).unwrap(), Some(2));
    // The same for entities.
    fails(none.tracked().one(s), ErrorKind::NotFound, &["users"]);
    fails(
        many.tracked().one_or_none(s),
        ErrorKind::MultipleFound,
        &["users"],
    );
    let first = many.tracked().first(s).unwrap().unwrap();
    assert_eq!(s[first].id, 2);
}

#[test]
fn first_asks_for_one_row() {
    let mut s = with_users(&["a", "b"]).session();
    let (_, statements) = sent(&mut s, |s| User::select().first(s));
    assert!(statements[0].contains("LIMIT"), "{statements:?}");
    let (_, statements) = sent(&mut s, |s| User::select().tracked().first(s));
    assert!(statements[0].contains("LIMIT"), "{statements:?}");
}

#[test]
fn a_join_repeats_the_entity_and_distinct_does_not() {
    let mut s = engine().session();
    let u = s.add(user("u"));
    s.add_all(["1", "2"].map(|email| Address::builder().email(email).user(u).build()));
    let joined = User::select().join_on(crocus::table::<Address>(), Address::user.eq(User::id));
    assert_eq!(joined.tracked().all(&mut s).unwrap(), [u, u]);
    assert_eq!(joined.distinct().tracked().all(&mut s).unwrap(), [u]);
}

#[test]
fn text_of_a_user_is_data() {
    let mut s = with_users(&["a"]).session();
    let text = "x'; DROP TABLE users;--";
    let query = User::filter(User::name.eq(text));
    let (found, statements) = sent(&mut s, |s| query.all(s));
    assert!(found.is_empty());
    assert!(
        statements[0].ends_with(r#"WHERE "name" = ?"#),
        "{statements:?}"
    );
    let named = s.add(user(text));
    s.commit().unwrap();
    assert_eq!(query.tracked().one(&mut s).unwrap(), named);
}

#[test]
fn rows_of_a_statement_written_by_hand_are_models_and_merge_into_their_entities() {
    let mut s = with_users(&["a", "b"]).session();
    s.begin().unwrap();
    let b = s.get_one::<User>(2).unwrap();
    let query = sql("SELECT * FROM users WHERE id = :id").bind("id", 2);
    let rows: Vec<User> = query.models(&mut s).unwrap();
    assert_eq!(rows, [s[b].clone()]);
    for row in rows {
        assert_eq!(s.merge(row).unwrap(), b);
    }
}
