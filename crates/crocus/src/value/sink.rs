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
pub struct Sink<'a>(&'a mut dyn Target);

impl<'a> Sink<'a> {
    pub(crate) fn new(target: &'a mut dyn Target) -> Self {
        Sink(target)
    }

    /// Writes NULL.
    ///
    /// # Errors
    ///
    /// When the target refuses the value; so do all of these.
    pub fn null(self) -> Result<(), Fault> {
        self.0.put(ValueRef::Null)
    }

    /// Writes an integer.
    ///
    /// # Errors
    ///
    /// When the target refuses the value.
    pub fn integer(self, integer: i64) -> Result<(), Fault> {
        self.0.put(ValueRef::Integer(integer))
    }

    /// Writes a floating point number.
    ///
    /// # Errors
    ///
    /// When it is NaN, which SQLite would store as NULL.
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
    /// # Errors
    ///
    /// When the target refuses the value.
    pub fn text(self, text: &str) -> Result<(), Fault> {
        self.0.put_text(text)
    }

    /// Writes bytes.
    ///
    /// # Errors
    ///
    /// When the target refuses the value.
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
