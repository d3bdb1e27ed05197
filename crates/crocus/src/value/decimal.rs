//! Decimals, exact in storage, comparison and order.
//!
//! `NUMERIC(p, s)` with up to 15 digits is stored as an integer or as the nearest floating point
//! number, which every tool reads: 15 decimal digits survive the way there and back
//! (<https://www.exploringbinary.com/decimal-precision-of-binary-floating-point-numbers/>).

use rust_decimal::Decimal;

use super::class::Number;
use super::column_type::{ColumnType, Declared, IsNumber, NotNull, Scalar};
use super::fault::Fault;
use super::format::{DecimalStorage, Format};
use super::shown::Shown;
use super::sink::Sink;
use super::text::text_of;
use super::value::ValueRef;

/// As many decimal digits as every floating point number of 8 bytes keeps.
const DIGITS: u32 = 15;

impl ColumnType for Decimal {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, format: Format) -> Result<Self, Fault> {
        let decimal = match (value, format) {
            (
                ValueRef::Integer(units),
                Format::Decimal {
                    scale,
                    storage: DecimalStorage::Integer,
                    ..
                },
            ) => Decimal::try_new(units, u32::from(scale)).ok(),
            (
                ValueRef::Real(units),
                Format::Decimal {
                    scale,
                    storage: DecimalStorage::Integer,
                    ..
                },
            ) => of_units(units, u32::from(scale)),
            (ValueRef::Integer(integer), _) => Some(Decimal::from(integer)),
            (ValueRef::Real(real), _) => of_real(real),
            (ValueRef::Text(_), _) => text_of(value)?.trim().parse().ok(),
            _ => None,
        };
        let Some(decimal) = decimal else {
            return Err(Fault::decode(format!(
                "expected a decimal, found {}",
                Shown(value)
            )));
        };
        match format {
            Format::Decimal { scale, .. } => at_scale(decimal, u32::from(scale)).ok_or_else(|| {
                Fault::decode(format!(
                    "{decimal} has more than {scale} digits behind the point"
                ))
            }),
            _ => Ok(decimal.normalize()),
        }
    }

    fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        let Format::Decimal {
            precision,
            scale,
            storage,
        } = format
        else {
            return encode_plain(*self, sink);
        };
        let Some(exact) = at_scale(*self, u32::from(scale)) else {
            return Err(Fault::value(format!(
                "{self} has more than {scale} digits behind the point"
            )));
        };
        let units = exact.mantissa();
        if units.unsigned_abs() >= 10_u128.pow(u32::from(precision)) {
            let before = precision.saturating_sub(scale);
            return Err(Fault::value(format!(
                "{self} has more than {before} digits before the point"
            )));
        }
        match (storage, i64::try_from(units)) {
            (DecimalStorage::Integer, Ok(units)) => sink.integer(units),
            (DecimalStorage::Integer, Err(_)) => {
                Err(Fault::value(format!("{self} has more than 18 digits")))
            }
            (DecimalStorage::Numeric, _) => numeric(exact, sink),
        }
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl Scalar for Decimal {
    type Class = Number;
    const DECLARED: Declared = Declared {
        name: "NUMERIC",
        strict: "REAL",
    };
}

impl IsNumber for Decimal {}

/// The same number with exactly `scale` digits behind the point, if it has no more.
fn at_scale(decimal: Decimal, scale: u32) -> Option<Decimal> {
    let mut exact = decimal.normalize();
    if exact.scale() > scale {
        return None;
    }
    exact.rescale(scale);
    (exact.scale() == scale).then_some(exact)
}

/// The number that has 15 digits and is nearest: what was written, without the noise of binary
/// arithmetic.
fn of_real(real: f64) -> Option<Decimal> {
    if !real.is_finite() {
        return None;
    }
    Decimal::from_scientific(&format!("{real:.14e}")).ok()
}

/// The number of so many units, which were calculated with: they are whole but for the noise of
/// binary arithmetic, and few enough for a floating point number to tell them apart.
fn of_units(units: f64, scale: u32) -> Option<Decimal> {
    let whole = of_real(units)?.normalize();
    match (whole.scale(), i64::try_from(whole.mantissa())) {
        (0, Ok(units)) if units.unsigned_abs() < 10_u64.pow(DIGITS) => {
            Decimal::try_new(units, scale).ok()
        }
        _ => None,
    }
}

