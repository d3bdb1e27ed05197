//! Columns find their table by scope, and tables get names of their own.

use super::super::compile_select;
use super::database::{
    MANAGERS, POSTS, USERS, User, asc, column, eq, error, ids, inner, int, item, labelled,
    select_sql, user, with,
};
use crate::error::ErrorKind;
use crate::sql::Few;
use crate::sql::dialect::Dialect;
use crate::sql::node::Node;
use crate::sql::select::{Join, JoinKind, Select};
use crate::sql::table_ref::TableRef;

#[test]
fn a_single_table_needs_no_name_before_its_columns() {
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([eq(user("age"), int(1))]);
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT "id" FROM "users" WHERE "age" = ?"#
    );
}

#[test]
fn a_label_never_hides_a_column() {
    let lower = Node::Call {
        name: "lower".into(),
        distinct: false,
        args: vec![user("name")],
    };
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![labelled(lower, "name")];
        select.order = Few::from([asc(user("name"))]);
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT lower("users"."name") AS "name" FROM "users" ORDER BY "users"."name""#
    );
}

#[test]
fn an_alias_names_the_table_once_more() {
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![item(user("name")), item(column(&MANAGERS, "name"))];
        select.joins = Few::from([Join {
            kind: JoinKind::Left,
            source: &MANAGERS,
            on: Some(eq(user("boss"), column(&MANAGERS, "id"))),
        }]);
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT "users"."name", "managers"."name" FROM "users" LEFT JOIN "users" AS "managers" ON "users"."boss" = "managers"."id""#
    );
}

#[test]
fn clashing_names_get_numbers_whatever_their_case() {
    struct Second;
    static SECOND: TableRef = TableRef::alias::<Second>("Posts", "users");
    struct Third;
    static THIRD: TableRef = TableRef::alias::<Third>("posts", "users");
    struct Taken;
    static TAKEN: TableRef = TableRef::alias::<Taken>("POSTS_2", "users");
    let cross = |source| Join {
        kind: JoinKind::Cross,
        source,
        on: None,
    };
    let select = with(Select::new(&POSTS), |select| {
        select.items = vec![item(column(&THIRD, "id"))];
        select.joins = Few::from([cross(&TAKEN), cross(&SECOND), cross(&THIRD)]);
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT "posts_4"."id" FROM "posts" CROSS JOIN "users" AS "POSTS_2" CROSS JOIN "users" AS "Posts_3" CROSS JOIN "users" AS "posts_4""#
    );
}

#[test]
fn the_inner_scope_wins_and_the_outer_one_comes_back() {
    let nested = with(ids(&USERS), |select| {
        select.filter = Few::from([eq(user("age"), int(1))]);
    });
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([Node::Exists(Box::new(nested)), eq(user("age"), int(2))]);
        select.joins = Few::from([inner(&POSTS, eq(column(&POSTS, "author"), user("id")))]);
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT "users"."id" FROM "users" JOIN "posts" ON "posts"."author" = "users"."id" WHERE EXISTS (SELECT 1 FROM "users" AS "users_2" WHERE "users_2"."age" = ?) AND "users"."age" = ?"#
    );
}

#[test]
fn subqueries_side_by_side_share_names() {
    let exists = || Node::Exists(Box::new(ids(&POSTS)));
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([exists(), exists()]);
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT "id" FROM "users" WHERE EXISTS (SELECT 1 FROM "posts") AND EXISTS (SELECT 1 FROM "posts")"#
    );
}

#[test]
fn a_column_without_its_table_is_misuse_naming_both() {
    let failed = error(eq(column(&POSTS, "title"), int(1)));
    assert_eq!(failed.kind(), ErrorKind::Misuse);
    assert_eq!(
        failed.to_string(),
        "column `posts.title` cannot be used here: table `posts` is not part of this query; join it first"
    );
    let inside_empty_list = super::database::in_(column(&POSTS, "title"), vec![]);
    assert_eq!(error(inside_empty_list).kind(), ErrorKind::Misuse);
}

#[test]
fn a_table_joined_twice_is_misuse_naming_alias() {
    let twice = |table: &'static TableRef| {
        let on = || Some(eq(int(1), int(1)));
        let join = || Join {
            kind: JoinKind::Inner,
            source: table,
            on: on(),
        };
        let select = with(ids(&POSTS), |select| {
            select.joins = Few::from([join(), join()]);
        });
        compile_select(&select, Dialect::Sqlite)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        twice(&USERS),
        "table `users` is joined twice; give one of them a name of its own: `alias!(Other = User)`"
    );
    assert_eq!(
        twice(&MANAGERS),
        "alias `Manager` of table `users` is joined twice; give one of them a name of its own with `alias!`"
    );
}

#[test]
fn tables_are_told_apart_by_id_not_by_address() {
    static COPY: TableRef = TableRef::of::<User>("User", "users");
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([eq(column(&COPY, "age"), int(1))]);
    });
    assert_eq!(
        select_sql(&select),
        r#"SELECT "id" FROM "users" WHERE "age" = ?"#
    );
}
