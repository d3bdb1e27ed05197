//! The unit of work: which rows and columns a flush writes, in which order.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{
    Address, Ga, Gb, Gc, Gd, Line, Slot, User, engine, slot, user, with_slots, with_users,
};
use crate::database::{committed, count, elsewhere, fails, sent};

#[test]
fn parents_are_inserted_before_children_and_give_them_their_keys() {
    let mut s = engine().session();
    // Two rows before, so that the key is not that of a first row.
    s.add_all([user("x"), user("y")]);
    s.flush().unwrap();
    let u = s.add(user("u"));
    let children = ["1", "2"].map(|email| s.add(Address::builder().email(email).user(u).build()));
    let ((), statements) = sent(&mut s, Session::flush);
    let [parent, one, two] = &statements[..] else {
        panic!("{statements:?}")
    };
    assert!(parent.starts_with(r#"INSERT INTO "users""#));
    assert!(one.starts_with(r#"INSERT INTO "addresses""#) && one == two);
    for child in children {
        assert_eq!(s[child].user.and_then(|user| user.key().copied()), Some(3));
    }
    assert_eq!(children.map(|child| s[child].id), [1, 2]);
}

#[test]
fn a_diamond_is_inserted_parents_first_and_deleted_children_first() {
    let mut s = engine().session();
    // The tables become known to the session children first; a row refers to what is added later.
    let d = s.add(
        Gd::builder()
            .b(ForeignKey::new(7))
            .c(ForeignKey::new(7))
            .build(),
    );
    let c = s.add(Gc {
        id: 7,
        a: ForeignKey::new(7),
    });
    let b = s.add(Gb {
        id: 7,
        a: ForeignKey::new(7),
    });
    let a = s.add(Ga { id: 7 });
    let ((), inserts) = sent(&mut s, Session::flush);
    let tables: Vec<&str> = inserts
        .iter()
        .filter_map(|sql| sql.split('"').nth(1))
        .collect();
    assert!(tables == ["gas", "gbs", "gcs", "gds"] || tables == ["gas", "gcs", "gbs", "gds"]);
    s.commit().unwrap();
    s.delete(a);
    s.delete(b);
    s.delete(c);
    s.delete(d);
    let ((), deletes) = sent(&mut s, Session::flush);
    let tables: Vec<&str> = deletes
        .iter()
        .filter_map(|sql| sql.split('"').nth(1))
        .collect();
    assert!(tables == ["gds", "gbs", "gcs", "gas"] || tables == ["gds", "gcs", "gbs", "gas"]);
    s.commit().unwrap();
}

#[test]
fn rows_with_given_keys_share_one_statement() {
    let mut s = engine().session();
    s.add_all([7, 8, 9].map(|id| User { id, ..user("u") }));
    let ((), statements) = sent(&mut s, Session::flush);
    let insert = r#"INSERT INTO "users" ("id", "name", "nick") VALUES (?, ?, ?)"#;
    assert_eq!(statements, [insert; 3]);
}

#[test]
fn an_update_writes_the_changed_columns_only() {
    let mut s = with_users(&["a"]).session();
    s.begin().unwrap();
    let a = s.get_one::<User>(1).unwrap();
    s[a].nick = Some("m".into());
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(
        statements,
        [r#"UPDATE "users" SET "nick" = ? WHERE "id" = ?"#]
    );
}

#[test]
fn a_second_flush_sends_nothing() {
    let mut s = engine().session();
    let a = s.add(user("a"));
    s.flush().unwrap();
    s[a].name = "b".into();
    s.flush().unwrap();
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 0);
}

#[test]
fn updates_of_the_same_columns_share_one_statement() {
    let mut s = with_users(&["0", "1", "2"]).session();
    s.begin().unwrap();
    let users = s.load(User::select().order_by(User::id.asc())).unwrap();
    for user in users {
        s[user].name.push('x');
    }
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(
        statements,
        [r#"UPDATE "users" SET "name" = ? WHERE "id" = ?"#; 3]
    );
    let names: Vec<String> = User::select().columns(User::name).all(&mut s).unwrap();
    assert_eq!(names, ["0x", "1x", "2x"]);
}

#[test]
fn a_value_computed_by_the_database_is_seen_by_the_entity() {
    let mut s = with_slots(&[1]).session();
    let one = s.get_one::<Slot>(1).unwrap();
    let update = Slot::filter(Slot::id.eq(1)).set(Slot::pos, Slot::pos + 5);
    let (changed, statements) = count(&mut s, |s| update.update(s));
    // SQLAlchemy reads the row again.
    assert_eq!((changed, statements, s[one].pos), (1, 1, 6));
    assert!(!s.is_modified(one).unwrap());
}

#[test]
fn a_row_that_replaces_another_inherits_nothing() {
    let engine = engine();
    let mut s = engine.session();
    let line = |no, qty| Line { order: 1, no, qty };
    let old = s.add_all([line(1, Some(5)), line(2, Some(5))]);
    s.commit().unwrap();
    old.into_iter().for_each(|line| s.delete(line));
    let new = s.add_all([line(1, None), Line::builder().order(1).no(2).build()]);
    let ((), statements) = sent(&mut s, Session::flush);
    assert!(
        statements.iter().all(|sql| sql.starts_with("UPDATE")),
        "{statements:?}"
    );
    assert_eq!(statements.len(), 2);
    s.commit().unwrap();
    // SQLAlchemy leaves (2, 5).
    let rows: Vec<(i64, Option<i64>)> = Line::select()
        .columns((Line::no, Line::qty))
        .all(&mut s)
        .unwrap();
    assert_eq!(rows, [(1, None), (2, None)]);
    assert_eq!(s.get::<Line>((1, 1)).unwrap(), Some(new[0]));
}

#[test]
fn unique_values_are_swapped_in_one_flush() {
    let engine = with_slots(&[1, 2]);
    let mut s = engine.session();
    let (a, b) = (s.get_one::<Slot>(1).unwrap(), s.get_one::<Slot>(2).unwrap());
    // SQLAlchemy's flush fails.
    (s[a].pos, s[b].pos) = (2, 1);
    s.commit().unwrap();
    assert_eq!(committed(&engine, "SELECT pos FROM slots WHERE id = 1"), 2);
    assert_eq!(committed(&engine, "SELECT pos FROM slots WHERE id = 2"), 1);
}

#[test]
fn deleting_a_row_that_is_gone_succeeds() {
    let engine = with_users(&["a"]);
    let mut s = engine.session();
    let a = s.get_one::<User>(1).unwrap();
    elsewhere(&engine, "DELETE FROM users");
    s.delete(a);
    // SQLAlchemy warns.
    s.commit().unwrap();
    assert_eq!(s.state(a), State::Deleted);
}

#[test]
fn a_reference_to_nothing_is_refused_by_the_flush() {
    let mut s = engine().session();
    let lost = s.add(
        Address::builder()
            .email("x")
            .user(ForeignKey::new(999))
            .build(),
    );
    fails(s.flush(), ErrorKind::ForeignKey, &["addresses"]);
    s[lost].user = None;
    s.commit().unwrap();
}

#[test]
fn a_failing_autoflush_says_so_and_nothing_is_lost() {
    let mut s = with_slots(&[1]).session();
    let duplicate = s.add(slot(1));
    let error = fails(
        User::all(&mut s),
        ErrorKind::Unique,
        &["the flush before this query failed", "slots", "pos"],
    );
    assert_eq!(error.constraint().unwrap().columns(), ["pos"]);
    let users = s.no_autoflush(User::all).unwrap();
    assert!(users.is_empty());
    s[duplicate].pos = 2;
    assert!(User::all(&mut s).unwrap().is_empty());
    s.commit().unwrap();
}
