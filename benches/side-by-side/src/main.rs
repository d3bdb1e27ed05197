//! Crocus beside rusqlite written by hand the usual way: the same SQLite in one process, the same
//! data, answers compared before anything is timed, rounds interleaved, medians.
//!
//! `cargo run --release -p side-by-side [--quick] [filter]` prints the ratios, rusqlite = 1.

mod by_hand;
mod entities;
mod models;
mod orm;
mod timing;

use timing::{Row, compare};

/// One workload on both sides; each answers with a checksum of what it read or wrote.
struct Workload {
    name: &'static str,
    by_hand: Box<dyn FnMut() -> u64>,
    orm: Box<dyn FnMut() -> u64>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let wanted = arguments.iter().find(|argument| !argument.starts_with("--"));
    if let Some(what) = arguments.iter().find_map(|it| it.strip_prefix("--profile=")) {
        return entities::profile(what, 5);
    }
    println!("SQLite {}, quick: {quick}", rusqlite::version());
    let mut rows: Vec<Row> = Vec::new();
    for make in by_hand::workloads().into_iter().zip(orm::workloads()) {
        let ((name, by_hand), (same, orm)) = make;
        assert_eq!(name, same);
        if wanted.is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        // For a profiler: one side alone, a number of calls.
        if let Some(calls) = arguments.iter().find_map(|it| it.strip_prefix("--calls=")) {
            let calls: u32 = calls.parse().unwrap();
            let side = arguments.iter().any(|it| it == "--by-hand");
            let mut body = if side { by_hand() } else { orm() };
            (0..calls).for_each(|_| {
                std::hint::black_box(body());
            });
            continue;
        }
        let mut workload = Workload { name, by_hand: by_hand(), orm: orm() };
        rows.push(compare(&mut workload, quick));
    }
    timing::print(&rows);
    if wanted.is_none_or(|wanted| "entities".contains(wanted.as_str())) {
        entities::run(quick);
    }
}
