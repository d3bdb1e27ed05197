//! Step 6: the simple Active Record, one commit for each step.
//!
//! Run it: `cargo run --example step06_simple_active_record`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | a method that ends with `session.commit()` | `engine.write(\|s\| ..)` around it |
//! | `session.rollback()` after an `IntegrityError` | nothing |
//!
//! `engine.write` commits when its closure answers `Ok`, and rolls back when it answers `Err` or
//! panics. SQLAlchemy's session answers everything after a failed flush with
//! `PendingRollbackError`, until somebody rolls back; here a statement that failed has changed
//! nothing and the session stays usable.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::ErrorKind;
use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 50)]
    username: String,
    #[column(length = 120)]
    email: String,
}

fn user(username: &str, email: &str) -> User {
    User::builder().username(username).email(email).build()
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![User])?;

    let mut alice = engine.write(|s| user("alice", "alice@example.com").insert(s))?;
    println!("created: {alice:?}");
    assert_eq!(alice.id, 1);

    let same = engine.read(|s| User::get(alice.id, s))?;
    println!("read: {same:?}");
    assert_eq!(same, Some(alice.clone()));

    engine.write(|s| alice.update(s, |user| user.email = "newalice@example.com".into()))?;
    println!("updated: {alice:?}");
    assert_eq!(alice.email, "newalice@example.com");

    engine.write(|s| alice.delete(s))?;
    println!("deleted user with id: {}", alice.id);
    assert_eq!(engine.read(|s| User::get(alice.id, s))?, None);

    // Without `autoincrement` SQLite gives the id of a deleted last row to the next one.
    let carol = engine.write(|s| user("carol", "c@x").insert(s))?;
    println!("id again: {}", carol.id);
    assert_eq!(carol.id, 1);

    let mut s = engine.session();
    let error = user("carol", "c2@x").insert(&mut s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    // In the tutorial this is a `PendingRollbackError`.
    let names: Vec<String> = User::select().columns(User::username).all(&mut s)?;
    println!("still usable: {names:?}");
    assert_eq!(names, ["carol"]);
    Ok(())
}
