//! Integers that SQL calculates, and that their columns cannot hold.

use crocus::prelude::*;
use crocus::{ErrorKind, case, schema};

use crate::database::{database, fails, names};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnType)]
struct Points(i32);

#[derive(Debug, Clone, PartialEq, Model)]
struct Shelf {
    #[column(primary_key)]
    id: i64,
    #[column(default = i64::MAX)]
    total: i64,
    #[column(default = 0)]
    stock: u32,
    #[column(default = i32::MAX)]
    small: i32,
    maybe: Option<i64>,
    #[column(default = Points(i32::MAX))]
    points: Points,
    #[column(default = u64::from(u32::MAX))]
    wide: u64,
}

fn shelf() -> (Session, Shelf) {
    let mut s = database(&schema![Shelf]).session();
    let shelf = Shelf::create(Shelf::builder().build(), &mut s).unwrap();
    (s, shelf)
}

#[test]
fn a_calculated_integer_out_of_bounds_is_an_error_and_nothing_is_stored() {
    let (mut s, shelf) = shelf();
    let all = Shelf::select;
    let doubled = case().when(Shelf::id.gt(0), Shelf::small * 2).otherwise(0);
    let updates = [
        ("total", all().set(Shelf::total, Shelf::total + 1)),
        ("total", all().set(Shelf::total, -Shelf::total * 2)),
        ("total", all().set(Shelf::total, Shelf::total.abs() * 2)),
        ("stock", all().set(Shelf::stock, Shelf::stock - 1)),
        ("small", all().set(Shelf::small, Shelf::small + 1)),
        (
            "small",
            all().set(Shelf::small, (Shelf::small + 1).coalesce(0)),
        ),
        ("small", all().set(Shelf::small, doubled)),
        (
            "points",
            all().set(Shelf::points, Shelf::points + Points(1)),
        ),
        ("maybe", all().set(Shelf::maybe, Shelf::total + 1)),
        ("wide", all().set(Shelf::wide, Shelf::wide * (1_u64 << 40))),
    ];
    for (column, update) in updates {
        let error = fails(update.update(&mut s), ErrorKind::Value);
        names(
            &error,
            &["overflow", "bounds", &format!("setting `shelfs.{column}`")],
        );
        assert_eq!(Shelf::select().one(&mut s).unwrap(), shelf);
    }
}

#[test]
fn the_error_of_a_calculated_integer_names_the_columns_that_were_calculated() {
    let (mut s, shelf) = shelf();
    let update = Shelf::select()
        .set(Shelf::small, Shelf::small + 1)
        .set(Shelf::total, 3)
        .set(Shelf::maybe, Shelf::stock + 1);
    let told = "setting `shelfs.small`, `shelfs.maybe`: ";
    names(&fails(update.update(&mut s), ErrorKind::Value), &[told]);
    s.get::<Shelf>(shelf.id).unwrap();
    names(&fails(update.update(&mut s), ErrorKind::Value), &[told]);
}

#[test]
fn a_calculated_integer_within_bounds_is_stored() {
    let (mut s, mut shelf) = shelf();
    Shelf::select()
        .set(Shelf::total, Shelf::total - 1)
        .set(Shelf::stock, Shelf::stock + 1)
        .set(Shelf::maybe, Shelf::maybe + 1)
        .set(Shelf::small, -Shelf::small)
        .set(Shelf::points, Shelf::points - Points(1))
        .set(Shelf::wide, Shelf::wide + 1)
        .update(&mut s)
        .unwrap();
    shelf = Shelf {
        total: i64::MAX - 1,
        stock: 1,
        small: -i32::MAX,
        points: Points(i32::MAX - 1),
        wide: u64::from(u32::MAX) + 1,
        ..shelf
    };
    assert_eq!(Shelf::select().one(&mut s).unwrap(), shelf);
}

#[test]
fn a_sum_beyond_64_bits_is_an_error() {
    let (mut s, _) = shelf();
    Shelf::create(Shelf::builder().build(), &mut s).unwrap();
    let sum = Shelf::select().columns(Shelf::total.sum());
    fails(sum.one(&mut s), ErrorKind::Value);
}

#[test]
fn a_number_that_another_program_stored_is_named_when_read() {
    let (mut s, _) = shelf();
    sql("UPDATE shelfs SET total = total + 1")
        .execute(&mut s)
        .unwrap();
    let error = fails(Shelf::all(&mut s), ErrorKind::Decode);
    names(&error, &["shelfs.total", "expected an integer"]);
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Scale {
    #[column(primary_key)]
    id: i64,
    weight: f64,
    grams: i64,
    small: u8,
}

#[test]
fn a_column_of_another_type_is_stored_only_where_its_value_fits() {
    let mut s = database(&schema![Scale]).session();
    let scale = |weight, grams| Scale {
        id: 0,
        weight,
        grams,
        small: 1,
    };
    Scale::insert_all([scale(2.0, 7)]).execute(&mut s).unwrap();
    // No row is watched: nothing is read back that could be refused.
    Scale::select()
        .set(Scale::small, Scale::grams)
        .update(&mut s)
        .unwrap();
    Scale::select()
        .set(Scale::grams, Scale::weight)
        .update(&mut s)
        .unwrap();
    Scale::select()
        .set(Scale::weight, Scale::small)
        .update(&mut s)
        .unwrap();
    let stored = Scale::select().one(&mut s).unwrap();
    assert_eq!((stored.weight, stored.grams, stored.small), (7.0, 2, 7));
    Scale::select()
        .set(Scale::weight, 0.5)
        .set(Scale::grams, 300)
        .update(&mut s)
        .unwrap();
    let before = Scale::select().one(&mut s).unwrap();
    for update in [
        Scale::select().set(Scale::small, Scale::grams),
        Scale::select().set(Scale::grams, Scale::weight),
        Scale::select().set(Scale::grams, Scale::weight.coalesce(1.5)),
        Scale::select().set(Scale::grams, Scale::grams * 3 + Scale::weight),
    ] {
        fails(update.update(&mut s), ErrorKind::Value);
        assert_eq!(Scale::select().one(&mut s).unwrap(), before);
    }
}
