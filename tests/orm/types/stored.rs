//! The stored form of every type, and that what comes back is what went in.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use crocus::prelude::*;
use crocus::{Json, schema};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::database;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
enum Role {
    Admin,
    SuperUser,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
#[column_enum(integer)]
enum Level {
    Low = -1,
    High = 7,
}

#[derive(Debug, Clone, PartialEq, Eq, ColumnType)]
struct Email(String);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Settings {
    theme: String,
    sizes: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "numbers")]
struct Numbers {
    #[column(primary_key)]
    id: i64,
    tiny: i8,
    small: i16,
    medium: i32,
    large: i64,
    byte: u8,
    word: u16,
    long: u32,
    huge: u64,
    single: f32,
    double: f64,
    flag: bool,
    maybe: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "things")]
struct Thing {
    #[column(primary_key)]
    id: i64,
    name: String,
    data: Vec<u8>,
    day: NaiveDate,
    time: NaiveTime,
    local: NaiveDateTime,
    moment: DateTime<Utc>,
    role: Role,
    level: Level,
    email: Email,
    number: Uuid,
    settings: Json<Settings>,
    #[column(precision = 10, scale = 2)]
    price: Decimal,
    #[column(precision = 18, scale = 4, storage = "integer")]
    exact: Decimal,
}

fn thing() -> Thing {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let time = NaiveTime::from_hms_micro_opt(9, 5, 0, 1_500).unwrap();
    Thing::builder()
        .name("ünï 'quoted' \u{1F980}")
        .data(vec![0, 255, 7])
        .day(day)
        .time(time)
        .local(day.and_time(time))
        .moment(day.and_time(time).and_utc())
        .role(Role::SuperUser)
        .level(Level::Low)
        .email(Email("a@x".into()))
        .number(Uuid::from_u128(0x0123_4567_89ab_cdef))
        .settings(Json(Settings {
            theme: "dark".into(),
            sizes: vec![1, 2],
        }))
        .price(Decimal::new(123_450, 2))
        .exact(Decimal::new(1, 4))
        .build()
}

fn extremes() -> [Numbers; 2] {
    let least = Numbers {
        id: 1,
        tiny: i8::MIN,
        small: i16::MIN,
        medium: i32::MIN,
        large: i64::MIN,
        byte: 0,
        word: 0,
        long: 0,
        huge: 0,
        single: f32::MIN,
        double: f64::MIN_POSITIVE,
        flag: false,
        maybe: None,
    };
    let most = Numbers {
        id: i64::MAX,
        tiny: i8::MAX,
        small: i16::MAX,
        medium: i32::MAX,
        large: i64::MAX,
        byte: u8::MAX,
        word: u16::MAX,
        long: u32::MAX,
        huge: u64::try_from(i64::MAX).unwrap(),
        single: f32::MAX,
        double: f64::INFINITY,
        flag: true,
        maybe: Some(0),
    };
    [least, most]
}

/// What SQLite says of one column of the only row: its storage class and its text.
fn stored(session: &mut Session, table: &str, column: &str) -> (String, String) {
    sql(format!(
        "SELECT typeof({column}), quote({column}) FROM {table}"
    ))
    .first(session)
    .unwrap()
    .unwrap()
}

#[test]
fn the_bounds_of_every_number_come_back() {
    let engine = database(&schema![Numbers]);
    let mut s = engine.session();
    for row in extremes() {
        let written = Numbers::create(row.clone(), &mut s).unwrap();
        assert_eq!(written, row);
        assert_eq!(Numbers::get(row.id, &mut s).unwrap(), Some(row));
    }
}

#[test]
fn numbers_are_stored_as_integers_and_reals() {
    let engine = database(&schema![Numbers]);
    let mut s = engine.session();
    let [_, most] = extremes();
    Numbers::create(most, &mut s).unwrap();
    for column in [
        "tiny", "small", "medium", "large", "byte", "word", "long", "huge", "flag",
    ] {
        assert_eq!(stored(&mut s, "numbers", column).0, "integer", "{column}");
    }
    for column in ["single", "double"] {
        assert_eq!(stored(&mut s, "numbers", column).0, "real", "{column}");
    }
    assert_eq!(stored(&mut s, "numbers", "flag").1, "1");
    assert_eq!(stored(&mut s, "numbers", "huge").1, i64::MAX.to_string());
}

#[test]
fn none_is_null() {
    let engine = database(&schema![Numbers]);
    let mut s = engine.session();
    let [least, _] = extremes();
    Numbers::create(least, &mut s).unwrap();
    assert_eq!(
        stored(&mut s, "numbers", "maybe"),
        ("null".into(), "NULL".into())
    );
}

#[test]
fn every_other_type_comes_back_as_it_went_in() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    let written = Thing::create(thing(), &mut s).unwrap();
    assert_eq!(written, Thing { id: 1, ..thing() });
    assert_eq!(Thing::get(1, &mut s).unwrap(), Some(written));
}

