//! Step 12: the whole table of filters, each row of it in Crocus.
//!
//! Run it: `cargo run --example step12_filter_table`. It prints each row of the tutorial's table as
//! Python has it, the condition that Crocus makes of it, and the ids it finds among five users:
//! read that beside the call in this file.
//!
//! What differs from Python, in short: `==` is `.eq(..)`, `<` is `.lt(..)`, because Rust's
//! operators answer `bool`; `and_`, `or_`, `not_` are `&`, `|`, `!`; a column of another table, or
//! a number where the column holds a text, does not compile.
//!
//! Values are bound, never pasted into the text: that is the `?`.
#![expect(clippy::print_stdout, reason = "examples print")]

use crocus::Predicate;
use crocus::prelude::*;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    username: String,
    email: Option<String>,
    age: Option<i32>,
    active: Option<bool>,
}

fn people() -> Vec<User> {
    let user = |name: &str| User::builder().username(name);
    vec![
        user("alice")
            .email("alice@example.com")
            .age(30)
            .active(true)
            .build(),
        user("bob")
            .email("bob@example.com")
            .age(17)
            .active(true)
            .build(),
        user("admin").age(45).active(false).build(),
        user("Admin2")
            .email("ADMIN2@Example.com")
            .active(true)
            .build(),
        user("50%_off").email("promo@example.com").age(21).build(),
    ]
}

/// Prints one row of the table, and holds the query to the ids it has to find.
fn row(python: &str, query: &Select<User>, ids: &[i64], s: &mut Session) -> crocus::Result<()> {
    let query = query.clone().order_by(User::id.asc()).columns(User::id);
    let text = query.to_sql()?;
    let condition = text.split_once(" WHERE ").map_or("", |(_, rest)| rest);
    let condition = condition
        .rsplit_once(" ORDER BY ")
        .map_or(condition, |(first, _)| first);
    let found = query.all(s)?;
    println!("{python:<52} {condition:<58} {found:?}");
    assert_eq!(found, ids, "{python}");
    Ok(())
}

/// A query with a single condition.
fn with(condition: impl Into<Predicate<User>>) -> Select<User> {
    User::filter(condition.into())
}

fn comparisons(s: &mut Session) -> crocus::Result<()> {
    let name = User::username;
    row("User.username == 'alice'", &with(name.eq("alice")), &[1], s)?;
    row(
        "User.username != 'bob'",
        &with(name.ne("bob")),
        &[1, 3, 4, 5],
        s,
    )?;
    row("User.id > 4", &with(User::id.gt(4)), &[5], s)?;
    row("User.id >= 4", &with(User::id.ge(4)), &[4, 5], s)?;
    row("User.id < 2", &with(User::id.lt(2)), &[1], s)?;
    row("User.id <= 2", &with(User::id.le(2)), &[1, 2], s)?;
    let between = "User.age.between(18, 30)";
    row(between, &with(User::age.between(18, 30)), &[1, 5], s)?;
    // A range of Rust's does as well.
    row(between, &with(User::age.within(18..=30)), &[1, 5], s)
}

fn lists_and_null(s: &mut Session) -> crocus::Result<()> {
    let listed = "User.id.in_([1, 2, 3])";
    row(listed, &with(User::id.in_([1, 2, 3])), &[1, 2, 3], s)?;
    let unlisted = "~User.id.in_([1, 2, 3])";
    row(unlisted, &with(!User::id.in_([1, 2, 3])), &[4, 5], s)?;
    row(unlisted, &with(User::id.not_in([1, 2, 3])), &[4, 5], s)?;
    // An empty list is no error: nothing is in it.
    let nobody: [i64; 0] = [];
    row("User.id.in_([])", &with(User::id.in_(nobody)), &[], s)?;
    row("User.email == None", &with(User::email.eq(None)), &[3], s)?;
    row(
        "User.email.is_(None)",
        &with(User::email.is_null()),
        &[3],
        s,
    )?;
    row(
        "User.email.isnot(None)",
        &with(User::email.is_not_null()),
        &[1, 2, 4, 5],
        s,
    )
}

fn texts(s: &mut Session) -> crocus::Result<()> {
    let name = User::username;
    // SQLite's LIKE is blind to the case of ASCII letters, whatever the tutorial's table says;
    // GLOB sees it.
    let like = "User.username.like('%admin%')";
    row(like, &with(name.like("%admin%")), &[3, 4], s)?;
    row("(case-sensitive)", &with(name.glob("*admin*")), &[3], s)?;
    let ilike = "User.username.ilike('%admin%')";
    row(ilike, &with(name.ilike("%admin%")), &[3, 4], s)?;
    let starts = "User.username.startswith('A')";
    row(starts, &with(name.starts_with("A")), &[1, 3, 4], s)?;
    let ends = "User.username.endswith('2')";
    row(ends, &with(name.ends_with("2")), &[4], s)?;
    // `%` and `_` stand for themselves here, in Python only with autoescape=True.
    let escaped = "User.username.startswith('50%', autoescape=True)";
    row(escaped, &with(name.starts_with("50%")), &[5], s)?;
    let lower = "func.lower(User.username).contains('adm')";
    row(lower, &with(name.lower().contains("adm")), &[3, 4], s)
}

fn logic(s: &mut Session) -> crocus::Result<()> {
    let (active, age, name) = (User::active, User::age, User::username);
    row(
        "filter(User.active == True, User.age > 18)",
        &with(active.eq(true) & age.gt(18)),
        &[1],
        s,
    )?;
    row(
        "or_(User.active == False, User.age < 18)",
        &with(active.eq(false) | age.lt(18)),
        &[2, 3],
        s,
    )?;
    // User 5 has no value: NULL is neither true nor false.
    let not = "not_(User.active == True)";
    row(not, &with(!active.eq(true)), &[3], s)?;
    let raw = User::filter(sql("age > :age").bind("age", 21));
    row("text('age > :age'), params(age=21)", &raw, &[1, 3], s)?;
    let chained = User::filter(active)
        .filter(User::id.gt(1))
        .filter(User::id.lt(10));
    row(
        "filter(active).filter(id > 1).filter(id < 10)",
        &chained,
        &[2, 4],
        s,
    )?;
    let mixed =
        User::filter(name.eq("alice") | name.eq("bob")).filter(active.eq(true) & age.gt(20));
    row("filter(or_(..)).filter(and_(..))", &mixed, &[1], s)?;
    // As many conditions as there are, say, fields of a form that were filled in.
    let conditions: Vec<Predicate<User>> =
        vec![User::id.gt(1), name.ne("bob"), User::email.is_not_null()];
    row("and_(*conditions)", &with(all(conditions)), &[4, 5], s)
}

fn main() -> crocus::Result<()> {
    let engine = Engine::memory()?;
    engine.create_all(&schema![User])?;
    let mut s = engine.session();
    User::insert_all(people()).execute(&mut s)?;
    comparisons(&mut s)?;
    lists_and_null(&mut s)?;
    texts(&mut s)?;
    logic(&mut s)
}
