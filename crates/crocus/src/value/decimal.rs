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
/// By how much a few binary operations move a number, relative to it: eight times the last bit.
const NOISE: f64 = 8.0 * f64::EPSILON;

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
            (ValueRef::Real(real), Format::Decimal { scale, .. }) => of_column(real, scale),
            (ValueRef::Real(real), _) => of_real(real),
            // An integer column keeps no text that is a number: whether one counts units, nobody says.
            (
                ValueRef::Text(_),
                Format::Decimal {
                    storage: DecimalStorage::Integer,
                    ..
                },
            ) => None,
            (ValueRef::Text(_), _) => of_text(text_of(value)?),
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
        if units.unsigned_abs() >= 10_u128.saturating_pow(u32::from(precision)) {
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

/// The number of a column that keeps so many digits behind the point: the one of 15 digits that was
/// written, also where the noise of binary arithmetic has moved it; else every digit that is stored,
/// so that nothing is rounded away.
fn of_column(real: f64, scale: u8) -> Option<Decimal> {
    let power = 10_f64.powi(i32::from(scale));
    let units = (real * power).round();
    if units.abs() >= 10_f64.powi(DIGITS.cast_signed()) {
        return of_scientific(&format!("{real:e}"));
    }
    // Both are exact, so that the quotient is the number that was stored for these units.
    if (units / power).total_cmp(&real).is_eq() {
        #[expect(clippy::cast_possible_truncation, reason = "it has at most 15 digits")]
        return Decimal::try_new(units as i64, u32::from(scale)).ok();
    }
    let rounded = format!("{real:.14e}");
    let moved = (rounded.parse::<f64>().ok()? - real).abs();
    if moved <= NOISE * real.abs() {
        of_scientific(&rounded)
    } else {
        of_scientific(&format!("{real:e}"))
    }
}

/// The number that has 15 digits and is nearest: what was written, without the noise of binary
/// arithmetic; a number that has more digits before the point keeps them.
fn of_real(real: f64) -> Option<Decimal> {
    if real.abs() >= 10_f64.powi(DIGITS.cast_signed()) {
        return of_scientific(&format!("{real:e}"));
    }
    of_scientific(&format!("{real:.14e}"))
}

/// Reads `1.5e-7`; zeros at the end would count as digits of which a decimal has 28 at most.
fn of_scientific(text: &str) -> Option<Decimal> {
    let (digits, exponent) = text.split_once('e')?;
    let digits = without_zeros(digits);
    Decimal::from_scientific(&format!("{digits}e{exponent}")).ok()
}

/// Reads a text that has no more digits than a decimal can hold.
fn of_text(text: &str) -> Option<Decimal> {
    let digits = without_zeros(text.trim());
    // An underscore groups digits in Rust, and nowhere else.
    if digits.contains('_') {
        return None;
    }
    Decimal::from_str_exact(digits).ok()
}

/// The text of a number without the zeros at the end of what stands behind its point.
fn without_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
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
    fn the_smallest_decimals_come_back() {
        let format = Format::Decimal {
            precision: 15,
            scale: 15,
            storage: DecimalStorage::Numeric,
        };
        for units in (-20..=20).chain([100, 123, 999, 1_000_000]) {
            let written = Decimal::new(units, 15);
            let stored = Value::of(&written, format).unwrap();
            let read = Decimal::decode(stored.as_ref(), format).unwrap();
            assert_eq!(read.to_string(), written.to_string());
        }
    }

    #[test]
    fn a_stored_number_of_more_digits_than_the_column_has_is_never_rounded() {
        let read = |real| Decimal::decode(ValueRef::Real(real), MONEY);
        for real in [1_234_567_890_123.456, 1.005, 1e300, f64::INFINITY] {
            assert!(read(real).is_err(), "{real}");
        }
        assert_eq!(
            read(100_000_000_000_000.5).unwrap().to_string(),
            "100000000000000.50"
        );
        let nearly = 99_999_999_999_999.98;
        assert_eq!(read(nearly).unwrap().to_string(), "99999999999999.98");
        let plain = Decimal::decode(ValueRef::Real(1_234_567_890_123_456.0), Format::Plain);
        assert_eq!(plain.unwrap().to_string(), "1234567890123456");
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
        let zeros = ValueRef::Text(b" 12.3400000000000000000000000000000000000 ");
        assert_eq!(Decimal::decode(zeros, MONEY).unwrap(), decimal("12.34"));
        for text in [
            "twelve",
            "",
            ".",
            "1_0",
            "1.2999999999999999999999999999999",
        ] {
            let read = Decimal::decode(ValueRef::Text(text.as_bytes()), MONEY);
            assert!(read.is_err(), "{text}");
        }
    }

    #[test]
    fn a_text_among_scaled_integers_is_refused() {
        let exact = Format::Decimal {
            precision: 18,
            scale: 4,
            storage: DecimalStorage::Integer,
        };
        assert!(Decimal::decode(ValueRef::Text(b"5"), exact).is_err());
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
