//! No silent lost update: of two who change what both have read, the second one is told.

use std::process::Command;
use std::time::Duration;

use crocus::prelude::*;
use crocus::{ErrorKind, Result, State};

use crate::database::{Directory, Random, committed, database, elsewhere, fails};

#[derive(Debug, Clone, PartialEq, Model)]
struct Plain {
    #[column(primary_key)]
    id: i64,
    n: i64,
    #[column(default = 0)]
    other: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Versioned {
    #[column(primary_key)]
    id: i64,
    n: i64,
    #[column(default = 0)]
    other: i64,
    #[column(version)]
    version: i64,
}

/// What both tables have in common.
trait Counter: Model<Key = i64> {
    fn new() -> Self;
    fn n(&mut self) -> &mut i64;
}

impl Counter for Plain {
    fn new() -> Self {
        Plain::builder().n(0).build()
    }

    fn n(&mut self) -> &mut i64 {
        &mut self.n
    }
}

impl Counter for Versioned {
    fn new() -> Self {
        Versioned::builder().n(0).build()
    }

    fn n(&mut self) -> &mut i64 {
        &mut self.n
    }
}

const ROWS: usize = 3;

fn file(directory: &Directory) -> Engine {
    let builder = Engine::builder(&directory.file("x.db"));
    let engine = builder.busy_timeout(Duration::ZERO).open().unwrap();
    engine.create_all(&schema![Plain, Versioned]).unwrap();
    engine
}

fn with_rows<M: Counter>(engine: &Engine) {
    engine
        .write(|s| {
            s.add_all((0..ROWS).map(|_| M::new()));
            Ok(())
        })
        .unwrap();
}

/// One of the two who talk to the database.
struct Speaker<M> {
    s: Session,
    rows: Vec<Entity<M>>,
    /// What it has read of each row.
    read: Vec<i64>,
    /// The row it has changed, if any.
    changed: Option<usize>,
}

impl<M: Counter> Speaker<M> {
    fn new(engine: &Engine) -> Self {
        let mut s = engine.session();
        let rows: Vec<Entity<M>> = (1..=ROWS)
            .map(|id| s.get_one::<M>(i64::try_from(id).unwrap()).unwrap())
            .collect();
        Speaker {
            s,
            read: vec![0; rows.len()],
            rows,
            changed: None,
        }
    }

    fn change(&mut self, row: usize) {
        if self.changed.is_none() {
            *self.s[self.rows[row]].n() += 1;
            self.changed = Some(row);
        }
    }

    fn read_again(&mut self, stored: &[i64]) {
        for (row, n) in stored.iter().enumerate() {
            if self.changed != Some(row) {
                self.s.refresh(self.rows[row]).unwrap();
                self.read[row] = *n;
            }
        }
    }

