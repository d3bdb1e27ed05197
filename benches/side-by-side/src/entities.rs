//! What a session costs: each workload beside its untracked or hand-written counterpart.

use std::hint::black_box;

use crocus::prelude::*;

use crate::data;
use crate::peers;
use crate::peers::orm::{User, engine};
use crate::processes::Processes;
use crate::report::{Report, shown};
use crate::timing::interleaved;
use crate::workload::Body;

/// Two bodies, of which the second is measured by the first.
struct Ratio {
    base: Body,
    body: Body,
}

/// An engine with users and nothing else.
pub fn users(rows: u32) -> Engine {
    engine(&data::users(rows, 0, 0))
}

/// The same on rusqlite.
pub fn by_hand(rows: u32) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute_batch(data::PRAGMAS).unwrap();
    connection.execute_batch(&data::users(rows, 0, 0)).unwrap();
    connection
}

fn user(name: String) -> User {
    User {
        id: 0,
        name,
        hair_color: Some("black".to_owned()),
    }
}

/// For a profiler: adds 10 000 rows and commits, or edits them and commits, so many times.
pub fn profile(what: &str, times: u32) {
    let mut s = users(if what == "add" { 0 } else { 10_000 }).session();
    let all = s.load(User::select()).unwrap();
    for round in 0..times {
        for row in 0..10_000 {
            let name = format!("User {row} {round}");
            match all.get(row) {
                Some(entity) => s[*entity].name = name,
                None => {
                    s.add(user(name));
                }
            }
        }
        s.commit().unwrap();
    }
}

/// Prints the ratios of sessions.
pub fn run(report: &mut Report, processes: &Processes) {
    report.line("\n## Entities\n");
    report.head(&[
        "entities / counterpart",
        "counterpart",
        "session",
        "ratio",
        "limit",
    ]);
    for (name, limit, ratio) in ALL {
        let measured = processes.times(name, |effort| {
            let Ratio { base, body } = ratio();
            interleaved(&mut [base, body], effort)
        });
        let Some(times) = measured else { continue };
        let ratio = times[1] / times[0];
        let mark = if ratio <= limit { "" } else { " **above**" };
        report.line(&format!(
            "| {name} | {} | {} | {ratio:.3} | ≤ {limit}{mark} |",
            shown(times[0]),
            shown(times[1])
        ));
    }
}

/// All comparisons: the name, the limit of the ratio, and how it is made.
const ALL: [(&str, f64, fn() -> Ratio); 10] = [
    ("load 1 000 rows tracked / untracked", 1.35, || load(1000)),
    ("load 10 000 rows tracked / untracked", 1.35, || {
        load(10_000)
    }),
    ("get cold / get by key", 1.2, cold),
    ("get hot / get cold", 0.08, hot),
    ("`session[e]` / get cold", 0.015, index),
    (
        "add and flush 10 000 rows / prepared INSERT loop",
        1.3,
        add_and_flush,
    ),
    (
        "edit and commit 10 000 of 10 000 rows / prepared UPDATE loop",
        1.4,
        edit_and_commit,
    ),
    (
        "read, edit and commit 10 000 rows in one transaction / SELECT and prepared UPDATE loop",
        1.4,
        read_and_edit,
    ),
    (
        "edit 100 of 100 rows and flush / 100 prepared UPDATEs",
        2.0,
        || few(100),
    ),
    (
        "edit 100 of 100 000 rows and flush / 100 prepared UPDATEs",
        2.0,
        || few(100_000),
    ),
];

fn load(rows: u32) -> Ratio {
    let mut values = users(rows).session();
    let tracked = users(rows);
    Ratio {
        base: Box::new(move |_| {
            black_box(User::all(&mut values).unwrap());
        }),
        body: Box::new(move |_| {
            black_box(tracked.session().load(User::select()).unwrap());
        }),
    }
}

fn get_cold() -> Body {
    let mut s = users(1000).session();
    let mut id = 0_i64;
    Box::new(move |_| {
        id = id % 1000 + 1;
        if id == 1 {
            s.clear().unwrap();
        }
        black_box(s.get::<User>(id).unwrap());
    })
}

fn cold() -> Ratio {
    let mut values = users(1000).session();
    let mut id = 0_i64;
    Ratio {
        base: Box::new(move |_| {
            id = id % 1000 + 1;
            black_box(User::get(id, &mut values).unwrap());
        }),
        body: get_cold(),
    }
}

fn hot() -> Ratio {
    let mut s = users(1000).session();
    s.load(User::select()).unwrap();
    let mut id = 0_i64;
    Ratio {
        base: get_cold(),
        body: Box::new(move |_| {
            id = id % 1000 + 1;
            black_box(s.get::<User>(id).unwrap());
        }),
    }
}

