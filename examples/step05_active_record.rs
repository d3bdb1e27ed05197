//! Step 5: the full Active Record `User`.
//!
//! Run it: `cargo run --example step05_active_record`.
//!
//! | the tutorial's method | Crocus |
//! |---|---|
//! | `User.create(session, .., commit=False)` | `User::create(user, s)?` or `user.insert(s)?` |
//! | `User.create_and_commit(..)` | `engine.write(\|s\| user.insert(s))?` |
//! | `User.get_by_id(session, id)` | `User::get(id, s)?` |
//! | `User.get_by_username(session, name)` | `User::find(User::username.eq(name), s)?` |
//! | `user.update_email(session, email)` | `user.update(s, \|user\| user.email = email)?` |
//! | `update(User).where(..).values(active=False)` | `User::filter(..).set(User::active, false).update(s)?` |
//! | `user.delete(session)` | `user.delete(s)?` |
//!
//! The verbs are there already: they run at once in the session's transaction and never commit, so
//! that no method needs a `commit=False`. What belongs to the domain is a plain `impl User`. Who
//! wants a transaction of its own writes `engine.write(..)`.
//!
//! The structs are values: photographs of rows. In the tutorial the bulk update changes `bob` in
//! memory; here a photograph stays as it is until `refresh`. (Entities follow statements: step 4.)
#![expect(clippy::print_stdout, reason = "examples print")]

use chrono::{DateTime, Utc};
use crocus::ErrorKind;
use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, index, length = 50)]
    username: String,
    #[column(index, length = 120)]
    email: String,
    #[column(default = true)]
    active: bool,
    #[column(default = Utc::now())]
    created_at: DateTime<Utc>,
}

impl User {
    fn new(username: &str, email: &str) -> Self {
        User::builder().username(username).email(email).build()
    }

    /// Inserts a user in a transaction of its own.
    fn create_and_commit(username: &str, email: &str, engine: &Engine) -> crocus::Result<Self> {
        engine.write(|s| User::new(username, email).insert(s))
    }

    fn by_username(username: &str, s: &mut Session) -> crocus::Result<Option<Self>> {
        User::find(User::username.eq(username), s)
    }

    fn update_email(&mut self, email: &str, s: &mut Session) -> crocus::Result<()> {
        self.update(s, |user| email.clone_into(&mut user.email))
    }

    /// One UPDATE; the text may come from a user, `%` and `_` in it stand for themselves.
    fn deactivate_by_email_domain(domain: &str, s: &mut Session) -> crocus::Result<usize> {
        User::filter(User::email.ends_with(domain))
            .set(User::active, false)
            .update(s)
    }
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![User])?;

    // Several steps, one transaction.
    let (alice, bob) = engine.write(|s| {
        let alice = User::create(User::new("alice", "alice@example.com"), s)?;
        let mut bob = User::create(User::new("bob", "bob@example.com"), s)?;

        let fetched = User::get(alice.id, s)?;
        println!("fetched by id: {fetched:?}");
        assert_eq!(fetched.as_ref(), Some(&alice));

        bob.update_email("admin-bob@example.com", s)?;
        let rows = User::deactivate_by_email_domain("@example.com", s)?;
        println!("bulk deactivated: {rows} rows");
        assert_eq!(rows, 2);

        // A value is a photograph: the statement changed the row, not the struct.
        assert!(bob.active);
        bob.refresh(s)?;
        assert!(!bob.active);

        alice.delete(s)?;
        Ok((alice, bob))
    })?;
    println!(
        "after commit: {} {}; deleted, still readable: {}",
        bob.email, bob.active, alice.username
    );

    let quick = User::create_and_commit("quick", "quick@example.com", &engine)?;
    assert_eq!(quick.id, 3);
    let error = User::create_and_commit("quick", "other@example.com", &engine).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);

    let found = engine.read(|s| {
        Ok((
            User::by_username("bob", s)?,
            User::by_username("nobody", s)?,
            User::get(12_345, s)?,
        ))
    })?;
    assert_eq!(found, (Some(bob), None, None));

    // All or nothing: the second insert fails, and the first is undone with it.
    let error = engine
        .write(|s| {
            User::new("u1", "u1@e").insert(s)?;
            User::new("bob", "dup@e").insert(s)
        })
        .unwrap_err();
    println!("batch rolled back: {error}");
    let count = engine.read(|s| User::select().count(s))?;
    println!("count: {count}");
    assert_eq!(count, 2);
    Ok(())
}
