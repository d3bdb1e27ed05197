//! Statements that change many rows at once.

use crocus::prelude::*;
use crocus::{ErrorKind, State, case, schema};

use super::library::{Person, Post, library};
use crate::database::{database, fails, names, sent};

#[derive(Debug, Clone, PartialEq, Model)]
#[model(unique(kind, code))]
struct Stock {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
    #[column(default = "k")]
    kind: String,
    code: Option<i64>,
    #[column(default = 0)]
    amount: i64,
    #[column(version)]
    version: i64,
}

fn stock(name: &str, amount: i64) -> Stock {
    Stock::builder().name(name).amount(amount).build()
}

fn stocks() -> Engine {
    let engine = database(&schema![Stock]);
    engine
        .write(|s| Stock::insert_all([stock("a", 1), stock("b", 2)]).execute(s))
        .unwrap();
    engine
}

#[test]
fn update_is_one_statement_and_tells_how_many_rows() {
    let mut s = library().session();
    let update = Person::filter(Person::age.eq(30)).set(Person::active, false);
    let (statements, changed) = sent(&mut s, &["UPDATE", "SELECT"], |s| update.update(s));
    assert_eq!(changed, 2);
    assert_eq!(
        statements,
        [r#"UPDATE "people" SET "active" = ? WHERE "age" = ?"#]
    );
}

#[test]
fn update_sets_values_none_columns_and_expressions() {
    let mut s = library().session();
    Post::select()
        .set(Post::stars, Post::stars * 2 + 1)
        .set(Post::reviewer, None)
        .set(Post::title, Post::title.upper())
        .update(&mut s)
        .unwrap();
    let first = Post::get(1, &mut s).unwrap().unwrap();
    assert_eq!(
        (first.stars, first.reviewer, first.title.as_str()),
        (11, None, "A1")
    );
    let grade = case().when(Post::stars.gt(10), "good").otherwise("bad");
    Post::select()
        .set(Post::title, grade)
        .set(Post::reviewer, Post::author)
        .update(&mut s)
        .unwrap();
    let first = Post::get(1, &mut s).unwrap().unwrap();
    assert_eq!(
        (first.title.as_str(), first.reviewer),
        ("good", Some(ForeignKey::new(1)))
    );
}

#[test]
fn update_respects_limit_order_and_join() {
    let mut s = library().session();
    let best = Post::select()
        .order_by(Post::stars.desc())
        .limit(1)
        .set(Post::title, "best");
    assert_eq!(best.update(&mut s).unwrap(), 1);
    assert_eq!(Post::get(1, &mut s).unwrap().unwrap().title, "best");
    let of_bob = Post::select()
        .join(Post::author)
        .filter(Person::name.eq("bob"))
        .narrow();
    assert_eq!(of_bob.set(Post::stars, 9).update(&mut s).unwrap(), 1);
    assert_eq!(Post::get(3, &mut s).unwrap().unwrap().stars, 9);
}

#[test]
fn update_with_returning_answers_with_rows() {
    let mut s = library().session();
    let mut rows = Person::filter(Person::age.eq(30))
        .set(Person::age, 31)
        .returning((Person::name, Person::age))
        .all(&mut s)
        .unwrap();
    rows.sort();
    assert_eq!(
        rows,
        [("bob".to_owned(), Some(31)), ("dan".to_owned(), Some(31))]
    );
}

#[test]
fn a_column_set_twice_is_misuse() {
    let mut s = library().session();
    let update = Person::select().set(Person::age, 1).set(Person::age, 2);
    names(
        &fails(update.update(&mut s), ErrorKind::Misuse),
        &["people.age"],
    );
}

#[test]
fn update_counts_the_version_up() {
    let mut s = stocks().session();
    Stock::filter(Stock::name.eq("a"))
        .set(Stock::amount, 5)
        .update(&mut s)
        .unwrap();
    let versions = Stock::select()
        .order_by(Stock::id.asc())
        .columns(Stock::version);
    assert_eq!(versions.all(&mut s).unwrap(), [2, 1]);
}

#[test]
fn update_flushes_first_and_tracked_entities_see_it() {
    let mut s = library().session();
    let bob = s.get_one::<Person>(2).unwrap();
    s[bob].age = Some(77);
    let update = Person::filter(Person::age.eq(77)).set(Person::name, "robert");
    assert_eq!(update.update(&mut s).unwrap(), 1);
    assert_eq!((s[bob].name.as_str(), s[bob].age), ("robert", Some(77)));
    assert!(!s.is_modified(bob).unwrap());
    s.rollback().unwrap();
    assert_eq!((s[bob].name.as_str(), s[bob].age), ("bob", Some(30)));
}

#[test]
fn update_asks_for_rows_only_while_the_table_is_tracked() {
    let mut s = library().session();
    let update = Person::filter(Person::id.gt(0)).set(Person::active, true);
    let (statements, _) = sent(&mut s, &["UPDATE"], |s| update.update(s));
    assert!(!statements[0].contains("RETURNING"), "{statements:?}");
    s.get_one::<Person>(2).unwrap();
    let (statements, _) = sent(&mut s, &["UPDATE"], |s| update.update(s));
    assert!(statements[0].contains("RETURNING"), "{statements:?}");
}

#[test]
fn delete_is_one_statement_and_tells_how_many_rows() {
    let mut s = library().session();
    let delete = Post::filter(Post::stars.lt(4));
    let (statements, deleted) = sent(&mut s, &["DELETE", "SELECT"], |s| delete.delete(s));
    assert_eq!(deleted, 2);
    assert_eq!(statements, [r#"DELETE FROM "posts" WHERE "stars" < ?"#]);
    assert_eq!(Post::select().count(&mut s).unwrap(), 2);
}

#[test]
fn delete_with_a_limit_deletes_those_rows() {
    let mut s = library().session();
    let worst = Post::select().order_by(Post::stars.asc()).limit(2);
    assert_eq!(worst.delete(&mut s).unwrap(), 2);
    let left = Post::select()
        .order_by(Post::id.asc())
        .columns(Post::title)
        .all(&mut s)
        .unwrap();
    assert_eq!(left, ["a1", "b1"]);
}

#[test]
fn delete_with_returning_answers_with_rows() {
    let mut s = library().session();
    let deleted = Post::filter(Post::author.eq(2))
        .returning(Post::title)
        .delete(&mut s)
        .unwrap();
    assert_eq!(deleted, ["b1"]);
}

#[test]
fn delete_and_its_cascades_are_seen_by_tracked_entities() {
    let mut s = library().session();
    Post::filter(Post::reviewer.is_not_null())
        .set(Post::reviewer, None)
        .update(&mut s)
        .unwrap();
    let bob = s.get_one::<Person>(2).unwrap();
    let dan = s.get_one::<Person>(4).unwrap();
    let post = s.get_one::<Post>(3).unwrap();
    Person::filter(Person::boss.eq(2))
        .set(Person::boss, None)
        .update(&mut s)
        .unwrap();
    assert_eq!(s[dan].boss, None);
    assert_eq!(
        Person::filter(Person::name.eq("bob"))
            .delete(&mut s)
            .unwrap(),
        1
    );
    assert_eq!(
        (s.state(bob), s.state(post)),
        (State::Deleted, State::Deleted)
    );
    s.rollback().unwrap();
    assert_eq!(
        (s.state(bob), s.state(post)),
        (State::Persistent, State::Persistent)
    );
    assert_eq!(s[dan].boss, Some(ForeignKey::new(2)));
}

#[test]
fn a_grouped_query_is_no_set_of_rows_to_change() {
    let mut s = library().session();
    fails(
        Post::select().group_by(Post::author).delete(&mut s),
        ErrorKind::Misuse,
    );
    fails(
        Post::select().distinct().set(Post::stars, 1).update(&mut s),
        ErrorKind::Misuse,
    );
}

#[test]
fn insert_all_inserts_any_number_of_rows() {
    let mut s = database(&schema![Stock]).session();
    assert_eq!(Stock::insert_all([]).execute(&mut s).unwrap(), 0);
    let many: Vec<Stock> = (0..12_345)
        .map(|number| stock(&format!("n{number}"), number))
        .collect();
    assert_eq!(Stock::insert_all(many).execute(&mut s).unwrap(), 12_345);
    assert_eq!(Stock::select().count(&mut s).unwrap(), 12_345);
    let sum = Stock::select()
        .columns(Stock::amount.sum())
        .one(&mut s)
        .unwrap();
    assert_eq!(sum, Some(12_344 * 12_345 / 2));
}

#[test]
fn insert_all_takes_rows_with_and_without_keys() {
    let mut s = database(&schema![Stock]).session();
    let rows = [
        stock("a", 1),
        Stock {
            id: 70,
            ..stock("b", 2)
        },
        stock("c", 3),
    ];
    let ids = Stock::insert_all(rows)
        .returning(Stock::id)
        .all(&mut s)
        .unwrap();
    assert_eq!(ids, [1, 70, 71]);
}

#[test]
fn insert_all_with_returning_answers_with_rows() {
    let mut s = stocks().session();
    let rows = Stock::insert_all([stock("c", 3)])
        .returning(Stock::all_columns)
        .all(&mut s)
        .unwrap();
    assert_eq!(
        (rows[0].id, rows[0].name.as_str(), rows[0].version),
        (3, "c", 1)
    );
}

#[test]
fn on_conflict_ignore_leaves_such_rows_out() {
    let mut s = stocks().session();
    let rows = || [stock("b", 20), stock("c", 30)];
    assert_eq!(
        Stock::insert_all(rows()).ignore().execute(&mut s).unwrap(),
        1
    );
    let rows = [stock("b", 20), stock("d", 40)];
    assert_eq!(
        Stock::insert_all(rows)
            .on_conflict(Stock::name)
            .ignore()
            .execute(&mut s)
            .unwrap(),
        1
    );
    let amounts = Stock::select()
        .order_by(Stock::id.asc())
        .columns(Stock::amount);
    assert_eq!(amounts.all(&mut s).unwrap(), [1, 2, 30, 40]);
}

#[test]
fn on_conflict_set_takes_these_columns_of_the_new_row() {
    let mut s = stocks().session();
    let rows = [
        Stock {
            code: Some(9),
            ..stock("b", 20)
        },
        stock("c", 30),
    ];
    let insert = Stock::insert_all(rows)
        .on_conflict(Stock::name)
        .set((Stock::amount,));
    assert_eq!(insert.execute(&mut s).unwrap(), 2);
    let b = Stock::get(2, &mut s).unwrap().unwrap();
    assert_eq!((b.amount, b.code, b.version), (20, None, 2));
}

#[test]
fn on_conflict_over_several_columns() {
    let mut s = database(&schema![Stock]).session();
    let coded = |name: &str, amount| Stock {
        code: Some(1),
        ..stock(name, amount)
    };
    Stock::create(coded("a", 1), &mut s).unwrap();
    let insert = Stock::insert_all([coded("b", 2)]).on_conflict((Stock::kind, Stock::code));
    assert_eq!(
        insert
            .set((Stock::name, Stock::amount))
            .execute(&mut s)
            .unwrap(),
        1
    );
    let all = Stock::all(&mut s).unwrap();
    assert_eq!(
        (all.len(), all[0].name.as_str(), all[0].amount),
        (1, "b", 2)
    );
}

#[test]
fn on_conflict_is_seen_by_the_tracked_entity() {
    let mut s = stocks().session();
    let b = s.get_one::<Stock>(2).unwrap();
    let insert = Stock::insert_all([stock("b", 20)])
        .on_conflict(Stock::name)
        .set(Stock::amount);
    insert.execute(&mut s).unwrap();
    assert_eq!((s[b].amount, s[b].version), (20, 2));
}

#[test]
fn another_conflict_than_the_named_one_is_an_error() {
    let mut s = stocks().session();
    let row = Stock {
        id: 1,
        ..stock("z", 1)
    };
    let insert = Stock::insert_all([row])
        .on_conflict(Stock::name)
        .set(Stock::amount);
    fails(insert.execute(&mut s), ErrorKind::Unique);
}

#[test]
fn statements_only_in_a_transaction_that_writes() {
    let engine = stocks();
    let update = Stock::select().set(Stock::amount, 0);
    fails(engine.read(|s| update.update(s)), ErrorKind::ReadOnly);
    fails(
        engine.read(|s| Stock::select().delete(s)),
        ErrorKind::ReadOnly,
    );
    fails(
        engine.read(|s| Stock::insert_all([stock("c", 3)]).execute(s)),
        ErrorKind::ReadOnly,
    );
    assert_eq!(
        engine
            .read(|s| Stock::filter(Stock::amount.gt(0)).count(s))
            .unwrap(),
        2
    );
}

#[test]
fn insert_all_tells_among_which_rows_the_refused_one_is() {
    let mut s = stocks().session();
    let rows = (0..250).map(|number| stock(&format!("new {}", number % 249), 0));
    let error = fails(Stock::insert_all(rows).execute(&mut s), ErrorKind::Unique);
    names(&error, &["inserting rows 201 to 250 into `stocks`: "]);
    let keyed = Stock {
        id: 9,
        ..stock("a", 0)
    };
    let rows = [stock("new", 0), keyed];
    let error = fails(Stock::insert_all(rows).execute(&mut s), ErrorKind::Unique);
    names(&error, &["inserting row 2 into `stocks`: "]);
}

#[test]
fn a_conflict_over_a_column_that_is_not_unique_is_misuse() {
    let mut s = stocks().session();
    let rows = || Stock::insert_all([stock("c", 3)]).on_conflict(Stock::kind);
    let parts = [r#"("kind")"#, "`stocks`", "unique"];
    for insert in [rows().ignore(), rows().set(Stock::amount)] {
        names(&fails(insert.execute(&mut s), ErrorKind::Misuse), &parts);
    }
    let upserted = stock("c", 3).upsert(Stock::kind, &mut s);
    names(&fails(upserted, ErrorKind::Misuse), &parts);
}
