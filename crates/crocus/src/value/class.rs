//! Classes of types that compare with each other in SQL.

/// Integers, floating point numbers and decimals.
#[derive(Debug)]
pub struct Number;
/// Text.
#[derive(Debug)]
pub struct Text;
/// Bytes.
#[derive(Debug)]
pub struct Blob;
/// Booleans.
#[derive(Debug)]
pub struct Boolean;
/// Dates without a time.
#[cfg(feature = "chrono")]
#[derive(Debug)]
pub struct Date;
/// Times of a day.
#[cfg(feature = "chrono")]
#[derive(Debug)]
pub struct Time;
/// Dates with a time.
#[cfg(feature = "chrono")]
#[derive(Debug)]
pub struct DateTime;
/// A type that compares only with itself: an enum, a newtype, JSON.
#[derive(Debug)]
pub struct Other<T>(std::marker::PhantomData<fn() -> T>);

/// Which expressions may be compared with an expression of type `B`.
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
/// use crocus::{Column, ColumnType, expr::Comparable};
///
/// fn below_price<T: ColumnType>(column: Column<Book, T>) -> Predicate<Book>
/// where
///     T::Base: Comparable<i64>, // any number; no text
/// {
///     Book::price.gt(column).into()
/// }
/// assert_eq!(Book::count(below_price(Book::stock), &mut s)?, 2);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be compared with a `{B}` in SQL",
    label = "of type `{Self}`"
)]
pub trait Comparable<B> {}

#[diagnostic::do_not_recommend]
impl<A, B> Comparable<B> for A
where
    A: super::column_type::Scalar,
    B: super::column_type::Scalar,
    A::Class: SameClass<B::Class>,
{
}

/// Which classes compare with which: each with itself, and a key with the references to it.
///
/// It stands apart from [`Comparable`], so that a newtype of another crate needs no impl to be
/// compared with the references that hold it; the rules of coherence would forbid one.
pub trait SameClass<C> {}

impl<C> SameClass<C> for C {}
