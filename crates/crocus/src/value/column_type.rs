//! The Rust types that a column can hold.

use super::fault::Fault;
use super::format::Format;
use super::reader::Reader;
use super::sink::Sink;
use super::value::{Value, ValueRef};

/// Marks a column that always has a value.
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
/// use crocus::expr::{Expr, NotNull, Of, Operand};
///
/// // `NotNull` refuses `None`, which no price is less than
/// fn cheaper<P: Operand<i64, NotNull>>(price: P) -> Expr<P::With<Of<Book>>, bool> {
///     Book::price.lt(price)
/// }
/// assert_eq!(Book::count(cheaper(15), &mut s)?, 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct NotNull;

/// Marks a column that may be NULL.
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
/// use crocus::expr::{Expr, Nullable, Of, Operand};
///
/// // `Nullable` takes `None` too, and finds the rows that hold NULL
/// fn with_email<E: Operand<String, Nullable>>(email: E) -> Expr<E::With<Of<User>>, bool> {
///     User::email.eq(email)
/// }
/// assert_eq!(User::count(with_email(None), &mut s)?, 1);
/// assert_eq!(User::count(with_email("ada@example.com"), &mut s)?, 0);
/// # Ok(())
/// # }
/// ```
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
///
/// ```
/// # use crocus::prelude::*;
/// #[derive(Debug, Clone, Model)]
/// struct Sample {
///     #[column(primary_key)]
///     id: i64,
///     weight: f64,
/// }
///
/// let weight = Sample::table().columns[1].declared;
/// assert_eq!((weight.name, weight.strict), ("FLOAT", "REAL"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// The name in an ordinary table, such as `TEXT`; a column with a length is declared `VARCHAR(50)`,
    /// one with a precision and a scale `NUMERIC(10, 2)`.
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
///
/// assert_eq!(User::table().columns[1].declared.name, "TEXT");
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
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// assert!(!i64::NULLABLE);
    /// assert!(Option::<i64>::NULLABLE);
    /// ```
    const NULLABLE: bool;
    /// How a column of the type is declared, and whether it may be NULL.
    #[doc(hidden)]
    const DECLARED_AS: (Declared, bool) = (<Self::Base as Scalar>::DECLARED, Self::NULLABLE);

    /// Reads the value of one column of a row.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// use crocus::{Format, ValueRef};
    ///
    /// assert_eq!(u8::decode(ValueRef::Integer(7), Format::Plain).unwrap(), 7);
    /// let fault = u8::decode(ValueRef::Integer(700), Format::Plain).unwrap_err();
    /// assert_eq!(fault.to_string(), "the integer 700 is out of the bounds of u8");
    /// ```
    ///
    /// # Errors
    ///
    /// When the stored value is not one of this type, or breaks the column's format.
    fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault>;

    /// Reads one column of a row, for generated code.
    #[doc(hidden)]
    #[inline]
    fn read(row: &mut Reader<'_>, column: usize, format: Format) -> Option<Self> {
        let read = row.row.get(column, format);
        row.keep(column, read)
    }

    /// Writes the value, as the column's format demands.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// # use crocus::{Declared, Fault, Format, Scalar, Sink, Value, ValueRef, expr::{Bind, NotNull}};
    /// #[derive(Debug, Clone)]
    /// struct Initials(char, char);
    ///
    /// impl ColumnType for Initials {
    ///     # type Base = Self; type Null = NotNull; type Nullable = Option<Self>; const NULLABLE: bool = false;
    ///     # fn decode(_: ValueRef<'_>, _: Format) -> Result<Self, Fault> { Ok(Initials('?', '?')) }
    ///     fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
    ///         // through `String`, which keeps to the length of the column
    ///         format!("{}.{}.", self.0, self.1).encode(format, sink)
    ///     }
    /// }
    /// # impl Scalar for Initials { type Class = Self; const DECLARED: Declared = String::DECLARED; }
    /// assert_eq!(Initials('A', 'L').stored().unwrap(), Value::from("A.L."));
    /// ```
    ///
    /// # Errors
    ///
    /// When the value does not fit the column: too long, too large, not a number.
    fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault>;

    /// Takes another value, as a column of the type stores it.
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// use crocus::{Format, ValueRef};
    ///
    /// let mut name = "ada".to_owned();
    /// name.write_back(ValueRef::Text(b"Ada"), Format::Plain).unwrap();
    /// assert_eq!(name, "Ada");
    /// ```
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
    ///
    /// ```
    /// # use crocus::prelude::*;
    /// assert!(f64::NAN.same(&f64::NAN)); // `==` would write the column with every flush
    /// assert!(!0.0_f64.same(&-0.0));
    /// ```
    fn same(&self, other: &Self) -> bool {
        let format = Format::Plain;
        match (Value::of(self, format), Value::of(other, format)) {
            (Ok(one), Ok(two)) => one == two,
            _ => false,
        }
    }
}