    /// Commits what it changed; it must fail exactly where another was first.
    fn commit(&mut self, stored: &mut [i64], random: &mut Random) {
        let Some(row) = self.changed.take() else {
            return self.s.commit().unwrap();
        };
        let entity = self.rows[row];
        if self.read[row] == stored[row] {
            self.s.commit().unwrap();
        } else {
            let key = format!("id={}", row + 1);
            let table = M::table().name();
            let error = fails(self.s.commit(), ErrorKind::Stale, &[table, &key, "n"]);
            assert!(error.is_retryable());
            assert!(self.s.in_transaction());
            // Memory is as before: the change is still there, and fails again.
            assert_eq!(self.s.dirty::<M>(), [entity]);
            fails(self.s.flush(), ErrorKind::Stale, &[table]);
            if random.below(2) == 0 {
                self.s.rollback().unwrap();
                assert_eq!(*self.s[entity].clone().n(), self.read[row]);
            }
            self.s.refresh(entity).unwrap();
            assert_eq!(*self.s[entity].clone().n(), stored[row]);
            *self.s[entity].n() += 1;
            self.s.commit().unwrap();
        }
        stored[row] += 1;
        self.read[row] = stored[row];
    }
}

fn interleave<M: Counter>(seed: u64) -> i64 {
    let directory = Directory::new();
    let engine = file(&directory);
    with_rows::<M>(&engine);
    let mut speakers = [Speaker::<M>::new(&engine), Speaker::new(&engine)];
    let mut random = Random::new(seed);
    let mut stored = vec![0; ROWS];
    for _ in 0..300 {
        let who = random.below(2);
        let (other_holds, row) = (speakers[1 - who].s.in_transaction(), random.below(ROWS));
        let speaker = &mut speakers[who];
        match random.below(5) {
            0 | 1 => speaker.change(row),
            2 => speaker.read_again(&stored),
            3 if other_holds => {
                fails(speaker.s.begin(), ErrorKind::Busy, &["lost_update.rs"]);
            }
            3 if !speaker.s.in_transaction() => speaker.s.begin().unwrap(),
            4 if other_holds && speaker.changed.is_some() => {
                fails(speaker.s.commit(), ErrorKind::Busy, &[]);
                assert_eq!(speaker.s.dirty::<M>().len(), 1);
            }
            4 => speaker.commit(&mut stored, &mut random),
            _ => {}
        }
    }
    for who in [0, 1] {
        for speaker in &mut speakers {
            if speaker.s.in_transaction() {
                speaker.commit(&mut stored, &mut random);
            }
        }
        speakers[who].commit(&mut stored, &mut random);
    }
    let table = M::table().name();
    let sum = committed(&engine, &format!("SELECT sum(n) FROM {table}"));
    assert_eq!(sum, stored.iter().sum::<i64>());
    sum
}

#[test]
fn two_sessions_interleaved_at_random_lose_nothing() {
    let sum: i64 = (1..40).map(interleave::<Plain>).sum();
    assert!(sum > 1_000, "{sum}");
}

#[test]
fn two_sessions_interleaved_at_random_lose_nothing_with_a_version() {
    let sum: i64 = (1..40).map(interleave::<Versioned>).sum();
    assert!(sum > 1_000, "{sum}");
}

/// Two sessions that have both read row 1.
fn two<M: Counter>() -> (Engine, [(Session, Entity<M>); 2]) {
    let engine = database(&schema![Plain, Versioned]);
    with_rows::<M>(&engine);
    let speaker = || {
        let mut s = engine.session();
        let row = s.get_one::<M>(1).unwrap();
        (s, row)
    };
    let speakers = [speaker(), speaker()];
    (engine, speakers)
}

#[test]
fn two_who_change_different_columns_both_win_without_a_version() {
    let (engine, [(mut one, mine), (mut two, theirs)]) = two::<Plain>();
    one[mine].n = 5;
    one.commit().unwrap();
    two[theirs].other = 6;
    two.commit().unwrap();
    assert_eq!(
        committed(&engine, "SELECT n * 10 + other FROM plains WHERE id = 1"),
        56
    );
}

#[test]
fn two_who_change_different_columns_of_a_versioned_row_collide() {
    let (engine, [(mut one, mine), (mut two, theirs)]) = two::<Versioned>();
    one[mine].n = 5;
    one.commit().unwrap();
    two[theirs].other = 6;
    fails(
        two.commit(),
        ErrorKind::Stale,
        &["versioneds", "id=1", "other"],
    );
    two.rollback().unwrap();
    two.refresh(theirs).unwrap();
    assert_eq!((two[theirs].n, two[theirs].version), (5, 2));
    two[theirs].other = 6;
    two.commit().unwrap();
    let text = "SELECT n * 100 + other * 10 + version FROM versioneds WHERE id = 1";
    assert_eq!(committed(&engine, text), 563);
}

#[test]
fn the_values_of_all_changed_columns_are_compared_null_too() {
    let (engine, [(mut one, mine), _]) = two::<Plain>();
    (one[mine].n, one[mine].other) = (1, 1);
    elsewhere(&engine, "UPDATE plains SET other = 2 WHERE id = 1");
    fails(
        one.commit(),
        ErrorKind::Stale,
        &["plains", "id=1", "n, other"],
    );
}

fn a_row_deleted_elsewhere<M: Counter>() {
    let (engine, [(mut one, mine), (mut two, theirs)]) = two::<M>();
    two.delete(theirs);
    two.commit().unwrap();
    *one[mine].n() = 1;
    let table = M::table().name();
    fails(one.flush(), ErrorKind::Stale, &[table, "id=1", "deleted"]);
    fails(one.refresh(mine), ErrorKind::NotFound, &[table]);
    one.rollback().unwrap();
    assert_eq!(one.get::<M>(1).unwrap(), None);
    assert_eq!(one.state(mine), State::Deleted);
    assert_eq!(
        committed(&engine, &format!("SELECT count(*) FROM {table}")),
        2
    );
}

#[test]
fn an_update_of_a_row_deleted_elsewhere_is_stale() {
    a_row_deleted_elsewhere::<Plain>();
    a_row_deleted_elsewhere::<Versioned>();
}

#[test]
fn a_delete_of_a_row_changed_elsewhere_is_stale_only_with_a_version() {
    let (_engine, [(mut one, mine), (mut two, theirs)]) = two::<Plain>();
    one[mine].n = 1;
    one.commit().unwrap();
    two.delete(theirs);
    two.commit().unwrap();
    let (_engine, [(mut one, mine), (mut two, theirs)]) = self::two::<Versioned>();
    one[mine].n = 1;
    one.commit().unwrap();
    two.delete(theirs);
    fails(
        two.commit(),
        ErrorKind::Stale,
        &["versioneds", "id=1", "version"],
    );
    assert_eq!(two.deleted::<Versioned>(), [theirs]);
}

#[test]
fn the_winner_s_statement_is_noticed_as_its_flush_is() {
    let (_engine, [(mut one, mine), (mut two, _)]) = two::<Versioned>();
    Versioned::filter(Versioned::id.eq(1))
        .set(Versioned::n, 9)
        .update(&mut two)
        .unwrap();
    two.commit().unwrap();
    one[mine].n = 1;
    fails(one.commit(), ErrorKind::Stale, &["versioneds", "id=1"]);
}

/// Counts up so many times: reads without a transaction, and begins again when it was too late.
fn count_up<M: Counter>(engine: &Engine, times: usize) -> usize {
    let mut s = engine.session();
    let mut collisions = 0;
    for _ in 0..times {
        loop {
            let row = s.get_one::<M>(1).unwrap();
            s.refresh(row).unwrap();
            std::thread::yield_now();
            *s[row].n() += 1;
            let Err(error) = s.commit() else { break };
            assert_eq!(error.kind(), ErrorKind::Stale, "{error}");
            collisions += 1;
            s.rollback().unwrap();
        }
    }
    collisions
}

#[test]
fn threads_that_read_before_their_transaction_lose_nothing() {
    let engine = database(&schema![Plain, Versioned]);
    with_rows::<Plain>(&engine);
    with_rows::<Versioned>(&engine);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| count_up::<Plain>(&engine, 100));
            scope.spawn(|| count_up::<Versioned>(&engine, 100));
        }
    });
    assert_eq!(committed(&engine, "SELECT n FROM plains WHERE id = 1"), 400);
    assert_eq!(
        committed(&engine, "SELECT n FROM versioneds WHERE id = 1"),
        400
    );
    assert_eq!(
        committed(&engine, "SELECT version FROM versioneds WHERE id = 1"),
        401
    );
}

