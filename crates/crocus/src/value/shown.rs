//! Values in the words of messages, shortened.

use std::fmt;

use super::value::ValueRef;

/// How many characters of a text a message shows.
const SHOWN: usize = 40;

/// A value as a message shows it.
pub(crate) struct Shown<'a>(pub(crate) ValueRef<'a>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ValueRef::Null => f.write_str("NULL"),
            ValueRef::Integer(integer) => write!(f, "the integer {integer}"),
            ValueRef::Real(real) => write!(f, "the number {real:?}"),
            ValueRef::Text(text) => match std::str::from_utf8(text) {
                Ok(text) => write!(f, "the text {}", ShownText(text)),
                Err(_) => write!(f, "a text of {} bytes that is not UTF-8", text.len()),
            },
            ValueRef::Blob(bytes) => write!(f, "a blob of {} bytes", bytes.len()),
        }
    }
}

/// A value as it stands behind `column=` in a message.
pub(crate) struct ShownBare<'a>(pub(crate) ValueRef<'a>);

impl fmt::Display for ShownBare<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ValueRef::Null => f.write_str("NULL"),
            ValueRef::Integer(integer) => write!(f, "{integer}"),
            ValueRef::Real(real) => write!(f, "{real}"),
            ValueRef::Text(text) => ShownText(&String::from_utf8_lossy(text)).fmt(f),
            ValueRef::Blob(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

/// A text as a message shows it, in quotes.
pub(crate) struct ShownText<'a>(pub(crate) &'a str);

impl fmt::Display for ShownText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(f, "{:?}…", &self.0[..end]),
            None => write!(f, "{:?}", self.0),
        }
    }
}
