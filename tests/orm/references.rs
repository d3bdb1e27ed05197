//! Foreign keys that are broken further away than in the statement's own table.

use crocus::prelude::*;
use crocus::{ConstraintKind, Error, ErrorKind, State, schema};

use crate::database::{database, fails, names};

#[derive(Debug, Clone, Model)]
struct Country {
    #[column(primary_key)]
    id: i64,
}

#[derive(Debug, Clone, Model)]
struct City {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    country: ForeignKey<Country>,
}

#[derive(Debug, Clone, Model)]
struct Street {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Cascade)]
    city: ForeignKey<City>,
}

#[derive(Debug, Clone, Model)]
struct House {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = Restrict, name = "in_street")]
    street: ForeignKey<Street>,
}

/// A country, city and street of two each, and a house in the second street.
fn streets() -> Session {
    let mut s = database(&schema![Country, City, Street, House]).session();
    for id in [1, 2] {
        s.add(Country { id });
        s.add(City {
            id,
            country: ForeignKey::new(id),
        });
        s.add(Street {
            id,
            city: ForeignKey::new(id),
        });
    }
    s.add(House {
        id: 5,
        street: ForeignKey::new(2),
    });
    s.commit().unwrap();
    s
}

fn in_the_way(error: &Error, table: &str, column: &str, key: &str) {
    let constraint = error.constraint().unwrap();
    assert_eq!(constraint.kind(), ConstraintKind::ForeignKey, "{error}");
    assert_eq!(constraint.table(), Some(table), "{error}");
    assert_eq!(constraint.columns(), [column], "{error}");
    assert_eq!(constraint.key(), Some(key), "{error}");
}

#[test]
fn a_row_in_the_way_of_a_deletion_that_follows_from_others_is_named() {
    let mut s = streets();
    let country = s.get_one::<Country>(2).unwrap();
    s.delete(country);
    let error = fails(s.flush(), ErrorKind::ForeignKey);
    in_the_way(&error, "houses", "in_street", "2");
    assert_eq!(error.constraint().unwrap().fields(), ["street"]);
    names(&error, &["houses.in_street", "still refers"]);
    s.rollback().unwrap();
    assert_eq!(s.state(country), State::Persistent);
    // What nothing stands in the way of goes, with what follows.
    assert_eq!(
        Country::filter(Country::id.eq(1)).delete(&mut s).unwrap(),
        1
    );
    assert_eq!(Street::select().count(&mut s).unwrap(), 1);
    let error = fails(Country::select().delete(&mut s), ErrorKind::ForeignKey);
    in_the_way(&error, "houses", "in_street", "2");
}

#[test]
fn statements_with_a_with_clause_name_what_they_break() {
    let mut s = streets();
    let delete = "WITH doomed (\"delete\") AS (SELECT 2) DELETE FROM cities WHERE id IN doomed";
    let error = fails(sql(delete).execute(&mut s), ErrorKind::ForeignKey);
    in_the_way(&error, "houses", "in_street", "2");
    let insert = "WITH new (id) AS (SELECT 77) INSERT INTO houses SELECT 6, id FROM new";
    let error = fails(sql(insert).execute(&mut s), ErrorKind::ForeignKey);
    in_the_way(&error, "houses", "in_street", "77");
    assert_eq!(House::select().count(&mut s).unwrap(), 1);
}
