//! Rows that other tools wrote in another form than Crocus does: they mean the same, and are changed
//! like any other.

use chrono::{DateTime, NaiveDateTime, Utc};
use crocus::prelude::*;
use crocus::{ErrorKind, Json, schema};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::database::{database, fails, names};

#[derive(Debug, Clone, PartialEq, Model)]
struct Event {
    #[column(primary_key)]
    id: i64,
    #[column(default = 0)]
    rank: i64,
    #[column(db_default = "CURRENT_TIMESTAMP")]
    created: DateTime<Utc>,
    #[column(unique)]
    code: Option<Uuid>,
    begins: Option<NaiveDateTime>,
    data: Option<Json<Vec<i64>>>,
    #[column(precision = 10, scale = 2)]
    price: Option<Decimal>,
    share: Option<f32>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Page {
    #[column(primary_key)]
    id: i64,
    text: String,
    #[column(version)]
    changed: DateTime<Utc>,
}

const FOREIGN: &str = "INSERT INTO events (rank, code, begins, data, price, share) VALUES
    (1, 'AAAAAAAA000000000000000000000001', '2024-05-06T07:08', '[1, 2]', 0.1 + 0.2, 0.1),
    (2, 'BBBBBBBB000000000000000000000002', '2024-05-06 07:08:09.5', '[ ]', 1.10, 0.7)";

fn events() -> Engine {
    let engine = database(&schema![Event]);
    engine.connect().unwrap().execute(FOREIGN).unwrap();
    engine
}

fn changes() -> [fn(&mut Event); 6] {
    [
        |event| event.created = DateTime::UNIX_EPOCH,
        |event| event.code = Some(Uuid::nil()),
        |event| event.begins = None,
        |event| event.data = Some(Json(vec![7])),
        |event| event.price = Some(Decimal::ONE),
        |event| event.share = Some(0.25),
    ]
}

#[test]
fn an_entity_read_before_the_transaction_is_changed_whatever_form_its_values_have() {
    let engine = events();
    for change in changes() {
        let mut s = engine.session();
        let event = s.get_one::<Event>(1).unwrap();
        change(&mut s[event]);
        s.commit().unwrap();
        let stored = engine.read(|s| Event::get(1, s)).unwrap();
        assert_eq!(stored.as_ref(), Some(&s[event]));
    }
}

#[test]
fn another_value_in_another_form_is_stale_all_the_same() {
    let others = [
        "created = '2001-01-01 00:00'",
        "code = 'CCCCCCCC000000000000000000000003'",
        "begins = '2024-05-06T07:09'",
        "data = '[1, 3]'",
        "price = 0.31",
        "share = 0.2",
    ];
    for (change, other) in changes().into_iter().zip(others) {
        let engine = events();
        let mut s = engine.session();
        let event = s.get_one::<Event>(1).unwrap();
        let raw = engine.connect().unwrap();
        raw.execute(&format!("UPDATE events SET {other} WHERE id = 1"))
            .unwrap();
        change(&mut s[event]);
        let column = other.split(' ').next().unwrap();
        names(&fails(s.commit(), ErrorKind::Stale), &["events", column]);
        s.rollback().unwrap();
        raw.execute("DELETE FROM events WHERE id = 1").unwrap();
        change(&mut s[event]);
        names(&fails(s.commit(), ErrorKind::Stale), &["events", column]);
    }
}

#[test]
fn unique_values_in_another_form_are_swapped() {
    let engine = events();
    let mut s = engine.session();
    let [one, two] = [1, 2].map(|key| s.get_one::<Event>(key).unwrap());
    let codes = (s[one].code, s[two].code);
    (s[one].code, s[two].code) = (codes.1, codes.0);
    s.commit().unwrap();
    let stored = engine.read(|s| Event::select().order_by(Event::id.asc()).all(s));
    let stored: Vec<_> = stored.unwrap().iter().map(|event| event.code).collect();
    assert_eq!(stored, [codes.1, codes.0]);
}

#[test]
fn a_version_in_another_form_is_the_same_version() {
    let engine = database(&schema![Page]);
    let insert = "INSERT INTO pages (text, changed) VALUES ('a', '2024-05-06 07:08:09')";
    engine.connect().unwrap().execute(insert).unwrap();
    let mut s = engine.session();
    let page = s.get_one::<Page>(1).unwrap();
    s[page].text = "b".into();
    s[page].changed = Utc::now();
    s.commit().unwrap();

    let raw = engine.connect().unwrap();
    raw.execute("UPDATE pages SET changed = '2024-05-06T07:08'")
        .unwrap();
    s[page].text = "c".into();
    fails(s.commit(), ErrorKind::Stale);
    s.rollback().unwrap();
    s.refresh(page).unwrap();
    s.delete(page);
    s.commit().unwrap();
    assert_eq!(Page::select().count(&mut s).unwrap(), 0);
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Token {
    #[column(primary_key)]
    id: Uuid,
    owner: String,
}

#[test]
fn a_row_whose_key_no_statement_would_find_again_is_no_entity() {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![Token]).unwrap();
    let mut s = engine.session();
    let id = Uuid::from_u128(7);
    let stored = id.simple().to_string(); // 32 digits, as SQLAlchemy writes it
    sql("INSERT INTO tokens (id, owner) VALUES (:id, 'ada')")
        .bind("id", stored.as_str())
        .execute(&mut s)
        .unwrap();
    assert_eq!(Token::all(&mut s).unwrap()[0].id, id);
    let error = s.load(Token::select()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    for part in ["tokens.id", &stored, &id.to_string()] {
        assert!(
            error.to_string().contains(part),
            "`{part}` is not in: {error}"
        );
    }
}
