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
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// # fn main() -> crocus::Result<()> {
/// # let engine = Engine::memory()?;
/// # engine.create_all(&schema![User])?;
/// # let mut s = engine.session();
/// # User::create(User::builder().name("Ada").age(36).build(), &mut s)?;
/// use crocus::{ColumnType, Column, expr::Comparable};
///
/// fn equal_to_age<T: ColumnType>(column: Column<User, T>) -> Predicate<User>
/// where
///     T::Base: Comparable<i64>, // any number; no text
/// {
///     User::age.eq(column).into()
/// }
/// assert_eq!(User::count(equal_to_age(User::id), &mut s)?, 0);
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
