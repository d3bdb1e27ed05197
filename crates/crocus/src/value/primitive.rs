//! Integers, floating point numbers and booleans.

use super::class::{Boolean, Number};
use super::column_type::{ColumnType, Declared, IsNumber, NotNull, Scalar};
use super::fault::Fault;
use super::format::Format;
use super::shown::Shown;
use super::sink::Sink;
use super::value::{Value, ValueRef};

const INTEGER: Declared = Declared {
    name: "INTEGER",
    strict: "INTEGER",
};
const FLOAT: Declared = Declared {
    name: "FLOAT",
    strict: "REAL",
};
const BOOLEAN: Declared = Declared {
    name: "BOOLEAN",
    strict: "INTEGER",
};

/// The members of `ColumnType` that every scalar has alike.
macro_rules! scalar {
    ($type:ty, $class:ty, $declared:expr, $bounds:expr) => {
        impl Scalar for $type {
            type Class = $class;
            const DECLARED: Declared = $declared;
            const BOUNDS: Option<(i64, i64)> = $bounds;
        }
    };
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl ColumnType for $type {
            type Base = Self;
            type Null = NotNull;
            type Nullable = Option<Self>;
            const NULLABLE: bool = false;

            #[inline]
            fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
                if let ValueRef::Integer(integer) = value
                    && let Ok(integer) = <$type>::try_from(integer)
                {
                    return Ok(integer);
                }
                Err(no_integer(value, stringify!($type)))
            }

            #[inline]
            fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
                match i64::try_from(*self) {
                    Ok(integer) => sink.integer(integer),
                    Err(_) => Err(too_great(u64::try_from(*self).unwrap_or(u64::MAX))),
                }
            }

            #[inline]
            fn into_value(self, _format: Format) -> Result<Value, Fault> {
                match i64::try_from(self) {
                    Ok(integer) => Ok(Value::Integer(integer)),
                    Err(_) => Err(too_great(u64::try_from(self).unwrap_or(u64::MAX))),
                }
            }

            #[inline]
            fn same(&self, other: &Self) -> bool {
                self == other
            }
        }

        impl IsNumber for $type {}
        scalar!($type, Number, INTEGER, Some(bounds(<$type>::MIN as i128, <$type>::MAX as i128)));
    )*};
}

/// The bounds of a type, as far as SQLite's integers reach.
#[expect(clippy::cast_possible_truncation, reason = "both were made to fit")]
const fn bounds(least: i128, most: i128) -> (i64, i64) {
    let most = if most > i64::MAX as i128 {
        i64::MAX as i128
    } else {
        most
    };
    (least as i64, most as i64)
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

#[cold]
fn no_integer(value: ValueRef<'_>, wanted: &str) -> Fault {
    match value {
        ValueRef::Integer(integer) => Fault::decode(format!(
            "the integer {integer} is out of the bounds of {wanted}"
        )),
        value => Fault::decode(format!("expected an integer, found {}", Shown(value))),
    }
}

#[cold]
fn too_great(integer: u64) -> Fault {
    let most = i64::MAX;
    Fault::value(format!(
        "{integer} is greater than {most}, the greatest integer of a column"
    ))
}

impl ColumnType for f64 {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    #[inline]
    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        match value {
            ValueRef::Real(real) => Ok(real),
            // A column of numeric affinity stores 5.0 as the integer 5.
            #[expect(clippy::cast_precision_loss, reason = "what SQLite does itself")]
            ValueRef::Integer(integer) => Ok(integer as f64),
            value => Err(no_number(value)),
        }
    }

    #[inline]
    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        sink.real(*self)
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }
}

impl IsNumber for f64 {}
scalar!(f64, Number, FLOAT, None);

impl ColumnType for f32 {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    #[inline]
    fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
        let real = f64::decode(value, format)?;
        #[expect(clippy::cast_possible_truncation, reason = "checked in the next line")]
        let single = real as f32;
        if single.is_infinite() && real.is_finite() {
            return Err(Fault::decode(format!(
                "the number {real:?} is out of the bounds of f32"
            )));
        }
        Ok(single)
    }

    #[inline]
    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        sink.real(f64::from(*self))
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }
}

impl IsNumber for f32 {}
scalar!(f32, Number, FLOAT, None);

#[cold]
fn no_number(value: ValueRef<'_>) -> Fault {
    Fault::decode(format!("expected a number, found {}", Shown(value)))
}

impl ColumnType for bool {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    #[inline]
    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        match value {
            ValueRef::Integer(0) => Ok(false),
            ValueRef::Integer(1) => Ok(true),
            value => Err(Fault::decode(format!(
                "expected 0 or 1, found {}",
                Shown(value)
            ))),
        }
    }

    #[inline]
    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        sink.integer(i64::from(*self))
    }

    #[inline]
    fn into_value(self, _format: Format) -> Result<Value, Fault> {
        Ok(Value::Integer(i64::from(self)))
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

scalar!(bool, Boolean, BOOLEAN, None);
