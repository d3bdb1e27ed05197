//! Dates and times, as fixed-width text that sorts as time.
//!
//! The form is the one that SQLite's date functions and SQLAlchemy read and write:
//! `YYYY-MM-DD`, `HH:MM:SS.ffffff`, and both with a space between. Years 0000 to 9999 and
//! microseconds can be stored; what is finer is cut off.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use super::class;
use super::column_type::{ColumnType, Declared, NotNull, Scalar};
use super::fault::Fault;
use super::format::Format;
use super::shown::Shown;
use super::sink::Sink;
use super::value::ValueRef;

const DATE: usize = "YYYY-MM-DD".len();
const TIME: usize = "HH:MM:SS.ffffff".len();

/// Writes a number with leading zeros.
fn put(bytes: &mut [u8], mut number: u32) {
    for byte in bytes.iter_mut().rev() {
        // A digit fits into a byte.
        *byte = b'0' + u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
}

fn put_date(bytes: &mut [u8; DATE], date: NaiveDate) -> Result<(), Fault> {
    let year = u32::try_from(date.year()).ok().filter(|year| *year <= 9999);
    let Some(year) = year else {
        return Err(Fault::value(format!(
            "{date} is not within the years 0000 to 9999"
        )));
    };
    *bytes = *b"0000-00-00";
    put(&mut bytes[0..4], year);
    put(&mut bytes[5..7], date.month());
    put(&mut bytes[8..10], date.day());
    Ok(())
}

fn put_time(bytes: &mut [u8; TIME], time: NaiveTime) {
    *bytes = *b"00:00:00.000000";
    put(&mut bytes[0..2], time.hour());
    put(&mut bytes[3..5], time.minute());
    put(&mut bytes[6..8], time.second());
    put(&mut bytes[9..15], micros(time));
}

/// Microseconds; a leap second, which SQLite does not know, is the last moment of its minute.
fn micros(time: NaiveTime) -> u32 {
    (time.nanosecond() / 1000).min(999_999)
}

fn cut(time: NaiveTime) -> (u32, u32) {
    (time.num_seconds_from_midnight(), micros(time))
}

fn write(sink: Sink<'_>, bytes: &[u8]) -> Result<(), Fault> {
    match std::str::from_utf8(bytes) {
        Ok(text) => sink.text(text),
        Err(_) => Err(Fault::value("a date is written in ASCII")),
    }
}

fn date(reader: &mut Reader<'_>) -> Option<NaiveDate> {
    reader.date()
}

fn time(reader: &mut Reader<'_>) -> Option<NaiveTime> {
    reader.time()
}

fn date_time(reader: &mut Reader<'_>) -> Option<NaiveDateTime> {
    reader.date_time()
}

/// Reads text from its start.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.iter().try_fold(0, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + u32::from(byte - b'0'))
        })
    }

    fn skip(&mut self, wanted: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        wanted.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    fn date(&mut self) -> Option<NaiveDate> {
        let year = i32::try_from(self.number(4)?).ok()?;
        self.skip(b"-")?;
        let month = self.number(2)?;
        self.skip(b"-")?;
        NaiveDate::from_ymd_opt(year, month, self.number(2)?)
    }

    fn time(&mut self) -> Option<NaiveTime> {
        let hour = self.number(2)?;
        self.skip(b":")?;
        let minute = self.number(2)?;
        let second = if self.skip(b":").is_some() {
            self.number(2)?
        } else {
            0
        };
        let nanos = if self.skip(b".").is_some() {
            self.fraction()?
        } else {
            0
        };
        NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
    }

    /// One to nine digits behind the point, in nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        let digits = self
            .0
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let scale = u32::try_from(9_usize.checked_sub(digits)?).ok()?;
        if digits == 0 {
            return None;
        }
        Some(self.number(digits)? * 10_u32.pow(scale))
    }

    fn date_time(&mut self) -> Option<NaiveDateTime> {
        let date = self.date()?;
        self.skip(b" T")?;
        Some(date.and_time(self.time()?))
    }

    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

fn read<T>(
    value: ValueRef<'_>,
    wanted: &str,
    body: impl FnOnce(&mut Reader<'_>) -> Option<T>,
) -> Result<T, Fault> {
    let found = match value {
        ValueRef::Text(text) => {
            let mut reader = Reader(text);
            body(&mut reader).filter(|_| reader.end().is_some())
        }
        _ => None,
    };
    found.ok_or_else(|| Fault::decode(format!("expected {wanted}, found {}", Shown(value))))
}

macro_rules! scalar {
    ($type:ty, $class:ty, $name:literal) => {
        impl Scalar for $type {
            type Class = $class;
            const DECLARED: Declared = Declared {
                name: $name,
                strict: "TEXT",
            };
        }
    };
}

scalar!(NaiveDate, class::Date, "DATE");
scalar!(NaiveTime, class::Time, "TIME");
scalar!(NaiveDateTime, class::DateTime, "DATETIME");
scalar!(DateTime<Utc>, class::DateTime, "DATETIME");

impl ColumnType for NaiveDate {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        read(value, "a date `YYYY-MM-DD`", date)
    }

    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        let mut bytes = [0; DATE];
        put_date(&mut bytes, *self)?;
        write(sink, &bytes)
    }

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ColumnType for NaiveTime {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        read(value, "a time `HH:MM:SS.ffffff`", time)
    }

    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        let mut bytes = [0; TIME];
        put_time(&mut bytes, *self);
        write(sink, &bytes)
    }

    fn same(&self, other: &Self) -> bool {
        cut(*self) == cut(*other)
    }
}

