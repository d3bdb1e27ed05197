//! What the database changes by itself, or at a statement's word, is followed in memory.

use crocus::State;
use crocus::prelude::*;

use crate::database::{count, database, elsewhere};

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "countries")]
struct Country {
    #[column(primary_key)]
    code: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "cities")]
struct City {
    #[column(primary_key)]
    id: i64,
    #[column(on_update = Cascade, on_delete = Cascade)]
    country: ForeignKey<Country>,
    #[column(on_update = Cascade, on_delete = SetNull)]
    second: Option<ForeignKey<Country>>,
    #[column(default = 0)]
    n: i64,
}

fn world() -> (Session, Entity<Country>, Entity<City>) {
    let mut s = database(&schema![Country, City]).session();
    let country = s.add(Country {
        code: "UK".into(),
        name: "x".into(),
    });
    let city = s.add(City::builder().country(country).second(country).build());
    s.commit().unwrap();
    (s, country, city)
}

#[test]
fn a_key_that_changes_is_followed_by_what_refers_to_it() {
    let (mut s, country, city) = world();
    s[country].code = "GB".into();
    s.flush().unwrap();
    assert_eq!(s[city].country, ForeignKey::new("GB".into()));
    assert_eq!(s[city].second, Some(ForeignKey::new("GB".into())));
    assert!(!s.is_modified(city).unwrap());
    s.rollback().unwrap();
    assert_eq!(s[city].country, ForeignKey::new("UK".into()));
    assert_eq!(s[country].code, "UK");
}

#[test]
fn a_key_that_a_statement_changes_is_another_row() {
    let (mut s, country, city) = world();
    let update = Country::filter(Country::code.eq("UK")).set(Country::code, "GB");
    update.update(&mut s).unwrap();
    assert_eq!(s.state(country), State::Deleted);
    assert_eq!(s.get::<Country>("UK").unwrap(), None);
    assert!(s.get::<Country>("GB").unwrap().is_some());
    assert_eq!(s[city].country, ForeignKey::new("GB".into()));
    s.rollback().unwrap();
    assert_eq!(s[city].country, ForeignKey::new("UK".into()));
    assert_eq!(s.get::<Country>("UK").unwrap(), Some(country));
    assert_eq!(s.get::<Country>("GB").unwrap(), None);
    // Also where only what refers to it is watched.
    s.detach(country).unwrap();
    update.update(&mut s).unwrap();
    assert_eq!(s[city].country, ForeignKey::new("GB".into()));
}

#[test]
fn keys_that_move_up_in_one_flush_are_followed() {
    let mut s = database(&schema![Country, City]).session();
    let countries = ["A", "B"].map(|code| {
        s.add(Country {
            code: code.into(),
            name: "x".into(),
        })
    });
    let cities = countries.map(|country| s.add(City::builder().country(country).build()));
    s.commit().unwrap();
    s[countries[0]].code = "B".into();
    s[countries[1]].code = "C".into();
    s[cities[0]].n = 1;
    s.commit().unwrap();
    for (city, code) in cities.into_iter().zip(["B", "C"]) {
        assert_eq!(s[city].country, ForeignKey::new(code.into()));
    }
    assert_eq!(
        City::filter(City::country.eq(countries[0]))
            .tracked()
            .one(&mut s)
            .unwrap(),
        cities[0]
    );
}

#[test]
fn a_key_that_a_value_changes_is_that_of_the_entity() {
    let (mut s, country, city) = world();
    let mut value = s[country].clone();
    value.update(&mut s, |row| row.code = "GB".into()).unwrap();
    assert_eq!(s[country].code, "GB");
    assert_eq!(s.get::<Country>("GB").unwrap(), Some(country));
    assert_eq!(s.get::<Country>("UK").unwrap(), None);
    assert_eq!(s[city].country, ForeignKey::new("GB".into()));
}

#[test]
fn refresh_all_reads_clean_rows_and_keeps_changed_ones() {
    let (mut s, country, city) = world();
    elsewhere(
        s.engine(),
        "UPDATE countries SET name = 'y'; UPDATE cities SET n = 5",
    );
    s[city].n = 7;
    s.refresh_all::<Country>().unwrap();
    s.refresh_all::<City>().unwrap();
    assert_eq!((s[country].name.as_str(), s[city].n), ("y", 7));
    s.rollback().unwrap();
    elsewhere(s.engine(), "DELETE FROM cities");
    // All as of one moment, which outside of a transaction is one of its own.
    s.add_all([0, 1].map(|_| City::builder().country(country).build()));
    s.commit().unwrap();
    let engine = s.engine().clone();
    let ((), statements) = crocus::testing::statements(&engine, || {
        s.refresh_all::<City>().unwrap();
    });
    let verbs = statements
        .iter()
        .map(|text| text.split(' ').next().unwrap());
    assert_eq!(
        verbs.collect::<Vec<_>>(),
        ["BEGIN", "SELECT", "SELECT", "ROLLBACK"]
    );
    assert_eq!(s.state(city), State::Deleted);
}

