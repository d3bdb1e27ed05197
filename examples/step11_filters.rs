//! Step 11: filters.
//!
//! Run it: `cargo run --example step11_filters`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `session.query(User).filter(User.username == "alice")` | `User::filter(User::username.eq("alice"))` |
//! | `User.username.like(f"%{text}%")` | `User::username.contains(text)`: `%` in the text is a percent sign |
//! | `User.id > 2` | `User::id.gt(2)` |
//! | `.all()` | `.all(&mut s)?` |
//!
//! `User::username` is a column; its methods are the operators. A query is a value that knows no
//! session: a function may answer with one (`User::search`), and its caller may refine it.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    username: String,
    email: String,
}

impl User {
    fn search(text: &str) -> Select<User> {
        User::filter(User::username.contains(text))
    }

    fn beyond(id: i64) -> Select<User> {
        User::filter(User::id.gt(id))
    }
}

fn names(query: &Select<User>, s: &mut Session) -> crocus::Result<Vec<String>> {
    query
        .clone()
        .order_by(User::id.asc())
        .columns(User::username)
        .all(s)
}

fn main() -> crocus::Result<()> {
    let engine = Engine::memory()?;
    engine.create_all(&schema![User])?;
    let mut s = engine.session();
    let people = [
        ("alice", "alice@example.com"),
        ("bob", "bob@example.com"),
        ("charlie", "charlie@work.com"),
        ("david", "david@school.com"),
    ];
    let rows = people.map(|(name, email)| User::builder().username(name).email(email).build());
    User::insert_all(rows).execute(&mut s)?;
    s.commit()?;

    println!("--- all users");
    println!("ID | USERNAME | EMAIL");
    for user in User::all(&mut s)? {
        println!("{} | {} | {}", user.id, user.username, user.email);
    }

    let exact = names(&User::filter(User::username.eq("alice")), &mut s)?;
    println!("--- username = 'alice': {exact:?}");
    assert_eq!(exact, ["alice"]);

    let containing = names(&User::search("a"), &mut s)?;
    println!("--- 'a' in username: {containing:?}");
    assert_eq!(containing, ["alice", "charlie", "david"]);

    let beyond = names(&User::beyond(2), &mut s)?;
    println!("--- id > 2: {beyond:?}");
    assert_eq!(beyond, ["charlie", "david"]);

    // Queries are values: this one is refined, the first stays as it was.
    let both = names(&User::search("a").filter(User::id.gt(2)), &mut s)?;
    println!("--- both: {both:?}");
    assert_eq!(both, ["charlie", "david"]);
    Ok(())
}
