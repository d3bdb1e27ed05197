//! Where one value is written to: a parameter of a statement, or a [`Value`].

use std::fmt;

use super::fault::Fault;
use super::ticket::Ticket;
use super::value::{Value, ValueRef};

/// What stands behind a [`Sink`].
pub(crate) trait Target {
    /// Takes the value.
    fn put(&mut self, value: ValueRef<'_>) -> Result<(), Fault>;
    /// Takes text, which is UTF-8.
    fn put_text(&mut self, text: &str) -> Result<(), Fault> {
        self.put(ValueRef::Text(text.as_bytes()))
    }
    /// Takes the key of an entity that has none in its struct yet.
    fn put_pending(&mut self, ticket: Ticket) -> Result<(), Fault>;
}

/// Takes exactly one value; a [`ColumnType`](super::ColumnType) writes itself into it.
///
/// ```
/// # use crocus::{ColumnType, Declared, Fault, Format, Scalar, Sink, Value, ValueRef, expr::{Bind, NotNull}};
/// #[derive(Debug, Clone, Copy)]
/// struct Percent(u8);
///
/// impl ColumnType for Percent {
///     # type Base = Self; type Null = NotNull; type Nullable = Option<Self>; const NULLABLE: bool = false;
///     # fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> { u8::decode(value, format).map(Percent) }
///     fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
///         match self.0 {
///             0..=100 => sink.integer(self.0.into()),
///             more => Err(Fault::value(format!("{more} % is more than all"))),
///         }
///     }
/// }
/// # impl Scalar for Percent { type Class = Self; const DECLARED: Declared = u8::DECLARED; }
/// assert_eq!(Percent(40).stored().unwrap(), Value::Integer(40));
/// assert!(Percent(140).stored().is_err());
/// ```
pub struct Sink<'a>(&'a mut dyn Target);

impl<'a> Sink<'a> {
    #[inline]
    pub(crate) fn new(target: &'a mut dyn Target) -> Self {
        Sink(target)
    }

    /// Writes NULL.
    ///
    /// ```
    /// # use crocus::{ColumnType, Declared, Fault, Format, Scalar, Sink, Value, ValueRef, expr::{Bind, Nullable}};
    /// # #[derive(Debug, Clone)]
    /// /// A text of which an empty one is stored as NULL.
    /// struct Note(String);
    ///
    /// impl ColumnType for Note {
    ///     # type Base = String; type Null = Nullable; type Nullable = Option<String>; const NULLABLE: bool = true;
    ///     # fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> { Ok(Note(Option::decode(value, format)?.unwrap_or_default())) }
    ///     fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
    ///         if self.0.is_empty() { sink.null() } else { self.0.encode(format, sink) }
    ///     }
    /// }
    /// assert_eq!(Note(String::new()).stored().unwrap(), Value::Null);
    /// ```
    ///
    /// # Errors
    ///
    /// When the target refuses the value; so do all of these.
    #[inline]
    pub fn null(self) -> Result<(), Fault> {
        self.0.put(ValueRef::Null)
    }

    /// Writes an integer.
    ///
    /// ```
    /// # use crocus::{ColumnType, Declared, Fault, Format, Scalar, Sink, Value, ValueRef, expr::{Bind, NotNull}};
    /// # #[derive(Debug, Clone)]
    /// # struct Flags { bold: bool, italic: bool }
    /// impl ColumnType for Flags {
    ///     # type Base = Self; type Null = NotNull; type Nullable = Option<Self>; const NULLABLE: bool = false;
    ///     # fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> { u8::decode(value, format).map(|bits| Flags { bold: bits & 1 != 0, italic: bits & 2 != 0 }) }
    ///     fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
    ///         sink.integer(i64::from(self.bold) | i64::from(self.italic) << 1)
    ///     }
    /// }
    /// # impl Scalar for Flags { type Class = Self; const DECLARED: Declared = u8::DECLARED; }
    /// assert_eq!(Flags { bold: true, italic: true }.stored().unwrap(), Value::Integer(3));
    /// ```
    ///
    /// # Errors
    ///
    /// When the target refuses the value.
    #[inline]
    pub fn integer(self, integer: i64) -> Result<(), Fault> {
        self.0.put(ValueRef::Integer(integer))
    }

