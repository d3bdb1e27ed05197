//! Terminals: what a query answers with, and in which form.

use crocus::prelude::*;
use crocus::{ErrorKind, count_all, lit};

use super::library::{Person, Post, library};
use crate::database::{fails, names};

#[derive(Debug, PartialEq, FromRow)]
struct Writer {
    name: String,
    #[column(name = "n")]
    posts: i64,
    best: Option<i64>,
    #[column(skip)]
    note: String,
}

#[test]
fn tuples_of_up_to_sixteen_columns_are_read() {
    let mut s = library().session();
    let id = Post::id;
    let columns = (
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        id,
        Post::title,
    );
    let row = Post::filter(Post::id.eq(3))
        .columns(columns)
        .one(&mut s)
        .unwrap();
    assert_eq!((row.0, row.14, row.15.as_str()), (3, 3, "b1"));
}

#[test]
fn columns_of_different_nesting_are_read() {
    let mut s = library().session();
    let columns = (Post::all_columns, (Person::name, lit(7_i64)));
    let query = Post::filter(Post::id.eq(3))
        .join(Post::author)
        .columns(columns);
    let (post, (name, seven)): (Post, (String, i64)) = query.one(&mut s).unwrap();
    assert_eq!(
        (post.title.as_str(), name.as_str(), seven),
        ("b1", "bob", 7)
    );
}

#[test]
fn result_structs_are_read_by_name() {
    let mut s = library().session();
    let query = Post::select()
        .join(Post::author)
        .group_by(Person::id)
        .order_by(Person::id.asc())
        .columns((
            Post::stars.max().label("best"),
            Person::name,
            count_all().label("n"),
        ))
        .into_rows::<Writer>();
    let first = query.first(&mut s).unwrap().unwrap();
    let note = String::new();
    assert_eq!(
        first,
        Writer {
            name: "ann".into(),
            posts: 2,
            best: Some(5),
            note
        }
    );
    assert_eq!(query.all(&mut s).unwrap().len(), 3);
}

#[test]
fn a_result_struct_without_its_column_is_decode_that_names_it() {
    let mut s = library().session();
    let query = Person::select()
        .columns((Person::name, Person::age))
        .into_rows::<Writer>();
    names(
        &fails(query.all(&mut s), ErrorKind::Decode),
        &["Writer", "`n`"],
    );
}

#[test]
fn first_one_and_scalar_answer_with_one_row() {
    let mut s = library().session();
    let query = Person::select()
        .order_by(Person::name.desc())
        .columns(Person::name);
    assert_eq!(query.first(&mut s).unwrap().as_deref(), Some("dan"));
    assert_eq!(query.scalar(&mut s).unwrap().as_deref(), Some("dan"));
    assert_eq!(
        query.clone().filter(Person::id.eq(2)).one(&mut s).unwrap(),
        "bob"
    );
    assert_eq!(
        query
            .clone()
            .filter(Person::id.eq(9))
            .scalar(&mut s)
            .unwrap(),
        None
    );
    assert_eq!(
        query.filter(Person::id.eq(9)).one_or_none(&mut s).unwrap(),
        None
    );
}

#[test]
fn count_counts_what_all_would_return() {
    let mut s = library().session();
    let query = Person::select().order_by(Person::id.asc());
    for query in [
        query.clone(),
        query.clone().limit(3),
        query.clone().limit(3).offset(2),
    ] {
        let rows = query.all(&mut s).unwrap().len();
        assert_eq!(query.count(&mut s).unwrap(), u64::try_from(rows).unwrap());
    }
    assert!(!query.clone().limit(0).exists(&mut s).unwrap());
    assert!(query.offset(3).exists(&mut s).unwrap());
}

#[test]
fn a_limit_without_rows_is_respected_by_first_and_one() {
    let mut s = library().session();
    let query = Person::select().limit(0);
    assert!(query.first(&mut s).unwrap().is_none());
    assert!(query.one_or_none(&mut s).unwrap().is_none());
    assert!(Person::select().limit(1).one(&mut s).is_ok());
}

