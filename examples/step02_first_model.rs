//! Step 2: the first model.
//!
//! SQLAlchemy: a class derived from `Base`, `Base.metadata.create_all(engine)`,
//! `session.add_all([alice, bob])`, `session.query(User).all()`.
//!
//! A model is a plain struct that derives `Model`. There is no base class and no registry:
//! `schema![User]` names the tables to create. `Option` is a column that may be NULL.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::State;
use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(length = 50)]
    name: Option<String>,
    age: Option<i32>,
}

fn main() -> crocus::Result<()> {
    let engine = Engine::builder("sqlite:///:memory:").echo(true).open()?;
    engine.create_all(&schema![User])?;
    // A second time there is nothing to create; what exists is only compared with the model.
    engine.create_all(&schema![User])?;

    let mut s = engine.session();
    // The builder names what it sets. An id of 0 means: the database has yet to assign it.
    let alice = s.add(User::builder().name("Alice").age(30).build());
    let bob = s.add(User::builder().name("Bob").age(25).build());
    assert_eq!(s.state(alice), State::Pending);
    assert_eq!(s[alice].id, 0);

    s.commit()?;
    assert_eq!(s.state(alice), State::Persistent);
    assert_eq!((s[alice].id, s[bob].id), (1, 2));

    // Values: plain structs, photographs of rows.
    let users = User::all(&mut s)?;
    println!("{users:?}");
    assert_eq!(users.len(), 2);
    assert_eq!(users[0].name.as_deref(), Some("Alice"));

    // Entities: the same row is the same entity, however it was reached.
    let entities = s.load(User::select().order_by(User::id.asc()))?;
    println!("same entities: {}", entities == [alice, bob]);
    assert_eq!(entities, [alice, bob]);

    // A misspelt column, a missing required one, a model without a key: rustc refuses them.
    Ok(())
}
