//! INSERT, UPDATE and DELETE.

use super::super::{compile_insert, compile_update};
use super::database::{
    MANAGERS, POSTS, USERS, binary, column, database, delete_sql, eq, ids, insert_sql, int, item,
    stored, update_sql, user, values, with,
};
use crate::error::ErrorKind;
use crate::sql::Few;
use crate::sql::dialect::Dialect;
use crate::sql::node::{BinaryOp, Node};
use crate::sql::write::{Conflict, Delete, Insert, Update};
use crate::value::Value;

fn insert(columns: Vec<&'static str>, rows: usize, conflict: Option<Conflict>) -> Insert {
    Insert {
        table: &USERS,
        columns,
        rows,
        conflict,
        returning: vec![],
    }
}

fn older() -> Node {
    binary(BinaryOp::Add, user("age"), int(1))
}

fn has_posts() -> Node {
    let select = with(ids(&POSTS), |select| {
        select.filter = Few::from([eq(column(&POSTS, "author"), user("id"))]);
    });
    Node::Exists(Box::new(select))
}

#[test]
fn insert_takes_any_number_of_rows() {
    assert_eq!(
        insert_sql(&insert(vec!["name", "age"], 1, None)),
        r#"INSERT INTO "users" ("name", "age") VALUES (?, ?)"#
    );
    assert_eq!(
        insert_sql(&insert(vec!["name"], 3, None)),
        r#"INSERT INTO "users" ("name") VALUES (?), (?), (?)"#
    );
    assert_eq!(
        insert_sql(&insert(vec![], 1, None)),
        r#"INSERT INTO "users" DEFAULT VALUES"#
    );
}

#[test]
fn insert_returns_columns_and_expressions() {
    let mut insert = insert(vec!["name"], 1, None);
    insert.returning = vec![item(user("id")), item(older())];
    assert_eq!(
        insert_sql(&insert),
        r#"INSERT INTO "users" ("name") VALUES (?) RETURNING "id", "age" + ?"#
    );
    let compiled = compile_insert(&insert, Dialect::Sqlite).unwrap();
    assert_eq!(values(&compiled), [Value::Integer(1)]);
}

#[test]
fn insert_says_what_happens_on_conflict() {
    let text = |conflict| {
        let sql = insert_sql(&insert(vec!["id", "name"], 1, Some(conflict)));
        let head = r#"INSERT INTO "users" ("id", "name") VALUES (?, ?) "#;
        sql.strip_prefix(head).unwrap().to_owned()
    };
    let target = || vec!["name"];
    assert_eq!(text(Conflict::Ignore(vec![])), "ON CONFLICT DO NOTHING");
    assert_eq!(
        text(Conflict::Ignore(target())),
        r#"ON CONFLICT ("name") DO NOTHING"#
    );
    let update = |set, assign| Conflict::Update {
        target: target(),
        set,
        assign,
    };
    assert_eq!(
        text(update(vec!["age", "boss"], vec![("height", older())])),
        "ON CONFLICT (\"name\") DO UPDATE SET \"age\" = excluded.\"age\", \
         \"boss\" = excluded.\"boss\", \"height\" = \"age\" + ?"
    );
    assert_eq!(
        text(update(vec![], vec![("age", older())])),
        r#"ON CONFLICT ("name") DO UPDATE SET "age" = "age" + ?"#
    );
    assert_eq!(
        text(update(vec![], vec![])),
        r#"ON CONFLICT ("name") DO NOTHING"#
    );
}

#[test]
fn row_values_are_bound_before_those_of_expressions() {
    let mut insert = insert(
        vec!["name", "age"],
        2,
        Some(Conflict::Update {
            target: vec!["name"],
            set: vec![],
            assign: vec![("age", binary(BinaryOp::Add, user("age"), int(100)))],
        }),
    );
    insert.returning = vec![item(user("age"))];
    let compiled = compile_insert(&insert, Dialect::Sqlite).unwrap();
    let rows = ["ada", "eve"]
        .into_iter()
        .flat_map(|name| [Value::from(name), Value::Integer(7)]);
    let params: Vec<Value> = rows.chain(values(&compiled)).collect();
    let connection = database();
    let mut statement = connection.prepare(&compiled.sql).unwrap();
    let params = rusqlite::params_from_iter(stored(&params));
    let ages = statement
        .query_map(params, |row| row.get::<_, i64>(0))
        .unwrap();
    assert_eq!(ages.collect::<Result<Vec<_>, _>>().unwrap(), [136, 7]);
}

#[test]
fn inserts_that_have_no_syntax_are_misuse() {
    for wrong in [
        insert(vec![], 2, None),
        insert(vec!["id"], 0, None),
        insert(vec![], 1, Some(Conflict::Ignore(vec![]))),
    ] {
        let error = compile_insert(&wrong, Dialect::Sqlite).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        assert!(error.to_string().contains("`users`"), "{error}");
    }
}

#[test]
fn update_sets_filters_and_returns() {
    let update = Update {
        table: &USERS,
        set: Few::from([("age", older()), ("name", Node::value(Value::Null))]),
        filter: Few::from([eq(user("id"), int(5)), has_posts()]),
        returning: Some(vec![item(user("id")), item(has_posts())]),
    };
    assert_eq!(
        update_sql(&update),
        "UPDATE \"users\" SET \"age\" = \"age\" + ?, \"name\" = ? WHERE \"id\" = ? AND \
         EXISTS (SELECT 1 FROM \"posts\" WHERE \"posts\".\"author\" = \"users\".\"id\") \
         RETURNING \"id\", \
         EXISTS (SELECT 1 FROM \"posts\" WHERE \"posts\".\"author\" = \"users\".\"id\")"
    );
    let update = Update {
        set: Few::from([]),
        ..update
    };
    let error = compile_update(&update, Dialect::Sqlite).unwrap_err();
    assert_eq!(error.to_string(), "an update of `users` sets no column");
}

#[test]
fn a_subquery_may_name_the_table_that_is_written() {
    let delete = Delete {
        table: &USERS,
        filter: &[Node::InSelect {
            value: Box::new(user("id")),
            select: Box::new(with(ids(&USERS), |select| {
                select.filter = Few::from([eq(user("age"), int(1))]);
            })),
            negated: false,
        }],
        returning: &[],
    };
    assert_eq!(
        delete_sql(&delete),
        "DELETE FROM \"users\" WHERE \"id\" IN (SELECT \"users_2\".\"id\" FROM \"users\" \
         AS \"users_2\" WHERE \"users_2\".\"age\" = ?)"
    );
}

#[test]
fn delete_filters_and_returns() {
    let delete = Delete {
        table: &USERS,
        filter: &[],
        returning: &[],
    };
    assert_eq!(delete_sql(&delete), r#"DELETE FROM "users""#);
    let delete = Delete {
        table: &MANAGERS,
        filter: &[
            eq(column(&MANAGERS, "id"), int(1)),
            Node::Exists(Box::new(with(ids(&USERS), |select| {
                select.filter = Few::from([eq(user("boss"), column(&MANAGERS, "id"))]);
            }))),
        ],
        returning: &[item(column(&MANAGERS, "id"))],
    };
    assert_eq!(
        delete_sql(&delete),
        "DELETE FROM \"users\" WHERE \"id\" = ? AND EXISTS (SELECT 1 FROM \"users\" AS \"users_2\" \
         WHERE \"users_2\".\"boss\" = \"users\".\"id\") RETURNING \"id\""
    );
}
