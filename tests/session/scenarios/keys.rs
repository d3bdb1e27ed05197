//! Keys, versions, and defaults.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use super::model::{Address, Conf, Country, Doc, Line, User, engine, user, with_users};
use crate::database::{committed, count, elsewhere, fails, sent};

// KY01: Composite PK get, insert, update, delete
#[test]
fn both_columns_of_a_composite_key_name_the_row() {
    let mut s = engine().session();
    s.begin().unwrap();
    let lines = s.add_all([1, 2].map(|no| Line {
        order: 1,
        no,
        qty: None,
    }));
    s.flush().unwrap();
    assert_eq!(s.get::<Line>((1, 2)).unwrap(), Some(lines[1]));
    s[lines[1]].qty = Some(5);
    let ((), statements) = sent(&mut s, Session::flush);
    let update = r#"UPDATE "lines" SET "qty" = ? WHERE "order" = ? AND "no" = ?"#;
    assert_eq!(statements, [update]);
    s.delete(lines[1]);
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(
        statements,
        [r#"DELETE FROM "lines" WHERE "order" = ? AND "no" = ?"#]
    );
    assert_eq!(s.get::<Line>((1, 2)).unwrap(), None);
    assert_eq!(s.get::<Line>((1, 1)).unwrap(), Some(lines[0]));
}

fn united_kingdom() -> (Engine, Session, Entity<Country>) {
    let engine = engine();
    let mut s = engine.session();
    let uk = s.add(Country::builder().code("UK").name("x").build());
    s.commit().unwrap();
    (engine, s, uk)
}

// KY03: Natural PK change
#[test]
fn an_entity_is_found_under_its_changed_key() {
    let (engine, mut s, country) = united_kingdom();
    s[country].code = "GB".into();
    let ((), statements) = sent(&mut s, Session::flush);
    assert_eq!(statements.len(), 1);
    assert!(statements[0].starts_with(r#"UPDATE "countries" SET "code" = ? WHERE "code" = ?"#));
    assert_eq!(s.get::<Country>("GB").unwrap(), Some(country));
    assert_eq!(s.get::<Country>("UK").unwrap(), None);
    s.commit().unwrap();
    assert_eq!(
        committed(&engine, "SELECT count(*) FROM countries WHERE code = 'GB'"),
        1
    );
}

// KY05: Rollback of a PK change
#[test]
fn an_entity_is_found_under_its_old_key_after_a_rollback() {
    let (_engine, mut s, country) = united_kingdom();
    s[country].code = "GB".into();
    s.flush().unwrap();
    s.rollback().unwrap();
    assert_eq!(s[country].code, "UK");
    assert_eq!(s.get::<Country>("UK").unwrap(), Some(country));
    assert_eq!(s.get::<Country>("GB").unwrap(), None);
}

// KY09: PK change of a parent with plain FK (no ON UPDATE) is refused
#[test]
fn the_key_of_a_row_that_others_refer_to_cannot_change() {
    let mut s = engine().session();
    let u = s.add(user("u"));
    s.add(Address::builder().email("1").user(u).build());
    s.commit().unwrap();
    s[u].id = 50;
    fails(s.flush(), ErrorKind::ForeignKey, &["users", "1"]);
    s.rollback().unwrap();
    assert_eq!(s[u].id, 1);
    assert_eq!(s.get::<User>(1).unwrap(), Some(u));
}

// VE01: Counter starts at 1 and increments only on real updates
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

// VE03: Without a version column the last writer wins silently
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

// VE05: Concurrent delete is detected
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

// VE07: Merging a stale detached copy
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

// DF01: Client defaults are evaluated at flush, once per row
#[test]
fn defaults_are_there_as_soon_as_the_struct_is_built() {
    let mut s = engine().session();
    // SQLAlchemy shows None until the flush.
    let conf = s.add(Conf::builder().build());
    let read = |s: &Session| (s[conf].text.clone(), s[conf].number, s[conf].up);
    assert_eq!(read(&s), ("A".into(), 7, 0));
    s.commit().unwrap();
    s.refresh(conf).unwrap();
    assert_eq!(read(&s), ("A".into(), 7, 0));
    let explicit = s.add(Conf::builder().text("B").number(8).build());
    s.commit().unwrap();
    assert_eq!((s[explicit].text.as_str(), s[explicit].number), ("B", 8));
}

// DF03: onupdate fires only when the row is updated
#[test]
fn on_update_is_written_only_with_a_real_change() {
    let mut s = engine().session();
    s.begin().unwrap();
    let conf = s.add(Conf::builder().build());
    s.flush().unwrap();
    s[conf].text = "A".into();
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!((statements, s[conf].up), (0, 0));
    s[conf].plain = Some("p".into());
    let ((), statements) = sent(&mut s, Session::flush);
    let update = r#"UPDATE "confs" SET "up" = ?, "plain" = ? WHERE "id" = ?"#;
    assert_eq!(
        (statements.as_slice(), s[conf].up),
        ([update.to_owned()].as_slice(), 99)
    );
    (s[conf].up, s[conf].plain) = (5, None);
    s.flush().unwrap();
    s.refresh(conf).unwrap();
    assert_eq!(s[conf].up, 5);
}