/// Names the database file to the process that helps with a test.
const HELP: &str = "CROCUS_TEST_COUNT_UP_IN";

fn count_up_in(file: &str) -> Result<()> {
    let engine = Engine::open(file)?;
    count_up::<Plain>(&engine, 150);
    count_up::<Versioned>(&engine, 150);
    Ok(())
}

#[test]
fn processes_that_read_before_their_transaction_lose_nothing() {
    let directory = Directory::new();
    let file = directory.file("x.db");
    let engine = Engine::open(&file).unwrap();
    engine.create_all(&schema![Plain, Versioned]).unwrap();
    with_rows::<Plain>(&engine);
    with_rows::<Versioned>(&engine);
    let mut helper = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lost_update::helps_to_count_up_when_told_a_file"])
        .env(HELP, &file)
        .spawn()
        .unwrap();
    count_up_in(&file).unwrap();
    assert!(helper.wait().unwrap().success());
    assert_eq!(committed(&engine, "SELECT n FROM plains WHERE id = 1"), 300);
    assert_eq!(
        committed(&engine, "SELECT n FROM versioneds WHERE id = 1"),
        300
    );
}

#[test]
fn helps_to_count_up_when_told_a_file() {
    if let Ok(file) = std::env::var(HELP) {
        count_up_in(&file).unwrap();
    }
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Label {
    #[column(primary_key)]
    id: i64,
    #[column(collate = "NOCASE")]
    text: String,
}

#[test]
fn what_a_collation_takes_for_equal_is_another_value() {
    let engine = database(&schema![Label]);
    let mut s = engine.session();
    let label = s.add(Label::builder().text("rust").build());
    s.commit().unwrap();
    elsewhere(&engine, "UPDATE labels SET text = 'Rust'");
    s[label].text = "C".into();
    fails(s.commit(), ErrorKind::Stale, &["labels", "text"]);
    s.refresh(label).unwrap();
    s[label].text = "RUST".into();
    s.commit().unwrap();
    let rows = "SELECT count(*) FROM labels WHERE text = 'RUST' COLLATE BINARY";
    assert_eq!(committed(&engine, rows), 1);
}
