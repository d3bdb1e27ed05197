//! Unique values that change owners, together with versions, references and stamps.

use crocus::prelude::*;
use crocus::{Codec, ErrorKind, Fault, State};

use crate::database::{count, database, fails, panics};

#[derive(Debug, Clone, PartialEq, Model)]
struct Team {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
}

#[derive(Debug, Clone, PartialEq, Model)]
#[model(unique(team, number), strict)]
struct Player {
    #[column(primary_key)]
    id: i64,
    team: ForeignKey<Team>,
    number: i64,
    #[column(unique)]
    badge: String,
    #[column(unique)]
    weight: Option<f64>,
    #[column(version)]
    version: i64,
    #[column(default = 0, on_update = 7)]
    touched: i64,
}

fn game() -> (Session, [Entity<Team>; 2], [Entity<Player>; 3]) {
    let mut s = database(&schema![Team, Player]).session();
    let teams = ["red", "blue"].map(|name| s.add(Team::builder().name(name).build()));
    let player = |team, number, badge: &str, weight| {
        let player = Player::builder().team(team).number(number);
        player.badge(badge).weight(weight).build()
    };
    let players = [
        player(teams[0], 1, "a", 1.5),
        player(teams[0], 2, "b", 2.5),
        player(teams[1], 1, "c", 3.5),
    ];
    let players = players.map(|player| s.add(player));
    s.commit().unwrap();
    (s, teams, players)
}

/// What memory says is what the database has.
fn agrees<M: Model + PartialEq + std::fmt::Debug>(s: &mut Session, entities: &[Entity<M>]) {
    for entity in entities {
        let before = s[*entity].clone();
        s.refresh(*entity).unwrap();
        assert_eq!(s[*entity], before);
    }
}

#[test]
fn a_swap_counts_each_version_once() {
    let (mut s, _, p) = game();
    (s[p[0]].badge, s[p[1]].badge) = ("b".into(), "a".into());
    s.commit().unwrap();
    assert_eq!(p.map(|player| s[player].version), [2, 2, 1]);
    assert_eq!(p.map(|player| s[player].touched), [7, 7, 0]);
    agrees(&mut s, &p);
}

#[test]
fn values_unique_together_are_swapped_in_every_way() {
    let (mut s, teams, p) = game();
    // By number, in one team.
    (s[p[0]].number, s[p[1]].number) = (2, 1);
    s.commit().unwrap();
    agrees(&mut s, &p);
    // By team: 2 of red and 1 of blue become 1 of blue and 2 of red.
    let (one, three) = (s[p[1]].clone(), s[p[2]].clone());
    (s[p[1]].team, s[p[1]].number) = (three.team, three.number);
    (s[p[2]].team, s[p[2]].number) = (one.team, one.number);
    s.commit().unwrap();
    agrees(&mut s, &p);
    assert_eq!(s[p[1]].team, ForeignKey::new(s[teams[1]].id));
    // Only the team: the number of both is the same.
    let (team, other) = (s[p[1]].team, s[p[2]].team);
    assert_eq!(s[p[1]].number, s[p[2]].number);
    (s[p[1]].team, s[p[2]].team) = (other, team);
    s.commit().unwrap();
    agrees(&mut s, &p);
}

#[test]
fn all_unique_values_rotate_at_once() {
    let (mut s, _, p) = game();
    let old = p.map(|player| s[player].clone());
    for (place, player) in p.iter().enumerate() {
        let next = &old[(place + 1) % 3];
        let player = &mut s[*player];
        (player.team, player.number) = (next.team, next.number);
        (player.badge, player.weight) = (next.badge.clone(), next.weight);
    }
    s.commit().unwrap();
    agrees(&mut s, &p);
    assert_eq!(p.map(|player| s[player].badge.clone()), ["b", "c", "a"]);
}

