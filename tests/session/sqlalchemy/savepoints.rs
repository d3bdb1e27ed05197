//! Savepoints: what is taken back when one is given up, and what stays.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{Address, Slot, User, engine, slot, user, with_users};
use crate::database::{committed, count, fails};

#[test]
fn a_savepoint_given_up_restores_values_and_forgets_what_was_added() {
    let engine = engine();
    let mut s = engine.session();
    let (ed, jack) = (s.add(user("ed")), s.add(user("jack")));
    let outcome = s.savepoint(|s| {
        assert_eq!(s.state(ed), State::Persistent);
        s[ed].name = "e2".into();
        s[jack].name = "j2".into();
        s.add_all([user("w"), user("f")]);
        assert_eq!(User::all(s)?.len(), 4);
        Err::<(), _>(s.get_one::<Slot>(99).unwrap_err())
    });
    fails(outcome, ErrorKind::NotFound, &["slots"]);
    assert_eq!(User::all(&mut s).unwrap().len(), 2);
    assert_eq!((s[ed].name.as_str(), s[jack].name.as_str()), ("ed", "jack"));
    s.commit().unwrap();
    let names: Vec<String> = User::select().columns(User::name).all(&mut s).unwrap();
    assert_eq!(names, ["ed", "jack"]);
}

#[test]
fn a_savepoint_given_up_reads_no_row_again() {
    let mut s = with_users(&["a", "b"]).session();
    let found = s.load(User::select().order_by(User::id.asc())).unwrap();
    s.begin().unwrap();
    let ((), statements) = count(&mut s, |s| {
        let outcome = s.savepoint(|s| {
            s[found[0]].name = "x".into();
            s.flush()?;
            Err::<(), _>(s.get_one::<Slot>(99).unwrap_err())
        });
        outcome.unwrap_err();
        Ok(())
    });
    // SQLAlchemy reads again what was changed inside.
    // The UPDATE and the SELECT of the slot.
    assert_eq!(statements, 2);
    assert_eq!(
        (s[found[0]].name.as_str(), s[found[1]].name.as_str()),
        ("a", "b")
    );
}

#[test]
fn duplicates_are_skipped_one_savepoint_each() {
    let engine = engine();
    let mut s = engine.session();
    let mut skipped = 0;
    for pos in [1, 2, 2, 3, 1] {
        match s.savepoint(|s| {
            s.add(slot(pos));
            s.flush()
        }) {
            Err(error) if error.kind() == ErrorKind::Unique => skipped += 1,
            outcome => outcome.unwrap(),
        }
    }
    s.commit().unwrap();
    assert_eq!(skipped, 2);
    assert_eq!(committed(&engine, "SELECT count(*) FROM slots"), 3);
    assert_eq!(committed(&engine, "SELECT sum(pos) FROM slots"), 6);
}

#[test]
fn giving_up_the_middle_savepoint_gives_up_the_inner_one() {
    let engine = engine();
    let mut s = engine.session();
    s.transaction(|s| {
        s.savepoint(|s| {
            let outer = s.add(user("outer"));
            let outcome = s.savepoint(|s| {
                s.add(user("middle"));
                s.savepoint(|s| {
                    s.add(user("inner"));
                    Ok(())
                })?;
                assert_eq!(User::all(s)?.len(), 3);
                Err::<(), _>(s.get_one::<Slot>(99).unwrap_err())
            });
            outcome.unwrap_err();
            assert_eq!(s.state(outer), State::Persistent);
            Ok(())
        })
    })
    .unwrap();
    let names: Vec<String> = User::select().columns(User::name).all(&mut s).unwrap();
    assert_eq!(names, ["outer"]);
}

#[test]
fn children_flushed_before_a_savepoint_outlive_it() {
    let mut s = engine().session();
    let u = s.add(user("u"));
    s.add(Address::builder().email("foo").user(u).build());
    s.add(Address::builder().email("bar").user(u).build());
    let outcome = s.savepoint(|s| {
        let other = s.add(user("other"));
        s.add(Address::builder().email("gone").user(other).build());
        s.flush()?;
        Err::<(), _>(s.get_one::<Slot>(99).unwrap_err())
    });
    outcome.unwrap_err();
    let emails: Vec<String> = Address::filter(Address::user.eq(u))
        .order_by(Address::id.asc())
        .columns(Address::email)
        .all(&mut s)
        .unwrap();
    assert_eq!(emails, ["foo", "bar"]);
    assert_eq!(User::select().count(&mut s).unwrap(), 1);
}
