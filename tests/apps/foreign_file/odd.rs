//! Values that another program stored, and no model can hold.

use crocus::ErrorKind;
use crocus::prelude::*;

use super::models::{Customer, File, Line};

#[test]
fn odd_data_is_named() -> crocus::Result<()> {
    let file = File::new("odd");
    let engine = file.open()?;
    let odd = |set: &str, part: &str| {
        file.raw(&format!(
            "SAVEPOINT a; UPDATE \"tbl Customer\" SET {set} WHERE CustCode = 'B2'; RELEASE a"
        ));
        let error = engine.read(|s| Customer::all(s)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains(part), "{part}: {error}");
        let error = engine.session().get::<Customer>("B2").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        file.raw("UPDATE \"tbl Customer\" SET Since = NULL, Tier = 'basic', Credit = NULL, \"Full Name\" = 'Bob' WHERE CustCode = 'B2'");
        engine.read(|s| Customer::all(s)).unwrap();
    };
    odd("Since = '2020-13-01'", "tbl Customer.Since");
    odd("Since = 'yesterday'", "tbl Customer.Since");
    odd("Since = 20200101", "tbl Customer.Since");
    odd("Tier = 'silver'", "tbl Customer.Tier");
    odd("Tier = 'GOLD'", "tbl Customer.Tier");
    odd("Credit = 'much'", "tbl Customer.Credit");
    odd("Credit = 0.125", "tbl Customer.Credit");
    odd("\"Full Name\" = x'ff00'", "tbl Customer.Full Name");
    odd(
        "\"Full Name\" = CAST(x'ff00' AS TEXT)",
        "tbl Customer.Full Name",
    );

    file.raw("UPDATE OrderLine SET Qty = 'many' WHERE OrderNo = 2");
    let error = engine.read(|s| Line::select().columns((Line::order, Line::quantity)).all(s));
    let error = error.unwrap_err();
    assert!(error.to_string().contains("OrderLine.Qty"), "{error}");
    file.raw(
        "PRAGMA foreign_keys = OFF; UPDATE OrderLine SET cust = 'gone', Qty = 1 WHERE OrderNo = 2",
    );
    let inner = Line::select().join(Line::customer);
    let outer = Line::select()
        .left_join(Line::customer)
        .columns((Line::order, Customer::name));
    engine.read(|s| {
        assert_eq!(inner.count(s)?, 2);
        assert!(outer.all(s)?.contains(&(2, None)));
        Ok(())
    })
}
