//! What is wrong with one value, before anybody knows which table and column it belongs to.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// Why a value could not be written into a column, or not be read from one.
///
/// [`ColumnType`](super::ColumnType)s return it; whoever knows the column turns it into an
/// [`Error`] that names table, column and the value.
///
/// ```
/// use crocus::{ErrorKind, Fault};
///
/// let fault = Fault::decode("`#zz0000` is no colour");
/// assert_eq!(fault.kind(), ErrorKind::Decode);
/// ```
#[derive(Debug)]
pub struct Fault(Box<Detail>);

#[derive(Debug)]
struct Detail {
    kind: ErrorKind,
    column: Option<usize>,
    row: Option<String>,
    message: String,
}

impl Fault {
    /// The value cannot be stored: out of bounds, too long, not a number.
    ///
    /// ```
    /// use crocus::{ErrorKind, Fault};
    ///
    /// let fault = Fault::value("a rating has at most 5 stars");
    /// assert_eq!(fault.kind(), ErrorKind::Value);
    /// ```
    #[cold]
    pub fn value(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Value, message)
    }

    /// The stored value is not one of the type that reads it.
    ///
    /// ```
    /// use crocus::{ErrorKind, Fault};
    ///
    /// let fault = "12:99".parse::<u8>().map_err(Fault::decode).unwrap_err();
    /// assert_eq!(fault.kind(), ErrorKind::Decode);
    /// assert_eq!(fault.to_string(), "invalid digit found in string");
    /// ```
    #[cold]
    pub fn decode(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Decode, message)
    }

    /// The program asked for something that has no meaning, such as the key of an undone entity.
    ///
    /// ```
    /// use crocus::{ErrorKind, Fault};
    ///
    /// let fault = Fault::misuse("the cipher needs a key before a secret is stored");
    /// assert_eq!(fault.kind(), ErrorKind::Misuse);
    /// ```
    #[cold]
    pub fn misuse(message: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Misuse, message)
    }

    fn new(kind: ErrorKind, message: impl fmt::Display) -> Self {
        Fault(Box::new(Detail {
            kind,
            column: None,
            row: None,
            message: message.to_string(),
        }))
    }

    /// The same fault in the `column`-th column of a row, unless a place is known already.
    pub(crate) fn in_column(mut self, column: usize) -> Self {
        self.0.column.get_or_insert(column);
        self
    }

    /// The same fault in a row that starts with the `start`-th column of a longer one.
    pub(crate) fn shifted(mut self, start: usize) -> Self {
        self.0.column = self.0.column.map(|column| column + start);
        self
    }

    /// The same fault in the row with this key, as in `id=7`.
    #[cold]
    pub(crate) fn in_row(mut self, key: String) -> Self {
        self.0.row = Some(key).filter(|key| !key.is_empty());
        self
    }

    /// The position of the column, where it is known.
    pub(crate) fn column(&self) -> Option<usize> {
        self.0.column
    }

    /// What kind of error this will be.
    ///
    /// ```
    /// use crocus::{ColumnType, ErrorKind, Format, ValueRef};
    ///
    /// let fault = bool::decode(ValueRef::Integer(2), Format::Plain).unwrap_err();
    /// assert_eq!(fault.kind(), ErrorKind::Decode);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The error that names `place`: a table and column such as `users.age`.
    #[cold]
    pub(crate) fn at(self, place: &str) -> Error {
        let message = match &self.0.row {
            Some(key) => format!("{place} in the row {key}: {}", self.0.message),
            None => format!("{place}: {}", self.0.message),
        };
        Error::new(self.0.kind, message)
    }

    /// The error, where no place is known.
    #[cold]
    pub(crate) fn nowhere(self) -> Error {
        Error::new(self.0.kind, self.0.message)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Fault {}
