//! AND, OR, NOT.

use std::ops::{BitAnd, BitOr, Not};

use super::column::Column;
use super::comparison::unary;
use super::source::Source;
use super::term::Expr;
use super::uses::Of;
use crate::sql::{Node, UnaryOp};
use crate::value::Format;

/// What can be filtered by: a comparison, or a column of `bool`.
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
/// fn named(name: &str) -> Predicate<User> {
///     User::name.eq(name).into()
/// }
/// assert!(User::filter(named("Ada")).exists(&mut s)?);
/// assert!(User::filter(named("Ada") & User::age.gt(30)).exists(&mut s)?);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "expected a comparison or a `bool` column"
)]
pub trait Condition {
    /// The tables it uses.
    type Uses;

    /// The tree.
    #[doc(hidden)]
    fn into_condition(self) -> Node;
}

#[diagnostic::do_not_recommend]
impl<U> Condition for Expr<U, bool> {
    type Uses = U;

    fn into_condition(self) -> Node {
        self.node
    }
}

#[diagnostic::do_not_recommend]
impl<U> Condition for Expr<U, Option<bool>> {
    type Uses = U;

    fn into_condition(self) -> Node {
        self.node
    }
}

#[diagnostic::do_not_recommend]
impl<M: Source> Condition for Column<M, bool> {
    type Uses = Of<M>;

    fn into_condition(self) -> Node {
        self.to_node()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Source> Condition for Column<M, Option<bool>> {
    type Uses = Of<M>;

    fn into_condition(self) -> Node {
        self.to_node()
    }
}

/// Both; a chain of `&` is one flat list, from whichever end it grew, so that a long one is no deep
/// tree. Only what is new in the list is looked at: a chain takes no more time than it is long.
fn both<U>(left: Node, right: Node) -> Expr<U, bool> {
    let terms = match (left, right) {
        (Node::All(mut terms), Node::All(more)) if !terms.is_empty() && !more.is_empty() => {
            terms.extend(more);
            terms
        }
        (Node::All(mut terms), right) if !terms.is_empty() => {
            terms.push(right.shallow(1));
            terms
        }
        (left, Node::All(mut terms)) if !terms.is_empty() => {
            terms.insert(0, left.shallow(1));
            terms
        }
        (left, right) => vec![left.shallow(1), right.shallow(1)],
    };
    Expr::of_known_depth(Node::All(terms), Format::Plain)
}

/// Either; a chain of `|` is one flat list, as with [`both`].
fn either<U>(left: Node, right: Node) -> Expr<U, bool> {
    let terms = match (left, right) {
        (Node::Any(mut terms), Node::Any(more)) if !terms.is_empty() && !more.is_empty() => {
            terms.extend(more);
            terms
        }
        (Node::Any(mut terms), right) if !terms.is_empty() => {
            terms.push(right.shallow(1));
            terms
        }
        (left, Node::Any(mut terms)) if !terms.is_empty() => {
            terms.insert(0, left.shallow(1));
            terms
        }
        (left, right) => vec![left.shallow(1), right.shallow(1)],
    };
    Expr::of_known_depth(Node::Any(terms), Format::Plain)
}

macro_rules! logic {
    ([$($generics:tt)*] $term:ty, $uses:ty) => {
        impl<$($generics)*> $term {
            /// `AND`
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
            /// assert_eq!(User::count(User::age.gt(18).and(User::name.eq("Ada")), &mut s)?, 1);
            /// assert_eq!(User::count(User::age.gt(18) & User::name.eq("bob"), &mut s)?, 0); // the same
            /// # Ok(())
            /// # }
            /// ```
            pub fn and<R: Condition>(self, other: R) -> Expr<($uses, R::Uses), bool> {
                both(self.into_condition(), other.into_condition())
            }

            /// `OR`
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
            /// assert_eq!(User::count(User::age.lt(18).or(User::name.eq("Ada")), &mut s)?, 2);
            /// assert_eq!(User::count(User::age.lt(18) | User::name.eq("Ada"), &mut s)?, 2); // the same
            /// # Ok(())
            /// # }
            /// ```
            pub fn or<R: Condition>(self, other: R) -> Expr<($uses, R::Uses), bool> {
                either(self.into_condition(), other.into_condition())
            }

            /// `NOT`; also written `!condition`.
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
            /// assert_eq!(User::count(User::age.lt(18).not(), &mut s)?, 1);
            /// assert_eq!(User::count(!User::age.lt(18), &mut s)?, 1);
            /// # Ok(())
            /// # }
            /// ```
            #[expect(clippy::should_implement_trait, reason = "it is implemented too")]
            pub fn not(self) -> Expr<$uses, bool> {
                Expr::new(unary(UnaryOp::Not, self.into_condition()))
            }
        }

        impl<R: Condition, $($generics)*> BitAnd<R> for $term {
            type Output = Expr<($uses, R::Uses), bool>;

            fn bitand(self, other: R) -> Self::Output {
                self.and(other)
            }
        }

        impl<R: Condition, $($generics)*> BitOr<R> for $term {
            type Output = Expr<($uses, R::Uses), bool>;

            fn bitor(self, other: R) -> Self::Output {
                self.or(other)
            }
        }

        impl<$($generics)*> Not for $term {
            type Output = Expr<$uses, bool>;

            fn not(self) -> Self::Output {
                Expr::new(unary(UnaryOp::Not, self.into_condition()))
            }
        }
    };
}

logic!([U] Expr<U, bool>, U);
logic!([M: Source] Column<M, bool>, Of<M>);
logic!([U] Expr<U, Option<bool>>, U);
logic!([M: Source] Column<M, Option<bool>>, Of<M>);

/// All of the conditions; true when there are none.
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
/// let words = ["a", "d"]; // from a search field
/// assert_eq!(User::count(all(words.map(|word| User::name.contains(word))), &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
pub fn all<U>(conditions: impl IntoIterator<Item = Expr<U, bool>>) -> Expr<U, bool> {
    Expr::new(Node::All(
        conditions
            .into_iter()
            .map(|condition| condition.node)
            .collect(),
    ))
}

/// Any of the conditions; false when there are none.
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
/// let words = ["ad", "ob"];
/// assert_eq!(User::count(any(words.map(|word| User::name.contains(word))), &mut s)?, 2);
/// # Ok(())
/// # }
/// ```
pub fn any<U>(conditions: impl IntoIterator<Item = Expr<U, bool>>) -> Expr<U, bool> {
    Expr::new(Node::Any(
        conditions
            .into_iter()
            .map(|condition| condition.node)
            .collect(),
    ))
}
