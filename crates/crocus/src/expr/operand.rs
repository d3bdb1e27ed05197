//! What can stand on the other side of a comparison.

use super::column::Column;
use super::decimal::{bound, bound_whole, convert, digits};
use super::source::Source;
use super::term::Expr;
use super::uses::Of;
use crate::sql::Node;
use crate::value::{ColumnType, Comparable, Format, NotNull, Nullable, Nullness, Scalar, Value};

/// What an expression of type `B` can be compared with; `N` says whether NULL is allowed.
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
/// // a value, a column, an expression
/// let (a, b, c) = (User::age.gt(30), User::age.gt(User::id), User::age.gt(User::id + 1));
/// assert_eq!(User::count(a & b & c, &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with a column of type `{B}`",
    label = "expected a `{B}`, or a column, expression or subquery of that type"
)]
pub trait Operand<B, N> {
    /// What the comparison uses, where its other side uses `L`; a value adds nothing.
    type With<L>;
    /// How an expression that reads as `Y` reads when this takes part in it: as `Option` if this may
    /// be NULL.
    type Reads<Y: ColumnType>: ColumnType<Base = Y::Base>;

    /// The tree, encoded for comparison with a column of this format.
    #[doc(hidden)]
    fn node(self, format: Format) -> Node;

    /// How many digits it has behind the point, where its column tells.
    #[doc(hidden)]
    fn digits(&self) -> Option<u8> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, N> Operand<T, N> for T {
    type With<L> = L;
    type Reads<Y: ColumnType> = Y;

    #[expect(
        clippy::inline_always,
        reason = "a node stands still while it is new; see `Node`"
    )]
    #[inline(always)]
    fn node(self, format: Format) -> Node {
        bound_whole(self, format)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, N> Operand<T, N> for &T {
    type With<L> = L;
    type Reads<Y: ColumnType> = Y;

    fn node(self, format: Format) -> Node {
        bound(self, format)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Operand<T, Nullable> for Option<T> {
    type With<L> = L;
    type Reads<Y: ColumnType> = Y::Nullable;

    fn node(self, format: Format) -> Node {
        bound(&self, format)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar> Operand<T, Nullable> for &Option<T> {
    type With<L> = L;
    type Reads<Y: ColumnType> = Y::Nullable;

    fn node(self, format: Format) -> Node {
        bound(self, format)
    }
}

macro_rules! text {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<N> Operand<String, N> for $type {
            type With<L> = L;
            type Reads<Y: ColumnType> = Y;

            #[inline(always)]
            fn node(self, _format: Format) -> Node {
                let text: &str = self;
                Node::value(text)
            }
        }
    )*};
}

text!(&str, &&str);

macro_rules! bytes {
    ($([$($generics:tt)*] $type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Operand<Vec<u8>, N> for $type {
            type With<L> = L;
            type Reads<Y: ColumnType> = Y;

            fn node(self, _format: Format) -> Node {
                Node::value(Value::Blob(self.to_vec()))
            }
        }
    )*};
}

bytes!([N] &[u8], [N, const LENGTH: usize] &[u8; LENGTH]);

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<N> Operand<$type, N> for i32 {
            type With<L> = L;
            type Reads<Y: ColumnType> = Y;

            fn node(self, format: Format) -> Node {
                bound(&<$type>::from(self), format)
            }
        }
    )*};
}

// `User::height.gt(1)`: a whole literal is an `i32`.
whole_numbers!(f64);
#[cfg(feature = "decimal")]
whole_numbers!(rust_decimal::Decimal);

#[diagnostic::do_not_recommend]
impl<M: Source, X: ColumnType, B, N> Operand<B, N> for Column<M, X>
where
    X::Base: Comparable<B>,
{
    type With<L> = (L, Of<M>);
    type Reads<Y: ColumnType> = <X::Null as Nullness>::Also<Y>;

    fn node(self, format: Format) -> Node {
        convert(self.to_node(), self.format, format)
    }

    fn digits(&self) -> Option<u8> {
        digits::<X>(self.format)
    }
}

