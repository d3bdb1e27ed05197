//! After a write the struct holds what its row holds, digit by digit.

use chrono::{DateTime, Utc};
use crocus::prelude::*;
use crocus::schema;
use rust_decimal::Decimal;

use crate::database::database;

#[derive(Debug, Clone, Copy, PartialEq, ColumnType)]
struct Money(Decimal);

#[derive(Debug, Clone, PartialEq, Model)]
struct Price {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 10, scale = 2, default = Decimal::ZERO)]
    net: Decimal,
    #[column(precision = 18, scale = 4, storage = "integer", default = Decimal::ONE)]
    exact: Decimal,
    #[column(precision = 10, scale = 3)]
    maybe: Option<Decimal>,
    #[column(precision = 10, scale = 1, default = Money(Decimal::TEN))]
    money: Money,
    #[column(default = Utc::now(), on_update = Utc::now())]
    changed: DateTime<Utc>,
    parent: Option<ForeignKey<Price>>,
}

/// Decimals are equal whatever their digits: their text is not.
#[track_caller]
fn same(one: &Price, other: &Price) {
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
}

#[test]
fn a_created_struct_is_the_one_that_is_read() {
    let engine = database(&schema![Price]);
    let mut s = engine.session();
    let mut price = Price::create(Price::builder().build(), &mut s).unwrap();
    assert_eq!(price.net.to_string(), "0.00");
    assert_eq!(price.exact.to_string(), "1.0000");
    assert_eq!(price.money.0.to_string(), "10.0");
    same(&price, &Price::get(price.id, &mut s).unwrap().unwrap());
    price
        .update(&mut s, |price| {
            price.net = Decimal::from(5);
            price.maybe = Some(Decimal::new(50, 1));
            price.parent = Some(ForeignKey::new(price.id));
        })
        .unwrap();
    assert_eq!(price.maybe.unwrap().to_string(), "5.000");
    same(&price, &Price::get(price.id, &mut s).unwrap().unwrap());
    let again = Price {
        net: Decimal::new(7_000, 3),
        ..price
    };
    let upserted = again.upsert(Price::id, &mut s).unwrap();
    assert_eq!(upserted.net.to_string(), "7.00");
    same(
        &upserted,
        &Price::get(upserted.id, &mut s).unwrap().unwrap(),
    );
}

#[test]
fn a_flushed_entity_is_the_struct_that_is_read() {
    let engine = database(&schema![Price]);
    let mut s = engine.session();
    let price = s.add(Price::builder().maybe(Decimal::from(3)).build());
    s.commit().unwrap();
    let read = |id| engine.read(|s| Price::get(id, s)).unwrap().unwrap();
    same(&s[price], &read(s[price].id));
    s[price].net = Decimal::from(8);
    s[price].exact = Decimal::new(20, 1);
    s.commit().unwrap();
    assert_eq!(s[price].net.to_string(), "8.00");
    same(&s[price], &read(s[price].id));
}