    /// Writes a floating point number.
    ///
    /// ```
    /// # use crocus::{ColumnType, Declared, Fault, Format, Scalar, Sink, Value, ValueRef, expr::{Bind, NotNull}};
    /// # #[derive(Debug, Clone)]
    /// # struct Metres(f64);
    /// impl ColumnType for Metres {
    ///     # type Base = Self; type Null = NotNull; type Nullable = Option<Self>; const NULLABLE: bool = false;
    ///     # fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> { f64::decode(value, format).map(Metres) }
    ///     fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
    ///         sink.real(self.0)
    ///     }
    /// }
    /// # impl Scalar for Metres { type Class = Self; const DECLARED: Declared = f64::DECLARED; }
    /// assert_eq!(Metres(1.5).stored().unwrap(), Value::Real(1.5));
    /// assert!(Metres(f64::NAN).stored().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When it is NaN, which SQLite would store as NULL.
    #[inline]
    pub fn real(self, real: f64) -> Result<(), Fault> {
        if real.is_nan() {
            return Err(Fault::value(
                "NaN cannot be stored: SQLite would make it NULL",
            ));
        }
        self.0.put(ValueRef::Real(real))
    }

    /// Writes text.
    ///
    /// ```
    /// # use crocus::{ColumnType, Declared, Fault, Format, Scalar, Sink, Value, ValueRef, expr::{Bind, NotNull}};
    /// # #[derive(Debug, Clone)]
    /// # struct Language([u8; 2]);
    /// impl ColumnType for Language {
    ///     # type Base = Self; type Null = NotNull; type Nullable = Option<Self>; const NULLABLE: bool = false;
    ///     # fn decode(_: ValueRef<'_>, _: Format) -> Result<Self, Fault> { Ok(Language(*b"en")) }
    ///     fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
    ///         sink.text(std::str::from_utf8(&self.0).map_err(Fault::value)?)
    ///     }
    /// }
    /// # impl Scalar for Language { type Class = Self; const DECLARED: Declared = String::DECLARED; }
    /// assert_eq!(Language(*b"fr").stored().unwrap(), Value::from("fr"));
    /// ```
    ///
    /// # Errors
    ///
    /// When the target refuses the value.
    #[inline]
    pub fn text(self, text: &str) -> Result<(), Fault> {
        self.0.put_text(text)
    }

    /// Writes bytes.
    ///
    /// ```
    /// # use crocus::{ColumnType, Declared, Fault, Format, Scalar, Sink, Value, ValueRef, expr::{Bind, NotNull}};
    /// # #[derive(Debug, Clone)]
    /// # struct Address(std::net::Ipv4Addr);
    /// impl ColumnType for Address {
    ///     # type Base = Self; type Null = NotNull; type Nullable = Option<Self>; const NULLABLE: bool = false;
    ///     # fn decode(_: ValueRef<'_>, _: Format) -> Result<Self, Fault> { Ok(Address([0; 4].into())) }
    ///     fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
    ///         sink.blob(&self.0.octets())
    ///     }
    /// }
    /// # impl Scalar for Address { type Class = Self; const DECLARED: Declared = <Vec<u8>>::DECLARED; }
    /// assert_eq!(Address([10, 0, 0, 7].into()).stored().unwrap(), Value::Blob(vec![10, 0, 0, 7]));
    /// ```
    ///
    /// # Errors
    ///
    /// When the target refuses the value.
    #[inline]
    pub fn blob(self, bytes: &[u8]) -> Result<(), Fault> {
        self.0.put(ValueRef::Blob(bytes))
    }

    /// Writes the key that the entity will have.
    ///
    /// # Errors
    ///
    /// When the entity has no key and will not get one here.
    pub(crate) fn pending(self, ticket: Ticket) -> Result<(), Fault> {
        self.0.put_pending(ticket)
    }
}

impl fmt::Debug for Sink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sink")
    }
}

impl Target for Value {
    fn put(&mut self, value: ValueRef<'_>) -> Result<(), Fault> {
        *self = match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(integer) => Value::Integer(integer),
            ValueRef::Real(real) => Value::Real(real),
            // Sinks take text only as `&str`.
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        };
        Ok(())
    }

    fn put_text(&mut self, text: &str) -> Result<(), Fault> {
        *self = Value::Text(text.to_owned());
        Ok(())
    }

    fn put_pending(&mut self, ticket: Ticket) -> Result<(), Fault> {
        *self = Value::Pending(ticket);
        Ok(())
    }
}
