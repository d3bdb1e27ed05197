//! Each row of the tutorial's table of filters: how it is written, its SQL, the rows it finds.

use crocus::prelude::*;
use crocus::{Predicate, schema};

use crate::database::database;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 50)]
    username: String,
    email: Option<String>,
    age: i64,
    active: bool,
}

/// Username, address, age, whether active; ids count from 1.
const USERS: [(&str, Option<&str>, i64, bool); 8] = [
    ("alice", Some("alice@example.com"), 30, true),
    ("bob", Some("bob@example.com"), 25, true),
    ("charlie", Some("charlie@work.com"), 17, false),
    ("admin", None, 45, true),
    ("Admin2", Some("ADMIN2@Example.com"), 44, false),
    ("root", None, 50, true),
    ("Alex", Some("alex@work.com"), 18, true),
    ("max", Some(""), 12, false),
];

fn users() -> Engine {
    let engine = database(&schema![User]);
    let rows = USERS.map(|(username, email, age, active)| {
        User::builder()
            .username(username)
            .email(email.map(str::to_owned))
            .age(age)
            .active(active)
            .build()
    });
    engine.write(|s| User::insert_all(rows).execute(s)).unwrap();
    engine
}

/// The query is this SELECT .. WHERE, and finds these ids.
#[track_caller]
fn finds(query: &Select<User>, condition: &str, ids: &[i64]) {
    let columns = r#""id", "username", "email", "age", "active""#;
    let text = format!(r#"SELECT {columns} FROM "users" WHERE {condition}"#);
    assert_eq!(query.to_sql().unwrap(), text);
    let query = query.clone().order_by(User::id.asc());
    let mut session = users().session();
    let found: Vec<i64> = query
        .all(&mut session)
        .unwrap()
        .iter()
        .map(|user| user.id)
        .collect();
    assert_eq!(found, ids);
}

#[test]
fn equality() {
    finds(
        &User::filter(User::username.eq("alice")),
        r#""username" = ?"#,
        &[1],
    );
}

#[test]
fn not_equal() {
    finds(
        &User::filter(User::username.ne("bob")),
        r#""username" <> ?"#,
        &[1, 3, 4, 5, 6, 7, 8],
    );
}

#[test]
fn greater_than() {
    finds(&User::filter(User::id.gt(5)), r#""id" > ?"#, &[6, 7, 8]);
}

#[test]
fn greater_than_or_equal() {
    finds(&User::filter(User::id.ge(5)), r#""id" >= ?"#, &[5, 6, 7, 8]);
}

#[test]
fn less_than() {
    finds(&User::filter(User::id.lt(3)), r#""id" < ?"#, &[1, 2]);
}

#[test]
fn less_than_or_equal() {
    finds(&User::filter(User::id.le(3)), r#""id" <= ?"#, &[1, 2, 3]);
}

#[test]
fn like_takes_the_users_wildcards() {
    finds(
        &User::filter(User::username.like("%admin%")),
        r#""username" LIKE ?"#,
        &[4, 5],
    );
}

#[test]
fn glob_regards_case_where_like_does_not() {
    finds(
        &User::filter(User::username.glob("*dmin*")),
        r#""username" GLOB ?"#,
        &[4, 5],
    );
    finds(
        &User::filter(User::username.glob("*Admin*")),
        r#""username" GLOB ?"#,
        &[5],
    );
}

#[test]
fn ilike_ignores_case() {
    finds(
        &User::filter(User::username.ilike("%ADMIN%")),
        r#""username" LIKE ?"#,
        &[4, 5],
    );
}

#[test]
fn in_a_list() {
    let first = User::filter(User::id.in_([1, 2]));
    finds(&first, r#""id" IN (?, ?)"#, &[1, 2]);
    let names = vec!["alice".to_owned(), "root".to_owned()];
    finds(
        &User::filter(User::username.in_(names)),
        r#""username" IN (?, ?)"#,
        &[1, 6],
    );
}

#[test]
fn empty_in_list_is_false_and_empty_not_in_is_true() {
    finds(&User::filter(User::id.in_(Vec::<i64>::new())), "0", &[]);
    let all = [1, 2, 3, 4, 5, 6, 7, 8];
    finds(&User::filter(User::id.not_in(Vec::<i64>::new())), "1", &all);
}

#[test]
fn not_in_a_list() {
    let others = [3, 4, 5, 6, 7, 8];
    finds(
        &User::filter(!User::id.in_([1, 2])),
        r#"NOT ("id" IN (?, ?))"#,
        &others,
    );
    finds(
        &User::filter(User::id.not_in([1, 2])),
        r#""id" NOT IN (?, ?)"#,
        &others,
    );
}

#[test]
fn is_null() {
    finds(
        &User::filter(User::email.eq(None)),
        r#""email" IS NULL"#,
        &[4, 6],
    );
    finds(
        &User::filter(User::email.is_null()),
        r#""email" IS NULL"#,
        &[4, 6],
    );
    finds(
        &User::filter(User::email.is(None)),
        r#""email" IS NULL"#,
        &[4, 6],
    );
}

#[test]
fn is_not_null() {
    let found = [1, 2, 3, 5, 7, 8];
    finds(
        &User::filter(User::email.is_not_null()),
        r#""email" IS NOT NULL"#,
        &found,
    );
    finds(
        &User::filter(User::email.ne(None)),
        r#""email" IS NOT NULL"#,
        &found,
    );
}

#[test]
fn and() {
    let sql = r#""active" AND "age" > ?"#;
    finds(
        &User::filter(User::active & User::age.gt(18)),
        sql,
        &[1, 2, 4, 6],
    );
    finds(
        &User::filter(User::active.and(User::age.gt(18))),
        sql,
        &[1, 2, 4, 6],
    );
    finds(
        &User::filter(all([User::active.into(), User::age.gt(18)])),
        sql,
        &[1, 2, 4, 6],
    );
}

#[test]
fn or() {
    let sql = r#""active" = ? OR "age" < ?"#;
    finds(
        &User::filter(User::active.eq(false) | User::age.lt(18)),
        sql,
        &[3, 5, 8],
    );
    finds(
        &User::filter(any([User::active.eq(false), User::age.lt(18)])),
        sql,
        &[3, 5, 8],
    );
}

#[test]
fn not() {
    finds(&User::filter(!User::active), r#"NOT "active""#, &[3, 5, 8]);
    finds(
        &User::filter(User::active.eq(true).not()),
        r#"NOT ("active" = ?)"#,
        &[3, 5, 8],
    );
}

#[test]
fn between_includes_both_ends() {
    let sql = r#""age" BETWEEN ? AND ?"#;
    finds(&User::filter(User::age.between(18, 30)), sql, &[1, 2, 7]);
    finds(&User::filter(User::age.within(18..=30)), sql, &[1, 2, 7]);
    finds(
        &User::filter(User::age.within(18..30)),
        r#""age" >= ? AND "age" < ?"#,
        &[2, 7],
    );
    finds(
        &User::filter(User::age.within(45..)),
        r#""age" >= ?"#,
        &[4, 6],
    );
}

#[test]
fn starts_with() {
    finds(
        &User::filter(User::username.starts_with("A")),
        r#"("username" >= ? AND "username" < ? OR "username" >= ? AND "username" < ?) AND "username" LIKE ?"#,
        &[1, 4, 5, 7],
    );
}

#[test]
fn ends_with() {
    finds(
        &User::filter(User::username.ends_with("x")),
        r#""username" LIKE ?"#,
        &[7, 8],
    );
}

#[test]
fn contains_takes_wildcards_as_text() {
    let sql = r#""username" LIKE ? ESCAPE '\'"#;
    finds(&User::filter(User::username.contains("%")), sql, &[]);
    finds(&User::filter(User::username.contains("l_")), sql, &[]);
    finds(
        &User::filter(User::username.contains("dm")),
        r#""username" LIKE ?"#,
        &[4, 5],
    );
}

#[test]
fn case_insensitive_contains() {
    let query = User::filter(User::username.lower().contains("adm"));
    finds(&query, r#"lower("username") LIKE ?"#, &[4, 5]);
}

#[test]
fn raw_sql_with_a_bound_value() {
    let query = User::filter(sql("age > :age").bind("age", 21));
    finds(&query, "age > ?", &[1, 2, 4, 5, 6]);
}

#[test]
fn chained_filters_are_and() {
    let query = User::filter(User::active.eq(true))
        .filter(User::age.gt(18))
        .filter(User::id.lt(4));
    finds(
        &query,
        r#""active" = ? AND "age" > ? AND "id" < ?"#,
        &[1, 2],
    );
}

#[test]
fn and_and_or_combined() {
    let query = User::filter(User::username.eq("alice") | User::username.eq("bob"))
        .filter(User::active.eq(true) & User::age.gt(25));
    let sql = r#"("username" = ? OR "username" = ?) AND "active" = ? AND "age" > ?"#;
    finds(&query, sql, &[1]);
}

#[test]
fn the_recap_of_the_tutorial() {
    finds(
        &User::filter(User::email.like("%@example.com")),
        r#""email" LIKE ?"#,
        &[1, 2, 5],
    );
    finds(
        &User::filter(User::active & User::id.gt(4)),
        r#""active" AND "id" > ?"#,
        &[6, 7],
    );
    let names = ["admin", "root"].map(|name| Predicate::from(User::username.eq(name)));
    finds(
        &User::filter(any(names)),
        r#""username" = ? OR "username" = ?"#,
        &[4, 6],
    );
}
