//! An inventory: prices to the cent, stock that is never negative, a lost update that is refused.

mod models;
mod reports;
mod shop;

use chrono::NaiveDate;
use crocus::prelude::*;

use crate::scratch::Scratch;
use models::{Article, Group, Kind, Movement};

/// Why the shop says no.
#[derive(Debug)]
pub(crate) enum Refusal {
    Unknown(String),
    OutOfStock {
        sku: String,
        wanted: i64,
        there: i64,
    },
    Database(crocus::Error),
}

impl From<crocus::Error> for Refusal {
    fn from(error: crocus::Error) -> Self {
        Refusal::Database(error)
    }
}

type Result<T, E = Refusal> = std::result::Result<T, E>;

fn money(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn open(scratch: &Scratch) -> Result<Engine> {
    let engine = scratch.open()?;
    engine.create_all(&schema![Article, Movement])?;
    engine.try_write(deliver)?;
    Ok(engine)
}

/// The first delivery, with a movement for every article.
fn deliver(s: &mut Session) -> Result<()> {
    let articles = s.add_all([
        Article::new("hammer", Group::Tools, "19.90", 10),
        Article::new("saw", Group::Tools, "35.05", 3),
        Article::new("white", Group::Paint, "0.35", 1000),
        Article::new("red", Group::Paint, "12.00", 7),
        Article::new("string", Group::Odd, "1.01", 0),
    ]);
    for article in articles {
        if s[article].stock > 0 {
            let delivery = Movement::builder()
                .article(article)
                .kind(Kind::Delivery)
                .change(s[article].stock)
                .price(s[article].price)
                .build();
            s.add(delivery);
        }
    }
    Ok(())
}

#[test]
fn a_basket_is_sold_whole_or_not_at_all() -> Result<()> {
    let scratch = Scratch::new("inventory-basket");
    let engine = open(&scratch)?;
    let mut s = engine.session();
    let total = shop::sell(&[("hammer", 2), ("white", 3)], &mut s)?;
    assert_eq!(total, money("40.85"));
    s.commit()?;

    let red = shop::article("red", &mut s)?;
    s[red].name = "crimson".into();
    let refused = shop::sell(&[("red", 7), ("hammer", 1), ("saw", 4)], &mut s).unwrap_err();
    assert!(matches!(
        refused,
        Refusal::OutOfStock { sku, wanted: 4, there: 3 } if sku == "saw"
    ));
    assert_eq!((s[red].stock, s[red].name.as_str()), (7, "crimson"));
    let unknown = shop::sell(&[("red", 1), ("anvil", 1)], &mut s).unwrap_err();
    assert!(matches!(unknown, Refusal::Unknown(sku) if sku == "anvil"));
    assert!(s.new_entities::<Movement>().is_empty());
    s.commit()?;
    assert_eq!(
        Movement::filter(Movement::kind.eq(Kind::Sale)).count(&mut s)?,
        2
    );
    assert_eq!(
        Article::get(s[red].id, &mut s)?.map(|red| red.name),
        Some("crimson".into())
    );
    assert!(reports::audit(&mut s)?.is_empty());
    Ok(())
}

#[test]
fn stock_is_never_negative_whoever_writes_it() -> Result<()> {
    let scratch = Scratch::new("inventory-check");
    let engine = open(&scratch)?;
    let mut s = engine.session();
    let saw = shop::article("saw", &mut s)?;
    assert_eq!(shop::lose("saw", 1, &mut s)?, 2);
    assert_eq!(s[saw].stock, 2, "the statement is seen by the entity");
    let refused = shop::lose("saw", 3, &mut s).unwrap_err();
    let Refusal::Database(error) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(error.kind(), ErrorKind::Check);
    assert_eq!(
        error.constraint().and_then(|broken| broken.name()),
        Some("never_negative")
    );
    assert_eq!(s[saw].stock, 2);

    s[saw].stock = -1;
    let error = s.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Check);
    s[saw].stock = 2;
    s[saw].price = money("35.055");
    let error = s.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Value, "{error}");
    assert!(error.to_string().contains("price"), "{error}");
    s[saw].price = money("35.050");
    s.commit()?;
    assert!(matches!(
        shop::lose("anvil", 1, &mut s),
        Err(Refusal::Unknown(_))
    ));
    assert!(reports::audit(&mut s)?.is_empty());
    Ok(())
}

#[test]
fn prices_are_raised_to_the_cent() -> Result<()> {
    let scratch = Scratch::new("inventory-prices");
    let engine = open(&scratch)?;
    let mut s = engine.session();
    let (white, saw) = (
        shop::article("white", &mut s)?,
        shop::article("saw", &mut s)?,
    );
    let old = s[white].version;
    assert_eq!(shop::raise(Group::Paint, 10, &mut s)?, 2);
    // 0.385 and 13.2
    assert_eq!(s[white].price, money("0.39"));
    assert!(s[white].version > old);
    s[saw].discontinued = NaiveDate::from_ymd_opt(2024, 2, 29);
    assert_eq!(shop::raise(Group::Tools, 3, &mut s)?, 1);
    s.commit()?;
    let prices = Article::select()
        .order_by(Article::price.asc())
        .columns(Article::price)
        .all(&mut s)?;
    assert_eq!(
        prices,
        ["0.39", "1.01", "13.20", "20.50", "35.05"].map(money)
    );
    assert_eq!(
        Article::filter(Article::price.within(money("0.39")..money("13.2"))).count(&mut s)?,
        2
    );

    assert_eq!(
        shop::raise(Group::Odd, -100, &mut s).unwrap_err().kind(),
        ErrorKind::Check
    );
    Ok(())
}

