//! Time per row as the number of rows grows, beside rusqlite: what SQLite itself loses to larger trees and
//! to the processor's caches is in both.

use std::hint::black_box;
use std::time::Instant;

use crocus::prelude::*;
use rusqlite::params;

use crate::entities::{by_hand, users};
use crate::peers;
use crate::peers::orm::User;
use crate::report::Report;

/// Prints nanoseconds per row for sessions of a hundred to a million rows.
pub fn run(report: &mut Report) {
    report.line("\n## Growth: nanoseconds per row\n");
    report.head(&[
        "rows",
        "load, by hand",
        "load tracked",
        "UPDATE loop, by hand",
        "edit all and flush",
        "get hot",
    ]);
    for rows in [100, 1000, 10_000, 100_000, 1_000_000] {
        // Small tables are measured several times, for the middle one.
        let times = (200_000 / rows).clamp(1, 101);
        let all: Vec<[f64; 5]> = (0..times).map(|_| grown(rows)).collect();
        let column = |column: usize| {
            let times = all.iter().map(|times| times[column]).collect();
            format!("{:.0}", crate::timing::median(times))
        };
        let columns: Vec<String> = (0..5).map(column).collect();
        report.line(&format!("| {rows} | {} |", columns.join(" | ")));
    }
}

/// All columns of one size.
fn grown(rows: u32) -> [f64; 5] {
    let per_row = |start: Instant| start.elapsed().as_nanos() as f64 / f64::from(rows);
    let connection = by_hand(rows);
    let start = Instant::now();
    let mut values = load_by_hand(&connection);
    let load_by_hand = per_row(start);
    connection.execute_batch("BEGIN").unwrap();
    let mut update = connection
        .prepare("UPDATE users SET name = ? WHERE id = ?")
        .unwrap();
    let start = Instant::now();
    for user in &mut values {
        user.name.push('x');
        update.execute(params![user.name, user.id]).unwrap();
    }
    let update_by_hand = per_row(start);

    let mut s = users(rows).session();
    let start = Instant::now();
    let all = s.load(User::select()).unwrap();
    let load = per_row(start);
    s.begin().unwrap();
    let start = Instant::now();
    for entity in &all {
        s[*entity].name.push('x');
    }
    s.flush().unwrap();
    let flush = per_row(start);
    let start = Instant::now();
    for id in 1..=i64::from(rows) {
        black_box(s.get::<User>(id).unwrap());
    }
    [load_by_hand, load, update_by_hand, flush, per_row(start)]
}

fn load_by_hand(connection: &rusqlite::Connection) -> Vec<peers::by_hand::User> {
    let mut select = connection.prepare(peers::by_hand::USERS).unwrap();
    let users = select.query_map([], peers::by_hand::user).unwrap();
    users.collect::<Result<_, _>>().unwrap()
}
