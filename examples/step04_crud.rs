//! Step 4: create, read, update, delete; flush, commit, rollback.
//!
//! SQLAlchemy: `session.add(u); session.flush()`, `session.get(User, id)`, `query.update({..})`,
//! `session.delete(u)`, one `commit()` at the end, `rollback()` on an error.
//!
//! The functions take the session last and never commit: whoever calls them owns the boundary of the
//! transaction. The program runs twice on one file; the second time `bob` is there already, so that
//! everything the second run did is rolled back, in the database and in memory.
#![expect(clippy::print_stdout, reason = "examples print")]

use chrono::Utc;
use crocus::ErrorKind;
use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 50)]
    username: String,
    #[column(index, length = 120)]
    email: String,
    #[column(default = true)]
    active: bool,
    #[column(default = Utc::now().to_rfc3339())]
    created_at: String,
}

/// Adds a user and sends the INSERT, so that the id is known; no commit.
fn create_user(username: &str, email: &str, s: &mut Session) -> crocus::Result<Entity<User>> {
    let user = s.add(User::builder().username(username).email(email).build());
    s.flush()?;
    Ok(user)
}

/// Changes an email, if there is such a user.
fn update_user_email(id: i64, email: &str, s: &mut Session) -> crocus::Result<bool> {
    let Some(user) = s.get::<User>(id)? else {
        return Ok(false);
    };
    s[user].email = email.to_owned();
    s.flush()?;
    Ok(true)
}

/// One UPDATE for many rows; watched users take the new value.
fn deactivate_users_by_condition(s: &mut Session) -> crocus::Result<usize> {
    User::filter(User::active & User::email.like("%@example.com"))
        .set(User::active, false)
        .update(s)
}

/// Deletes a user, if there is such a one.
fn delete_user(id: i64, s: &mut Session) -> crocus::Result<bool> {
    let Some(user) = s.get::<User>(id)? else {
        return Ok(false);
    };
    s.delete(user);
    s.flush()?;
    Ok(true)
}

/// Everything in one transaction.
fn story(s: &mut Session) -> crocus::Result<()> {
    let alice = create_user("alice", "alice@example.com", s)?;
    let bob = create_user("bob", "bob@example.com", s)?;
    println!("ids after flush: {} {}", s[alice].id, s[bob].id);

    let id = s[alice].id;
    let fetched = s.get::<User>(id)?;
    println!(
        "fetched: {:?}, identical: {}",
        fetched,
        fetched == Some(alice)
    );
    assert_eq!(fetched, Some(alice));

    let id = s[bob].id;
    assert!(update_user_email(id, "admin-bob@example.com", s)?);
    assert!(!update_user_email(999, "x@y", s)?);
    assert!(
        update_user_email(id, "admin-bob@example.com", s)?,
        "a change to the same is no change"
    );

    let rows = deactivate_users_by_condition(s)?;
    println!(
        "bulk rows: {rows}, in memory: {} {}",
        s[alice].active, s[bob].active
    );
    assert_eq!((rows, s[alice].active, s[bob].active), (2, false, false));

    let id = s[alice].id;
    assert!(delete_user(id, s)?);
    assert!(!delete_user(id, s)?);
    s.commit()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A WAL file that vanishes with the engine.
    let engine = Engine::temporary()?;
    engine.create_all(&schema![User])?;

    println!("=== first run");
    let mut s = engine.session();
    story(&mut s)?;

    println!("=== second run on the same file (bob exists)");
    let mut s = engine.session();
    let error = story(&mut s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    s.rollback()?;

    let rows = User::all(&mut s)?;
    println!("rows: {rows:?}");
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].id, rows[0].username.as_str(), rows[0].active),
        (2, "bob", false)
    );
    Ok(())
}
