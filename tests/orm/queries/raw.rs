//! SQL written by hand.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::library::{Person, library};
use crate::database::{fails, names};

#[derive(Debug, PartialEq, FromRow)]
struct Named {
    name: String,
    age: Option<i64>,
}

#[test]
fn rows_are_tuples_by_order_or_structs_by_name() {
    let mut s = library().session();
    let query = sql("SELECT age, name FROM people WHERE id <= :most ORDER BY id").bind("most", 2);
    let tuples: Vec<(Option<i64>, String)> = query.all(&mut s).unwrap();
    assert_eq!(tuples, [(Some(50), "ann".into()), (Some(30), "bob".into())]);
    let structs: Vec<Named> = query.all(&mut s).unwrap();
    assert_eq!(
        structs[1],
        Named {
            name: "bob".into(),
            age: Some(30)
        }
    );
    assert_eq!(
        query.first::<(Option<i64>, String)>(&mut s).unwrap(),
        Some(tuples[0].clone())
    );
}

#[test]
fn a_scalar_is_the_first_value() {
    let mut s = library().session();
    assert_eq!(
        sql("SELECT count(*) FROM people")
            .scalar::<i64>(&mut s)
            .unwrap(),
        4
    );
    fails(
        sql("SELECT 1 WHERE 0").scalar::<i64>(&mut s),
        ErrorKind::NotFound,
    );
    assert_eq!(
        sql("SELECT NULL").scalar::<Option<i64>>(&mut s).unwrap(),
        None
    );
}

#[test]
fn models_are_read_from_their_columns() {
    let mut s = library().session();
    let query = sql("SELECT * FROM people WHERE name = :name").bind("name", "bob");
    assert_eq!(query.models::<Person>(&mut s).unwrap()[0].age, Some(30));
    let error = fails(
        sql("SELECT id FROM people").models::<Person>(&mut s),
        ErrorKind::Decode,
    );
    names(&error, &["people", "name"]);
    let more = sql("SELECT *, 1 AS one FROM people WHERE id = 1").models::<Person>(&mut s);
    assert_eq!(more.unwrap()[0].name, "ann");
}

#[test]
fn models_are_read_from_columns_in_any_order() {
    let mut s = library().session();
    let query = sql("SELECT boss_id, active, age, name, id FROM people ORDER BY id");
    assert_eq!(
        query.models::<Person>(&mut s).unwrap(),
        Person::all(&mut s).unwrap()
    );
}

#[test]
fn a_value_is_bound_never_pasted() {
    let mut s = library().session();
    let evil = "'; DROP TABLE people; --";
    let query = sql("SELECT :text").bind("text", evil);
    assert_eq!(query.scalar::<String>(&mut s).unwrap(), evil);
    let text = sql("SELECT ':text' || :text -- :nothing").bind("text", "x");
    assert_eq!(text.scalar::<String>(&mut s).unwrap(), ":textx");
}

#[test]
fn a_name_may_stand_several_times() {
    let mut s = library().session();
    let query = sql("SELECT :a + :a * :b").bind("a", 2).bind("b", 10);
    assert_eq!(query.scalar::<i64>(&mut s).unwrap(), 22);
}

#[test]
fn a_forgotten_or_unused_value_is_misuse_that_names_it() {
    let mut s = library().session();
    names(
        &fails(sql("SELECT :a").scalar::<i64>(&mut s), ErrorKind::Misuse),
        &["a"],
    );
    let unused = sql("SELECT 1").bind("b", 1);
    names(
        &fails(unused.scalar::<i64>(&mut s), ErrorKind::Misuse),
        &["b"],
    );
    let in_query = Person::filter(sql("age > :age"));
    names(&fails(in_query.all(&mut s), ErrorKind::Misuse), &["age"]);
}

#[test]
fn execute_writes_in_the_sessions_transaction() {
    let engine = library();
    let mut s = engine.session();
    let changed = sql("UPDATE people SET age = :age WHERE active")
        .bind("age", 1)
        .execute(&mut s);
    assert_eq!(changed.unwrap(), 3);
    assert!(s.in_transaction());
    s.rollback().unwrap();
    assert_eq!(Person::filter(Person::age.eq(1)).count(&mut s).unwrap(), 0);
}

#[test]
fn a_statement_that_writes_and_returns_rows_begins_the_transaction() {
    let engine = library();
    let mut s = engine.session();
    let text = "INSERT INTO people (name, active) VALUES ('eve', 1) RETURNING id";
    assert_eq!(sql(text).scalar::<i64>(&mut s).unwrap(), 5);
    assert!(s.in_transaction());
    s.commit().unwrap();
    assert_eq!(engine.read(|s| Person::select().count(s)).unwrap(), 5);
}

#[test]
fn pending_changes_are_flushed_before_raw_sql() {
    let mut s = library().session();
    s.add(Person::builder().name("eve").build());
    assert_eq!(
        sql("SELECT count(*) FROM people")
            .scalar::<i64>(&mut s)
            .unwrap(),
        5
    );
}

