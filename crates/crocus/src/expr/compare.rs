//! Comparisons: `=`, `<>`, `<`, IS, BETWEEN, IN.

use super::operand::{InList, InRange, Operand};
use super::term::{Expr, Term, Uses, methods_of_terms};
use crate::sql::{BinaryOp, Node, UnaryOp};
use crate::value::{NotNull, Nullable, Value};

/// `left operator right`; equality with NULL is IS NULL.
fn compare<X: Term, B, N, R: Operand<B, N>, V>(
    left: X,
    operator: BinaryOp,
    right: R,
) -> Expr<V, bool> {
    let format = left.format();
    let right = right.node(format);
    let left = left.into_node();
    Expr::new(match (operator, &right) {
        (BinaryOp::Eq | BinaryOp::Is, Node::Value(Value::Null)) => unary(UnaryOp::IsNull, left),
        (BinaryOp::Ne | BinaryOp::IsNot, Node::Value(Value::Null)) => {
            unary(UnaryOp::IsNotNull, left)
        }
        _ => Node::Binary(operator, Box::new((left, right))),
    })
}

pub(super) fn unary(operator: UnaryOp, node: Node) -> Node {
    Node::Unary(operator, Box::new(node))
}

methods_of_terms! {
    /// `=`; on a nullable column `.eq(None)` is `IS NULL`.
    pub fn eq<R: Operand<T::Base, T::Null>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Eq, other)
    }

    /// `<>`; on a nullable column `.ne(None)` is `IS NOT NULL`. A NULL is neither equal nor unequal to
    /// a value: [`is_not`](Self::is_not) tells them apart.
    pub fn ne<R: Operand<T::Base, T::Null>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Ne, other)
    }

    /// `>`
    pub fn gt<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Gt, other)
    }

    /// `>=`
    pub fn ge<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Ge, other)
    }

    /// `<`
    pub fn lt<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Lt, other)
    }

    /// `<=`
    pub fn le<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Le, other)
    }

    /// `IS`: equal, where NULL equals NULL.
    pub fn is<R: Operand<T::Base, Nullable>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Is, other)
    }

    /// `IS NOT`: unequal, where NULL equals NULL.
    pub fn is_not<R: Operand<T::Base, Nullable>>(
        self,
        other: R,
    ) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::IsNot, other)
    }

    /// `IS NULL`
    pub fn is_null(self) -> Expr<Uses<Self>, bool> {
        Expr::new(unary(UnaryOp::IsNull, self.into_node()))
    }

    /// `IS NOT NULL`
    pub fn is_not_null(self) -> Expr<Uses<Self>, bool> {
        Expr::new(unary(UnaryOp::IsNotNull, self.into_node()))
    }

    /// `IN`: one of the values of an array, a Vec, an iterator, a range of whole numbers, or of the rows
    /// of a subquery of one column. An empty list is false; it may be of any length.
    pub fn in_<R: InList<T::Base>>(self, list: R) -> Expr<R::With<Uses<Self>>, bool> {
        let format = self.format();
        Expr::new(list.membership(self.into_node(), format, false))
    }

    /// `NOT IN`; an empty list is true.
    pub fn not_in<R: InList<T::Base>>(self, list: R) -> Expr<R::With<Uses<Self>>, bool> {
        let format = self.format();
        Expr::new(list.membership(self.into_node(), format, true))
    }

    /// `BETWEEN low AND high`: both are part of the range.
    pub fn between<A, B>(self, low: A, high: B) -> Expr<B::With<A::With<Uses<Self>>>, bool>
    where
        A: Operand<T::Base, NotNull>,
        B: Operand<T::Base, NotNull>,
    {
        let format = self.format();
        let bounds = (self.into_node(), low.node(format), high.node(format));
        Expr::new(Node::Between(Box::new(bounds)))
    }

    /// Within a range of Rust's: `a..=b` is BETWEEN, `a..b` leaves the greatest value out, `a..` and
    /// `..b` are open.
    pub fn within<R: InRange<T::Base>>(self, range: R) -> Expr<R::With<Uses<Self>>, bool> {
        let format = self.format();
        let node = self.into_node();
        let least = |low| Node::Binary(BinaryOp::Ge, Box::new((node.clone(), low)));
        let greatest = |high, included| {
            let operator = if included { BinaryOp::Le } else { BinaryOp::Lt };
            Node::Binary(operator, Box::new((node.clone(), high)))
        };
        Expr::new(match range.bounds(format) {
            (Some(low), Some((high, true))) => Node::Between(Box::new((node, low, high))),
            (Some(low), Some((high, false))) => {
                Node::All(vec![least(low), greatest(high, false)])
            }
            (Some(low), None) => least(low),
            (None, Some((high, included))) => greatest(high, included),
            (None, None) => Node::All(Vec::new()),
        })
    }
}
