//! CASE.

use std::marker::PhantomData;

use super::decimal::for_comparison;
use super::logic::Condition;
use super::operand::Operand;
use super::term::{Expr, Term};
use crate::sql::Node;
use crate::value::{ColumnType, Format, NotNull};

/// `CASE`: `case().when(condition, value).when(..).otherwise(value)`.
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
/// let group = crocus::case().when(User::age.lt(18), "minor").otherwise("adult");
/// let rows = User::select().columns(group).all(&mut s)?;
/// assert_eq!(rows, ["adult", "minor"]);
/// # Ok(())
/// # }
/// ```
pub fn case() -> Case {
    Case
}

/// A CASE without an arm; made by [`case`].
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
/// use crocus::case;
///
/// let group = case().when(User::age.ge(18), "adult").otherwise("minor");
/// assert_eq!(User::select().columns(group).all(&mut s)?, ["adult"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Case;

/// A CASE with arms of values of type `T`.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![Book])?;
/// # let mut s = engine.session();
/// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
///
/// use crocus::expr::{CaseArms, Of};
///
/// fn size() -> CaseArms<(Of<Book>, ()), String> {
///     crocus::case().when(Book::price.lt(15), "small")
/// }
/// let sizes = Book::select().columns(size().otherwise("great")).all(&mut s)?;
/// assert_eq!(sizes, ["small", "great"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct CaseArms<U, T> {
    arms: Vec<(Node, Node)>,
    format: Format,
    marker: PhantomData<fn() -> (U, T)>,
}

/// What the first arm of a CASE answers: a value or an expression; it gives the CASE its type.
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
/// use crocus::{case, expr::{CaseArms, Of, Outcome}};
///
/// fn for_adults<V: Outcome>(value: V) -> CaseArms<(Of<User>, V::Uses), V::Type> {
///     case().when(User::age.ge(18), value)
/// }
/// let shown = (for_adults(User::name).otherwise("a child"), for_adults(1).otherwise(0));
/// assert_eq!(User::select().columns(shown).all(&mut s)?, [("Ada".to_owned(), 1)]);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a CASE",
    label = "expected a value, a column or an expression"
)]
pub trait Outcome {
    /// The tables it uses.
    type Uses;
    /// The type of its values.
    type Type: ColumnType;

    /// The tree and its format.
    #[doc(hidden)]
    fn outcome(self) -> (Node, Format);
}

impl<X: Term> Outcome for X {
    type Uses = X::Uses;
    type Type = X::Type;

    fn outcome(self) -> (Node, Format) {
        let format = for_comparison(self.format());
        (self.into_node(), format)
    }
}

macro_rules! outcomes {
    ($($value:ty => $type:ty),*) => {$(
        impl Outcome for $value {
            type Uses = ();
            type Type = $type;

            fn outcome(self) -> (Node, Format) {
                let value: $type = self.into();
                (super::decimal::bound(&value, Format::Plain), Format::Plain)
            }
        }
    )*};
}

outcomes!(i32 => i32, i64 => i64, f64 => f64, bool => bool, &str => String, String => String);
#[cfg(feature = "decimal")]
outcomes!(rust_decimal::Decimal => rust_decimal::Decimal);

impl Case {
    /// `WHEN condition THEN value`: the first arm; it gives the CASE its type.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// let price = crocus::case().when(Book::price.gt(15), 15).otherwise(Book::price);
    /// assert_eq!(Book::select().columns(price).all(&mut s)?, [12, 15]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn when<C: Condition, V: Outcome>(
        self,
        condition: C,
        value: V,
    ) -> CaseArms<(C::Uses, V::Uses), V::Type> {
        let (value, format) = value.outcome();
        let arms = vec![(condition.into_condition(), value)];
        CaseArms {
            arms,
            format,
            marker: PhantomData,
        }
    }
}

impl<U, T: ColumnType> CaseArms<U, T> {
    /// `WHEN condition THEN value`: one more arm, for what none before it holds of.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # #[derive(Debug, Clone, Model)]
    /// # struct Book { #[column(primary_key)] id: i64, #[column(unique)] title: String, #[column(default = 10)] price: i64, #[column(default = 0)] stock: i64 }
    /// # fn main() -> crocus::Result<()> {
    /// # let engine = Engine::memory()?;
    /// # engine.create_all(&schema![Book])?;
    /// # let mut s = engine.session();
    /// # Book::insert_all([("Emma", 12), ("Ulysses", 20)].map(|(title, price)| Book::builder().title(title).price(price).build())).execute(&mut s)?;
    ///
    /// let size = crocus::case()
    ///     .when(Book::price.lt(10), "small")
    ///     .when(Book::price.lt(15), "middle") // the first that holds counts
    ///     .otherwise("great");
    /// assert_eq!(Book::select().columns(size).all(&mut s)?, ["middle", "great"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn when<C: Condition, V: Operand<T::Base, T::Null>>(
        mut self,
        condition: C,
        value: V,
    ) -> CaseArms<V::With<(U, C::Uses)>, V::Reads<T>> {
        self.arms
            .push((condition.into_condition(), value.node(self.format)));
        CaseArms {
            arms: self.arms,
            format: self.format,
            marker: PhantomData,
        }
    }

    /// `ELSE value END`
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
    /// let rank = crocus::case()
    ///     .when(User::age.gt(60), 3)
    ///     .when(User::age.gt(30), 2)
    ///     .otherwise(1);
    /// let rows = User::select().columns(rank).all(&mut s)?;
    /// assert_eq!(rows, [2, 1]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn otherwise<V: Operand<T::Base, NotNull>>(
        self,
        value: V,
    ) -> Expr<V::With<U>, V::Reads<T>> {
        let otherwise = Some(Box::new(value.node(self.format)));
        Expr::with_format(
            Node::Case {
                arms: self.arms,
                otherwise,
            },
            self.format,
        )
    }

    /// `END`, without ELSE: NULL when no condition holds.
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
    /// let club = crocus::case().when(User::age.ge(18), "adults").end();
    /// let rows = User::select().columns(club).all(&mut s)?;
    /// assert_eq!(rows, [Some("adults".to_owned()), None]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn end(self) -> Expr<U, T::Nullable> {
        Expr::with_format(
            Node::Case {
                arms: self.arms,
                otherwise: None,
            },
            self.format,
        )
    }
}
