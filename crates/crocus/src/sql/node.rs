//! Expressions as a tree.

use std::borrow::Cow;
use std::sync::Arc;

use super::few::Light;
use super::select::Select;
use super::table_ref::TableRef;
use crate::error::ErrorKind;
use crate::value::Constant;

/// One expression; what its parts may be is checked where it is built, not here.
///
/// It is built where it stays: what builds the nodes of most statements is inlined. A node that is moved
/// when it was just written is read in larger pieces than it was written in, and the processor waits
/// until all of them have reached its cache, longer than building the node takes.
#[derive(Debug, Clone)]
pub enum Node {
    /// A column of a table in scope.
    Column {
        /// The table or alias.
        source: &'static TableRef,
        /// The column's name in the database.
        name: &'static str,
    },
    /// A bound value.
    Value(Constant),
    /// A value that could not be encoded: compiling the statement fails with it.
    Invalid {
        /// The kind of the error.
        kind: ErrorKind,
        /// Its message.
        message: Arc<str>,
    },
    /// All columns of a table or alias, by their positions: an item of a list, never an operand.
    Columns {
        /// The table or alias.
        source: &'static TableRef,
        /// The name of the column at a position.
        name: fn(usize) -> Option<&'static str>,
    },
    /// An operator between two expressions.
    Binary(BinaryOp, Box<(Node, Node)>),
    /// An operator between a column and a value: what most conditions are, without a box.
    ColumnValue {
        /// The operator.
        operator: BinaryOp,
        /// The table or alias of the column.
        source: &'static TableRef,
        /// The column's name in the database.
        name: &'static str,
        /// The value.
        value: Constant,
    },
    /// An operator between two columns: what most joins are, without a box.
    ///
    /// Each is the table or alias, and the column's name in the database.
    TwoColumns(
        BinaryOp,
        (&'static TableRef, &'static str),
        (&'static TableRef, &'static str),
    ),
    /// An operator on one expression.
    Unary(UnaryOp, Box<Node>),
    /// All of them; true when empty. Emitted as a balanced tree.
    All(Vec<Node>),
    /// Any of them; false when empty. Emitted as a balanced tree.
    Any(Vec<Node>),
    /// `value BETWEEN low AND high`.
    Between(Box<(Node, Node, Node)>),
    /// `value IN (list)`; empty is false, negated and empty is true; any length.
    In {
        /// What is looked for.
        value: Box<Node>,
        /// Where it is looked for.
        list: Vec<Node>,
        /// NOT IN.
        negated: bool,
    },
    /// `value IN (SELECT ..)`.
    InSelect {
        /// What is looked for.
        value: Box<Node>,
        /// Where it is looked for.
        select: Box<Select>,
        /// NOT IN.
        negated: bool,
    },
    /// `value LIKE pattern` and its relatives.
    Pattern {
        /// Which operator.
        kind: PatternKind,
        /// The text.
        value: Box<Node>,
        /// The pattern.
        pattern: Box<Node>,
        /// The character that makes the next one ordinary.
        escape: Option<char>,
        /// NOT LIKE.
        negated: bool,
    },
    /// `EXISTS (SELECT ..)`.
    Exists(Box<Select>),
    /// `(SELECT ..)` as a value.
    Scalar(Box<Select>),
    /// `name(args)`.
    Call {
        /// The function.
        name: Cow<'static, str>,
        /// `DISTINCT` before the arguments.
        distinct: bool,
        /// Its arguments.
        args: Vec<Node>,
    },
    /// `count(*)`.
    CountAll,
    /// `CAST(node AS type)`.
    Cast(Box<Node>, &'static str),
    /// `CASE WHEN .. THEN .. ELSE .. END`.
    Case {
        /// Condition and result.
        arms: Vec<(Node, Node)>,
        /// The result when no condition holds; NULL when absent.
        otherwise: Option<Box<Node>>,
    },
    /// `node COLLATE name`.
    Collate(Box<Node>, Cow<'static, str>),
    /// SQL as the author wrote it, in parentheses where it stands beside other expressions.
    Raw(Vec<RawPart>),
}

/// What conditions mostly are; of more kinds than these the compiler makes a table of jumps.
impl Light for Node {
    #[inline]
    fn owns_nothing(&self) -> bool {
        match self {
            Node::ColumnValue { value, .. } => value.owns_nothing(),
            Node::TwoColumns(..) => true,
            _ => false,
        }
    }
}

/// What a column mostly is set to.
impl Light for (&'static str, Node) {
    #[inline]
    fn owns_nothing(&self) -> bool {
        matches!(&self.1, Node::Value(value) if value.owns_nothing())
    }
}

impl Node {
    /// A bound value.
    #[inline]
    pub(crate) fn value(value: impl Into<Constant>) -> Node {
        Node::Value(value.into())
    }

    /// An operator between two expressions.
    #[inline]
    pub(crate) fn binary(operator: BinaryOp, left: Node, right: Node) -> Node {
        match (left, right) {
            (Node::Column { source, name }, Node::Value(value)) => Node::ColumnValue {
                operator,
                source,
                name,
                value,
            },
            (
                Node::Column { source, name },
                Node::Column {
                    source: other,
                    name: other_name,
                },
            ) => Node::TwoColumns(operator, (source, name), (other, other_name)),
            operands => Node::Binary(operator, Box::new(operands)),
        }
    }
}

/// A piece of SQL that an author wrote by hand.
#[derive(Debug, Clone)]
pub enum RawPart {
    /// Text.
    Sql(Cow<'static, str>),
    /// A value to bind.
    Value(Constant),
}

/// Operators between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `IS`
    Is,
    /// `IS NOT`
    IsNot,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `||`
    Concat,
}

/// Operators on one expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `NOT`
    Not,
    /// `-`
    Negate,
    /// `IS NULL`
    IsNull,
    /// `IS NOT NULL`
    IsNotNull,
}

/// Operators that match a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternKind {
    /// `LIKE`: ASCII letters match without regard to case.
    Like,
    /// `GLOB`: with regard to case, `*` and `?`.
    Glob,
}
