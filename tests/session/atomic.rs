//! A flush is atomic: whichever of its statements fails, database and memory are as before, the
//! session is usable, and flushing again after the cause is mended succeeds.

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State};

use crate::database::{database, fails, sent};

#[derive(Debug, Clone, PartialEq, Model)]
struct Team {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
    captain: Option<ForeignKey<Player>>,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Player {
    #[column(primary_key)]
    id: i64,
    team: ForeignKey<Team>,
    #[column(unique)]
    number: i64,
    #[column(version)]
    version: i64,
    #[column(default = 0, on_update = 9)]
    touched: i64,
    #[column(db_default = "'fresh'")]
    state: String,
}

/// Makes the n-th statement that writes a row fail.
const COUNTDOWN: &str = "
    CREATE TABLE countdown (remaining INTEGER NOT NULL);
    CREATE TABLE log (id INTEGER PRIMARY KEY, row TEXT);
";

/// Every row that is written counts down; a count of its own, as an undone statement undoes what its
/// triggers wrote, too.
fn triggers() -> String {
    let mut text = COUNTDOWN.to_owned();
    for table in ["teams", "players"] {
        for verb in ["INSERT", "UPDATE", "DELETE"] {
            text.push_str(&format!(
                "CREATE TRIGGER fail_{table}_{verb} BEFORE {verb} ON {table}
                 WHEN (SELECT count(*) FROM countdown) > 0 BEGIN
                   SELECT RAISE(ABORT, 'not now') FROM countdown WHERE remaining <= 1;
                   UPDATE countdown SET remaining = remaining - 1;
                 END;"
            ));
        }
    }
    text
}

/// What a test sees of the whole world: states and structs of the entities.
#[derive(Debug, PartialEq)]
struct Memory {
    teams: Vec<(State, Option<Team>)>,
    players: Vec<(State, Option<Player>)>,
    new: (Vec<Entity<Team>>, Vec<Entity<Player>>),
    dirty: (Vec<Entity<Team>>, Vec<Entity<Player>>),
    deleted: (Vec<Entity<Team>>, Vec<Entity<Player>>),
}

struct World {
    teams: Vec<Entity<Team>>,
    players: Vec<Entity<Player>>,
}

fn sorted<M: Model>(mut entities: Vec<Entity<M>>) -> Vec<Entity<M>> {
    entities.sort_by_key(|entity| format!("{entity:?}"));
    entities
}

impl World {
    fn memory(&self, s: &Session) -> Memory {
        let teams = self.teams.iter();
        let players = self.players.iter();
        Memory {
            teams: teams
                .map(|team| (s.state(*team), s.try_ref(*team).ok().cloned()))
                .collect(),
            players: players
                .map(|player| (s.state(*player), s.try_ref(*player).ok().cloned()))
                .collect(),
            new: (sorted(s.new_entities()), sorted(s.new_entities())),
            dirty: (sorted(s.dirty()), sorted(s.dirty())),
            deleted: (sorted(s.deleted()), sorted(s.deleted())),
        }
    }

    /// Stored rows.
    fn new(s: &mut Session) -> Result<World> {
        let teams = s.add_all(["a", "b", "c", "d"].map(|name| Team::builder().name(name).build()));
        let on = |team: Entity<Team>, number| Player::builder().team(team).number(number).build();
        let players = s.add_all([
            on(teams[0], 1),
            on(teams[0], 2),
            on(teams[1], 3),
            on(teams[2], 4),
        ]);
        s.commit()?;
        Ok(World { teams, players })
    }

