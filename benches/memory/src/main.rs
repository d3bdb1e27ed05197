//! Allocations and bytes, counted by the global allocator: what Crocus asks for beyond the strings of
//! the rows, and what a tracked row keeps.
//!
//! `cargo run --release -p memory` prints the counts and their limits.

use std::alloc::System;
use std::hint::black_box;

use crocus::prelude::*;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Rows of a table; each has two strings.
const ROWS: u32 = 100_000;
const STRINGS: f64 = 2.0;

#[derive(Debug, Clone, Model)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    hair_color: Option<String>,
}

impl User {
    fn numbered(row: u32) -> Self {
        Self {
            id: 0,
            name: format!("User {row}"),
            hair_color: Some("black".to_owned()),
        }
    }

    /// Bytes that the strings keep.
    fn strings(&self) -> usize {
        self.name.capacity() + self.hair_color.as_ref().map_or(0, String::capacity)
    }
}

fn engine(rows: u32) -> Engine {
    let engine = Engine::memory().unwrap();
    engine.create_all(&schema![User]).unwrap();
    let all = (0..rows).map(User::numbered);
    engine.write(|s| User::insert_all(all).execute(s)).unwrap();
    engine
}

/// Allocations of one call, growing ones among them, once caches are warm.
fn allocations(mut call: impl FnMut()) -> f64 {
    (0..64).for_each(|_| call());
    let region = Region::new(GLOBAL);
    (0..64).for_each(|_| call());
    let change = region.change();
    (change.allocations + change.reallocations) as f64 / 64.0
}

/// Bytes that are kept after a call.
fn kept(call: impl FnOnce()) -> f64 {
    let region = Region::new(GLOBAL);
    call();
    let change = region.change();
    change.bytes_allocated as f64 - change.bytes_deallocated as f64
}

fn line(what: &str, count: f64, limit: &str) {
    println!("| {what} | {count:.3} | {limit} |");
}

fn main() {
    println!(
        "| allocations of one call, beyond the strings of the row | count | limit |\n|---|---|---|"
    );
    calls();
    println!(
        "\n| allocations per row of a load, beyond its strings | count | limit |\n|---|---|---|"
    );
    loads();
    println!(
        "\n| bytes of a tracked clean row, beyond its struct and strings | bytes | limit |\n|---|---|---|"
    );
    for rows in [1000, 10_000, 65_536, ROWS] {
        line(&format!("{rows} rows"), tracked_row(rows), "≤ 64");
    }
}

fn calls() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .execute_batch(
            "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, hair_color TEXT);
             INSERT INTO users VALUES (1, 'User 1', 'black')",
        )
        .unwrap();
    let by_hand = allocations(|| {
        let sql = "SELECT id, name, hair_color FROM users WHERE id = ?";
        let mut statement = connection.prepare_cached(sql).unwrap();
        let user = statement.query_row([1], |row| {
            Ok(User {
                id: row.get(0)?,
                name: row.get(1)?,
                hair_color: row.get(2)?,
            })
        });
        black_box(user.unwrap());
    });
    line("rusqlite by hand: get by key", by_hand - STRINGS, "");
    let mut s = engine(1000).session();
    let get = allocations(|| {
        black_box(User::get(1, &mut s).unwrap().unwrap());
    });
    line("`User::get(1, s)`", get - STRINGS, "≤ 4");
    let mut id = 0;
    let cold = allocations(|| {
        id += 1;
        black_box(s.get::<User>(id).unwrap().unwrap());
    });
    line("`s.get::<User>(id)`, not loaded", cold - STRINGS, "");
    let hot = allocations(|| {
        black_box(s.get::<User>(1).unwrap().unwrap());
    });
    line("`s.get::<User>(1)`, loaded", hot, "0");
    let filter = allocations(|| {
        let user = User::filter(User::name.eq("User 1") & User::id.gt(0))
            .one(&mut s)
            .unwrap();
        black_box(user);
    });
    line("`User::filter(a & b).one(s)`", filter - STRINGS, "");
    let update = |s: &mut Session| {
        s.begin().unwrap();
        let count = allocations(|| {
            User::filter(User::id.eq(500))
                .set(User::name, "new name")
                .update(s)
                .unwrap();
        });
        s.rollback().unwrap();
        count
    };
    let without = update(&mut engine(1000).session());
    line("`User::filter(key).set(..).update(s)`", without, "");
    let watching = update(&mut s);
    line("the same while `s` watches the row", watching, "");
    s.begin().unwrap();
    let insert = allocations(|| {
        black_box(User::numbered(7).insert(&mut s).unwrap());
    });
    line("`user.insert(s)`", insert - STRINGS, "");
}

fn loads() {
    let engine = engine(ROWS);
    let per_row = |mut load: Box<dyn FnMut(&mut Session)>| {
        let mut s = engine.session();
        User::filter(User::id.eq(1)).all(&mut s).unwrap();
        let region = Region::new(GLOBAL);
        load(&mut s);
        let change = region.change();
        (change.allocations + change.reallocations) as f64 / f64::from(ROWS) - STRINGS
    };
    let values = per_row(Box::new(|s| {
        black_box(User::all(s).unwrap());
    }));
    line(&format!("{ROWS} values"), values, "≤ 0.001");
    let entities = per_row(Box::new(|s| {
        black_box(s.load(User::select()).unwrap());
    }));
    line(&format!("{ROWS} entities"), entities, "≤ 0.02");
}

fn tracked_row(rows: u32) -> f64 {
    let engine = engine(rows);
    let mut s = engine.session();
    // Statements and caches are not the rows'.
    s.get::<User>(1).unwrap();
    s.clear().unwrap();
    drop(s.load(User::filter(User::id.lt(0))).unwrap());
    let mut strings = 0;
    let all = kept(|| drop(s.load(User::select()).unwrap()));
    for key in 1..=i64::from(rows) {
        let user = s.get_one::<User>(key).unwrap();
        strings += s[user].strings();
    }
    (all - strings as f64) / f64::from(rows) - size_of::<User>() as f64
}
