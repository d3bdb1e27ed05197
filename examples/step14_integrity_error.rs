//! Step 14: a broken constraint, and three answers to it.
//!
//! Run it: `cargo run --example step14_integrity_error`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `except IntegrityError` | `Err(error) if error.kind() == ErrorKind::Unique` |
//! | the text of `error.orig` | `error.constraint()`: kind, table, columns, fields |
//! | `session.rollback()` before anything else | nothing: a statement that failed has changed nothing |
//! | `Base.metadata.drop_all(engine)` | `engine.drop_all(&schema![User])?` |
//! | `insert(User).on_conflict_do_update(..)` | `user.upsert(User::email, s)?`, `insert_all(..).on_conflict(..)` |
//! | `insert(User).on_conflict_do_nothing()` | `insert_all(..).ignore()` |
//!
//! The tutorial's answers are: start afresh, handle the duplicate, create or update. The database
//! can do the third in one statement, which also holds when two programs do it at once.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::ErrorKind;
use crocus::prelude::*;

#[derive(Debug, Clone, PartialEq, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    username: String,
    #[column(unique)]
    email: String,
}

impl User {
    fn new(username: &str, email: &str) -> Self {
        User::builder().username(username).email(email).build()
    }

    /// Answer 2: a duplicate is no user.
    fn create_unless_taken(self, s: &mut Session) -> crocus::Result<Option<User>> {
        let email = self.email.clone();
        match self.insert(s) {
            Ok(user) => Ok(Some(user)),
            Err(error) if error.kind() == ErrorKind::Unique => {
                println!("user with email {email} already exists");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Answer 3: look first, then update or insert.
    fn create_or_update(self, s: &mut Session) -> crocus::Result<User> {
        match User::find(User::email.eq(&self.email), s)? {
            Some(mut user) => {
                user.update(s, |user| user.username = self.username)?;
                println!("updated existing user with email {}", user.email);
                Ok(user)
            }
            None => {
                println!("created new user with email {}", self.email);
                self.insert(s)
            }
        }
    }
}

fn rows(s: &mut Session) -> crocus::Result<Vec<(i64, String, String)>> {
    User::select()
        .order_by(User::id.asc())
        .columns((User::id, User::username, User::email))
        .all(s)
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    let tables = schema![User];
    engine.create_all(&tables)?;
    let mut s = engine.session();

    User::new("alice", "alice@example.com").insert(&mut s)?;
    s.commit()?;
    let error = User::new("alice2", "alice@example.com")
        .insert(&mut s)
        .unwrap_err();
    println!("refused: {error} | {:?}", error.statement());
    assert_eq!(error.kind(), ErrorKind::Unique);
    let constraint = error.constraint().expect("a unique constraint was broken");
    assert_eq!(
        (constraint.table(), constraint.columns()),
        (Some("users"), &["email".into()][..])
    );
    assert_eq!(constraint.fields(), ["email"]);
    drop(s);

    println!("--- answer 1: start afresh");
    engine.drop_all(&tables)?;
    engine.create_all(&tables)?;
    let mut s = engine.session();
    assert_eq!(rows(&mut s)?, []);

    println!("--- answer 2: handle the duplicate");
    let first = User::new("alice", "alice@example.com").create_unless_taken(&mut s)?;
    let second = User::new("other", "alice@example.com").create_unless_taken(&mut s)?;
    s.commit()?;
    assert!(first.is_some() && second.is_none());
    assert_eq!(
        rows(&mut s)?,
        [(1, "alice".into(), "alice@example.com".into())]
    );

    println!("--- answer 3: create or update");
    User::new("alice-renamed", "alice@example.com").create_or_update(&mut s)?;
    User::new("bob", "bob@example.com").create_or_update(&mut s)?;
    User::new("bob", "bob@example.com").create_or_update(&mut s)?;
    s.commit()?;
    println!("{:?}", rows(&mut s)?);
    assert_eq!(
        rows(&mut s)?,
        [
            (1, "alice-renamed".into(), "alice@example.com".into()),
            (2, "bob".into(), "bob@example.com".into()),
        ]
    );

    println!("--- beyond the tutorial: the database does it in one statement");
    let bob = User::new("bob2", "bob@example.com").upsert(User::email, &mut s)?;
    assert_eq!((bob.id, bob.username.as_str()), (2, "bob2"));
    let inserted = User::insert_all([User::new("x", "bob@example.com")])
        .ignore()
        .execute(&mut s)?;
    println!("inserted: {inserted}");
    assert_eq!(inserted, 0);
    s.commit()?;
    println!("{:?}", rows(&mut s)?);
    assert_eq!(
        rows(&mut s)?,
        [
            (1, "alice-renamed".into(), "alice@example.com".into()),
            (2, "bob2".into(), "bob@example.com".into()),
        ]
    );
    Ok(())
}
