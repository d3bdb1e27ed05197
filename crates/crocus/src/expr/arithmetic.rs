//! `+ - * / %` on numbers, `||` on text.

use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use super::column::Column;
use super::comparison::unary;
use super::decimal::{calculated, descale};
use super::operand::Operand;
use super::source::Source;
use super::term::{Expr, Term, Uses, methods_of_terms};
use crate::sql::{BinaryOp, Node, UnaryOp};
use crate::value::{ColumnType, Format, IsNumber, IsText, Scalar};

/// `left operator right`, on the numbers themselves.
fn calculate<X: Term, B, N, R: Operand<B, N>, U, T>(
    left: X,
    operator: BinaryOp,
    right: R,
) -> Expr<U, T> {
    let format = left.format();
    let left = descale(left.into_node(), format);
    let digits = right.digits();
    let sides = (left, right.node(Format::Plain));
    match format {
        Format::Decimal { scale, .. } => {
            let (node, format) = calculated(operator, sides, scale, digits);
            Expr::with_format(node, format)
        }
        _ => Expr::new(plain::<X>(operator, sides)),
    }
}

/// The operation on what has no format; a decimal may be stored as an integer, and is divided as the
/// number that it is.
fn plain<X: Term>(operator: BinaryOp, (left, right): (Node, Node)) -> Node {
    let numeric = <<X::Type as ColumnType>::Base as Scalar>::DECLARED.name == "NUMERIC";
    let left = match operator {
        BinaryOp::Div if numeric => Node::Cast(Box::new(left), "REAL"),
        _ => left,
    };
    Node::binary(operator, left, right)
}

macro_rules! operators {
    ($($trait:ident $method:ident $operator:ident;)*) => {$(
        impl<M: Source, T: ColumnType, R: Operand<T::Base, T::Null>> $trait<R> for Column<M, T>
        where
            T::Base: IsNumber,
        {
            type Output = Expr<R::With<Uses<Self>>, R::Reads<T>>;

            fn $method(self, other: R) -> Self::Output {
                calculate(self, BinaryOp::$operator, other)
            }
        }

        impl<U, T: ColumnType, R: Operand<T::Base, T::Null>> $trait<R> for Expr<U, T>
        where
            T::Base: IsNumber,
        {
            type Output = Expr<R::With<Uses<Self>>, R::Reads<T>>;

            fn $method(self, other: R) -> Self::Output {
                calculate(self, BinaryOp::$operator, other)
            }
        }
    )*};
}

operators! {
    Add add Add;
    Sub sub Sub;
    Mul mul Mul;
    Div div Div;
    Rem rem Rem;
}

impl<M: Source, T: ColumnType> Neg for Column<M, T>
where
    T::Base: IsNumber,
{
    type Output = Expr<Uses<Self>, T>;

    fn neg(self) -> Self::Output {
        let format = self.format();
        Expr::with_format(unary(UnaryOp::Negate, self.into_node()), format)
    }
}

impl<U, T: ColumnType> Neg for Expr<U, T>
where
    T::Base: IsNumber,
{
    type Output = Expr<U, T>;

    fn neg(self) -> Self::Output {
        Expr::with_format(unary(UnaryOp::Negate, self.node), self.format)
    }
}

methods_of_terms! {
    /// `||`: the text followed by another one; NULL if either is NULL.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct User { #[column(primary_key)] id: i64, name: String, age: i64, email: Option<String> }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![User])?;
    /// # let mut s = engine.session();
    /// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
    /// # User::create(User::builder().name("bob").age(17).email("bob@example.com").build(), &mut s)?;
    /// let rows = User::select().columns(User::name.concat("!")).all(&mut s)?;
    /// assert_eq!(rows, ["Ada!", "bob!"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn concat<R: Operand<T::Base, T::Null>>(self, other: R) -> Expr<R::With<Uses<Self>>, R::Reads<T>>
    where
        T::Base: IsText,
    {
        let other = other.node(Format::Plain);
        Expr::new(Node::binary(BinaryOp::Concat, self.into_node(), other))
    }
}
