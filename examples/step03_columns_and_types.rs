//! Step 3: columns, types, constraints, in a file.
//!
//! SQLAlchemy: `Column(String(50), unique=True, nullable=False)`, `Numeric(10, 2)`, `Enum`, `Date`,
//! `default=..`.
//!
//! Each column's type is the field's type; what the type does not say is in `#[column(..)]`. The
//! stored forms are those of SQLAlchemy, so that both can read one file. Two differences: defaults
//! are evaluated when the struct is built, not when it is flushed; and enums store `admin`, the
//! variant in snake case, where SQLAlchemy stores `ADMIN`, the member's name.
#![expect(clippy::print_stdout, reason = "examples print")]

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use crocus::prelude::*;
use crocus::{ErrorKind, State};
use rust_decimal::Decimal;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ColumnEnum)]
enum Role {
    Admin,
    User,
    Guest,
}

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key, autoincrement)]
    id: i64,
    #[column(unique, length = 50)]
    username: String,
    #[column(index, length = 120)]
    email: String,
    #[column(default = "1234", length = 100)]
    password: String,
    #[column(default = 18)]
    age: i32,
    height: Option<f64>,
    #[column(precision = 10, scale = 2, default = Decimal::ZERO)]
    balance: Decimal,
    #[column(default = true)]
    active: bool,
    #[column(default = Role::User)]
    role: Role,
    bio: Option<String>,
    avatar: Option<Vec<u8>>,
    #[column(default = Utc::now().date_naive())]
    created_on: NaiveDate,
    #[column(default = Utc::now())]
    created_at: DateTime<Utc>,
    #[column(default = Utc::now().time())]
    created_time: NaiveTime,
}

fn data(name: &str) -> std::io::Result<String> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/target/examples-data");
    std::fs::create_dir_all(directory)?;
    Ok(format!("{directory}/{name}"))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder(&data("step03.sqlite3")?)
        .echo(true)
        .open()?;
    engine.create_all(&schema![User])?;

    let mut s = engine.session();
    let cleared = User::select().delete(&mut s)?;
    s.commit()?;
    println!("rows of an earlier run: {cleared}");

    let alice = s.add(
        User::builder()
            .username("alice")
            .email("alice@example.com")
            .age(30)
            .height(5.4)
            .balance(Decimal::new(123_456, 2))
            .build(),
    );
    let bob = s.add(
        User::builder()
            .username("bob")
            .email("bob@example.com")
            .role(Role::Admin)
            .bio("System admin")
            .build(),
    );
    assert_eq!(s.state(bob), State::Pending);
    s.commit()?;

    let names: Vec<(String, String)> = User::select()
        .order_by(User::username.asc())
        .columns((User::username, User::email))
        .all(&mut s)?;
    println!("{names:?}");
    assert_eq!(
        names[0],
        ("alice".to_owned(), "alice@example.com".to_owned())
    );

    let (a, b) = (&s[alice], &s[bob]);
    println!(
        "{} {} {:?} {} {:?}",
        a.username, a.age, a.height, a.balance, a.role
    );
    println!(
        "{} {} {:?} {} {:?} {:?}",
        b.username, b.age, b.height, b.balance, b.role, b.bio
    );
    assert_eq!(a.balance.to_string(), "1234.56");
    assert_eq!((b.password.as_str(), b.age, b.active), ("1234", 18, true));
    assert_eq!((a.role, b.role), (Role::User, Role::Admin));

    round_trip(&mut s)?;
    refused(&mut s)?;
    Ok(())
}

/// What is written is read back; and this is how it is stored.
fn round_trip(s: &mut Session) -> Result<(), Box<dyn std::error::Error>> {
    let mut carol = User::builder()
        .username("carol")
        .email("c@x")
        .height(1e300)
        .balance("99999999.99".parse::<Decimal>()?)
        .role(Role::Guest)
        .bio("naïve ✓ 'q' \"d\"\nline")
        .avatar(vec![0, 255, 16])
        .created_on("2024-02-29".parse::<NaiveDate>()?)
        .created_at("2024-02-29T23:59:59.000005Z".parse::<DateTime<Utc>>()?)
        .created_time("13:45:30.123456".parse::<NaiveTime>()?)
        .build();
    carol = User::create(carol, s)?;
    s.commit()?;

    let read = User::find_one(User::username.eq("carol"), s)?;
    assert_eq!(format!("{read:?}"), format!("{carol:?}"));

    let stored: Vec<(String, f64, String, Vec<u8>, String, String, String)> = sql(
        "SELECT typeof(balance), balance, role, avatar, created_on, created_at, created_time \
         FROM users WHERE username = 'carol'",
    )
    .all(s)?;
    println!("stored: {:?}", stored[0]);
    assert_eq!(
        stored[0],
        (
            "real".to_owned(),
            99_999_999.99,
            "guest".to_owned(),
            vec![0, 255, 16],
            "2024-02-29".to_owned(),
            "2024-02-29 23:59:59.000005".to_owned(),
            "13:45:30.123456".to_owned(),
        )
    );
    Ok(())
}

/// What does not fit is an error that names table, column and value; nothing is rounded or cut off.
fn refused(s: &mut Session) -> Result<(), Box<dyn std::error::Error>> {
    let user = || User::builder().username("dave").email("d@x");
    let cases = [
        user().balance("0.001".parse::<Decimal>()?).build(),
        user().balance("100000000".parse::<Decimal>()?).build(),
        user().height(f64::NAN).build(),
        user().password("x".repeat(101)).build(),
    ];
    for case in cases {
        let error = User::create(case, s).unwrap_err();
        println!("refused: {error}");
        assert_eq!(error.kind(), ErrorKind::Value);
        assert!(error.to_string().starts_with("users."));
    }
    // `role = "nobody"` does not even compile; a text that another program wrote is found out when
    // it is read.
    sql("UPDATE users SET role = 'nobody' WHERE username = 'carol'").execute(s)?;
    let error = User::find(User::username.eq("carol"), s).unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::Decode);
    s.rollback()?;
    Ok(())
}
