//! Expressions: comparisons with NULL, functions, patterns, as SQLite answers them.

use chrono::{NaiveDate, NaiveDateTime};
use crocus::prelude::*;
use crocus::{Predicate, case, func, lit, null, schema};

use crate::database::database;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
enum Kind {
    Small,
    Large,
}

#[derive(Debug, Clone, Model)]
struct Thing {
    #[column(primary_key)]
    id: i64,
    name: String,
    note: Option<String>,
    size: Option<i64>,
    weight: f64,
    fresh: Option<bool>,
    kind: Option<Kind>,
    day: Option<NaiveDate>,
    seen: NaiveDateTime,
    data: Vec<u8>,
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, month, day).unwrap()
}

fn things() -> Engine {
    let engine = database(&schema![Thing]);
    let thing = |name: &str, number: u32| Thing {
        id: 0,
        name: name.into(),
        note: None,
        size: None,
        weight: f64::from(number) + 0.5,
        fresh: None,
        kind: None,
        day: None,
        seen: day(number, 1).and_hms_opt(12, 30, 0).unwrap(),
        data: vec![1, u8::try_from(number).unwrap()],
    };
    let rows = [
        Thing {
            note: Some("100%_\\done".into()),
            size: Some(10),
            fresh: Some(true),
            kind: Some(Kind::Small),
            day: Some(day(1, 31)),
            ..thing("apple", 1)
        },
        Thing {
            note: Some(String::new()),
            size: Some(-3),
            fresh: Some(false),
            kind: Some(Kind::Large),
            day: Some(day(2, 29)),
            ..thing(" Äpfel ", 2)
        },
        thing("[x]*?", 3),
    ];
    engine
        .write(|s| Thing::insert_all(rows).execute(s))
        .unwrap();
    engine
}

/// Each condition finds these ids.
#[track_caller]
fn find(conditions: Vec<(Predicate<Thing>, &[i64])>) {
    let engine = things();
    let mut s = engine.session();
    for (condition, ids) in conditions {
        let query = Thing::filter(condition).order_by(Thing::id.asc());
        let text = query.to_sql().unwrap();
        assert_eq!(query.columns(Thing::id).all(&mut s).unwrap(), ids, "{text}");
    }
}

#[test]
fn comparisons_with_null_find_what_sql_finds() {
    find(vec![
        (Thing::size.eq(10), &[1]),
        (Thing::size.eq(Some(10)), &[1]),
        (Thing::size.eq(None), &[3]),
        (Thing::size.ne(10), &[2]),
        (Thing::size.is_not(10), &[2, 3]),
        (Thing::size.is_not(Some(10)), &[2, 3]),
        (Thing::size.is(None), &[3]),
        (Thing::kind.is_not(Kind::Small), &[2, 3]),
        (Thing::size.not_in([10]), &[2]),
        (!Thing::size.in_([10]), &[2]),
        (!Thing::size.gt(0), &[2]),
        (Thing::size.gt(0).is_not(true), &[2, 3]),
    ]);
}

#[test]
fn booleans_that_may_be_null_are_conditions() {
    find(vec![
        (!Thing::fresh, &[2]),
        ((Thing::fresh & Thing::size.gt(0)).into(), &[1]),
        ((Thing::fresh | Thing::id.eq(3)).into(), &[1, 3]),
        (Thing::fresh.is_not(true), &[2, 3]),
    ]);
}

#[test]
fn every_value_is_compared_by_reference_too() {
    let (name, day, bytes) = ("apple".to_owned(), day(1, 31), vec![1_u8, 1]);
    find(vec![
        (Thing::name.eq(&name), &[1]),
        (Thing::name.eq(name.as_str()), &[1]),
        (Thing::name.in_([&name]), &[1]),
        (Thing::name.in_(vec![name]), &[1]),
        (Thing::day.eq(&day), &[1]),
        (Thing::data.eq(&bytes), &[1]),
        (Thing::data.eq(&[1_u8, 2]), &[2]),
        (Thing::data.in_([bytes]), &[1]),
        (Thing::kind.in_([Kind::Small, Kind::Large]), &[1, 2]),
        (Thing::weight.gt(2), &[2, 3]),
        (Thing::weight.in_([1.5, 9.0]), &[1]),
    ]);
}

