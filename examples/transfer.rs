//! Money between accounts, from many threads at once.
//!
//! Run it: `cargo run --example transfer`.
//!
//! | SQLAlchemy | Crocus |
//! |---|---|
//! | `Column(Numeric(12, 2))`, on SQLite through floats | `#[column(precision = 12, scale = 2)] Decimal`, exact, also in `SUM` |
//! | `with Session(engine) as s, s.begin():` and an exception | `engine.try_write(..)` and an `Err` of any type that takes a `crocus::Error` |
//! | `scoped_session`, one session for each thread | `Engine: Clone`; each `write` is a session of its own |
//! | `OperationalError: database is locked`, try again | a queue of writers |
//!
//! Shows exact decimals, an error type of the application, and that writers neither lose updates
//! nor meet a locked database: every transaction that writes begins IMMEDIATE, in one queue.
#![expect(clippy::print_stdout, reason = "examples print")]

use std::fmt;

use crocus::ErrorKind;
use crocus::prelude::*;
use rust_decimal::Decimal;

#[derive(Debug, Clone, Model)]
#[model(check = "balance >= 0")]
struct Account {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    owner: String,
    #[column(precision = 12, scale = 2)]
    balance: Decimal,
}

#[derive(Debug)]
enum BankError {
    TooPoor { owner: String },
    Database(crocus::Error),
}

impl From<crocus::Error> for BankError {
    fn from(error: crocus::Error) -> Self {
        BankError::Database(error)
    }
}

impl fmt::Display for BankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BankError::TooPoor { owner } => write!(f, "{owner} has not enough"),
            BankError::Database(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BankError {}

fn transfer(engine: &Engine, from: &str, to: &str, amount: Decimal) -> Result<(), BankError> {
    engine.try_write(|s| {
        let from = Account::filter(Account::owner.eq(from)).tracked().one(s)?;
        let to = Account::filter(Account::owner.eq(to)).tracked().one(s)?;
        // Checked after the change: whatever was changed is undone, in memory too.
        s[from].balance -= amount;
        s[to].balance += amount;
        if s[from].balance.is_sign_negative() {
            return Err(BankError::TooPoor {
                owner: s[from].owner.clone(),
            });
        }
        Ok(())
    })
}

fn main() -> Result<(), BankError> {
    let engine = Engine::temporary()?;
    engine.create_all(&schema![Account])?;
    engine.write(|s| {
        for owner in ["ada", "bob"] {
            let balance = Decimal::new(100_000, 2);
            s.add(Account::builder().owner(owner).balance(balance).build());
        }
        Ok(())
    })?;

    std::thread::scope(|scope| {
        for thread in 0..4 {
            let engine = engine.clone();
            scope.spawn(move || {
                let (from, to) = if thread % 2 == 0 {
                    ("ada", "bob")
                } else {
                    ("bob", "ada")
                };
                for _ in 0..50 {
                    transfer(&engine, from, to, Decimal::new(110, 2)).expect("there is enough");
                }
            });
        }
    });
    transfer(&engine, "ada", "bob", Decimal::new(1, 2))?;

    let error = transfer(&engine, "ada", "bob", Decimal::from(5000)).unwrap_err();
    println!("refused: {error}");
    assert!(matches!(error, BankError::TooPoor { owner } if owner == "ada"));
    // Half a cent is no amount: refused when it is written, never rounded.
    let error = transfer(&engine, "ada", "bob", Decimal::new(5, 3)).unwrap_err();
    println!("refused: {error}");
    assert!(matches!(error, BankError::Database(error) if error.kind() == ErrorKind::Value));
    // To oneself: one account, one entity, nothing won or lost.
    transfer(&engine, "ada", "ada", Decimal::from(100))?;

    let accounts = engine.read(|s| Account::select().order_by(Account::owner.asc()).all(s))?;
    println!("{}", crocus::table::grid(&accounts));
    let balances: Vec<String> = accounts
        .iter()
        .map(|account| account.balance.to_string())
        .collect();
    assert_eq!(balances, ["999.99", "1000.01"]);

    // The sum is exact to the cent, in SQL.
    let total = engine.read(|s| Account::select().columns(Account::balance.sum()).one(s))?;
    assert_eq!(
        total.map(|total| total.to_string()).as_deref(),
        Some("2000.00")
    );
    Ok(())
}
