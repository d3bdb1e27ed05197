//! Texts of single expressions.

use super::super::compile_select;
use super::database::{
    POSTS, USERS, binary, column, eq, error, ids, in_, int, item, matching, not, sql, text, unary,
    user, value, values, with,
};
use crate::error::ErrorKind;
use crate::sql::Few;
use crate::sql::dialect::Dialect;
use crate::sql::node::{BinaryOp, Node, PatternKind, RawPart, UnaryOp};
use crate::sql::select::Select;
use crate::value::Value;

fn like(value: Node, pattern: &str, escape: Option<char>, negated: bool) -> Node {
    Node::Pattern {
        kind: PatternKind::Like,
        value: Box::new(value),
        pattern: Box::new(text(pattern)),
        escape,
        negated,
    }
}

fn written_by(user_column: &'static str) -> Select {
    with(ids(&POSTS), |select| {
        select.filter = Few::from([eq(column(&POSTS, "author"), user(user_column))]);
    })
}

#[test]
fn operators_are_written_as_sqlite_spells_them() {
    let written = |op| sql(binary(op, user("age"), int(1)));
    assert_eq!(written(BinaryOp::Eq), r#""age" = ?"#);
    assert_eq!(written(BinaryOp::Ne), r#""age" <> ?"#);
    assert_eq!(written(BinaryOp::Is), r#""age" IS ?"#);
    assert_eq!(written(BinaryOp::IsNot), r#""age" IS NOT ?"#);
    assert_eq!(written(BinaryOp::Rem), r#""age" % ?"#);
    assert_eq!(written(BinaryOp::Concat), r#""age" || ?"#);
    assert_eq!(sql(unary(UnaryOp::IsNull, user("age"))), r#""age" IS NULL"#);
    assert_eq!(
        sql(unary(UnaryOp::IsNotNull, user("age"))),
        r#""age" IS NOT NULL"#
    );
}

#[test]
fn patterns_take_an_escape_and_a_negation() {
    assert_eq!(
        sql(like(user("name"), "a%", None, false)),
        r#""name" LIKE ?"#
    );
    assert_eq!(
        sql(like(user("name"), "a", Some('\\'), true)),
        r#""name" NOT LIKE ? ESCAPE '\'"#
    );
    assert_eq!(
        sql(like(user("name"), "a", Some('\''), false)),
        r#""name" LIKE ? ESCAPE ''''"#
    );
    let glob = Node::Pattern {
        kind: PatternKind::Glob,
        value: Box::new(user("name")),
        pattern: Box::new(text("a*")),
        escape: None,
        negated: false,
    };
    assert_eq!(sql(glob.clone()), r#""name" GLOB ?"#);
    assert_eq!(matching(glob), [1]);
    assert_eq!(value(like(text("50%"), "%0!%", Some('!'), false)), 1.into());
}

#[test]
fn subqueries_may_name_columns_of_the_query_around_them() {
    assert_eq!(
        sql(Node::Exists(Box::new(written_by("id")))),
        r#"EXISTS (SELECT 1 FROM "posts" WHERE "posts"."author" = "users"."id")"#
    );
    assert_eq!(
        sql(not(Node::Exists(Box::new(ids(&POSTS))))),
        r#"NOT EXISTS (SELECT 1 FROM "posts")"#
    );
    let count = with(written_by("id"), |select| {
        select.items = vec![item(Node::CountAll)];
    });
    assert_eq!(
        sql(Node::Scalar(Box::new(count))),
        r#"(SELECT count(*) FROM "posts" WHERE "posts"."author" = "users"."id")"#
    );
    let among = |negated| Node::InSelect {
        value: Box::new(user("id")),
        select: Box::new(ids(&POSTS)),
        negated,
    };
    assert_eq!(
        sql(among(false)),
        r#""id" IN (SELECT "posts"."id" FROM "posts")"#
    );
    assert_eq!(
        sql(among(true)),
        r#""id" NOT IN (SELECT "posts"."id" FROM "posts")"#
    );
}

#[test]
fn an_aggregate_in_exists_keeps_its_one_row() {
    let mut select = written_by("id");
    select.items = vec![item(Node::CountAll)];
    assert_eq!(matching(Node::Exists(Box::new(select))), [1, 2, 3]);
}

#[test]
fn calls_take_distinct_and_odd_names_are_quoted() {
    let call = |name: &'static str, distinct, args| Node::Call {
        name: name.into(),
        distinct,
        args,
    };
    assert_eq!(
        sql(call("coalesce", false, vec![user("age"), int(0)])),
        r#"coalesce("age", ?)"#
    );
    assert_eq!(
        sql(call("count", true, vec![user("age")])),
        r#"count(DISTINCT "age")"#
    );
    assert_eq!(sql(call("random", false, vec![])), "random()");
    assert_eq!(sql(Node::CountAll), "count(*)");
    let odd = call("f(); --", false, vec![]);
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![item(odd)];
    });
    let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
    assert_eq!(compiled.sql, r#"SELECT "f(); --"() FROM "users""#);
}

#[test]
fn case_needs_no_arm_and_no_otherwise() {
    let case = |arms, otherwise: Option<Node>| Node::Case {
        arms,
        otherwise: otherwise.map(Box::new),
    };
    let arm = || (eq(user("age"), int(1)), text("one"));
    assert_eq!(
        sql(case(vec![arm()], None)),
        r#"CASE WHEN "age" = ? THEN ? END"#
    );
    assert_eq!(
        sql(case(vec![arm(), arm()], Some(user("name")))),
        r#"CASE WHEN "age" = ? THEN ? WHEN "age" = ? THEN ? ELSE "name" END"#
    );
    assert_eq!(sql(case(vec![], None)), "NULL");
    assert_eq!(sql(case(vec![], Some(user("name")))), r#""name""#);
}

#[test]
fn cast_and_collate_name_a_type_and_a_collation() {
    assert_eq!(
        sql(Node::Cast(Box::new(user("age")), "TEXT")),
        r#"CAST("age" AS TEXT)"#
    );
    let collated = Node::Collate(Box::new(user("name")), "NOCASE".into());
    assert_eq!(
        sql(eq(collated, text("ADA"))),
        r#""name" COLLATE "NOCASE" = ?"#
    );
}

#[test]
fn raw_sql_stands_in_parentheses_beside_other_expressions() {
    let raw = || {
        Node::Raw(vec![
            RawPart::Sql("age > ".into()),
            RawPart::Value(20.into()),
            RawPart::Sql(" OR age < 5".into()),
        ])
    };
    assert_eq!(sql(raw()), "age > ? OR age < 5");
    assert_eq!(sql(not(raw())), "NOT (age > ? OR age < 5)");
    // An item that may bring its own label makes the columns beside it name their table.
    assert_eq!(
        sql(Node::All(vec![raw(), eq(user("id"), int(1))])),
        r#"(age > ? OR age < 5) AND "id" = ?"#
    );
    assert_eq!(
        matching(Node::All(vec![raw(), eq(user("id"), int(3))])),
        [3]
    );
}

#[test]
fn an_invalid_value_is_the_error_of_the_statement() {
    let invalid = Node::Invalid {
        kind: ErrorKind::Value,
        message: "users.age: too great".into(),
    };
    let failed = error(eq(user("age"), invalid.clone()));
    assert_eq!(failed.kind(), ErrorKind::Value);
    assert_eq!(failed.to_string(), "users.age: too great");
    let within_empty = Node::In {
        value: Box::new(invalid.clone()),
        list: vec![],
        negated: false,
    };
    assert_eq!(error(within_empty).kind(), ErrorKind::Value);
    let within_list = Node::In {
        value: Box::new(user("age")),
        list: vec![int(1), invalid],
        negated: false,
    };
    assert_eq!(error(within_list).kind(), ErrorKind::Value);
}

#[test]
fn values_stand_in_the_order_of_the_text() {
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![item(binary(BinaryOp::Add, user("age"), int(1)))];
        select.filter = Few::from([
            in_(user("id"), vec![int(2), int(3)]),
            Node::Between(Box::new((int(4), int(5), int(6)))),
        ]);
        select.limit = Some(7);
        select.offset = Some(8);
    });
    let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
    let expected: Vec<Value> = (1..=8).map(Value::Integer).collect();
    assert_eq!(values(&compiled), expected);
}
