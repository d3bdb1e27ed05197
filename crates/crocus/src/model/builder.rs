//! What the generated builders are made of.

/// A required column that the builder has been given; the trait that `build` asks for is
/// implemented for this alone.
#[derive(Debug, Clone, Copy)]
pub struct Given;

/// A required column that the builder has not been given yet.
#[derive(Debug, Clone, Copy)]
pub struct Missing;

/// The value of a required column, which `build` cannot be called without.
#[expect(
    clippy::unreachable,
    reason = "the builder's type says that the value was given"
)]
pub fn given<T>(value: Option<T>) -> T {
    match value {
        Some(value) => value,
        None => unreachable!("`build` exists only where every required column was given"),
    }
}

/// A key that the database can assign: an integer, or a newtype of one.
///
/// `#[derive(ColumnType)]` implements it for newtypes of integers. Any other type is a key that
/// the program gives: `#[column(primary_key(assigned))]`.
///
/// ```
/// # use crocus::prelude::*;
/// use crocus::Unassigned;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ColumnType)]
/// struct UserId(i64);
///
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: UserId, // by `Unassigned`: the builder does not ask for it
///     name: String,
/// }
///
/// assert_eq!(User::builder().name("ada").build().id, UserId::unassigned());
/// ```
#[diagnostic::on_unimplemented(
    message = "the database cannot assign a key of type `{Self}`, which is no integer",
    label = "not an integer",
    note = "a key that the program gives is written `#[column(primary_key(assigned))]`"
)]
pub trait Unassigned {
    /// The key of a row that has none yet: 0.
    ///
    /// ```
    /// use crocus::Unassigned;
    ///
    /// assert_eq!(u32::unassigned(), 0);
    /// ```
    fn unassigned() -> Self;
}

macro_rules! unassigned {
    ($($integer:ty)*) => {$(
        impl Unassigned for $integer {
            fn unassigned() -> Self {
                0
            }
        }
    )*};
}

unassigned!(i8 i16 i32 i64 u8 u16 u32 u64);
