//! Attributes of tables and columns, as the database keeps them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use crocus::prelude::*;
use crocus::{Codec, ErrorKind, Fault, Json, schema};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::database::{database, fails, names, sent};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ColumnType)]
struct BoxId(i64);

#[derive(Debug, Clone, PartialEq)]
struct Point(i32, i32);

struct AsText;

impl Codec<Point> for AsText {
    type Stored = String;

    fn encode(point: &Point) -> Result<String, Fault> {
        if point.0 == 13 {
            return Err(Fault::value("13 brings bad luck"));
        }
        Ok(format!("{},{}", point.0, point.1))
    }

    fn decode(stored: String) -> Result<Point, Fault> {
        let parts = stored
            .split_once(',')
            .ok_or_else(|| Fault::decode("no comma"))?;
        Ok(Point(
            parts.0.parse().map_err(Fault::decode)?,
            parts.1.parse().map_err(Fault::decode)?,
        ))
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "boxes", strict)]
struct Parcel {
    #[column(primary_key)]
    id: BoxId,
    #[column(length = 10)]
    label: String,
    flag: bool,
    weight: f64,
    #[column(precision = 8, scale = 2)]
    price: Decimal,
    #[column(precision = 18, scale = 2, storage = "integer")]
    exact: Option<Decimal>,
    day: NaiveDate,
    time: NaiveTime,
    at: DateTime<Utc>,
    number: Uuid,
    data: Json<Vec<i64>>,
    bytes: Vec<u8>,
    #[column(with = AsText)]
    place: Point,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(without_rowid)]
