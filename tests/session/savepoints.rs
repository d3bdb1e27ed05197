//! Savepoints, six deep, kept and given up in every order: values, keys and states are as before.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State};

use crate::database::{database, fails};

#[derive(Debug, Clone, PartialEq, Model)]
#[model(table = "leaves")]
struct Leaf {
    #[column(primary_key)]
    id: i64,
    n: i64,
    #[column(unique)]
    tag: Option<i64>,
    #[column(on_delete = SetNull)]
    parent: Option<ForeignKey<Leaf>>,
}

const DEPTH: usize = 6;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Kept,
    Error,
    Panic,
}

const ENDINGS: [Ending; 3] = [Ending::Kept, Ending::Error, Ending::Panic];

type Seen = (State, Option<Leaf>);

/// Everything that is or was watched.
#[derive(Default)]
struct World {
    leaves: Vec<Entity<Leaf>>,
}

impl World {
    /// Leaves 1 to 8, watched; 101 to 108, not watched.
    fn new(s: &mut Session) -> World {
        let leaf = |id| Leaf {
            id,
            n: 0,
            tag: Some(id),
            parent: None,
        };
        let leaves = s.add_all((1..9).map(leaf));
        Leaf::insert_all((101..109).map(leaf)).execute(s).unwrap();
        s.commit().unwrap();
        World { leaves }
    }

    fn seen(&self, s: &Session) -> Vec<Seen> {
        let leaves = self.leaves.iter();
        leaves
            .map(|leaf| (s.state(*leaf), s.try_ref(*leaf).ok().cloned()))
            .collect()
    }

    /// What was seen before is so again, and what came since has gone or is as the database has it.
    fn is_as_before(&self, s: &mut Session, before: &[Seen]) {
        let now = self.seen(s);
        assert_eq!(now[..before.len()], *before);
        self.agrees_with_the_database(s);
    }

