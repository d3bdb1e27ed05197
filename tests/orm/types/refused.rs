//! Values that do not fit a column, in either direction: the kind, and what the message names.

use crocus::prelude::*;
use crocus::{ErrorKind, schema};
use rust_decimal::Decimal;

use crate::database::{database, fails, names, sent};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
enum Role {
    Admin,
    User,
}

#[derive(Debug, Clone, Model)]
struct Item {
    #[column(primary_key)]
    id: i64,
    #[column(length = 5, default = "x")]
    label: String,
    #[column(default = 0)]
    small: i8,
    #[column(default = 0)]
    huge: u64,
    #[column(default = 0.0)]
    real: f64,
    #[column(default = 0.0)]
    single: f32,
    #[column(default = true)]
    flag: bool,
    #[column(default = Role::User)]
    role: Role,
    #[column(precision = 5, scale = 2, default = Decimal::ZERO)]
    price: Decimal,
    day: Option<chrono::NaiveDate>,
}

fn item() -> Item {
    Item::builder().build()
}

/// Every way of writing refuses the value, names its column, and leaves the session usable.
#[track_caller]
fn refused(change: impl Fn(&mut Item), parts: &[&str]) {
    let engine = database(&schema![Item]);
    let mut s = engine.session();
    let mut bad = item();
    change(&mut bad);
    names(
        &fails(Item::create(bad.clone(), &mut s), ErrorKind::Value),
        parts,
    );
    names(
        &fails(
            Item::insert_all([bad.clone()]).execute(&mut s),
            ErrorKind::Value,
        ),
        parts,
    );
    let good = s.add(item());
    s.flush().unwrap();
    change(&mut s[good]);
    names(&fails(s.flush(), ErrorKind::Value), parts);
    s.rollback().unwrap();
    assert_eq!(Item::select().count(&mut s).unwrap(), 0);
    Item::create(item(), &mut s).unwrap();
}

/// A row with this in one column cannot be read, and the message says where.
#[track_caller]
fn unreadable(column: &str, stored: &str, parts: &[&str]) {
    let engine = database(&schema![Item]);
    engine.write(|s| Item::create(item(), s)).unwrap();
    let raw = engine.connect().unwrap();
    raw.execute(&format!("UPDATE items SET {column} = {stored}"))
        .unwrap();
    let mut s = engine.session();
    let place = format!("items.{column} in the row id=1: ");
    let parts: Vec<&str> = parts.iter().copied().chain([place.as_str()]).collect();
    names(&fails(Item::all(&mut s), ErrorKind::Decode), &parts);
    names(&fails(Item::get(1, &mut s), ErrorKind::Decode), &parts);
    names(&fails(s.get::<Item>(1), ErrorKind::Decode), &parts);
    names(
        &fails(Item::select().tracked().all(&mut s), ErrorKind::Decode),
        &parts,
    );
    assert_eq!(Item::select().columns(Item::id).all(&mut s).unwrap(), [1]);
}

#[test]
fn nan_is_refused() {
    refused(|item| item.real = f64::NAN, &["items.real", "NaN"]);
    refused(|item| item.single = f32::NAN, &["items.single", "NaN"]);
}

#[test]
fn an_integer_that_sqlite_cannot_hold_is_refused() {
    refused(
        |item| item.huge = u64::MAX,
        &["items.huge", "18446744073709551615"],
    );
}

#[test]
fn a_longer_text_is_refused() {
    refused(
        |item| item.label = "sixsix".into(),
        &["items.label", "sixsix", "6", "5"],
    );
}

#[test]
fn length_counts_characters() {
    let engine = database(&schema![Item]);
    let mut s = engine.session();
    let written = Item::create(
        Item {
            label: "ünïcö".into(),
            ..item()
        },
        &mut s,
    )
    .unwrap();
    assert_eq!(written.label, "ünïcö");
}

#[test]
fn a_decimal_with_more_digits_behind_the_point_is_refused_not_rounded() {
    refused(
        |item| item.price = Decimal::new(1_239, 3),
        &["items.price", "1.239"],
    );
}

#[test]
fn a_decimal_with_more_digits_before_the_point_is_refused() {
    refused(
        |item| item.price = Decimal::new(100_000, 2),
        &["items.price", "1000.00"],
    );
}

#[test]
fn trailing_zeros_are_no_digits() {
    let engine = database(&schema![Item]);
    let mut s = engine.session();
    let written = Item::create(
        Item {
            price: Decimal::new(12_000, 4),
            ..item()
        },
        &mut s,
    )
    .unwrap();
    let read = Item::get(written.id, &mut s).unwrap().unwrap();
    assert_eq!((read.price, read.price.scale()), (Decimal::new(120, 2), 2));
}

#[test]
fn a_bad_value_in_a_filter_is_refused_before_anything_is_sent() {
    let engine = database(&schema![Item]);
    let mut s = engine.session();
    let words = ["SELECT", "UPDATE"];
    let (statements, ()) = sent(&mut s, &words, |s| {
        fails(
            Item::filter(Item::real.gt(f64::NAN)).all(s),
            ErrorKind::Value,
        );
        fails(
            Item::filter(Item::huge.eq(u64::MAX)).count(s),
            ErrorKind::Value,
        );
        fails(
            Item::select().set(Item::label, "sixsix").update(s),
            ErrorKind::Value,
        );
        fails(
            sql("SELECT :x").bind("x", f64::NAN).scalar::<f64>(s),
            ErrorKind::Value,
        );
        Ok(())
    });
    assert!(statements.is_empty(), "{statements:?}");
}

