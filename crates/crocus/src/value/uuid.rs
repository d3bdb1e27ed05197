//! UUIDs, as text in lower case with hyphens.

use uuid::Uuid;

use super::class::Other;
use super::column_type::{ColumnType, Declared, NotNull, Scalar};
use super::fault::Fault;
use super::format::Format;
use super::shown::Shown;
use super::sink::Sink;
use super::value::ValueRef;

impl ColumnType for Uuid {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    /// Reads 36 characters with hyphens, 32 without as SQLAlchemy writes them, or 16 bytes.
    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        let uuid = match value {
            ValueRef::Text(text) => Uuid::try_parse_ascii(text).ok(),
            ValueRef::Blob(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        };
        uuid.ok_or_else(|| Fault::decode(format!("expected a UUID, found {}", Shown(value))))
    }

    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        sink.text(self.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl Scalar for Uuid {
    type Class = Other<Self>;
    const DECLARED: Declared = Declared {
        name: "CHAR(36)",
        strict: "TEXT",
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_form_is_read() {
        let uuid = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        let forms = [uuid.hyphenated().to_string(), uuid.simple().to_string()];
        for form in &forms {
            let value = ValueRef::Text(form.as_bytes());
            assert_eq!(Uuid::decode(value, Format::Plain).unwrap(), uuid);
        }
        let value = ValueRef::Blob(uuid.as_bytes());
        assert_eq!(Uuid::decode(value, Format::Plain).unwrap(), uuid);
        assert!(Uuid::decode(ValueRef::Text(b"01234567"), Format::Plain).is_err());
    }
}
