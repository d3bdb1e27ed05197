//! Step 13: CRUD, and the table printed as a grid.
//!
//! Run it: `cargo run --example step13_grid`.
//!
//! | Python | Crocus |
//! |---|---|
//! | `tabulate(rows, headers=[..], tablefmt="fancy_grid")` | `crocus::table::grid(&users)` |
//! | the same, with rows of a query | `crocus::table::text_grid([..], rows)` |
//!
//! The feature `table` draws the rows of any model; the headers are the names of the columns, NULL
//! is `NULL`. (tabulate makes columns two wider than their headers, Crocus as wide as they need to
//! be.)
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;
use crocus::{ErrorKind, table};

#[derive(Debug, Clone, Model)]
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

    fn by_username(username: &str, s: &mut Session) -> crocus::Result<Self> {
        User::find_one(User::username.eq(username), s)
    }

    fn update_email(&mut self, email: &str, s: &mut Session) -> crocus::Result<()> {
        self.update(s, |user| email.clone_into(&mut user.email))
    }
}

fn main() -> crocus::Result<()> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![User])?;

    let users = engine.write(|s| {
        User::new("alice", "alice@example.com").insert(s)?;
        User::new("bob", "bob@example.com").insert(s)?;
        User::new("carol", "carol@example.com").insert(s)?;
        println!("users: {}", User::all(s)?.len());

        User::by_username("bob", s)?.update_email("bob@newdomain.com", s)?;
        User::by_username("carol", s)?.delete(s)?;
        User::all(s)
    })?;

    let grid = table::grid(&users);
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

    // The answer of a query that is no model: what is shown is up to you.
    let rows = engine.read(|s| {
        User::select()
            .order_by(User::id.asc())
            .columns((User::username, User::username.length()))
            .all(s)
    })?;
    let rows = rows
        .into_iter()
        .map(|(name, length)| [name, length.to_string()]);
    let grid = table::text_grid(["Username", "Letters"], rows);
    println!("{grid}");
    assert_eq!(
        grid,
        "\
╒══════════╤═════════╕
│ Username │ Letters │
╞══════════╪═════════╡
│ alice    │ 5       │
├──────────┼─────────┤
│ bob      │ 3       │
╘══════════╧═════════╛"
    );

    // The script of the tutorial fails here when it is started twice.
    let error = engine
        .write(|s| User::new("alice", "alice@example.com").insert(s))
        .unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Unique);
    Ok(())
}
