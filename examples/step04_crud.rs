//! Step 4: create, read, update, delete; flush, commit, rollback.
//!
//! Run it: `cargo run --example step04_crud`; the file is `target/examples-data/step04.sqlite3`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `session.add(u)`, `session.flush()`, `u.id` | `let u = s.add(..);`, `s.flush()?`, `s[u].id` |
//! | `session.get(User, id)` | `s.get::<User>(id)?` |
//! | `u.email = email` | `s[u].email = email` |
//! | `query.filter(..).update({User.active: False}, ..)` | `User::filter(..).set(User::active, false).update(s)?` |
//! | `session.delete(u)` | `s.delete(u)` |
//! | `session.commit()`, `session.rollback()` | `s.commit()?`, `s.rollback()?` |
//!
//! The functions take the session last and never commit: whoever calls them owns the boundary of
//! the transaction. The story runs twice on one file; the second time `bob` is there already, so
//! that everything the second run did is rolled back, in the database and in memory.
//!
//! `synchronize_session="fetch"` is not needed: entities follow the statement.
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

fn data(name: &str) -> std::io::Result<String> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/target/examples-data");
    std::fs::create_dir_all(directory)?;
    Ok(format!("{directory}/{name}"))
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
    let existing = update_user_email(id, "admin-bob@example.com", s)?;
    let missing = update_user_email(999, "x@y", s)?;
    println!("update existing: {existing}, missing: {missing}");
    assert!(existing && !missing);
    // The same value again is no change: the flush has nothing to send.
    let engine = s.engine().clone();
    let (again, statements) = crocus::testing::count(&engine, || {
        update_user_email(id, "admin-bob@example.com", s)
    });
    println!("no-op update: {}, statements: {statements}", again?);
    assert_eq!(statements, 0);

    let rows = deactivate_users_by_condition(s)?;
    println!(
        "bulk rows: {rows}, in memory: {} {}",
        s[alice].active, s[bob].active
    );
    assert_eq!((rows, s[alice].active, s[bob].active), (2, false, false));

    let id = s[alice].id;
    let (deleted, again) = (delete_user(id, s)?, delete_user(id, s)?);
    println!(
        "delete: {deleted}, again: {again}, get: {:?}",
        s.get::<User>(id)?
    );
    assert!(deleted && !again);
    s.commit()
}

/// The users in the file: id, name, email, active.
fn rows(s: &mut Session) -> crocus::Result<Vec<(i64, String, String, bool)>> {
    let rows = User::select()
        .order_by(User::id.asc())
        .columns((User::id, User::username, User::email, User::active))
        .all(s)?;
    println!("rows: {rows:?}");
    Ok(rows)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = data("step04.sqlite3")?;
    let bob = (2, "bob".into(), "admin-bob@example.com".into(), false);

    println!("=== first run");
    {
        let engine = Engine::open(&path)?;
        // The file of an earlier start of this program.
        engine.drop_all(&schema![User])?;
        engine.create_all(&schema![User])?;
        let mut s = engine.session();
        story(&mut s)?;
        assert_eq!(rows(&mut s)?, std::slice::from_ref(&bob));
    }

    println!("=== second run on the same file (bob exists)");
    let engine = Engine::open(&path)?;
    engine.create_all(&schema![User])?;
    let mut s = engine.session();
    let error = story(&mut s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    // Alice was inserted, bob is pending: neither is there after the rollback.
    assert_eq!(s.new_entities::<User>().len(), 1);
    s.rollback()?;
    assert_eq!(s.new_entities::<User>(), []);
    assert_eq!(rows(&mut s)?, [bob]);
    Ok(())
}
