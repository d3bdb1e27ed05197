//! The tables of these tests: accounts with balances, and entries of them.

use crocus::prelude::*;
use crocus::{Error, ErrorKind, Result, schema};

use crate::database::database;

#[derive(Debug, Clone, PartialEq, Model)]
pub(super) struct Account {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(unique)]
    pub(super) owner: String,
    #[column(default = 100, check = "balance >= 0")]
    pub(super) balance: i64,
}

#[derive(Debug, Clone, PartialEq, Model)]
pub(super) struct Entry {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) account: ForeignKey<Account>,
    pub(super) amount: i64,
}

pub(super) fn account(owner: &str) -> Account {
    Account::builder().owner(owner).build()
}

/// Two accounts of 100 each: `ann` is 1, `bob` is 2.
pub(super) fn bank() -> Engine {
    let engine = database(&schema![Account, Entry]);
    let accounts = ["ann", "bob"].map(account);
    engine
        .write(|s| Account::insert_all(accounts).execute(s))
        .unwrap();
    engine
}

pub(super) fn balances(engine: &Engine) -> Vec<i64> {
    let query = Account::select()
        .order_by(Account::id.asc())
        .columns(Account::balance);
    engine.read(|s| query.all(s)).unwrap()
}

/// Another session writes the balance of `ann`.
pub(super) fn change_ann(engine: &Engine, balance: i64) {
    let ann = Account::filter(Account::id.eq(1));
    engine
        .write(|s| ann.set(Account::balance, balance).update(s))
        .unwrap();
}

#[derive(Debug)]
pub(super) enum Refusal {
    Poor(i64),
    Database(ErrorKind),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::Database(error.kind())
    }
}

pub(super) fn transfer(s: &mut Session, amount: i64) -> Result<(), Refusal> {
    let from = s.get_one::<Account>(1)?;
    let to = s.get_one::<Account>(2)?;
    s[to].balance += amount;
    s.flush()?;
    if s[from].balance < amount {
        return Err(Refusal::Poor(s[from].balance));
    }
    s[from].balance -= amount;
    Ok(())
}
