//! Primary keys.

use std::fmt::Debug;
use std::hash::Hash;

use crate::value::{ColumnType, Fault, Format, Reader, Scalar, Sink, ValueRef};

/// The type of a primary key: a scalar, or a tuple of scalars where it has several columns.
///
/// ```
/// # use crocus::prelude::*;
/// # #[derive(Debug, Clone, Model)]
/// # struct User { #[column(primary_key)] id: i64, #[column(unique)] name: String, #[column(default = 18)] age: i64, email: Option<String> }
/// use std::collections::HashMap;
///
/// fn by_key<M: Model>(rows: Vec<M>) -> HashMap<M::Key, M> {
///     rows.into_iter().map(|row| (row.key(), row)).collect()
/// }
///
/// let users = by_key(vec![User { id: 7, name: "ada".into(), age: 36, email: None }]);
/// assert_eq!(users[&7].name, "ada");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a primary key",
    label = "not a key type",
    note = "a key is a column type that implements `Debug`, `Clone`, `Eq`, `Hash` and `Send`"
)]
pub trait Key: Clone + Eq + Hash + Debug + Send + 'static {
    /// How many columns the key has.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// use crocus::Key;
    ///
    /// #[derive(Debug, Clone, Model)]
    /// #[model(primary_key(order, line))]
    /// struct Item {
    ///     order: i64,
    ///     line: i32,
    /// }
    ///
    /// assert_eq!(<Item as Model>::Key::PARTS, 2); // the key is `(i64, i32)`
    /// ```
    const PARTS: usize;

    /// Reads it from the columns that hold its parts; `None` and the fault kept where one cannot be read.
    #[doc(hidden)]
    fn read(row: &mut Reader<'_>, column: impl Fn(usize) -> (usize, Format)) -> Option<Self>;

    /// Writes the value of one of its columns.
    ///
    /// # Errors
    ///
    /// When the value does not fit the column.
    #[doc(hidden)]
    fn encode(&self, part: usize, format: Format, sink: Sink<'_>) -> Result<(), Fault>;

    /// The key with another value in one of its columns.
    ///
    /// # Errors
    ///
    /// When the value is not one of the column's type.
    #[doc(hidden)]
    fn with_part(self, part: usize, format: Format, value: ValueRef<'_>) -> Result<Self, Fault>;
}

impl<T: Scalar + Eq + Hash + Debug + Send> Key for T {
    const PARTS: usize = 1;

    #[inline]
    fn read(row: &mut Reader<'_>, column: impl Fn(usize) -> (usize, Format)) -> Option<Self> {
        let (column, format) = column(0);
        ColumnType::read(row, column, format)
    }

    fn encode(&self, _part: usize, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        ColumnType::encode(self, format, sink)
    }

    fn with_part(self, _part: usize, format: Format, value: ValueRef<'_>) -> Result<Self, Fault> {
        ColumnType::decode(value, format)
    }
}

macro_rules! composite {
    ($parts:literal: $($type:ident $part:tt),*) => {
        impl<$($type: Scalar + Eq + Hash + Debug + Send),*> Key for ($($type,)*) {
            const PARTS: usize = $parts;

            #[inline]
            fn read(
                row: &mut Reader<'_>,
                column: impl Fn(usize) -> (usize, Format),
            ) -> Option<Self> {
                Some(($({
                    let (column, format) = column($part);
                    <$type as ColumnType>::read(row, column, format)?
                },)*))
            }

            fn encode(&self, part: usize, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
                match part {
                    $($part => ColumnType::encode(&self.$part, format, sink),)*
                    _ => Err(Fault::misuse("the key has fewer parts")),
                }
            }

            fn with_part(
                mut self,
                part: usize,
                format: Format,
                value: ValueRef<'_>,
            ) -> Result<Self, Fault> {
                match part {
                    $($part => self.$part = ColumnType::decode(value, format)?,)*
                    _ => return Err(Fault::misuse("the key has fewer parts")),
                }
                Ok(self)
            }
        }
    };
}

composite!(2: A 0, B 1);
composite!(3: A 0, B 1, C 2);
composite!(4: A 0, B 1, C 2, D 3);
