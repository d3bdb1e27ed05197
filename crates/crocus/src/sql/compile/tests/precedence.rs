//! Parentheses stand where they are needed.

use rusqlite::types::Value as Stored;

use super::database::{binary, database, eq, in_, int, not, sql, text, unary, user, value};
use crate::sql::node::{BinaryOp, Node, PatternKind, UnaryOp};
use crate::value::Value;

fn a() -> Node {
    user("id")
}

fn b() -> Node {
    user("age")
}

fn c() -> Node {
    user("height")
}

fn like(value: Node, pattern: Node) -> Node {
    let (value, pattern) = (Box::new(value), Box::new(pattern));
    Node::Pattern {
        kind: PatternKind::Like,
        value,
        pattern,
        escape: None,
        negated: false,
    }
}

#[test]
fn or_inside_and_stands_in_parentheses() {
    assert_eq!(
        sql(Node::All(vec![a(), Node::Any(vec![b(), c()])])),
        r#""id" AND ("age" OR "height")"#
    );
    assert_eq!(
        sql(Node::Any(vec![a(), Node::All(vec![b(), c()])])),
        r#""id" OR "age" AND "height""#
    );
    assert_eq!(
        sql(Node::All(vec![eq(a(), int(1)), eq(b(), int(2))])),
        r#""id" = ? AND "age" = ?"#
    );
}