#[test]
fn an_offset_needs_no_limit() {
    let mut s = library().session();
    let query = Person::select()
        .order_by(Person::id.asc())
        .offset(3)
        .columns(Person::name);
    assert_eq!(query.all(&mut s).unwrap(), ["dan"]);
}

#[test]
fn a_cursor_streams_rows_and_starts_again() {
    let mut s = library().session();
    let query = Person::select()
        .order_by(Person::id.asc())
        .columns(Person::name);
    let mut cursor = query.cursor(&mut s).unwrap();
    for _ in 0..2 {
        let names: Result<Vec<String>, _> = cursor.iter().unwrap().collect();
        assert_eq!(names.unwrap(), ["ann", "bob", "cleo", "dan"]);
    }
    let first = cursor.iter().unwrap().next().unwrap().unwrap();
    assert_eq!(first, "ann");
    drop(cursor);
    assert_eq!(Person::select().count(&mut s).unwrap(), 4);
}

#[test]
fn a_cursor_in_a_transaction_sees_its_rows() {
    let engine = library();
    let seen = engine
        .write(|s| {
            s.add(Person::builder().name("eve").build());
            let mut cursor = Person::select().cursor(s)?;
            let rows = cursor.iter()?.count();
            drop(cursor);
            Person::select().delete(s).map(|deleted| (rows, deleted))
        })
        .unwrap();
    assert_eq!(seen, (5, 5));
}

#[test]
fn a_bad_row_ends_a_cursor_with_an_error() {
    let engine = library();
    engine
        .connect()
        .unwrap()
        .execute("UPDATE people SET active = 7 WHERE id = 2")
        .unwrap();
    let mut s = engine.session();
    let mut cursor = Person::select()
        .order_by(Person::id.asc())
        .cursor(&mut s)
        .unwrap();
    let mut rows = cursor.iter().unwrap();
    assert_eq!(rows.next().unwrap().unwrap().name, "ann");
    names(
        &fails(rows.next().unwrap(), ErrorKind::Decode),
        &["people.active", "7"],
    );
    assert!(rows.next().is_none());
}

#[test]
fn explain_tells_of_an_index() {
    let mut s = library().session();
    let lines = Person::filter(Person::name.eq("ann"))
        .explain(&mut s)
        .unwrap();
    assert!(
        lines.iter().any(|line| line.contains("USING INDEX")),
        "{lines:?}"
    );
    let lines = Person::filter(Person::age.eq(1)).explain(&mut s).unwrap();
    assert!(
        lines.iter().any(|line| line.starts_with("SCAN")),
        "{lines:?}"
    );
}

#[test]
fn a_query_answers_with_entities_by_the_same_terminals() {
    let mut s = library().session();
    let query = Person::filter(Person::active).order_by(Person::id.asc());
    let all = query.tracked().all(&mut s).unwrap();
    assert_eq!(s.load(&query).unwrap(), all);
    assert_eq!(query.tracked().first(&mut s).unwrap(), Some(all[0]));
    assert_eq!(query.tracked().count(&mut s).unwrap(), 3);
    assert!(query.tracked().exists(&mut s).unwrap());
    let bob = Person::filter(Person::name.eq("bob"))
        .tracked()
        .one(&mut s)
        .unwrap();
    assert_eq!(s.get::<Person>(2).unwrap(), Some(bob));
    assert_eq!(s[bob].age, Some(30));
}

#[test]
fn names_that_sql_reserves_are_quoted() {
    #[derive(Debug, Clone, PartialEq, Model)]
    #[model(table = "order")]
    struct Order {
        #[column(primary_key)]
        id: i64,
        #[column(name = "group by")]
        group: String,
        r#where: Option<i64>,
    }
    let engine = crate::database::database(&crocus::schema![Order]);
    let order = engine
        .write(|s| Order::create(Order::builder().group("g").build(), s))
        .unwrap();
    let query = Order::filter(Order::group.eq("g") & Order::r#where.eq(None));
    assert_eq!(engine.read(|s| query.one(s)).unwrap(), order);
}
