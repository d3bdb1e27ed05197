//! Bytes.

use super::class::Blob;
use super::column_type::{ColumnType, Declared, NotNull, Scalar};
use super::fault::Fault;
use super::format::Format;
use super::shown::Shown;
use super::sink::Sink;
use super::value::ValueRef;

impl ColumnType for Vec<u8> {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        match value {
            ValueRef::Blob(bytes) => Ok(bytes.to_vec()),
            value => Err(Fault::decode(format!(
                "expected a blob, found {}",
                Shown(value)
            ))),
        }
    }

    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        sink.blob(self)
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl Scalar for Vec<u8> {
    type Class = Blob;
    const DECLARED: Declared = Declared {
        name: "BLOB",
        strict: "BLOB",
    };
}
