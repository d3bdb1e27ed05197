//! What a session does with a row, from `add` to the end, and what a rollback takes back.
//!
//! Run it: `cargo run --example states`. Every line that it prints is asserted.
//!
//! The page "The session" of the guide explains what is shown here.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;
use crocus::{ErrorKind, State};

#[derive(Debug, Clone, PartialEq, Model)]
struct Player {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    name: String,
    #[column(default = 0)]
    points: i64,
}

fn player(name: &str) -> Player {
    Player::builder().name(name).build()
}

/// Prints a line, which must be this one.
fn says(line: String, expected: &str) {
    println!("{line}");
    assert_eq!(line, expected);
}

fn main() -> crocus::Result<()> {
    // Twice in a row, each time in a fresh database: nothing is left over that could change the story.
    for round in 1..=2 {
        println!("round {round}");
        let engine = Engine::memory()?;
        engine.create_all(&schema![Player])?;
        let mut s = engine.session();
        life(&mut s)?;
        rollback(&mut s)?;
        savepoint(&mut s)?;
        leaving(&mut s)?;
    }
    Ok(())
}

/// From a value to a deleted row.
fn life(s: &mut Session) -> crocus::Result<()> {
    // A value is yours; the session has never heard of it.
    let value = player("ada");
    // The session takes it over and gives you a ticket. No SQL has run, there is no key yet.
    let ada = s.add(value);
    says(
        format!("added: {}, id {}", s.state(ada), s[ada].id),
        "added: pending, id 0",
    );

    // The INSERT. You see the row, in this session; nobody else does before the commit.
    s.flush()?;
    says(
        format!("flushed: {}, id {}", s.state(ada), s[ada].id),
        "flushed: persistent, id 1",
    );
    assert!(s.in_transaction());
    s.commit()?;

    // Changing the struct is changing the row, at the next flush. The session knows what differs.
    s[ada].points = 10;
    let changes = s.changes(ada)?;
    says(
        format!(
            "changed: {} from {:?} to {:?}",
            changes[0].field, changes[0].old, changes[0].new
        ),
        "changed: points from Integer(0) to Integer(10)",
    );
    // Set back, it is no change: the commit sends nothing.
    s[ada].points = 0;
    let engine = s.engine().clone();
    let (outcome, statements) = crocus::testing::count(&engine, || s.commit());
    outcome?;
    says(
        format!("set back: {statements} statements"),
        "set back: 0 statements",
    );

    // The same row is the same ticket, whichever way you reach it.
    let by_key = s.get_one::<Player>(1)?;
    let by_query = Player::filter(Player::name.eq("ada")).tracked().one(s)?;
    assert!(by_key == ada && by_query == ada);

    // A mark for deletion can be taken back, until it is flushed.
    s.delete(ada);
    let marked = s.deleted::<Player>().len();
    says(
        format!("marked: {}, {marked} to be deleted", s.state(ada)),
        "marked: persistent, 1 to be deleted",
    );
    s.restore(ada)?;
    s.delete(ada);
    s.commit()?;
    // The row is gone; what it was stays readable.
    says(
        format!("deleted: {}, once called {}", s.state(ada), s[ada].name),
        "deleted: deleted, once called ada",
    );
    assert_eq!(s.get::<Player>(1)?, None);
    Ok(())
}

/// What was rolled back never happened, in memory neither.
fn rollback(s: &mut Session) -> crocus::Result<()> {
    let bob = s.add(player("bob"));
    s.commit()?;
    s[bob].points = 5;
    let eve = s.add(player("eve"));
    s.flush()?;
    s.delete(bob);
    s.flush()?;
    says(
        format!(
            "before the rollback: bob {}, eve {}",
            s.state(bob),
            s.state(eve)
        ),
        "before the rollback: bob deleted, eve persistent",
    );
    s.rollback()?;
    says(
        format!(
            "after the rollback: bob {}, eve {}",
            s.state(bob),
            s.state(eve)
        ),
        "after the rollback: bob persistent, eve transient",
    );
    assert_eq!(s[bob].points, 0);
    // The ticket of an add that never happened is dead; indexing with it would panic.
    let error = s.try_ref(eve).unwrap_err();
    says(
        format!("eve: {error}"),
        "eve: Entity<Player>(2.0) is no longer watched: its `add` was undone",
    );
    Ok(())
}

/// A part of a transaction that fails leaves the rest as it was.
fn savepoint(s: &mut Session) -> crocus::Result<()> {
    let mut taken = Vec::new();
    for name in ["carol", "bob", "dora"] {
        let outcome = s.savepoint(|s| {
            s.add(player(name));
            s.flush()
        });
        match outcome {
            Err(error) if error.kind() == ErrorKind::Unique => taken.push(name),
            outcome => outcome?,
        }
    }
    s.commit()?;
    let names: Vec<String> = Player::select()
        .order_by(Player::name.asc())
        .columns(Player::name)
        .all(s)?;
    says(
        format!("taken: {taken:?}, there: {names:?}"),
        r#"taken: ["bob"], there: ["bob", "carol", "dora"]"#,
    );
    Ok(())
}

/// Out of the session: the struct is yours again, its row stays.
fn leaving(s: &mut Session) -> crocus::Result<()> {
    let carol = Player::filter(Player::name.eq("carol")).tracked().one(s)?;
    let mut value = s.detach(carol)?;
    says(
        format!("detached: {}, {}", s.state(carol), value.name),
        "detached: detached, carol",
    );

    // Changing a value changes nothing, until the session takes it over again.
    value.points = 7;
    s.commit()?;
    assert_eq!(Player::get(value.id, s)?.map(|row| row.points), Some(0));
    let carol = s.merge(value)?;
    s.commit()?;
    says(
        format!("merged: {}, {} points", s.state(carol), s[carol].points),
        "merged: persistent, 7 points",
    );

    // The session forgets everything it watched; it refuses to while something is unsaved.
    s[carol].points = 8;
    assert_eq!(s.clear().unwrap_err().kind(), ErrorKind::Misuse);
    s.commit()?;
    s.clear()?;
    says(format!("cleared: {}", s.state(carol)), "cleared: detached");
    assert_eq!(s.state(carol), State::Detached);
    Ok(())
}