    fn agrees_with_the_database(&self, s: &mut Session) {
        let rows = stored(s);
        for (state, leaf) in self.seen(s) {
            match (state, leaf) {
                (State::Persistent, Some(leaf)) => {
                    assert!(rows.contains(&leaf), "{leaf:?} in {rows:?}")
                }
                (State::Transient, None) | (State::Deleted, Some(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        for leaf in &self.leaves {
            if s.state(*leaf) == State::Persistent {
                let id = s[*leaf].id;
                assert_eq!(s.get::<Leaf>(id).unwrap(), Some(*leaf));
            }
        }
    }

    /// A change of every kind, each level another mixture.
    fn change(&mut self, s: &mut Session, level: usize) -> Result<()> {
        let number = i64::try_from(level).unwrap();
        let first = self.leaves[0];
        s[first].n = 10 * number + s[first].n % 10;
        let new = s.add(Leaf::builder().n(number).parent(first).build());
        if let Some(newest) = self.leaves.last().copied()
            && s.state(newest) == State::Persistent
        {
            s[newest].n += 1;
            s[newest].parent = Some(new.into());
        }
        self.leaves.push(new);
        if level.is_multiple_of(2) {
            s.flush()?;
        }
        let doomed = self.leaves[level];
        if s.state(doomed) == State::Persistent {
            s.delete(doomed);
        }
        // A row that is first read after it was written in this level.
        let late = 100 + number;
        sql("UPDATE leaves SET n = n - 1 WHERE id = :id")
            .bind("id", late)
            .execute(s)?;
        self.leaves.extend(
            s.get::<Leaf>(late)?
                .filter(|leaf| !self.leaves.contains(leaf)),
        );
        match level % 3 {
            0 => {
                Leaf::filter(Leaf::id.ge(7))
                    .set(Leaf::n, Leaf::n + 1)
                    .update(s)?;
            }
            1 => Leaf::find_one(Leaf::id.eq(7), s)?.update(s, |leaf| leaf.n += 3)?,
            _ => {
                Leaf::filter(Leaf::id.eq(late)).delete(s)?;
            }
        }
        // Two swap their unique values; one gets another key.
        let (one, two) = (self.leaves[6], self.leaves[7]);
        let tags = (s[one].tag, s[two].tag);
        (s[one].tag, s[two].tag) = (tags.1, tags.0);
        s[two].n += 1;
        s[two].id = if s[two].id == 8 { 9 } else { 8 };
        Ok(())
    }

    fn savepoint(&mut self, s: &mut Session, level: usize, endings: &[Ending]) {
        let Some((ending, inner)) = endings.split_first() else {
            return;
        };
        s.flush().unwrap();
        let before = self.seen(s);
        let mut at_the_end = Vec::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            s.savepoint(|s| {
                self.change(s, level)?;
                self.savepoint(s, level + 1, inner);
                s[self.leaves[0]].n += 1;
                s.flush()?;
                at_the_end = self.seen(s);
                match ending {
                    Ending::Kept => Ok(()),
                    Ending::Error => s.get_one::<Leaf>(-1).map(|_| ()),
                    Ending::Panic => resume_unwind(Box::new("given up")),
                }
            })
        }));
        match (ending, outcome) {
            (Ending::Kept, Ok(outcome)) => {
                outcome.unwrap();
                self.is_as_before(s, &at_the_end);
            }
            (Ending::Error, Ok(outcome)) => {
                fails(outcome, ErrorKind::NotFound, &["leaves", "-1"]);
                self.is_as_before(s, &before);
            }
            (Ending::Panic, Err(panic)) if panic.is::<&str>() => self.is_as_before(s, &before),
            (_, outcome) => outcome.unwrap().unwrap(),
        }
    }
}

fn stored(s: &mut Session) -> Vec<Leaf> {
    s.no_autoflush(|s| Leaf::select().order_by(Leaf::id.asc()).all(s))
        .unwrap()
}

/// The n-th way to end so many savepoints.
fn endings(mut n: usize) -> Vec<Ending> {
    let mut endings = Vec::new();
    for _ in 0..DEPTH {
        endings.push(ENDINGS[n % 3]);
        n /= 3;
    }
    endings
}

#[test]
fn savepoints_given_up_in_every_order_restore_values_keys_and_states() {
    for n in 0..3_usize.pow(u32::try_from(DEPTH).unwrap()) {
        let engine = crocus::testing::engine().unwrap();
        engine.create_all(&schema![Leaf]).unwrap();
        let mut s = engine.session();
        let mut world = World::new(&mut s);
        let (before, rows) = (world.seen(&s), stored(&mut s));
        world.savepoint(&mut s, 1, &endings(n));
        assert!(s.in_transaction());
        match n % 4 {
            0 => {
                s.rollback().unwrap();
                world.is_as_before(&mut s, &before);
                assert_eq!(stored(&mut s), rows);
            }
            1 => {
                drop(s);
                assert_eq!(stored(&mut engine.session()), rows);
            }
            _ => {
                let (seen, rows) = (world.seen(&s), stored(&mut s));
                s.commit().unwrap();
                world.is_as_before(&mut s, &seen);
                assert_eq!(stored(&mut engine.session()), rows);
                // Nothing is left of the savepoints that a rollback could restore.
                s.rollback().unwrap();
                world.is_as_before(&mut s, &seen);
            }
        }
    }
}

#[test]
fn a_panic_through_all_levels_of_a_transaction_restores_everything() {
    let engine = database(&schema![Leaf]);
    let mut s = engine.session();
    let mut world = World::new(&mut s);
    let before = world.seen(&s);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        s.transaction(|s| {
            world.change(s, 1)?;
            s.savepoint(|s| {
                world.change(s, 2)?;
                s.transaction(|s| {
                    world.change(s, 3)?;
                    s.savepoint(|_| -> Result<()> { resume_unwind(Box::new("given up")) })
                })
            })
        })
    }));
    assert!(outcome.is_err());
    assert!(!s.in_transaction());
    world.is_as_before(&mut s, &before);
    s[world.leaves[0]].n = 5;
    s.commit().unwrap();
}

