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
/// Whole words, as all of a [`Value`]: what is moved in other pieces than it was written in stalls the
/// processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(8))]
pub struct ShortText([u8; ROOM]);

impl ShortText {
    #[expect(
        clippy::inline_always,
        reason = "a node stands still while it is new; see `Node`"
    )]
    #[inline(always)]
    fn new(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.len() > MOST {
            return None;
        }
        let (first, second) = words(text);
        let rest = text.get(16..).map_or(0, |rest| words(rest).0);
        let last = rest | (text.len() as u64) << 56;
        let mut bytes = [0; ROOM];
        bytes[..8].copy_from_slice(&first.to_le_bytes());
        bytes[8..16].copy_from_slice(&second.to_le_bytes());
        bytes[16..].copy_from_slice(&last.to_le_bytes());
        Some(ShortText(bytes))
    }

    #[inline]
    fn as_bytes(&self) -> &[u8] {
        let length = usize::from(self.0[MOST]);
        self.0.get(..length).unwrap_or_default()
    }
}

/// The first 16 bytes as two words, with zeros for those that are missing. Of a text that stands in the
/// program nothing is left of this when it runs.
#[inline]
fn words(bytes: &[u8]) -> (u64, u64) {
    match bytes.split_first_chunk() {
        None => (word(bytes), 0),
        Some((first, rest)) => {
            let second = rest
                .first_chunk()
                .map_or_else(|| word(rest), |second| u64::from_le_bytes(*second));
            (u64::from_le_bytes(*first), second)
        }
    }
}

/// The same of less than 8 bytes.
#[inline]
fn word(bytes: &[u8]) -> u64 {
    if let (Some(low), Some(high)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (low, high) = (u32::from_le_bytes(*low), u32::from_le_bytes(*high));
        return u64::from(low) | u64::from(high) << (8 * (bytes.len() - 4));
    }
    bytes
        .iter()
        .rev()
        .fold(0, |word, byte| word << 8 | u64::from(*byte))
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

    /// Whether dropping it does nothing.
    #[inline]
    pub(crate) fn owns_nothing(&self) -> bool {
        !matches!(self, Constant::Value(Value::Text(_) | Value::Blob(_)))
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
    #[expect(
        clippy::inline_always,
        reason = "a node stands still while it is new; see `Node`"
    )]
    #[inline(always)]
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
