//! Step 7: the states of an object, through `create`.
//!
//! Run it: `cargo run --example step07_states`.
//!
//! | SQLAlchemy, `inspect(user)` | Crocus, `s.state(user)` |
//! |---|---|
//! | transient: built, nobody watches it | a value, which is yours; also a ticket whose `add` was rolled back |
//! | pending: after `session.add(user)` | `Pending`: after `s.add(user)` |
//! | persistent: after a flush | `Persistent` |
//! | deleted: after the flush of a `session.delete(user)` | `Deleted`; still readable |
//! | detached: after `session.close()`, `expunge` | `Detached`: `s.detach(user)?` gives the struct back |
//!
//! `s.add` takes the struct over and answers with a ticket, an `Entity<User>`: `s[user]` is the
//! struct. So there is no object that is attached to a session unseen, and none that fails when it
//! is read after the session has gone: rustc does not let the reference outlive the session.
//!
//! The three ways to write `create` in the tutorial (commit inside, flush only, the caller's
//! transaction) are one here: it never commits, and the caller says where the transaction ends.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;
use crocus::{ErrorKind, State};

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    username: String,
}

impl User {
    /// Adds a user and sends the INSERT, so that the id is known; the caller commits.
    fn register(username: &str, s: &mut Session) -> crocus::Result<Entity<User>> {
        let user = s.add(User::builder().username(username).build());
        s.flush()?;
        Ok(user)
    }
}

fn main() -> crocus::Result<()> {
    let engine = Engine::memory()?;
    engine.create_all(&schema![User])?;
    let mut s = engine.session();

    // A value: nobody watches it.
    let value = User::builder().username("alice").build();

    // Pending: the session has taken it over; no SQL has run.
    let (alice, statements) = crocus::testing::statements(&engine, || s.add(value));
    assert!(statements.is_empty());
    println!("after add: {}", s.state(alice));
    assert_eq!((s.state(alice), s[alice].id), (State::Pending, 0));

    // Persistent: the flush has sent the INSERT; the transaction is open.
    s.flush()?;
    println!("after flush: {}, id {}", s.state(alice), s[alice].id);
    assert_eq!((s.state(alice), s[alice].id), (State::Persistent, 1));

    // Rolled back, it never happened: not the row, not the add.
    s.rollback()?;
    println!("after rollback: {}", s.state(alice));
    assert_eq!(s.state(alice), State::Transient);
    assert!(s.try_ref(alice).is_err());

    let bob = s.add(User::builder().username("bob").build());
    s.commit()?;

    // Marked for deletion, still a row; then deleted, still readable.
    s.delete(bob);
    println!(
        "after delete: {}, marked: {}",
        s.state(bob),
        s.deleted::<User>().len()
    );
    assert_eq!(s.state(bob), State::Persistent);
    s.commit()?;
    println!(
        "after commit: {}, once called {}",
        s.state(bob),
        s[bob].username
    );
    assert_eq!(s.state(bob), State::Deleted);

    // Detached: the struct is yours again, the row stays.
    let carol = s.add(User::builder().username("carol").build());
    s.commit()?;
    let value = s.detach(carol)?;
    println!("after detach: {}, a value: {value:?}", s.state(carol));
    assert_eq!(s.state(carol), State::Detached);
    assert_eq!(User::all(&mut s)?.len(), 1);

    failures(&mut s)
}

/// What a flush that fails leaves behind.
fn failures(s: &mut Session) -> crocus::Result<()> {
    let dora = User::register("dora", s)?;
    // `carol` is taken: the INSERT is refused, the entity stays pending, the transaction is open.
    let error = User::register("carol", s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    let pending = s.new_entities::<User>();
    println!(
        "dora is {}, still pending: {}",
        s.state(dora),
        pending.len()
    );
    assert_eq!((s.state(dora), pending.len()), (State::Persistent, 1));

    // Mended and flushed again; SQLAlchemy would have to roll back, and lose dora.
    let second = pending[0];
    s[second].username = "carol the second".into();
    s.commit()?;
    assert_eq!(s.state(second), State::Persistent);
    assert_eq!(User::select().count(s)?, 3);
    Ok(())
}
