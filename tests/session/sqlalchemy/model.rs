//! The tables of these tests.

use crocus::prelude::*;
use crocus::schema;

use crate::database::database;

#[derive(Debug, Clone, PartialEq, Model)]
pub(crate) struct User {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) nick: Option<String>,
}

#[derive(Debug, Clone, Model)]
#[model(table = "addresses")]
pub(crate) struct Address {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) email: String,
    pub(crate) user: Option<ForeignKey<User>>,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Slot {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique)]
    pub(crate) pos: i64,
    pub(crate) label: Option<String>,
}

#[derive(Debug, Clone, Model)]
#[model(primary_key(order, no))]
pub(crate) struct Line {
    pub(crate) order: i64,
    pub(crate) no: i64,
    pub(crate) qty: Option<i64>,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Country {
    #[column(primary_key)]
    pub(crate) code: String,
    pub(crate) name: String,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Doc {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) title: String,
    #[column(version)]
    pub(crate) version: i64,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Conf {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(default = "A")]
    pub(crate) text: String,
    #[column(default = Conf::next())]
    pub(crate) number: i64,
    #[column(default = 0, on_update = 99)]
    pub(crate) up: i64,
    pub(crate) plain: Option<String>,
}

impl Conf {
    pub(crate) fn next() -> i64 {
        7
    }
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Ga {
    #[column(primary_key)]
    pub(crate) id: i64,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Gb {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) a: ForeignKey<Ga>,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Gc {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) a: ForeignKey<Ga>,
}

#[derive(Debug, Clone, Model)]
pub(crate) struct Gd {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) b: ForeignKey<Gb>,
    pub(crate) c: ForeignKey<Gc>,
}

pub(crate) fn engine() -> Engine {
    database(&schema![
        User, Address, Slot, Line, Country, Doc, Conf, Ga, Gb, Gc, Gd
    ])
}

pub(crate) fn user(name: &str) -> User {
    User::builder().name(name).build()
}

/// A database with these users, committed, with the ids 1, 2, ….
pub(crate) fn with_users(names: &[&str]) -> Engine {
    let engine = engine();
    engine
        .write(|s| User::insert_all(names.iter().map(|name| user(name))).execute(s))
        .unwrap();
    engine
}

pub(crate) fn slot(pos: i64) -> Slot {
    Slot::builder().pos(pos).build()
}

/// A database with slots at these positions, committed, with the ids 1, 2, ….
pub(crate) fn with_slots(positions: &[i64]) -> Engine {
    let engine = engine();
    engine
        .write(|s| Slot::insert_all(positions.iter().map(|pos| slot(*pos))).execute(s))
        .unwrap();
    engine
}
