//! How tightly expressions bind.

use crate::sql::node::{BinaryOp, Node, UnaryOp};

/// How tightly an expression binds, loosest first.
///
/// An operand that binds less tightly than its place demands stands in parentheses. All
/// comparisons are one level and do not chain: SQLite would read some of them without parentheses,
/// people and other databases would not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Stands alone, between commas, keywords or parentheses.
    Free,
    Or,
    And,
    Not,
    Compare,
    Add,
    Multiply,
    Concat,
    Collate,
    Sign,
    Atom,
}

impl Level {
    /// The level of an expression that is neither `All` nor `Any`.
    pub(super) fn of(node: &Node) -> Self {
        match node {
            Node::Binary(op, _)
            | Node::ColumnValue { operator: op, .. }
            | Node::TwoColumns(op, ..) => Level::of_binary(*op),
            Node::Unary(UnaryOp::Not, _) => Level::Not,
            Node::Unary(UnaryOp::Negate, _) => Level::Sign,
            Node::In { list, .. } if list.is_empty() => Level::Atom,
            Node::Unary(UnaryOp::IsNull | UnaryOp::IsNotNull, _)
            | Node::Between(_)
            | Node::In { .. }
            | Node::InSelect { .. }
            | Node::Pattern { .. } => Level::Compare,
            Node::Collate(..) => Level::Collate,
            // What the author wrote may hold any operator.
            Node::Raw(_) => Level::Free,
            Node::Column { .. }
            | Node::Columns { .. }
            | Node::Value(_)
            | Node::Invalid { .. }
            | Node::All(_)
            | Node::Any(_)
            | Node::Exists(_)
            | Node::Scalar(_)
            | Node::Call { .. }
            | Node::CountAll
            | Node::Cast(..)
            | Node::Case { .. } => Level::Atom,
        }
    }

    pub(super) fn of_binary(op: BinaryOp) -> Self {
        match op {
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Is
            | BinaryOp::IsNot => Level::Compare,
            BinaryOp::Add | BinaryOp::Sub => Level::Add,
            BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => Level::Multiply,
            BinaryOp::Concat => Level::Concat,
        }
    }

    /// What the operands left and right of a binary operator of this level must reach.
    pub(super) fn operands(self) -> (Self, Self) {
        match self {
            Level::Add => (Level::Add, Level::Multiply),
            Level::Multiply => (Level::Multiply, Level::Concat),
            Level::Concat => (Level::Concat, Level::Collate),
            _ => (Level::Add, Level::Add),
        }
    }
}