#[test]
fn a_row_set_to_null_by_a_delete_is_so_in_memory_and_an_unsaved_change_stays() {
    let mut s = database(&schema![Country, City]).session();
    let [one, two] = ["A", "B"].map(|code| {
        s.add(Country {
            code: code.into(),
            name: "x".into(),
        })
    });
    let city = s.add(City::builder().country(one).second(two).build());
    s.commit().unwrap();
    Country::filter(Country::code.eq("B"))
        .delete(&mut s)
        .unwrap();
    assert_eq!(
        (s.state(two), s[city].second.clone()),
        (State::Deleted, None)
    );
    assert!(!s.is_modified(city).unwrap());
    s.rollback().unwrap();
    assert_eq!(s[city].second, Some(ForeignKey::new("B".into())));
    // In the same flush as a change of the row.
    s[city].n = 3;
    s.delete(two);
    s.flush().unwrap();
    assert_eq!((s[city].n, s[city].second.clone()), (3, None));
    s.refresh(city).unwrap();
    assert_eq!((s[city].n, s[city].second.clone()), (3, None));
    // The whole row goes with its first country.
    s.delete(one);
    s.flush().unwrap();
    assert_eq!(s.state(city), State::Deleted);
    s.rollback().unwrap();
    assert_eq!((s.state(city), s[city].n), (State::Persistent, 0));
}

#[test]
fn a_replaced_row_keeps_what_refers_to_it() {
    let (mut s, country, city) = world();
    s.delete(country);
    let new = s.add(Country {
        code: "UK".into(),
        name: "new".into(),
    });
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!((statements, s.state(city)), (1, State::Persistent));
    assert_eq!(s.get::<Country>("UK").unwrap(), Some(new));
    s.commit().unwrap();
    assert_eq!(
        City::filter(City::country.eq(new))
            .tracked()
            .one(&mut s)
            .unwrap(),
        city
    );
}

#[test]
fn a_change_of_a_row_that_a_delete_of_the_same_flush_takes_away_is_no_error() {
    let (mut s, country, city) = world();
    s[city].n = 3;
    s.delete(country);
    s.flush().unwrap();
    assert_eq!(
        (s.state(country), s.state(city)),
        (State::Deleted, State::Deleted)
    );
    s.rollback().unwrap();
    assert_eq!((s.state(city), s[city].n), (State::Persistent, 0));
    // Both marked, and one that is added in the same flush goes with them.
    let other = s.add(City::builder().country(country).build());
    s.delete(city);
    s.delete(country);
    s.flush().unwrap();
    assert_eq!([city, other].map(|city| s.state(city)), [State::Deleted; 2]);
    assert_eq!(City::select().count(&mut s).unwrap(), 0);
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Twig {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    on: Option<ForeignKey<Twig>>,
}

#[test]
fn a_cascade_through_many_rows_is_followed() {
    const TWIGS: usize = 3_000;
    let mut s = database(&schema![Twig]).session();
    let twigs = s.add_all((0..TWIGS).map(|_| Twig { id: 0, on: None }));
    // A chain of 500, and a bush of all others on the root.
    for (place, twig) in twigs.iter().enumerate().skip(1) {
        let on = if place < 500 {
            twigs[place - 1]
        } else {
            twigs[0]
        };
        s[*twig].on = Some(on.into());
    }
    s.commit().unwrap();
    s.delete(twigs[0]);
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 1);
    assert!(twigs.iter().all(|twig| s.state(*twig) == State::Deleted));
    s.rollback().unwrap();
    assert!(twigs.iter().all(|twig| s.state(*twig) == State::Persistent));
    Twig::select().delete(&mut s).unwrap();
    assert!(twigs.iter().all(|twig| s.state(*twig) == State::Deleted));
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Trip {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = SetDefault, db_default = "'UK'")]
    country: Option<ForeignKey<Country>>,
    #[column(on_delete = SetDefault)]
    other: Option<ForeignKey<Country>>,
    #[column(default = 0)]
    n: i64,
}

