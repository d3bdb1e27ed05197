//! The trees of comparisons.

use crate::sql::{BinaryOp, Node, TableRef, UnaryOp};

/// A column beside something else. What most conditions are is built where it stays: to move a node is
/// dearer than to make one.
#[inline]
pub(super) fn column_compared(
    source: &'static TableRef,
    name: &'static str,
    operator: BinaryOp,
    right: Node,
) -> Node {
    match right {
        Node::Value(value) if !value.is_null() => Node::ColumnValue {
            operator,
            source,
            name,
            value,
        },
        Node::Column {
            source: other,
            name: other_name,
        } => Node::TwoColumns(operator, (source, name), (other, other_name)),
        right => compared(Node::Column { source, name }, operator, right),
    }
}

/// An expression beside something else.
pub(super) fn compared(left: Node, operator: BinaryOp, right: Node) -> Node {
    let node = match (operator, &right) {
        (BinaryOp::Eq | BinaryOp::Is, Node::Value(value)) if value.is_null() => {
            unary(UnaryOp::IsNull, left)
        }
        (BinaryOp::Ne | BinaryOp::IsNot, Node::Value(value)) if value.is_null() => {
            unary(UnaryOp::IsNotNull, left)
        }
        _ => Node::binary(operator, left, right),
    };
    node.shallow(0)
}

pub(super) fn unary(operator: UnaryOp, node: Node) -> Node {
    Node::Unary(operator, Box::new(node))
}