impl ColumnType for NaiveDateTime {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        read(
            value,
            "a date and time `YYYY-MM-DD HH:MM:SS.ffffff`",
            date_time,
        )
    }

    fn encode(&self, _format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        let mut bytes = [b' '; DATE + 1 + TIME];
        if let Some((date, rest)) = bytes.split_first_chunk_mut::<DATE>() {
            put_date(date, self.date())?;
            if let Some((_, time)) = rest.split_last_chunk_mut::<TIME>() {
                put_time(time, self.time());
            }
        }
        write(sink, &bytes)
    }

    fn same(&self, other: &Self) -> bool {
        self.date() == other.date() && cut(self.time()) == cut(other.time())
    }
}

impl ColumnType for DateTime<Utc> {
    type Base = Self;
    type Null = NotNull;
    type Nullable = Option<Self>;
    const NULLABLE: bool = false;

    fn decode(value: ValueRef<'_>, _format: Format) -> Result<Self, Fault> {
        read(
            value,
            "a date and time in UTC `YYYY-MM-DD HH:MM:SS.ffffff`",
            |reader| {
                let moment = reader.date_time()?;
                if matches!(reader.0, b"Z" | b"+00:00") {
                    reader.0 = b"";
                }
                Some(moment.and_utc())
            },
        )
    }

    fn encode(&self, format: Format, sink: Sink<'_>) -> Result<(), Fault> {
        self.naive_utc().encode(format, sink)
    }

    fn same(&self, other: &Self) -> bool {
        self.naive_utc().same(&other.naive_utc())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;
    use crate::value::Value;

    fn text<T: ColumnType>(value: &T) -> String {
        match Value::of(value, Format::Plain).unwrap() {
            Value::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }

    fn parse<T: ColumnType>(text: &str) -> Result<T, Fault> {
        T::decode(ValueRef::Text(text.as_bytes()), Format::Plain)
    }

    fn moment(text: &str) -> NaiveDateTime {
        parse(text).unwrap()
    }

    #[test]
    fn the_stored_form_is_that_of_sqlalchemy() {
        let stored = "2024-02-29 23:59:59.000005";
        assert_eq!(text(&moment(stored)), stored);
        assert_eq!(text(&moment(stored).time()), "23:59:59.000005");
        assert_eq!(text(&moment(stored).date()), "2024-02-29");
        assert_eq!(text(&moment(stored).and_utc()), stored);
    }

    #[test]
    fn what_sqlite_and_others_write_is_read() {
        for form in [
            "2024-02-29 12:30:00",
            "2024-02-29T12:30:00",
            "2024-02-29 12:30",
            "2024-02-29 12:30:00.0",
            "2024-02-29 12:30:00.000000000",
        ] {
            assert_eq!(moment(form), moment("2024-02-29 12:30:00.000000"), "{form}");
        }
        for form in ["2024-02-29 12:30:00Z", "2024-02-29T12:30:00+00:00"] {
            let read: DateTime<Utc> = parse(form).unwrap();
            assert_eq!(read.naive_utc(), moment("2024-02-29 12:30:00"), "{form}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for form in [
            "2023-02-29",
            "2024-2-9",
            "24-02-29",
            "2024-02-29 ",
            "",
            "now",
        ] {
            assert!(parse::<NaiveDate>(form).is_err(), "{form}");
        }
        for form in [
            "24:00",
            "12:60",
            "12",
            "12:30:",
            "12:30:00.",
            "12:30:00.1234567890",
        ] {
            assert!(parse::<NaiveTime>(form).is_err(), "{form}");
        }
        assert!(parse::<DateTime<Utc>>("2024-02-29 12:30:00+02:00").is_err());
    }

    #[test]
    fn a_year_of_five_digits_is_refused() {
        for year in [-1, 10_000] {
            let date = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            assert!(Value::of(&date, Format::Plain).is_err());
        }
    }

    #[test]
    fn a_leap_second_is_the_last_moment_of_its_minute() {
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        assert_eq!(text(&leap), "23:59:59.999999");
    }

    #[test]
    fn what_is_finer_than_a_microsecond_is_no_difference() {
        let [one, two] = [5_999, 5_000].map(|nanos| NaiveTime::from_hms_nano_opt(1, 2, 3, nanos));
        assert!(one.unwrap().same(&two.unwrap()));
    }

    proptest! {
        #[test]
        fn moments_survive_and_keep_their_order(
            seconds in proptest::array::uniform2(-62_167_219_200_i64..253_402_300_800),
            micros in proptest::array::uniform2(0_u32..1_000_000),
        ) {
            let moments = [0, 1].map(|at| {
                DateTime::<Utc>::from_timestamp(seconds[at], micros[at] * 1000).unwrap()
            });
            let texts = moments.map(|moment| text(&moment));
            for (moment, text) in moments.iter().zip(&texts) {
                prop_assert_eq!(*moment, parse::<DateTime<Utc>>(text).unwrap());
            }
            prop_assert_eq!(moments[0].cmp(&moments[1]), texts[0].cmp(&texts[1]));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}") {
            let _ = parse::<NaiveDateTime>(&text);
            let _ = parse::<DateTime<Utc>>(&text);
            let read = parse::<NaiveDate>(&text);
            prop_assert!(read.is_err() || text.len() == DATE);
        }
    }
}
