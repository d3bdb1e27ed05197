//! Step 3: columns, types, constraints, in a file.
//!
//! Run it: `cargo run --example step03_columns_and_types`; the file is
//! `target/examples-data/step03.sqlite3`, look at it with any tool.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `Integer`, `Float`, `Boolean` | `i64` (and the other integers), `f64`, `bool` |
//! | `String(50)`, `Text` | `#[column(length = 50)] String`, `String` |
//! | `Numeric(10, 2)` | `#[column(precision = 10, scale = 2)] Decimal` |
//! | `Enum(RoleEnum)` | an `enum` with `#[derive(ColumnEnum)]` |
//! | `LargeBinary` | `Vec<u8>` |
//! | `Date`, `Time`, `DateTime` | `NaiveDate`, `NaiveTime`, `DateTime<Utc>` |
//! | `nullable=True`, the default | `Option<..>`; everything else is NOT NULL |
//! | `unique=True`, `index=True`, `CheckConstraint(..)` | `unique`, `index`, `check = ".."` |
//! | `default=..` | `default = ..` |
//!
//! The column's type is the field's type; what a type does not say is in `#[column(..)]`. The
//! stored forms are those of SQLAlchemy, so that both can read one file. Differences:
//!
//! - A default is evaluated when the struct is built, so that it can be read before the flush.
//! - An enum stores `admin`, the variant in snake case, where SQLAlchemy stores `ADMIN`, the
//!   member's name.
//! - `age` and the others are NOT NULL: with a default there is always a value.
//! - What does not fit is refused. SQLAlchemy leaves `String(50)` to the database, and SQLite takes
//!   any length; an `age` of `"abc"` does not compile.
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
    #[column(default = 18, check = "age >= 0")]
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
    let path = data("step03.sqlite3")?;
    let engine = Engine::builder(&path).echo(true).open()?;
    // The file may be there from an earlier start, with other columns; `create_all` alone would
    // keep what is in it.
    engine.drop_all(&schema![User])?;
    engine.create_all(&schema![User])?;

    let mut s = engine.session();
    let cleared = User::select().delete(&mut s)?;
    s.commit()?;
    println!("bulk delete: {cleared} rows");
    assert_eq!(cleared, 0);

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
    // Equal to 0.00: numbers are compared, not their digits.
    assert_eq!((b.height, b.balance), (None, Decimal::new(0, 2)));
    assert_eq!((a.role, b.role), (Role::User, Role::Admin));

    round_trip(&mut s)?;
    refused(&mut s)?;
    constraints(&mut s)?;
    definition(&mut s)?;
    drop(s);
    drop(engine);

    // It was a file: another engine finds what was committed.
    let engine = Engine::open(&path)?;
    let count = engine.read(|s| User::select().count(s))?;
    println!("rows in the file: {count}");
    assert_eq!(count, 3);
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
        assert!(error.to_string().contains("users."));
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

/// What only the database can know: it is asked, and the error names the column.
fn constraints(s: &mut Session) -> crocus::Result<()> {
    let taken = User::builder().username("alice").email("z@z").build();
    let unborn = User::builder()
        .username("erin")
        .email("e@x")
        .age(-1)
        .build();
    for (user, kind) in [(taken, ErrorKind::Unique), (unborn, ErrorKind::Check)] {
        let error = User::create(user, s).unwrap_err();
        println!("refused: {error}");
        assert_eq!(error.kind(), kind);
    }
    // `username: None` does not compile; only SQL written by hand gets as far as the database.
    let error = sql("UPDATE users SET username = NULL")
        .execute(s)
        .unwrap_err();
    println!("refused: {error}");
    assert_eq!(error.kind(), ErrorKind::NotNull);
    s.rollback()
}

/// The table, as the database describes it.
fn definition(s: &mut Session) -> crocus::Result<()> {
    let columns: Vec<(String, String, bool)> =
        sql("SELECT name, type, \"notnull\" FROM pragma_table_info('users')").all(s)?;
    let columns: Vec<String> = columns
        .into_iter()
        .map(|(name, declared, required)| match required {
            true => format!("{name} {declared} NOT NULL"),
            false => format!("{name} {declared}"),
        })
        .collect();
    println!("columns: {}", columns.join(", "));
    assert_eq!(
        columns,
        [
            "id INTEGER NOT NULL",
            "username VARCHAR(50) NOT NULL",
            "email VARCHAR(120) NOT NULL",
            "password VARCHAR(100) NOT NULL",
            "age INTEGER NOT NULL",
            "height FLOAT",
            "balance NUMERIC(10, 2) NOT NULL",
            "active BOOLEAN NOT NULL",
            "role TEXT NOT NULL",
            "bio TEXT",
            "avatar BLOB",
            "created_on DATE NOT NULL",
            "created_at DATETIME NOT NULL",
            "created_time TIME NOT NULL",
        ]
    );
    let indexes: Vec<String> =
        sql("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").all(s)?;
    assert_eq!(indexes, ["ix_users_email"]);
    Ok(())
}