#[test]
fn raw_sql_stands_in_columns_conditions_and_order() {
    let mut s = library().session();
    let double = sql("age * :two").bind("two", 2).typed::<Option<i64>>();
    let query =
        Person::filter(sql("age > :least").bind("least", 40)).columns((Person::name, double));
    assert_eq!(query.all(&mut s).unwrap(), [("ann".to_owned(), Some(100))]);
    let order = sql("length(name)").typed::<i64>();
    let query = Person::select()
        .order_by((order.desc(), Person::id.asc()))
        .columns(Person::name);
    assert_eq!(query.first(&mut s).unwrap().as_deref(), Some("cleo"));
    let either = Person::active.not() | sql("name = 'ann' OR name = 'bob'");
    assert_eq!(
        Person::filter(either & Person::id.gt(1))
            .count(&mut s)
            .unwrap(),
        2
    );
}

#[test]
fn transaction_statements_by_hand_are_refused() {
    let mut s = library().session();
    for text in [
        "BEGIN",
        "commit",
        " ROLLBACK",
        "SAVEPOINT x",
        "/* why */ -- not\n COMMIT",
    ] {
        fails(sql(text).execute(&mut s), ErrorKind::Misuse);
    }
    assert_eq!(Person::select().count(&mut s).unwrap(), 4);
}

/// A table of the file of another program, with a column whose name is no UTF-8.
fn with_a_name_that_is_no_text() -> Engine {
    let engine = Engine::temporary().unwrap();
    engine
        .connect()
        .unwrap()
        .raw()
        .unwrap()
        .execute_batch(
            "CREATE TABLE strange (id INTEGER PRIMARY KEY, naXme TEXT);
             INSERT INTO strange VALUES (1, 'x');
             PRAGMA writable_schema = 1;
             UPDATE sqlite_schema SET sql = CAST(replace(CAST(sql AS BLOB), x'58', x'FF') AS TEXT);
             PRAGMA writable_schema = RESET;",
        )
        .unwrap();
    engine
}

#[test]
fn a_column_whose_name_is_no_text_is_a_decode_error() {
    let engine = with_a_name_that_is_no_text();
    let mut s = engine.session();
    let star = sql("SELECT * FROM strange");
    fails(star.all::<(i64, String)>(&mut s), ErrorKind::Decode);
    fails(star.first::<(i64, String)>(&mut s), ErrorKind::Decode);
    fails(star.scalar::<i64>(&mut s), ErrorKind::Decode);
    let nested = sql("SELECT * FROM (SELECT * FROM strange)");
    fails(nested.all::<(i64, String)>(&mut s), ErrorKind::Decode);
    let returning = sql("INSERT INTO strange (id) VALUES (7) RETURNING *");
    fails(
        returning.all::<(i64, Option<String>)>(&mut s),
        ErrorKind::Decode,
    );
    let id: i64 = sql("SELECT id FROM strange").scalar(&mut s).unwrap();
    assert_eq!(id, 1);
}

#[test]
fn a_temporary_table_whose_name_is_no_text_is_found_too() {
    let engine = Engine::memory().unwrap();
    let mut s = engine.session();
    let star = sql("SELECT * FROM t");
    sql("CREATE TABLE t (a)").execute(&mut s).unwrap();
    assert!(star.all::<(i64,)>(&mut s).unwrap().is_empty());
    s.commit().unwrap();
    engine
        .connect()
        .unwrap()
        .raw()
        .unwrap()
        .execute_batch(
            "CREATE TEMP TABLE t (bX);
             PRAGMA writable_schema = 1;
             UPDATE temp.sqlite_schema SET sql = CAST(replace(CAST(sql AS BLOB), x'58', x'FF') AS TEXT);
             PRAGMA writable_schema = RESET;",
        )
        .unwrap();
    fails(star.all::<(i64,)>(&mut s), ErrorKind::Decode);
}

#[test]
fn a_scalar_without_a_row_is_not_found_and_first_is_the_way_to_ask() {
    let engine = library();
    let mut s = engine.session();
    let none = sql("SELECT age FROM people WHERE name = :name").bind("name", "nobody");
    let error = fails(none.scalar::<i64>(&mut s), ErrorKind::NotFound);
    names(&error, &["no row", "first"]);
    assert!(error.statement().unwrap().starts_with("SELECT age"));
    fails(none.scalar::<Option<i64>>(&mut s), ErrorKind::NotFound);
    assert_eq!(none.first::<i64>(&mut s).unwrap(), None);
    // A row with NULL is a row.
    let null = sql("SELECT max(age) FROM people WHERE name = 'nobody'");
    assert_eq!(null.scalar::<Option<i64>>(&mut s).unwrap(), None);
    assert_eq!(null.first::<Option<i64>>(&mut s).unwrap(), Some(None));
    fails(null.scalar::<i64>(&mut s), ErrorKind::Decode);
    drop(s);
    let raw = engine.connect().unwrap();
    let error = fails(raw.scalar::<i64>("SELECT 1 WHERE 0"), ErrorKind::NotFound);
    assert_eq!(error.statement(), Some("SELECT 1 WHERE 0"));
}