#[test]
fn a_reference_that_a_delete_sets_to_its_default_is_so_in_memory() {
    let mut s = database(&schema![Country, Trip]).session();
    let [_, fr] = ["UK", "FR"].map(|code| {
        s.add(Country {
            code: code.into(),
            name: code.into(),
        })
    });
    let by_code = |code: &str| Some(ForeignKey::<Country>::new(code.to_owned()));
    let trip = s.add(Trip::builder().other(fr).build());
    s.commit().unwrap();
    assert_eq!(s[trip].country, by_code("UK"));
    s[trip].country = by_code("FR");
    s.commit().unwrap();
    s[trip].n = 7;
    s.delete(fr);
    s.flush().unwrap();
    let after = s[trip].clone();
    assert_eq!(
        (&after.country, &after.other, after.n),
        (&by_code("UK"), &None, 7)
    );
    assert_eq!(Trip::get(after.id, &mut s).unwrap(), Some(after));
    s.rollback().unwrap();
    let before = &s[trip];
    assert_eq!(
        (&before.country, &before.other),
        (&by_code("FR"), &by_code("FR"))
    );
    // By a statement, too.
    Country::filter(Country::code.eq("FR"))
        .delete(&mut s)
        .unwrap();
    assert_eq!((&s[trip].country, &s[trip].other), (&by_code("UK"), &None));
    s.commit().unwrap();
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Folder {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    country: ForeignKey<Country>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Sheet {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    folder: ForeignKey<Folder>,
    #[column(default = 0)]
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = SetNull)]
    sheet: Option<ForeignKey<Sheet>>,
}

#[test]
fn a_row_that_a_cascade_takes_away_exchanges_its_key_before() {
    let mut s = database(&schema![Country, Folder, Sheet]).session();
    let country = s.add(Country {
        code: "a".into(),
        name: String::new(),
    });
    let folders =
        [country, country].map(|country| s.add(Folder::builder().country(country).build()));
    let sheets = folders.map(|folder| s.add(Sheet::builder().folder(folder).build()));
    s.commit().unwrap();
    (s[sheets[0]].id, s[sheets[1]].id) = (2, 1);
    s.delete(folders[0]);
    s.commit().unwrap();
    let states = sheets.map(|sheet| s.state(sheet));
    assert_eq!(states, [State::Deleted, State::Persistent]);
    assert_eq!(s.get::<Sheet>(1).unwrap(), Some(sheets[1]));
    assert_eq!(s.get::<Sheet>(2).unwrap(), None);
}

#[test]
fn a_cascade_through_rows_that_nobody_watches_is_followed() {
    let engine = database(&schema![Country, Folder, Sheet, Note]);
    let mut s = engine.session();
    let countries = ["a", "b"].map(|code| {
        s.add(Country {
            code: code.into(),
            name: String::new(),
        })
    });
    let folders = countries.map(|country| s.add(Folder::builder().country(country).build()));
    let sheets = folders.map(|folder| s.add(Sheet::builder().folder(folder).build()));
    let notes = sheets.map(|sheet| s.add(Note::builder().sheet(sheet).build()));
    s.commit().unwrap();
    // Everything is watched: what has gone is known.
    s.delete(countries[0]);
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!((statements, s.state(sheets[0])), (1, State::Deleted));
    s.rollback().unwrap();
    for watched in [1, 2] {
        if watched == 1 {
            for folder in folders {
                s.detach(folder).unwrap();
            }
        } else {
            for sheet in sheets {
                s.detach(sheet).unwrap();
            }
        }
        s.delete(countries[0]);
        let ((), statements) = count(&mut s, Session::flush);
        assert_eq!(statements, 2, "one asks for the rows that nobody watches");
        assert_eq!(s[notes[0]].sheet, None);
        assert_eq!(s[notes[1]].sheet, Some(ForeignKey::new(2)));
        if watched == 1 {
            assert_eq!(s.state(sheets[0]), State::Deleted);
            assert_eq!(s.get::<Sheet>(1).unwrap(), None);
            assert_eq!(s.state(sheets[1]), State::Persistent);
        }
        s.rollback().unwrap();
        assert_eq!(s[notes[0]].sheet, Some(ForeignKey::new(1)));
        let lonely = s.add(Country {
            code: "c".into(),
            name: String::new(),
        });
        s.flush().unwrap();
        s.delete(lonely);
        let ((), statements) = count(&mut s, Session::flush);
        assert_eq!(statements, 1, "nothing has gone with it");
        s.rollback().unwrap();
        let deleted = Country::filter(Country::code.eq("a")).delete(&mut s);
        assert_eq!((deleted.unwrap(), s[notes[0]].sheet), (1, None));
        s.rollback().unwrap();
    }
}
