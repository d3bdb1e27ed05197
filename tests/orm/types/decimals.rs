//! Decimals: exact in storage, comparison, order and sums.

use crocus::prelude::*;
use crocus::{ErrorKind, schema};
use rust_decimal::Decimal;

use crate::database::{database, fails, names};

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
    Payment::builder()
        .amount(cents(amount))
        .units(cents(amount))
        .build()
}

fn payments(amounts: impl IntoIterator<Item = i64>) -> Engine {
    let engine = database(&schema![Payment]);
    let rows: Vec<Payment> = amounts.into_iter().map(payment).collect();
    engine
        .write(|s| Payment::insert_all(rows).execute(s))
        .unwrap();
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
    let amounts = [
        0,
        1,
        10,
        100,
        -1,
        123_450,
        999_999_999_999_999,
        -999_999_999_999_999,
    ];
    let engine = payments(amounts);
    let rows = engine.read(Payment::all).unwrap();
    for (row, amount) in rows.iter().zip(amounts) {
        assert_eq!((row.amount, row.units), (cents(amount), cents(amount)));
        assert_eq!((row.amount.scale(), row.units.scale()), (2, 2));
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Share {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 15, scale = 15)]
    part: Decimal,
}

#[test]
fn the_smallest_part_that_a_column_keeps_comes_back() {
    let engine = database(&schema![Share]);
    let mut s = engine.session();
    for units in [1, 9, -1, 10, 123, 999_999_999_999_999] {
        let part = Decimal::new(units, 15);
        let written = Share::create(Share { id: 0, part }, &mut s).unwrap();
        let read = Share::get(written.id, &mut s).unwrap().unwrap();
        assert_eq!(read.part.to_string(), part.to_string());
        let found = Share::filter(Share::part.eq(part)).count(&mut s);
        assert_eq!(found.unwrap(), 1, "{part}");
    }
}

#[test]
fn a_number_of_more_digits_than_the_column_has_is_unreadable_not_rounded() {
    let engine = payments([1]);
    let raw = engine.connect().unwrap();
    for stored in ["1234567890123.456", "0.001", "1e300", "'1.2.3'"] {
        raw.execute(&format!("UPDATE payments SET amount = {stored}"))
            .unwrap();
        let error = fails(engine.read(Payment::all), ErrorKind::Decode);
        names(&error, &["payments.amount", stored.trim_matches('\'')]);
    }
}

#[test]
fn decimals_are_numbers_that_other_tools_read_and_write() {
    let engine = payments([123_456]);
    let mut s = engine.session();
    let stored: (String, String, i64) =
        sql("SELECT typeof(amount), typeof(units), units FROM payments")
            .first(&mut s)
            .unwrap()
            .unwrap();
    assert_eq!(stored, ("real".into(), "integer".into(), 123_456));
    sql("INSERT INTO payments (amount, units) VALUES (0.1 + 0.2, 30), (7, 700), ('12.50', 1250)")
        .execute(&mut s)
        .unwrap();
    let amounts: Vec<Decimal> = Payment::filter(Payment::id.gt(1))
        .columns(Payment::amount)
        .all(&mut s)
        .unwrap();
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
    assert_eq!(
        query.clone().columns(Payment::amount).all(&mut s).unwrap(),
        expected
    );
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
        assert_eq!(
            query.count(&mut s).unwrap(),
            count,
            "{}",
            query.to_sql().unwrap()
        );
    }
}

#[test]
fn a_comparison_with_more_digits_than_the_column_has_is_exact() {
    let engine = payments([100, 124, 125]);
    let mut s = engine.session();
    let bound = Decimal::new(1239, 3);
    assert_eq!(
        Payment::filter(Payment::amount.gt(bound))
            .count(&mut s)
            .unwrap(),
        2
    );
    assert_eq!(
        Payment::filter(Payment::units.gt(bound))
            .count(&mut s)
            .unwrap(),
        2
    );
    assert_eq!(
        Payment::filter(Payment::amount.eq(bound))
            .count(&mut s)
            .unwrap(),
        0
    );
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
    assert_eq!(
        engine.read(|s| query.one(s)).unwrap(),
        (least, most, least, most)
    );
}

#[test]
fn an_update_by_an_expression_stores_an_exact_decimal() {
    let engine = payments([10, 20, 110]);
    let mut s = engine.session();
    let more = Decimal::new(20, 2);
    Payment::select()
        .set(Payment::amount, Payment::amount + more)
        .set(Payment::units, Payment::units + more)
        .update(&mut s)
        .unwrap();
    let rows = Payment::select()
        .order_by(Payment::id.asc())
        .all(&mut s)
        .unwrap();
    for (row, amount) in rows.iter().zip([30, 40, 130]) {
        assert_eq!((row.amount, row.units), (cents(amount), cents(amount)));
        assert_eq!(
            Payment::filter(Payment::amount.eq(cents(amount)))
                .count(&mut s)
                .unwrap(),
            1
        );
        assert_eq!(
            Payment::filter(Payment::units.eq(cents(amount)))
                .count(&mut s)
                .unwrap(),
            1
        );
    }
    assert_eq!(
        Payment::filter(Payment::amount.eq(Payment::units))
            .count(&mut s)
            .unwrap(),
        3
    );
    let stored = "SELECT count(*) FROM payments WHERE typeof(units) = 'integer'";
    assert_eq!(sql(stored).scalar::<i64>(&mut s).unwrap(), 3);
}

