//! Lists of any length, and what SQLite answers.

use rusqlite::types::Value as Stored;

use super::super::{Compiled, compile_select};
use super::database::{
    USERS, answers, binary, database, ids, in_, int, item, matching, not_in, sql, text, user,
    value, values, with,
};
use crate::sql::Few;
use crate::sql::dialect::Dialect;
use crate::sql::node::{BinaryOp, Node};
use crate::sql::select::Select;
use crate::value::{Ticket, Value};

fn null() -> Node {
    Node::value(Value::Null)
}

fn real(real: f64) -> Node {
    Node::value(Value::Real(real))
}

fn blob(bytes: &[u8]) -> Node {
    Node::value(Value::Blob(bytes.to_vec()))
}

/// `first`, and enough values that match nothing to make the list long.
fn long(first: Node) -> Vec<Node> {
    std::iter::once(first)
        .chain((0..40).map(|number| int(-1000 - number)))
        .collect()
}

/// Whether `value` is found in a long list of `element`.
fn found(sought: Node, element: Node) -> bool {
    match value(in_(sought, long(element))) {
        Stored::Integer(found) => found == 1,
        other => panic!("{other:?}"),
    }
}

#[test]
fn empty_in_list_is_false() {
    assert_eq!(sql(in_(user("age"), vec![])), "0");
    assert_eq!(sql(not_in(user("age"), vec![])), "1");
    assert_eq!(value(in_(null(), vec![])), Stored::Integer(0));
    assert_eq!(matching(not_in(user("height"), vec![])), [1, 2, 3]);
}

#[test]
fn an_empty_list_binds_nothing() {
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([in_(int(1), vec![])]);
    });
    assert_eq!(
        values(&compile_select(&select, Dialect::Sqlite).unwrap()),
        []
    );
}

#[test]
fn short_lists_are_padded_to_powers_of_two() {
    let marks = |length: i64| {
        sql(in_(user("age"), (0..length).map(int).collect()))
            .matches('?')
            .count()
    };
    assert_eq!(
        [1, 2, 3, 4, 5, 9, 17, 32].map(marks),
        [1, 2, 4, 4, 8, 16, 32, 32]
    );
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([in_(user("age"), vec![int(36), int(17), int(50)])]);
    });
    let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
    assert_eq!(values(&compiled), [36, 17, 50, 50].map(Value::Integer));
}

#[test]
fn long_lists_are_one_parameter() {
    let long = || (0..33).map(int).collect::<Vec<_>>();
    assert_eq!(
        sql(in_(user("age"), long())),
        r#""age" IN (SELECT +value FROM json_each(?))"#
    );
    assert_eq!(
        sql(not_in(user("age"), long())),
        r#""age" NOT IN (SELECT +value FROM json_each(?))"#
    );
    assert_eq!(matching(in_(user("age"), long())), [2]);
    assert_eq!(matching(not_in(user("age"), long())), [1, 3]);
}

#[test]
fn null_in_a_list_makes_the_rest_unknown() {
    for list in [
        vec![int(36), null()],
        long(null()).into_iter().chain([int(36)]).collect(),
    ] {
        assert_eq!(matching(in_(user("age"), list.clone())), [1]);
        assert_eq!(matching(not_in(user("age"), list)), Vec::<i64>::new());
    }
    assert_eq!(value(in_(null(), long(int(1)))), Stored::Null);
}

#[test]
fn a_hundred_thousand_values_are_found() {
    let list: Vec<Node> = (0..100_000).map(|number| int(number * 2)).collect();
    assert_eq!(matching(in_(user("age"), list.clone())), [1, 3]);
    assert_eq!(matching(not_in(user("age"), list)), [2]);
    let texts: Vec<Node> = (0..100_000)
        .map(|number| text(&number.to_string()))
        .collect();
    assert_eq!(matching(in_(user("name"), texts)), [3]);
}

#[test]
fn the_affinity_of_the_column_applies_to_long_lists_as_to_short_ones() {
    let columns = ["name", "age", "height", "any_value"];
    let elements = [
        int(5),
        text("5"),
        text("36"),
        real(36.0),
        real(0.1),
        text("0.1"),
        text("x"),
    ];
    for column in columns {
        for element in &elements {
            let short = matching(in_(user(column), vec![element.clone()]));
            let long = matching(in_(user(column), long(element.clone())));
            assert_eq!(short, long, "{column} {element:?}");
        }
    }
    assert_eq!(matching(in_(user("name"), long(int(5)))), [3]);
}

#[test]
fn integers_and_reals_in_long_lists_are_exact() {
    for integer in [
        i64::MIN,
        i64::MIN + 1,
        -(1 << 53) - 1,
        (1 << 53) + 1,
        i64::MAX,
    ] {
        assert!(found(int(integer), int(integer)), "{integer}");
        assert!(!found(int(integer), int(integer ^ 1)), "{integer}");
    }
    let mut bits = 1_u64;
    let numbers = (0..20_000).map(|_| {
        bits = bits
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from_bits(bits)
    });
    let special = [
        0.0,
        5.0,
        0.1,
        1e16,
        1e300,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        f64::MIN,
    ];
    let numbers: Vec<f64> = numbers
        .filter(|number| number.is_finite())
        .chain(special)
        .chain([f64::INFINITY, -f64::INFINITY])
        .collect();
    let list: Vec<Node> = numbers.iter().map(|number| real(*number)).collect();
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![item(in_(int(1), list))];
    });
    let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
    let json = compiled.params.last().cloned().unwrap();
    let read = answers(
        &database(),
        &Compiled {
            sql: "SELECT value FROM json_each(?)".into(),
            params: smallvec::smallvec![json],
        },
    );
    for (number, read) in numbers.iter().zip(read) {
        assert_eq!(Stored::Real(*number), read);
    }
}

#[test]
fn texts_in_long_lists_are_exact() {
    let odd = [
        "",
        "\"",
        "\\",
        "a\"b\\c",
        "\u{1}\n\r\t\u{8}\u{1f}\u{7f}",
        "é𝄞\u{2028}",
        "'",
        "\\u0041",
    ];
    for element in odd {
        assert!(found(text(element), text(element)), "{element:?}");
        assert!(!found(text("\u{1}A"), text(element)), "{element:?}");
    }
}

#[test]
fn bytes_and_nul_characters_in_long_lists_are_literals() {
    assert_eq!(matching(in_(user("any_value"), long(blob(&[0, 255])))), [1]);
    assert!(found(text("a\0b"), text("a\0b")));
    assert!(!found(text("a"), text("a\0b")));
    let blobs = (0..100_000_u32)
        .map(|number| blob(&number.to_le_bytes()))
        .collect();
    assert_eq!(value(in_(blob(&[7, 0, 0, 0]), blobs)), Stored::Integer(1));
}

#[test]
fn pending_keys_stay_parameters_of_their_own() {
    let pending = || {
        Node::value(Value::Pending(Ticket {
            session: 1,
            model: 1,
            index: 1,
            generation: 1,
        }))
    };
    for list in [vec![int(1), pending()], long(pending())] {
        let select = with(ids(&USERS), |select| {
            select.filter = Few::from([in_(user("id"), list)]);
        });
        let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
        assert!(compiled.params.iter().any(|value| value.is_pending()));
    }
}

#[test]
fn expressions_in_a_list_stand_as_they_are() {
    let sum = binary(BinaryOp::Add, user("id"), int(1));
    assert_eq!(
        sql(in_(user("age"), vec![user("id"), sum, int(3)])),
        r#""age" IN ("id", "id" + ?, ?)"#
    );
}