    /// One flush's worth of every kind of change.
    fn change(&mut self, s: &mut Session) {
        let (teams, players) = (&mut self.teams, &mut self.players);
        // Inserts, parents first, and a circle through a nullable key.
        let team = s.add(Team::builder().name("new").build());
        let captain = s.add(Player::builder().team(team).number(10).build());
        s[team].captain = Some(captain.into());
        // A swap of unique values, an update through a new row, one of the key's owner.
        (s[players[0]].number, s[players[1]].number) = (2, 1);
        s[players[1]].team = team.into();
        s[teams[1]].name = "renamed".into();
        // A delete, what it frees taken by an insert, and a row that is replaced.
        s.delete(players[2]);
        let third = s.add(Player::builder().team(teams[1]).number(3).build());
        s.delete(teams[3]);
        let fourth = s.add(Team {
            id: s[teams[3]].id,
            name: "replaced".into(),
            captain: None,
        });
        teams.extend([team, fourth]);
        players.extend([captain, third]);
    }
}

fn stored(s: &mut Session) -> Vec<String> {
    let tables = ["teams", "players"].map(|table| {
        let columns = match table {
            "teams" => "id, name, captain_id, 0, 0, 0",
            _ => "id, number, team_id, version, touched, state",
        };
        let text = format!("SELECT concat_ws(',', {columns}) FROM {table} ORDER BY id");
        s.no_autoflush(|s| sql(text).all::<(String,)>(s)).unwrap()
    });
    tables.into_iter().flatten().map(|(row,)| row).collect()
}

fn engine() -> Engine {
    let engine = database(&schema![Team, Player]);
    engine.connect().unwrap().execute(&triggers()).unwrap();
    engine
}

fn arm(s: &mut Session, remaining: usize) {
    let remaining = i64::try_from(remaining).unwrap();
    sql("INSERT INTO countdown VALUES (:n)")
        .bind("n", remaining)
        .execute(s)
        .unwrap();
}

/// The changes' flush, nothing in its way: its statements, and what it leaves.
fn undisturbed() -> (usize, Memory, Vec<String>) {
    let mut s = engine().session();
    let mut world = World::new(&mut s).unwrap();
    world.change(&mut s);
    let ((), statements) = sent(&mut s, Session::flush);
    (statements.len(), world.memory(&s), stored(&mut s))
}

#[test]
fn whichever_statement_of_a_flush_fails_nothing_has_happened_and_it_can_be_repeated() {
    let (statements, after, rows_after) = undisturbed();
    assert!(statements >= 10, "{statements}");
    for n in 1..=statements {
        let mut s = engine().session();
        let mut world = World::new(&mut s).unwrap();
        arm(&mut s, n);
        world.change(&mut s);
        let (before, rows) = (world.memory(&s), stored(&mut s));
        let error = fails(s.flush(), ErrorKind::Sqlite, &["not now"]);
        assert!(error.to_string().contains("teams") || error.to_string().contains("players"));
        assert_eq!(world.memory(&s), before, "statement {n}");
        assert_eq!(stored(&mut s), rows, "statement {n}");
        assert!(s.in_transaction());
        // Again: the same failure, the same memory.
        fails(s.flush(), ErrorKind::Sqlite, &["not now"]);
        assert_eq!(world.memory(&s), before, "statement {n}");
        s.no_autoflush(|s| sql("DELETE FROM countdown").execute(s))
            .unwrap();
        s.flush().unwrap();
        assert_eq!(world.memory(&s), after, "statement {n}");
        assert_eq!(stored(&mut s), rows_after, "statement {n}");
        s.commit().unwrap();
        assert_eq!(stored(&mut s), rows_after, "statement {n}");
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Item {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    code: i64,
    #[column(check = "price >= 0", default = 0)]
    price: i64,
    #[column(length = 5, default = "name")]
    name: String,
    team: Option<ForeignKey<Team>>,
    #[column(default = 0.0)]
    weight: f64,
}

fn item(code: i64) -> Item {
    Item::builder().code(code).build()
}

type Spoil = fn(&mut Item);

/// What makes a row fail, and as what.
const SPOILT: [(ErrorKind, &str, Spoil); 5] = [
    (ErrorKind::Unique, "code", |item| item.code = 100),
    (ErrorKind::Check, "price", |item| item.price = -1),
    (ErrorKind::ForeignKey, "items", |item| {
        item.team = Some(ForeignKey::new(77))
    }),
    (ErrorKind::Value, "name", |item| {
        item.name = "too long".into()
    }),
    (ErrorKind::Value, "weight", |item| item.weight = f64::NAN),
];

fn with_item() -> (Engine, Session) {
    let engine = database(&schema![Team, Player, Item]);
    let mut s = engine.session();
    s.add(item(100));
    s.commit().unwrap();
    (engine, s)
}

#[test]
fn whichever_inserted_row_breaks_a_rule_none_is_inserted() {
    for (kind, column, spoil) in SPOILT {
        for n in 0..6_usize {
            let (_engine, mut s) = with_item();
            let items = s.add_all((0..6).map(item));
            let healthy = s[items[n]].clone();
            spoil(&mut s[items[n]]);
            for _ in 0..2 {
                fails(s.flush(), kind, &["items", column]);
                assert!(
                    items
                        .iter()
                        .all(|item| s.state(*item) == State::Pending && s[*item].id == 0)
                );
                assert_eq!(s.no_autoflush(|s| Item::select().count(s)).unwrap(), 1);
            }
            s[items[n]] = healthy;
            s.commit().unwrap();
            let ids: Vec<i64> = items.iter().map(|item| s[*item].id).collect();
            assert_eq!(ids, [2, 3, 4, 5, 6, 7]);
        }
    }
}

#[test]
fn whichever_updated_row_breaks_a_rule_none_is_updated() {
    for (kind, column, spoil) in SPOILT {
        for n in 0..6_usize {
            let (_engine, mut s) = with_item();
            let items = s.add_all((0..6).map(item));
            s.commit().unwrap();
            for (item, price) in items.iter().zip(1..) {
                s[*item].price = price;
            }
            let healthy = s[items[n]].clone();
            spoil(&mut s[items[n]]);
            for _ in 0..2 {
                fails(s.commit(), kind, &["items", column]);
                assert_eq!(s.dirty::<Item>().len(), 6);
                let raised = Item::filter(Item::price.gt(0));
                assert_eq!(s.no_autoflush(|s| raised.count(s)).unwrap(), 0);
            }
            s[items[n]] = healthy;
            s.commit().unwrap();
            assert_eq!(Item::filter(Item::price.gt(0)).count(&mut s).unwrap(), 6);
        }
    }
}

#[test]
fn a_failed_flush_in_a_savepoint_leaves_what_was_before_the_savepoint() {
    let (_engine, mut s) = with_item();
    let before = s.add(item(1));
    let outcome = s.savepoint(|s| {
        s[before].price = 5;
        let bad = s.add(item(100));
        fails(s.flush(), ErrorKind::Unique, &["items", "code"]);
        assert_eq!((s.state(before), s[before].price), (State::Persistent, 5));
        s.delete(bad);
        s.flush()?;
        s.add(item(100));
        Ok(())
    });
    // The flush at the savepoint's end fails: all of it is undone.
    fails(outcome, ErrorKind::Unique, &["items", "code"]);
    assert_eq!((s.state(before), s[before].price), (State::Persistent, 0));
    assert!(s.new_entities::<Item>().is_empty());
    s.commit().unwrap();
    assert_eq!(Item::select().count(&mut s).unwrap(), 2);
}

#[test]
fn a_failure_that_is_handled_does_not_end_the_closure_s_transaction() {
    let (engine, s) = with_item();
    drop(s);
    let written = engine.write(|s| {
        let good = s.add(item(1));
        let bad = s.add(item(100));
        fails(s.flush(), ErrorKind::Unique, &["items", "code"]);
        s.delete(bad);
        s.flush()?;
        Ok(s[good].id)
    });
    assert_eq!(written.unwrap(), 2);
    let unhandled = engine.write(|s| {
        s.add(item(2));
        s.add(item(100));
        Ok(())
    });
    fails(unhandled, ErrorKind::Unique, &["items", "code"]);
    assert_eq!(engine.read(|s| Item::select().count(s)).unwrap(), 2);
}

#[test]
fn a_failing_flush_before_a_statement_says_so() {
    let (_engine, mut s) = with_item();
    s.add(item(100));
    let said = &["the flush before this", "failed", "items", "code"];
    let kind = ErrorKind::Unique;
    let s = &mut s;
    fails(Team::all(s), kind, said);
    fails(Team::select().count(s), kind, said);
    fails(Team::select().tracked().all(s), kind, said);
    fails(Team::select().set(Team::name, "x").update(s), kind, said);
    fails(Team::select().delete(s), kind, said);
    fails(
        Team::insert_all([Team::builder().name("x").build()]).execute(s),
        kind,
        said,
    );
    fails(
        Team::create(Team::builder().name("x").build(), s),
        kind,
        said,
    );
    fails(
        Team::builder().name("x").build().upsert(Team::name, s),
        kind,
        said,
    );
    fails(sql("DELETE FROM teams").execute(s), kind, said);
    fails(s.get::<Team>(1), kind, said);
    assert_eq!(
        s.no_autoflush(|s| sql("DELETE FROM teams").execute(s))
            .unwrap(),
        0
    );
}