#[test]
fn arithmetic_on_decimals_compares_exactly() {
    let engine = payments([10, 20, 110]);
    let mut s = engine.session();
    let more = Decimal::new(20, 2);
    for (condition, count) in [
        ((Payment::amount + more).eq(cents(30)), 1),
        ((Payment::units + more).eq(cents(30)), 1),
        ((Payment::amount * 3).eq(cents(330)), 1),
        ((Payment::units * 3).eq(cents(330)), 1),
        ((Payment::amount - Payment::units).eq(cents(0)).into(), 3),
    ] {
        let query = Payment::filter(condition);
        assert_eq!(
            query.count(&mut s).unwrap(),
            count,
            "{}",
            query.to_sql().unwrap()
        );
    }
}

#[test]
fn arithmetic_on_decimals_reads_as_decimals() {
    let engine = payments([10]);
    let mut s = engine.session();
    let more = Decimal::new(20, 2);
    let columns = (
        Payment::amount + more,
        Payment::units + more,
        -Payment::amount,
        -Payment::units,
    );
    let found = Payment::select().columns(columns).one(&mut s).unwrap();
    assert_eq!((found.0, found.1), (cents(30), cents(30)));
    assert_eq!((found.2, found.3), (cents(-10), cents(-10)));
    let round = (Payment::amount.round(1), Payment::units.abs());
    assert_eq!(
        Payment::select().columns(round).one(&mut s).unwrap(),
        (cents(10), cents(10))
    );
    let average = Payment::select().columns((Payment::amount.avg(), Payment::units.avg()));
    assert_eq!(average.one(&mut s).unwrap(), (Some(0.1), Some(0.1)));
}

#[test]
fn sums_are_compared_ordered_and_coalesced_exactly() {
    let engine = payments([10, 20, 30, 110]);
    let mut s = engine.session();
    let (amount, units) = (Payment::amount, Payment::units);
    for (condition, count) in [
        (amount.sum().eq(cents(170)), 1),
        (units.sum().eq(cents(170)), 1),
        (amount.sum().gt(cents(170)), 0),
    ] {
        let query = Payment::select().having(condition).columns(amount.sum());
        assert_eq!(
            query.all(&mut s).unwrap().len(),
            count,
            "{}",
            query.to_sql().unwrap()
        );
    }
    let equal = Payment::select()
        .having(amount.sum().eq(units.sum()))
        .columns(units.sum());
    assert_eq!(equal.all(&mut s).unwrap(), [Some(cents(170))]);
    let none = Payment::filter(Payment::id.gt(100));
    let query = none.columns((amount.sum().coalesce(0), units.sum().coalesce(cents(5))));
    assert_eq!(query.one(&mut s).unwrap(), (cents(0), cents(5)));
    let query = Payment::select()
        .group_by(amount)
        .order_by(amount.sum().desc())
        .columns((amount, amount.sum()));
    assert_eq!(
        query.first(&mut s).unwrap(),
        Some((cents(110), Some(cents(110))))
    );
}

#[test]
fn a_case_over_decimals_reads_at_the_scale_of_its_column() {
    let engine = payments([1_050]);
    let mut s = engine.session();
    let case = |no: i64| {
        crocus::case()
            .when(Payment::id.eq(no), Payment::units)
            .otherwise(0)
    };
    let found = Payment::select()
        .columns((case(1), case(2)))
        .one(&mut s)
        .unwrap();
    assert_eq!(found, (cents(1_050), cents(0)));
    let sums = Payment::select()
        .columns((case(1).sum(), case(2).sum()))
        .one(&mut s)
        .unwrap();
    assert_eq!(sums, (Some(cents(1_050)), Some(cents(0))));
    let either = (
        Payment::amount.coalesce(Payment::units),
        Payment::units.coalesce(0),
    );
    let found = Payment::select().columns(either).one(&mut s).unwrap();
    assert_eq!(found, (cents(1_050), cents(1_050)));
    let other = crocus::case()
        .when(Payment::id.eq(9), Payment::units)
        .otherwise(Payment::amount);
    assert_eq!(
        Payment::select().columns(other).one(&mut s).unwrap(),
        cents(1_050)
    );
}

