//! UPDATE, DELETE, INSERT of many rows.

use crocus::prelude::*;

use crate::model::{Post, User, session, users};

fn user(name: &str, age: i32) -> User {
    User::builder().name(name).age(age).active(true).build()
}

#[test]
fn an_update_sets_values_and_answers_how_many_rows() {
    let s = &mut session();
    let n = User::filter(User::name.like("%n"))
        .set(User::active, false)
        .update(s)
        .unwrap();
    assert_eq!(n, 2);
    let n = User::filter(User::id.eq(1))
        .set(User::bio, "b")
        .set(User::rank, None)
        .set(User::height, Some(1.75))
        .set(User::boss, 4)
        .set(User::name, String::from("eve"))
        .update(s)
        .unwrap();
    assert_eq!(n, 1);
    let eve = User::get(1, s).unwrap().unwrap();
    assert_eq!(
        (eve.name.as_str(), eve.bio.as_deref(), eve.boss),
        ("eve", Some("b"), Some(ForeignKey::new(4)))
    );
}

#[test]
fn an_update_sets_expressions_over_the_row() {
    let s = &mut session();
    let n = User::select()
        .set(User::age, User::age + 1)
        .set(User::rank, User::age)
        .update(s)
        .unwrap();
    assert_eq!(n, 4);
    users! { s;
        User::age.eq(18) & User::rank.eq(17) => [1];
        User::rank.eq(User::age - 1) => [1, 2, 3, 4];
    }
    User::select()
        .set(User::name, User::name.upper())
        .set(User::bio, User::name.concat("?"))
        .update(s)
        .unwrap();
    users! { s;
        User::name.glob("ANN") & User::bio.eq("ann?") => [1];
    }
}

#[test]
fn an_update_answers_with_the_changed_rows() {
    let s = &mut session();
    let rows: Vec<(i64, i32)> = User::filter(User::id.le(2))
        .set(User::age, User::age + 1)
        .returning((User::id, User::age))
        .all(s)
        .unwrap();
    assert_eq!(rows, [(1, 18), (2, 19)]);
    let whole: Vec<User> = User::filter(User::id.eq(1))
        .set(User::age, 5)
        .returning(User::all_columns)
        .all(s)
        .unwrap();
    assert_eq!(whole[0].age, 5);
}

#[test]
fn statements_honour_order_and_limit() {
    let s = &mut session();
    let n = User::select()
        .order_by(User::age.desc())
        .limit(1)
        .set(User::active, false)
        .update(s)
        .unwrap();
    assert_eq!(n, 1);
    users! { s; !User::active => [3, 4]; }
}

#[test]
fn a_delete_answers_how_many_rows_or_which() {
    let s = &mut session();
    let titles: Vec<String> = Post::filter(Post::id.eq(4))
        .returning(Post::title)
        .delete(s)
        .unwrap();
    assert_eq!(titles, ["bob"]);
    assert_eq!(Post::select().delete(s).unwrap(), 3);
    assert_eq!(User::filter(User::active.eq(false)).delete(s).unwrap(), 1);
    assert_eq!(User::select().count(s).unwrap(), 3);
}

#[test]
fn statements_over_a_subquery_choose_its_rows() {
    let s = &mut session();
    let n = User::filter(exists(Post::select().on(Post::author.eq(User::id))))
        .set(User::active, false)
        .update(s);
    assert_eq!(n.unwrap(), 3);
    let n =
        Post::filter(Post::author.in_(User::filter(User::id.eq(1)).columns(User::id))).delete(s);
    assert_eq!(n.unwrap(), 2);
}

#[test]
fn rows_are_inserted_at_once() {
    let s = &mut session();
    let n = User::insert_all([user("eve", 1), user("fay", 2)])
        .execute(s)
        .unwrap();
    assert_eq!(n, 2);
    let ids = User::insert_all(vec![user("gil", 3)])
        .returning(User::id)
        .all(s)
        .unwrap();
    assert_eq!(ids, [7]);
    assert_eq!(User::insert_all([]).execute(s).unwrap(), 0);
}

#[test]
fn rows_in_conflict_update_those_that_are_there() {
    let s = &mut session();
    let rows = [user("bob", 99), user("eve", 1)];
    let n = User::insert_all(rows)
        .on_conflict(User::name)
        .set((User::age, User::rank))
        .execute(s)
        .unwrap();
    assert_eq!(n, 2);
    let bob = User::get(2, s).unwrap().unwrap();
    assert_eq!((bob.age, bob.rank, bob.height), (99, None, Some(1.5)));
    let n = User::insert_all([user("bob", 7)])
        .on_conflict(User::name)
        .set(User::age)
        .execute(s)
        .unwrap();
    assert_eq!(n, 1);
    users! { s; User::age.eq(7) => [2]; }
}

#[test]
fn rows_in_conflict_are_left_out_when_ignored() {
    let s = &mut session();
    let n = User::insert_all([user("bob", 99), user("eve", 1)])
        .ignore()
        .execute(s)
        .unwrap();
    assert_eq!(n, 1);
    let n = User::insert_all([user("bob", 99)])
        .on_conflict(User::name)
        .ignore()
        .execute(s)
        .unwrap();
    assert_eq!(n, 0);
    users! { s; User::age.eq(99) => []; }
}

#[test]
fn a_column_set_twice_is_misuse() {
    let s = &mut session();
    let error = User::select()
        .set(User::age, 1)
        .set(User::age, 2)
        .update(s)
        .unwrap_err();
    assert_eq!(error.kind(), crocus::ErrorKind::Misuse);
}
