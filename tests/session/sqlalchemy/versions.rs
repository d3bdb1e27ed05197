//! Versions: what others wrote meanwhile is not overwritten.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{Doc, User, engine, with_users};
use crate::database::{committed, count, elsewhere, fails, sent};

#[test]
fn a_version_starts_at_one_and_counts_real_updates() {
    let mut s = engine().session();
    let doc = s.add(Doc::builder().title("a").build());
    s.commit().unwrap();
    assert_eq!(s[doc].version, 1);
    s[doc].title = "b".into();
    let ((), statements) = sent(&mut s, Session::flush);
    let update =
        r#"UPDATE "docs" SET "title" = ?, "version" = ? WHERE "id" = ? AND "version" IS ?"#;
    assert_eq!(statements, [update]);
    assert_eq!(s[doc].version, 2);
    s[doc].title = "b".into();
    let ((), statements) = count(&mut s, Session::commit);
    assert_eq!((s[doc].version, statements), (2, 0));
}

#[test]
fn without_a_version_the_last_writer_is_stale_and_not_silent() {
    let engine = with_users(&["a"]);
    let (mut one, mut two) = (engine.session(), engine.session());
    let (mine, theirs) = (
        one.get_one::<User>(1).unwrap(),
        two.get_one::<User>(1).unwrap(),
    );
    two[theirs].name = "two".into();
    two.commit().unwrap();
    one[mine].name = "one".into();
    // SQLAlchemy loses the other one's value.
    fails(one.commit(), ErrorKind::Stale, &["users", "id=1", "name"]);
    one.refresh(mine).unwrap();
    assert_eq!(one[mine].name, "two");
    one[mine].name.push_str(" and one");
    one.commit().unwrap();
    assert_eq!(
        committed(&engine, "SELECT name = 'two and one' FROM users"),
        1
    );
}

#[test]
fn deleting_a_versioned_row_that_another_changed_is_stale() {
    let engine = engine();
    let mut s = engine.session();
    let doc = s.add(Doc::builder().title("a").build());
    s.commit().unwrap();
    elsewhere(&engine, "UPDATE docs SET title = 'b', version = 2");
    s.delete(doc);
    fails(s.flush(), ErrorKind::Stale, &["docs", "id=1"]);
    s.rollback().unwrap();
    assert_eq!(s.state(doc), State::Persistent);
    s.refresh(doc).unwrap();
    s.delete(doc);
    s.commit().unwrap();
    assert_eq!(committed(&engine, "SELECT count(*) FROM docs"), 0);
}

#[test]
fn merging_a_copy_of_an_older_version_is_stale() {
    let engine = engine();
    let mut s = engine.session();
    let doc = s.add(Doc::builder().title("a").build());
    s.commit().unwrap();
    let old = s.detach(doc).unwrap();
    elsewhere(&engine, "UPDATE docs SET title = 'b', version = 2");
    fails(s.merge(old.clone()), ErrorKind::Stale, &["docs", "1"]);
    let current = Doc { version: 2, ..old };
    let merged = s.merge(current).unwrap();
    s.commit().unwrap();
    assert_eq!((s[merged].title.as_str(), s[merged].version), ("a", 3));
}
