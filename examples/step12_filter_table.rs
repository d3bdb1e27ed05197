//! Step 12: the whole table of filters, each row of it in Crocus.
//!
//! Read the right side of the tutorial's table and the call below it side by side.
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

/// The ids of the users for which a condition holds.
fn ids(condition: impl Into<Predicate<User>>, s: &mut Session) -> crocus::Result<Vec<i64>> {
    User::filter(condition.into())
        .order_by(User::id.asc())
        .columns(User::id)
        .all(s)
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

fn comparisons(s: &mut Session) -> crocus::Result<()> {
    // User.username == 'alice'
    assert_eq!(ids(User::username.eq("alice"), s)?, [1]);
    // User.username != 'bob'
    assert_eq!(ids(User::username.ne("bob"), s)?, [1, 3, 4, 5]);
    // User.id > 5, >= 5, < 10, <= 10
    assert_eq!(ids(User::id.gt(4), s)?, [5]);
    assert_eq!(ids(User::id.ge(4), s)?, [4, 5]);
    assert_eq!(ids(User::id.lt(2), s)?, [1]);
    assert_eq!(ids(User::id.le(2), s)?, [1, 2]);
    // User.age.between(18, 30); a range of Rust's does as well
    assert_eq!(ids(User::age.between(18, 30), s)?, [1, 5]);
    assert_eq!(ids(User::age.within(18..=30), s)?, [1, 5]);
    // User.id.in_([1, 2, 3]) and ~User.id.in_([1, 2, 3])
    assert_eq!(ids(User::id.in_([1, 2, 3]), s)?, [1, 2, 3]);
    assert_eq!(ids(!User::id.in_([1, 2, 3]), s)?, [4, 5]);
    assert_eq!(ids(User::id.not_in([1, 2, 3]), s)?, [4, 5]);
    // User.email == None, User.email.is_(None), User.email.isnot(None)
    assert_eq!(ids(User::email.eq(None), s)?, [3]);
    assert_eq!(ids(User::email.is_null(), s)?, [3]);
    assert_eq!(ids(User::email.is_not_null(), s)?, [1, 2, 4, 5]);
    Ok(())
}

fn texts(s: &mut Session) -> crocus::Result<()> {
    // User.username.like('%admin%'): in SQLite, ASCII letters match in either case
    assert_eq!(ids(User::username.like("%admin%"), s)?, [3, 4]);
    // GLOB tells upper from lower case
    assert_eq!(ids(User::username.glob("*admin*"), s)?, [3]);
    // User.username.ilike('%admin%')
    assert_eq!(ids(User::username.ilike("%admin%"), s)?, [3, 4]);
    // User.username.startswith('A'), endswith('x'): `%` and `_` of a user stand for themselves
    assert_eq!(ids(User::username.starts_with("a"), s)?, [1, 3, 4]);
    assert_eq!(ids(User::username.starts_with("50%"), s)?, [5]);
    assert_eq!(ids(User::username.ends_with("2"), s)?, [4]);
    // func.lower(User.username).contains('adm')
    assert_eq!(ids(User::username.lower().contains("adm"), s)?, [3, 4]);
    Ok(())
}

fn logic(s: &mut Session) -> crocus::Result<()> {
    // filter(User.active == True, User.age > 18)
    assert_eq!(ids(User::active.eq(true) & User::age.gt(18), s)?, [1]);
    // or_(User.active == False, User.age < 18)
    assert_eq!(ids(User::active.eq(false) | User::age.lt(18), s)?, [2, 3]);
    // not_(User.active == True): NULL is neither true nor false
    assert_eq!(ids(!User::active.eq(true), s)?, [3]);
    // text("age > :age") with bound parameters
    let raw = User::filter(sql("age > :age").bind("age", 21)).order_by(User::id.asc());
    assert_eq!(raw.columns(User::id).all(s)?, [1, 3]);
    // filter(..).filter(..).filter(..)
    let chained = User::filter(User::active)
        .filter(User::id.gt(1))
        .filter(User::id.lt(10));
    assert_eq!(
        chained.order_by(User::id.asc()).columns(User::id).all(s)?,
        [2, 4]
    );
    // filter(or_(..)).filter(and_(..))
    let mixed = User::filter(User::username.eq("alice") | User::username.eq("bob"))
        .filter(User::active.eq(true) & User::age.gt(20));
    assert_eq!(mixed.columns(User::id).all(s)?, [1]);
    // as many conditions as there are
    let conditions: Vec<Predicate<User>> = vec![
        User::id.gt(1),
        User::username.ne("bob"),
        User::email.is_not_null(),
    ];
    assert_eq!(ids(all(conditions), s)?, [4, 5]);
    Ok(())
}

fn main() -> crocus::Result<()> {
    let engine = Engine::memory()?;
    engine.create_all(&schema![User])?;
    let mut s = engine.session();
    User::insert_all(people()).execute(&mut s)?;
    comparisons(&mut s)?;
    texts(&mut s)?;
    logic(&mut s)?;
    println!("every row of the table holds");
    Ok(())
}
