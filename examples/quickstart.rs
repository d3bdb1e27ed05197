//! The quickstart: a model, some rows, a query, and what SQL runs for it.
//!
//! `cargo run --example quickstart` keeps everything in memory; `cargo run --example quickstart --
//! people.db` writes a file, and can be run again on it.
//!
//! Coming from SQLAlchemy: the struct is the mapped class, `engine.session()` is `Session(engine)`,
//! and `s.add(..)` answers with a ticket: `s[ada]` is the object that the session watches. The
//! steps of the tutorial follow in `step01_connect` to `step14_integrity_error`.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 50)]
    name: String,
    #[column(index)]
    email: String,
    #[column(default = 18)]
    age: i32,
    bio: Option<String>,
}

fn main() -> crocus::Result<()> {
    let path = std::env::args()
        .nth(1)
        .unwrap_or_else(|| ":memory:".to_owned());
    // `echo` prints every statement, as `create_engine(url, echo=True)` does.
    let engine = Engine::builder(&path).echo(true).open()?;
    engine.create_all(&schema![User])?;

    let mut s = engine.session();
    // In a file there may be the rows of an earlier run, and rows of yours: those stay.
    let ours = User::filter(User::name.in_(["ada", "bob"]));
    ours.delete(&mut s)?;

    let ada = s.add(
        User::builder()
            .name("ada")
            .email("ada@example.com")
            .age(36)
            .build(),
    );
    s.add(
        User::builder()
            .name("bob")
            .email("bob@example.com")
            .bio("likes boats")
            .build(),
    );
    s.commit()?;

    // The session watches `ada`: changing her struct is changing her row.
    s[ada].email = "ada@lovelace.org".into();
    s.commit()?;

    let users = ours.order_by(User::name.asc()).all(&mut s)?;
    println!("{}", crocus::table::grid(&users));

    assert_eq!(users.len(), 2);
    assert_eq!(users[0].email, "ada@lovelace.org");
    assert_eq!(
        (users[1].age, users[1].bio.as_deref()),
        (18, Some("likes boats"))
    );
    Ok(())
}
