//! Step 2: the first model.
//!
//! Run it: `cargo run --example step02_first_model`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `class User(Base)`, `__tablename__ = "users"` | `#[derive(Model)] struct User`; the table is the plural |
//! | `Column(Integer, primary_key=True)` | `#[column(primary_key)] id: i64` |
//! | `Column(String(50))` | `#[column(length = 50)] name: Option<String>` |
//! | `Base.metadata.create_all(engine)` | `engine.create_all(&schema![User])?` |
//! | `User(name="Alice", age=30)` | `User::builder().name("Alice").age(30).build()` |
//! | `session.add(alice)`, `session.commit()` | `let alice = s.add(..);`, `s.commit()?` |
//! | `session.query(User).all()` | `User::all(&mut s)?`: values; `s.load(User::select())?`: entities |
//!
//! A model is a plain struct. There is no base class and no registry: `schema![User]` names the
//! tables to create. `Option` is a column that may be NULL; a column without it may not.
//!
//! What Python reports when the program runs does not compile here: a misspelt column (`.nope(1)`),
//! a required one left out, a model without a primary key.
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

    // The second time `create_all` only compares the table with the model.
    let (result, statements) =
        crocus::testing::statements(&engine, || engine.create_all(&schema![User]));
    result?;
    assert!(!statements.iter().any(|text| text.starts_with("CREATE")));
    Ok(())
}