impl Refusal {
    fn kind(&self) -> ErrorKind {
        match self {
            Refusal::Database(error) => error.kind(),
            _ => ErrorKind::Application,
        }
    }
}

#[test]
fn reports_add_up() -> Result<()> {
    let scratch = Scratch::new("inventory-reports");
    let engine = open(&scratch)?;
    let mut s = engine.session();
    shop::sell(&[("hammer", 2), ("white", 300)], &mut s)?;
    shop::sell(&[("hammer", 1)], &mut s)?;
    shop::lose("red", 2, &mut s)?;
    s.commit()?;

    let all: Decimal = Article::all(&mut s)?.iter().map(Article::worth).sum();
    let report = engine.read(|s| reports::worth(Decimal::ZERO, s))?;
    assert_eq!(
        report.iter().map(|(_, _, worth)| worth).sum::<Decimal>(),
        all
    );
    assert_eq!(report[0], (Group::Paint, 2, money("305.00")));
    let dear = reports::worth(money("244.45"), &mut s)?;
    assert_eq!(dear.len(), 2, "exactly 244.45 is enough");
    assert_eq!(reports::worth(money("244.46"), &mut s)?.len(), 1);

    let sales = reports::sales(&mut s)?;
    assert_eq!(sales[0], ("hammer".into(), 3, Some(money("59.70"))));
    assert_eq!(sales[1], ("red".into(), 0, None));
    assert_eq!(reports::turnover(&mut s)?, (Some(1020), Some(-305), 4));
    assert_eq!(reports::dear(&mut s)?, ["red", "saw"]);
    assert!(reports::dust(&mut s)?.is_empty());
    Article::new("tape", Group::Odd, "2", 5).insert(&mut s)?;
    assert_eq!(reports::dust(&mut s)?, ["TAPE"]);
    assert_eq!(reports::audit(&mut s)?, [("tape".into(), 5, 0)]);
    Ok(())
}

#[test]
fn an_import_updates_what_is_known() -> Result<()> {
    let scratch = Scratch::new("inventory-import");
    let engine = open(&scratch)?;
    let mut s = engine.session();
    let saw = shop::article("saw", &mut s)?;
    let version = s[saw].version;
    let mut list = vec![
        Article::new("saw", Group::Odd, "36.00", 99),
        Article::new("nail", Group::Odd, "0.01", 0),
    ];
    list[0].cost = Some(money("21.1234"));
    list[1].cost = Some(money("0.0049"));
    assert_eq!(shop::import(list, &mut s)?, (1, 1));
    assert_eq!(
        (s[saw].price, s[saw].stock, s[saw].group),
        (money("36.00"), 3, Group::Tools)
    );
    assert!(s[saw].version > version);
    assert_eq!(
        reports::margins(&mut s)?,
        [
            ("nail".into(), Some(money("0.0051")), Some(51.0)),
            ("saw".into(), Some(money("14.8766")), Some(41.3)),
        ]
    );
    s.commit()?;

    let wrong = vec![
        Article::new("glue", Group::Odd, "3", 0),
        Article::new("oil", Group::Odd, "0", 0),
    ];
    let error = shop::import(wrong, &mut s).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Check);
    assert!(matches!(
        shop::article("glue", &mut s),
        Err(Refusal::Unknown(_))
    ));
    Ok(())
}

#[test]
fn of_two_clerks_one_is_told_to_look_again() -> Result<()> {
    let scratch = Scratch::new("inventory-clerks");
    let engine = open(&scratch)?;
    let (mut one, mut two) = (engine.session(), engine.session());
    let mine = shop::article("hammer", &mut one)?;
    let theirs = shop::article("hammer", &mut two)?;
    one[mine].name = "sledge".into();
    two[theirs].price = money("21.00");
    two.commit()?;
    let error = one.commit().unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Stale,
        "the version covers all columns"
    );
    assert!(error.is_retryable());
    one.rollback()?;
    assert_eq!(one[mine].name, "the hammer");
    one.refresh(mine)?;
    assert_eq!(one[mine].price, money("21.00"));
    one[mine].name = "sledge".into();
    one.commit()?;

    let mut stale = Article::get(two[theirs].id, &mut two)?.expect("a hammer");
    stale.update(&mut one, |hammer| hammer.stock += 1)?;
    one.commit()?;
    assert_eq!((stale.stock, stale.name.as_str()), (11, "sledge"));
    two.delete(theirs);
    let error = two.flush().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Stale, "{error}");
    Ok(())
}