#[test]
fn a_negated_condition_stands_in_parentheses() {
    assert_eq!(sql(not(eq(a(), b()))), r#"NOT ("id" = "age")"#);
    assert_eq!(
        sql(not(Node::All(vec![a(), b()]))),
        r#"NOT ("id" AND "age")"#
    );
    assert_eq!(sql(not(a())), r#"NOT "id""#);
    assert_eq!(sql(Node::All(vec![not(a()), b()])), r#"NOT "id" AND "age""#);
    assert_eq!(sql(eq(not(a()), b())), r#"(NOT "id") = "age""#);
}

#[test]
fn two_minus_signs_never_make_a_comment() {
    let negate = |node| unary(UnaryOp::Negate, node);
    assert_eq!(
        sql(negate(binary(BinaryOp::Add, a(), b()))),
        r#"-("id" + "age")"#
    );
    assert_eq!(sql(negate(negate(a()))), r#"-(-"id")"#);
    assert_eq!(
        sql(binary(BinaryOp::Sub, a(), negate(b()))),
        r#""id" - -"age""#
    );
    assert_eq!(
        sql(binary(BinaryOp::Mul, negate(a()), b())),
        r#"-"id" * "age""#
    );
}

#[test]
fn arithmetic_groups_from_the_left() {
    let sub = |left, right| binary(BinaryOp::Sub, left, right);
    let mul = |left, right| binary(BinaryOp::Mul, left, right);
    assert_eq!(sql(sub(a(), sub(b(), c()))), r#""id" - ("age" - "height")"#);
    assert_eq!(sql(sub(sub(a(), b()), c())), r#""id" - "age" - "height""#);
    assert_eq!(sql(mul(sub(a(), b()), c())), r#"("id" - "age") * "height""#);
    assert_eq!(sql(sub(a(), mul(b(), c()))), r#""id" - "age" * "height""#);
    let div = binary(BinaryOp::Div, a(), mul(b(), c()));
    assert_eq!(sql(div), r#""id" / ("age" * "height")"#);
}

#[test]
fn concatenation_binds_tighter_than_like_and_arithmetic() {
    let concat = |left, right| binary(BinaryOp::Concat, left, right);
    assert_eq!(
        sql(like(concat(a(), b()), text("x"))),
        r#""id" || "age" LIKE ?"#
    );
    assert_eq!(
        sql(like(a(), concat(b(), text("%")))),
        r#""id" LIKE "age" || ?"#
    );
    assert_eq!(
        sql(concat(binary(BinaryOp::Add, a(), b()), c())),
        r#"("id" + "age") || "height""#
    );
    assert_eq!(
        sql(concat(like(a(), b()), c())),
        r#"("id" LIKE "age") || "height""#
    );
}

#[test]
fn a_comparison_inside_a_comparison_stands_in_parentheses() {
    assert_eq!(sql(eq(eq(a(), b()), c())), r#"("id" = "age") = "height""#);
    assert_eq!(
        sql(eq(a(), binary(BinaryOp::Lt, b(), c()))),
        r#""id" = ("age" < "height")"#
    );
    assert_eq!(
        sql(eq(in_(a(), vec![int(1)]), b())),
        r#"("id" IN (?)) = "age""#
    );
    assert_eq!(
        sql(unary(UnaryOp::IsNull, eq(a(), b()))),
        r#"("id" = "age") IS NULL"#
    );
    assert_eq!(
        sql(in_(eq(a(), b()), vec![int(1)])),
        r#"("id" = "age") IN (?)"#
    );
    assert_eq!(sql(eq(in_(a(), vec![]), b())), r#"0 = "age""#);
}

#[test]
fn between_keeps_its_own_and() {
    let between = Node::Between(Box::new((a(), b(), Node::All(vec![b(), c()]))));
    assert_eq!(
        sql(Node::All(vec![between, a()])),
        r#""id" BETWEEN "age" AND ("age" AND "height") AND "id""#
    );
    let between = Node::Between(Box::new((
        eq(a(), b()),
        int(0),
        binary(BinaryOp::Add, b(), c()),
    )));
    assert_eq!(
        sql(between),
        r#"("id" = "age") BETWEEN ? AND "age" + "height""#
    );
}

#[test]
fn collate_binds_tighter_than_concatenation() {
    let nocase = |node| Node::Collate(Box::new(node), "NOCASE".into());
    let concat = binary(BinaryOp::Concat, a(), b());
    assert_eq!(sql(nocase(concat)), r#"("id" || "age") COLLATE "NOCASE""#);
    let concat = binary(BinaryOp::Concat, a(), nocase(b()));
    assert_eq!(sql(concat), r#""id" || "age" COLLATE "NOCASE""#);
    assert_eq!(
        sql(nocase(eq(a(), b()))),
        r#"("id" = "age") COLLATE "NOCASE""#
    );
}

#[test]
fn case_needs_no_parentheses() {
    let case = Node::Case {
        arms: vec![(Node::Any(vec![a(), b()]), c())],
        otherwise: None,
    };
    assert_eq!(
        sql(binary(BinaryOp::Add, case.clone(), int(1))),
        r#"CASE WHEN "id" OR "age" THEN "height" END + ?"#
    );
    assert_eq!(
        sql(unary(UnaryOp::Negate, case)),
        r#"-CASE WHEN "id" OR "age" THEN "height" END"#
    );
}

/// Numbers that look random and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % bound
    }

    fn one_of<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        let bound = u32::try_from(N).unwrap();
        choices[self.below(bound) as usize]
    }

    fn tree(&mut self, depth: u32) -> Node {
        if depth == 0 || self.below(8) == 0 {
            return match self.below(8) {
                0 => Node::value(Value::Null),
                1 => text("a"),
                6 => self.one_of([a, b])(),
                7 => c(),
                number => int(i64::from(number) - 3),
            };
        }
        let ops = [
            BinaryOp::Eq,
            BinaryOp::Ne,
            BinaryOp::Lt,
            BinaryOp::Ge,
            BinaryOp::Is,
            BinaryOp::IsNot,
            BinaryOp::Add,
            BinaryOp::Sub,
            BinaryOp::Mul,
            BinaryOp::Div,
            BinaryOp::Rem,
            BinaryOp::Concat,
        ];
        let unaries = [
            UnaryOp::Not,
            UnaryOp::Negate,
            UnaryOp::IsNull,
            UnaryOp::IsNotNull,
        ];
        let mut part = || self.tree(depth - 1);
        let (first, second, third) = (part(), part(), part());
        match self.below(10) {
            0 => Node::All(vec![first, second, third]),
            1 => Node::Any(vec![first, second]),
            2 => Node::Between(Box::new((first, second, third))),
            3 => in_(first, vec![second, third]),
            4 => like(first, second),
            5 => Node::Collate(Box::new(first), "NOCASE".into()),
            6 => unary(self.one_of(unaries), first),
            _ => binary(self.one_of(ops), first, second),
        }
    }
}

fn operator(op: BinaryOp) -> String {
    let whole = sql(binary(op, user("id"), user("id")));
    let between = whole.strip_prefix("\"id\"");
    let between = between.and_then(|rest| rest.strip_suffix("\"id\""));
    between.unwrap().to_owned()
}

/// The expression with every part in parentheses and every value in the text.
fn explicit(node: &Node) -> String {
    let all = |nodes: &[Node], joiner: &str| -> String {
        nodes.iter().map(explicit).collect::<Vec<_>>().join(joiner)
    };
    let inside = match node {
        Node::Value(value) => match value.to_value() {
            Value::Integer(integer) => integer.to_string(),
            Value::Text(text) => format!("'{text}'"),
            _ => "NULL".into(),
        },
        Node::All(terms) => {
            return terms
                .iter()
                .map(explicit)
                .reduce(|left, right| format!("({left} AND {right})"))
                .unwrap();
        }
        Node::Any(terms) => all(terms, " OR "),
        Node::Between(parts) => {
            format!(
                "{} BETWEEN {} AND {}",
                explicit(&parts.0),
                explicit(&parts.1),
                explicit(&parts.2)
            )
        }
        Node::In { value, list, .. } => format!("{} IN ({})", explicit(value), all(list, ", ")),
        Node::Pattern { value, pattern, .. } => {
            format!("{} LIKE {}", explicit(value), explicit(pattern))
        }
        Node::Collate(operand, _) => format!("{} COLLATE NOCASE", explicit(operand)),
        Node::Unary(UnaryOp::Not, operand) => format!("NOT {}", explicit(operand)),
        Node::Unary(UnaryOp::Negate, operand) => format!("- {}", explicit(operand)),
        Node::Unary(UnaryOp::IsNull, operand) => format!("{} IS NULL", explicit(operand)),
        Node::Unary(UnaryOp::IsNotNull, operand) => format!("{} IS NOT NULL", explicit(operand)),
        Node::Column { name, .. } => format!("\"{name}\""),
        Node::Binary(op, parts) => {
            let (left, right) = (explicit(&parts.0), explicit(&parts.1));
            format!("{left}{}{right}", operator(*op))
        }
        Node::ColumnValue {
            operator: op,
            name,
            value,
            ..
        } => {
            let value = explicit(&Node::Value(value.clone()));
            format!("\"{name}\"{}{value}", operator(*op))
        }
        Node::TwoColumns(op, left, right) => {
            format!("\"{}\"{}\"{}\"", left.1, operator(*op), right.1)
        }
        other => panic!("{other:?}"),
    };
    format!("({inside})")
}

#[test]
fn any_expression_means_the_same_as_with_every_parenthesis() {
    let connection = database();
    let mut numbers = Numbers(7);
    for _ in 0..300 {
        let tree = numbers.tree(4);
        let expected = format!("SELECT {} FROM users LIMIT 1", explicit(&tree));
        let expected: Stored = connection
            .query_row(&expected, [], |row| row.get(0))
            .unwrap();
        assert_eq!(value(tree.clone()), expected, "{}", sql(tree));
    }
}
