//! Text.

use super::class::Text;
use super::column_type::{ColumnType, Declared, IsText, NotNull, Scalar};
use super::fault::Fault;
use super::format::Format;
use super::shown::{Shown, ShownText};
use super::sink::Sink;
use super::value::{Value, ValueRef};

impl ColumnType for String {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    #[inline]
    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        text_of(value).map(str::to_owned)
    }

    #[inline]
    fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        check_length(self, format)?;
        sink.text(self)
    }

    #[inline]
    fn into_value(self, format: Format) -> Result<Value, Fault> {
        check_length(&self, format)?;
        Ok(Value::Text(self))
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl Scalar for String {
    type Class = Text;
    const DECLARED: Declared = Declared {
        name: "TEXT",
        strict: "TEXT",
    };
}

impl IsText for String {}

/// The text of a value.
#[inline]
pub(super) fn text_of(value: ValueRef<'_>) -> Result<&str, Fault> {
    if let ValueRef::Text(bytes) = value
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Ok(text);
    }
    Err(no_text(value))
}

#[cold]
fn no_text(value: ValueRef<'_>) -> Fault {
    Fault::decode(format!("expected text, found {}", Shown(value)))
}

#[inline]
pub(crate) fn check_length(text: &str, format: Format) -> Result<(), Fault> {
    match format {
        Format::Text { length } => check_at_most(text, length),
        _ => Ok(()),
    }
}

fn check_at_most(text: &str, length: u32) -> Result<(), Fault> {
    let most = usize::try_from(length).unwrap_or(usize::MAX);
    // A text has at most as many characters as bytes.
    if text.len() <= most {
        return Ok(());
    }
    match text.chars().count() {
        count if count <= most => Ok(()),
        count => Err(Fault::value(format!(
            "the text has {count} characters, at most {length} fit: {}",
            ShownText(text)
        ))),
    }
}
