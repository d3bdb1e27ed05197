//! The Rust types that a column can hold.

use super::fault::Fault;
use super::format::Format;
use super::reader::Reader;
use super::sink::Sink;
use super::value::{Value, ValueRef};

/// Marks a column that always has a value.
#[derive(Debug)]
pub struct NotNull;

/// Marks a column that may be NULL.
#[derive(Debug)]
pub struct Nullable;

/// [`NotNull`] or [`Nullable`]: what a function of such a value reads as.
pub trait Nullness {
    /// `X`, or `Option<X>`.
    type Of<X: Scalar>: ColumnType<Base = X>;
    /// `X`, or `X` where it may be NULL.
    type Also<X: ColumnType>: ColumnType<Base = X::Base>;
}

impl Nullness for NotNull {
    type Of<X: Scalar> = X;
    type Also<X: ColumnType> = X;
}

impl Nullness for Nullable {
    type Of<X: Scalar> = Option<X>;
    type Also<X: ColumnType> = X::Nullable;
}

/// The type of a column as `CREATE TABLE` declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// The name in an ordinary table, such as `VARCHAR`; length, precision and scale are appended.
    pub name: &'static str,
    /// The name in a STRICT table: one of INTEGER, REAL, TEXT, BLOB.
    pub strict: &'static str,
}

/// A Rust type that a column can hold: a [`Scalar`], or an `Option` of one.
///
/// ```
/// # use crocus::prelude::*;
/// #[derive(Debug, Clone, PartialEq, ColumnType)]
/// struct Email(String);
///
/// #[derive(Debug, Clone, Model)]
/// struct User {
///     #[column(primary_key)]
///     id: i64,
///     email: Email, // stored as text
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "a column cannot hold this",
    note = "derive `ColumnType` for a newtype, `ColumnEnum` for an enum, or name a codec: `#[column(with = path)]`"
)]
pub trait ColumnType: Sized + 'static {
    /// The type without its `Option`.
    type Base: Scalar;
    /// [`NotNull`] or [`Nullable`].
    type Null: Nullness;
    /// The type as an outer join reads it: `Option` of the base.
    type Nullable: ColumnType<Base = Self::Base>;
    /// Whether it may be NULL.
    const NULLABLE: bool;
    /// How a column of the type is declared, and whether it may be NULL.
    #[doc(hidden)]
    const DECLARED_AS: (Declared, bool) = (<Self::Base as Scalar>::DECLARED, Self::NULLABLE);

    /// Reads the value of one column of a row.
    ///
    /// # Errors
    ///
    /// When the stored value is not one of this type, or breaks the column's format.
    fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault>;

    /// Reads one column of a row, for generated code.
    #[doc(hidden)]
    #[inline]
    fn read(row: &mut Reader<'_>, column: usize, format: Format) -> Option<Self> {
        let read = match row.value(column) {
            Ok(value) => Self::decode(value, format),
            Err(fault) => Err(fault),
        };
        row.keep(column, read)
    }

    /// Writes the value, as the column's format demands.
    ///
    /// # Errors
    ///
    /// When the value does not fit the column: too long, too large, not a number.
    fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault>;

    /// Takes another value, as a column of the type stores it.
    ///
    /// # Errors
    ///
    /// Like [`decode`](ColumnType::decode).
    #[inline]
    fn write_back(&mut self, value: ValueRef<'_>, format: Format) -> Result<(), Fault> {
        *self = Self::decode(value, format)?;
        Ok(())
    }

    /// The stored value, which takes over what the value owns.
    ///
    /// # Errors
    ///
    /// Like [`encode`](ColumnType::encode).
    #[doc(hidden)]
    fn into_value(self, format: Format) -> Result<Value, Fault> {
        Value::of(&self, format)
    }

    /// Whether both would be stored as the same value; decides what a flush writes.
    fn same(&self, other: &Self) -> bool {
        let format = Format::Plain;
        match (Value::of(self, format), Value::of(other, format)) {
            (Ok(one), Ok(two)) => one == two,
            _ => false,
        }
    }
}

/// A [`ColumnType`] that is never NULL.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "a column cannot hold this"
)]
pub trait Scalar: ColumnType<Base = Self> + Clone {
    /// What the type can be compared with: types of one class compare in SQL.
    type Class;
    /// How `CREATE TABLE` declares it.
    const DECLARED: Declared;
    /// The least and the greatest integer that it holds, if it is one.
    const BOUNDS: Option<(i64, i64)> = None;
}

/// A [`Scalar`] that SQL text functions accept.
#[diagnostic::on_unimplemented(
    message = "this needs a text column, and `{Self}` is not text",
    label = "not text"
)]
pub trait IsText: Scalar {}

/// A [`Scalar`] that SQL calculates with.
#[diagnostic::on_unimplemented(
    message = "this needs a number, and `{Self}` is not one",
    label = "not a number"
)]
pub trait IsNumber: Scalar {}

impl<T: Scalar> ColumnType for Option<T> {
    type Base = T;
    type Null = Nullable;
    type Nullable = Option<T>;
    const NULLABLE: bool = true;

    #[inline]
    fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::decode(value, format).map(Some),
        }
    }

    #[inline]
    fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        match self {
            None => sink.null(),
            Some(value) => value.encode(format, sink),
        }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (None, None) => true,
            (Some(one), Some(two)) => one.same(two),
            _ => false,
        }
    }

    fn into_value(self, format: Format) -> Result<Value, Fault> {
        match self {
            None => Ok(Value::Null),
            Some(value) => value.into_value(format),
        }
    }
}

impl Value {
    /// What `value` is stored as in a column of this format.
    ///
    /// # Errors
    ///
    /// When the value does not fit.
    pub(crate) fn of<T: ColumnType>(value: &T, format: Format) -> Result<Value, Fault> {
        let mut stored = Value::Null;
        value.encode(format, Sink::new(&mut stored))?;
        Ok(stored)
    }
}