#[diagnostic::do_not_recommend]
impl<U, X: ColumnType, B, N> Operand<B, N> for Expr<U, X>
where
    X::Base: Comparable<B>,
{
    type With<L> = (L, U);
    type Reads<Y: ColumnType> = <X::Null as Nullness>::Also<Y>;

    fn node(self, format: Format) -> Node {
        convert(self.node, self.format, format)
    }

    fn digits(&self) -> Option<u8> {
        digits::<X>(self.format)
    }
}

/// A range of values, for `.within(..)`.
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
/// assert_eq!(User::count(User::age.within(18..=36), &mut s)?, 1);
/// assert_eq!(User::count(User::age.within(18..36), &mut s)?, 0);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a range of `{B}`",
    label = "expected `a..b`, `a..=b` or `a..` of `{B}`"
)]
pub trait InRange<B> {
    /// What the comparison uses, where its other side uses `L`.
    type With<L>;

    /// The least value, and the greatest with whether it is part of the range.
    #[doc(hidden)]
    fn bounds(self, format: Format) -> (Option<Node>, Option<(Node, bool)>);
}

#[diagnostic::do_not_recommend]
impl<B, V: Operand<B, NotNull>> InRange<B> for std::ops::RangeInclusive<V> {
    type With<L> = V::With<V::With<L>>;

    fn bounds(self, format: Format) -> (Option<Node>, Option<(Node, bool)>) {
        let (low, high) = self.into_inner();
        (Some(low.node(format)), Some((high.node(format), true)))
    }
}

#[diagnostic::do_not_recommend]
impl<B, V: Operand<B, NotNull>> InRange<B> for std::ops::Range<V> {
    type With<L> = V::With<V::With<L>>;

    fn bounds(self, format: Format) -> (Option<Node>, Option<(Node, bool)>) {
        (
            Some(self.start.node(format)),
            Some((self.end.node(format), false)),
        )
    }
}

#[diagnostic::do_not_recommend]
impl<B, V: Operand<B, NotNull>> InRange<B> for std::ops::RangeFrom<V> {
    type With<L> = V::With<L>;

    fn bounds(self, format: Format) -> (Option<Node>, Option<(Node, bool)>) {
        (Some(self.start.node(format)), None)
    }
}

#[diagnostic::do_not_recommend]
impl<B, V: Operand<B, NotNull>> InRange<B> for std::ops::RangeTo<V> {
    type With<L> = V::With<L>;

    fn bounds(self, format: Format) -> (Option<Node>, Option<(Node, bool)>) {
        (None, Some((self.end.node(format), false)))
    }
}

#[diagnostic::do_not_recommend]
impl<B, V: Operand<B, NotNull>> InRange<B> for std::ops::RangeToInclusive<V> {
    type With<L> = V::With<L>;

    fn bounds(self, format: Format) -> (Option<Node>, Option<(Node, bool)>) {
        (None, Some((self.end.node(format), true)))
    }
}

/// A list of values, for `.in_(..)`.
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
/// assert_eq!(User::count(User::age.in_([35, 36]), &mut s)?, 1);
/// let names = User::select().columns(User::name);
/// assert_eq!(User::count(User::name.in_(names), &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list for a column of type `{B}`",
    label = "expected an array, Vec or iterator of `{B}`, or a subquery of one such column"
)]
pub trait InList<B> {
    /// What the comparison uses, where its other side uses `L`.
    type With<L>;

    /// `value IN (list)`.
    #[doc(hidden)]
    fn membership(self, value: Node, format: Format, negated: bool) -> Node;
}

#[diagnostic::do_not_recommend]
impl<B, I: IntoIterator> InList<B> for I
where
    I::Item: Operand<B, NotNull>,
{
    type With<L> = <I::Item as Operand<B, NotNull>>::With<L>;

    fn membership(self, value: Node, format: Format, negated: bool) -> Node {
        let list = self.into_iter().map(|item| item.node(format)).collect();
        Node::In {
            value: Box::new(value),
            list,
            negated,
        }
    }
}
