//! Keys: of several columns, and changed.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::model::{Address, Country, Line, User, engine, user};
use crate::database::{committed, fails, sent};

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
