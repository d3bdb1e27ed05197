//! A file that SQLAlchemy wrote: its rows read as they were written, and new ones fit in.
//!
//! `tests/fixtures/sqlalchemy_types.py` writes the file and reads it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use crocus::prelude::*;
use crocus::{Json, schema};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
#[column_enum(rename_all = "SCREAMING_SNAKE_CASE")]
enum Role {
    Admin,
    SuperUser,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Sample {
    #[column(primary_key)]
    id: i64,
    #[column(default = 0)]
    small: i32,
    #[column(index, default = 0)]
    large: i64,
    #[column(default = false)]
    flag: bool,
    #[column(default = 0.0)]
    real: f64,
    #[column(unique, length = 50)]
    name: String,
    #[column(default = "")]
    text: String,
    #[column(default = Vec::new())]
    data: Vec<u8>,
    #[column(default = day(2024, 2, 29))]
    day: NaiveDate,
    #[column(default = day(2024, 2, 29).and_time(nine()))]
    moment: NaiveDateTime,
    #[column(default = nine())]
    time: NaiveTime,
    #[column(default = Uuid::nil())]
    number: Uuid,
    #[column(default = Role::Admin)]
    role: Role,
    #[column(default = Json(json!({})))]
    settings: Json<Value>,
    #[column(precision = 10, scale = 2, default = Decimal::new(0, 2))]
    price: Decimal,
    #[column(precision = 15, scale = 6, default = Decimal::new(0, 6))]
    exact: Decimal,
    maybe_small: Option<i32>,
    maybe_large: Option<i64>,
    maybe_flag: Option<bool>,
    maybe_real: Option<f64>,
    #[column(length = 50)]
    maybe_name: Option<String>,
    maybe_text: Option<String>,
    maybe_data: Option<Vec<u8>>,
    maybe_day: Option<NaiveDate>,
    maybe_moment: Option<NaiveDateTime>,
    maybe_time: Option<NaiveTime>,
    maybe_number: Option<Uuid>,
    maybe_role: Option<Role>,
    maybe_settings: Option<Json<Value>>,
    #[column(precision = 10, scale = 2)]
    maybe_price: Option<Decimal>,
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn nine() -> NaiveTime {
    NaiveTime::from_hms_micro_opt(9, 5, 0, 1500).unwrap()
}

fn midnight() -> NaiveTime {
    NaiveTime::MIN
}

fn last_moment() -> NaiveTime {
    NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap()
}

fn plain(id: i64, name: &str) -> Sample {
    Sample {
        id,
        ..Sample::builder().name(name).build()
    }
}

/// What the script writes.
fn written_by_sqlalchemy() -> Vec<Sample> {
    let uuid = Uuid::parse_str("12345678-9abc-def0-1234-56789abcdef0").unwrap();
    let least = Sample {
        small: i32::MIN,
        large: i64::MIN,
        real: f64::MIN,
        day: day(1, 1, 1),
        moment: day(1, 1, 1).and_time(midnight()),
        time: midnight(),
        price: Decimal::new(-9_999_999_999, 2),
        exact: Decimal::new(-999_999_999_999_999, 6),
        ..plain(2, "least")
    };
    let most = Sample {
        small: i32::MAX,
        large: i64::MAX,
        flag: true,
        real: f64::MAX,
        text: "x".repeat(300),
        data: (0..=255).collect(),
        day: day(9999, 12, 31),
        moment: day(9999, 12, 31).and_time(last_moment()),
        time: last_moment(),
        number: Uuid::max(),
        role: Role::SuperUser,
        price: Decimal::new(9_999_999_999, 2),
        exact: Decimal::new(999_999_999_999_999, 6),
        ..plain(3, "most")
    };
    let full = Sample {
        text: "line\nline\ttab \"double\" \\ % _ \u{301} \u{200b} \u{5d0}".into(),
        real: 0.1 + 0.2,
        settings: Json(json!({
            "thème": "sombre", "sizes": [1, 2.5, null, true], "deep": {"a": {}}
        })),
        price: Decimal::new(10, 2),
        exact: Decimal::new(1, 6),
        number: uuid,
        maybe_small: Some(-1),
        maybe_large: Some((1 << 53) + 1),
        maybe_flag: Some(true),
        maybe_real: Some(5e-324),
        maybe_name: Some(String::new()),
        maybe_text: Some("\u{1f980}".into()),
        maybe_data: Some(vec![0]),
        maybe_day: Some(day(1969, 12, 31)),
        maybe_moment: day(1969, 12, 31).and_hms_opt(23, 59, 59),
        maybe_time: NaiveTime::from_hms_opt(12, 0, 0),
        maybe_number: Some(uuid),
        maybe_role: Some(Role::SuperUser),
        maybe_settings: Some(Json(json!({"a": 1}))),
        maybe_price: Some(Decimal::new(123_450, 2)),
        ..plain(4, "ünï 'quoted' \u{1f980} \u{4e2d}")
    };
    let number = Sample {
        settings: Json(json!(7)),
        maybe_settings: Some(Json(json!(2.5))),
        ..plain(5, "json number")
    };
    let text = Sample {
        settings: Json(json!("7")),
        maybe_settings: Some(Json(json!([null]))),
        ..plain(6, "json text")
    };
    vec![plain(1, "zero"), least, most, full, number, text]
}

/// Debug text tells `0` from `0.00`, which are equal.
#[track_caller]
fn assert_same(found: &[Sample], expected: &[Sample]) {
    assert_eq!(found, expected);
    assert_eq!(format!("{found:?}"), format!("{expected:?}"));
}

/// A copy of the file, which goes with its test.
struct Copy(PathBuf);

impl Copy {
    fn new() -> Copy {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("crocus-sqlalchemy-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let file = "tests/fixtures/sqlalchemy_types.sqlite3";
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        std::fs::copy(file, folder.join("copy.sqlite3")).unwrap();
        Copy(folder)
    }

    fn open(&self) -> Engine {
        Engine::open(self.0.join("copy.sqlite3").to_str().unwrap()).unwrap()
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn every_type_reads_as_sqlalchemy_wrote_it() {
    let copy = Copy::new();
    let engine = copy.open();
    let rows = Sample::select().order_by(Sample::id.asc());
    assert_same(
        &rows.all(&mut engine.session()).unwrap(),
        &written_by_sqlalchemy(),
    );
}

#[test]
fn a_table_that_sqlalchemy_created_is_no_drift() {
    let copy = Copy::new();
    copy.open().create_all(&schema![Sample]).unwrap();
}

#[test]
fn rows_written_here_stand_beside_those_of_sqlalchemy() {
    let copy = Copy::new();
    let engine = copy.open();
    let mut s = engine.session();
    let written: Vec<Sample> = written_by_sqlalchemy()
        .into_iter()
        .map(|row| Sample {
            id: row.id + 100,
            name: format!("{} too", row.name),
            ..row
        })
        .collect();
    for row in &written {
        s.add(row.clone());
    }
    s.commit().unwrap();
    let rows = Sample::filter(Sample::id.gt(100)).order_by(Sample::id.asc());
    assert_same(&rows.all(&mut engine.session()).unwrap(), &written);
    // Stored alike: text for times, numbers for decimals.
    let classes = "SELECT count(DISTINCT typeof(moment) || typeof(price) || typeof(exact) || \
        typeof(settings) || typeof(number) || typeof(role) || typeof(flag) || moment || role) \
        FROM samples GROUP BY id % 100";
    let classes: Vec<i64> = sql(classes).all(&mut s).unwrap();
    assert_eq!(classes, [1; 6]);
}
