//! What columns and expressions have in common, and how their methods are written once for both.

use std::fmt;
use std::marker::PhantomData;

use super::column::Column;
use super::comparison::{column_compared, compared};
use super::source::Source;
use super::uses::{Of, OnlyOf};
use crate::sql::{BinaryOp, Node};
use crate::value::{ColumnType, Format};

/// An SQL expression of type `T` that uses the tables `U`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// let next_year = User::age + 1;
/// assert_eq!(User::select().columns(next_year).all(&mut s)?, [37]);
/// # Ok(())
/// # }
/// ```
#[must_use = "an expression does nothing by itself"]
pub struct Expr<U, T> {
    pub(crate) node: Node,
    pub(crate) format: Format,
    marker: PhantomData<fn() -> (U, T)>,
}

/// Any condition on one table.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// fn search(name: Option<&str>, grown: bool) -> Vec<Predicate<User>> {
///     let mut conditions: Vec<Predicate<User>> = Vec::new();
///     conditions.extend(name.map(|name| User::name.contains(name)));
///     if grown {
///         conditions.push((User::age.ge(18) | User::email.is_not_null()).into());
///     }
///     conditions
/// }
/// assert_eq!(User::count(all(search(Some("ad"), true)), &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
pub type Predicate<M> = Expr<Of<M>, bool>;

impl<U, T> Expr<U, T> {
    #[inline]
    pub(crate) fn new(node: Node) -> Self {
        Expr::with_format(node, Format::Plain)
    }

    /// An expression that is made of others: it fails to compile where it is nested too deep.
    #[inline]
    pub(crate) fn with_format(node: Node, format: Format) -> Self {
        Expr::of_known_depth(node.shallow(0), format)
    }

    /// An expression whose parts were looked at already.
    #[inline]
    pub(super) fn of_known_depth(node: Node, format: Format) -> Self {
        Expr {
            node,
            format,
            marker: PhantomData,
        }
    }
}

impl<U, T> Clone for Expr<U, T> {
    fn clone(&self) -> Self {
        Expr::of_known_depth(self.node.clone(), self.format)
    }
}

impl<U, T> fmt::Debug for Expr<U, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl<M, T, A: OnlyOf<M>, B: OnlyOf<M>> From<Expr<(A, B), T>> for Expr<Of<M>, T> {
    fn from(expression: Expr<(A, B), T>) -> Self {
        Expr::of_known_depth(expression.node, expression.format)
    }
}

impl<M, T> From<Expr<(), T>> for Expr<Of<M>, T> {
    fn from(expression: Expr<(), T>) -> Self {
        Expr::of_known_depth(expression.node, expression.format)
    }
}

impl<M: Source> From<Column<M, bool>> for Expr<Of<M>, bool> {
    fn from(column: Column<M, bool>) -> Self {
        Expr::new(column.to_node())
    }
}

/// A column or an expression: a node, its format, and what it uses.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// use crocus::expr::{Expr, Term};
///
/// fn first_letter<X: Term<Type = String>>(text: X) -> Expr<(((), X::Uses), ()), Option<i64>> {
///     crocus::func("instr").arg(text).arg("A")
/// }
/// let rows = User::select().columns((first_letter(User::name), first_letter(User::name.lower())));
/// assert_eq!(rows.all(&mut s)?, [(Some(1), Some(0))]);
/// # Ok(())
/// # }
/// ```
pub trait Term: Sized {
    /// The tables it uses.
    type Uses;
    /// The type of its values.
    type Type: ColumnType;

    /// The tree.
    #[doc(hidden)]
    fn into_node(self) -> Node;

    /// How its values are stored.
    #[doc(hidden)]
    fn format(&self) -> Format;

    /// The tree of it beside something else.
    #[doc(hidden)]
    #[inline]
    fn compared(self, operator: BinaryOp, right: Node) -> Node {
        compared(self.into_node(), operator, right)
    }

    /// The collation of the index that it is known to take part in.
    #[doc(hidden)]
    fn index(&self) -> Option<&'static str> {
        None
    }
}

impl<M: Source, T: ColumnType> Term for Column<M, T> {
    type Uses = Of<M>;
    type Type = T;

    fn into_node(self) -> Node {
        self.to_node()
    }

    fn format(&self) -> Format {
        self.format
    }

    #[inline]
    fn compared(self, operator: BinaryOp, right: Node) -> Node {
        column_compared(M::REF, self.name, operator, right)
    }

    fn index(&self) -> Option<&'static str> {
        self.indexed.then_some(self.collation)
    }
}

impl<U, T: ColumnType> Term for Expr<U, T> {
    type Uses = U;
    type Type = T;

    fn into_node(self) -> Node {
        self.node
    }

    fn format(&self) -> Format {
        self.format
    }
}

/// What the term `X` uses.
pub(super) type Uses<X> = <X as Term>::Uses;

/// Writes inherent methods for columns and for expressions; inherent, so that no trait has to be
/// imported and none of std's (`PartialEq::eq`, `Ord::max`) wins.
macro_rules! methods_of_terms {
    ($($methods:tt)*) => {
        impl<M: $crate::expr::Source, T: $crate::value::ColumnType> $crate::expr::Column<M, T> {
            $($methods)*
        }

        impl<U, T: $crate::value::ColumnType> $crate::expr::Expr<U, T> {
            $($methods)*
        }
    };
}
pub(super) use methods_of_terms;
