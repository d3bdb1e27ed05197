//! One row is one entity, by whichever way it is reached, for keys of every kind.

use std::fmt::Debug;

use crocus::prelude::*;
use crocus::{ErrorKind, KeyInput, State, from, table};
use uuid::Uuid;

use crate::database::{count, database, elsewhere, fails};

#[derive(Debug, Clone, PartialEq, Model)]
struct Numbered {
    #[column(primary_key)]
    id: i64,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Small {
    #[column(primary_key(assigned))]
    id: u8,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Named {
    #[column(primary_key)]
    name: String,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Unique {
    #[column(primary_key)]
    uuid: Uuid,
    n: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ColumnType)]
struct Number(i64);

#[derive(Debug, Clone, PartialEq, Model)]
struct Wrapped {
    #[column(primary_key)]
    id: Number,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, ColumnType)]
struct Code(String);

#[derive(Debug, Clone, PartialEq, Model)]
struct Coded {
    #[column(primary_key(assigned))]
    code: Code,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(primary_key(name, place))]
struct Pair {
    name: String,
    place: i32,
    n: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Profile {
    #[column(primary_key)]
    owner: ForeignKey<Numbered>,
    n: i64,
}

/// A number in every row, to be changed.
trait Counted: Model + Query + ActiveRecord + PartialEq + Debug {
    fn n(&mut self) -> &mut i64;
    fn set_all(n: i64, s: &mut Session);
}

macro_rules! counted {
    ($($model:ident)*) => {
        $(impl Counted for $model {
            fn n(&mut self) -> &mut i64 {
                &mut self.n
            }

            fn set_all(n: i64, s: &mut Session) {
                $model::select().set($model::n, n).update(s).unwrap();
            }
        })*
    };
}

counted!(Numbered Small Named Unique Wrapped Coded Pair Profile);

fn engine() -> Engine {
    database(&schema![
        Numbered, Small, Named, Unique, Wrapped, Coded, Pair, Profile
    ])
}

fn with<M: Counted>(rows: &[M]) -> Engine {
    let engine = engine();
    engine
        .write(|s| {
            s.add(Numbered { id: 900, n: 0 });
            s.add_all(rows.iter().cloned());
            Ok(())
        })
        .unwrap();
    engine
}

/// All ways lead to one entity of each row, which is the one that was added, and no other.
fn is_one_entity<M: Counted, K>(rows: [M; 2], keys: [K; 2])
where
    K: KeyInput<M::Key> + Clone,
{
    let engine = with(&rows);
    let mut s = engine.session();
    let [one, two] = keys.clone().map(|key| s.get::<M>(key).unwrap().unwrap());
    assert_ne!(one, two);
    assert_eq!([s[one].clone(), s[two].clone()], rows);
    let found = s.load(M::select()).unwrap();
    assert!(found.len() >= 2 && found.contains(&one) && found.contains(&two));
    assert_eq!(s.merge(rows[0].clone()).unwrap(), one);
    assert_eq!(s.get_one::<M>(keys[1].clone()).unwrap(), two);
    fails(
        s.track(rows[1].clone()),
        ErrorKind::Misuse,
        &["watched already"],
    );
    // What others write in the session is seen by it: a statement, a value.
    M::set_all(5, &mut s);
    assert_eq!((*s[one].clone().n(), *s[two].clone().n()), (5, 5));
    let mut value = M::get(keys[0].clone(), &mut s).unwrap().unwrap();
    assert_eq!(value, s[one]);
    value.update(&mut s, |row| *row.n() = 6).unwrap();
    assert_eq!(*s[one].clone().n(), 6);
    // What it changes is seen by a value, and by a refresh of another struct of the row.
    *s[one].n() = 7;
    value.refresh(&mut s).unwrap();
    assert_eq!(*value.n(), 7);
    s.refresh(one).unwrap();
    assert_eq!(s.get::<M>(keys[0].clone()).unwrap(), Some(one));
    value.delete(&mut s).unwrap();
    assert_eq!(s.state(one), State::Deleted);
    assert_eq!(s.get::<M>(keys[0].clone()).unwrap(), None);
    s.rollback().unwrap();
    assert_eq!(s.get::<M>(keys[0].clone()).unwrap(), Some(one));
    assert_eq!(s[one], rows[0]);
    // Deleted and added again it is another entity.
    s.delete(one);
    s.commit().unwrap();
    let again = s.add(rows[0].clone());
    s.commit().unwrap();
    assert_ne!(again, one);
    assert_eq!(s.get::<M>(keys[0].clone()).unwrap(), Some(again));
    assert_eq!(s.state(one), State::Deleted);
}

#[test]
fn a_row_with_an_integer_key_is_one_entity() {
    is_one_entity(
        [Numbered { id: 1, n: 1 }, Numbered { id: i64::MAX, n: 2 }],
        [1, i64::MAX],
    );
    is_one_entity(
        [Numbered { id: -1, n: 1 }, Numbered { id: i64::MIN, n: 2 }],
        [-1, i64::MIN],
    );
    is_one_entity([Small { id: 0, n: 1 }, Small { id: 255, n: 2 }], [0, 255]);
}

#[test]
fn a_row_with_a_key_of_text_is_one_entity() {
    let named = |name: &str, n| Named {
        name: name.into(),
        n,
    };
    is_one_entity([named("a", 1), named("A", 2)], ["a", "A"]);
    is_one_entity([named("", 1), named("1", 2)], ["", "1"]);
    is_one_entity([named("é", 1), named("e\u{301}", 2)], ["é", "e\u{301}"]);
}

#[test]
fn a_row_with_a_uuid_as_key_is_one_entity() {
    let (one, two) = (Uuid::nil(), Uuid::new_v4());
    is_one_entity(
        [Unique { uuid: one, n: 1 }, Unique { uuid: two, n: 2 }],
        [one, two],
    );
}

#[test]
fn a_row_with_a_key_of_the_program_s_own_type_is_one_entity() {
    let wrapped = |id| Wrapped {
        id: Number(id),
        n: id,
    };
    is_one_entity([wrapped(1), wrapped(2)], [Number(1), Number(2)]);
    let coded = |code: &str| Coded {
        code: Code(code.into()),
        n: 1,
    };
    is_one_entity(
        [coded("x"), coded("X")],
        [Code("x".into()), Code("X".into())],
    );
}

#[test]
fn a_row_with_a_composite_key_is_one_entity() {
    let pair = |name: &str, place| Pair {
        name: name.into(),
        place,
        n: 1,
    };
    is_one_entity([pair("a", 1), pair("a", 2)], [("a", 1), ("a", 2)]);
    is_one_entity([pair("a", 11), pair("a1", 1)], [("a", 11), ("a1", 1)]);
}

#[test]
fn a_row_whose_key_is_a_foreign_key_is_one_entity() {
    let engine = engine();
    let mut s = engine.session();
    let owner = s.add(Numbered { id: 0, n: 1 });
    // The key is that of a row which is added in the same flush.
    let profile = s.add(Profile {
        owner: owner.into(),
        n: 2,
    });
    s.commit().unwrap();
    let key = s[owner].id;
    assert_eq!(s[profile].owner, ForeignKey::new(key));
    assert_eq!(
        s.get::<Profile>(ForeignKey::new(key)).unwrap(),
        Some(profile)
    );
    assert_eq!(
        s.load(Profile::filter(Profile::owner.eq(owner))).unwrap(),
        [profile]
    );
    let mut other = engine.session();
    let again = other.get_one::<Profile>(ForeignKey::new(key)).unwrap();
    other[again].n = 3;
    other.commit().unwrap();
    s.refresh(profile).unwrap();
    assert_eq!(s[profile].n, 3);
}

alias!(Twin = Numbered);

#[test]
fn a_joined_row_is_the_entity_of_its_table() {
    let engine = with(&[Numbered { id: 1, n: 2 }, Numbered { id: 2, n: 1 }]);
    let mut s = engine.session();
    let (one, two) = (
        s.get_one::<Numbered>(1).unwrap(),
        s.get_one::<Numbered>(2).unwrap(),
    );
    let joined = Numbered::filter(Numbered::id.le(2))
        .join_on(Twin, Numbered::id.eq(Numbered::n.at(Twin)))
        .order_by(Numbered::id.asc());
    assert_eq!(s.load(&joined).unwrap(), [one, two]);
    let aliased = from(Twin)
        .filter(Numbered::id.at(Twin).le(2))
        .order_by(Numbered::id.at(Twin).desc());
    assert_eq!(
        aliased.all(&mut s).unwrap(),
        [s[two].clone(), s[one].clone()]
    );
    assert_eq!(aliased.tracked().all(&mut s).unwrap(), [two, one]);
    assert_eq!(s.load(&aliased).unwrap(), [two, one]);
}

#[test]
fn an_alias_s_rows_are_entities_to_be_changed() {
    let engine = with(&[Numbered { id: 1, n: 2 }, Numbered { id: 2, n: 7 }]);
    let mut s = engine.session();
    // Those that the other one's number leads to.
    let led_to = from(Twin)
        .join_on(table::<Numbered>(), Numbered::n.eq(Numbered::id.at(Twin)))
        .order_by(Numbered::id.at(Twin).desc())
        .tracked();
    let two = led_to.one(&mut s).unwrap();
    assert_eq!(
        (
            led_to.count(&mut s).unwrap(),
            led_to.exists(&mut s).unwrap()
        ),
        (1, true)
    );
    assert_eq!(s.get_one::<Numbered>(2).unwrap(), two);
    s[two].n = 1;
    // The query flushes, and now both are led to.
    assert_eq!(led_to.all(&mut s).unwrap().len(), 2);
    assert_eq!(led_to.first(&mut s).unwrap(), Some(two));
    fails(led_to.one(&mut s), ErrorKind::MultipleFound, &["numbereds"]);
}

#[test]
fn returned_rows_are_those_of_the_entities() {
    let engine = with(&[Numbered { id: 1, n: 2 }, Numbered { id: 2, n: 1 }]);
    let mut s = engine.session();
    let one = s.get_one::<Numbered>(1).unwrap();
    let update = Numbered::filter(Numbered::id.le(2)).set(Numbered::n, Numbered::n + 10);
    let rows: Vec<Numbered> = update.returning(Numbered::all_columns).all(&mut s).unwrap();
    assert!(rows.contains(&s[one]));
    for row in rows {
        let expected = s.get_one::<Numbered>(row.id).unwrap();
        let (merged, statements) = count(&mut s, |s| s.merge(row.clone()));
        assert_eq!((merged, statements), (expected, 0));
        assert!(!s.is_modified(merged).unwrap());
    }
    let gone = Numbered::filter(Numbered::id.eq(1)).delete(&mut s).unwrap();
    assert_eq!((gone, s.state(one)), (1, State::Deleted));
}

#[test]
fn an_entity_that_is_added_is_the_one_that_queries_find() {
    let mut s = engine().session();
    let added = s.add(Numbered { id: 0, n: 4 });
    assert_eq!(
        s.load(Numbered::filter(Numbered::n.eq(4))).unwrap(),
        [added]
    );
    let key = s[added].id;
    assert_eq!(s.get::<Numbered>(key).unwrap(), Some(added));
    s.commit().unwrap();
    assert_eq!(s.load(Numbered::select()).unwrap(), [added]);
    let mut value = Numbered::get(key, &mut s).unwrap().unwrap();
    value.update(&mut s, |row| row.n = 5).unwrap();
    let upserted = Numbered { id: key, n: 6 }
        .upsert(Numbered::id, &mut s)
        .unwrap();
    assert_eq!((s[added].n, upserted.n), (6, 6));
}

#[test]
fn a_row_inserted_as_a_value_is_met_as_one_entity() {
    let mut s = engine().session();
    let value = Numbered::create(Numbered { id: 0, n: 4 }, &mut s).unwrap();
    let met = s.get_one::<Numbered>(value.id).unwrap();
    assert_eq!(s.load(Numbered::select()).unwrap(), [met]);
    assert_eq!(s.merge(value).unwrap(), met);
}

#[test]
fn rows_of_two_tables_with_one_key_are_two_entities() {
    let engine = with(&[Numbered { id: 1, n: 1 }]);
    elsewhere(&engine, "INSERT INTO smalls VALUES (1, 2)");
    let mut s = engine.session();
    let (one, two) = (
        s.get_one::<Numbered>(1).unwrap(),
        s.get_one::<Small>(1).unwrap(),
    );
    s[one].n = 5;
    assert_eq!((s[one].n, s[two].n), (5, 2));
}

#[test]
fn a_ticket_stays_that_of_its_row_when_places_are_given_away() {
    let engine = engine();
    let mut s = engine.session();
    let mut dead = Vec::new();
    for round in 0..50 {
        let ticket = s.add(Numbered { id: 0, n: round });
        match round % 3 {
            0 => {
                s.commit().unwrap();
                s.detach(ticket).unwrap();
                dead.push((ticket, "it was detached"));
            }
            1 => {
                s.flush().unwrap();
                s.rollback().unwrap();
                dead.push((ticket, "its `add` was undone"));
            }
            _ => {
                s.delete(ticket);
                dead.push((ticket, "its `add` was undone"));
            }
        }
        let alive = s.add(Numbered { id: 0, n: -round });
        for (ticket, why) in &dead {
            assert_ne!(*ticket, alive);
            fails(s.try_ref(*ticket).cloned(), ErrorKind::Misuse, &[why]);
        }
        assert_eq!(s[alive].n, -round);
        s.delete(alive);
        dead.push((alive, "its `add` was undone"));
    }
}

#[test]
fn a_changed_entity_is_met_among_new_ones_whatever_its_row_holds_now() {
    let rows = [1, 2, 3].map(|id| Numbered { id, n: id });
    let engine = with(&rows);
    let mut s = engine.session();
    let two = s.get_one::<Numbered>(2).unwrap();
    s[two].n = 20;
    elsewhere(&engine, "UPDATE numbereds SET n = 'many' WHERE id = 2");
    let query = Numbered::filter(Numbered::id.le(3)).order_by(Numbered::id.asc());
    let all = s.no_autoflush(|s| query.tracked().all(s)).unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(all[1], two);
    assert_eq!(
        all.iter().map(|row| s[*row].n).collect::<Vec<_>>(),
        [1, 20, 3]
    );
    // Who does not watch it is told.
    fails(
        query.tracked().all(&mut engine.session()),
        ErrorKind::Decode,
        &["numbereds.n", "id=2"],
    );
    // All are watched now, and read again in the order of the keys.
    elsewhere(&engine, "UPDATE numbereds SET n = id * 100");
    s.no_autoflush(|s| query.tracked().all(s)).unwrap();
    assert_eq!(
        all.iter().map(|row| s[*row].n).collect::<Vec<_>>(),
        [100, 20, 300]
    );
}

#[test]
fn a_closure_knows_nothing_of_what_the_one_before_it_watched() {
    let rows = [1, 2, 3].map(|id| Numbered { id, n: id });
    let engine = with(&rows);
    let mut before = Vec::new();
    for round in 1..4 {
        let watched = engine
            .write(|s| {
                assert!(
                    s.new_entities::<Numbered>().is_empty()
                        && s.dirty::<Numbered>().is_empty()
                        && s.deleted::<Numbered>().is_empty()
                );
                for ticket in &before {
                    fails(s.try_ref(*ticket).cloned(), ErrorKind::Misuse, &["session"]);
                    assert_eq!(s.state(*ticket), State::Detached);
                }
                let all = s.load(Numbered::filter(Numbered::id.le(3)))?;
                assert_eq!(all.len(), 3);
                assert!(all.iter().all(|row| s[*row].n == s[*row].id * round));
                // All that an arena can hold is left behind: what is undone, deleted, detached and added.
                let undone = s.savepoint(|s| {
                    s.add(Numbered { id: 0, n: -1 });
                    s[all[0]].n = -1;
                    s.flush()?;
                    Err::<(), _>(crocus::Error::other("undone"))
                });
                assert!(undone.is_err());
                let added = s.add(Numbered { id: 0, n: -2 });
                s.flush()?;
                s.delete(added);
                s.detach(all[1])?;
                s[all[2]].n += 1;
                Ok([all, vec![added]].concat())
            })
            .unwrap();
        before.extend(watched);
        let set = format!("UPDATE numbereds SET n = id * {} WHERE id <= 3", round + 1);
        elsewhere(&engine, &set);
        let read = engine.read(|s| {
            let two = s.get_one::<Numbered>(2)?;
            Ok(s[two].n)
        });
        assert_eq!(read.unwrap(), 2 * (round + 1));
    }
    assert_eq!(Numbered::select().count(&mut engine.session()).unwrap(), 4);
}