#[test]
fn a_longer_text_in_a_filter_finds_nothing() {
    let engine = database(&schema![Item]);
    let mut s = engine.session();
    assert_eq!(
        Item::filter(Item::label.eq("sixsix"))
            .count(&mut s)
            .unwrap(),
        0
    );
}

#[test]
fn an_integer_out_of_the_bounds_of_the_field_is_unreadable() {
    unreadable("small", "128", &["128", "i8"]);
    unreadable("huge", "-1", &["-1", "u64"]);
}

#[test]
fn text_in_an_integer_column_is_unreadable() {
    unreadable("small", "'many'", &["many"]);
}

#[test]
fn null_in_a_field_that_is_no_option_is_unreadable() {
    let engine = Engine::temporary().unwrap();
    let raw = engine.connect().unwrap();
    let columns = "label, small, huge, real, single, flag, role, price, day";
    raw.execute(&format!(
        "CREATE TABLE items (id INTEGER PRIMARY KEY, {columns})"
    ))
    .unwrap();
    raw.execute("INSERT INTO items (id) VALUES (1)").unwrap();
    let error = fails(Item::all(&mut engine.session()), ErrorKind::Decode);
    names(&error, &["items.label", "NULL"]);
}

#[test]
fn an_unknown_enum_text_is_unreadable_and_names_the_known_ones() {
    unreadable("role", "'root'", &["root", "admin", "user"]);
}

#[test]
fn a_boolean_is_0_or_1() {
    unreadable("flag", "2", &["2"]);
}

#[test]
fn text_that_is_not_utf8_is_unreadable() {
    unreadable("label", "CAST(x'66ff' AS TEXT)", &["UTF-8"]);
}

#[test]
fn a_blob_in_a_text_column_is_unreadable() {
    unreadable("label", "x'6162'", &["blob"]);
}

#[test]
fn a_day_that_does_not_exist_is_unreadable() {
    unreadable("day", "'2023-02-29'", &["2023-02-29"]);
    unreadable("day", "'yesterday'", &["yesterday"]);
}

#[test]
fn a_number_too_great_for_f32_is_unreadable() {
    unreadable("single", "1e300", &["f32"]);
}

#[derive(Debug, Clone, Model)]
struct Measure {
    #[column(primary_key)]
    id: i64,
    item: ForeignKey<Item>,
    most: f64,
}

#[test]
fn a_broken_reference_beside_an_infinite_number_is_named() {
    let mut s = database(&schema![Item, Measure]).session();
    for most in [f64::INFINITY, f64::NEG_INFINITY, f64::MAX] {
        let item = ForeignKey::new(7);
        let measure = Measure { id: 0, item, most };
        let error = fails(Measure::create(measure, &mut s), ErrorKind::ForeignKey);
        names(&error, &["measures.item_id", "= 7", "no row of `items`"]);
    }
}

#[test]
fn a_text_in_a_decimal_column_is_unreadable() {
    unreadable("price", "'cheap'", &["cheap"]);
}

#[test]
fn a_bad_value_in_a_selected_column_names_it() {
    let engine = database(&schema![Item]);
    engine.write(|s| Item::create(item(), s)).unwrap();
    engine
        .connect()
        .unwrap()
        .execute("UPDATE items SET small = 300")
        .unwrap();
    let query = Item::select().columns((Item::id, Item::small));
    names(
        &fails(query.all(&mut engine.session()), ErrorKind::Decode),
        &["items.small", "300"],
    );
    let raw = sql("SELECT id, small FROM items");
    names(
        &fails(
            raw.all::<(i64, i8)>(&mut engine.session()),
            ErrorKind::Decode,
        ),
        &["small", "300"],
    );
}

#[derive(Debug, Clone, Model)]
#[model(table = "odd.table, x", unique(both, more))]
struct Odd {
    #[column(primary_key)]
    id: i64,
    #[column(name = "a.b")]
    both: i64,
    #[column(name = "c, d")]
    more: i64,
}

#[test]
fn a_constraint_names_columns_with_points_and_commas() {
    let mut s = database(&schema![Odd]).session();
    let odd = |id| Odd {
        id,
        both: 1,
        more: 1,
    };
    Odd::create(odd(1), &mut s).unwrap();
    let broken = |id, s: &mut Session| {
        let error = fails(Odd::create(odd(id), s), ErrorKind::Unique);
        let broken = error.constraint().unwrap();
        assert_eq!(broken.table(), Some("odd.table, x"));
        (broken.columns().to_vec(), broken.fields().to_vec())
    };
    let pair = |one: &str, two: &str| vec![one.to_owned(), two.to_owned()];
    assert_eq!(
        broken(2, &mut s),
        (pair("a.b", "c, d"), pair("both", "more"))
    );
    s.add(odd(0));
    let error = fails(s.flush(), ErrorKind::Unique);
    assert_eq!(error.constraint().unwrap().fields(), ["both", "more"]);
}