/// A [`ColumnType`] that is never NULL; written by hand for what is neither a newtype nor an enum.
///
/// It is a column like any other. As the key of a model, others refer to it by an entity, a model, or
/// [`ForeignKey::new`](crate::ForeignKey::new).
///
/// ```
/// # use crocus::prelude::*;
/// use crocus::{Declared, Fault, Format, Scalar, Sink, ValueRef, expr::NotNull};
///
/// #[derive(Debug, Clone, PartialEq)]
/// struct Release { major: u16, minor: u16 }
///
/// impl ColumnType for Release {
///     type Base = Self;
///     type Null = NotNull;
///     type Nullable = Option<Self>;
///     const NULLABLE: bool = false;
///
///     fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
///         let text = String::decode(value, format)?;
///         let parts = text.split_once('.').and_then(|(major, minor)| {
///             Some(Release { major: major.parse().ok()?, minor: minor.parse().ok()? })
///         });
///         parts.ok_or_else(|| Fault::decode(format!("`{text}` is no release")))
///     }
///
///     fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
///         format!("{}.{}", self.major, self.minor).encode(format, sink)
///     }
/// }
///
/// impl Scalar for Release {
///     type Class = Self; // compares with nothing else
///     const DECLARED: Declared = String::DECLARED;
/// }
///
/// # fn main() -> crocus::Result<()> {
/// # let mut s = Engine::memory()?.session();
/// let latest = Release { major: 1, minor: 4 };
/// let found: Release = sql("SELECT :latest").bind("latest", latest.clone()).scalar(&mut s)?;
/// assert_eq!(found, latest);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column type",
    label = "a column cannot hold this"
)]
pub trait Scalar: ColumnType<Base = Self> + Clone {
    /// What the type can be compared with: types of one class compare in SQL.
    type Class;
    /// How `CREATE TABLE` declares it.
    ///
    /// ```
    /// use crocus::Scalar;
    ///
    /// assert_eq!(bool::DECLARED.name, "BOOLEAN");
    /// assert_eq!(bool::DECLARED.strict, "INTEGER"); // a STRICT table knows no other
    /// ```
    const DECLARED: Declared;
    /// The least and the greatest integer that it holds, if it is one.
    ///
    /// ```
    /// use crocus::Scalar;
    ///
    /// assert_eq!(u8::BOUNDS, Some((0, 255)));
    /// assert_eq!(String::BOUNDS, None);
    /// ```
    const BOUNDS: Option<(i64, i64)> = None;
}

/// A [`Scalar`] that SQL text functions accept.
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
/// use crocus::{Column, IsText};
///
/// fn search<T: IsText>(column: Column<User, T>, word: &str) -> Predicate<User> {
///     column.contains(word)
/// }
/// assert!(User::exists(search(User::name, "ad"), &mut s)?); // with `User::age` it does not compile
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "this needs a text column, and `{Self}` is not text",
    label = "not text"
)]
pub trait IsText: Scalar {}

/// A [`Scalar`] that SQL calculates with.
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
/// use crocus::{Column, IsNumber};
///
/// fn mean<T: IsNumber>(column: Column<User, T>, s: &mut Session) -> crocus::Result<Option<f64>> {
///     User::select().columns(column.avg()).one(s)
/// }
/// assert_eq!(mean(User::age, &mut s)?, Some(36.0)); // with `User::name` it does not compile
/// # Ok(())
/// # }
/// ```
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
