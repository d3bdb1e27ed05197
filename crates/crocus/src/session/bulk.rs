//! Statements that change many rows at once: `update`, `delete`, `insert_all`.
//!
//! They flush first and keep tracked entities true: while the session tracks rows of the table, the
//! statement returns what it changed.

use crate::schema::TableDef;
use crate::sql::{BinaryOp, Node, RawPart};

/// `column + 1`, for a version that counts up in a statement.
pub(super) fn next_version(table: &'static TableDef, name: &'static str) -> Node {
    let column = Node::Column { source: table.source, name };
    let one = Node::Raw(vec![RawPart::Sql("1".into())]);
    Node::Binary(BinaryOp::Add, Box::new((column, one)))
}
