//! Tables, short ways to build trees, and a database that every compiled text must please.

use rusqlite::Connection;
use rusqlite::types::Value as Stored;

use super::super::writer::Compiled;
use super::super::{compile_delete, compile_insert, compile_select, compile_update};
use crate::error::Error;
use crate::sql::Few;
use crate::sql::dialect::Dialect;
use crate::sql::node::{BinaryOp, Node, UnaryOp};
use crate::sql::select::{Item, Join, JoinKind, OrderTerm, Select};
use crate::sql::table_ref::TableRef;
use crate::sql::write::{Delete, Insert, Update};
use crate::value::Value;

pub(super) struct User;
struct Manager;
struct Post;

pub(super) static USERS: TableRef = TableRef::of::<User>("User", "users");
pub(super) static MANAGERS: TableRef = TableRef {
    model: "Manager",
    ..TableRef::alias::<Manager>("managers", "users")
};
pub(super) static POSTS: TableRef = TableRef::of::<Post>("Post", "posts");

const SCHEMA: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE, age INTEGER, height REAL,
                        boss INTEGER, any_value);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, author INTEGER, title TEXT);
    INSERT INTO users VALUES (1, 'ada', 36, 1.6, NULL, x'00ff'), (2, 'bob', 17, NULL, 1, '5'),
                             (3, '5', 50, 0.1, 1, 5);
    INSERT INTO posts VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');
";

pub(super) fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection
}

pub(super) fn column(source: &'static TableRef, name: &'static str) -> Node {
    Node::Column { source, name }
}

/// A column of `users`.
pub(super) fn user(name: &'static str) -> Node {
    column(&USERS, name)
}

pub(super) fn int(integer: i64) -> Node {
    Node::value(integer)
}

pub(super) fn text(text: &str) -> Node {
    Node::value(text)
}

pub(super) fn binary(op: BinaryOp, left: Node, right: Node) -> Node {
    Node::binary(op, left, right)
}

pub(super) fn eq(left: Node, right: Node) -> Node {
    binary(BinaryOp::Eq, left, right)
}

pub(super) fn unary(op: UnaryOp, operand: Node) -> Node {
    Node::Unary(op, Box::new(operand))
}

pub(super) fn not(operand: Node) -> Node {
    unary(UnaryOp::Not, operand)
}

pub(super) fn in_(value: Node, list: Vec<Node>) -> Node {
    Node::In {
        value: Box::new(value),
        list,
        negated: false,
    }
}

pub(super) fn not_in(value: Node, list: Vec<Node>) -> Node {
    Node::In {
        value: Box::new(value),
        list,
        negated: true,
    }
}

pub(super) fn item(node: Node) -> Item {
    Item { node, label: None }
}

pub(super) fn labelled(node: Node, label: &'static str) -> Item {
    Item {
        node,
        label: Some(label.into()),
    }
}

pub(super) fn inner(source: &'static TableRef, on: Node) -> Join {
    Join {
        kind: JoinKind::Inner,
        source,
        on: Some(on),
    }
}

pub(super) fn asc(node: Node) -> OrderTerm {
    OrderTerm {
        node,
        descending: false,
        nulls: None,
    }
}

/// A query with some of its clauses changed.
pub(super) fn with(mut select: Select, change: impl FnOnce(&mut Select)) -> Select {
    change(&mut select);
    select
}

/// `SELECT id FROM source`.
pub(super) fn ids(source: &'static TableRef) -> Select {
    with(Select::new(source), |select| {
        select.items = vec![item(column(source, "id"))];
    })
}

/// The values that a statement binds.
pub(super) fn values(compiled: &Compiled) -> Vec<Value> {
    let params = compiled.params.iter();
    params.map(|param| param.to_value()).collect()
}

/// Parameters as rusqlite takes them.
pub(super) fn stored(params: &[Value]) -> Vec<Stored> {
    let convert = |value: &Value| match value {
        Value::Null | Value::Pending(_) => Stored::Null,
        Value::Integer(integer) => Stored::Integer(*integer),
        Value::Real(real) => Stored::Real(*real),
        Value::Text(text) => Stored::Text(text.clone()),
        Value::Blob(bytes) => Stored::Blob(bytes.clone()),
    };
    params.iter().map(convert).collect()
}

/// The text, after SQLite prepared it and wanted as many parameters as there are.
fn prepared(compiled: Compiled, rows: usize) -> String {
    let connection = database();
    let statement = connection.prepare(&compiled.sql).unwrap();
    assert_eq!(
        statement.parameter_count(),
        rows + compiled.params.len(),
        "{}",
        compiled.sql
    );
    compiled.sql
}

pub(super) fn select_sql(select: &Select) -> String {
    prepared(compile_select(select, Dialect::Sqlite).unwrap(), 0)
}

pub(super) fn insert_sql(insert: &Insert) -> String {
    let parameters = insert.rows * insert.columns.len();
    prepared(compile_insert(insert, Dialect::Sqlite).unwrap(), parameters)
}

pub(super) fn update_sql(update: &Update) -> String {
    prepared(compile_update(update, Dialect::Sqlite).unwrap(), 0)
}

pub(super) fn delete_sql(delete: &Delete) -> String {
    prepared(compile_delete(delete, Dialect::Sqlite).unwrap(), 0)
}

/// The text of an expression over `users`.
pub(super) fn sql(node: Node) -> String {
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![item(node)];
    });
    let sql = select_sql(&select);
    let sql = sql.strip_prefix("SELECT ").unwrap();
    sql.strip_suffix(" FROM \"users\"")
        .or(sql.strip_suffix(" FROM users"))
        .unwrap()
        .to_owned()
}

/// The error of an expression over `users`.
pub(super) fn error(node: Node) -> Error {
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([node]);
    });
    compile_select(&select, Dialect::Sqlite).unwrap_err()
}

/// The first column of all rows.
pub(super) fn answers(connection: &Connection, compiled: &Compiled) -> Vec<Stored> {
    let mut statement = connection.prepare(&compiled.sql).unwrap();
    let params = rusqlite::params_from_iter(stored(&values(compiled)));
    let rows = statement.query_map(params, |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// The ids of the users for whom `condition` holds.
pub(super) fn matching(condition: Node) -> Vec<i64> {
    let select = with(ids(&USERS), |select| {
        select.filter = Few::from([condition]);
        select.order = Few::from([asc(user("id"))]);
    });
    let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
    let integer = |value| match value {
        Stored::Integer(integer) => integer,
        other => panic!("{other:?}"),
    };
    answers(&database(), &compiled)
        .into_iter()
        .map(integer)
        .collect()
}

/// The value of an expression in the first row of `users`.
pub(super) fn value(node: Node) -> Stored {
    let select = with(Select::new(&USERS), |select| {
        select.items = vec![item(node)];
        select.limit = Some(1);
    });
    let compiled = compile_select(&select, Dialect::Sqlite).unwrap();
    answers(&database(), &compiled).swap_remove(0)
}
