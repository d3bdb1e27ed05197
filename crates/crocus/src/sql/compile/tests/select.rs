//! Clauses of SELECT.

use rusqlite::types::Value as Stored;

use super::super::{Compiled, compile_count, compile_exists, compile_select};
use super::database::{
    POSTS, USERS, answers, asc, binary, column, database, eq, ids, in_, inner, int, item, labelled,
    select_sql, user, values, with,
};
use crate::sql::Few;
use crate::sql::dialect::Dialect;
use crate::sql::node::{BinaryOp, Node};
use crate::sql::select::{Item, Nulls, OrderTerm, Select};
use crate::value::Value;

fn count() -> Item {
    item(Node::CountAll)
}

fn only(compiled: &Compiled) -> Stored {
    answers(&database(), compiled).swap_remove(0)
}

fn with_posts() -> Select {
    with(ids(&USERS), |select| {
        select.joins = Few::from([inner(&POSTS, eq(column(&POSTS, "author"), user("id")))]);
    })
}

#[test]
fn clauses_stand_in_the_order_of_sql() {
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![item(user("boss")), labelled(Node::CountAll, "n")];
        select.distinct = true;
        select.filter = Few::from([eq(user("age"), int(1)), eq(user("name"), int(2))]);
        select.group = vec![user("boss"), user("age")];
        select.having = vec![binary(BinaryOp::Gt, Node::CountAll, int(1))];
        select.order = Few::from([
            OrderTerm {
                node: user("boss"),
                descending: true,
                nulls: Some(Nulls::Last),
            },
            OrderTerm {
                node: user("age"),
                descending: false,
                nulls: Some(Nulls::First),
            },
            asc(Node::CountAll),
        ]);
        select.limit = Some(10);
        select.offset = Some(20);
    });
    assert_eq!(
        select_sql(&select),
        "SELECT DISTINCT \"users\".\"boss\", count(*) AS \"n\" FROM \"users\" \
         WHERE \"users\".\"age\" = ? AND \"users\".\"name\" = ? \
         GROUP BY \"users\".\"boss\", \"users\".\"age\" HAVING count(*) > ? \
         ORDER BY \"users\".\"boss\" DESC NULLS LAST, \"users\".\"age\" NULLS FIRST, count(*) \
         LIMIT ? OFFSET ?"
    );
}

#[test]
fn pages_are_bound_and_one_row_is_not() {
    let page = |limit, offset| {
        let sql = select_sql(&with(ids(&USERS), |select| {
            select.limit = limit;
            select.offset = offset;
        }));
        sql.strip_prefix(r#"SELECT "id" FROM "users""#)
            .unwrap()
            .to_owned()
    };
    assert_eq!(page(None, None), "");
    assert_eq!(page(Some(0), None), " LIMIT 0");
    assert_eq!(page(Some(1), None), " LIMIT 1");
    assert_eq!(page(Some(2), None), " LIMIT 2");
    assert_eq!(page(Some(3), None), " LIMIT ?");
    assert_eq!(page(Some(3), Some(0)), " LIMIT ? OFFSET ?");
    assert_eq!(page(None, Some(3)), " LIMIT -1 OFFSET ?");
    let select = with(ids(&USERS), |select| {
        select.limit = Some(u64::MAX);
    });
    let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
    assert_eq!(values(&compiled), [Value::Integer(i64::MAX)]);
}

#[test]
fn a_select_without_items_still_has_rows() {
    assert_eq!(select_sql(&Select::new(&USERS)), r#"SELECT 1 FROM "users""#);
}

#[test]
fn an_empty_condition_is_never_the_position_of_a_column() {
    let select = with(Select::new(&USERS), |select| {
        select.group = vec![Node::All(vec![])];
        select.order = Few::from([
            asc(in_(user("id"), vec![])),
            asc(Node::All(vec![Node::All(vec![])])),
        ]);
        select.items = vec![count()];
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT count(*) FROM "users" GROUP BY 1 = 1 ORDER BY 0 = 1, 1 = 1"#
    );
}

/// Selects, and how many rows each has.
fn counted() -> [(Select, i64); 9] {
    let ordered = || vec![asc(user("id"))];
    let nobody = Few::from([in_(user("id"), vec![])]);
    [
        (ids(&USERS), 3),
        (with_posts(), 3),
        (
            with(with_posts(), |select| {
                select.distinct = true;
            }),
            2,
        ),
        (
            with(with_posts(), |select| {
                select.limit = Some(2);
                select.order = ordered().into();
            }),
            2,
        ),
        (
            with(ids(&USERS), |select| {
                select.offset = Some(1);
            }),
            2,
        ),
        (
            with(ids(&USERS), |select| {
                select.group = vec![user("boss")];
            }),
            2,
        ),
        (Select::new(&USERS), 3),
        (
            with(Select::new(&USERS), |select| {
                select.items = vec![count()];
            }),
            1,
        ),
        (
            with(ids(&USERS), |select| {
                select.filter = nobody;
            }),
            0,
        ),
    ]
}

#[test]
fn count_counts_what_the_query_would_return() {
    for (select, expected) in counted() {
        let counted = compile_count(&select, Dialect::Sqlite).unwrap();
        assert_eq!(only(&counted), Stored::Integer(expected), "{}", counted.sql);
        let rows = answers(
            &database(),
            &compile_select(&select, Dialect::Sqlite).unwrap(),
        );
        assert_eq!(i64::try_from(rows.len()).unwrap(), expected);
        let exists = compile_exists(&select, Dialect::Sqlite).unwrap();
        assert_eq!(
            only(&exists),
            Stored::Integer(i64::from(expected > 0)),
            "{}",
            exists.sql
        );
    }
}

#[test]
fn count_and_exists_leave_out_what_they_do_not_need() {
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([eq(user("age"), int(1))]);
        select.order = Few::from([asc(user("id"))]);
    });
    let counted = compile_count(&select, Dialect::Sqlite).unwrap();
    assert_eq!(
        counted.sql,
        r#"SELECT count(*) FROM "users" WHERE "age" = ?"#
    );
    let exists = compile_exists(&select, Dialect::Sqlite).unwrap();
    assert_eq!(
        exists.sql,
        r#"SELECT EXISTS (SELECT 1 FROM "users" WHERE "age" = ?)"#
    );
    let page = with(select.clone(), |select| {
        select.limit = Some(5);
    });
    let counted = compile_count(&page, Dialect::Sqlite).unwrap();
    assert_eq!(
        counted.sql,
        r#"SELECT count(*) FROM (SELECT 1 FROM "users" WHERE "age" = ? LIMIT ?)"#
    );
}