#[test]
fn ranges_of_days_and_numbers() {
    find(vec![
        (Thing::day.within(day(1, 1)..day(2, 29)), &[1]),
        (Thing::day.within(day(1, 1)..=day(2, 29)), &[1, 2]),
        (Thing::day.within(day(2, 1)..), &[2]),
        (Thing::day.within(..day(2, 1)), &[1]),
        (Thing::size.within(..=10), &[1, 2]),
        (Thing::id.in_(2..4), &[2, 3]),
        (Thing::id.in_(2..=2), &[2]),
        (Thing::weight.between(1.5, 2.5), &[1, 2]),
    ]);
}

#[test]
fn patterns_take_text_of_users_as_it_is() {
    find(vec![
        (Thing::note.contains("%_\\"), &[1]),
        (Thing::note.contains("0%"), &[1]),
        (Thing::note.contains("0_"), &[]),
        (Thing::note.contains(""), &[1, 2]),
        (Thing::note.starts_with("100%"), &[1]),
        (Thing::note.ends_with("\\done"), &[1]),
        (Thing::note.ends_with("E"), &[1]),
        (Thing::note.like("100\\%%"), &[]),
        (Thing::note.like_escape("100\\%%", '\\'), &[1]),
        (Thing::name.contains("[x]*?"), &[3]),
        (Thing::name.glob("*[[]x]*"), &[3]),
        (Thing::name.glob("A*"), &[]),
        (Thing::name.like("A%"), &[1]),
        (Thing::name.not_like("a%"), &[2, 3]),
        (Thing::name.contains("äpf"), &[]),
        (Thing::name.contains("Äpf"), &[2]),
        (Thing::name.like(Thing::name).into(), &[1, 2, 3]),
    ]);
}

#[test]
fn functions_read_as_their_types() {
    let mut s = things().session();
    let first = Thing::filter(Thing::id.eq(2));
    let texts = (
        Thing::name.trim(),
        Thing::name.lower(),
        Thing::name.length(),
        Thing::name.trim().substr(1, 3),
        Thing::name.replace("pfel", "pples").trim(),
        Thing::name.instr("pf"),
        Thing::note.length(),
        Thing::note.coalesce("none"),
        Thing::note.nullif(""),
        Thing::data.hex(),
    );
    let found = first.clone().columns(texts).one(&mut s).unwrap();
    assert_eq!(
        (found.0.as_str(), found.1.as_str(), found.2),
        ("Äpfel", " Äpfel ", 7)
    );
    assert_eq!(
        (found.3.as_str(), found.4.as_str(), found.5),
        ("Äpf", "Äpples", 3)
    );
    assert_eq!(
        (found.6, found.7.as_str(), found.8, found.9.as_str()),
        (Some(0), "", None, "0102")
    );
    let numbers = (
        Thing::size.abs(),
        Thing::weight.round(0),
        -Thing::size,
        Thing::size.cast::<String>(),
        Thing::size * 2 - 1,
        Thing::weight / 2.0,
        func::<i64>("unicode").arg(Thing::name.trim()),
    );
    let found = first.clone().columns(numbers).one(&mut s).unwrap();
    assert_eq!((found.0, found.1, found.2), (Some(3), 3.0, Some(3)));
    assert_eq!(
        (found.3.as_deref(), found.4, found.5, found.6),
        (Some("-3"), Some(-7), 1.25, 196)
    );
    let times = (
        Thing::day.strftime("%Y-%m"),
        Thing::seen.date(),
        Thing::seen.time(),
        Thing::day.date(),
    );
    let found = first.columns(times).one(&mut s).unwrap();
    let texts = [found.0, found.1, found.2, found.3].map(Option::unwrap);
    assert_eq!(texts, ["2024-02", "2024-02-01", "12:30:00", "2024-02-29"]);
}

#[test]
fn extremes_read_as_the_type_of_their_column() {
    let mut s = things().session();
    let columns = (
        Thing::day.min(),
        Thing::seen.max(),
        Thing::kind.max(),
        Thing::name.min(),
    );
    let found = Thing::select().columns(columns).one(&mut s).unwrap();
    assert_eq!(found.0, Some(day(1, 31)));
    assert_eq!(found.1, day(3, 1).and_hms_opt(12, 30, 0));
    assert_eq!(
        (found.2, found.3.as_deref()),
        (Some(Kind::Small), Some(" Äpfel "))
    );
}

#[test]
fn conditions_and_literals_are_selected() {
    let mut s = things().session();
    let columns = (
        Thing::size.gt(0),
        lit(7_i64),
        null::<i64>(),
        Thing::id.eq(1),
        !Thing::id.eq(1),
    );
    let found = Thing::filter(Thing::id.eq(1))
        .columns(columns)
        .one(&mut s)
        .unwrap();
    assert_eq!((found.1, found.2, found.3, found.4), (7, None, true, false));
}

