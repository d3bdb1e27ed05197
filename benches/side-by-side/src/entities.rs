//! What a session costs: each workload beside its untracked or hand-written counterpart.

use std::time::Duration;

use crocus::prelude::*;

use crate::models::{User, fill};
use crate::timing::{median, shown, time};

fn engine(users: i64) -> Engine {
    let engine = Engine::memory().unwrap();
    fill(engine.connect().unwrap().raw().unwrap(), users, 0, 0);
    engine
}

fn by_hand(users: i64) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    fill(&connection, users, 0, 0);
    connection
}

/// The ratio of two workloads, and the limit it is to keep.
fn ratio(
    name: &str,
    limit: f64,
    quick: bool,
    mut base: Box<dyn FnMut() -> u64>,
    mut body: Box<dyn FnMut() -> u64>,
) {
    let (rounds, fill) = if quick { (7, 40) } else { (15, 200) };
    let fill = Duration::from_millis(fill);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        times[0].push(time(&mut base, fill));
        times[1].push(time(&mut body, fill));
    }
    let [base, body] = times.map(median);
    let ratio = body / base;
    let mark = if ratio <= limit { "" } else { " **above**" };
    println!("| {name} | {} | {} | {ratio:.3} | ≤ {limit}{mark} |", shown(base), shown(body));
}

/// For a profiler: adds and flushes, or edits and commits, 10 000 rows so many times.
pub fn profile(what: &str, times: u32) {
    let engine = engine(if what == "add" { 0 } else { 10_000 });
    let mut watching = engine.session();
    let all = watching.load(User::select()).unwrap();
    for round in 0..times {
        if what == "load" {
            std::hint::black_box(engine.session().load(User::select()).unwrap());
        } else if all.is_empty() {
            let mut s = engine.session();
            for row in 0..10_000 {
                let name = format!("User {row}");
                s.add(User { id: 0, name, hair_color: Some("black".to_owned()) });
            }
            s.flush().unwrap();
        } else {
            watching.begin().unwrap();
            for (place, entity) in all.iter().enumerate() {
                watching[*entity].name = format!("New {place} {round}");
            }
            watching.commit().unwrap();
        }
    }
}

pub fn run(quick: bool) {
    println!("\n| entities | counterpart | session | ratio | limit |\n|---|---|---|---|---|");
    for rows in [1000, 10_000] {
        let mut values = engine(rows).session();
        let tracked = engine(rows);
        ratio(
            &format!("load {rows} rows tracked / untracked"),
            1.35,
            quick,
            Box::new(move || User::all(&mut values).unwrap().len() as u64),
            Box::new(move || tracked.session().load(User::select()).unwrap().len() as u64),
        );
    }
    let get = |tracked: bool| -> Box<dyn FnMut() -> u64> {
        let mut s = engine(1000).session();
        let mut id = 0_i64;
        Box::new(move || {
            id = id % 1000 + 1;
            if tracked {
                if id == 1 {
                    s.clear().unwrap();
                }
                s.get::<User>(id).unwrap().is_some() as u64
            } else {
                User::get(id, &mut s).unwrap().is_some() as u64
            }
        })
    };
    ratio("get cold / get by key", 1.2, quick, get(false), get(true));
    let hot = || -> Box<dyn FnMut() -> u64> {
        let mut s = engine(1000).session();
        s.load(User::select()).unwrap();
        let mut id = 0_i64;
        Box::new(move || {
            id = id % 1000 + 1;
            s.get::<User>(id).unwrap().is_some() as u64
        })
    };
    ratio("get hot / get cold", 0.08, quick, get(true), hot());
    let mut s = engine(1000).session();
    let all = s.load(User::select()).unwrap();
    let mut place = 0;
    ratio(
        "session[e] / get cold",
        0.015,
        quick,
        get(true),
        Box::new(move || {
            place = (place + 1) % 1000;
            s[all[place]].id as u64
        }),
    );
    writes(quick);
    growth();
}

fn writes(quick: bool) {
    let connection = by_hand(0);
    ratio(
        "add and flush 10 000 rows / prepared INSERT loop",
        1.3,
        quick,
        Box::new(move || {
            connection.execute_batch("BEGIN").unwrap();
            {
                let mut statement =
                    connection.prepare_cached("INSERT INTO users (name, hair_color) VALUES (?, ?)").unwrap();
                for row in 0..10_000 {
                    let user = (format!("User {row}"), Some("black".to_owned()));
                    statement.execute(rusqlite::params![user.0, user.1]).unwrap();
                }
            }
            connection.execute_batch("ROLLBACK").unwrap();
            10_000
        }),
        {
            let engine = engine(0);
            Box::new(move || {
                let mut s = engine.session();
                for row in 0..10_000 {
                    let name = format!("User {row}");
                    s.add(User { id: 0, name, hair_color: Some("black".to_owned()) });
                }
                s.flush().unwrap();
                10_000
            })
        },
    );
    let connection = by_hand(10_000);
    let mut round = 0;
    ratio(
        "edit and flush 10 000 of 10 000 rows / prepared UPDATE loop",
        1.4,
        quick,
        Box::new(move || {
            connection.execute_batch("BEGIN").unwrap();
            {
                let mut statement =
                    connection.prepare_cached("UPDATE users SET name = ? WHERE id = ?").unwrap();
                round += 1;
                for id in 1..=10_000 {
                    statement.execute(rusqlite::params![format!("New {id} {round}"), id]).unwrap();
                }
            }
            connection.execute_batch("COMMIT").unwrap();
            10_000
        }),
        {
            let engine = engine(10_000);
            let mut s = engine.session();
            let mut all = Vec::new();
            let mut round = 0;
            Box::new(move || {
                if all.is_empty() {
                    all = s.load(User::select()).unwrap();
                }
                round += 1;
                s.begin().unwrap();
                for (place, entity) in all.iter().enumerate() {
                    s[*entity].name = format!("New {place} {round}");
                }
                s.commit().unwrap();
                10_000
            })
        },
    );
    let edit = |rows: i64| -> Box<dyn FnMut() -> u64> {
        let mut s = engine(rows).session();
        let all = s.load(User::select()).unwrap();
        let step = all.len() / 100;
        Box::new(move || {
            s.begin().unwrap();
            for place in 0..100 {
                s[all[place * step]].name.push('x');
            }
            s.flush().unwrap();
            s.rollback().unwrap();
            100
        })
    };
    ratio("edit 100 of 100 000 / 100 of 100 rows", 2.0, quick, edit(100), edit(100_000));
}

/// Time per row as the number of rows grows.
fn growth() {
    println!("\n| rows | load, ns per row | edit all and flush, ns per row | get hot, ns |\n|---|---|---|---|");
    for rows in [100, 1000, 10_000, 100_000, 1_000_000] {
        let engine = engine(rows);
        let mut s = engine.session();
        let start = std::time::Instant::now();
        let all = s.load(User::select()).unwrap();
        let load = start.elapsed().as_nanos() as f64 / rows as f64;
        let start = std::time::Instant::now();
        for entity in &all {
            s[*entity].name.push('x');
        }
        s.flush().unwrap();
        let flush = start.elapsed().as_nanos() as f64 / rows as f64;
        let start = std::time::Instant::now();
        for id in 1..=rows {
            std::hint::black_box(s.get::<User>(id).unwrap());
        }
        let get = start.elapsed().as_nanos() as f64 / rows as f64;
        println!("| {rows} | {load:.0} | {flush:.0} | {get:.0} |");
    }
}
