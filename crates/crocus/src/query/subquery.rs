//! Queries inside of queries.
//!
//! A subquery is an ordinary closed query; only `.on(..)` may name tables of the query around it.

use std::fmt;
use std::marker::PhantomData;

use super::reader::{Cols, One, Output};
use super::select::Select;
use crate::expr::{Condition, Correlated, Expr, InList, Operand, convert};
use crate::sql::{self, Node, UnaryOp};
use crate::value::{ColumnType, Comparable, Format};

/// A subquery with a condition that names tables of the query around it; made by [`Select::on`].
pub struct Linked<S, U, O> {
    tree: sql::Select,
    format: Format,
    marker: PhantomData<fn() -> (S, U, O)>,
}

impl<M, S, O: Output> Select<M, S, O> {
    /// A condition between this subquery and the query around it.
    pub fn on<C: Condition>(mut self, condition: C) -> Linked<S, C::Uses, O> {
        self.tree.filter.push(condition.into_condition());
        let (tree, format) = self.subquery();
        Linked {
            tree,
            format,
            marker: PhantomData,
        }
    }

    /// The tree of a subquery, and the format of its only column.
    fn subquery(self) -> (sql::Select, Format) {
        let format = self.formats.first().copied().unwrap_or(Format::Plain);
        (self.tree, format)
    }
}

impl<M, S, T: ColumnType> Select<M, S, Cols<One<T>>> {
    /// The value of the first row, as an expression; NULL without a row.
    pub fn as_expr(self) -> Expr<(), T::Nullable> {
        let (tree, format) = self.subquery();
        Expr::with_format(Node::Scalar(Box::new(tree)), format)
    }
}

impl<S, U, T: ColumnType> Linked<S, U, Cols<One<T>>> {
    /// The value of the first row, as an expression; NULL without a row.
    pub fn scalar(self) -> Expr<Correlated<S, U>, T::Nullable> {
        Expr::with_format(Node::Scalar(Box::new(self.tree)), self.format)
    }
}

#[diagnostic::do_not_recommend]
impl<M, S, X: ColumnType, B, N> Operand<B, N> for Select<M, S, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = L;
    type Reads<Y: ColumnType> = Y::Nullable;

    fn node(self, format: Format) -> Node {
        let (tree, own) = self.subquery();
        convert(Node::Scalar(Box::new(tree)), own, format)
    }
}

#[diagnostic::do_not_recommend]
impl<S, U, X: ColumnType, B, N> Operand<B, N> for Linked<S, U, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = (L, Correlated<S, U>);
    type Reads<Y: ColumnType> = Y::Nullable;

    fn node(self, format: Format) -> Node {
        convert(Node::Scalar(Box::new(self.tree)), self.format, format)
    }
}

fn in_select(
    value: Node,
    mut tree: sql::Select,
    own: Format,
    format: Format,
    negated: bool,
) -> Node {
    if let Some(item) = tree.items.first_mut() {
        let node = std::mem::replace(&mut item.node, Node::CountAll);
        item.node = convert(node, own, format);
    }
    Node::InSelect {
        value: Box::new(value),
        select: Box::new(tree),
        negated,
    }
}

#[diagnostic::do_not_recommend]
impl<M, S, X: ColumnType, B> InList<B> for Select<M, S, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = L;

    fn membership(self, value: Node, format: Format, negated: bool) -> Node {
        let (tree, own) = self.subquery();
        in_select(value, tree, own, format, negated)
    }
}

#[diagnostic::do_not_recommend]
impl<S, U, X: ColumnType, B> InList<B> for Linked<S, U, Cols<One<X>>>
where
    X::Base: Comparable<B>,
{
    type With<L> = (L, Correlated<S, U>);

    fn membership(self, value: Node, format: Format, negated: bool) -> Node {
        in_select(value, self.tree, self.format, format, negated)
    }
}

/// What `exists` takes: a query, closed or linked to the query around it by `.on(..)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a subquery",
    label = "expected a query, such as `Post::filter(..).on(..)`"
)]
pub trait Existing {
    /// What it uses of the query around it.
    type Uses;

    /// The tree.
    fn tree(self) -> sql::Select;
}

#[diagnostic::do_not_recommend]
impl<M, S, O: Output> Existing for Select<M, S, O> {
    type Uses = ();

    fn tree(self) -> sql::Select {
        self.subquery().0
    }
}

#[diagnostic::do_not_recommend]
impl<S, U, O> Existing for Linked<S, U, O> {
    type Uses = Correlated<S, U>;

    fn tree(self) -> sql::Select {
        self.tree
    }
}

/// `EXISTS`: the subquery has a row.
pub fn exists<Q: Existing>(query: Q) -> Expr<Q::Uses, bool> {
    Expr::new(Node::Exists(Box::new(query.tree())))
}

/// `NOT EXISTS`: the subquery has no row.
pub fn not_exists<Q: Existing>(query: Q) -> Expr<Q::Uses, bool> {
    Expr::new(Node::Unary(
        UnaryOp::Not,
        Box::new(Node::Exists(Box::new(query.tree()))),
    ))
}

impl<S, U, O> Clone for Linked<S, U, O> {
    fn clone(&self) -> Self {
        Linked {
            tree: self.tree.clone(),
            format: self.format,
            marker: PhantomData,
        }
    }
}

impl<S, U, O> fmt::Debug for Linked<S, U, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linked")
            .field("tree", &self.tree)
            .finish_non_exhaustive()
    }
}