#[test]
fn an_error_through_all_levels_of_a_write_rolls_everything_back() {
    let engine = database(&schema![Leaf]);
    let rows = {
        let mut s = engine.session();
        World::new(&mut s);
        stored(&mut s)
    };
    let outcome = engine.write(|s| {
        let mut world = World {
            leaves: s.load(Leaf::filter(Leaf::id.le(8)))?,
        };
        world.change(s, 1)?;
        s.savepoint(|s| {
            world.change(s, 2)?;
            s.savepoint(|s| s.get_one::<Leaf>(-1).map(|_| ()))
        })
    });
    fails(outcome, ErrorKind::NotFound, &["leaves"]);
    assert_eq!(stored(&mut engine.session()), rows);
}

#[test]
fn a_savepoint_without_a_transaction_begins_one_that_stays_open() {
    let engine = database(&schema![Leaf]);
    let mut s = engine.session();
    s.savepoint(|s| {
        s.add(Leaf::builder().n(1).build());
        Ok(())
    })
    .unwrap();
    assert!(s.in_transaction());
    drop(s);
    assert_eq!(stored(&mut engine.session()), []);
}

#[test]
fn what_is_pending_when_a_savepoint_begins_is_not_undone_with_it() {
    let mut s = database(&schema![Leaf]).session();
    let pending = s.add(Leaf::builder().n(1).build());
    let outcome = s.savepoint(|s| {
        assert_eq!(s.state(pending), State::Persistent);
        s[pending].n = 2;
        s.get_one::<Leaf>(-1)
    });
    fails(outcome, ErrorKind::NotFound, &[]);
    assert_eq!(
        (s.state(pending), s[pending].n, s[pending].id),
        (State::Persistent, 1, 1)
    );
}

#[test]
fn a_flush_that_fails_before_a_savepoint_never_runs_its_body() {
    let mut s = database(&schema![Leaf]).session();
    let leaf = || Leaf::builder().n(1).tag(7).build();
    let leaves = s.add_all([leaf(), leaf()]);
    let outcome = s.savepoint(|_| -> Result<()> { panic!("it ran") });
    fails(outcome, ErrorKind::Unique, &["leaves", "tag"]);
    s[leaves[0]].tag = None;
    s.commit().unwrap();
}

/// Adds so many leaves and writes them.
fn grown(s: &mut Session, count: i64) -> Result<Vec<Entity<Leaf>>> {
    let leaf = |n| Leaf {
        id: 0,
        n,
        tag: None,
        parent: None,
    };
    let leaves = s.add_all((0..count).map(leaf));
    s.flush()?;
    Ok(leaves)
}

fn are(s: &Session, leaves: &[Entity<Leaf>], state: State) -> bool {
    leaves.iter().all(|leaf| s.state(*leaf) == state)
}

#[test]
fn long_runs_of_new_rows_go_and_stay_with_their_savepoints() -> Result<()> {
    let engine = database(&schema![Leaf]);
    let mut s = engine.session();
    let committed = grown(&mut s, 100)?;
    s.commit()?;
    let before = grown(&mut s, 100)?;
    let mut kept = Vec::new();
    let undone = s.savepoint(|s| {
        kept = s.savepoint(|s| grown(s, 100))?; // goes with the outer one
        s.delete(kept[50]);
        s.delete(before[50]);
        let more = grown(s, 100)?;
        assert!(are(s, &kept[..50], State::Persistent) && are(s, &more, State::Persistent));
        Err::<(), _>(s.get_one::<Leaf>(100_000).unwrap_err())
    });
    assert_eq!(undone.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(are(&s, &kept, State::Transient) && are(&s, &before, State::Persistent));
    assert_eq!(Leaf::select().count(&mut s)?, 200);
    let again = s.savepoint(|s| grown(s, 150))?;
    assert!(are(&s, &again, State::Persistent) && are(&s, &kept, State::Transient));
    s.rollback()?;
    assert!(are(&s, &again, State::Transient) && are(&s, &before, State::Transient));
    assert!(are(&s, &committed, State::Persistent));
    assert_eq!(s.load(Leaf::select().order_by(Leaf::id.asc()))?, committed);
    Ok(())
}