#[test]
fn a_swap_a_delete_and_an_insert_in_one_flush() {
    let (mut s, teams, p) = game();
    (s[p[0]].badge, s[p[1]].badge) = ("c".into(), "a".into());
    s.delete(p[2]);
    let new = s.add(
        Player::builder()
            .team(teams[1])
            .number(1)
            .badge("b")
            .weight(3.5)
            .build(),
    );
    s.commit().unwrap();
    agrees(&mut s, &[p[0], p[1], new]);
    assert_eq!(s.state(p[2]), State::Deleted);
}

#[test]
fn a_swap_that_fails_at_its_last_statement_leaves_all_as_it_was() {
    let (mut s, teams, p) = game();
    (s[p[0]].badge, s[p[1]].badge) = ("b".into(), "a".into());
    s[p[2]].badge = "a".into();
    for _ in 0..2 {
        fails(s.commit(), ErrorKind::Unique, &["players", "badge"]);
        assert_eq!(p.map(|player| s[player].badge.clone()), ["b", "a", "a"]);
        assert_eq!(p.map(|player| s[player].version), [1, 1, 1]);
    }
    s[p[2]].badge = "d".into();
    s[teams[0]].name = "blue".into();
    s[teams[1]].name = "red".into();
    s.commit().unwrap();
    agrees(&mut s, &p);
    agrees(&mut s, &teams);
}

#[test]
fn a_key_that_two_rows_take_is_refused_also_when_it_is_put_aside() {
    let mut s = database(&schema![Team]).session();
    let teams = ["a", "b"].map(|name| s.add(Team::builder().name(name).build()));
    s.commit().unwrap();
    // The one that is replaced, and the other one which takes its key, exchange a name as well.
    s.delete(teams[0]);
    s[teams[1]].id = 1;
    s[teams[1]].name = "c".into();
    let new = s.add(Team {
        id: 1,
        name: "b".into(),
    });
    fails(s.flush(), ErrorKind::Unique, &["teams", "id"]);
    s[teams[1]].id = 2;
    s.commit().unwrap();
    agrees(&mut s, &[teams[1], new]);
}

#[test]
fn a_key_that_a_row_gets_is_not_given_to_a_new_one() {
    let mut s = database(&schema![Team]).session();
    let teams = ["a", "b", "c"].map(|name| s.add(Team::builder().name(name).build()));
    s.commit().unwrap();
    // The new one waits for the name of the last one, whose key is then the next that SQLite gives.
    s.delete(teams[2]);
    let new = s.add(Team::builder().name("c").build());
    s[teams[0]].id = 3;
    s.commit().unwrap();
    assert_eq!((s[teams[0]].id, s[new].id), (3, 4));
    agrees(&mut s, &[teams[0], teams[1], new]);
}

#[test]
fn a_reference_to_a_row_that_is_deleted_in_the_same_flush_is_refused() {
    let (mut s, teams, p) = game();
    let third = s.add(Team::builder().name("green").build());
    s.commit().unwrap();
    s.delete(third);
    s[p[0]].team = third.into();
    fails(s.commit(), ErrorKind::ForeignKey, &["players"]);
    assert_eq!(s.deleted::<Team>(), [third]);
    s[p[0]].team = teams[0].into();
    // It refers to the row it had: only the delete is written.
    let ((), statements) = count(&mut s, Session::flush);
    assert_eq!(statements, 1);
    s.commit().unwrap();
    assert_eq!(s.state(third), State::Deleted);
}

#[derive(Debug, Clone, PartialEq)]
struct Fragile(i64);

struct Careless;

impl Codec<Fragile> for Careless {
    type Stored = i64;

    fn encode(value: &Fragile) -> Result<i64, Fault> {
        match value.0 {
            13 => panic!("unlucky"),
            n => Ok(n),
        }
    }