/// Writes an integer where the number is one, else the nearest floating point number.
fn numeric(decimal: Decimal, sink: Sink<'_>) -> Result<(), Fault> {
    let shortest = decimal.normalize();
    if let (0, Ok(integer)) = (shortest.scale(), i64::try_from(shortest.mantissa())) {
        return sink.integer(integer);
    }
    match shortest.to_string().parse() {
        Ok(real) => sink.real(real),
        Err(_) => Err(Fault::value(format!(
            "{decimal} is no number that SQLite stores"
        ))),
    }
}

/// A decimal that stands beside no column: in a calculation.
fn encode_plain(decimal: Decimal, sink: Sink<'_>) -> Result<(), Fault> {
    if decimal.normalize().mantissa().unsigned_abs() >= 10_u128.pow(DIGITS) {
        return Err(Fault::value(format!(
            "{decimal} has more than {DIGITS} digits"
        )));
    }
    numeric(decimal, sink)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    const MONEY: Format = Format::Decimal {
        precision: 10,
        scale: 2,
        storage: DecimalStorage::Numeric,
    };

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_decimal_is_read_at_its_scale() {
        let read = Decimal::decode(ValueRef::Integer(0), MONEY).unwrap();
        assert_eq!(read.to_string(), "0.00");
        let read = Decimal::decode(ValueRef::Real(1234.5), MONEY).unwrap();
        assert_eq!(read.to_string(), "1234.50");
    }

    #[test]
    fn a_decimal_that_does_not_fit_is_refused_never_rounded() {
        for text in ["0.001", "1.239", "100000000", "-123456789.01"] {
            assert!(Value::of(&decimal(text), MONEY).is_err(), "{text}");
        }
        for text in ["99999999.99", "-99999999.99", "1.500", "0"] {
            assert!(Value::of(&decimal(text), MONEY).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_noise_of_binary_arithmetic_is_no_digit() {
        let read = Decimal::decode(ValueRef::Real(0.1 + 0.2), MONEY).unwrap();
        assert_eq!(read.to_string(), "0.30");
        assert!(Decimal::decode(ValueRef::Real(1.239), MONEY).is_err());
    }

    #[test]
    fn calculated_units_are_units() {
        let exact = Format::Decimal {
            precision: 18,
            scale: 2,
            storage: DecimalStorage::Integer,
        };
        let read = |units| Decimal::decode(ValueRef::Real(units), exact);
        assert_eq!(read(30.000_000_000_000_004).unwrap().to_string(), "0.30");
        assert_eq!(read(-1050.0).unwrap().to_string(), "-10.50");
        assert!(read(10.5).is_err());
        assert!(read(1e17).is_err());
    }

    #[test]
    fn text_of_other_tools_is_read() {
        assert_eq!(
            Decimal::decode(ValueRef::Text(b"12.34"), MONEY).unwrap(),
            decimal("12.34")
        );
        assert!(Decimal::decode(ValueRef::Text(b"twelve"), MONEY).is_err());
    }

    proptest::proptest! {
        #[test]
        fn fifteen_digits_survive_at_every_scale(
            units in -999_999_999_999_999_i64..=999_999_999_999_999,
            scale in 0_u8..=15,
        ) {
            let format = Format::Decimal { precision: 15, scale, storage: DecimalStorage::Numeric };
            let written = Decimal::new(units, u32::from(scale));
            let stored = Value::of(&written, format).unwrap();
            let read = Decimal::decode(stored.as_ref(), format).unwrap();
            proptest::prop_assert_eq!(read.to_string(), written.to_string());
        }

        #[test]
        fn the_order_of_decimals_is_the_order_of_what_is_stored(
            one in -999_999_999_999_999_i64..=999_999_999_999_999,
            two in -999_999_999_999_999_i64..=999_999_999_999_999,
            scale in 0_u8..=15,
        ) {
            let format = Format::Decimal { precision: 15, scale, storage: DecimalStorage::Numeric };
            let [one, two] = [one, two].map(|units| Decimal::new(units, u32::from(scale)));
            let number = |decimal: &Decimal| match Value::of(decimal, format).unwrap() {
                Value::Integer(integer) => integer.to_string().parse::<f64>().unwrap(),
                Value::Real(real) => real,
                other => panic!("{other:?}"),
            };
            proptest::prop_assert_eq!(number(&one).partial_cmp(&number(&two)), Some(one.cmp(&two)));
        }
    }
}
