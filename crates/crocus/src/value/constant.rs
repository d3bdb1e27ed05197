//! A value that stands in a statement.

use super::value::{Value, ValueRef};

/// As many bytes as fit beside the tag of a [`Value`] without making it larger.
const ROOM: usize = 24;
/// As many of them as are text; the last one is its length.
const MOST: usize = ROOM - 1;

/// A value in the tree of a statement: a [`Value`], but that a short text needs no allocation.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// Any value.
    Value(Value),
    /// A text of a few bytes.
    Short(ShortText),
}

/// A text that is kept where it stands.
///
/// Whole words: what is moved in other pieces than it was written in stalls the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(8))]
pub struct ShortText([u8; ROOM]);

impl ShortText {
    #[inline]
    fn new(text: &str) -> Option<Self> {
        if text.len() > MOST {
            return None;
        }
        let mut bytes = [0; ROOM];
        bytes
            .get_mut(..text.len())?
            .copy_from_slice(text.as_bytes());
        bytes[MOST] = u8::try_from(text.len()).ok()?;
        Some(ShortText(bytes))
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        let length = usize::from(self.0[MOST]);
        self.0.get(..length).unwrap_or_default()
    }
}

impl Constant {
    /// NULL.
    pub(crate) const NULL: Constant = Constant::Value(Value::Null);

    /// Borrows the value; a pending key reads as NULL.
    #[inline]
    pub(crate) fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Constant::Value(value) => value.as_ref(),
            Constant::Short(text) => ValueRef::Text(text.as_bytes()),
        }
    }

    #[inline]
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Constant::Value(Value::Null))
    }

    #[inline]
    pub(crate) fn is_pending(&self) -> bool {
        matches!(self, Constant::Value(Value::Pending(_)))
    }

    /// The value by itself.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Constant::Value(value) => value.clone(),
            Constant::Short(text) => {
                Value::Text(String::from_utf8_lossy(text.as_bytes()).into_owned())
            }
        }
    }
}

impl From<Value> for Constant {
    #[inline]
    fn from(value: Value) -> Self {
        Constant::Value(value)
    }
}

impl From<i64> for Constant {
    fn from(integer: i64) -> Self {
        Constant::Value(Value::Integer(integer))
    }
}

impl From<String> for Constant {
    #[inline]
    fn from(text: String) -> Self {
        Constant::Value(Value::Text(text))
    }
}

impl From<&str> for Constant {
    #[inline]
    fn from(text: &str) -> Self {
        match ShortText::new(text) {
            Some(short) => Constant::Short(short),
            None => Constant::Value(Value::from(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_any_length_is_kept_as_it_is() {
        for length in 0..3 * MOST {
            let text: String = "æ1€x".chars().cycle().take(length).collect();
            let constant = Constant::from(text.as_str());
            let short = matches!(constant, Constant::Short(_));
            assert_eq!(short, text.len() <= MOST);
            assert_eq!(constant.as_ref(), ValueRef::Text(text.as_bytes()));
            assert_eq!(constant.to_value(), Value::Text(text));
        }
    }

    #[test]
    fn a_short_text_takes_no_more_room_than_a_value() {
        assert_eq!(size_of::<Constant>(), size_of::<Value>());
    }
}