struct Country {
    #[column(primary_key, length = 2)]
    code: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Login {
    #[column(primary_key)]
    token: Uuid,
    country: Option<ForeignKey<Country>>,
    parcel: Option<ForeignKey<Parcel>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Article {
    #[column(primary_key, autoincrement)]
    id: i64,
    #[column(collate = "NOCASE", unique)]
    title: String,
    #[column(db_default = "CURRENT_TIMESTAMP")]
    created: String,
    #[column(generated = "length(title)")]
    size: i64,
    #[column(skip)]
    cached: Option<String>,
    #[column(name = "the-rank", default = 3)]
    rank: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(view, table = "long_articles")]
struct LongArticle {
    #[column(primary_key)]
    id: i64,
    title: String,
}

fn parcel() -> Parcel {
    let day = NaiveDate::from_ymd_opt(2024, 5, 6).unwrap();
    Parcel {
        id: BoxId(0),
        label: "x".into(),
        flag: true,
        weight: 5.0,
        price: Decimal::new(1_200, 2),
        exact: None,
        day,
        time: NaiveTime::MIN,
        at: day.and_time(NaiveTime::MIN).and_utc(),
        number: Uuid::from_u128(7),
        data: Json(vec![1, 2]),
        bytes: vec![],
        place: Point(1, -2),
    }
}

fn articles() -> Engine {
    database(&schema![Article])
}

#[test]
fn a_strict_table_takes_every_type() {
    let mut s = database(&schema![Parcel]).session();
    let strict = "SELECT strict FROM pragma_table_list WHERE name = 'boxes'";
    assert!(sql(strict).scalar::<bool>(&mut s).unwrap());
    let written = Parcel::create(parcel(), &mut s).unwrap();
    assert_eq!(
        written,
        Parcel {
            id: BoxId(1),
            ..parcel()
        }
    );
    assert_eq!(
        Parcel::get(BoxId(1), &mut s).unwrap(),
        Some(written.clone())
    );
    let exact = Parcel {
        exact: Some(Decimal::new(5, 2)),
        ..written
    };
    let tracked = s.merge(exact.clone()).unwrap();
    s.commit().unwrap();
    assert_eq!(Parcel::all(&mut s).unwrap(), std::slice::from_ref(&exact));
    assert_eq!(s[tracked], exact);
    let sums = Parcel::select().columns((Parcel::price.sum(), Parcel::exact.sum()));
    let found = sums.one(&mut s).unwrap();
    assert_eq!(
        found,
        (Some(Decimal::new(1_200, 2)), Some(Decimal::new(5, 2)))
    );
}

#[test]
fn a_strict_table_refuses_another_type_in_words() {
    let mut s = database(&schema![Parcel]).session();
    Parcel::create(parcel(), &mut s).unwrap();
    let error = fails(
        sql("UPDATE boxes SET weight = 'heavy'").execute(&mut s),
        ErrorKind::Value,
    );
    names(&error, &["boxes.weight"]);
}

#[test]
fn a_codec_stores_and_is_compared_in_its_stored_form() {
    let mut s = database(&schema![Parcel]).session();
    Parcel::create(parcel(), &mut s).unwrap();
    let found = Parcel::filter(Parcel::place.eq("1,-2"))
        .one(&mut s)
        .unwrap();
    assert_eq!(found.place, Point(1, -2));
    let bad = Parcel {
        place: Point(13, 0),
        ..parcel()
    };
    names(
        &fails(Parcel::create(bad, &mut s), ErrorKind::Value),
        &["boxes.place", "bad luck"],
    );
    sql("UPDATE boxes SET place = '1;2'")
        .execute(&mut s)
        .unwrap();
    names(
        &fails(Parcel::all(&mut s), ErrorKind::Decode),
        &["boxes.place", "no comma"],
    );
}

#[test]
fn keys_of_any_type_are_found_and_referred_to() {
    let mut s = database(&schema![Country, Parcel, Login]).session();
    let country = Country::builder().code("de").name("Germany").build();
    let country = s.add(country);
    let parcel = s.add(parcel());
    let token = Uuid::from_u128(99);
    let row = Login::builder()
        .token(token)
        .country(country)
        .parcel(parcel)
        .build();
    let row = s.add(row);
    s.commit().unwrap();
    assert_eq!(s.get::<Country>("de").unwrap(), Some(country));
    assert_eq!(s.get::<Login>(token).unwrap(), Some(row));
    assert_eq!(s[row].country, Some(ForeignKey::new("de".to_owned())));
    assert_eq!(
        s[row].parcel.and_then(|it| it.key().copied()),
        Some(BoxId(1))
    );
    let joined = Login::select()
        .join(Login::country)
        .join(Login::parcel)
        .filter(Country::code.eq("de") & Parcel::id.eq(BoxId(1)) & Login::country.eq("de"));
    let names = joined
        .columns((Country::name, Parcel::label))
        .one(&mut s)
        .unwrap();
    assert_eq!(names, ("Germany".into(), "x".into()));
    s[country].name = "Deutschland".into();
    s.commit().unwrap();
    assert_eq!(
        Country::get("de", &mut s).unwrap().unwrap().name,
        "Deutschland"
    );
}

#[test]
fn what_the_database_writes_is_read_back_and_never_sent() {
    let mut s = articles().session();
    let article = s.add(Article::builder().title("long title").build());
    let (statements, ()) = sent(&mut s, &["INSERT", "UPDATE", "SELECT"], Session::flush);
    assert_eq!(statements.len(), 1, "{statements:?}");
    assert!(
        !statements[0]
            .split("RETURNING")
            .next()
            .unwrap()
            .contains("created")
    );
    assert_eq!((s[article].size, s[article].created.len()), (10, 19));
    s[article].title = "short".into();
    let (statements, ()) = sent(&mut s, &["INSERT", "UPDATE", "SELECT"], Session::flush);
    assert_eq!(statements.len(), 1, "{statements:?}");
    assert_eq!(s[article].size, 5);
}

#[test]
fn an_autoincremented_key_is_never_used_twice() {
    let mut s = articles().session();
    let article = |title: &str| Article::builder().title(title).build();
    Article::create(article("a"), &mut s).unwrap();
    Article::create(article("b"), &mut s)
        .unwrap()
        .delete(&mut s)
        .unwrap();
    assert_eq!(Article::create(article("c"), &mut s).unwrap().id, 3);
}

#[test]
fn a_collation_of_the_column_counts_in_comparison_and_unique() {
    let mut s = articles().session();
    Article::create(Article::builder().title("News").build(), &mut s).unwrap();
    assert_eq!(
        Article::filter(Article::title.eq("NEWS"))
            .count(&mut s)
            .unwrap(),
        1
    );
    let again = Article::builder().title("news").build();
    fails(Article::create(again.clone(), &mut s), ErrorKind::Unique);
    assert_eq!(again.upsert(Article::title, &mut s).unwrap().id, 1);
}

#[test]
fn skipped_fields_stay_in_the_program() {
    let mut s = articles().session();
    let article = Article {
        cached: Some("x".into()),
        ..Article::builder().title("a").build()
    };
    let article = s.add(article);
    s.commit().unwrap();
    assert_eq!(s[article].cached.as_deref(), Some("x"));
    s[article].cached = Some("y".into());
    assert!(!s.is_modified(article).unwrap());
    assert_eq!(Article::all(&mut s).unwrap()[0].cached, None);
}

#[test]
fn columns_have_names_of_their_own() {
    let mut s = articles().session();
    Article::create(Article::builder().title("a").build(), &mut s).unwrap();
    assert_eq!(
        Article::filter(Article::rank.eq(3)).count(&mut s).unwrap(),
        1
    );
    assert_eq!(
        sql(r#"SELECT "the-rank" FROM articles"#)
            .scalar::<i64>(&mut s)
            .unwrap(),
        3
    );
}

#[test]
fn a_literal_default_is_the_tables_default_too() {
    let mut s = articles().session();
    sql("INSERT INTO articles (title) VALUES ('raw')")
        .execute(&mut s)
        .unwrap();
    assert_eq!(Article::all(&mut s).unwrap()[0].rank, 3);
}

#[test]
fn a_view_is_read_and_never_written() {
    let engine = articles();
    let view = "CREATE VIEW long_articles AS SELECT id, title FROM articles WHERE size > 3";
    engine.connect().unwrap().execute(view).unwrap();
    engine.create_all(&schema![Article, LongArticle]).unwrap();
    let mut s = engine.session();
    for title in ["abc", "abcd"] {
        Article::create(Article::builder().title(title).build(), &mut s).unwrap();
    }
    let found = LongArticle::all(&mut s).unwrap();
    assert_eq!(
        found,
        [LongArticle {
            id: 2,
            title: "abcd".into()
        }]
    );
    let tracked = s.get_one::<LongArticle>(2).unwrap();
    s[tracked].title = "x".into();
    names(&fails(s.flush(), ErrorKind::ReadOnly), &["long_articles"]);
    s.refresh(tracked).unwrap();
    fails(
        LongArticle::create(found[0].clone(), &mut s),
        ErrorKind::ReadOnly,
    );
    fails(LongArticle::select().delete(&mut s), ErrorKind::ReadOnly);
    fails(
        LongArticle::insert_all(found).execute(&mut s),
        ErrorKind::ReadOnly,
    );
}

#[test]
fn times_finer_than_a_microsecond_are_stored_to_the_microsecond() {
    let mut s = database(&schema![Parcel]).session();
    let fine = NaiveTime::from_hms_nano_opt(1, 2, 3, 4_567).unwrap();
    let at = parcel().day.and_time(fine).and_utc();
    let entity = s.add(Parcel {
        time: fine,
        at,
        ..parcel()
    });
    s.commit().unwrap();
    let stored = NaiveTime::from_hms_nano_opt(1, 2, 3, 4_000).unwrap();
    assert_eq!((s[entity].time, s[entity].at.time()), (stored, stored));
    assert_eq!(Parcel::all(&mut s).unwrap()[0], s[entity]);
    assert!(!s.is_modified(entity).unwrap());
}

#[test]
fn years_that_do_not_fit_four_digits_are_refused() {
    let mut s = database(&schema![Parcel]).session();
    for year in [-1, 10_000] {
        let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let error = fails(
            Parcel::create(Parcel { day, ..parcel() }, &mut s),
            ErrorKind::Value,
        );
        names(&error, &["boxes.day"]);
        let at = day.and_time(NaiveTime::MIN).and_utc();
        let error = fails(
            Parcel::create(Parcel { at, ..parcel() }, &mut s),
            ErrorKind::Value,
        );
        names(&error, &["boxes.at"]);
    }
}
