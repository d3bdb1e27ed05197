//! Types whose order SQL knows.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use crocus::prelude::*;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};

use crate::promises;

#[derive(Debug, Clone, PartialEq, PartialOrd, ColumnType)]
struct Metres(f64);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, ColumnEnum)]
#[column_enum(integer)]
enum Level {
    Low = -3,
    Middle = 0,
    High = 70_000,
}

/// Days from 0000-01-01 to 9999-12-31.
fn days() -> impl Strategy<Value = NaiveDate> {
    (0..3_652_425_i64).prop_map(|days| first_day() + TimeDelta::days(days))
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(0, 1, 1).unwrap()
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap()
}

/// Times to the microsecond.
fn times() -> impl Strategy<Value = NaiveTime> {
    (0..86_400_000_000_i64).prop_map(|micros| NaiveTime::MIN + TimeDelta::microseconds(micros))
}

fn moments() -> impl Strategy<Value = NaiveDateTime> {
    (days(), times()).prop_map(|(day, time)| day.and_time(time))
}

fn last_time() -> NaiveTime {
    NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap()
}

fn cents() -> impl Strategy<Value = Decimal> {
    (-99_999_999_999_i64..=99_999_999_999).prop_map(|cents| Decimal::new(cents, 2))
}

/// Text without NUL, in all alphabets.
fn texts() -> impl Strategy<Value = String> {
    "[^\\x00]{0,24}"
}

promises!(boolean: bool, any::<bool>(), [false, true]; ordered);
promises!(tiny: i8, any::<i8>(), [i8::MIN, -1, 0, 1, i8::MAX]; ordered);
promises!(small: i16, any::<i16>(), [i16::MIN, -1, 0, 1, i16::MAX]; ordered);
promises!(integer: i32, any::<i32>(), [i32::MIN, -1, 0, 1, i32::MAX]; ordered);
promises!(big: i64, any::<i64>(), [i64::MIN, -1, 0, 1, i64::MAX]; ordered);
promises!(unsigned_tiny: u8, any::<u8>(), [0, 1, u8::MAX]; ordered);
promises!(unsigned_small: u16, any::<u16>(), [0, 1, u16::MAX]; ordered);
promises!(unsigned: u32, any::<u32>(), [0, 1, u32::MAX]; ordered);
promises!(single: f32, -1e30_f32..1e30_f32, [f32::MIN, -0.5, 0.0, f32::MIN_POSITIVE, 1e-40, f32::MAX]; ordered);
promises!(double: f64, -1e300..1e300, [f64::MIN, -0.5, 0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, 0.1 + 0.2]; ordered);
promises!(text: String, texts(), ["", "a", "B", "é", "ß", "日本語", "🦀", "a\u{301}", "\u{10FFFF}", "'\"%_"].map(String::from); ordered);
promises!(bounded: String, "[a-zé日🦀]{0,8}", ["", "12345678", "🦀🦀🦀🦀🦀🦀🦀🦀"].map(String::from), #[column(length = 8)]; ordered);
promises!(bytes: Vec<u8>, proptest::collection::vec(any::<u8>(), 0..24), [vec![], vec![0], vec![0, 255], vec![255, 0]]; ordered);
promises!(date: NaiveDate, days(), [first_day(), last_day()]; ordered);
promises!(time: NaiveTime, times(), [NaiveTime::MIN, last_time()]; ordered);
promises!(moment: NaiveDateTime, moments(), [first_day().and_time(NaiveTime::MIN), last_day().and_time(last_time())]; ordered);
promises!(instant: DateTime<Utc>, moments().prop_map(|moment| moment.and_utc()), [DateTime::UNIX_EPOCH, last_day().and_time(last_time()).and_utc()]; ordered);
promises!(decimal: Decimal, cents(), ["-9999999999.99", "-0.01", "0.00", "0.01", "9999999999.99"].map(|text| text.parse::<Decimal>().unwrap()), #[column(precision = 12, scale = 2)]; ordered);
promises!(scaled: Decimal, cents(), ["-9999999999.99", "-0.01", "0.00", "0.01", "9999999999.99"].map(|text| text.parse::<Decimal>().unwrap()), #[column(precision = 18, scale = 2, storage = "integer")]; ordered);
promises!(newtype: Metres, (-1e9..1e9).prop_map(Metres), [Metres(0.0), Metres(-1.5)]; ordered);
promises!(numbered: Level, prop_oneof![Just(Level::Low), Just(Level::Middle), Just(Level::High)], [Level::Low, Level::Middle, Level::High]; ordered);
