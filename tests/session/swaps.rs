//! Values and keys that rows exchange where no other value may stand in their place for a moment.

use crocus::prelude::*;
use crocus::{ErrorKind, State};

use crate::database::{database, fails, sent};

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "countries")]
struct Country {
    #[column(primary_key)]
    code: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(unique(on, shelf))]
struct Profile {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    owner: ForeignKey<Country>,
    #[column(unique, check = "place BETWEEN 1 AND 3")]
    place: i64,
    #[column(unique, check = "weight < 4")]
    weight: f64,
    on: bool,
    #[column(check = "shelf IN (1, 2)")]
    shelf: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "seats", primary_key(row, number))]
struct Seat {
    row: i64,
    number: i64,
    guest: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Coat {
    #[column(primary_key)]
    id: i64,
    #[column(on_update = Cascade)]
    country: ForeignKey<Country>,
}

fn profiles() -> (Session, [Entity<Profile>; 3]) {
    let mut s = database(&schema![Country, Profile]).session();
    let profiles = [("A", 1), ("B", 2), ("C", 3)].map(|(code, place)| {
        let owner = s.add(Country { code: code.into() });
        let profile = Profile::builder().owner(owner).place(place);
        let profile = profile.weight(place as f64).on(place == 1);
        s.add(profile.shelf(1 + place % 2).build())
    });
    s.commit().unwrap();
    (s, profiles)
}

/// What memory says is what the database has, and the constraints are in force.
fn agrees(s: &mut Session, profiles: &[Entity<Profile>]) {
    for profile in profiles {
        let known = s[*profile].clone();
        let stored = Profile::get(known.id, s).unwrap();
        assert_eq!(stored, Some(known));
    }
    for (pragma, wanted) in [("defer_foreign_keys", 0), ("ignore_check_constraints", 0)] {
        let now = sql(format!("PRAGMA {pragma}")).scalar::<i64>(s).unwrap();
        assert_eq!((pragma, now), (pragma, wanted));
    }
    let update = sql("UPDATE profiles SET place = 9 WHERE place = 1").execute(s);
    fails(update, ErrorKind::Check, &["place"]);
    let update = sql("UPDATE profiles SET owner_id = 'Z' WHERE place = 1").execute(s);
    fails(update, ErrorKind::ForeignKey, &[]);
}

#[test]
fn unique_references_that_must_not_be_null_are_swapped() {
    let (mut s, [p, q, r]) = profiles();
    let [a, b, c] = [p, q, r].map(|profile| s[profile].owner.clone());
    (s[p].owner, s[q].owner) = (b.clone(), a.clone());
    s.flush().unwrap();
    agrees(&mut s, &[p, q, r]);
    (s[p].owner, s[q].owner, s[r].owner) = (c, b, a);
    s.commit().unwrap();
    agrees(&mut s, &[p, q, r]);
}

#[test]
fn unique_values_in_bounds_are_rotated_when_none_is_left_over() {
    let (mut s, [p, q, r]) = profiles();
    (s[p].place, s[q].place, s[r].place) = (2, 3, 1);
    (s[p].weight, s[q].weight, s[r].weight) = (3.0, 1.0, 2.0);
    s.commit().unwrap();
    agrees(&mut s, &[p, q, r]);
}

#[test]
fn values_unique_together_in_bounds_are_swapped() {
    let (mut s, [p, q, r]) = profiles();
    let (one, two) = (s[p].clone(), s[q].clone());
    (s[p].on, s[p].shelf) = (two.on, two.shelf);
    (s[q].on, s[q].shelf) = (one.on, one.shelf);
    s.commit().unwrap();
    agrees(&mut s, &[p, q, r]);
}

#[test]
fn a_swap_that_ends_in_a_value_the_schema_refuses_changes_nothing() {
    let (mut s, [p, q, r]) = profiles();
    let before = [p, q, r].map(|profile| s[profile].clone());
    let [a, b, _] = [p, q, r].map(|profile| s[profile].owner.clone());
    (s[p].owner, s[q].owner) = (b, a);
    s[r].owner = ForeignKey::new("nowhere".to_owned());
    fails(s.flush(), ErrorKind::ForeignKey, &["profiles", "owner"]);
    s[r].owner = before[2].owner.clone();
    (s[p].place, s[q].place, s[r].place) = (2, 1, 4);
    fails(s.flush(), ErrorKind::Check, &["profiles", "place"]);
    s.rollback().unwrap();
    for (profile, before) in [p, q, r].into_iter().zip(before) {
        assert_eq!(s[profile], before);
    }
    agrees(&mut s, &[p, q, r]);
}

#[test]
fn constraints_that_the_program_put_off_stay_so_until_it_commits() {
    let (mut s, [p, q, _]) = profiles();
    sql("PRAGMA defer_foreign_keys = 1")
        .execute(&mut s)
        .unwrap();
    let (a, b) = (s[p].owner.clone(), s[q].owner.clone());
    (s[p].owner, s[q].owner) = (ForeignKey::new("D".to_owned()), a);
    s.flush().unwrap();
    let (d, a) = (s[p].owner.clone(), s[q].owner.clone());
    (s[p].owner, s[q].owner) = (a, d);
    s.flush().unwrap();
    fails(s.commit(), ErrorKind::ForeignKey, &["profiles"]);
    s[q].owner = b;
    s.commit().unwrap();
}

#[test]
fn keys_are_swapped_and_each_entity_keeps_its_row() {
    let mut s = database(&schema![Seat]).session();
    let seat = |row, number, guest: &str| Seat {
        row,
        number,
        guest: guest.into(),
    };
    let [ada, bob, eve] =
        [seat(1, 1, "ada"), seat(1, 2, "bob"), seat(2, 1, "eve")].map(|x| s.add(x));
    s.commit().unwrap();
    (s[ada].row, s[ada].number) = (1, 2);
    (s[bob].row, s[bob].number) = (2, 1);
    (s[eve].row, s[eve].number) = (1, 1);
    s.commit().unwrap();
    for (key, entity, guest) in [
        ((1, 2), ada, "ada"),
        ((2, 1), bob, "bob"),
        ((1, 1), eve, "eve"),
    ] {
        assert_eq!(s.get::<Seat>(key).unwrap(), Some(entity));
        assert_eq!(Seat::get(key, &mut s).unwrap().unwrap().guest, guest);
    }
    // One goes, one takes its key, and the third takes over from that one.
    s.delete(ada);
    (s[bob].row, s[bob].number) = (1, 2);
    (s[eve].row, s[eve].number) = (2, 1);
    s.commit().unwrap();
    assert_eq!(s.state(ada), State::Deleted);
    assert_eq!(s.get::<Seat>((1, 2)).unwrap(), Some(bob));
    assert_eq!(s.get::<Seat>((2, 1)).unwrap(), Some(eve));
    assert_eq!(s.get::<Seat>((1, 1)).unwrap(), None);
}

#[test]
fn keys_that_others_refer_to_are_swapped_where_the_database_follows() {
    let mut s = database(&schema![Country, Coat]).session();
    let countries = ["A", "B"].map(|code| s.add(Country { code: code.into() }));
    let coats = countries.map(|country| s.add(Coat::builder().country(country).build()));
    s.commit().unwrap();
    (s[countries[0]].code, s[countries[1]].code) = ("B".into(), "A".into());
    s.commit().unwrap();
    for (coat, country) in coats.into_iter().zip(countries) {
        assert_eq!(s[coat].country.key(), Some(&s[country].code));
        let stored = Coat::get(s[coat].id, &mut s).unwrap();
        assert_eq!(stored.as_ref(), Some(&s[coat]));
    }
}

#[test]
fn what_is_put_aside_is_no_more_than_one_value() {
    let (mut s, [p, q, _]) = profiles();
    (s[p].place, s[q].place) = (2, 1);
    let ((), statements) = sent(&mut s, Session::flush);
    let updates = statements.iter().filter(|sql| sql.starts_with("UPDATE"));
    // The first is refused, and done again without the check.
    assert_eq!(updates.count(), 4, "{statements:#?}");
}
