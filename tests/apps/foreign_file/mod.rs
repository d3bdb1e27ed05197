//! A file that another program made: other names, a view, text and composite keys, odd data.

mod models;
mod odd;

use chrono::NaiveDate;
use crocus::ErrorKind;
use crocus::prelude::*;
use rust_decimal::Decimal;

use models::{Customer, File, Line, Tier, Total, Wrong};

#[test]
fn it_is_read_and_written() -> crocus::Result<()> {
    let file = File::new("read");
    let engine = file.open()?;
    engine.create_all(&schema![Customer, Line, Total])?;
    let mut s = engine.session();

    let ada = s.get::<Customer>("A1")?.expect("there is an Ada");
    assert_eq!(s[ada].tier, Some(Tier::Gold));
    assert_eq!(s[ada].since, NaiveDate::from_ymd_opt(2020, 2, 29));
    assert_eq!(s[ada].credit, Some(Decimal::new(1250, 2)));
    let line = s.get::<Line>((1, 2))?.expect("a line");
    assert_eq!(s[line].note.as_deref(), Some("fragile"));
    s[line].quantity = 9;
    s[ada].name = "Ada \"the\" first".into();
    s.add(
        Line::builder()
            .order(3)
            .line(0)
            .customer(ada)
            .quantity(1)
            .build(),
    );
    s.commit()?;

    let totals = Total::filter(Total::qty.gt(1)).all(&mut s)?;
    let total = Total {
        code: "A1".into(),
        qty: 13,
        notes: 1,
    };
    assert_eq!(totals[0], total);
    let error = total.insert(&mut s).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");
    assert!(error.to_string().contains("view"), "{error}");
    let watched = s.get::<Total>("B2")?.expect("Bob");
    s[watched].qty = 5;
    let error = s.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly, "{error}");
    s.rollback()?;

    let blank = Line::filter(Line::note.is_null() | Line::note.eq("")).count(&mut s)?;
    assert_eq!(blank, 3);
    let named = Line::select()
        .join(Line::customer)
        .filter(Customer::tier.eq(Tier::Gold))
        .order_by((Line::order.asc(), Line::line.desc()))
        .columns((Line::line, Customer::name, Line::note.coalesce("-")))
        .first(&mut s)?;
    assert_eq!(
        named,
        Some((2, "Ada \"the\" first".into(), "fragile".into()))
    );

    let orphan = Line::builder()
        .order(4)
        .line(1)
        .customer("Z9")
        .quantity(1)
        .build();
    let error = orphan.insert(&mut s).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKey);
    assert_eq!(error.constraint().unwrap().fields(), ["customer"]);
    let again = Line::builder()
        .order(1)
        .line(1)
        .customer("A1")
        .quantity(1)
        .build();
    let error = again.insert(&mut s).unwrap_err();
    assert_eq!(error.constraint().unwrap().fields(), ["order", "line"]);
    Ok(())
}

#[test]
fn a_wrong_model_is_reported() -> crocus::Result<()> {
    let file = File::new("drift");
    let engine = file.open()?;
    let error = engine.create_all(&schema![Wrong]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    let text = error.to_string();
    for part in ["tbl Customer", "FullName", "column `Since` may be NULL"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let error = engine.read(|s| Wrong::all(s)).unwrap_err();
    assert!(error.to_string().contains("FullName"), "{error}");
    assert!(!error.to_string().contains("should this be"), "{error}");
    file.raw("DROP VIEW v_totals; CREATE VIEW v_totals AS SELECT cust AS code FROM OrderLine");
    let error = engine
        .create_all(&schema![Customer, Line, Total])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "view `v_totals` differs from `Total`: column `qty` is missing; column `notes` is missing; \
         change the model or the view"
    );
    file.raw("DROP VIEW v_totals");
    engine.create_all(&schema![Customer, Line, Total])?;
    let error = Engine::builder("/nonexistent/x.db")
        .create(false)
        .open()
        .unwrap_err();
    assert!(error.to_string().contains("/nonexistent/x.db"), "{error}");
    Ok(())
}
