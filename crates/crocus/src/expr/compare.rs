//! Comparisons: `=`, `<>`, `<`, IS, BETWEEN, IN.
#![expect(
    clippy::inline_always,
    reason = "a node stands still while it is new; see `Node`"
)]

use super::comparison::unary;
use super::operand::{InList, InRange, Operand};
use super::term::{Expr, Term, Uses, methods_of_terms};
use crate::sql::{BinaryOp, Node, UnaryOp};
use crate::value::{Format, NotNull, Nullable};

/// `left operator right`; equality with NULL is IS NULL.
#[inline(always)]
fn compare<X: Term, B, N, R: Operand<B, N>, V>(
    left: X,
    operator: BinaryOp,
    right: R,
) -> Expr<V, bool> {
    let right = right.node(left.format());
    Expr::of_known_depth(left.compared(operator, right), Format::Plain)
}

methods_of_terms! {
    /// `=`; on a nullable column `.eq(None)` is `IS NULL`.
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
    /// assert_eq!(User::count(User::name.eq("Ada"), &mut s)?, 1);
    /// assert_eq!(User::count(User::email.eq(None), &mut s)?, 1); // IS NULL
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn eq<R: Operand<T::Base, T::Null>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Eq, other)
    }

    /// `<>`; on a nullable column `.ne(None)` is `IS NOT NULL`. A NULL is neither equal nor unequal to
    /// a value: [`is_not`](Self::is_not) tells them apart.
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
    /// assert_eq!(User::count(User::name.ne("Ada"), &mut s)?, 1);
    /// assert_eq!(User::count(User::email.ne("x"), &mut s)?, 1); // a NULL is not unequal
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn ne<R: Operand<T::Base, T::Null>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Ne, other)
    }

    /// `>`
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
    /// assert_eq!(User::count(User::age.gt(17), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn gt<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Gt, other)
    }

    /// `>=`
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
    /// assert_eq!(User::count(User::age.ge(17), &mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn ge<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Ge, other)
    }

    /// `<`
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
    /// assert_eq!(User::count(User::age.lt(18), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn lt<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Lt, other)
    }

    /// `<=`
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
    /// assert_eq!(User::count(User::id.le(User::age), &mut s)?, 2); // or a column, an expression
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn le<R: Operand<T::Base, NotNull>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Le, other)
    }

    /// `IS`: equal, where NULL equals NULL.
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
    /// assert_eq!(User::count(User::email.is(User::email), &mut s)?, 2); // NULL IS NULL
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn is<R: Operand<T::Base, Nullable>>(self, other: R) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::Is, other)
    }

    /// `IS NOT`: unequal, where NULL equals NULL.
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
    /// assert_eq!(User::count(User::email.is_not("x"), &mut s)?, 2); // with the NULL
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn is_not<R: Operand<T::Base, Nullable>>(
        self,
        other: R,
    ) -> Expr<R::With<Uses<Self>>, bool> {
        compare(self, BinaryOp::IsNot, other)
    }

    /// `IS NULL`
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
    /// assert_eq!(User::count(User::email.is_null(), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_null(self) -> Expr<Uses<Self>, bool> {
        Expr::new(unary(UnaryOp::IsNull, self.into_node()))
    }

    /// `IS NOT NULL`
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
    /// assert_eq!(User::count(User::email.is_not_null(), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_not_null(self) -> Expr<Uses<Self>, bool> {
        Expr::new(unary(UnaryOp::IsNotNull, self.into_node()))
    }

    /// `IN`: one of the values of an array, a Vec, an iterator, a range of whole numbers, or of the rows
    /// of a subquery of one column. An empty list is false; it may be of any length.
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
    /// assert_eq!(User::count(User::id.in_([1, 2, 3]), &mut s)?, 2);
    /// assert_eq!(User::count(User::age.in_(10..20), &mut s)?, 1);
    /// let nobody: Vec<i64> = Vec::new();
    /// assert_eq!(User::count(User::id.in_(nobody), &mut s)?, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_<R: InList<T::Base>>(self, list: R) -> Expr<R::With<Uses<Self>>, bool> {
        let format = self.format();
        Expr::new(list.membership(self.into_node(), format, false))
    }

    /// `NOT IN`; an empty list is true.
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
    /// assert_eq!(User::count(User::name.not_in(["Ada", "eve"]), &mut s)?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn not_in<R: InList<T::Base>>(self, list: R) -> Expr<R::With<Uses<Self>>, bool> {
        let format = self.format();
        Expr::new(list.membership(self.into_node(), format, true))
    }

    /// `BETWEEN low AND high`: both are part of the range.
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
    /// assert_eq!(User::count(User::age.between(17, 36), &mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
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
    /// assert_eq!(User::count(User::age.within(17..36), &mut s)?, 1);
    /// assert_eq!(User::count(User::age.within(17..=36), &mut s)?, 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn within<R: InRange<T::Base>>(self, range: R) -> Expr<R::With<Uses<Self>>, bool> {
        let format = self.format();
        let node = self.into_node();
        let least = |low| Node::binary(BinaryOp::Ge, node.clone(), low);
        let greatest = |high, included| {
            let operator = if included { BinaryOp::Le } else { BinaryOp::Lt };
            Node::binary(operator, node.clone(), high)
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
