//! Sizes at which SQLite, or the stack, would give up.

use super::database::{
    USERS, binary, eq, error, ids, in_, int, matching, not, sql, unary, user, with,
};
use crate::error::ErrorKind;
use crate::sql::Few;
use crate::sql::node::{BinaryOp, Node, UnaryOp};

fn is(age: i64) -> Node {
    eq(user("age"), int(age))
}

/// `a & b & c & ..`, each pair a node of its own.
fn chain(length: i64, join: impl Fn(Vec<Node>) -> Node) -> Node {
    (1..length).fold(is(0), |chain, age| join(vec![chain, is(age)]))
}

#[test]
fn none_and_one_need_no_operator() {
    assert_eq!(sql(Node::All(vec![])), "1");
    assert_eq!(sql(Node::Any(vec![])), "0");
    assert_eq!(sql(Node::All(vec![is(1)])), r#""age" = ?"#);
    assert_eq!(
        sql(not(Node::All(vec![Node::Any(vec![is(1)])]))),
        r#"NOT ("age" = ?)"#
    );
    assert_eq!(
        sql(Node::Any(vec![Node::All(vec![]), Node::Any(vec![])])),
        "1"
    );
    assert_eq!(matching(Node::All(vec![])), [1, 2, 3]);
    assert_eq!(matching(Node::Any(vec![])), Vec::<i64>::new());
}

#[test]
fn nested_terms_of_one_kind_are_flattened() {
    let nested = Node::All(vec![
        Node::All(vec![is(1), Node::Any(vec![Node::All(vec![is(2), is(3)])])]),
        Node::All(vec![]),
        Node::Any(vec![is(4), Node::Any(vec![is(5), is(6)])]),
    ]);
    assert_eq!(
        sql(nested),
        r#""age" = ? AND "age" = ? AND "age" = ? AND ("age" = ? OR "age" = ? OR "age" = ?)"#
    );
}

#[test]
fn fifty_terms_stand_side_by_side_and_more_in_halves() {
    let text = |terms| sql(Node::Any((0..terms).map(is).collect()));
    assert!(!text(50).contains('('));
    let halves = text(52);
    assert_eq!(halves.matches('(').count(), 2);
    assert!(halves.starts_with("(\"age\" = ? OR ") && halves.contains(") OR ("));
}

#[test]
fn ten_thousand_terms_stay_under_the_limits_of_sqlite() {
    let terms = || (0..10_000).map(is).collect::<Vec<_>>();
    assert_eq!(matching(Node::Any(terms())), [1, 2, 3]);
    assert_eq!(matching(Node::All(terms())), Vec::<i64>::new());
    assert_eq!(matching(not(Node::All(terms()))), [1, 2, 3]);
}

#[test]
fn a_chain_of_thousands_is_flattened() {
    assert_eq!(matching(chain(5_000, Node::Any)), [1, 2, 3]);
    assert_eq!(matching(chain(5_000, Node::All)), Vec::<i64>::new());
}

#[test]
fn a_hundred_thousand_terms_do_not_overflow_the_stack() {
    let terms = (0..100_000).map(|_| user("age")).collect();
    assert_eq!(matching(Node::All(terms)), [1, 2, 3]);
}

#[test]
fn an_expression_nested_too_deep_is_an_error() {
    let mut deep = user("age");
    for _ in 0..5_000 {
        deep = binary(BinaryOp::Add, deep, int(1));
    }
    let failed = error(deep);
    assert_eq!(failed.kind(), ErrorKind::Misuse);
    assert!(failed.to_string().contains("nested more than"), "{failed}");
}

#[test]
fn no_kind_of_nesting_overflows_the_stack() {
    let wrappers: [fn(Node) -> Node; 6] = [
        |node| Node::Case {
            arms: vec![(node, int(1))],
            otherwise: None,
        },
        |node| Node::Call {
            name: "abs".into(),
            distinct: false,
            args: vec![node],
        },
        |node| in_(int(1), vec![node]),
        |node| Node::All(vec![Node::Any(vec![node, is(1)]), is(2)]),
        |node| {
            Node::Exists(Box::new(with(ids(&USERS), |select| {
                select.filter = Few::from([node]);
            })))
        },
        |node| not(Node::Between(Box::new((node, int(1), int(2))))),
    ];
    for wrap in wrappers {
        let deep = (0..5_000).fold(user("age"), |node, _| wrap(node));
        assert_eq!(error(deep).kind(), ErrorKind::Misuse);
    }
}

#[test]
fn what_is_not_refused_as_too_deep_sqlite_takes() {
    let (mut deep, mut negated) = (user("age"), user("age"));
    for _ in 0..800 {
        deep = binary(BinaryOp::Add, deep, int(0));
        negated = unary(UnaryOp::Negate, negated);
    }
    assert_eq!(matching(eq(deep, int(36))), [1]);
    assert_eq!(matching(eq(negated, int(36))), [1]);
}
