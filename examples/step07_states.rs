//! Step 7: the states of an object, through `create`.
//!
//! SQLAlchemy: transient → pending → persistent → deleted → detached, seen by `inspect(user)`.
//!
//! A struct that you hold is a value: transient in SQLAlchemy's words. `s.add` takes it over and
//! answers with a ticket; `s.state(ticket)` tells where the row stands.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::State;
use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    username: String,
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
    Ok(())
}
