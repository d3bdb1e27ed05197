//! One stored value, owned or borrowed.

use super::ticket::Ticket;

/// One value of SQLite's five storage classes, or the key that a pending entity will get.
///
/// ```
/// use crocus::Value;
///
/// assert_eq!(Value::from(5), Value::Integer(5));
/// assert_eq!(Value::from("x"), Value::Text("x".into()));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// No value.
    Null,
    /// A signed integer of up to 8 bytes.
    Integer(i64),
    /// A floating point number of 8 bytes, never NaN.
    Real(f64),
    /// UTF-8 text.
    Text(String),
    /// Bytes as they are.
    Blob(Vec<u8>),
    /// The key of an entity that has none yet; a flush replaces it.
    Pending(Ticket),
}

/// A value borrowed from a row; it lives until the next row is read.
///
/// ```
/// use crocus::ValueRef;
///
/// fn is_empty(value: ValueRef<'_>) -> bool {
///     matches!(value, ValueRef::Null | ValueRef::Text(b"") | ValueRef::Blob(b""))
/// }
/// assert!(is_empty(ValueRef::Text(b"")));
/// assert!(!is_empty(ValueRef::Integer(0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ValueRef<'a> {
    /// No value.
    Null,
    /// A signed integer of up to 8 bytes.
    Integer(i64),
    /// A floating point number of 8 bytes.
    Real(f64),
    /// Text; SQLite does not promise that it is UTF-8.
    Text(&'a [u8]),
    /// Bytes as they are.
    Blob(&'a [u8]),
}

impl Value {
    /// Borrows the value; a pending key reads as NULL.
    ///
    /// ```
    /// use crocus::{Value, ValueRef};
    ///
    /// assert_eq!(Value::Integer(1).as_ref(), ValueRef::Integer(1));
    /// ```
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Value::Null | Value::Pending(_) => ValueRef::Null,
            Value::Integer(integer) => ValueRef::Integer(*integer),
            Value::Real(real) => ValueRef::Real(*real),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Value::Integer(integer)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl<'a> From<rusqlite::types::ValueRef<'a>> for ValueRef<'a> {
    #[inline]
    fn from(value: rusqlite::types::ValueRef<'a>) -> Self {
        match value {
            rusqlite::types::ValueRef::Null => ValueRef::Null,
            rusqlite::types::ValueRef::Integer(integer) => ValueRef::Integer(integer),
            rusqlite::types::ValueRef::Real(real) => ValueRef::Real(real),
            rusqlite::types::ValueRef::Text(text) => ValueRef::Text(text),
            rusqlite::types::ValueRef::Blob(bytes) => ValueRef::Blob(bytes),
        }
    }
}