#[test]
fn a_comparison_with_null_is_selected_as_what_it_is() {
    let mut s = things().session();
    let compared = case()
        .when(Thing::size.gt(0), "yes")
        .when(!Thing::size.gt(0), "no")
        .otherwise("unknown");
    let query = Thing::select().order_by(Thing::id.asc()).columns(compared);
    assert_eq!(query.all(&mut s).unwrap(), ["yes", "no", "unknown"]);
}

#[test]
fn groups_are_made_of_expressions() {
    let mut s = things().session();
    let month = Thing::seen.strftime("%Y");
    let query = Thing::select()
        .group_by(month.clone())
        .columns((month, Thing::id.count()));
    assert_eq!(query.all(&mut s).unwrap(), [(Some("2024".to_owned()), 3)]);
    let positive = Thing::size.coalesce(0).gt(0);
    let query = Thing::select()
        .group_by(positive.clone())
        .order_by(positive.clone().asc())
        .columns((positive, Thing::weight.sum()));
    assert_eq!(
        query.all(&mut s).unwrap(),
        [(false, Some(6.0)), (true, Some(1.5))]
    );
}

#[test]
fn a_collation_ignores_case() {
    find(vec![
        (Thing::name.collate("NOCASE").eq("APPLE"), &[1]),
        (Thing::name.eq("APPLE"), &[]),
        (Thing::name.collate("BINARY").eq("apple"), &[1]),
    ]);
}

#[test]
fn long_lists_compare_as_short_ones_do() {
    let engine = things();
    let mut s = engine.session();
    let odd = [0.1 + 0.2, 1e300, 5e-324, f64::INFINITY, -0.0, 1.0 / 3.0];
    for (id, weight) in (10..).zip(odd) {
        let row = Thing::get(1, &mut s).unwrap().unwrap();
        Thing { id, weight, ..row }.insert(&mut s).unwrap();
    }
    let fill = |count: u32| (0..count).map(|number| f64::from(number) + 1_000.25);
    for count in [1, 100] {
        for weight in odd {
            let query = Thing::filter(Thing::weight.in_(fill(count).chain([weight])));
            assert_eq!(query.count(&mut s).unwrap(), 1, "{weight} among {count}");
        }
        let days = (0..count)
            .map(|number| day(12, 1 + number % 31))
            .chain([day(2, 29)]);
        assert_eq!(
            Thing::filter(Thing::day.in_(days)).count(&mut s).unwrap(),
            1
        );
        let bytes = (0..count)
            .map(|number| number.to_be_bytes().to_vec())
            .chain([vec![1, 2]]);
        assert_eq!(
            Thing::filter(Thing::data.in_(bytes)).count(&mut s).unwrap(),
            1
        );
        let texts = (0..count)
            .map(|n| format!("\"{n}\\u0041"))
            .chain([" Äpfel ".into()]);
        assert_eq!(
            Thing::filter(Thing::name.in_(texts)).count(&mut s).unwrap(),
            1
        );
        let none = (0..i64::from(count))
            .chain([i64::MIN, i64::MAX])
            .map(|n| n.wrapping_add(20));
        assert_eq!(Thing::filter(Thing::id.in_(none)).count(&mut s).unwrap(), 0);
        let nulls = std::iter::repeat_n(null::<i64>(), count as usize).map(|it| it.cast::<i64>());
        assert_eq!(
            Thing::filter(Thing::size.in_(nulls)).count(&mut s).unwrap(),
            0
        );
    }
}

#[test]
fn digits_in_text_are_no_numbers() {
    let mut s = things().session();
    let row = Thing::get(1, &mut s).unwrap().unwrap();
    Thing {
        id: 0,
        name: "12".into(),
        ..row
    }
    .insert(&mut s)
    .unwrap();
    for count in [1, 100] {
        let texts = (0..count)
            .map(|number| format!("0{number}"))
            .chain(["12.0".to_owned()]);
        assert_eq!(
            Thing::filter(Thing::name.in_(texts)).count(&mut s).unwrap(),
            0
        );
        let texts = (0..count)
            .map(|number| format!("0{number}"))
            .chain(["12".to_owned()]);
        assert_eq!(
            Thing::filter(Thing::name.in_(texts)).count(&mut s).unwrap(),
            1
        );
    }
}
