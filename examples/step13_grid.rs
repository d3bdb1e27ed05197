//! Step 13: CRUD, and the table printed as a grid.
//!
//! SQLAlchemy: `tabulate(rows, headers=[..], tablefmt="fancy_grid")`.
//!
//! The feature `table` draws rows of any model: `crocus::table::grid(&users)`.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::ErrorKind;
use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    username: String,
    #[column(unique)]
    email: String,
}

fn user(username: &str, email: &str) -> User {
    User::builder().username(username).email(email).build()
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![User])?;

    let users = engine.write(|s| {
        user("alice", "alice@example.com").insert(s)?;
        user("bob", "bob@example.com").insert(s)?;
        user("carol", "carol@example.com").insert(s)?;

        let mut bob = User::find_one(User::username.eq("bob"), s)?;
        bob.update(s, |bob| bob.email = "bob@newdomain.com".into())?;
        User::find_one(User::username.eq("carol"), s)?.delete(s)?;
        User::all(s)
    })?;

    let grid = crocus::table::grid(&users);
    println!("{grid}");
    assert_eq!(
        grid,
        "\
╒════╤══════════╤═══════════════════╕
│ id │ username │ email             │
╞════╪══════════╪═══════════════════╡
│  1 │ alice    │ alice@example.com │
├────┼──────────┼───────────────────┤
│  2 │ bob      │ bob@newdomain.com │
╘════╧══════════╧═══════════════════╛"
    );

    let error = engine
        .write(|s| user("alice", "alice@example.com").insert(s))
        .unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    Ok(())
}