fn index() -> Ratio {
    let mut s = users(1000).session();
    let all = s.load(User::select()).unwrap();
    let mut place = 0;
    Ratio {
        base: get_cold(),
        body: Box::new(move |_| {
            place = (place + 1) % 1000;
            black_box(&s[all[place]]);
        }),
    }
}

fn add_and_flush() -> Ratio {
    let connection = by_hand(0);
    let engine = users(0);
    Ratio {
        base: Box::new(move |_| {
            connection.execute_batch("BEGIN").unwrap();
            {
                let sql = "INSERT INTO users (name, hair_color) VALUES (?, ?)";
                let mut statement = connection.prepare_cached(sql).unwrap();
                for row in 0..10_000 {
                    let user = user(format!("User {row}"));
                    statement
                        .execute(rusqlite::params![user.name, user.hair_color])
                        .unwrap();
                }
            }
            connection.execute_batch("ROLLBACK").unwrap();
        }),
        body: Box::new(move |_| {
            let mut s = engine.session();
            for row in 0..10_000 {
                s.add(user(format!("User {row}")));
            }
            s.flush().unwrap();
        }),
    }
}

fn edit_and_commit() -> Ratio {
    let connection = by_hand(10_000);
    let mut s = users(10_000).session();
    let all = s.load(User::select()).unwrap();
    let (mut rounds_by_hand, mut rounds) = (0, 0);
    Ratio {
        base: Box::new(move |_| {
            connection.execute_batch("BEGIN").unwrap();
            {
                let sql = "UPDATE users SET name = ? WHERE id = ?";
                let mut statement = connection.prepare_cached(sql).unwrap();
                rounds_by_hand += 1;
                for id in 1..=10_000 {
                    let name = format!("New {id} {rounds_by_hand}");
                    statement.execute(rusqlite::params![name, id]).unwrap();
                }
            }
            connection.execute_batch("COMMIT").unwrap();
        }),
        body: Box::new(move |_| {
            rounds += 1;
            s.begin().unwrap();
            for (place, entity) in all.iter().enumerate() {
                s[*entity].name = format!("New {place} {rounds}");
            }
            s.commit().unwrap();
        }),
    }
}

fn read_and_edit() -> Ratio {
    let connection = by_hand(10_000);
    let engine = users(10_000);
    let (mut rounds_by_hand, mut rounds) = (0, 0);
    Ratio {
        base: Box::new(move |_| {
            connection.execute_batch("BEGIN").unwrap();
            {
                let mut statement = connection.prepare_cached(peers::by_hand::USERS).unwrap();
                let read = statement.query_map([], peers::by_hand::user);
                let mut all: Vec<_> = read.unwrap().map(Result::unwrap).collect();
                let sql = "UPDATE users SET name = ? WHERE id = ?";
                let mut statement = connection.prepare_cached(sql).unwrap();
                rounds_by_hand += 1;
                for user in &mut all {
                    user.name = format!("New {} {rounds_by_hand}", user.id);
                    statement
                        .execute(rusqlite::params![user.name, user.id])
                        .unwrap();
                }
            }
            connection.execute_batch("COMMIT").unwrap();
        }),
        body: Box::new(move |_| {
            rounds += 1;
            let mut s = engine.session();
            s.begin().unwrap();
            let all = s.load(User::select()).unwrap();
            for (place, entity) in all.iter().enumerate() {
                s[*entity].name = format!("New {place} {rounds}");
            }
            s.commit().unwrap();
        }),
    }
}

/// What is not changed costs nothing: the ratio to the same by hand does not depend on it.
fn few(rows: u32) -> Ratio {
    let connection = by_hand(rows);
    let mut s = users(rows).session();
    let all = s.load(User::select()).unwrap();
    let step = rows as usize / 100;
    Ratio {
        base: Box::new(move |_| {
            connection.execute_batch("BEGIN").unwrap();
            {
                let sql = "UPDATE users SET name = ? WHERE id = ?";
                let mut statement = connection.prepare_cached(sql).unwrap();
                for place in 0..100 {
                    let id = (place * step + 1) as i64;
                    let name = format!("New {id}");
                    statement.execute(rusqlite::params![name, id]).unwrap();
                }
            }
            connection.execute_batch("ROLLBACK").unwrap();
        }),
        body: Box::new(move |_| {
            s.begin().unwrap();
            for place in 0..100 {
                s[all[place * step]].name = format!("New {place}");
            }
            s.flush().unwrap();
            s.rollback().unwrap();
        }),
    }
}
