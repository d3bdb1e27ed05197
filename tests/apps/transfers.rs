//! A bank: money moves between accounts, by several tellers at once, and none is lost.

use crocus::prelude::*;
use crocus::{Decimal, ErrorKind};

use crate::scratch::Scratch;

#[derive(Debug, Clone, PartialEq, Model)]
struct Account {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    owner: String,
    #[column(precision = 12, scale = 2, check = "balance >= 0")]
    balance: Decimal,
}

#[derive(Debug, Clone, PartialEq, Model)]
struct Transfer {
    #[column(primary_key)]
    id: i64,
    source: ForeignKey<Account>,
    target: ForeignKey<Account>,
    #[column(precision = 12, scale = 2, check = "amount > 0")]
    amount: Decimal,
}

#[derive(Debug)]
enum BankError {
    TooLittle { missing: Decimal },
    Unknown(String),
    Database(crocus::Error),
}

impl From<crocus::Error> for BankError {
    fn from(error: crocus::Error) -> Self {
        BankError::Database(error)
    }
}

fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn account(owner: &str, s: &mut Session) -> Result<Entity<Account>, BankError> {
    let found = Account::filter(Account::owner.eq(owner))
        .tracked()
        .first(s)?;
    found.ok_or_else(|| BankError::Unknown(owner.to_owned()))
}

fn transfer(from: &str, to: &str, amount: Decimal, s: &mut Session) -> Result<(), BankError> {
    let (source, target) = (account(from, s)?, account(to, s)?);
    if s[source].balance < amount {
        let missing = amount - s[source].balance;
        return Err(BankError::TooLittle { missing });
    }
    s[source].balance -= amount;
    s[target].balance += amount;
    let transfer = Transfer::builder().source(source).target(target);
    s.add(transfer.amount(amount).build());
    Ok(())
}

fn total(s: &mut Session) -> crocus::Result<Decimal> {
    let sums = Account::select().columns(Account::balance.sum()).one(s)?;
    Ok(sums.unwrap_or_default())
}

fn open(scratch: &Scratch) -> crocus::Result<Engine> {
    let engine = scratch.open()?;
    engine.create_all(&schema![Account, Transfer])?;
    engine.write(|s| {
        let accounts = ["ada", "bob", "eve"].map(|owner| {
            Account::builder()
                .owner(owner)
                .balance(cents(10_000))
                .build()
        });
        Account::insert_all(accounts).execute(s)
    })?;
    Ok(engine)
}

#[test]
fn a_refused_transfer_changes_neither_rows_nor_memory() -> Result<(), BankError> {
    let scratch = Scratch::new("transfers-refused");
    let mut s = open(&scratch)?.session();
    let ada = account("ada", &mut s)?;
    s.try_transaction(|s| transfer("ada", "bob", cents(4_001), s))?;
    assert_eq!(s[ada].balance, cents(5_999));
    let refused = transfer("ada", "eve", cents(6_000), &mut s);
    assert!(matches!(refused, Err(BankError::TooLittle { missing }) if missing == cents(1)));
    let unknown = transfer("ada", "nobody", cents(1), &mut s);
    assert!(matches!(unknown, Err(BankError::Unknown(owner)) if owner == "nobody"));
    assert!(!s.is_modified(ada)?);
    assert_eq!(Transfer::select().count(&mut s)?, 1);
    assert_eq!(total(&mut s)?, cents(30_000));
    Ok(())
}

#[test]
fn one_bad_order_of_a_batch_is_undone_and_the_others_stay() -> Result<(), BankError> {
    let scratch = Scratch::new("transfers-batch");
    let engine = open(&scratch)?;
    let refused = engine.try_write(|s| {
        let mut refused = Vec::new();
        let orders = [
            ("ada", "bob", 9_000),
            ("ada", "eve", 2_000),
            ("bob", "eve", 15_000),
        ];
        for (place, (from, to, amount)) in orders.into_iter().enumerate() {
            // The second leg fails after the first was flushed: both are undone.
            let done = s.try_savepoint(|s| {
                transfer(from, to, cents(amount), s)?;
                s.flush()?;
                transfer(to, "ada", cents(500), s)
            });
            if let Err(BankError::TooLittle { .. }) = done {
                refused.push(place);
            } else {
                done?;
            }
        }
        Ok::<_, BankError>(refused)
    })?;
    assert_eq!(refused, [1]);
    let mut s = engine.session();
    let balances = Account::select()
        .order_by(Account::owner.asc())
        .columns(Account::balance);
    assert_eq!(balances.all(&mut s)?, [2_000, 3_500, 24_500].map(cents));
    assert_eq!(Transfer::select().count(&mut s)?, 4);
    Ok(())
}

#[test]
fn an_error_in_the_middle_undoes_rows_and_memory() -> Result<(), BankError> {
    let scratch = Scratch::new("transfers-middle");
    let mut s = open(&scratch)?.session();
    let (ada, bob) = (account("ada", &mut s)?, account("bob", &mut s)?);
    let failed = s.try_transaction(|s| {
        transfer("ada", "bob", cents(1_000), s)?;
        s.flush()?;
        s[ada].balance -= cents(50_000); // the CHECK refuses it
        s.flush()?;
        Ok::<_, BankError>(())
    });
    let Err(BankError::Database(error)) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(error.kind(), ErrorKind::Check);
    assert_eq!(
        (s[ada].balance, s[bob].balance),
        (cents(10_000), cents(10_000))
    );
    assert_eq!(
        (total(&mut s)?, Transfer::select().count(&mut s)?),
        (cents(30_000), 0)
    );
    Ok(())
}

#[test]
fn many_tellers_lose_no_cent() -> Result<(), BankError> {
    let scratch = Scratch::new("transfers-tellers");
    let engine = open(&scratch)?;
    let owners = ["ada", "bob", "eve"];
    std::thread::scope(|scope| {
        for teller in 0..6 {
            let engine = &engine;
            scope.spawn(move || {
                for round in 0..40_usize {
                    let (from, to) = (
                        owners[(teller + round) % 3],
                        owners[(teller + 2 * round + 1) % 3],
                    );
                    let amount = cents(1 + (round as i64 * 37) % 900);
                    let done = engine.try_write(|s| match from == to {
                        true => Ok(()),
                        false => transfer(from, to, amount, s),
                    });
                    assert!(
                        matches!(done, Ok(()) | Err(BankError::TooLittle { .. })),
                        "{done:?}"
                    );
                }
            });
        }
    });
    let mut s = engine.session();
    assert_eq!(total(&mut s)?, cents(30_000));
    for owner in owners {
        let account = account(owner, &mut s)?;
        let moved = |s: &mut Session, column: Predicate<Transfer>| {
            let sum = Transfer::filter(column)
                .columns(Transfer::amount.sum())
                .one(s);
            sum.map(Option::unwrap_or_default)
        };
        let (came, went) = (
            moved(&mut s, Transfer::target.eq(account))?,
            moved(&mut s, Transfer::source.eq(account))?,
        );
        assert_eq!(s[account].balance, cents(10_000) + came - went, "{owner}");
    }
    Ok(())
}
