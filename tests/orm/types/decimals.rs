//! Decimals: exact in storage, comparison, order and sums.

use crocus::prelude::*;
use crocus::schema;
use rust_decimal::Decimal;

use crate::database::database;

#[derive(Debug, Clone, PartialEq, Model)]
struct Payment {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 15, scale = 2)]
    amount: Decimal,
    #[column(precision = 18, scale = 2, storage = "integer")]
    units: Decimal,
}

fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn payment(amount: i64) -> Payment {
    Payment::builder().amount(cents(amount)).units(cents(amount)).build()
}

fn payments(amounts: impl IntoIterator<Item = i64>) -> Engine {
    let engine = database(&schema![Payment]);
    let rows: Vec<Payment> = amounts.into_iter().map(payment).collect();
    engine.write(|s| Payment::insert_all(rows).execute(s)).unwrap();
    engine
}

/// Amounts whose floating point sum goes wrong: cents that no binary fraction holds.
fn ten_thousand() -> impl Iterator<Item = i64> {
    (0..10_000).map(|number| (number * 7_919) % 1_000_003 - 300_001)
}

#[test]
fn a_sum_over_ten_thousand_decimals_is_exact_to_the_cent() {
    let engine = payments(ten_thousand());
    let expected = cents(ten_thousand().sum());
    let query = Payment::select().columns((Payment::amount.sum(), Payment::units.sum()));
    let sums = engine.read(|s| query.one(s)).unwrap();
    assert_eq!(sums, (Some(expected), Some(expected)));
    assert_eq!(sums.0.unwrap().scale(), 2);
}

#[test]
fn the_greatest_amounts_are_summed_exactly() {
    let engine = payments([999_999_999_999_999, 999_999_999_999_999, 1]);
    let query = Payment::select().columns((Payment::amount.sum(), Payment::units.sum()));
    let sum = Some(cents(1_999_999_999_999_999));
    assert_eq!(engine.read(|s| query.one(s)).unwrap(), (sum, sum));
}

#[test]
fn the_sum_of_no_rows_is_none() {
    let engine = payments([]);
    let query = Payment::select().columns(Payment::amount.sum());
    assert_eq!(engine.read(|s| query.one(s)).unwrap(), None);
}

#[test]
fn every_digit_comes_back_at_the_scale_of_the_column() {
    let amounts = [0, 1, 10, 100, -1, 123_450, 999_999_999_999_999, -999_999_999_999_999];
    let engine = payments(amounts);
    let rows = engine.read(Payment::all).unwrap();
    for (row, amount) in rows.iter().zip(amounts) {
        assert_eq!((row.amount, row.units), (cents(amount), cents(amount)));
        assert_eq!((row.amount.scale(), row.units.scale()), (2, 2));
    }
}

#[test]
fn decimals_are_numbers_that_other_tools_read_and_write() {
    let engine = payments([123_456]);
    let mut s = engine.session();
    let stored: (String, String, i64) = sql("SELECT typeof(amount), typeof(units), units FROM payments")
        .first(&mut s)
        .unwrap()
        .unwrap();
    assert_eq!(stored, ("real".into(), "integer".into(), 123_456));
    sql("INSERT INTO payments (amount, units) VALUES (0.1 + 0.2, 30), (7, 700), ('12.50', 1250)")
        .execute(&mut s)
        .unwrap();
    let amounts: Vec<Decimal> =
        Payment::filter(Payment::id.gt(1)).columns(Payment::amount).all(&mut s).unwrap();
    assert_eq!(amounts, [cents(30), cents(700), cents(1250)]);
}

#[test]
fn decimals_compare_and_sort_as_numbers() {
    let mut amounts = [1_000, 999, -5, 100_000, 0, 20];
    let engine = payments(amounts);
    let mut s = engine.session();
    amounts.sort_unstable();
    let expected = amounts.map(cents);
    let query = Payment::select().order_by(Payment::amount.asc());
    assert_eq!(query.clone().columns(Payment::amount).all(&mut s).unwrap(), expected);
    let query = Payment::select().order_by(Payment::units.asc());
    assert_eq!(query.columns(Payment::units).all(&mut s).unwrap(), expected);
    for (condition, count) in [
        (Payment::amount.ge(cents(999)), 3),
        (Payment::units.ge(cents(999)), 3),
        (Payment::amount.between(0, 10), 4),
        (Payment::units.between(0, 10), 4),
        (Payment::units.in_([cents(0), cents(20)]), 2),
    ] {
        let query = Payment::filter(condition);
        assert_eq!(query.count(&mut s).unwrap(), count, "{}", query.to_sql().unwrap());
    }
}

#[test]
fn a_comparison_with_more_digits_than_the_column_has_is_exact() {
    let engine = payments([100, 124, 125]);
    let mut s = engine.session();
    let bound = Decimal::new(1239, 3);
    assert_eq!(Payment::filter(Payment::amount.gt(bound)).count(&mut s).unwrap(), 2);
    assert_eq!(Payment::filter(Payment::units.gt(bound)).count(&mut s).unwrap(), 2);
    assert_eq!(Payment::filter(Payment::amount.eq(bound)).count(&mut s).unwrap(), 0);
}

#[test]
fn both_ways_of_storage_compare_with_each_other() {
    let engine = payments([100, 124]);
    let mut s = engine.session();
    let query = Payment::filter(Payment::amount.eq(Payment::units));
    assert_eq!(query.count(&mut s).unwrap(), 2);
    let query = Payment::filter(Payment::units.eq(Payment::amount));
    assert_eq!(query.count(&mut s).unwrap(), 2);
}

#[test]
fn the_least_and_the_greatest_decimal_come_back_at_scale() {
    let engine = payments([1_000, 5, 99_990]);
    let query = Payment::select().columns((
        Payment::amount.min(),
        Payment::amount.max(),
        Payment::units.min(),
        Payment::units.max(),
    ));
    let (least, most) = (Some(cents(5)), Some(cents(99_990)));
    assert_eq!(engine.read(|s| query.one(s)).unwrap(), (least, most, least, most));
}
