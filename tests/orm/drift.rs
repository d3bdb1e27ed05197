//! Tables that exist already and differ from their models.

use chrono::NaiveDate;
use crocus::prelude::*;
use crocus::{ErrorKind, schema};
use rust_decimal::Decimal;

use crate::database::{fails, names};

#[derive(Debug, Clone, Model)]
struct House {
    #[column(primary_key)]
    id: i64,
}

#[derive(Debug, Clone, Model)]
#[model(unique(street, number), check = "rooms >= 1", index(street))]
struct Flat {
    #[column(primary_key)]
    id: i64,
    #[column(length = 50)]
    street: String,
    number: i32,
    #[column(check = "floor < 100")]
    floor: Option<i64>,
    rooms: i64,
    #[column(unique)]
    door: String,
    #[column(unique, index)]
    plate: String,
    #[column(collate = "NOCASE")]
    label: String,
    #[column(precision = 10, scale = 2)]
    rent: Decimal,
    since: NaiveDate,
    area: f64,
    heated: bool,
    #[column(on_delete = Cascade)]
    house: ForeignKey<House>,
}

/// What Crocus itself would create, with some parts replaced.
fn created_with(changes: &[(&str, &str)]) -> Engine {
    let made = Engine::memory().unwrap();
    made.create_all(&schema![House, Flat]).unwrap();
    let mut text: String = made
        .connect()
        .unwrap()
        .scalar("SELECT sql FROM sqlite_schema WHERE name = 'flats'")
        .unwrap();
    for (part, other) in changes {
        assert!(text.contains(part), "`{part}` is not in {text}");
        text = text.replace(part, other);
    }
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![House]).unwrap();
    engine.connect().unwrap().execute(&text).unwrap();
    engine
}

#[track_caller]
fn differs(changes: &[(&str, &str)], parts: &[&str]) {
    let engine = created_with(changes);
    let error = fails(engine.create_all(&schema![House, Flat]), ErrorKind::Schema);
    names(&error, &["flats", "Flat"]);
    names(&error, parts);
}

#[track_caller]
fn agrees(changes: &[(&str, &str)]) {
    let engine = created_with(changes);
    engine.create_all(&schema![House, Flat]).unwrap();
    engine.create_all(&schema![House, Flat]).unwrap();
}

#[test]
fn what_crocus_created_agrees() {
    agrees(&[]);
}

#[test]
fn spaces_case_and_quotes_do_not_matter() {
    agrees(&[
        (
            "CHECK (rooms >= 1)",
            "constraint c check( \"ROOMS\">=1 /* one */)",
        ),
        ("CHECK (floor < 100)", "CHECK ([floor]\n<\n100)"),
    ]);
}

#[test]
fn types_that_store_the_same_agree() {
    agrees(&[
        ("VARCHAR(50)", "TEXT"),
        ("\"number\" INTEGER", "\"number\" SMALLINT"),
        ("\"area\" FLOAT", "\"area\" DOUBLE PRECISION"),
        ("\"heated\" BOOLEAN", "\"heated\" INTEGER"),
        ("\"since\" DATE", "\"since\" TEXT"),
    ]);
}

#[test]
fn a_table_may_do_more_than_its_model_says() {
    agrees(&[(
        "CHECK (rooms >= 1)",
        "CHECK (rooms >= 1), CHECK (rooms < 1000), UNIQUE (street, number, floor)",
    )]);
}

#[test]
fn a_changed_type_is_reported() {
    let change = [("\"rooms\" INTEGER", "\"rooms\" TEXT")];
    differs(&change, &["column `rooms` is TEXT there, not INTEGER"]);
    differs(
        &[("\"door\" TEXT", "\"door\" INTEGER")],
        &["`door`", "INTEGER", "TEXT"],
    );
    differs(
        &[("\"rooms\" INTEGER", "\"rooms\" REAL")],
        &["`rooms`", "REAL"],
    );
}

#[test]
fn a_changed_nullability_is_reported() {
    let change = [("\"rooms\" INTEGER NOT NULL", "\"rooms\" INTEGER")];
    differs(&change, &["column `rooms` may be NULL there"]);
    let change = [("\"floor\" INTEGER", "\"floor\" INTEGER NOT NULL")];
    differs(&change, &["column `floor` must not be NULL there"]);
}

#[test]
fn a_changed_collation_is_reported() {
    differs(
        &[("COLLATE \"NOCASE\"", "")],
        &["column `label` is COLLATE binary there, not NOCASE"],
    );
    let change = [("\"rooms\" INTEGER", "\"rooms\" INTEGER COLLATE rtrim")];
    differs(&change, &["`rooms`", "rtrim"]);
}

#[test]
fn a_missing_check_is_reported() {
    differs(
        &[("CHECK (rooms >= 1)", "CHECK (rooms >= 2)")],
        &["CHECK (rooms >= 1) is missing"],
    );
    differs(
        &[(" CHECK (floor < 100)", "")],
        &["CHECK (floor < 100) is missing"],
    );
}

#[test]
fn a_missing_unique_is_reported() {
    let change = [("\"door\" TEXT NOT NULL UNIQUE", "\"door\" TEXT NOT NULL")];
    differs(&change, &["UNIQUE (door) is missing"]);
    let change = [("(\"street\", \"number\")", "(\"street\", \"floor\")")];
    differs(&change, &["UNIQUE (street, number) is missing"]);
    let engine = created_with(&[]);
    let raw = engine.connect().unwrap();
    // The name is taken by an index that is not unique.
    raw.execute("CREATE INDEX ix_flats_plate ON flats (plate)")
        .unwrap();
    drop(raw);
    let error = fails(engine.create_all(&schema![House, Flat]), ErrorKind::Schema);
    names(&error, &["UNIQUE (plate) is missing"]);
}

#[test]
fn a_missing_or_changed_foreign_key_is_reported() {
    let part = " REFERENCES \"houses\" (\"id\") ON DELETE CASCADE";
    differs(
        &[(part, "")],
        &["the foreign key `house_id` to `houses` is missing"],
    );
    let other = " REFERENCES \"flats\" (\"id\") ON DELETE CASCADE";
    differs(
        &[(part, other)],
        &["refers to `flats` there, not to `houses`"],
    );
    differs(
        &[("ON DELETE CASCADE", "")],
        &["`house_id`", "ON DELETE NO ACTION there, not CASCADE"],
    );
}

#[test]
fn all_differences_are_told_at_once() {
    let changes = [
        ("CHECK (rooms >= 1)", "CHECK (1)"),
        ("\"rooms\" INTEGER NOT NULL", "\"rooms\" TEXT"),
        ("\"since\" DATE NOT NULL", "\"until\" DATE NOT NULL"),
    ];
    let parts = [
        "`rooms` is TEXT",
        "`rooms` may be NULL",
        "rooms >= 1",
        "`since`",
        "`until`",
    ];
    differs(&changes, &parts);
}

#[derive(Debug, Clone, Model)]
#[model(table = "v_streets", view)]
struct Street {
    #[column(primary_key)]
    street: String,
    flats: i64,
}

#[test]
fn a_view_has_the_columns_of_its_model() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![House, Flat, Street]).unwrap();
    let view = "CREATE VIEW v_streets AS SELECT street FROM flats GROUP BY street";
    engine.connect().unwrap().execute(view).unwrap();
    let error = engine.create_all(&schema![Street]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(
        error.to_string(),
        "view `v_streets` differs from `Street`: column `flats` is missing; change the model or the view"
    );
}