#[test]
fn texts_and_bytes_are_stored_as_they_are() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    Thing::create(thing(), &mut s).unwrap();
    assert_eq!(
        stored(&mut s, "things", "data"),
        ("blob".into(), "X'00FF07'".into())
    );
    let name = ("text".into(), "'ünï ''quoted'' \u{1F980}'".into());
    assert_eq!(stored(&mut s, "things", "name"), name);
    assert_eq!(
        stored(&mut s, "things", "email"),
        ("text".into(), "'a@x'".into())
    );
}

#[test]
fn enums_are_stored_by_name_or_by_number() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    Thing::create(thing(), &mut s).unwrap();
    assert_eq!(
        stored(&mut s, "things", "role"),
        ("text".into(), "'super_user'".into())
    );
    assert_eq!(
        stored(&mut s, "things", "level"),
        ("integer".into(), "-1".into())
    );
}

#[test]
fn times_are_texts_of_one_width_that_sqlite_reads() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    Thing::create(thing(), &mut s).unwrap();
    assert_eq!(
        stored(&mut s, "things", "day"),
        ("text".into(), "'2024-02-29'".into())
    );
    assert_eq!(
        stored(&mut s, "things", "time"),
        ("text".into(), "'09:05:00.001500'".into())
    );
    let local = ("text".into(), "'2024-02-29 09:05:00.001500'".into());
    assert_eq!(stored(&mut s, "things", "local"), local);
    assert_eq!(stored(&mut s, "things", "moment").0, "text");
    let read: (String, String, String) =
        sql("SELECT date(day), datetime(local), datetime(moment) FROM things")
            .first(&mut s)
            .unwrap()
            .unwrap();
    assert_eq!(read.0, "2024-02-29");
    assert_eq!(read.1, "2024-02-29 09:05:00");
    assert_eq!(read.2, "2024-02-29 09:05:00");
}

#[test]
fn moments_sort_as_time_in_sql() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    let micros = [
        0,
        999_999,
        1_000_000,
        -1,
        -86_400_000_000,
        253_402_300_799_000_000,
        1_500_000,
    ];
    let moments = micros.map(|micro| DateTime::from_timestamp_micros(micro).unwrap());
    for moment in moments {
        let local = moment.naive_utc();
        let row = Thing {
            moment,
            local,
            day: local.date(),
            time: local.time(),
            ..thing()
        };
        Thing::create(row, &mut s).unwrap();
    }
    let mut sorted = moments;
    sorted.sort();
    let query = Thing::select()
        .order_by(Thing::moment.asc())
        .columns(Thing::moment);
    assert_eq!(query.all(&mut s).unwrap(), sorted);
    let query = Thing::select()
        .order_by(Thing::local.asc())
        .columns(Thing::local);
    assert_eq!(
        query.all(&mut s).unwrap(),
        sorted.map(|moment| moment.naive_utc())
    );
    let later = Thing::filter(Thing::moment.gt(moments[0]))
        .count(&mut s)
        .unwrap();
    assert_eq!(later, 4);
}

#[test]
fn json_is_text_that_sqlite_can_look_into() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    Thing::create(thing(), &mut s).unwrap();
    assert_eq!(stored(&mut s, "things", "settings").0, "text");
    let theme = Thing::settings.json_extract::<String>("$.theme");
    assert_eq!(
        Thing::select().columns(theme).one(&mut s).unwrap(),
        Some("dark".to_owned())
    );
}

#[test]
fn every_type_can_be_filtered_by() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    let one = Thing::create(thing(), &mut s).unwrap();
    let conditions: [crocus::Predicate<Thing>; 12] = [
        Thing::name.eq(&one.name),
        Thing::data.eq(&one.data),
        Thing::day.eq(one.day),
        Thing::time.eq(one.time),
        Thing::local.eq(one.local),
        Thing::moment.eq(one.moment),
        Thing::role.eq(Role::SuperUser),
        Thing::level.eq(Level::Low),
        Thing::email.eq(Email("a@x".into())),
        Thing::number.eq(one.number),
        Thing::price.eq(one.price),
        Thing::exact.eq(one.exact),
    ];
    for condition in conditions {
        let query = Thing::filter(condition);
        assert_eq!(
            query.count(&mut s).unwrap(),
            1,
            "{}",
            query.to_sql().unwrap()
        );
    }
}

#[test]
fn text_with_a_nul_is_kept_whole() {
    let engine = database(&schema![Thing]);
    let mut s = engine.session();
    let name = "before\0after".to_owned();
    Thing::create(
        Thing {
            name: name.clone(),
            ..thing()
        },
        &mut s,
    )
    .unwrap();
    assert_eq!(
        Thing::filter(Thing::name.eq(&name))
            .one(&mut s)
            .unwrap()
            .name,
        name
    );
    let many = (0..100).map(|number| format!("{number}\0")).chain([name]);
    assert_eq!(
        Thing::filter(Thing::name.in_(many)).count(&mut s).unwrap(),
        1
    );
}