    fn decode(stored: i64) -> Result<Fragile, Fault> {
        match stored {
            14 => panic!("unreadable"),
            n => Ok(Fragile(n)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Vase {
    #[column(primary_key)]
    id: i64,
    #[column(with = Careless)]
    value: Fragile,
}

#[test]
fn a_panic_of_the_program_s_own_code_in_a_flush_ends_the_transaction() {
    let engine = database(&schema![Vase]);
    let mut s = engine.session();
    let first = s.add(Vase {
        id: 0,
        value: Fragile(1),
    });
    s.commit().unwrap();
    for _ in 0..2 {
        s[first].value = Fragile(2);
        let others = s.add_all([3, 13, 4].map(|n| Vase {
            id: 0,
            value: Fragile(n),
        }));
        assert_eq!(panics(|| s.flush()), "unlucky");
        assert!(!s.in_transaction());
        assert!(others.iter().all(|vase| s.state(*vase) == State::Transient));
        assert_eq!(s[first].value, Fragile(1));
        assert_eq!(Vase::select().count(&mut s).unwrap(), 1);
    }
    let outcome = engine.write(|s| {
        s.add(Vase {
            id: 0,
            value: Fragile(2),
        });
        s.flush()?;
        s.add(Vase {
            id: 0,
            value: Fragile(13),
        });
        panics(|| s.flush());
        // Who catches it cannot go on half way.
        fails(Vase::all(s), ErrorKind::Interrupted, &["panicked"]);
        Ok(())
    });
    fails(outcome, ErrorKind::Interrupted, &["panicked"]);
    let added = s.add_all([2, 3].map(|n| Vase {
        id: 0,
        value: Fragile(n),
    }));
    s.commit().unwrap();
    assert_eq!(
        added.iter().map(|vase| s[*vase].id).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(Vase::select().count(&mut s).unwrap(), 3);
}

#[test]
fn a_panic_in_a_flush_of_a_closure_rolls_back() {
    let engine = database(&schema![Vase]);
    let mut s = engine.session();
    let first = s.add(Vase {
        id: 0,
        value: Fragile(1),
    });
    s.commit().unwrap();
    for n in [2, 13] {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            s.transaction(|s| {
                s[first].value = Fragile(6);
                s.flush()?;
                s.add_all([7, n].map(|n| Vase {
                    id: 0,
                    value: Fragile(n),
                }));
                s.savepoint(|s| {
                    s.add(Vase {
                        id: 0,
                        value: Fragile(13),
                    });
                    s.flush()
                })
            })
        }));
        assert!(outcome.is_err());
        assert!(!s.in_transaction());
        assert_eq!(s[first].value, Fragile(1));
        assert_eq!(Vase::select().count(&mut s).unwrap(), 1);
    }
    panics(|| {
        Vase::create(
            Vase {
                id: 0,
                value: Fragile(13),
            },
            &mut s,
        )
    });
    s.rollback().unwrap();
    s.add(Vase {
        id: 0,
        value: Fragile(2),
    });
    s.commit().unwrap();
    assert_eq!(Vase::select().count(&mut s).unwrap(), 2);
}

#[test]
fn a_panic_while_a_statement_s_rows_are_read_ends_the_transaction() {
    let engine = database(&schema![Vase]);
    let mut s = engine.session();
    let vase = s.add(Vase {
        id: 0,
        value: Fragile(1),
    });
    s.commit().unwrap();
    s[vase].value = Fragile(2);
    s.flush().unwrap();
    // The watched rows are read as the statement left them.
    let update = || Vase::select().set(Vase::value, 14);
    assert_eq!(panics(|| update().update(&mut s)), "unreadable");
    assert!(!s.in_transaction());
    assert_eq!(s[vase].value, Fragile(1));
    s.refresh(vase).unwrap();
    s[vase].value = Fragile(3);
    s.commit().unwrap();
    let stored = sql("SELECT value FROM vases")
        .scalar::<i64>(&mut s)
        .unwrap();
    assert_eq!(stored, 3);
}