#[test]
fn decimals_in_subqueries_compare_across_storages() {
    let engine = payments([100, 124]);
    let mut s = engine.session();
    let units = Payment::filter(Payment::id.eq(2)).columns(Payment::units);
    assert_eq!(
        Payment::filter(Payment::amount.in_(units.clone()))
            .count(&mut s)
            .unwrap(),
        1
    );
    assert_eq!(
        Payment::filter(Payment::amount.eq(units))
            .count(&mut s)
            .unwrap(),
        1
    );
    let most = Payment::select().columns(Payment::amount.max());
    assert_eq!(
        Payment::filter(Payment::units.eq(most))
            .count(&mut s)
            .unwrap(),
        1
    );
    let sum = Payment::filter(Payment::id.eq(1)).columns(Payment::amount.sum());
    assert_eq!(
        Payment::filter(Payment::amount.ge(sum))
            .count(&mut s)
            .unwrap(),
        2
    );
}

#[test]
fn products_and_nested_arithmetic_compare_exactly() {
    let engine = payments([1_010, 333, 100_000_000_001]);
    let mut s = engine.session();
    let rate = Decimal::new(1_075, 3);
    for column in [Payment::amount, Payment::units] {
        for (condition, id) in [
            ((column * rate).eq(Decimal::new(1_085_750, 5)), 1),
            ((column * 3 - Decimal::new(999, 2)).eq(cents(0)), 2),
            (((column + cents(7)) * 10).eq(cents(3_400)), 2),
            (
                (column + cents(10)).gt(Decimal::new(100_000_000_011, 2) - cents(1)),
                3,
            ),
            ((column % 3).eq(cents(33)), 2),
        ] {
            let query = Payment::filter(condition);
            let text = query.to_sql().unwrap();
            let found: Vec<i64> = query.columns(Payment::id).all(&mut s).unwrap();
            assert_eq!(found, [id], "{text}");
        }
    }
}

#[test]
fn a_division_of_a_whole_decimal_is_no_division_of_integers() {
    let engine = payments([1_000]);
    let mut s = engine.session();
    let third = Decimal::new(33_333_333_333, 10);
    let (amount, units) = (Payment::amount, Payment::units);
    for quotient in [amount / 3, units / 3, amount.abs() / 3, amount.round(0) / 3]
        .map(|quotient| Payment::select().columns(quotient))
    {
        let found = quotient.one(&mut s).unwrap();
        assert_eq!(found.round_dp(10), third, "{}", quotient.to_sql().unwrap());
    }
    let present = Payment::select().columns((amount.coalesce(0) / 3, amount.nullif(1) / 3));
    let found = present.one(&mut s).unwrap();
    assert_eq!(
        (found.0.round_dp(10), found.1.map(|it| it.round_dp(10))),
        (third, Some(third))
    );
    assert_eq!(
        Payment::filter((amount / 4).eq(cents(250)))
            .count(&mut s)
            .unwrap(),
        1
    );
}

#[test]
fn a_rate_is_rounded_to_the_column_when_it_is_stored() {
    let engine = payments([1_005, 333]);
    let mut s = engine.session();
    let rate = Decimal::new(1_075, 3);
    Payment::select()
        .set(Payment::amount, Payment::amount * rate)
        .set(Payment::units, Payment::units * rate)
        .update(&mut s)
        .unwrap();
    let found = Payment::select()
        .order_by(Payment::id.asc())
        .all(&mut s)
        .unwrap();
    for (row, amount) in found.iter().zip([1_080, 358]) {
        assert_eq!((row.amount, row.units), (cents(amount), cents(amount)));
    }
}

#[test]
fn a_sum_of_products_is_exact() {
    let engine = payments((1..=1_000).map(|number| number * 10 + 1));
    let tax = Decimal::new(19, 2);
    let query = Payment::select().columns((
        (Payment::amount * tax).sum(),
        (Payment::units * tax).sum(),
        (Payment::amount + Payment::units).sum(),
    ));
    let found = engine.read(|s| query.one(s)).unwrap();
    let total: i64 = (1..=1_000).map(|number| number * 10 + 1).sum();
    let taxed = Some(Decimal::new(total * 19, 4));
    assert_eq!(found, (taxed, taxed, Some(cents(total * 2))));
}

#[test]
fn a_result_struct_reads_decimals_at_the_scale_that_the_query_knows() {
    #[derive(Debug, PartialEq, FromRow)]
    struct Plain {
        total: Option<Decimal>,
        units: Decimal,
    }
    #[derive(Debug, PartialEq, FromRow)]
    struct Declared {
        #[column(precision = 10, scale = 4)]
        total: Option<Decimal>,
        #[column(precision = 10, scale = 4)]
        units: Decimal,
    }
    let engine = payments([205]);
    let mut s = engine.session();
    let sum = Payment::amount.sum().label("total");
    let query = Payment::select()
        .group_by(Payment::units)
        .columns((sum, Payment::units));
    let (total, units) = (Some(cents(205)), cents(205));
    assert_eq!(query.one(&mut s).unwrap(), (total, units));
    let plain = query.clone().into_rows::<Plain>().one(&mut s).unwrap();
    assert_eq!(plain, Plain { total, units });
    let declared = query.into_rows::<Declared>().one(&mut s).unwrap();
    assert_eq!(declared, Declared { total, units });
}
